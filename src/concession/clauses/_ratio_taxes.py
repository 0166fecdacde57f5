"""Mining taxes by ratio: of net to gross proceeds, and by slices of the margin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import yearly
from concession.clauses._bands import Bands, RateTable
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, TimedOf, TimedValue, field_of
from concession.errors import ConcessionError
from concession.lines import maximum, ratio, where

__all__ = ["MarginTax", "NetProceedsTax"]


@clause_kind("net_proceeds_tax")
@dataclass(frozen=True, kw_only=True)
class NetProceedsTax(MoneyClause):
    """A tax on net proceeds at a rate by their ratio to gross proceeds, with a flat rate on large ones."""

    formula: ClassVar[str] = (
        "tax = rate × max(0, net); rate = flat rate where net > threshold, else table(net ÷ gross)"
    )
    reference: ClassVar[str] = "Nevada Revised Statutes 362.140"

    net: tuple[Term, ...] = field_of(TermList(), "Net proceeds.")
    gross: tuple[Term, ...] = field_of(TermList(), "Gross proceeds.", default=(Term(name="revenue"),))
    table: RateTable = field_of(Bands(), "The rate by the ratio of net to gross.")
    threshold: TimedValue | None = field_of(
        TimedOf("money"), "Above these net proceeds the flat rate holds whatever the ratio.", default=None
    )
    flat_rate: TimedValue | None = field_of(TimedOf("share"), "The flat rate.", default=None)

    def build(self, scope: Scope) -> None:
        """Add ratio, rate and tax."""
        net = scope.line("net", yearly(scope, scope.terms(self.net)))
        gross = scope.line("gross", yearly(scope, scope.terms(self.gross)))
        share = scope.line("ratio", maximum(ratio(net, gross), 0))
        rate = self.table.rate(scope, share)
        if self.threshold is not None:
            if self.flat_rate is None:
                raise ConcessionError.of("E612", "the threshold needs a flat rate", "add 'flat_rate: SHARE'")
            rate = where(net > scope.level(self.threshold), scope.level(self.flat_rate), rate)
        rate = scope.line("rate", rate)
        scope.pay("", rate * maximum(net, 0), instrument="royalty")


@clause_kind("margin_tax")
@dataclass(frozen=True, kw_only=True)
class MarginTax(MoneyClause):
    """A tax on profit at rates by slices of the margin, with a minimum on the value of output.

    The rates of the slices apply to the profit inside each slice of the margin: the effective rate on profit
    is Σ rate × slice ÷ margin. Where the table is by whole value, one rate applies to the whole profit.
    """

    formula: ClassVar[str] = (
        "tax = max(minimum, effective rate × max(0, profit)); margin = profit ÷ sales; by slice the "
        "effective "
        "rate is Σ rate × slice of margin ÷ margin; minimum = minimum table charged on its own base"
    )
    reference: ClassVar[str] = (
        "Quebec Mining Tax Act (minimum and margin segments), Peru Ley 29788 and 29789, Chile Ley 21591"
    )

    profit: tuple[Term, ...] = field_of(TermList(), "Operating profit.")
    sales: tuple[Term, ...] = field_of(
        TermList(), "What profit is compared with.", default=(Term(name="revenue"),)
    )
    table: RateTable = field_of(Bands(), "The rates by margin.")
    minimum: RateTable | None = field_of(
        Bands(), "The rates of the minimum, on the amount of its base.", default=None
    )
    minimum_base: tuple[Term, ...] = field_of(
        TermList(), "What the minimum is charged on; sales where nothing is said.", default=()
    )
    instrument: str = field_of(
        Choice(("duty", "levy", "royalty")), "What it is called in tables by instrument.", default="duty"
    )

    def build(self, scope: Scope) -> None:
        """Add margin, effective rate, tax on profit, minimum and what is payable."""
        profit = scope.line("profit", yearly(scope, scope.terms(self.profit)))
        sales = scope.line("sales", yearly(scope, scope.terms(self.sales)))
        margin = scope.line("margin", maximum(ratio(profit, sales), 0))
        rate = scope.line("rate", self.table.rate(scope, margin))
        on_profit = scope.line("on_profit", rate * maximum(profit, 0))
        if self.minimum is None:
            scope.pay("", on_profit, instrument=self.instrument)
            return
        base = yearly(scope, scope.terms(self.minimum_base)) if self.minimum_base else sales
        base = scope.line("minimum_base", maximum(base, 0))
        least = scope.line("minimum", self.minimum.charge(scope, base))
        scope.pay("", maximum(on_profit, least), instrument=self.instrument)
