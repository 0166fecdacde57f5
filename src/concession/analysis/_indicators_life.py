"""When owners would stop, before the take and after it, and what would then stay in the ground."""

from __future__ import annotations

import numpy as np

from concession.analysis._indicator import Indicator, of_futures
from concession.analysis._scaled import Scaled
from concession.engine import Array
from concession.measures import Discounting
from concession.model import Case

__all__ = ["life_indicators", "stops_after"]

#: A part of the sum of all margins that is nothing but rounding.
_ROUNDING = 1e-12


def stops_after(margin: Array, sold: Array, at: Discounting) -> Array:
    """Return after how many periods an owner stops who looks ahead, of shape (futures,); NaN: never begins.

    In each period the owner goes on as long as what remains, margin after margin up to the best later stop,
    is worth nought or more: the first period from which it is worth less is the one in which nothing is
    produced any more. That is the length at which the discounted sum of margins is largest, the longest of
    several. The opening of the mine is not asked again: its capital counts as spent.

    Parameters
    ----------
    margin
        What a period brings if it is worked, of shape (periods, futures).
    sold
        Sales, which tell when there is production.
    at
        The owner's discounting.

    >>> margins = np.array([[0.0], [5.0], [-2.0], [3.0], [-1.0]])
    >>> sales = np.array([[0.0], [9.0], [9.0], [9.0], [9.0]])
    >>> float(stops_after(margins, sales, Discounting(rate=0.0, timing="end"))[0])
    4.0
    >>> float(stops_after(margins, sales, Discounting(rate=1.0, timing="end"))[0])
    2.0
    """
    factors = at.factors(margin.shape[0])[:, np.newaxis]
    worked = sold > 0.0
    worth = np.cumsum(np.where(worked, margin, 0.0) * factors, axis=0)
    begins = worked.argmax(axis=0)
    # before the first sale nothing can be stopped, and after the last one nothing is left to stop
    known = np.where(worked, worth, -np.inf)
    best = known.max(axis=0)
    size = np.abs(margin * factors).sum(axis=0)
    near = known >= best - _ROUNDING * size
    last = margin.shape[0] - 1 - near[::-1].argmax(axis=0)
    stop = np.where(best >= -_ROUNDING * size, last + 1, begins)
    return np.where(worked.any(axis=0), stop, np.nan).astype(np.float64)


def life_indicators(case: Case, lines: Scaled, hurdle: Discounting) -> list[Indicator]:
    """Return the life before the take, what of it the take costs, and what stays in the ground."""
    now = lines.at()
    before = now.revenue - now.operating - now.sustaining
    after = before + (now.post_tax - now.pre_tax)
    whole, left = stops_after(before, now.revenue, hurdle), stops_after(after, now.revenue, hurdle)
    # a take that is negative late may make it last longer: that is said by a negative loss
    length = float(case.timeline.length)
    begins = (now.revenue > 0.0).argmax(axis=0)
    how = (
        "owners who look ahead stop in the first period from which what remains is worth less than nought, "
        f"discounted at {hurdle.rate:.4g}",
        "remaining: sales less running costs and sustaining capital, less the take as assessed over the full "
        "life; opening capital and closure are not asked again",
        "cut-off grades and rates of working are not moved; each future is known to its owner",
    )
    why = "undefined: nothing is sold"
    rows = [
        of_futures(
            "life_before",
            "Economic life before the take",
            (whole - begins) * length,
            "years",
            "Years from the first sale to the best closure, without the take.",
            *how,
            why=why,
        ),
        of_futures(
            "life_lost",
            "Mine life lost",
            (whole - left) * length,
            "years",
            "Years by which the best closure comes earlier after the take than before it.",
            *how,
            why=why,
        ),
        of_futures(
            "sales_lost",
            "Sales lost with it",
            _lost(now.revenue, whole, left),
            "share",
            "Sales between the two closures over all sales up to the one before the take.",
            *how,
            why=why,
        ),
    ]
    for name, amounts in now.produced.items():
        rows.append(
            of_futures(
                f"production_lost.{name}",
                f"{name.capitalize()} left in the ground",
                _lost(amounts, whole, left),
                "share",
                "Production between the two closures over all production up to the one before the take.",
                *how,
                why=why,
            )
        )
    return rows


def _lost(amounts: Array, whole: Array, left: Array) -> Array:
    """Return the part of what would come up to one closure that comes after another one."""
    periods = np.arange(amounts.shape[0])[:, np.newaxis]
    there = np.where(periods < whole, amounts, 0.0).sum(axis=0)
    kept = np.where(periods < np.minimum(left, whole), amounts, 0.0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(there > 0.0, (there - kept) / there, np.nan))
