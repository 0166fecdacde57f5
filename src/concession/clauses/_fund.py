"""A joint fund: its cash, what it invests, its fees, when it may distribute, and what it is worth to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._investment import Investment
from concession.clauses._parties_of import parts_of_one
from concession.clauses._said import WordOf
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, Id, MapOf, PeriodText, Struct, Value, ValueOf, field_of
from concession.errors import ConcessionError
from concession.ledger import Tier
from concession.lines import Expr, Line, Selector, add_up, const, maximum, minimum, ratio, running, where

__all__ = ["Fee", "Fund"]


@dataclass(frozen=True, kw_only=True)
class Fee:
    """What the fund pays for its management."""

    to: str = field_of(Id("party"), "Who is paid.", default="suppliers")
    amount: Value | None = field_of(ValueOf("money per year"), "The amount a year.", default=None)
    rate: Value | None = field_of(
        ValueOf("rate"), "The yearly rate on what the fund is worth at the start of the period.", default=None
    )


@clause_kind("fund")
@dataclass(frozen=True, kw_only=True)
class Fund(MoneyClause):
    """A fund that the parties share.

    All cash that any clause pays to the fund flows in. Order in a period: fee, distribution (once the
    lock-up is over), investment. What is not distributed or invested stays in cash. Whatever the fund is
    worth belongs to its owners; that is reported at the horizon, never as cash.
    """

    fence: ClassVar[str] = "deal"
    tier: ClassVar[Tier] = "financing"
    formula: ClassVar[str] = (
        "cash = cash before + received − fee − distributed − invested; distributable = payout × (cash "
        "before + received − fee) once the lock-up is over; claim of a party = share × (cash + assets)"
    )
    reference: ClassVar[str] = "joint investment funds"

    fund: str = field_of(Id("party"), "The party that is the fund.")
    ownership: Value = field_of(
        WordOf(("contributions", "fixed")), "Whether shares follow what was put in, or are fixed."
    )
    shares: Mapping[str, Value] = field_of(
        MapOf(ValueOf("share", dated=False)), "Fixed shares by party, which add up to one.", default={}
    )
    capital: Mapping[str, tuple[Term, ...]] = field_of(
        MapOf(TermList()), "By party, the lines that its capital account is credited with.", default={}
    )
    distribution: str = field_of(
        Choice(("by-ownership", "waterfall")),
        "Whether the fund pays its owners by their shares, or a waterfall distributes `distributable`.",
        default="by-ownership",
    )
    payout: Value | None = field_of(
        ValueOf("share"),
        "The share of free cash that is distributed; all where nothing is said.",
        default=None,
    )
    locked_until: str = field_of(
        PeriodText(), "The last period in which nothing may be distributed.", default=""
    )
    fee: Fee | None = field_of(Struct(Fee), "What its management costs.", default=None)
    investments: Mapping[str, Investment] = field_of(
        MapOf(Struct(Investment)), "What it invests in, by name, in order.", default={}
    )

    def build(self, scope: Scope) -> None:
        """Add cash, fee, distribution, investments, and each owner's claim."""
        scope.ledger.party(self.fund)
        cash = scope.account("cash", scope.currency, note="cash of the fund")
        contributions = Selector(match={"payee": (self.fund,), "instrument": ("fund_contribution",)})
        scope.line("contribution", scope.select(contributions, allow_empty=True))
        received = cash.credit(scope.line("received", self._moved(scope, "payee")))
        elsewhere = cash.debit(scope.line("paid_elsewhere", self._moved(scope, "payer")))
        assets = [one.open(scope, name, self.fund) for name, one in self.investments.items()]
        for asset in assets:
            cash.credit(asset.proceeds)
        free: Expr = cash.opening + received - elsewhere
        free = free + add_up([asset.proceeds for asset in assets], scope.currency)
        opening = add_up([cash.opening, *(asset.account.opening for asset in assets)])
        fee = self._fee(scope, opening, free)
        if fee is not None:
            free = free - cash.debit(fee)
        free = scope.line("free_cash", maximum(free, 0))
        if self.distribution == "waterfall":
            # the waterfall says who is paid; without one the money stays
            given: Expr = scope.line("distributable", self._distributable(scope, free))
            cash.debit(scope.line("distributed", self._moved(scope, "payer", distributed=True)))
        else:
            given = cash.debit(scope.line("distributed", self._distributable(scope, free)))
        left: Expr = free - given
        for asset, one in zip(assets, self.investments.values(), strict=True):
            invested = cash.debit(one.invest(scope, asset, left, free - given, self.fund))
            left = left - invested
        closing = add_up([cash.closing, *(asset.account.closing for asset in assets)])
        worth = scope.line("net_assets", closing, stock=True)
        self._owners(scope, worth, given)

    # -- cash ------------------------------------------------------------------------------------

    def _moved(self, scope: Scope, side: str, *, distributed: bool = False) -> Expr:
        """Return the cash that other clauses pay to the fund, or that it pays under them.

        What a waterfall distributes stands apart from what the fund pays otherwise.
        """
        match = {side: (self.fund,), "medium": ("cash",)}
        exclude: dict[str, tuple[str, ...]] = {"clause": (scope.clause,)}
        if distributed:
            match["instrument"] = ("distribution",)
        elif side == "payer":
            exclude["instrument"] = ("distribution",)
        return scope.select(Selector(match=match, exclude=exclude), allow_empty=True, basis="settles")

    def _fee(self, scope: Scope, worth: Expr, free: Expr) -> Line | None:
        if self.fee is None:
            return None
        step = scope.timeline.step
        parts: list[Expr] = []
        if self.fee.amount is not None:
            # nothing is charged before there is anything to manage
            parts.append(where(free > 0, scope.value(self.fee.amount) * step, 0))
        if self.fee.rate is not None:
            parts.append(worth * scope.value(self.fee.rate) * step)
        if not parts:
            raise ConcessionError.of("E612", "the fee has no amount", "add 'amount' or 'rate' to it")
        due = minimum(add_up(parts), maximum(free, 0))
        return scope.pay("fee", due, payer=self.fund, payee=self.fee.to, instrument="fund_fee")

    def _distributable(self, scope: Scope, free: Expr) -> Expr:
        amount = free if self.payout is None else free * scope.value(self.payout)
        if not self.locked_until:
            return amount
        last = scope.values.period_index(self.locked_until, f"clauses.{scope.clause}.locked_until")
        return where(scope.timeline.number > last, amount, 0)

    # -- owners ----------------------------------------------------------------------------------

    def _owners(self, scope: Scope, worth: Line, distributed: Expr) -> None:
        shares = self._shares(scope)
        rest: Expr = distributed
        *_, last = shares
        for party, share in shares.items():
            part = scope.line(f"share.{party}", share, stock=True)
            claim = scope.account(
                f"claim.{party}",
                scope.currency,
                kind="claim",
                holder=party,
                debtor=self.fund,
                # it mirrors the fund's worth, whose accounts have floors of their own
                floor=None,
            )
            claim.accrue(scope.line(f"claim_change.{party}", part * worth - claim.opening))
            if self.distribution == "by-ownership":
                amount = rest if party == last else distributed * part
                rest = rest - scope.pay(
                    party, amount, payer=self.fund, payee=party, instrument="distribution"
                )

    def _shares(self, scope: Scope) -> dict[str, Expr]:
        credited = {
            party: scope.line(f"capital.{party}", running(scope.terms(terms)), stock=True)
            for party, terms in self.capital.items()
        }
        if self.ownership.text == "fixed":
            if not self.shares:
                raise ConcessionError.of("E612", "fixed ownership without shares", "add 'shares:'")
            return parts_of_one(scope, self.shares, "the fund")
        if not credited:
            raise ConcessionError.of(
                "E612", "ownership by contributions without them", "add 'capital:' with each party's lines"
            )
        whole = scope.line("capital", add_up(list(credited.values())), stock=True)
        equal = const(1) / len(credited)
        found = {party: ratio(amount, whole, equal) for party, amount in credited.items()}
        *first, last = found
        found[last] = 1 - add_up([found[party] for party in first]) if first else const(1)
        return found
