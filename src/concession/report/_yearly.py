"""Each party's cash by period on a page: mean, P10, P50 and P90, and how far these may be off."""

from __future__ import annotations

from collections.abc import Sequence

from concession.analysis import Evaluation, PartyResult
from concession.analysis._fans import QUANTILES
from concession.report._amounts import Scale, percent
from concession.report._layout import Column, Page, Table

__all__ = ["add_yearly"]


def add_yearly(page: Page, result: Evaluation, shown: Sequence[PartyResult], scale: Scale) -> None:
    """Add a table for each party whose cash by period was asked for."""
    found = [one for one in shown if one.id in result.yearly]
    if not found:
        return
    labels = [str(label) for label in result.case.timeline.labels]
    several = result.futures > 1
    titles = ["Mean", *(name.upper() for name in QUANTILES)] if several else ["Cash"]
    columns = (Column(title="Period", words=True), *(Column(title=title) for title in titles))
    error = outside = 0.0
    for one in found:
        fan = result.yearly[one.id]
        amounts = [one.by_period, *(fan.quantile(share) for share in QUANTILES.values())][: len(titles)]
        rows = tuple(
            (label, *(scale.amount(float(row[k])) for row in amounts)) for k, label in enumerate(labels)
        )
        page.table(Table(columns=columns, rows=rows), title=f"{one.name}: cash by period ({scale.unit})")
        error, outside = max(error, float(fan.error.max())), max(outside, float(fan.outside.max()))
    if several:
        page.text(
            f"P10, P50 and P90 of a period are read off counts on a grid: each is off by at most "
            f"{scale.words(error)}; at most {percent(outside)} of the futures lie outside it in any period."
        )
