"""Where output goes: how wide it is, whether it may have colours, and the bar of a long run."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from concession.cli._guard import write_json

if TYPE_CHECKING:
    from concession.report import Page

__all__ = ["new_page", "progress_bar", "show", "tell"]

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


def tell(
    draw: Callable[[Page], None],
    plain: Callable[[], object],
    *,
    as_json: bool,
    csv: str | None = None,
    table: Callable[[], str] | None = None,
) -> None:
    """Print a result once: its table where that is to go to standard output, else JSON or a page.

    Parameters
    ----------
    draw, plain, table
        Puts the result on a page; gives it as plain data; gives it as CSV, where it has a table.
    as_json
        Whether plain data was asked for.
    csv
        The file of the table, ``-`` for standard output; nothing where none was asked for.
    """
    if csv and table:
        if csv == "-":
            sys.stdout.write(table())
            return
        Path(csv).write_text(table(), encoding="utf-8", newline="")
        sys.stderr.write(f"wrote {csv}\n")
    if as_json:
        write_json(plain())
        return
    page = new_page()
    draw(page)
    show(page)


@contextmanager
def progress_bar(words: str, total: int | str) -> Iterator[Callable[[int], None] | None]:
    """Give what to call with the number of futures done; a bar shows on a terminal, if it takes long.

    Where the total is a word, it is not known how many there will be: their number alone is shown.
    """
    if not sys.stderr.isatty() or total == 1:
        yield None
        return
    import time  # noqa: PLC0415 - off the way to --help

    started = time.monotonic()
    shown = 0
    width = 30

    def line(done: int) -> str:
        if isinstance(total, str):
            return f"{words} {done:,} futures, until settled"
        full = min(width, round(width * done / total))
        left = max(total - done, 0) * (time.monotonic() - started) / max(done, 1)
        bar = "#" * full + "." * (width - full)
        return f"{words} [{bar}] {min(done, total):,} of {total:,} futures, {_duration(left)} left"

    def report(done: int) -> None:
        nonlocal shown
        # a run that is over at once needs no bar
        if not shown and time.monotonic() - started < 0.5:
            return
        text = line(done)
        sys.stderr.write("\r" + text.ljust(shown))
        shown = max(shown, len(text))
        sys.stderr.flush()

    try:
        yield report
    finally:
        if shown:
            sys.stderr.write("\r" + " " * shown + "\r")
            sys.stderr.flush()


def _duration(seconds: float) -> str:
    """Return a time in words.

    >>> _duration(8), _duration(200), _duration(9000)
    ('8 s', '3 min', '2.5 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
