"""Events that come with a yearly hazard: when they happen, if ever."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from concession.errors import Problems
from concession.outlook._base import Array
from concession.outlook._checks import numbers, ok, show
from concession.outlook._distributions import Distribution

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

    >>> peace = Event(hazard=(0.1, 0.3))
    >>> peace.ppf(np.array([0.05, 0.5])).round(4)
    array([0.5129, 2.9772])
    >>> peace.describe()
    'event with hazard 0.1, 0.3 a year (year by year, the last one on)'
    """

    hazard: float | tuple[float, ...]
    factor: float = 1.0
    after: float = 0.0

    def __post_init__(self) -> None:
        if isinstance(self.hazard, Sequence) and not isinstance(self.hazard, str):
            object.__setattr__(self, "hazard", tuple(self.hazard))
        found = Problems()
        rates = self.hazard if isinstance(self.hazard, tuple) else (self.hazard,)
        if not 0 < len(rates) <= 10_000:
            found.add("E920", f"an event needs between 1 and 10,000 hazards, not {len(rates)}")
        if numbers(found, "hazard", rates):
            for k, rate in enumerate(rates, 1):
                if not 0 <= rate <= 1000:
                    found.add("E920", f"hazard number {k} is {show(rate)} a year; it must be 0 to 1,000")
        ok(found, "the factor on the hazard", self.factor, at_least=0.0, at_most=1e6)
        ok(found, "the year after which it can happen", self.after, at_least=0.0, at_most=1e5)
        found.raise_if_any()

    def _rates(self) -> Array:
        rates = self.hazard if isinstance(self.hazard, tuple) else (self.hazard,)
        return np.asarray(rates, dtype=np.float64) * self.factor

    def scaled(self, factor: float) -> Event:
        """Return the event with its hazard multiplied by a further factor."""
        return replace(self, factor=self.factor * factor)

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
            text = f"event with hazard {show(self.hazard)} a year"
        if self.factor != 1:
            text += f", times {show(self.factor)}"
        return text + (f", not before year {show(self.after)}" if self.after else "")
