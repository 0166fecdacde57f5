"""Depreciation: how spending on assets becomes a deduction over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._schedules import by_schedule
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import LineName, TermList
from concession.deal import Choice, ListOf, Value, ValueOf, Whole, field_of
from concession.errors import ConcessionError
from concession.lines import (
    Expr,
    Line,
    latch,
    minimum,
    moving,
    prev,
    ratio,
    remaining,
    running,
    where,
)

__all__ = ["Depreciation"]


@dataclass(frozen=True, kw_only=True)
class Depreciation:
    """A pool of assets written down by one method, period by period.

    Straight-line spreads each spending evenly over the periods of its life, its own period first. Declining
    takes its part of the yearly rate from the balance in each period: a quarter of the rate in a quarter.
    By unit of production, the balance falls as what is left to be produced does. A schedule states the share
    of each year, the year of the spending first, as tables of tax acts do.
    """

    methods: ClassVar[tuple[str, ...]] = (
        "immediate",
        "straight-line",
        "declining",
        "unit-of-production",
        "schedule",
    )

    method: str = field_of(Choice(methods), "How the pool is written down.")
    assets: tuple[Term, ...] = field_of(
        TermList(), "The spending that enters the pool.", default=(Term(name="capital"),)
    )
    life: int = field_of(Whole(1, 100), "The years over which each asset is written down.", default=0)
    rate: Value | None = field_of(
        ValueOf("share"), "The share of the balance written down each year, if declining.", default=None
    )
    shares: tuple[Value, ...] = field_of(
        ListOf(ValueOf("share")), "The shares written down year by year, if by a schedule.", default=()
    )
    opening: Value | None = field_of(
        ValueOf("money"),
        "What is not written down yet when the case begins; it counts as spent in the first period.",
        default=None,
    )
    begins: str = field_of(
        Choice(("spending", "production")),
        "Whether writing down begins when the money is spent, or when the first of the projects produces, if "
        "that is later.",
        default="spending",
    )
    units: str = field_of(
        LineName(), "The production that the unit-of-production method follows.", default="production"
    )

    def build(self, scope: Scope, name: str) -> Line:
        """Return the line of the deduction."""
        assets = scope.terms(self.assets)
        if self.opening is not None:
            assets = assets + scope.value(self.opening) * scope.timeline.first_period
        spent = scope.line(f"depreciation.{name}.assets", assets)
        entering: Expr = spent
        if self.begins == "production":
            started = latch(scope.term("producing") > 0)
            before = prev(started).equals(0)
            entering = where(started.equals(0), 0, where(before, running(spent), spent))
        return scope.line(f"depreciation.{name}", self._written_down(scope, name, entering))

    def _written_down(self, scope: Scope, name: str, entering: Expr) -> Expr:
        if self.method == "immediate":
            return entering
        if self.method == "schedule":
            if not self.shares:
                raise ConcessionError.of(
                    "E612", f"the pool '{name}' needs its schedule", "add 'shares: [20 %, 32 %, …]'"
                )
            shares = [scope.value(share) for share in self.shares]
            return by_schedule(entering, shares, scope.timeline.per_year)
        if self.method == "straight-line":
            if not self.life:
                raise ConcessionError.of(
                    "E612", f"the straight-line pool '{name}' needs a life", "add 'life: YEARS'"
                )
            periods = self.life * scope.timeline.per_year
            return moving(entering, periods) / periods
        pool = scope.account(
            f"depreciation.{name}.balance", scope.currency, note="what is not written down yet"
        )
        pool.credit(entering)
        balance = pool.opening + entering
        if self.method == "declining":
            if self.rate is None:
                raise ConcessionError.of(
                    "E612", f"the declining pool '{name}' needs a rate", "add 'rate: SHARE'"
                )
            amount = balance * minimum(scope.value(self.rate) / scope.timeline.per_year, 1)
        else:
            units = scope.term(self.units)
            amount = balance * minimum(ratio(units, remaining(units)), 1)
        amount = scope.line(f"depreciation.{name}.amount", amount)
        pool.debit(amount)
        return amount
