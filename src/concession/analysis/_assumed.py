"""What drafts are assumed to change in what happens, beside who gets what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from concession.clauses import AddedProject, Clause, Deterrence
from concession.deal import Draft
from concession.model import Case

__all__ = ["NO_VALUE_CREATED", "assumed_effects", "no_value_created"]

#: The first line of the answers where drafts only share out what is there.
NO_VALUE_CREATED = (
    "At fixed behaviour no draft creates value: projects, prices and aid are the same in each, so that what "
    "one party gains others lose, the fund and the world outside the deal included."
)


def assumed_effects(case: Case, drafts: Sequence[Draft]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each draft that is assumed to change what happens, the clauses that say so.

    They are those of the kinds ``deterrence`` and ``added_project`` that differ from the first draft's, the
    baseline: with them drafts do not merely share out what is there.

    Examples
    --------
    >>> from concession.model import load
    >>> case = load("buenavista")
    >>> assumed_effects(case, list(case.drafts.values())[:2])
    {}
    """
    first = _effects(case, drafts[0]) if drafts else {}
    found = {}
    for draft in drafts[1:]:
        own = _effects(case, draft)
        changed = [name for name in {**own, **first} if own.get(name) != first.get(name)]
        if changed:
            found[draft.id] = tuple(changed)
    return found


def _effects(case: Case, draft: Draft) -> Mapping[str, Clause]:
    clauses = {said.id: said.clause for said in case.clauses(draft)}
    return {name: one for name, one in clauses.items() if isinstance(one, Deterrence | AddedProject)}


def no_value_created(case: Case, drafts: Sequence[Draft]) -> str:
    """Return the first line of the answers; what is no transfer is named first."""
    effects = assumed_effects(case, drafts)
    if not effects:
        return NO_VALUE_CREATED
    named = "; ".join(f"{draft} ({', '.join(clauses)})" for draft, clauses in effects.items())
    return (
        f"Not transfers alone: by an assumption of the case what happens is not the same under {named}, and "
        "differences to the baseline hold that as well. "
        + NO_VALUE_CREATED.replace("At", "But for that, at", 1)
    )
