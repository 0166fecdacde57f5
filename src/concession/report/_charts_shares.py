"""Specifications of two kinds of chart: bars of shares that add up to all, and a grid of marks."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

from concession.report._charts_frame import Frame
from concession.report._charts_marks import colour, panels
from concession.report._charts_picture import Picture
from concession.report._charts_theme import PAPER, SERIES, WIDTH

__all__ = ["MARK_COLOURS", "cells", "shares"]

#: A part of a bar narrower than this has no number in it.
_NARROW = 0.055
#: The colour of each mark in the grid, from the best to what is not known.
MARK_COLOURS = {
    "text": SERIES[2],
    "official": SERIES[0],
    "reported": SERIES[4],
    "weak": SERIES[1],
    "assumed": SERIES[3],
    "unknown": SERIES[5],
    "withheld": SERIES[7],
    "no mark": SERIES[6],
}


def shares(alt: ModuleType, picture: Picture, frame: Frame, data: Any) -> Any:
    """Return a bar for each draft, divided among those who get a part of the whole; a panel per kind."""
    drafts = [one.id for one in frame.drafts]
    order = json.dumps({name: k for k, name in enumerate(picture.series)})
    base = alt.Chart().transform_calculate(order_=f"{order}[datum.series]")
    y = alt.Y(
        "draft", type="nominal", sort=drafts, title=None, axis=alt.Axis(grid=False, ticks=False, domain=False)
    )
    x = alt.X(
        "share",
        type="quantitative",
        stack="zero",
        title=picture.axes[0],
        axis=alt.Axis(format=".0%", tickCount=5),
    )
    bars = base.mark_bar(stroke=PAPER, strokeWidth=1, height={"band": 0.72}).encode(
        y=y,
        x=x,
        color=colour(alt, "series", picture.series, "square"),
        order=alt.Order("order_", type="quantitative"),
        tooltip=[
            alt.Tooltip("draft", type="nominal", title="Draft"),
            alt.Tooltip("series", type="nominal", title="Goes to"),
            alt.Tooltip("share", type="quantitative", format=".1%", title="Share"),
        ],
    )
    numbers = (
        base.transform_calculate(
            said_=f"abs(datum.share) >= {_NARROW} ? format(datum.share, '.0%') : ''",
        )
        .mark_text(align="center", color=PAPER, fontSize=11)
        .encode(
            y=y,
            x=alt.X("share", type="quantitative", stack="zero", bandPosition=0.5),
            detail=alt.Detail("series", type="nominal"),
            order=alt.Order("order_", type="quantitative"),
            text=alt.Text("said_", type="nominal"),
        )
    )
    layered = alt.layer(bars, numbers).properties(width=WIDTH, height=24 * len(drafts))
    return panels(alt, layered, data, "panel", picture.panels)


def cells(alt: ModuleType, picture: Picture, frame: Frame, data: Any) -> Any:
    """Return a grid of kinds of terms by draft; a cell holds how many are stated, on the colour of a mark."""
    drafts = [one.id for one in frame.drafts]
    kinds = list(picture.panels)
    base = alt.Chart().transform_aggregate(terms="count()", groupby=["kind", "draft", "usual"])
    narrow = "width < 400"
    x = alt.X(
        "draft",
        type="nominal",
        sort=drafts,
        title=None,
        scale=alt.Scale(domain=drafts),
        axis=alt.Axis(
            orient="top",
            ticks=False,
            domain=False,
            labelOverlap=False,
            # on a narrow screen the names stand upright
            labelAngle=alt.ExprRef(f"{narrow} ? -90 : 0"),
            labelAlign=alt.ExprRef(f"{narrow} ? 'left' : 'center'"),
            labelBaseline=alt.ExprRef(f"{narrow} ? 'middle' : 'bottom'"),
        ),
    )
    y = alt.Y(
        "kind",
        type="nominal",
        sort=kinds,
        title=None,
        axis=alt.Axis(grid=False, ticks=False, domain=False, labelLimit=200),
    )
    used = [name for name in MARK_COLOURS if name in picture.series]
    squares = base.mark_rect(stroke=PAPER, strokeWidth=2).encode(
        x=x,
        y=y,
        color=alt.Color(
            "usual",
            type="nominal",
            sort=used,
            scale=alt.Scale(domain=used, range=[MARK_COLOURS[name] for name in used]),
            legend=alt.Legend(symbolType="square", symbolSize=220, symbolOpacity=1),
        ),
        tooltip=[
            alt.Tooltip("draft", type="nominal", title="Draft"),
            alt.Tooltip("kind", type="nominal", title="Kind of term"),
            alt.Tooltip("terms", type="quantitative", title="Terms stated"),
            alt.Tooltip("usual", type="nominal", title="Mark of most"),
        ],
    )
    counts = base.mark_text(color=PAPER, fontSize=11).encode(
        x=x, y=y, text=alt.Text("terms", type="quantitative")
    )
    return alt.layer(squares, counts, data=data).properties(width=WIDTH, height=22 * max(1, len(kinds)))
