"""``concession terms``: every term of every draft, side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from concession.cli._complete import complete_draft
from concession.cli._guard import guarded, write_json
from concession.cli._options import AsJson, CaseName, CsvFile, write_csv
from concession.cli._screen import new_page, show

__all__ = ["terms"]

Wanted = Annotated[
    list[str] | None,
    typer.Option(
        "--draft",
        "-d",
        metavar="DRAFT",
        help="Show this draft (may be repeated); all where nothing is said.",
        autocompletion=complete_draft,
    ),
]


@guarded
def terms(case: CaseName, draft: Wanted = None, csv: CsvFile = None, as_json: AsJson = False) -> None:
    """Show every term of every draft side by side, of money or not, with marks and sources."""
    from concession.analysis import side_by_side  # noqa: PLC0415 - off the way to --help
    from concession.model import load  # noqa: PLC0415
    from concession.report import terms_page  # noqa: PLC0415

    result = side_by_side(load(case), draft or None)
    if csv and write_csv(result.to_csv(), csv):
        return
    if as_json:
        write_json(result.to_dict())
        return
    page = new_page()
    terms_page(page, result)
    show(page)
