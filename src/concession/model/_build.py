"""From one draft of a case to its ledger: projects first, then clauses, then what must add up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concession.clauses import AddedProject, Clause, ClauseBuilder, Plan, in_order
from concession.deal import Evidence
from concession.errors import ConcessionError, Place, Problems, nearest
from concession.ledger import Ledger, Values, origin_of
from concession.lines import Graph, Origin, compile_program
from concession.projects import BuiltProject, Project, build_project

__all__ = ["Built", "SaidClause", "build"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidClause:
    """A clause as a draft states it, with its evidence and its place.

    Where its text can be read in several ways, the evidence has them.
    """

    id: str
    clause: Clause
    evidence: Evidence
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidProject:
    """A project as a case states it, with its evidence and its place."""

    id: str
    project: Project
    evidence: Evidence
    place: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Built:
    """A draft once its lines stand: nothing is computed yet."""

    ledger: Ledger
    values: Values
    projects: Mapping[str, BuiltProject]
    clauses: Mapping[str, SaidClause]

    @property
    def graph(self) -> Graph:
        """The graph of lines."""
        return self.ledger.graph


def build(
    *,
    ledger: Ledger,
    values: Values,
    projects: Sequence[SaidProject],
    clauses: Sequence[SaidClause],
    known_clauses: frozenset[str],
) -> Built:
    """Write projects and clauses into the ledger and close it.

    Every problem of every project and clause is collected, each with its place, and raised once.
    """
    problems = Problems()
    built: dict[str, BuiltProject] = {}
    left_out = _left_out(projects, clauses, problems)
    clause_costs = any(getattr(said.clause, "counts_as", "") == "cost" for said in clauses)
    for said in projects:
        origin = origin_of(f"projects.{said.id}", said.project.title, said.evidence, said.place)
        suffix = "" if len(projects) == 1 else f"[{said.id}]"
        try:
            ledger.party(said.project.owner)
            built[said.id] = build_project(
                said.id,
                said.project,
                ledger=ledger,
                values=values,
                origin=origin,
                suffix=suffix,
                begins=said.id not in left_out,
                clause_costs=clause_costs,
            )
        except ConcessionError as error:
            problems.extend(error, said.place, f"projects.{said.id}")
    problems.raise_if_any()
    _plan_and_build(ledger, values, built, clauses, known_clauses, problems)
    try:
        ledger.graph.finish()
    except ConcessionError as error:
        places = {f"clauses.{said.id}": said.place for said in clauses}
        for problem in error.problems:
            problems.note(problem.at(places.get(problem.path)))
    problems.raise_if_any()
    try:
        # loops are found here, while the draft is at hand, and not when it first runs
        compile_program(ledger.graph, ledger.graph.lines)
    except ConcessionError as error:
        problems.extend(error, path="clauses")
    problems.raise_if_any()
    return Built(ledger=ledger, values=values, projects=built, clauses={said.id: said for said in clauses})


def _left_out(projects: Sequence[SaidProject], clauses: Sequence[SaidClause], problems: Problems) -> set[str]:
    """Return the projects that this draft does not build."""
    known = [said.id for said in projects]
    found = set()
    for said in clauses:
        if isinstance(said.clause, AddedProject):
            name = said.clause.project
            if name not in known:
                message, path = f"there is no project '{name}'", f"clauses.{said.id}.project"
                problems.add("E207", message, nearest(name, known), path=path, place=said.place)
            elif not said.clause.built:
                found.add(name)
    return found


def _plan_and_build(
    ledger: Ledger,
    values: Values,
    projects: Mapping[str, BuiltProject],
    clauses: Sequence[SaidClause],
    known: frozenset[str],
    problems: Problems,
) -> None:
    """Find the ring fences of all clauses, then build each after those that it reads."""
    places = {f"clauses.{said.id}": said.place for said in clauses}
    plan = Plan(projects=projects, removed=known - {said.id for said in clauses})
    builder = ClauseBuilder(ledger, values, plan)
    for said in clauses:
        try:
            builder.plan_for(said.id, said.clause)
        except ConcessionError as error:
            problems.extend(error, said.place, f"clauses.{said.id}")
    for problem in builder.wrong_law():
        problems.note(problem.at(places.get(".".join(problem.path.split(".")[:2]))))
    problems.raise_if_any()
    # royalty, royalty.base and royalty[north] are all lines of the clause 'royalty'
    reads = {said.id: [re.split(r"[.\[]", name)[0] for name in said.clause.reads()] for said in clauses}
    by_id = {said.id: said for said in clauses}
    for name in in_order(reads):
        said = by_id[name]
        try:
            builder.build(name, said.clause, _origin(said))
        except ConcessionError as error:
            problems.extend(error, said.place, f"clauses.{name}")
    problems.raise_if_any()
    for problem in builder.wrong_reads():
        problems.note(problem.at(places.get(problem.path)))
    problems.raise_if_any()


def _origin(said: SaidClause) -> Origin:
    title = said.clause.title
    if said.evidence.article:
        title = f"{title} ({said.evidence.article})" if title else said.evidence.article
    return origin_of(f"clauses.{said.id}", title, said.evidence, said.place)
