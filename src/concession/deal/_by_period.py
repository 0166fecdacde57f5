"""Series: numbers by period, written in the case or taken from its data tables.

In the case itself, by period or one after the other::

    {2025: USD 12 million, 2026: USD 15 million}
    {from: 2025, values: [12, 15, 15], unit: USD million}

From a row of a table whose header names periods, or from a column beside one with periods::

    {file: table.csv, row: Copper, unit: USD million}
    {file: table.csv, rows: [Mining, Milling], unit: USD million}     # their sum
    {file: table.csv, column: conc_mt, unit: Mt}                      # or 'columns'

with, where needed: ``label`` and ``period``, the column of the rows' names or of the periods (else the first
one); ``where: {column: text}``, to tell rows of one name apart, or ``below: HEADING``, for the first of that
name below a heading; ``year_one: 2027``, the calendar year of year 1, where periods are project years such as
-2, -1, 1, 2 (a case may state it once, under ``timeline``); ``scale``, a number that multiplies: -1 turns
costs that are printed as negative numbers;
``blank: 0``, or ``blank: skip`` to leave such periods out; and for columns such as ``2046-2050``, ``spread:
even`` where they hold a total, to be divided evenly, or ``spread: same`` where they hold each year's value.
With ``spread`` a series need not be by the case's periods, and may hold quarters first and years after
them: amounts (``even``) are divided over shorter periods and added up in longer ones, levels (``same``) are
repeated and averaged.
The unit of plain numbers is ``unit: 1``.

A series is a value: it bears ``source``, ``mark`` and the rest. Its ``range``, where it is assumed, is a
range of shares by which the whole moves: ``80 % to 120 %``.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from concession.deal._dates import parse_period, parse_span
from concession.deal._evidence import EVIDENCE_KEYS, Evidence, check_evidence, lent_evidence, read_evidence
from concession.deal._fit import as_quantity, check_quantity
from concession.deal._format import Display, unit_words
from concession.deal._node import NOWHERE, Mapping, Node, Scalar
from concession.deal._numbers import to_decimal
from concession.deal._project_years import on_calendar, project_span
from concession.deal._quantity import Interval, parse_quantity, parse_unit
from concession.deal._series_table import TABLE_KEYS, Entry, TableReader
from concession.deal._shape import as_choice, as_list, as_text, check_keys, full
from concession.deal._sources import Source
from concession.deal._table import Tables
from concession.errors import ConcessionError, Place, Problems
from concession.lines import NONE, Period, Unit

__all__ = ["SERIES_KEYS", "Series", "is_series_form", "read_series", "series_evidence"]

_LIST_KEYS = ("from", "values")
_COMMON = ("unit", "scale", "spread", "year_one", "range", *EVIDENCE_KEYS)
#: The keys of a series, its evidence included.
SERIES_KEYS = (*TABLE_KEYS, *_LIST_KEYS, *_COMMON)
MAX_PERIODS = 5_000

#: A unit and how to print numbers of it.
_Kind = tuple[Unit, Display]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Numbers by period in base units, exactly; where they come from; how to print their like."""

    values: MappingType[Period, Decimal]
    unit: Unit
    display: Display
    text: str
    evidence: Evidence = field(default_factory=Evidence)
    place: Place = field(default=NOWHERE, compare=False)
    path: str = field(default="", compare=False)

    @property
    def parts(self) -> int:
        """How many periods a year has: 1, 4 or 12."""
        return next(iter(self.values)).parts


def is_series_form(node: Node) -> bool:
    """Return whether a node is a series: a mapping with a file, a list of values, or periods for keys.

    >>> from concession.deal import parse_tree
    >>> is_series_form(parse_tree("{2025: 1 t}")), is_series_form(parse_tree("{value: 1 t}"))
    (True, False)
    """
    if not isinstance(node, Mapping):
        return False
    return "file" in node or "values" in node or any(_names_period(key) for key in node)


def _names_period(key: str) -> bool:
    if key[:1].isdigit() or project_span(key) is not None:
        return True
    try:
        parse_span(key)
    except ConcessionError:
        return False
    return True


def read_series(
    node: Node,
    problems: Problems,
    *,
    path: str,
    tables: Tables | None = None,
    unit: Unit | None = None,
    sources: MappingType[str, Source] | None = None,
    inherited: Evidence | None = None,
) -> Series | None:
    """Read a series; None, with the problems noted, where it cannot be used.

    Parameters
    ----------
    node
        The mapping.
    problems, path
        Where to note problems, and under which path.
    tables
        The case's data tables; where None, a series from a file is E128.
    unit
        The unit that is wanted; any where None.
    sources, inherited
        For the evidence, as in :func:`~concession.deal.read_value`; it is not looked at where ``sources``
        is None.
    """
    if full(problems):
        return None
    found = Problems()
    reader = _Reader(problems=found, path=path, tables=tables, unit=unit)
    if not isinstance(node, Mapping) or not is_series_form(node):
        hint = "write {2025: 12 t, …}, {from: 2025, values: […]} or {file: …, row: …, unit: …}"
        problems.add("E142", "this is not a series", hint, path=path, place=node.place)
        return None
    try:
        series = reader.read(node)
    except ConcessionError as error:
        found.extend(error, node.place, path)
        series = None
    if sources is not None:
        evidence = series_evidence(node, found, path=path, sources=sources, inherited=inherited or Evidence())
        series = None if series is None else replace(series, evidence=evidence)
    for problem in found.found:
        problems.note(problem)
    return None if found.found else series


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    problems: Problems
    path: str
    tables: Tables | None
    unit: Unit | None

    def read(self, node: Mapping) -> Series | None:
        """Read the numbers of a series."""
        before = len(self.problems.found)
        periods = [key for key in node if _names_period(key)]
        known = TABLE_KEYS if "file" in node else _LIST_KEYS if "values" in node else tuple(periods)
        check_keys(node, (*known, *_COMMON), self.problems, path=self.path)
        kind = self._stated(node)
        if "file" in node:
            check_keys(node, node, self.problems, path=self.path, required=("unit",))
            kind = kind or (NONE, Display())
            taken = TableReader(
                node=node,
                problems=self.problems,
                path=self.path,
                tables=self.tables,
                year_one=self._year_one(node),
            )
            text, entries = taken.read(kind[1])
        elif "values" in node:
            text = "a list"
            kind, entries = self._from_list(node, kind)
        else:
            text = "by period"
            kind, entries = self._by_period(node, periods, kind)
        unit, display = kind or (NONE, Display())
        if self.unit is not None and entries and unit != self.unit:
            message = f"the series is in {unit_words(unit)}; {unit_words(self.unit)} is wanted"
            hint = f"state a unit of {self.unit}"
            self.problems.add("E309", message, hint, path=self.path, place=node.place)
        values = self._spread(node, entries, clean=len(self.problems.found) == before)
        if not values:
            return None
        return Series(
            values=MappingProxyType(values),
            unit=unit,
            display=display,
            text=text,
            place=node.place,
            path=self.path,
        )

    def _year_one(self, node: Mapping) -> int | None:
        """Return the calendar year of project year 1: the series' own, else the case's."""
        stated, where = node.get("year_one"), f"{self.path}.year_one"
        if stated is None:
            return self.tables.year_one if self.tables is not None else None
        try:
            return parse_period(as_text(stated, self.problems, path=where)).year
        except ConcessionError as error:
            self.problems.extend(error, stated.place, where)
            return None

    def _stated(self, node: Mapping) -> _Kind | None:
        stated = node.get("unit")
        if stated is None:
            return None
        where = f"{self.path}.unit"
        text = as_text(stated, self.problems, path=where)
        try:
            return (NONE, Display()) if text == "1" else parse_unit(text)
        except ConcessionError as error:
            self.problems.extend(error, stated.place, where)
            return NONE, Display()

    def _by_period(
        self, node: Mapping, periods: list[str], kind: _Kind | None
    ) -> tuple[_Kind | None, list[Entry]]:
        entries = []
        year_one = self._year_one(node)
        labels = {key: label for key in periods if (label := project_span(key)) is not None}
        if labels and year_one is not None:
            years = dict(zip(labels, on_calendar(labels.values(), year_one), strict=True))
        else:
            years = {}
        for key in periods:
            try:
                first, last = years[key] if key in years else parse_span(key)
            except ConcessionError as error:
                self.problems.extend(error, node.key_place(key), f"{self.path}.{key}")
                continue
            found = self._number(node.get(key), f"{self.path}.{key}", kind)
            if found is not None:
                number, kind = found
                entries.append(Entry(first=first, last=last, number=number, place=node.key_place(key)))
        return kind, entries

    def _from_list(self, node: Mapping, kind: _Kind | None) -> tuple[_Kind | None, list[Entry]]:
        check_keys(node, node, self.problems, path=self.path, required=("from",))
        where = f"{self.path}.from"
        start = as_text(node.get("from"), self.problems, path=where)
        if not start:
            return kind, []
        year_one, label = self._year_one(node), project_span(start)
        try:
            if label is not None and year_one is not None:
                period = on_calendar([label], year_one)[0][0]
            else:
                period = parse_period(start)
        except ConcessionError as error:
            self.problems.extend(error, node.at("from").place, where)
            return kind, []
        entries = []
        for i, item in enumerate(as_list(node.get("values"), self.problems, path=f"{self.path}.values")):
            found = self._number(item, f"{self.path}.values.{i}", kind)
            if found is not None:
                number, kind = found
                at = period.after(i)
                entries.append(Entry(first=at, last=at, number=number, place=item.place))
        return kind, entries

    def _number(self, node: Node | None, path: str, kind: _Kind | None) -> tuple[Fraction, _Kind] | None:
        """Return one number in base units; a plain one takes the unit of the series."""
        if not isinstance(node, Scalar):
            place = node.place if node is not None else None
            self.problems.add("E301", "a quantity is wanted here", path=path, place=place)
            return None
        try:
            quantity = parse_quantity(node.text)
            bare = quantity.unit == NONE and not quantity.display.after
            check_quantity(quantity, unit=None if kind is None or bare else kind[0], interval=False)
        except ConcessionError as error:
            self.problems.extend(error, node.place, path)
            return None
        if bare and kind is not None:
            return quantity.exact[0] * kind[1].size, kind
        return quantity.exact[0], kind or (quantity.unit, quantity.display)

    def _spread(self, node: Mapping, entries: list[Entry], *, clean: bool) -> dict[Period, Decimal]:
        """Return the numbers by single period, in order; nothing where something is wrong with one."""
        stated, where = node.get("spread"), f"{self.path}.spread"
        spread = "" if stated is None else as_choice(stated, ("even", "same"), self.problems, path=where)
        scale = self._scale(node)
        found: dict[Period, Fraction] = {}
        before = len(self.problems.found)
        for entry in entries:
            years = entry.last.year - entry.first.year + 1 if entry.last != entry.first else 1
            if not self._fits(entry, entries[0], years, spread, len(found)):
                continue
            number = entry.number * scale / (years if spread == "even" else 1)
            for n in range(years):
                period = entry.first.after(n)
                if period in found:
                    self._twice(period, entry)
                found[period] = number
        if not entries and clean:
            hint = "give at least one period"
            self.problems.add("E143", "the series has no numbers", hint, path=self.path, place=node.place)
        if spread and self.tables is not None and self.tables.per_year is not None:
            found = self._in_case_periods(node, found, self.tables.per_year, even=spread == "even")
        order = sorted(found, key=_start)
        values = {period: to_decimal(found[period]) for period in order}
        return values if len(self.problems.found) == before else {}

    def _twice(self, period: Period, entry: Entry) -> None:
        message, hint = f"{period} has two numbers", "let each period stand once"
        self.problems.add("E138", message, hint, path=self.path, place=entry.place)

    def _in_case_periods(
        self, node: Mapping, found: dict[Period, Fraction], per_year: int, *, even: bool
    ) -> dict[Period, Fraction]:
        """Return the numbers by the case's periods.

        Longer ones are divided (or repeated, where they are levels), shorter ones added up (or averaged).
        """
        parts: dict[Period, list[Fraction]] = {}
        for period, number in found.items():
            first = (period.part - 1) * per_year // period.parts
            within = max(per_year // period.parts, 1)
            for n in range(within):
                target = Period(year=period.year, part=first + n + 1, parts=per_year)
                parts.setdefault(target, []).append(number / within if even else number)
        lengths: dict[int, set[int]] = {}
        for period in found:
            lengths.setdefault(period.year, set()).add(period.parts)
        for year, kinds in lengths.items():
            if len(kinds) > 1:
                message, hint = f"{year} stands whole and in parts", "let each period stand once"
                self.problems.add("E138", message, hint, path=self.path, place=node.place)
        return {
            period: sum(numbers, Fraction(0)) / (1 if even else len(numbers))
            for period, numbers in parts.items()
        }

    def _scale(self, node: Mapping) -> Fraction:
        where = f"{self.path}.scale"
        quantity = as_quantity(node.get("scale"), self.problems, path=where, unit=NONE, interval=False)
        return quantity.exact[0] if quantity else Fraction(1)

    def _fits(self, entry: Entry, other: Entry, years: int, spread: str, held: int) -> bool:
        """Note what is wrong with the periods of a number."""
        if years > 1 and not spread:
            code, message = "E135", f"{entry.first} to {entry.last} is more than one period"
            hint = "add 'spread: even' where it is a total, 'spread: same' where it is each year's value"
        elif other.first.parts != entry.first.parts and not spread:
            code, hint = "E141", "keep to years, quarters or months; or say 'spread: even' for amounts"
            message = f"{entry.first} and {other.first} are periods of different length"
        elif held + years > MAX_PERIODS:
            code, message, hint = "E130", f"a series of more than {MAX_PERIODS:,} periods", "shorten it"
        else:
            return True
        self.problems.add(code, message, hint, path=self.path, place=entry.place)
        return False


def series_evidence(
    node: Mapping,
    problems: Problems,
    *,
    path: str,
    sources: MappingType[str, Source],
    inherited: Evidence,
) -> Evidence:
    """Return the evidence of a series, checked; its ``range`` is of the shares by which the whole moves."""
    above = inherited
    if node.lent is not None:
        above = lent_evidence(node.lent, problems, sources=sources)
    found = read_evidence(node, problems, path=path, sources=sources, inherited=above)
    where, stated = f"{path}.range", node.get("range")
    span = as_quantity(stated, problems, path=where, share=True)
    if stated is not None and span is not None and not isinstance(span.value, Interval):
        hint = "write the shares by which the series moves: 80 % to 120 %"
        problems.add("E408", "the range is not an interval", hint, path=where, place=stated.place)
        span = None
    found = replace(found, range=span)
    check_evidence(found, problems, node, path=path, sources=sources, ranged=True)
    return found


def _start(period: Period) -> Fraction:
    """Return when a period begins, in years; a whole year comes before its parts."""
    return period.year + Fraction(period.part - 1, period.parts)
