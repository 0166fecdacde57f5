"""The program's commands, put together."""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer
import typer.main

from concession import __version__
from concession.cli._answers import answers
from concession.cli._calibrate import calibrate
from concession.cli._cases import cases
from concession.cli._chart import chart
from concession.cli._check import check
from concession.cli._compare import compare
from concession.cli._diff import diff
from concession.cli._evaluate import evaluate
from concession.cli._explain import explain
from concession.cli._guard import INTERRUPTED, UsageError, misused
from concession.cli._indicators import indicators
from concession.cli._new import new
from concession.cli._positions import positions
from concession.cli._readings import readings
from concession.cli._regimes import regime_compare, regimes
from concession.cli._schema import schema
from concession.cli._solve import solve
from concession.cli._statements import statements
from concession.cli._terms import terms
from concession.cli._vectors import vectors
from concession.cli._verify import verify
from concession.cli._worth import worth

__all__ = ["app", "main"]

_EPILOG = (
    "Exit codes: 0 fine; 2 a mistake in what was asked or in a file; 3 a run that broke an identity or has "
    "no result; 70 a fault of the program; 130 interrupted."
)

#: The program, with its commands.
app = typer.Typer(
    name="concession",
    help="Say what each draft of a natural-resource deal is worth, to whom, and how sure that is.",
    epilog=_EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"concession {__version__}\n")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Say what each draft of a natural-resource deal is worth, to whom, and how sure that is."""


app.command()(cases)
app.command()(evaluate)
app.command()(compare)
app.command()(answers)
app.command()(chart)
app.command()(terms)
app.command()(diff)
app.command()(explain)
app.command()(worth)
app.command()(solve)
app.command()(indicators)
app.command()(readings)
app.command()(regimes)
app.command("regime-compare")(regime_compare)
app.command()(vectors)
app.command()(calibrate)
app.command()(check)
app.command()(new)
app.command()(schema)
app.command()(statements)
app.command()(positions)
app.command()(verify)


def main() -> None:
    """Run the program."""
    # what a command builds lives until it ends: looking for lost cycles in it often takes time and finds none
    gc.set_threshold(100_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        # a terminal that cannot show a character shows a question mark instead of an error
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    as_json = "--json" in sys.argv[1:]
    try:
        code = typer.main.get_command(app).main(prog_name="concession", standalone_mode=False)
    except UsageError as error:
        code = misused(error, as_json=as_json)
    except typer.Abort:
        code = INTERRUPTED
    sys.exit(code if isinstance(code, int) else 0)
