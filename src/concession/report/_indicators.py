"""The page of indicators: each with its value or why it has none, its definition and conventions."""

from __future__ import annotations

from collections.abc import Sequence

from concession.analysis import Indicator, Indicators
from concession.report._amounts import Scale, choose_scale, percent, years
from concession.report._conventions import add_conventions, add_illustrative, draft_note, futures_note
from concession.report._layout import Column, Page, Table

__all__ = ["indicators_page"]


def indicators_page(page: Page, result: Indicators, *, units: str = "auto", definitions: bool = True) -> None:
    """Add the indicators of a draft.

    Parameters
    ----------
    page
        Where they are added.
    result
        What ``indicators`` returned.
    units
        The scale of money: a word of :data:`concession.report.SCALES`, or ``auto``.
    definitions
        Whether definitions and conventions stand below.
    """
    case = result.case
    page.title(
        f"{case.title}: indicators of {draft_note(result.draft)}",
        futures_note(result.case, result.futures, result.seed).capitalize() + ".",
    )
    add_illustrative(page, case)
    shown = list(result.found.values())
    money = [one.value for one in shown if one.unit == "money" and one.value is not None]
    scale = choose_scale(case.head.currency, money, units)
    page.table(
        Table(
            columns=(
                Column(title="Indicator", words=True),
                Column(title="Value"),
                Column(title="Status", words=True),
            ),
            rows=tuple((one.title, value_words(one, scale), one.status) for one in shown),
        ),
        title=f"All projects together; hurdle {percent(result.hurdle)}",
    )
    page.table(_curve(result), title="The state's share as prices change")
    if definitions:
        page.text("Definitions and conventions:")
        page.items(list(_definitions(shown)))
    if result.futures > 1:
        page.text(
            "Shares, rates of return and roots are those of means over the futures.",
            dim=True,
        )
    add_conventions(page, case, claims=False)


def value_words(one: Indicator, scale: Scale) -> str:
    """Return a value as a reader wants it: a share in percent, a year without comma; a dash for none."""
    if one.value is None:
        return "-"
    if one.unit in ("share", "share per year"):
        return percent(one.value, 2)
    if one.unit == "years":
        return years(one.value)
    if one.unit in ("year", "sign"):
        return f"{one.value:.0f}"
    if one.unit == "money":
        return scale.words(one.value)
    if one.unit == "multiplier":
        return f"{one.value:.4f} ×"
    return f"{one.value:,.4g} {one.unit}" if abs(one.value) < 1e4 else f"{one.value:,.0f} {one.unit}"


def _curve(result: Indicators) -> Table:
    curve = result.curve
    rows = tuple(
        (f"{price:.1f} ×", percent(share), percent(before), percent(after))
        for price, share, before, after in zip(
            curve.prices, curve.aetr, curve.pre_tax_irr, curve.post_tax_irr, strict=True
        )
        if round(price * 10) % 5 == 0
    )
    titles = ("Prices", "AETR", "Pre-tax IRR", "Post-tax IRR")
    return Table(columns=tuple(Column(title=title) for title in titles), rows=rows)


def _definitions(shown: Sequence[Indicator]) -> list[str]:
    said: list[str] = []
    for one in shown:
        if "." in one.key:
            continue  # prices by product are the break-even multiple once more
        how = f" Conventions: {'; '.join(one.conventions)}." if one.conventions else ""
        said.append(f"{one.title}: {one.definition.rstrip('.')}.{how}")
    return said
