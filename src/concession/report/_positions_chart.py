"""A chart of positions: a row per term and party over time, with the drafts' dates beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from concession.errors import ConcessionError
from concession.evidence import Position, printable

__all__ = ["positions_chart", "save_chart"]

#: Colours that readers with any kind of colour vision tell apart, in the order of the parties.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
_STANCES = {True: "denies", False: "affirms", None: "asks or only mentions"}
_WIDTH = 760
#: Labels of drafts nearer than this share of the width stand on another level.
_NEAR = 0.055


def positions_chart(
    timeline: Sequence[Position],
    *,
    title: str,
    parties: Mapping[str, str],
    terms: Mapping[str, str],
    drafts: Mapping[str, date],
    subtitle: str = "",
) -> Any:
    """Return the chart as an Altair object; undated statements and those of no party are left out.

    Raises
    ------
    ConcessionError
        E821 where the extra ``charts`` is not installed, or nothing is left to draw.
    """
    try:
        import altair as alt  # noqa: PLC0415 - an optional extra, slow to import
    except ImportError as error:
        raise ConcessionError.of(
            "E821", "charts need Altair", "install the extra: pip install 'concession[charts]'"
        ) from error
    rows = [
        {
            "term": printable(terms.get(one.term, "") or one.term),
            "party": printable(parties.get(one.party, one.party)),
            "day": one.first.isoformat(),
            "words": _STANCES[one.denies],
            "speaker": printable(one.statement.speaker.name),
            "quote": printable(one.statement.words),
        }
        for one in timeline
        if one.party and one.first is not None
    ]
    if not rows:
        raise ConcessionError.of(
            "E821",
            "no statement has a day, a party and a term",
            "accept statements, and name their speakers under 'principals'",
        )
    lanes_of = _lanes(rows)
    days = [date.fromisoformat(row["day"]) for row in rows]
    shown = {name: day for name, day in drafts.items() if _around(day, min(days), max(days))}
    first, last = min([*days, *shown.values()]), max([*days, *shown.values()])
    known = list(dict.fromkeys(row["party"] for row in sorted(rows, key=lambda row: row["party"])))
    order = list(dict.fromkeys(row["term"] for row in rows))
    margin = max((last - first).days // 40, 2)
    scale = alt.Scale(
        domain=[_moment(first.toordinal() - margin), _moment(last.toordinal() + margin)], nice=False
    )
    days_axis = alt.X(
        "day:T", title=None, scale=scale, axis=alt.Axis(format="%-d %b %Y", labelAngle=0, tickCount=8)
    )
    lanes = alt.Y(
        "term:N", title=None, sort=order, axis=alt.Axis(labelLimit=260, grid=True, tickBand="extent")
    )
    points = (
        alt.Chart(_data(alt, rows))
        .mark_point(filled=True, size=70, opacity=0.8)
        .encode(
            x=days_axis,
            y=lanes,
            yOffset=alt.YOffset("lane:N", scale=alt.Scale(domain=lanes_of), sort=lanes_of),
            color=alt.Color(
                "party:N",
                title="Party",
                scale=alt.Scale(domain=known, range=[_COLOURS[i % len(_COLOURS)] for i in range(len(known))]),
            ),
            shape=alt.Shape(
                "words:N",
                title="Its words",
                scale=alt.Scale(domain=list(_STANCES.values())[::-1], range=["diamond", "circle", "cross"]),
            ),
            tooltip=["day:T", "party:N", "speaker:N", "quote:N"],
        )
    )
    height = max(len(order) * (12 * len(lanes_of) + 14), 80)
    body = points.properties(width=_WIDTH, height=height)
    marks = _drafts(alt, shown, scale, (first, last))
    chart = body if marks is None else alt.vconcat(marks[0], alt.layer(marks[1], body), spacing=4)
    heading: dict[str, Any] = {"text": title, "anchor": "start"}
    if subtitle:
        heading["subtitle"] = subtitle
    return chart.properties(title=heading).configure_view(stroke=None).configure_axis(labelFontSize=11)


def _lanes(rows: list[dict[str, Any]]) -> list[str]:
    """Give each row a lane inside its term, so that two stances of a party on one day do not hide each other.

    Returns the lanes in order: those of a party lie side by side.
    """
    stances: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        held = stances.setdefault((row["term"], row["party"], row["day"]), [])
        if row["words"] not in held:
            held.append(row["words"])
        row["lane"] = f"{row['party']} {held.index(row['words'])}"
    return sorted({row["lane"] for row in rows})


def _data(alt: Any, rows: list[dict[str, Any]]) -> Any:
    return alt.Data(values=rows)


def _around(day: date, first: date, last: date) -> bool:
    """Whether a draft is of the time that was talked in: half as long again before it and after."""
    room = max((last - first).days // 2, 14)
    return first.toordinal() - room <= day.toordinal() <= last.toordinal() + room


def _moment(ordinal: int) -> dict[str, int]:
    day = date.fromordinal(ordinal)
    return {"year": day.year, "month": day.month, "date": day.day}


def _drafts(alt: Any, drafts: Mapping[str, date], scale: Any, span: tuple[date, date]) -> Any:
    """Return the drafts' names in a strip of their own, and their lines through the chart."""
    if not drafts:
        return None
    together: dict[date, list[str]] = {}
    for name, day in sorted(drafts.items(), key=lambda item: item[1]):
        together.setdefault(day, []).append(name)
    length = max((span[1] - span[0]).days, 1)
    rows: list[dict[str, Any]] = []
    ends: list[float] = []
    for day, names in together.items():
        text = ", ".join(names)
        at = (day - span[0]).days / length
        level = next((k for k, end in enumerate(ends) if end <= at), len(ends))
        ends[level : level + 1] = [at + max(_NEAR, 0.0095 * len(text) + 0.01)]
        rows.append({"day": day.isoformat(), "drafts": text, "level": level})
    data = _data(alt, rows)
    x = alt.X("day:T", title=None, scale=scale, axis=None)
    names = (
        alt.Chart(data)
        .mark_text(align="left", dx=2, fontSize=10, color="#555")
        .encode(x=x, y=alt.Y("level:O", axis=None, sort="descending"), text="drafts:N")
        .properties(width=_WIDTH, height=14 * len(ends))
    )
    rules = alt.Chart(data).mark_rule(color="#aaa", strokeDash=[3, 3]).encode(x=alt.X("day:T", scale=scale))
    return names, rules


def save_chart(chart: Any, file: str) -> None:
    """Write a chart as SVG or PNG; E821 for any other ending."""
    path = Path(file)
    if path.suffix.lower() not in (".svg", ".png"):
        raise ConcessionError.of("E821", f"'{file}' ends neither in .svg nor in .png", "name it chart.svg")
    try:
        chart.save(str(path), format=path.suffix.lower()[1:])
    except ImportError as error:
        raise ConcessionError.of(
            "E821", "charts need vl-convert", "install the extra: pip install 'concession[charts]'"
        ) from error
