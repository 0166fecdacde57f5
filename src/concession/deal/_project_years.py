"""Project years: the labels -2, -1, 1, 2 of tables that name no calendar year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from concession.deal._dates import FIRST_YEAR, LAST_YEAR
from concession.errors import ConcessionError
from concession.lines import Period

__all__ = ["ProjectSpan", "looks_like_period", "on_calendar", "project_span"]

_WORD = r"(?:(?:project\s+)?(?:years|year|yr|y)\.?\s*)?"
_ONE = re.compile(rf"{_WORD}(?:([-+−–]?)([0-9]{{1,3}})|\(([0-9]{{1,3}})\))(?:\.0+)?(?:\s*Q([1-4]))?\Z", re.I)
_NEAR = re.compile(
    r"(?:(?:pre|post|pp|p|prod|production|const|constr|construction|dev|development|closure|project|period|years?"
    r"|yr|y|fy|cy|q)[\s.-]*)*[-+−–(]?\s*[0-9]{1,4}\)?\s*(?:\+|>|on|onwards?|and after|and beyond)?\Z",
    re.I,
)
_SPAN = re.compile(rf"{_WORD}([0-9]{{1,3}})\s*(?:-|–|to)\s*{_WORD}([0-9]{{1,3}})\Z", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSpan:
    """The first and last project year that a label stands for, or one quarter of a year."""

    first: int
    last: int
    quarter: int = 0


def project_span(text: str) -> ProjectSpan | None:
    """Return the project years of a label, or None where it is no such label.

    ``-2``, ``(2)``, ``Year -2``, ``Yr 1``, ``Y1``, ``Year 6-10`` and ``Y-1 Q3`` are labels; the years of a
    calendar, which have four digits, are not.

    >>> project_span("Year -2").first, project_span("(2)").first, project_span("6-10").last
    (-2, -2, 10)
    >>> project_span("2025") is None
    True
    """
    stripped = text.strip()
    one = _ONE.match(stripped)
    if one:
        number = int(one[2] or one[3])
        number = -number if one[3] or one[1] in ("-", "−", "–") else number
        return ProjectSpan(first=number, last=number, quarter=int(one[4] or 0))
    span = _SPAN.match(stripped)
    if span and int(span[1]) < int(span[2]):
        return ProjectSpan(first=int(span[1]), last=int(span[2]))
    return None


def looks_like_period(text: str) -> bool:
    """Whether a label was probably meant as a period: a number, at most with words of time around it.

    It is asked only where a label could not be read, so that what stands under it is not lost.

    >>> [looks_like_period(text) for text in ("PP-1", "Pre-production 2", "2041+", "Year 21 onwards")]
    [True, True, True, True]
    >>> [looks_like_period(text) for text in ("LOM", "Total", "Unit", "NPV 8 %", "Note 1", "Total 2027")]
    [False, False, False, False, False, False]
    """
    return _NEAR.match(text.strip()) is not None


def on_calendar(spans: Iterable[ProjectSpan], year_one: int) -> list[tuple[Period, Period]]:
    """Return project years as periods of the calendar.

    Year 1 is ``year_one``. Where a year 0 stands among the labels it is the year before; where none does,
    -1 is.

    Raises
    ------
    ConcessionError
        E313 for a year that falls outside the years 1800 to 2400.

    >>> labels = [project_span(text) for text in ("-1", "1", "2")]
    >>> [str(first) for first, _ in on_calendar(labels, 2030)]
    ['2029', '2030', '2031']
    """
    labels = list(spans)
    zero = any(label.first <= 0 <= label.last for label in labels)

    def year(number: int) -> int:
        found = year_one + number - (0 if number < 0 and not zero else 1)
        if not FIRST_YEAR <= found <= LAST_YEAR:
            raise ConcessionError.of("E313", f"project year {number} falls into {found}", "check 'year_one'")
        return found

    return [
        (
            Period(year=year(label.first), part=label.quarter or 1, parts=4 if label.quarter else 1),
            Period(year=year(label.last), part=label.quarter or 1, parts=4 if label.quarter else 1),
        )
        for label in labels
    ]
