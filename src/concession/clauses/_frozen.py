"""The law of each clause of a draft: since when it is in force, and what freezes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from concession.clauses._clause import Clause, MoneyClause
from concession.clauses._plan import Fence, Plan
from concession.clauses._stabilisation import Stabilisation
from concession.deal import fields_of
from concession.errors import ConcessionError, Problem, nearest
from concession.ledger import Hold, Law
from concession.lines import Timeline

__all__ = ["law_of", "wrong_freezes"]


def law_of(
    name: str,
    clause: MoneyClause,
    fence: Fence,
    stabilisations: Mapping[str, Stabilisation],
    timeline: Timeline,
) -> Law:
    """Return which day's law a clause reads in one of its ring fences, period by period.

    Raises
    ------
    ConcessionError
        E626 where a stabilisation covers a part of the ring fence, E625 where two hold it at once, E627
        where the clause is out of force before it came into force.
    """
    holds: list[Hold] = []
    for said_by, one in stabilisations.items():
        if one.freezes_clause(name) and one.enjoyed(fence, clause.payer):
            hold = one.hold_for(said_by, name, timeline)
            if hold is not None:
                holds.append(hold)
    for first, other in combinations(holds, 2):
        if first.first <= other.last and other.first <= first.last:
            raise ConcessionError.of(
                "E625",
                f"'{first.clause}' and '{other.clause}' both freeze '{name}' in "
                f"{timeline.labels[max(first.first, other.first)]}",
                "let one end before the other begins",
            )
    force = clause.law_in_force
    since = force.since.day if force is not None and force.since is not None else None
    until = force.until.last if force is not None and force.until is not None else None
    if since is not None and until is not None and until < since:
        raise ConcessionError.of(
            "E627",
            f"it is in force until {until}, before it comes into force on {since}",
            "correct one of them",
            path=f"clauses.{name}.in_force",
        )
    holds.sort(key=lambda hold: hold.first)
    return Law(timeline=timeline, holds=tuple(holds), since=since, until=until)


def wrong_freezes(
    clauses: Mapping[str, Clause], stabilisations: Mapping[str, Stabilisation], plan: Plan, timeline: Timeline
) -> Iterator[Problem]:
    """Return what is wrong with stabilisations, which only the whole draft can tell."""
    for said_by, one in stabilisations.items():
        path = f"clauses.{said_by}"
        for project in one.projects:
            if project not in plan.projects:
                hint = nearest(project, plan.projects)
                yield Problem(
                    code="E617",
                    message=f"there is no project '{project}'",
                    hint=hint,
                    path=f"{path}.projects",
                )
        if not one.freezes:
            if one.premium or one.instead:
                yield Problem(
                    code="E612",
                    message="it changes rates, but freezes nothing",
                    hint="add 'freezes:'",
                    path=path,
                )
            continue
        yield from _wrong_names(said_by, one, clauses)
        try:
            begins, ends = one.term
        except ConcessionError as error:
            yield from (problem.at(None, path) for problem in error.problems)
            continue
        if one.hold_for(said_by, "", timeline) is None:
            first, last = timeline.labels[0], timeline.labels[-1]
            yield Problem(
                code="E619",
                message=f"it runs from {begins} to {ends}; the case has no period in that, {first} to {last}",
                hint="correct its dates, or leave the clause out",
                path=path,
            )


def _wrong_names(said_by: str, one: Stabilisation, clauses: Mapping[str, Clause]) -> Iterator[Problem]:
    known = [name for name, clause in clauses.items() if isinstance(clause, MoneyClause)]
    for name, key in one.names():
        path = f"clauses.{said_by}.{key}"
        if name not in known:
            what = "is no clause that pays or computes" if name in clauses else "is no clause of this draft"
            yield Problem(
                code="E624", message=f"'{name}' {what}", hint=nearest(name, [*known, "all"]), path=path
            )
        elif key != "freezes":
            yield from _wrong_rate(name, one, clauses[name], path)


def _wrong_rate(name: str, one: Stabilisation, clause: Clause, path: str) -> Iterator[Problem]:
    if not one.freezes_clause(name):
        yield Problem(
            code="E628", message=f"it does not freeze '{name}'", hint="name it under 'freezes'", path=path
        )
    elif not any(row.key == "rate" for row in fields_of(type(clause))):
        yield Problem(
            code="E628",
            message=f"'{name}' has no 'rate', being a {type(clause).word}",
            hint="leave it out, or state what it comes to in a clause of its own",
            path=path,
        )
    elif name in one.premium and name in one.instead:
        yield Problem(
            code="E628",
            message=f"'{name}' has both a premium and a rate instead",
            hint="leave one out",
            path=path,
        )
