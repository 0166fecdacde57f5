"""Runs the program ``concession`` in this process, as a shell would, and keeps what it printed."""

from __future__ import annotations

import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any
from unittest.mock import patch

from concession.cli import main


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as JSON that may hold no NaN."""
        return json.loads(self.out, parse_constant=_refuse)


def _refuse(word: str) -> None:
    raise AssertionError(f"{word} is not JSON")


def concession(*words: str, columns: int = 100, **environment: str) -> Ended:
    """Run a command whose output goes to a pipe of this many columns."""
    out, err = StringIO(), StringIO()
    said = {"COLUMNS": str(columns), **environment}
    with (
        patch.object(sys, "argv", ["concession", *words]),
        patch.dict(os.environ, said),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        os.environ.pop("CONCESSION_TRACEBACK", None)
        os.environ.update(environment)
        try:
            main()
            code: object = 0
        except SystemExit as end:
            code = end.code
    return Ended(code=code if isinstance(code, int) else 0, out=out.getvalue(), err=err.getvalue())
