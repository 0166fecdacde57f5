"""When receipts come."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from concession.errors import ConcessionError
from concession.measures._arrays import read_flows, total
from concession.measures._discounting import Discounting
from concession.measures._figure import Figure, Status, figure, ratio

__all__ = ["duration", "first_receipt", "share_by"]


def share_by(receipts: ArrayLike, *, periods: int) -> Figure:
    """Return the share of all receipts that the first ``periods`` periods bring, undiscounted.

    Amounts of shape (periods,) or (periods, futures). Refunds (negative amounts) count, so a share can
    leave 0 to 1. Status ``no_base`` where receipts do not add up to more than nought. Raises E751, and
    E750 where there are not so many periods.

    >>> float(share_by([0, 10, 30, 60], periods=3).value)
    0.4
    """
    array, flat = read_flows(receipts, "receipts")
    if not isinstance(periods, (int, np.integer)) or not 0 <= periods <= array.shape[0]:
        raise ConcessionError.of(
            "E750",
            f"'periods' is {periods!r} of {array.shape[0]} periods",
            "pass a whole number of periods within the horizon",
            "periods",
        )
    return ratio("share_by", total(array[:periods]), total(array), Status.NO_BASE, flat=flat)


def first_receipt(receipts: ArrayLike) -> Figure:
    """Return the first period, counted from nought, with a receipt above nought.

    Add the first year of the case for a calendar year. Status ``never`` where there is none. Raises E751.

    >>> float(first_receipt([0, 0, 5]).value)
    2.0
    """
    array, flat = read_flows(receipts, "receipts")
    there = array > 0.0
    return figure("first_receipt", there.argmax(axis=0), ~there.any(axis=0), Status.NEVER, flat=flat)


def duration(receipts: ArrayLike, discounting: Discounting) -> Figure:
    """Return the mean time of receipts in years from the valuation date, weighted by present value.

    Sum of time × present value over sum of present values (Macaulay). Status ``no_base`` where the
    latter is not above nought. Raises E751.

    >>> float(duration([50, 0, 50], Discounting(rate=0.0, timing="end")).value)
    2.0
    """
    array, flat = read_flows(receipts, "receipts")
    factors = discounting.factors(array.shape[0])
    times = discounting.times(array.shape[0])
    return ratio("duration", total(array, times * factors), total(array, factors), Status.NO_BASE, flat=flat)
