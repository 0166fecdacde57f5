"""Functions that SciPy provides, imported at the first call because importing SciPy takes long."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["beta_quantile", "chi2_tail", "normal_cdf", "normal_quantile", "special"]

Array = NDArray[np.float64]


def special() -> Any:
    """Return the module ``scipy.special``."""
    return importlib.import_module("scipy.special")


def normal_quantile(u: Array) -> Array:
    """Return the standard normal quantile of each share."""
    result: Array = special().ndtri(u)
    return result


def normal_cdf(z: Array) -> Array:
    """Return the share of a standard normal that lies below each value."""
    result: Array = special().ndtr(z)
    return result


def beta_quantile(u: Array, a: float, b: float) -> Array:
    """Return the quantile of the beta distribution with parameters ``a`` and ``b``."""
    result: Array = special().betaincinv(a, b, u)
    return result


def chi2_tail(x: float, degrees: int) -> float:
    """Return the chance that a chi-squared variable exceeds ``x``."""
    return float(special().chdtrc(degrees, x))
