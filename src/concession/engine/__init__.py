"""Executors of a program: reference (NumPy), fused (LLVM) and exact (decimals). They know only lines."""

from concession.engine._choose import EXECUTORS, ExecutorName, PlanExecutor, choose, usable_workers
from concession.engine._exact import DIGITS, run_exact
from concession.engine._fused import FusedExecutor
from concession.engine._inputs import Array, Draw, Inputs
from concession.engine._plan import BLOCK, Plan, Reduced, blocks, reduce_outputs
from concession.engine._reference import ReferenceExecutor

__all__ = [
    "BLOCK",
    "DIGITS",
    "EXECUTORS",
    "Array",
    "Draw",
    "ExecutorName",
    "FusedExecutor",
    "Inputs",
    "Plan",
    "PlanExecutor",
    "Reduced",
    "ReferenceExecutor",
    "blocks",
    "choose",
    "reduce_outputs",
    "run_exact",
    "usable_workers",
]
