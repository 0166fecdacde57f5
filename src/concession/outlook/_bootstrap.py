"""Paths made of blocks of history."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from concession.errors import Problems
from concession.outlook._base import Array, Grid, Noise
from concession.outlook._checks import ok, show
from concession.outlook._history import History
from concession.outlook._motion import exponentiate, running_sum
from concession.outlook._paths import Path

__all__ = ["Bootstrap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap(Path):
    """A path of changes taken from history in blocks, each block starting at a date drawn anew.

    Changes of the logarithm are drawn in blocks of ``block`` steps of the history, which goes round at
    its end (circular block bootstrap, Politis and Romano 1992): swings shorter than a block keep their
    order, and no distribution is assumed. ``drift``, continuous per year, replaces the average change
    of the history where it is stated. Inputs with the same label in ``together`` take the same dates,
    so that what moved together in history does so in each future; they need histories of equal span.
    """

    start: float
    history: History
    block: int
    drift: float | None = None
    together: str | None = None

    def __post_init__(self) -> None:
        found = Problems()
        ok(found, "the start value", self.start, above=0.0)
        values = self.history.values
        if len(values) < 3 or min(values) <= 0:
            found.add("E907", f"{self.history.name}: blocks need three values or more, all above zero")
        whole = isinstance(self.block, int) and not isinstance(self.block, bool)
        if not whole or not 1 <= self.block < max(len(values), 2):
            found.add(
                "E907", f"a block of {self.block} steps does not fit a history of {len(values) - 1} changes"
            )
        if self.drift is not None:
            ok(found, "the drift", self.drift, at_least=-5.0, at_most=5.0, hint="2 % a year is 0.02")
        found.raise_if_any()

    @property
    def label(self) -> str | None:
        """The label under which dates are shared."""
        return self.together

    def _steps(self, grid: Grid) -> int:
        """Return how many steps of the history make a period; zero where they do not fit."""
        steps = self.history.per_year * grid.years
        return round(steps) if abs(steps - round(steps)) < 1e-9 * max(steps, 1.0) else 0

    def _blocks(self, grid: Grid) -> int:
        return -(-grid.periods * self._steps(grid) // self.block)

    def check(self, grid: Grid, found: Problems) -> None:
        """Note a history whose steps do not add up to a period."""
        if not self._steps(grid):
            found.add(
                "E907",
                f"{self.history.name} has {self.history.per_year} values a year, which do not make up"
                f" periods of {show(grid.years)} years",
            )

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return one date per block."""
        return {"blocks": self._blocks(grid)}

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return the path, in the unit of the start value: shape (periods, futures)."""
        changes = self.history.log_changes()
        if self.drift is not None:
            changes = changes - math.fsum(changes) / len(changes) + self.drift / self.history.per_year
        count, steps = self._blocks(grid), self._steps(grid)
        dates = (
            noise.uniforms("blocks", count) if self.together is None else noise.shared(self.together, count)
        )
        begin = np.minimum((dates * len(changes)).astype(np.int64), len(changes) - 1)
        # level[k] is the log change over the first k steps of the history, gone round once more.
        level = np.concatenate([[0.0], np.cumsum(np.concatenate([changes, changes[: self.block]]))])
        out = np.zeros((grid.periods, dates.shape[1]))
        for t in range(grid.periods):
            now, end = t * steps, (t + 1) * steps
            while now < end:  # a period may span several blocks, and a block several periods
                block, offset = divmod(now, self.block)
                length = min(end - now, self.block - offset)
                from_ = begin[block] + offset
                out[t] += level[from_ + length] - level[from_]
                now += length
        return exponentiate(self.start, running_sum(out))

    def describe(self) -> str:
        """Return the history, the block and the drift."""
        years = self.history.years()
        drift = "history's drift" if self.drift is None else f"drift {show(100 * self.drift)} % a year"
        together = f", dates shared as '{self.together}'" if self.together else ""
        return (
            f"from {show(self.start)} by blocks of {self.block} steps of {self.history.name},"
            f" {years[0]:.0f} to {years[-1]:.0f}, {drift}{together}"
        )
