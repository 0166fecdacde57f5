"""Paths whose behaviour changes with a regime."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from concession.errors import Problems, nearest
from concession.outlook._base import Array, Grid, Noise
from concession.outlook._chain_math import cumulated, step, transition
from concession.outlook._chains import Rate
from concession.outlook._checks import ok, show
from concession.outlook._distributions import Distribution
from concession.outlook._motion import check_motion, exponentiate
from concession.outlook._parameters import middle
from concession.outlook._paths import Path

__all__ = ["Regime", "Switching"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """How a value moves while one regime lasts.

    Without a ``level`` the logarithm drifts (``drift`` of the median, continuous, per year); with a
    ``level`` it is pulled back to it with ``half_life`` years.
    """

    name: str
    volatility: float
    drift: float = 0.0
    level: float | None = None
    half_life: float | None = None

    def __post_init__(self) -> None:
        found = Problems()
        what = f"of regime '{self.name}'"
        ok(found, f"the volatility {what}", self.volatility, at_least=0.0, at_most=5.0, hint="30 % is 0.3")
        ok(found, f"the drift {what}", self.drift, at_least=-5.0, at_most=5.0, hint="2 % a year is 0.02")
        if (self.level is None) != (self.half_life is None):
            found.add("E902", f"regime '{self.name}' needs a level and a half-life, or neither")
        elif self.level is not None and self.half_life is not None:
            ok(found, f"the level {what}", self.level, above=0.0)
            ok(found, f"the half-life {what}", self.half_life, at_least=0.001, at_most=10_000.0)
            if self.drift:
                found.add("E902", f"regime '{self.name}' has a level and a drift; state one of them")
        found.raise_if_any()

    def affine(self, years: float) -> tuple[float, float, float]:
        """Return a, b and s of x' = a + b x + s z for the logarithm x over some years."""
        if self.level is None or self.half_life is None:
            return self.drift * years, 1.0, self.volatility * math.sqrt(years)
        speed = math.log(2) / self.half_life
        kept = math.exp(-speed * years)
        spread = self.volatility * math.sqrt(-math.expm1(-2 * speed * years) / (2 * speed))
        return math.log(self.level) * (1 - kept), kept, spread

    def describe(self) -> str:
        """Return drift or level, and volatility."""
        if self.level is None or self.half_life is None:
            move = f"drift {show(100 * self.drift)} % a year"
        else:
            move = f"to {show(self.level)}, half-life {show(self.half_life)} years"
        return f"{self.name} ({move}, volatility {show(100 * self.volatility)} %)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switching(Path):
    """A value that moves by the regime in force; regimes follow a Markov chain (Hamilton 1989).

    The regime of a period is drawn first and then governs the whole step to that period's value. Only
    the shocks, not the changes of regime, take part in correlation.
    """

    start: float
    regimes: tuple[Regime, ...]
    rates: tuple[Rate, ...]
    initial: str
    first: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "regimes", tuple(self.regimes))
        object.__setattr__(self, "rates", tuple(self.rates))
        found = Problems()
        check_motion(found, self.start, 0.0, self.first)
        names = [regime.name for regime in self.regimes]
        if not 0 < len(names) <= 20 or len(set(names)) < len(names):
            found.add("E921", "a switching path needs between 1 and 20 regimes with different names")
        for name in dict.fromkeys((self.initial, *(s for r in self.rates for s in (r.before, r.after)))):
            if name not in names:
                found.add("E921", f"there is no regime '{name}'", nearest(name, names))
        for rate in self.rates:
            if isinstance(rate.per_year, Distribution) or isinstance(rate.factor, Distribution):
                found.add("E921", f"the rate {rate.describe()} between regimes must be one number")
            if rate.before == rate.after or rate.during is not None:
                found.add(
                    "E921", f"the rate {rate.describe()} must lead from one regime to another, at any time"
                )
        found.raise_if_any()

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return one shock and one change of regime per period."""
        return {"shock": grid.periods, "regime": grid.periods}

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return the path, in the unit of the start value: shape (periods, futures)."""
        names = [regime.name for regime in self.regimes]
        matrix = np.zeros((len(names), len(names)))
        for rate in self.rates:
            at = names.index(rate.before), names.index(rate.after)
            matrix[at] += middle(rate.per_year) * middle(rate.factor)
        out = noise.normals("shock", grid.periods).copy()
        turns = noise.uniforms("regime", grid.periods)
        regime = np.full(out.shape[1], names.index(self.initial), dtype=np.int8)
        before = np.full(out.shape[1], math.log(self.start))
        known: dict[float, tuple[Array, Array]] = {}
        for t, years in enumerate(grid.steps(self.first).tolist()):
            if years not in known:
                moves = np.array([r.affine(years) for r in self.regimes]).T
                known[years] = cumulated(transition(matrix, years)), moves
            limits, (shift, kept, spread) = known[years]
            regime = step(limits, regime, turns[t])
            out[t] *= spread[regime]
            out[t] += shift[regime]
            out[t] += kept[regime] * before
            before = out[t]
        return exponentiate(1.0, out)

    def describe(self) -> str:
        """Return the regimes and the rates between them."""
        regimes = ", ".join(regime.describe() for regime in self.regimes)
        rates = "; ".join(rate.describe() for rate in self.rates)
        return f"switching from {show(self.start)} in {self.initial}: {regimes}; {rates}"
