"""Pages of vectors: what is printed, what we find, and whether the two agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from concession.report._layout import Column, Page, Table
from concession.vectors import VectorResult

__all__ = ["rejected_page", "vectors_page"]

#: Longer lists are shortened on a page; ``--json`` has all of them.
_MOST = 60


def vectors_page(page: Page, results: Sequence[VectorResult]) -> None:
    """Add a row for each vector by file, then what is wrong with those that do not pass."""
    failed = [one for one in results if not one.passed]
    passed = f"{len(results) - len(failed)} of {len(results)} pass"
    page.title("Published examples, through our clauses", f"{passed}.")
    columns = (
        Column(title="Vector", words=True),
        Column(title="Kind", words=True),
        Column(title="Pass", words=True),
        Column(title="Printed", words=True),
        Column(title="Ours", words=True),
        Column(title="Source", words=True),
    )
    rows: list[tuple[str, ...] | str] = []
    for file in dict.fromkeys(one.vector.file for one in results):
        rows.append(file)
        rows += [_row(one) for one in results if one.vector.file == file]
    page.table(Table(columns=columns, rows=tuple(rows)))
    if failed:
        page.text("Not passed:")
        page.items(
            [f"{one.vector.name}: {one.why_not}" for one in failed],
        )
    unread = [one for one in results if one.passed and one.vector.unread]
    if unread:
        page.text("Passed, with inputs that were not read (a slip, or more than the calculation knows):")
        page.items([f"{one.vector.name}: {', '.join(one.vector.unread)}" for one in unread])
    page.text(f"{passed}.")


def rejected_page(page: Page, entries: Sequence[Mapping[str, Any]]) -> None:
    """Add the register of published numbers that fail their own arithmetic."""
    page.title("Published numbers that fail their own arithmetic", f"{len(entries)} entries.")
    for one in entries:
        page.text(str(one.get("name")))
        page.labelled(
            {
                str(key).replace("_", " ").capitalize(): _plain(value)
                for key, value in one.items()
                if key not in ("name", "inputs") and value not in (None, "", [], {})
            }
        )


def _row(one: VectorResult) -> tuple[str, ...]:
    vector = one.vector
    first = next(iter(vector.printed), next(iter(vector.expected), ""))
    title = next((str(source.get("title") or source.get("url") or "") for source in vector.sources), "")
    return (
        f"  {vector.name}",
        vector.calc,
        "yes" if one.passed else "NO",
        f"{first} {_plain(vector.expected.get(first))}".strip(),
        _plain(one.ours.get(first)),
        f"{_short(title)} ({vector.grade})",
    )


def _plain(value: Any) -> str:
    """Return a result in a few digits."""
    if isinstance(value, Mapping):
        return _short(", ".join(f"{key} {_plain(one)}" for key, one in value.items()), 400)
    if isinstance(value, list | tuple):
        return _short(", ".join(map(_plain, value)), 400)
    if isinstance(value, float):
        return f"{value:.8g}"
    return "-" if value is None else str(value)


def _short(text: str, most: int = _MOST) -> str:
    return text if len(text) <= most else text[: most - 2].rstrip(" ,") + " …"
