"""Aid: what one side gives another, in cash or in kind, and what of it a deal counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._parties_of import two_parties
from concession.clauses._scope import Scope
from concession.deal import Choice, Flag, TimedOf, TimedValue, Value, ValueOf, field_of
from concession.errors import ConcessionError
from concession.ledger import Tier

__all__ = ["Aid"]


@clause_kind("aid")
@dataclass(frozen=True, kw_only=True)
class Aid(MoneyClause):
    """Aid from the payer to the payee; nothing about it is taken for granted.

    Aid in kind must also say what it costs the giver and what it is worth to the receiver; money costs and is
    worth its amount.

    Past aid is sunk: it makes no payment in any draft, and can only open an account through its line
    ``credited``. New aid is a payment; ``credited`` is then what the deal counts of it, period by period.
    """

    fence: ClassVar[str] = "deal"
    tier: ClassVar[Tier] = "financing"
    formula: ClassVar[str] = (
        "credited = share credited × amount; with kind: the giver loses cost × amount, the receiver gains "
        "worth × amount"
    )
    reference: ClassVar[str] = "grants in cash and in kind"

    timing: str = field_of(Choice(("past", "new")), "Whether it was given before the case begins.")
    given: str = field_of(
        Choice(("anyway", "only-under-the-deal")), "Whether it is given without the deal as well."
    )
    in_kind: bool = field_of(Flag(), "Whether it is goods and services, or money.")
    amount: TimedValue = field_of(
        TimedOf("money"), "The accounting value: one amount of past aid, amounts by period of new aid."
    )
    credited: Value = field_of(ValueOf("share"), "The share of it that the deal counts as a contribution.")

    def build(self, scope: Scope) -> None:
        """Add what is credited and, for new aid, the payment."""
        two_parties(scope, self.payee)
        self._check()
        share = scope.value(self.credited)
        if self.timing == "past":
            if self.amount.value is None:
                raise ConcessionError.of("E630", "past aid is one amount", "write it like USD 100 billion")
            amount = scope.value(self.amount.value)
            scope.line("credited", amount * share, stock=True)
            return
        paid = scope.pay("", scope.series(self.amount), instrument="aid")
        scope.line("credited", paid * share)

    def _check(self) -> None:
        if self.in_kind and (self.cost_to_giver is None or self.worth_to_receiver is None):
            raise ConcessionError.of(
                "E630",
                "aid in kind does not say what it costs and what it is worth",
                "add 'cost_to_giver:' and 'worth_to_receiver:', each a share of the amount",
            )
        if self.timing == "past" and self.given != "anyway":
            raise ConcessionError.of("E630", "past aid was given without the deal", "write 'given: anyway'")
