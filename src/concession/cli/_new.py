"""``concession new``: a commented starter case that runs."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from concession.cli._guard import guarded, write_json
from concession.cli._options import AsJson
from concession.cli._screen import new_page, show

__all__ = ["new"]

Target = Annotated[Path, typer.Argument(metavar="PATH", help="A folder that is not there yet, or is empty.")]


@guarded
def new(path: Target, as_json: AsJson = False) -> None:
    """Write a commented starter case that runs as it is."""
    from concession.model import start_case  # noqa: PLC0415 - off the way to --help

    written = start_case(path)
    if as_json:
        write_json({"path": path.as_posix(), "files": list(written)})
        return
    page = new_page()
    page.title(f"A case was started in {path}:")
    page.lines([f"  {path / name}" for name in written])
    page.text("It runs as it is. Now change it to what you know, and run as you go:")
    # to be copied into a shell as it stands
    said = shlex.quote(str(path))
    page.lines([f"  concession {word} {said}" for word in ("check", "evaluate", "compare")])
    show(page)
