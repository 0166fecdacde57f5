"""Codes of the algebra and its runs (E6 and E7)."""

from concession.errors._problem import Code

ALGEBRA: dict[str, Code] = {
    "E601": Code(
        title="Units do not fit",
        remedy="Amounts of different units cannot be added, compared or chosen between. Convert one "
        "(an exchange rate, a price, a deflator), or give the bare number its unit.",
    ),
    "E602": Code(
        title="A loop inside a period",
        remedy="A line depends on itself in the same period. Refer to an earlier period, or use a "
        "closed form for simultaneous definitions.",
    ),
    "E603": Code(
        title="A loop between stages",
        remedy="A total over the whole horizon is read by a line that the total depends on. Read "
        "running sums or earlier periods instead.",
    ),
    "E604": Code(
        title="An operation is used in a way it does not have",
        remedy="The message says what the operation needs (at least one period back, a known rounding "
        "mode, a profile by age).",
    ),
    "E605": Code(
        title="A table with gaps, overlaps or missing rates",
        remedy="Give each band one rate, and bounds that rise.",
    ),
    "E606": Code(
        title="An impossible timeline",
        remedy="A period is a year, a quarter or a month; a case has 1 to 2400 of them.",
    ),
    "E607": Code(
        title="A line is defined twice, or never",
        remedy="Two clauses make a line of one name, or a clause declares a line and gives it no formula. "
        "Rename one of the clauses.",
    ),
    "E608": Code(
        title="There is no such line",
        remedy="Check the spelling; the message names the nearest lines. `concession explain CASE` without "
        "a line lists them all.",
    ),
    "E609": Code(
        title="A selector matches nothing",
        remedy="A clause reads lines by their attributes and found none. Correct the attributes, or say "
        "`allow_empty: true` if that is meant.",
    ),
    "E610": Code(
        title="A formula cannot be read",
        remedy="Use numbers, names of lines, + - * / ^, brackets, comparisons, and the functions listed "
        "in the file format.",
    ),
    "E701": Code(
        title="An input is missing or has the wrong shape",
        remedy="Every input of the program needs one number, one per period, or one per future.",
    ),
    "E702": Code(
        title="A result is not a number",
        remedy="A line divides by zero, overflows, or takes the logarithm of nothing. The message names "
        "line, period and future; guard the division with `ratio`.",
    ),
    "E703": Code(
        title="The exact executor cannot do this operation",
        remedy="Exponentials, logarithms and fractional powers have no exact decimal value. Run the "
        "simulation instead, or state the clause without them.",
    ),
    "E704": Code(
        title="Money was lost or made",
        remedy="The payments of all parties do not add up to zero. This is a fault of a clause, which the "
        "message names: please report it.",
    ),
    "E705": Code(
        title="An account fell below its floor",
        remedy="A clause takes more from an account than it holds. The message names account, period and "
        "future.",
    ),
}
