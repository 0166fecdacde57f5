"""Dates and periods as people write them, with the precision they state."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from concession.errors import ConcessionError
from concession.lines import Period

__all__ = ["FIRST_YEAR", "LAST_YEAR", "Dated", "parse_date", "parse_period", "parse_span"]

FIRST_YEAR = 1800
LAST_YEAR = 2400

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")
_PERIOD = re.compile(r"([0-9]{4})(?:\.0+|-?[Qq]([1-4])|-([0-9]{2}))?\Z")
_SPAN = re.compile(r"([0-9]{4})\s*(?:-|–|to)\s*([0-9]{4})\Z")
#: Spellings of headers: a financial year by the year it is named after, a year with a letter for actual,
#: expected or forecast, and the quarter before its year.
_FINANCIAL = re.compile(r"(?:(?:FY|CY|Year)[ ]?([0-9]{4})|(?:FY|CY)[ ]?'?([0-9]{2}))\Z")
_LETTERED = re.compile(r"([0-9]{4})[ ]?[AEFaef]\Z")
_QUARTER = re.compile(r"[Qq]([1-4])[ -]?([0-9]{4})\Z")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Dated:
    """A date, known to the day, the month or the year; ``day`` is the first day it can mean.

    >>> parse_date("2025-02").day, parse_date("2025-02").last, parse_date("2025-02").precision
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 28), 'month')
    """

    day: date
    precision: str = "day"

    @property
    def last(self) -> date:
        """The last day that the date can mean."""
        if self.precision == "year":
            return date(self.day.year, 12, 31)
        if self.precision == "month":
            return date(self.day.year, self.day.month, calendar.monthrange(self.day.year, self.day.month)[1])
        return self.day

    def __str__(self) -> str:
        return self.day.isoformat()[: {"year": 4, "month": 7}.get(self.precision, 10)]


def parse_date(text: str) -> Dated:
    """Return the date that a text stands for: ``2025-02-12``, ``2025-02`` or ``2025``.

    Raises
    ------
    ConcessionError
        E312 where it is none, or lies outside the years 1800 to 2400.
    """
    found = _DATE.match(text.strip())
    if found:
        year, month, day = (int(part) if part else 0 for part in found.groups())
        try:
            if FIRST_YEAR <= year <= LAST_YEAR:
                precision = "day" if found[3] else "month" if found[2] else "year"
                month = month if found[2] else 1
                return Dated(day=date(year, month, day if found[3] else 1), precision=precision)
        except ValueError:
            pass
    hint = "write year-month-day: 2025-02-12, 2025-02 or 2025"
    raise ConcessionError.of("E312", f"'{text[:40]}' is not a date", hint)


def parse_period(text: str) -> Period:
    """Return the period that a text stands for: ``2025``, ``2025.0``, ``2025Q1`` or ``2025-03``.

    ``Q1 2025`` will do for a quarter, ``2025E`` for a year. A financial year counts as the calendar year that
    it is named after: ``FY2026`` and ``FY26`` are 2026.

    Raises
    ------
    ConcessionError
        E313 where it is none.
    """
    found = _PERIOD.match(_plainly(text.strip()))
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        year = int(found[1])
        if found[2]:
            return Period(year=year, part=int(found[2]), parts=4)
        if not found[3]:
            return Period(year=year)
        if 1 <= int(found[3]) <= 12:
            return Period(year=year, part=int(found[3]), parts=12)
    raise ConcessionError.of("E313", f"'{text[:40]}' is not a period", "write 2025, 2025Q1 or 2025-03")


def _plainly(text: str) -> str:
    """Return a header's spelling of a period as files write it."""
    if found := _FINANCIAL.match(text):
        return found[1] or f"20{found[2]}"
    if found := _LETTERED.match(text):
        return found[1]
    if found := _QUARTER.match(text):
        return f"{found[2]}Q{found[1]}"
    return text


def parse_span(text: str) -> tuple[Period, Period]:
    """Return the first and last period of a header cell: one period, or years such as ``2046-2050``.

    >>> first, last = parse_span("2046-2050")
    >>> first.year, last.year
    (2046, 2050)
    """
    found = _SPAN.match(text.strip())
    if not found:
        period = parse_period(text)
        return period, period
    first, last = parse_period(found[1]), parse_period(found[2])
    if last <= first:
        raise ConcessionError.of("E313", f"'{text[:40]}' ends before it begins", "write 2046-2050")
    return first, last
