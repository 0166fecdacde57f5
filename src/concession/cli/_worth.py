"""``concession worth``: what one clause is worth to each party."""

from __future__ import annotations

from typing import Annotated

import typer

from concession.cli._guard import guarded
from concession.cli._options import AsJson, CaseName, DraftId, Futures, PartyIds, Seed, Units, check_parties
from concession.cli._screen import progress_bar, tell

__all__ = ["worth"]

ClauseId = Annotated[str, typer.Argument(metavar="CLAUSE", help="The id of a clause of the draft.")]
RegimeName = Annotated[
    str | None,
    typer.Option("--regime", metavar="NAME", help="Put the case under this regime of the library first."),
]


@guarded
def worth(
    case: CaseName,
    clause: ClauseId,
    draft: DraftId = None,
    regime: RegimeName = None,
    party: PartyIds = None,
    futures: Futures = None,
    seed: Seed = None,
    units: Units = "auto",
    as_json: AsJson = False,
) -> None:
    """Say what a clause is worth: the draft with it beside the same draft without, party by party."""
    from concession.analysis import compare, with_and_without  # noqa: PLC0415 - off the way to --help
    from concession.model import load  # noqa: PLC0415
    from concession.report import comparison_page  # noqa: PLC0415

    loaded = load(case)
    if regime:
        from concession.regimes import under  # noqa: PLC0415

        loaded = under(loaded, [regime])
    both = with_and_without(loaded, clause, draft)
    check_parties(party or (), [*both.parties, *both.groups])
    with progress_bar("comparing", 2 * (futures or both.head.futures)) as progress:
        result = compare(both, futures=futures, seed=seed, progress=progress)
    tell(
        lambda page: comparison_page(page, result, units=units, parties=tuple(party or ())),
        result.to_dict,
        as_json=as_json,
    )
