"""The page of a check: a sound case's evidence, counted, and what its reader should know."""

from __future__ import annotations

from concession.analysis import Inspection
from concession.deal import MARKS
from concession.report._layout import Column, Page, Table

__all__ = ["inspection_page"]


def inspection_page(page: Page, result: Inspection) -> None:
    """Add what a case holds, its evidence by section and mark, and its warnings."""
    case = result.case
    page.title(f"{case.title}: the case is sound")
    counts = [
        _count(len(case.parties), "party", "parties"),
        _count(len(case.projects), "project", "projects"),
        _count(len(case.outlook), "input of the outlook", "inputs of the outlook"),
        _count(len(case.drafts), "draft", "drafts"),
        _count(len(case.sources), "source", "sources"),
        _count(case.timeline.periods, case.timeline.word, f"{case.timeline.word}s"),
    ]
    page.text(", ".join(counts) + ".")
    rows = tuple(
        (
            "All, each value once" if section == "all" else section.capitalize(),
            *(str(marks[mark]) if marks[mark] else "." for mark in MARKS),
        )
        for section, marks in result.evidence.items()
    )
    columns = (Column(title="Section", words=True), *(Column(title=mark) for mark in MARKS))
    page.table(Table(columns=columns, rows=rows), title="Values by how good their evidence is")
    if result.varies:
        columns = tuple(
            Column(title=title, words=True) for title in ("What varies", "As stated", "How it is drawn")
        )
        rows = tuple((one.path, one.text, one.how) for one in result.varies)
        page.table(Table(columns=columns, rows=rows))
    if not result.warnings:
        page.text("No warnings.")
        return
    page.title(_count(len(result.warnings), "warning", "warnings"))
    page.items(
        [f"{one.place}: {one.message}" if one.place else one.message for one in result.warnings], mark="- "
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
