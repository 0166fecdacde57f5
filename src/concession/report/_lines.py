"""Lines of a result by period."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from concession.analysis import Evaluation, LineResult
from concession.errors import Problems, nearest
from concession.report._amounts import Scale
from concession.report._layout import Column, Page, Table

__all__ = ["add_lines", "lines_named"]


def lines_named(result: Evaluation, patterns: Sequence[str]) -> tuple[LineResult, ...]:
    """Return the lines whose names match any of the patterns; ``*`` stands for any text.

    Raises
    ------
    ConcessionError
        E608 for each pattern that matches no line, with the nearest names.
    """
    problems = Problems()
    found: dict[str, LineResult] = {}
    for pattern in patterns:
        matched = [name for name in result.lines if fnmatchcase(name, pattern)]
        if not matched:
            problems.add(
                "E608",
                f"the draft '{result.draft.id}' has no line '{pattern}'",
                nearest(pattern, result.lines),
            )
        found.update({name: result.lines[name] for name in matched})
    problems.raise_if_any()
    return tuple(found.values())


def add_lines(page: Page, result: Evaluation, lines: Sequence[LineResult], scale: Scale) -> None:
    """Add a table of lines by period, means over futures; money in the page's scale."""
    money = result.case.head.currency
    columns = [Column(title=result.case.timeline.word.capitalize(), words=True)]
    columns += [Column(title=f"{line.name} ({_unit(line, money, scale)})") for line in lines]
    labels = result.case.timeline.labels
    rows = [
        (str(label), *(_cell(line, at, money, scale) for line in lines)) for at, label in enumerate(labels)
    ]
    totals = [_total(line, money, scale) for line in lines]
    rows.append(("Sum", *totals))
    what = "Lines by period" if result.futures == 1 else "Lines by period, means over the futures"
    page.table(Table(columns=tuple(columns), rows=tuple(rows)), title=what)


def _unit(line: LineResult, money: str, scale: Scale) -> str:
    if line.unit == money:
        return scale.unit
    return "number or share" if line.written == "1" else line.written


def _cell(line: LineResult, at: int, money: str, scale: Scale) -> str:
    return scale.amount(float(line.by_period[at])) if line.unit == money else _plain(float(line.shown[at]))


def _total(line: LineResult, money: str, scale: Scale) -> str:
    """Return the sum of a line over the periods, where a sum of its unit means something."""
    if line.unit == "1" or "/" in line.unit:
        return ""
    if line.unit == money:
        return scale.amount(float(line.by_period.sum()))
    return _plain(float(line.shown.sum()))


def _plain(value: float) -> str:
    text = f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.4g}"
    return text if text.strip("-0.,") else "0"
