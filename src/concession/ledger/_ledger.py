"""The ledger of one draft: a graph whose lines may be payments between parties.

Projects and clauses write into it; nothing else makes payments. Amounts in a currency other than the
reporting one reach a party's total only through a line that converts them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from concession.deal import is_money
from concession.errors import ConcessionError, nearest
from concession.ledger._party import OUTSIDE, STATE_KINDS, STATE_OWNED, Group, Party
from concession.ledger._payment import Medium, Payment, Tier
from concession.lines import Expr, Graph, Line, Origin, Timeline, Unit, add_up, prev

__all__ = ["Ledger"]

#: What a state gets and puts in as a shareholder of a company.
SHAREHOLDING = frozenset({"dividend", "equity"})


@dataclass(kw_only=True)
class Ledger:
    """Lines, payments and parties of one draft.

    ``rates`` holds, by currency unit, the line that says what one unit of it is worth in the reporting
    ``currency``.

    >>> from concession.lines import Input
    >>> state = Party(id="treasury", name="Treasury", kind="treasury")
    >>> ledger = Ledger(
    ...     timeline=Timeline(year=2025, periods=2), currency=Unit.of("USD"), parties={"treasury": state}
    ... )
    >>> sales = Input("sales", unit=Unit.of("USD"), shape="series", default=(100, 100))
    >>> _ = ledger.pay("royalty", sales / 20, payer="market", payee="treasury", instrument="royalty",
    ...                tier="fiscal")
    >>> ledger.graph.finish()
    >>> ledger.net("treasury")
    <royalty : USD>
    """

    timeline: Timeline
    currency: Unit
    parties: Mapping[str, Party]
    groups: Mapping[str, Group] = field(default_factory=dict)
    rates: Mapping[Unit, Expr] = field(default_factory=dict)
    graph: Graph = field(init=False)
    payments: list[Payment] = field(init=False, default_factory=list)
    #: Claims by the name of their account that can be paid only out of what a fund has: the fund's own
    #: worth stands for them at the horizon.
    limited: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.graph = Graph(self.timeline)
        self.parties = {**OUTSIDE, **self.parties}

    def party(self, name: str) -> Party:
        """Return a party by id, or raise E208 with the nearest names."""
        if name not in self.parties:
            raise ConcessionError.of("E208", f"there is no party '{name}'", nearest(name, self.parties))
        return self.parties[name]

    def pay(
        self,
        name: str,
        amount: Expr,
        *,
        payer: str,
        payee: str,
        instrument: str,
        tier: Tier,
        project: str = "",
        medium: Medium = "cash",
        delay: int = 0,
        attributes: Mapping[str, str] | None = None,
        origin: Origin | None = None,
        cost_to_giver: Expr | None = None,
        worth_to_receiver: Expr | None = None,
        note: str = "",
    ) -> Line:
        """Add a payment and return its line as earned.

        A payment that falls due ``delay`` periods later also makes an account of what is owed, so that
        what is unpaid at the horizon is reported. Selectors find a payment through the line in the
        reporting currency that ``accrues`` (as earned) and the one that ``settles`` (as due); both are the
        payment's own line where it is due at once and in that currency.

        Parameters
        ----------
        name, amount
            The line, and its formula as earned: money of one currency.
        payer, payee
            Ids of parties.
        instrument, tier, project, medium
            What it is, where it stands, which project it belongs to, and how it is made.
        delay
            How many periods later it falls due.
        attributes, origin, note
            Of the line.
        cost_to_giver, worth_to_receiver
            For a payment in kind: what it costs the one and is worth to the other, by period as earned.

        Raises
        ------
        ConcessionError
            E208 for an unknown party, E601 for an amount that is not money, E611 for a currency without a
            rate of exchange.
        """
        self.party(payer)
        self.party(payee)
        if not is_money(amount.unit):
            raise ConcessionError.of(
                "E601",
                f"the payment '{name}' would be in {amount.unit}, not in money",
                "check that its rate and its base fit: a share of money, or money per unit of a quantity",
            )
        state = self.parties[payer].kind in STATE_OWNED
        facts = {
            # whose money it is; what is sold says whose the product is instead
            "ownership": "state" if state else "private",
            **(attributes or {}),
            "payer": payer,
            "payee": payee,
            "instrument": instrument,
            "medium": medium,
            "tier": tier,
        }
        if project:
            facts["project"] = project
        converted = amount.unit != self.currency
        accrues = {} if converted else {"accrues": "yes"}
        settles = {} if converted or delay else {"settles": "yes"}
        earned = self.graph.line(
            name, amount, attributes={**facts, **accrues, **settles}, origin=origin, note=note
        )
        # a second line of one payment must not be read as the clause's own once more
        twin = {key: value for key, value in facts.items() if key != "term"}
        if converted:
            both = {"accrues": "yes"} if delay else {"accrues": "yes", "settles": "yes"}
            self.graph.line(
                f"{name}.converted", self.in_currency(earned), attributes={**twin, **both}, origin=origin
            )
        due = self._due(earned, delay, twin, origin) if delay else earned
        self.payments.append(
            Payment(
                earned=earned,
                due=due,
                payer=payer,
                payee=payee,
                instrument=instrument,
                tier=tier,
                project=project,
                medium=medium,
                cost_to_giver=self._side(f"{name}.cost_to_giver", cost_to_giver, delay, origin),
                worth_to_receiver=self._side(f"{name}.worth_to_receiver", worth_to_receiver, delay, origin),
            )
        )
        return earned

    def _due(self, earned: Line, delay: int, facts: Mapping[str, str], origin: Origin | None) -> Line:
        """Add the line of what falls due, and the account of what is owed."""
        converted = earned.unit != self.currency
        settles = {**facts, "settles": "yes"}
        due = self.graph.line(
            f"{earned.name}.due",
            prev(earned, delay),
            attributes=None if converted else settles,
            origin=origin,
        )
        if converted:
            self.graph.line(f"{due.name}.converted", self.in_currency(due), attributes=settles, origin=origin)
        owed = self.graph.account(
            f"{earned.name}.owed",
            earned.unit,
            kind="claim",
            holder=facts["payee"],
            debtor=facts["payer"],
            # what is taken back later, such as a negative payment, may make a debt of a claim
            floor=None,
            origin=origin,
        )
        owed.credit(earned)
        owed.debit(due)
        return due

    def _side(self, name: str, amount: Expr | None, delay: int, origin: Origin | None) -> Line | None:
        """Add what a payment in kind is to one side, when it falls due."""
        if amount is None:
            return None
        return self.graph.line(name, prev(amount, delay) if delay else amount, origin=origin)

    def in_currency(self, amount: Expr) -> Expr:
        """Return an amount in the reporting currency, through the line that converts it."""
        return self.convert(amount, self.currency)

    def convert(self, amount: Expr, unit: Unit) -> Expr:
        """Return an amount of money in another currency, by way of the reporting one.

        Raises
        ------
        ConcessionError
            E611 where no rate of exchange (or deflator) leads there.
        """
        if amount.unit == unit:
            return amount
        for one in (amount.unit, unit):
            if one != self.currency and one not in self.rates:
                raise ConcessionError.of(
                    "E611",
                    f"an amount in {amount.unit} has no way into {unit}: {amount!r}",
                    f"state what one {one} is worth in {self.currency} under 'conventions.exchange'",
                )
        reported = amount if amount.unit == self.currency else amount * self.rates[amount.unit]
        return reported if unit == self.currency else reported / self.rates[unit]

    def total(self, wanted: Callable[[Payment], bool], *, due: bool = True) -> Expr:
        """Return the sum of the payments that are wanted, in the reporting currency."""
        lines = [one.due if due else one.earned for one in self.payments if wanted(one)]
        return add_up([self.in_currency(line) for line in lines], self.currency)

    def net(self, party: str, wanted: Callable[[Payment], bool] = lambda _: True) -> Expr:
        """Return what a party or a group receives less what it pays, in the reporting currency."""
        members = self.groups[party].members if party in self.groups else (party,)
        received = [one for one in self.payments if one.payee in members and one.payer not in members]
        paid = [one for one in self.payments if one.payer in members and one.payee not in members]
        plus = [self.in_currency(one.due) for one in received if wanted(one)]
        minus = [self.in_currency(one.due) for one in paid if wanted(one)]
        result = add_up(plus, self.currency)
        return result - add_up(minus, self.currency) if minus else result

    def receipts_of_states(self, owners: Collection[str], wanted: Callable[[Payment], bool]) -> Expr:
        """Return what states receive of the wanted payments less what they pay, in the reporting currency.

        That is what law and contract take, and what states get and put in as shareholders. States are
        treasuries, regions and state companies. A state company among ``owners``, who have projects, pays as
        any taxpayer does.
        """
        states = {name for name, party in self.parties.items() if party.kind in STATE_KINDS}
        companies = {name for name, party in self.parties.items() if party.kind == "state-company"}
        inside = states | (companies - set(owners))

        def counts(one: Payment) -> bool:
            return wanted(one) and (one.tier == "fiscal" or one.instrument in SHAREHOLDING)

        taken = self.total(
            lambda one: counts(one) and one.payee in states | companies and one.payer not in inside
        )
        back = self.total(lambda one: counts(one) and one.payer in inside and one.payee not in inside)
        return taken - back
