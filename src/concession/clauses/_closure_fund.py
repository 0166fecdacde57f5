"""A fund for closure: filled with production, spent on restoring the place, what is left given back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import LineName, TermList
from concession.deal import Choice, Id, Value, ValueOf, field_of
from concession.ledger import Tier
from concession.lines import Expr, maximum, minimum, prev, ratio, running, total, where

__all__ = ["ClosureFund"]


@clause_kind("closure_fund")
@dataclass(frozen=True, kw_only=True)
class ClosureFund(MoneyClause):
    """Money set aside with a fund, and drawn when the place is closed."""

    tier: ClassVar[Tier] = "financing"
    formula: ClassVar[str] = (
        "set aside = target × units ÷ all units (or a fixed yearly share of revenue until the target is "
        "reached); "
        "drawn = min(closing cost, balance with interest); what is left in the last period goes back"
    )
    reference: ClassVar[str] = "mine-closure and decommissioning funds"

    fund: str = field_of(Id("party"), "The party that holds the money.")
    target: Value | None = field_of(
        ValueOf("money"),
        "What is to be set aside; the whole cost of closure where nothing is said.",
        default=None,
    )
    fill: str = field_of(
        Choice(("by-production", "share-of-revenue")), "How the fund is filled.", default="by-production"
    )
    share: Value | None = field_of(
        ValueOf("share"), "The share of revenue that is set aside, if it is filled so.", default=None
    )
    units: str = field_of(LineName(), "The production that filling follows.", default="production")
    closure: tuple[Term, ...] = field_of(
        TermList(), "The costs that the fund pays.", default=(Term(name="closure"),)
    )
    interest: Value | None = field_of(
        ValueOf("rate"), "The yearly rate that the fund earns on the market.", default=None
    )

    def build(self, scope: Scope) -> None:
        """Add what is set aside, earned, drawn and given back, and the balance."""
        costs = scope.terms(self.closure)
        target = total(costs) if self.target is None else scope.value(self.target)
        account = scope.account("balance", scope.currency, kind="claim", holder=scope.payer, debtor=self.fund)
        if self.fill == "by-production" or self.share is None:
            units = scope.term(self.units)
            filled = target * ratio(units, total(units))
        else:
            so_far = scope.forward("so_far", scope.currency)
            wanted = scope.value(self.share) * scope.term("revenue")
            filled = maximum(minimum(wanted, target - so_far), 0)
        paid_in = account.credit(scope.pay("", filled, payee=self.fund, instrument="closure_fund"))
        if self.fill == "share-of-revenue" and self.share is not None:
            so_far.define(prev(running(paid_in)))
        available: Expr = account.opening + paid_in
        if self.interest is not None:
            earned = account.opening * scope.value(self.interest) * scope.timeline.step
            got = scope.pay(
                "earned", earned, payer="market", payee=self.fund, instrument="interest", always=True
            )
            available = available + account.accrue(got)
        drawn = scope.line("drawn", minimum(maximum(costs, 0), available))
        rest = where(scope.timeline.last_period.equals(1), available - drawn, 0)
        back = scope.pay(
            "released",
            drawn + rest,
            payer=self.fund,
            payee=scope.payer,
            instrument="closure_fund",
            always=True,
        )
        account.debit(back)
