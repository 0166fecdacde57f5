"""``concession explain``: one number back to its formula, its inputs, its clause and its source."""

from __future__ import annotations

from typing import Annotated

import typer

from concession.cli._complete import complete_line
from concession.cli._guard import guarded
from concession.cli._options import AsJson, CaseName, DraftId, Futures, Seed
from concession.cli._screen import tell

__all__ = ["explain"]

LineName = Annotated[
    str | None,
    typer.Option(
        "--line",
        "-l",
        metavar="LINE",
        help="The line; without one, all lines are listed.",
        autocompletion=complete_line,
    ),
]
Period = Annotated[
    str | None,
    typer.Option(
        "--year",
        "--period",
        "-y",
        metavar="PERIOD",
        help="The year, quarter or month; the first in which the line is not zero where nothing is said.",
    ),
]
Depth = Annotated[
    int, typer.Option("--depth", min=0, max=100, metavar="N", help="How many levels of inputs to follow.")
]
Future = Annotated[
    int | None,
    typer.Option("--future", min=0, metavar="N", help="One future alone, by its number from 0."),
]
Exact = Annotated[bool, typer.Option("--exact", help="Compute in exact decimals, for one future.")]


@guarded
def explain(
    case: CaseName,
    draft: DraftId = None,
    line: LineName = None,
    period: Period = None,
    depth: Depth = 3,
    future: Future = None,
    futures: Futures = None,
    seed: Seed = None,
    exact: Exact = False,
    as_json: AsJson = False,
) -> None:
    """Explain a number: its formula, what it reads, its clause and its source."""
    from concession.analysis import explain as run  # noqa: PLC0415 - off the way to --help
    from concession.analysis import lines_at_hand  # noqa: PLC0415
    from concession.model import load  # noqa: PLC0415
    from concession.report import explanation_page, lines_page  # noqa: PLC0415

    loaded = load(case)
    if line is None:
        found = lines_at_hand(loaded, draft)
        tell(
            lambda page: lines_page(page, loaded, loaded.draft(draft), found),
            lambda: {
                "case": loaded.id,
                "draft": loaded.draft(draft).id,
                "lines": [one.to_dict() for one in found],
            },
            as_json=as_json,
        )
        return
    result = run(
        loaded,
        draft,
        line=line,
        period=period,
        depth=depth,
        futures=futures,
        future=future,
        seed=seed,
        exact=exact,
    )
    tell(lambda page: explanation_page(page, result), result.to_dict, as_json=as_json)
