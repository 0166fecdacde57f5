"""Tables of standard errors: how far each printed figure may be from what more futures would give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from concession.measures import Summary
from concession.report._amounts import Scale
from concession.report._charts_frame import Frame
from concession.report._charts_picture import Grid
from concession.report._layout import Column, Table

__all__ = ["ERRORS_CAPTION", "errors_grid", "errors_table"]

#: What stands above a table of standard errors.
ERRORS_CAPTION = "Standard errors of these figures"
_FIGURES = ("Mean", "P10", "P90")

#: A party, what it gets, and the difference to the baseline where there is one.
_Row = tuple[str, Summary, Summary | None]


def errors_table(
    drafts: Iterable[tuple[str, Sequence[_Row]]], scale: Scale, *, compared: bool
) -> Table | None:
    """Return the errors of means, P10 and P90 by draft, of those that have any; None where nobody has.

    Parameters
    ----------
    drafts
        The heading of each draft, or nothing, with its parties.
    scale
        That of the figures; errors have a digit more.
    compared
        Whether differences to a baseline were printed.
    """
    columns = (Column(title="Party", words=True), *(Column(title=title) for title in _titles(compared)))
    rows: list[tuple[str, ...] | str] = []
    for heading, parties in drafts:
        found = _rows(parties, scale, compared=compared)
        rows += [heading] if heading and found else []
        rows += [(("  " if heading else "") + name, *cells) for name, *cells in found]
    return Table(columns=columns, rows=tuple(rows)) if rows else None


def errors_grid(frame: Frame) -> Grid | None:
    """Return the same for a page, with each draft by its id; None where nothing is random."""
    if not frame.random:
        return None
    groups = []
    for draft in frame.drafts:
        values = frame.values[draft.id]
        shown = [
            (party.name + (" (group)" if party.group else ""), values[party.id].npv, values[party.id].change)
            for party in sorted(frame.parties.values(), key=lambda one: not one.group)
            if party.id in values
        ]
        groups.append((draft.id, tuple(_rows(shown, frame.scale, compared=frame.compared))))
    told = tuple(group for group in groups if group[1])
    return Grid(columns=("Party", *_titles(frame.compared)), groups=told) if told else None


def _titles(compared: bool) -> tuple[str, ...]:
    return _FIGURES + (tuple(f"Change, {one.replace('M', 'm')}" for one in _FIGURES) if compared else ())


def _rows(parties: Iterable[_Row], scale: Scale, *, compared: bool) -> list[tuple[str, ...]]:
    fine = replace(scale, decimals=scale.decimals + 1)
    # nothing to tell: no error shows, or there are too few futures for one
    nothing = {fine.amount(0), fine.amount(None), ""}
    found = []
    for name, npv, change in parties:
        cells = [fine.amount(error) for error in (npv.se_mean, npv.se_p10, npv.se_p90)]
        if compared:
            errors = (change.se_mean, change.se_p10, change.se_p90) if change else ()
            cells += [fine.amount(error) for error in errors] or [""] * len(_FIGURES)
        if not nothing.issuperset(cells):
            found.append((name, *cells))
    return found
