"""The words that clauses are written in, beyond the operators of Python."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from concession.errors import ConcessionError
from concession.lines._expr import (
    Expr,
    Input,
    Number,
    condition,
    const,
    exact_number,
    lift,
    same_unit,
    worded,
)
from concession.lines._ops import Op
from concession.lines._units import NONE, Unit

__all__ = [
    "ROUNDING_MODES",
    "Edge",
    "RoundingMode",
    "add_up",
    "by_band",
    "by_slice",
    "elapsed",
    "exp",
    "first_period",
    "interpolate",
    "latch",
    "log",
    "lookup",
    "maximum",
    "minimum",
    "moving",
    "prev",
    "ratio",
    "remaining",
    "round_to",
    "running",
    "since",
    "total",
    "where",
]

#: Which end of a band belongs to it: ``from`` its lower end (lower ≤ x < upper), ``above`` its upper end
#: (lower < x ≤ upper).
Edge = Literal["from", "above"]

#: How a number half-way, or between two units, is rounded.
RoundingMode = Literal["half-up", "half-even", "down", "up"]

#: How ``round_to`` decides: half away from zero, half to even, toward zero, away from zero.
ROUNDING_MODES: tuple[RoundingMode, ...] = ("half-up", "half-even", "down", "up")


def minimum(a: Expr | Number, b: Expr | Number, *more: Expr | Number) -> Expr:
    """Return the smallest, element by element; all of one unit (a bare zero fits any)."""
    return _extreme(Op.MIN, a, b, *more)


def maximum(a: Expr | Number, b: Expr | Number, *more: Expr | Number) -> Expr:
    """Return the largest, element by element; all of one unit (a bare zero fits any).

    >>> maximum(Input("profit", unit=Unit.of("USD")), 0)
    <max(profit, 0) : USD>
    """
    return _extreme(Op.MAX, a, b, *more)


def _extreme(op: Op, *values: Expr | Number) -> Expr:
    exprs = _lift_all(values)
    result = exprs[0]
    for value in exprs[1:]:
        node = Expr(op, (result, value), result.unit)
        result = worded(node, same_unit("compare", (result, value), node))
    return result


def _lift_all(values: Sequence[Expr | Number]) -> list[Expr]:
    like = next((value for value in values if isinstance(value, Expr)), None)
    return [lift(value, like) for value in values]


def where(when: Expr, yes: Expr | Number, no: Expr | Number) -> Expr:
    """Return ``yes`` where the condition ``when`` holds, else ``no``; both of one unit."""
    yes_expr, no_expr = _lift_all((yes, no))
    node = Expr(Op.WHERE, (condition(when), yes_expr, no_expr), yes_expr.unit)
    return worded(node, same_unit("choose between", (yes_expr, no_expr), node))


def ratio(a: Expr | Number, b: Expr, otherwise: Expr | Number = 0) -> Expr:
    """Return ``a / b``, or ``otherwise`` where ``b`` is zero."""
    none = b.equals(0)
    quotient = lift(a, b) / where(none, const(1, b.unit), b)
    return where(none, lift(otherwise, quotient), quotient)


def add_up(values: Sequence[Expr], unit: Unit | None = None) -> Expr:
    """Return the sum in the order given; a sum of nothing needs its ``unit`` and is zero."""
    if not values:
        if unit is None:
            raise ConcessionError.of("E601", "a sum of nothing has no unit")
        return const(0, unit)
    if len(values) == 1:
        return values[0]
    node = Expr(Op.SUM, tuple(values), values[0].unit)
    return worded(node, same_unit("add", values, node))


def exp(x: Expr) -> Expr:
    """Return e to the power ``x``, a plain number; the exact executor refuses it."""
    return Expr(Op.EXP, (_plain(x, "exp"),))


def log(x: Expr) -> Expr:
    """Return the natural logarithm of ``x``, a plain number; the exact executor refuses it."""
    return Expr(Op.LOG, (_plain(x, "log"),))


def _plain(x: Expr, what: str) -> Expr:
    if not x.unit.dimensionless:
        raise ConcessionError.of("E601", f"{what} needs a plain number, not {x.unit}: {x!r}")
    return x


def round_to(x: Expr, step: Number, mode: RoundingMode = "half-up") -> Expr:
    """Return ``x`` at the multiple of ``step`` (in base units) that the mode picks."""
    exact = exact_number(step)
    if exact <= 0:
        raise ConcessionError.of("E604", f"cannot round to multiples of {exact}", "use a step above zero")
    if mode not in ROUNDING_MODES:
        raise ConcessionError.of(
            "E604", f"unknown rounding mode '{mode}'", "use " + ", ".join(ROUNDING_MODES)
        )
    return Expr(Op.ROUND, (x,), x.unit, (exact, mode))


def by_slice(x: Expr, bounds: Sequence[Expr | Number], rates: Sequence[Expr]) -> Expr:
    """Return the marginal charge: each rate on the part of ``x`` inside its own band.

    ``bounds`` are the lower ends: band j runs from ``bounds[j]`` to ``bounds[j + 1]``, the last one
    without end, so there are as many bounds as rates. What lies below the first bound bears nothing.
    """
    return _table(Op.SLICE, x, bounds, rates, None)


def by_band(x: Expr, bounds: Sequence[Expr | Number], rates: Sequence[Expr], edge: Edge = "from") -> Expr:
    """Return the rate of the band that ``x`` falls in, for use on the whole value.

    ``bounds`` are as in :func:`by_slice`; below the first bound the rate is zero.
    """
    return _table(Op.BAND, x, bounds, rates, edge)


def interpolate(x: Expr, points: Sequence[Expr | Number], values: Sequence[Expr]) -> Expr:
    """Return the value on straight lines between the points, flat outside them."""
    return _table(Op.INTERPOLATE, x, points, values, None)


def _table(
    op: Op, x: Expr, bounds: Sequence[Expr | Number], rates: Sequence[Expr], edge: Edge | None
) -> Expr:
    if not rates or len(bounds) != len(rates):
        raise ConcessionError.of(
            "E605", f"a table needs one rate for each lower bound, not {len(rates)} for {len(bounds)}"
        )
    ends = [lift(bound, x) for bound in bounds]
    unit = x.unit * rates[0].unit if op is Op.SLICE else rates[0].unit
    node = Expr(op, (x, *ends, *rates), unit, (len(rates), edge))
    same_unit("compare", (x, *ends), node)
    same_unit("mix in one table", rates, node)
    fixed = [end.data for end in ends if end.op is Op.CONST and isinstance(end.data, Decimal)]
    if len(fixed) == len(ends) and any(a >= b for a, b in pairwise(fixed)):
        raise ConcessionError.of("E605", "the bounds of a table must rise", "sort its bands")
    return node


def lookup(profile: Input, age: Expr) -> Expr:
    """Return the profile's value at an age counted from zero, and zero outside the profile."""
    if profile.shape != "profile":
        raise ConcessionError.of("E604", f"{profile.name} is not a profile by age")
    return Expr(Op.LOOKUP, (profile, _plain(age, "an age")), profile.unit)


def prev(x: Expr, n: int = 1, initial: Expr | Number = 0) -> Expr:
    """Return ``x`` as it was ``n`` periods earlier, ``initial`` before the start.

    The only way to refer back: a line may be defined through its own earlier periods.
    """
    if n < 1:
        raise ConcessionError.of("E604", f"prev needs at least one period back, not {n}")
    start = lift(initial, x)
    node = Expr(Op.PREV, (x, start), x.unit, n)
    same_unit("mix an amount and its start value in", (x, start), node)
    return node


def running(x: Expr) -> Expr:
    """Return the sum from the first period to now."""
    return Expr(Op.RUNNING, (x,), x.unit)


def moving(x: Expr, n: int) -> Expr:
    """Return the sum over the last ``n`` periods, this one included."""
    if n < 1:
        raise ConcessionError.of("E604", f"a moving sum needs at least one period, not {n}")
    return Expr(Op.MOVING, (x,), x.unit, n)


def since(x: Expr, restart: Expr) -> Expr:
    """Return the sum since ``restart`` was last true, that period included."""
    return Expr(Op.SINCE, (x, condition(restart)), x.unit)


def latch(when: Expr) -> Expr:
    """Return 1 from the first period in which the condition holds, for good."""
    return Expr(Op.LATCH, (condition(when),))


def elapsed(when: Expr) -> Expr:
    """Return the periods since the condition first held: 0 in that period, −1 before it."""
    return Expr(Op.ELAPSED, (condition(when),))


def total(x: Expr) -> Expr:
    """Return the sum over the whole horizon; a later stage may read it."""
    return Expr(Op.TOTAL, (x,), x.unit)


def remaining(x: Expr) -> Expr:
    """Return the sum from this period to the end of the horizon; a later stage may read it."""
    return Expr(Op.REMAINING, (x,), x.unit)


def first_period(when: Expr) -> Expr:
    """Return the number (from zero) of the first period in which the condition holds.

    Where it never does, the number of periods. A later stage may read it.
    """
    return Expr(Op.FIRST, (condition(when),), NONE)
