"""Units of lines: products of base symbols with whole exponents.

A line's values are always held in base units (dollars, tonnes, cubic metres, gigajoules, years), so a
unit carries no scale: scales are applied where text is read and where numbers are printed. Money of
different currencies, and nominal and real money, are different symbols: ``USD``, ``UAH`` and
``USD@2025`` never add up without a line that converts.

A unit may remember, for printing alone, by which word a file called each of its symbols: ounces for the
tonne, barrels for the cubic metre, per cent for a plain number. Words never count when units are compared;
they follow the algebra, so that a price per ounce times a share is still a price per ounce.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from concession.errors import ConcessionError

__all__ = ["NONE", "YEAR", "Unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of base symbols, such as ``USD/t``.

    >>> Unit.of("USD") / Unit.of("t")
    Unit('USD/t')
    >>> Unit.of("USD") / Unit.of("USD") == NONE
    True
    """

    powers: tuple[tuple[str, int], ...] = ()
    #: How a file called the symbols, for printing; the word of a plain number stands by the empty symbol.
    words: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def of(cls, symbol: str, power: int = 1) -> Unit:
        """Return the unit of one base symbol."""
        return cls(((symbol, power),)) if power else cls()

    @classmethod
    def build(cls, powers: Mapping[str, int]) -> Unit:
        """Return the unit with these exponents, leaving out zeros."""
        return cls(tuple(sorted((symbol, n) for symbol, n in powers.items() if n)))

    def __mul__(self, other: Unit) -> Unit:
        powers = dict(self.powers)
        for symbol, n in other.powers:
            powers[symbol] = powers.get(symbol, 0) + n
        built = Unit.build(powers)
        if not (self.words or other.words):
            return built
        return built.called({**dict(other.words), **dict(self.words)})

    def called(self, words: Mapping[str, str]) -> Unit:
        """Return the unit with these words for its symbols, as far as it has them.

        The word of a plain number, such as ``%``, stays while nothing stands above the line: a share of
        dollars is dollars.

        >>> (Unit.of("USD") / Unit.of("t")).called({"t": "oz", "m3": "bbl"}).written
        'USD/oz'
        """
        known = {symbol for symbol, _ in self.powers}
        if not any(n > 0 for _, n in self.powers):
            known.add("")
        kept = {symbol: word for symbol, word in {**dict(self.words), **words}.items() if symbol in known}
        return Unit(self.powers, tuple(sorted(kept.items())))

    def __truediv__(self, other: Unit) -> Unit:
        return self * other**-1

    def __pow__(self, n: int) -> Unit:
        return Unit.build({symbol: power * n for symbol, power in self.powers}).called(dict(self.words))

    @property
    def dimensionless(self) -> bool:
        """Whether the unit is a plain number or share."""
        return not self.powers

    def root(self, n: int) -> Unit:
        """Return the unit whose ``n``-th power this is; an error where there is none."""
        if any(power % n for _, power in self.powers):
            raise ConcessionError.of("E601", f"no {n}-th root of the unit {self}")
        return Unit.build({symbol: power // n for symbol, power in self.powers})

    @property
    def written(self) -> str:
        """The unit in the words of the file it came from, where it remembers any.

        >>> Unit.of("t").called({"t": "koz"}).written, NONE.called({"": "%"}).written, Unit.of("t").written
        ('koz', '%', 't')
        """
        words = dict(self.words)
        top = [_power(words.get(symbol, symbol), n) for symbol, n in self.powers if n > 0]
        bottom = [_power(words.get(symbol, symbol), -n) for symbol, n in self.powers if n < 0]
        return "/".join(["·".join(top) or words.get("", "1"), *bottom])

    def __str__(self) -> str:
        return Unit(self.powers).written

    def __repr__(self) -> str:
        return f"Unit('{self}')"


def _power(symbol: str, n: int) -> str:
    return symbol if n == 1 else f"{symbol}^{n}"


#: A plain number: a share, a ratio, a count, a yes or no.
NONE = Unit()
#: Time is held in years.
YEAR = Unit.of("yr")
