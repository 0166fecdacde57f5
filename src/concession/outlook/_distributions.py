"""Distributions of one number per future, drawn by the inverse distribution function from one uniform."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from concession.errors import Problems
from concession.outlook._base import Array, Grid, Input, Kind, Noise
from concession.outlook._checks import ok, show
from concession.outlook._special import normal_quantile

__all__ = ["Distribution", "Interval", "Lognormal", "Normal", "Point", "Triangular", "Uniform"]

#: The 95th percentile of a standard normal.
Z95 = 1.6448536269514722
# The most extreme uniform of a stream is 2**-53 away from 0 or 1: 8.3 standard deviations.
_EXTREME = 8.3


class Distribution(Input):
    """One number per future.

    Being drawn through its quantile function from one uniform number, it keeps its own distribution
    under any correlation with other inputs, and a changed parameter moves each future's draw smoothly.
    """

    __slots__ = ()

    kind: ClassVar[Kind] = "number"

    @abstractmethod
    def ppf(self, u: Array) -> Array:
        """Return the quantile of each share ``u`` in (0, 1), in the same shape."""

    @property
    @abstractmethod
    def mean(self) -> float:
        """The expected value."""

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return one row of random numbers, none where nothing varies."""
        return {"shock": 1} if self.random else {}

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return one number per future, shape (futures,)."""
        if not self.random:
            return np.full(noise.stop - noise.start, self.mean)
        return self.ppf(noise.uniforms("shock", 1)[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(Distribution):
    """The same number in every future.

    >>> Point(value=3).describe()
    '3'
    """

    value: float

    def __post_init__(self) -> None:
        found = Problems()
        ok(found, "the value", self.value)
        found.raise_if_any()

    def ppf(self, u: Array) -> Array:
        """Return the value throughout."""
        return np.full(np.shape(u), float(self.value))

    @property
    def mean(self) -> float:
        """The value."""
        return float(self.value)

    @property
    def random(self) -> bool:
        """Never."""
        return False

    def describe(self) -> str:
        """Return the value."""
        return show(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uniform(Distribution):
    """Every number from low to high, equally likely.

    >>> Uniform(low=2, high=6).ppf(np.array([0.25])), Uniform(low=2, high=6).mean
    (array([3.]), 4.0)
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        found = Problems()
        ordered(found, low=self.low, high=self.high)
        found.raise_if_any()

    def ppf(self, u: Array) -> Array:
        """Return low + (high - low) u."""
        return self.low + (self.high - self.low) * u

    @property
    def mean(self) -> float:
        """The middle."""
        return self.low + (self.high - self.low) / 2

    def describe(self) -> str:
        """Return the range."""
        return f"uniform from {show(self.low)} to {show(self.high)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Triangular(Distribution):
    """A density that rises in a straight line to the mode and falls in a straight line to the high end.

    >>> round(float(Triangular(low=0, mode=1, high=4).ppf(np.array([0.25]))[0]), 12)
    1.0
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        found = Problems()
        between(found, self.low, self.mode, self.high)
        found.raise_if_any()

    def ppf(self, u: Array) -> Array:
        """Return the quantile, by one square root on either side of the mode."""
        width, left = self.high - self.low, self.mode - self.low
        right = self.high - self.mode
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1.0 - u) * width * right)
        return np.where(u * width < left, rising, falling)

    @property
    def mean(self) -> float:
        """The average of low, mode and high."""
        return (self.low + self.mode + self.high) / 3

    def describe(self) -> str:
        """Return low, mode and high."""
        return f"triangular from {show(self.low)} to {show(self.high)}, most likely {show(self.mode)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Normal(Distribution):
    """A normal distribution by its mean and standard deviation."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        found = Problems()
        ok(found, "the mean", self.mean)
        ok(found, "the standard deviation", self.sd, above=0.0)
        found.raise_if_any()

    def ppf(self, u: Array) -> Array:
        """Return mean + sd × the standard normal quantile."""
        return self.mean + self.sd * normal_quantile(u)

    def describe(self) -> str:
        """Return mean and standard deviation."""
        return f"normal, mean {show(self.mean)}, standard deviation {show(self.sd)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lognormal(Distribution):
    """A number whose logarithm is normal, by its median and the standard deviation of its logarithm.

    >>> Lognormal.of_mean(mean=100.0, sd=50.0).describe()
    'lognormal, median 89.4427, log standard deviation 0.472381'
    """

    median: float
    sigma: float

    def __post_init__(self) -> None:
        found = Problems()
        sound = ok(found, "the median", self.median, above=0.0)
        sound &= ok(found, "the log standard deviation", self.sigma, above=0.0)
        if sound and math.log(self.median) + _EXTREME * self.sigma > 700:
            found.add("E904", f"a log standard deviation of {show(self.sigma)} overflows in rare futures")
        found.raise_if_any()

    @classmethod
    def of_mean(cls, *, mean: float, sd: float) -> Lognormal:
        """Return the distribution with this mean and standard deviation (of the number itself)."""
        found = Problems()
        ok(found, "the mean", mean, above=0.0)
        ok(found, "the standard deviation", sd, above=0.0)
        found.raise_if_any()
        variance = math.log1p((sd / mean) ** 2)
        return cls(median=mean * math.exp(-variance / 2), sigma=math.sqrt(variance))

    def ppf(self, u: Array) -> Array:
        """Return median × exp(sigma × the standard normal quantile)."""
        result: Array = self.median * np.exp(self.sigma * normal_quantile(u))
        return result

    @property
    def mean(self) -> float:
        """Return median × exp(sigma² / 2)."""
        return self.median * math.exp(self.sigma**2 / 2)

    def describe(self) -> str:
        """Return median and log standard deviation."""
        return f"lognormal, median {show(self.median)}, log standard deviation {show(self.sigma)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval(Distribution):
    """A stated interval, ``60 to 95``: the 5th and the 95th percentile.

    Lognormal if both ends are positive, else normal; the printed form says which.

    >>> Interval(low=60, high=95).describe()
    '60 to 95 (5th to 95th percentile, lognormal)'
    >>> Interval(low=60, high=95).ppf(np.array([0.05, 0.95])).round(9)
    array([60., 95.])
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        found = Problems()
        if ordered(found, low=self.low, high=self.high) and self.low > 0:
            sigma = math.log(self.high / self.low) / (2 * Z95)
            if math.log(self.low) + (_EXTREME + Z95) * sigma > 700:
                found.add("E904", f"{show(self.low)} to {show(self.high)} overflows in rare futures")
        found.raise_if_any()

    @property
    def shape(self) -> Normal | Lognormal:
        """The distribution that has these percentiles."""
        if self.low > 0:
            middle = math.exp((math.log(self.low) + math.log(self.high)) / 2)
            return Lognormal(median=middle, sigma=(math.log(self.high) - math.log(self.low)) / (2 * Z95))
        return Normal(mean=(self.low + self.high) / 2, sd=(self.high - self.low) / (2 * Z95))

    def ppf(self, u: Array) -> Array:
        """Return the quantile of the lognormal or normal distribution."""
        return self.shape.ppf(u)

    @property
    def mean(self) -> float:
        """The mean of the lognormal or normal distribution."""
        return self.shape.mean

    def describe(self) -> str:
        """Return the interval and the distribution that it stands for."""
        name = "lognormal" if self.low > 0 else "normal"
        return f"{show(self.low)} to {show(self.high)} (5th to 95th percentile, {name})"


def ordered(found: Problems, *, low: float, high: float) -> bool:
    """Note a problem unless low and high are numbers, low below high and not too far apart."""
    if not (ok(found, "the low end", low) & ok(found, "the high end", high)):
        return False
    if not low < high:
        hint = "write the low end first" if low > high else f"for a fixed value write {show(low)}"
        found.add("E902", f"{show(low)} to {show(high)} is not an interval", hint)
        return False
    if not math.isfinite(float(high) - float(low)):
        found.add("E904", f"{show(low)} to {show(high)} is too wide")
        return False
    return True


def between(found: Problems, low: float, mode: float, high: float) -> None:
    """Note a problem unless low ≤ mode ≤ high, with low below high."""
    sound = ordered(found, low=low, high=high)
    if ok(found, "the most likely value", mode) and sound and not low <= mode <= high:
        found.add("E902", f"the most likely value {show(mode)} lies outside {show(low)} to {show(high)}")
