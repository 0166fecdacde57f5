"""Pages of regimes: the library, and one case under several of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from concession.analysis import Comparison
from concession.regimes import Regime
from concession.report._amounts import percent
from concession.report._comparison import comparison_page
from concession.report._layout import Column, Page, Table

__all__ = ["regime_comparison_page", "regimes_page"]


def regimes_page(page: Page, regimes: Sequence[Regime]) -> None:
    """Add a table of regimes, then what each covers, what it does not, and where that was read."""
    count = len(regimes)
    page.title(f"{count} regime{'' if count == 1 else 's'}")
    if not regimes:
        page.text("No regime of the library is so. 'concession regimes' lists all of them.")
        return
    columns = tuple(Column(title=title, words=True) for title in ("Regime", "Where", "For", "From", "Until"))
    rows = tuple(
        (
            one.id,
            one.jurisdiction,
            ", ".join(one.minerals),
            str(one.dated),
            str(one.until) if one.until else "",
        )
        for one in regimes
    )
    page.table(Table(columns=columns, rows=rows))
    for one in regimes:
        page.text(f"{one.id}: {one.title}")
        page.labelled(
            {
                "Covers": "; ".join(one.covers),
                "Not covered": "; ".join(one.not_covered) or "nothing is known to be left out",
                "Sources": "; ".join(one.citations()),
            }
        )
    page.text(
        "A regime is partial: what is not covered is not assumed to be nothing, it is not computed.",
        dim=True,
    )


def regime_comparison_page(
    page: Page,
    result: Comparison,
    regimes: Sequence[Regime],
    takes: Mapping[str, Mapping[str, float | str | None]],
    *,
    units: str = "auto",
    parties: Sequence[str] = (),
) -> None:
    """Add a comparison of regimes on one case, with what each leaves out beside its take.

    Parameters
    ----------
    page
        Where it is added.
    result
        What ``compare`` returned for the case under the regimes.
    regimes, takes
        The regimes, and the share of states in the projects' cash by the id of each, as an
        evaluation has it.
    units, parties
        As for :func:`concession.report.comparison_page`.
    """
    comparison_page(page, result, units=units, parties=parties)
    columns = (
        Column(title="Regime", words=True),
        Column(title="AETR"),
        Column(title="Take, undiscounted"),
        Column(title="Not covered, and so not in these numbers", words=True),
    )
    rows = tuple(
        (
            one.id,
            _share(takes[one.id], "discounted"),
            _share(takes[one.id], "undiscounted"),
            "; ".join(one.not_covered) or "nothing is known to be left out",
        )
        for one in regimes
    )
    page.table(Table(columns=columns, rows=rows), title="Share of states in the projects' pre-tax cash")
    page.text(
        "AETR: the states' receipts over the pre-tax net cash flow, both discounted at the common rate; "
        "undefined where the latter is not above nought. Regimes are partial: a low share may be a short "
        "file.",
        dim=True,
    )


def _share(take: Mapping[str, float | str | None], key: str) -> str:
    value = take[key]
    return percent(value) if isinstance(value, float) else "undefined"
