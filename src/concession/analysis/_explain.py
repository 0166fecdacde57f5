"""Explanations: any number walked back to its formula, its inputs, its clause and its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

import numpy as np

from concession.analysis._trace import Trace, as_float
from concession.errors import ConcessionError
from concession.lines import Expr, Input, Line, Op, Origin, Selection, Unit, render

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

    def to_dict(self) -> dict[str, float]:
        """Return plain numbers for ``--json``."""
        return {"min": as_float(self.least), "mean": as_float(self.mean), "max": as_float(self.most)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One number of the tree: what it is, how it is made, and from what.

    ``when`` says which period (or span of periods) is meant. ``matched`` lists the lines that a selector
    in the formula found. ``known`` is true where the same number is explained elsewhere in the tree.
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
            "value": self.value.to_dict(),
            "unit": str(self.unit),
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


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a formula reads a leaf: how many periods earlier, and summed over which span."""

    node: Line | Input
    back: int
    span: Op | None
    length: int

    @property
    def key(self) -> tuple[int, int, Op | None, int]:
        return (id(self.node), self.back, self.span, self.length)


_SPANS = frozenset({Op.RUNNING, Op.MOVING, Op.TOTAL, Op.REMAINING})
_WHENEVER = frozenset({Op.SINCE, Op.LATCH, Op.ELAPSED, Op.FIRST})


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
        How many levels of inputs to follow.

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
    return _Walk(trace).explain(_Reading(trace.graph[line], 0, None, 0), period, depth)


class _Walk:
    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.labels = [str(label) for label in trace.graph.timeline.labels]
        self.seen: set[tuple[object, ...]] = set()

    def explain(self, reading: _Reading, period: int, depth: int) -> Explanation:
        node = reading.node
        at = period - reading.back
        key = (*reading.key[:1], at, *reading.key[2:])
        known = key in self.seen and isinstance(node, Line)
        children: tuple[Explanation, ...] = ()
        matched: tuple[str, ...] = ()
        formula = ""
        if isinstance(node, Line) and node.definition is not None:
            formula = render(node.definition, limit=400)
            readings, matched = _leaves(node.definition)
            if depth > 0 and not known and reading.span is None and at >= 0:
                self.seen.add(key)
                children = tuple(self.explain(leaf, at, depth - 1) for leaf in readings)
        return Explanation(
            name=node.name,
            when=self._when(reading, at),
            value=self._value(reading, at),
            unit=node.unit,
            formula=formula,
            origin=node.origin,
            inputs=children,
            matched=matched,
            known=known and bool(formula),
        )

    def _span(self, reading: _Reading, at: int) -> range:
        periods = len(self.labels)
        if reading.span is Op.RUNNING:
            return range(at + 1)
        if reading.span is Op.MOVING:
            return range(max(0, at - reading.length + 1), at + 1)
        if reading.span is Op.TOTAL:
            return range(periods)
        return range(max(at, 0), periods)

    def _when(self, reading: _Reading, at: int) -> str:
        values = self._values(reading)
        if len(values) == 1 or (isinstance(reading.node, Input) and reading.node.shape == "profile"):
            return ""
        if reading.span is not None:
            span = self._span(reading, at)
            return (
                f"{self.labels[span.start]} to {self.labels[span.stop - 1]}" if span else "before the start"
            )
        return self.labels[at] if at >= 0 else "before the start"

    def _values(self, reading: _Reading) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
        node = reading.node
        if isinstance(node, Input) and node.shape == "profile":
            default = node.default if isinstance(node.default, tuple) else ()
            return np.array([sum(default)], dtype=object)[:, None]
        return self.trace.of(node)

    def _value(self, reading: _Reading, at: int) -> Spread:
        values = self._values(reading)
        if reading.span is not None and len(values) > 1:
            row = sum((values[k] for k in self._span(reading, at)), np.zeros(1, dtype=values.dtype))
        elif len(values) == 1:
            row = values[0]
        else:
            row = values[at] if at >= 0 else np.zeros(1, dtype=values.dtype)
        row = cast("np.ndarray[tuple[int], np.dtype[np.float64]]", np.asarray(row))
        mean = row[0] if len(row) == 1 else row.mean()
        return Spread(least=row.min(), mean=mean, most=row.max())


def _leaves(definition: Expr) -> tuple[list[_Reading], tuple[str, ...]]:
    """Return the lines and inputs that a formula reads, in the order of its text, and what matched."""
    found: dict[tuple[int, int, Op | None, int], _Reading] = {}
    matched: list[str] = []
    work: list[tuple[Expr, int, Op | None, int]] = [(definition, 0, None, 0)]
    while work:
        node, back, span, length = work.pop()
        if isinstance(node, Line | Input):
            reading = _Reading(node, back, span, length)
            found.setdefault(reading.key, reading)
            continue
        if isinstance(node, Selection):
            matched.extend(node.matched)
        args = node.args
        if node.op is Op.PREV:
            work.append((args[1], back, span, length))
            work.append((args[0], back + int(str(node.data)), span, length))
            continue
        if node.op in _SPANS and span is None:
            span, length = node.op, int(str(node.data)) if node.op is Op.MOVING else 0
        elif node.op in _WHENEVER and span is None:
            span = Op.RUNNING if node.op is Op.SINCE else span
        work.extend((arg, back, span, length) for arg in reversed(args))
    return list(found.values()), tuple(matched)
