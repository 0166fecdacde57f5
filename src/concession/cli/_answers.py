"""``concession answers``: what a deal's drafts mean, in three blocks."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from concession.cli._guard import guarded
from concession.cli._options import (
    AsJson,
    CaseName,
    CsvFile,
    DraftIds,
    Futures,
    ReportFile,
    Seed,
    Units,
    check_targets,
)
from concession.cli._screen import tell

__all__ = ["answers"]

Switches = Annotated[
    list[str] | None,
    typer.Option(
        "--switch", metavar="NAME", help="Turn on what the case could assume a deal to add (may be repeated)."
    ),
]


@guarded
def answers(
    case: CaseName,
    drafts: DraftIds = None,
    switch: Switches = None,
    futures: Futures = None,
    seed: Seed = None,
    units: Units = "auto",
    csv: CsvFile = None,
    report: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """Answer in words: transfers, what the case could assume to be added, what is not valued."""
    from concession.analysis import answers as run  # noqa: PLC0415 - off the way to --help
    from concession.model import load  # noqa: PLC0415
    from concession.report import answers_page  # noqa: PLC0415

    check_targets(report, csv)
    result = run(load(case), drafts or None, futures=futures, seed=seed, switches=tuple(switch or ()))
    if report:
        from concession.report import write_report  # noqa: PLC0415

        write_report(result, report, units=units)
        sys.stderr.write(f"wrote {report}\n")
    tell(
        lambda page: answers_page(page, result, units=units),
        result.to_dict,
        as_json=as_json,
        csv=csv,
        table=result.to_csv,
    )
