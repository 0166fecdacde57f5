"""What the state gets: of the rent, of all benefits, of every period's gross revenue, of a saving."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from concession.errors import Problems, nearest
from concession.measures._arrays import FloatArray, over_periods, read_values, total
from concession.measures._discounting import Discounting
from concession.measures._figure import Figure, Status, figure, ratio

__all__ = [
    "aetr",
    "effective_royalty_rate",
    "government_take",
    "lowest_share_of_gross",
    "saving_index",
    "share_of_benefits",
]

LimitBase = Literal["after_royalty", "before_royalty"]


def government_take(receipts: ArrayLike, pre_tax: ArrayLike) -> Figure:
    """Return the state's receipts over the pre-tax net cash flow, both undiscounted.

    Amounts of shape (periods,) or (periods, futures). Status ``no_rent`` where the pre-tax flow does not
    add up to more than nought. What counts as a receipt is the caller's to say and print: the state
    company's profit and carried shares move it. Raises E751 and E752.

    >>> float(government_take([0, 20, 40], [-100, 100, 100]).value)
    0.6
    """
    (taken, rent), flat = over_periods(("receipts", receipts), ("pre_tax", pre_tax))
    return ratio("government_take", total(taken), total(rent), Status.NO_RENT, flat=flat)


def aetr(receipts: ArrayLike, pre_tax: ArrayLike, discounting: Discounting) -> Figure:
    """Return the average effective tax rate: the discounted government take.

    Present value of the state's receipts over the net present value of the pre-tax flow, at one rate.
    Status ``no_rent`` where the latter is not above nought: the ratio then says nothing.

    >>> found = aetr([0, 30], [-100, 110], Discounting(rate=0.10, timing="start"))
    >>> print(found.value, found.names)
    nan no_rent
    """
    (taken, rent), flat = over_periods(("receipts", receipts), ("pre_tax", pre_tax))
    factors = discounting.factors(rent.shape[0])
    worth = total(rent, factors)
    # A value within rounding of nought is no rent: a ratio to it would be noise.
    worth = np.where(worth > 1e-12 * total(np.abs(rent), factors), worth, 0.0)
    return ratio("aetr", total(taken, factors), worth, Status.NO_RENT, flat=flat)


def share_of_benefits(
    receipts: ArrayLike,
    revenue: ArrayLike,
    operating_cost: ArrayLike,
    replacement_capital: ArrayLike,
    *,
    discounting: Discounting | None = None,
) -> Figure:
    """Return the state's receipts over revenue less operating cost and replacement capital.

    The initial capital is not taken off, so that projects without rent have a value too. Undiscounted
    unless a discounting is given. Status ``no_base`` where the benefits do not add up to more than
    nought. Raises E751 and E752.

    >>> float(share_of_benefits([0, 24], [0, 100], [0, 30], [0, 10]).value)
    0.4
    """
    (taken, gross, cost, capital), flat = over_periods(
        ("receipts", receipts),
        ("revenue", revenue),
        ("operating_cost", operating_cost),
        ("replacement_capital", replacement_capital),
    )
    factors = None if discounting is None else discounting.factors(gross.shape[0])
    benefits = total(gross - cost - capital, factors)
    return ratio("share_of_benefits", total(taken, factors), benefits, Status.NO_BASE, flat=flat)


def effective_royalty_rate(
    *,
    royalty: ArrayLike,
    cost_limit: ArrayLike,
    state_share: ArrayLike,
    limit_base: LimitBase,
) -> FloatArray:
    """Return the least share of gross revenue that terms leave the state in any period.

    The company's costs fill the cost limit and no income tax is due: royalty + (1 - royalty) ×
    (1 - limit) × state share where the limit applies to what is left after the royalty, royalty +
    max(1 - royalty - limit, 0) × state share where it applies to gross. One less it is the company's
    access to gross revenue. All are shares from 0 to 1, numbers or of shape (futures,). Source: D.
    Johnston, Oil & Gas Journal, 1 December 1997. Raises E759 and E755.

    >>> float(effective_royalty_rate(
    ...     royalty=0.02, cost_limit=0.75, state_share=0.5, limit_base="after_royalty"))
    0.1425
    """
    problems = Problems()
    shares = {"royalty": royalty, "cost_limit": cost_limit, "state_share": state_share}
    read = {name: read_values(value, name) for name, value in shares.items()}
    for name, value in read.items():
        if ((value < 0.0) | (value > 1.0)).any():
            problems.add("E759", f"'{name}' is {shares[name]!r}", "pass a share from 0 to 1", name)
    if limit_base not in get_args(LimitBase):
        hint = nearest(str(limit_base), get_args(LimitBase))
        problems.add("E755", f"there is no limit base {limit_base!r}", hint, "limit_base")
    problems.raise_if_any()
    rate, limit = read["royalty"], read["cost_limit"]
    if limit_base == "after_royalty":
        profit = (1.0 - rate) * (1.0 - limit)
    else:
        profit = np.maximum(1.0 - rate - limit, 0.0)
    return np.asarray(rate + profit * read["state_share"])


def lowest_share_of_gross(receipts: ArrayLike, gross: ArrayLike) -> Figure:
    """Return the state's lowest share of gross revenue in any period with revenue, as a run has it.

    The measured counterpart of :func:`effective_royalty_rate`. Status ``no_base`` where there is no
    period with revenue. Raises E751 and E752.

    >>> float(lowest_share_of_gross([5, 10, 40], [0, 100, 100]).value)
    0.1
    """
    (taken, revenue), flat = over_periods(("receipts", receipts), ("gross", gross))
    selling = revenue > 0.0
    share = np.where(selling, taken / np.where(selling, revenue, 1.0), np.inf)
    return figure("lowest_share_of_gross", share.min(axis=0), ~selling.any(axis=0), Status.NO_BASE, flat=flat)


def saving_index(
    investor_before: ArrayLike,
    investor_after: ArrayLike,
    saved: ArrayLike,
    *,
    discounting: Discounting | None = None,
) -> Figure:
    """Return the investor's share of one unit of cost saved.

    (investor's flow after the saving less before it) over the cost saved (above nought), each added up
    over the periods, undiscounted unless a discounting is given. Status ``no_base`` where nothing is
    saved. Raises E751 and E752.

    >>> float(saving_index([-100, 150], [-100, 153], [0, 10]).value)
    0.3
    """
    (before, after, less), flat = over_periods(
        ("investor_before", investor_before), ("investor_after", investor_after), ("saved", saved)
    )
    factors = None if discounting is None else discounting.factors(less.shape[0])
    gain = total(after - before, factors)
    return ratio("saving_index", gain, total(less, factors), Status.NO_BASE, flat=flat)
