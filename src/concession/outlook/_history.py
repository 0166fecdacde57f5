"""A history of prices: read from a spreadsheet's CSV, cut to a span of years."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from typing import Literal

import numpy as np

from concession.errors import ConcessionError, Problems, nearest
from concession.outlook._base import Array
from concession.outlook._checks import choice, ok

__all__ = ["History", "history"]

Gaps = Literal["refuse", "carry", "interpolate"]
_MOST_TEXT = 32 * 2**20
_MISSING = {"", "..", "…", "na", "n/a", "nan", "null", "-"}
_PERIOD = re.compile(
    r"\s*(?P<year>[12]\d{3})"
    r"(?:\s*[Qq](?P<quarter>[1-4])|\s*[Mm](?P<m>\d{1,2})|[-/](?P<month>\d{1,2})(?:[-/]\d{1,2})?)?\s*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Values at equal steps: ``per_year`` of them a year, the first one in the year ``start``.

    A start of 1990.5 is the second half of 1990: July of monthly values, the third of four quarters.
    ``filled`` holds the positions of values that the source lacked and that were filled in.
    """

    name: str
    start: float
    per_year: int
    values: tuple[float, ...]
    filled: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(float(value) for value in self.values))
        found = Problems()
        ok(found, "the first year", self.start)
        if self.per_year not in {1, 2, 4, 12, 52, 252, 365}:
            found.add(
                "E907",
                f"{self.per_year} values a year are not a known frequency",
                "1, 2, 4, 12, 52, 252 or 365",
            )
        for value in self.values:
            if not math.isfinite(value):
                found.add("E907", f"{self.name} holds {value}, which is not a finite number")
                break
        found.raise_if_any()

    def years(self) -> Array:
        """Return the time of each value in years."""
        return self.start + np.arange(len(self.values)) / self.per_year

    def between(self, from_: float | None = None, to: float | None = None) -> History:
        """Return the part from the year ``from_`` to the end of the year ``to``."""
        years = self.years() + 1e-9
        keep = np.ones(len(years), dtype=bool)
        if from_ is not None:
            keep &= years >= from_
        if to is not None:
            keep &= years < to + 1
        index = np.flatnonzero(keep)
        if not len(index):
            raise ConcessionError.of(
                "E952",
                f"{self.name} has no values from {from_} to {to}",
                f"it covers {self.start:.0f} to {float(years[-1]) if len(years) else self.start:.0f}",
            )
        low, high = int(index[0]), int(index[-1]) + 1
        return History(
            name=self.name,
            start=self.start + low / self.per_year,
            per_year=self.per_year,
            values=self.values[low:high],
            filled=tuple(k - low for k in self.filled if low <= k < high),
        )

    def log_changes(self) -> Array:
        """Return the change of the logarithm from each value to the next."""
        values = np.asarray(self.values, dtype=np.float64)
        if len(values) < 2 or values.min() <= 0:
            raise ConcessionError.of(
                "E907", f"{self.name}: changes of logarithms need two values or more, all above zero"
            )
        return np.diff(np.log(values))


def history(text: str, column: str, *, gaps: Gaps = "refuse") -> History:
    r"""Return one column of a CSV text whose first column holds years, quarters or months.

    Periods are written 2024, 2024Q2, 2024M05, 2024-05 or 2024-05-31 and must follow each other without
    a gap. Empty cells before the first value and after the last are left out. An empty cell between is
    an error (E951) unless ``gaps`` says "carry" (the value before stands, so that a change falls into
    one step) or "interpolate" (a straight line in the logarithm, which spreads it); both understate the
    volatility somewhat, and a fit says how many values were filled. An unknown column is E950.

    >>> history("month,Copper ($/mt)\n2024M11,9075.7\n2024M12,8916.3\n", "Copper ($/mt)").values
    (9075.7, 8916.3)
    """
    found = Problems()
    choice(found, "gaps", gaps, ("refuse", "carry", "interpolate"))
    found.raise_if_any()
    if len(text) > _MOST_TEXT:
        raise ConcessionError.of("E951", f"the price history is longer than {_MOST_TEXT >> 20} MB")
    try:
        rows = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) if any(row)]
    except csv.Error as error:
        raise ConcessionError.of("E951", f"the price history is not a CSV: {error}") from error
    if len(rows) < 2:
        raise ConcessionError.of("E951", "the price history needs a heading and at least one row")
    head = [name.strip() for name in rows[0]]
    if column not in head[1:]:
        raise ConcessionError.of("E950", f"there is no column '{column}'", nearest(column, head[1:]))
    at = head.index(column, 1)
    cells = [(row[0], row[at].strip() if at < len(row) else "") for row in rows[1:]]
    known = [k for k, (_, cell) in enumerate(cells) if cell.lower() not in _MISSING]
    if not known:
        raise ConcessionError.of("E951", f"the column '{column}' is empty")
    values, times = [], []
    per_year = 1
    for when, cell in cells[known[0] : known[-1] + 1]:
        time, per_year = _period(when, found)
        times.append((time, per_year))
        values.append(math.nan if cell.lower() in _MISSING else _value(cell, column, when, found))
    for (before, _), (time, kind), (when, _) in zip(times, times[1:], cells[known[0] + 1 :], strict=False):
        if time != before + 1 or kind != per_year:
            found.add("E951", f"'{when}' does not follow the period before it")
            break
    filled = tuple(k - known[0] for k in sorted(set(range(known[0], known[-1])) - set(known)))
    if filled and gaps == "refuse":
        when = cells[known[0] + filled[0]][0]
        number = f"{len(filled)} values" if len(filled) > 1 else "one value"
        found.add(
            "E951",
            f"'{column}' lacks {number} between others, the first in {when}",
            "say how to fill them: gaps 'carry' or 'interpolate'",
        )
    found.raise_if_any()
    return History(
        name=column,
        start=times[0][0] / per_year,
        per_year=per_year,
        values=_fill(values, gaps) if filled else tuple(values),
        filled=filled,
    )


def _fill(values: list[float], gaps: Gaps) -> tuple[float, ...]:
    """Return the values with gaps filled; the first and the last are known."""
    known = np.array(values)
    at = np.flatnonzero(np.isfinite(known))
    where = np.arange(len(known))
    if gaps == "carry":
        return tuple(known[at[np.searchsorted(at, where, side="right") - 1]].tolist())
    if known[at].min() <= 0:
        raise ConcessionError.of("E951", "gaps can be interpolated between values above zero only")
    line = np.exp(np.interp(where, at, np.log(known[at])))
    line[at] = known[at]
    return tuple(line.tolist())


def _value(cell: str, column: str, when: str, found: Problems) -> float:
    try:
        return float(cell)
    except ValueError:
        found.add("E951", f"{column} in {when} is '{cell[:40]}', which is not a number")
        return math.nan


def _period(text: str, found: Problems) -> tuple[int, int]:
    """Return the number of the period since the year 0, and how many of its kind make a year."""
    match = _PERIOD.match(text)
    month = match and (match["m"] or match["month"])
    if match is None or (month and not 1 <= int(month) <= 12):
        found.add("E951", f"'{text[:40]}' is not a period", "write 2024, 2024Q2, 2024M05 or 2024-05")
        return 0, 1
    year = int(match["year"])
    if match["quarter"]:
        return year * 4 + int(match["quarter"]) - 1, 4
    if month:
        return year * 12 + int(month) - 1, 12
    return year, 1
