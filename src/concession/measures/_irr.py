"""Internal rates of return of many futures, with an honest answer where there are several or none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from concession.errors import ConcessionError
from concession.measures._arrays import FloatArray, IntArray, read_flows
from concession.measures._search import USUAL, all_rates, survey

__all__ = ["IRR", "RateStatus", "choose", "irr"]

#: Amounts handled at once, 32 MB: each chunk pays for some thousand calls whatever its size.
_CHUNK = 1 << 22
#: Amounts beyond this, or below its inverse, are scaled before anything is added or multiplied.
_HUGE = 1e150


class RateStatus(IntEnum):
    """What is known of a rate of return."""

    UNIQUE = 0
    SEVERAL = 1
    NONE = 2
    ALL_ZERO = 3
    NOT_INVESTED = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IRR:
    """A rate of return per future, per year, with what is known of it.

    ``rate`` is NaN where the status is ``none`` (no rate between -99.9 % and 99 900 % a period makes the
    net present value nought), ``all_zero`` or ``not_invested`` (never an outlay). With ``several``,
    ``rate`` is the one that the rule of :func:`irr` picks. ``count`` is how many rates there are; one at
    which the net present value only touches nought counts twice, since rounding cannot tell it from two.
    """

    rate: FloatArray
    status: IntArray
    count: NDArray[np.int64]

    @property
    def names(self) -> NDArray[np.str_]:
        """The status of each future as a word."""
        words = np.array([status.name.lower() for status in RateStatus])
        return np.asarray(words[self.status])

    def shares(self) -> dict[str, float]:
        """Return the share of futures with each status, to stand beside every statistic of the rates."""
        status = np.atleast_1d(self.status)
        return {kind.name.lower(): float(np.mean(status == kind)) for kind in RateStatus}


def irr(flows: ArrayLike, *, periods_per_year: int = 1, hurdle: float | None = None) -> IRR:
    """Return the internal rate of return of each future, per year, compounded.

    The rate r solves sum of flows[t] / (1 + r)**t = 0. Zeros before the first and after the last amount
    change nothing. Which rate, where there are several: with a ``hurdle`` (per year), the one nearest to
    it; without, among those that are not negative the one nearest to 10 % a year, and only where all are
    negative the one nearest to 10 % among them. Of two equally near, the lower.

    How the rates are counted, from the cheapest proof to the dearest. One change of sign in the flows:
    at most one rate (Descartes). One change of sign in the flows summed forwards: one rate above nought;
    summed backwards: one below. Otherwise the intervals of 1 / (1 + r) and of 1 + r between 0 and 1 are
    halved until each has no or one change of sign among its Bernstein coefficients, which is exact up to
    the rounding of float64. A future's answer depends, to the bit, on its own flows alone.

    Parameters
    ----------
    flows
        Amounts of shape (periods,) or (periods, futures), one period apart; outlays negative.
    periods_per_year
        1, 4 or 12 …: the rate of a period is compounded this often.
    hurdle
        The rate per year near which a root is wanted.

    Raises
    ------
    ConcessionError
        E750 where ``periods_per_year`` is not a whole number from 1 to 366 or the hurdle is not above
        -100 %; E751 where the flows have another shape or are not finite.

    Examples
    --------
    >>> found = irr([-100, 50, 50, 50])
    >>> print(found.names, found.rate.round(6))
    unique 0.233752
    >>> found = irr([-100, 230, -132])
    >>> print(found.names, found.rate.round(6), found.count)
    several 0.1 2
    >>> print(irr([[0, 5, -5], [0, 5, -1]]).names)
    ['all_zero' 'not_invested' 'none']
    """
    array, flat = read_flows(flows, finite=False)
    _check(periods_per_year, hurdle)
    periods, futures = array.shape
    rate = np.full(futures, np.nan)
    count = np.zeros(futures, dtype=np.int64)
    status = np.full(futures, RateStatus.NONE, dtype=np.int8)
    size = max(_CHUNK // periods, 1)
    for start in range(0, futures, size):
        part = slice(start, min(start + size, futures))
        rate[part], count[part], status[part] = _rates(array[:, part], periods_per_year, hurdle)
    if flat:
        return IRR(rate=rate.reshape(()), status=status.reshape(()), count=count.reshape(()))
    return IRR(rate=rate, status=status, count=count)


def choose(
    future: NDArray[np.intp], rates: FloatArray, times: NDArray[np.int64], futures: int, hurdle: float | None
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Return each future's rate by the rule of :func:`irr`, and how many rates it has."""
    count = np.bincount(np.repeat(future, times) if (times > 1).any() else future, minlength=futures)
    if hurdle is None:
        wanted = rates >= 0.0
        positive = np.zeros(futures, np.bool_)
        positive[future[wanted]] = True
        wanted |= ~positive[future]
        future, rates, hurdle = future[wanted], rates[wanted], USUAL
    rate = np.full(futures, np.nan)
    rate[future] = rates
    open_ = np.bincount(future, minlength=futures)[future] > 1
    future, rates = future[open_], rates[open_]
    # Written from the worst to the best, so that the best stays.
    order = np.lexsort((rates, np.abs(rates - hurdle), future))[::-1]
    rate[future[order]] = rates[order]
    return rate, count


def _check(periods_per_year: int, hurdle: float | None) -> None:
    if not isinstance(periods_per_year, (int, np.integer)) or not 1 <= periods_per_year <= 366:
        raise ConcessionError.of(
            "E750",
            f"{periods_per_year!r} periods a year",
            "pass a whole number: 1, 4 or 12",
            "periods_per_year",
        )
    if hurdle is not None and not -1.0 < hurdle < np.inf:
        raise ConcessionError.of(
            "E750", f"a hurdle of {hurdle!r} a year", "pass a share above -1, such as 0.1 for 10 %", "hurdle"
        )


def _rates(
    flows: FloatArray, periods_per_year: int, hurdle: float | None
) -> tuple[FloatArray, NDArray[np.int64], IntArray]:
    """Return rate, count and status of one chunk."""
    futures = flows.shape[1]
    seen = survey(flows)
    if not np.isfinite(seen.largest).all():
        read_flows(flows)  # says which amount is not a number
    if (seen.largest > _HUGE).any() or ((seen.largest < 1.0 / _HUGE) & (seen.largest > 0.0)).any():
        # A power of two changes no digit, so it does not matter whom else this reaches.
        flows = flows * np.ldexp(1.0, -np.frexp(seen.largest)[1])
        seen = survey(flows)
    (alone, lone), (future, rates, times) = all_rates(flows, seen, periods_per_year, hurdle)
    rate, count = choose(future, rates, times, futures, hurdle)
    rate[alone], count[alone] = lone, 1
    status = np.full(futures, RateStatus.NONE, dtype=np.int8)
    status[count == 1] = RateStatus.UNIQUE
    status[count > 1] = RateStatus.SEVERAL
    same_sign = np.flatnonzero(seen.changes == 0)
    status[same_sign[(flows[:, same_sign] >= 0.0).all(axis=0)]] = RateStatus.NOT_INVESTED
    status[seen.largest == 0.0] = RateStatus.ALL_ZERO
    return rate, count, status
