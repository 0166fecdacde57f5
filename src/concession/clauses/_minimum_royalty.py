"""A floor under a royalty or tax, royalties by R-factor, and royalties for each unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import assessed_by
from concession.clauses._bands import Bands, RateTable
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._sliding import read_by
from concession.clauses._terms import LineName, TermList
from concession.deal import (
    Choice,
    PeriodText,
    TimedOf,
    TimedValue,
    Value,
    ValueOf,
    Whole,
    field_of,
    parse_period,
)
from concession.lines import Expr, maximum

__all__ = ["MinimumRoyalty", "RFactorRoyalty", "SpecificRoyalty"]


@clause_kind("minimum_royalty")
@dataclass(frozen=True, kw_only=True)
class MinimumRoyalty(MoneyClause):
    """A floor: what other takes fall short of it is paid on top of them."""

    formula: ClassVar[str] = "payment = max(0, floor − credited); floor = table(x) × base"
    reference: ClassVar[str] = "Alaska AS 43.55.011(f), gross minimum tax"

    base: tuple[Term, ...] = field_of(TermList(), "What the floor is a share of.")
    by: str = field_of(LineName(), "The line that the table is read by, such as a price.")
    table: RateTable = field_of(Bands(), "The rate of the floor.")
    credited: tuple[Term, ...] = field_of(
        TermList(), "The takes that count against the floor; none where nothing is said.", default=()
    )
    assessed: str = field_of(
        Choice(("period", "year")),
        "Whether it is assessed each period or for the calendar year.",
        default="year",
    )

    def build(self, scope: Scope) -> None:
        """Add rate, floor and payment."""
        rate = scope.line("rate", self.table.rate(scope, read_by(scope, self.by, 0, self.table)))
        floor = scope.line("floor", assessed_by(scope, self.assessed, rate * scope.terms(self.base)))
        due: Expr = floor
        if self.credited:
            due = maximum(floor - assessed_by(scope, self.assessed, scope.terms(self.credited)), 0)
        scope.pay("", due, instrument="royalty")


@clause_kind("r_factor_royalty")
@dataclass(frozen=True, kw_only=True)
class RFactorRoyalty(MoneyClause):
    """The greater of a share of gross and a share of net, both by bands of an R-factor."""

    formula: ClassVar[str] = (
        "royalty = max(gross rate(R) × gross, net rate(R) × net); R from an earlier period"
    )
    reference: ClassVar[str] = "royalties by R-factor, as in Canadian and sample petroleum terms"

    by: str = field_of(LineName(), "The line of the R-factor, such as a clause of the type `r_factor`.")
    lag: int = field_of(Whole(0, 48), "How many periods earlier it is read.", default=0)
    gross: tuple[Term, ...] = field_of(TermList(), "Gross revenue.", default=(Term(name="revenue"),))
    net: tuple[Term, ...] = field_of(TermList(), "Net revenue.")
    gross_rate: RateTable = field_of(Bands(), "The share of gross, by R.")
    net_rate: RateTable = field_of(Bands(), "The share of net, by R.")

    def build(self, scope: Scope) -> None:
        """Add both shares and the royalty."""
        factor = read_by(scope, self.by, self.lag, self.gross_rate)
        on_gross = scope.line("on_gross", self.gross_rate.rate(scope, factor) * scope.terms(self.gross))
        on_net = scope.line("on_net", self.net_rate.rate(scope, factor) * scope.terms(self.net))
        scope.pay("", maximum(on_gross, on_net), instrument="royalty")


@clause_kind("specific_royalty")
@dataclass(frozen=True, kw_only=True)
class SpecificRoyalty(MoneyClause):
    """Money for each unit of a quantity, indexed by the year or by a line."""

    formula: ClassVar[str] = "royalty = amount × (1 + indexation)^(year − base year) × index × quantity"
    reference: ClassVar[str] = "specific royalties per tonne, per barrel, per hectare"

    amount: TimedValue = field_of(TimedOf("price"), "The money for each unit.")
    quantity: tuple[Term, ...] = field_of(TermList(), "The quantity.", default=(Term(name="production"),))
    indexation: Value | None = field_of(
        ValueOf("rate"), "The yearly rate by which the amount rises.", default=None
    )
    indexed_from: str = field_of(
        PeriodText(), "The year for which it is stated; the first of the case otherwise.", default=""
    )
    index: str = field_of(
        LineName(), "A line that the amount is multiplied by, such as an index of prices.", default=""
    )
    instrument: str = field_of(
        Choice(("royalty", "levy", "duty")), "What it is called in tables by instrument.", default="royalty"
    )

    def build(self, scope: Scope) -> None:
        """Add the amount for each unit, and the royalty."""
        timeline = scope.timeline
        amount: Expr = scope.level(self.amount)
        if self.indexation is not None:
            base = parse_period(self.indexed_from).year if self.indexed_from else timeline.year
            growth = 1 + scope.value(self.indexation) * timeline.step * timeline.per_year
            amount = amount * growth ** (timeline.calendar_year - base)
        if self.index:
            amount = amount * scope.term(self.index)
        amount = scope.line("amount", amount)
        scope.pay("", amount * scope.terms(self.quantity), instrument=self.instrument)
