"""What a clause is built in: one ring fence, the lines it may read, and the ledger it writes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from concession.deal import TimedValue, Value
from concession.errors import ConcessionError, nearest
from concession.ledger import Ledger, Medium, Tier, Values
from concession.lines import (
    Account,
    Expr,
    Line,
    Number,
    Origin,
    Selector,
    Timeline,
    Unit,
    add_up,
    const,
)
from concession.projects import BuiltProject

__all__ = ["CALENDAR", "Scope", "Term"]

#: Lines of the calendar that formulas may read.
CALENDAR = (
    "number",
    "calendar_year",
    "time",
    "step",
    "first_period",
    "last_period",
    "year_start",
    "year_end",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One item of a base: a line by its name, and the share of it that counts."""

    name: str
    share: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A ring fence while one clause is built in it.

    Names of lines are those of the case: ``revenue``, ``costs.mining``, ``royalty``, ``income_tax.losses``.
    Inside a scope a name means that line of the scope's own projects.
    """

    clause: str
    ledger: Ledger
    values: Values
    origin: Origin
    projects: tuple[BuiltProject, ...]
    #: What is appended to the names of this scope's lines: nothing where there is one scope only.
    suffix: str = ""
    payer: str = ""
    payee: str = ""
    tier: Tier = "fiscal"
    medium: Medium = "cash"
    #: One in the periods in which the clause applies; None where it always does.
    in_force: Expr | None = None
    #: Every clause that this draft, or one that it extends, has or had.
    clauses: frozenset[str] = frozenset()
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def timeline(self) -> Timeline:
        """The case's periods."""
        return self.ledger.timeline

    @property
    def currency(self) -> Unit:
        """The reporting currency."""
        return self.ledger.currency

    @property
    def zero(self) -> Expr:
        """Nothing, in the reporting currency."""
        return const(0, self.currency)

    # -- reading ---------------------------------------------------------------------------------

    def value(self, value: Value) -> Expr:
        """Return a value of the file as an input of the program."""
        return self.values.expr(value)

    def series(self, series: TimedValue) -> Expr:
        """Return amounts by period as a line's formula."""
        age = self.projects[0].line("age") if len(self.projects) == 1 else None
        return self.values.flow(series, age if age is not None else self.timeline.number)

    def period_index(self, text: str, key: str) -> int:
        """Return how many periods after the first a stated period begins."""
        if not text:
            raise ConcessionError.of("E612", f"the clause needs a '{key}'", f"add '{key}: PERIOD'")
        return self.values.period_index(text, f"clauses.{self.clause}.{key}")

    def calendar(self, name: str) -> Expr | None:
        """Return a line of the calendar by name, or None."""
        return getattr(self.timeline, name) if name in CALENDAR else None

    def term(self, name: str) -> Expr:
        """Return a line of this scope by name: of a project, or of any clause of the draft.

        Raises
        ------
        ConcessionError
            E608 where neither a project nor a clause has such a line.
        """
        graph = self.ledger.graph
        found = [project.line(name) for project in self.projects]
        lines = [line for line in found if line is not None]
        if lines:
            return add_up(lines)
        if name.split(".", maxsplit=1)[0] in self.clauses:
            return self._clause_term(name)
        if name in graph:
            return graph[name]
        known = {term for project in self.projects for term in project.terms} | self.clauses
        raise ConcessionError.of("E608", f"there is no line '{name}' here", nearest(name, known))

    def _clause_term(self, name: str) -> Expr:
        """Return what a clause yields in this scope, whether it is built yet or not."""
        graph = self.ledger.graph
        match: dict[str, tuple[str, ...]] = {"term": (name,)}
        if self.projects:
            # lines of wider fences carry no project
            match["project"] = ("", *(project.id for project in self.projects))
        built = [line for line in graph if line.attributes.get("term") == name]
        unit = built[0].unit if built else self.currency
        return graph.select(Selector(match=match), unit, reader=f"clauses.{self.clause}", allow_empty=True)

    def terms(self, items: Sequence[Term]) -> Expr:
        """Return the weighted sum of several lines; of nothing, zero in the reporting currency."""
        parts = []
        for item in items:
            line = self.term(item.name)
            parts.append(line if item.share is None else line * self.value(item.share))
        return add_up(parts, self.currency)

    # -- writing ---------------------------------------------------------------------------------

    def name(self, part: str = "") -> str:
        """Return the full name of one of the clause's lines in this scope."""
        return f"{self.clause}.{part}{self.suffix}" if part else f"{self.clause}{self.suffix}"

    def _facts(self, part: str) -> dict[str, str]:
        return {**self.attributes, "term": f"{self.clause}.{part}" if part else self.clause}

    def line(self, part: str, definition: Expr, *, stock: bool = False, note: str = "") -> Line:
        """Add a line of the clause."""
        return self.ledger.graph.line(
            self.name(part),
            definition,
            attributes=self._facts(part),
            origin=self.origin,
            stock=stock,
            note=note,
        )

    def forward(self, part: str, unit: Unit) -> Line:
        """Declare a line of the clause whose formula follows."""
        return self.ledger.graph.forward(
            self.name(part), unit, attributes=self._facts(part), origin=self.origin
        )

    def account(
        self,
        part: str,
        unit: Unit,
        *,
        initial: Expr | Number = 0,
        kind: Literal["claim", "memo"] = "memo",
        holder: str = "",
        debtor: str = "",
        floor: int | None = 0,
        note: str = "",
    ) -> Account:
        """Open an account of the clause."""
        return self.ledger.graph.account(
            self.name(part),
            unit,
            initial=initial,
            kind=kind,
            holder=holder,
            debtor=debtor,
            floor=floor,
            origin=self.origin,
            note=note,
        )

    def pay(
        self,
        part: str,
        amount: Expr,
        *,
        instrument: str,
        payer: str = "",
        payee: str = "",
        tier: Tier | None = None,
        medium: Medium | None = None,
        delay: int = 0,
        note: str = "",
    ) -> Line:
        """Add a payment; parties, tier and medium are the clause's own where none is named."""
        if self.in_force is not None:
            amount = amount * self.in_force
        return self.ledger.pay(
            self.name(part),
            amount,
            payer=payer or self.payer,
            payee=payee or self.payee,
            instrument=instrument,
            tier=tier or self.tier,
            medium=medium or self.medium,
            project=self.projects[0].id if len(self.projects) == 1 else "",
            delay=delay,
            attributes=self._facts(part),
            origin=self.origin,
            note=note,
        )
