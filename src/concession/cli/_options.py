"""Arguments and options that commands share, each declared once."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concession.cli._complete import (
    complete_case,
    complete_draft,
    complete_party,
    complete_reading,
    complete_words,
)

if TYPE_CHECKING:
    from concession.model import Case

__all__ = [
    "AsJson",
    "CaseName",
    "Cluster",
    "CsvFile",
    "DraftId",
    "DraftIds",
    "DryRun",
    "Executor",
    "Futures",
    "FuturesOrAuto",
    "PartyIds",
    "Precision",
    "Readings",
    "RegimeId",
    "ReportFile",
    "Seed",
    "Units",
    "Workers",
    "check_targets",
    "readings_of",
    "under_regime",
]

#: The words that ``--units`` takes.
UNIT_WORDS = ("auto", "units", "thousand", "million", "billion")


def _unit_word(text: str) -> str:
    if text not in UNIT_WORDS:
        raise typer.BadParameter(f"'{text}' is none of {', '.join(UNIT_WORDS)}")
    return text


CaseName = Annotated[
    str,
    typer.Argument(
        metavar="CASE", help="A shipped case by name, or the folder of one.", autocompletion=complete_case
    ),
]
DraftId = Annotated[
    str | None,
    typer.Option(
        "--draft",
        "-d",
        metavar="DRAFT",
        help="The draft; the case's first where nothing is said.",
        autocompletion=complete_draft,
    ),
]
Futures = Annotated[
    int | None,
    typer.Option(
        "--futures",
        "-n",
        min=1,
        max=100_000_000,
        metavar="N",
        help="How many futures; the case's own number where nothing is said.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", min=0, max=2_000_000_000, metavar="N", help="The seed of all draws."),
]
DraftIds = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="DRAFT",
        help="The drafts; all where nothing is said. The case's first draft is the baseline.",
        autocompletion=complete_draft,
    ),
]
PartyIds = Annotated[
    list[str] | None,
    typer.Option(
        "--party",
        "-p",
        metavar="PARTY",
        help="Show this party or group only (may be repeated).",
        autocompletion=complete_party,
    ),
]
Units = Annotated[
    str,
    typer.Option(
        "--units",
        "-u",
        metavar="WORD",
        help="Print money in units, thousand, million or billion; auto chooses.",
        callback=_unit_word,
        autocompletion=complete_words(UNIT_WORDS),
    ),
]
Readings = Annotated[
    list[str] | None,
    typer.Option(
        "--reading",
        metavar="PATH=NAME",
        help="Read a clause or a value in another of the ways that its evidence allows, by its path or a "
        "short one such as royalty.bands (may be repeated).",
        autocompletion=complete_reading,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
CsvFile = Annotated[
    str | None,
    typer.Option("--csv", metavar="FILE", help="Write the records to a CSV file as well ('-': print them)."),
]


RegimeId = Annotated[
    str | None,
    typer.Option("--regime", metavar="REGIME", help="Put the case under this regime of the library first."),
]


ReportFile = Annotated[
    str | None,
    typer.Option(
        "--report",
        metavar="FILE.html",
        help="Write one HTML page as well: answers, tables, charts with their data, terms, sources.",
    ),
]


#: The names of executors, and the most futures of a run.
EXECUTORS, MOST = ("auto", "reference", "fused", "fast"), 100_000_000


def _count_word(text: str | None) -> str | None:
    if text is not None and text != "auto" and not (text.isdecimal() and 1 <= int(text) <= MOST):
        raise typer.BadParameter(f"'{text}' is neither a whole number from 1 to {MOST:,} nor auto")
    return text


def _executor(text: str) -> str:
    if text not in EXECUTORS:
        raise typer.BadParameter(f"'{text}' is none of {', '.join(EXECUTORS)}")
    return text


def _share(number: float) -> float:
    if not 0 < number < 1:
        raise typer.BadParameter(f"{number:g} is no share between 0 and 1: write 0.02")
    return number


FuturesOrAuto = Annotated[
    str | None,
    typer.Option(
        "--futures",
        "-n",
        metavar="N|auto",
        help="How many futures, or auto: as many as settle P10 and P90; the case's own number if not said.",
        callback=_count_word,
    ),
]
Precision = Annotated[
    float,
    typer.Option(
        "--precision",
        metavar="SHARE",
        help="P10 and P90 are settled where their standard errors are within this share of their distance.",
        callback=_share,
    ),
]
Executor = Annotated[
    str,
    typer.Option(
        "--executor",
        metavar="WORD",
        help="What runs the futures: auto, reference or fused (fast: llvmlite). No number depends on it.",
        callback=_executor,
        autocompletion=complete_words(EXECUTORS),
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        max=1024,
        metavar="N",
        help="How many parts are run at once; as many as there are cores, to 8, if not said.",
    ),
]
Cluster = Annotated[
    str,
    typer.Option(
        "--cluster", metavar="tcp://HOST:PORT", help="Run on the workers of this Dask scheduler of your own."
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say how large the job is, and run nothing.")]


def check_targets(report: str | None, *files: str | None) -> None:
    """Raise, before a long run, what would keep its files from being written."""
    if report:
        from concession.report import check_report  # noqa: PLC0415 - off the way to --help

        check_report()
    for file in (report, *files):
        if file and file != "-":
            _check_target(Path(file))


def _check_target(path: Path) -> None:
    """Raise the error of the system where no file of this name can be written: no folder, or one itself."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not path.absolute().parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def readings_of(asked: Iterable[str]) -> dict[str, str]:
    """Return readings by path, from words such as ``clauses.share.rate=gross``."""
    found: dict[str, str] = {}
    for word in asked:
        path, equals, name = word.partition("=")
        if not (path and equals and name):
            raise typer.BadParameter(f"'{word}' is not PATH=NAME")
        found[path] = name
    return found


def under_regime(case: Case, regime: str | None) -> Case:
    """Return a case under a regime of the library, or as it is where none is named."""
    if not regime:
        return case
    from concession.regimes import under  # noqa: PLC0415 - off the way to --help

    return under(case, [regime])


def check_parties(asked: Iterable[str], known: Iterable[str]) -> None:
    """Raise for each party that was asked for and that the case does not have."""
    from concession.errors import Problems, nearest  # noqa: PLC0415 - off the way to --help

    names, problems = list(known), Problems()
    for name in asked:
        if name not in names:
            problems.add("E210", f"there is no party or group '{name}'", nearest(name, names))
    problems.raise_if_any()
