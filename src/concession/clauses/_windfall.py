"""Windfall taxes: profit beyond what a study or a price foresaw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import LineName, TermList
from concession.deal import TimedOf, TimedValue, Value, ValueOf, field_of
from concession.lines import const, maximum, where

__all__ = ["WindfallTax"]


@clause_kind("windfall_tax")
@dataclass(frozen=True, kw_only=True)
class WindfallTax(MoneyClause):
    """A tax on income beyond a reference, in periods whose price passes its own reference."""

    formula: ClassVar[str] = (
        "where price > (1 + margin) × reference price: tax = rate × max(0, income − (1 + margin) × "
        "reference income)"
    )
    reference: ClassVar[str] = "DRC Mining Code art. 251 bis; windfall taxes with a trigger by price"

    rate: TimedValue = field_of(TimedOf("share"), "The rate of tax.")
    price: str = field_of(LineName(), "The line of the price.")
    reference_price: str = field_of(LineName(), "The line of the price of the study.")
    income: tuple[Term, ...] = field_of(TermList(), "Actual income.")
    reference_income: tuple[Term, ...] = field_of(
        TermList(), "Income of the study; nothing where the whole income is taxed.", default=()
    )
    margin: Value | None = field_of(
        ValueOf("share"), "By which share the references must be passed.", default=None
    )

    def build(self, scope: Scope) -> None:
        """Add trigger, base and tax."""
        over = const(1) if self.margin is None else 1 + scope.value(self.margin)
        passed = scope.term(self.price) > scope.term(self.reference_price) * over
        triggered = scope.line("triggered", passed)
        beyond = scope.terms(self.income)
        if self.reference_income:
            beyond = beyond - scope.terms(self.reference_income) * over
        base = scope.line("base", where(triggered, maximum(beyond, 0), 0))
        scope.pay("", scope.level(self.rate) * base, instrument="windfall_tax")
