"""Value added tax on purchases and its refund, taxes on payroll, and a price on emissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import TimedOf, TimedValue, Value, ValueOf, Whole, field_of
from concession.lines import Expr, maximum, prev

__all__ = ["CarbonTax", "PayrollTax", "ValueAddedTax"]


@clause_kind("vat")
@dataclass(frozen=True, kw_only=True)
class ValueAddedTax(MoneyClause):
    """Tax on purchases of an exporter, given back later: what it costs is the delay and what is denied.

    What is not refunded at the end of the case is reported as outstanding.
    """

    formula: ClassVar[str] = (
        "tax = rate × purchases; refund = refundable share × tax, `refund_after` periods later"
    )
    reference: ClassVar[str] = "input VAT of exporters"

    rate: TimedValue = field_of(TimedOf("share"), "The rate.")
    base: tuple[Term, ...] = field_of(
        TermList(),
        "The purchases, each with the share that bears the tax.",
        default=(Term(name="operating_costs"), Term(name="capital")),
    )
    refundable: Value | None = field_of(
        ValueOf("share"), "The share that is given back; all where nothing is said.", default=None
    )
    refund_after: int = field_of(Whole(0, 480), "How many periods later it is given back.", default=1)

    def build(self, scope: Scope) -> None:
        """Add the tax, what is owed back, and the refund."""
        tax = scope.pay("", scope.level(self.rate) * scope.terms(self.base), instrument="vat")
        share = scope.value(self.refundable) if self.refundable is not None else None
        claim = tax if share is None else tax * share
        owed = scope.account(
            "owed", scope.currency, kind="claim", holder=scope.payer, debtor=scope.payee, floor=None
        )
        owed.credit(scope.line("claimed", claim))
        back: Expr = prev(claim, self.refund_after) if self.refund_after else claim
        refund = scope.pay(
            "refund", back, payer=scope.payee, payee=scope.payer, instrument="vat", always=True
        )
        owed.debit(refund)


@clause_kind("payroll_tax")
@dataclass(frozen=True, kw_only=True)
class PayrollTax(MoneyClause):
    """A share of wages that the employer pays."""

    formula: ClassVar[str] = "tax = rate × wages; wages = Σ share of each cost that is wages"
    reference: ClassVar[str] = "employers' social contributions and payroll taxes"

    rate: TimedValue = field_of(TimedOf("share"), "The rate.")
    wages: tuple[Term, ...] = field_of(TermList(), "The costs, each with the share that is wages.")

    def build(self, scope: Scope) -> None:
        """Add wages and tax."""
        wages = scope.line("wages", scope.terms(self.wages))
        scope.pay("", scope.level(self.rate) * wages, instrument="payroll_tax")


@clause_kind("carbon_tax")
@dataclass(frozen=True, kw_only=True)
class CarbonTax(MoneyClause):
    """A price on emissions, less a free allowance."""

    formula: ClassVar[str] = (
        "tax = price × (1 + indexation)^years × max(0, emissions − free); emissions = factor × activity; "
        "free = "
        "free share × emissions"
    )
    reference: ClassVar[str] = "carbon taxes; IMF WP/24/089"

    price: TimedValue = field_of(TimedOf("price"), "The money for each unit of emissions.")
    activity: tuple[Term, ...] = field_of(TermList(), "What emits: production, ore, energy.")
    factor: Value = field_of(ValueOf("any"), "The emissions for each unit of activity.")
    free: Value | None = field_of(ValueOf("share"), "The share of emissions that is free.", default=None)
    indexation: Value | None = field_of(
        ValueOf("rate"), "The yearly rate by which the price rises from the first year.", default=None
    )

    def build(self, scope: Scope) -> None:
        """Add emissions, price and tax."""
        timeline = scope.timeline
        emissions: Expr = scope.line("emissions", scope.value(self.factor) * scope.terms(self.activity))
        if self.free is not None:
            emissions = emissions * (1 - scope.value(self.free))
        price: Expr = scope.level(self.price)
        if self.indexation is not None:
            growth = 1 + scope.value(self.indexation) * timeline.step * timeline.per_year
            price = price * growth ** (timeline.calendar_year - timeline.year)
        scope.pay("", price * maximum(emissions, 0), instrument="carbon_tax")
