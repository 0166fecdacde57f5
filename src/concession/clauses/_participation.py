"""State participation: free, carried with or without interest, or paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, TimedOf, TimedValue, Value, ValueOf, field_of
from concession.lines import Expr, maximum, minimum

__all__ = ["Participation"]


@clause_kind("participation")
@dataclass(frozen=True, kw_only=True)
class Participation(MoneyClause):
    """A share of the project's cash that belongs to the state or its company.

    Paid, it bears its share of every period's cash, negative ones included. Carried, the investor pays the
    state's part of negative cash and is repaid out of the state's part of positive cash, with interest
    where that is agreed. Free, it bears nothing of what is negative and repays nothing.
    """

    formula: ClassVar[str] = (
        "cash = income − deductions; part = share × cash. paid: the state receives part, and puts in what is "
        "negative. free: max(0, part). carried: max(0, part) − repaid; repaid = min(balance with interest, "
        "priority × max(0, part)); balance grows by −min(0, part)"
    )
    reference: ClassVar[str] = "free, carried and paid interests; McPherson in Daniel, Keen, McPherson (2010)"

    kind: str = field_of(
        Choice(("free", "carried", "paid")), "Who pays the state's part of what is negative."
    )
    share: TimedValue = field_of(TimedOf("share"), "The state's share.")
    income: tuple[Term, ...] = field_of(
        TermList(), "The project's receipts.", default=(Term(name="revenue"),)
    )
    deduct: tuple[Term, ...] = field_of(
        TermList(),
        "What the project spends and pays before its owners: costs, capital, royalty, tax.",
        default=(Term(name="operating_costs"), Term(name="capital")),
    )
    interest: Value | None = field_of(
        ValueOf("rate"),
        "The yearly rate on what is carried, for each period its part of the year; none where nothing is "
        "said.",
        default=None,
    )
    priority: Value | None = field_of(
        ValueOf("share"),
        "The share of the state's part that repays the carry first; all where nothing is said.",
        default=None,
    )

    def build(self, scope: Scope) -> None:
        """Add cash, the state's part, the carry and what the state receives."""
        cash = scope.line("cash", scope.within(scope.terms(self.income) - scope.terms(self.deduct)))
        part = scope.line("part", scope.level(self.share) * cash)
        received = maximum(part, 0)
        if self.kind == "paid":
            scope.pay("", part, instrument="participation")
            return
        if self.kind == "free":
            scope.pay("", received, instrument="participation")
            return
        account = scope.account(
            "carry",
            scope.currency,
            kind="claim",
            holder=scope.payer,
            debtor=scope.payee,
            note="what the investor paid for the state",
        )
        owed: Expr = account.opening
        if self.interest is not None:
            grown = account.opening * scope.value(self.interest) * scope.timeline.step
            owed = owed + account.accrue(scope.line("carry_interest", grown))
        account.credit(scope.line("carried", maximum(-part, 0)))
        first = received if self.priority is None else received * scope.value(self.priority)
        repaid = account.debit(scope.line("repaid", minimum(owed, first)))
        scope.pay("", received - repaid, instrument="participation")
