"""Options of long runs: how many futures settle a result, what runs them, and how large the job is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from concession.cli._guard import INTERRUPTED, write_json
from concession.cli._screen import new_page, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concession.analysis import Count, How, JobSize
    from concession.model import Case

__all__ = [
    "Cluster",
    "DryRun",
    "Executor",
    "FuturesOrAuto",
    "Precision",
    "Workers",
    "count_of",
    "end_of",
    "how_of",
    "show_sizes",
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


def count_of(text: str | None) -> Count:
    """Return how many futures, from a word that was checked."""
    return "auto" if text == "auto" else int(text) if text else None


def how_of(executor: str, workers: int | None, cluster: str, precision: float) -> How:
    """Return how futures are run, from options that were checked."""
    name = next(one for one in ("auto", "reference", "fused", "fast") if one == executor)
    return {"executor": name, "workers": workers or 0, "cluster": cluster, "precision": precision}


def end_of(complete: bool) -> None:
    """End as an interrupted command does where a result, now printed, is a part."""
    if not complete:
        sys.stdout.flush()
        sys.stderr.write("interrupted: what is printed is the part that was done\n")
        raise typer.Exit(INTERRUPTED)


def show_sizes(case: Case, sizes: Mapping[str, JobSize], *, auto: bool, as_json: bool) -> None:
    """Print how large the job of each draft is."""
    if as_json:
        write_json(
            {"case": case.id, "auto": auto, "drafts": {name: one.to_dict() for name, one in sizes.items()}}
        )
        return
    from concession.report import sizes_page  # noqa: PLC0415 - off the way to --help

    page = new_page()
    sizes_page(page, case.title, sizes, auto=auto)
    show(page)
