"""The periods of a case, and the calendar lines that formulas may read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from concession.errors import ConcessionError
from concession.lines._expr import Input
from concession.lines._origin import Origin
from concession.lines._units import NONE, YEAR

__all__ = ["Period", "Timeline"]

#: The most periods that one case may have: 200 years of months.
MOST_PERIODS = 2400

_WORDS = {1: "year", 4: "quarter", 12: "month"}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Period:
    """A year, or one of the ``parts`` equal parts of a year, counted from one.

    >>> str(Period(year=2025, part=3, parts=4)), str(Period(year=2025, part=12, parts=12).after(1))
    ('2025Q3', '2026-01')
    """

    year: int
    part: int = 1
    parts: int = 1

    def __str__(self) -> str:
        if self.parts == 1:
            return str(self.year)
        return f"{self.year}Q{self.part}" if self.parts == 4 else f"{self.year}-{self.part:02d}"

    def after(self, n: int) -> Period:
        """Return the period ``n`` periods later."""
        index = self.year * self.parts + self.part - 1 + n
        return Period(year=index // self.parts, part=index % self.parts + 1, parts=self.parts)


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Consecutive periods of one length, starting in ``year`` at number ``first`` of that year.

    >>> quarters = Timeline(year=2025, first=3, periods=4, per_year=4)
    >>> [str(period) for period in quarters.labels]
    ['2025Q3', '2025Q4', '2026Q1', '2026Q2']
    >>> [int(x) for x in quarters.year_end.default]
    [0, 1, 0, 1]
    """

    year: int
    periods: int
    per_year: int = 1
    first: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.periods <= MOST_PERIODS:
            raise ConcessionError.of(
                "E606", f"a timeline of {self.periods} periods", f"use 1 to {MOST_PERIODS}"
            )
        if self.per_year not in _WORDS or not 1 <= self.first <= self.per_year:
            raise ConcessionError.of("E606", "a period is a year, a quarter or a month of a year")

    @property
    def word(self) -> str:
        """The name of one period: year, quarter or month."""
        return _WORDS[self.per_year]

    @cached_property
    def labels(self) -> tuple[Period, ...]:
        """The periods in order."""
        start = Period(year=self.year, part=self.first, parts=self.per_year)
        return tuple(start.after(k) for k in range(self.periods))

    @property
    def length(self) -> Decimal:
        """The length of one period in years."""
        return Decimal(1) / self.per_year

    def index(self, year: int, number: int = 1) -> int:
        """Return how many periods after the first a year (and part of it) begins; may be outside."""
        return (year - self.year) * self.per_year + (number - 1) - (self.first - 1)

    def inside(self, period: Period) -> range:
        """Return the numbers of this timeline's periods that a period holds; some may be outside the case.

        Raises
        ------
        ConcessionError
            E313 for a period that is shorter than those of the timeline.

        >>> Timeline(year=2025, periods=8, per_year=4).inside(Period(year=2026))
        range(4, 8)
        """
        if period.parts > self.per_year:
            message = f"{period} is shorter than a {self.word}, the period of the case"
            raise ConcessionError.of(
                "E313", message, f"state it by {self.word}, or add 'spread:' to the series"
            )
        within = self.per_year // period.parts
        first = self.index(period.year, (period.part - 1) * within + 1)
        return range(first, first + within)

    # Each calendar line is made once, so that equal references are one node of the graph.

    @cached_property
    def number(self) -> Input:
        """The number of the period, from zero."""
        return self._line("period", lambda k, _: Decimal(k))

    @cached_property
    def calendar_year(self) -> Input:
        """The calendar year, as a plain number."""
        return self._line("calendar_year", lambda _, period: Decimal(period.year))

    @cached_property
    def time(self) -> Input:
        """The years from the start of the first period to the start of this one, as a plain number."""
        return self._line("time", lambda k, _: Decimal(k) / self.per_year)

    @cached_property
    def step(self) -> Input:
        """The length of a period in years."""
        return Input("period_length", unit=YEAR, default=self.length, origin=Origin(path="calendar"))

    @cached_property
    def first_period(self) -> Input:
        """One in the first period."""
        return self._line("first_period", lambda k, _: Decimal(k == 0))

    @cached_property
    def last_period(self) -> Input:
        """One in the last period."""
        return self._line("last_period", lambda k, _: Decimal(k == self.periods - 1))

    @cached_property
    def year_start(self) -> Input:
        """One in the first period of each calendar year, and in the first period of all."""
        return self._line("year_start", lambda k, period: Decimal(k == 0 or period.part == 1))

    @cached_property
    def year_end(self) -> Input:
        """One in the last period of each calendar year, and in the last period of all."""
        return self._line(
            "year_end",
            lambda k, period: Decimal(k == self.periods - 1 or period.part == self.per_year),
        )

    def _line(self, name: str, value: Callable[[int, Period], Decimal]) -> Input:
        values = tuple(value(k, period) for k, period in enumerate(self.labels))
        return Input(name, unit=NONE, shape="series", default=values, origin=Origin(path="calendar"))
