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
from concession.outlook._parameters import (
    Parameter,
    log_of,
    middle,
    needs_of,
    ok_parameter,
    told,
    value_of,
)
from concession.outlook._paths import Path

__all__ = ["Brownian", "Reverting", "check_motion", "exponentiate", "running_sum"]

#: What a start or a level is not drawn below: a logarithm needs more than nothing.
_LEAST = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class Brownian(Path):
    """Geometric Brownian motion: changes of the logarithm are independent and normal.

    ``start`` is the value known at the start of the timeline; period 0 comes ``first`` years after it
    (one period, unless stated; zero makes period 0 equal to the start). ``drift`` is a continuous rate
    per year of the mean or of the median, as ``drift_of`` says: the two differ by half the squared
    volatility. ``volatility`` is per square root of a year. The step is exact for any period length
    (Black and Scholes 1973). Start, volatility and drift may be distributions: what nobody knows of the
    process is then drawn once for each future, apart from the path's own shocks.
    """

    start: Parameter
    volatility: Parameter
    drift: Parameter = 0.0
    drift_of: Literal["mean", "median"] = "mean"
    first: float | None = None

    def __post_init__(self) -> None:
        found = Problems()
        check_motion(found, self.start, self.volatility, self.first)
        ok_parameter(found, "the drift", self.drift, at_least=-5.0, at_most=5.0, hint="2 % a year is 0.02")
        choice(found, "drift_of", self.drift_of, ("mean", "median"))
        found.raise_if_any()

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return one shock per period, and one number for each parameter that is drawn."""
        drawn = {"start": self.start, "volatility": self.volatility, "drift": self.drift}
        return {"shock": grid.periods, **needs_of(drawn)}

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return the path, in the unit of the start value: shape (periods, futures)."""
        years = grid.steps(self.first)[:, None]
        volatility = value_of(noise, "volatility", self.volatility, least=0.0, most=5.0)
        drift = value_of(noise, "drift", self.drift, least=-5.0, most=5.0)
        move = drift - volatility**2 / 2 if self.drift_of == "mean" else drift
        out = noise.normals("shock", grid.periods) * (volatility * np.sqrt(years))
        out += move * years
        return exponentiate(value_of(noise, "start", self.start, least=_LEAST), running_sum(out))

    def expected(self, grid: Grid) -> Array:
        """Return the mean of each period, with every parameter at its mean."""
        drift = middle(self.drift)
        rate = drift if self.drift_of == "mean" else drift + middle(self.volatility) ** 2 / 2
        mean: Array = middle(self.start) * np.exp(rate * np.cumsum(grid.steps(self.first)))
        return mean

    def describe(self) -> str:
        """Return start, drift and volatility."""
        drift, volatility = told(self.drift, percent=True), told(self.volatility, percent=True)
        return (
            f"geometric Brownian motion from {told(self.start)}, {self.drift_of} drift {drift} a year,"
            f" volatility {volatility} a year"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverting(Path):
    """A value whose logarithm is pulled back to a level.

    x' = θ + (x - θ) e^(-κh) + σ √((1 - e^(-2κh)) / 2κ) z is the exact step over
    h years of dx = κ (θ - x) dt + σ dW (Uhlenbeck and Ornstein 1930; Schwartz 1997, model 1, for
    commodity prices). ``half_life`` is ln 2 / κ in years. ``level`` is the
    long-run median, or the long-run mean where ``level_of`` says so, and grows by ``growth``
    (continuous, per year), measured from the start of the timeline. Start, level, half-life and volatility
    may be distributions, drawn once for each future.
    """

    start: Parameter
    level: Parameter
    half_life: Parameter
    volatility: Parameter
    level_of: Literal["mean", "median"] = "median"
    growth: float = 0.0
    first: float | None = None

    def __post_init__(self) -> None:
        found = Problems()
        check_motion(found, self.start, self.volatility, self.first)
        ok_parameter(found, "the level", self.level, above=0.0)
        ok_parameter(
            found, "the half-life", self.half_life, at_least=0.001, at_most=10_000.0, hint="in years"
        )
        ok(found, "the level's growth", self.growth, at_least=-5.0, at_most=5.0, hint="2 % a year is 0.02")
        choice(found, "level_of", self.level_of, ("mean", "median"))
        found.raise_if_any()

    @property
    def speed(self) -> float:
        """The rate κ per year at which a deviation dies away; where it is drawn, at the mean half-life."""
        return math.log(2) / middle(self.half_life)

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return one shock per period, and one number for each parameter that is drawn."""
        drawn = {
            "start": self.start,
            "level": self.level,
            "half_life": self.half_life,
            "volatility": self.volatility,
        }
        return {"shock": grid.periods, **needs_of(drawn)}

    def _centre(self, level: float | Array, volatility: float | Array, speed: float | Array) -> float | Array:
        """Return the logarithm of the long-run median."""
        below = volatility**2 / (4 * speed) if self.level_of == "mean" else 0.0
        return log_of(level) - below

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return the path, in the unit of the start value: shape (periods, futures)."""
        years = grid.steps(self.first)[:, None]
        volatility = value_of(noise, "volatility", self.volatility, least=0.0, most=5.0)
        speed = math.log(2) / value_of(noise, "half_life", self.half_life, least=0.001, most=10_000.0)
        start = value_of(noise, "start", self.start, least=_LEAST)
        level = value_of(noise, "level", self.level, least=_LEAST)
        centre = self._centre(level, volatility, speed)
        kept = np.exp(-speed * years)
        spread = volatility * np.sqrt(-np.expm1(-2 * speed * years) / (2 * speed))
        out = noise.normals("shock", grid.periods) * spread
        # Deviations from the growing level revert to zero; the level is put back at the end.
        out[0] += (log_of(start) - centre) * kept[0]
        for t in range(1, grid.periods):
            out[t] += out[t - 1] * kept[t]
        out += self.growth * np.cumsum(years)[:, None]
        return exponentiate(math.exp(centre) if isinstance(centre, float) else np.exp(centre), out)

    def expected(self, grid: Grid) -> Array:
        """Return the mean of each period, with every parameter at its mean."""
        time = np.cumsum(grid.steps(self.first))
        volatility, speed = middle(self.volatility), self.speed
        centre = self._centre(middle(self.level), volatility, speed)
        variance = volatility**2 * -np.expm1(-2 * speed * time) / (2 * speed)
        deviation = (math.log(middle(self.start)) - centre) * np.exp(-speed * time)
        mean: Array = np.exp(centre + self.growth * time + deviation + variance / 2)
        return mean

    def describe(self) -> str:
        """Return start, level, half-life and volatility."""
        growth = f" (growing {show(100 * self.growth)} % a year)" if self.growth else ""
        volatility = told(self.volatility, percent=True)
        return (
            f"reverting from {told(self.start)} to a {self.level_of} of {told(self.level)}{growth},"
            f" half-life {told(self.half_life)} years, volatility {volatility} a year"
        )


def check_motion(found: Problems, start: Parameter, volatility: Parameter, first: float | None) -> None:
    """Note what is wrong with a process's start, volatility and first step."""
    ok_parameter(found, "the start value", start, above=0.0)
    ok_parameter(found, "the volatility", volatility, at_least=0.0, at_most=5.0, hint="30 % is 0.3")
    if first is not None:
        ok(found, "the time to the first period", first, at_least=0.0, at_most=1000.0, hint="in years")


def running_sum(rows: Array) -> Array:
    """Add each row to the next, in place, and return the array."""
    for t in range(1, len(rows)):
        rows[t] += rows[t - 1]
    return rows


def exponentiate(scale: float | Array, logs: Array) -> Array:
    """Return scale × exp(logs), using the same memory; 1e300 stands for anything larger."""
    np.minimum(logs, 650.0, out=logs)
    np.exp(logs, out=logs)
    np.multiply(logs, scale, out=logs)
    return np.minimum(logs, 1e300, out=logs)
