"""Paths that wander: geometric Brownian motion, and reversion in logarithms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from concession.errors import Problems
from concession.outlook._base import Array, Grid, Noise
from concession.outlook._checks import choice, ok, show
from concession.outlook._paths import Path

__all__ = ["Brownian", "Reverting", "check_motion", "exponentiate", "running_sum"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brownian(Path):
    """Geometric Brownian motion: changes of the logarithm are independent and normal.

    ``start`` is the value known at the start of the timeline; period 0 comes ``first`` years after it
    (one period, unless stated; zero makes period 0 equal to the start). ``drift`` is a continuous rate
    per year of the mean or of the median, as ``drift_of`` says: the two differ by half the squared
    volatility. ``volatility`` is per square root of a year. The step is exact for any period length
    (Black and Scholes 1973).
    """

    start: float
    volatility: float
    drift: float = 0.0
    drift_of: Literal["mean", "median"] = "mean"
    first: float | None = None

    def __post_init__(self) -> None:
        found = Problems()
        check_motion(found, self.start, self.volatility, self.first)
        ok(found, "the drift", self.drift, at_least=-5.0, at_most=5.0, hint="2 % a year is 0.02")
        choice(found, "drift_of", self.drift_of, ("mean", "median"))
        found.raise_if_any()

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return one shock per period."""
        return {"shock": grid.periods}

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return the path, in the unit of the start value: shape (periods, futures)."""
        years = grid.steps(self.first)
        move = self.drift - self.volatility**2 / 2 if self.drift_of == "mean" else self.drift
        shocks = noise.normals("shock", grid.periods)
        out = shocks * (self.volatility * np.sqrt(years))[:, None]
        out += (move * years)[:, None]
        return exponentiate(self.start, running_sum(out))

    def expected(self, grid: Grid) -> Array:
        """Return the mean of each period."""
        rate = self.drift if self.drift_of == "mean" else self.drift + self.volatility**2 / 2
        mean: Array = self.start * np.exp(rate * np.cumsum(grid.steps(self.first)))
        return mean

    def describe(self) -> str:
        """Return start, drift and volatility."""
        return (
            f"geometric Brownian motion from {show(self.start)}, {self.drift_of} drift"
            f" {show(100 * self.drift)} % a year, volatility {show(100 * self.volatility)} % a year"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverting(Path):
    """A value whose logarithm is pulled back to a level.

    x' = θ + (x - θ) e^(-κh) + σ √((1 - e^(-2κh)) / 2κ) z is the exact step over
    h years of dx = κ (θ - x) dt + σ dW (Uhlenbeck and Ornstein 1930; Schwartz 1997, model 1, for
    commodity prices). ``half_life`` is ln 2 / κ in years. ``level`` is the
    long-run median, or the long-run mean where ``level_of`` says so, and grows by ``growth``
    (continuous, per year), measured from the start of the timeline.
    """

    start: float
    level: float
    half_life: float
    volatility: float
    level_of: Literal["mean", "median"] = "median"
    growth: float = 0.0
    first: float | None = None

    def __post_init__(self) -> None:
        found = Problems()
        check_motion(found, self.start, self.volatility, self.first)
        ok(found, "the level", self.level, above=0.0)
        ok(found, "the half-life", self.half_life, at_least=0.001, at_most=10_000.0, hint="in years")
        ok(found, "the level's growth", self.growth, at_least=-5.0, at_most=5.0, hint="2 % a year is 0.02")
        choice(found, "level_of", self.level_of, ("mean", "median"))
        found.raise_if_any()

    @property
    def speed(self) -> float:
        """The rate κ per year at which a deviation dies away."""
        return math.log(2) / self.half_life

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return one shock per period."""
        return {"shock": grid.periods}

    def _centre(self) -> float:
        """Return the logarithm of the long-run median."""
        below = self.volatility**2 / (4 * self.speed) if self.level_of == "mean" else 0.0
        return math.log(self.level) - below

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return the path, in the unit of the start value: shape (periods, futures)."""
        years = grid.steps(self.first)
        kept = np.exp(-self.speed * years)
        spread = self.volatility * np.sqrt(-np.expm1(-2 * self.speed * years) / (2 * self.speed))
        shocks = noise.normals("shock", grid.periods)
        out = shocks * spread[:, None]
        # Deviations from the growing level revert to zero; the level is put back at the end.
        out[0] += (math.log(self.start) - self._centre()) * kept[0]
        for t in range(1, grid.periods):
            out[t] += out[t - 1] * kept[t]
        out += (self.growth * np.cumsum(years))[:, None]
        return exponentiate(math.exp(self._centre()), out)

    def expected(self, grid: Grid) -> Array:
        """Return the mean of each period."""
        time = np.cumsum(grid.steps(self.first))
        variance = self.volatility**2 * -np.expm1(-2 * self.speed * time) / (2 * self.speed)
        deviation = (math.log(self.start) - self._centre()) * np.exp(-self.speed * time)
        mean: Array = np.exp(self._centre() + self.growth * time + deviation + variance / 2)
        return mean

    def describe(self) -> str:
        """Return start, level, half-life and volatility."""
        growth = f" (growing {show(100 * self.growth)} % a year)" if self.growth else ""
        return (
            f"reverting from {show(self.start)} to a {self.level_of} of {show(self.level)}{growth},"
            f" half-life {show(self.half_life)} years, volatility {show(100 * self.volatility)} % a year"
        )


def check_motion(found: Problems, start: float, volatility: float, first: float | None) -> None:
    """Note what is wrong with a process's start, volatility and first step."""
    ok(found, "the start value", start, above=0.0)
    ok(found, "the volatility", volatility, at_least=0.0, at_most=5.0, hint="30 % is 0.3")
    if first is not None:
        ok(found, "the time to the first period", first, at_least=0.0, at_most=1000.0, hint="in years")


def running_sum(rows: Array) -> Array:
    """Add each row to the next, in place, and return the array."""
    for t in range(1, len(rows)):
        rows[t] += rows[t - 1]
    return rows


def exponentiate(scale: float, logs: Array) -> Array:
    """Return scale × exp(logs), using the same memory; 1e300 stands for anything larger."""
    np.minimum(logs, 650.0, out=logs)
    np.exp(logs, out=logs)
    np.multiply(logs, scale, out=logs)
    return np.minimum(logs, 1e300, out=logs)
