"""Markov chains in continuous time: from rates per year to chances per period, and a step of many futures."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from concession.outlook._base import Array, States

__all__ = ["cumulated", "step", "transition"]


def transition(rates: Array, years: float) -> Array:
    """Return the chances of each state after some years, by state at the start: exp(Q years).

    ``rates`` holds rates per year from row to column, zero on the diagonal; shape (states, states).
    By uniformisation (Jensen 1953): a sum of positive terms, so no chance ever comes out negative,
    over a time short enough for the sum to be short, then squared up.

    >>> transition(np.array([[0.0, 0.5], [0.0, 0.0]]), 2.0).round(6)
    array([[0.367879, 0.632121],
           [0.      , 1.      ]])
    """
    return _transition(np.ascontiguousarray(rates, dtype=np.float64).tobytes(), len(rates), years)


@functools.lru_cache(maxsize=256)
def _transition(data: bytes, size: int, years: float) -> Array:
    """Return the chances, read-only; every chunk of a run asks for the same few."""
    rates = np.frombuffer(data, dtype=np.float64).reshape(size, size)
    out = rates.sum(axis=1)
    fastest = float(out.max(initial=0.0))
    if fastest * years <= 0:
        return _frozen(np.eye(size))
    halvings = max(0, math.ceil(math.log2(fastest * years)))
    amount = fastest * years / 2**halvings  # at most 1: 25 terms reach rounding
    jump = rates / fastest + np.diag(1.0 - out / fastest)
    total, term, weight = np.zeros((size, size)), np.eye(size), math.exp(-amount)
    for k in range(1, 26):
        total += weight * term
        term = _product(term, jump)
        weight *= amount / k
    for _ in range(halvings):
        total = _product(total, total)
    return _frozen(total / total.sum(axis=1, keepdims=True))


def _frozen(values: Array) -> Array:
    values.setflags(write=False)
    return values


def _product(a: Array, b: Array) -> Array:
    """Return the matrix product, added in a fixed order: BLAS libraries differ in the last bit."""
    out = np.zeros((len(a), b.shape[1]))
    for k in range(len(b)):
        out += a[:, k : k + 1] * b[k : k + 1, :]
    return out


def cumulated(chances: Array) -> Array:
    """Return the running sums of each row without the last, which is one: shape (..., states, states - 1)."""
    return np.cumsum(chances, axis=-1)[..., :-1]


def step(limits: Array, states: States, u: Array, driver: NDArray[np.int8] | None = None) -> States:
    """Return each future's next state: the first whose cumulated chance exceeds its uniform number.

    ``limits`` comes from :func:`cumulated`, shape (states, states - 1), or with a driver's states in
    front. Because states keep the order in which they are written, a rate that changes a little moves
    only the futures near a limit: drafts stay paired.
    """
    after = np.zeros(len(states), dtype=np.int8)
    for k in range(limits.shape[-1]):
        limit = limits[states, k] if driver is None else limits[driver, states, k]
        after += u >= limit
    return after
