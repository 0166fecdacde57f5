"""Who bears the risk, how often a hurdle is missed, and what a bid with a chance of nothing is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from concession.errors import ConcessionError
from concession.measures._arrays import FloatArray, read_values
from concession.measures._figure import Figure, Status, figure
from concession.measures._irr import IRR

__all__ = ["Chance", "chance_below", "coefficient_of_variation", "expected_monetary_value", "risk_share"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """Shares of all futures that add up to one: below a hurdle, not below, and without a value."""

    below: float
    not_below: float
    undefined: float


def risk_share(part: ArrayLike, whole: ArrayLike) -> Figure:
    """Return the standard deviation of a party's value over that of the project.

    Both of shape (futures,), such as the state's and the pre-tax net present value of the same futures.
    The shares of several parties need not add up to one. Status ``no_spread`` where the whole does not
    vary. Raises E757 for fewer than two futures and E752 where they differ.

    >>> float(risk_share([1, 2, 3], [2, 4, 6]).value)
    0.5
    """
    mine, all_ = _sample(part, "part"), _sample(whole, "whole")
    if mine.shape != all_.shape:
        raise ConcessionError.of(
            "E752",
            f"{mine.size} futures stand beside {all_.size}",
            "measure both over the same futures",
            "part",
        )
    return _over("risk_share", float(np.std(mine, ddof=1)), float(np.std(all_, ddof=1)), all_)


def coefficient_of_variation(sample: ArrayLike) -> Figure:
    """Return the standard deviation of a sample over the size of its mean.

    Of shape (futures,). Status ``no_base`` where the mean is nought to within rounding. Raises E757 for
    fewer than two futures.

    >>> float(coefficient_of_variation([1, 2, 3]).value)
    0.5
    """
    values = _sample(sample, "sample")
    mean, none = abs(float(np.mean(values))), _rounding(values)
    spread = float(np.std(values, ddof=1))
    return figure(
        "coefficient_of_variation",
        spread / (mean if mean > none else 1.0),
        mean <= none,
        Status.NO_BASE,
        flat=True,
    )


def chance_below(rates: IRR, hurdle: float) -> Chance:
    """Return how often the rate of return is below the hurdle; futures without a rate stand apart.

    >>> from concession.measures import irr
    >>> chance_below(irr([[-100, -100, -100], [105, 120, 0]]), 0.10).below.__round__(4)
    0.3333
    """
    rate = np.atleast_1d(rates.rate)
    if rate.size == 0:
        raise ConcessionError.of("E757", "there are no futures", "pass at least one", "rates")
    missing = np.isnan(rate)
    below = float(np.mean(~missing & (np.where(missing, 0.0, rate) < hurdle)))
    undefined = float(np.mean(missing))
    return Chance(
        below=below,
        not_below=float(np.mean(~missing & (np.where(missing, 0.0, rate) >= hurdle))),
        undefined=undefined,
    )


def expected_monetary_value(
    *, chance: ArrayLike, development: ArrayLike, exploration: ArrayLike, bonus: ArrayLike = 0.0
) -> FloatArray:
    """Return what a bid is worth: -(bonus + exploration) + chance × development.

    Present values at the date of the bid, numbers or of shape (futures,): the bonus and the exploration
    are paid in every case, the development (a net present value) follows a discovery. The break-even bid
    share is where this is nought: :func:`solve` with the share as the unknown. Raises E759 for a chance
    outside 0 to 1 and E751.

    >>> float(expected_monetary_value(chance=0.25, development=400, exploration=60, bonus=20))
    20.0
    """
    odds = read_values(chance, "chance")
    if ((odds < 0.0) | (odds > 1.0)).any():
        raise ConcessionError.of("E759", f"'chance' is {chance!r}", "pass a share from 0 to 1", "chance")
    spent = read_values(bonus, "bonus") + read_values(exploration, "exploration")
    return np.asarray(odds * read_values(development, "development") - spent)


def _sample(values: ArrayLike, name: str) -> FloatArray:
    sample = read_values(values, name)
    if sample.ndim != 1 or sample.size < 2:
        raise ConcessionError.of(
            "E757",
            f"'{name}' has the shape {sample.shape}",
            "pass one value for each of several futures",
            name,
        )
    return sample


def _rounding(sample: FloatArray) -> float:
    return 1e-12 * float(np.abs(sample).max())


def _over(measure: str, top: float, bottom: float, sample: FloatArray) -> Figure:
    none = bottom <= _rounding(sample)
    return figure(measure, top / (1.0 if none else bottom), none, Status.NO_SPREAD, flat=True)
