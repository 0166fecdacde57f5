"""Tax holidays: years counted from first production or first profit in which a part of the tax is charged."""

from __future__ import annotations

from dataclasses import dataclass

from concession.clauses._scope import Scope
from concession.deal import Choice, ListOf, Struct, Value, ValueOf, Whole, field_of
from concession.errors import ConcessionError
from concession.lines import Expr, Line, const, latch, running, where

__all__ = ["Holiday", "HolidayStep"]


@dataclass(frozen=True, kw_only=True)
class HolidayStep:
    """Some years of a holiday in which one share of the tax is charged."""

    years: int = field_of(Whole(1, 100), "How many years.")
    charged: Value = field_of(ValueOf("share"), "The share of the tax that is charged in them; 0 % for none.")


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A tax holiday: its years are calendar years, and the one in which the event falls is the first.

    Losses and depreciation go on as without it.
    """

    counted_from: str = field_of(
        Choice(("first-production", "first-profit")),
        "Whether its years are counted from the first production, or from the first taxable income after "
        "losses.",
    )
    steps: tuple[HolidayStep, ...] = field_of(
        ListOf(Struct(HolidayStep)), "Its parts in order: so many years free, then so many at a half."
    )

    def charged(self, scope: Scope, taxable: Line) -> Expr:
        """Return the share of the tax that is charged in each period, as a line.

        Raises
        ------
        ConcessionError
            E612 where no years are stated.
        """
        if not self.steps:
            raise ConcessionError.of(
                "E612", "the holiday has no years", "add 'steps: [{years: 5, charged: 0 %}]'"
            )
        event = scope.term("producing") > 0 if self.counted_from == "first-production" else taxable > 0
        begun = latch(event)
        timeline = scope.timeline
        year = scope.line("holiday.year", running(begun * timeline.year_end))
        share: Expr = const(1)
        last = sum(step.years for step in self.steps)
        for step in reversed(self.steps):
            share = where(year <= last, scope.value(step.charged), share)
            last -= step.years
        return scope.line("holiday.charged", where(year > 0, share, 1))
