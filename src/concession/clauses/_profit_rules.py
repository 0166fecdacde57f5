"""Rules about the base of a rent tax: a cap on deductions, and the price between two stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import yearly
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._rent_tax import rate_a_year, years_assessed
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import LineName, TermList
from concession.deal import Choice, TimedOf, TimedValue, Value, ValueOf, field_of
from concession.errors import ConcessionError
from concession.lines import Expr, maximum, minimum, where

__all__ = ["DeductionsCap", "TransferPrice"]

#: The methods of finding a price between two stages, and what each needs.
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "average": ("netback", "cost_plus"),
    "netback-where-lower": ("netback", "cost_plus"),
    "netback": ("netback",),
    "cost-plus": ("cost_plus",),
    "benchmark": ("quoted",),
    "higher-of-quoted": ("declared", "quoted"),
    "within-range": ("declared", "quoted", "range"),
    "agreed": ("quoted", "agreed"),
}


@clause_kind("deductions_cap")
@dataclass(frozen=True, kw_only=True)
class DeductionsCap(MoneyClause):
    """A tax whose deductions leave at least a share of receipts; what is denied is carried forward."""

    formula: ClassVar[str] = (
        "tax = rate × taxable; taxable = receipts − used; used = min(deductions + carried × (1 + carry "
        "rate), "
        "(1 − least share) × receipts), all of it where the cap is not in force"
    )
    reference: ClassVar[str] = "Australian PRRT deductions cap from 1 July 2023"

    rate: TimedValue = field_of(TimedOf("share"), "The rate of tax.")
    receipts: tuple[Term, ...] = field_of(TermList(), "Assessable receipts.", default=(Term(name="revenue"),))
    deduct: tuple[Term, ...] = field_of(
        TermList(), "Deductible spending.", default=(Term(name="operating_costs"), Term(name="capital"))
    )
    least_share: Value = field_of(ValueOf("share"), "The share of receipts that is taxed in any case.")
    carry_rate: TimedValue | None = field_of(
        TimedOf("any"), "The yearly rate by which what is not deducted grows.", default=None
    )

    def build(self, scope: Scope) -> None:
        """Add what is deducted, what is carried, the taxable profit and the tax."""
        receipts = scope.line("receipts", scope.within(yearly(scope, scope.terms(self.receipts))))
        spent = scope.line("spending", scope.within(yearly(scope, scope.terms(self.deduct))))
        carried = scope.account("carried", scope.currency, note="spending not deducted yet")
        available = carried.opening + spent
        carried.credit(spent)
        if self.carry_rate is not None:
            grown = scope.line(
                "uplift", carried.opening * rate_a_year(scope, self.carry_rate) * years_assessed(scope)
            )
            available = available + carried.accrue(grown)
        room = maximum(receipts, 0) * (1 - scope.value(self.least_share))
        used = carried.debit(scope.line("used", minimum(available, room)))
        taxable = scope.line("taxable", maximum(receipts, 0) - used)
        scope.pay("", scope.level(self.rate) * taxable, instrument="rent_tax")


@clause_kind("transfer_price")
@dataclass(frozen=True, kw_only=True)
class TransferPrice(MoneyClause):
    """The price between two stages of one company, as a line that other clauses read; it pays nothing."""

    formula: ClassVar[str] = (
        "average: (netback + cost-plus) ÷ 2. netback-where-lower: netback where cost-plus is higher, else "
        "the average. netback and cost-plus: that price alone. benchmark: the quoted price less `less`. "
        "higher-of-quoted: the declared price, or the benchmark where that is higher. within-range: the "
        "declared price where it is at most `range` × benchmark away from the benchmark, else the benchmark. "
        "agreed: the quoted price × `agreed`, less `less`"
    )
    reference: ClassVar[str] = (
        "residual pricing method: PRRT Assessment Regulations 2024 s 28 (average); Regulations 2005 reg 20. "
        "Quoted prices: the sixth method of Argentina (2003) and its followers (higher-of-quoted), benchmark "
        "and reference prices, arm's-length ranges, advance pricing agreements (agreed)"
    )

    method: str = field_of(Choice(tuple(_NEEDS)), "How the price is found.")
    netback: str = field_of(
        LineName(), "The line of the netback price: what is left of the final price.", default=""
    )
    cost_plus: str = field_of(LineName(), "The line of the price from cost upward.", default="")
    declared: str = field_of(LineName(), "The line of the price that the company declares.", default="")
    quoted: str = field_of(LineName(), "The line of the quoted or published price.", default="")
    less: tuple[Term, ...] = field_of(
        TermList(),
        "What is taken off the quoted price, as prices for each unit: freight, treatment, a discount for "
        "quality.",
        default=(),
    )
    range: Value | None = field_of(
        ValueOf("share"), "How far the declared price may be from the benchmark.", default=None
    )
    agreed: Value | None = field_of(
        ValueOf("share"), "The share of the quoted price that is agreed in advance.", default=None
    )

    def build(self, scope: Scope) -> None:
        """Add the price, and what it differs by from the one declared, where one is."""
        for key in _NEEDS[self.method]:
            if getattr(self, key) in ("", None):
                raise ConcessionError.of("E612", f"'{self.method}' needs '{key}'", f"add '{key}:'")
        price = scope.line("", self._price(scope))
        if self.declared:
            scope.line("adjustment", price - scope.term(self.declared))

    def _price(self, scope: Scope) -> Expr:
        if self.quoted and "quoted" in _NEEDS[self.method]:
            return self._by_quotation(scope)
        if self.method in ("netback", "cost-plus"):
            return scope.term(self.netback if self.method == "netback" else self.cost_plus)
        netback, cost_plus = scope.term(self.netback), scope.term(self.cost_plus)
        middle = (netback + cost_plus) / 2
        return middle if self.method == "average" else where(cost_plus > netback, netback, middle)

    def _by_quotation(self, scope: Scope) -> Expr:
        quoted = scope.term(self.quoted)
        if self.agreed is not None and self.method == "agreed":
            quoted = quoted * scope.value(self.agreed)
        benchmark = scope.line("benchmark", quoted - scope.terms(self.less) if self.less else quoted)
        if self.method in ("benchmark", "agreed"):
            return benchmark
        declared = scope.term(self.declared)
        if self.method == "higher-of-quoted" or self.range is None:
            return maximum(declared, benchmark)
        away = maximum(declared - benchmark, benchmark - declared)
        return where(away <= scope.value(self.range) * benchmark, declared, benchmark)
