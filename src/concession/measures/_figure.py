"""A measured value with what is known of it: undefined is never a number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from concession.measures._arrays import FloatArray, IntArray

__all__ = ["Figure", "Status", "figure", "ratio"]


class Status(IntEnum):
    """Why a value is not a number, or what to know about one that is."""

    DEFINED = 0
    NO_RENT = 1
    NO_SPEND = 2
    NO_BASE = 3
    NEVER = 4
    NO_RATE = 5
    NO_SPREAD = 6
    SEVERAL_RATES = 7
    NOT_MARGINAL = 8

    @property
    def meaning(self) -> str:
        """The status in words a reader understands."""
        return _MEANINGS[self]


_MEANINGS: dict[Status, str] = {
    Status.DEFINED: "defined",
    Status.NO_RENT: "undefined: what is shared is not above nought",
    Status.NO_SPEND: "undefined: nothing is spent",
    Status.NO_BASE: "undefined: what it is measured against is not above nought",
    Status.NEVER: "undefined: it does not happen within the horizon",
    Status.NO_RATE: "undefined: there is no internal rate of return",
    Status.NO_SPREAD: "undefined: what it is measured against does not vary",
    Status.SEVERAL_RATES: "defined, by the rule for several internal rates of return",
    Status.NOT_MARGINAL: "undefined: the project does not just earn the hurdle after tax",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure:
    """A measure's value per future, NaN where it is undefined, with a :class:`Status` for each.

    ``measure`` names its definition in :data:`concession.measures.MEASURES`.
    """

    measure: str
    value: FloatArray
    status: IntArray

    @property
    def names(self) -> NDArray[np.str_]:
        """The status of each future as a word."""
        words = np.array([status.name.lower() for status in Status])
        return np.asarray(words[self.status])

    def shares(self) -> dict[str, float]:
        """Return the share of futures with each status that occurs."""
        status = np.atleast_1d(self.status)
        return {
            kind.name.lower(): float(np.mean(status == kind)) for kind in Status if (status == kind).any()
        }


def figure(measure: str, value: ArrayLike, undefined: ArrayLike, reason: Status, *, flat: bool) -> Figure:
    """Return a figure of shape (futures,), or () where ``flat``, undefined where told, for one reason."""
    missing = np.asarray(undefined, dtype=np.bool_)
    values = np.where(missing, np.nan, np.asarray(value, dtype=np.float64))
    status = np.where(missing, reason, Status.DEFINED).astype(np.int8)
    if flat:
        values, status = values.reshape(()), status.reshape(())
    return Figure(measure=measure, value=values, status=status)


def ratio(measure: str, top: FloatArray, bottom: FloatArray, reason: Status, *, flat: bool) -> Figure:
    """Return ``top`` over ``bottom`` where the latter is above nought."""
    undefined = ~(bottom > 0.0)
    return figure(measure, top / np.where(undefined, 1.0, bottom), undefined, reason, flat=flat)
