"""What a clause is built in: one ring fence, the lines it may read, and the ledger it writes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from concession.clauses._plan import Plan
from concession.deal import TimedValue, Value, is_money
from concession.errors import ConcessionError, nearest
from concession.ledger import Law, Ledger, Medium, Tier, Values, origin_of
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
    """One item of a base: a line by its name, or payments by a selector, and the share that counts."""

    name: str = ""
    share: Value | None = None
    selector: Selector | None = None
    allow_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A ring fence while one clause is built in it.

    Names of lines are those of the case: ``revenue``, ``costs.mining``, ``royalty``, ``income_tax.losses``.
    Inside a scope a name means that line of the scope's own projects. Amounts of money are read in the
    currency in which the clause is assessed.
    """

    clause: str
    ledger: Ledger
    values: Values
    origin: Origin
    projects: tuple[BuiltProject, ...]
    plan: Plan
    #: The currency in which the clause is assessed.
    currency: Unit
    #: What is appended to the names of this scope's lines: nothing where there is one scope only.
    suffix: str = ""
    payer: str = ""
    payee: str = ""
    tier: Tier = "fiscal"
    medium: Medium = "cash"
    #: What a payment in kind costs the giver and is worth to the receiver, as shares of its amount.
    cost_to_giver: Value | None = None
    worth_to_receiver: Value | None = None
    #: One in the periods in which the clause applies; None where it always does.
    in_force: Expr | None = None
    #: Which day's law each period reads.
    law: Law
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def timeline(self) -> Timeline:
        """The case's periods."""
        return self.ledger.timeline

    @property
    def zero(self) -> Expr:
        """Nothing, in the clause's currency."""
        return const(0, self.currency)

    # -- reading ---------------------------------------------------------------------------------

    def value(self, value: Value) -> Expr:
        """Return a value of the file as an input of the program; by its dates where it changes."""
        law = self.law
        later = partial(self.values.expr, value, law.unfrozen)
        return self._by_law(value, self.values.expr(value, law), later, frozen=False)

    def series(self, series: TimedValue) -> Expr:
        """Return amounts by period as a line's formula."""
        return self.values.flow(series, self._age, self.law)

    def level(self, series: TimedValue) -> Expr:
        """Return a rate or price over time: what holds in each period, or held where it is frozen.

        A name that is no input of the outlook means a line, such as that of a table of rates.
        """
        law = self.law
        name = series.reference
        if name and name not in self.values.outlook:
            if name not in self.plan:
                known = {*self.values.outlook, *self.plan.fences}
                message = f"there is no '{name}' in the outlook, and no clause of this name"
                raise ConcessionError.of("E615", message, nearest(name, known), series.path)
            # a clause that depends on this one is built later: what it gives is a share
            self.plan.units.setdefault(name, series.unit)
            return self.term(name)
        read = self.values.level(series, self._age, law)
        later = partial(self.values.level, series, self._age, law.unfrozen)
        return self._by_law(series.value or series, read, later, frozen=bool(series.dated and law.holds))

    @property
    def _age(self) -> Expr:
        age = self.projects[0].line("age") if len(self.projects) == 1 else None
        return age if age is not None else self.timeline.number

    def _by_law(
        self, value: Value | TimedValue, read: Expr, later: Callable[[], Expr], *, frozen: bool
    ) -> Expr:
        """Return a value as its law has it: a line of its own where it changes at dates, or is frozen."""
        path = value.path.removeprefix(f"clauses.{self.clause}.")
        if path == "rate":
            agreed = self.law.agreed(read, later, self.values.expr)
            frozen = frozen or agreed is not read
            read = agreed
        since = value.since if isinstance(value, Value) else ()
        if not (since or frozen):
            return read
        name = self.name(f"law.{path}")
        if name in self.ledger.graph:
            return self.ledger.graph[name]
        words = "; ".join(part for part in (value.evidence.note, self.law.words()) if part)
        evidence = replace(value.evidence, note=words)
        return self.line(f"law.{path}", read, origin=origin_of(value.path, value.text, evidence, value.place))

    def period_index(self, text: str, key: str) -> int:
        """Return how many periods after the first a stated period begins; it lies inside the case.

        Raises
        ------
        ConcessionError
            E612 where nothing is stated, E619 where the period lies outside the case's.
        """
        if not text:
            raise ConcessionError.of("E612", f"the clause needs a '{key}'", f"add '{key}: PERIOD'")
        index = self.values.period_index(text, f"clauses.{self.clause}.{key}")
        if not 0 <= index < self.timeline.periods:
            labels = self.timeline.labels
            raise ConcessionError.of(
                "E619",
                f"'{key}: {text}' lies outside the case's periods, {labels[0]} to {labels[-1]}",
                "correct it, or leave the clause out",
                path=f"clauses.{self.clause}.{key}",
            )
        return index

    def calendar(self, name: str) -> Expr | None:
        """Return a line of the calendar by name, or None."""
        return getattr(self.timeline, name) if name in CALENDAR else None

    def money(self, amount: Expr) -> Expr:
        """Return an amount of money in the clause's currency; anything else as it is."""
        return self.ledger.convert(amount, self.currency) if is_money(amount.unit) else amount

    def within(self, amount: Expr) -> Expr:
        """Return the amount in the periods in which the clause applies, and nothing outside them."""
        return amount if self.in_force is None else amount * self.in_force

    def term(self, name: str) -> Expr:
        """Return a line of this scope by name: of its projects, or of any clause of the draft.

        A project's line counts for nothing where only other projects have it, and so does a clause that
        applies elsewhere only, or that the draft has removed.

        Raises
        ------
        ConcessionError
            E608 where neither a project nor a clause has such a line, E611 where money cannot be
            converted, E618 where a clause is assessed over a wider ring fence.
        """
        own = [line for line in (project.line(name) for project in self.projects) if line is not None]
        if own:
            return add_up([self.money(line) for line in own])
        clause = name.split(".", maxsplit=1)[0]
        if clause in self.plan:
            return self.money(self._of_clause(name, clause))
        graph = self.ledger.graph
        if name in graph:
            return self.money(graph[name])
        others = [project.line(name) for project in self.plan.projects.values()]
        elsewhere = next((line for line in others if line is not None), None)
        if elsewhere is not None:
            return self.money(const(0, elsewhere.unit))
        raise ConcessionError.of("E608", f"there is no line '{name}' here", nearest(name, self.plan.names))

    def _of_clause(self, name: str, clause: str) -> Expr:
        """Return what a clause yields inside this scope, whether it is built yet or not."""
        # what is not built yet can only be part of a circle, which money alone can close
        unit = self.plan.units.get(name, self.ledger.currency)
        if clause not in self.plan.fences:
            return const(0, unit)
        self.plan.asked.append((name, f"clauses.{self.clause}"))
        inside = self.plan.inside(clause, tuple(project.id for project in self.projects))
        if not inside:
            return const(0, unit)
        match: dict[str, tuple[str, ...]] = {"term": (name,)}
        if len(inside) < len(self.plan.fences[clause]):
            match["fence"] = tuple(fence.key for fence in inside)
        return self._select(Selector(match=match), unit, allow_empty=True)

    def _select(self, selector: Selector, unit: Unit, *, allow_empty: bool) -> Expr:
        return self.ledger.graph.select(
            selector, unit, reader=f"clauses.{self.clause}", allow_empty=allow_empty
        )

    def select(self, selector: Selector, *, allow_empty: bool = False, basis: str = "accrues") -> Expr:
        """Return the sum of the payments of this scope that a selector matches, in its currency.

        Parameters
        ----------
        selector
            What is asked of the payments' attributes.
        allow_empty
            Whether it may match none; otherwise that is E609 when the draft is built.
        basis
            ``accrues`` for payments as they are earned, ``settles`` for payments as they fall due.
        """
        match = {**selector.match, basis: ("yes",)}
        ids = tuple(project.id for project in self.projects)
        if len(ids) < len(self.plan.projects):
            match["fence"] = self.plan.keys_inside(ids)
        found = self._select(
            Selector(match=match, exclude=selector.exclude, unsaid=(basis, "fence")),
            self.ledger.currency,
            allow_empty=allow_empty,
        )
        return self.money(found)

    def terms(self, items: Sequence[Term]) -> Expr:
        """Return the weighted sum of several lines; of nothing, zero in the clause's currency."""
        parts = []
        for item in items:
            if item.selector is not None:
                line = self.select(item.selector, allow_empty=item.allow_empty)
            else:
                line = self.term(item.name)
            parts.append(line if item.share is None else line * self.value(item.share))
        return add_up(parts, self.currency)

    # -- writing ---------------------------------------------------------------------------------

    def name(self, part: str = "") -> str:
        """Return the full name of one of the clause's lines in this scope."""
        return f"{self.clause}.{part}{self.suffix}" if part else f"{self.clause}{self.suffix}"

    def _facts(self, part: str) -> dict[str, str]:
        return {**self.attributes, "term": f"{self.clause}.{part}" if part else self.clause}

    def _know(self, part: str, unit: Unit) -> None:
        self.plan.units.setdefault(f"{self.clause}.{part}" if part else self.clause, unit)

    def line(
        self,
        part: str,
        definition: Expr,
        *,
        stock: bool = False,
        note: str = "",
        origin: Origin | None = None,
    ) -> Line:
        """Add a line of the clause; ``origin`` where one term of it says more than the whole does."""
        self._know(part, definition.unit)
        return self.ledger.graph.line(
            self.name(part),
            definition,
            attributes=self._facts(part),
            origin=origin or self.origin,
            stock=stock,
            note=note,
        )

    def forward(self, part: str, unit: Unit) -> Line:
        """Declare a line of the clause whose formula follows."""
        self._know(part, unit)
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
        """Open an account of the clause; others read ``CLAUSE.PART.opening`` and ``CLAUSE.PART.closing``."""
        account = self.ledger.graph.account(
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
        for end, line in (("opening", account.opening), ("closing", account.closing)):
            self._know(f"{part}.{end}", unit)
            line.attributes = self._facts(f"{part}.{end}")
        return account

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
        always: bool = False,
        note: str = "",
    ) -> Line:
        """Add a payment; parties, tier and medium are the clause's own where none is named.

        It is made in the periods in which the clause applies, or ``always``, where the clause has seen to
        that itself: what is assessed for a year may fall due after its last period.

        Raises
        ------
        ConcessionError
            E612 where it is not said who pays or receives, and what the ledger finds wrong.
        """
        payer, payee = payer or self.payer, payee or self.payee
        for who, key, verb in ((payer, "payer", "pays"), (payee, "payee", "receives")):
            if not who:
                raise ConcessionError.of(
                    "E612", f"the clause does not say who {verb}", f"add '{key}:' with a party"
                )
        medium = medium or self.medium
        amount = amount if always else self.within(amount)
        cost, worth = self.cost_to_giver, self.worth_to_receiver
        in_kind = medium == "kind"
        self._know(part, amount.unit)
        return self.ledger.pay(
            self.name(part),
            amount,
            payer=payer,
            payee=payee,
            instrument=instrument,
            tier=tier or self.tier,
            medium=medium,
            project=self.projects[0].id if len(self.projects) == 1 else "",
            delay=delay,
            attributes=self._facts(part),
            origin=self.origin,
            cost_to_giver=amount * self.value(cost) if in_kind and cost else None,
            worth_to_receiver=amount * self.value(worth) if in_kind and worth else None,
            note=note,
        )
