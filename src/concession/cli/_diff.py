"""``concession diff``: what changed between two drafts, in words."""

from __future__ import annotations

from typing import Annotated

import typer

from concession.cli._complete import complete_draft
from concession.cli._guard import guarded
from concession.cli._options import AsJson, CaseName, CsvFile
from concession.cli._screen import tell

__all__ = ["diff"]

Before = Annotated[
    str, typer.Argument(metavar="BEFORE", help="The draft to start from.", autocompletion=complete_draft)
]
After = Annotated[
    str, typer.Argument(metavar="AFTER", help="The draft to arrive at.", autocompletion=complete_draft)
]


@guarded
def diff(
    case: CaseName,
    before: Before,
    after: After,
    csv: CsvFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed from one draft to another, clause by clause, in words."""
    from concession.analysis import diff as run  # noqa: PLC0415 - off the way to --help
    from concession.model import load  # noqa: PLC0415
    from concession.report import differences_page  # noqa: PLC0415

    result = run(load(case), before, after)
    tell(
        lambda page: differences_page(page, result),
        result.to_dict,
        as_json=as_json,
        csv=csv,
        table=result.to_csv,
    )
