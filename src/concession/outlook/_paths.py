"""Paths without shocks: constant, or given period by period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from concession.errors import Problems
from concession.outlook._base import Array, Grid, Input, Kind, Noise
from concession.outlook._checks import numbers, ok, show
from concession.outlook._distributions import Distribution

__all__ = ["Flat", "Given", "Path"]


class Path(Input):
    """One number per period and future."""

    __slots__ = ()

    kind: ClassVar[Kind] = "path"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat(Path):
    """The same number in all periods of a future: a constant, or one draw of a distribution.

    >>> Flat(value=9500.0).describe()
    '9,500 in every period'
    """

    value: float | Distribution

    def __post_init__(self) -> None:
        found = Problems()
        if not isinstance(self.value, Distribution):
            ok(found, "the value", self.value)
        found.raise_if_any()

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return one row where the value is drawn."""
        return {"shock": 1} if self.random else {}

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return the value, the same in all periods: shape (periods, futures)."""
        if isinstance(self.value, Distribution):
            return np.tile(self.value.draw(noise, grid), (grid.periods, 1))
        return np.full((grid.periods, noise.stop - noise.start), float(self.value))

    def expected(self, grid: Grid) -> Array:
        """Return the mean of each period."""
        mean = self.value.mean if isinstance(self.value, Distribution) else self.value
        return np.full(grid.periods, float(mean))

    @property
    def random(self) -> bool:
        """Whether the value is drawn."""
        return isinstance(self.value, Distribution) and self.value.random

    def describe(self) -> str:
        """Return the value."""
        if isinstance(self.value, Distribution):
            return f"{self.value.describe()}, the same in every period"
        return f"{show(self.value)} in every period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given(Path):
    """Stated values, one per period, which grow at a stated rate per year after the last one.

    >>> Given(values=(100.0, 110.0), growth=0.02).expected(Grid(periods=4)).round(3)
    array([100.   , 110.   , 112.2  , 114.444])
    """

    values: tuple[float, ...]
    growth: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(self.values))
        found = Problems()
        if not 0 < len(self.values) <= 100_000:
            found.add("E906", f"a given path needs between 1 and 100,000 values, not {len(self.values)}")
        numbers(found, "value", self.values)
        if self.growth is not None:
            ok(found, "the growth per year", self.growth, above=-1.0, at_most=5.0, hint="2 % a year is 0.02")
        found.raise_if_any()

    def check(self, grid: Grid, found: Problems) -> None:
        """Note periods without a value."""
        if self.growth is None and len(self.values) < grid.periods:
            found.add(
                "E906",
                f"{len(self.values)} values are given for {grid.periods} periods",
                "add values, or a growth (0 keeps the last value)",
            )

    def expected(self, grid: Grid) -> Array:
        """Return the value of each period."""
        known = np.asarray(self.values[: grid.periods], dtype=np.float64)
        after = np.arange(1, grid.periods - len(known) + 1) * grid.years
        with np.errstate(over="ignore"):
            grown = known[-1] * (1.0 + (self.growth or 0.0)) ** after
        return np.concatenate([known, grown])

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return the values, the same in all futures: shape (periods, futures)."""
        return np.repeat(self.expected(grid)[:, None], noise.stop - noise.start, axis=1)

    @property
    def random(self) -> bool:
        """Never."""
        return False

    def describe(self) -> str:
        """Return the first and last value, and the growth."""
        text = f"{len(self.values)} given values from {show(self.values[0])} to {show(self.values[-1])}"
        return text if self.growth is None else f"{text}, then {show(100 * self.growth)} % a year"
