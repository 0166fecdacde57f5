"""``concession regimes`` and ``regime-compare``: the library of laws, and a case under several of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from concession.cli._guard import guarded, write_json
from concession.cli._indicator_charts import ChartFiles, charts_of, write_charts
from concession.cli._options import AsJson, CaseName, Futures, PartyIds, Seed, Units, check_parties
from concession.cli._screen import new_page, progress_bar, show, tell

if TYPE_CHECKING:
    from concession.analysis import Indicators

__all__ = ["regime_compare", "regimes"]


def complete_regimes(incomplete: str) -> list[str]:
    """Return lists of regimes, separated by commas, that begin so."""
    from concession.regimes import regimes as library  # noqa: PLC0415 - only while completing

    before, comma, last = incomplete.rpartition(",")
    taken = before.split(",")
    names = [
        name
        for one in library()
        for name in (one.id, *one.dated_names, *([f"{one.id}+stabilised"] if one.offers_stability else ()))
    ]
    return [f"{before}{comma}{name}" for name in names if name.startswith(last) and name not in taken]


Jurisdiction = Annotated[
    str | None,
    typer.Option("--jurisdiction", metavar="NAME", help="Only those of a country, state or province."),
]
Mineral = Annotated[str | None, typer.Option("--mineral", metavar="NAME", help="Only those for a mineral.")]
Year = Annotated[
    int | None,
    typer.Option("--year", metavar="YEAR", help="The law as it stood at the end of this year."),
]
RegimeIds = Annotated[
    str,
    typer.Option(
        "--regimes",
        "-r",
        metavar="A,B,C",
        help="Regimes, separated by commas; the first one is the baseline. 'zambia' is the law of each "
        "period, 'zambia@2022' that of 2022 for all, 'peru+stabilised' the law held by contract; 'all' are "
        "those for the case's main product.",
        autocompletion=complete_regimes,
    ),
]


@guarded
def regimes(
    jurisdiction: Jurisdiction = None,
    mineral: Mineral = None,
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """List the library of fiscal regimes: dates, history, sources, what each covers and what it does not."""
    from concession.regimes import regime  # noqa: PLC0415 - off the way to --help
    from concession.regimes import regimes as library  # noqa: PLC0415
    from concession.report import regimes_page  # noqa: PLC0415

    found = [
        one if year is None else regime(f"{one.id}-{year}")
        for one in library()
        if (jurisdiction is None or one.jurisdiction.lower() == jurisdiction.lower())
        and (mineral is None or mineral.lower() in one.minerals)
        and (year is None or one.holds_in(year))
    ]
    tell(
        lambda page: regimes_page(page, found),
        lambda: {"regimes": [one.to_dict() for one in found]},
        as_json=as_json,
    )


@guarded
def regime_compare(
    case: CaseName,
    names: RegimeIds,
    party: PartyIds = None,
    futures: Futures = None,
    seed: Seed = None,
    units: Units = "auto",
    chart: ChartFiles = None,
    as_json: AsJson = False,
) -> None:
    """Put a case's projects under several regimes and compare; what a regime leaves out stands beside."""
    from concession.analysis import compare, evaluate  # noqa: PLC0415 - off the way to --help
    from concession.model import load  # noqa: PLC0415
    from concession.regimes import applied, fitting, for_another_mineral, regime  # noqa: PLC0415
    from concession.report import regime_comparison_page  # noqa: PLC0415

    charts = charts_of(chart or ())
    found = fitting(load(case), [word.strip() for word in names.split(",") if word.strip()])
    loaded, wanted = found.case, found.names
    check_parties(party or (), [*loaded.parties, *loaded.groups])
    with progress_bar("comparing", len(wanted) * (futures or loaded.head.futures)) as progress:
        result = compare(loaded, futures=futures, seed=seed, progress=progress)
    takes = {name: evaluate(loaded, name, futures=futures, seed=seed).take for name in wanted}
    if charts:
        from concession.analysis import indicators  # noqa: PLC0415

        drawn = [indicators(loaded, name, futures=futures, seed=seed) for name in wanted]
        write_charts([_named_for_its_mineral(one) for one in drawn], charts)
    if as_json:
        beside = [
            {
                **one.to_dict(),
                "for_another_mineral": for_another_mineral(one, loaded),
                "applied": [span.to_dict() for span in applied(one, loaded)],
                "government_take": dict(takes[one.id]),
            }
            for one in map(regime, wanted)
        ]
        write_json({**result.to_dict(), "regimes": beside, "not_run": dict(found.left_out)})
        return
    page = new_page()
    regime_comparison_page(page, result, found, takes, units=units, parties=tuple(party or ()))
    show(page)


def _named_for_its_mineral(one: Indicators) -> Indicators:
    """Return the indicators under a name that says so where the regime is for another mineral."""
    from dataclasses import replace  # noqa: PLC0415 - off the way to --help

    from concession.regimes import for_another_mineral, regime  # noqa: PLC0415

    law = regime(one.draft.id)
    if not for_another_mineral(law, one.case):
        return one
    return replace(one, draft=replace(one.draft, id=f"{one.draft.id} (for {law.minerals[0]})"))
