"""Pictures of values: by party and draft, differences to the baseline, distributions, two parties jointly."""

from __future__ import annotations

import numpy as np

from concession.analysis import Row
from concession.measures import Summary
from concession.report._amounts import Scale, percent
from concession.report._charts_frame import Frame, Named, main_parties
from concession.report._charts_picture import Grid, Picture

__all__ = ["difference", "distribution", "joint", "pair_of", "value_by_party"]

#: Panels that a chart of values has room for, and rows in all of them.
_MOST_PARTIES, _MOST_ROWS = 8, 48
#: Bars of a distribution.
_BINS = 40
#: Points of a joint picture: per draft, and about how many in all.
_POINTS, _ALL_POINTS = 150, 600


def value_by_party(frame: Frame) -> Picture:
    """Return what each party gets under each draft."""
    chosen = main_parties(frame, _most(frame))
    rows = [
        _summary_row(frame, draft.id, party, frame.values[draft.id][party.id].npv)
        for party in chosen
        for draft in frame.drafts
        if party.id in frame.values[draft.id]
    ]
    said = [
        _across(
            frame,
            party,
            {
                draft.id: frame.values[draft.id][party.id].npv.mean
                for draft in frame.drafts
                if party.id in frame.values[draft.id]
            },
        )
        for party in chosen
    ]
    return Picture(
        kind="value_by_party",
        key="value_by_party",
        title=f"What each party gets{' under each draft' if frame.compared else ''}",
        sentence=" ".join(said),
        note=(
            f"NPV of cash at each party's own rate, {frame.scale.unit}. "
            f"{_marks(frame)}{_left_out(frame, chosen)}"
        ),
        fields=_summary_fields(frame, "NPV at the party's own rate"),
        rows=tuple(rows),
        table=_summary_grid(frame, rows, frame.scale),
        panels=tuple(one.name for one in chosen),
        numbers=frozenset({"mean", "p10", "p90"}),
        axes=(f"NPV, {frame.scale.unit}",),
    )


def difference(frame: Frame) -> Picture | None:
    """Return the difference of each draft to the baseline, future by future; None for one draft."""
    if not frame.compared:
        return None
    base = frame.drafts[0].id
    chosen = tuple(
        party
        for party in main_parties(frame, _MOST_PARTIES)
        if any(
            change is not None and (change.mean or change.p10 or change.p90)
            for draft in frame.drafts
            if party.id in frame.values[draft.id]
            for change in [frame.values[draft.id][party.id].change]
        )
    )
    rows = [
        _summary_row(frame, draft.id, party, change)
        for party in chosen
        for draft in frame.drafts[1:]
        if party.id in frame.values[draft.id]
        for change in [frame.values[draft.id][party.id].change]
        if change is not None
    ]
    if not rows:
        return None
    said = []
    for party in chosen:
        found = {str(row["draft"]): float(str(row["mean"])) for row in rows if row["party"] == party.id}
        said.append(_across(frame, party, found, signed=True))
    return Picture(
        kind="difference",
        key="difference",
        title=f"The difference to {base}",
        sentence=" ".join(said),
        note=(
            f"NPV under the draft less NPV under {base}, both in the same future, at each party's own rate, "
            f"{frame.scale.unit}. {_marks(frame)}{_left_out(frame, chosen)}"
        ),
        fields=_summary_fields(frame, f"NPV less that under {base}"),
        rows=tuple(rows),
        table=_summary_grid(frame, rows, frame.scale, signed=True),
        panels=tuple(one.name for one in chosen),
        numbers=frozenset({"mean", "p10", "p90"}),
        axes=(f"Difference in NPV, {frame.scale.unit}",),
    )


def distribution(frame: Frame) -> Picture | None:
    """Return how NPVs are distributed by party and draft on the same axis; None where nothing varies."""
    if not frame.random:
        return None
    rows: list[Row] = []
    panels = []
    for party in main_parties(frame, _most(frame)):
        samples = {
            one.draft.id: one.parties[party.id].own for one in frame.paths.drafts if party.id in one.parties
        }
        low = min(float(one.min()) for one in samples.values())
        high = max(float(one.max()) for one in samples.values())
        if not high > low:
            continue
        panels.append(party.name)
        edges = np.linspace(low, high, _BINS + 1)
        for draft, sample in samples.items():
            counts = np.histogram(sample, edges)[0]
            for k in np.flatnonzero(counts):
                rows.append(
                    {
                        "draft": draft,
                        "party": party.id,
                        "name": party.name,
                        "from": float(edges[k]),
                        "to": float(edges[k + 1]),
                        "share": float(counts[k] / counts.sum()),
                    }
                )
    if not rows:
        return None
    first = panels[0]
    return Picture(
        kind="distribution",
        key="distribution",
        title="How each party's value is distributed",
        sentence=(
            f"The shares of {frame.paths.futures:,} futures in which the NPV of {_listed(panels)} falls into "
            f"each of {_BINS} equal steps; drafts lie on the same axis, parties each have their own."
            if len(panels) > 1
            else f"The shares of {frame.paths.futures:,} futures in which the NPV of {first} falls into "
            f"each of {_BINS} equal steps."
        ),
        note=(
            f"NPV of cash at each party's own rate, {frame.scale.unit}. The height of a step is the share of "
            "futures in it, measured against the highest step of its row."
        ),
        fields={
            "draft": "draft",
            "party": "party",
            "name": "name of the party",
            "from": f"lower end of the step, {frame.case.head.currency}",
            "to": f"upper end of the step, {frame.case.head.currency}",
            "share": "share of futures",
        },
        rows=tuple(rows),
        table=_quantile_grid(frame, panels),
        panels=tuple(panels),
        numbers=frozenset({"from", "to", "share"}),
        axes=(f"NPV, {frame.scale.unit}",),
    )


def joint(frame: Frame) -> Picture | None:
    """Return two parties' values future by future; None where nothing varies or fewer than two do."""
    pair = pair_of(frame)
    if pair is None:
        return None
    first, second = pair
    points = min(max(40, min(_POINTS, _ALL_POINTS // len(frame.drafts))), frame.paths.futures)
    rows: list[Row] = []
    cells = []
    for one in frame.paths.drafts:
        if first.id not in one.parties or second.id not in one.parties:
            continue
        x, y = one.parties[first.id].own, one.parties[second.id].own
        rows += [
            {"draft": one.draft.id, "future": k, "first": float(x[k]), "second": float(y[k])}
            for k in range(min(points, len(x)))
        ]
        cells.append((one.draft.id, _ranks(x, y), float(np.mean((x > 0) & (y > 0)))))
    said = "; ".join(
        f"{draft} {_correlation(value)}, both above nothing in {percent(share, 0)} of futures"
        for draft, value, share in cells
    )
    return Picture(
        kind="joint",
        key="joint",
        title=f"{first.name} and {second.name}, future by future",
        sentence=f"How the two values move together (rank correlation, and how often both gain): {said}.",
        note=(
            f"Each point is one future, the first {points} of them; NPV of cash at each party's own "
            f"rate, {frame.scale.unit}. Correlations are of {frame.paths.futures:,} futures."
        ),
        fields={
            "draft": "draft",
            "future": "number of the future",
            "first": f"NPV of {first.name}, {frame.case.head.currency}",
            "second": f"NPV of {second.name}, {frame.case.head.currency}",
        },
        rows=tuple(rows),
        table=Grid(
            columns=("Draft", "Rank correlation", "Both above nothing"),
            groups=(
                ("", tuple((draft, _correlation(value), percent(share, 0)) for draft, value, share in cells)),
            ),
        ),
        panels=tuple(one.id for one in frame.drafts),
        numbers=frozenset({"future", "first", "second"}),
        axes=(f"{first.name}, {frame.scale.unit}", f"{second.name}, {frame.scale.unit}"),
    )


def _most(frame: Frame) -> int:
    """Return how many parties a chart has room for, with so many drafts each."""
    return max(3, min(_MOST_PARTIES, _MOST_ROWS // len(frame.drafts)))


def pair_of(frame: Frame) -> tuple[Named, Named] | None:
    """Return the two parties whose values vary most, groups before others, never a group and its member."""
    if not frame.random:
        return None

    def varies(party: Named) -> bool:
        return any(
            float(np.ptp(one.parties[party.id].own)) > 0
            for one in frame.paths.drafts
            if party.id in one.parties
        )

    found = [one for one in main_parties(frame, len(frame.parties)) if varies(one)]
    for k, first in enumerate(found):
        for second in found[k + 1 :]:
            members = {name: set(frame.case.groups[name].members) for name in frame.case.groups}
            a, b = members.get(first.id, {first.id}), members.get(second.id, {second.id})
            if not a & b:
                return first, second
    return None


def _ranks(
    x: np.ndarray[tuple[int, ...], np.dtype[np.float64]], y: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> float:
    """Return the correlation of ranks, not a number where one of the two does not vary."""
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    a, b = (np.argsort(np.argsort(one)).astype(np.float64) for one in (x, y))
    return float(np.corrcoef(a, b)[0, 1])


def _correlation(value: float) -> str:
    return "not defined" if np.isnan(value) else f"{value:+.2f}"


def _summary_row(frame: Frame, draft: str, party: Named, one: Summary) -> Row:
    return {
        "draft": draft,
        "party": party.id,
        "name": party.name,
        "mean": one.mean,
        "p10": one.p10,
        "p90": one.p90,
    }


def _summary_fields(frame: Frame, what: str) -> dict[str, str]:
    money = frame.case.head.currency
    return {
        "draft": "draft",
        "party": "party",
        "name": "name of the party",
        "mean": f"{what}, mean, {money}",
        "p10": f"{what}, P10, {money}",
        "p90": f"{what}, P90, {money}",
    }


def _summary_grid(frame: Frame, rows: list[Row], scale: Scale, *, signed: bool = False) -> Grid:
    write = scale.difference if signed else scale.amount
    keys = ("mean", "p10", "p90") if frame.random else ("mean",)
    titles = {"mean": "Mean" if frame.random else "Value", "p10": "P10 (low)", "p90": "P90 (high)"}
    groups: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        cells = tuple(write(float(str(row[key]))) for key in keys)
        groups.setdefault(str(row["name"]), []).append((str(row["draft"]), *cells))
    return Grid(
        columns=("Draft", *(f"{titles[key]}, {scale.unit}" for key in keys)),
        groups=tuple((name, tuple(cells)) for name, cells in groups.items()),
    )


def _quantile_grid(frame: Frame, panels: list[str]) -> Grid:
    scale = frame.scale
    quantiles = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
    groups = []
    for party in frame.parties.values():
        if party.name in panels:
            rows = tuple(
                (
                    one.draft.id,
                    *(scale.amount(float(x)) for x in np.quantile(one.parties[party.id].own, quantiles)),
                )
                for one in frame.paths.drafts
                if party.id in one.parties
            )
            groups.append((party.name, rows))
    titles = tuple(f"P{round(100 * q)}, {scale.unit}" for q in quantiles)
    return Grid(columns=("Draft", *titles), groups=tuple(groups))


def _across(frame: Frame, party: Named, means: dict[str, float], *, signed: bool = False) -> str:
    """Return in a sentence between which amounts a party's mean lies over the drafts."""
    scale = frame.scale
    average = " on average" if frame.random else ""

    def words(value: float) -> str:
        if not signed:
            return scale.words(value)
        sign = scale.difference(value)[:1]
        return (
            f"{scale.words(abs(value))} {'more' if sign == '+' else 'less'}" if sign in "+-" else "no change"
        )

    texts = {draft: words(value) for draft, value in means.items()}
    if len(set(texts.values())) == 1:
        under = "" if len(texts) == 1 else " under every draft shown"
        return f"{party.name}: {next(iter(texts.values()))}{average}{under}."
    low = min(means, key=lambda draft: means[draft])
    high = max(means, key=lambda draft: means[draft])
    return f"{party.name}: from {texts[low]} ({low}) to {texts[high]} ({high}){average}."


def _marks(frame: Frame) -> str:
    if not frame.random:
        return "Nothing varies, so that each value is one dot. "
    return (
        "A dot is the mean; its bar runs from P10 to P90: a tenth of the futures lie below it, a tenth "
        "above. "
    )


def _left_out(frame: Frame, chosen: tuple[Named, ...]) -> str:
    left = [one.name for one in frame.parties.values() if one not in chosen]
    if not left:
        return ""
    if len(left) > 3:
        return f"Not drawn: {len(left)} other parties; all are in the table of values."
    return f"Not drawn: {_listed(left).rstrip('.')}."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
