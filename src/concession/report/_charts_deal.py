"""Pictures of a deal: its fund by year, what is outstanding by reading, each dollar, the terms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from concession.analysis import Answers, Kept, Repaid, Row, side_by_side
from concession.analysis._years import Band, FundYears
from concession.deal import MARKS
from concession.engine import Array
from concession.report._amounts import choose_scale, percent
from concession.report._charts_frame import Frame
from concession.report._charts_picture import Grid, Picture
from concession.report._charts_years import (
    by_year_grid,
    fan_fields,
    fan_grid,
    fan_note,
    fan_rows,
    mean_words,
)

__all__ = ["each_dollar", "fund_assets", "fund_inflow", "preferred_by_reading", "terms_grid"]

#: What a mark is called where a term bears none.
_NO_MARK = "no mark"


def fund_inflow(frame: Frame) -> Picture | None:
    """Return what is paid into each draft's fund by year; None where nothing is."""
    return _funds(
        frame,
        "fund_inflow",
        "What flows into the fund each year",
        "Paid in up to {last}, not discounted{mean}: {said}.",
        "What parties pay into the fund in the year: contributions and capital, not the returns of what it "
        "invested",
        lambda one: (one.paid_in, float(one.paid_in.mean.sum())),
    )


def fund_assets(frame: Frame) -> Picture | None:
    """Return what each draft's fund holds at the end of each year; None where it holds nothing."""
    return _funds(
        frame,
        "fund_assets",
        "What the fund holds at the end of each year",
        "Held at the end of {last}{mean}: {said}.",
        "Cash and investments of the fund at the end of the year, at book",
        lambda one: (one.held, float(one.held.mean[-1])),
    )


def _funds(
    frame: Frame,
    kind: str,
    title: str,
    sentence: str,
    note: str,
    of: Callable[[FundYears], tuple[Band, float]],
) -> Picture | None:
    by_draft: dict[str, dict[str, Band]] = {}
    said: list[str] = []
    for one in frame.paths.drafts:
        for fund in one.funds.values():
            band, amount = of(fund)
            if not (np.any(band.mean) or np.any(band.p90)):
                continue  # a panel of nothing
            by_draft.setdefault(one.draft.id, {})[fund.name] = band
            said.append(
                f"{one.draft.id}{f', {fund.name}' if len(one.funds) > 1 else ''} {frame.scale.words(amount)}"
            )
    if not by_draft:
        return None
    without = [one.id for one in frame.drafts if one.id not in by_draft]
    missing = f" Nothing under {', '.join(without)}." if without else ""
    return Picture(
        kind=kind,
        key=kind,
        title=title,
        sentence=sentence.format(last=frame.paths.years[-1], mean=mean_words(frame), said="; ".join(said))
        + missing,
        note=fan_note(frame, note),
        fields=fan_fields(frame, "fund", "amount"),
        rows=tuple(fan_rows(frame, by_draft, "fund")),
        table=fan_grid(frame, by_draft),
        panels=tuple(by_draft),
        series=tuple(dict.fromkeys(name for found in by_draft.values() for name in found)),
        numbers=frozenset({"year", "mean", "p10", "p90"}),
        axes=(frame.scale.unit,),
    )


def preferred_by_reading(result: Answers, frame: Frame) -> Picture | None:
    """Return what is outstanding on preferred amounts by year and reading; None where there are none."""
    ends = _ends(frame)
    by_draft: dict[str, dict[str, Array]] = {}
    said: list[str] = []
    silent: list[str] = []
    found = [(one.draft.id, row) for one in result.drafts for row in one.repaid]
    scale = choose_scale(
        frame.case.head.currency, [row.outstanding.mean for _, row in found if row.outstanding] or [0.0]
    )
    for draft, row in found:
        name = _reading(row)
        if row.by_period is None or row.outstanding is None:
            silent.append(f"{draft}, {name}")
            continue
        by_draft.setdefault(draft, {})[name] = np.asarray(row.by_period)[ends]
        when = f"returned by {row.period} in half of the futures" if row.period else "not returned"
        said.append(
            f"{draft}, {name}: {when}, {scale.words(row.outstanding.mean)} outstanding at the end"
            + (
                f" (P10 {scale.amount(row.outstanding.p10)}, P90 {scale.amount(row.outstanding.p90)})"
                if frame.random
                else ""
            )
        )
    if not by_draft:
        return None
    nothing = f" Nothing follows from {'; '.join(silent)}." if silent else ""
    last = frame.paths.years[-1]
    return Picture(
        kind="preferred",
        key="preferred",
        title=f"What is outstanding on the preferred amount under {', '.join(by_draft)}, by reading",
        sentence=f"Up to {last}{mean_words(frame)}. {'; '.join(said)}.{nothing}",
        note=(
            "The amount that is to be returned first and the return on it, less what was paid, at the end "
            f"of each year, {scale.unit}{mean_words(frame)}, not discounted: a claim on the fund alone, in "
            "no value. Readings are not chances; those not named are at their base."
        ),
        fields={
            "draft": "draft",
            "year": "calendar year",
            "reading": "values that are read in another way, and how",
            "mean": f"outstanding at the end of the year, mean, {frame.case.head.currency}",
        },
        rows=tuple(
            {"draft": draft, "year": label, "reading": name, "mean": float(amounts[k])}
            for draft, rows in by_draft.items()
            for name, amounts in rows.items()
            for k, label in enumerate(frame.paths.years)
        ),
        table=by_year_grid(frame, by_draft, scale.amount, scale.unit),
        panels=tuple(by_draft),
        series=tuple(dict.fromkeys(name for rows in by_draft.values() for name in rows)),
        numbers=frozenset({"year", "mean"}),
        axes=(f"Outstanding, {scale.unit}",),
        scale=scale,
    )


def _reading(row: Repaid) -> str:
    """Return readings by what they say, for which a legend has room; one alone with its term."""
    said = [one.text for one in row.read]
    if len(said) == 1:
        said = [f"{row.read[0].place.rstrip(')').rpartition(' ')[2].lstrip('(')} {said[0]}"]
    return ", ".join(said) + (" (base)" if row.base else "")


def _ends(frame: Frame) -> list[int]:
    """Return the last period of each calendar year."""
    years = [label.year for label in frame.case.timeline.labels]
    return [k for k, one in enumerate(years) if k + 1 == len(years) or years[k + 1] != one]


def each_dollar(result: Answers, frame: Frame) -> Picture | None:
    """Return who gets each unit that resources bring a state, by licence; None where no draft takes of it."""
    names = {one.id: one.name for one in frame.case.parties.values()}
    # a group's name is the shorter one, and says whose side it is
    names |= {member: group.name for group in frame.case.groups.values() for member in group.members}
    unit = "dollar" if frame.case.head.currency == "USD" else "unit"
    rows: list[Row] = []
    said: dict[str, dict[str, list[str]]] = {}
    held = [(one.draft.id, kept) for one in result.drafts for kept in one.kept if kept.received > 0]
    if not any(kept.paid_to for _, kept in held):
        return None
    alone = len({kept.state for _, kept in held}) == 1
    for draft, kept in held:
        panel = _panel(kept, alone=alone)
        parts = {f"kept by {kept.name}": kept.received - kept.contributed}
        parts |= {f"paid to {names.get(payee, payee)}": amount for payee, amount in kept.paid_to.items()}
        rows += [
            {
                "draft": draft,
                "panel": panel,
                "series": name,
                "amount": amount,
                "share": amount / kept.received,
            }
            for name, amount in parts.items()
        ]
        said.setdefault(panel, {}).setdefault(percent(kept.share), []).append(draft)
    series = tuple(dict.fromkeys(str(row["series"]) for row in rows))
    return Picture(
        kind="each_dollar",
        key="each_dollar",
        title=f"Who gets each {unit} that resources bring the state",
        sentence=(
            f"What the state keeps of each {unit}{mean_words(frame)}. "
            + " ".join(
                f"{panel}: "
                + "; ".join(f"{share} under {', '.join(drafts)}" for share, drafts in shares.items())
                + "."
                for panel, shares in said.items()
            )
        ),
        note=(
            "All that resources bring a state by law and contract over all years, taxes on profits included, "
            f"not discounted{mean_words(frame)}, by whether the licence exists today. What is paid to a fund "
            "is shown as paid to it; what the fund pays back or on is not counted here, nor is matching of "
            "aid."
        ),
        fields={
            "draft": "draft",
            "panel": "state and licences",
            "series": "who gets it",
            "amount": f"amount over all years, mean, {frame.case.head.currency}",
            "share": "share of what resources bring the state",
        },
        rows=tuple(rows),
        table=Grid(
            columns=("Draft", *(f"{name}, share" for name in series)),
            groups=tuple(
                (panel, _shares_of(rows, panel, series))
                for panel in dict.fromkeys(str(row["panel"]) for row in rows)
            ),
        ),
        panels=tuple(dict.fromkeys(str(row["panel"]) for row in rows)),
        series=series,
        numbers=frozenset({"amount", "share"}),
        axes=(f"Share of each {unit}",),
    )


def _panel(kept: Kept, *, alone: bool) -> str:
    text = f"{' or '.join(kept.licences)} licences"
    return text.capitalize() if alone else f"{kept.name}: {text}"


def _shares_of(rows: list[Row], panel: str, series: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        if row["panel"] == panel:
            found.setdefault(str(row["draft"]), {})[str(row["series"])] = float(str(row["share"]))
    return tuple(
        (draft, *(percent(parts[name]) if name in parts else "-" for name in series))
        for draft, parts in found.items()
    )


def terms_grid(frame: Frame) -> Picture | None:
    """Return how many terms of each kind the drafts state, and on what evidence; None for one draft."""
    if not frame.compared:
        return None
    ranks = [*MARKS, _NO_MARK]
    found = side_by_side(frame.case, frame.drafts)
    rows: list[Row] = []
    for clause in found.clauses:
        for term in clause.terms:
            for draft, cell in zip(found.drafts, term.cells, strict=True):
                if cell is None:
                    continue
                marks = [mark for _, mark in cell.readings.values() if mark] or [cell.mark]
                mark = min((one or _NO_MARK for one in marks), key=ranks.index)
                rows.append(
                    {
                        "draft": draft.id,
                        "kind": clause.type or "other",
                        "clause": clause.title,
                        "term": term.words,
                        "text": cell.words,
                        "mark": mark,
                        "usual": "",
                        "sources": " ".join(cell.sources),
                    }
                )
    if not rows:
        return None
    moved = {clause.type or "other" for clause in found.clauses if not clause.same}
    kinds = [kind for kind in dict.fromkeys(str(row["kind"]) for row in rows) if kind in moved]
    rows = [row for row in rows if row["kind"] in moved]
    if not rows:
        return None
    counts = {
        draft.id: {kind: [r for r in rows if r["draft"] == draft.id and r["kind"] == kind] for kind in kinds}
        for draft in found.drafts
    }
    widest = {draft: sum(1 for one in by_kind.values() if one) for draft, by_kind in counts.items()}
    usual = {
        (draft, kind): _usual([str(row["mark"]) for row in found_], ranks)
        for draft, by_kind in counts.items()
        for kind, found_ in by_kind.items()
        if found_
    }
    for row in rows:
        row["usual"] = usual[str(row["draft"]), str(row["kind"])]
    used = [mark for mark in ranks if mark in usual.values()]
    said = ", ".join(f"{draft} {number}" for draft, number in widest.items())
    return Picture(
        kind="terms",
        key="terms_grid",
        title="Which draft states terms of which kind, and on what evidence",
        sentence=(
            f"Of {len(kinds)} kinds of clause that differ between the drafts, each states terms of: {said}."
        ),
        note=(
            "The number in a cell counts the terms that the draft states, those it keeps from the draft that "
            "it extends included; the colour is the mark that most of them bear, and of several the weakest. "
            "An empty cell: nothing is stated. The number says nothing of what terms are worth. The download "
            "holds every term with its words, mark and sources."
        ),
        fields={
            "draft": "draft",
            "kind": "kind of clause",
            "clause": "clause",
            "term": "term",
            "text": "what it says",
            "mark": "mark, of several readings the best",
            "usual": "mark that most terms of this kind bear in the draft",
            "sources": "sources",
        },
        rows=tuple(rows),
        table=Grid(
            columns=("Kind of clause", *(draft.id for draft in found.drafts)),
            groups=(
                (
                    "",
                    tuple(
                        (
                            kind,
                            *(
                                f"{len(counts[draft.id][kind])} ({usual[draft.id, kind]})"
                                if counts[draft.id][kind]
                                else "-"
                                for draft in found.drafts
                            ),
                        )
                        for kind in kinds
                    ),
                ),
            ),
        ),
        panels=tuple(kinds),
        series=tuple(used),
    )


def _usual(marks: list[str], ranks: list[str]) -> str:
    """Return the mark that most terms bear; of several, the weakest."""
    return max(marks, key=lambda mark: (marks.count(mark), ranks.index(mark)))
