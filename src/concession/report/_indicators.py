"""The page of indicators: each with its value or why it has none, its definition and conventions."""

from __future__ import annotations

from collections.abc import Sequence

from concession.analysis import Indicator, Indicators
from concession.report._amounts import Scale, choose_scale, percent, years
from concession.report._conventions import add_conventions, add_illustrative, draft_note, futures_note
from concession.report._layout import Column, Page, Table

__all__ = ["indicators_page", "number_words", "value_words"]


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
    page.table(_values(result, scale), title=f"{_measured(result)}; hurdle {percent(result.hurdle)}")
    page.table(_by_rate(result), title="The state's discounted share (AETR) by discount rate")
    page.table(_curve(result), title="The state's share as prices change")
    if definitions:
        page.text("Definitions and conventions:")
        page.items(list(_definitions(shown)))
    if result.futures > 1:
        page.text(
            "Shares and rates of return are those of mean flows over the futures; break-evens, the marginal "
            "rate, paybacks and lives are means of what each future has. P10 and P90 are over the futures "
            "that have a value.",
            dim=True,
        )
    add_conventions(page, case, claims=False)


def _measured(result: Indicators) -> str:
    """Return which projects are measured."""
    titles = {one.id: one.project.title or one.id for one in result.case.projects}
    if len(result.projects) == len(titles):
        return "All projects together" if len(titles) > 1 else titles[result.projects[0]]
    return " and ".join(titles[name] for name in result.projects) + " alone"


def _values(result: Indicators, scale: Scale) -> Table:
    shown = list(result.found.values())
    many = result.futures > 1
    columns = [Column(title="Indicator", words=True), Column(title="Value")]
    columns += [Column(title="P10"), Column(title="P90")] if many else []
    rows = []
    for one in shown:
        cells = [one.title, value_words(one, scale)]
        if many:
            spread = one.spread if one.spread is not None and one.spread.defined else None
            ends = (spread.p10, spread.p90) if spread is not None else (None, None)
            cells += ["" if end is None else number_words(end, one.unit, scale) for end in ends]
        rows.append((*cells, _status(one)))
    return Table(columns=(*columns, Column(title="Status", words=True)), rows=tuple(rows))


def _status(one: Indicator) -> str:
    """Return the status, with how many futures have a value where some of them do not."""
    spread = one.spread
    if spread is None or spread.defined == spread.futures or not one.status.startswith("defined"):
        return one.status
    return f"{one.status}; future by future in {spread.defined:,} of {spread.futures:,}"


def value_words(one: Indicator, scale: Scale) -> str:
    """Return a value as a reader wants it: a share in percent, a year without comma; a dash for none."""
    return "-" if one.value is None else number_words(one.value, one.unit, scale)


def number_words(value: float, unit: str, scale: Scale) -> str:
    """Return a number of some unit as a reader wants it."""
    if unit in ("share", "share per year"):
        return percent(value, 2)
    if unit == "years":
        return years(value)
    if unit in ("year", "sign"):
        return f"{value:.0f}"
    if unit == "money":
        return scale.words(value)
    if unit == "multiplier":
        return f"{value:.4f} ×"
    return f"{value:,.4g} {unit}" if abs(value) < 1e4 else f"{value:,.0f} {unit}"


def _by_rate(result: Indicators) -> Table:
    cells = tuple("-" if value is None else percent(value) for value in result.aetr_by_rate.values())
    # a rate and its sign stay on one line
    titles = [Column(title=percent(rate, 0).replace(" ", "\u00a0")) for rate in result.aetr_by_rate]
    return Table(columns=(Column(title="Discount rate", words=True), *titles), rows=(("AETR", *cells),))


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
