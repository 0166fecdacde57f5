"""The option ``--chart KIND=FILE`` of commands with indicators."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from concession.analysis import Indicators

__all__ = ["ChartFiles", "charts_of", "write_charts"]

_KINDS = ("aetr", "progressivity", "break_even", "receipts")


def _complete(incomplete: str) -> list[str]:
    return [f"{kind}=" for kind in _KINDS if kind.startswith(incomplete)]


ChartFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--chart",
        metavar="KIND=FILE",
        help="Draw aetr, progressivity, break_even or receipts into an .svg or .png file (may be repeated).",
        autocompletion=_complete,
    ),
]


def charts_of(asked: Iterable[str]) -> list[tuple[str, str]]:
    """Return kinds and files, from words such as ``aetr=aetr.png``."""
    found = []
    for word in asked:
        kind, equals, file = word.partition("=")
        if not (kind and equals and file):
            raise typer.BadParameter(f"'{word}' is not KIND=FILE")
        found.append((kind, file))
    return found


def write_charts(results: Sequence[Indicators], charts: Iterable[tuple[str, str]]) -> None:
    """Draw charts of indicators into files, and say so."""
    from concession.report import write_indicator_chart  # noqa: PLC0415 - off the way to --help

    for kind, file in charts:
        write_indicator_chart(results, kind, file)
        sys.stderr.write(f"wrote {file}\n")
