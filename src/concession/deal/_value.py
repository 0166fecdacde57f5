"""Values: a quantity or word with its evidence.

A value is written plain (``rate: 4 %``), and then inherits the source and mark of its clause or section,
or as a mapping::

    rate:
      value: 4 %
      source: [signed-text, ministry]   # ids of the case's sources; one is enough if it is good
      mark: reported                    # text, official, reported, weak, assumed, unknown, withheld
      article: Article III, section 2
      note: why, or how it is to be understood
      range: 3 to 5 %                   # where a doubtful value may lie
      readings:                         # other meanings that the evidence allows
        net: 2 %
        gross: {value: 4 %, source: ministry}

A reading that is ``unknown`` and has no value says that some source states none; results never rest on it.
A value that is unknown or withheld may leave ``value`` out and state a range or readings instead. Where
readings stand without a value, the best-marked one is the base; among equals, the first.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from decimal import Decimal

from concession.deal._dates import Dated
from concession.deal._evidence import (
    EVIDENCE_KEYS,
    Evidence,
    best_mark,
    check_evidence,
    lent_evidence,
    read_evidence,
)
from concession.deal._fit import as_quantity
from concession.deal._format import unit_words
from concession.deal._node import NOWHERE, Mapping, Node, Scalar
from concession.deal._quantity import Interval, Quantity, parse_quantity
from concession.deal._shape import check_keys, full
from concession.deal._sources import MARKS, Source
from concession.errors import ConcessionError, Place, Problems
from concession.lines import NONE, Unit

__all__ = ["VALUE_KEYS", "Value", "Wanted", "is_value_form", "read_value"]

#: The text of a reading that says nothing: ``{mark: unknown, source: …}`` among ``readings``.
NOT_STATED = "not stated"
#: The keys of a value that is written as a mapping.
VALUE_KEYS = ("value", "range", "readings", *EVIDENCE_KEYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a place wants of a value: a quantity of some unit within bounds, or a ``word``.

    A word is a structural choice: it needs no range when it is assumed.
    """

    unit: Unit | None = None
    share: bool = False
    interval: bool = True
    least: Decimal | None = None
    most: Decimal | None = None
    word: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a file says in one place: a quantity, or None for a word; its text; its evidence.

    A value that changes at dates has them under ``since``, in order, each with what has held since then; its
    own quantity and evidence are the latest of them.
    """

    quantity: Quantity | None
    text: str
    evidence: Evidence = field(default_factory=Evidence)
    place: Place = field(default=NOWHERE, compare=False)
    path: str = field(default="", compare=False)
    since: tuple[tuple[Dated, Value], ...] = ()

    @property
    def unstated(self) -> bool:
        """Whether this is a reading by which nothing is said here: no result can rest on it."""
        return self.quantity is None and self.text == NOT_STATED and self.evidence.mark == "unknown"


def is_value_form(node: Node) -> bool:
    """Return whether a node is a value: a scalar, or a mapping with the keys of one.

    >>> is_value_form(Mapping(entries={"value": Scalar(text="4 %")}))
    True
    >>> is_value_form(Mapping(entries={"first": Scalar(text="4 %")}))
    False
    """
    if isinstance(node, Mapping):
        return any(key in node for key in ("value", "range", "readings"))
    return isinstance(node, Scalar)


def read_value(
    node: Node,
    problems: Problems,
    *,
    path: str,
    sources: MappingType[str, Source],
    inherited: Evidence | None = None,
    wanted: Wanted | None = None,
) -> Value | None:
    """Read a value; None, with the problems noted, where it cannot be used.

    Parameters
    ----------
    node
        The scalar or mapping.
    problems, path
        Where to note problems, and under which path.
    sources
        The case's sources by id.
    inherited
        What the value's clause or section says of its evidence, for a value that says nothing. A node
        of a draft brings along what its own clause and draft lend it, and that is used instead.
    wanted
        What the place wants; any quantity where None.

    Notes E301 to E317 for the quantity and E401 to E410 for the evidence.
    """
    if full(problems):
        return None
    found = Problems()
    reader = _Reader(problems=found, sources=sources, wanted=wanted or Wanted())
    value = reader.value(node, path, inherited or Evidence(), nested=False)
    for problem in found.found:
        problems.note(problem)
    return None if found.found else value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    problems: Problems
    sources: MappingType[str, Source]
    wanted: Wanted

    def value(self, node: Node, path: str, above: Evidence, *, nested: bool) -> Value | None:
        """Read a value, or a reading of one where ``nested``."""
        if node.lent is not None and not nested:
            above = lent_evidence(node.lent, self.problems, sources=self.sources)
        if isinstance(node, Scalar):
            quantity = self._quantity(node, path)
            value = Value(quantity=quantity, text=node.text, evidence=above, place=node.place, path=path)
            self._check(value, node, quantity)
            return value
        if not isinstance(node, Mapping):
            message = "a value is wanted here, not a list"
            self.problems.add(
                "E301", message, "write it plain, or as {value: …}", path=path, place=node.place
            )
            return None
        check_keys(node, VALUE_KEYS, self.problems, path=path)
        evidence = read_evidence(
            node, self.problems, path=path, sources=self.sources, inherited=replace(above, readings=())
        )
        return self._full(node, path, evidence, nested=nested)

    def _full(self, node: Mapping, path: str, evidence: Evidence, *, nested: bool) -> Value | None:
        stated = node.get("value")
        quantity = self._quantity(stated, f"{path}.value") if stated is not None else None
        text = stated.text if isinstance(stated, Scalar) else ""
        span = self._range(node, path, quantity)
        readings = self._readings(node, path, evidence, nested=nested)
        evidence = replace(evidence, range=span, readings=readings)
        if stated is None:
            best = _best_of(readings)
            if best is not None:
                quantity, text = best.quantity, best.text
                evidence = replace(best.evidence, range=span, readings=readings)
            elif span is not None and evidence.mark in ("unknown", "withheld"):
                quantity, text = span, span.text
            elif nested and evidence.mark == "unknown":
                text = NOT_STATED
            elif evidence.mark != "withheld":
                hint = "add 'value:'; an unknown value may give 'range:' or 'readings:' instead"
                self.problems.add("E409", "there is no value", hint, path=path, place=node.place)
        value = Value(quantity=quantity, text=text, evidence=evidence, place=node.place, path=path)
        if not value.unstated:
            self._check(value, node, quantity)
        return value

    def _quantity(self, node: Node | None, path: str, *, interval: bool | None = None) -> Quantity | None:
        wanted = self.wanted
        if wanted.word:
            if isinstance(node, Scalar) and not node.empty:
                return None
            place = node.place if node is not None else None
            self.problems.add("E205", "a word is wanted here", path=path, place=place)
            return None
        return as_quantity(
            node,
            self.problems,
            path=path,
            unit=wanted.unit,
            share=wanted.share,
            interval=wanted.interval if interval is None else interval,
            least=wanted.least,
            most=wanted.most,
        )

    def _range(self, node: Mapping, path: str, quantity: Quantity | None) -> Quantity | None:
        stated = node.get("range")
        if stated is None:
            return None
        where = f"{path}.range"
        if quantity is not None and quantity.unit.words and _is_bare(stated):
            hint = f"write it with the unit of the value, {quantity.unit.written}"
            self.problems.add("E307", "the range lacks its unit", hint, path=where, place=stated.place)
            return None
        span = None if self.wanted.word else self._quantity(stated, where, interval=True)
        if self.wanted.word or (span is not None and not isinstance(span.value, Interval)):
            hint = "write an interval, such as 3 to 5 %; other words go under 'readings'"
            self.problems.add("E408", "the range is not an interval", hint, path=where, place=stated.place)
            return None
        if span is not None and quantity is not None:
            if span.unit != quantity.unit:
                message = f"the range is in {unit_words(span.unit)}, the value in {unit_words(quantity.unit)}"
                self.problems.add("E408", message, "give both one unit", path=where, place=stated.place)
            elif quantity.low < span.low or quantity.high > span.high:
                message = f"the value {quantity.text} lies outside its range {span.text}"
                self.problems.add("E408", message, "widen the range", path=where, place=stated.place)
        return span

    def _readings(
        self, node: Mapping, path: str, evidence: Evidence, *, nested: bool
    ) -> tuple[tuple[str, Value], ...]:
        stated = node.get("readings")
        if stated is None:
            return ()
        where = f"{path}.readings"
        if nested or not isinstance(stated, Mapping) or not stated:
            hint = "write names with values: readings: {gross: 4 %, net: 2 %}"
            message = "a reading has readings" if nested else "readings are names with values"
            self.problems.add("E412", message, hint, path=where, place=stated.place)
            return ()
        above = evidence
        if evidence.mark in ("unknown", "withheld"):
            # What is not known as a whole may still be reported by somebody, each reading by its source.
            above = replace(evidence, mark=best_mark(evidence.sources, self.sources))
        read = []
        for name, child in stated.entries.items():
            value = self.value(child, f"{where}.{name}", above, nested=True)
            if value is not None:
                read.append((name, value))
        return tuple(read)

    def _check(self, value: Value, node: Mapping | Scalar, quantity: Quantity | None) -> None:
        ranged = not self.wanted.word and not (quantity and isinstance(quantity.value, Interval))
        check_evidence(
            value.evidence, self.problems, node, path=value.path, sources=self.sources, ranged=ranged
        )


def _best_of(readings: tuple[tuple[str, Value], ...]) -> Value | None:
    order = list(MARKS)
    marked = [
        (order.index(value.evidence.mark), i)
        for i, (_, value) in enumerate(readings)
        if value.evidence.mark and not value.unstated
    ]
    return readings[min(marked)[1]][1] if marked else None


def _is_bare(node: Node) -> bool:
    """Return whether a node is an interval of plain numbers above one: a unit was forgotten."""
    try:
        found = parse_quantity(node.text) if isinstance(node, Scalar) else None
    except ConcessionError:
        return False
    return found is not None and found.unit == NONE and not found.display.after and found.high > 1
