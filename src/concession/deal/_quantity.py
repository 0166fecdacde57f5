"""Quantities: a number or an interval, with a unit, as people write them.

The grammar, in words (``|`` is *or*, brackets are optional)::

    quantity = side | side "to" side
    side     = [sign] [money [scale]] [sign] number [scale] [unit] { per unit }
    per      = "/" | "per" | "a"                 (also "p.a." and "per annum": per year)
    unit     = money | a word of the table of units | unit "·" unit
    money    = a currency's code | $ | US$ | € | £ | ₴, then [ "(" year ")" ] for real money
    scale    = "thousand" | "million" | "billion" | "bn" | … ; k and M for money only

After *per* a whole number may stand: ``120 USD/1000 m3``. The two sides of an interval share what only
one of them says: ``60 to 95 USD/bbl``, ``USD 60 to 95 million``, ``4 % to 6 %``. Real money is
``USD(2025)``: dollars of the year 2025, a unit of its own; the word ``real`` may stand before it.

A bare ``m`` is refused, after money too: it could be million, metre or month. Values are held in base
units (see :mod:`concession.deal._unit_words`), exactly where a decimal can, else to 40 digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from concession.deal._format import PLURALS, Display, plain_number, unit_words
from concession.deal._numbers import to_decimal
from concession.deal._quantity_words import Money, Number, Per, Scale, Sign, Times, To, Token, Word, tokens_of
from concession.errors import ConcessionError
from concession.lines import NONE, Unit

__all__ = ["Interval", "Quantity", "parse_quantity", "parse_unit"]

_THOUSANDS = re.compile(r"((?:[A-Z]{3}|(?:US|AU?|CA?|NZ)?\$|€|£)) ?['’]?000s?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Two bounds, the lower one first; what the interval means is said where it is used."""

    low: Decimal
    high: Decimal

    def __contains__(self, number: object) -> bool:
        return isinstance(number, Decimal) and self.low <= number <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number or interval in base units, its unit, the text it came from, and how to print its like.

    >>> quantity = parse_quantity("USD 150 million")
    >>> quantity.value, quantity.unit, str(quantity)
    (Decimal('150000000'), Unit('USD'), 'USD 150 million')
    """

    value: Decimal | Interval
    unit: Unit
    text: str = field(compare=False)
    display: Display = field(compare=False)
    exact: tuple[Fraction, ...] = field(compare=False, repr=False)

    @property
    def low(self) -> Decimal:
        """The number, or the interval's lower bound."""
        return self.value.low if isinstance(self.value, Interval) else self.value

    @property
    def high(self) -> Decimal:
        """The number, or the interval's upper bound."""
        return self.value.high if isinstance(self.value, Interval) else self.value

    def __str__(self) -> str:
        numbers = [plain_number(to_decimal(number / self.display.size)) for number in self.exact]
        return self.display.around(" to ".join(numbers))


@dataclass(slots=True, kw_only=True)
class _Side:
    """One side of an interval while it is read: a number, its scales and its units."""

    number: Fraction | None = None
    signed: bool = False
    negative: bool = False
    money: Money | None = None
    money_scale: Scale | None = None
    scale: Scale | None = None
    factors: list[_Factor] = field(default_factory=list)

    @property
    def owns_money(self) -> bool:
        return any(factor.power > 0 and factor.money for factor in self.factors)

    @property
    def suffixed(self) -> bool:
        return bool(self.factors or self.scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Factor:
    name: str
    size: Fraction
    unit: Unit
    power: int
    money: bool = False
    count: str = ""


def parse_quantity(text: str) -> Quantity:
    """Return the quantity that a text stands for.

    Raises
    ------
    ConcessionError
        E301 to E311 and E314: no quantity, a number or unit that is not clear.

    Examples
    --------
    >>> parse_quantity("1.5 Mt/yr").value, parse_quantity("1.5 Mt/yr").unit
    (Decimal('1500000'), Unit('t/yr'))
    >>> parse_quantity("60 to 95 USD/t").value
    Interval(low=Decimal('60'), high=Decimal('95'))
    >>> parse_quantity("18 months").value
    Decimal('1.5')
    """
    tokens = tokens_of(text)
    cuts = [i for i, token in enumerate(tokens) if isinstance(token, To)]
    if len(cuts) > 1:
        raise _no_quantity(text, "an interval has two bounds")
    if not cuts:
        side = _read_side(tokens, text)
        return _build(text, [side])
    low, high = _read_side(tokens[: cuts[0]], text), _read_side(tokens[cuts[0] + 1 :], text)
    _share(low, high)
    return _build(text, [low, high])


def parse_unit(text: str) -> tuple[Unit, Display]:
    """Return the unit that a text without a number stands for, and how to print numbers of it.

    >>> unit, display = parse_unit("USD million")
    >>> unit, display.size
    (Unit('USD'), Fraction(1000000, 1))
    """
    # how tables head a column of thousands: US$000, USD '000s
    tokens = tokens_of(_THOUSANDS.sub(r"\1 thousand", text.strip()))
    if any(isinstance(token, To) for token in tokens):
        raise ConcessionError.of("E304", f"'{text}' should be a unit alone", "write the unit without numbers")
    side = _read_side(tokens, text, unit_only=True)
    size, unit, display = _scales_of(side)
    return unit, Display(before=display.before, after=display.after, size=size)


def _no_quantity(text: str, why: str) -> ConcessionError:
    hint = "write a number and a unit, such as 4 %, USD 150 million or 1.5 Mt/yr"
    return ConcessionError.of("E301", f"'{text}' is not a quantity: {why}", hint)


def _read_side(tokens: list[Token], text: str, *, unit_only: bool = False) -> _Side:
    side = _Side(number=Fraction(1) if unit_only else None)
    i = 0
    while i < len(tokens):
        token = tokens[i]
        i += 1
        if isinstance(token, Sign | Number):
            if side.number is not None or (side.signed and isinstance(token, Sign)):
                raise _two_numbers(text)
            _take_number(side, token)
        elif isinstance(token, Scale):
            _take_scale(side, token, text)
        elif isinstance(token, Money) and side.number is None and not side.money:
            side.money = token
        elif isinstance(token, Per | Times):
            i = _take_factor(side, tokens, i, text, power=-1 if isinstance(token, Per) else 1)
        elif isinstance(token, Money | Word):
            if side.factors or (unit_only and side.money):
                raise _two_units(text, token.name)
            if side.number is None:
                raise _no_quantity(text, f"'{token.name}' stands before the number")
            side.factors.append(_factor(token, 1))
    if side.number is None:
        raise _no_quantity(text, "it has no number")
    if side.money and side.owns_money:
        raise _two_units(text, next(factor.name for factor in side.factors if factor.money))
    return side


def _two_numbers(text: str) -> ConcessionError:
    hint = "write an interval as '60 to 95', and one number elsewhere"
    return ConcessionError.of("E304", f"'{text}' holds two numbers", hint)


def _two_units(text: str, name: str) -> ConcessionError:
    hint = "put '/' or 'per' between them, or delete one"
    return ConcessionError.of("E311", f"'{name}' follows another unit in '{text}'", hint)


def _take_number(side: _Side, token: Sign | Number) -> None:
    if isinstance(token, Sign):
        side.signed, side.negative = True, token.negative
    else:
        side.number = Fraction(token.value)


def _take_scale(side: _Side, token: Scale, text: str) -> None:
    before_number = side.number is None
    if (before_number and (not side.money or side.money_scale)) or (not before_number and side.scale):
        raise _two_units(text, token.name)
    if not before_number and any(factor.power < 0 or not factor.money for factor in side.factors):
        raise _two_units(text, token.name)
    if before_number:
        side.money_scale = token
    else:
        side.scale = token


def _take_factor(side: _Side, tokens: list[Token], i: int, text: str, *, power: int) -> int:
    """Read what follows *per* or a dot: ``[number | scale] unit``; return where to go on."""
    if power > 0 and not side.factors:
        raise _no_quantity(text, "'·' stands between two units")
    size, count = Fraction(1), ""
    if i < len(tokens) and isinstance(tokens[i], Number):
        number = tokens[i]
        size = Fraction(number.value) if isinstance(number, Number) else size
        count = f"{number.name} "
        i += 1
        if not (side.money or side.factors):
            hint = "write a fraction as a decimal or in percent: 0.5 or 50 %"
            raise ConcessionError.of("E302", f"'{text}' divides two numbers", hint)
        if size <= 0 or power > 0:
            raise _two_numbers(text)
    if i < len(tokens) and isinstance(tokens[i], Scale):
        scale = tokens[i]
        size *= scale.size if isinstance(scale, Scale) else 1
        count += f"{scale.name} "
        i += 1
    if i >= len(tokens):
        raise _no_quantity(text, "a unit is missing after 'per' or '/'")
    token = tokens[i]
    if not isinstance(token, Money | Word):
        raise _no_quantity(text, f"a unit is missing before '{token.name}'")
    factor = _factor(token, power)
    side.factors.append(
        _Factor(
            name=factor.name,
            size=factor.size * size,
            unit=factor.unit,
            power=power,
            money=factor.money,
            count=count,
        )
    )
    return i + 1


def _factor(token: Money | Word, power: int) -> _Factor:
    if isinstance(token, Money):
        return _Factor(name=token.name, size=Fraction(1), unit=Unit.of(token.symbol), power=power, money=True)
    return _Factor(name=token.word.name, size=token.word.size, unit=token.word.unit, power=power)


def _share(low: _Side, high: _Side) -> None:
    """Give each side of an interval what only the other one says."""
    if low.money and not high.money and not high.owns_money:
        high.money, high.money_scale = low.money, low.money_scale
    elif high.money and not low.money and not low.owns_money:
        low.money, low.money_scale = high.money, high.money_scale
    if not low.suffixed and high.suffixed and not (low.money and high.owns_money):
        low.factors, low.scale = high.factors, high.scale
    elif not high.suffixed and low.suffixed and not (high.money and low.owns_money):
        high.factors, high.scale = low.factors, low.scale


def _scales_of(side: _Side) -> tuple[Fraction, Unit, Display]:
    size, unit = Fraction(1), NONE
    has_money = bool(side.money) or side.owns_money
    before, after = "", ""
    if side.money:
        unit = Unit.of(side.money.symbol)
        before = side.money.name
    for scale in (side.money_scale, side.scale):
        if scale is None:
            continue
        if scale.money_only and not has_money:
            hint = "write 'thousand' or 'million', or a unit such as kt or Mt"
            raise ConcessionError.of("E310", f"'{scale.written}' scales money only", hint)
        size *= scale.size
        after += f" {scale.name}"
    alone = len(side.factors) == 1
    for factor in side.factors:
        size = size * factor.size if factor.power > 0 else size / factor.size
        unit = unit * factor.unit if factor.power > 0 else unit / factor.unit
        joint = "/" if factor.power < 0 else "·" if after and factor is not side.factors[0] else " "
        name = PLURALS.get(factor.name, factor.name) if alone and factor.power > 0 else factor.name
        after += f"{joint}{factor.count}{name}"
    return size, unit.called(_words(side, unit)), Display(before=before, after=after, size=size)


def _words(side: _Side, unit: Unit) -> dict[str, str]:
    """Return how the text calls the symbols of its unit; that of money is a matter of the page."""
    words: dict[str, str] = {}
    for factor in side.factors:
        if not factor.money and len(factor.unit.powers) < 2:
            symbol = factor.unit.powers[0][0] if factor.unit.powers else ""
            if factor.name != "yr" or factor.count:
                words.setdefault(symbol, f"{factor.count}{factor.name}")
    if not unit.powers and len(side.factors) > 1:
        # what cancels was said all the same: grams per tonne
        words[""] = "".join(
            f"{'' if not i else '/' if factor.power < 0 else '·'}{factor.count}{factor.name}"
            for i, factor in enumerate(side.factors)
        )
    return words


def _build(text: str, sides: list[_Side]) -> Quantity:
    exact, units, displays = [], [], []
    for side in sides:
        size, unit, display = _scales_of(side)
        number = side.number or Fraction(0)
        exact.append((-number if side.negative else number) * size)
        units.append(unit)
        displays.append(display)
    if units[0] != units[-1]:
        message = (
            f"the bounds of '{text}' have different units: {unit_words(units[0])} and {unit_words(units[-1])}"
        )
        raise ConcessionError.of("E309", message, "give both bounds one unit")
    if len(exact) == 1:
        value: Decimal | Interval = to_decimal(exact[0])
    else:
        if exact[0] >= exact[1]:
            hint = "write the lower bound first"
            raise ConcessionError.of("E306", f"the bounds of '{text}' are not in order", hint)
        value = Interval(low=to_decimal(exact[0]), high=to_decimal(exact[1]))
    return Quantity(value=value, unit=units[-1], text=text.strip(), display=displays[-1], exact=tuple(exact))
