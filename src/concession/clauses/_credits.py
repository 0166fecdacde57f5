"""A levy on exports, and credits of one payment against another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import TimedOf, TimedValue, Value, ValueOf, Whole, field_of
from concession.errors import ConcessionError
from concession.lines import Expr, maximum, minimum, prev, running, where

__all__ = ["ExportLevy", "TaxCredit"]


@clause_kind("export_levy")
@dataclass(frozen=True, kw_only=True)
class ExportLevy(MoneyClause):
    """A share of the value of exports. A `tax_credit` that reads it makes it creditable."""

    formula: ClassVar[str] = "levy = rate × share exported × value; net of any deduction, never below zero"
    reference: ClassVar[str] = "export duties and levies"

    rate: TimedValue = field_of(TimedOf("share"), "The rate.")
    value: tuple[Term, ...] = field_of(TermList(), "The value exported.", default=(Term(name="revenue"),))
    deduct: tuple[Term, ...] = field_of(TermList(), "What is taken off the value first.", default=())
    exported: Value | None = field_of(
        ValueOf("share"), "The share of the value that is exported; all where nothing is said.", default=None
    )

    def build(self, scope: Scope) -> None:
        """Add the value and the levy."""
        value = scope.terms(self.value)
        if self.exported is not None:
            value = value * scope.value(self.exported)
        if self.deduct:
            value = maximum(value - scope.terms(self.deduct), 0)
        base = scope.line("base", value)
        scope.pay("", scope.level(self.rate) * base, instrument="export_levy")


@clause_kind("tax_credit")
@dataclass(frozen=True, kw_only=True)
class TaxCredit(MoneyClause):
    """An amount given back against a tax: an advance payment, a creditable levy, an investment credit."""

    fence: ClassVar[str] = "company"
    formula: ClassVar[str] = (
        "used = min(available, share × max(0, tax)); available = credit of the period + unused credit of "
        "earlier ones, the oldest used first and lost after the years of carry-forward; unless refunded whole"
    )
    reference: ClassVar[str] = "creditable levies, investment tax credits"

    credit: tuple[Term, ...] = field_of(TermList(), "What is credited, each with its share.")
    against: tuple[Term, ...] = field_of(
        TermList(), "The tax that it is set against.", default=(Term(name="income_tax"),)
    )
    share: Value | None = field_of(
        ValueOf("share"), "The largest share of the tax that credits may cover.", default=None
    )
    carry_years: int = field_of(
        Whole(0, 100), "For how many years unused credit is carried forward; 0 for none.", default=0
    )

    def build(self, scope: Scope) -> None:
        """Add the credit, its account, and what is given back."""
        if not scope.payer or not scope.payee:
            raise ConcessionError.of("E612", "the credit needs its parties", "add 'payer' and 'payee'")
        added = scope.line("added", scope.within(maximum(scope.terms(self.credit), 0)))
        account = scope.account("unused", scope.currency, note="credit not used yet")
        account.credit(added)
        room: Expr = scope.within(maximum(scope.terms(self.against), 0))
        if self.share is not None:
            room = room * scope.value(self.share)
        used = scope.forward("used", scope.currency)
        lapsed = scope.forward("lapsed", scope.currency)
        # first in, first out: what is older than the limit and neither used nor lost is lost now
        gone = prev(running(used) + running(lapsed))
        lapsed.define(maximum(self._of_years_before(scope, added) - gone, 0))
        used.define(minimum(account.opening - lapsed + added, room))
        account.debit(used)
        account.debit(lapsed)
        # the taxpayer gets it back from whom it pays
        scope.pay("", used, always=True, payer=scope.payee, payee=scope.payer, instrument="tax_credit")

    def _of_years_before(self, scope: Scope, added: Expr) -> Expr:
        """Return all credit of the calendar years that lie before those of carry-forward."""
        timeline = scope.timeline
        if timeline.per_year == 1:
            return prev(running(added), self.carry_years + 1)
        # a tax assessed at the end of a year bears the credit of all its periods
        before = scope.forward("of_years_before", scope.currency)
        before.define(where(timeline.year_start.equals(1), prev(running(added)), prev(before)))
        return prev(before, self.carry_years * timeline.per_year) if self.carry_years else before
