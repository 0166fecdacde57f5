"""Parameters of paths, events and chains: one number, or a distribution drawn once for each future."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from concession.errors import ConcessionError, Problems
from concession.outlook._base import Array, Noise
from concession.outlook._checks import ok, show
from concession.outlook._distributions import Distribution

__all__ = ["Parameter", "log_of", "middle", "needs_of", "ok_parameter", "times", "told", "value_of"]

#: A number that is known, or a distribution that nobody knows better than.
Parameter = float | Distribution


def needs_of(parameters: Mapping[str, Parameter]) -> dict[str, int]:
    """Return how many rows of random numbers each parameter takes, by the purpose that it draws for."""
    return {_purpose(name): 1 for name, one in parameters.items() if _varies(one)}


def value_of(
    noise: Noise, name: str, parameter: Parameter, *, least: float = -math.inf, most: float = math.inf
) -> float | Array:
    """Return a parameter: the number, or one draw for each future, shape (futures,), within the bounds."""
    if not isinstance(parameter, Distribution):
        return float(parameter)
    if not parameter.random:
        return float(parameter.mean)
    drawn = parameter.ppf(noise.uniforms(_purpose(name), 1)[0])
    return np.clip(drawn, least, most)


def middle(parameter: Parameter) -> float:
    """Return a parameter's mean."""
    return float(parameter.mean) if isinstance(parameter, Distribution) else float(parameter)


def log_of(value: float | Array) -> float | Array:
    """Return the natural logarithm."""
    return math.log(value) if isinstance(value, float) else np.log(value)


def times(before: Parameter, factor: Parameter, rate: str, value: object) -> dict[str, Any]:
    """Return ``factor``, and ``rate`` where it takes up what stood there, for one factor on top of another.

    Raises
    ------
    ConcessionError
        E901 where both factors, or the one that stood there and the rate, are distributions.
    """
    if isinstance(before, Distribution) and factor == 1:
        return {"factor": before}
    if isinstance(before, Distribution) or (isinstance(factor, Distribution) and before != 1):
        if isinstance(before, Distribution) or not isinstance(value, float | int):
            raise ConcessionError.of(
                "E901", "two factors on one rate cannot both be intervals", "state one of them as one number"
            )
        return {rate: float(value) * float(before), "factor": factor}
    return {"factor": factor if isinstance(factor, Distribution) else before * factor}


def told(parameter: Parameter, *, percent: bool = False) -> str:
    """Return a parameter in words.

    >>> from concession.outlook import Interval
    >>> told(0.3, percent=True), told(Interval(low=0.3, high=0.5), percent=True)
    ('30 %', '30 to 50 %')
    """
    sign = " %" if percent else ""
    size = 100 if percent else 1
    if not isinstance(parameter, Distribution):
        return f"{show(size * parameter)}{sign}"
    low, high = (float(x) for x in parameter.ppf(np.array([0.05, 0.95])))
    return f"{show(size * low)} to {show(size * high)}{sign}"


def ok_parameter(
    found: Problems,
    what: str,
    parameter: object,
    *,
    at_least: float | None = None,
    above: float | None = None,
    at_most: float | None = None,
    hint: str = "",
) -> bool:
    """Note a problem unless a parameter, or what it is in nine futures out of ten, is within the bounds."""
    if not isinstance(parameter, Distribution):
        return ok(found, what, parameter, at_least=at_least, above=above, at_most=at_most, hint=hint)
    ends = zip(("low", "high"), parameter.ppf(np.array([0.05, 0.95])).tolist(), strict=True)
    return all(
        ok(found, f"{what} at its {end} end", x, at_least=at_least, above=above, at_most=at_most, hint=hint)
        for end, x in ends
    )


def _varies(parameter: Parameter) -> bool:
    return isinstance(parameter, Distribution) and parameter.random


def _purpose(name: str) -> str:
    return f"parameter {name}"
