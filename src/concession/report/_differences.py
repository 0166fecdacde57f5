"""The page of a diff: what changed from one draft to another, clause by clause."""

from __future__ import annotations

from concession.analysis import ClauseChange, Differences
from concession.report._conventions import add_illustrative, draft_note
from concession.report._layout import Page

__all__ = ["differences_page"]

_WORDS = {"added": "Added", "removed": "Removed", "changed": "Changed"}


def differences_page(page: Page, result: Differences) -> None:
    """Add each clause that differs, with its terms in words and what they mean."""
    page.title(f"{result.case.title}: what changes from {result.before.id} to {result.after.id}")
    page.labelled({"from": draft_note(result.before), "to": draft_note(result.after)})
    add_illustrative(page, result.case)
    if not result.clauses:
        page.text("Nothing changes: the two drafts say the same.")
    for one in result.clauses:
        page.title(f"{_WORDS[one.kind]}: {one.heading}")
        page.items(_terms(one), mark="  - ")
        titles = [
            result.case.sources[name].title if name in result.case.sources else name for name in one.sources
        ]
        if titles and one.kind != "removed":
            page.text(f"Source: {'; '.join(titles)}.", dim=True)
    if len(result.same) == 1:
        page.text(f"One clause stays as it is: {result.same[0]}.")
    elif result.same:
        page.text(f"{len(result.same)} clauses stay as they are: {', '.join(result.same)}.")


def _terms(one: ClauseChange) -> list[str]:
    said = []
    for term in one.terms:
        stated = f"{term.path}: {term.new or term.old}"
        text = term.sentence() if one.kind == "changed" else stated
        meaning = f"  ({term.meaning.rstrip('.')})" if term.meaning else ""
        said.append(text + meaning)
    return said or ["nothing but its kind is stated"]
