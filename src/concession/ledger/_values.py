"""Values of files as inputs of the program, each with its origin.

Every value that a draft reads passes here, so that the evidence behind a result can be counted, and so
that what is uncertain is known by name: an interval, or a value with a range, may be drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal

from concession.deal import Evidence, Interval, Quantity, TimedValue, Value, parse_period, parse_quantity
from concession.errors import ConcessionError, Place, nearest
from concession.lines import YEAR, Expr, Input, Origin, Timeline, Unit, lookup, round_to, where

__all__ = ["Values", "origin_of"]


def origin_of(path: str, text: str, evidence: Evidence, place: Place | None = None) -> Origin:
    """Return what ``explain`` shows of a value."""
    return Origin(
        path=path,
        text=text,
        sources=evidence.sources,
        mark=evidence.mark,
        note=evidence.note,
        place=place,
    )


@dataclass(kw_only=True)
class Values:
    """The inputs of one draft by the path of the value they were read from.

    ``outlook`` holds the inputs that files call by a name: prices and other paths; ``events`` the times
    of events in years from the start, infinite where they never happen.
    """

    timeline: Timeline
    outlook: Mapping[str, Input] = field(default_factory=dict)
    events: Mapping[str, Input] = field(default_factory=dict)
    #: Every value read, by path.
    used: dict[str, Value | TimedValue] = field(default_factory=dict)
    #: The values among them that may vary: intervals, and numbers with a range.
    uncertain: dict[str, Value] = field(default_factory=dict)
    _made: dict[str, Input] = field(default_factory=dict)
    _dated_made: dict[str, Expr] = field(default_factory=dict)

    def expr(self, value: Value) -> Expr:
        """Return a single value as an input."""
        quantity = value.quantity
        if quantity is None:
            raise ConcessionError.of(
                "E409", f"'{value.path}' has no number", "give a value, a range or readings", path=value.path
            )
        if value.path in self._made:
            return self._made[value.path]
        varies = isinstance(quantity.value, Interval) or value.evidence.range is not None
        default = None if isinstance(quantity.value, Interval) else quantity.value
        node = Input(
            value.path,
            unit=quantity.unit,
            default=default,
            random=varies,
            origin=origin_of(value.path, value.text, value.evidence, value.place),
        )
        self.used[value.path] = value
        if varies:
            self.uncertain[value.path] = value
        self._made[value.path] = node
        return node

    def periods(self, value: Value) -> int:
        """Return a duration as a whole number of periods, rounded up; it cannot vary."""
        quantity = value.quantity
        if quantity is None or isinstance(quantity.value, Interval) or quantity.unit != YEAR:
            raise ConcessionError.of(
                "E315",
                f"'{value.text}' must be one duration here",
                "write it like 18 months",
                path=value.path,
            )
        self.used[value.path] = value
        count = quantity.value * self.timeline.per_year
        return int(count.to_integral_value(rounding=ROUND_CEILING))

    def event(self, name: str) -> Expr:
        """Return the time of an event in years from the start of the case."""
        if name not in self.events:
            raise ConcessionError.of("E615", f"there is no event '{name}'", nearest(name, self.events))
        return self.events[name]

    def period_index(self, text: str, path: str) -> int:
        """Return how many periods after the first a stated period begins (it may lie outside)."""
        period = parse_period(text)
        # a year named on a finer timeline means its first period
        number = (period.part - 1) * self.timeline.per_year // period.parts + 1
        if period.parts > self.timeline.per_year:
            raise ConcessionError.of(
                "E313",
                f"'{text}' is finer than the case's periods",
                f"name a {self.timeline.word}",
                path=path,
            )
        return self.timeline.index(period.year, number)

    def level(self, series: TimedValue, age: Expr) -> Expr:
        """Return a series of prices or shares: what holds in each period."""
        if series.value is not None:
            return self.expr(series.value)
        if series.reference:
            return self._named(series)
        if series.by_age:
            return self.by_age(series, age)
        return self._dated(series)

    def flow(self, series: TimedValue, age: Expr) -> Expr:
        """Return a series of amounts: what arises in each period."""
        if series.value is not None:
            value = self.expr(series.value)
            if (YEAR, -1) not in ((Unit.of(symbol), n) for symbol, n in value.unit.powers):
                raise ConcessionError.of(
                    "E315",
                    f"'{series.value.text}' does not say per what time",
                    "write it per year, or period by period",
                    path=series.path,
                )
            return value * self.timeline.step
        if series.reference:
            return self._named(series)
        if series.by_age:
            return self.by_age(series, age) / self.timeline.per_year
        return self._dated(series)

    def by_age(self, series: TimedValue, age: Expr, after: int | None = None) -> Expr:
        """Return a series by year of age; ``after`` is its value beyond the last year stated."""
        if not series.by_age:
            return self.level(series, age)
        self.used[series.path] = series
        profile = self._made.get(series.path)
        if profile is None:
            profile = Input(
                series.path,
                unit=series.unit,
                shape="profile",
                default=series.by_age,
                origin=origin_of(series.path, series.text, series.evidence, series.place),
            )
            self._made[series.path] = profile
        years = age if self.timeline.per_year == 1 else self._whole_years(age)
        found = lookup(profile, years)
        if after is None:
            return found
        return where(years >= len(series.by_age), after, found)

    def _whole_years(self, age: Expr) -> Expr:
        return where(age >= 0, round_to(age / self.timeline.per_year, 1, "down"), -1)

    def _named(self, series: TimedValue) -> Expr:
        self.used[series.path] = series
        if series.reference not in self.outlook:
            raise ConcessionError.of(
                "E615",
                f"there is no '{series.reference}' in the outlook",
                nearest(series.reference, self.outlook),
                path=series.path,
            )
        return self.outlook[series.reference]

    def _dated(self, series: TimedValue) -> Expr:
        """Return the amounts by period, zero where the series says nothing."""
        self.used[series.path] = series
        known = self._dated_made.get(series.path)
        if known is not None:
            return known
        amounts: dict[int, Decimal] = {}
        for period, amount in series.dated.items():
            if period.parts not in (1, self.timeline.per_year):
                raise ConcessionError.of(
                    "E313",
                    f"'{series.path}' is by {_WORDS.get(period.parts, 'period')}, the case by "
                    f"{self.timeline.word}",
                    "state it by the case's periods",
                    path=series.path,
                )
            if period.parts == 1 and self.timeline.per_year > 1:
                raise ConcessionError.of(
                    "E313",
                    f"'{series.path}' is by year, the case by {self.timeline.word}",
                    "state it by the case's periods, or as an amount per year",
                    path=series.path,
                )
            index = self.timeline.index(period.year, period.part)
            amounts[index] = amount
        node = Input(
            series.path,
            unit=series.unit,
            shape="series",
            default=tuple(amounts.get(k, Decimal(0)) for k in range(self.timeline.periods)),
            origin=origin_of(series.path, series.text, series.evidence, series.place),
        )
        moved: Expr = node
        if series.evidence.range is not None:
            moved = node * self._scale(series, series.evidence.range)
        self._dated_made[series.path] = moved
        return moved

    def _scale(self, series: TimedValue, span: Quantity) -> Input:
        """Return the share by which a whole series moves: one, within the range that it states."""
        path = f"{series.path}.range"
        evidence = replace(series.evidence, range=span)
        one = Value(quantity=parse_quantity("100 %"), text=span.text, evidence=evidence, path=path)
        self.uncertain[path] = one
        return Input(
            path,
            default=Decimal(1),
            random=True,
            origin=origin_of(path, span.text, series.evidence, series.place),
        )


_WORDS = {1: "year", 4: "quarter", 12: "month"}
