"""Dated cash flows by the definitions of spreadsheets: actual days over 365."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from concession.errors import ConcessionError
from concession.measures._arrays import FloatArray, read_flows, total
from concession.measures._crossing import crossing
from concession.measures._irr import IRR, RateStatus, choose
from concession.measures._roots import variations
from concession.measures._search import LOWEST

__all__ = ["xirr", "xnpv"]

#: Cells of the grid in ln(1 + r) on which several rates are looked for: steps of 2.3 %.
_CELLS = 600


def xnpv(flows: ArrayLike, dates: Sequence[date], *, rate: float) -> FloatArray:
    """Return the net present value at the first date: sum of flows / (1 + rate) ** (days / 365).

    Agrees with XNPV of spreadsheets. ``flows`` has the shape (dates,) or (dates, futures); the dates may
    stand in any order but none before the first. Raises E750 for a rate not above -1, E751 for amounts
    out of shape, E753 for dates that do not fit.

    >>> from datetime import date
    >>> float(xnpv([-100, 110], [date(2025, 1, 1), date(2026, 1, 1)], rate=0.05).round(4))
    4.7619
    """
    array, flat = read_flows(flows)
    if not -1.0 < rate < np.inf:
        raise ConcessionError.of("E750", f"'rate' is {rate!r}", "pass a number above -1", "rate")
    value = total(array, (1.0 + rate) ** -_years(dates, array.shape[0]))
    return value.reshape(()) if flat else value


def xirr(flows: ArrayLike, dates: Sequence[date], *, hurdle: float | None = None) -> IRR:
    """Return the rate per year at which :func:`xnpv` is nought, as spreadsheets' XIRR, with its status.

    Rates between -99.9 % and 99 900 % are sought. One change of sign in date order: one rate (Descartes'
    rule holds for any exponents). Otherwise changes of sign are counted on 600 steps of 2.3 % in 1 + r:
    two rates closer to each other than a step can be missed, unlike in :func:`irr`. Which of several is
    given follows the rule of :func:`irr`. Raises as :func:`xnpv`.

    >>> from datetime import date
    >>> found = xirr([-100, 110], [date(2025, 1, 1), date(2026, 1, 1)])
    >>> print(found.names, found.rate.round(9))
    unique 0.1
    """
    array, flat = read_flows(flows)
    if hurdle is not None and not -1.0 < hurdle < np.inf:
        raise ConcessionError.of("E750", f"'hurdle' is {hurdle!r}", "pass a number above -1", "hurdle")
    years, flows_ = _by_date(_years(dates, array.shape[0]), array)
    futures = flows_.shape[1]
    future, low, high = _cells(years, flows_)
    some = np.take(flows_, future, axis=1)
    force = crossing(lambda s: _value(years, some, s), low, high).x
    rate, count = choose(future, np.expm1(force), np.ones(future.size, np.int64), futures, hurdle)
    changes = variations(flows_)
    status = np.full(futures, RateStatus.NONE, dtype=np.int8)
    status[count == 1] = RateStatus.UNIQUE
    status[count > 1] = RateStatus.SEVERAL
    status[(changes == 0) & (flows_ >= 0.0).all(axis=0)] = RateStatus.NOT_INVESTED
    status[~flows_.any(axis=0)] = RateStatus.ALL_ZERO
    if flat:
        return IRR(rate=rate.reshape(()), status=status.reshape(()), count=count.reshape(()))
    return IRR(rate=rate, status=status, count=count)


def _years(dates: Sequence[date], periods: int) -> FloatArray:
    """Return the years from the first date on, actual days over 365."""
    if len(dates) != periods:
        raise ConcessionError.of(
            "E753", f"{len(dates)} dates stand beside {periods} amounts", "give each amount one date", "dates"
        )
    days = np.array([(day - dates[0]).days for day in dates], dtype=np.float64)
    early = np.flatnonzero(days < 0.0)
    if early.size:
        raise ConcessionError.of(
            "E753",
            f"{dates[int(early[0])]} lies before the first date, {dates[0]}",
            "put the earliest date first: amounts are discounted to it",
            "dates",
        )
    return days / 365.0


def _by_date(years: FloatArray, flows: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return years and flows in the order of the dates, amounts of one day added up."""
    times, place = np.unique(years, return_inverse=True)
    merged = np.zeros((times.size, flows.shape[1]))
    for row, amounts in zip(place, flows, strict=True):
        merged[row] += amounts
    return times, merged


def _value(years: FloatArray, flows: FloatArray, force: FloatArray) -> FloatArray:
    """Return a value of the same sign as the net present value at ln(1 + rate) = ``force``.

    Discounted to the first date for positive rates, carried forward to the last for negative ones, so
    that no factor is above one.
    """
    value = np.zeros(flows.shape[1])
    for time, amounts in zip(years, flows, strict=True):
        value += amounts * np.exp(force * np.where(force < 0.0, years[-1] - time, -time))
    return value


def _cells(years: FloatArray, flows: FloatArray) -> tuple[NDArray[np.intp], FloatArray, FloatArray]:
    """Return the steps of the grid in which the value changes sign: whose, from, to."""
    grid = np.linspace(np.log(LOWEST), -np.log(LOWEST), _CELLS + 1)
    # Nought is a point of the grid: a rate of nought is found as such.
    grid[_CELLS // 2] = 0.0
    before = np.zeros(flows.shape[1])
    found: list[tuple[NDArray[np.intp], float, float]] = []
    for cell, point in enumerate(grid):
        value = np.sign(_value(years, flows, np.full(flows.shape[1], point)))
        found.append((np.flatnonzero(value * before < 0.0), float(grid[cell - 1]), float(point)))
        nil = np.flatnonzero((value == 0.0) & flows.any(axis=0))
        found.append((nil, float(point), float(point)))
        before = value
    future = np.concatenate([who for who, _, _ in found])
    low = np.concatenate([np.full(who.size, least) for who, least, _ in found])
    high = np.concatenate([np.full(who.size, most) for who, _, most in found])
    return future, low, high
