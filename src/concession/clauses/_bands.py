"""Rate tables in files: bands by slice or whole value, straight lines between points, or a formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from concession.clauses._said import WordOf
from concession.clauses._scope import CALENDAR, Scope
from concession.deal import (
    Context,
    Dated,
    Interval,
    ListOf,
    MapOf,
    Node,
    PeriodText,
    Struct,
    Text,
    Value,
    ValueOf,
    changes_at_dates,
    field_of,
    is_money,
    parse_period,
    read_fields,
    read_since,
    schema_of,
    since_schema,
)
from concession.deal import Mapping as MappingNode
from concession.errors import ConcessionError, nearest
from concession.lines import (
    YEAR,
    Edge,
    Expr,
    Unit,
    by_band,
    by_slice,
    const,
    interpolate,
    maximum,
    minimum,
    parse_formula,
    ratio,
    where,
)

__all__ = ["Band", "Bands", "Point", "RateTable"]


@dataclass(frozen=True, kw_only=True)
class Band:
    """One band of a table: from where to where, and its rate."""

    lower: Value | None = field_of(
        ValueOf("any"),
        "Its lower end; a first band that states none begins at zero by slice, and reaches down for ever by "
        "whole value.",
        default=None,
        key="from",
    )
    upper: Value | None = field_of(
        ValueOf("any", dated=False),
        "Its upper end; none for the last band, which has no end.",
        default=None,
        key="to",
    )
    rate: Value = field_of(ValueOf("any"), "Its rate: a share, or money for each unit.")


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point of a table whose rate moves in straight lines."""

    at: Value = field_of(ValueOf("any", dated=False), "Where the point lies.")
    rate: Value = field_of(ValueOf("any"), "The rate there.")


@dataclass(frozen=True, kw_only=True)
class RateTable:
    """A rate that depends on a number ``x``: a price, a quantity in a year, a ratio.

    ``by-slice`` charges each rate on the part of x inside its own band, so the effective rate is that
    charge over x; ``whole-value`` takes the rate of the band in which x lies for all of it. The two differ
    as much as negotiated terms do, so there is no default between them.
    """

    how: Value = field_of(
        WordOf(("by-slice", "whole-value", "interpolated", "formula")),
        "Whether each rate applies to its own slice, one rate to the whole value, whether the rate moves in "
        "straight lines between points, or follows a formula.",
    )
    includes: Value | None = field_of(
        WordOf(("from", "to")),
        "Which end of a band belongs to it: the lower (`from`: from ≤ x < to), which is meant where "
        "nothing is said, or the upper (`to`: from < x ≤ to). The lowest end of all belongs to the first "
        "band either way.",
        default=None,
    )
    bands: tuple[Band, ...] = field_of(ListOf(Struct(Band)), "The bands, without gaps, rising.", default=())
    points: tuple[Point, ...] = field_of(
        ListOf(Struct(Point)), "The points, rising; outside them the rate is that of the nearest.", default=()
    )
    formula: str = field_of(
        Text(), "The formula of the rate: of `x`, the values under `with`, and the calendar.", default=""
    )
    values: Mapping[str, Value] = field_of(
        MapOf(ValueOf("any")), "Named values that the formula reads.", default={}, key="with"
    )
    least: Value | None = field_of(ValueOf("any"), "The rate is never below this.", default=None)
    most: Value | None = field_of(ValueOf("any"), "The rate is never above this.", default=None)
    indexation: Value | None = field_of(
        ValueOf("rate"), "The yearly rate by which the ends of bands, or the points, rise.", default=None
    )
    indexed_from: str = field_of(
        PeriodText(), "The year for which they are stated; the first of the case otherwise.", default=""
    )
    #: A table that changes at dates: what it has been since when; the rest is the latest of them.
    since: tuple[tuple[Dated, RateTable], ...] = ()

    # -- what clauses ask ------------------------------------------------------------------------

    def rate(self, scope: Scope, x: Expr) -> Expr:
        """Return the rate on the whole of ``x``; by slice that is the charge over x, zero at zero."""
        if self.since:
            return scope.law.charged(self.since, lambda one: one.rate(scope, x), self.how.path)
        x = self.measured(scope, x)
        if self.how.text == "by-slice":
            rate = ratio(self.charge(scope, x), x)
        elif self.how.text == "whole-value":
            rate = self._of_band(scope, x)
        elif self.how.text == "interpolated":
            points = [self._indexed(scope, scope.value(point.at)) for point in self.points]
            rate = interpolate(x, points, [scope.value(point.rate) for point in self.points])
        else:
            local = {name: scope.value(value) for name, value in self.values.items()}
            rate = parse_formula(
                self.formula, lambda name: x if name == "x" else self._named(scope, local, name)
            )
        if self.least is not None:
            rate = maximum(rate, scope.value(self.least))
        if self.most is not None:
            rate = minimum(rate, scope.value(self.most))
        return rate

    def charge(self, scope: Scope, x: Expr) -> Expr:
        """Return rate × x, which by slice is the sum over bands of rate × the part inside."""
        if self.since:
            return scope.law.charged(self.since, lambda one: one.charge(scope, x), self.how.path)
        x = self.measured(scope, x)
        if self.how.text == "by-slice" and self.least is None and self.most is None:
            return by_slice(x, self._bounds(scope, x), self._rates(scope))
        if self.how.text == "by-slice":
            raise ConcessionError.of(
                "E622", "a table by slice takes no 'least' or 'most'", "put them into its bands"
            )
        return self.rate(scope, x) * x

    def slices(self, scope: Scope, x: Expr) -> list[Expr]:
        """Return the part of ``x`` inside each band; of a table without bands, nothing.

        Of a table that changes at dates, there are as many as the one with the most bands has.
        """
        if self.since:
            return self._slices_since(scope, x)
        x = self.measured(scope, x)
        bounds = self._bounds(scope, x)
        ends: list[Expr | None] = [*bounds[1:], None]
        return [
            maximum((x if end is None else minimum(x, end)) - bound, 0)
            for bound, end in zip(bounds, ends, strict=False)
        ]

    def _slices_since(self, scope: Scope, x: Expr) -> list[Expr]:
        made = {id(table): table.slices(scope, x) for _, table in self.since}
        nothing = self.measured(scope, x) * 0

        def part(number: int) -> Expr:
            return scope.law.chosen(
                self.since,
                lambda one: made[id(one)][number] if number < len(made[id(one)]) else nothing,
                self.how.path,
            )

        return [part(number) for number in range(max(map(len, made.values())))]

    def measured(self, scope: Scope, x: Expr) -> Expr:
        """Return ``x`` as the table measures it: by the year, and in the currency of its ends."""
        if self.unit is None or x.unit == self.unit:
            return x
        if x.unit / YEAR == self.unit:
            return x / scope.timeline.step
        money = [Unit.of(symbol, n) for symbol, n in (x.unit / self.unit).powers]
        ours = next((one for one in money if is_money(one)), None)
        theirs = next((one**-1 for one in money if is_money(one**-1)), None)
        if len(money) == 2 and ours is not None and theirs is not None:
            # a table in another currency: what one unit of ours is worth in it
            return x * (scope.ledger.convert(const(1, ours), theirs) / const(1, ours))
        return x

    @property
    def unit(self) -> Unit | None:
        """The unit in which the table's ends or points are stated; None of a formula."""
        stated = [one.quantity.unit for one in self._stated() if one.quantity is not None]
        return stated[0] if stated else None

    # -- parts -----------------------------------------------------------------------------------

    def _of_band(self, scope: Scope, x: Expr) -> Expr:
        """Return the rate of the band in which ``x`` lies.

        The lowest end of a table belongs to its first band whichever ends the others include: a ratio that
        is nought in the first year lies in the band from 0 to 1.1. Without a lower end the first band
        reaches down for ever.
        """
        bounds, rates, edge = self._bounds(scope, x), self._rates(scope), self._edge
        if self.bands[0].lower is not None:
            found = by_band(x, bounds, rates, edge)
            return where(x.equals(bounds[0]), rates[0], found) if edge == "above" else found
        if len(rates) == 1:
            return rates[0]
        first = x < bounds[1] if edge == "from" else x <= bounds[1]
        return where(first, rates[0], by_band(x, bounds[1:], rates[1:], edge))

    def _stated(self) -> list[Value]:
        """Return the ends and points that the file states."""
        ends = [end for band in self.bands for end in (band.lower, band.upper) if end is not None]
        return ends + [point.at for point in self.points]

    def _bounds(self, scope: Scope, x: Expr) -> list[Expr]:
        unit = self.unit or x.unit
        bounds: list[Expr] = []
        for band in self.bands:
            if band.lower is not None:
                bounds.append(self._indexed(scope, scope.value(band.lower)))
            else:
                bounds.append(const(0, unit))
        return bounds

    @property
    def _edge(self) -> Edge:
        return "above" if self.includes is not None and self.includes.text == "to" else "from"

    def _rates(self, scope: Scope) -> list[Expr]:
        return [scope.value(band.rate) for band in self.bands]

    def _indexed(self, scope: Scope, bound: Expr) -> Expr:
        if self.indexation is None:
            return bound
        timeline = scope.timeline
        base = parse_period(self.indexed_from).year if self.indexed_from else timeline.year
        growth = 1 + scope.value(self.indexation) * timeline.step * timeline.per_year
        return bound * growth ** (timeline.calendar_year - base)

    def _named(self, scope: Scope, local: Mapping[str, Expr], name: str) -> Expr:
        if name in local:
            return local[name]
        calendar = scope.calendar(name)
        if calendar is not None:
            return calendar
        raise ConcessionError.of(
            "E610", f"the formula of a table cannot read '{name}'", nearest(name, ["x", *local, *CALENDAR])
        )


@dataclass(frozen=True, slots=True)
class Bands:
    """A rate table; its bands may neither leave gaps nor overlap. It may change at dates (``since``)."""

    def read(self, node: Node, context: Context) -> RateTable | None:
        """Return the table, or None, with E620 to E622 noted."""
        if context.law and isinstance(node, MappingNode) and changes_at_dates(node):
            since = read_since(node, context, self._one)
            if len({table.unit for _, table in since if table.unit is not None}) > 1:
                context.problems.add(
                    "E622",
                    "the tables under 'since' have ends in different units",
                    "state all of them in one unit",
                    path=context.path,
                    place=node.place,
                )
                return None
            return replace(since[-1][1], since=since) if since else None
        return self._one(node, context)

    def _one(self, node: Node, context: Context) -> RateTable | None:
        table = read_fields(RateTable, node, context)
        if table is None:
            return None
        before = len(context.problems.found)
        for code, message, hint in _wrong(table):
            context.problems.add(code, message, hint, path=context.path, place=node.place)
        return table if len(context.problems.found) == before else None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        table = schema_of(RateTable)
        return {"anyOf": [table, since_schema(table)]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "`how: by-slice` or `whole-value` with `bands: [{from, to, rate}]`; or points, or a formula"


_NEEDS = {"by-slice": "bands", "whole-value": "bands", "interpolated": "points", "formula": "formula"}


def _wrong(table: RateTable) -> list[tuple[str, str, str]]:
    """Return what is wrong with a table: code, message, hint."""
    modes = dict.fromkeys((table.how.text, *(one.text for _, one in table.how.evidence.readings)))
    given = [name for name in ("bands", "points", "formula") if getattr(table, name)]
    wrong = next((mode for mode in modes if given != [_NEEDS[mode]]), None)
    if wrong is not None:
        wanted = _NEEDS[wrong]
        said = " and ".join(f"'{name}'" for name in given) or "none"
        return [("E622", f"a table '{wrong}' needs '{wanted}', not {said}", f"give '{wanted}' alone")]
    if table.points:
        at = [_number(point.at) for point in table.points]
        if any(a is not None and b is not None and a >= b for a, b in pairwise(at)):
            return [("E621", "the points of a table must rise", "sort them")]
        return []
    first = table.bands[0] if table.bands else None
    top = _number(first.upper) if first is not None and first.lower is None else None
    if top is not None and top <= 0 and "by-slice" in modes:
        hint = "state its lower end with 'from:'"
        return [("E621", "by slice the first band begins at zero, and this one ends there or below", hint)]
    return _gaps(table.bands)


def _gaps(bands: tuple[Band, ...]) -> list[tuple[str, str, str]]:
    """Return gaps, overlaps and open ends in the wrong place, with the bands named by number."""
    found: list[tuple[str, str, str]] = []
    for number, (one, after) in enumerate(pairwise(bands), start=1):
        if one.upper is None:
            found.append(("E621", f"band {number} has no upper end, yet another follows", "add 'to:'"))
            continue
        begins = after.lower
        if begins is None:
            found.append(("E621", f"band {number + 1} has no lower end", f"add 'from: {one.upper.text}'"))
            continue
        ends_at, starts_at = _number(one.upper), _number(begins)
        if ends_at is None or starts_at is None or ends_at == starts_at:
            continue
        if ends_at < starts_at:
            message = f"the bands leave a gap from {one.upper.text} to {begins.text}"
            hint = "close it; where the rate is not known, add the band with 'mark: unknown' and a range"
            found.append(("E620", message, hint))
        else:
            message = f"the bands overlap from {begins.text} to {one.upper.text}"
            found.append(("E621", message, "let each band begin where the one before it ends"))
    for number, one in enumerate(bands, start=1):
        low, high = _number(one.lower), _number(one.upper)
        if low is not None and high is not None and low >= high:
            found.append(("E621", f"band {number} ends before it begins", "swap its ends"))
    if bands and bands[-1].upper is not None:
        hint = "leave 'to' out of the last band, or add one that says what holds above it"
        found.append(("E620", f"the table says nothing above {bands[-1].upper.text}", hint))
    return found


def _number(value: Value | None) -> Decimal | None:
    """Return the number of a bound; None where it has none, or is an interval."""
    if value is None or value.quantity is None or isinstance(value.quantity.value, Interval):
        return None
    return value.quantity.value
