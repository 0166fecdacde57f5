"""Specifications of charts: each picture as an Altair chart, reading the rows that the page offers as CSV."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

from concession.report import _charts_marks as marks
from concession.report._charts_frame import Frame
from concession.report._charts_marks import optional
from concession.report._charts_picture import Picture
from concession.report._charts_shares import cells, shares
from concession.report._charts_theme import CONFIG, INK, MUTED, PAPER, SERIES, WIDTH

__all__ = ["ILLUSTRATIVE", "draw", "optional"]

#: What every chart of an illustrative case says.
ILLUSTRATIVE = "Illustrative: this rests on assumptions"

_ROW = 26


def draw(picture: Picture, frame: Frame, *, titled: bool = True) -> Any:
    """Return a picture as an Altair chart.

    Parameters
    ----------
    picture, frame
        What is drawn, and the result that it is of.
    titled
        Whether title and conventions stand above the panels; a page says them itself.

    Raises
    ------
    ConcessionError
        E708 where Altair is not installed.
    """
    alt = optional("altair")
    data = alt.InlineData(
        values=picture.to_csv(),
        format=alt.CsvDataFormat(
            type="csv",
            parse={name: "number" if name in picture.numbers else "string" for name in picture.fields},
        ),
    )
    if picture.scale is not None:
        frame = replace(frame, scale=picture.scale)
    chart = _KINDS[picture.kind](alt, picture, frame, data)
    title = _title(alt, picture, frame, titled=titled)
    if title is not None:
        chart = chart.properties(title=title)
    if not titled:
        chart = chart.properties(background="transparent")
    # straight into the specification: a chart's own configuration, never Altair's global one
    return chart.properties(autosize=alt.AutoSizeParams(type="pad")).configure(**CONFIG)


def _title(alt: ModuleType, picture: Picture, frame: Frame, *, titled: bool) -> Any:
    illustrative = frame.case.head.illustrative
    if not titled:
        if not illustrative:
            return None
        return alt.TitleParams(
            text=ILLUSTRATIVE, fontSize=12, fontWeight="normal", fontStyle="italic", color=MUTED
        )
    below = [f"{frame.case.title}. {picture.note}"]
    below += [f"{ILLUSTRATIVE}."] if illustrative else []
    return alt.TitleParams(
        text=textwrap.wrap(picture.title, 72) or [""],
        subtitle=[line for text in below for line in textwrap.wrap(text, 100)],
    )


def _dots(alt: ModuleType, picture: Picture, frame: Frame, data: Any) -> Any:
    """Return a dot and an interval per draft, a panel per party, the amount written beside it."""
    drafts = [one.id for one in frame.drafts]
    signed = picture.kind == "difference"
    shown = drafts[1:] if signed else drafts
    base = marks.scaled(alt, frame, alt.Chart(), "mean", "p10", "p90")
    y = alt.Y(
        "draft", type="nominal", sort=shown, title=None, axis=alt.Axis(grid=False, ticks=False, domain=False)
    )
    x = alt.X(
        "mean_",
        type="quantitative",
        title=picture.axes[0],
        scale=alt.Scale(zero=True, padding=58),
        axis=alt.Axis(format=marks.NUMBER, tickCount=5),
    )
    tips = [("draft", "nominal", "Draft"), ("name", "nominal", "Party"), ("mean_", "quantitative", "Mean")]
    if frame.random:
        tips += [("p10_", "quantitative", "P10"), ("p90_", "quantitative", "P90")]
    colour = (
        alt.value(SERIES[0])
        if signed or not frame.compared
        else alt.condition(
            f"datum.draft === {json.dumps(drafts[0])}", alt.value(SERIES[5]), alt.value(SERIES[0])
        )
    )
    layers = [marks.zero(alt, "x")]
    if frame.random:
        layers.append(
            base.mark_rule(strokeWidth=5, opacity=0.35, strokeCap="round").encode(
                y=y, x=alt.X("p10_", type="quantitative"), x2="p90_", color=colour
            )
        )
    layers.append(
        base.mark_point(filled=True, size=80, opacity=1).encode(
            y=y, x=x, color=colour, tooltip=marks.tooltip(alt, *tips)
        )
    )
    places = frame.scale.decimals
    digits = f"{'+' if signed else ''},.{places}f"
    said = f"abs(datum.mean_) < {0.5 * 10**-places} ? '{0:.{places}f}' : format(datum.mean_, '{digits}')"
    # away from nothing, so that no number stands on the line there
    for align, side, end in (("left", "datum.mean_ >= 0", "p90_"), ("right", "datum.mean_ < 0", "p10_")):
        layers.append(
            base.transform_calculate(said_=f"{side} ? ({said}) : ''")
            .mark_text(align=align, dx=8 if align == "left" else -8, color=INK, fontSize=11)
            .encode(y=y, x=alt.X(end, type="quantitative"), text=alt.Text("said_", type="nominal"))
        )
    layered = alt.layer(*layers).properties(width=WIDTH, height=_ROW * len(shown))
    return marks.panels(alt, layered, data, "name", picture.panels)


def _ridges(alt: ModuleType, picture: Picture, frame: Frame, data: Any) -> Any:
    """Return steps of shares, one row per draft, a panel per party with an axis of its own."""
    drafts = [one.id for one in frame.drafts]
    number, names = json.dumps({name: k for k, name in enumerate(drafts)}), json.dumps(drafts)
    base = (
        marks.scaled(alt, frame, alt.Chart(), "from", "to")
        .transform_joinaggregate(most_="max(share)", groupby=["name", "draft"])
        .transform_calculate(row_=f"{number}[datum.draft]")
        .transform_calculate(top_="datum.row_ - 0.88 * datum.share / datum.most_")
    )
    bars = base.mark_rect(color=SERIES[0], opacity=0.75).encode(
        x=alt.X(
            "from_",
            type="quantitative",
            title=picture.axes[0],
            scale=alt.Scale(zero=False, nice=True),
            axis=alt.Axis(format=marks.NUMBER, tickCount=5),
        ),
        x2="to_",
        y=alt.Y(
            "top_",
            type="quantitative",
            title=None,
            scale=alt.Scale(domain=[-1, len(drafts) - 1], reverse=True, nice=False, zero=False),
            axis=alt.Axis(
                values=list(range(len(drafts))), labelExpr=f"{names}[datum.value]", ticks=False, domain=False
            ),
        ),
        y2="row_",
        tooltip=marks.tooltip(
            alt,
            ("draft", "nominal", "Draft"),
            ("name", "nominal", "Party"),
            ("from_", "quantitative", "From"),
            ("to_", "quantitative", "To"),
            ("share", "quantitative", "Share of futures"),
        ),
    )
    layered = alt.layer(bars).properties(width=WIDTH, height=34 * len(drafts))
    return marks.panels(alt, layered, data, "name", picture.panels).resolve_scale(x="independent")


def _ticks(alt: ModuleType, count: int) -> Any:
    return alt.Axis(format=marks.NUMBER, tickCount=count)


def _points(alt: ModuleType, picture: Picture, frame: Frame, data: Any) -> Any:
    base = marks.scaled(alt, frame, alt.Chart(), "first", "second")
    points = base.mark_point(filled=True, size=28, color=SERIES[0], opacity=0.45).encode(
        x=alt.X(
            "first_",
            type="quantitative",
            title=picture.axes[0],
            axis=alt.Axis(format=marks.NUMBER, tickCount=5),
        ),
        y=alt.Y(
            "second_",
            type="quantitative",
            title=picture.axes[1],
            axis=alt.Axis(format=marks.NUMBER, tickCount=4),
        ),
        tooltip=marks.tooltip(
            alt,
            ("draft", "nominal", "Draft"),
            ("future", "quantitative", "Future"),
            ("first_", "quantitative", picture.axes[0]),
            ("second_", "quantitative", picture.axes[1]),
        ),
    )
    layered = alt.layer(marks.zero(alt, "x"), marks.zero(alt, "y"), points).properties(
        width=WIDTH, height=180
    )
    return marks.panels(alt, layered, data, "draft", picture.panels)


def _stack(alt: ModuleType, picture: Picture, frame: Frame, data: Any) -> Any:
    order = json.dumps({name: k for k, name in enumerate(picture.series)})
    bars = (
        marks.scaled(alt, frame, alt.Chart(), "mean")
        .transform_calculate(
            order_=f"{order}[datum.series]", from_="datum.year - 0.42", to_="datum.year + 0.42"
        )
        .mark_bar(stroke=PAPER, strokeWidth=0.5)
        .encode(
            x=marks.year(alt, frame, "from_"),
            x2="to_",
            y=alt.Y(
                "mean_",
                type="quantitative",
                aggregate="sum",
                stack="zero",
                title=picture.axes[0],
                axis=alt.Axis(format=marks.NUMBER, tickCount=4),
            ),
            color=marks.colour(alt, "series", picture.series, "square"),
            order=alt.Order("order_", type="quantitative"),
            tooltip=[
                *marks.tooltip(alt, ("draft", "nominal", "Draft"), ("series", "nominal", "Instrument")),
                alt.Tooltip("year", type="quantitative", format="d", title="Year"),
                alt.Tooltip(
                    "mean_", type="quantitative", aggregate="sum", format=marks.NUMBER, title=picture.axes[0]
                ),
            ],
        )
    )
    layered = alt.layer(marks.zero(alt, "y"), bars).properties(width=WIDTH, height=150)
    return marks.panels(alt, layered, data, "draft", picture.panels)


def _areas(alt: ModuleType, picture: Picture, frame: Frame, data: Any) -> Any:
    """Return shares of the futures by state, one on top of the other: they always fill the panel."""
    order = json.dumps({name: k for k, name in enumerate(picture.series)})
    x = marks.year(alt, frame)
    areas = (
        alt.Chart()
        .transform_calculate(order_=f"{order}[datum.state]")
        .mark_area(opacity=0.85, stroke=PAPER, strokeWidth=0.5)
        .encode(
            x=x,
            y=alt.Y(
                "share",
                type="quantitative",
                stack="zero",
                title=picture.axes[0],
                scale=alt.Scale(domain=[0, 1], nice=False),
                axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1]),
            ),
            color=marks.colour(alt, "state", picture.series, "square"),
            order=alt.Order("order_", type="quantitative"),
            tooltip=[
                alt.Tooltip("state", type="nominal", title="State"),
                alt.Tooltip("year", type="quantitative", format="d", title="Year"),
                alt.Tooltip("share", type="quantitative", format=".1%", title="Share of futures"),
            ],
        )
    )
    layered = alt.layer(areas).properties(width=WIDTH, height=150)
    return marks.panels(alt, layered, data, "panel", picture.panels)


def _lines(alt: ModuleType, picture: Picture, frame: Frame, data: Any) -> Any:
    low, high = _bounds(picture)
    x = marks.year(alt, frame)
    y = alt.Y(
        "share",
        type="quantitative",
        title=picture.axes[0],
        # early years, with much spent and little sold, would flatten all others
        scale=alt.Scale(domain=[low, high], nice=False),
        axis=alt.Axis(format=".0%", tickCount=5),
    )
    colour = marks.colour(alt, "name", picture.series)
    layers = [
        marks.zero(alt, "y"),
        alt.Chart()
        .mark_line(strokeWidth=2, clip=True)
        .encode(x=x, y=y, color=colour, strokeDash=marks.dash(alt, "name", picture.series)),
    ]
    tooltip = [
        alt.Tooltip("draft", type="nominal", title="Draft"),
        alt.Tooltip("name", type="nominal", title="Party"),
        alt.Tooltip("year", type="quantitative", format="d", title="Year"),
        alt.Tooltip("share", type="quantitative", format=".1%", title="Share so far"),
    ]
    seen = alt.Chart().transform_filter(f"datum.share >= {low}")
    layers.append(marks.hover(seen, x=x, y=y, detail="name", tooltip=tooltip))
    layered = alt.layer(*layers).properties(width=WIDTH, height=170)
    return marks.panels(alt, layered, data, "draft", picture.panels)


def _bounds(picture: Picture) -> tuple[float, float]:
    """Return the ends of an axis of shares in tenths: from -100 % at the lowest, to 100 % at the highest."""
    shares = [float(str(row["share"])) for row in picture.rows]
    low, high = math.floor(10 * min(shares, default=0.0)) / 10, math.ceil(10 * max(shares, default=1.0)) / 10
    return max(-1.0, min(low, 0.0)), min(1.0, max(high, 0.1))


#: A name longer than this takes several lines of a legend.
_LONG = 38
#: What the colours of a picture of years stand for; each party of a picture of cash has a panel instead.
_SERIES = {"outstanding": "claim", "fund_inflow": "fund", "fund_assets": "fund", "preferred": "reading"}


def _bands(alt: ModuleType, picture: Picture, frame: Frame, data: Any) -> Any:
    """Return means by year, with a band from P10 to P90 where the picture has one.

    There is a panel per party, or one per draft with its claims, its fund or its readings.
    """
    several, banded = picture.kind in _SERIES, "p10" in picture.fields
    base = marks.scaled(alt, frame, alt.Chart(), "mean", *(["p10", "p90"] if banded else []))
    kind = _SERIES.get(picture.kind, "party")
    y = alt.Y(
        "mean_",
        type="quantitative",
        title=picture.axes[0],
        scale=alt.Scale(zero=True),
        axis=alt.Axis(format=marks.NUMBER, tickCount=4),
    )
    # one colour alone needs no legend
    coloured = several and len(picture.series) > 1
    shade = {"color": marks.colour(alt, kind, picture.series) if coloured else alt.value(SERIES[0])}
    if coloured and any(len(name) > _LONG for name in picture.series):
        # names of claims are long: over as many lines as they take
        lines = {name: textwrap.wrap(name, _LONG) for name in picture.series}
        legend = shade["color"]["legend"]
        legend["labelLimit"], legend["labelExpr"] = WIDTH, f"{json.dumps(lines)}[datum.label]"
    dashes = {"strokeDash": marks.dash(alt, kind, picture.series)} if coloured else {}
    layers = [marks.zero(alt, "y")]
    tips = [("draft", "nominal", "Draft"), (kind, "nominal", kind.title()), ("mean_", "quantitative", "Mean")]
    if banded and frame.random:
        layers.append(
            base.mark_area(opacity=0.25).encode(
                x=marks.year(alt, frame), y=alt.Y("p10_", type="quantitative"), y2="p90_", **shade
            )
        )
        tips += [("p10_", "quantitative", "P10"), ("p90_", "quantitative", "P90")]
    layers.append(base.mark_line(strokeWidth=2).encode(x=marks.year(alt, frame), y=y, **shade, **dashes))
    shown = [*marks.tooltip(alt, *tips), alt.Tooltip("year", type="quantitative", format="d", title="Year")]
    layers.append(marks.hover(base, x=marks.year(alt, frame), y=y, tooltip=shown, detail=kind))
    high = {"preferred": 240, "fund_inflow": 110, "fund_assets": 110}.get(picture.kind, 140)
    layered = alt.layer(*layers).properties(width=WIDTH, height=high)
    field = "draft" if several else "party"
    return marks.panels(alt, layered, data, field, picture.panels).resolve_scale(y="independent")


_KINDS: dict[str, Callable[[ModuleType, Picture, Frame, Any], Any]] = {
    "value_by_party": _dots,
    "difference": _dots,
    "distribution": _ridges,
    "joint": _points,
    "payments": _stack,
    "cumulative_share": _lines,
    "yearly_cash": _bands,
    "outstanding": _bands,
    "fund_inflow": _bands,
    "fund_assets": _bands,
    "preferred": _bands,
    "each_dollar": shares,
    "terms": cells,
    "states": _areas,
    "gains": _points,
}
