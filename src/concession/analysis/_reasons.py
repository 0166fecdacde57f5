"""Reasons: explain a line of a draft from the case itself, in floating point or in exact decimals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from concession.analysis._count import futures_of, one_future
from concession.analysis._explain import Explanation
from concession.analysis._explain import explain as explain_in
from concession.analysis._tables import Exports, Row
from concession.analysis._trace import Trace, as_float
from concession.deal import Draft, in_words, parse_period
from concession.engine import Inputs
from concession.errors import ConcessionError, nearest
from concession.lines import compile_program
from concession.model import Built, Case, Vary, inputs_of, outlook_of, varying

__all__ = ["LineAtHand", "Reasons", "explain", "lines_at_hand"]

#: A trace holds every line of every future; more numbers than this are not kept.
MOST_NUMBERS = 40_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAtHand:
    """A line that can be explained: its name, its unit, and what it is where the case says so."""

    name: str
    unit: str
    instrument: str
    title: str

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "name": self.name,
            "unit": self.unit,
            "instrument": self.instrument or None,
            "title": self.title or None,
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class Reasons(Exports):
    """The tree behind one number of a draft, and over how many futures of those ``wanted`` it was taken."""

    case: Case
    draft: Draft
    line: str
    period: str
    futures: int
    future: int | None
    seed: int
    exact: bool
    tree: Explanation
    wanted: int = 0

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as ``--json`` prints it."""
        return {
            "case": self.case.id,
            "draft": self.draft.id,
            "line": self.line,
            "period": self.period,
            "currency": self.case.head.currency,
            "seed": self.seed,
            "futures": self.futures,
            "future": self.future,
            "exact": self.exact,
            "illustrative": self.case.head.illustrative,
            "sources": {
                name: self.case.sources[name].title
                for name in sorted(_sources(self.tree))
                if name in self.case.sources
            },
            "tree": self.tree.to_dict(),
        }

    def _records(self) -> list[Row]:
        """Return one record for each number of the tree, with its depth."""
        return [
            {
                "case": self.case.id,
                "draft": self.draft.id,
                "depth": depth,
                "name": one.name,
                "when": one.when,
                "mean": in_words(as_float(one.value.mean), one.unit),
                "least": in_words(as_float(one.value.least), one.unit),
                "most": in_words(as_float(one.value.most), one.unit),
                "unit": one.unit.written,
                "formula": one.formula,
                "clause": one.origin.path if one.origin else "",
                "sources": ", ".join(one.origin.sources) if one.origin else "",
                "mark": one.origin.mark if one.origin else "",
            }
            for depth, one in self.tree.walk()
        ]

    def _summary_rows(self) -> list[Row]:
        return [
            {
                "number": "· " * depth + one.name,
                "when": one.when,
                "mean": in_words(as_float(one.value.mean), one.unit),
                "unit": one.unit.written,
                "formula": one.formula or (one.origin.text if one.origin else ""),
            }
            for depth, one in self.tree.walk()
        ]

    def _heading(self) -> str:
        return f"{self.case.title}, {self.draft.id}: {self.line} in {self.period}"


def _sources(tree: Explanation) -> set[str]:
    return {name for _, one in tree.walk() if one.origin for name in one.origin.sources}


def lines_at_hand(case: Case, draft: str | Draft | None = None) -> tuple[LineAtHand, ...]:
    """Return every line of a draft, in the order in which it was written."""
    built = case.build(case.draft(draft))
    payments = {payment.name: payment for payment in built.ledger.payments}
    return tuple(
        LineAtHand(
            name=line.name,
            unit=line.unit.written,
            instrument=payments[line.name].instrument if line.name in payments else "",
            title=line.origin.text or line.origin.title if line.origin else "",
        )
        for line in built.graph
    )


def explain(
    case: Case,
    draft: str | Draft | None = None,
    *,
    line: str,
    period: str | int | None = None,
    depth: int = 3,
    futures: int | None = None,
    future: int | None = None,
    seed: int | None = None,
    exact: bool = False,
) -> Reasons:
    """Return the tree behind one number: its formula, what the formula reads, its clause and its source.

    Parameters
    ----------
    case, draft
        A loaded case; the draft's id, or a draft changed with ``replace``; its first where None.
    line
        The name of a line of the draft.
    period
        A year, quarter or month of the case; the first in which the line is not zero where None.
    depth
        How many levels of inputs to follow; values of the case that the last lines read come with them.
    futures, seed
        Over how many futures, under which seed; the case's own where nothing is said. Where they are
        too many to be kept whole, fewer are used, and the result says how many.
    future
        One future alone, by its number from zero.
    exact
        Whether to compute in exact decimals: one future, the outlook held at its middle unless
        ``future`` names one.

    Raises
    ------
    ConcessionError
        E608 for an unknown line and E606 for a period outside the case, with what there is; E703 where
        a line has no exact value; E710 for a future or a number of futures that there cannot be.

    Examples
    --------
    >>> from concession.model import load
    >>> found = explain(load("buenavista"), line="mining_duty", period=2035, depth=1)
    >>> found.tree.formula
    'clauses.mining_duty.rate × max(mining_duty.margin, 0)'
    """
    wanted = case.draft(draft)
    built = case.build(wanted)
    names = [one.name for one in built.graph]
    if line not in names:
        raise ConcessionError.of(
            "E608", f"the draft '{wanted.id}' has no line '{line}'", nearest(line, names)
        )
    start = case.head.seed if seed is None else seed
    future, count = one_future(future), futures_of(case, futures)
    if exact:
        trace = Trace.exact(built.graph, _of_one(case, built, start, future))
        span = range(1)
    else:
        inputs, moving = _inputs(case, built, start, "everything")
        span = _span(case, len(names), count, future, random=bool(moving))
        trace = Trace.simulated(built.graph, inputs, span)
    at = _period(case, period) if period is not None else _first(trace, line)
    return Reasons(
        case=case,
        draft=wanted,
        line=line,
        period=str(case.timeline.labels[at]) if 0 <= at < case.timeline.periods else str(period),
        futures=len(span),
        future=future,
        seed=start,
        exact=exact,
        tree=explain_in(trace, line, at, depth),
        wanted=count,
    )


def _inputs(case: Case, built: Built, seed: int, vary: Vary) -> tuple[Inputs, frozenset[str]]:
    program = compile_program(built.graph, [line.name for line in built.graph])
    outlook = outlook_of(case, built, seed)
    moving = varying(case, built, outlook, vary) & frozenset(program.inputs)
    return inputs_of(program, built, outlook, moving), moving


def _of_one(case: Case, built: Built, seed: int, future: int | None) -> Inputs:
    """Return exact numbers: those of one future, or the outlook held still where none is named."""
    if future is None:
        return _inputs(case, built, seed, "nothing")[0]
    inputs, moving = _inputs(case, built, seed, "everything")
    known: dict[str, Decimal | tuple[Decimal, ...]] = dict(inputs.known)
    for name in moving:
        drawn = np.asarray(inputs.draws[name](range(future, future + 1)), dtype=np.float64)
        values = tuple(Decimal(repr(float(x))) for x in drawn.ravel())
        known[name] = values if len(values) > 1 else values[0]
    return replace(inputs, known=known, draws={})


def _span(case: Case, lines: int, futures: int, future: int | None, *, random: bool) -> range:
    if future is not None:
        return range(future, future + 1)
    if not random:
        return range(1)
    most = max(1, MOST_NUMBERS // (lines * case.timeline.periods))
    return range(min(futures, most))


def _period(case: Case, period: str | int) -> int:
    stated = parse_period(str(period))
    labels = case.timeline.labels
    per_year = case.timeline.per_year
    number = (stated.part - 1) * per_year // stated.parts + 1
    at = case.timeline.index(stated.year, number)
    if stated.parts > per_year or not 0 <= at < len(labels):
        raise ConcessionError.of(
            "E606", f"'{period}' is not a period of the case", f"it runs {labels[0]} to {labels[-1]}"
        )
    return at


def _first(trace: Trace, line: str) -> int:
    """Return the first period in which a line is not zero in every future."""
    values: Mapping[int, object] = dict(enumerate(trace.values[line]))
    for at, row in values.items():
        if any(as_float(x) != 0 for x in np.ravel(np.asarray(row, dtype=object))):
            return at
    return 0
