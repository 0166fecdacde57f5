"""What long runs have in common: how many futures there are, how a part ends, and how large the job is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from concession.cli._guard import INTERRUPTED
from concession.cli._screen import tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concession.analysis import Count, How, JobSize
    from concession.model import Case

__all__ = [
    "count_of",
    "end_of",
    "how_of",
    "show_sizes",
]


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
    from concession.report import sizes_page  # noqa: PLC0415 - off the way to --help

    tell(
        lambda page: sizes_page(page, case.title, sizes, auto=auto),
        lambda: {
            "case": case.id,
            "auto": auto,
            "drafts": {name: one.to_dict() for name, one in sizes.items()},
        },
        as_json=as_json,
    )
