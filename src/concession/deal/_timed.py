"""Values over time: amounts, prices or shares, in the forms in which people write them.

- a quantity, which holds throughout: ``60 USD/bbl``, ``USD 30 million/yr``, or a value with evidence;
- the name of an input of the outlook: ``copper_price``;
- a series by period, written out or from a table (see :mod:`concession.deal._by_period`);
- readings of any of these: see :mod:`concession.deal._series_readings`;
- values by year of age: ``{from: start, values: [12, 15], unit: USD million}``;
- in a clause, what has held since which date: ``{since: {2019-01-01: 5 %, 2023-01-01: 4 %}}``.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from concession.deal._by_period import is_series_form, read_series, series_evidence
from concession.deal._context import Context
from concession.deal._evidence import EVIDENCE_KEYS, Evidence, read_evidence
from concession.deal._format import counted, unit_words
from concession.deal._kinds import ValueOf
from concession.deal._node import NOWHERE, Mapping, Node, Scalar
from concession.deal._quantity import Interval, parse_quantity, parse_unit
from concession.deal._series_readings import names_input, read_series_readings, reads_as_series
from concession.deal._shape import as_list, as_text, check_keys
from concession.deal._since import changes_at_dates
from concession.deal._value import Value, is_value_form
from concession.errors import ConcessionError, Place, Problems
from concession.lines import NONE, Period, Unit

__all__ = ["TimedOf", "TimedValue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedValue:
    """One series; exactly one of ``value``, ``reference``, ``dated`` and ``by_age`` is filled."""

    path: str
    unit: Unit = NONE
    value: Value | None = None
    reference: str = ""
    dated: MappingType[Period, Decimal] = field(default_factory=dict)
    by_age: tuple[Decimal, ...] = ()
    text: str = ""
    evidence: Evidence = field(default_factory=Evidence)
    place: Place = NOWHERE

    @property
    def constant(self) -> bool:
        """Whether one quantity holds throughout."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class TimedOf:
    """A series of one sort of quantity; amounts that hold throughout are written per year."""

    sort: str

    def read(self, node: Node, context: Context) -> TimedValue | None:
        """Return the series, or None, with the problems noted."""
        own = Problems()
        outer, context = context, replace(context, problems=own)
        try:
            series = self._read(node, context)
        except ConcessionError as error:
            own.extend(error, node.place, context.path)
            series = None
        for problem in own.found:
            outer.problems.note(problem)
        if series is None or own.found:
            return None
        if not series.reference and not self._fits(series):
            wanted = ValueOf(self.sort).wanted()
            outer.problems.add(
                "E309",
                f"'{series.text[:40]}' is in {unit_words(series.unit)}; {wanted} is wanted",
                ValueOf(self.sort).describe(),
                path=context.path,
                place=node.place,
            )
            return None
        if self._forgot_percent(series):
            outer.problems.add(
                "E317",
                f"'{series.text[:40]}' holds numbers above 1, wanted as shares",
                "add 'unit: %', or write each as 4 %",
                path=context.path,
                place=node.place,
            )
            return None
        return series

    def _forgot_percent(self, series: TimedValue) -> bool:
        """Return whether a series of shares holds plain numbers above one: 4, not 4 %."""
        numbers = (*series.dated.values(), *series.by_age)
        plain = series.unit == NONE and not series.unit.words
        return self.sort.startswith("share") and plain and any(number > 1 for number in numbers)

    def _fits(self, series: TimedValue) -> bool:
        if self.sort == "money":
            return ValueOf("money").fits(series.unit) or ValueOf("money per year").fits(series.unit)
        return ValueOf(self.sort).fits(series.unit)

    def _read(self, node: Node, context: Context) -> TimedValue | None:
        if isinstance(node, Mapping) and reads_as_series(node):
            return read_series_readings(node, context, self.read)
        named = names_input(node)
        if named:
            return self._named(named, node, context)
        dated = context.law and changes_at_dates(node)
        if dated or isinstance(node, Scalar) or (is_value_form(node) and not is_series_form(node)):
            # a plain 27 is no share; other sorts are told apart once the whole series is read
            value = ValueOf(self.sort if self.sort.startswith("share") else "any").read(node, context)
            if value is None or value.quantity is None:
                return None
            return TimedValue(
                path=context.path,
                unit=value.quantity.unit,
                value=value,
                text=value.text,
                evidence=value.evidence,
                place=node.place,
            )
        if not isinstance(node, Mapping):
            context.problems.add(
                "E201", "a series is wanted here, not a list", "write {from: 2025, values: [...]}",
                path=context.path, place=node.place,
            )  # fmt: skip
            return None
        start = node.get("from")
        if isinstance(start, Scalar) and start.text == "start":
            return _aged(node, context)
        series = read_series(
            node,
            context.problems,
            path=context.path,
            tables=context.tables,
            sources=context.sources,
            inherited=context.evidence,
        )
        if series is None:
            return None
        return TimedValue(
            path=context.path,
            unit=series.unit,
            dated=series.values,
            text=series.text,
            evidence=series.evidence,
            place=node.place,
        )

    def _named(self, name: str, node: Node, context: Context) -> TimedValue:
        """Return an input of the outlook, with what is said of its evidence here."""
        evidence = Evidence()
        if isinstance(node, Mapping):
            above = context.evidence
            evidence = read_evidence(
                node, context.problems, path=context.path, sources=context.sources, inherited=above
            )
        return TimedValue(path=context.path, reference=name, text=name, evidence=evidence, place=node.place)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"$ref": "#/$defs/series", "examples": ValueOf(self.sort).schema()["examples"]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return f"series: {ValueOf(self.sort).describe()}; by period; or from a table"


def _aged(node: Mapping, context: Context) -> TimedValue | None:
    """Read values by year of age: ``{from: start, values: [...], unit: …}``."""
    known = ("from", "values", "unit", "range", *EVIDENCE_KEYS)
    check_keys(node, known, context.problems, path=context.path)
    evidence = series_evidence(
        node, context.problems, path=context.path, sources=context.sources, inherited=context.evidence
    )
    unit, size = NONE, Decimal(1)
    stated = node.get("unit")
    written = as_text(stated, context.problems, path=f"{context.path}.unit")
    if stated is not None and written != "1":
        unit, display = parse_unit(written)
        size = Decimal(display.size.numerator) / Decimal(display.size.denominator)
    values: list[Decimal] = []
    for number, item in enumerate(
        as_list(node.get("values"), context.problems, path=f"{context.path}.values")
    ):
        quantity = parse_quantity(as_text(item, context.problems, path=f"{context.path}.values.{number}"))
        if isinstance(quantity.value, Interval):
            raise ConcessionError.of("E315", f"'{quantity.text}' is an interval; one number is wanted")
        if stated is None:
            if values and quantity.unit != unit:
                message = f"'{quantity.text}' is in {unit_words(quantity.unit)}, others in {unit_words(unit)}"
                raise ConcessionError.of("E309", message, "give all numbers one unit")
            unit = quantity.unit
        elif quantity.unit != NONE:
            raise ConcessionError.of("E311", f"'{quantity.text}' has a unit beside 'unit'", "write it once")
        values.append(quantity.value * size)
    if not values:
        context.problems.add(
            "E203", "'values' is missing", "add 'values: [...]'", path=context.path, place=node.place
        )
        return None
    text = f"{counted(len(values), 'year')} from the start"
    return TimedValue(
        path=context.path, unit=unit, by_age=tuple(values), text=text, evidence=evidence, place=node.place
    )
