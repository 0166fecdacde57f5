"""A picture: what a chart shows in words, in rows and in a table, before anything is drawn."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from concession.analysis import Row
from concession.report._amounts import Scale

__all__ = ["Grid", "Picture"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table for a page: titles of columns, and rows under headings (one heading may be empty).

    The first cell of a row is its own heading.
    """

    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What one chart shows.

    ``fields`` says of each column of ``rows`` what it is; amounts are in units of the currency. ``series``
    are the names that colours stand for, ``panels`` the headings of panels, each in their order. ``scale`` is
    the scale of its amounts where that is not the page's.
    """

    kind: str
    key: str
    title: str
    sentence: str
    note: str
    fields: Mapping[str, str]
    rows: tuple[Row, ...]
    table: Grid
    panels: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    numbers: frozenset[str] = field(default_factory=frozenset)
    axes: tuple[str, ...] = ()
    scale: Scale | None = None

    def to_csv(self) -> str:
        r"""Return the rows as CSV text with a header; amounts with ten digits.

        >>> one = Picture(kind="k", key="k", title="", sentence="", note="", fields={"a": "A", "b": "B"},
        ...     rows=({"a": "x, y", "b": 1 / 3},), table=Grid(columns=(), groups=()))
        >>> one.to_csv()
        'a,b\n"x, y",0.3333333333\n'
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.fields)
        for row in self.rows:
            writer.writerow([_plain(row[name]) for name in self.fields])
        return out.getvalue()


def _plain(value: object) -> str:
    if isinstance(value, float):
        text = f"{value:.10g}"
        return "0" if text == "-0" else text
    return "" if value is None else str(value)
