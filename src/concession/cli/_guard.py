"""How a command ends: its exit code, and what is said of a mistake, a broken run or a fault of our own."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, ParamSpec

import typer

if TYPE_CHECKING:
    from concession.errors import ConcessionError

__all__ = [
    "BROKEN",
    "FAULT",
    "INTERRUPTED",
    "MISTAKE",
    "UsageError",
    "guarded",
    "misused",
    "write_json",
]

#: A command line that cannot be understood: the family of ``typer.BadParameter``.
UsageError: Final[type[Exception]] = typer.BadParameter.__mro__[1]

#: The user's mistake: in a file, or in what was asked.
MISTAKE: Final = 2
#: A run that broke an identity, or whose result is not defined.
BROKEN: Final = 3
#: A fault of the program itself.
FAULT: Final = 70
#: Stopped by the user.
INTERRUPTED: Final = 130

#: Codes of runs that break an identity or have no result; every other code is a mistake of the user.
_BROKEN_CODES: Final = frozenset({"E702", "E703", "E704", "E705"})

P = ParamSpec("P")


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Return the command with its errors turned into words and exit codes.

    A command that was called with ``--json`` (a parameter ``as_json``) prints its problems as one JSON
    object on standard output as well.
    """

    @functools.wraps(command)
    def call(*args: P.args, **kwargs: P.kwargs) -> None:
        from concession.errors import ConcessionError  # noqa: PLC0415 - off the way to --help

        as_json = bool(kwargs.get("as_json"))
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except ConcessionError as error:
            raise typer.Exit(_report(error, as_json=as_json)) from None
        except KeyboardInterrupt:
            _say("interrupted")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # whoever read our output has read enough; nothing may be written at exit either
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except OSError as error:
            raise typer.Exit(_unreached(error, as_json=as_json)) from None
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as error:
            if os.environ.get("CONCESSION_TRACEBACK"):
                raise
            raise typer.Exit(_fault(error, as_json=as_json)) from None

    return call


def write_json(data: object) -> None:
    """Print plain data as one JSON object; a number that is not finite is null."""
    text = json.dumps(_finite(data), indent=2, ensure_ascii=False, allow_nan=False)
    sys.stdout.write(text + "\n")


def _finite(data: object) -> object:
    if isinstance(data, float):
        return data if data - data == 0 else None
    if isinstance(data, dict):
        return {str(key): _finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_finite(value) for value in data]
    return data


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _report(error: ConcessionError, *, as_json: bool) -> int:
    for problem in error.problems:
        _say(str(problem))
    count = len(error.problems)
    if count > 1:
        _say(f"{count} problems")
    broken = all(problem.code in _BROKEN_CODES for problem in error.problems)
    if as_json:
        write_json({"problems": [problem.to_dict() for problem in error.problems]})
    return BROKEN if broken else MISTAKE


def misused(error: Exception, *, as_json: bool) -> int:
    """Say what is wrong with the command line, as JSON as well where that was asked; return the exit code."""
    context = getattr(error, "ctx", None)
    if context is not None:
        _say(context.get_usage())
        _say(f"Try '{context.command_path} -h' for help.\n")
    message = str(getattr(error, "format_message", lambda: error)())
    _say(f"Error: {message}")
    if as_json:
        hint = f"'{context.command_path} -h' lists what it takes" if context is not None else ""
        _write_problem("E160", message, hint)
    return MISTAKE


def _unreached(error: OSError, *, as_json: bool) -> int:
    """Say which file could not be read or written."""
    message = str(error.strerror or error) + (f": {error.filename}" if error.filename else "")
    _say(f"concession: {message}")
    if as_json:
        _write_problem("E161", message)
    return MISTAKE


def _write_problem(code: str, message: str, hint: str = "") -> None:
    from concession.errors import Problem  # noqa: PLC0415 - off the way to --help

    write_json({"problems": [Problem(code=code, message=message, hint=hint).to_dict()]})


def _fault(error: Exception, *, as_json: bool) -> int:
    from concession import __version__  # noqa: PLC0415 - off the way to --help

    _say(f"concession: a fault of ours, not of your files: {type(error).__name__}: {error}")
    if as_json:
        _write_problem("E162", f"a fault of the program: {type(error).__name__}: {error}")
    _say("    Please report it with the command you typed, the files it reads if you may share them, and the")
    _say(f"    output of the same command under CONCESSION_TRACEBACK=1 (concession {__version__}).")
    return FAULT
