"""What every input of the outlook offers, and what it is given to draw from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from concession.errors import Problems
from concession.outlook._checks import ok

__all__ = ["Array", "Grid", "Input", "Kind", "Noise", "States"]

#: Draws in floating point: (futures,) or (periods, futures).
Array = NDArray[np.float64]
States = NDArray[np.int8]
#: One number per future; one number per period and future; one state per period and future.
Kind = Literal["number", "path", "states"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The periods that paths are drawn for: how many, and how many years each lasts.

    >>> Grid(periods=3, years=0.25).starts()
    array([0.  , 0.25, 0.5 ])
    """

    periods: int
    years: float = 1.0

    def __post_init__(self) -> None:
        found = Problems()
        if isinstance(self.periods, bool) or not isinstance(self.periods, int) or self.periods < 1:
            found.add("E941", f"the number of periods is {self.periods!r}; it must be a whole number above 0")
        elif self.periods > 100_000:
            found.add("E941", f"{self.periods} periods are too many; at most 100,000")
        ok(found, "the length of a period", self.years, above=0.0, at_most=100.0)
        found.raise_if_any()

    def starts(self) -> Array:
        """Return the years from the start of the timeline to the start of each period."""
        return np.arange(self.periods, dtype=np.float64) * self.years

    def steps(self, first: float | None) -> Array:
        """Return the years between one period's value and the one before, the first from the start value."""
        out = np.full(self.periods, self.years)
        if first is not None:
            out[0] = first
        return out


class Noise(Protocol):
    """The random numbers of one input for a range of futures.

    The purpose ``"shock"`` is the one that correlation groups act on. Arrays that come from here may
    be shared and must not be written to.
    """

    @property
    def start(self) -> int:
        """The first future."""

    @property
    def stop(self) -> int:
        """One past the last future."""

    def uniforms(self, purpose: str, rows: int) -> Array:
        """Return uniform numbers in the open interval (0, 1), shape (rows, futures)."""

    def normals(self, purpose: str, rows: int) -> Array:
        """Return standard normal numbers, shape (rows, futures)."""

    def shared(self, label: str, rows: int) -> Array:
        """Return uniform numbers that every input with the same label gets, shape (rows, futures)."""

    def states_of(self, name: str) -> tuple[States, tuple[str, ...]]:
        """Return the state paths of another input, and the names of its states."""


class Input(ABC):
    """A named random input's specification: typed, immutable, drawn by inverse distribution functions."""

    __slots__ = ()

    kind: ClassVar[Kind]

    @abstractmethod
    def draw(self, noise: Noise, grid: Grid) -> Array | States:
        """Return the draws: shape (futures,) for a number, (periods, futures) for a path or states."""

    @abstractmethod
    def describe(self) -> str:
        """Return what is assumed, in one line of plain English."""

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return how many rows of random numbers it takes per purpose."""
        return {}

    def check(self, grid: Grid, found: Problems) -> None:  # noqa: B027 - most inputs fit any timeline
        """Note what does not fit the timeline."""

    @property
    def random(self) -> bool:
        """Whether futures differ in it by itself, apart from the inputs that it reads."""
        return True

    @property
    def reads(self) -> tuple[str, ...]:
        """The other inputs that it is drawn from."""
        return ()

    @property
    def label(self) -> str | None:
        """The label under which it shares random numbers with other inputs, where it does."""
        return None
