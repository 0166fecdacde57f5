"""A sample of futures in a few numbers, with how far each can be trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from concession.errors import ConcessionError
from concession.measures._arrays import FloatArray

__all__ = ["Summary", "summarize"]

#: Two-sided 95 % of the normal distribution.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Mean and quantiles over the futures in which a value is defined.

    ``p10`` is the low one: a tenth of the futures lie below it. ``undefined`` of ``count`` futures have
    no value; the other numbers are of those that have one, and are NaN where none has. ``se_…`` are
    standard errors, NaN where there are too few futures to tell. ``settled`` says that more futures
    would hardly move P10 and P90: see :func:`summarize`.
    """

    count: int
    undefined: int
    mean: float
    p10: float
    p50: float
    p90: float
    se_mean: float
    se_p10: float
    se_p50: float
    se_p90: float
    settled: bool


def summarize(sample: ArrayLike, *, tolerance: float = 0.02) -> Summary:
    """Return mean, P10, P50 and P90 of a sample, their standard errors, and whether P10 and P90 settled.

    Quantiles are exact, with linear interpolation between neighbours. The standard error of a quantile
    p of n values is the distance of two order statistics over 2 × 1.96: those whose ranks bound p with a
    chance of 95 %, n p ± 1.96 sqrt(n p (1 - p)), whatever the distribution. ``settled`` means: both
    standard errors, of P10 and of P90, are known and not above ``tolerance`` of the distance from P10 to
    P90 (or nought, where all values are the same).

    Parameters
    ----------
    sample
        One value per future, of shape (futures,); NaN where the value is undefined.
    tolerance
        What part of the distance from P10 to P90 a standard error may be.

    Raises
    ------
    ConcessionError
        E757 for an empty sample, another shape, or an infinite value; E750 for a tolerance not above 0.

    Examples
    --------
    >>> found = summarize(range(1, 1002))
    >>> found.p10, found.p50, found.p90, found.settled
    (101.0, 501.0, 901.0, True)
    >>> summarize([1.0, float("nan"), 3.0]).undefined
    1
    """
    try:
        values = np.asarray(sample, dtype=np.float64)
    except (TypeError, ValueError):
        values = np.zeros(0)
    if values.ndim != 1 or values.size == 0 or np.isinf(values).any():
        raise ConcessionError.of(
            "E757",
            f"the sample has the shape {values.shape}" + (" and infinite values" if values.size else ""),
            "pass one value per future, NaN where it is undefined",
            "sample",
        )
    if not 0.0 < tolerance < math.inf:
        raise ConcessionError.of(
            "E750", f"'tolerance' is {tolerance!r}", "pass a share such as 0.02", "tolerance"
        )
    known = np.sort(values[~np.isnan(values)])
    count = known.size
    nan = math.nan
    p10, p50, p90 = (_quantile(known, share) if count else nan for share in (0.1, 0.5, 0.9))
    se_p10, se_p50, se_p90 = (_quantile_error(known, share) for share in (0.1, 0.5, 0.9))
    return Summary(
        count=values.size,
        undefined=values.size - count,
        mean=float(np.mean(known)) if count else nan,
        p10=p10,
        p50=p50,
        p90=p90,
        se_mean=float(np.std(known, ddof=1)) / math.sqrt(count) if count > 1 else nan,
        se_p10=se_p10,
        se_p50=se_p50,
        se_p90=se_p90,
        # Comparisons with NaN are false: an unknown error is not a settled one.
        settled=max(se_p10, se_p90) <= tolerance * (p90 - p10) if not math.isnan(se_p10 + se_p90) else False,
    )


def _quantile(ordered: FloatArray, share: float) -> float:
    """Return a quantile of ordered numbers, to the bit that of NumPy's linear method, which orders anew."""
    place = (ordered.size - 1) * share
    below = math.floor(place)
    part = place - below
    low, high = float(ordered[below]), float(ordered[min(below + 1, ordered.size - 1)])
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1.0 - part)


def _quantile_error(ordered: FloatArray, share: float) -> float:
    """Return the standard error of a quantile from the order statistics around it."""
    count = ordered.size
    reach = _Z * math.sqrt(count * share * (1.0 - share))
    # Ranks count from one: the interval is from the rank below to the rank above.
    below, above = math.floor(count * share - reach), math.ceil(count * share + reach) + 1
    if below < 1 or above > count:
        return math.nan
    return float(ordered[above - 1] - ordered[below - 1]) / (2.0 * _Z)
