"""Published figures beside ours."""

from __future__ import annotations

from collections.abc import Sequence

from concession.analysis import Checked
from concession.report._amounts import Scale, percent
from concession.report._layout import Column, Page, Table

__all__ = ["add_published"]


def add_published(page: Page, published: Sequence[Checked], scale: Scale) -> None:
    """Add a table of published figures; of one that is printed by period, the worst one is shown."""
    if not published:
        return
    by_id: dict[str, list[Checked]] = {}
    for one in published:
        by_id.setdefault(one.id, []).append(one)
    rows = []
    for found in by_id.values():
        worst = max(found, key=_badness)
        within = sum(one.within for one in found)
        title = worst.title if len(found) == 1 else f"{worst.title}, worst of {len(found)}: {worst.period}"
        verdict = "yes" if within == len(found) else "no" if len(found) == 1 else f"{within} of {len(found)}"
        rows.append(
            (
                title,
                _shown(worst.printed, worst, scale),
                _shown(worst.ours, worst, scale),
                _signed(worst.difference, worst, scale),
                _shown(worst.allowed, worst, scale),
                verdict,
            )
        )
    columns = (
        Column(title="Published", words=True),
        *(Column(title=title) for title in ("Printed", "Ours", "Difference", "Allowed", "Within")),
    )
    page.table(
        Table(columns=columns, rows=tuple(rows)), title=f"Published figures beside ours ({scale.unit})"
    )
    notes = dict.fromkeys(f"{found[0].title}: {found[0].note}" for found in by_id.values() if found[0].note)
    if notes:
        page.text(*notes, dim=True)


def _badness(one: Checked) -> float:
    """Return how far a figure is off, in what is allowed; one that is not a number is worst."""
    off = abs(one.difference)
    return float("inf") if off - off != 0 else off / one.allowed if one.allowed else off


def _shown(value: float, one: Checked, scale: Scale) -> str:
    if one.unit == scale.currency:
        return scale.amount(value)
    if one.measure.startswith("irr") or one.measure == "share":
        return percent(value, 2)
    return f"{value:,.4g}"


def _signed(value: float, one: Checked, scale: Scale) -> str:
    text = _shown(value, one, scale)
    return text if text.startswith("-") or not text.strip("-0., %") else f"+{text}"
