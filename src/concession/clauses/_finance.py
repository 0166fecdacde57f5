"""Finance: a project loan, and what a company distributes to its owners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, Id, MapOf, Value, ValueOf, Whole, field_of
from concession.errors import ConcessionError
from concession.ledger import Tier
from concession.lines import Expr, Selector, elapsed, maximum, minimum, where

__all__ = ["Dividends", "Loan"]


@clause_kind("loan")
@dataclass(frozen=True, kw_only=True)
class Loan(MoneyClause):
    """Money lent to the project's company: drawn with the spending, repaid in instalments to zero."""

    tier: ClassVar[Tier] = "financing"

    formula: ClassVar[str] = (
        "interest = opening balance × rate × period; instalment = opening balance ÷ instalments left "
        "(equal principal), or the annuity over the instalments left"
    )
    reference: ClassVar[str] = "project-finance term loans"

    lender: str = field_of(Id("party"), "Who lends.")
    draw: tuple[Term, ...] = field_of(
        TermList(),
        "The spending that the loan finances, with the share it covers.",
        default=(Term(name="capital"),),
    )
    share: Value = field_of(ValueOf("share"), "The share of that spending that is drawn.")
    draw_periods: int = field_of(
        Whole(1, 400), "For how many periods from the first drawdown money can be drawn.", default=400
    )
    rate: Value = field_of(
        ValueOf("rate"), "The yearly rate of interest, for each period its part of the year."
    )
    grace: int = field_of(
        Whole(0, 400), "How many periods from the first drawdown nothing is repaid.", default=0
    )
    construction_interest: str = field_of(
        Choice(("capitalised", "paid")),
        "Whether interest in the grace period is added to the loan.",
        default="capitalised",
    )
    instalments: int = field_of(Whole(1, 400), "In how many periods it is repaid after the grace period.")
    profile: str = field_of(
        Choice(("equal-principal", "annuity")),
        "Whether principal or the whole debt service is level.",
        default="equal-principal",
    )

    def build(self, scope: Scope) -> None:
        """Add drawdowns, interest, repayments and the balance, which the last instalment closes."""
        timeline = scope.timeline
        spending = scope.terms(self.draw) * scope.value(self.share)
        age = scope.line("age", elapsed(spending > 0))
        open_for_draw = (age >= 0) & (age < min(self.draw_periods, max(self.grace, 1)))
        balance = scope.account(
            "balance", scope.currency, kind="claim", holder=self.lender, debtor=scope.payer
        )
        rate = scope.value(self.rate) * timeline.step
        interest = scope.line("interest_due", balance.opening * rate)
        in_grace = age < self.grace
        drawn = scope.pay(
            "drawdown",
            where(open_for_draw, maximum(spending, 0), 0),
            payer=self.lender,
            payee=scope.payer,
            instrument="loan_drawdown",
        )
        balance.credit(drawn)
        paid: Expr = interest
        if self.construction_interest == "capitalised":
            added = balance.accrue(scope.line("interest_added", where(in_grace, interest, 0)))
            paid = interest - added
        scope.pay("interest", paid, payee=self.lender, instrument="interest")
        left = scope.line("instalments_left", maximum(self.grace + self.instalments - age, 1))
        repaying = (age >= self.grace) & (age < self.grace + self.instalments)
        amount = balance.opening / left
        if self.profile == "annuity":
            service = balance.opening * rate / (1 - (1 + rate) ** (-left))
            amount = where(rate.equals(0), amount, service - interest)
        repaid = scope.pay(
            "repayment",
            where(repaying, minimum(amount, balance.opening), 0),
            payee=self.lender,
            instrument="loan_repayment",
        )
        balance.debit(repaid)


@clause_kind("dividends")
@dataclass(frozen=True, kw_only=True)
class Dividends(MoneyClause):
    """A company's cash goes to its owners; what it lacks, they put in."""

    fence: ClassVar[str] = "company"
    tier: ClassVar[Tier] = "financing"
    formula: ClassVar[str] = (
        "distributable = max(0, opening cash + receipts − payments − reserve) × payout; "
        "equity = max(0, payments − receipts − opening cash)"
    )
    reference: ClassVar[str] = "pro-rata distribution"

    owners: Mapping[str, Value] = field_of(
        MapOf(ValueOf("share")), "The owners and their shares, which add up to one."
    )
    payout: Value | None = field_of(
        ValueOf("share"),
        "The share of distributable cash that is paid out; all where nothing is said.",
        default=None,
    )
    reserve: Value | None = field_of(
        ValueOf("money"), "The cash that the company keeps before it pays out.", default=None
    )

    def build(self, scope: Scope) -> None:
        """Add the company's cash account, the equity put in and the dividends."""
        self._check_shares()
        before = scope.line("cash_flow", self._cash(scope, "payee") - self._cash(scope, "payer"))
        cash = scope.account("cash", scope.currency, note="cash of the company")
        available = scope.line("available", cash.opening + before)
        equity = cash.credit(scope.line("equity", maximum(-available, 0)))
        free: Expr = maximum(available, 0)
        if self.reserve is not None:
            free = maximum(free - scope.value(self.reserve), 0)
        if self.payout is not None:
            free = free * scope.value(self.payout)
        distributed = scope.line("distributed", free)
        cash.accrue(before)
        cash.debit(distributed)
        for owner, share in self.owners.items():
            part = scope.value(share)
            scope.pay(f"equity.{owner}", equity * part, payer=owner, payee=scope.payer, instrument="equity")
            scope.pay(owner, distributed * part, payee=owner, instrument="dividend")

    def _check_shares(self) -> None:
        total = sum((share.quantity.low for share in self.owners.values() if share.quantity), Decimal(0))
        if total != 1:
            raise ConcessionError.of(
                "E613", f"the owners' shares add up to {total * 100:f} %", "make them add up to 100 %"
            )

    def _cash(self, scope: Scope, side: str) -> Expr:
        """Return everything the company pays or receives except what this clause moves."""
        selector = Selector(
            match={side: (scope.payer,), "medium": ("cash",)},
            exclude={"instrument": ("equity", "dividend")},
        )
        return scope.ledger.graph.select(
            selector, scope.currency, reader=f"clauses.{scope.clause}", allow_empty=True
        )
