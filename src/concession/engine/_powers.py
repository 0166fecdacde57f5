"""Whole powers that a formula states, such as a square: multiplied out, in one order everywhere.

A library's power may differ in its last digit from another's, and NumPy's from itself: it squares where the
exponent is one number for many futures, and does not where there is one future.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

from concession.lines import Instruction, Op

__all__ = ["data_of", "multiplied"]

Number = TypeVar("Number")

#: Larger exponents are left to the library: each multiplication may cost half of a last digit.
MOST = 64


def data_of(instructions: Sequence[Instruction], one: Instruction) -> object:
    """Return what an operation needs beside its arguments; for a power, its exponent if that is stated."""
    if one.op is not Op.POW:
        return one.data
    exponent = instructions[one.args[1]]
    if exponent.op is not Op.CONST:
        return None
    number = Decimal(str(exponent.data))
    return int(number) if number == number.to_integral_value() and abs(number) <= MOST else None


def multiplied(x: Number, exponent: int, times: Callable[[Number, Number], Number]) -> Number:
    """Return x to a power of at least one, by squaring.

    >>> multiplied(3, 5, lambda a, b: a * b)
    243
    """
    result = None
    while True:
        if exponent & 1:
            result = x if result is None else times(result, x)
        exponent >>= 1
        if not exponent:
            break
        x = times(x, x)
    return x if result is None else result
