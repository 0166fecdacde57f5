"""From what a file says of a project to its lines and payments."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from concession.deal import Interval, TimedValue, is_money
from concession.errors import ConcessionError, nearest
from concession.ledger import Ledger, Values
from concession.lines import (
    YEAR,
    Expr,
    Line,
    Origin,
    Selector,
    Unit,
    add_up,
    const,
    latch,
    maximum,
    minimum,
    prev,
    remaining,
    round_to,
    where,
)
from concession.projects._built import BuiltProject
from concession.projects._produced import as_sold, produced
from concession.projects._project import Capital, Closure, Cost, Ore, Product, Project, WorkingCapital

__all__ = ["build_project"]

#: What is left of a stock is dug with the last full period where it is no larger a share of that.
_SPECK = Decimal("1e-9")


def build_project(
    name: str,
    project: Project,
    *,
    ledger: Ledger,
    values: Values,
    origin: Origin,
    suffix: str = "",
    begins: bool = True,
    clause_costs: bool = False,
) -> BuiltProject:
    """Write a project's lines and payments into the ledger.

    The physical side first (ore, production), then sales, running costs, capital, closure and working
    capital. Every total exists even where nothing adds to it, so that clauses can rely on the names
    ``revenue``, ``operating_costs``, ``capital``, ``closure``, ``working_capital`` and ``pre_tax_cash``.
    A project that does not begin (``begins``) has all its lines, with nothing in them. Where clauses count
    as a cost (``clause_costs``), what its owner pays or gets under them is in ``pre_tax_cash`` too.

    Raises
    ------
    ConcessionError
        E203 where a project that may not begin states no start.
    """
    built = BuiltProject(id=name, project=project, suffix=suffix)
    if not begins and project.start is None:
        raise ConcessionError.of(
            "E203",
            f"'{name}' is not always built and states no start",
            "add 'start: {date: …}' and write its series from the start",
        )
    builder = _Builder(built, ledger, values, origin, begins=begins)
    builder.build(clause_costs=clause_costs)
    return built


class _Builder:
    def __init__(
        self, built: BuiltProject, ledger: Ledger, values: Values, origin: Origin, *, begins: bool
    ) -> None:
        self.built = built
        self.begins = begins
        self.project: Project = built.project
        self.ledger = ledger
        self.values = values
        self.origin = origin
        self.timeline = ledger.timeline
        self.currency: Unit = ledger.currency
        self.age: Expr = self.timeline.number

    def build(self, *, clause_costs: bool) -> None:
        self._begin()
        for name, ore in self.project.ore.items():
            self._ore(name, ore)
        self._total("ore", [self.built.lines[f"ore.{name}"] for name in self.project.ore])
        for name, product in self.project.products.items():
            self._product(name, product)
        self._revenue()
        self._licence()
        costs = [
            self._cost(f"costs.{name}", cost, "operating_cost") for name, cost in self.project.costs.items()
        ]
        self._total("operating_costs", costs, money=True)
        capital = [self._capital(name, one) for name, one in self.project.capital.items()]
        self._total("capital", capital, money=True)
        closure = [self._closure(name, one) for name, one in self.project.closure.items()]
        self._total("closure", closure, money=True)
        self._working_capital(self.project.working_capital)
        lines = self.built.lines
        cash = (
            lines["revenue"]
            - lines["operating_costs"]
            - lines["capital"]
            - lines["closure"]
            - self.ledger.in_currency(lines["working_capital"])
        )
        if clause_costs:
            cash = cash - self._by_clauses("payer") + self._by_clauses("payee")
        self._line("pre_tax_cash", cash)

    def _by_clauses(self, side: str) -> Expr:
        """Return what the owner pays, or gets, under clauses that count as a cost of this project."""
        match = {"counts_as": ("cost",), side: (self.project.owner,)}
        held = {"settles": ("yes",), "project": (self.built.id,)}
        return self.ledger.graph.select(
            Selector(match={**match, **held}, unsaid=tuple(held)),
            self.currency,
            reader=f"projects.{self.built.id}",
            allow_empty=True,
        )

    # -- writing ---------------------------------------------------------------------------------

    def _line(self, term: str, definition: Expr, unit: Unit | None = None) -> Line:
        line = self.ledger.graph.forward(
            f"{term}{self.built.suffix}",
            unit or definition.unit,
            attributes={**self.built.attributes, "term": term},
            origin=self.origin,
        ).define(definition)
        self.built.lines[term] = line
        return line

    def _pay(
        self, term: str, amount: Expr, payer: str, payee: str, instrument: str, role: str, **facts: str
    ) -> Line:
        line = self.ledger.pay(
            f"{term}{self.built.suffix}",
            amount,
            payer=payer,
            payee=payee,
            instrument=instrument,
            tier="project",
            project=self.built.id,
            attributes={**self.built.attributes, "term": term, "role": role, **facts},
            origin=self.origin,
        )
        self.built.lines[term] = line
        return line

    def _total(self, term: str, parts: Sequence[Expr], *, money: bool = False) -> None:
        if money:
            self._line(term, add_up([self.ledger.in_currency(part) for part in parts], self.currency))
        elif parts and all(part.unit == parts[0].unit for part in parts):
            self._line(term, add_up(parts))

    # -- time ------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Find the age of the project in periods, below zero before it begins."""
        start = self.project.start
        first: Expr = const(0)
        if start is not None:
            if start.date:
                first = const(self.values.period_index(start.date, "projects.start"))
            if start.event:
                happened = round_to(self.values.event(start.event) * self.timeline.per_year, 1, "up")
                # what never happens is infinitely late, and an age must be a number
                happened = minimum(happened, self.timeline.periods + 1)
                # neither waits for the other in vain: both must have come
                first = maximum(first, happened) if start.date else happened
            if start.delay is not None:
                first = first + self._delay(start.delay)
        if not self.begins:
            first = const(self.timeline.periods + 1)
        self.age = self._line("age", self.timeline.number - first)

    def _delay(self, delay: TimedValue) -> Expr:
        """Return the periods of a delay, rounded up; one that varies is never below nothing."""
        value = delay.value
        if value is not None and not (value.quantity and isinstance(value.quantity.value, Interval)):
            return const(self.values.periods(value))
        years = self.values.level(delay, self.age) if value is not None or delay.reference else const(0)
        if years.unit != YEAR:
            message = "a delay is one time, an interval or a delay of the outlook"
            raise ConcessionError.of("E315", message, "write it like 18 months", path=delay.path)
        return round_to(maximum(years / const(1, YEAR), 0) * self.timeline.per_year, 1, "up")

    def _licence(self) -> None:
        """Find in which periods the licence is held: from the start or grant until all is mined out."""
        held = (self.age >= 0) & self.built.lines["over"].equals(0)
        licence = self.project.licence
        if licence is not None and licence.granted:
            held = held & (
                self.timeline.number >= self.values.period_index(licence.granted, "licence.granted")
            )
        if licence is not None and licence.expires:
            held = held & (self.timeline.number <= self.values.last_index(licence.expires, "licence.expires"))
        self._line("licence_held", held)

    def _begun(self, series: TimedValue) -> Expr:
        """Return amounts as given; one that holds throughout holds from the project's start on."""
        amount = self.values.flow(series, self.age)
        return amount * (self.age >= 0) if series.constant and self.project.start is not None else amount

    # -- the ground ------------------------------------------------------------------------------

    def _ore(self, name: str, ore: Ore) -> None:
        term = f"ore.{name}"
        if ore.mined is not None:
            schedule = self._begun(ore.mined)
            if ore.available is not None:
                schedule = schedule * self.values.level(ore.available, self.age)
            self._line(term, schedule)
            return
        if ore.reserves is None or ore.capacity is None:
            raise ConcessionError.of(
                "E614", f"the ore '{name}' has no schedule", "give 'mined', or 'reserves' and 'capacity'"
            )
        reserves = self.values.expr(ore.reserves)
        stock = self.ledger.graph.account(
            f"{term}.reserves{self.built.suffix}",
            reserves.unit,
            initial=reserves,
            origin=self.origin,
            note="what is left in the ground",
        )
        begins = self.values.periods(ore.begins) if ore.begins is not None else 0
        working = self.age - begins
        rate = self.values.expr(ore.capacity) * self.timeline.step
        if rate.unit != reserves.unit:
            raise ConcessionError.of(
                "E614",
                f"ore '{name}': a capacity of '{ore.capacity.text}' for reserves of '{ore.reserves.text}'",
                "state the capacity per year, in the unit of the reserves: 20 Mt and 1.5 Mt/yr",
            )
        if ore.ramp_up is not None:
            rate = rate * self.values.by_age(ore.ramp_up, working, after=1)
        if ore.available is not None:
            rate = rate * self.values.level(ore.available, self.age)
        # a rest that rounding leaves would keep the mine open for another period
        last = stock.opening <= rate * (1 + _SPECK)
        mined = self._line(term, where(working >= 0, where(last, stock.opening, rate), 0))
        stock.debit(mined)

    def _product(self, name: str, product: Product) -> None:
        quantity = self._quantity(name, product)
        if product.revenue is not None:
            amount = self._begun(product.revenue)
        elif quantity is None or product.price is None:
            raise ConcessionError.of(
                "E614",
                f"the product '{name}' has no revenue",
                "give 'revenue', or a 'price' with a 'quantity' or an 'ore'",
            )
        else:
            price = self._line(f"price.{name}", self.values.level(product.price, self.age))
            amount = self._sold(name, product, quantity) * price
        # who owns what is sold decides what some clauses reach
        self._pay(
            f"revenue.{name}",
            amount,
            "market",
            self.project.owner,
            "revenue",
            "revenue",
            product=name,
            ownership=product.owner,
        )

    def _quantity(self, name: str, product: Product) -> Line | None:
        """Return what is produced, made from ore or given; None where only revenue is stated."""
        if product.quantity is not None and product.ore:
            raise ConcessionError.of(
                "E614", f"the product '{name}' has an ore and a quantity", "give one of the two"
            )
        given = self._begun(product.quantity) if product.quantity is not None else None
        made = produced(product, given, self._ore_of, self.values, self.age)
        if made is None:
            return None
        return self._line(f"production.{name}", made, as_sold(product, made.unit, self.values))

    def _ore_of(self, name: str) -> Expr:
        ore = self.built.line(f"ore.{name}")
        if ore is None:
            raise ConcessionError.of("E614", f"there is no ore '{name}'", nearest(name, self.project.ore))
        return ore

    def _sold(self, name: str, product: Product, quantity: Line) -> Line:
        """Return what buyers pay for: all that is produced, or its payable share."""
        if product.payable is None:
            return quantity
        return self._line(f"sold.{name}", quantity * self.values.level(product.payable, self.age))

    def _revenue(self) -> None:
        names = list(self.project.products)
        self._total("revenue", [self.built.lines[f"revenue.{name}"] for name in names], money=True)
        main = self.project.main_product or (names[0] if names else "")
        made = self.built.line(f"production.{main}")
        if made is not None:
            self._line("production", made)
        self._producing()

    def _producing(self) -> None:
        """Say when the project produces, and when it is over for good."""
        lines = self.built.lines
        # what is sold counts, and revenue where quantities are not known: a price may fall to nothing
        signs: list[Expr] = [
            lines.get(f"production.{name}", lines[f"revenue.{name}"]) > 0 for name in self.project.products
        ]
        producing = signs[0] if signs else const(0)
        for sign in signs[1:]:
            producing = producing | sign
        made = self._line("producing", producing)
        self._line("over", latch(made > 0) & remaining(made).equals(0))

    # -- the money -------------------------------------------------------------------------------

    def _cost(self, term: str, cost: Cost, instrument: str) -> Line:
        parts: list[Expr] = []
        if cost.amount is not None:
            amount = self.values.flow(cost.amount, self.age)
            parts.append(amount * self.built.lines["producing"] if cost.amount.constant else amount)
        if cost.rate is not None:
            parts.append(self.values.level(cost.rate, self.age) * self._of(term, cost.of))
        if not parts:
            raise ConcessionError.of("E614", f"'{term}' has no amount", "give 'amount', or 'rate' and 'of'")
        total = add_up(parts)
        if cost.escalation is not None:
            growth = 1 + self.values.expr(cost.escalation) * self.timeline.step * self.timeline.per_year
            total = total * growth ** (self.timeline.calendar_year - self.timeline.year)
        return self._pay(term, total, self.project.owner, cost.payee, instrument, cost.role)

    def _of(self, term: str, name: str) -> Line:
        line = self.built.line(name)
        if line is None:
            raise ConcessionError.of(
                "E614", f"'{term}' is a rate of '{name}', which is no line", nearest(name, self.built.terms)
            )
        return line

    def _closure(self, name: str, one: Closure) -> Line:
        """Return a cost of closing; one amount of money falls due once production is over."""
        term = f"closure.{name}"
        once = one.amount.value if one.amount is not None else None
        if once is None or once.quantity is None or not is_money(once.quantity.unit):
            return self._cost(term, one, "closure")
        over = self.built.lines["over"]
        last = self.timeline.last_period & self.built.lines["producing"]
        amount = self.values.expr(once) * where(last, 1, over - prev(over))
        return self._pay(term, amount, self.project.owner, one.payee, "closure", one.role)

    def _capital(self, name: str, one: Capital) -> Line:
        term = f"capital.{name}"
        parts: list[Expr] = []
        if one.amount is not None:
            amount = self.values.flow(one.amount, self.age)
            going = self.built.lines["producing"] if one.role == "sustaining" else self.age >= 0
            parts.append(amount * going if one.amount.constant else amount)
        if one.rate is not None:
            parts.append(self.values.level(one.rate, self.age) * self._of(term, one.of))
        if not parts:
            raise ConcessionError.of("E614", f"'{term}' has no amount", "give 'amount', or 'rate' and 'of'")
        total = add_up(parts)
        if one.overrun is not None:
            total = total * self.values.level(one.overrun, self.age)
        return self._pay(term, total, self.project.owner, one.payee, "capital", one.role)

    def _working_capital(self, one: WorkingCapital | None) -> None:
        change: Expr = const(0, self.currency)
        if one is not None and one.change is not None:
            change = self.values.flow(one.change, self.age)
        elif one is not None and one.share is not None:
            # what is tied up follows the line: it comes back when production ends, or when the case does
            yearly = self._of("working_capital", one.of) * self.timeline.per_year
            level = self._line(
                "working_capital.level",
                where(self.timeline.last_period.equals(1), 0, yearly * self.values.expr(one.share)),
            )
            change = level - prev(level)
        if one is None:
            self._line("working_capital", change)
        else:
            self._pay("working_capital", change, self.project.owner, "suppliers", "working_capital", "other")
