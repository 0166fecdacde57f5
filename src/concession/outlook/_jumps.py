"""Paths with jumps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from concession.errors import Problems
from concession.outlook._base import Array, Grid, Noise
from concession.outlook._checks import choice, ok, show
from concession.outlook._motion import check_motion, exponentiate, running_sum
from concession.outlook._paths import Path

__all__ = ["Jumps"]

_MOST_JUMPS = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Jumps(Path):
    """Geometric Brownian motion with jumps of normal size in the logarithm (Merton 1976).

    ``rate`` is the expected number of jumps per year; each adds a normal number with ``jump`` as its
    mean and ``jump_sd`` as its standard deviation to the logarithm. With ``drift_of`` "mean" the drift
    is that of the expected value, jumps included; with "diffusion" it is the drift of the logarithm
    between jumps.
    """

    start: float
    volatility: float
    rate: float
    jump: float
    jump_sd: float
    drift: float = 0.0
    drift_of: Literal["mean", "diffusion"] = "mean"
    first: float | None = None

    def __post_init__(self) -> None:
        found = Problems()
        check_motion(found, self.start, self.volatility, self.first)
        ok(found, "the number of jumps per year", self.rate, at_least=0.0, at_most=_MOST_JUMPS)
        ok(found, "the mean jump", self.jump, at_least=-5.0, at_most=5.0, hint="a fall by a half is -0.69")
        ok(found, "the spread of jumps", self.jump_sd, at_least=0.0, at_most=5.0)
        ok(found, "the drift", self.drift, at_least=-5.0, at_most=5.0, hint="2 % a year is 0.02")
        choice(found, "drift_of", self.drift_of, ("mean", "diffusion"))
        found.raise_if_any()

    def check(self, grid: Grid, found: Problems) -> None:
        """Note periods with more jumps than can be drawn one by one."""
        most = self.rate * float(grid.steps(self.first).max())
        if most > _MOST_JUMPS:
            found.add("E902", f"{show(most)} jumps per period are expected; at most {show(_MOST_JUMPS)}")

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return one shock, one number of jumps and one size of jumps per period."""
        return {"shock": grid.periods, "jumps": grid.periods, "size": grid.periods}

    def _compensation(self) -> float:
        """Return what jumps add to the growth of the mean, per year."""
        return self.rate * math.expm1(self.jump + self.jump_sd**2 / 2)

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return the path, in the unit of the start value: shape (periods, futures)."""
        years = grid.steps(self.first)
        move = self.drift
        if self.drift_of == "mean":
            move -= self._compensation() + self.volatility**2 / 2
        out = noise.normals("shock", grid.periods) * (self.volatility * np.sqrt(years))[:, None]
        out += (move * years)[:, None]
        turns = noise.uniforms("jumps", grid.periods)
        sizes = noise.normals("size", grid.periods)
        for t in range(grid.periods):
            count = np.searchsorted(_poisson(self.rate * float(years[t])), turns[t], side="right")
            out[t] += count * self.jump + np.sqrt(count) * self.jump_sd * sizes[t]
        return exponentiate(self.start, running_sum(out))

    def expected(self, grid: Grid) -> Array:
        """Return the mean of each period."""
        growth = self.drift
        if self.drift_of == "diffusion":
            growth += self._compensation() + self.volatility**2 / 2
        mean: Array = self.start * np.exp(growth * np.cumsum(grid.steps(self.first)))
        return mean

    def describe(self) -> str:
        """Return the diffusion and the jumps."""
        return (
            f"from {show(self.start)}, {self.drift_of} drift {show(100 * self.drift)} % a year, volatility"
            f" {show(100 * self.volatility)} % a year, {show(self.rate)} jumps a year of"
            f" {show(self.jump)} ± {show(self.jump_sd)} in the logarithm"
        )


def _poisson(expected: float) -> Array:
    """Return the cumulated chances of 0, 1, 2, … until they reach one within rounding."""
    weights = [math.exp(-expected)]
    total = weights[0]
    while total < 1 - 1e-15 and len(weights) < 1000:
        weights.append(weights[-1] * expected / len(weights))
        total += weights[-1]
        if len(weights) > expected and weights[-1] < 1e-18:
            break
    return np.cumsum(np.array(weights))
