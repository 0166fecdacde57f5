"""What a shell completes words with: cases, and what the case on the line has."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from concession.model import Case

__all__ = [
    "complete_case",
    "complete_draft",
    "complete_line",
    "complete_party",
    "complete_project",
    "complete_reading",
    "complete_words",
]


def complete_words(words: Iterable[str]) -> Callable[[str], list[str]]:
    """Return what completes one of a few words."""
    known = tuple(words)
    return lambda incomplete: [word for word in known if word.startswith(incomplete)]


def complete_case(incomplete: str) -> list[str]:
    """Return the shipped cases, and folders with a case in them, that begin so."""
    from concession.model import library  # noqa: PLC0415 - only while completing

    folders = [path.parent.as_posix() for path in Path().glob("*/case.yaml")]
    return sorted(name for name in {*library(), *folders} if name.startswith(incomplete))


def complete_draft(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the drafts of the case that stands on the line already."""
    return _of_case(ctx, incomplete, lambda case: case.drafts)


def complete_party(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the parties and groups of the case that stands on the line already."""
    return _of_case(ctx, incomplete, lambda case: [*case.parties, *case.groups])


def complete_project(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the projects of the case that stands on the line already."""
    return _of_case(ctx, incomplete, lambda case: [one.id for one in case.projects])


def complete_line(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the lines of the draft that stands on the line already, or of the case's first one."""
    draft = ctx.params.get("draft")
    return _of_case(ctx, incomplete, lambda case: [line.name for line in case.build(draft or None).graph])


def complete_reading(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the readings of the drafts of the case that stands on the line already."""
    from concession.analysis import alternatives, case_alternatives  # noqa: PLC0415 - only while completing

    def readings(case: Case) -> Iterable[str]:
        said = [one for draft in case.drafts.values() for one in alternatives(case, draft)]
        for one in (*said, *case_alternatives(case)):
            path = one.path.removeprefix("clauses.")
            yield from (f"{path}={name}" for name in one.others)

    return _of_case(ctx, incomplete, readings)


def _of_case(ctx: typer.Context, incomplete: str, known: Callable[[Case], Iterable[str]]) -> list[str]:
    """Return what is known of the first word on the line that is a case and knows something."""
    from concession.errors import ConcessionError  # noqa: PLC0415 - only while completing
    from concession.model import read_case  # noqa: PLC0415

    for word in (ctx.params.get("case"), *_typed()):
        try:
            found = dict.fromkeys(known(read_case(word))) if word else {}
        except (ConcessionError, OSError):
            continue
        if found:
            return [name for name in found if name.startswith(incomplete)]
    return []


def _typed() -> list[str]:
    """Return the words after the command: the parser gives none while an option waits for its value."""
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    try:
        words = shlex.split(line)
    except ValueError:
        words = line.split()  # a quote is still open
    return [word for word in words[2:] if not word.startswith("-")]
