"""How large a job is, on a page: before it is run."""

from __future__ import annotations

from collections.abc import Mapping

from concession.analysis import JobSize
from concession.report._layout import Column, Page, Table

__all__ = ["sizes_page"]

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def sizes_page(page: Page, title: str, sizes: Mapping[str, JobSize], *, auto: bool = False) -> None:
    """Add a row for each draft; with ``auto`` they are the most that could be run."""
    page.title(f"{title}: how large the job is", "Nothing was run.")
    titles = ("Futures", "Periods", "Operations", "Inputs that vary", "Numbers", "Blocks", "Kept", "Working")
    columns = (Column(title="Draft", words=True), *(Column(title=one) for one in titles))
    rows = tuple((name, *_cells(one)) for name, one in sizes.items())
    page.table(Table(columns=columns, rows=rows))
    page.text(
        "Operations are those of one period that differ from future to future; numbers are operations × "
        "periods × futures. Kept are results for all futures, above 512 MiB in a file; working is what one "
        "worker holds of one block.",
        dim=True,
    )
    if auto:
        page.text("With auto, futures are doubled until P10 and P90 are settled: these are the most.")


def _cells(size: JobSize) -> tuple[str, ...]:
    counts = (size.futures, size.periods, size.operations, size.inputs)
    return (
        *(f"{number:,}" for number in counts),
        f"{size.numbers:.3g}",
        f"{size.blocks:,}",
        _bytes(size.kept),
        _bytes(size.working),
    )


def _bytes(number: float) -> str:
    """Return a number of bytes in words.

    >>> _bytes(1_506_000)
    '1.5 MB'
    """
    for unit in _UNITS[:-1]:
        if number < 1000:
            return f"{number:.0f} B" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:,.1f} {_UNITS[-1]}"
