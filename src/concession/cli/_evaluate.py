"""``concession evaluate``: what one draft gives to each party."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from concession.cli._complete import complete_line
from concession.cli._guard import guarded
from concession.cli._options import (
    AsJson,
    CaseName,
    Cluster,
    CsvFile,
    DraftId,
    DryRun,
    Executor,
    FuturesOrAuto,
    PartyIds,
    Precision,
    Readings,
    RegimeId,
    ReportFile,
    Seed,
    Units,
    Workers,
    check_parties,
    check_targets,
    readings_of,
    under_regime,
)
from concession.cli._scale import count_of, end_of, how_of, show_sizes
from concession.cli._screen import progress_bar, tell

__all__ = ["evaluate"]

LineNames = Annotated[
    list[str] | None,
    typer.Option(
        "--line",
        "-l",
        metavar="LINE",
        help="Show this line by period as well; * stands for any text (may be repeated).",
        autocompletion=complete_line,
    ),
]

Yearly = Annotated[
    bool,
    typer.Option("--yearly", help="Show each party's cash by period as well: mean, P10, P50 and P90."),
]


@guarded
def evaluate(
    case: CaseName,
    draft: DraftId = None,
    party: PartyIds = None,
    line: LineNames = None,
    yearly: Yearly = False,
    reading: Readings = None,
    regime: RegimeId = None,
    futures: FuturesOrAuto = None,
    precision: Precision = 0.02,
    seed: Seed = None,
    executor: Executor = "auto",
    workers: Workers = None,
    cluster: Cluster = "",
    dry_run: DryRun = False,
    units: Units = "auto",
    csv: CsvFile = None,
    report: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what a draft gives to each party and project; published figures stand beside ours."""
    from concession.analysis import evaluate as run  # noqa: PLC0415 - off the way to --help
    from concession.analysis import job_sizes, read_case_where  # noqa: PLC0415
    from concession.model import load  # noqa: PLC0415
    from concession.report import evaluation_page, lines_named  # noqa: PLC0415

    check_targets(report, csv)
    loaded = under_regime(load(case), regime)
    check_parties(party or (), [*loaded.parties, *loaded.groups])
    chosen = readings_of(reading or ())
    loaded, (wanted,) = read_case_where(loaded, [draft or loaded.baseline], chosen, compared=False)
    count = count_of(futures)
    if dry_run:
        show_sizes(loaded, job_sizes(loaded, [wanted], futures=count), auto=count == "auto", as_json=as_json)
        return
    how = how_of(executor, workers, cluster, precision)
    with progress_bar("evaluating", count or loaded.head.futures) as progress:
        result = run(loaded, wanted, futures=count, seed=seed, yearly=yearly, progress=progress, **how)
    shown = lines_named(result, line or ())
    if report:
        from concession.report import write_report  # noqa: PLC0415

        said = tuple(reading or ())
        shown_to = tuple(party or ())
        write_report(result, report, units=units, parties=shown_to, readings=said, regime=regime or "")
        sys.stderr.write(f"wrote {report}\n")
    tell(
        lambda page: evaluation_page(page, result, units=units, parties=tuple(party or ()), lines=shown),
        result.to_dict,
        as_json=as_json,
        csv=csv,
        table=result.to_csv,
    )
    end_of(result.complete)
