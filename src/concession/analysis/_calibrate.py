"""Calibrate: a process fitted to a file of past prices, as rows, as data and as a picture of the fit."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from concession.analysis._tables import Row
from concession.engine import Array
from concession.errors import ConcessionError
from concession.outlook import Fit, Grid, Outlook, calibrate, history

__all__ = ["Calibration", "Picture", "calibrate_columns", "calibrate_file", "columns_of"]

#: Bytes of a file that are read.
MOST_BYTES = 16 * 2**20
#: Years that the picture looks ahead, and futures that its fan is drawn from, under a seed of its own.
AHEAD, FUTURES, SEED = 10, 4096, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a chart of a fit shows: the past, and P10, P50 and P90 of what the fit makes of the future.

    ``years`` and ``values`` are those of the history, in its unit; the fan begins where it ends, one row
    for each of ``fan_years``.
    """

    years: Array
    values: Array
    fan_years: Array
    p10: Array
    p50: Array
    p90: Array

    def to_records(self) -> list[Row]:
        """Return one record for each point: a year, and a value or the three of the fan."""
        past = zip(self.years.tolist(), self.values.tolist(), strict=True)
        ahead = zip(*(x.tolist() for x in (self.fan_years, self.p10, self.p50, self.p90)), strict=True)
        rows: list[Row] = [{"year": year, "value": value} for year, value in past]
        return [*rows, *({"year": year, "p10": a, "p50": b, "p90": c} for year, a, b, c in ahead)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A process fitted to one column of a file."""

    file: str
    fit: Fit

    @property
    def column(self) -> str:
        """The heading of the column."""
        return self.fit.history.name

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as ``--json`` prints it."""
        past = self.fit.history
        return {
            "file": self.file,
            "column": self.column,
            "process": self.fit.process,
            "values": len(past.values),
            "per_year": past.per_year,
            "from": past.start,
            "parameters": {
                name: {"value": one.value, "se": one.se, "unit": one.unit}
                for name, one in self.fit.parameters.items()
            },
            "residuals": {
                "autocorrelation": self.fit.residuals.autocorrelation,
                "skew": self.fit.residuals.skew,
                "excess_kurtosis": self.fit.residuals.excess_kurtosis,
            },
            "notes": list(self.fit.notes),
            "entry": self.entry(),
        }

    def to_records(self) -> list[Row]:
        """Return one record for each parameter."""
        return [
            {"column": self.column, "parameter": name, "value": one.value, "se": one.se, "unit": one.unit}
            for name, one in self.fit.parameters.items()
        ]

    @property
    def span(self) -> tuple[str, str]:
        """The first and the last period of the past, as the file's kind of period is written."""
        past = self.fit.history
        return period_words(past.start, past.per_year), period_words(
            past.start + (len(past.values) - 1) / past.per_year, past.per_year
        )

    @property
    def unit(self) -> str:
        """The unit that the column's heading names, as cases write it; UNIT where it names none."""
        found = re.search(r"\((?:USD|US\$|\$)\s*/\s*([a-z ]+)\)", self.column, re.IGNORECASE)
        return f"USD/{_UNITS[found[1].lower()]}" if found and found[1].lower() in _UNITS else "UNIT"

    def entry(self) -> str:
        """Return the fit as an entry of ``outlook.yaml``, whose source is still to be said."""
        values = {name: one.value for name, one in self.fit.parameters.items()}
        start = self.fit.history.values[-1]
        lines = [f"kind: {'geometric-brownian' if self.fit.process == 'gbm' else 'mean-reverting'}"]
        lines.append(f"start: {_plain(start)} {self.unit}")
        if self.fit.process == "ou":
            lines += [
                f"level: {_plain(values['level'])} {self.unit}",
                f"half_life: {values['half_life']:.4g} years",
            ]
        lines.append(f"volatility: {100 * values['volatility']:.4g} %")
        if self.fit.process == "gbm":
            # the fit's drift is that of the median, an entry's that of the mean
            mean = values["drift"] + 0.5 * values["volatility"] ** 2
            lines.append(f"drift: {100 * mean:.4g} % per year")
        return "\n".join(lines)

    def picture(self) -> Picture:
        """Return what a chart of the fit shows."""
        past = self.fit.history
        years = past.start + np.arange(len(past.values)) / past.per_year
        spec = self.fit.to_process(first=1 / past.per_year)
        periods = AHEAD * past.per_year
        outlook = Outlook(
            seed=SEED, grid=Grid(periods=periods, years=1 / past.per_year), inputs={self.column: spec}
        )
        paths = np.asarray(outlook.draw(self.column, 0, FUTURES), dtype=np.float64)
        p10, p50, p90 = np.quantile(paths, (0.1, 0.5, 0.9), axis=1)
        ahead = years[-1] + np.arange(1, periods + 1) / past.per_year
        return Picture(years=years, values=np.array(past.values), fan_years=ahead, p10=p10, p50=p50, p90=p90)


#: How headings of published tables write units, and how cases do.
_UNITS = {"mt": "t", "troy oz": "oz"} | {word: word for word in ("t", "bbl", "mmbtu", "kg", "oz", "lb")}


def _plain(number: float) -> str:
    """Return a number with five figures and no exponent.

    >>> _plain(75181.43), _plain(0.0123456)
    ('75181', '0.012346')
    """
    return np.format_float_positional(number, precision=5, fractional=False, trim="-")


def period_words(year: float, per_year: int) -> str:
    """Return a time in years as a period is written.

    >>> period_words(2026 + 4 / 12, 12), period_words(1990.5, 4), period_words(1990.0, 1)
    ('2026-05', '1990Q3', '1990')
    """
    whole = math.floor(year + 1e-9)
    part = round((year - whole) * per_year) + 1
    if per_year == 12:
        return f"{whole}-{part:02d}"
    if per_year == 4:
        return f"{whole}Q{part}"
    return f"{whole}" if per_year == 1 else f"{year:.2f}"


def columns_of(file: str | Path) -> tuple[str, ...]:
    """Return the headings of a file's columns of values, in order.

    Raises
    ------
    ConcessionError
        E951 where the file cannot be read as a table.
    """
    head = next(csv.reader(io.StringIO(_text(Path(file)))), [])
    return tuple(name.strip() for name in head[1:])


def calibrate_file(
    file: str | Path,
    column: str | None = None,
    *,
    process: Literal["gbm", "ou"] = "ou",
    from_: float | None = None,
    to: float | None = None,
    averages: bool = True,
    gaps: Literal["refuse", "carry", "interpolate"] = "refuse",
) -> Calibration:
    """Return a process fitted to a column of a CSV file of past prices.

    Parameters
    ----------
    file
        A table whose first column holds periods (2024, 2024Q2, 2024M05, 2024-05).
    column
        The heading; it may be left out where there is one column of values.
    process, from_, to, averages
        As for :func:`concession.outlook.calibrate`; published series are averages over their step.
    gaps
        What becomes of a missing value between others.

    Raises
    ------
    ConcessionError
        E950 for a column that is not there or not said, E951 where the file cannot be read, E952 where
        the process cannot be fitted.
    """
    path = Path(file)
    text = _text(path)
    if column is None:
        known = columns_of(path)
        if len(known) != 1:
            shown = ", ".join(f"'{name}'" for name in known[:8]) + (" …" if len(known) > 8 else "")
            raise ConcessionError.of("E950", f"{path.name} has {len(known)} columns", f"name one: {shown}")
        column = known[0]
    past = history(text, column, gaps="carry" if gaps == "refuse" else gaps)
    if gaps == "refuse" and past.between(from_, to).filled:
        history(text, column)  # says which values are missing; those outside the span do not matter
    return Calibration(file=path.name, fit=calibrate(past, process, from_, to, averages=averages))


def calibrate_columns(
    file: str | Path,
    *,
    process: Literal["gbm", "ou"] = "ou",
    from_: float | None = None,
    to: float | None = None,
    averages: bool = True,
    gaps: Literal["refuse", "carry", "interpolate"] = "refuse",
) -> dict[str, Calibration | ConcessionError]:
    """Return each column of a file fitted, or why it cannot be, by its heading.

    Raises
    ------
    ConcessionError
        E951 where the file cannot be read as a table.
    """
    found: dict[str, Calibration | ConcessionError] = {}
    for column in columns_of(file):
        try:
            found[column] = calibrate_file(
                file, column, process=process, from_=from_, to=to, averages=averages, gaps=gaps
            )
        except ConcessionError as error:
            found[column] = error
    return found


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ConcessionError.of("E951", f"{path.name} is larger than {MOST_BYTES >> 20} MB")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConcessionError.of("E951", f"{path.name} cannot be read: {str(error)[:100]}") from error
