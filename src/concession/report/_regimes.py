"""Pages of regimes: the library, and one case under several of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from concession.analysis import Comparison
from concession.regimes import Fitting, Regime, applied, for_another_mineral, regime
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
        page.table(_history(one))
    page.text(
        "A regime is partial: what is not covered is not assumed to be nothing, it is not computed. A name "
        "alone is the law of each period; with a date, such as zambia@2022, the law of that day for all.",
        dim=True,
    )


def _history(one: Regime) -> Table:
    """Return the history of a regime, up to the day whose law is meant."""
    rows = [
        (str(change.since), change.says)
        for change in one.history
        if one.at is None or change.since.day <= one.at
    ]
    if one.offers_stability:
        rows.append(("", f"The law offers a contract of stability: {one.family}+stabilised."))
    columns = (Column(title="Since", words=True), Column(title="What the law has said", words=True))
    return Table(columns=columns, rows=tuple(rows))


def regime_comparison_page(
    page: Page,
    result: Comparison,
    found: Fitting,
    takes: Mapping[str, Mapping[str, float | str | None]],
    *,
    units: str = "auto",
    parties: Sequence[str] = (),
) -> None:
    """Add a comparison of regimes on one case: the law that was applied, its take, what is left out.

    Parameters
    ----------
    page
        Where it is added.
    result
        What ``compare`` returned for the case under the regimes.
    found, takes
        Which regimes fit the case, and the share of states in the projects' cash by the id of each, as an
        evaluation has it.
    units, parties
        As for :func:`concession.report.comparison_page`.
    """
    regimes = [regime(name) for name in found.names]
    comparison_page(page, result, units=units, parties=parties)
    _applied_table(page, found, regimes)
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
            "; ".join(filter(None, (for_another_mineral(one, found.case), *one.not_covered)))
            or "nothing is known to be left out",
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


def _applied_table(page: Page, found: Fitting, regimes: Sequence[Regime]) -> None:
    """Add which law taxes which periods, and the regimes that could not be run, with the reason."""
    columns = tuple(
        Column(title=title, words=True) for title in ("Regime", "Periods", "Law since", "What changed then")
    )
    rows = tuple(
        (
            one.id if number == 0 else "",
            span.first if span.first == span.last else f"{span.first} to {span.last}",
            span.since,
            f"{span.says} ({span.frozen})" if span.frozen else span.says,
        )
        for one in regimes
        for number, span in enumerate(applied(one, found.case))
    )
    page.table(Table(columns=columns, rows=rows), title="The law that was applied")
    page.text(
        "A period is taxed by the law in force in its middle, or throughout by that of the date in a "
        "regime's name. Losses and balances are carried on where the law changes.",
        dim=True,
    )
    if found.left_out:
        left = tuple((name, why) for name, why in found.left_out.items())
        words = tuple(Column(title=title, words=True) for title in ("Regime", "Why it was not run"))
        page.table(Table(columns=words, rows=left), title="Not run")


def _share(take: Mapping[str, float | str | None], key: str) -> str:
    value = take[key]
    return percent(value) if isinstance(value, float) else "undefined"
