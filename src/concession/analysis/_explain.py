"""Explanations: any number walked back to its formula, its inputs, its clause and its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

import numpy as np

from concession.analysis._reading import Reading, Span, leaves
from concession.analysis._trace import Trace, Values, as_float
from concession.deal import in_words
from concession.errors import ConcessionError
from concession.lines import NONE, Input, Line, Op, Origin, Unit, render

__all__ = ["Explanation", "Spread", "explain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A number over futures: one value where all agree (or one future was asked for), else three."""

    least: float | Decimal
    mean: float | Decimal
    most: float | Decimal

    @property
    def single(self) -> bool:
        """Whether there is one value only."""
        return self.least == self.most

    def to_dict(self, unit: Unit = NONE) -> dict[str, float]:
        """Return plain numbers for ``--json``, in the words of the unit."""
        named = {"min": self.least, "mean": self.mean, "max": self.most}
        return {name: in_words(as_float(one), unit) for name, one in named.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One number of the tree: what it is, how it is made, and from what.

    ``value`` is in base units; ``unit`` remembers the words of the file, which exports and pages use.
    ``when`` says which period (or span of periods) is meant. ``matched`` lists the lines that a selector
    in the formula found. ``known`` is true where the same number is explained elsewhere in the tree,
    ``cut`` where lines that it reads are deeper than was asked for.
    """

    name: str
    when: str
    value: Spread
    unit: Unit
    formula: str
    origin: Origin | None
    inputs: tuple[Explanation, ...] = ()
    matched: tuple[str, ...] = ()
    known: bool = False
    cut: bool = False

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Explanation]]:
        """Yield every number of the tree with its depth."""
        yield depth, self
        for child in self.inputs:
            yield from child.walk(depth + 1)

    def to_dict(self) -> dict[str, object]:
        """Return the tree as plain data for ``--json``."""
        origin = self.origin
        return {
            "name": self.name,
            "when": self.when,
            "value": self.value.to_dict(self.unit),
            "unit": self.unit.written,
            "formula": self.formula,
            "clause": origin.path if origin else None,
            "text": origin.text if origin else None,
            "sources": list(origin.sources) if origin else [],
            "mark": origin.mark if origin else None,
            "note": origin.note if origin else None,
            "file": str(origin.place) if origin and origin.place else None,
            "matched": list(self.matched),
            "inputs": [child.to_dict() for child in self.inputs],
        }


#: A tree deeper than this is read by nobody, and walking it must not exhaust the stack.
DEEPEST = 100
#: A formula is printed whole, up to this many letters: a chain of references can stand for far more.
LONGEST = 20_000


def explain(trace: Trace, line: str, period: int, depth: int = 3) -> Explanation:
    """Return the tree behind one number.

    Parameters
    ----------
    trace
        Values of all lines, of one future or of many.
    line
        Name of the line.
    period
        Number of the period, from zero.
    depth
        How many levels of inputs to follow, 100 at most. Values of the case that the last lines read
        are shown with them, unless nothing is to be followed.

    Raises
    ------
    ConcessionError
        E608 for an unknown line, E606 for a period outside the timeline.
    """
    periods = trace.graph.timeline.periods
    if not 0 <= period < periods:
        labels = trace.graph.timeline.labels
        raise ConcessionError.of(
            "E606", "that period is outside the case", f"it runs {labels[0]} to {labels[-1]}"
        )
    return _Walk(trace).explain(Reading(trace.graph[line], period), min(depth, DEEPEST), values=depth > 0)


class _Walk:
    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.labels = [str(label) for label in trace.graph.timeline.labels]
        self.seen: set[tuple[object, ...]] = set()

    def explain(self, reading: Reading, depth: int, *, values: bool) -> Explanation:
        node = reading.node
        known = reading.key in self.seen
        children: tuple[Explanation, ...] = ()
        matched: tuple[str, ...] = ()
        formula = ""
        cut = False
        if isinstance(node, Line) and node.definition is not None:
            formula = render(node.definition, limit=LONGEST)
            readings, matched = leaves(node.definition, reading.at)
            # a sum over a span is not walked further: its periods may each have reasons of their own
            if not known and reading.span is None:
                here = readings if depth > 0 else [leaf for leaf in readings if values and _of_case(leaf)]
                cut = depth == 0 and len(here) < len(readings)
                if depth > 0:
                    self.seen.add(reading.key)
                children = tuple(self.explain(leaf, depth - 1, values=values) for leaf in here)
        return Explanation(
            name=node.name,
            when=self._when(reading),
            value=self._value(reading),
            unit=node.unit,
            formula=formula,
            origin=node.origin,
            inputs=children,
            matched=matched,
            known=known,
            cut=cut,
        )

    def _span(self, span: Span, at: int) -> range | None:
        """Return the periods summed over; None where that differs from future to future."""
        if span.op is Op.RUNNING:
            return range(at + 1)
        if span.op is Op.MOVING:
            return range(max(0, at - span.length + 1), at + 1)
        if span.op is Op.SINCE:
            restarts = self._restarts(span)[: at + 1]
            if not (restarts == restarts[:, :1]).all():
                return None
            return range(max(np.flatnonzero(restarts[:, 0]), default=0), at + 1)
        return range(0 if span.op is Op.TOTAL else at, len(self.labels))

    def _restarts(self, span: Span) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        if span.restart is None:
            return np.zeros((len(self.labels), 1), dtype=np.bool_)
        values = self.trace.of(span.restart) != np.float64(0)
        return np.broadcast_to(values, (len(self.labels), values.shape[1]))

    def _when(self, reading: Reading) -> str:
        if isinstance(reading.node, Input) and reading.node.shape == "profile":
            return "by age"
        if reading.span is not None:
            periods = self._span(reading.span, reading.at)
            if periods is None:
                return f"to {self.labels[reading.at]}, since each future's own restart"
            return f"{self.labels[periods.start]} to {self.labels[periods.stop - 1]}"
        return self.labels[reading.at] if len(self.trace.of(reading.node)) > 1 else ""

    def _value(self, reading: Reading) -> Spread:
        values = self.trace.of(reading.node)
        if isinstance(reading.node, Input) and reading.node.shape == "profile":
            return _spread(values[:, 0])
        if reading.span is not None:
            return _spread(self._sum(values, reading.span, reading.at))
        return _spread(values[reading.at] if len(values) > 1 else values[0])

    def _sum(self, values: Values, span: Span, at: int) -> Values:
        rows = np.broadcast_to(values, (len(self.labels), values.shape[1]))
        periods = self._span(span, at)
        if periods is not None:
            return cast(Values, sum(rows[k] for k in periods))
        restarts = self._restarts(span)
        result: Values = rows[0]
        for k in range(1, at + 1):
            result = np.where(restarts[k], rows[k], result + rows[k])
        return result


def _of_case(reading: Reading) -> bool:
    """Whether a value that a file states is read: it has a source or a mark, and nothing below it."""
    return isinstance(reading.node, Input) and reading.node.origin is not None


def _spread(row: Values) -> Spread:
    numbers = cast("np.ndarray[tuple[int], np.dtype[np.float64]]", row)
    mean = numbers[0] if len(numbers) == 1 else numbers.mean()
    return Spread(least=numbers.min(), mean=mean, most=numbers.max())
