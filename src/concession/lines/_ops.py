"""The closed list of operations that a program is made of.

Executors are small because this list is short. No operation looks across futures; only the
*reductions* look along the whole horizon, and only a later stage may read them.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["DELAYED", "REDUCTIONS", "Op"]


class Op(StrEnum):
    """One operation; the comment beside each is its meaning, element by element."""

    # sources
    CONST = "const"  # a number in the formula itself
    INPUT = "input"  # a named value, series, profile or draw, given at run time
    LINE = "line"  # a named line: its definition
    # arithmetic
    ADD = "add"  # a + b
    SUB = "sub"  # a − b
    MUL = "mul"  # a × b
    DIV = "div"  # a ÷ b
    NEG = "neg"  # −a
    ABS = "abs"  # |a|
    MIN = "min"  # the smaller of a and b
    MAX = "max"  # the larger of a and b
    POW = "pow"  # a to the power b
    EXP = "exp"  # e to the power a
    LOG = "log"  # natural logarithm of a
    SUM = "sum"  # a + b + c + …, in the order given
    ROUND = "round"  # a to a multiple of a step, by a stated mode
    # conditions: 1 is true, 0 is false
    LT = "lt"  # a < b
    LE = "le"  # a ≤ b
    EQ = "eq"  # a = b
    AND = "and"  # a and b
    OR = "or"  # a or b
    NOT = "not"  # not a
    WHERE = "where"  # b where a, else c
    # tables
    SLICE = "slice"  # marginal: Σ rate × the part of a inside the band
    BAND = "band"  # whole value: the rate of the band that a falls in
    INTERPOLATE = "interpolate"  # straight lines between points, flat outside
    LOOKUP = "lookup"  # the value of a profile at an age, 0 outside it
    # along time
    PREV = "prev"  # a, n periods earlier; a stated value before the start
    RUNNING = "running"  # Σ of a from the start to now
    MOVING = "moving"  # Σ of a over the last n periods
    SINCE = "since"  # Σ of a since b was last true, that period included
    LATCH = "latch"  # 1 from the first period in which a is true
    ELAPSED = "elapsed"  # periods since a was first true: 0 then, −1 before
    # over the whole horizon: read only by a later stage
    TOTAL = "total"  # Σ of a over all periods
    REMAINING = "remaining"  # Σ of a from now to the end
    FIRST = "first"  # number of the first period in which a is true; the number of periods if never


#: Operations whose first argument is read from an earlier period, so that a loop through it is sound.
DELAYED = frozenset({Op.PREV})

#: Operations that read the whole horizon of their argument.
REDUCTIONS = frozenset({Op.TOTAL, Op.REMAINING, Op.FIRST})
