"""Resource rent taxes: what is left after a threshold return, in one tier or several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import yearly
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import MapOf, Struct, TimedOf, TimedValue, Value, ValueOf, field_of
from concession.lines import YEAR, Expr, add_up, const, maximum, minimum, since, where

__all__ = ["RentTax", "RentTier"]


def rate_a_year(scope: Scope, series: TimedValue) -> Expr:
    """Return a rate that may change with the years; one without a period of time is a rate a year."""
    rate = scope.level(series)
    return rate / const(1, YEAR) if rate.unit.dimensionless else rate


def years_assessed(scope: Scope) -> Expr:
    """Return the years that each yearly assessment covers; nothing in periods without one."""
    timeline = scope.timeline
    if timeline.per_year == 1:
        return timeline.step
    return timeline.step * where(timeline.year_end.equals(1), since(const(1), timeline.year_start), 0)


@dataclass(frozen=True, kw_only=True)
class RentTier:
    """One tier: the return that must be earned first, and the rate on what is left."""

    threshold: TimedValue = field_of(
        TimedOf("any"), "The yearly rate at which what is not recovered yet grows."
    )
    margin: Value | None = field_of(
        ValueOf("rate"), "A further part of the threshold, such as 15 points over a bond rate.", default=None
    )
    rate: TimedValue = field_of(TimedOf("share"), "The rate of tax on what is left.")


@clause_kind("rent_tax")
@dataclass(frozen=True, kw_only=True)
class RentTax(MoneyClause):
    """A tax on cash flow after a threshold return; what is negative is carried forward with it.

    Of several tiers, each one's cash flow is that before it less the tax of the tiers before it, so the
    thresholds should rise.
    """

    formula: ClassVar[str] = (
        "B(t) = B(t−1) × (1 + k) + cash flow; tax = rate × B where B > 0, and B starts again from nil; a "
        "later "
        "tier's cash flow is less the tax of the earlier tiers. Property: NPV of the tax at k = rate × NPV"
    )
    reference: ClassVar[str] = "Garnaut and Clunies Ross (1975); Land (2010); PRRT Assessment Act 1987 s 33"

    income: tuple[Term, ...] = field_of(TermList(), "Receipts.", default=(Term(name="revenue"),))
    deduct: tuple[Term, ...] = field_of(
        TermList(), "Spending.", default=(Term(name="operating_costs"), Term(name="capital"))
    )
    tiers: Mapping[str, RentTier] = field_of(MapOf(Struct(RentTier)), "The tiers by name, in order.")

    def build(self, scope: Scope) -> None:
        """Add cash flow, each tier's balance and tax, and the tax."""
        flow: Expr = scope.line(
            "cash_flow",
            scope.within(yearly(scope, scope.terms(self.income) - scope.terms(self.deduct))),
        )
        taxes: list[Expr] = []
        for name, tier in self.tiers.items():
            growth = rate_a_year(scope, tier.threshold)
            if tier.margin is not None:
                growth = growth + scope.value(tier.margin)
            balance = scope.account(
                f"{name}.balance", scope.currency, floor=None, note="negative: not recovered"
            )
            interest = balance.accrue(
                scope.line(f"{name}.interest", balance.opening * growth * years_assessed(scope))
            )
            balance.credit(flow)
            before = scope.line(f"{name}.accumulated", balance.opening + interest + flow)
            taxed = balance.debit(scope.line(f"{name}.taxed", maximum(before, 0)))
            scope.line(f"{name}.unrecovered", minimum(before, 0))
            tax = scope.line(f"{name}.tax", scope.level(tier.rate) * taxed)
            taxes.append(tax)
            flow = flow - tax
        scope.pay("", add_up(taxes, scope.currency), instrument="rent_tax")
