"""One indicator of a draft: its value with its definition and conventions, or why it has none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from concession.engine import Array
from concession.measures import Figure, Solution, SolveStatus, Status, measure

__all__ = [
    "NOT_ASKED",
    "NO_SPREAD",
    "Indicator",
    "OverFutures",
    "of_figure",
    "of_futures",
    "of_number",
    "of_roots",
    "over_futures",
]

#: The status of what needs numbers that the user did not give.
NOT_ASKED = "not asked"
NO_SPREAD = "nothing varies"

_SOLVED = {
    SolveStatus.UNIQUE: "the only root in the bracket",
    SolveStatus.SEVERAL: "several roots in the bracket: the lowest",
    SolveStatus.NONE: "undefined: no root in the bracket",
    SolveStatus.UNDEFINED: "undefined: no value anywhere in the bracket",
    SolveStatus.JUMP: "no root, but a step over nought here",
}
#: What is said of how many futures have no single root.
_COUNTED = {
    SolveStatus.SEVERAL: "have several (the lowest)",
    SolveStatus.NONE: "have none",
    SolveStatus.UNDEFINED: "have no value",
    SolveStatus.JUMP: "step over nought",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OverFutures:
    """An indicator future by future: mean and quantiles of the ``defined`` of ``futures`` that have it.

    ``apart`` counts the futures with something to know of them, by a word: no root, several rates.
    """

    p10: float
    mean: float
    p90: float
    defined: int
    futures: int
    apart: Mapping[str, int]

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "p10": self.p10,
            "mean": self.mean,
            "p90": self.p90,
            "defined": self.defined,
            "futures": self.futures,
            "apart": dict(self.apart),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One row: ``value`` is None where it is undefined, and ``status`` says why.

    ``unit`` is ``share``, ``share per year``, ``years``, ``year``, ``multiplier``, ``money`` or the unit of a
    price. ``definition`` and ``conventions`` are printed with it. ``spread`` is what it is future by future,
    where several are run and it is measured so.
    """

    key: str
    title: str
    value: float | None
    unit: str
    status: str
    definition: str
    conventions: tuple[str, ...] = ()
    spread: OverFutures | None = None

    @property
    def defined(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "key": self.key,
            "title": self.title,
            "value": self.value,
            "unit": self.unit,
            "status": self.status,
            "definition": self.definition,
            "conventions": list(self.conventions),
            "over_futures": self.spread.to_dict() if self.spread is not None else None,
        }


def over_futures(values: ArrayLike, apart: Mapping[str, int]) -> OverFutures | None:
    """Return mean and quantiles of the futures that have a value, or None for a single future."""
    sample = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if sample.size < 2:
        return None
    known = sample[np.isfinite(sample)]
    p10, p90 = np.quantile(known, (0.1, 0.9)).tolist() if known.size else (math.nan, math.nan)
    return OverFutures(
        p10=p10,
        mean=float(known.mean()) if known.size else math.nan,
        p90=p90,
        defined=known.size,
        futures=sample.size,
        apart={word: count for word, count in apart.items() if count},
    )


def of_figure(
    key: str,
    found: Figure,
    unit: str,
    *conventions: str,
    title: str = "",
    each: Figure | None = None,
) -> Indicator:
    """Return a figure of mean flows as an indicator; ``each`` is the same figure future by future."""
    said = measure(found.measure)
    value = float(np.asarray(found.value).reshape(-1)[0])
    status = Status(int(np.asarray(found.status).reshape(-1)[0])).meaning
    spread = None
    if each is not None:
        told = np.atleast_1d(each.status)
        apart = {
            kind.name.lower(): int((told == kind).sum()) for kind in Status if kind is not Status.DEFINED
        }
        spread = over_futures(each.value, apart)
    return Indicator(
        key=key,
        title=title or said.title,
        value=None if math.isnan(value) else value,
        unit=unit,
        status=status,
        definition=f"{said.definition.rstrip('.')}: {said.formula}.",
        conventions=conventions,
        spread=spread,
    )


def of_number(
    key: str,
    title: str,
    value: float | None,
    unit: str,
    definition: str,
    *conventions: str,
    status: str = "defined",
    spread: OverFutures | None = None,
) -> Indicator:
    """Return a number as an indicator; one that is not finite has none."""
    known = value is not None and math.isfinite(value)
    return Indicator(
        key=key,
        title=title,
        value=value if known else None,
        unit=unit,
        status=status if known or status != "defined" else "undefined",
        definition=definition,
        conventions=conventions,
        spread=spread,
    )


def of_futures(
    key: str,
    title: str,
    values: Array,
    unit: str,
    definition: str,
    *conventions: str,
    why: str = "undefined in all futures",
) -> Indicator:
    """Return what is measured future by future as an indicator: the mean of those that have a value."""
    sample = np.atleast_1d(values)
    known = sample[np.isfinite(sample)]
    some = known.size < sample.size
    status = (
        f"the mean of {known.size:,} of {sample.size:,} futures; the others have none" if some else "defined"
    )
    return of_number(
        key,
        title,
        float(known.mean()) if known.size else None,
        unit,
        definition,
        *conventions,
        status=status if known.size else why,
        spread=over_futures(sample, {"none": sample.size - known.size}),
    )


def of_roots(
    key: str,
    title: str,
    found: Solution,
    unit: str,
    definition: str,
    *conventions: str,
    times: ArrayLike = 1.0,
) -> Indicator:
    """Return roots as an indicator, with whether there is none, one or several; ``times`` scales them.

    Of several futures, the mean of those that have a root; the status counts the others.
    """
    values = np.atleast_1d(found.value) * np.asarray(times, dtype=np.float64)
    told = np.atleast_1d(found.status)
    if values.size == 1:
        word = SolveStatus(int(told[0]))
        many = f" of {int(np.atleast_1d(found.count)[0])}" if word is SolveStatus.SEVERAL else ""
        return of_number(
            key, title, float(values[0]), unit, definition, *conventions, status=_SOLVED[word] + many
        )
    counts = {kind: int((told == kind).sum()) for kind in SolveStatus}
    known = values[np.isfinite(values)]
    words = [f"{counts[kind]:,} {said}" for kind, said in _COUNTED.items() if counts[kind]]
    status = f"the mean of {known.size:,} of {values.size:,} futures"
    if counts[SolveStatus.UNIQUE] == values.size:
        status = "the mean; each future has one root in the bracket"
    elif not known.size:
        status = "undefined in all futures"
    return of_number(
        key,
        title,
        float(known.mean()) if known.size else None,
        unit,
        definition,
        *conventions,
        status="; ".join([status, *words]),
        spread=over_futures(values, {kind.name.lower(): counts[kind] for kind in _COUNTED}),
    )
