"""How far a result rests on its evidence: the values that it reads, counted by mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from concession.deal import MARKS, TimedValue, Value
from concession.lines import Expr, Input, Line
from concession.model import Built, Case

__all__ = ["count_marks", "reached_inputs", "values_of"]


def reached_inputs(roots: Iterable[Expr]) -> set[str]:
    """Return the names of the inputs that formulas read, directly or through other lines."""
    seen: set[int] = set()
    names: set[str] = set()
    work = list(roots)
    while work:
        node = work.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Input):
            names.add(node.name)
        elif isinstance(node, Line):
            if node.definition is not None:
                work.append(node.definition)
        else:
            work.extend(node.args)
    return names


def values_of(case: Case, built: Built) -> Mapping[str, str]:
    """Return the mark of every value that a built draft read, by the name of its input."""
    marks = {path: _mark(value) for path, value in built.values.used.items()}
    marks.update({f"outlook.{name}": entry.evidence.mark for name, entry in case.outlook.items()})
    return marks


def _mark(value: Value | TimedValue) -> str:
    return value.evidence.mark


def count_marks(case: Case, built: Built, roots: Iterable[Expr]) -> dict[str, int]:
    """Return how many of the values that formulas read bear each mark."""
    marks = values_of(case, built)
    counts = dict.fromkeys(MARKS, 0)
    for name in reached_inputs(roots):
        mark = marks.get(name, "")
        if mark:
            counts[mark] += 1
    return counts
