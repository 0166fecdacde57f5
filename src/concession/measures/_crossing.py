"""Where a function of one unknown changes its sign, for many futures at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from concession.measures._arrays import FloatArray

__all__ = ["Crossing", "crossing"]

_MOST_STEPS = 200
_EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crossing:
    """Where the sign changes, and how large the function still is on the nearer side of it."""

    x: FloatArray
    residual: FloatArray


def crossing(function: Callable[[FloatArray], FloatArray], low: FloatArray, high: FloatArray) -> Crossing:
    """Return where the sign changes between ``low`` and ``high``, by Chandrupatla's method.

    The function takes and returns an array of shape (futures,); each of its values must depend on the
    future's own unknown alone. Its signs at the two ends must differ, or ``low`` equal ``high``. Inverse
    quadratic interpolation where three points allow it, halving where they do not (Chandrupatla, A new
    hybrid quadratic/bisection algorithm, Advances in Engineering Software 28, 1997).
    """
    newest, across, oldest = high.copy(), low.copy(), high.copy()
    f_newest, f_across, f_oldest = function(newest), function(across), function(newest)
    share = np.full(low.shape, 0.5)
    done = low == high
    best, residual = low.copy(), np.zeros(low.shape)
    for _ in range(_MOST_STEPS):
        nearer = np.abs(f_newest) < np.abs(f_across)
        size = np.minimum(np.abs(f_newest), np.abs(f_across))
        at = np.where(nearer, newest, across)
        best, residual = np.where(done, best, at), np.where(done, residual, size)
        width = np.abs(newest - across)
        tolerance = 2.0 * _EPSILON * np.abs(at) + np.finfo(np.float64).tiny
        done |= (size == 0.0) | (width <= 2.0 * tolerance)
        if done.all():
            break
        with np.errstate(divide="ignore", invalid="ignore"):
            margin = np.clip(tolerance / width, 0.0, 0.5)
            x = newest + np.clip(share, margin, 1.0 - margin) * (across - newest)
        x = np.where(done, best, x)
        f_x = function(x)
        same = np.sign(f_x) == np.sign(f_newest)
        oldest, f_oldest = np.where(same, newest, across), np.where(same, f_newest, f_across)
        across, f_across = np.where(same, across, newest), np.where(same, f_across, f_newest)
        newest, f_newest = x, f_x
        share = _next_share(newest, across, oldest, f_newest, f_across, f_oldest)
    return Crossing(x=best, residual=residual)


def _next_share(
    a: FloatArray, b: FloatArray, c: FloatArray, fa: FloatArray, fb: FloatArray, fc: FloatArray
) -> FloatArray:
    """Return how far from ``a`` towards ``b`` to look next."""
    with np.errstate(all="ignore"):
        xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
        smooth = (phi**2 < xi) & ((1.0 - phi) ** 2 < 1.0 - xi)
        share = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
    return np.where(smooth & np.isfinite(share), share, 0.5)
