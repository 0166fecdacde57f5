"""Further distributions: PERT, discrete, empirical, and delays and overruns made from any other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concession.errors import Problems
from concession.outlook._base import Array
from concession.outlook._checks import numbers, ok, show
from concession.outlook._distributions import Distribution, between
from concession.outlook._special import beta_quantile

__all__ = ["Delay", "Discrete", "Empirical", "Overrun", "Pert"]

_MOST_VALUES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pert(Distribution):
    """A smooth density between low and high around a most likely value (a scaled beta distribution).

    With weight w, the mean is (low + w mode + high) / (w + 2) and the beta parameters are
    1 + w (mode - low) / (high - low) and 1 + w (high - mode) / (high - low); w = 4 is the usual one
    (Malcolm, Roseboom, Clark and Fazar 1959; Vose, *Risk Analysis*, for the weight).

    >>> Pert(low=0, mode=2, high=10).mean
    3.0
    """

    low: float
    mode: float
    high: float
    weight: float = 4.0

    def __post_init__(self) -> None:
        found = Problems()
        between(found, self.low, self.mode, self.high)
        ok(found, "the weight of the most likely value", self.weight, at_least=0.0, at_most=1000.0)
        found.raise_if_any()

    def ppf(self, u: Array) -> Array:
        """Return the scaled beta quantile."""
        width = self.high - self.low
        a = 1.0 + self.weight * (self.mode - self.low) / width
        b = 1.0 + self.weight * (self.high - self.mode) / width
        return self.low + width * beta_quantile(u, a, b)

    @property
    def mean(self) -> float:
        """The weighted average of low, mode and high."""
        return (self.low + self.weight * self.mode + self.high) / (self.weight + 2)

    def describe(self) -> str:
        """Return low, mode and high."""
        weight = "" if self.weight == 4 else f", weight {show(self.weight)}"
        return f"PERT from {show(self.low)} to {show(self.high)}, most likely {show(self.mode)}{weight}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrete(Distribution):
    """One of a few values, with weights that need not add up to one.

    A high uniform gives a high value, whatever the order in which the values are written.

    >>> Discrete(values=(1, 0), weights=(3, 1)).describe()
    '0 (25 %) or 1 (75 %)'
    """

    values: tuple[float, ...]
    weights: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(self.values))
        if self.weights is not None:
            object.__setattr__(self, "weights", tuple(self.weights))
        found = Problems()
        if not self.values:
            found.add("E903", "a discrete distribution needs at least one value")
        sound = numbers(found, "value", self.values)
        if self.weights is not None:
            sound &= numbers(found, "weight", self.weights)
            if len(self.weights) != len(self.values):
                found.add("E903", f"{len(self.values)} values have {len(self.weights)} weights")
            elif sound and (min(self.weights) < 0 or not 0 < sum(self.weights) < 1e300):
                found.add("E903", "weights must be zero or more, and at least one above zero")
        found.raise_if_any()

    def shares(self) -> tuple[Array, Array]:
        """Return the values in rising order and the chance of each."""
        values = np.asarray(self.values, dtype=np.float64)
        weights = np.ones(len(values)) if self.weights is None else np.asarray(self.weights, dtype=np.float64)
        order = np.argsort(values, kind="stable")
        return values[order], weights[order] / weights.sum()

    def ppf(self, u: Array) -> Array:
        """Return the first value whose cumulative chance exceeds ``u``."""
        values, shares = self.shares()
        return pick(values, np.cumsum(shares), shares, u)

    @property
    def mean(self) -> float:
        """The weighted average."""
        values, shares = self.shares()
        return float((values * shares).sum())

    @property
    def random(self) -> bool:
        """Whether more than one value is possible."""
        values, shares = self.shares()
        return len(set(values[shares > 0].tolist())) > 1

    def describe(self) -> str:
        """Return each value with its chance."""
        values, shares = self.shares()
        parts = [f"{show(v)} ({show(100 * p)} %)" for v, p in zip(values, shares, strict=True)]
        return " or ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Empirical(Distribution):
    """Observed values, each equally likely (the step-wise inverse of their distribution).

    >>> Empirical(values=(5, 3, 4)).ppf(np.array([0.1, 0.5, 0.9]))
    array([3., 4., 5.])
    """

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(self.values))
        found = Problems()
        if not 0 < len(self.values) <= _MOST_VALUES:
            found.add(
                "E903", f"{len(self.values)} observed values; there must be between 1 and {_MOST_VALUES:,}"
            )
        numbers(found, "observed value", self.values)
        found.raise_if_any()

    def ppf(self, u: Array) -> Array:
        """Return the order statistic at each share."""
        values = np.sort(np.asarray(self.values, dtype=np.float64))
        return values[(u * len(values)).astype(np.int64)]

    @property
    def mean(self) -> float:
        """The average of the observed values."""
        return float(np.mean(np.asarray(self.values, dtype=np.float64)))

    @property
    def random(self) -> bool:
        """Whether the observed values differ."""
        return min(self.values) != max(self.values)

    def describe(self) -> str:
        """Return how many values there are, and their range."""
        low, high = show(min(self.values)), show(max(self.values))
        return f"one of {len(self.values)} observed values from {low} to {high}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay(Distribution):
    """A delay in years: a distribution cut off at zero, since nothing starts before its date.

    Draws below zero become zero; ``most`` caps the delay where one is stated.
    """

    years: Distribution
    most: float | None = None

    def __post_init__(self) -> None:
        found = Problems()
        if self.most is not None:
            ok(found, "the longest delay", self.most, above=0.0)
        found.raise_if_any()

    def ppf(self, u: Array) -> Array:
        """Return the quantile, cut off."""
        return np.clip(self.years.ppf(u), 0.0, self.most)

    @property
    def mean(self) -> float:
        """The average over 4,096 equal slices of the distribution."""
        return sliced_mean(self)

    @property
    def random(self) -> bool:
        """Whether the delay varies."""
        return self.years.random

    def describe(self) -> str:
        """Return the distribution of the delay."""
        most = "" if self.most is None else f", at most {show(self.most)}"
        return f"delay in years: {self.years.describe()}, never below 0{most}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrun(Distribution):
    """A factor on planned cost: one plus a share, never below ``least``.

    >>> from concession.outlook import Point
    >>> Overrun(share=Point(value=0.25)).mean
    1.25
    """

    share: Distribution
    least: float = 0.1

    def __post_init__(self) -> None:
        found = Problems()
        ok(found, "the least factor on cost", self.least, at_least=0.0, at_most=1.0)
        found.raise_if_any()

    def ppf(self, u: Array) -> Array:
        """Return one plus the quantile of the share."""
        return np.maximum(1.0 + self.share.ppf(u), self.least)

    @property
    def mean(self) -> float:
        """The average over 4,096 equal slices of the distribution."""
        return sliced_mean(self)

    @property
    def random(self) -> bool:
        """Whether the overrun varies."""
        return self.share.random

    def describe(self) -> str:
        """Return the distribution of the overrun."""
        return f"cost × (1 + overrun), overrun {self.share.describe()}"


def sliced_mean(distribution: Distribution) -> float:
    """Return the average quantile at the middles of 4,096 equal slices of (0, 1)."""
    return float(distribution.ppf((np.arange(4096) + 0.5) / 4096).mean())


def pick(values: Array, cumulative: Array, shares: Array, u: Array) -> Array:
    """Return the value at each share, never one without weight even where sums are rounded."""
    last = int(np.flatnonzero(shares > 0)[-1])
    index = np.searchsorted(cumulative[:last], u, side="right")
    return values[index]
