"""Taxes withheld from what leaves the country or the company: dividends, interest, services, branches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import yearly
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, Flag, TimedOf, TimedValue, Value, ValueOf, field_of
from concession.lines import const, maximum

__all__ = ["WithholdingTax"]


@clause_kind("withholding_tax")
@dataclass(frozen=True, kw_only=True)
class WithholdingTax(MoneyClause):
    """A tax on payments abroad, or on the profit of a branch after income tax."""

    fence: ClassVar[str] = "company"
    formula: ClassVar[str] = (
        "tax = rate × share × max(0, base − deductions); grossed up: rate ÷ (1 − rate). On profit after tax: "
        "combined rate = 1 − (1 − income tax) × (1 − withholding)"
    )
    reference: ClassVar[str] = "withholding on dividends, interest and services; branch remittance taxes"

    rate: TimedValue = field_of(TimedOf("share"), "The rate.")
    base: tuple[Term, ...] = field_of(
        TermList(), "What is paid abroad, or a branch's profit: lines such as `dividends`, `loan.interest`."
    )
    deduct: tuple[Term, ...] = field_of(
        TermList(),
        "What is taken off it: a branch's income tax; the difference is then assessed by the calendar year.",
        default=(),
    )
    share: Value | None = field_of(
        ValueOf("share"), "The share of it that goes abroad; all where nothing is said.", default=None
    )
    grossed_up: bool = field_of(
        Flag(), "Whether the payer bears it on top, so that it is due on itself.", default=False
    )
    on: str = field_of(
        Choice(("dividends", "interest", "services", "branch-profit", "royalties")),
        "What is paid abroad.",
        default="dividends",
    )

    def build(self, scope: Scope) -> None:
        """Add base and tax."""
        base = scope.terms(self.base)
        if self.deduct:
            # a branch's profit is that of a year, and so is the tax on it
            base = yearly(scope, base - scope.terms(self.deduct))
        base = maximum(base, 0)
        if self.share is not None:
            base = base * scope.value(self.share)
        base = scope.line("base", base)
        rate = scope.level(self.rate)
        if self.grossed_up:
            rate = rate / (const(1) - rate)
        scope.pay("", rate * base, instrument="withholding_tax")
