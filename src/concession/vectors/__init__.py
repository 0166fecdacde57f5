"""Published worked examples, run through clauses of the deal format or public measures."""

from concession.vectors._adapters import CALCS
from concession.vectors._run import (
    VectorResult,
    read_vectors,
    rejected,
    run_vector,
    run_vectors,
    shipped,
)
from concession.vectors._vector import Tolerance, Vector, agrees

__all__ = [
    "CALCS",
    "Tolerance",
    "Vector",
    "VectorResult",
    "agrees",
    "read_vectors",
    "rejected",
    "run_vector",
    "run_vectors",
    "shipped",
]
