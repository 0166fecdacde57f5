"""Where output goes: how wide it is, whether it may have colours, and the bar of a long run."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concession.report import Page

__all__ = ["new_page", "progress_bar", "show"]

#: The width of output that goes to a file or another program, unless COLUMNS says otherwise.
_PIPED_WIDTH = 100


def new_page() -> Page:
    """Return an empty page as wide as the terminal, without colours where it is no terminal."""
    from concession.report import Ink, Page  # noqa: PLC0415 - off the way to --help

    terminal = sys.stdout.isatty()
    stated = os.environ.get("COLUMNS", "")
    if stated.isdigit() and int(stated) > 0:
        width = int(stated)
    else:
        width = shutil.get_terminal_size((_PIPED_WIDTH, 24)).columns if terminal else _PIPED_WIDTH
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Page(width=max(width, 40), ink=Ink(colour=colour))


def show(page: Page) -> None:
    """Print a page."""
    sys.stdout.write(page.render())


@contextmanager
def progress_bar(words: str, total: int) -> Iterator[Callable[[int], None] | None]:
    """Give what to call with the number of futures done; a bar shows on a terminal, if it takes long."""
    if not sys.stderr.isatty() or total <= 1:
        yield None
        return
    import time  # noqa: PLC0415 - off the way to --help

    started = time.monotonic()
    shown = False

    def line(bar: str, done: int) -> str:
        return f"{words} [{bar}] {min(done, total):,} of {total:,} futures"

    def report(done: int) -> None:
        nonlocal shown
        # a run that is over at once needs no bar
        if not shown and time.monotonic() - started < 0.5:
            return
        shown = True
        width = 30
        full = min(width, round(width * done / total))
        bar = "#" * full + "." * (width - full)
        sys.stderr.write("\r" + line(bar, done))
        sys.stderr.flush()

    try:
        yield report
    finally:
        if shown:
            sys.stderr.write("\r" + " " * len(line("." * 30, total)) + "\r")
            sys.stderr.flush()
