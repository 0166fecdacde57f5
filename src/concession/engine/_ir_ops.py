"""What each operation does to vectors of futures.

The instructions repeat the reference executor's arithmetic in the same order, so that a future's numbers
are the same to the bit. Exponentials, logarithms and powers that are not stated whole numbers call the
platform's C library, one future after the other: it may differ from NumPy's in the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import cast

from concession.engine._ir_text import Text, Value, literal
from concession.engine._powers import multiplied
from concession.lines import Op

__all__ = ["ELEMENTWISE", "elapsed", "lookup", "smaller"]

_CALLS = {Op.EXP: "exp", Op.LOG: "log"}

Function = Callable[[Text, Sequence[Value], object], Value]

_ZERO, _ONE = literal(0.0), literal(1.0)
_LAST_BITS = literal(8 * 2.0**-52)
_PLAIN = {
    Op.ADD: "fadd",
    Op.SUB: "fsub",
    Op.MUL: "fmul",
    Op.DIV: "fdiv",
    Op.NEG: "fneg",
}


def _instruction(name: str, text: Text, args: Sequence[Value], _data: object) -> Value:
    return text.do(name, *args)


def _relation(name: str, text: Text, args: Sequence[Value], _data: object) -> Value:
    return text.test(name, *args)


def _logic(name: str, text: Text, args: Sequence[Value], _data: object) -> Value:
    return text.logic(name, *args)


def _call(name: str, text: Text, args: Sequence[Value], _data: object) -> Value:
    return text.call(name, *args)


def _extreme(relation: str, text: Text, a: Value, b: Value) -> Value:
    # "a if a < b else b" gives b where either is not a number: so what may not be one stands second
    if b.sure and not a.sure:
        a, b = b, a
    found = text.choose(text.test(relation, a, b), a, b)
    if not a.sure:
        found = text.choose(text.test("uno", a, a), a, found)
    return Value(found.name, sure=a.sure and b.sure)


def smaller(text: Text, a: Value, b: Value) -> Value:
    """Return the smaller of two numbers; what is not a number stays so."""
    return _extreme("olt", text, a, b)


def _larger(text: Text, a: Value, b: Value) -> Value:
    return _extreme("ogt", text, a, b)


def _not(text: Text, args: Sequence[Value], _data: object) -> Value:
    return text.invert(args[0])


def _where(text: Text, args: Sequence[Value], _data: object) -> Value:
    return text.choose(*args)


def _power(text: Text, args: Sequence[Value], data: object) -> Value:
    if data is None:
        return text.call("pow", *args)
    exponent = cast(int, data)
    if exponent == 0:
        return _ONE
    found = multiplied(args[0], abs(exponent), lambda a, b: text.do("fmul", a, b))
    return found if exponent > 0 else text.do("fdiv", _ONE, found)


def _sum(text: Text, args: Sequence[Value], _data: object) -> Value:
    total = args[0] if args else _ZERO
    for arg in args[1:]:
        total = text.do("fadd", total, arg)
    return total


def _round(text: Text, args: Sequence[Value], data: object) -> Value:
    step, mode = cast(tuple[Decimal, str], data)
    size = literal(float(step))
    scaled = text.do("fdiv", args[0], size)
    # what is a whole or a half but for its last bits counts as just that: see the reference executor
    twice = text.do("fmul", scaled, literal(2.0))
    whole = text.call("rint", twice)
    off = text.call("fabs", text.do("fsub", twice, whole))
    close = text.test("ole", off, text.do("fmul", _LAST_BITS, text.call("fabs", twice)))
    scaled = text.choose(close, text.do("fdiv", whole, literal(2.0)), scaled)
    if mode == "half-even":
        return text.do("fmul", text.call("rint", scaled), size)
    magnitude = text.call("fabs", scaled)
    if mode == "half-up":
        magnitude = text.call("floor", text.do("fadd", magnitude, literal(0.5)))
    else:
        magnitude = text.call("floor" if mode == "down" else "ceil", magnitude)
    return text.do("fmul", text.call("copysign", magnitude, scaled), size)


def _table(args: Sequence[Value], data: object) -> tuple[Value, Sequence[Value], Sequence[Value]]:
    count = cast(tuple[int, object], data)[0]
    return args[0], args[1 : 1 + count], args[1 + count :]


def _slice(text: Text, args: Sequence[Value], data: object) -> Value:
    x, bounds, rates = _table(args, data)
    total = _ZERO
    for number, (bound, rate) in enumerate(zip(bounds, rates, strict=True)):
        below = smaller(text, x, bounds[number + 1]) if number + 1 < len(bounds) else x
        inside = _larger(text, text.do("fsub", below, bound), _ZERO)
        total = text.do("fadd", total, text.do("fmul", inside, rate))
    return total


def _band(text: Text, args: Sequence[Value], data: object) -> Value:
    x, bounds, rates = _table(args, data)
    relation = "ogt" if cast(tuple[int, str], data)[1] == "above" else "oge"
    found = _ZERO
    for bound, rate in zip(bounds, rates, strict=True):
        found = text.choose(text.test(relation, x, bound), rate, found)
    return found


def _interpolate(text: Text, args: Sequence[Value], data: object) -> Value:
    x, points, values = _table(args, data)
    found = values[0]
    for number in range(len(points) - 1):
        left, low = points[number], values[number]
        share = text.do("fdiv", text.do("fsub", x, left), text.do("fsub", points[number + 1], left))
        rise = text.do("fsub", values[number + 1], low)
        line = text.do("fadd", low, text.do("fmul", smaller(text, share, _ONE), rise))
        found = text.choose(text.test("oge", x, left), line, found)
    return found


def lookup(text: Text, profile: str, end: Value, age: Value) -> Value:
    """Return the numbers of a profile at an age, zero outside it; ``end`` is how many it has."""
    known = text.logic("and", text.test("oge", age, _ZERO), text.test("olt", age, end))
    found = text.gather(profile, text.choose(known, age, _ZERO))
    return text.choose(known, found, _ZERO)


def elapsed(text: Text, before: Value, now: Value) -> Value:
    """Return how many periods ago something was first true, from the number of the period before."""
    counted = text.do("fadd", before, _ONE)
    begun = text.choose(now, _ZERO, literal(-1.0))
    return Value(text.choose(text.test("oge", before, _ZERO), counted, begun).name, sure=True)


ELEMENTWISE: Mapping[Op, Function] = {
    **{op: partial(_instruction, name) for op, name in _PLAIN.items()},
    **{op: partial(_call, name) for op, name in _CALLS.items()},
    Op.ABS: partial(_call, "fabs"),
    Op.MIN: lambda text, args, _: smaller(text, *args),
    Op.MAX: lambda text, args, _: _larger(text, *args),
    Op.LT: partial(_relation, "olt"),
    Op.LE: partial(_relation, "ole"),
    Op.EQ: partial(_relation, "oeq"),
    Op.AND: partial(_logic, "and"),
    Op.OR: partial(_logic, "or"),
    Op.NOT: _not,
    Op.POW: _power,
    Op.SUM: _sum,
    Op.ROUND: _round,
    Op.WHERE: _where,
    Op.SLICE: _slice,
    Op.BAND: _band,
    Op.INTERPOLATE: _interpolate,
}
