"""The algebra: expressions, units, the graph, the program. Knows no mining and no money."""

from concession.lines._compile import compile_program
from concession.lines._expr import Expr, Input, Number, const
from concession.lines._formula import names_in, parse_formula
from concession.lines._functions import (
    ROUNDING_MODES,
    Edge,
    RoundingMode,
    add_up,
    by_band,
    by_slice,
    elapsed,
    exp,
    first_period,
    interpolate,
    latch,
    log,
    lookup,
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
from concession.lines._graph import Account, Graph, Line
from concession.lines._merge import Merged, Share, merge_programs
from concession.lines._ops import Op
from concession.lines._origin import Origin
from concession.lines._program import Block, Instruction, Program
from concession.lines._render import number_text, render
from concession.lines._selector import Selection, Selector
from concession.lines._timeline import Period, Timeline
from concession.lines._units import NONE, YEAR, Unit

__all__ = [
    "NONE",
    "ROUNDING_MODES",
    "YEAR",
    "Account",
    "Block",
    "Edge",
    "Expr",
    "Graph",
    "Input",
    "Instruction",
    "Line",
    "Merged",
    "Number",
    "Op",
    "Origin",
    "Period",
    "Program",
    "RoundingMode",
    "Selection",
    "Selector",
    "Share",
    "Timeline",
    "Unit",
    "add_up",
    "by_band",
    "by_slice",
    "compile_program",
    "const",
    "elapsed",
    "exp",
    "first_period",
    "interpolate",
    "latch",
    "log",
    "lookup",
    "maximum",
    "merge_programs",
    "minimum",
    "moving",
    "names_in",
    "number_text",
    "parse_formula",
    "prev",
    "ratio",
    "remaining",
    "render",
    "round_to",
    "running",
    "since",
    "total",
    "where",
]
