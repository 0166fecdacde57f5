"""``concession indicators``: what analysts of resource taxation compare, for one draft."""

from __future__ import annotations

from typing import Annotated

import typer

from concession.cli._complete import complete_project
from concession.cli._guard import guarded
from concession.cli._indicator_charts import ChartFiles, charts_of, write_charts
from concession.cli._options import (
    AsJson,
    CaseName,
    CsvFile,
    DraftId,
    Futures,
    Readings,
    RegimeId,
    Seed,
    Units,
    readings_of,
    under_regime,
)
from concession.cli._screen import tell

__all__ = ["indicators"]


def _share(text: str) -> float:
    """Read a share: 0.1, or 10 % with or without a space."""
    word = text.strip()
    try:
        return float(word.removesuffix("%")) / 100 if word.endswith("%") else float(word)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no share: write 0.1 or 10%") from None


Hurdle = Annotated[
    float | None,
    typer.Option(
        "--hurdle",
        metavar="SHARE",
        parser=_share,
        help="The yearly return that an investor asks for: 0.1 or 10%; the owner's own rate if not said.",
    ),
]
Chance = Annotated[
    float | None,
    typer.Option("--chance", metavar="SHARE", parser=_share, help="The chance of discovery, to value a bid."),
]
Exploration = Annotated[
    float,
    typer.Option("--exploration", metavar="MONEY", help="Present value of exploration, to value a bid."),
]
Bonus = Annotated[
    float, typer.Option("--bonus", metavar="MONEY", help="A bonus at signature, to value a bid.")
]
Projects = Annotated[
    list[str] | None,
    typer.Option(
        "--project",
        metavar="PROJECT",
        help="Measure this project, and move its prices and costs (may be repeated); all if not said.",
        autocompletion=complete_project,
    ),
]
Definitions = Annotated[
    bool, typer.Option("--definitions/--no-definitions", help="Print definitions and conventions.")
]


@guarded
def indicators(
    case: CaseName,
    draft: DraftId = None,
    project: Projects = None,
    hurdle: Hurdle = None,
    chance: Chance = None,
    exploration: Exploration = 0.0,
    bonus: Bonus = 0.0,
    reading: Readings = None,
    regime: RegimeId = None,
    futures: Futures = None,
    seed: Seed = None,
    units: Units = "auto",
    definitions: Definitions = True,
    chart: ChartFiles = None,
    csv: CsvFile = None,
    as_json: AsJson = False,
) -> None:
    """Show takes, effective rates, break-even prices, progressivity, life, timing and risk of a draft."""
    from concession.analysis import Bid, read_case_where  # noqa: PLC0415 - off the way to --help
    from concession.analysis import indicators as run  # noqa: PLC0415
    from concession.model import load  # noqa: PLC0415
    from concession.report import indicators_page  # noqa: PLC0415

    if chance is None and (exploration or bonus):
        raise typer.BadParameter("a bid is valued where --chance says how likely a discovery is")
    charts = charts_of(chart or ())
    loaded = under_regime(load(case), regime)
    read = readings_of(reading or ())
    loaded, (wanted,) = read_case_where(loaded, [draft or loaded.baseline], read, compared=False)
    bid = None if chance is None else Bid(chance=chance, exploration=exploration, bonus=bonus)
    chosen = tuple(dict.fromkeys(project or ()))
    result = run(loaded, wanted, futures=futures, seed=seed, hurdle=hurdle, bid=bid, projects=chosen)
    write_charts([result], charts)
    tell(
        lambda page: indicators_page(page, result, units=units, definitions=definitions),
        result.to_dict,
        as_json=as_json,
        csv=csv,
        table=result.to_csv,
    )
