"""What each operation does to one number, as text for kernels.

The text repeats the reference executor's arithmetic in the same order. ``SOLO`` operations call library
functions or gather from memory: they stand in passes of their own, so that others stay vectorised.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import cast

from concession.lines import Op

__all__ = ["RISKY", "SOLO", "scalar"]

#: Operations that may make something that is not a number out of numbers.
RISKY = frozenset({Op.DIV, Op.LOG, Op.POW, Op.EXP})
#: Operations that no vector instruction does.
SOLO = frozenset({Op.POW, Op.EXP, Op.LOG, Op.LOOKUP})

_PLAIN = {
    Op.ADD: "{0} + {1}",
    Op.SUB: "{0} - {1}",
    Op.MUL: "{0} * {1}",
    Op.DIV: "{0} / {1}",
    Op.NEG: "-{0}",
    Op.ABS: "abs({0})",
    Op.POW: "{0} ** {1}",
    Op.EXP: "exp({0})",
    Op.LOG: "log({0})",
    Op.LT: "1.0 if {0} < {1} else 0.0",
    Op.LE: "1.0 if {0} <= {1} else 0.0",
    Op.EQ: "1.0 if {0} == {1} else 0.0",
    Op.AND: "1.0 if ({0} != 0.0) & ({1} != 0.0) else 0.0",
    Op.OR: "1.0 if ({0} != 0.0) | ({1} != 0.0) else 0.0",
    Op.NOT: "1.0 if {0} == 0.0 else 0.0",
    Op.WHERE: "{1} if {0} != 0.0 else {2}",
}
_LAST_BITS = repr(8 * 2.0**-52)
#: The lesser and the larger, where both are sure to be numbers, and where one may not be.
_EXTREMES = {
    (Op.MIN, False): "{0} if {0} < {1} else {1}",
    (Op.MAX, False): "{0} if {0} > {1} else {1}",
    (Op.MIN, True): "{0} if ({0} < {1}) | ({0} != {0}) else {1}",
    (Op.MAX, True): "{0} if ({0} > {1}) | ({0} != {0}) else {1}",
}


def scalar(op: Op, result: str, args: Sequence[str], data: object, *, careful: bool) -> list[str] | None:
    """Return the statements that give ``result`` its value, or None for an operation along time."""
    if op in _PLAIN:
        return [f"{result} = {_PLAIN[op].format(*args)}"]
    if (op, careful) in _EXTREMES:
        return [f"{result} = {_EXTREMES[op, careful].format(*args)}"]
    if op is Op.SUM:
        return [f"{result} = {' + '.join(args) or '0.0'}"]
    written = _LONGER.get(op)
    return written(result, args, data) if written else None


def _round(result: str, args: Sequence[str], data: object) -> list[str]:
    step, mode = cast(tuple[Decimal, str], data)
    size = repr(float(step))
    twice, whole_twice = f"{result}_twice", f"{result}_whole"
    # what is a whole or a half but for its last bits counts as just that: see the reference executor
    scaled = [
        f"{result} = {args[0]} / {size}",
        f"{twice} = {result} * 2.0",
        f"{whole_twice} = rint({twice})",
        f"{result} = {whole_twice} / 2.0 if abs({twice} - {whole_twice}) <= {_LAST_BITS} * abs({twice}) "
        f"else {result}",
    ]
    if mode == "half-even":
        return [*scaled, f"{result} = rint({result}) * {size}"]
    whole = {"half-up": "floor(abs({0}) + 0.5)", "down": "floor(abs({0}))", "up": "ceil(abs({0}))"}[mode]
    return [*scaled, f"{result} = copysign({whole.format(result)}, {result}) * {size}"]


def _bands(args: Sequence[str], data: object) -> tuple[str, Sequence[str], Sequence[str], str | None]:
    count, edge = cast(tuple[int, str | None], data)
    return args[0], args[1 : 1 + count], args[1 + count :], edge


def _slice(result: str, args: Sequence[str], data: object) -> list[str]:
    x, bounds, rates, _ = _bands(args, data)
    lines = [f"{result} = 0.0"]
    for number, (bound, rate) in enumerate(zip(bounds, rates, strict=True)):
        part = f"{result}_part"
        below = x
        if number + 1 < len(bounds):
            upper = bounds[number + 1]
            lines.append(f"{result}_below = {x} if {x} < {upper} else {upper}")
            below = f"{result}_below"
        lines.append(f"{part} = {below} - {bound}")
        lines.append(f"{part} = {part} if {part} > 0.0 else 0.0")
        lines.append(f"{result} = {result} + {part} * {rate}")
    return lines


def _band(result: str, args: Sequence[str], data: object) -> list[str]:
    x, bounds, rates, edge = _bands(args, data)
    sign = ">" if edge == "above" else ">="
    lines = [f"{result} = 0.0"]
    lines += [
        f"{result} = {rate} if {x} {sign} {bound} else {result}"
        for bound, rate in zip(bounds, rates, strict=True)
    ]
    return lines


def _interpolate(result: str, args: Sequence[str], data: object) -> list[str]:
    x, points, values, _ = _bands(args, data)
    lines = [f"{result} = {values[0]}"]
    for number in range(len(points) - 1):
        share = f"{result}_share"
        left, right = points[number], points[number + 1]
        low, high = values[number], values[number + 1]
        lines.append(f"{share} = ({x} - {left}) / ({right} - {left})")
        lines.append(f"{share} = {share} if {share} < 1.0 else 1.0")
        lines.append(f"{result} = {low} + {share} * ({high} - {low}) if {x} >= {left} else {result}")
    return lines


def _lookup(result: str, args: Sequence[str], _data: object) -> list[str]:
    # the first argument is the number of a profile among the kernel's profiles
    profile, age = args
    return [
        f"{result} = 0.0",
        f"if ({age} >= 0.0) & ({age} < ends[{profile}]):",
        f"    {result} = profiles[{profile}, int({age})]",
    ]


_LONGER: dict[Op, Callable[[str, Sequence[str], object], list[str]]] = {
    Op.ROUND: _round,
    Op.SLICE: _slice,
    Op.BAND: _band,
    Op.INTERPOLATE: _interpolate,
    Op.LOOKUP: _lookup,
}
