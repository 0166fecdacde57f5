"""A second way to run a graph, written from the meaning of each operation and from nothing else.

No program, no blocks, no arrays: each number is asked for by node and period, and computed when what it
reads is known. ``Near`` is a number with a bound on its rounding error in float64, so that a test can say
how far a simulation may be from the exact value, and notice a comparison that rounding could turn.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import accumulate
from typing import Any

from concession.lines import Expr, Graph, Input, Line, Op

Given = Mapping[str, tuple[Decimal, ...]]
EPS = Decimal(2) ** -52


class TieError(Exception):
    """A comparison that rounding errors could turn."""


def plain_run(
    graph: Graph, names: Iterable[str], given: Given, number: Callable[[Decimal], Any] = Decimal
) -> dict[str, list[Any]]:
    """Return the named lines by period, every number made by ``number`` and the operators of its type."""
    periods = graph.timeline.periods
    wanted = {name: graph[name] for name in names}
    known: dict[tuple[int, int], Any] = {}
    with decimal.localcontext(decimal.Context(prec=60, traps=[])):
        work = [(node, period) for node in wanted.values() for period in range(periods)]
        while work:
            node, period = work[-1]
            reads = [] if (id(node), period) in known else _reads(node, period, periods)
            missing = [one for one in reads if (id(one[0]), one[1]) not in known]
            work.extend(missing)
            if not missing:
                work.pop()
                values = [known[id(arg), k] for arg, k in reads]
                if (id(node), period) not in known:
                    known[id(node), period] = _value(node, period, values, given, number, periods)
    return {name: [known[id(node), k] for k in range(periods)] for name, node in wanted.items()}


def _reads(node: Expr, t: int, periods: int) -> list[tuple[Expr, int]]:
    """Return which numbers a number is made of: nodes and periods, in the order ``_value`` takes them."""
    op, args = node.op, node.args
    if isinstance(node, Line):
        return [(node.definition, t)]
    if op is Op.PREV:
        return [(args[0], t - node.data)] if t >= node.data else [(args[1], 0)]
    if op in (Op.RUNNING, Op.LATCH, Op.ELAPSED):
        return [(args[0], k) for k in range(t + 1)]
    if op is Op.MOVING:
        return [(args[0], k) for k in range(max(0, t - node.data + 1), t + 1)]
    if op is Op.SINCE:
        return [(arg, k) for arg in args for k in range(t + 1)]
    if op in (Op.TOTAL, Op.FIRST):
        return [(args[0], k) for k in range(periods)]
    if op is Op.REMAINING:
        return [(args[0], k) for k in range(t, periods)]
    return [(arg, t) for arg in args if not (isinstance(arg, Input) and arg.shape == "profile")]


def _value(
    node: Expr, t: int, v: list[Any], given: Given, number: Callable[[Decimal], Any], periods: int
) -> Any:
    op, zero, one = node.op, number(Decimal(0)), number(Decimal(1))

    def yes(condition: object) -> Any:
        return one if condition else zero

    def add(values: Iterable[Any]) -> Any:
        return list(accumulate(values, initial=zero))[-1]

    if isinstance(node, Input):
        return number(given[node.name][t if node.shape == "series" else 0])
    if op is Op.LOOKUP:
        ages = given[node.args[0].name]
        return number(ages[int(v[0])]) if zero <= v[0] and v[0] < number(Decimal(len(ages))) else zero
    if op is Op.SINCE:
        x, restart = v[: t + 1], v[t + 1 :]
        return add(x[max((k for k in range(t + 1) if restart[k] != zero), default=0) :])
    if op is Op.ELAPSED:
        return number(Decimal(next((t - k for k in range(t + 1) if v[k] != zero), -1)))
    if op is Op.FIRST:
        return number(Decimal(next((k for k in range(periods) if v[k] != zero), periods)))
    if op is Op.ROUND:
        return _rounded(v[0], *node.data, number)
    if op in (Op.SLICE, Op.BAND, Op.INTERPOLATE):
        count, edge = node.data
        return _table(op, v[0], v[1 : count + 1], v[count + 1 :], edge, zero)
    return {
        Op.CONST: lambda: number(node.data),
        Op.LINE: lambda: v[0],
        Op.PREV: lambda: v[0],
        Op.ADD: lambda: v[0] + v[1],
        Op.SUB: lambda: v[0] - v[1],
        Op.MUL: lambda: v[0] * v[1],
        Op.DIV: lambda: v[0] / v[1],
        Op.NEG: lambda: -v[0],
        Op.ABS: lambda: abs(v[0]),
        Op.MIN: lambda: _least(v[0], v[1]),
        Op.MAX: lambda: -_least(-v[0], -v[1]),
        Op.POW: lambda: one if v[1] == zero else v[0] ** v[1],
        Op.LT: lambda: yes(v[0] < v[1]),
        Op.LE: lambda: yes(v[0] <= v[1]),
        Op.EQ: lambda: yes(v[0] == v[1]),
        Op.AND: lambda: yes(v[0] != zero and v[1] != zero),
        Op.OR: lambda: yes(v[0] != zero or v[1] != zero),
        Op.NOT: lambda: yes(v[0] == zero),
        Op.WHERE: lambda: v[1] if v[0] != zero else v[2],
        Op.LATCH: lambda: yes(any(x != zero for x in v)),
        **dict.fromkeys((Op.SUM, Op.RUNNING, Op.MOVING, Op.TOTAL, Op.REMAINING), lambda: add(v)),
    }[op]()


def _least(a: Any, b: Any) -> Any:
    if isinstance(a, Near):
        if abs(a.value - b.value) > a.error + b.error:
            return a if a.value < b.value else b
        # whichever is taken, rounding moves it no further than either could move
        return Near(min(a.value, b.value), max(a.error, b.error))
    return min(a, b)


def _table(op: Op, x: Any, bounds: list[Any], rates: list[Any], edge: str | None, zero: Any) -> Any:
    if op is Op.SLICE:
        tops = [_least(x, top) for top in bounds[1:]] + [x]
        parts = [-_least(low - top, zero) * rate for low, top, rate in zip(bounds, tops, rates, strict=True)]
        return list(accumulate(parts, initial=zero))[-1]
    inside = [low < x if edge == "above" else low <= x for low in bounds]
    last = max((k for k, yes in enumerate(inside) if yes), default=None)
    if op is Op.BAND:
        return zero if last is None else rates[last]
    if last is None:
        return rates[0]
    if last == len(bounds) - 1:
        return rates[-1]
    share = (x - bounds[last]) / (bounds[last + 1] - bounds[last])
    return rates[last] + share * (rates[last + 1] - rates[last])


def _rounded(x: Any, step: Decimal, mode: str, number: Callable[[Decimal], Any]) -> Any:
    if isinstance(x, Near):
        if x.error:
            half = (abs(x.value) / step * 2).to_integral_value() * step / 2
            if abs(abs(x.value) - half) <= x.error + abs(x.value) * EPS * 16:
                raise TieError
        exact = _rounded(x.value, step, mode, Decimal)
        return Near(exact, abs(exact) * EPS * 2)
    whole, rest = divmod(abs(x), step)
    up = {"down": False, "up": rest > 0, "half-up": rest * 2 >= step}.get(
        mode, rest * 2 > step or (rest * 2 == step and whole % 2 == 1)
    )
    return (whole + up) * step * (-1 if x < 0 else 1)


class Near:
    """A number, and how far float64 may be from it (to first order, with room to spare)."""

    __slots__ = ("error", "value")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Decimal, error: Decimal | None = None) -> None:
        self.value = value
        # what float64 holds exactly, such as a count, has no error
        self.error = abs(value - Decimal(float(value))) if error is None else error
        if not self.value.is_finite() or not self.error.is_finite() or abs(value) > Decimal("1e250"):
            raise OverflowError

    def _made(self, value: Decimal, carried: Decimal) -> Near:
        # a result that float64 holds exactly from exact parts is exact: counts, halves, conditions
        exact = not carried and value.is_finite() and Decimal(float(value)) == value
        return Near(value, Decimal(0) if exact else carried + abs(value) * EPS)

    def __add__(self, other: Near) -> Near:
        return self._made(self.value + other.value, self.error + other.error)

    def __sub__(self, other: Near) -> Near:
        return self._made(self.value - other.value, self.error + other.error)

    def __mul__(self, other: Near) -> Near:
        a, b = self, other
        return self._made(
            a.value * b.value, abs(a.value) * b.error + abs(b.value) * a.error + a.error * b.error
        )

    def __truediv__(self, other: Near) -> Near:
        if abs(other.value) <= other.error * 2:
            raise OverflowError
        least = abs(other.value) - other.error
        quotient = self.value / other.value
        return self._made(quotient, (self.error + abs(quotient) * other.error) / least)

    def __pow__(self, other: Near) -> Near:
        n = int(other.value)
        if self.value == 0 and n < 0:
            raise OverflowError
        value = self.value**n if n else Decimal(1)
        if n < 0 and abs(self.value) <= self.error * abs(n) * 2:
            raise OverflowError
        slope = abs(n * self.value ** (n - 1)) if n and (self.value or n >= 1) else Decimal(0)
        extra = self.error ** abs(n) if n > 1 else Decimal(0)
        # the power of the C library is within an ulp or so
        return self._made(value, 2 * slope * self.error + extra)

    def __neg__(self) -> Near:
        return Near(-self.value, self.error)

    def __abs__(self) -> Near:
        return Near(abs(self.value), self.error)

    def __int__(self) -> int:
        if self.error and abs(self.value - self.value.to_integral_value()) <= self.error:
            raise TieError
        return int(self.value)

    def _apart(self, other: Near) -> bool:
        """Whether the two are surely different; a tie if nobody can say."""
        error = self.error + other.error
        if error and abs(self.value - other.value) <= error:
            raise TieError
        return self.value != other.value

    def __eq__(self, other: object) -> bool:
        return not self._apart(other) if isinstance(other, Near) else NotImplemented

    def __lt__(self, other: Near) -> bool:
        return self._apart(other) and self.value < other.value

    def __le__(self, other: Near) -> bool:
        return not self._apart(other) or self.value < other.value

    def __gt__(self, other: Near) -> bool:
        return other < self
