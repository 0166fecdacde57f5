"""The numbers that a built draft runs on: what is known, what is drawn, and what is held still."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

import numpy as np

from concession.engine import Array, Draw, Inputs
from concession.lines import Program
from concession.model._build import Built
from concession.model._case import Case
from concession.model._outlook import spec_of_value
from concession.outlook import Distribution, Grid, Outlook
from concession.outlook import Input as Spec

__all__ = ["DOUBTFUL", "Vary", "inputs_of", "outlook_of", "still_names", "varying"]

#: Which inputs vary: every one, only values that are weak, assumed or unknown, or none.
Vary = Literal["everything", "doubtful", "nothing"]

#: Marks of values whose doubt is the case's own, not the world's.
DOUBTFUL = frozenset({"weak", "assumed", "unknown"})

#: Futures over which a path is averaged where it is to be held still.
_PILOT = 1024


def outlook_of(case: Case, built: Built, seed: int) -> Outlook:
    """Return everything that may vary under a draft, keyed by the input's name."""
    inputs: dict[str, Spec] = {f"outlook.{name}": entry.spec for name, entry in case.outlook.items()}
    inputs.update({path: spec_of_value(value) for path, value in built.values.uncertain.items()})
    grid = Grid(periods=case.timeline.periods, years=float(case.timeline.length))
    return Outlook(seed=seed, grid=grid, inputs=inputs)


def varying(case: Case, built: Built, outlook: Outlook, vary: Vary) -> frozenset[str]:
    """Return the names of the inputs that vary."""
    if vary == "nothing":
        return frozenset()
    random = {name for name in outlook.names if outlook.is_random(name)}
    if vary == "everything":
        return frozenset(random)
    doubtful = {path for path, value in built.values.uncertain.items() if value.evidence.mark in DOUBTFUL}
    doubtful |= {f"outlook.{name}" for name, entry in case.outlook.items() if entry.evidence.mark in DOUBTFUL}
    return frozenset(random & doubtful)


def inputs_of(program: Program, built: Built, outlook: Outlook, moving: frozenset[str]) -> Inputs:
    """Return known numbers for what is held still, and draws for what moves."""
    known: dict[str, Decimal | tuple[Decimal, ...]] = {}
    draws: dict[str, Draw] = {}
    for name, node in program.inputs.items():
        if not node.random:
            continue
        if name in moving:
            draws[name] = _draw(outlook, name)
        elif node.default is None:
            known[name] = _still(outlook, name, by_period=node.shape == "series")
        else:
            known[name] = node.default
    return Inputs(known=known, draws=draws)


def _draw(outlook: Outlook, name: str) -> Draw:
    def draw(futures: range) -> Array:
        return np.asarray(outlook.draw(name, futures.start, futures.stop), dtype=np.float64)

    return draw


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
