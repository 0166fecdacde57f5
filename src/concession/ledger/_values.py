"""Values of files as inputs of the program, each with its origin.

Every value that a draft reads passes here, so that the evidence behind a result can be counted, and so
that what is uncertain is known by name: an interval, or a value with a range, may be drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal

from concession.deal import Evidence, Interval, Quantity, TimedValue, Value, parse_period, parse_quantity
from concession.errors import ConcessionError, Place, Problem, nearest
from concession.ledger._law import Hold, Law
from concession.lines import YEAR, Expr, Input, Origin, Timeline, Unit, const, lookup, round_to, where

__all__ = ["Values", "origin_of", "per_year"]


def per_year(unit: Unit) -> bool:
    """Return whether a unit is something per year.

    >>> per_year(Unit.of("USD") / YEAR), per_year(Unit.of("USD"))
    (True, False)
    """
    return any(symbol == "yr" and power == -1 for symbol, power in unit.powers)


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

    def expr(self, value: Value, law: Law | None = None) -> Expr:
        """Return a single value as an input; one that changes at dates as what ``law`` reads of it."""
        if value.since:
            law = law or Law(timeline=self.timeline)
            return law.chosen(value.since, self.expr, value.path)
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
        # a year (or quarter) named on a finer timeline means its first period
        number = (period.part - 1) * self.timeline.per_year // period.parts + 1
        if period.parts > self.timeline.per_year:
            raise ConcessionError.of(
                "E313",
                f"'{text}' is finer than the case's periods",
                f"name a {self.timeline.word}",
                path=path,
            )
        return self.timeline.index(period.year, number)

    def last_index(self, text: str, path: str) -> int:
        """Return how many periods after the first a stated period ends: that of its last part."""
        parts = parse_period(text).parts
        return self.period_index(text, path) + self.timeline.per_year // parts - 1

    def level(self, series: TimedValue, age: Expr, law: Law | None = None) -> Expr:
        """Return a series of prices or shares: what holds in each period.

        A series by period holds its first number before it begins and its last one after it ends; one by
        year holds through the parts of the year. A series by year of age holds its last number as well, and
        is nothing before the start. Where ``law`` freezes the clause that reads it, a series by period stays
        at what it is on the day.
        """
        if series.value is not None:
            return self.expr(series.value, law)
        if series.reference:
            return self._named(series)
        if series.by_age:
            return self.by_age(series, age, after=series.by_age[-1])
        moving = self._dated(series, held=True)
        if law is not None:
            for hold in law.holds:
                moving = where(law.in_hold(hold), self._frozen(series, hold), moving)
        return moving

    def _frozen(self, series: TimedValue, hold: Hold) -> Expr:
        """Return what a series by period is on the day of a hold, the period that holds the day deciding."""
        amounts = self._by_index(series, parted=True)
        timeline = self.timeline
        index = timeline.index(hold.day.year, (hold.day.month - 1) * timeline.per_year // 12 + 1)
        if index < min(amounts):
            raise ConcessionError.of(
                "E623",
                f"nothing is said here so early, and '{hold.clause}' freezes it at {hold.day}",
                "say what held before",
                path=series.path,
            )
        path = f"{series.path}.at.{hold.day}"
        if path not in self._made:
            self._made[path] = Input(
                path,
                unit=series.unit,
                default=amounts[max(one for one in amounts if one <= index)],
                origin=origin_of(series.path, series.text, series.evidence, series.place),
            )
        made = self._made[path]
        span = series.evidence.range
        return made if span is None else made * self._scale(series, span)

    def flow(self, series: TimedValue, age: Expr, law: Law | None = None) -> Expr:
        """Return a series of amounts: what arises in each period, nothing where the series is silent.

        An amount per year arises in its parts: a quarter brings a quarter of it. So does an amount by year
        of age.

        Raises
        ------
        ConcessionError
            E315 for one amount that does not say per what time; E313 for amounts by year in a case with
            shorter periods, unless they are per year; E615 for an unknown name of the outlook.
        """
        if series.value is not None:
            return self._in_periods(self.expr(series.value, law), series, must=True)
        if series.reference:
            named = self._named(series)
            return self._in_periods(named, series, must=named.shape == "scalar")
        if series.by_age:
            found = self.by_age(series, age)
            return found * self.timeline.step if per_year(series.unit) else found / self.timeline.per_year
        return self._in_periods(self._dated(series, held=False), series, must=False)

    def _in_periods(self, amount: Expr, series: TimedValue, *, must: bool) -> Expr:
        """Return an amount per year as an amount per period."""
        if per_year(amount.unit):
            return amount * self.timeline.step
        if must:
            raise ConcessionError.of(
                "E315",
                f"'{series.text}' does not say per what time",
                "write it per year, or period by period",
                path=series.path,
            )
        return amount

    def by_age(self, series: TimedValue, age: Expr, after: Decimal | int | None = None) -> Expr:
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
        if after is not None:
            found = where(years >= len(series.by_age), const(after, series.unit), found)
        if series.evidence.range is not None:
            found = found * self._scale(series, series.evidence.range)
        return found

    def _whole_years(self, age: Expr) -> Expr:
        return where(age >= 0, round_to(age / self.timeline.per_year, 1, "down"), -1)

    def _named(self, series: TimedValue) -> Input:
        self.used[series.path] = series
        if series.reference not in self.outlook:
            raise ConcessionError.of(
                "E615",
                f"there is no '{series.reference}' in the outlook",
                nearest(series.reference, self.outlook),
                path=series.path,
            )
        return self.outlook[series.reference]

    def _dated(self, series: TimedValue, *, held: bool) -> Expr:
        """Return the numbers by period: held on where they are levels, else zero where nothing is said."""
        self.used[series.path] = series
        known = self._dated_made.get(series.path)
        if known is not None:
            return known
        amounts = self._by_index(series, parted=held or per_year(series.unit))
        periods = self.timeline.periods
        if held:
            values = _held(amounts, periods)
        else:
            values = tuple(amounts.get(period, Decimal(0)) for period in range(periods))
        node = Input(
            series.path,
            unit=series.unit,
            shape="series",
            default=values,
            origin=origin_of(series.path, series.text, series.evidence, series.place),
        )
        moved: Expr = node
        if series.evidence.range is not None:
            moved = node * self._scale(series, series.evidence.range)
        self._dated_made[series.path] = moved
        return moved

    def _by_index(self, series: TimedValue, *, parted: bool) -> dict[int, Decimal]:
        """Return the numbers by how many periods after the first; ``parted`` years hold for their parts."""
        amounts: dict[int, Decimal] = {}
        timeline = self.timeline
        for period, amount in series.dated.items():
            if period.parts != timeline.per_year and not (period.parts == 1 and parted):
                problem = Problem(
                    code="E313",
                    message=f"the series is by {_WORDS.get(period.parts, 'period')}, "
                    f"the case by {timeline.word}",
                    hint=f"state it by {timeline.word}, per year ('USD million/yr'), or with 'spread: even'",
                    path=series.path,
                    place=series.place,
                )
                raise ConcessionError([problem])
            first = timeline.index(period.year, period.part)
            for index in range(first, first + timeline.per_year // period.parts):
                amounts[index] = amount
        return amounts

    def _scale(self, series: TimedValue, span: Quantity) -> Input:
        """Return the share by which a whole series moves: one, within the range that it states."""
        path = f"{series.path}.range"
        if path in self._made:
            return self._made[path]
        evidence = replace(series.evidence, range=span)
        one = Value(quantity=parse_quantity("100 %"), text=span.text, evidence=evidence, path=path)
        self.uncertain[path] = one
        self._made[path] = Input(
            path,
            default=Decimal(1),
            random=True,
            origin=origin_of(path, span.text, series.evidence, series.place),
        )
        return self._made[path]


_WORDS = {1: "year", 4: "quarter", 12: "month"}


def _held(amounts: Mapping[int, Decimal], periods: int) -> tuple[Decimal, ...]:
    """Return numbers that hold on until the next one, the first one from the start.

    >>> _held({-2: Decimal(1), 1: Decimal(2)}, 3)
    (Decimal('1'), Decimal('2'), Decimal('2'))
    """
    stated = sorted(amounts)
    before = [index for index in stated if index <= 0]
    now = amounts[before[-1] if before else stated[0]]
    values = []
    for period in range(periods):
        now = amounts.get(period, now)
        values.append(now)
    return tuple(values)
