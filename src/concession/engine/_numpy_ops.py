"""What each operation does to NumPy arrays.

:data:`ELEMENTWISE` works on whole values and on single periods alike, element by element; those that NumPy
has itself are :data:`UFUNCS`. :data:`ALONG` works on whole values, shape (periods, futures). Each function
fills ``out``, which none of its arguments shares. Sums run in a fixed order, so that a future's result does
not depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import cast

import numpy as np
import numpy.typing as npt

from concession.engine._powers import multiplied
from concession.lines import Op

__all__ = ["ALONG", "ELEMENTWISE", "UFUNCS", "Array", "Function"]

#: Numbers in floating point: (periods or 1, futures or 1).
Array = npt.NDArray[np.float64]
Function = Callable[[Array, Sequence[Array], object], None]


def _ufunc(ufunc: np.ufunc) -> Function:
    def apply(out: Array, args: Sequence[Array], _data: object) -> None:
        ufunc(*args, out=out)

    return apply


def _where(out: Array, args: Sequence[Array], _data: object) -> None:
    condition, yes, no = args
    np.copyto(out, no)
    np.copyto(out, yes, where=condition != 0)


def _power(out: Array, args: Sequence[Array], data: object) -> None:
    if data is None:
        # NumPy takes another way for one number that stands for many: a single future must go as all do
        x, power = (np.ascontiguousarray(np.broadcast_to(arg, out.shape)) for arg in args)
        np.power(x, power, out=out)
        return
    exponent = cast(int, data)
    if exponent == 0:
        out[...] = 1.0
        return
    found = multiplied(args[0], abs(exponent), np.multiply)
    out[...] = found if exponent > 0 else 1.0 / found


def _sum(out: Array, args: Sequence[Array], _data: object) -> None:
    out[...] = args[0] if args else 0.0
    for arg in args[1:]:
        np.add(out, arg, out=out)


def _round(out: Array, args: Sequence[Array], data: object) -> None:
    step, mode = cast(tuple[Decimal, str], data)
    size = float(step)
    scaled = _settle(args[0] / size)
    if mode == "half-even":
        np.rint(scaled, out=out)
    else:
        magnitude = np.abs(scaled)
        if mode == "half-up":
            magnitude = np.floor(magnitude + 0.5)
        else:
            magnitude = np.floor(magnitude) if mode == "down" else np.ceil(magnitude)
        np.copysign(magnitude, scaled, out=out)
    out *= size


def _settle(x: Array) -> Array:
    """Return x with what is a whole or a half but for the last bits of float64 set to just that.

    0.3 ÷ 0.1 is a little less than 3 in float64: rounding it down must still give 3, as on paper.
    """
    doubled = x * 2.0
    nearest = np.rint(doubled)
    with np.errstate(invalid="ignore"):
        close = np.abs(doubled - nearest) <= 8 * np.finfo(np.float64).eps * np.abs(doubled)
    return np.where(close, nearest / 2.0, x)


def _table(args: Sequence[Array], data: object) -> tuple[Array, Sequence[Array], Sequence[Array]]:
    count = cast(tuple[int, object], data)[0]
    return args[0], args[1 : 1 + count], args[1 + count :]


def _slice(out: Array, args: Sequence[Array], data: object) -> None:
    x, bounds, rates = _table(args, data)
    out[...] = 0.0
    for number, (bound, rate) in enumerate(zip(bounds, rates, strict=True)):
        below = np.minimum(x, bounds[number + 1]) if number + 1 < len(bounds) else x
        out += np.maximum(below - bound, 0.0) * rate


def _band(out: Array, args: Sequence[Array], data: object) -> None:
    x, bounds, rates = _table(args, data)
    inside = np.greater if cast(tuple[int, str], data)[1] == "above" else np.greater_equal
    out[...] = 0.0
    for bound, rate in zip(bounds, rates, strict=True):
        np.copyto(out, rate, where=inside(x, bound))


def _interpolate(out: Array, args: Sequence[Array], data: object) -> None:
    x, points, values = _table(args, data)
    out[...] = values[0]
    for number in range(len(points) - 1):
        left, right = points[number], points[number + 1]
        share = np.minimum((x - left) / (right - left), 1.0)
        line = values[number] + share * (values[number + 1] - values[number])
        np.copyto(out, line, where=x >= left)


def _lookup(out: Array, args: Sequence[Array], _data: object) -> None:
    profile, age = args[0][:, 0], args[1]
    known = (age >= 0) & (age < len(profile))
    index = np.where(known, age, 0.0).astype(np.intp)
    out[...] = np.where(known, profile[index], 0.0)


def _prev(out: Array, args: Sequence[Array], data: object) -> None:
    x, initial = args
    n = min(cast(int, data), len(out))
    out[:n] = initial
    out[n:] = x[:-n] if len(x) == len(out) else x


def _running(out: Array, args: Sequence[Array], _data: object) -> None:
    # row by row: NumPy's own cumsum walks down the columns, which costs several times as much
    x = np.broadcast_to(args[0], out.shape)
    out[0] = x[0]
    for period in range(1, len(out)):
        np.add(out[period - 1], x[period], out=out[period])


def _moving(out: Array, args: Sequence[Array], data: object) -> None:
    x = np.broadcast_to(args[0], out.shape)
    out[...] = 0.0
    for back in range(min(cast(int, data), len(out)) - 1, -1, -1):
        out[back:] += x[: len(out) - back]


def _since(out: Array, args: Sequence[Array], _data: object) -> None:
    x = np.broadcast_to(args[0], out.shape)
    restart = np.broadcast_to(args[1], out.shape) != 0
    out[0] = x[0]
    for period in range(1, len(out)):
        np.add(x[period], np.where(restart[period], 0.0, out[period - 1]), out=out[period])


def _latch(out: Array, args: Sequence[Array], _data: object) -> None:
    np.not_equal(args[0], 0.0, out=out)
    for period in range(1, len(out)):
        np.maximum(out[period - 1], out[period], out=out[period])


def _elapsed(out: Array, args: Sequence[Array], _data: object) -> None:
    held = np.broadcast_to(args[0], out.shape) != 0
    before: Array | float = -1.0
    for period, row in enumerate(out):
        np.copyto(row, np.where(np.greater_equal(before, 0), np.add(before, 1.0), held[period] - 1.0))
        before = row


def _total(out: Array, args: Sequence[Array], data: object) -> None:
    # row by row: NumPy's own sum would pair terms differently for one future than for many
    rows = np.broadcast_to(args[0], (cast(int, data), *args[0].shape[1:]))
    out[...] = 0.0
    for row in rows:
        out += row


def _remaining(out: Array, args: Sequence[Array], _data: object) -> None:
    _running(out[::-1], [np.broadcast_to(args[0], out.shape)[::-1]], None)


def _first(out: Array, args: Sequence[Array], data: object) -> None:
    held = args[0] != 0
    never = float(cast(int, data))
    out[...] = np.where(held.any(axis=0), held.argmax(axis=0), never)


UFUNCS: Mapping[Op, np.ufunc] = {
    Op.ADD: np.add,
    Op.SUB: np.subtract,
    Op.MUL: np.multiply,
    Op.DIV: np.divide,
    Op.NEG: np.negative,
    Op.ABS: np.absolute,
    Op.MIN: np.minimum,
    Op.MAX: np.maximum,
    Op.EXP: np.exp,
    Op.LOG: np.log,
    Op.LT: np.less,
    Op.LE: np.less_equal,
    Op.EQ: np.equal,
    Op.AND: np.logical_and,
    Op.OR: np.logical_or,
    Op.NOT: np.logical_not,
}

ELEMENTWISE: Mapping[Op, Function] = {
    **{op: _ufunc(ufunc) for op, ufunc in UFUNCS.items()},
    Op.POW: _power,
    Op.SUM: _sum,
    Op.ROUND: _round,
    Op.WHERE: _where,
    Op.SLICE: _slice,
    Op.BAND: _band,
    Op.INTERPOLATE: _interpolate,
    Op.LOOKUP: _lookup,
}

ALONG: Mapping[Op, Function] = {
    Op.PREV: _prev,
    Op.RUNNING: _running,
    Op.MOVING: _moving,
    Op.SINCE: _since,
    Op.LATCH: _latch,
    Op.ELAPSED: _elapsed,
    Op.TOTAL: _total,
    Op.REMAINING: _remaining,
    Op.FIRST: _first,
}
