"""A fitted price process: its parameters and notes on a page, and past and future in a chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from concession.analysis import Calibration
from concession.errors import ConcessionError
from concession.outlook import show
from concession.report._charts_specs import optional
from concession.report._layout import Column, Page, Table

__all__ = ["calibration_chart", "calibration_page", "calibrations_page"]

_WORDS = {
    "ou": "A logarithm that returns to a level (Ornstein and Uhlenbeck)",
    "gbm": "A geometric Brownian motion",
}


def calibration_page(page: Page, result: Calibration) -> None:
    """Add the parameters with their standard errors, what residuals say, notes, and an entry to copy."""
    fit = result.fit
    past = fit.history
    count = len(past.values)
    first, last = result.span
    page.title(
        f"{result.column}: {_WORDS[fit.process][0].lower()}{_WORDS[fit.process][1:]}",
        f"{count:,} values of {result.file}, {past.per_year} a year, {first} to {last}.",
    )
    columns = (
        Column(title="Parameter", words=True),
        Column(title="Value"),
        Column(title="Standard error"),
        Column(title="Unit", words=True),
    )
    rows = [
        (name.replace("_", " "), one.words, show(one.se, 2), one.unit) for name, one in fit.parameters.items()
    ]
    page.table(Table(columns=columns, rows=tuple(rows)))
    left = fit.residuals
    page.text(
        f"Residuals: autocorrelation {left.autocorrelation:.2f}, skew {left.skew:.2f}, excess kurtosis "
        f"{left.excess_kurtosis:.2f}."
    )
    if fit.notes:
        page.text("How far to trust it:")
        page.items(fit.notes)
    page.text("Past (o) and what the fit makes of ten years more (P10 to P90, - is P50), logarithmic:")
    page.lines(_drawn(result, min(page.width, 100)))
    missing = "source is" if result.unit != "UNIT" else "unit and source are"
    page.text(f"As an entry of outlook.yaml, whose {missing} still to be said:")
    page.lines([f"    {line}" for line in result.entry().splitlines()])


def calibrations_page(page: Page, results: Mapping[str, Calibration | ConcessionError]) -> None:
    """Add one row for each column of a file: its parameters with their standard errors, or why none."""
    fitted = [one for one in results.values() if isinstance(one, Calibration)]
    if fitted:
        first = fitted[0].fit
        names = list(first.parameters)
        columns = [Column(title="Column", words=True), Column(title="From"), Column(title="To")]
        columns += [Column(title=name.replace("_", " ").capitalize()) for name in names]
        rows = []
        for one in fitted:
            cells = [f"{own.words} ± {show(own.se, 2)}" for own in one.fit.parameters.values()]
            rows.append((one.column + (" *" if _outside(one) else ""), *one.span, *cells))
        page.title(
            f"{fitted[0].file}: {len(fitted)} of {len(results)} columns",
            f"{_WORDS[first.process]}; each parameter ± its standard error.",
        )
        page.table(Table(columns=tuple(columns), rows=tuple(rows)))
        units = ", ".join(
            f"{name.replace('_', ' ')} {one.unit}" for name, one in first.parameters.items() if one.unit
        )
        page.text(f"Units: {units}. *: the fit is not to be used. Notes on one: add --column NAME.")
    left = {name: one for name, one in results.items() if isinstance(one, ConcessionError)}
    if left:
        page.text("Not fitted:")
        page.items([one.problems[0].message for one in left.values()])


def _outside(result: Calibration) -> bool:
    return any("do not use this fit" in note for note in result.fit.notes)


def _drawn(result: Calibration, width: int, rows: int = 12) -> list[str]:
    """Return past and fan as lines of text."""
    picture = result.picture()
    least = float(min(picture.values.min(), picture.p10.min()))
    most = float(max(picture.values.max(), picture.p90.max()))
    marks = [show(mark, 3) for mark in (most, float(np.sqrt(most * least)), least)]
    margin = max(map(len, marks)) + 1
    columns = max(width - margin - 3, 20)
    first, last = float(picture.years[0]), float(picture.fan_years[-1])
    grid = [[" "] * columns for _ in range(rows)]

    def row(value: float) -> int:
        share = np.log(value / least) / np.log(most / least) if most > least else 0.5
        return rows - 1 - round(float(share) * (rows - 1))

    def column(year: float) -> int:
        return int((year - first) / (last - first) * (columns - 1))

    for year, low, middle, high in zip(picture.fan_years, picture.p10, picture.p50, picture.p90, strict=True):
        for at in range(row(high), row(low) + 1):
            grid[at][column(year)] = ":" if grid[at][column(year)] == " " else grid[at][column(year)]
        grid[row(middle)][column(year)] = "-"
    for year, value in zip(picture.years, picture.values, strict=True):
        grid[row(value)][column(year)] = "o"
    labels = {0: marks[0], (rows - 1) // 2: marks[1], rows - 1: marks[2]}
    lines = [f"{labels.get(k, ''):>{margin}} |{''.join(one).rstrip()}" for k, one in enumerate(grid)]
    ends = f"{first:.0f}", f"{last:.0f}"
    lines.append(" " * margin + " +" + "-" * columns)
    lines.append(" " * (margin + 2) + ends[0] + " " * (columns - len(ends[0]) - len(ends[1])) + ends[1])
    return lines


def calibration_chart(result: Calibration) -> Any:
    """Return past values, and P10, P50 and P90 of what the fit makes of the future, as an Altair chart.

    Raises
    ------
    ConcessionError
        E708 where Altair is not installed.
    """
    alt: Any = optional("altair")
    rows = result.picture().to_records()
    past = alt.Data(values=[row for row in rows if "value" in row])
    ahead = alt.Data(values=[row for row in rows if "p50" in row])
    year = alt.X("year:Q", title=None, axis=alt.Axis(format="d"), scale=alt.Scale(zero=False, nice=False))
    title = f"{result.column}, logarithmic"
    scale = alt.Scale(type="log", nice=False, zero=False)
    band = (
        alt.Chart(ahead)
        .mark_area(color="#0072b2", opacity=0.25)
        .encode(x=year, y=alt.Y("p10:Q", title=title, scale=scale), y2="p90:Q")
    )
    middle = (
        alt.Chart(ahead).mark_line(color="#0072b2").encode(x=year, y=alt.Y("p50:Q", title=title, scale=scale))
    )
    line = (
        alt.Chart(past)
        .mark_line(color="#000000")
        .encode(x=year, y=alt.Y("value:Q", title=title, scale=scale))
    )
    said = alt.TitleParams(
        text=f"{result.column}: past values and what the fit makes of the future",
        subtitle=f"{_WORDS[result.fit.process]}; the band runs from P10 to P90, the line in it is P50.",
        anchor="start",
    )
    return (band + middle + line).properties(width=640, height=320, title=said, background="white")
