"""``concession calibrate``: a price process fitted to a file of past prices."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal, TypedDict, cast

import typer

from concession.cli._guard import guarded, write_json
from concession.cli._options import AsJson
from concession.cli._screen import new_page, show, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concession.analysis import Calibration
    from concession.errors import ConcessionError

__all__ = ["calibrate"]

#: The processes that can be fitted, and what becomes of a missing value.
PROCESSES, GAPS = ("ou", "gbm"), ("refuse", "carry", "interpolate")


def _process(text: str) -> str:
    if text not in PROCESSES:
        raise typer.BadParameter(f"'{text}' is none of {', '.join(PROCESSES)}")
    return text


def _gaps(text: str) -> str:
    if text not in GAPS:
        raise typer.BadParameter(f"'{text}' is none of {', '.join(GAPS)}")
    return text


PriceFile = Annotated[
    str,
    typer.Argument(metavar="FILE", help="A CSV file: periods first (2024, 2024Q2, 2024M05), then prices."),
]
ColumnName = Annotated[
    str | None,
    typer.Option(
        "--column",
        "-c",
        metavar="NAME",
        help="The column's heading; all columns in one table where nothing is said.",
    ),
]
Process = Annotated[
    str,
    typer.Option(
        "--process",
        metavar="WORD",
        help="ou (returns to a level) or gbm (wanders, with a drift).",
        callback=_process,
    ),
]
From = Annotated[
    float | None, typer.Option("--from", metavar="YEAR", help="The first year; that of the file if not said.")
]
To = Annotated[
    float | None, typer.Option("--to", metavar="YEAR", help="The last year; that of the file if not said.")
]
Averages = Annotated[
    bool, typer.Option("--averages/--spot", help="Whether values are averages over their step, as published.")
]
Gaps = Annotated[
    str,
    typer.Option(
        "--gaps",
        metavar="WORD",
        help="A missing value: refuse, carry the one before, or interpolate.",
        callback=_gaps,
    ),
]
PictureFile = Annotated[
    str | None,
    typer.Option("--picture", metavar="FILE", help="Draw past and fan as well, into an .svg or .png file."),
]


class _How(TypedDict):
    process: Literal["gbm", "ou"]
    from_: float | None
    to: float | None
    averages: bool
    gaps: Literal["refuse", "carry", "interpolate"]


def _every(results: Mapping[str, Calibration | ConcessionError], as_json: bool) -> None:
    """Print all columns of a file, a row for each; what cannot be fitted says why."""
    if as_json:
        write_json(
            {
                name: {"problems": [one.to_dict() for one in found.problems]}
                if not hasattr(found, "to_dict")
                else found.to_dict()
                for name, found in results.items()
            }
        )
        return
    from concession.report._calibration import calibrations_page  # noqa: PLC0415 - off the way to --help

    page = new_page()
    calibrations_page(page, results)
    show(page)


@guarded
def calibrate(
    file: PriceFile,
    column: ColumnName = None,
    process: Process = "ou",
    from_: From = None,
    to: To = None,
    averages: Averages = True,
    gaps: Gaps = "refuse",
    picture: PictureFile = None,
    as_json: AsJson = False,
) -> None:
    """Fit a price process to past prices: parameters, standard errors, and how far to trust them."""
    from concession.analysis import calibrate_file  # noqa: PLC0415 - off the way to --help
    from concession.analysis._calibrate import calibrate_columns, columns_of  # noqa: PLC0415
    from concession.report import calibration_chart, calibration_page, save_chart  # noqa: PLC0415

    how: _How = {
        "process": cast(Literal["gbm", "ou"], process),
        "from_": from_,
        "to": to,
        "averages": averages,
        "gaps": cast(Literal["refuse", "carry", "interpolate"], gaps),
    }
    if column is None and not picture and len(columns_of(file)) > 1:
        _every(calibrate_columns(file, **how), as_json)
        return
    result = calibrate_file(file, column, **how)
    if picture:
        save_chart(calibration_chart(result), picture)
        sys.stderr.write(f"wrote {picture}\n")
    tell(lambda page: calibration_page(page, result), result.to_dict, as_json=as_json)
