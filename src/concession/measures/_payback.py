"""When money spent has come back."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from concession.errors import Problems, nearest
from concession.measures._arrays import FloatArray, over_periods, read_flows
from concession.measures._figure import Figure, Status

__all__ = ["Origin", "payback"]

#: From when a payback is counted.
Origin = Literal["first_spend", "start_of_spend", "first_production", "first_period"]
Turn = Literal["first", "for_good"]


def payback(
    flows: ArrayLike,
    *,
    origin: Origin,
    producing: ArrayLike | None = None,
    turn: Turn = "first",
    period_years: float = 1.0,
) -> Figure:
    """Return the years until the cumulative flow is no longer negative, with part of the last period.

    Amounts are taken to come evenly through their period, so the part is what was still missing over
    what the period brings. The clock starts, by ``origin``: ``first_spend`` at the end of the period of
    the first outlay (the outlay as a single instant: the habit of textbooks and spreadsheets);
    ``start_of_spend`` at that period's start; ``first_production`` at the start of the first period
    with production; ``first_period`` at the start of the first period. For the discounted payback pass
    discounted flows. Status ``no_spend`` where the cumulative flow never is below nought, ``never``
    where it does not come back.

    Parameters
    ----------
    flows
        Amounts of shape (periods,) or (periods, futures); outlays negative.
    origin
        Where the clock starts; there is no default, since references differ.
    producing
        Production or any amounts above nought while producing, needed for ``first_production``.
    turn
        ``first``: the first time all is back. ``for_good``: the last, after later outlays too.
    period_years
        The length of a period.

    Raises
    ------
    ConcessionError
        E750 to E752 for arguments out of range or shape, E755 for an unknown origin or turn.

    Examples
    --------
    >>> float(payback([-100, 50, 40, 20], origin="first_spend").value)
    2.5
    >>> float(payback([-100, 50, 40, 20], origin="first_period").value)
    3.5
    >>> print(payback([-100, 50], origin="first_spend").names)
    never
    """
    _check(origin, producing, turn, period_years)
    array, flat = read_flows(flows)
    clock, starts = _origin(array, origin, producing)
    if clock.shape[1] > array.shape[1]:
        array, flat = np.broadcast_to(array, clock.shape), False
    sums = np.cumsum(array, axis=0)
    short = sums < 0.0
    spent = short.any(axis=0)
    turns = ~short & np.vstack([np.zeros_like(short[:1]), short[:-1]])
    if turn == "first":
        period = turns.argmax(axis=0)
        back = turns.any(axis=0)
    else:
        period = array.shape[0] - 1 - turns[::-1].argmax(axis=0)
        back = turns.any(axis=0) & ~short[-1]
    columns = np.arange(array.shape[1])
    gained = array[period, columns]
    missing = sums[np.maximum(period - 1, 0), columns]
    part = -missing / np.where(back, gained, 1.0)
    years = (period + part - starts) * period_years
    defined = back & ~np.isnan(starts)
    status = np.where(spent, np.where(defined, Status.DEFINED, Status.NEVER), Status.NO_SPEND)
    value = np.where(defined, years, np.nan)
    shape = () if flat else value.shape
    return Figure(measure="payback", value=value.reshape(shape), status=status.astype(np.int8).reshape(shape))


def _origin(flows: FloatArray, origin: Origin, producing: ArrayLike | None) -> tuple[FloatArray, FloatArray]:
    """Return the amounts that the clock was read from, and the periods from the start until it starts."""
    if origin == "first_period":
        return flows, np.zeros(flows.shape[1])
    if origin == "first_production" and producing is not None:
        (made, flows), _ = over_periods(("producing", producing), ("flows", flows))
        there = made > 0.0
        return flows, np.where(there.any(axis=0), there.argmax(axis=0), np.nan)
    first = (flows < 0.0).argmax(axis=0)
    return flows, first + (1.0 if origin == "first_spend" else 0.0)


def _check(origin: str, producing: ArrayLike | None, turn: str, period_years: float) -> None:
    problems = Problems()
    if origin not in get_args(Origin):
        problems.add(
            "E755", f"there is no origin {origin!r}", nearest(str(origin), get_args(Origin)), "origin"
        )
    if turn not in get_args(Turn):
        problems.add("E755", f"there is no turn {turn!r}", nearest(str(turn), get_args(Turn)), "turn")
    if not 0.0 < period_years < np.inf:
        problems.add(
            "E750", f"a period of {period_years!r} years", "pass a length above nought", "period_years"
        )
    if origin == "first_production" and producing is None:
        problems.add(
            "E752", "the first production is not known", "pass the production as 'producing'", "producing"
        )
    problems.raise_if_any()
