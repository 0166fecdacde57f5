"""What comes back per unit of money put in."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from concession.measures._arrays import like, over_periods, read_flows, read_values, total
from concession.measures._discounting import Discounting
from concession.measures._figure import Figure, Status, figure, ratio

__all__ = ["multiple", "net_multiple", "profitability_index", "profitability_index_of"]


def multiple(received: ArrayLike, paid_in: ArrayLike, *, residual: ArrayLike = 0.0) -> Figure:
    """Return what an investor received, and still holds, per unit paid in, undiscounted.

    (sum of ``received`` + ``residual``) / sum of ``paid_in``, all as amounts not below nought. Without a
    residual value this is DPI; with the value still held, TVPI or MOIC. Amounts have the shape
    (periods,) or (periods, futures), the residual (futures,) or none. Status ``no_spend`` where nothing
    is paid in. Raises E751 and E752.

    >>> float(multiple([0, 30, 120], [100, 0, 0]).value)
    1.5
    """
    (back, into), flat = over_periods(("received", received), ("paid_in", paid_in))
    held = read_values(residual, "residual")
    if held.ndim:
        held = like("residual", held[np.newaxis], into[:1])[0]
    return ratio("multiple", total(back) + held, total(into), Status.NO_SPEND, flat=flat)


def net_multiple(flows: ArrayLike) -> Figure:
    """Return the sum of what came in over the sum of what went out, of net flows.

    Netting within a period hides outlays that receipts of the same period covered: :func:`multiple` of
    the gross amounts is lower or equal where both are above one. Raises E751.

    >>> float(net_multiple([-100, 30, 120]).value)
    1.5
    """
    array, flat = read_flows(flows)
    inward, outward = total(np.maximum(array, 0.0)), total(np.maximum(-array, 0.0))
    return ratio("net_multiple", inward, outward, Status.NO_SPEND, flat=flat)


def profitability_index(net_present_value: ArrayLike, investment: ArrayLike) -> Figure:
    """Return one plus the net present value over the present value of the investment.

    Both of shape (futures,) or single numbers, of one discounting. Raises E751.

    >>> float(profitability_index(50, 100).value)
    1.5
    """
    value, spent = read_values(net_present_value, "net_present_value"), read_values(investment, "investment")
    value, spent = np.broadcast_arrays(value, spent)
    none = ~(spent > 0.0)
    return figure(
        "profitability_index",
        1.0 + value / np.where(none, 1.0, spent),
        none,
        Status.NO_SPEND,
        flat=value.ndim == 0,
    )


def profitability_index_of(flows: ArrayLike, investment: ArrayLike, discounting: Discounting) -> Figure:
    """Return the profitability index of flows and the investment within them (above nought).

    >>> here = Discounting(rate=0.10, timing="start")
    >>> float(profitability_index_of([-100, 165], [100, 0], here).value.round(9))
    1.5
    """
    (net, spent), flat = over_periods(("flows", flows), ("investment", investment))
    factors = discounting.factors(net.shape[0])
    value, base = total(net, factors), total(spent, factors)
    return profitability_index(value.reshape(()) if flat else value, base.reshape(()) if flat else base)
