"""From one draft of a case to its ledger: projects first, then clauses, then what must add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from concession.clauses import Clause, MoneyClause, Scope
from concession.deal import Evidence
from concession.errors import ConcessionError, Place, Problems, nearest
from concession.ledger import STATE_KINDS, Ledger, Values, origin_of
from concession.lines import Expr, Graph, Origin, add_up
from concession.projects import BuiltProject, Project, build_project

__all__ = ["Built", "SaidClause", "build"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidClause:
    """A clause as a draft states it, with its evidence and its place."""

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
    for said in projects:
        origin = origin_of(f"projects.{said.id}", said.project.title, said.evidence, said.place)
        suffix = "" if len(projects) == 1 else f"[{said.id}]"
        try:
            ledger.party(said.project.owner)
            built[said.id] = build_project(
                said.id, said.project, ledger=ledger, values=values, origin=origin, suffix=suffix
            )
        except ConcessionError as error:
            problems.extend(error, said.place, f"projects.{said.id}")
    problems.raise_if_any()
    builder = _Clauses(ledger, values, built, known_clauses)
    for said_clause in clauses:
        try:
            builder.add(said_clause)
        except ConcessionError as error:
            problems.extend(error, said_clause.place, f"clauses.{said_clause.id}")
    problems.raise_if_any()
    _check_reads(ledger.graph, clauses, problems)
    try:
        ledger.graph.finish()
    except ConcessionError as error:
        places = {f"clauses.{said.id}": said.place for said in clauses}
        for problem in error.problems:
            problems.note(problem.at(places.get(problem.path)))
    problems.raise_if_any()
    return Built(ledger=ledger, values=values, projects=built, clauses={said.id: said for said in clauses})


class _Clauses:
    """Finds the ring fences of each clause and builds it in them."""

    def __init__(
        self, ledger: Ledger, values: Values, projects: Mapping[str, BuiltProject], known: frozenset[str]
    ) -> None:
        self.ledger = ledger
        self.values = values
        self.projects = projects
        self.known = known

    def add(self, said: SaidClause) -> None:
        clause = said.clause
        if not isinstance(clause, MoneyClause):
            return
        origin = origin_of(f"clauses.{said.id}", clause.title, said.evidence, said.place)
        if said.evidence.article:
            title = f"{clause.title} ({said.evidence.article})" if clause.title else said.evidence.article
            origin = replace(origin, text=title)
        within = self._reached(said.id, clause)
        fences = self._fences(clause, within)
        several = len(fences) > 1 or (len(self.projects) > 1 and self._fence(clause) == "project")
        for name, projects in fences.items():
            self._build(said, clause, origin, projects, f"[{name}]" if several else "")
        if several:
            self._total(said.id, [f"{said.id}[{name}]" for name in fences], origin)

    def _fence(self, clause: MoneyClause) -> str:
        return clause.ring_fence or clause.fence

    def _reached(self, name: str, clause: MoneyClause) -> list[BuiltProject]:
        """Return the projects that the clause applies to."""
        for project in clause.projects:
            if project not in self.projects:
                raise ConcessionError.of(
                    "E617", f"there is no project '{project}'", nearest(project, self.projects)
                )
        found = [
            project
            for project in self.projects.values()
            if (not clause.projects or project.id in clause.projects)
            and (not clause.licences or project.attributes.get("licence") in clause.licences)
            and (not clause.regions or project.attributes.get("region") in clause.regions)
        ]
        if not found and self.projects:
            raise ConcessionError.of(
                "E609",
                f"the clause '{name}' applies to no project",
                "check its projects, licences and regions",
            )
        return found

    def _fences(self, clause: MoneyClause, within: list[BuiltProject]) -> dict[str, tuple[BuiltProject, ...]]:
        fence = self._fence(clause)
        if fence == "deal" or not within:
            return {"deal": tuple(within)}
        fences: dict[str, tuple[BuiltProject, ...]] = {}
        for project in within:
            key = project.id if fence == "project" else project.owner
            fences[key] = (*fences.get(key, ()), project)
        return fences

    def _build(
        self,
        said: SaidClause,
        clause: MoneyClause,
        origin: Origin,
        projects: tuple[BuiltProject, ...],
        suffix: str,
    ) -> None:
        owners = list(dict.fromkeys(project.owner for project in projects))
        facts = dict(projects[0].attributes) if len(projects) == 1 else {"project": ""}
        facts["clause"] = said.id
        scope = Scope(
            clause=said.id,
            ledger=self.ledger,
            values=self.values,
            origin=origin,
            projects=projects,
            suffix=suffix,
            payer=clause.payer or (owners[0] if len(owners) == 1 else ""),
            payee=clause.payee or self._treasury(),
            tier="project" if clause.counts_as == "cost" else clause.tier,
            medium="kind" if clause.in_kind else "cash",
            in_force=self._in_force(clause, said.id),
            clauses=self.known,
            attributes=facts,
        )
        clause.build(scope)

    def _treasury(self) -> str:
        states = [party.id for party in self.ledger.parties.values() if party.kind in STATE_KINDS]
        return states[0] if len(states) == 1 else ""

    def _in_force(self, clause: MoneyClause, name: str) -> Expr | None:
        number = self.ledger.timeline.number
        conditions: list[Expr] = []
        if clause.starts:
            conditions.append(number >= self.values.period_index(clause.starts, f"clauses.{name}.from"))
        if clause.ends:
            # a whole year is meant where the timeline is finer
            last = self.values.period_index(clause.ends, f"clauses.{name}.until")
            whole = self.ledger.timeline.per_year if "Q" not in clause.ends and "-" not in clause.ends else 1
            conditions.append(number < last + whole)
        if not conditions:
            return None
        return conditions[0] if len(conditions) == 1 else conditions[0] & conditions[1]

    def _total(self, name: str, parts: list[str], origin: Origin) -> None:
        """Add the sum over ring fences, which selectors never match."""
        graph = self.ledger.graph
        lines = [graph[part] for part in parts if part in graph]
        if lines and all(line.unit == lines[0].unit for line in lines) and name not in graph:
            graph.line(name, add_up(lines), origin=origin)


def _check_reads(graph: Graph, clauses: Sequence[SaidClause], problems: Problems) -> None:
    """Report every name of a clause's line that no clause makes."""
    terms = {line.attributes.get("term") for line in graph}
    ids = {said.id for said in clauses}
    places = {f"clauses.{said.id}": said.place for said in clauses}
    for selection, reader in graph.selections:
        for name in selection.selector.match.get("term", ()):
            whole = name.split(".")[0]
            if name in terms or (name == whole and name not in ids):
                continue
            if name == whole:
                message = f"the clause '{name}' makes no line of money to read"
            else:
                message = f"the clause '{whole}' has no line '{name}'"
            own = [term for term in terms if term and term.startswith(f"{whole}.")]
            problems.add("E608", message, nearest(name, own), path=reader, place=places.get(reader))
    problems.raise_if_any()
