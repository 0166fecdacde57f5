"""The page of how large a value would have to be: the value, how sure it is, and the curve around it."""

from __future__ import annotations

from concession.analysis._how_large import HowLarge
from concession.report._amounts import choose_scale
from concession.report._conventions import add_illustrative
from concession.report._layout import Column, Page, Table

__all__ = ["how_large_page"]


def how_large_page(page: Page, result: HowLarge, *, units: str = "auto") -> None:
    """Add the answer in a sentence, and what the party gets at evenly spaced values."""
    scale = choose_scale(result.case.head.currency, [one.npv for one in result.tried], units)
    name = result.path.removeprefix("clauses.")
    page.title(
        f"{result.case.title}: how large {name} of {result.draft.id} would have to be",
        f"For {result.party_name} to get {_aim(result, scale.words(result.aim_npv))}; means over "
        f"{result.futures:,} futures, seed {result.seed}.",
    )
    add_illustrative(page, result.case)
    if result.status == "none":
        first, last = result.tried[0], result.tried[-1]
        side = "more" if first.more > 0 else "less"
        page.text(
            f"No value from {first.text} to {last.text} does: {result.party_name} gets {side} than that at "
            "every value tried."
        )
    else:
        sure = ""
        if result.low:
            sure = f" ({result.low} to {result.high} within one standard error of the mean difference)"
        page.text(f"{name} = {result.value}{sure}.")
        if result.status == "several":
            page.text("It is met at several values of the span; this is the first.")
    columns = (
        Column(title=name),
        Column(title=f"NPV, {scale.unit}"),
        Column(title="More than the aim"),
    )
    rows = tuple((one.text, scale.amount(one.npv), scale.difference(one.more)) for one in result.tried)
    page.table(Table(columns=columns, rows=rows))


def _aim(result: HowLarge, amount: str) -> str:
    return f"{amount}, {result.aim}" if result.aim.startswith("as under") else f"an NPV of {result.aim}"
