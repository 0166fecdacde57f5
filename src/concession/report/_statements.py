"""Pages of what was said: statements of texts, positions over time, and quoted phrases in their sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from concession.deal import counted
from concession.errors import Place
from concession.evidence import (
    Added,
    CaseCheck,
    Position,
    Statement,
    Text,
    check_rows,
    explain_rows,
    position_rows,
    printable,
    statement_rows,
)
from concession.report._layout import Column, Page, Table

__all__ = ["inbox_page", "positions_page", "statements_page", "verify_page"]

#: A quote in a table is cut after this many characters; ``--json`` has the whole.
_SHOWN = 240
#: Columns beside the quote are kept narrow, so that it has room.
_MOST = {
    "Date": 13,
    "Speaker": 16,
    "Role": 16,
    "Figures": 16,
    "Terms": 12,
    "Words": 8,
    "Changes": 20,
    "Status": 12,
    "Text": 16,
    "File": 30,
    "Differences": 28,
    "Place": 28,
}


def statements_page(
    page: Page, texts: Sequence[tuple[Text, Sequence[Statement]]], *, explain: bool = False
) -> None:
    """Add a table of the statements of each text; with ``explain``, why each was read so."""
    for text, found in texts:
        day = f"{text.published} ({text.dated_by})" if text.published else "no date found; state --date"
        count = "one statement" if len(found) == 1 else f"{len(found)} statements"
        page.title(printable(text.name), f"{count}; date of the text: {day}")
        if text.title:
            page.text(printable(text.title), dim=True)
        if found:
            page.table(_statements(found))
        if explain:
            for number, one in enumerate(found, 1):
                shown = _short(printable(one.words), 60)
                rows = explain_rows([one])
                page.text(f"{number}. “{shown}”: {rows[0]['decision']}")
                day = rows[-1]["decision"] if one.when.first else "no date"
                whys = [*(row["why"] for row in rows[:-1]), f"{day}: {rows[-1]['why'] or 'no day is named'}"]
                page.items(whys, mark="   - ")


def _statements(found: Sequence[Statement]) -> Table:
    titles = ("Date", "Speaker", "Role", "Quote", "Figures", "Terms")
    rows = []
    for row in statement_rows(found):
        marks = ("“", "”") if row["kind"] != "indirect" else ("", "")
        quote = f"{marks[0]}{_short(row['quote'], _SHOWN)}{marks[1]}"
        to = f" (to {row['addressee']})" if row["addressee"] else ""
        rows.append(
            (_days(row["date"]), row["speaker"], row["role"], quote + to, row["figures"], row["terms"])
        )
    used = [k for k in range(len(titles)) if k in (0, 1, 3) or any(row[k] for row in rows)]
    return Table(
        columns=tuple(_column(titles[k]) for k in used),
        rows=tuple(tuple(row[k] for k in used) for row in rows),
    )


def positions_page(
    page: Page,
    title: str,
    timeline: Sequence[Position],
    *,
    parties: Mapping[str, str],
    terms: Mapping[str, str],
    drafts: Mapping[str, date],
) -> None:
    """Add a table of each term: every party's statements on it by day, among the drafts of their days."""
    page.title(f"{title}: positions", "What each side said on each term, beside the draft on the table.")
    page.text(
        "Words tells whether the words about a term are negated; changes compare words, not intentions.",
        dim=True,
    )
    for term, group in groupby(timeline, key=lambda one: one.term):
        page.table(_positions(list(group), parties, drafts), title=terms.get(term, "") or term)
    if not timeline:
        page.text("No accepted statement bears on a term of the case's vocabulary.")


def _positions(group: list[Position], parties: Mapping[str, str], drafts: Mapping[str, date]) -> Table:
    rows: list[tuple[str, ...] | str] = []
    draft: str | None = None
    for one, row in zip(group, position_rows(group), strict=True):
        if one.draft != draft:
            draft = one.draft
            day = f", {drafts[draft]}" if draft in drafts else ""
            rows.append(f"On the table: {draft}{day}" if draft else "Before the first draft, or undated")
        who = f"{row['speaker']}, {parties.get(one.party, one.party) or 'unassigned'}"
        said = f"“{_short(row['quote'], _SHOWN)}”"
        rows.append((_days(row["date"]), who, said, row["stance"], row["changes"]))
    titles = ("Date", "Speaker", "Quote", "Words", "Changes")
    return Table(columns=tuple(_column(title) for title in titles), rows=tuple(rows))


def verify_page(page: Page, title: str, result: CaseCheck, *, label: str = "", every: bool = False) -> None:
    """Add what became of each quoted phrase; those that were found as they stand only with ``every``.

    ``label`` is what places call the case's folder, which need not be said in each row.
    """
    counts = ", ".join(f"{count} {status}" for status, count in result.counts().items())
    page.title(f"{title}: quoted phrases", f"{counted(len(result.checks), 'phrase')}: {counts}.")
    figures = [one.figure for one in result.checks if one.figure]
    if figures:
        told = ", ".join(f"{figures.count(word)} {word}" for word in dict.fromkeys(sorted(figures)))
        page.text(f"Figures in quotes beside encoded values: {told}.")
    if result.texts:
        page.table(
            Table(
                columns=(
                    Column(title="Text", words=True),
                    Column(title="File", words=True),
                    Column(title="State", words=True),
                ),
                rows=tuple((one.id or "-", printable(one.name) or "-", one.state) for one in result.texts),
            )
        )
    shown = [
        (row, place)
        for row, one, place in zip(check_rows(result.checks), result.checks, result.places, strict=True)
        if every or one.status != "found" or one.figure == "differs"
    ]
    if shown:
        page.table(_checks(shown, f"{label}/"))
    if result.unchecked:
        lost = sorted({one.source for one in result.unchecked if one.source})
        whose = f" (of {', '.join(lost)})" if lost else ""
        page.text(
            f"{len(result.unchecked)} of {counted(len(result.checks), 'phrase')} could not be checked: the "
            f"text was not given{whose}. --strict makes that a failure."
        )


def _checks(shown: Iterable[tuple[Mapping[str, str], Place]], before: str) -> Table:
    rows = []
    for row, place in shown:
        told = "; ".join(one for one in (row["differences"], _figure(row["figure"])) if one)
        phrase = f"“{_short(row['phrase'], _SHOWN)}”"
        rows.append(
            (row["status"], phrase, row["source"], told, f"{place.file.removeprefix(before)}:{place.line}")
        )
    titles = ("Status", "Phrase", "Text", "Differences", "Place")
    return Table(columns=tuple(_column(title) for title in titles), rows=tuple(rows))


def _figure(word: str) -> str:
    return {
        "differs": "the figure differs from the encoded value",
        "explained": "the figure differs; the file says why",
    }.get(word, "")


def inbox_page(page: Page, case: str, added: Sequence[Added]) -> None:
    """Add what was written into the inbox of a case."""
    for one in added:
        known = f"; {one.known} it has already" if one.known else ""
        page.text(f"{one.text}: {one.added} proposed{known}")
    files = [f"{case}/{name}" for one in added for name in one.files]
    if files:
        page.text(f"Written: {', '.join(files)}. To accept a statement, change its status to accepted.")


def _column(title: str) -> Column:
    return Column(title=title, words=True, most=_MOST.get(title, 0))


def _days(words: str) -> str:
    """Return a day, or a span of days as short as it can be told: 2025-02-10/16."""
    first, _, last = words.partition("..")
    same = 8 if first[:7] == last[:7] else 5 if first[:4] == last[:4] else 0
    return f"{first}/{last[same:]}" if last else first or "-"


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + " …"
