"""Pictures of what may happen and who gains then: futures by state, two parties' gains future by future."""

from __future__ import annotations

import numpy as np

from concession.analysis import Row
from concession.analysis._states import StateShares, state_shares
from concession.report._amounts import percent
from concession.report._charts_frame import Frame, Named
from concession.report._charts_picture import Grid, Picture
from concession.report._charts_values import pair_of

__all__ = ["gains", "states"]

#: Points of a picture of gains: per draft, and about how many in all.
_POINTS, _ALL_POINTS = 150, 600


def states(frame: Frame) -> Picture | None:
    """Return the share of futures by state and year; None where the case has no chains and no events."""
    if not frame.random:
        return None
    years, found = state_shares(frame.case, frame.drafts, futures=frame.paths.futures, seed=frame.seed)
    if not found:
        return None
    panels = {_panel(frame, one): one for one in found}
    rows: list[Row] = [
        {"panel": panel, "year": year, "state": state, "share": float(one.shares[k, s])}
        for panel, one in panels.items()
        for s, state in enumerate(one.states)
        for k, year in enumerate(years)
    ]
    middle = len(years) // 2
    said = "; ".join(
        f"{panel}: "
        + ", ".join(
            f"{state} {percent(float(one.shares[middle, s]), 0)} at the end of {years[middle]} and "
            f"{percent(float(one.shares[-1, s]), 0)} of {years[-1]}"
            for s, state in enumerate(one.states)
        )
        for panel, one in panels.items()
    )
    return Picture(
        kind="states",
        key="states",
        title="Share of the futures in each state",
        sentence=f"{said}.",
        note=(
            f"The share of {frame.paths.futures:,} futures in each state at the end of the year. "
            "How fast states give way to each other is what the case says or assumes."
        ),
        fields={
            "panel": "chain or event, and drafts",
            "year": "calendar year",
            "state": "state",
            "share": "share of futures",
        },
        rows=tuple(rows),
        table=Grid(
            columns=("Year", *(dict.fromkeys(state for one in found for state in one.states))),
            groups=tuple(
                (
                    panel,
                    tuple(
                        (
                            str(year),
                            *(
                                percent(float(one.shares[k, one.states.index(state)]), 1)
                                if state in one.states
                                else "-"
                                for state in dict.fromkeys(s for other in found for s in other.states)
                            ),
                        )
                        for k, year in enumerate(years)
                    ),
                )
                for panel, one in panels.items()
            ),
        ),
        panels=tuple(panels),
        series=tuple(dict.fromkeys(state for one in found for state in one.states)),
        numbers=frozenset({"year", "share"}),
        axes=("Share of futures",),
    )


def gains(frame: Frame) -> Picture | None:
    """Return what two parties gain over the baseline in the same futures; None where nothing varies."""
    pair = pair_of(frame) if frame.compared else None
    if pair is None:
        return None
    base, *others = frame.paths.drafts
    points = min(max(40, min(_POINTS, _ALL_POINTS // max(len(others), 1))), frame.paths.futures)
    rows: list[Row] = []
    cells: list[tuple[str, ...]] = []
    same: list[str] = []
    for one in others:
        if any(party.id not in draft.parties for draft in (base, one) for party in pair):
            continue
        x, y = (one.parties[party.id].own - base.parties[party.id].own for party in pair)
        if not (x.any() or y.any()):
            same.append(one.draft.id)
            continue
        rows += [
            {"draft": one.draft.id, "future": k, "first": float(x[k]), "second": float(y[k])}
            for k in range(min(points, len(x)))
        ]
        cells.append((one.draft.id, *(percent(share, 0) for share in _quarters(x, y))))
    if not rows:
        return None
    first, second = pair
    return Picture(
        kind="gains",
        key="gains",
        title=f"Who gains over {base.draft.id} when the other loses",
        sentence=(
            f"{first.name} beside {second.name}, in shares of the futures. "
            + "; ".join(
                f"{draft}: both gain {both}, only {first.name} {a}, only {second.name} {b}, neither {none}"
                for draft, both, a, b, none in cells
            )
            + "."
            + (f" The same as {base.draft.id} for both: {', '.join(same)}." if same else "")
        ),
        note=(
            f"Each point is one future, the first {points} of them: NPV under the draft less NPV under "
            f"{base.draft.id}, each at the party's own rate, {frame.scale.unit}. In the upper left and the "
            f"lower right one gains what the other may lose. Shares are of {frame.paths.futures:,} futures."
        ),
        fields={
            "draft": "draft",
            "future": "number of the future",
            "first": f"gain of {first.name}, {frame.case.head.currency}",
            "second": f"gain of {second.name}, {frame.case.head.currency}",
        },
        rows=tuple(rows),
        table=Grid(
            columns=("Draft", "Both gain", f"Only {first.name}", f"Only {second.name}", "Neither"),
            groups=(("", tuple(cells)),),
        ),
        panels=tuple(cell[0] for cell in cells),
        numbers=frozenset({"future", "first", "second"}),
        axes=_axes(frame, first, second),
    )


def _quarters(
    x: np.ndarray[tuple[int, ...], np.dtype[np.float64]], y: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> tuple[float, float, float, float]:
    """Return in what shares of futures both gain, only the first, only the second, and neither."""
    a, b = x > 0, y > 0
    return float((a & b).mean()), float((a & ~b).mean()), float((~a & b).mean()), float((~a & ~b).mean())


def _axes(frame: Frame, first: Named, second: Named) -> tuple[str, str]:
    return f"Gain of {first.name}, {frame.scale.unit}", f"Gain of {second.name}, {frame.scale.unit}"


def _panel(frame: Frame, one: StateShares) -> str:
    name = one.input.replace("_", " ").replace("-", " ")
    if len(one.drafts) == len(frame.drafts):
        return name
    return f"{name}, under {', '.join(one.drafts)}"
