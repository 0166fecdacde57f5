"""Capital that a party puts into a fund, in cash or in kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._parties_of import two_parties
from concession.clauses._scope import Scope
from concession.deal import Flag, TimedOf, TimedValue, field_of
from concession.errors import ConcessionError
from concession.ledger import Tier

__all__ = ["FundCapital"]


@clause_kind("fund_capital")
@dataclass(frozen=True, kw_only=True)
class FundCapital(MoneyClause):
    """Capital paid into a fund: money, or goods and services at an accounting value."""

    fence: ClassVar[str] = "deal"
    tier: ClassVar[Tier] = "financing"
    formula: ClassVar[str] = "as stated; in kind, cost to the giver and worth to the receiver beside it"
    reference: ClassVar[str] = "capital commitments of partners"

    amount: TimedValue = field_of(TimedOf("money"), "The amounts by period.")
    in_kind: bool = field_of(Flag(), "Whether it is goods and services, or money.")

    def build(self, scope: Scope) -> None:
        """Add the payment."""
        two_parties(scope, self.payee)
        if self.in_kind and (self.cost_to_giver is None or self.worth_to_receiver is None):
            raise ConcessionError.of(
                "E630",
                "capital in kind does not say what it costs and what it is worth",
                "add 'cost_to_giver:' and 'worth_to_receiver:', each a share of the amount",
            )
        scope.pay("", scope.series(self.amount), instrument="fund_capital")
