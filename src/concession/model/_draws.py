"""The numbers that a built draft runs on: what is known, what is drawn, and what is held still."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from typing import Literal

import numpy as np

from concession.clauses import Deterrence
from concession.engine import Array, Draw, Inputs
from concession.errors import ConcessionError, Problems, nearest
from concession.lines import Program
from concession.model._build import Built
from concession.model._case import Case
from concession.model._entry import called, parameter, spec_of_value
from concession.outlook import Chain, Distribution, Event, Grid, Outlook
from concession.outlook import Input as Spec

__all__ = [
    "DOUBTFUL",
    "Held",
    "Vary",
    "dimensions_of",
    "draws_of",
    "inputs_of",
    "outlook_of",
    "sobol_dimensions",
    "still_names",
    "varying",
]

#: Which inputs vary: every one, only values that are weak, assumed or unknown, or none.
Vary = Literal["everything", "doubtful", "nothing"]

#: Marks of values whose doubt is the case's own, not the world's.
DOUBTFUL = frozenset({"weak", "assumed", "unknown"})

#: Futures over which a path is averaged where it is to be held still.
_PILOT = 1024

#: Numbers at which inputs are held still, by what their draws depend on: found once for several runs.
Held = dict[Hashable, Decimal | tuple[Decimal, ...]]

#: Dimensions of Sobol points by key: the first one, and how many.
Dimensions = Mapping[str, tuple[int, int]]


def outlook_of(case: Case, built: Built, seed: int) -> Outlook:
    """Return everything that may vary under a draft, keyed by the input's name.

    Clauses of the draft that deter or hasten something change its rates; the random numbers stay, so
    that drafts are paired future by future.

    Raises
    ------
    ConcessionError
        E940 where such a clause names an input that is not there, E921 where it names no rate of it.
    """
    said = case.outlook
    inputs: dict[str, Spec] = {called(name): entry.spec for name, entry in said.items()}
    problems = Problems()
    for one in built.clauses.values():
        if isinstance(one.clause, Deterrence):
            try:
                _deter(inputs, one.clause)
            except ConcessionError as error:
                problems.extend(error, one.place, f"clauses.{one.id}")
    problems.raise_if_any()
    inputs.update({path: spec_of_value(value) for path, value in built.values.uncertain.items()})
    grid = Grid(periods=case.timeline.periods, years=float(case.timeline.length))
    return Outlook(
        seed=seed,
        grid=grid,
        inputs=inputs,
        groups=said.groups,
        sampling=said.sampling,
        dimensions=sobol_dimensions(case) if said.sampling == "sobol" else said.dimensions,
    )


def sobol_dimensions(case: Case) -> Dimensions:
    """Return the dimensions of Sobol points that the inputs of all drafts of a case have.

    Those that the case stores, then the others, draft by draft: every draft has the same ones, so that
    drafts are paired, be an input in one of them only.
    """
    found = dict(case.outlook.dimensions)
    grid = Grid(periods=case.timeline.periods, years=float(case.timeline.length))
    shared: dict[str, Spec] = {called(name): entry.spec for name, entry in case.outlook.items()}
    for draft in case.drafts:
        values = case.build(draft).values.uncertain
        inputs = shared | {path: spec_of_value(value) for path, value in values.items()}
        found = dict(
            Outlook(
                seed=0,
                grid=grid,
                inputs=inputs,
                groups=case.outlook.groups,
                sampling="sobol",
                dimensions=found,
            ).dimensions
        )
    return found


def _deter(inputs: dict[str, Spec], clause: Deterrence) -> None:
    """Multiply a rate of one input as a clause says."""
    name = called(clause.input)
    spec = inputs.get(name)
    if isinstance(spec, Chain):
        inputs[name] = spec.deterred(clause.before, clause.after, parameter(clause.factor))
    elif isinstance(spec, Event):
        inputs[name] = spec.scaled(parameter(clause.factor))
    else:
        moving = [one.removeprefix(called("")) for one, s in inputs.items() if isinstance(s, Chain | Event)]
        raise ConcessionError.of(
            "E940", f"the outlook has no event or chain '{clause.input}'", nearest(clause.input, moving)
        )


def varying(case: Case, built: Built, outlook: Outlook, vary: Vary) -> frozenset[str]:
    """Return the names of the inputs that vary."""
    if vary == "nothing":
        return frozenset()
    random = {name for name in outlook.names if outlook.is_random(name)}
    if vary == "everything":
        return frozenset(random)
    doubtful = {path for path, value in built.values.uncertain.items() if value.evidence.mark in DOUBTFUL}
    doubtful |= {called(name) for name, entry in case.outlook.items() if entry.evidence.mark in DOUBTFUL}
    return frozenset(random & doubtful)


def inputs_of(
    program: Program, built: Built, outlook: Outlook, moving: frozenset[str], held: Held | None = None
) -> Inputs:
    """Return known numbers for what is held still, and draws for what moves.

    ``held`` keeps what is held still from one run to the next.
    """
    kept = {} if held is None else held
    known: dict[str, Decimal | tuple[Decimal, ...]] = {}
    draws = draws_of(outlook, (name for name in program.inputs if name in moving))
    for name, node in program.inputs.items():
        if not node.random or name in moving:
            continue
        if node.default is None:
            by_period = node.shape == "series"
            key = (by_period, outlook.identity(name))
            if key not in kept:
                kept[key] = _still(outlook, name, by_period=by_period)
            known[name] = kept[key]
        else:
            known[name] = node.default
    return Inputs(known=known, draws=draws)


def draws_of(outlook: Outlook, names: Iterable[str]) -> dict[str, Draw]:
    """Return what draws each of some inputs; for one range of futures they share what they can."""
    together = _Together(outlook, names)
    return {name: together.of(name) for name in together.names}


class _Together:
    """Draws all that moves for one range of futures at once, so that what inputs share is done once.

    Each thread keeps the draws of the range that it is at.
    """

    def __init__(self, outlook: Outlook, names: Iterable[str]) -> None:
        self.outlook = outlook
        self.names = tuple(names)
        self._held = threading.local()

    def of(self, name: str) -> Draw:
        """Return what draws one input."""

        def draw(futures: range) -> Array:
            if getattr(self._held, "futures", None) != futures:
                self._held.values = self.outlook.draws(self.names, futures.start, futures.stop)
                self._held.futures = futures
            return np.asarray(self._held.values[name], dtype=np.float64)

        return draw


def dimensions_of(dimensions: Dimensions) -> tuple[str, ...]:
    """Return the dimensions of Sobol points that inputs have, as the file of a case stores them."""
    return tuple(f"{key} {first} {count}" for key, (first, count) in dimensions.items())


def _still(outlook: Outlook, name: str, *, by_period: bool) -> Decimal | tuple[Decimal, ...]:
    """Return the number or path at which an input is held: its median, or the mean of pilot paths."""
    spec = outlook.input(name)
    if isinstance(spec, Distribution):
        return Decimal(repr(float(spec.ppf(np.array([0.5]))[0])))
    count = _PILOT if outlook.is_random(name) else 1
    path = np.asarray(outlook.draw(name, 0, count), dtype=np.float64).mean(axis=-1)
    values = tuple(Decimal(repr(float(x))) for x in np.atleast_1d(path))
    return values if by_period else values[0]


def still_names(program: Program, moving: Iterable[str]) -> frozenset[str]:
    """Return the random inputs of a program that are held still."""
    moves = set(moving)
    return frozenset(name for name, node in program.inputs.items() if node.random and name not in moves)
