"""Royalties: a share of the value of production, or an amount for each unit of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import TimedOf, TimedValue, Whole, field_of
from concession.lines import maximum

__all__ = ["Royalty"]


@clause_kind("royalty")
@dataclass(frozen=True, kw_only=True)
class Royalty(MoneyClause):
    """A share of the value of production, or an amount per unit produced."""

    formula: ClassVar[str] = "royalty = rate × max(0, base − deductions)"
    reference: ClassVar[str] = "ad valorem and specific royalties"

    rate: TimedValue = field_of(
        TimedOf("share or price"), "The share of the base, or the money for each unit of it."
    )
    base: tuple[Term, ...] = field_of(
        TermList(),
        "What the rate applies to: `revenue` (gross), a product's revenue, or a quantity such as "
        "`production` for an amount per unit.",
    )
    deduct: tuple[Term, ...] = field_of(
        TermList(),
        "What is taken off the base first: transport for a netback, treatment for an NSR.",
        default=(),
    )
    paid_after: int = field_of(Whole(0, 48), "How many periods later it is paid.", default=0)

    def build(self, scope: Scope) -> None:
        """Add the base and the royalty."""
        base = scope.terms(self.base)
        if self.deduct:
            base = base - scope.terms(self.deduct)
        base = scope.line("base", maximum(base, 0))
        scope.pay("", scope.level(self.rate) * base, instrument="royalty", delay=self.paid_after)
