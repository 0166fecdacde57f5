"""``concession solve``: how large a value of a draft would have to be."""

from __future__ import annotations

from typing import Annotated

import typer

from concession.cli._complete import complete_draft
from concession.cli._guard import guarded
from concession.cli._options import AsJson, CaseName, DraftId, Futures, Seed, Units
from concession.cli._screen import progress_bar, tell

__all__ = ["solve"]

Path = Annotated[
    str, typer.Argument(metavar="VALUE", help="The value's path in the draft: guard.factor, royalty.rate.")
]
From = Annotated[str, typer.Option("--from", metavar="VALUE", help="Seek from here, written as in the file.")]
To = Annotated[str, typer.Option("--to", metavar="VALUE", help="Seek to here.")]
Party = Annotated[
    str,
    typer.Option(
        "--party", "-p", metavar="PARTY", help="The party or group whose mean NPV is to reach the aim."
    ),
]
AsUnder = Annotated[
    str | None,
    typer.Option(
        "--as-under",
        metavar="DRAFT",
        help="The aim: what it gets under this draft; the case's first where nothing is said.",
        autocompletion=complete_draft,
    ),
]
Npv = Annotated[
    str, typer.Option("--npv", metavar="AMOUNT", help="The aim as an amount instead: USD 20 million.")
]


@guarded
def solve(
    case: CaseName,
    value: Path,
    low: From,
    high: To,
    party: Party,
    draft: DraftId = None,
    as_under: AsUnder = None,
    npv: Npv = "",
    futures: Futures = None,
    seed: Seed = None,
    units: Units = "auto",
    as_json: AsJson = False,
) -> None:
    """Find how large a value would have to be for a party to get as much as under another draft."""
    from concession.analysis._how_large import RUNS, how_large  # noqa: PLC0415 - off the way to --help
    from concession.model import load  # noqa: PLC0415
    from concession.report._how_large import how_large_page  # noqa: PLC0415

    if npv and as_under:
        raise typer.BadParameter("say either --as-under or --npv")
    loaded = load(case)
    path = value if value.startswith("clauses.") else f"clauses.{value}"
    with progress_bar("solving", RUNS * (futures or loaded.head.futures)) as progress:
        result = how_large(
            loaded,
            draft or loaded.baseline,
            path,
            (low, high),
            party,
            as_under=as_under,
            npv=npv,
            futures=futures,
            seed=seed,
            progress=progress,
        )
    tell(lambda page: how_large_page(page, result, units=units), result.to_dict, as_json=as_json)
