"""What a company distributes to its owners, and what they put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope
from concession.deal import Choice, Interval, MapOf, Value, ValueOf, field_of
from concession.errors import ConcessionError
from concession.ledger import Tier
from concession.lines import Expr, Selector, maximum, where

__all__ = ["Dividends"]


@clause_kind("dividends")
@dataclass(frozen=True, kw_only=True)
class Dividends(MoneyClause):
    """A company's cash goes to its owners; what it lacks, they put in.

    The company is the owner of the projects, or the ``payer`` that is stated: a fund, or a holding. All cash
    that it receives and pays counts when it falls due, in whichever project and currency; what it gives or
    receives in kind does not. Where the clause applies for some periods only, cash is distributed in these
    and kept in the others; equity is put in whenever it is needed.
    """

    fence: ClassVar[str] = "company"
    tier: ClassVar[Tier] = "financing"
    formula: ClassVar[str] = (
        "distributable = max(0, opening cash + receipts − payments − reserve) × payout; "
        "equity = max(0, payments − receipts − opening cash)"
    )
    reference: ClassVar[str] = "pro-rata distribution"

    owners: Mapping[str, Value] = field_of(
        MapOf(ValueOf("share", dated=False)), "The owners and their shares, which add up to one."
    )
    payout: Value | None = field_of(
        ValueOf("share"),
        "The share of distributable cash that is paid out; all where nothing is said.",
        default=None,
    )
    reserve: Value | None = field_of(
        ValueOf("money"), "The cash that the company keeps before it pays out.", default=None
    )
    at_end: str = field_of(
        Choice(("pay-out", "keep")),
        "Whether the last period of the case pays out all cash that is left, or leaves it in the company.",
        default="pay-out",
    )

    def build(self, scope: Scope) -> None:
        """Add the company's cash account, the equity put in and the dividends."""
        self._check_shares()
        flow = scope.line("cash_flow", self._cash(scope, "payee") - self._cash(scope, "payer"))
        cash = scope.account("cash", scope.currency, note="cash of the company")
        available = scope.line("available", cash.opening + flow)
        equity = cash.credit(scope.line("equity", maximum(-available, 0)))
        free = maximum(available, 0)
        distributed = scope.line("distributed", self._distributed(scope, free))
        cash.accrue(flow)
        cash.debit(distributed)
        for owner, share in self.owners.items():
            part = scope.value(share)
            scope.pay(
                f"equity.{owner}",
                equity * part,
                payer=owner,
                payee=scope.payer,
                instrument="equity",
                always=True,
            )
            scope.pay(owner, distributed * part, payee=owner, instrument="dividend", always=True)

    def _distributed(self, scope: Scope, free: Expr) -> Expr:
        paid = free
        if self.reserve is not None:
            paid = maximum(paid - scope.money(scope.value(self.reserve)), 0)
        if self.payout is not None:
            paid = paid * scope.value(self.payout)
        paid = scope.within(paid)
        return paid if self.at_end == "keep" else where(scope.timeline.last_period.equals(1), free, paid)

    def _check_shares(self) -> None:
        total = Decimal(0)
        for share in self.owners.values():
            quantity = share.quantity
            if quantity is None or isinstance(quantity.value, Interval) or share.evidence.range is not None:
                raise ConcessionError.of(
                    "E613",
                    f"the owner's share '{share.text}' is not one number",
                    "state each share as one number, without a range: they must always add up to 100 %",
                    path=share.path,
                )
            total += quantity.value
        if total != 1:
            raise ConcessionError.of(
                "E613", f"the owners' shares add up to {total * 100:f} %", "make them add up to 100 %"
            )

    def _cash(self, scope: Scope, side: str) -> Expr:
        """Return everything the company pays or receives in cash, except what this clause moves."""
        selector = Selector(
            match={side: (scope.payer,), "medium": ("cash",), "settles": ("yes",)},
            exclude={"writer": (scope.name(),)},
        )
        # a company's cash is one, whatever projects the clause was stated for
        found = scope.ledger.graph.select(
            selector, scope.ledger.currency, reader=f"clauses.{scope.clause}", allow_empty=True
        )
        return scope.money(found)
