"""Minimum taxes: a share of a broader base, and the top-up to a least effective rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import yearly
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import TimedOf, TimedValue, field_of
from concession.lines import maximum, minimum, ratio

__all__ = ["MinimumTax", "TopUpTax"]


@clause_kind("minimum_tax")
@dataclass(frozen=True, kw_only=True)
class MinimumTax(MoneyClause):
    """What the regular tax falls short of a share of turnover or of book profit."""

    fence: ClassVar[str] = "company"
    formula: ClassVar[str] = "payment = max(0, share × max(0, base) − regular tax)"
    reference: ClassVar[str] = "alternative minimum taxes on turnover or book profit"

    share: TimedValue = field_of(TimedOf("share"), "The share of the base.")
    base: tuple[Term, ...] = field_of(TermList(), "The base.", default=(Term(name="revenue"),))
    less: tuple[Term, ...] = field_of(TermList(), "What is taken off it.", default=())
    regular: tuple[Term, ...] = field_of(TermList(), "The regular tax.", default=(Term(name="income_tax"),))

    def build(self, scope: Scope) -> None:
        """Add base, minimum and payment."""
        whole = scope.terms(self.base) - scope.terms(self.less) if self.less else scope.terms(self.base)
        base = scope.line("base", yearly(scope, whole))
        least = scope.line("minimum", scope.level(self.share) * maximum(base, 0))
        scope.pay("", maximum(least - yearly(scope, scope.terms(self.regular)), 0), instrument="minimum_tax")


@clause_kind("top_up_tax")
@dataclass(frozen=True, kw_only=True)
class TopUpTax(MoneyClause):
    """The top-up to a least effective rate of tax, such as the 15 % of the global minimum tax."""

    fence: ClassVar[str] = "company"
    formula: ClassVar[str] = (
        "tax = top-up rate × max(0, income − substance); top-up rate = max(0, least rate − effective rate); "
        "effective rate = covered taxes ÷ income, in a period with income"
    )
    reference: ClassVar[str] = "OECD Model Rules (Pillar Two), articles 5.1 and 5.2"

    least_rate: TimedValue = field_of(TimedOf("share"), "The least effective rate: 15 %.")
    income: tuple[Term, ...] = field_of(TermList(), "Income as the rules measure it.")
    less: tuple[Term, ...] = field_of(TermList(), "What is taken off it.", default=())
    taxes: tuple[Term, ...] = field_of(TermList(), "The covered taxes.", default=(Term(name="income_tax"),))
    substance: tuple[Term, ...] = field_of(
        TermList(), "The income excluded for substance: shares of payroll and of tangible assets.", default=()
    )

    def build(self, scope: Scope) -> None:
        """Add effective rate, top-up rate and tax."""
        whole = scope.terms(self.income) - scope.terms(self.less) if self.less else scope.terms(self.income)
        income = scope.line("income", maximum(yearly(scope, whole), 0))
        taxes = scope.line("covered_taxes", yearly(scope, scope.terms(self.taxes)))
        least = scope.level(self.least_rate)
        # without income nothing is topped up: the rate then is the least one by definition
        rate = scope.line("effective_rate", ratio(taxes, income, least))
        top_up = scope.line("top_up_rate", minimum(maximum(least - rate, 0), least))
        base = income
        if self.substance:
            base = scope.line("excess", maximum(income - yearly(scope, scope.terms(self.substance)), 0))
        scope.pay("", top_up * base, instrument="top_up_tax")
