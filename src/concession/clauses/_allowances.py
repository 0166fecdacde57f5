"""Capital allowances: depreciation by any method as a line of its own, and uplift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._schedules import by_schedule, declining_shares, straight_shares
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import LineName, TermList
from concession.deal import Choice, Value, ValueOf, Whole, field_of
from concession.errors import ConcessionError
from concession.lines import (
    Expr,
    const,
    latch,
    maximum,
    minimum,
    moving,
    prev,
    ratio,
    remaining,
    running,
    where,
)

__all__ = ["CapitalAllowance", "Uplift"]


@clause_kind("depreciation")
@dataclass(frozen=True, kw_only=True)
class CapitalAllowance(MoneyClause):
    """Depreciation of spending, as a line that taxes deduct; it pays nothing.

    Every year's spending is written down by itself, except in a pool and by units of production, where one
    balance is.
    """

    formula: ClassVar[str] = (
        "immediate: all at once. straight-line: (1 − salvage) ÷ life. declining: factor ÷ life, or the rate, "
        "of the balance, not below salvage, with the rest in the last year of life. pool: rate × (opening "
        "balance + spending), without end. unit-of-production: (balance − salvage) × units ÷ remaining "
        "units, which are those still to be produced, or the reserves less what is produced so far"
    )
    reference: ClassVar[str] = "methods of income-tax acts; pools as in Alberta and Canada"

    method: str = field_of(
        Choice(("immediate", "straight-line", "declining", "pool", "unit-of-production")),
        "How the spending is written down.",
    )
    assets: tuple[Term, ...] = field_of(
        TermList(), "The spending that is written down.", default=(Term(name="capital"),)
    )
    life: int = field_of(Whole(1, 100), "The years over which each asset is written down.", default=0)
    factor: Value | None = field_of(
        ValueOf("any"),
        "Declining balance: the rate is this over the life (2 is double declining).",
        default=None,
    )
    rate: Value | None = field_of(
        ValueOf("share"), "The share of the balance written down each year.", default=None
    )
    salvage: Value | None = field_of(
        ValueOf("share"), "The share of the spending that is left at the end.", default=None
    )
    write_off: str = field_of(
        Choice(("last-year", "none")),
        "Whether the last year of a declining balance takes all that is left.",
        default="last-year",
    )
    begins: str = field_of(
        Choice(("spending", "production")),
        "Whether writing down begins when the money is spent, or with production if that is later.",
        default="spending",
    )
    units: str = field_of(
        LineName(), "The production that the unit-of-production method follows.", default="production"
    )
    reserves: Value | None = field_of(
        ValueOf("any"),
        "The units over which the unit-of-production method writes down; the production of the whole case "
        "where nothing is said.",
        default=None,
    )

    def build(self, scope: Scope) -> None:
        """Add the spending, the deduction and the book value."""
        spent = scope.line("assets", scope.terms(self.assets))
        entering: Expr = spent
        if self.begins == "production":
            started = latch(scope.term("producing") > 0)
            first = prev(started).equals(0)
            entering = where(started.equals(0), 0, where(first, running(spent), spent))
        book = scope.account("book", scope.currency, floor=None, note="what is not written down yet")
        book.credit(spent)
        charge = scope.line("", self._charge(scope, entering, book.opening))
        book.debit(charge)

    def _charge(self, scope: Scope, entering: Expr, opening: Expr) -> Expr:
        per_year = scope.timeline.per_year
        salvage = scope.value(self.salvage) if self.salvage is not None else None
        if self.method == "immediate":
            return entering
        if self.method == "straight-line":
            shares = straight_shares(self._life(), salvage)
            return moving(entering, self.life * per_year) * shares[0] / per_year
        if self.method == "declining":
            rate = self._rate(scope)
            end = self.write_off == "last-year"
            return by_schedule(
                entering, declining_shares(self._life(), rate, salvage, write_off=end), per_year
            )
        balance = opening + (entering if self.begins == "spending" else 0)
        if self.method == "pool":
            yearly = self._rate(scope)
            return (
                balance * yearly if per_year == 1 else balance * (1 - (1 - yearly) ** scope.timeline.length)
            )
        units = scope.term(self.units)
        left = balance if salvage is None else balance - running(entering) * salvage
        ahead: Expr = remaining(units)
        if self.reserves is not None:
            ahead = maximum(scope.value(self.reserves) - prev(running(units)), 0)
        return maximum(left, 0) * minimum(ratio(units, ahead), 1)

    def _life(self) -> int:
        if not self.life:
            raise ConcessionError.of("E612", f"'{self.method}' needs a life", "add 'life: YEARS'")
        return self.life

    def _rate(self, scope: Scope) -> Expr:
        if self.rate is not None:
            return scope.value(self.rate)
        if self.factor is not None:
            return minimum(scope.value(self.factor) / self._life(), const(1))
        raise ConcessionError.of(
            "E612", f"'{self.method}' needs a rate", "add 'rate: SHARE', or 'factor: NUMBER' with 'life'"
        )


@clause_kind("uplift")
@dataclass(frozen=True, kw_only=True)
class Uplift(MoneyClause):
    """A further deduction on spending, as a line that taxes deduct; it pays nothing."""

    formula: ClassVar[str] = "deduction = rate × spending, in each of the years from the year of spending"
    reference: ClassVar[str] = (
        "Norwegian uplift (years × rate), United Kingdom investment allowances, credits"
    )

    rate: Value = field_of(ValueOf("share"), "The share of the spending, each year.")
    years: int = field_of(Whole(1, 100), "In how many years it is deducted.", default=1)
    assets: tuple[Term, ...] = field_of(
        TermList(), "The spending that it is a share of.", default=(Term(name="capital"),)
    )

    def build(self, scope: Scope) -> None:
        """Add the deduction."""
        spent = scope.line("assets", scope.terms(self.assets))
        per_year = scope.timeline.per_year
        periods = self.years * per_year
        total = spent if periods == 1 else moving(spent, periods) / per_year
        scope.line("", total * scope.value(self.rate))
