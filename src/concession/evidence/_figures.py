"""Figures in English text: money, percentages, ratios, years and quantities, with hedge and object."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from concession.evidence._spans import Span
from concession.evidence._word_sets import word_set

__all__ = ["FIGURE_KINDS", "Figure", "figures"]

#: What a figure of a text can be.
FIGURE_KINDS = ("money", "percent", "ratio", "year", "quantity", "number")

_SMALL: dict[str, int | Decimal] = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3,
    "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "half a": Decimal("0.5"),
}  # fmt: skip
_SCALE = {
    "thousand": 3, "k": 3, "million": 6, "mln": 6, "mn": 6, "m": 6, "billion": 9, "bln": 9, "bn": 9, "b": 9,
    "trillion": 12, "trn": 12, "tn": 12,
}  # fmt: skip
_SIGNS = {
    "$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₴": "UAH",
    "a$": "AUD", "au$": "AUD", "c$": "CAD",
    "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL",
}  # fmt: skip
_NAMES = {
    "dollar": "USD", "euro": "EUR", "pound": "GBP", "pounds sterling": "GBP", "yen": "JPY", "yuan": "CNY",
    "renminbi": "CNY", "hryvnia": "UAH", "rouble": "RUB",
    "ruble": "RUB", "franc": "", "zloty": "PLN", "rupee": "INR",
    "peso": "", "rand": "ZAR", "krona": "SEK",
    "krone": "NOK", "real": "", "tenge": "KZT", "australian dollar": "AUD",
    "canadian dollar": "CAD", "us dollar": "USD", "u.s. dollar": "USD", "swiss franc": "CHF",
}  # fmt: skip
_CODES = (
    "USD|EUR|GBP|JPY|CNY|UAH|RUB|PLN|CHF|AUD|CAD|NZD|SEK|NOK|DKK|ZAR|INR|BRL|KZT|MXN|CLP|PEN|GHS|NGN|XOF|ZMW"
)
_DIGITS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
_WORDS = (
    r"(?:half\sa|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)(?:\shundred)?"
)
_SCALES = r"thousand|million|mln|mn|billion|bln|bn|trillion|trn|tn"
_SIGN = r"(?:US|AU?|CA?|NZ|HK|S|R)?\$|[€£¥₴]"
_CURRENCY = (
    r"(?:u\.?s\.?\s|australian\s|canadian\s)?dollars?|euros?|pounds(?:\ssterling)?|yen|yuan|renminbi|hryvnias?|"
    r"roubles?|rubles?|(?:swiss\s)?francs?|zlotys?|rupees?|pesos?|rand|kron[ae]r?|tenge"
)
_UNITS = (
    r"(?:metric\s)?tons?|tonnes?|kilotonnes?|kt|kilograms?|kg|ounces?|oz|pounds|barrels?(?:\s(?:a|per)\sday)?|bpd|"
    r"cubic\s(?:met(?:er|re)s?|feet|foot)|bcm|litres?|liters?|gallons?|megawatts?|mw|gigawatts?|gw|kilowatt-hours?|"
    r"gigawatt-hours?|megawatt-hours?|hectares?|acres?|square\s(?:kilomet(?:er|re)s?|miles?|met(?:er|re)s?)|"
    r"kilomet(?:er|re)s?|km|miles?|met(?:er|re)s?|feet|years?|months?|weeks?|days?|hours?|minutes?|decades?|"
    r"people|jobs|workers|troops|soldiers|licen[cs]es?|permits?|mines?|wells?|deposits?|countries|seats?|votes?|"
    r"percentage\spoints?|basis\spoints?|degrees|generations?|times|shares|homes|households|trucks|ships|vehicles|"
    r"members|projects|contracts?|cent(?:s)?"
)
_HEDGE = (
    r"at\sleast|at\smost|no\s(?:more|less|fewer)\sthan|not\s(?:more|less)\sthan|more\sthan|less\sthan|fewer\sthan|"
    r"up\sto|as\s(?:much|many|little|few)\sas|close\sto|an\sestimated|estimated|a\s(?:maximum|minimum|total)\sof|"
    r"somewhere\saround|something\slike|in\sthe\sregion\sof|upwards\sof|roughly|approximately|about|around|nearly|"
    r"almost|over|under|above|below|like|some|maybe|perhaps|only|just|exactly|well\sover|circa|around"
)
_LEAD = rf"(?:(?P<hedge>{_HEDGE})\s(?:the\s|a\s)?)?"
_MONEY = re.compile(
    rf"(?<![\w.]){_LEAD}(?:between\s|from\s)?"
    rf"(?:(?P<sign>{_SIGN})\s?(?P<n1>{_DIGITS})(?:\s?\[?(?P<s1>{_SCALES}|[kmb](?!\w)))?"
    rf"(?:\s?(?:-|–|—|to|and)\s?(?:{_SIGN})?(?P<h1>{_DIGITS})(?:[\s-]?(?P<hs1>{_SCALES}|[kmb](?!\w))))?"
    rf"|(?P<code>{_CODES})\s?(?P<n2>{_DIGITS})(?:\s?(?P<s2>{_SCALES}|[kmb](?!\w)))?"
    rf"|(?P<n3>{_DIGITS}|{_WORDS})[\s-]?(?:(?P<s3>{_SCALES})[\s-])?(?:(?P<name>{_CURRENCY})|(?P<code3>{_CODES}))(?!\w))",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"(?<![\w.]){_LEAD}(?:between\s|from\s)?(?P<n1>{_DIGITS}|{_WORDS})"
    rf"(?:\s?(?:%|percent|per\scent)?\s?(?:-|–|—|to|and)\s?(?P<h1>{_DIGITS}|{_WORDS}))?"
    r"[\s-]?(?:%|per\s?cent(?!\w)|pct(?!\w)|(?P<points>percentage\spoints?)(?!\w))",
    re.IGNORECASE,
)
_RATIO = re.compile(
    rf"(?<![\w.]){_LEAD}(?:(?P<a>\d{{1,4}})\s?:\s?(?P<b>\d{{1,4}})(?![\w:])|(?P<fifty>50[-/–]50|fifty-fifty)"
    r"|(?P<wa>one|two|three|four|five)[-\s]to[-\s](?P<wb>one|two|three|four|five)(?!\w)"
    r"|(?P<na>one|two|three|four|five|six|seven|eight|nine|\d{1,3})\s(?:in|out\sof)\s(?:every\s)?(?P<nb>two|three|four|five|six|seven|eight|nine|ten|\d{1,4})(?!\s?%|\w|[\d,.]*\d)"
    r"|(?P<fa>one|two|three|four|a|\d)[-\s](?P<fb>half|halves|thirds?|quarters?|fifths?|sixths?|tenths?)(?!\w)"
    r"|(?P<half>half)(?=\s(?:of|the|its|their|his|her|my|our)\b)|(?P<mult>twice|double|triple)(?=\s(?:the|that|as|what|its)\b))",
    re.IGNORECASE,
)
_YEAR = re.compile(
    rf"(?<![\w.$€£])(?:(?P<hedge>{_HEDGE}|by|in|since|until|from|before|after)\s)?(?P<n1>(?:19|20)\d\d)"
    r"(?:\s?[-–—]\s?(?P<h1>(?:19|20)?\d\d))?(?![\w%]|,\d|\.\d|\s(?:tons|tonnes|people|jobs|barrels|hectares))",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    rf"(?<![\w.$€£]){_LEAD}(?:between\s|from\s)?(?P<n1>{_DIGITS}|{_WORDS})(?:\s?(?P<s1>{_SCALES}))?"
    rf"(?:\s?(?:-|–|—|to|and|or)\s?(?P<h1>{_DIGITS}|{_WORDS})(?:\s?(?P<hs1>{_SCALES}))?)?[\s-](?:more\s|new\s|additional\s)?(?P<unit>{_UNITS})(?!\w)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"(?<![\w.$€£/:-]){_LEAD}(?P<n1>{_DIGITS}|{_WORDS}(?=\s(?:{_SCALES})))(?:\s?(?P<s1>{_SCALES}))?(?![\w%/:]|-\w|\.\d)",
    re.IGNORECASE,
)
_OF = re.compile(r"\s(?:(worth\sof|worth\sin|of|in|for)\s)?((?:[^\W\d_][\w’'-]*\s?){1,6})", re.IGNORECASE)
_STOP = word_set(
    "and or but that which who is are was were will would could should has have had if when while because "
    "so by at on as than it they he she we i do does did then not be been with from to over per annually"
)
#: "A year" and "a mine" are no figures; "a million" and "a tonne" may be.
_COUNTED = word_set(
    "day week month year mine well country seat vote time hour minute deposit permit contract licence "
    "license mile generation decade"
)
_DROP_LEAD = word_set("the a an its their his her our my your all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure named in words: exact decimal bounds, unit, hedge and what it is a figure of.

    ``low`` and ``high`` are equal unless a span was named. Money is in units of ``unit`` (an ISO code, or
    empty where the text does not tell the currency), a percentage is in percent, a ratio a plain number.
    """

    span: Span
    words: str
    kind: str
    low: Decimal
    high: Decimal
    unit: str = ""
    hedge: str = ""
    of: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return the figure as plain data."""
        return {
            "span": list(self.span),
            "words": self.words,
            "kind": self.kind,
            "low": str(self.low),
            "high": str(self.high),
            "unit": self.unit,
            "hedge": self.hedge,
            "of": self.of,
        }


def figures(body: str, spans: Iterable[Span]) -> tuple[Figure, ...]:
    """Return the figures inside some spans of a body, in order, none overlapping another.

    >>> [f"{one.low} {one.unit} {one.of}" for one in figures("$500 billion worth of ore", [Span(0, 25)])]
    ['500000000000 USD ore']
    """
    found: list[Figure] = []
    for span in spans:
        found.extend(_in_span(body, span))
    return tuple(sorted(found, key=lambda one: one.span))


def _in_span(body: str, span: Span) -> list[Figure]:
    taken: list[tuple[int, int]] = []
    found: list[Figure] = []
    for kind, pattern in (
        ("money", _MONEY),
        ("percent", _PERCENT),
        ("quantity", _QUANTITY),
        ("ratio", _RATIO),
        ("year", _YEAR),
        ("number", _NUMBER),
    ):
        free: list[Figure] = []
        at = 0
        for match in pattern.finditer(body, span.start, span.end):
            while at < len(taken) and taken[at][1] <= match.start():
                at += 1
            if at < len(taken) and taken[at][0] < match.end():
                continue
            made = _make(kind, match, body, span)
            if made is not None:
                free.append(made)
        found.extend(free)
        taken = sorted([*taken, *((one.span.start, one.span.end) for one in free)])
    return found


def _value(digits: str, scale: str | None) -> Decimal:
    low = digits.lower().strip()
    if low[0].isdigit():
        number = Decimal(low.replace(",", ""))
    else:
        number = Decimal(0)
        parts = re.split(r"[\s-]", low)
        if low.startswith("half"):
            number = Decimal("0.5")
        else:
            for part in parts:
                number = number * 100 if part == "hundred" else number + Decimal(_SMALL[part])
    number = number * 10 ** _SCALE[scale.lower()] if scale else number
    return number.to_integral_value() if number == number.to_integral_value() else number


def _make(kind: str, match: re.Match[str], body: str, span: Span) -> Figure | None:
    groups = match.groupdict()
    bounds = _bounds(kind, groups)
    unit = _unit(kind, groups)
    article = (groups.get("n1") or "").lower() in {"a", "an"} and not groups.get("s1")
    if bounds is None or (article and (kind == "number" or unit.rstrip("s") in _COUNTED)):
        return None
    return Figure(
        span=Span(match.start(), match.end()),
        words=match.group(),
        kind=kind,
        low=min(bounds),
        high=max(bounds),
        unit=unit,
        hedge=re.sub(r"\s+", " ", (groups.get("hedge") or "").lower()),
        of=_of(body, match.end(), span.end, kind) if kind != "year" else "",
    )


def _bounds(kind: str, groups: dict[str, str | None]) -> tuple[Decimal, Decimal] | None:
    if kind == "ratio":
        ratio = _ratio(groups)
        return (ratio, ratio) if ratio is not None else None
    digits = groups.get("n1") or groups.get("n2") or groups.get("n3")
    if not digits:
        return None
    upper = groups.get("h1")
    if kind == "year":
        low = Decimal(digits)
        return low, Decimal(digits[: 4 - len(upper)] + upper) if upper else low
    scale = groups.get("s1") or groups.get("s2") or groups.get("s3")
    if not upper:
        value = _value(digits, scale)
        return value, value
    # "3 to 5 billion": the scale after the second number is that of both.
    upper_scale = groups.get("hs1") or (scale if kind != "percent" else None)
    return _value(digits, scale or upper_scale), _value(upper, upper_scale)


def _unit(kind: str, groups: dict[str, str | None]) -> str:
    if kind == "money":
        return _currency(groups)
    if kind == "percent":
        return "percentage points" if groups.get("points") else "%"
    return re.sub(r"\s+", " ", (groups.get("unit") or "").lower())


def _currency(groups: dict[str, str | None]) -> str:
    if groups.get("sign"):
        return _SIGNS.get((groups["sign"] or "").lower(), "")
    code = groups.get("code") or groups.get("code3")
    if code:
        return code.upper()
    name = re.sub(r"\s+", " ", (groups.get("name") or "").lower())
    return _NAMES.get(name, _NAMES.get(name.rstrip("s"), ""))


def _ratio(groups: dict[str, str | None]) -> Decimal | None:
    def number(key: str) -> Decimal:
        text = (groups[key] or "").lower()
        return Decimal(text) if text.isdigit() else Decimal(_SMALL[text])

    if groups.get("half") or groups.get("fifty"):
        return Decimal("0.5") if groups.get("half") else Decimal(1)
    if groups.get("mult"):
        return Decimal(3) if (groups["mult"] or "").lower() == "triple" else Decimal(2)
    if groups.get("fa"):
        parts = {"hal": 2, "thi": 3, "qua": 4, "fif": 5, "six": 6, "ten": 10}
        return number("fa") / parts[(groups["fb"] or "").lower()[:3]]
    for one, other in (("a", "b"), ("wa", "wb"), ("na", "nb")):
        if groups.get(one):
            below = number(other)
            return number(one) / below if below else None
    return None


def _of(body: str, at: int, end: int, kind: str) -> str:
    """Return the noun phrase right after a figure: what it is a figure of."""
    match = _OF.match(body, at, min(end, at + 90))
    if match is None or (kind == "quantity" and match.group(1) not in {"of", "worth of"}):
        return ""
    kept: list[str] = []
    if match.group(1) is None and match.group(2).split()[0].lower() in {"a", "an", "each", "every"}:
        return ""  # "$5 million a day" is a rate
    for word in match.group(2).split():
        low = word.lower()
        if low in _STOP:
            break
        if kept or low not in _DROP_LEAD:
            kept.append(word)
    return " ".join(kept)
