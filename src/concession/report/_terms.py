"""The page of terms: drafts side by side where the page is wide enough, term by term where it is not."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from concession.analysis import ClauseTerms, SideBySide, TermRow
from concession.report._conventions import add_illustrative, draft_note
from concession.report._layout import Column, Page, Table

__all__ = ["terms_page"]

#: The width of a page's column of terms, and the least width of a column of a draft.
_TERMS, _DRAFT = 24, 18


def terms_page(page: Page, result: SideBySide) -> None:
    """Add every term of every draft, with marks, readings, notes, unknown drafts and sources.

    Parameters
    ----------
    page
        Where it is added: as a table with a column for each draft where there is room for that, and else as
        one block for each term.
    result
        What ``side_by_side`` returned.
    """
    case, drafts = result.case, result.drafts
    count = f"{len(drafts)} draft{'' if len(drafts) == 1 else 's'}, side by side"
    page.title(f"{case.title}: terms of {count}" if drafts else f"{case.title}: drafts of unknown terms")
    add_illustrative(page, case)
    page.labelled({one.id: draft_note(one) for one in drafts})
    page.text(
        "In brackets, how good the evidence is; a dash where a draft does not state a term. Readings are "
        "several meanings that the evidence allows.",
        dim=True,
    )
    wide = page.width >= _TERMS + (_DRAFT + 2) * len(drafts)
    ids = [one.id for one in drafts]
    apart = [one for one in result.clauses if not one.same or len(drafts) == 1]
    alike = [one for one in result.clauses if one.same and len(drafts) > 1]
    if wide and apart:
        page.table(_table(apart, ids))
        for clause in apart:
            said = [*_remarks(clause, ids), *_notes(clause, ids)]
            if said:
                page.text(f"Notes: {clause.title}")
                page.items(said)
    else:
        for clause in apart:
            _blocks(page, clause, ids)
    if alike:
        page.title("The same in every draft")
        for clause in alike:
            _blocks(page, clause, ["all"])
    if result.unknown:
        page.title("Terms unknown: not compared, not evaluated")
        for one in result.unknown:
            page.text(draft_note(one) + (f": {one.note}" if one.note else ""))
            for clause in result.known[one.id]:
                _blocks(page, clause, [one.id])
    names = result.sources
    if names:
        page.title("Sources")
        page.labelled({name: _source(result, name) for name in names})


def _heading(clause: ClauseTerms) -> str:
    kind = f" ({clause.type})" if clause.type and clause.type != clause.title.lower() else ""
    return f"{clause.title}{kind}"


def _table(clauses: Sequence[ClauseTerms], ids: Sequence[str]) -> Table:
    rows: list[tuple[str, ...] | str] = []
    for clause in clauses:
        rows.append(_heading(clause))
        rows += [
            (f"  {row.words}", *(cell.words if cell else "-" for cell in row.cells)) for row in clause.terms
        ]
    columns = [Column(title="Term", words=True), *(Column(title=name, words=True) for name in ids)]
    return Table(columns=tuple(columns), rows=tuple(rows))


def _blocks(page: Page, clause: ClauseTerms, ids: Sequence[str]) -> None:
    page.title(_heading(clause))
    said = [line for row in clause.terms for line in _block(row, ids)]
    page.lines([line for text in said for line in _wrapped(page, text)])
    notes = [*_remarks(clause, ids), *_notes(clause, ids)]
    if notes:
        page.items(notes, mark="  * ")


def _block(row: TermRow, ids: Sequence[str]) -> Iterator[str]:
    """Yield a term and below it what the drafts say, once for all that say the same."""
    found = _alike([cell.words if cell else "" for cell in row.cells[: len(ids)]], ids)
    if len(ids) == 1:
        yield f"  {row.words}: {next(iter(found), '')}"
        return
    yield f"  {row.words}"
    for text, names in found.items():
        yield f"    {_names(names, ids)}: {text or '-'}"


def _names(names: Sequence[str], ids: Sequence[str]) -> str:
    return "all" if len(names) == len(ids) > 1 else ", ".join(names)


def _alike(texts: Sequence[str], ids: Sequence[str]) -> dict[str, list[str]]:
    """Return ids by what they say; what is not said comes last."""
    found: dict[str, list[str]] = {}
    for name, text in zip(ids, texts, strict=True):
        found.setdefault(text, []).append(name)
    return dict(sorted(found.items(), key=lambda item: not item[0]))


def _remarks(clause: ClauseTerms, ids: Sequence[str]) -> list[str]:
    found = _alike(list(clause.remarks[: len(ids)]), ids)
    return [f"{_names(names, ids)}: {text}" for text, names in found.items() if text]


def _notes(clause: ClauseTerms, ids: Sequence[str]) -> list[str]:
    said = []
    for row in clause.terms:
        found = _alike([cell.note if cell else "" for cell in row.cells[: len(ids)]], ids)
        said += [f"{_names(names, ids)}, {row.words}: {text}" for text, names in found.items() if text]
    return said


def _wrapped(page: Page, text: str) -> list[str]:
    indent = text[: len(text) - len(text.lstrip())]
    return textwrap.wrap(text, page.width, subsequent_indent=f"{indent}    ", break_on_hyphens=False)


def _source(result: SideBySide, name: str) -> str:
    one = result.case.sources[name]
    facts = [
        text for text in (one.publisher, str(one.date) if one.date else "", f"grade {one.grade}") if text
    ]
    url = f" {one.url}" if one.url else ""
    return f"{one.title.rstrip('.')} ({', '.join(facts)}).{url}"
