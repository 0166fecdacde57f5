"""Charts of indicators: effective rates, progressivity, break-even prices and the timing of receipts."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from concession.analysis import Indicator, Indicators
from concession.errors import ConcessionError, nearest
from concession.report._amounts import rate
from concession.report._charts_marks import optional
from concession.report._charts_specs import ILLUSTRATIVE
from concession.report._charts_theme import CONFIG, DASHES, INK, MUTED, PAPER, SERIES, WIDTH

__all__ = ["INDICATOR_CHARTS", "indicator_chart", "write_indicator_chart"]

#: The kinds of charts of indicators, and what each shows.
INDICATOR_CHARTS: Mapping[str, str] = {
    "aetr": "the average effective tax rate under each draft or regime",
    "progressivity": "the average effective tax rate as prices change, and over the pre-tax rate of return",
    "break_even": "break-even prices with and without taxes",
    "receipts": "what share of all the state's receipts has come by each year",
}
_ROW = 24
#: Bars of this part of the longest have room for words.
_WORDS = 0.3
#: Rates of return above this are off the chart.
_MOST_IRR = 1.0
#: So are shares above this: near the margin of rent they have no bound.
_MOST_SHARE = 1.5


def indicator_chart(results: Sequence[Indicators], kind: str) -> Any:
    """Return a chart of the indicators of several drafts of one case, as an Altair chart.

    Parameters
    ----------
    results
        What ``indicators`` returned for each draft or regime, in the order in which they are shown.
    kind
        One of :data:`INDICATOR_CHARTS`.

    Raises
    ------
    ConcessionError
        E708 where Altair is not installed; E709 for an unknown kind, or where nothing is defined.

    Examples
    --------
    >>> from concession.analysis import indicators
    >>> from concession.model import load
    >>> case = load("buenavista")
    >>> shown = indicator_chart([indicators(case, name) for name in ("base", "duty-10")], "aetr")
    >>> shown.to_dict()["title"]["text"]
    ['Average effective tax rate']
    """
    if kind not in INDICATOR_CHARTS:
        raise ConcessionError.of("E709", f"there is no chart '{kind}'", nearest(kind, INDICATOR_CHARTS))
    title, notes, rows = _ROWS[kind](results)
    if not rows:
        raise ConcessionError.of(
            "E709",
            f"these results have nothing to show in '{kind}': it is undefined for all of them",
            f"charts are: {', '.join(INDICATOR_CHARTS)}",
        )
    alt = optional("altair")
    case = results[0].case
    data = alt.InlineData(values=json.dumps(rows), format=alt.JsonDataFormat(type="json"))
    names = list(dict.fromkeys(one.draft.id for one in results))
    chart = _DRAWN[kind](alt, data, names)
    below = [f"{case.title}. {notes}", *([f"{ILLUSTRATIVE}."] if case.head.illustrative else [])]
    heading = alt.TitleParams(
        text=[title], subtitle=[line for text in below for line in textwrap.wrap(text, 100)]
    )
    return chart.properties(title=heading, autosize=alt.AutoSizeParams(type="pad")).configure(**CONFIG)


def write_indicator_chart(results: Sequence[Indicators], kind: str, file: str | Path) -> None:
    """Save a chart of indicators as SVG or PNG, by the ending of the file's name.

    Raises
    ------
    ConcessionError
        E708 and E709 as :func:`indicator_chart`; E709 for another ending.
    """
    path = Path(file)
    ending = path.suffix.lower()
    if ending not in (".svg", ".png"):
        raise ConcessionError.of(
            "E709", f"a chart cannot be saved as '{path.name}'", "end the file's name in .svg or .png"
        )
    spec = json.dumps(indicator_chart(results, kind).properties(background="white", padding=14).to_dict())
    vl = optional("vl_convert")
    if ending == ".svg":
        path.write_text(vl.vegalite_to_svg(spec), encoding="utf-8")
    else:
        path.write_bytes(vl.vegalite_to_png(spec, scale=2.0))


Row = dict[str, object]
Shown = tuple[str, str, list[Row]]


def _aetr_rows(results: Sequence[Indicators]) -> Shown:
    discount = rate(float(results[0].case.common_rate))
    rows: list[Row] = []
    missing = []
    for one in results:
        value = one["aetr"].value
        if value is None:
            missing.append(one.draft.id)
        else:
            rows.append({"draft": one.draft.id, "value": value, "words": f"{value:.1%}"})
    note = (
        f"The states' receipts over the pre-tax net cash flow, both discounted at {discount}; what a "
        "regime's file does not cover is not in it."
    )
    if missing:
        note += f" Undefined, without rent: {', '.join(missing)}."
    return "Average effective tax rate", note, rows


def _progressivity_rows(results: Sequence[Indicators]) -> Shown:
    rows: list[Row] = []
    for one in results:
        curve = one.curve
        for price, share, irr in zip(curve.prices, curve.aetr, curve.pre_tax_irr, strict=True):
            if math.isnan(share):
                continue
            row: Row = {"draft": one.draft.id, "share": share}
            rows.append({**row, "panel": "prices", "x": price})
            if not math.isnan(irr) and irr <= _MOST_IRR:
                rows.append({**row, "panel": "irr", "x": irr})
    note = (
        "The state's discounted share as all prices are multiplied alike (1 is the case's own), and over the "
        "pre-tax rate of return then; where there is no rent it is undefined and not drawn."
    )
    if any(float(str(row["share"])) > _MOST_SHARE for row in rows):
        note += " Shares above 150\u00a0% are not shown either."
    return "Progressivity: the average effective tax rate", note, rows


def _with_price(value: float, price: Indicator) -> str:
    return f"{value:.2f} ({price.value:,.3g} {price.unit})" if price.value is not None else f"{value:.2f}"


def _break_even_rows(results: Sequence[Indicators]) -> Shown:
    rows: list[Row] = []
    missing: list[str] = []
    varies = False
    priced = [key.partition(".")[2] for key in results[0].found if key.startswith("break_even.")]
    product = priced[0] if priced else ""
    for one in results:
        for key, words in (("break_even_no_tax", "without tax"), ("break_even", "after tax")):
            value = one[key].value
            if value is None:
                missing.append(f"{one.draft.id} {words}")
                continue
            price = one.found.get(f"{key}.{product}")
            spread = one[key].spread
            said = f"{value:.2f}" if price is None or price.value is None else _with_price(value, price)
            low, high = (value, value) if spread is None else (spread.p10, spread.p90)
            varies = varies or spread is not None
            rows.append(
                {
                    "draft": one.draft.id,
                    "which": words,
                    "value": value,
                    "low": low,
                    "high": high,
                    "words": said,
                }
            )
    note = (
        f"The multiple of the case's prices at which the net present value at {rate(results[0].hurdle)} "
        "is nought; the gap between the two is what taxes add to the price needed."
    )
    if product:
        note += f" Beside it the mean price of {product} then."
    if varies:
        note += " Bars are means over the futures that have one, thin lines P10 to P90."
    if missing:
        note += f" No break-even in the bracket: {', '.join(missing)}."
    return "Break-even prices, with and without tax", note, rows


def _receipt_rows(results: Sequence[Indicators]) -> Shown:
    rows: list[Row] = []
    for one in results:
        whole = sum(one.receipts.values())
        if whole <= 0:
            continue
        so_far = 0.0
        for year, amount in one.receipts.items():
            so_far += amount
            rows.append({"draft": one.draft.id, "year": year, "share": so_far / whole})
    return "How much of all the state's receipts has come", "Cumulative, not discounted, means.", rows


def _bars(alt: ModuleType, data: Any, names: Sequence[str]) -> Any:
    y = alt.Y("draft", type="nominal", sort=list(names), title=None, axis=alt.Axis(ticks=False, domain=False))
    x = alt.X("value", type="quantitative", title="AETR", axis=alt.Axis(format=".0%", tickCount=5))
    base = alt.Chart(data)
    bars = base.mark_bar(color=SERIES[0], size=14).encode(x=x, y=y)
    text = base.mark_text(align="left", dx=5, color=INK).encode(
        x=alt.X("value", type="quantitative"), y=y, text=alt.Text("words", type="nominal")
    )
    return alt.layer(bars, text).properties(width=WIDTH, height=_ROW * len(names))


def _colour(alt: ModuleType, field: str, names: Sequence[str]) -> dict[str, Any]:
    palette = [SERIES[k % len(SERIES)] for k in range(len(names))]
    dashes = [DASHES[k % len(DASHES)] for k in range(len(names))]
    # a line long enough to show its dashes; a single one needs no name
    legend = alt.Legend(symbolType="stroke", symbolSize=400, symbolStrokeWidth=2) if len(names) > 1 else None
    scale = {"domain": list(names)}
    return {
        "color": alt.Color(
            field,
            type="nominal",
            sort=list(names),
            scale=alt.Scale(**scale, range=palette),
            legend=legend,
        ),
        "strokeDash": alt.StrokeDash(
            field,
            type="nominal",
            sort=list(names),
            scale=alt.Scale(**scale, range=dashes),
            legend=legend,
        ),
    }


def _curves(alt: ModuleType, data: Any, names: Sequence[str]) -> Any:
    panels = []
    shares = [float(str(row["share"])) for row in json.loads(data.values)]
    top = min(_MOST_SHARE, math.ceil(10 * max(shares)) / 10)
    for panel, title, form in (
        ("prices", "Multiple of the case's prices", ".1~f"),
        ("irr", "Pre-tax rate of return", ".0%"),
    ):
        lines = (
            alt.Chart()
            .transform_filter(f"datum.panel === '{panel}'")
            .mark_line(strokeWidth=2, clip=True)
            .encode(
                x=alt.X(
                    "x",
                    type="quantitative",
                    title=title,
                    scale=alt.Scale(zero=False),
                    axis=alt.Axis(format=form, tickCount=6, grid=False),
                ),
                y=alt.Y(
                    "share",
                    type="quantitative",
                    title="AETR",
                    scale=alt.Scale(domain=[0, top], nice=False),
                    axis=alt.Axis(format=".0%", tickCount=6),
                ),
                order=alt.Order("x", type="quantitative"),
                **_colour(alt, "draft", names),
            )
        )
        layers = [lines]
        if panel == "prices":
            layers.append(alt.Chart().mark_rule(color=MUTED, strokeDash=[4, 3]).encode(x=alt.X(datum=1)))
        panels.append(alt.layer(*layers, data=data).properties(width=WIDTH, height=190))
    return alt.vconcat(*panels, spacing=24)


def _pairs(alt: ModuleType, data: Any, names: Sequence[str]) -> Any:
    which = ["without tax", "after tax"]
    y = alt.Y("draft", type="nominal", sort=list(names), title=None, axis=alt.Axis(ticks=False, domain=False))
    offset = alt.YOffset("which", type="nominal", sort=which)
    x = alt.X("value", type="quantitative", title="Multiple of the case's prices", axis=alt.Axis(tickCount=5))
    base = alt.Chart(data)
    scale = alt.Scale(domain=which, range=[SERIES[5], SERIES[0]])
    bars = base.mark_bar().encode(
        x=x,
        y=y,
        yOffset=offset,
        color=alt.Color(
            "which",
            type="nominal",
            sort=which,
            scale=scale,
            legend=alt.Legend(symbolType="square", symbolSize=220, columnPadding=28),
        ),
    )
    ends = {"x": alt.X("low", type="quantitative"), "x2": alt.X2("high"), "y": y, "yOffset": offset}
    spans = [
        base.mark_rule(color=colour, strokeWidth=width).encode(**ends)
        for colour, width in ((PAPER, 4), (INK, 1.5))
    ]
    # words stand in their bar where it is long enough for them, and else after it
    longest = max(float(str(row["high"])) for row in json.loads(data.values))
    words = {"y": y, "yOffset": offset, "text": alt.Text("words", type="nominal")}
    fits = f"datum.value >= {_WORDS * longest:.6g}"
    text = [
        base.transform_filter(fits)
        .mark_text(align="left", dx=6, color=PAPER, fontSize=11, fontWeight="bold")
        .encode(x=alt.X(datum=0), **words),
        base.transform_filter(f"!({fits})")
        .mark_text(align="left", dx=5, color=INK, fontSize=11)
        .encode(x=alt.X("high", type="quantitative"), **words),
    ]
    line = alt.Chart().mark_rule(color=MUTED, strokeDash=[4, 3]).encode(x=alt.X(datum=1))
    return alt.layer(bars, line, *spans, *text, data=data).properties(
        width=WIDTH, height=2 * _ROW * len(names)
    )


def _receipts(alt: ModuleType, data: Any, names: Sequence[str]) -> Any:
    lines = (
        alt.Chart(data)
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X(
                "year",
                type="quantitative",
                title=None,
                scale=alt.Scale(zero=False, nice=False),
                axis=alt.Axis(format="d", tickMinStep=1, tickCount=8, grid=False),
            ),
            y=alt.Y(
                "share",
                type="quantitative",
                title="Share of all receipts",
                axis=alt.Axis(format=".0%", tickCount=5),
            ),
            **_colour(alt, "draft", names),
        )
    )
    return alt.layer(lines).properties(width=WIDTH, height=220)


_ROWS: dict[str, Callable[[Sequence[Indicators]], Shown]] = {
    "aetr": _aetr_rows,
    "progressivity": _progressivity_rows,
    "break_even": _break_even_rows,
    "receipts": _receipt_rows,
}
_DRAWN: dict[str, Callable[[ModuleType, Any, Sequence[str]], Any]] = {
    "aetr": _bars,
    "progressivity": _curves,
    "break_even": _pairs,
    "receipts": _receipts,
}
