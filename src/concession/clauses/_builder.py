"""From a clause's words to its lines: its ring fences, its parties, its currency and its periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from concession.clauses._clause import Clause, MoneyClause
from concession.clauses._frozen import law_of, wrong_freezes
from concession.clauses._plan import Fence, Plan, fence_key
from concession.clauses._scope import CALENDAR, Scope
from concession.clauses._stabilisation import Stabilisation
from concession.errors import ConcessionError, Problem, nearest
from concession.ledger import STATE_KINDS, Ledger, Values
from concession.lines import Expr, Origin, Unit, add_up
from concession.projects import BuiltProject

__all__ = ["ClauseBuilder"]


class ClauseBuilder:
    """Plans the ring fences of a draft's clauses, and builds each clause in its own."""

    def __init__(self, ledger: Ledger, values: Values, plan: Plan) -> None:
        self.ledger = ledger
        self.values = values
        self.plan = plan
        self.clauses: dict[str, Clause] = {}
        self.stabilisations: dict[str, Stabilisation] = {}

    # -- ring fences -----------------------------------------------------------------------------

    def plan_for(self, name: str, clause: Clause) -> None:
        """Note the ring fences of a clause.

        Raises
        ------
        ConcessionError
            E607 for a name that is taken, E609 where the clause applies to no project, E617 for an unknown
            project.
        """
        self._refuse_taken(name)
        self.clauses[name] = clause
        if isinstance(clause, Stabilisation):
            self.stabilisations[name] = clause
        if not isinstance(clause, MoneyClause):
            return
        said = clause.unit_said()
        if said is not None:
            self.plan.units[name] = said
        within = self._reached(name, clause)
        kind = clause.ring_fence or clause.fence
        if kind == "company" and clause.payer and not clause.ring_fence:
            # one payer is one company
            groups = {clause.payer: within}
        elif kind == "deal" or not within:
            groups = {"deal": within}
        else:
            groups = {}
            for project in within:
                key = {"project": project.id, "licence": project.licence}.get(kind, project.owner)
                groups.setdefault(key, []).append(project)
        narrow = kind in ("project", "licence") and bool(within)
        several = len(groups) > 1 or (len(self.plan.projects) > 1 and narrow)
        self.plan.fences[name] = tuple(
            Fence(name=key, projects=tuple(projects), suffix=f"[{key}]" if several else "")
            for key, projects in groups.items()
        )

    def _refuse_taken(self, name: str) -> None:
        terms = {term.split(".")[0] for one in self.plan.projects.values() for term in one.terms}
        for taken, what in ((terms, "a line of projects"), (CALENDAR, "a line of the calendar")):
            if name in taken:
                raise ConcessionError.of(
                    "E607", f"'{name}' is the name of {what} already", "give the clause another name"
                )

    def _reached(self, name: str, clause: MoneyClause) -> list[BuiltProject]:
        """Return the projects that the clause applies to."""
        for project in clause.projects:
            if project not in self.plan.projects:
                raise ConcessionError.of(
                    "E617", f"there is no project '{project}'", nearest(project, self.plan.projects)
                )
        found = [
            project
            for project in self.plan.projects.values()
            if (not clause.projects or project.id in clause.projects)
            and (not clause.licences or project.attributes.get("licence") in clause.licences)
            and (not clause.regions or project.attributes.get("region") in clause.regions)
        ]
        if not found and self.plan.projects:
            raise ConcessionError.of(
                "E609",
                f"the clause '{name}' applies to no project",
                "check its projects, licences and regions",
            )
        return found

    # -- building --------------------------------------------------------------------------------

    def build(self, name: str, clause: Clause, origin: Origin) -> None:
        """Write a clause's lines for each of its ring fences, and their total where there are several."""
        if not isinstance(clause, MoneyClause):
            return
        self._check_kind(clause)
        currency = self._currency(clause)
        first, last = self._span(name, clause)
        in_force = self._in_span(first, last)
        fences = self.plan.fences[name]
        counted = {"counts_as": "cost"} if clause.counts_as == "cost" else {}
        for fence in fences:
            law = law_of(name, clause, fence, self.stabilisations, self.ledger.timeline)
            law = replace(law, first=first or 0, last=last)
            owners = list(dict.fromkeys(project.owner for project in fence.projects))
            scope = Scope(
                clause=name,
                ledger=self.ledger,
                values=self.values,
                origin=origin,
                projects=fence.projects,
                plan=self.plan,
                currency=currency,
                suffix=fence.suffix,
                payer=clause.payer or (owners[0] if len(owners) == 1 else ""),
                payee=clause.payee or self._treasury(),
                tier="project" if clause.counts_as == "cost" else clause.tier,
                medium="kind" if clause.in_kind else "cash",
                cost_to_giver=clause.cost_to_giver,
                worth_to_receiver=clause.worth_to_receiver,
                in_force=_both(in_force, law.force),
                law=law,
                attributes={**_facts(name, fence), **counted},
            )
            clause.build(scope)
        if fences[0].suffix:
            self._total(name, [f"{name}{fence.suffix}" for fence in fences], origin)

    def _check_kind(self, clause: MoneyClause) -> None:
        if (clause.cost_to_giver or clause.worth_to_receiver) and not clause.in_kind:
            raise ConcessionError.of(
                "E612",
                "what a payment in kind costs or is worth is stated, but it is paid in cash",
                "add 'in_kind: true', or leave both out",
            )

    def _currency(self, clause: MoneyClause) -> Unit:
        if not clause.currency:
            return self.ledger.currency
        unit = Unit.of(clause.currency)
        if unit != self.ledger.currency and unit not in self.ledger.rates:
            known = [str(one) for one in (self.ledger.currency, *self.ledger.rates)]
            raise ConcessionError.of(
                "E611",
                f"there is no rate of exchange for '{clause.currency}'; {nearest(clause.currency, known)}",
                "state what one of it is worth under 'conventions.exchange'",
            )
        return unit

    def _treasury(self) -> str:
        states = [party.id for party in self.ledger.parties.values() if party.kind in STATE_KINDS]
        return states[0] if len(states) == 1 else ""

    def _span(self, name: str, clause: MoneyClause) -> tuple[int | None, int | None]:
        """Return the first and last period in which the clause applies, None where it says none."""
        timeline = self.ledger.timeline
        path = f"clauses.{name}"
        first = self.values.period_index(clause.starts, f"{path}.from") if clause.starts else None
        last = self.values.last_index(clause.ends, f"{path}.until") if clause.ends else None
        if first is not None and last is not None and last < first:
            raise ConcessionError.of(
                "E619", f"the clause ends ({clause.ends}) before it begins ({clause.starts})", "correct one"
            )
        if (first or 0) >= timeline.periods or (last is not None and last < 0):
            raise ConcessionError.of(
                "E619",
                f"the clause applies in no period of the case, {timeline.labels[0]} to {timeline.labels[-1]}",
                "correct 'from' and 'until', or leave the clause out",
            )
        return first, last

    def _in_span(self, first: int | None, last: int | None) -> Expr | None:
        """Return one in the periods in which a clause applies, None where it always does."""
        number = self.ledger.timeline.number
        begun = None if first is None else number >= first
        return _both(begun, None if last is None else number <= last)

    def _total(self, name: str, parts: Sequence[str], origin: Origin) -> None:
        """Add the sum over ring fences, which selectors never match."""
        graph = self.ledger.graph
        lines: list[Expr] = [graph[part] for part in parts if part in graph]
        if not lines or name in graph:
            return
        if any(line.unit != lines[0].unit for line in lines):
            lines = [self.ledger.in_currency(line) for line in lines]
        graph.line(name, add_up(lines), origin=origin)

    # -- checks once everything stands -----------------------------------------------------------

    def wrong_law(self) -> Iterator[Problem]:
        """Return what is wrong with the clauses that freeze others, once all are known."""
        return wrong_freezes(self.clauses, self.stabilisations, self.plan, self.ledger.timeline)

    def wrong_reads(self) -> Iterator[Problem]:
        """Return what is wrong with the reads of clauses, which only the whole draft can tell."""
        for name, reader in self.plan.asked:
            if name not in self.plan.units:
                yield self._unknown(name, reader)
        yield from self._overlooked()

    def _unknown(self, name: str, reader: str) -> Problem:
        clause = name.split(".", maxsplit=1)[0]
        own = [known for known in self.plan.units if known.split(".", maxsplit=1)[0] == clause]
        if name == clause:
            message = f"the clause '{clause}' has no line of its own name to read"
        else:
            message = f"the clause '{clause}' has no line '{name}'"
        return Problem(code="E608", message=message, hint=nearest(name, own), path=reader)

    def _overlooked(self) -> Iterator[Problem]:
        """Return the selectors that would match payments of a ring fence wider than their own."""
        lines = [line for line in self.ledger.graph if line.attributes.get("fence")]
        for selection, reader in self.ledger.graph.selections:
            match = dict(selection.selector.match)
            keys = match.pop("fence", None)
            if keys is None or "term" in match:
                continue
            mine = {project for key in keys for project in key.split("+")}
            for line in lines:
                facts = line.attributes
                theirs = set(facts["fence"].split("+"))
                asked = all(facts.get(key) in words for key, words in match.items())
                unwanted = any(facts.get(key) in words for key, words in selection.selector.exclude.items())
                if asked and not unwanted and theirs & mine and not theirs <= mine:
                    yield Problem(
                        code="E618",
                        message=f"the selector would match '{line.name}', which is assessed for "
                        f"{', '.join(sorted(theirs))} together; here it is read for "
                        f"{', '.join(sorted(mine))} alone",
                        hint="give the clause that reads it a 'ring_fence' as wide (company or deal)",
                        path=reader,
                    )


def _both(one: Expr | None, other: Expr | None) -> Expr | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _facts(name: str, fence: Fence) -> dict[str, str]:
    """Return what selectors may ask of a clause's lines: what all projects of the fence have in common."""
    shared = _shared([project.attributes for project in fence.projects])
    if len(fence.projects) != 1:
        shared["project"] = ""
    return {**shared, "fence": fence_key(fence.ids), "clause": name, "writer": f"{name}{fence.suffix}"}


def _shared(all_facts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    first, *others = [*all_facts] or [{}]
    return {key: word for key, word in first.items() if all(one.get(key) == word for one in others)}
