"""The exact executor: the same program in decimals, for one future whose inputs are known.

Values are decimals of :data:`DIGITS` digits, so that sums, products and rounding by a stated rule come
out as on paper; only a division that never ends is cut, far beyond any coin. Exponentials, logarithms
and fractional powers are refused, naming the line.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import cast

from concession.engine._inputs import Inputs, not_finite
from concession.errors import ConcessionError
from concession.lines import Instruction, Op, Program

__all__ = ["DIGITS", "run_exact"]

#: Significant digits of every intermediate value.
DIGITS = 50

_ROUNDING = {
    "half-up": decimal.ROUND_HALF_UP,
    "half-even": decimal.ROUND_HALF_EVEN,
    "down": decimal.ROUND_DOWN,
    "up": decimal.ROUND_UP,
}
_ZERO, _ONE = Decimal(0), Decimal(1)
_NAN = Decimal("NaN")


def run_exact(program: Program, inputs: Inputs, *, finite: bool = True) -> dict[str, tuple[Decimal, ...]]:
    """Return the outputs in exact decimals, by name: one value, or one per period.

    Parameters
    ----------
    program
        What to compute.
    inputs
        The numbers; a random input needs a known value.
    finite
        Whether an output that is not a finite number is an error.

    Raises
    ------
    ConcessionError
        E701 for a random input without a known value, E702 for an output that is not a finite number,
        E703 for an operation without an exact value.
    """
    # infinities and not-a-numbers may stand in branches that are not taken, as in the simulation
    context = decimal.Context(prec=DIGITS, traps=[])
    with decimal.localcontext(context):
        outputs = _Run(program, inputs).outputs()
    for name, values in outputs.items():
        wrong = next((k for k, value in enumerate(values) if not value.is_finite()), None)
        if finite and wrong is not None:
            by_period = program.instructions[program.outputs[name]].by_period
            raise not_finite(name, values[wrong], program.labels[wrong] if by_period else "")
    return outputs


class _Run:
    def __init__(self, program: Program, inputs: Inputs) -> None:
        self.program = program
        self.inputs = inputs
        self.values: list[list[Decimal]] = []

    def outputs(self) -> dict[str, tuple[Decimal, ...]]:
        instructions = self.program.instructions
        self.values = [[] for _ in instructions]
        for block in self.program.blocks:
            if block.kind == "whole":
                for slot in block.slots:
                    self._whole(slot, instructions[slot])
            else:
                for period in range(self.program.periods):
                    for slot in block.slots:
                        self.values[slot].append(self._one(slot, instructions[slot], period))
        return {name: tuple(self.values[slot]) for name, slot in self.program.outputs.items()}

    def _whole(self, slot: int, one: Instruction) -> None:
        if one.op is Op.INPUT:
            self.values[slot] = list(
                self.inputs.exact(self.program.inputs[str(one.data)], self.program.periods)
            )
        elif one.op is Op.CONST:
            self.values[slot] = [cast(Decimal, one.data)]
        elif one.op in (Op.TOTAL, Op.REMAINING, Op.FIRST):
            self.values[slot] = self._reduce(one)
        else:
            for period in range(self.program.periods if one.by_period else 1):
                self.values[slot].append(self._one(slot, one, period))

    def _at(self, slot: int, period: int) -> Decimal:
        values = self.values[slot]
        return values[period] if self.program.instructions[slot].by_period else values[0]

    def _reduce(self, one: Instruction) -> list[Decimal]:
        periods = range(self.program.periods)
        x = [self._at(one.args[0], period) for period in periods]
        if one.op is Op.TOTAL:
            return [sum(x, _ZERO)]
        if one.op is Op.FIRST:
            return [Decimal(next((period for period in periods if x[period]), len(x)))]
        return [sum(x[period:], _ZERO) for period in periods]

    def _one(self, slot: int, one: Instruction, period: int) -> Decimal:
        op = one.op
        if op in _ALONG:
            return self._along(slot, one, period)
        if op is Op.LOOKUP:
            profile, age = self.values[one.args[0]], self._at(one.args[1], period)
            known = age.is_finite() and 0 <= age < len(profile)
            return profile[int(age)] if known else _ZERO
        args = [self._at(arg, period) for arg in one.args]
        if op is Op.POW:
            return _power(args[0], args[1], one.line)
        if op in (Op.EXP, Op.LOG):
            raise ConcessionError.of(
                "E703", f"'{one.line}' needs {op.value}, which has no exact value", "run the simulation"
            )
        return _FUNCTIONS[op](args, one.data)

    def _along(self, slot: int, one: Instruction, period: int) -> Decimal:
        op, own = one.op, self.values[slot]
        if op is Op.PREV:
            back = period - cast(int, one.data)
            return self._at(one.args[0], back) if back >= 0 else self._at(one.args[1], 0)
        if op is Op.MOVING:
            start = max(0, period - cast(int, one.data) + 1)
            return sum((self._at(one.args[0], k) for k in range(start, period + 1)), _ZERO)
        now = self._at(one.args[0], period)
        if op is Op.RUNNING:
            return (own[period - 1] if period else _ZERO) + now
        if op is Op.SINCE:
            restart = not period or self._at(one.args[1], period)
            return now if restart else own[period - 1] + now
        if op is Op.LATCH:
            return _ONE if now or (period and own[period - 1]) else _ZERO
        before = own[period - 1] if period else -_ONE
        return before + 1 if before >= 0 else (_ZERO if now else -_ONE)


def _power(base: Decimal, exponent: Decimal, line: str) -> Decimal:
    if base.is_nan() or exponent.is_nan():
        return _ONE if base == 1 or exponent == 0 else _NAN
    if exponent != exponent.to_integral_value():
        raise ConcessionError.of(
            "E703", f"'{line}' raises to the power {exponent}, which has no exact value", "run the simulation"
        )
    return _ONE if not exponent else base**exponent


def _divide(a: Decimal, b: Decimal) -> Decimal:
    # a context without traps gives infinities, and no number for 0 ÷ 0; the sign of a zero has no meaning
    return a / b if b else a / _ZERO


def _less(a: Decimal, b: Decimal) -> bool:
    return not (a.is_nan() or b.is_nan()) and a < b


def _pick(a: Decimal, b: Decimal, *, least: bool) -> Decimal:
    if a.is_nan() or b.is_nan():
        return _NAN
    return min(a, b) if least else max(a, b)


def _round(args: Sequence[Decimal], data: object) -> Decimal:
    step, mode = cast(tuple[Decimal, str], data)
    return (args[0] / step).to_integral_value(rounding=_ROUNDING[mode]) * step


def _split(args: Sequence[Decimal], data: object) -> tuple[Decimal, Sequence[Decimal], Sequence[Decimal]]:
    count = cast(tuple[int, object], data)[0]
    return args[0], args[1 : 1 + count], args[1 + count :]


def _slice(args: Sequence[Decimal], data: object) -> Decimal:
    x, bounds, rates = _split(args, data)
    result = _ZERO
    for number, (bound, rate) in enumerate(zip(bounds, rates, strict=True)):
        below = _pick(x, bounds[number + 1], least=True) if number + 1 < len(bounds) else x
        result += _pick(below - bound, _ZERO, least=False) * rate
    return result


def _band(args: Sequence[Decimal], data: object) -> Decimal:
    x, bounds, rates = _split(args, data)
    above = cast(tuple[int, str], data)[1] == "above"
    result = _ZERO
    for bound, rate in zip(bounds, rates, strict=True):
        if bound < x or (bound == x and not above):
            result = rate
    return result


def _interpolate(args: Sequence[Decimal], data: object) -> Decimal:
    x, points, values = _split(args, data)
    result = values[0]
    for number in range(len(points) - 1):
        left, right = points[number], points[number + 1]
        if x >= left:
            share = min((x - left) / (right - left), _ONE)
            result = values[number] + share * (values[number + 1] - values[number])
    return result


_ALONG = frozenset({Op.PREV, Op.MOVING, Op.RUNNING, Op.SINCE, Op.LATCH, Op.ELAPSED})

_FUNCTIONS: Mapping[Op, Callable[[Sequence[Decimal], object], Decimal]] = {
    Op.ADD: lambda a, _: a[0] + a[1],
    Op.SUB: lambda a, _: a[0] - a[1],
    Op.MUL: lambda a, _: a[0] * a[1],
    Op.DIV: lambda a, _: _divide(a[0], a[1]),
    Op.NEG: lambda a, _: -a[0],
    Op.ABS: lambda a, _: abs(a[0]),
    Op.MIN: lambda a, _: _pick(a[0], a[1], least=True),
    Op.MAX: lambda a, _: _pick(a[0], a[1], least=False),
    Op.SUM: lambda a, _: sum(a, _ZERO),
    Op.ROUND: _round,
    Op.LT: lambda a, _: Decimal(_less(a[0], a[1])),
    Op.LE: lambda a, _: Decimal(_less(a[0], a[1]) or a[0] == a[1]),
    Op.EQ: lambda a, _: Decimal(a[0] == a[1]),
    Op.AND: lambda a, _: Decimal(bool(a[0]) and bool(a[1])),
    Op.OR: lambda a, _: Decimal(bool(a[0]) or bool(a[1])),
    Op.NOT: lambda a, _: Decimal(not a[0]),
    Op.WHERE: lambda a, _: a[1] if a[0] else a[2],
    Op.SLICE: _slice,
    Op.BAND: _band,
    Op.INTERPOLATE: _interpolate,
}
