"""A case: what its folder says, read, checked, and ready to be built draft by draft."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import cast

from concession.clauses import KINDS, Clause
from concession.deal import (
    EVIDENCE_KEYS,
    Context,
    Documents,
    Draft,
    Scalar,
    Source,
    Tables,
    Value,
    as_choice,
    has_whole_readings,
    lent_evidence,
    parse_period,
    read_evidence,
    read_fields,
    shown,
    whole_readings,
)
from concession.deal import Mapping as MappingNode
from concession.errors import ConcessionError, Problems, nearest
from concession.ledger import Group, Ledger, Party, Values, origin_of
from concession.lines import Expr, Input, Timeline, Unit
from concession.measures import Discounting, Timing
from concession.model._build import Built, SaidClause, SaidProject, build
from concession.model._head import Head
from concession.model._outlook import SaidOutlook

__all__ = ["Case"]

#: Of so many drafts the clauses are kept once they are read, and so many clauses that drafts may share.
_MOST_READ, _MOST_SAID = 64, 4096
#: Clauses that were read, by name and node; the node is kept, so that no other takes its place.
SaidBefore = dict[tuple[str, int], tuple[MappingNode, SaidClause]]
PER_YEAR = {"year": 1, "quarter": 4, "month": 12}


@dataclass(frozen=True, kw_only=True)
class Case:
    """Parties, projects, outlook and drafts that belong together; immutable.

    ``drafts`` keeps the order of the folder, with what a draft extends before it; the first one is the
    baseline of comparisons. ``read`` has the readings of its projects, its outlook and its head that were
    taken in the place of the base, by path.
    """

    id: str
    head: Head
    timeline: Timeline
    parties: Mapping[str, Party]
    groups: Mapping[str, Group]
    projects: tuple[SaidProject, ...]
    outlook: SaidOutlook
    sources: Mapping[str, Source]
    drafts: Mapping[str, Draft]
    documents: Documents
    read: Mapping[str, str] = field(default_factory=dict)
    _cache: dict[int, tuple[Draft, Built]] = field(default_factory=dict, repr=False, compare=False)
    _read: dict[int, tuple[Draft, tuple[SaidClause, ...]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    _said: SaidBefore = field(default_factory=dict, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<Case {self.id}: {self.title}; drafts {', '.join(self.drafts)}>"

    @property
    def title(self) -> str:
        """The name of the case."""
        return self.head.title

    @property
    def currency(self) -> Unit:
        """The reporting currency."""
        return Unit.of(self.head.currency)

    @property
    def baseline(self) -> str:
        """The draft that others are compared with: the first one."""
        return next(iter(self.drafts))

    def draft(self, name: str | Draft | None = None) -> Draft:
        """Return a draft by id (the baseline where nothing is said), or the draft itself.

        Raises
        ------
        ConcessionError
            E509, with the nearest names, for a draft that the case does not have.
        """
        if isinstance(name, Draft):
            return name
        wanted = name or self.baseline
        if wanted not in self.drafts:
            raise ConcessionError.of("E509", f"there is no draft '{wanted}'", nearest(wanted, self.drafts))
        return self.drafts[wanted]

    def rate(self, party: str) -> Decimal:
        """Return the yearly rate at which a party or group values money."""
        own = self.parties[party].rate if party in self.parties else None
        if own is None and party in self.groups:
            rates = {self.parties[member].rate for member in self.groups[party].members}
            own = rates.pop() if len(rates) == 1 else None
        return own if own is not None else self.common_rate

    @property
    def common_rate(self) -> Decimal:
        """The yearly rate at which all parties are compared."""
        quantity = self.head.conventions.common_rate.quantity
        return quantity.low if quantity is not None else Decimal(0)

    def discounting(self, party: str = "") -> Discounting:
        """Return how a party's amounts are discounted, or all parties' where none is named."""
        said = self.head.conventions
        valued = said.valuation_date.day
        start = self.timeline.labels[0]
        month = (start.part - 1) * 12 // start.parts
        offset = (start.year - valued.year) + (month - (valued.month - 1)) / 12 - (valued.day - 1) / 365
        return Discounting(
            rate=float(self.rate(party) if party else self.common_rate),
            timing=cast(Timing, said.discounting),
            period_years=float(self.timeline.length),
            offset_years=offset,
            basis=said.rate_basis,
        )

    def conventions(self) -> dict[str, object]:
        """Return the conventions that every result carries, as plain data."""
        said = self.head.conventions
        return {
            "valuation_date": str(said.valuation_date),
            "information_date": str(said.information_date) if said.information_date else None,
            "discounting": f"{said.discounting} of period",
            "period": self.timeline.word,
            "first_period": str(self.timeline.labels[0]),
            "last_period": str(self.timeline.labels[-1]),
            "money": said.money,
            "currency": self.head.currency,
            "common_rate": float(self.common_rate),
            "own_rates": {name: float(self.rate(name)) for name in [*self.parties, *self.groups]},
            "rate_basis": said.rate_basis,
            "horizon_value": said.horizon_value,
            "illustrative": self.head.illustrative,
        }

    def clauses(self, draft: str | Draft | None = None) -> tuple[SaidClause, ...]:
        """Read the clauses of a draft; all problems are raised at once."""
        wanted = self.draft(draft)
        key = id(wanted)
        if key not in self._read:
            problems = Problems()
            said = read_clauses(wanted, self.sources, self._tables(), problems, self._said)
            problems.raise_if_any()
            while len(self._read) >= _MOST_READ:
                del self._read[next(iter(self._read))]
            self._read[key] = (wanted, said)
        return self._read[key][1]

    def build(self, draft: str | Draft | None = None) -> Built:
        """Return the draft's lines and payments; nothing is computed yet.

        Raises
        ------
        ConcessionError
            Everything that its clauses and projects get wrong, each with its place.
        """
        wanted = self.draft(draft)
        key = id(wanted)
        if key in self._cache:
            return self._cache[key][1]
        values = self._values()
        built = build(
            ledger=Ledger(
                timeline=self.timeline,
                currency=self.currency,
                parties=self.parties,
                groups=self.groups,
                rates=self._rates(values),
            ),
            values=values,
            projects=self.projects,
            clauses=self.clauses(wanted),
            known_clauses=self._known(wanted),
        )
        self._cache[key] = (wanted, built)
        return built

    def _tables(self) -> Tables:
        return tables_of(self.documents)

    def _known(self, draft: Draft) -> frozenset[str]:
        """Return the clauses that a draft, or any that it extends, has: what was removed reads as nothing."""
        names = {*draft.clauses, *draft.gone}
        for ancestor in draft.chain:
            if ancestor in self.drafts:
                names.update(self.drafts[ancestor].clauses)
        return frozenset(names)

    def _values(self) -> Values:
        paths: dict[str, Input] = {}
        events: dict[str, Input] = {}
        for name, entry in self.outlook.items():
            if entry.states:
                continue  # what is read off them is an input of its own
            node = Input(
                f"outlook.{name}",
                unit=entry.unit,
                shape="series" if entry.by_period else "scalar",
                random=True,
                origin=origin_of(f"outlook.{name}", entry.text, entry.evidence),
            )
            (events if entry.event else paths)[name] = node
        return Values(timeline=self.timeline, outlook=paths, events=events)

    def _rates(self, values: Values) -> Mapping[Unit, Expr]:
        """Return what one unit of each other currency is worth in the reporting one."""
        rates: dict[Unit, Expr] = {}
        for name, series in self.head.conventions.exchange.items():
            rate = values.level(series, self.timeline.number)
            unit = self.currency / rate.unit
            if len(unit.powers) != 1 or unit.powers[0][1] != 1:
                raise ConcessionError.of(
                    "E611",
                    f"the rate of exchange '{name}' is in {rate.unit}",
                    f"write what one unit is worth, such as '0.024 {self.currency}/UAH'",
                    path=f"conventions.exchange.{name}",
                )
            rates[unit] = rate
        return rates


def read_clauses(
    draft: Draft,
    sources: Mapping[str, Source],
    tables: Tables,
    problems: Problems,
    before: SaidBefore | None = None,
) -> tuple[SaidClause, ...]:
    """Read the clauses of a draft, noting what is wrong with them.

    A draft that extends another one shares most of its clauses, as the same nodes: ``before`` keeps what
    was read of each without a problem.
    """
    known = {} if before is None else before
    context = Context(problems=problems, path="clauses", sources=sources, tables=tables, law=True)
    said = []
    for name, node in draft.clauses.entries.items():
        if (name, id(node)) in known:
            said.append(known[name, id(node)][1])
            continue
        here = context.below(name)
        if not isinstance(node, MappingNode):
            message = f"a clause is wanted here, not '{shown(node)[:40]}'"
            hint = "write {type: royalty, ...}, or name one of its terms"
            problems.add("E201", message, hint, path=here.path, place=node.place)
            continue
        troubles = len(problems.found)
        clause = _clause(name, node, here)
        if clause is not None:
            said.append(clause)
            if len(problems.found) == troubles and len(known) < _MOST_SAID:
                known[name, id(node)] = (node, clause)
    return tuple(said)


def _clause(name: str, node: MappingNode, context: Context) -> SaidClause | None:
    """Read a clause; of one with readings its base, once each of the others is known to be a clause."""
    if not has_whole_readings(node, "type"):
        return _plain_clause(name, node, context)
    whole = whole_readings(node, "type", context.problems, path=context.path, sources=context.sources)
    if whole is None:
        return None
    # the base is read where the clause stands: its random numbers go by that name, whatever is read there
    base = _plain_clause(name, whole.node, context)
    others = [
        _plain_clause(name, one, context.below("readings").below(key))
        for key, one in whole.readings.items()
        if key != whole.base
    ]
    if base is None or None in others:
        return None
    told = tuple(
        (key, Value(quantity=None, text=shown(one.without(*EVIDENCE_KEYS)), evidence=whole.evidence[key]))
        for key, one in whole.readings.items()
    )
    return replace(base, evidence=replace(base.evidence, readings=told, base=whole.base))


def _plain_clause(name: str, node: MappingNode, context: Context) -> SaidClause | None:
    lent = lent_evidence(node.lent or (), context.problems, sources=context.sources)
    evidence = read_evidence(
        node, context.problems, path=context.path, sources=context.sources, inherited=lent
    )
    kind = node.get("type")
    if kind is None:
        context.problems.add(
            "E203",
            "'type' is missing",
            f"add 'type:' with one of {', '.join(sorted(KINDS))}",
            path=context.path,
            place=node.place,
        )
        return None
    word = as_choice(kind, KINDS, context.problems, path=f"{context.path}.type")
    if not word:
        return None
    rest = node.without("type", *EVIDENCE_KEYS)
    clause: Clause | None = read_fields(KINDS[word], rest, context.under(evidence))
    return None if clause is None else SaidClause(id=name, clause=clause, evidence=evidence, place=node.place)


def tables_of(documents: Documents) -> Tables:
    """Return the data tables of a folder, which know the case's periods and its project year 1."""
    said = documents.tree.get("timeline")
    texts: dict[str, str] = {}
    if isinstance(said, MappingNode):
        for key in ("per", "year_one"):
            node = said.get(key)
            texts[key] = node.text if isinstance(node, Scalar) else ""
    year: int | None = None
    with suppress(ConcessionError):  # what is wrong with it is noted where the head is read
        year = parse_period(texts.get("year_one", "")).year
    return Tables(
        folder=documents.folder,
        label=documents.label,
        year_one=year,
        per_year=PER_YEAR.get(texts.get("per") or "year"),
    )


def timeline_of(head: Head) -> Timeline:
    """Return the periods that a head states."""
    start = parse_period(head.timeline.start)
    per_year = PER_YEAR[head.timeline.per]
    first = (start.part - 1) * per_year // start.parts + 1
    return Timeline(year=start.year, first=first, periods=head.timeline.periods, per_year=per_year)
