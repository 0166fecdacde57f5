"""The page of the library of cases."""

from __future__ import annotations

from collections.abc import Sequence

from concession.model import Case
from concession.report._layout import Column, Page, Table

__all__ = ["cases_page"]


def cases_page(page: Page, cases: Sequence[Case]) -> None:
    """Add a table of cases: what each is, and its drafts."""
    columns = (
        Column(title="Case", words=True),
        Column(title="What it is", words=True),
        Column(title="Drafts", words=True),
    )
    rows = tuple(
        (
            case.id,
            case.title + (" (illustrative)" if case.head.illustrative else ""),
            ", ".join(case.drafts),
        )
        for case in cases
    )
    page.table(Table(columns=columns, rows=rows))
