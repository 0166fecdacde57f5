"""What a clause is worth: its draft beside the same draft without it."""

from __future__ import annotations

from dataclasses import replace

from concession.deal import Draft, Mapping, shown
from concession.errors import ConcessionError, nearest
from concession.model import Case

__all__ = ["with_and_without"]


def with_and_without(case: Case, clause: str, draft: str | Draft | None = None) -> Case:
    """Return the case with two drafts: one without a clause, as the baseline, and the same one with it.

    Compared, they say what the clause is worth to each party: a stabilisation, a bonus, a tax. Clauses that
    read it read nothing where it is left out.

    Parameters
    ----------
    case
        A loaded case.
    clause
        The id of a clause.
    draft
        The draft that has it; the first one where none is named.

    Raises
    ------
    ConcessionError
        E505, with the nearest names, where the draft has no such clause; E509 for an unknown draft.

    Examples
    --------
    >>> from concession.model import load
    >>> list(with_and_without(load("buenavista"), "mining_duty").drafts)
    ['base-without-mining_duty', 'base']
    """
    whole = case.draft(draft)
    if clause not in whole.clauses:
        raise ConcessionError.of(
            "E505", f"the draft '{whole.id}' has no clause '{clause[:40]}'", nearest(clause, whole.clauses)
        )
    bare = replace(
        whole,
        id=f"{whole.id}-without-{clause}",
        title=f"{whole.title}, without {_name(whole, clause)}",
        clauses=whole.clauses.without(clause),
        gone=whole.gone | {clause},
    )
    return replace(case, drafts={bare.id: bare, whole.id: whole}, _cache={}, _read={})


def _name(draft: Draft, clause: str) -> str:
    said = draft.clauses.get(clause)
    title = said.get("title") if isinstance(said, Mapping) else None
    return shown(title) if title is not None else f"'{clause}'"
