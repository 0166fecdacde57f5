"""Building a generated case and computing its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from concession.engine import Array, ReferenceExecutor
from concession.lines import compile_program
from concession.model import Case, inputs_of, load, outlook_of, still_names
from concession.vectors._text import CaseText

__all__ = ["Lines", "compute"]


class Lines:
    """The lines of a computed case by name, each a list of numbers by period."""

    def __init__(self, values: Mapping[str, Array], periods: int) -> None:
        self._values = values
        self._periods = periods

    def all(self, name: str, size: float = 1.0) -> list[float]:
        """Return a line in units of ``size`` base units."""
        wide = np.broadcast_to(self._values[name], (self._periods, 1))
        return [float(x) for x in wide[:, 0] / size]

    def one(self, name: str, period: int = 0, size: float = 1.0) -> float:
        """Return one period of a line."""
        return self.all(name, size)[period]

    def total(self, name: str) -> float:
        """Return the sum of a line over the periods."""
        return float(sum(self.all(name)))


def compute(text: CaseText, names: Sequence[str]) -> Lines:
    """Load the case that a text says, build its draft, and compute these lines.

    Raises
    ------
    ConcessionError
        Whatever the case gets wrong: a table with overlaps, a share that is none.
    """
    with TemporaryDirectory(prefix="concession-vector-") as folder:
        (Path(folder) / "case.yaml").write_text(text.text, encoding="utf-8")
        case = load(Path(folder))
    return lines_of(case, names)


def lines_of(case: Case, names: Sequence[str]) -> Lines:
    """Return lines of a case's first draft, with everything uncertain held still."""
    built = case.build()
    program = compile_program(built.graph, names)
    outlook = outlook_of(case, built, 1)
    nothing: frozenset[str] = frozenset()
    program = program.fixing(still_names(program, nothing))
    executor = ReferenceExecutor(program, inputs_of(program, built, outlook, nothing))
    return Lines(executor.run(range(1)), case.timeline.periods)
