"""The page of readings: each alone, the span over combinations, and what was weighted by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from concession.analysis import Ambiguity, ReadAs
from concession.analysis._places import place_words
from concession.report._amounts import Scale, choose_scale, rate
from concession.report._conventions import add_conventions, add_illustrative, draft_note, futures_note
from concession.report._layout import Column, Page, Table

__all__ = ["readings_page"]

#: What a reading says is told in its own words up to so many letters.
_MOST_LETTERS = 60


def readings_page(page: Page, result: Ambiguity, *, units: str = "auto", parties: Sequence[str] = ()) -> None:
    """Add what each reading of a draft gives to each party.

    Parameters
    ----------
    page
        Where it is added.
    result
        What ``ambiguity`` returned.
    units
        The scale of money: a word of :data:`concession.report.SCALES`, or ``auto``.
    parties
        Parties and groups to show; all that anything depends on where nothing is said.
    """
    case = result.case
    page.title(
        f"{case.title}: the readings of {draft_note(result.draft)}",
        futures_note(result.case, result.futures, result.seed).capitalize() + ".",
    )
    add_illustrative(page, case)
    if not result.places:
        page.text("No value of this draft that moves money has readings: its words bear one meaning here.")
        _add_wordless(page, result)
        return
    scale = choose_scale(case.head.currency, list(result.base.npv.values()), units)
    shown = list(parties) or [
        name for name, one in result.spans.items() if scale.amount(one.price).strip("0.")
    ]
    page.items(
        [
            f"{_place(result, one.path)}: "
            + ", ".join(
                f"{name} ({text}){' - the base' if name == one.base else ''}"
                for name, text in one.texts.items()
            )
            + f"; as --reading {_short(one.path)}=NAME"
            for one in result.places
        ]
    )
    _add_spans(page, result, shown, scale)
    _add_each(page, result, shown, scale)
    if result.sampled:
        page.text(
            f"Of {result.combinations:,} combinations {result.evaluated} were evaluated: the base, "
            f"each reading alone and a draw of others (seed {result.seed}). The true span may be wider."
        )
    else:
        page.text(f"All {result.combinations} combinations were evaluated.")
    if result.weighted is None:
        page.text("Readings are not chances: nothing is weighted, since no weights were given.", dim=True)
    else:
        said = "; ".join(
            f"{_place(result, path)}: " + ", ".join(f"{name} {rate(weight)}" for name, weight in one.items())
            for path, one in result.weights.items()
        )
        page.text(f"Weighted with the weights that were given ({said}); other values at the base.")
    _add_wordless(page, result)
    add_conventions(page, case, claims=False)


def _add_spans(page: Page, result: Ambiguity, shown: Sequence[str], scale: Scale) -> None:
    weighted = result.weighted
    titles = ["Base", "Lowest", "Highest", "Price of the ambiguity", *(["Weighted"] if weighted else [])]
    rows = []
    for name in shown:
        one = result.spans[name]
        cells = [one.name, *(scale.amount(x) for x in (one.base, one.low, one.high, one.price))]
        rows.append((*cells, scale.amount(weighted[name])) if weighted else tuple(cells))
    columns = (Column(title="Party", words=True), *(Column(title=title) for title in titles))
    if rows:
        page.table(
            Table(columns=columns, rows=tuple(rows)),
            title=f"NPV at each party's own rate, over combinations of readings ({scale.unit})",
        )
        page.items(
            [
                f"{one.name}: lowest with {_words(result, one.low_at)}; highest with "
                f"{_words(result, one.high_at)}."
                for one in (result.spans[name] for name in shown)
            ]
        )
    else:
        page.text("No party's value depends on how these values are read, in the futures that were run.")


def _add_each(page: Page, result: Ambiguity, shown: Sequence[str], scale: Scale) -> None:
    columns = (
        Column(title="Party", words=True),
        Column(title="NPV"),
        Column(title="Change to the base"),
        Column(title="Undiscounted"),
    )
    rows: list[tuple[str, ...] | str] = []
    for one in (result.base, *result.one_at_a_time):
        rows.append(_words(result, one.readings))
        rows += [_row(result, one, name, scale) for name in shown]
    if shown:
        page.table(Table(columns=columns, rows=tuple(rows)), title=f"One reading at a time ({scale.unit})")


def _row(result: Ambiguity, one: ReadAs, name: str, scale: Scale) -> tuple[str, ...]:
    change = one.npv[name] - result.base.npv[name]
    return (
        f"  {result.spans[name].name}",
        scale.amount(one.npv[name]),
        scale.difference(change) if one.readings else "",
        scale.amount(one.undiscounted[name]),
    )


def _said(texts: Mapping[str, str], name: str) -> str:
    """Return what a reading says, or its name where that is longer than a word or two, or no text at all."""
    text = texts[name]
    return text if len(text) <= _MOST_LETTERS and text[0] not in "{[" and text != "a list" else name


def _words(result: Ambiguity, readings: Mapping[str, str]) -> str:
    texts = {one.path: one.texts for one in result.places}
    said = (f"{_place(result, path)} read as '{_said(texts[path], name)}'" for path, name in readings.items())
    return ", ".join(said) or "the base"


def _place(result: Ambiguity, path: str) -> str:
    return place_words(result.case, result.draft, path)


def _short(path: str) -> str:
    return path.removeprefix("clauses.")


def _add_wordless(page: Page, result: Ambiguity) -> None:
    if result.wordless:
        names = "; ".join(_place(result, one.path) for one in result.wordless)
        page.text(f"Readings of terms that move no money here: {names}.", dim=True)
