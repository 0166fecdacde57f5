"""Events that come with a yearly hazard: when they happen, if ever."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from concession.errors import Problems
from concession.outlook._base import Array, Grid, Noise
from concession.outlook._checks import numbers, ok, show
from concession.outlook._distributions import Distribution
from concession.outlook._parameters import Parameter, middle, needs_of, ok_parameter, times, told, value_of

__all__ = ["Event", "yearly_hazard"]


def yearly_hazard(chance: float) -> float:
    """Return the hazard per year that gives this chance within one year: -ln(1 - chance).

    >>> round(yearly_hazard(0.2), 4)
    0.2231
    """
    found = Problems()
    ok(found, "the chance per year", chance, at_least=0.0, below=1.0, hint="a chance of 20 % is 0.2")
    found.raise_if_any()
    return -math.log1p(-chance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Distribution):
    """The time of an event in years from the start of the timeline; infinite where it never happens.

    ``hazard`` is a rate per year: one for all years, or one for each year from ``after`` on, the last
    of which goes on for ever. ``factor`` multiplies it, so that a deal can hasten or hinder the event;
    with the same random number a higher factor never makes the event later. The time is the inverse of
    the cumulated hazard at -ln(1 - u), the inverse distribution function of a piecewise exponential.
    A hazard for all years, and the factor, may be distributions, drawn once for each future.

    >>> peace = Event(hazard=(0.1, 0.3))
    >>> peace.ppf(np.array([0.05, 0.5])).round(4)
    array([0.5129, 2.9772])
    >>> peace.describe()
    'event with hazard 0.1, 0.3 a year (year by year, the last one on)'
    """

    hazard: Parameter | tuple[float, ...]
    factor: Parameter = 1.0
    after: float = 0.0

    def __post_init__(self) -> None:
        if isinstance(self.hazard, Sequence) and not isinstance(self.hazard, str):
            object.__setattr__(self, "hazard", tuple(self.hazard))
        found = Problems()
        rates = self.hazard if isinstance(self.hazard, tuple) else (middle(self.hazard),)
        if isinstance(self.hazard, Distribution):
            ok_parameter(found, "the hazard", self.hazard, at_least=0.0, at_most=1000.0)
        if not 0 < len(rates) <= 10_000:
            found.add("E920", f"an event needs between 1 and 10,000 hazards, not {len(rates)}")
        if numbers(found, "hazard", rates):
            for k, rate in enumerate(rates, 1):
                if not 0 <= rate <= 1000:
                    found.add("E920", f"hazard number {k} is {show(rate)} a year; it must be 0 to 1,000")
        ok_parameter(found, "the factor on the hazard", self.factor, at_least=0.0, at_most=1e6)
        if isinstance(self.factor, Distribution) and isinstance(self.hazard, tuple):
            found.add("E920", "a factor that is drawn needs one hazard for all years")
        ok(found, "the year after which it can happen", self.after, at_least=0.0, at_most=1e5)
        found.raise_if_any()

    def _rates(self) -> Array:
        rates = self.hazard if isinstance(self.hazard, tuple) else (middle(self.hazard),)
        return np.asarray(rates, dtype=np.float64) * middle(self.factor)

    @property
    def _drawn(self) -> bool:
        """Whether hazard or factor differ by future."""
        return isinstance(self.hazard, Distribution) or isinstance(self.factor, Distribution)

    def scaled(self, factor: Parameter) -> Event:
        """Return the event with its hazard multiplied by a further factor.

        Of two factors one at most may be drawn.
        """
        return replace(self, **times(self.factor, factor, "hazard", self.hazard))

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return one row of random numbers, and one number for each parameter that is drawn."""
        if not self._drawn or isinstance(self.hazard, tuple):
            return {"shock": 1} if self.random else {}
        return {"shock": 1, **needs_of({"hazard": self.hazard, "factor": self.factor})}

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return one time per future, shape (futures,)."""
        if not self._drawn or isinstance(self.hazard, tuple):
            return Distribution.draw(self, noise, grid)
        hazard = value_of(noise, "hazard", self.hazard, least=0.0, most=1000.0)
        rate = hazard * value_of(noise, "factor", self.factor, least=0.0, most=1e6)
        level = -np.log1p(-noise.uniforms("shock", 1)[0])
        with np.errstate(over="ignore", divide="ignore"):  # a hazard of next to nothing: never
            late: Array = np.where(rate > 0, level / rate, np.inf)
        return late + self.after

    def ppf(self, u: Array) -> Array:
        """Return the time by which the event has happened in a share ``u`` of futures."""
        rates = self._rates()
        reached = np.concatenate([[0.0], np.cumsum(rates[:-1])])  # the cumulated hazard at each year's start
        level = -np.log1p(-u)
        year = np.searchsorted(reached, level, side="left") - 1
        year = np.maximum(year, 0)
        rate = rates[year]
        with np.errstate(over="ignore"):  # a hazard of next to nothing: never
            late: Array = np.where(rate > 0, (level - reached[year]) / np.where(rate > 0, rate, 1.0), np.inf)
        return late + (self.after + year)

    @property
    def mean(self) -> float:
        """The expected time; infinite where the event may never happen."""
        rates = self._rates()
        if rates[-1] <= 0:
            return math.inf
        survive, total = 1.0, self.after
        for rate in rates[:-1].tolist():
            total += survive * (-math.expm1(-rate) / rate if rate > 0 else 1.0)
            survive *= math.exp(-rate)
        return total + survive / float(rates[-1])

    @property
    def random(self) -> bool:
        """Whether it can happen at all."""
        return bool((self._rates() > 0).any())

    def describe(self) -> str:
        """Return the hazard, and the factor where there is one."""
        if isinstance(self.hazard, tuple):
            rates = ", ".join(show(rate) for rate in self.hazard)
            text = f"event with hazard {rates} a year (year by year, the last one on)"
        else:
            text = f"event with hazard {told(self.hazard)} a year"
        if self.factor != 1:
            text += f", times {told(self.factor)}"
        return text + (f", not before year {show(self.after)}" if self.after else "")
