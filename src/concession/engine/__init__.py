"""Executors of a program: reference (NumPy), fused (Numba) and exact (decimals). They know only lines."""

from concession.engine._choose import EXECUTORS, ExecutorName, PlanExecutor, choose
from concession.engine._exact import DIGITS, run_exact
from concession.engine._fused import FusedExecutor, cache_folder, numba_present
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
    "cache_folder",
    "choose",
    "numba_present",
    "reduce_outputs",
    "run_exact",
]
