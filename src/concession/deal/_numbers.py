"""Numbers as people write them, exactly.

``1,500,000`` and ``1 500 000`` are one and a half million: separators stand before every group of three
digits, a dot before decimals. A comma anywhere else could be a decimal comma, so it is refused.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact
from fractions import Fraction

from concession.errors import ConcessionError

__all__ = ["MAX_DIGITS", "MAX_EXPONENT", "read_number", "to_decimal"]

MAX_DIGITS = 40
MAX_EXPONENT = 30
#: Digits kept where a size has no finite decimal, such as a month in years or a price per pound in tonnes.
KEPT = 40

_PLAIN = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE]([-+]?[0-9]+))?\Z")
_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:\.[0-9]+)?\Z")
_EXACT = Context(prec=400, traps=[])
_ROUNDED = Context(prec=KEPT, rounding=ROUND_HALF_EVEN, traps=[])


def read_number(text: str) -> Decimal:
    """Return the number that an unsigned text stands for.

    Raises
    ------
    ConcessionError
        E302 where it is no number, E303 where a comma could be a decimal comma, E308 where it is too big.

    Examples
    --------
    >>> read_number("1,500,000.5"), read_number("1 500"), read_number("1e6")
    (Decimal('1500000.5'), Decimal('1500'), Decimal('1000000'))
    """
    found = _PLAIN.match(text)
    if sum(letter.isdigit() for letter in text) > MAX_DIGITS or (found and _far(found[1])):
        message = f"a number of more than {MAX_DIGITS} digits or beyond 1e{MAX_EXPONENT}"
        raise ConcessionError.of("E308", message, "use a larger unit, such as 'billion'")
    if found:
        number = Decimal(text)
        return Decimal(int(number)) if number == number.to_integral_value() and "." not in text else number
    if _GROUPS.match(text) or _SPACED.match(text):
        return Decimal(text.replace(",", "").replace(" ", ""))
    if "," in text:
        hint = "write a dot before decimals (1.5), and commas only before groups of three digits (1,500,000)"
        raise ConcessionError.of("E303", f"the comma in '{text}' is ambiguous", hint)
    raise ConcessionError.of("E302", f"'{text}' is not a number", "write digits with one dot before decimals")


def _far(exponent: str | None) -> bool:
    return bool(exponent) and (len(str(exponent)) > 6 or abs(int(str(exponent))) > MAX_EXPONENT)


def to_decimal(number: Fraction) -> Decimal:
    """Return a fraction as a decimal: exact where it ends, else rounded half-even to 40 digits.

    >>> to_decimal(Fraction(3, 2)), str(to_decimal(Fraction(1, 3)))[:8]
    (Decimal('1.5'), '0.333333')
    """
    top, bottom = Decimal(number.numerator), Decimal(number.denominator)
    _EXACT.clear_flags()
    exact = _EXACT.divide(top, bottom)
    if _EXACT.flags[Inexact]:
        return _ROUNDED.divide(top, bottom)
    return exact
