"""A trial of every draft: whether its lines are numbers before anyone asks for a result."""

from __future__ import annotations

from concession.analysis._run import run
from concession.errors import ConcessionError, Problems
from concession.model import Case

__all__ = ["try_drafts"]


def try_drafts(case: Case) -> None:
    """Run every draft in one future, with all that varies at its middle.

    Raises
    ------
    ConcessionError
        E702 for lines that are no numbers, E704 and E705 where an identity breaks, each with the place of
        its clause or project; the drafts' problems all at once.

    Examples
    --------
    >>> from concession.model import load
    >>> try_drafts(load("buenavista"))
    """
    problems = Problems()
    for draft in case.drafts.values():
        if not draft.evaluated:
            continue
        built = case.build(draft)
        try:
            run(
                case,
                built,
                futures=1,
                seed=case.head.seed,
                vary="nothing",
                lines=[line.name for line in built.graph],
                rates_of_return=False,
            )
        except ConcessionError as error:
            for one in error.problems:
                named = (line for line in built.graph if one.message.startswith(f"'{line.name}' is "))
                line = next(named, None)
                place = line.origin.place if line is not None and line.origin is not None else None
                problems.note(one.at(place, line.name if line is not None else ""))
    problems.raise_if_any()
