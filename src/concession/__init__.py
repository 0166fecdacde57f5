"""Concession: what each draft of a natural-resource deal is worth, to whom, and how sure that is.

>>> import concession
>>> case = concession.load("buenavista")
>>> result = concession.evaluate(case, "base")
>>> round(result.parties["treasury"].undiscounted.mean / 1e6)
3854
>>> changed = concession.evaluate(case, case.draft("base").replace("clauses.mining_duty.rate", "4 %"))
>>> changed.parties["treasury"].npv.mean < result.parties["treasury"].npv.mean
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from concession.analysis import (
        Comparison,
        Differences,
        Evaluation,
        Explanation,
        Inspection,
        Reasons,
        compare,
        diff,
        evaluate,
        explain,
    )
    from concession.analysis import inspect_case as check
    from concession.deal import Draft
    from concession.errors import ConcessionError, Problem
    from concession.model import Case, library, load

__all__ = [
    "Case",
    "Comparison",
    "ConcessionError",
    "Differences",
    "Draft",
    "Evaluation",
    "Explanation",
    "Inspection",
    "Problem",
    "Reasons",
    "__version__",
    "check",
    "compare",
    "diff",
    "evaluate",
    "explain",
    "library",
    "load",
]

#: The version of the package.
__version__ = "0.1.0"

#: Where each name of this door lives: loaded when it is first asked for, so that ``--help`` stays quick.
_HOMES: Final = {
    "Case": ("concession.model", "Case"),
    "Comparison": ("concession.analysis", "Comparison"),
    "ConcessionError": ("concession.errors", "ConcessionError"),
    "Differences": ("concession.analysis", "Differences"),
    "Draft": ("concession.deal", "Draft"),
    "Evaluation": ("concession.analysis", "Evaluation"),
    "Explanation": ("concession.analysis", "Explanation"),
    "Inspection": ("concession.analysis", "Inspection"),
    "Problem": ("concession.errors", "Problem"),
    "Reasons": ("concession.analysis", "Reasons"),
    "check": ("concession.analysis", "inspect_case"),
    "compare": ("concession.analysis", "compare"),
    "diff": ("concession.analysis", "diff"),
    "evaluate": ("concession.analysis", "evaluate"),
    "explain": ("concession.analysis", "explain"),
    "library": ("concession.model", "library"),
    "load": ("concession.model", "load"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'concession' has no attribute {name!r}")
    home, attribute = _HOMES[name]
    value = getattr(import_module(home), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
