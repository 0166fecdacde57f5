"""A fitted price process: its parameters and notes on a page, and past and future in a chart."""

from __future__ import annotations

from typing import Any

from concession.analysis import Calibration
from concession.report._charts_specs import optional
from concession.report._layout import Column, Page, Table

__all__ = ["calibration_chart", "calibration_page"]

_WORDS = {
    "ou": "A logarithm that returns to a level (Ornstein and Uhlenbeck)",
    "gbm": "A geometric Brownian motion",
}


def calibration_page(page: Page, result: Calibration) -> None:
    """Add the parameters with their standard errors, what residuals say, notes, and an entry to copy."""
    fit = result.fit
    past = fit.history
    count = len(past.values)
    last = past.start + (count - 1) / past.per_year
    page.title(
        f"{result.column}: {_WORDS[fit.process][0].lower()}{_WORDS[fit.process][1:]}",
        f"{count:,} values of {result.file}, {past.per_year} a year, {past.start:.7g} to {last:.7g}.",
    )
    columns = (
        Column(title="Parameter", words=True),
        Column(title="Value"),
        Column(title="Standard error"),
        Column(title="Unit", words=True),
    )
    rows = [
        (name.replace("_", " "), f"{one.value:.4g}", f"{one.se:.2g}", one.unit)
        for name, one in fit.parameters.items()
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
    page.text("As an entry of outlook.yaml, whose unit and source are still to be said:")
    page.lines([f"    {line}" for line in result.entry().splitlines()])


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
