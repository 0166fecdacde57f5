"""Formulas in words: an expression as a person would write it."""

from __future__ import annotations

from decimal import Decimal

from concession.lines._expr import Expr
from concession.lines._ops import Op
from concession.lines._selector import Selection

__all__ = ["number_text", "render"]

_INFIX = {
    Op.OR: (" or ", 1),
    Op.AND: (" and ", 2),
    Op.LT: (" < ", 3),
    Op.LE: (" ≤ ", 3),
    Op.EQ: (" = ", 3),
    Op.ADD: (" + ", 4),
    Op.SUB: (" − ", 4),
    Op.MUL: (" × ", 5),
    Op.DIV: (" ÷ ", 5),
    Op.POW: ("^", 7),
}
_ATOM = 9


def render(expr: Expr, limit: int = 2000) -> str:
    """Return the formula of an expression; named lines and inputs appear by name.

    >>> from concession.lines import Input, maximum
    >>> render(Input("rate") * maximum(0, Input("income") - Input("losses")))
    'rate × max(0, income − losses)'
    """
    text = _text(expr, limit + 1)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def number_text(value: Decimal) -> str:
    """Return a number without needless zeros or exponents.

    >>> number_text(Decimal("0.0750")), number_text(Decimal("1E+3"))
    ('0.075', '1000')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(expr: Expr, limit: int) -> str:
    """Return the text, from the leaves up: formulas may be deep, and may share parts without end."""
    done: dict[int, tuple[str, int]] = {}
    work = [expr]
    while work:
        node = work[-1]
        missing = () if node.op is Op.LINE else [arg for arg in node.args if id(arg) not in done]
        if missing:
            work.extend(missing)
            continue
        work.pop()
        text, level = _written(node, [done[id(arg)] for arg in node.args])
        # nobody reads past the limit, so no part needs to be longer
        done[id(node)] = (text[:limit], level)
    return done[id(expr)][0]


def _written(expr: Expr, parts: list[tuple[str, int]]) -> tuple[str, int]:
    """Return the text of a node from those of its arguments, and how tightly it binds."""
    op = expr.op
    if op in (Op.LINE, Op.INPUT):
        return str(expr.data), _ATOM
    if op is Op.CONST:
        value = expr.data if isinstance(expr.data, Decimal) else Decimal(0)
        return number_text(value), _ATOM if value >= 0 else 6
    if op in _INFIX:
        return _infix(op, parts), _INFIX[op][1]
    if op is Op.NEG:
        return f"−{_inside(parts[0], 6)}", 6
    if op is Op.NOT:
        return f"not {_inside(parts[0], 6)}", 6
    words = [text for text, _ in parts]
    if isinstance(expr, Selection) and not expr.resolved:
        # what matches is not known before every clause is built; it is not nothing
        named = expr.selector.match.get("term", ())
        return (named[0] if len(named) == 1 else f"[{expr.selector}]"), _ATOM
    if op is Op.SUM:
        return (" + ".join(_inside(part, 4) for part in parts) or "0"), 4
    return _call(expr, words), _ATOM


def _infix(op: Op, parts: list[tuple[str, int]]) -> str:
    sign, level = _INFIX[op]
    # the right side of − and ÷ needs brackets at the same level, and so do both sides of a power
    right = level + (op in (Op.SUB, Op.DIV, Op.LT, Op.LE, Op.EQ, Op.POW))
    left = level + (op in (Op.LT, Op.LE, Op.EQ, Op.POW))
    return f"{_inside(parts[0], left)}{sign}{_inside(parts[1], right)}"


def _inside(part: tuple[str, int], level: int) -> str:
    text, own = part
    return text if own >= level else f"({text})"


def _call(expr: Expr, words: list[str]) -> str:
    op, data = expr.op, expr.data
    if op is Op.WHERE:
        return f"({words[1]} where {words[0]}, else {words[2]})"
    if op is Op.PREV:
        back = "1 period earlier" if data == 1 else f"{data} periods earlier"
        start = "" if words[1] == "0" else f", {words[1]} at the start"
        return f"[{words[0]}, {back}{start}]"
    if op is Op.MOVING:
        return f"sum({words[0]}, last {data} periods)"
    if op is Op.ROUND and isinstance(data, tuple):
        return f"round({words[0]}, to {number_text(data[0])}, {data[1]})"
    if op in (Op.SLICE, Op.BAND, Op.INTERPOLATE) and isinstance(data, tuple):
        return _table(op, words, data[0])
    names = {
        Op.ABS: "abs",
        Op.EXP: "exp",
        Op.LOG: "log",
        Op.MIN: "min",
        Op.MAX: "max",
        Op.RUNNING: "sum so far",
        Op.SINCE: "sum since",
        Op.LATCH: "once",
        Op.ELAPSED: "periods since",
        Op.TOTAL: "total",
        Op.REMAINING: "remaining",
        Op.FIRST: "first period when",
        Op.LOOKUP: "at age",
    }
    if op is Op.SINCE:
        words = [words[0], f"from each {words[1]}"]
    return f"{names[op]}({', '.join(words)})"


def _table(op: Op, words: list[str], count: int) -> str:
    x, bounds, rates = words[0], words[1 : 1 + count], words[1 + count :]
    if op is Op.INTERPOLATE:
        points = "; ".join(f"{rate} at {bound}" for bound, rate in zip(bounds, rates, strict=True))
        return f"interpolate({x}: {points})"
    bands = "; ".join(f"{rate} from {bound}" for bound, rate in zip(bounds, rates, strict=True))
    return f"{'by slice' if op is Op.SLICE else 'by band'}({x}: {bands})"
