"""One indicator of a draft: its value with its definition and conventions, or why it has none."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from concession.measures import Figure, Solution, Status, measure

__all__ = ["NOT_ASKED", "NO_SPREAD", "Indicator", "of_figure", "of_number", "of_solution"]

#: The status of what needs numbers that the user did not give.
NOT_ASKED = "not asked"
NO_SPREAD = "nothing varies"

_SOLVED = {
    "unique": "the only root in the bracket",
    "several": "several roots in the bracket: the lowest",
    "none": "undefined: no root in the bracket",
    "undefined": "undefined: no value anywhere in the bracket",
    "jump": "no root, but a step over nought here",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One row: ``value`` is None where it is undefined, and ``status`` says why.

    ``unit`` is ``share``, ``share per year``, ``years``, ``year``, ``multiplier``, ``money`` or the unit of a
    price. ``definition`` and ``conventions`` are printed with it.
    """

    key: str
    title: str
    value: float | None
    unit: str
    status: str
    definition: str
    conventions: tuple[str, ...] = ()

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
        }


def of_figure(
    key: str, found: Figure, unit: str, *conventions: str, title: str = "", add: float = 0.0
) -> Indicator:
    """Return a figure of one future (means over futures) as an indicator; ``add`` moves its value."""
    said = measure(found.measure)
    value = float(np.asarray(found.value))
    status = Status(int(np.asarray(found.status))).meaning
    return Indicator(
        key=key,
        title=title or said.title,
        value=None if math.isnan(value) else value + add,
        unit=unit,
        status=status,
        definition=f"{said.definition.rstrip('.')}: {said.formula}.",
        conventions=conventions,
    )


def of_number(
    key: str,
    title: str,
    value: float | None,
    unit: str,
    definition: str,
    *conventions: str,
    status: str = "defined",
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
    )


def of_solution(
    key: str, title: str, found: Solution, unit: str, definition: str, *conventions: str, times: float = 1.0
) -> Indicator:
    """Return a root as an indicator, with whether there is none, one or several; ``times`` scales it."""
    value = float(np.asarray(found.value))
    word = str(found.names)
    count = int(np.asarray(found.count))
    status = _SOLVED[word] + (f" of {count}" if word == "several" else "")
    return of_number(key, title, value * times, unit, definition, *conventions, status=status)
