"""The ledger of one draft: a graph whose lines may be payments between parties.

Projects and clauses write into it; nothing else makes payments. Amounts in a currency other than the
reporting one reach a party's total only through a line that converts them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from concession.errors import ConcessionError, nearest
from concession.ledger._party import OUTSIDE, Group, Party
from concession.ledger._payment import Medium, Payment, Tier
from concession.lines import Expr, Graph, Line, Origin, Timeline, Unit, add_up, prev

__all__ = ["Ledger"]


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
        what is unpaid at the horizon is reported.
        """
        self.party(payer)
        self.party(payee)
        facts = {
            **(attributes or {}),
            "payer": payer,
            "payee": payee,
            "instrument": instrument,
            "medium": medium,
            "tier": tier,
        }
        if project:
            facts["project"] = project
        earned = self.graph.line(name, amount, attributes=facts, origin=origin, note=note)
        due = earned
        if delay:
            due = self.graph.line(f"{name}.due", prev(earned, delay), origin=origin)
            owed = self.graph.account(
                f"{name}.owed",
                earned.unit,
                kind="claim",
                holder=payee,
                debtor=payer,
                floor=None,
                origin=origin,
            )
            owed.credit(earned)
            owed.debit(due)
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
                cost_to_giver=self._side(f"{name}.cost_to_giver", cost_to_giver, origin),
                worth_to_receiver=self._side(f"{name}.worth_to_receiver", worth_to_receiver, origin),
            )
        )
        return earned

    def _side(self, name: str, amount: Expr | None, origin: Origin | None) -> Line | None:
        return None if amount is None else self.graph.line(name, amount, origin=origin)

    def in_currency(self, amount: Expr) -> Expr:
        """Return an amount in the reporting currency, through the line that converts it."""
        if amount.unit == self.currency:
            return amount
        rate = self.rates.get(amount.unit)
        if rate is None:
            raise ConcessionError.of(
                "E611",
                f"an amount in {amount.unit} has no way into {self.currency}: {amount!r}",
                "state an exchange rate or a deflator for it under 'exchange' in the case",
            )
        return amount * rate

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
