"""Taxes on cash flow: the Brown tax, and the refund of losses that nothing is set against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, TimedOf, TimedValue, Value, ValueOf, field_of
from concession.lines import Expr, maximum, prev, where

__all__ = ["CashFlowTax", "LossRefund"]


@clause_kind("cash_flow_tax")
@dataclass(frozen=True, kw_only=True)
class CashFlowTax(MoneyClause):
    """A share of each period's net cash flow, paid back where that is negative (a Brown tax).

    Without the refund, what is negative is carried forward at the rate stated.
    """

    formula: ClassVar[str] = "tax = rate × (income − deductions), refunded where negative"
    reference: ClassVar[str] = "Brown (1948); Norwegian petroleum cash-flow tax from 2022"

    rate: TimedValue = field_of(TimedOf("share"), "The rate.")
    income: tuple[Term, ...] = field_of(TermList(), "Receipts.", default=(Term(name="revenue"),))
    deduct: tuple[Term, ...] = field_of(
        TermList(), "Spending.", default=(Term(name="operating_costs"), Term(name="capital"))
    )
    negative: str = field_of(
        Choice(("refunded", "carried", "lost")),
        "What becomes of a negative base.",
        default="refunded",
    )
    carry_rate: Value | None = field_of(
        ValueOf("rate"), "The yearly rate by which a carried base grows.", default=None
    )
    paid_in: str = field_of(
        Choice(("period", "next-period")),
        "Whether it is paid in its own period or the next.",
        default="period",
    )

    def build(self, scope: Scope) -> None:
        """Add the base and the tax."""
        base: Expr = scope.line("base", scope.within(scope.terms(self.income) - scope.terms(self.deduct)))
        if self.negative == "lost":
            base = maximum(base, 0)
        elif self.negative == "carried":
            carried = scope.forward("carried", scope.currency)
            before: Expr = prev(carried)
            if self.carry_rate is not None:
                before = before * (1 + scope.value(self.carry_rate) * scope.timeline.step)
            total = scope.line("carried_base", base - before)
            carried.define(maximum(-total, 0))
            base = maximum(total, 0)
        delay = 1 if self.paid_in == "next-period" else 0
        scope.pay("", scope.level(self.rate) * base, instrument="cash_flow_tax", delay=delay)


@clause_kind("loss_refund")
@dataclass(frozen=True, kw_only=True)
class LossRefund(MoneyClause):
    """The tax value of losses, paid back: each period's, or what is left at the end.

    What is refunded each period must not be carried forward by the tax as well: a loss counts once.
    """

    fence: ClassVar[str] = "company"
    formula: ClassVar[str] = "refund = rate × losses; at the end: rate × losses left unused"
    reference: ClassVar[str] = "Norway 2005 to 2021 (exploration refund, refund at cessation)"

    rate: TimedValue = field_of(TimedOf("share"), "The rate of the tax.")
    losses: tuple[Term, ...] = field_of(
        TermList(),
        "The losses: those of the period, or an account's closing balance for a refund at the end.",
    )
    when: str = field_of(
        Choice(("each-period", "end")),
        "Whether each period's losses are refunded, or what is left at the end.",
    )

    def build(self, scope: Scope) -> None:
        """Add the refund."""
        losses = maximum(scope.terms(self.losses), 0)
        if self.when == "end":
            losses = where(scope.timeline.last_period.equals(1), losses, 0)
        amount = scope.level(self.rate) * losses
        scope.pay("", amount, payer=scope.payee, payee=scope.payer, instrument="refund")
