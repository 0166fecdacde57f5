"""Markov chains in continuous time: from rates per year to chances per period, and a step of many futures."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from concession.outlook._base import Array, States

__all__ = ["cumulated", "step", "step_each", "transition", "transition_each"]


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


def transition_each(rates: Array, years: float) -> Array:
    """Return the chances of each state after some years, future by future.

    ``rates`` has the shape (states, states, futures), and so has the result; see :func:`transition`.

    >>> rates = np.zeros((2, 2, 2))
    >>> rates[0, 1] = 0.5, 5.0
    >>> transition_each(rates, 2.0)[0].round(6)
    array([[3.67879e-01, 4.50000e-05],
           [6.32121e-01, 9.99955e-01]])
    """
    size = len(rates)
    out = np.zeros(rates.shape[1:])
    for k in range(size):  # in a fixed order, whatever the chunk
        out += rates[:, k]
    fastest = out.max(axis=0)
    some = np.where(fastest > 0, fastest, 1.0)
    halvings = np.maximum(0, np.ceil(np.log2(np.maximum(fastest * years, 1.0)))).astype(np.int64)
    amount = fastest * years / 2.0**halvings  # at most 1: 25 terms reach rounding
    jump = rates / some
    term = np.zeros(rates.shape)
    for k in range(size):
        jump[k, k] += 1.0 - out[k] / some
        term[k, k] = 1.0
    total, weight = np.zeros(rates.shape), np.exp(-amount)
    for k in range(1, 26):
        total += weight * term
        term = _product_each(term, jump)
        weight = weight * amount / k
    for k in range(int(halvings.max(initial=0))):
        total = np.where(halvings > k, _product_each(total, total), total)
    whole = np.zeros(rates.shape[1:])
    for k in range(size):
        whole += total[:, k]
    return np.asarray(total / whole[:, None])


def _product_each(a: Array, b: Array) -> Array:
    """Return the matrix products of each future, added in a fixed order."""
    out = np.zeros_like(a)
    for k in range(len(b)):
        out += a[:, k : k + 1] * b[k : k + 1]
    return out


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


def step_each(chances: Array, states: States, u: Array) -> States:
    """Return each future's next state as :func:`step` does, by chances of its own.

    ``chances`` has the shape (states, states, futures); of each future, the row of its state counts.
    """
    futures = np.arange(len(states))
    after, sum_ = np.zeros(len(states), dtype=np.int8), np.zeros(len(states))
    for k in range(len(chances) - 1):
        sum_ = sum_ + chances[states, k, futures]
        after += u >= sum_
    return after


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
