"""``concession compare``: several drafts on the same futures."""

from __future__ import annotations

import sys

from concession.cli._guard import guarded
from concession.cli._options import (
    AsJson,
    CaseName,
    Cluster,
    CsvFile,
    DraftIds,
    DryRun,
    Executor,
    FuturesOrAuto,
    PartyIds,
    Precision,
    Readings,
    ReportFile,
    Seed,
    Units,
    Workers,
    check_parties,
    check_targets,
    readings_of,
)
from concession.cli._scale import count_of, end_of, how_of, show_sizes
from concession.cli._screen import progress_bar, tell

__all__ = ["compare"]


@guarded
def compare(
    case: CaseName,
    drafts: DraftIds = None,
    party: PartyIds = None,
    reading: Readings = None,
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
    """Compare drafts party by party, on the same futures."""
    from concession.analysis import answers, have_answers, job_sizes, read_case_where  # noqa: PLC0415
    from concession.analysis import compare as run  # noqa: PLC0415 - off the way to --help
    from concession.model import load  # noqa: PLC0415
    from concession.report import comparison_page  # noqa: PLC0415

    check_targets(report, csv)
    loaded = load(case)
    check_parties(party or (), [*loaded.parties, *loaded.groups])
    chosen = readings_of(reading or ())
    loaded, wanted = read_case_where(loaded, drafts or list(loaded.drafts), chosen)
    count = count_of(futures)
    if dry_run:
        sizes = job_sizes(loaded, [loaded.draft(None), *wanted], futures=count)
        show_sizes(loaded, sizes, auto=count == "auto", as_json=as_json)
        return
    how = how_of(executor, workers, cluster, precision)
    total = count if count == "auto" else len(wanted) * (count or loaded.head.futures)
    with progress_bar("comparing", total) as progress:
        said = None
        if have_answers(loaded):
            said = answers(loaded, wanted, futures=count, seed=seed, progress=progress, **how)
            result = said.transfer
        else:
            result = run(loaded, wanted, futures=count, seed=seed, progress=progress, **how)
    if report:
        from concession.report import write_report  # noqa: PLC0415

        stated = tuple(reading or ())
        write_report(said or result, report, units=units, parties=tuple(party or ()), readings=stated)
        sys.stderr.write(f"wrote {report}\n")
    tell(
        lambda page: comparison_page(page, result, units=units, parties=tuple(party or ()), said=said),
        said.compared if said else result.to_dict,
        as_json=as_json,
        csv=csv,
        table=result.to_csv,
    )
    end_of(result.complete)
