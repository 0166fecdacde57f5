"""Expressions over lines: an immutable graph that several executors, and a reader, can walk.

An expression never computes. ``rate * revenue`` makes a node that remembers its operation, its
arguments and its unit; a mismatch of units is found here, when the clause is built.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from concession.errors import ConcessionError
from concession.lines._ops import Op
from concession.lines._origin import Origin
from concession.lines._units import NONE, Unit

__all__ = [
    "LARGEST",
    "Expr",
    "Input",
    "Number",
    "condition",
    "const",
    "exact_number",
    "lift",
    "same_unit",
    "worded",
]

#: What counts as a number in a formula.
Number = int | float | Decimal
Shape = Literal["scalar", "series", "profile"]

#: Numbers beyond this power of ten are no amounts, and float64 could not hold their products.
_LARGEST_EXPONENT = 100
#: The largest number that a formula may hold, or make of numbers alone.
LARGEST = Decimal(10) ** _LARGEST_EXPONENT


class Expr:
    """One node of the graph: an operation on other nodes, with the unit of its result.

    >>> revenue = Input("revenue", unit=Unit.of("USD"), shape="series", default=(Decimal(1), Decimal(2)))
    >>> (revenue * 2).unit
    Unit('USD')
    >>> revenue + 1
    Traceback (most recent call last):
        ...
    concession.errors._problem.ConcessionError: E601 cannot add USD and 1: revenue + 1
        convert one of them, or give the number its unit
    """

    __slots__ = ("args", "data", "op", "unit")

    def __init__(self, op: Op, args: tuple[Expr, ...] = (), unit: Unit = NONE, data: object = None) -> None:
        self.op = op
        self.args = args
        self.unit = unit
        self.data = data

    def __add__(self, other: Expr | Number) -> Expr:
        return _like(Op.ADD, "add", self, lift(other, self))

    def __radd__(self, other: Number) -> Expr:
        return _like(Op.ADD, "add", lift(other, self), self)

    def __sub__(self, other: Expr | Number) -> Expr:
        return _like(Op.SUB, "subtract", self, lift(other, self))

    def __rsub__(self, other: Number) -> Expr:
        return _like(Op.SUB, "subtract", lift(other, self), self)

    def __mul__(self, other: Expr | Number) -> Expr:
        other = lift(other)
        return Expr(Op.MUL, (self, other), self.unit * other.unit)

    def __rmul__(self, other: Number) -> Expr:
        return lift(other) * self

    def __truediv__(self, other: Expr | Number) -> Expr:
        other = lift(other)
        return Expr(Op.DIV, (self, other), self.unit / other.unit)

    def __rtruediv__(self, other: Number) -> Expr:
        return lift(other) / self

    def __neg__(self) -> Expr:
        return Expr(Op.NEG, (self,), self.unit)

    def __abs__(self) -> Expr:
        return Expr(Op.ABS, (self,), self.unit)

    def __pow__(self, other: Expr | Number) -> Expr:
        return _power(self, lift(other))

    def __lt__(self, other: Expr | Number) -> Expr:
        return _compare(Op.LT, self, lift(other, self))

    def __le__(self, other: Expr | Number) -> Expr:
        return _compare(Op.LE, self, lift(other, self))

    def __gt__(self, other: Expr | Number) -> Expr:
        return _compare(Op.LT, lift(other, self), self)

    def __ge__(self, other: Expr | Number) -> Expr:
        return _compare(Op.LE, lift(other, self), self)

    def equals(self, other: Expr | Number) -> Expr:
        """Return 1 where both are the same number, else 0; ``==`` stays identity."""
        return _compare(Op.EQ, self, lift(other, self))

    def __and__(self, other: Expr) -> Expr:
        return Expr(Op.AND, (condition(self), condition(other)))

    def __or__(self, other: Expr) -> Expr:
        return Expr(Op.OR, (condition(self), condition(other)))

    def __invert__(self) -> Expr:
        return Expr(Op.NOT, (condition(self),))

    def __bool__(self) -> bool:
        raise TypeError("an expression has no truth value; use where(), &, | and ~")

    def __repr__(self) -> str:
        from concession.lines._render import render  # noqa: PLC0415 - the reader reads nodes

        return f"<{render(self)} : {self.unit}>"


class Input(Expr):
    """A named value that a run is given: a parameter, a known series, a profile by age, or a draw.

    ``shape`` is ``scalar`` (one number), ``series`` (one per period) or ``profile`` (one per age).
    ``default`` holds the exact numbers; an input that is drawn may have none. ``random`` says that the
    number may differ from future to future. ``origin`` is the term that it was read from.
    """

    __slots__ = ("default", "name", "origin", "random", "shape")

    def __init__(
        self,
        name: str,
        *,
        unit: Unit = NONE,
        shape: Shape = "scalar",
        default: Decimal | tuple[Decimal, ...] | None = None,
        random: bool = False,
        origin: Origin | None = None,
    ) -> None:
        super().__init__(Op.INPUT, (), unit, name)
        self.name = name
        self.shape: Shape = shape
        self.default = default
        self.random = random
        self.origin = origin


@dataclass(frozen=True, slots=True)
class _Both:
    """Two units that were expected to be one."""

    verb: str
    left: Expr
    right: Expr

    def error(self, shown: Expr) -> ConcessionError:
        from concession.lines._render import render  # noqa: PLC0415 - the reader reads nodes

        return ConcessionError.of(
            "E601",
            f"cannot {self.verb} {self.left.unit} and {self.right.unit}: {render(shown, limit=160)}",
            "convert one of them, or give the number its unit",
        )


def const(value: Number, unit: Unit = NONE) -> Expr:
    """Return a number that stands in the formula itself, held exactly.

    >>> const(0.1).data
    Decimal('0.1')
    """
    return Expr(Op.CONST, (), unit, exact_number(value))


def exact_number(value: Number) -> Decimal:
    """Return a number exactly as it is written in shortest form; none of absurd size."""
    # float() first: a NumPy number writes its type into its repr
    exact = Decimal(value) if isinstance(value, Decimal | int) else Decimal(repr(float(value)))
    if not exact.is_finite() or (exact and abs(exact.adjusted()) > _LARGEST_EXPONENT):
        raise ConcessionError.of(
            "E604",
            f"a formula cannot contain the number {str(exact)[:40]}",
            f"use numbers between 1e-{_LARGEST_EXPONENT} and 1e{_LARGEST_EXPONENT}",
        )
    return exact


def lift(value: Expr | Number, like: Expr | None = None) -> Expr:
    """Return the expression of a number; zero takes the unit of its neighbour ``like``."""
    if isinstance(value, Expr):
        return value
    unit = like.unit if like is not None and value == 0 else NONE
    return const(value, unit)


def same_unit(verb: str, values: Sequence[Expr], shown: Expr) -> Unit:
    """Return the one unit of the values, in the first words for it; E601 where there are two."""
    unit = values[0].unit
    for value in values[1:]:
        if value.unit != unit:
            raise _Both(verb, values[0], value).error(shown)
        unit = unit if unit.words else value.unit
    return unit


def _like(op: Op, verb: str, left: Expr, right: Expr) -> Expr:
    node = Expr(op, (left, right), left.unit)
    return worded(node, same_unit(verb, (left, right), node))


def worded(node: Expr, unit: Unit) -> Expr:
    """Give a new node the words of the unit, which is its own."""
    node.unit = unit
    return node


def _compare(op: Op, left: Expr, right: Expr) -> Expr:
    node = Expr(op, (left, right), NONE)
    same_unit("compare", (left, right), node)
    return node


def condition(value: Expr) -> Expr:
    """Return the value as a condition: a plain number, where anything but zero is true."""
    if not value.unit.dimensionless:
        raise ConcessionError.of(
            "E601",
            f"a condition must be a comparison, not an amount in {value.unit}: {value!r}",
            "compare it with something: 'amount > 0'",
        )
    return value


def _power(base: Expr, exponent: Expr) -> Expr:
    node = Expr(Op.POW, (base, exponent), NONE)
    if not exponent.unit.dimensionless:
        raise ConcessionError.of(
            "E601", f"an exponent must be a plain number, not an amount in {exponent.unit}: {node!r}"
        )
    if base.unit.dimensionless:
        return node
    power = exponent.data if exponent.op is Op.CONST else None
    if not isinstance(power, Decimal) or power != power.to_integral_value():
        raise ConcessionError.of(
            "E601",
            f"an amount in {base.unit} can only be raised to a whole number: {node!r}",
            "divide it by something of the same unit first",
        )
    return Expr(Op.POW, (base, exponent), base.unit ** int(power))
