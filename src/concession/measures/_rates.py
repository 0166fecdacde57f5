"""What taxes do to the rate of return."""

from __future__ import annotations

import numpy as np

from concession.errors import ConcessionError
from concession.measures._arrays import FloatArray, IntArray
from concession.measures._figure import Figure, Status
from concession.measures._irr import IRR, RateStatus

__all__ = ["irr_change", "metr"]


def irr_change(pre_tax: IRR, post_tax: IRR) -> Figure:
    """Return the post-tax less the pre-tax rate of return, in shares per year.

    Status ``no_rate`` where either is missing, ``several_rates`` where either was chosen among several.
    Raises E752 where the futures differ.

    >>> from concession.measures import irr
    >>> found = irr_change(irr([-100, 120]), irr([-100, 115]))
    >>> print(found.value.round(6), found.names)
    -0.05 defined
    """
    pre, post, status = _pair(pre_tax, post_tax)
    return Figure(measure="irr_change", value=post - pre, status=status)


def metr(pre_tax: IRR, post_tax: IRR, *, hurdle: float, tolerance: float = 1e-6) -> Figure:
    """Return the marginal effective tax rate: (pre-tax IRR - post-tax IRR) / pre-tax IRR.

    Defined for a project that just earns the hurdle after tax: first find the price at which it does,
    with :func:`solve` on the post-tax net present value at the hurdle, then pass both rates of return
    there. Status ``not_marginal`` where the post-tax rate is not the hurdle to within ``tolerance``,
    ``no_base`` where the pre-tax rate is not above nought, else as :func:`irr_change`. Raises E752.

    >>> from concession.measures import irr
    >>> found = metr(irr([-100, 120]), irr([-100, 110]), hurdle=0.10)
    >>> print(found.value.round(6), found.names)
    0.5 defined
    """
    pre, post, status = _pair(pre_tax, post_tax)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = (pre - post) / pre
        off = np.abs(post - hurdle) > tolerance
        low = ~(pre > 0.0)
    known = status != Status.NO_RATE
    status = np.where(known & low, Status.NO_BASE, status)
    status = np.where(known & off, Status.NOT_MARGINAL, status).astype(np.int8)
    value = np.where((status == Status.DEFINED) | (status == Status.SEVERAL_RATES), value, np.nan)
    return Figure(measure="metr", value=value, status=status)


def _pair(pre_tax: IRR, post_tax: IRR) -> tuple[FloatArray, FloatArray, IntArray]:
    pre, post = pre_tax.rate, post_tax.rate
    if pre.shape != post.shape:
        raise ConcessionError.of(
            "E752",
            f"pre-tax rates of the shape {pre.shape} stand beside post-tax rates of {post.shape}",
            "measure both over the same futures",
            "post_tax",
        )
    several = (pre_tax.status == RateStatus.SEVERAL) | (post_tax.status == RateStatus.SEVERAL)
    status = np.where(several, Status.SEVERAL_RATES, Status.DEFINED)
    status = np.where(np.isnan(pre) | np.isnan(post), Status.NO_RATE, status)
    return pre, post, status.astype(np.int8)
