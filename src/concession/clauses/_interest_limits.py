"""Limits of deductible interest: by earnings, and by the ratio of debt to equity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import yearly
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Value, ValueOf, Whole, field_of
from concession.lines import const, maximum, minimum, prev, ratio, running, where

__all__ = ["InterestLimit", "ThinCapitalisation"]


@clause_kind("interest_limit")
@dataclass(frozen=True, kw_only=True)
class InterestLimit(MoneyClause):
    """The interest that may be deducted: up to a share of earnings, the rest carried forward."""

    fence: ClassVar[str] = "company"
    formula: ClassVar[str] = (
        "deductible = min(interest + carried, max(allowed minimum, share × max(0, earnings))), "
        "assessed by the calendar year; what is denied is carried forward for the years stated, the oldest "
        "used first"
    )
    reference: ClassVar[str] = "OECD BEPS Action 4 fixed ratio rule (10 to 30 % of tax EBITDA)"

    interest: tuple[Term, ...] = field_of(TermList(), "The interest.")
    earnings: tuple[Term, ...] = field_of(
        TermList(), "Earnings before interest, tax and depreciation, added up from lines and shares of lines."
    )
    less: tuple[Term, ...] = field_of(TermList(), "What is taken off the earnings.", default=())
    share: Value = field_of(ValueOf("share"), "The share of earnings up to which interest is deductible.")
    allowed: Value | None = field_of(
        ValueOf("money"), "The amount a year that is deductible in any case.", default=None
    )
    carry_years: int = field_of(
        Whole(0, 100), "For how many years denied interest is carried forward; 0 for none.", default=100
    )

    def build(self, scope: Scope) -> None:
        """Add earnings, what is deductible, and the account of what is denied."""
        interest = scope.line("interest", maximum(yearly(scope, scope.terms(self.interest)), 0))
        earned = scope.terms(self.earnings) - scope.terms(self.less)
        earnings = scope.line("earnings", yearly(scope, earned))
        room = scope.value(self.share) * maximum(earnings, 0)
        if self.allowed is not None:
            # the amount is for an assessment: between two of them nothing is deducted
            assessed = scope.timeline.year_end if scope.timeline.per_year > 1 else 1
            room = maximum(room, scope.value(self.allowed) * assessed)
        account = scope.account(
            "denied", scope.currency, note="interest denied so far, to be carried forward"
        )
        account.credit(interest)
        used = scope.forward("", scope.currency)
        lapsed = scope.forward("lapsed", scope.currency)
        old = prev(running(interest), self.carry_years * scope.timeline.per_year + 1)
        lapsed.define(maximum(old - prev(running(used) + running(lapsed)), 0))
        available = account.opening - lapsed + interest
        limited = minimum(available, room)
        # outside its periods nothing is limited
        used.define(limited if scope.in_force is None else where(scope.in_force, limited, available))
        account.debit(used)
        account.debit(lapsed)


@clause_kind("thin_capitalisation")
@dataclass(frozen=True, kw_only=True)
class ThinCapitalisation(MoneyClause):
    """The interest that may be deducted where debt is at most a multiple of equity."""

    fence: ClassVar[str] = "company"
    formula: ClassVar[str] = "deductible = interest × min(1, ratio × equity ÷ debt)"
    reference: ClassVar[str] = "thin-capitalisation rules: debt to equity of 1.5, 2 or 3 to 1"

    interest: tuple[Term, ...] = field_of(TermList(), "The interest.")
    debt: tuple[Term, ...] = field_of(TermList(), "The debt, such as `loan.balance.opening`.")
    equity: tuple[Term, ...] = field_of(TermList(), "The equity.")
    ratio: Value = field_of(ValueOf("any"), "The largest ratio of debt to equity: 3 for 3 to 1.")

    def build(self, scope: Scope) -> None:
        """Add the allowed share and what is deductible."""
        debt = scope.line("debt", scope.terms(self.debt))
        equity = scope.line("equity", maximum(scope.terms(self.equity), 0))
        share = scope.line("share", minimum(ratio(scope.value(self.ratio) * equity, debt, 1), const(1)))
        if scope.in_force is not None:
            share = scope.line("share_in_force", where(scope.in_force, share, 1))
        scope.line("", scope.terms(self.interest) * share)
