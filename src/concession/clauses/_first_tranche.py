"""First tranche petroleum, and the obligation to sell a part at home for less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import LineName, TermList
from concession.deal import TimedOf, TimedValue, Value, ValueOf, Whole, field_of
from concession.errors import ConcessionError
from concession.lines import Expr, elapsed, where

__all__ = ["DomesticObligation", "FirstTranche"]


@clause_kind("first_tranche")
@dataclass(frozen=True, kw_only=True)
class FirstTranche(MoneyClause):
    """A share of production that is split before any cost is recovered."""

    formula: ClassVar[str] = "tranche = rate × production; the state takes its share of the tranche"
    reference: ClassVar[str] = "first tranche petroleum, Indonesia from 1988"

    rate: TimedValue = field_of(TimedOf("share"), "The share of production.")
    state_share: TimedValue = field_of(TimedOf("share"), "The state's share of the tranche.")
    production: tuple[Term, ...] = field_of(
        TermList(), "The value of production.", default=(Term(name="revenue"),)
    )

    def build(self, scope: Scope) -> None:
        """Add the tranche, the contractor's part and the state's, and what is left for costs."""
        production = scope.terms(self.production)
        tranche = scope.line("tranche", scope.level(self.rate) * production)
        share = scope.level(self.state_share)
        scope.line("contractor", tranche * (1 - share))
        scope.line("left", production - tranche)
        scope.pay("", tranche * share, instrument="profit_production")


@clause_kind("domestic_obligation")
@dataclass(frozen=True, kw_only=True)
class DomesticObligation(MoneyClause):
    """A part of the contractor's production is sold at home for less than the market pays."""

    formula: ClassVar[str] = (
        "delivered = share × entitlement; fee = delivered × domestic price; payment = delivered × "
        "(market price − "
        "domestic price); in the holiday the fee is the market price"
    )
    reference: ClassVar[str] = (
        "domestic market obligation, Indonesia: 25 % at a reduced fee, 60 months' holiday"
    )

    share: TimedValue = field_of(TimedOf("share"), "The share of the entitlement that is delivered.")
    entitlement: tuple[Term, ...] = field_of(TermList(), "The contractor's quantity.")
    market_price: str = field_of(LineName(), "The line of the market price.")
    domestic_price: Value | None = field_of(ValueOf("any"), "The price at home, if fixed.", default=None)
    domestic_share: Value | None = field_of(
        ValueOf("share"), "The price at home as a share of the market price.", default=None
    )
    holiday: int = field_of(
        Whole(0, 600), "For how many periods from the first delivery the market price is paid.", default=0
    )

    def build(self, scope: Scope) -> None:
        """Add what is delivered, the fee and the payment."""
        delivered = scope.line("delivered", scope.level(self.share) * scope.terms(self.entitlement))
        market = scope.term(self.market_price)
        if (self.domestic_price is None) == (self.domestic_share is None):
            raise ConcessionError.of(
                "E612", "the obligation needs one domestic price", "give 'domestic_price' or 'domestic_share'"
            )
        home: Expr
        if self.domestic_price is not None:
            home = scope.value(self.domestic_price)
        else:
            home = market * scope.value(self.domestic_share) if self.domestic_share is not None else market
        if self.holiday:
            since = elapsed(scope.terms(self.entitlement) > 0)
            home = where((since >= 0) & (since < self.holiday), market, home)
        home = scope.line("price", home)
        scope.line("fee", delivered * home)
        scope.pay("", delivered * (market - home), instrument="domestic_obligation")
