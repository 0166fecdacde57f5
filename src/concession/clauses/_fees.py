"""Fees and bonuses: amounts that do not depend on profit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope
from concession.clauses._terms import LineName
from concession.deal import Choice, PeriodText, Value, ValueOf, field_of
from concession.errors import ConcessionError
from concession.lines import YEAR, Expr, latch, prev, running

__all__ = ["Bonus", "LicenceFee"]

#: A mark is reached by what comes this near to it.
_ALMOST = 1 - Decimal("1e-9")


@clause_kind("licence_fee")
@dataclass(frozen=True, kw_only=True)
class LicenceFee(MoneyClause):
    """A yearly amount for holding a licence."""

    formula: ClassVar[str] = "fee = amount a year × length of the period × (1 + indexation)^years"
    reference: ClassVar[str] = "surface rents and annual licence fees"

    amount: Value = field_of(ValueOf("money per year"), "The amount a year.")
    indexation: Value | None = field_of(
        ValueOf("rate"), "The yearly rate by which it rises from the first year of the case.", default=None
    )
    instrument: str = field_of(
        Choice(("licence_fee", "surface_rent")),
        "What it is called in tables by instrument.",
        default="licence_fee",
    )

    def build(self, scope: Scope) -> None:
        """Add the fee, while the licence (or one of several) is held."""
        timeline = scope.timeline
        fee = scope.value(self.amount) * timeline.step
        if self.indexation is not None:
            growth = 1 + scope.value(self.indexation) * timeline.step * timeline.per_year
            years = timeline.calendar_year - timeline.year
            fee = fee * growth**years
        if scope.projects:
            fee = fee * (scope.term("licence_held") > 0)
        scope.pay("", fee, instrument=self.instrument)


@clause_kind("bonus")
@dataclass(frozen=True, kw_only=True)
class Bonus(MoneyClause):
    """One amount, paid once: at a date, at first production, or when a line reaches a mark.

    Production and prices make one fall due by the line that they are: `by: production, reaches: 20 kbbl/day`,
    `by: price.oil, reaches: 80 USD/bbl`. It is paid in the first period in which the mark is reached.
    """

    formula: ClassVar[str] = "bonus = amount, once; due in the first period in which its condition is met"
    reference: ClassVar[str] = "signature, discovery and production bonuses; bonuses by price"

    amount: Value = field_of(ValueOf("money"), "The amount.")
    when: str = field_of(
        Choice(("date", "first-production", "cumulative-production", "line")),
        "What makes it fall due.",
        default="date",
    )
    date: str = field_of(PeriodText(), "The period in which it is paid, if at a date.", default="")
    mark: Value | None = field_of(
        ValueOf("any"), "The cumulative production that makes it fall due.", default=None, key="production"
    )

    by: str = field_of(
        LineName(), "The line that makes it fall due, if by one: `production`, `price.copper`.", default=""
    )
    reaches: Value | None = field_of(
        ValueOf("any"), "What that line reaches; of a quantity also by the day, month or year.", default=None
    )

    def build(self, scope: Scope) -> None:
        """Add the bonus in the one period in which it falls due."""
        stated = (
            (self.date, "date", "date"),
            (self.mark, "production", "cumulative-production"),
            (self.by, "by", "line"),
            (self.reaches, "reaches", "line"),
        )
        for said, key, when in stated:
            if said and self.when != when:
                raise ConcessionError.of(
                    "E612",
                    f"the bonus states '{key}', but falls due by '{self.when}'",
                    f"add 'when: {when}', or leave '{key}' out",
                )
        timeline = scope.timeline
        if self.when == "date":
            due = timeline.number.equals(scope.period_index(self.date, "date"))
        else:
            if self.when == "first-production":
                reached = latch(scope.term("producing") > 0)
            elif self.when == "line":
                reached = latch(self._reached(scope))
            elif self.mark is None:
                raise ConcessionError.of("E612", "the bonus needs a mark", "add 'production: QUANTITY'")
            else:
                # a sum of many periods may miss the mark by its last digit
                mark = scope.value(self.mark) * _ALMOST
                reached = latch(running(scope.term("production")) >= mark)
            due = reached - prev(reached)
        scope.pay("", scope.value(self.amount) * due, instrument="bonus")

    def _reached(self, scope: Scope) -> Expr:
        if not self.by or self.reaches is None:
            raise ConcessionError.of(
                "E612",
                "the bonus needs its line and what that reaches",
                "add 'by: LINE' and 'reaches: VALUE'",
            )
        line, mark = scope.term(self.by), scope.value(self.reaches)
        if line.unit != mark.unit and line.unit / YEAR == mark.unit:
            # a quantity of the period as a rate of production
            line = line / scope.timeline.step
        return line >= mark * _ALMOST
