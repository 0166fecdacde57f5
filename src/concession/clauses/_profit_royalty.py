"""Royalties that look at profit: by its ratio to sales, and in two parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import assessed_by
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, TimedOf, TimedValue, Value, ValueOf, field_of
from concession.lines import maximum, minimum, ratio

__all__ = ["ProfitRatioRoyalty", "TwoPartRoyalty"]


@clause_kind("profit_ratio_royalty")
@dataclass(frozen=True, kw_only=True)
class ProfitRatioRoyalty(MoneyClause):
    """A royalty on sales at a rate that rises with the ratio of profit to sales."""

    formula: ClassVar[str] = (
        "royalty = rate × sales; rate = min(cap, floor + max(0, profit) ÷ sales ÷ divisor); "
        "the cap binds from the ratio (cap − floor) × divisor"
    )
    reference: ClassVar[str] = "South Africa, Mineral and Petroleum Resources Royalty Act 28 of 2008, s 4"

    sales: tuple[Term, ...] = field_of(
        TermList(), "What the rate applies to and profit is compared with.", default=(Term(name="revenue"),)
    )
    profit: tuple[Term, ...] = field_of(TermList(), "The profit, such as earnings before interest and tax.")
    floor: TimedValue = field_of(TimedOf("share"), "The rate in a year without profit.")
    divisor: Value = field_of(
        ValueOf("any"), "By what the ratio is divided, so that both are shares: 12.5 for refined minerals."
    )
    cap: TimedValue = field_of(TimedOf("share"), "The highest rate.")
    assessed: str = field_of(
        Choice(("period", "year")),
        "Whether it is assessed each period or for the calendar year.",
        default="year",
    )

    def build(self, scope: Scope) -> None:
        """Add ratio, rate and royalty, and the ratio from which the cap binds."""
        sales = scope.line("sales", assessed_by(scope, self.assessed, scope.terms(self.sales)))
        profit = scope.line("profit", assessed_by(scope, self.assessed, scope.terms(self.profit)))
        floor, cap, divisor = scope.level(self.floor), scope.level(self.cap), scope.value(self.divisor)
        margin = scope.line("margin", ratio(maximum(profit, 0), sales))
        rate = scope.line("rate", minimum(floor + margin / divisor, cap))
        scope.line("margin_at_cap", (cap - floor) * divisor)
        scope.pay("", rate * sales, instrument="royalty")


@clause_kind("two_part_royalty")
@dataclass(frozen=True, kw_only=True)
class TwoPartRoyalty(MoneyClause):
    """A share of sales, and a part that grows with the square of profit over sales, under a cap."""

    formula: ClassVar[str] = (
        "royalty = min(uncapped, cap × sales); uncapped = ad valorem × sales + coefficient × max(0, "
        "profit)² ÷ sales"
    )
    reference: ClassVar[str] = "Tasmania, Mineral Resources Regulations (two-tier royalty)"

    sales: tuple[Term, ...] = field_of(TermList(), "Net sales.", default=(Term(name="revenue"),))
    profit: tuple[Term, ...] = field_of(TermList(), "Profit.")
    ad_valorem: TimedValue = field_of(TimedOf("share"), "The share of net sales.")
    coefficient: Value = field_of(ValueOf("any"), "What the square of profit over sales is multiplied by.")
    cap: TimedValue | None = field_of(TimedOf("share"), "The largest share of net sales.", default=None)
    assessed: str = field_of(
        Choice(("period", "year")),
        "Whether it is assessed each period or for the calendar year.",
        default="year",
    )

    def build(self, scope: Scope) -> None:
        """Add the royalty before the cap, and the royalty."""
        sales = scope.line("sales", assessed_by(scope, self.assessed, scope.terms(self.sales)))
        earned = assessed_by(scope, self.assessed, scope.terms(self.profit))
        profit = maximum(scope.line("profit", earned), 0)
        second = scope.value(self.coefficient) * profit * ratio(profit, sales)
        uncapped = scope.line("uncapped", scope.level(self.ad_valorem) * sales + second)
        due = uncapped if self.cap is None else minimum(uncapped, scope.level(self.cap) * sales)
        scope.pay("", due, instrument="royalty")
