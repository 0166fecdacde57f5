"""Discounting: a rate, when in a period money moves, and where the valuation date lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from concession.errors import Problems, nearest
from concession.measures._arrays import FloatArray, read_flows, total

__all__ = ["Discounting", "Timing", "npv"]

#: At which moment of a period its amount counts.
Timing = Literal["start", "middle", "end"]
_WITHIN: dict[str, float] = {"start": 0.0, "middle": 0.5, "end": 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Discounting:
    """How amounts of later periods are brought to the valuation date.

    Nothing has a default that a reader could overlook, except a period of one year that begins on the
    valuation date.

    Parameters
    ----------
    rate
        Per year, compounded yearly; above -1.
    timing
        When in a period its money moves: its start, middle or end.
    period_years
        Length of a period in years: 1, 0.25, 1/12.
    offset_years
        From the valuation date to the start of the first period; negative where it began before.
    basis
        What the rate is: real or nominal, before or after tax, which risks it contains. For printing.

    Raises
    ------
    ConcessionError
        E750 where a number is out of its range, E755 for an unknown timing.

    Examples
    --------
    >>> Discounting(rate=0.10, timing="end").factors(2).round(4)
    array([0.9091, 0.8264])
    >>> print(Discounting(rate=0.10, timing="middle", basis="real, after tax"))
    10 % a year, middle of period (real, after tax)
    """

    rate: float
    timing: Timing
    period_years: float = 1.0
    offset_years: float = 0.0
    basis: str = ""

    def __post_init__(self) -> None:
        problems = Problems()
        for name, least in (("rate", -1.0), ("period_years", 0.0), ("offset_years", -np.inf)):
            value = getattr(self, name)
            if not isinstance(value, (int, float, np.number)) or not least < value < np.inf:
                problems.add("E750", f"'{name}' is {value!r}", f"pass a number above {least:g}", name)
        if self.timing not in get_args(Timing):
            hint = nearest(str(self.timing), get_args(Timing))
            problems.add("E755", f"there is no timing {self.timing!r}", hint, "timing")
        problems.raise_if_any()

    def __str__(self) -> str:
        parts = [f"{100 * self.rate:g} % a year, {self.timing} of period"]
        if self.period_years != 1.0:
            parts.append(f"periods of {self.period_years:g} years")
        if self.offset_years:
            parts.append(f"first period starts {self.offset_years:g} years after the valuation date")
        return ", ".join(parts) + (f" ({self.basis})" if self.basis else "")

    def times(self, periods: int) -> FloatArray:
        """Return the years from the valuation date to each period's money, of shape (periods,)."""
        within = np.arange(periods, dtype=np.float64) + _WITHIN[self.timing]
        return self.offset_years + self.period_years * within

    def factors(self, periods: int) -> FloatArray:
        """Return what one unit of money in each period is worth at the valuation date."""
        return np.asarray((1.0 + self.rate) ** -self.times(periods))


def npv(flows: ArrayLike, discounting: Discounting) -> FloatArray:
    """Return the net present value of each future at the valuation date, in the unit of the flows.

    The sum of flows[t] / (1 + rate) ** time[t]; ``timing="end"`` is the NPV of spreadsheets, whose first
    amount is a period away. Amounts have the shape (periods,) or (periods, futures), the result the
    shape () or (futures,). Raises E751 for other shapes or amounts that are not finite.

    >>> float(npv([-100, 60, 60], Discounting(rate=0.10, timing="start")).round(4))
    4.1322
    """
    array, flat = read_flows(flows)
    value = total(array, discounting.factors(array.shape[0]))
    return value.reshape(()) if flat else value
