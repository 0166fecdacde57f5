"""``concession terms``: every term of every draft, side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from concession.cli._complete import complete_draft
from concession.cli._guard import guarded
from concession.cli._options import AsJson, CaseName, CsvFile
from concession.cli._screen import tell

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
    tell(lambda page: terms_page(page, result), result.to_dict, as_json=as_json, csv=csv, table=result.to_csv)
