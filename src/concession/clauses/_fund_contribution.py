"""Money that a party pays into a fund: a share of its receipts, up to a cap; matching of new aid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._parties_of import two_parties
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import LineName, TermList, names_read
from concession.deal import ListOf, MapOf, Value, ValueOf, field_of
from concession.ledger import Tier
from concession.lines import Expr, add_up, const, latch, maximum, minimum, prev, running, where

__all__ = ["FundContribution", "Matching"]


@clause_kind("fund_contribution")
@dataclass(frozen=True, kw_only=True)
class FundContribution(MoneyClause):
    """Shares of a party's receipts, paid into a fund, perhaps until a cap is filled.

    The cap counts what was paid in under this clause and whatever ``counts`` names; ``raised_by`` lifts
    it. ``after`` opens the clause for good in the period after the named contributions filled their caps.
    """

    fence: ClassVar[str] = "deal"
    tier: ClassVar[Tier] = "financing"
    formula: ClassVar[str] = (
        "contribution = min(Σ share × receipts, max(0, cap + rises so far − filled before))"
    )
    reference: ClassVar[str] = "contributions to joint and stabilisation funds"

    receipts: Mapping[str, tuple[Term, ...]] = field_of(
        MapOf(TermList()),
        "The receipts that are shared, by name: payments found by licence, place, ownership and instrument, "
        "each with the share that is paid in.",
    )
    cap: Value | None = field_of(
        ValueOf("money"), "What is paid in all; no end where nothing is said.", default=None
    )
    raised_by: tuple[Term, ...] = field_of(
        TermList(), "Lines whose amounts lift the cap, such as new aid; each may have a share.", default=()
    )
    counts: tuple[Term, ...] = field_of(TermList(), "Other lines that fill the cap as well.", default=())
    after: tuple[str, ...] = field_of(
        ListOf(LineName()),
        "Lines such as `first_fund.reached`: all must have been one in an earlier period.",
        default=(),
    )

    def reads(self) -> tuple[str, ...]:
        """Return the names of the lines that the clause reads."""
        return (*names_read(self), *self.after)

    def build(self, scope: Scope) -> None:
        """Add the receipts counted, the room under the cap and the contribution."""
        two_parties(scope, self.payee)
        parts = [scope.line(f"share.{name}", scope.terms(terms)) for name, terms in self.receipts.items()]
        due: Expr = scope.line("due", maximum(add_up(parts, scope.currency), 0))
        is_open = self._open(scope)
        if is_open is not None:
            due = where(is_open, due, 0)
        filled = scope.account("filled", scope.currency, note="what has filled the cap so far")
        if self.cap is None:
            filled.credit(scope.pay("", due, instrument="fund_contribution"))
            return
        limit = scope.value(self.cap) + running(scope.terms(self.raised_by))
        limit = scope.line("cap", limit, stock=True)
        others = filled.credit(scope.line("counts", scope.terms(self.counts)))
        room = scope.line("room", maximum(limit - filled.opening - others, 0), stock=True)
        paid = filled.credit(scope.pay("", minimum(due, room), instrument="fund_contribution"))
        # the payment is the room itself when it fills the cap, so no rounding can hide that
        scope.line("reached", latch(paid >= room))

    def _open(self, scope: Scope) -> Expr | None:
        conditions = [prev(latch(scope.term(name) > 0)) for name in self.after]
        if not conditions:
            return None
        result = conditions[0]
        for more in conditions[1:]:
            result = result & more
        return scope.line("open", result)


@clause_kind("matching")
@dataclass(frozen=True, kw_only=True)
class Matching(MoneyClause):
    """A multiple of what another party gives: for each dollar of new aid, two into the fund.

    What ``counting`` names counts toward the obligation; what exceeds it is carried forward.
    """

    fence: ClassVar[str] = "deal"
    tier: ClassVar[Tier] = "financing"
    formula: ClassVar[str] = (
        "payment = max(0, owed before + ratio × aid − what counts); owed falls by the payment"
    )
    reference: ClassVar[str] = "matching contributions"

    aid: tuple[Term, ...] = field_of(TermList(), "The lines that are matched.")
    ratio: Value = field_of(ValueOf("share"), "What is paid for each unit of them: 200 % is two for one.")
    counting: tuple[Term, ...] = field_of(
        TermList(), "Other contributions that count toward the obligation.", default=()
    )

    def build(self, scope: Scope) -> None:
        """Add the obligation and what is paid to meet it."""
        two_parties(scope, self.payee)
        owed = scope.account("owed", scope.currency, floor=None, note="still to be matched")
        called = owed.credit(scope.line("called", scope.value(self.ratio) * scope.terms(self.aid)))
        counted: Expr = const(0, scope.currency)
        if self.counting:
            counted = owed.debit(scope.line("counted", scope.terms(self.counting)))
        due = maximum(owed.opening + called - counted, 0)
        owed.debit(scope.pay("", due, instrument="fund_contribution"))
