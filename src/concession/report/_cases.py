"""The page of the library of cases."""

from __future__ import annotations

from collections.abc import Mapping

from concession.deal import counted
from concession.errors import ConcessionError
from concession.model import Case
from concession.report._layout import Column, Page, Table

__all__ = ["cases_page"]


def cases_page(page: Page, cases: Mapping[str, Case | ConcessionError]) -> None:
    """Add a table of cases by name: what each is, and its drafts, or that it cannot be read, and why."""
    columns = (
        Column(title="Case", words=True),
        Column(title="What it is", words=True),
        Column(title="Drafts", words=True),
    )
    page.table(Table(columns=columns, rows=tuple(_row(name, case) for name, case in cases.items())))
    for name, case in cases.items():
        if isinstance(case, ConcessionError):
            page.text(
                f"{name} cannot be read ('concession check {name}' says all): {case.problems[0].message}."
            )


def _row(name: str, case: Case | ConcessionError) -> tuple[str, ...]:
    if isinstance(case, ConcessionError):
        return name, f"cannot be read: {counted(len(case.problems), 'problem')}", "-"
    return name, case.title + (" (illustrative)" if case.head.illustrative else ""), ", ".join(case.drafts)
