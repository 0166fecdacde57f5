"""Print numbers back for people, in the unit and scale that the file used."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from concession.deal._unit_words import SCALES, UNITS
from concession.lines import YEAR, Unit

__all__ = [
    "PLURALS",
    "Display",
    "counted",
    "display_of",
    "format_quantity",
    "in_words",
    "plain_number",
    "size_of_unit",
    "unit_words",
]

#: Units that take an 's' where they stand alone after a number other than one.
PLURALS = {
    "yr": "years",
    **{
        word: f"{word}s"
        for word in ("quarter", "month", "week", "day", "hour", "item", "job", "well", "licence", "short ton")
    },
}
_SINGULARS = {"years": "year", **{plural: word for word, plural in PLURALS.items() if word != "yr"}}

_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN, traps=[])


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """How to print numbers of a unit: what stands before and after, and what one of them is in base units.

    >>> Display(before="USD", after=" million", size=Fraction(1_000_000)).around("150")
    'USD 150 million'
    """

    before: str = ""
    after: str = ""
    size: Fraction = Fraction(1)

    def around(self, number: str) -> str:
        """Return the text of a number with its unit."""
        after = self.after
        if number == "1" and after[1:] in _SINGULARS:
            after = f" {_SINGULARS[after[1:]]}"
        return f"{self.before} {number}{after}".strip()


def counted(number: int, what: str, plural: str = "") -> str:
    """Return how many there are of something, in words that fit the number.

    >>> counted(1, "draft"), counted(2, "draft"), counted(1200, "party", "parties")
    ('1 draft', '2 drafts', '1,200 parties')
    """
    return f"{number:,} {what if number == 1 else plural or what + 's'}"


def unit_words(unit: Unit) -> str:
    """Return a unit for a sentence: in the words of its file, plain numbers as such.

    >>> unit_words(Unit()), unit_words(Unit.of("USD"))
    ('plain numbers', 'USD')
    """
    return "plain numbers" if unit.written == "1" else unit.written


def plain_number(number: Decimal) -> str:
    """Return a decimal as digits with commas between thousands, and no exponent.

    >>> plain_number(Decimal("1500000.50"))
    '1,500,000.5'
    """
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def display_of(unit: Unit, magnitude: Decimal | float = 0) -> Display:
    """Return how to print a number of a unit for which no file says how.

    Money from a million up is printed in millions and tonnes from a million up in Mt; real money as
    ``USD(2025)``.

    >>> display_of(Unit.of("USD"), 2_000_000).around("2.0")
    'USD 2.0 million'
    >>> display_of(Unit.of("t") / Unit.of("yr"), 1_500_000).around("1.5")
    '1.5 Mt/yr'
    >>> display_of((Unit.of("USD") / Unit.of("t")).called({"t": "oz"})).around("1800")
    'USD 1800/oz'
    """
    if unit.words:
        return _in_words(unit)
    top = [(symbol, n) for symbol, n in unit.powers if n > 0]
    bottom = "".join(f"/{_shown(symbol, -n)}" for symbol, n in unit.powers if n < 0)
    timely = all(symbol == "yr" for symbol, n in unit.powers if n < 0)
    big = abs(Decimal(magnitude)) >= 10**6 and timely and len(top) == 1
    if len(top) == 1 and top[0][1] == 1 and top[0][0][:3].isupper():
        scale = " million" if big else ""
        return Display(
            before=_shown(*top[0]), after=scale + bottom, size=Fraction(10**6) if big else Fraction(1)
        )
    if big and top[0] == ("t", 1):
        return Display(after=f" Mt{bottom}", size=Fraction(10**6))
    if unit == YEAR:
        return Display(after=" years")
    above = "·".join(_shown(symbol, n) for symbol, n in top)
    return Display(after=(f" {above}" if above else "") + bottom)


def size_of_unit(unit: Unit) -> Fraction:
    """Return how many base units one of a unit is, in the words by which a file called it.

    >>> from concession.deal import parse_unit
    >>> size_of_unit(parse_unit("kbbl")[0]) == 1000 * size_of_unit(parse_unit("bbl")[0])
    True
    >>> size_of_unit(parse_unit("USD million")[0]), size_of_unit(parse_unit("g/t")[0])
    (Fraction(1, 1), Fraction(1, 1000000))
    """
    words, size = dict(unit.words), Fraction(1)
    for symbol, n in unit.powers:
        size *= _size_of_word(words[symbol]) ** n if symbol in words else 1
    top, *bottom = words.get("", "").split("/")
    size *= _size_of_word(top) if top else 1
    for word in bottom:
        size /= _size_of_word(word)
    return size


def in_words(value: float | Decimal, unit: Unit) -> float:
    """Return a number of base units as one of the unit in the words of its file, as decimals divide.

    >>> from concession.deal import parse_unit
    >>> in_words(0.07, parse_unit("%")[0]), in_words(Decimal("0.15"), parse_unit("kg")[0])
    (7.0, 150.0)
    """
    size = size_of_unit(unit)
    if size == 1 or not math.isfinite(value):
        return float(value)
    return float(Fraction(str(value if isinstance(value, Decimal) else float(value))) / size)


def _size_of_word(word: str) -> Fraction:
    size, rest = Fraction(1), word
    while rest not in UNITS:
        count, _, rest = rest.partition(" ")
        size *= SCALES[count][1] if count in SCALES else Fraction(count.replace(",", ""))
    return size * UNITS[rest].size


def _in_words(unit: Unit) -> Display:
    """Return how to print a number of a unit in the words of its file."""
    money = next((symbol for symbol, n in unit.powers if n == 1 and symbol[:3].isupper()), "")
    rest = (unit / Unit.of(money) if money else unit).called(dict(unit.words)).written
    size = size_of_unit(unit)
    if money:
        return Display(before=_shown(money, 1), after=rest.removeprefix("1"), size=size)
    return Display(after=f" {PLURALS.get(rest, rest)}".removesuffix(" 1"), size=size)


def _shown(symbol: str, power: int) -> str:
    name, _, year = symbol.partition("@")
    text = f"{name}({year})" if year else name
    return text if power == 1 else f"{text}^{power}"


def format_quantity(
    value: Decimal | float | Fraction | tuple[Decimal, Decimal],
    unit: Unit,
    display: Display | None = None,
    *,
    decimals: int | None = None,
) -> str:
    """Return a value in base units as people write it; a pair is an interval.

    Parameters
    ----------
    value
        A number, or the two bounds of an interval, in base units.
    unit
        Its unit.
    display
        How to print it, from the quantity it came from; chosen by :func:`display_of` where not given.
    decimals
        Digits after the dot; where not given, one for money in millions, else up to six significant ones.

    Examples
    --------
    >>> format_quantity(Decimal(150_000_000), Unit.of("USD"))
    'USD 150.0 million'
    >>> format_quantity(0.04, Unit(), Display(after=" %", size=Fraction(1, 100)))
    '4 %'
    >>> format_quantity((Decimal(60), Decimal(95)), Unit.of("USD") / Unit.of("t"))
    'USD 60 to 95/t'
    """
    bounds = value if isinstance(value, tuple) else (value,)
    odd = [bound for bound in bounds if isinstance(bound, float) and not math.isfinite(bound)]
    if odd:
        return "not a number" if math.isnan(odd[0]) else "unbounded"
    exact = [Fraction(bound) for bound in bounds]
    used = display or display_of(unit, float(max(abs(bound) for bound in exact)))
    if decimals is None and " million" in used.after and used.before:
        decimals = 1
    return used.around(" to ".join(_digits(bound / used.size, decimals) for bound in exact))


def _digits(number: Fraction, decimals: int | None) -> str:
    if decimals is not None:
        value = _WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))
        text = f"{value.quantize(Decimal(1).scaleb(-decimals), context=_WIDE):,f}"
        return text.removeprefix("-") if not any(digit in "123456789" for digit in text) else text
    small = Context(prec=6, rounding=ROUND_HALF_EVEN, traps=[])
    if abs(number) >= 10**6:
        return plain_number(Decimal(round(number)))
    return plain_number(small.divide(Decimal(number.numerator), Decimal(number.denominator)))
