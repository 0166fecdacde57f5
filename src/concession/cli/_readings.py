"""``concession readings``: the price of the ambiguity of a draft."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated

import typer

from concession.cli._guard import guarded
from concession.cli._options import (
    AsJson,
    CaseName,
    CsvFile,
    DraftId,
    Futures,
    PartyIds,
    RegimeId,
    Seed,
    Units,
    check_parties,
    under_regime,
)
from concession.cli._screen import tell

__all__ = ["readings"]

Weights = Annotated[
    list[str] | None,
    typer.Option(
        "--weight",
        "-w",
        metavar="PATH=NAME:SHARE",
        help="Weigh a reading, as in royalty.how=whole:0.4 (may be repeated; those of a value add up to 1).",
    ),
]


@guarded
def readings(
    case: CaseName,
    draft: DraftId = None,
    party: PartyIds = None,
    weight: Weights = None,
    regime: RegimeId = None,
    futures: Futures = None,
    seed: Seed = None,
    units: Units = "auto",
    csv: CsvFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what a draft gives under each reading of its words, and the span: the price of the ambiguity."""
    from concession.analysis import ambiguity  # noqa: PLC0415 - off the way to --help
    from concession.model import load  # noqa: PLC0415
    from concession.report import readings_page  # noqa: PLC0415

    loaded = under_regime(load(case), regime)
    check_parties(party or (), [*loaded.parties, *loaded.groups])
    result = ambiguity(loaded, draft, futures=futures, seed=seed, weights=_weights(weight or ()))
    tell(
        lambda page: readings_page(page, result, units=units, parties=tuple(party or ())),
        result.to_dict,
        as_json=as_json,
        csv=csv,
        table=result.to_csv,
    )


def _weights(asked: Iterable[str]) -> dict[str, dict[str, float]]:
    """Return weights by path and reading, from words such as ``royalty.how=whole:0.4``."""
    found: dict[str, dict[str, float]] = {}
    for word in asked:
        path, equals, rest = word.partition("=")
        name, colon, share = rest.rpartition(":")
        try:
            number = float(share)
        except ValueError:
            number = math.nan
        if not (path and equals and name and colon) or not math.isfinite(number):
            raise typer.BadParameter(f"'{word}' is not PATH=NAME:SHARE")
        found.setdefault(path, {})[name] = number
    return found
