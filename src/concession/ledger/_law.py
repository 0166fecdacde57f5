"""Which day's law each period reads, and what has held since when as one expression.

A period is taxed by the law in force in its middle, which holds for the greater part of it. Where a clause
freezes the law, the periods whose middle lies in its term read the law of a fixed day instead.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from concession.deal import Dated, Value
from concession.errors import ConcessionError
from concession.lines import Expr, Period, Timeline, minimum, where

__all__ = ["Hold", "Law", "middle_of"]

T = TypeVar("T")


def middle_of(period: Period) -> date:
    """Return the day in the middle of a period, from which on most of it is still to come.

    >>> middle_of(Period(year=2025)), middle_of(Period(year=2025, part=3, parts=4))
    (datetime.date(2025, 7, 1), datetime.date(2025, 8, 16))
    """
    if period.parts == 1:
        return date(period.year, 7, 1)
    months = 12 // period.parts
    return date(period.year, (period.part - 1) * months + months // 2 + 1, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Periods, from number ``first`` to ``last``, in which the law of one day is read.

    ``clause`` is what freezes it. In these periods ``premium`` is added to the rate of what is frozen, or
    ``instead`` stands in the place of it. Where ``better`` is true, a later law applies if it takes less.
    """

    clause: str
    day: date
    first: int
    last: int
    premium: Value | None = None
    instead: Value | None = None
    better: bool = False

    def words(self, timeline: Timeline) -> str:
        """Return what ``explain`` says of it."""
        labels = timeline.labels
        span = (
            f"{labels[self.first]} to {labels[self.last]}"
            if self.last > self.first
            else f"{labels[self.first]}"
        )
        added = f", with {self.premium.text} on top" if self.premium is not None else ""
        instead = f", at {self.instead.text} instead" if self.instead is not None else ""
        later = ", or the law of the period where that is less" if self.better else ""
        return f"frozen at {self.day} by {self.clause}, {span}{added}{instead}{later}"


@dataclass(frozen=True, kw_only=True)
class Law:
    """The law that a clause reads, period by period.

    ``since`` and ``until`` are the first and last day on which it is in force; None without end. ``first``
    and ``last`` are the periods from and to which a contract lets it apply.
    """

    timeline: Timeline
    holds: tuple[Hold, ...] = ()
    since: date | None = None
    until: date | None = None
    first: int = 0
    last: int | None = None

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The day whose law each period reads."""
        days = [middle_of(period) for period in self.timeline.labels]
        for hold in self.holds:
            days[hold.first : hold.last + 1] = [hold.day] * (hold.last + 1 - hold.first)
        return tuple(days)

    @cached_property
    def applies(self) -> tuple[bool, ...]:
        """Whether the clause is in force in each period."""
        found = [self._in_force(day) for day in self.days]
        for hold in self.holds:
            if hold.better:
                for number in range(hold.first, hold.last + 1):
                    now = middle_of(self.timeline.labels[number])
                    found[number] = found[number] and self._in_force(now)
        return tuple(found)

    def _in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @cached_property
    def unfrozen(self) -> Law:
        """The law of each period, as if nothing froze it."""
        return replace(self, holds=())

    def agreed(self, read: Expr, later: Callable[[], Expr], expr: Callable[[Value], Expr]) -> Expr:
        """Return a rate as those who froze it agreed on.

        Parameters
        ----------
        read
            The rate by the law that is read.
        later
            Makes the rate by the law of each period.
        expr
            Makes an expression of a value.
        """
        for hold in self.holds:
            held = read
            if hold.instead is not None:
                held = expr(hold.instead)
            elif hold.premium is not None:
                held = read + expr(hold.premium)
            if hold.better:
                held = minimum(held, later())
            if held is not read:
                read = where(self.in_hold(hold), held, read)
        return read

    @property
    def force(self) -> Expr | None:
        """One in the periods in which the clause is in force; None where it always is."""
        if all(self.applies):
            return None
        number = self.timeline.number
        found: Expr | None = None
        for first, last in _runs(self.applies):
            run = (number >= first) & (number <= last)
            found = run if found is None else found | run
        return number < 0 if found is None else found

    def chosen(self, steps: Sequence[tuple[Dated, T]], build: Callable[[T], Expr], path: str) -> Expr:
        """Return what each period reads of something that changes at dates.

        Parameters
        ----------
        steps
            What has held since when, in order.
        build
            Turns one of them into an expression.
        path
            Where it stands, for messages.

        Raises
        ------
        ConcessionError
            E623 where a period in which the clause is in force reads the law of a day before the first date.
        """
        starts = [dated.day for dated, _ in steps]
        which = []
        for number, day in enumerate(self.days):
            found = bisect_right(starts, day) - 1
            if found < 0 and self.applies[number] and self._within(number):
                raise self._unsaid(number, steps[0][0], path)
            which.append(max(found, 0))
        made: dict[int, Expr] = {}
        for step in which:
            if step not in made:
                made[step] = build(steps[step][1])
        expr = made[which[0]]
        for number in range(1, len(which)):
            if which[number] != which[number - 1]:
                expr = where(self.timeline.number >= number, made[which[number]], expr)
        return expr

    def charged(self, steps: Sequence[tuple[Dated, T]], build: Callable[[T], Expr], path: str) -> Expr:
        """Return what ``chosen`` does of a rate or charge, or that of the period where it is agreed on."""
        read = self.chosen(steps, build, path)
        for hold in self.holds:
            if hold.better:
                later = self.unfrozen.chosen(steps, build, path)
                read = where(self.in_hold(hold), minimum(read, later), read)
        return read

    def in_hold(self, hold: Hold) -> Expr:
        """Return one in the periods of a hold."""
        number = self.timeline.number
        return (number >= hold.first) & (number <= hold.last)

    def words(self) -> str:
        """Return what freezes it, for ``explain``; nothing where nothing does."""
        return "; ".join(hold.words(self.timeline) for hold in self.holds)

    def _within(self, number: int) -> bool:
        return self.first <= number and (self.last is None or number <= self.last)

    def _unsaid(self, number: int, first: Dated, path: str) -> ConcessionError:
        held = next((one for one in self.holds if one.first <= number <= one.last), None)
        reader = (
            f"'{held.clause}' freezes it at {held.day}"
            if held
            else f"{self.timeline.labels[number]} is before"
        )
        return ConcessionError.of(
            "E623",
            f"nothing is said here of the law before {first}, and {reader}",
            "say what held before, or since when the clause is in force",
            path=path,
        )


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the first and last number of each run of what is true.

    >>> _runs([True, True, False, True])
    [(0, 1), (3, 3)]
    """
    found: list[tuple[int, int]] = []
    for number, flag in enumerate(flags):
        if flag and found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        elif flag:
            found.append((number, number))
    return found
