"""Inputs read off a chain: a value by state, whether it is in a state, and when it first gets there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from concession.errors import ConcessionError, Problems, nearest
from concession.outlook._base import Array, Grid, Input, Kind, Noise
from concession.outlook._parameters import Parameter, needs_of, ok_parameter, told, value_of
from concession.outlook._paths import Path

__all__ = ["ByState", "FirstTime", "InStates"]


def _indices(states: tuple[str, ...], wanted: tuple[str, ...], chain: str) -> list[int]:
    found = Problems()
    for name in wanted:
        if name not in states:
            found.add("E922", f"the chain '{chain}' has no state '{name}'", nearest(name, states))
    found.raise_if_any()
    return [states.index(name) for name in wanted]


class _OfChain(Input):
    """What is read off a chain: it draws nothing of its own."""

    __slots__ = ()

    chain: str

    @property
    def random(self) -> bool:
        """Only as the chain is."""
        return False

    @property
    def reads(self) -> tuple[str, ...]:
        """The chain."""
        return (self.chain,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByState(_OfChain, Path):
    """A value for each state of a chain: an insurance rate, the share of output that is not lost.

    A value may be a distribution, drawn once for each future.
    """

    chain: str
    values: Mapping[str, Parameter]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", dict(self.values))
        found = Problems()
        for state, value in self.values.items():
            ok_parameter(found, f"the value in state '{state}'", value)
        found.raise_if_any()

    @property
    def random(self) -> bool:
        """Whether a value is drawn; else only as the chain is."""
        return bool(needs_of(self.values))

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return one number for each value that is drawn."""
        return needs_of(self.values)

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return the value of each period's state, shape (periods, futures)."""
        paths, states = noise.states_of(self.chain)
        missing = [state for state in states if state not in self.values]
        if missing:
            raise ConcessionError.of(
                "E922", f"no value is given for the state '{missing[0]}' of {self.chain}"
            )
        _indices(states, tuple(self.values), self.chain)
        values = [value_of(noise, state, self.values[state]) for state in states]
        if not self.random:
            return np.array(values, dtype=np.float64)[paths]
        table = np.stack([np.broadcast_to(value, paths.shape[1]) for value in values])
        return table[paths, np.arange(paths.shape[1])]

    def describe(self) -> str:
        """Return the value by state."""
        parts = ", ".join(f"{told(value)} in {state}" for state, value in self.values.items())
        return f"by {self.chain}: {parts}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InStates(_OfChain, Path):
    """One in periods when a chain is in one of these states, else zero."""

    chain: str
    states: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "states", tuple(self.states))

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return ones and zeros, shape (periods, futures)."""
        paths, states = noise.states_of(self.chain)
        table = np.zeros(len(states))
        table[_indices(states, self.states, self.chain)] = 1.0
        return table[paths]

    def describe(self) -> str:
        """Return chain and states."""
        return f"1 while {self.chain} is {' or '.join(self.states)}, else 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstTime(_OfChain):
    """The start, in years, of the first period that a chain spends in one of these states; else infinite."""

    kind: ClassVar[Kind] = "number"

    chain: str
    states: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "states", tuple(self.states))

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return the time in years from the start of the timeline, shape (futures,)."""
        paths, states = noise.states_of(self.chain)
        there = np.isin(paths, _indices(states, self.states, self.chain))
        return np.where(there.any(axis=0), grid.starts()[there.argmax(axis=0)], np.inf)

    def describe(self) -> str:
        """Return chain and states."""
        return f"years until {self.chain} is {' or '.join(self.states)}"
