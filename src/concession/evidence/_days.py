"""Days and spans of days named in English text, against the date of the text."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from concession.evidence._lexicon import WEEKDAYS

__all__ = ["DayWords", "When", "day_words", "full_date"]

_MONTHS = (
    {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
    | {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name}
    | {"sept": 9}
)
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|"
    r"aug(?:ust|\.)?|sept?(?:ember)?\.?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_COUNT = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "several": 0,
    "few": 0,
}
_FULL = (
    rf"(?P<m1>{_MONTH})\s(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s(?P<y1>(?:19|20)\d\d))?(?!\d)"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m2>{_MONTH})(?:,?\s(?P<y2>(?:19|20)\d\d))?(?!\w)"
    r"|(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)(?!\d)"
)
_EXPRESSION = re.compile(
    r"\b(?:(?P<lead>on|in|at|since|by|until|till|before|after|from|ahead of|during|for|late|"
    r"early)\s(?:(?:late|early|the|a|that)\s)?)?"
    r"(?:"
    rf"(?P<full>(?:{_DAY},?\s)?(?:{_FULL}))"
    rf"|(?P<rel>last|next|this|this past|earlier this|later this|late last|early last|"
    rf"earlier last)\s(?P<unit>week(?:end)?|month|year|{_DAY}|(?:{_MONTH}\b))"
    rf"|(?P<weekday>{_DAY})(?P<poss>['’]s)?(?P<ago>\s(?:of\s)?last\sweek)?"
    r"|(?P<word>yesterday|today|tonight|tomorrow|last night|this morning|this afternoon|this evening)"
    r"|(?P<count>a|an|one|two|three|four|five|six|seven|ten|several|few|\d{1,3})\s(?P<what>day|week|month|year)s?\s(?P<dir>ago|earlier|before|later)"
    r"|the\s(?P<prev>previous|following|next|same)\s(?P<prevunit>day|week|month|year)"
    r"|(?P<later>later|earlier)\s(?:that|in the|on the same|the same)\sday|(?P<sameday>that|the same)\sday"
    rf"|(?P<month>{_MONTH})\s(?P<monthyear>(?:19|20)\d\d)"
    r"|(?P<year>(?:19|20)\d\d)(?=[\s,.;:)]|$)"
    rf"|(?P<onlymonth>{_MONTH})(?=[\s,.;:)]|$)"
    r")",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The day or days on which something was said, and how that was found out.

    ``first`` and ``last`` are the same for a known day and both None when the text tells nothing.
    ``basis`` is ``named`` (a date in the text), ``relative`` (a weekday or "last week" against the text's
    date), ``carried`` (from the statement before), ``article`` (the text's own date) or ``none``.
    """

    first: date | None = None
    last: date | None = None
    basis: str = "none"
    reason: str = ""

    def __str__(self) -> str:
        if self.first is None or self.last is None:
            return ""
        return self.first.isoformat() if self.first == self.last else f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWords:
    """Words that name a day, with their place and what they were preceded by."""

    start: int
    end: int
    text: str
    lead: str
    groups: dict[str, str]

    @property
    def future(self) -> bool:
        """Whether the words name a bound or a later time rather than when something was said."""
        if self.lead in {"by", "until", "till", "before", "since", "ahead of", "from", "for", "after"}:
            return True
        if self.groups.get("word") == "tomorrow":
            return True
        return self.groups.get("rel", "").startswith(("next", "later"))

    def resolve(self, published: date | None, previous: When | None = None, *, nearest: bool = False) -> When:
        """Return the day meant, given the text's date and the day of what was told before.

        ``nearest`` is for a date that is only near the text's own, such as that of a post it shows: a
        weekday is then the nearest one, not the last one before.
        """
        named = _named(self.groups, published)
        if named is not None:
            first, last = named
            return When(first=first, last=last, basis="named", reason=f"“{self.text}” names it")
        earlier = _against_previous(self.groups, previous)
        if earlier is not None:
            return When(
                first=earlier[0], last=earlier[1], basis="relative", reason=f"“{self.text}” after {previous}"
            )
        if published is None:
            return When(reason=f"“{self.text}”, but the text has no date to count from")
        found = _relative(self.groups, published)
        if found is not None and nearest and "weekday" in self.groups and (published - found[0]).days > 3:
            found = (found[0] + timedelta(days=7), found[1] + timedelta(days=7))
        if found is None:
            return When(reason=f"“{self.text}” names no day")
        return When(
            first=found[0], last=found[1], basis="relative", reason=f"“{self.text}” counted from {published}"
        )


def day_words(text: str, offset: int = 0) -> list[DayWords]:
    """Return the words of a passage that name days; ``offset`` is added to their places.

    >>> [one.text for one in day_words("He said on Monday that it ended in May 2019.")]
    ['on Monday', 'in May 2019']
    """
    found = []
    for match in _EXPRESSION.finditer(text):
        groups = {key: value.lower() for key, value in match.groupdict().items() if value}
        lead = groups.get("lead", "")
        if "onlymonth" in groups and (
            lead not in {"in", "since", "by", "until", "from", "during"} or match["onlymonth"][0].islower()
        ):
            continue
        if "year" in groups and lead not in {"in", "since", "by", "until", "from", "during"}:
            continue
        found.append(
            DayWords(
                start=match.start() + offset,
                end=match.end() + offset,
                text=match.group(),
                lead=lead,
                groups=groups,
            )
        )
    return found


def full_date(text: str, year: int | None = None) -> date | None:
    """Return the first full date of a passage: ``February 12, 2025``, ``12 Feb 2025``, ``2025-02-12``.

    >>> full_date("Posted on 3rd May 2031 at noon")
    datetime.date(2031, 5, 3)
    """
    for match in re.finditer(_FULL, text[:4000], re.IGNORECASE):
        made = _from_full({key: value.lower() for key, value in match.groupdict().items() if value}, year)
        if made is not None:
            return made
    return None


def _from_full(groups: dict[str, str], year: int | None) -> date | None:
    for n in "123":
        if f"d{n}" not in groups:
            continue
        stated = groups.get(f"y{n}")
        number = int(stated) if stated else year
        month_text = groups[f"m{n}"].rstrip(".")
        month = int(month_text) if month_text.isdigit() else _MONTHS.get(month_text, 0)
        return _safe(number, month, int(groups[f"d{n}"])) if number else None
    return None


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_span(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _named(groups: dict[str, str], published: date | None) -> tuple[date, date] | None:
    if "full" in groups:
        made = _from_full(groups, None)
        if made is None and published is not None:
            made = _from_full(groups, published.year)
            # A day without a year that would lie well ahead is last year's.
            if made is not None and made > published + timedelta(days=120):
                made = _from_full(groups, published.year - 1)
        return (made, made) if made else None
    if "monthyear" in groups:
        return _month_span(int(groups["monthyear"]), _MONTHS[groups["month"].rstrip(".")])
    if "year" in groups:
        year = int(groups["year"])
        return date(year, 1, 1), date(year, 12, 31)
    return None


def _against_previous(groups: dict[str, str], previous: When | None) -> tuple[date, date] | None:
    if previous is None or previous.first is None or previous.last is None:
        return None
    if "later" in groups or "sameday" in groups or groups.get("prev") == "same":
        return previous.first, previous.last
    if "prev" in groups and groups["prevunit"] == "day":
        step = timedelta(days=-1 if groups["prev"] == "previous" else 1)
        return previous.first + step, previous.last + step
    if groups.get("dir") in {"earlier", "before", "later"}:
        days = {"day": 1, "week": 7}.get(groups["what"])
        count = _count(groups["count"])
        if days and count:
            step = timedelta(days=days * count * (1 if groups["dir"] == "later" else -1))
            return previous.first + step, previous.last + step
    return None


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _COUNT.get(text, 0)


def _relative(groups: dict[str, str], published: date) -> tuple[date, date] | None:
    if "word" in groups:
        step = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(groups["word"], 0)
        day = published + timedelta(days=step)
        return day, day
    if "weekday" in groups:
        day = _weekday_before(published, groups["weekday"])
        if "ago" in groups:
            start = published - timedelta(days=published.weekday() + 7)
            day = start + timedelta(days=WEEKDAYS.index(groups["weekday"]))
        return day, day
    if "rel" in groups:
        return _last_or_this(groups, published)
    if "count" in groups and groups.get("dir") == "ago":
        return _ago(_count(groups["count"]), groups["what"], published)
    if "onlymonth" in groups:
        month = _MONTHS[groups["onlymonth"].rstrip(".")]
        return _month_span(published.year - (month > published.month), month)
    if "prev" in groups and groups["prevunit"] == "week":
        start = published - timedelta(days=published.weekday() + 7)
        return start, start + timedelta(days=6)
    return None


def _weekday_before(published: date, name: str) -> date:
    return published - timedelta(days=(published.weekday() - WEEKDAYS.index(name)) % 7)


def _last_or_this(groups: dict[str, str], published: date) -> tuple[date, date] | None:
    rel, unit = groups["rel"], groups["unit"].rstrip(".")
    back = "last" in rel
    monday = published - timedelta(days=published.weekday())
    if unit == "week":
        start = monday - timedelta(days=7 if back else 0)
        return (start, start + timedelta(days=6)) if back else (start, published)
    if unit == "weekend":
        start = monday - timedelta(days=2)
        return start, start + timedelta(days=1)
    if unit == "month":
        year, month = (published.year, published.month) if not back else _previous_month(published)
        return _month_span(year, month) if back else (date(year, month, 1), published)
    if unit == "year":
        return (
            (date(published.year - 1, 1, 1), date(published.year - 1, 12, 31))
            if back
            else (date(published.year, 1, 1), published)
        )
    if unit in WEEKDAYS:
        day = _weekday_before(published, unit)
        if back and day == published:
            day -= timedelta(days=7)
        return day, day
    if unit in _MONTHS:
        month = _MONTHS[unit]
        return _month_span(
            published.year - (month >= published.month if back else month > published.month), month
        )
    return None


def _previous_month(published: date) -> tuple[int, int]:
    return (published.year, published.month - 1) if published.month > 1 else (published.year - 1, 12)


def _ago(count: int, what: str, published: date) -> tuple[date, date] | None:
    if not count:
        return None
    if what in {"day", "week"}:
        day = published - timedelta(days=count * (7 if what == "week" else 1))
        return day, day
    if what == "month":
        months = published.year * 12 + published.month - 1 - count
        return _month_span(months // 12, months % 12 + 1)
    return date(published.year - count, 1, 1), date(published.year - count, 12, 31)
