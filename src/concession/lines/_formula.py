"""Formulas typed by a user: a tiny grammar, read into the same graph as every clause.

Numbers (``0.05``, ``5 %``), names of lines and parameters, ``+ - * / ^``, brackets, comparisons, ``and``,
``or``, ``not``, and the functions of :data:`FUNCTIONS`. Nothing else: the text is data, never code.

A name that holds a dash stands in quotes or backticks, for a dash subtracts: ``"signature-bonus" * 5 %``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Context, Decimal

from concession.errors import ConcessionError, nearest
from concession.lines._expr import LARGEST, Expr, const
from concession.lines._functions import (
    elapsed,
    exp,
    first_period,
    latch,
    log,
    maximum,
    minimum,
    moving,
    prev,
    ratio,
    remaining,
    round_to,
    running,
    since,
    total,
    where,
)
from concession.lines._timeline import MOST_PERIODS

__all__ = ["FUNCTIONS", "names_in", "parse_formula"]

#: The functions a formula may call, with the fewest and the most arguments each takes.
FUNCTIONS: Mapping[str, tuple[Callable[..., Expr], int, int]] = {
    "abs": (abs, 1, 1),
    "elapsed": (elapsed, 1, 1),
    "exp": (exp, 1, 1),
    "first_period": (first_period, 1, 1),
    "latch": (latch, 1, 1),
    "log": (log, 1, 1),
    "max": (maximum, 2, 20),
    "min": (minimum, 2, 20),
    "moving": (moving, 2, 2),
    "prev": (prev, 1, 3),
    "ratio": (ratio, 2, 3),
    "remaining": (remaining, 1, 1),
    "round": (round_to, 2, 2),
    "running": (running, 1, 1),
    "since": (since, 2, 2),
    "total": (total, 1, 1),
    "where": (where, 3, 3),
}

#: Arguments that must be numbers written out, by function and position.
_PLAIN = {("moving", 1): int, ("prev", 1): int, ("round", 1): Decimal}

_LONGEST = 2000
_DEEPEST = 50
#: Everything a formula may be made of; what is between these is blank, or refused.
_TOKEN = re.compile(
    r"(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?(?![A-Za-z0-9_.]))(?P<percent>\s*%)?"
    r"|(?P<quoted>`[^`\n]{1,200}`|\"[^\"\n]{1,200}\")"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*|\[[A-Za-z0-9_\-]+\])*)"
    r"|(?P<sign>\*\*|<=|>=|==|[-+*/^(),<>])"
    r"|(?P<blank>\s+)",
    re.ASCII,
)
_WORD = re.compile(r"[\w.]+")
#: What to write instead of signs that people try.
_INSTEAD = {
    "=": "compare with ==",
    "%": "a per cent sign stands behind a number: 5 %",
    "×": "multiply with *",
    "÷": "divide with /",
    "−": "subtract with -",
    "≤": "write <=",
    "≥": "write >=",
    "&": "write 'and'",
    "|": "write 'or'",
}
_BINARY: Mapping[type[ast.operator], Callable[[Expr, Expr], Expr]] = {
    ast.Add: lambda a, b: _zero_like(a, b) + _zero_like(b, a),
    ast.Sub: lambda a, b: _zero_like(a, b) - _zero_like(b, a),
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
_WIDE = Context(prec=50, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999, traps=[])
_ON_NUMBERS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: _WIDE.add,
    ast.Sub: _WIDE.subtract,
    ast.Mult: _WIDE.multiply,
    ast.Div: _WIDE.divide,
    ast.Pow: _WIDE.power,
}
_COMPARE: Mapping[type[ast.cmpop], Callable[[Expr, Expr], Expr]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a.equals(b),
}


def parse_formula(text: str, names: Callable[[str], Expr]) -> Expr:
    """Return the expression of a formula; ``names`` gives the expression of each name.

    >>> from concession.lines import Input
    >>> parse_formula("5 % * max(0, revenue - costs)", lambda name: Input(name))
    <0.05 × max(0, revenue − costs) : 1>
    >>> parse_formula("system(1)", lambda name: Input(name))
    Traceback (most recent call last):
        ...
    concession.errors._problem.ConcessionError: E610 there is no function 'system': system(1)
        known: abs, elapsed, exp, first_period, latch, log, max, min, moving, prev, ratio, remaining, …
    """
    return _Reader(text, names).read()


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that a formula reads, each once, in order.

    >>> names_in("5 % * max(0, revenue - `signature-bonus`) + revenue")
    ('revenue', 'signature-bonus')
    """
    found: dict[str, None] = {}
    for token in _TOKEN.finditer(text):
        name = (token["quoted"] or "")[1:-1] or token["name"]
        if name and (token["quoted"] or not _is_word(name)):
            found[name] = None
    return tuple(found)


def _is_word(name: str) -> bool:
    """Return whether a name is a word of the grammar itself."""
    return name in FUNCTIONS or name in ("and", "or", "not")


class _Reader:
    def __init__(self, text: str, names: Callable[[str], Expr]) -> None:
        self.text = text.strip()
        self.names = names
        self.aliases: dict[str, str | Decimal] = {}
        #: What parts of the formula come to that are made of numbers alone.
        self.numbers: dict[Expr, Decimal] = {}

    def read(self) -> Expr:
        if not self.text or len(self.text) > _LONGEST:
            raise self._error(f"a formula has 1 to {_LONGEST} characters, not {len(self.text)}")
        plain = self._plain_text().strip()
        try:
            tree = ast.parse(plain, mode="eval")
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            times = re.search(r"[\w)] +[x×X] +[\w(]", self.text) is not None
            hint = "multiply with *" if times else "write it like '5 % * max(0, revenue - costs)'"
            if not times and (amount := re.search(r"\b[\d.]+ +[A-Za-z][\w/]*", self.text)):
                hint = f"give '{amount.group()}' a name: numbers with a unit stand under 'with'"
            raise self._error("not a formula", hint) from None
        return self._expr(tree.body, 0)

    def _plain_text(self) -> str:
        """Return the formula as Python's own grammar reads it, with plain names for numbers and names.

        Dots and brackets would read as attributes and items, and numbers would lose digits.
        """
        parts: list[str] = []
        position = 0
        while position < len(self.text):
            token = _TOKEN.match(self.text, position)
            if token is None:
                found = _WORD.match(self.text, position)
                shown = found.group() if found else self.text[position]
                raise self._error(f"a formula cannot contain '{shown}'", _INSTEAD.get(shown, ""))
            position = token.end()
            parts.append(self._plain_token(token))
        return "".join(parts)

    def _plain_token(self, token: re.Match[str]) -> str:
        if number := token["number"]:
            return self._alias(_number(number, percent=bool(token["percent"])))
        if name := token["name"]:
            return name if _is_word(name) else self._alias(name)
        if quoted := token["quoted"]:
            return self._alias(quoted[1:-1])
        return " " if token["blank"] else token.group().replace("^", "**")

    def _alias(self, meant: str | Decimal) -> str:
        alias = f"name_{len(self.aliases)}"
        self.aliases[alias] = meant
        # blanks around it: '5x' must stay two things
        return f" {alias} "

    def _error(self, message: str, hint: str = "") -> ConcessionError:
        shown = self.text if len(self.text) <= 160 else self.text[:159] + "…"
        return ConcessionError.of("E610", f"{message}: {shown}", hint)

    def _expr(self, node: ast.expr, depth: int) -> Expr:
        if depth > _DEEPEST:
            raise self._error(f"more than {_DEEPEST} levels of brackets")
        deeper = depth + 1
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.BinOp):
            return self._binary(node, deeper)
        if isinstance(node, ast.UnaryOp):
            return self._unary(node, deeper)
        if isinstance(node, ast.BoolOp):
            return self._logic(node, deeper)
        if isinstance(node, ast.Compare):
            return self._comparison(node, deeper)
        if isinstance(node, ast.Call):
            return self._call(node, deeper)
        raise self._error("not a formula", "a comma stands only between the arguments of a function")

    def _name(self, name: str) -> Expr:
        meant = self.aliases.get(name)
        if meant is None:
            raise self._error(f"'{name}' is a function: it needs its arguments in brackets")
        if isinstance(meant, Decimal):
            return const(meant)
        try:
            return self.names(meant)
        except ConcessionError as error:
            raise self._dashed(meant, error) from None

    def _dashed(self, name: str, error: ConcessionError) -> ConcessionError:
        """Return the error for a name that there is not, with a hint where a dash cut it off."""
        found = re.search(rf"(?<![\w.\-]){re.escape(name)}(?:-[A-Za-z0-9_.]+)+", self.text)
        if found is None:
            found = re.search(rf"(?<![\w.])(?:[A-Za-z0-9_.]+-)+{re.escape(name)}(?![\w.])", self.text)
        if found is None:
            return error
        hint = f"if '{found[0]}' is one name, put it in quotes: \"{found[0]}\""
        return ConcessionError(
            replace(one, hint=f"{hint}; {one.hint}" if one.hint else hint) for one in error.problems
        )

    def _binary(self, node: ast.BinOp, depth: int) -> Expr:
        # a long sum leans to the left: walk down it instead of into it
        chain: list[ast.BinOp] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            chain.append(left)
            left = left.left
        result = self._expr(left, depth)
        for step in reversed(chain):
            result = self._joined(step.op, result, self._expr(step.right, depth))
        return result

    def _joined(self, sign: ast.operator, left: Expr, right: Expr) -> Expr:
        result = _BINARY[type(sign)](left, right)
        one, other = self._number(left), self._number(right)
        if isinstance(sign, ast.Div) and other == 0:
            raise self._error("a division by 0")
        if one is not None and other is not None:
            number = _ON_NUMBERS[type(sign)](one, other)
            if not number.is_finite() or abs(number) > LARGEST:
                hint = f"use numbers below {LARGEST:.0E}"
                raise ConcessionError.of("E604", f"numbers beyond any result: {self.text[:160]}", hint)
            self.numbers[result] = number
        return result

    def _number(self, expr: Expr) -> Decimal | None:
        """Return what an expression of numbers alone comes to, None for any other."""
        return expr.data if isinstance(expr.data, Decimal) and not expr.args else self.numbers.get(expr)

    def _unary(self, node: ast.UnaryOp, depth: int) -> Expr:
        inner = self._expr(node.operand, depth)
        if isinstance(node.op, ast.USub):
            result = -inner
            if (number := self._number(inner)) is not None:
                self.numbers[result] = -number
            return result
        if isinstance(node.op, ast.Not):
            return ~inner
        if isinstance(node.op, ast.UAdd):
            return inner
        raise self._error("an unknown sign")

    def _logic(self, node: ast.BoolOp, depth: int) -> Expr:
        result = self._expr(node.values[0], depth)
        for value in node.values[1:]:
            other = self._expr(value, depth)
            result = result & other if isinstance(node.op, ast.And) else result | other
        return result

    def _comparison(self, node: ast.Compare, depth: int) -> Expr:
        if len(node.ops) != 1 or type(node.ops[0]) not in _COMPARE:
            raise self._error("compare two things at a time, with < <= > >= ==")
        left, right = self._expr(node.left, depth), self._expr(node.comparators[0], depth)
        return _COMPARE[type(node.ops[0])](_zero_like(left, right), _zero_like(right, left))

    def _call(self, node: ast.Call, depth: int) -> Expr:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS:
            meant = self.aliases.get(name)
            if not isinstance(meant, str):
                raise self._error("a '*' is missing before a bracket")
            raise self._error(f"there is no function '{meant}'", nearest(meant, FUNCTIONS))
        function, fewest, most = FUNCTIONS[name]
        if not fewest <= len(node.args) <= most:
            count = str(fewest) if fewest == most else f"{fewest} to {most}"
            raise self._error(f"'{name}' takes {count} arguments, not {len(node.args)}")
        args: list[object] = []
        for position, arg in enumerate(node.args):
            kind = _PLAIN.get((name, position))
            args.append(self._plain(arg, kind, name) if kind else self._expr(arg, depth))
        shared = [arg for arg in args if isinstance(arg, Expr)]
        return function(*(_zero_like(arg, *shared) if isinstance(arg, Expr) else arg for arg in args))

    def _plain(self, node: ast.expr, kind: type, name: str) -> object:
        meant = self.aliases.get(node.id) if isinstance(node, ast.Name) else None
        if not isinstance(meant, Decimal):
            raise self._error(f"'{name}' needs a plain number there")
        if kind is not int:
            return meant
        if meant != meant.to_integral_value() or meant > MOST_PERIODS:
            raise self._error(f"'{name}' needs a whole number of periods up to {MOST_PERIODS} there")
        return int(meant)


def _number(text: str, *, percent: bool) -> Decimal:
    value = Decimal(text)
    if not percent:
        return value
    # no division: it would round to the digits of whatever context is set
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, int(exponent) - 2))


def _zero_like(value: Expr, *others: Expr) -> Expr:
    """Return a written-out zero in the unit of its neighbours, everything else as it is."""
    if value.data == Decimal(0) and not value.args and value.unit.dimensionless:
        unit = next((other.unit for other in others if not other.unit.dimensionless), value.unit)
        return const(0, unit)
    return value
