"""Rate tables of vectors as tables of the deal format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from concession.errors import ConcessionError
from concession.vectors._text import number, share

__all__ = ["bands", "with_unknown"]

Row = Sequence[Any]


def bands(
    rows: Sequence[Row],
    how: str,
    *,
    includes: str = "from",
    unit: str = "",
    bound: Callable[[object], str] = number,
    rate: Callable[[object], str] = share,
) -> dict[str, Any]:
    """Return rows ``[from, to, rate]`` as a table; the first ``from`` and the last ``to`` may be missing."""
    found = []
    for low, high, value in banded(rows):
        band: dict[str, Any] = {"rate": value if isinstance(value, dict) else rate(value)}
        if low is not None:
            band["from"] = f"{bound(low)} {unit}".strip()
        if high is not None:
            band["to"] = f"{bound(high)} {unit}".strip()
        found.append(band)
    return {"how": how, "includes": includes, "bands": found}


def banded(rows: Sequence[Row]) -> list[Row]:
    """Return rows as ``[from, to, rate]``; of ``[from, rate]`` each ends where the next begins.

    Rows ``[to, rate]`` cannot be told from ``[from, rate]``, so the first must begin at nought.
    """
    if rows and all(len(row) == 2 for row in rows) and rows[0][0] in (0, None):
        ends = [*(row[0] for row in rows[1:]), None]
        return [[low, high, rate] for (low, rate), high in zip(rows, ends, strict=True)]
    for row in rows:
        if len(row) != 3:
            raise ConcessionError.of("E762", f"the band {row!r} is not [from, to, rate]")
    return list(rows)


def with_unknown(rows: Sequence[Row]) -> list[list[Any]]:
    """Return the bands of a table of which a source prints a part, with bands of unknown rate between them.

    A table may not have gaps: what is not printed is stated as unknown, between the rates beside it.
    """
    rows = banded(rows)
    full: list[list[Any]] = []
    if rows[0][0] is not None and rows[0][0] > 0:
        full.append([0, rows[0][0], _unknown(0, rows[0][2])])
    for one, after in pairwise([*rows, None]):
        if one is None:
            continue
        full.append(list(one))
        if after is None and one[1] is not None:
            full.append([one[1], None, _unknown(one[2], 1)])
        elif after is not None and None not in (one[1], after[0]) and one[1] < after[0]:
            full.append([one[1], after[0], _unknown(one[2], after[2])])
    return full


def _unknown(low: Any, high: Any) -> dict[str, Any]:
    low, high = sorted((float(low), float(high)))
    if low == high:
        high = low + 0.01
    span = f"{share(low)} to {share(high)}"
    return {"mark": "unknown", "range": span, "note": "this band is not printed"}
