"""Pictures of years: payments by instrument, parties' cash, shares of sales so far, what is outstanding."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from concession.analysis import Row
from concession.analysis._places import account_words
from concession.analysis._years import Band, DraftYears
from concession.engine import Array
from concession.ledger import OUTSIDE
from concession.report._amounts import percent
from concession.report._charts_frame import Frame, main_parties
from concession.report._charts_picture import Grid, Picture

__all__ = [
    "between",
    "by_year_grid",
    "cumulative_share",
    "fan_fields",
    "fan_grid",
    "fan_note",
    "fan_rows",
    "mean_words",
    "outstanding",
    "payments",
    "yearly_cash",
]

#: How many colours there are; what has none of its own is drawn as one.
_MOST_SERIES = 8
_OTHER = "all others"


def payments(frame: Frame) -> Picture | None:
    """Return what parties pay each other by instrument and year; None where they pay nothing."""
    totals: dict[str, float] = {}
    by_draft: dict[str, dict[str, Array]] = {}
    for one in frame.paths.drafts:
        found = by_draft.setdefault(one.draft.id, {})
        for paid in one.payments:
            if paid.payer in OUTSIDE or paid.payee in OUTSIDE or not np.any(paid.by_year):
                continue
            word = paid.instrument.replace("_", " ") + ("" if paid.medium == "cash" else f" ({paid.medium})")
            found[word] = found[word] + paid.by_year if word in found else paid.by_year
        for word, amounts in found.items():
            totals[word] = totals.get(word, 0.0) + float(np.abs(amounts).sum())
    if not totals:
        return None
    ordered = sorted(totals, key=lambda word: -totals[word])
    named = ordered if len(ordered) <= _MOST_SERIES else ordered[: _MOST_SERIES - 1]
    series = tuple(named) if len(named) == len(ordered) else (*named, _OTHER)
    rows: list[Row] = []
    for draft, found in by_draft.items():
        for word, amounts in found.items():
            rows += [
                {
                    "draft": draft,
                    "year": year,
                    "instrument": word,
                    "series": word if word in named else _OTHER,
                    "mean": float(amount),
                }
                for year, amount in zip(frame.paths.years, amounts, strict=True)
                if amount
            ]
    sums = {
        draft: sorted(((float(a.sum()), word) for word, a in found.items()), reverse=True)
        for draft, found in by_draft.items()
    }
    said = "; ".join(
        f"{draft}: " + ", ".join(f"{word} {frame.scale.words(total)}" for total, word in found[:3])
        for draft, found in sums.items()
        if found
    )
    return Picture(
        kind="payments",
        key="payments",
        title="What is paid when, by instrument",
        sentence=f"The largest sums over all years, not discounted{mean_words(frame)}. {said}.",
        note=(
            "Payments between parties by the year in which they fall due, "
            f"{frame.scale.unit}{mean_words(frame)}, not discounted; sales, costs and other dealings with "
            "markets and suppliers are left out. Money that passes through several hands is drawn at each."
        ),
        fields={
            "draft": "draft",
            "year": "calendar year",
            "instrument": "instrument",
            "series": "what the chart calls it",
            "mean": f"paid in the year, mean, {frame.case.head.currency}",
        },
        rows=tuple(rows),
        table=by_year_grid(frame, by_draft, frame.scale.amount, frame.scale.unit),
        panels=tuple(one.id for one in frame.drafts),
        series=series,
        numbers=frozenset({"year", "mean"}),
        axes=(f"{frame.scale.unit} a year",),
    )


def cumulative_share(frame: Frame) -> Picture | None:
    """Return what share of all sales so far each party has kept; None where nothing is sold."""
    groups = [one.id for one in frame.parties.values() if one.group]
    inside = {member for name in groups for member in frame.case.groups[name].members}
    # a group stands for its members: nobody's cash is drawn twice
    every = [one for one in main_parties(frame, len(frame.parties)) if one.id not in inside]
    chosen = every[: _MOST_SERIES - 1]
    by_draft: dict[str, dict[str, Array]] = {}
    for one in frame.paths.drafts:
        sales = _sold(one, len(frame.paths.years)).cumsum()
        if not np.any(sales > 0):
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            by_draft[one.draft.id] = {
                party.name: np.where(sales > 0, one.parties[party.id].cash.mean.cumsum() / sales, np.nan)
                for party in chosen
                if party.id in one.parties
            }
    if not by_draft or not chosen:
        return None
    names = {party.name: party.id for party in chosen}
    rows: list[Row] = [
        {"draft": draft, "year": year, "party": names[name], "name": name, "share": float(share)}
        for draft, found in by_draft.items()
        for name, shares in found.items()
        for year, share in zip(frame.paths.years, shares, strict=True)
        if not np.isnan(share)
    ]
    said = "; ".join(
        f"{draft}: " + ", ".join(f"{name} {percent(float(shares[-1]))}" for name, shares in found.items())
        for draft, found in by_draft.items()
    )
    return Picture(
        kind="cumulative_share",
        key="cumulative_share",
        title="Who has kept how much of every unit of sales so far",
        sentence=f"By the end of {frame.paths.years[-1]}, of all sales since the start. {said}.",
        note=(
            f"A party's cash since the start over all sales since the start{mean_words(frame)}, "
            "not discounted. What is missing to 100 % went to suppliers, for goods, services, labour and "
            "capital, and to parties not shown; a party that has paid in more than it received stands "
            "below nothing; the axis ends at -100 %."
        ),
        fields={
            "draft": "draft",
            "year": "calendar year",
            "party": "party",
            "name": "name of the party",
            "share": "cash since the start over sales since the start",
        },
        rows=tuple(rows),
        table=by_year_grid(frame, by_draft, percent, ""),
        panels=tuple(one.id for one in frame.drafts if one.id in by_draft),
        series=tuple(names),
        numbers=frozenset({"year", "share"}),
        axes=("Share of sales so far",),
    )


def yearly_cash(frame: Frame, draft: str) -> Picture | None:
    """Return each party's cash by year under one draft, with P10 and P90 where something varies."""
    one = next(found for found in frame.paths.drafts if found.draft.id == draft)
    chosen = [
        party
        for party in main_parties(frame, 6)
        if party.id in one.parties and np.any(one.parties[party.id].cash.mean)
    ]
    if not chosen:
        return None
    cash = {party.name: one.parties[party.id].cash for party in chosen}
    rows = fan_rows(frame, {draft: cash}, "party")
    years = frame.paths.years
    said = []
    for name, band in cash.items():
        top = int(np.argmax(band.mean))
        said.append(
            f"{name}: most in {years[top]}, {frame.scale.words(float(band.mean[top]))}"
            + (between(frame, band, top) if frame.random else "")
        )
    return Picture(
        kind="yearly_cash",
        key=f"yearly_cash-{draft}",
        title=f"Each party's cash by year under {draft}",
        sentence=f"{'; '.join(said)}.",
        note=fan_note(frame, "Cash received less cash paid in the year"),
        fields=fan_fields(frame, "party", "cash of the year"),
        rows=tuple(rows),
        table=fan_grid(frame, {draft: cash}),
        panels=tuple(cash),
        numbers=frozenset({"year", "mean", "p10", "p90"}),
        axes=(f"{frame.scale.unit} a year",),
    )


def outstanding(frame: Frame) -> Picture | None:
    """Return what is outstanding on each claim at the end of each year; None where nothing ever is."""
    by_draft: dict[str, dict[str, Band]] = {}
    for one in frame.paths.drafts:
        found = {
            account_words(frame.case, one.draft, name): band
            for name, band in one.claims.items()
            if np.any(band.p90) or np.any(band.mean)
        }
        if found:
            by_draft[one.draft.id] = found
    if not by_draft:
        return None
    sizes: dict[str, float] = {}
    for found in by_draft.values():
        for name, band in found.items():
            sizes[name] = max(sizes.get(name, 0.0), float(np.abs(band.mean).max()))
    series = tuple(sorted(sizes, key=lambda name: -sizes[name])[:_MOST_SERIES])
    rows = [row for row in fan_rows(frame, by_draft, "claim") if row["claim"] in series]
    end = frame.paths.years[-1]
    said = "; ".join(
        f"{draft}: "
        + ", ".join(
            f"{name} {frame.scale.words(float(band.mean[-1]))}"
            + (between(frame, band, -1) if frame.random else "")
            for name, band in found.items()
        )
        for draft, found in by_draft.items()
    )
    return Picture(
        kind="outstanding",
        key="outstanding",
        title="What is outstanding on claims by year",
        sentence=f"At the end of {end}{mean_words(frame)}. {said}.",
        note=fan_note(frame, "What is owed, or held in a fund, at the end of the year"),
        fields=fan_fields(frame, "claim", "outstanding at the end of the year"),
        rows=tuple(rows),
        table=fan_grid(frame, by_draft),
        panels=tuple(by_draft),
        series=series,
        numbers=frozenset({"year", "mean", "p10", "p90"}),
        axes=(f"Outstanding, {frame.scale.unit}",),
    )


def mean_words(frame: Frame) -> str:
    """Return what is said after an amount that is a mean."""
    return ", means over the futures" if frame.random else ""


def between(frame: Frame, band: Band, k: int) -> str:
    """Return P10 and P90 of a year, in brackets."""
    return f" (P10 {frame.scale.amount(float(band.p10[k]))}, P90 {frame.scale.amount(float(band.p90[k]))})"


def _sold(one: DraftYears, years: int) -> Array:
    """Return what markets pay in each year."""
    total = np.zeros(years)
    for paid in one.payments:
        if paid.payer == "market":
            total = total + paid.by_year
    return total


def fan_rows(frame: Frame, by_draft: Mapping[str, Mapping[str, Band]], kind: str) -> list[Row]:
    """Return means and quantiles by year as rows."""
    return [
        {
            "draft": draft,
            "year": year,
            kind: name,
            "mean": float(band.mean[k]),
            "p10": float(band.p10[k]),
            "p90": float(band.p90[k]),
        }
        for draft, found in by_draft.items()
        for name, band in found.items()
        for k, year in enumerate(frame.paths.years)
    ]


def fan_fields(frame: Frame, kind: str, what: str) -> dict[str, str]:
    """Return what the columns of such rows are."""
    money = frame.case.head.currency
    return {
        "draft": "draft",
        "year": "calendar year",
        kind: kind,
        "mean": f"{what}, mean, {money}",
        "p10": f"{what}, P10, {money}",
        "p90": f"{what}, P90, {money}",
    }


def fan_note(frame: Frame, what: str) -> str:
    """Return how such a chart is read."""
    text = f"{what}, {frame.scale.unit}, not discounted. "
    if not frame.random:
        return text + "Nothing varies."
    return text + (
        f"The line is the mean, the band runs from P10 to P90 of the year, over {frame.paths.futures:,} "
        "futures."
    )


def fan_grid(frame: Frame, by_draft: Mapping[str, Mapping[str, Band]]) -> Grid:
    """Return means and quantiles by year as a table."""
    names = list(dict.fromkeys(name for found in by_draft.values() for name in found))
    write = frame.scale.amount

    def cell(band: Band | None, k: int) -> str:
        if band is None:
            return "-"
        text = write(float(band.mean[k]))
        return (
            f"{text} ({write(float(band.p10[k]))} to {write(float(band.p90[k]))})" if frame.random else text
        )

    groups = tuple(
        (
            draft,
            tuple(
                (str(year), *(cell(found.get(name), k) for name in names))
                for k, year in enumerate(frame.paths.years)
            ),
        )
        for draft, found in by_draft.items()
    )
    return Grid(columns=("Year", *(f"{name}, {frame.scale.unit}" for name in names)), groups=groups)


def by_year_grid(
    frame: Frame, by_draft: Mapping[str, Mapping[str, Array]], write: Callable[[float], str], unit: str
) -> Grid:
    """Return amounts by year as a table."""
    names = list(dict.fromkeys(name for found in by_draft.values() for name in found))
    groups = []
    for draft, found in by_draft.items():
        rows = tuple(
            (str(year), *(write(float(found[name][k])) if name in found else "-" for name in names))
            for k, year in enumerate(frame.paths.years)
        )
        groups.append((draft, rows))
    titles = tuple(f"{name}, {unit}" if unit else name for name in names)
    return Grid(columns=("Year", *titles), groups=tuple(groups))
