"""Executors of a program: the reference (NumPy) and the exact (decimals). They know only lines."""

from concession.engine._exact import DIGITS, run_exact
from concession.engine._inputs import Array, Draw, Inputs
from concession.engine._reference import ReferenceExecutor

__all__ = ["DIGITS", "Array", "Draw", "Inputs", "ReferenceExecutor", "run_exact"]
