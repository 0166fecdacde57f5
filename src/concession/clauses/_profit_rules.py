"""Rules about the base of a rent tax: a cap on deductions, and the price between two stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import yearly
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._rent_tax import rate_a_year, years_assessed
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import LineName, TermList
from concession.deal import Choice, TimedOf, TimedValue, Value, ValueOf, field_of
from concession.lines import maximum, minimum, where

__all__ = ["DeductionsCap", "TransferPrice"]


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
        "average: (netback + cost-plus) ÷ 2. netback-where-lower: netback where cost-plus is higher, "
        "else the "
        "average. netback and cost-plus: that price alone"
    )
    reference: ClassVar[str] = (
        "residual pricing method: PRRT Assessment Regulations 2024 s 28 (average); Regulations 2005 reg 20"
    )

    method: str = field_of(
        Choice(("average", "netback-where-lower", "netback", "cost-plus")), "How the price is found."
    )
    netback: str = field_of(LineName(), "The line of the netback price: what is left of the final price.")
    cost_plus: str = field_of(LineName(), "The line of the price from cost upward.")

    def build(self, scope: Scope) -> None:
        """Add the price."""
        netback, cost_plus = scope.term(self.netback), scope.term(self.cost_plus)
        middle = (netback + cost_plus) / 2
        price = {
            "average": middle,
            "netback-where-lower": where(cost_plus > netback, netback, middle),
            "netback": netback,
            "cost-plus": cost_plus,
        }[self.method]
        scope.line("", price)
