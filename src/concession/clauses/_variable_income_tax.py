"""Variable income tax: the rate of tax rises with the ratio of profit to revenue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import relieve_losses, yearly
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._income_tax import Losses
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Struct, TimedOf, TimedValue, Value, ValueOf, field_of
from concession.lines import const, maximum, ratio

__all__ = ["VariableIncomeTax"]


@clause_kind("variable_income_tax")
@dataclass(frozen=True, kw_only=True)
class VariableIncomeTax(MoneyClause):
    """Income tax at the rate a − b ÷ x, where x is taxable income over revenue."""

    fence: ClassVar[str] = "company"
    formula: ClassVar[str] = (
        "tax = rate × taxable income; rate = max(a − b ÷ x, minimum, 0); x = taxable income ÷ revenue; the "
        "formula passes the minimum at x = b ÷ (a − minimum)"
    )
    reference: ClassVar[str] = "South African gold formula; Botswana Income Tax Act (70 − 1500/x)"

    a: TimedValue = field_of(TimedOf("share"), "The rate that is approached at large ratios.")
    b: TimedValue = field_of(
        TimedOf("any"), "What is divided by the ratio, as a share times a share: 1500 is 0.15."
    )
    minimum: Value | None = field_of(
        ValueOf("share"), "The lowest rate; nil where nothing is said.", default=None
    )
    income: tuple[Term, ...] = field_of(TermList(), "What is taxed.", default=(Term(name="revenue"),))
    deduct: tuple[Term, ...] = field_of(
        TermList(), "What is deducted.", default=(Term(name="operating_costs"),)
    )
    revenue: tuple[Term, ...] = field_of(
        TermList(), "What taxable income is compared with.", default=(Term(name="revenue"),)
    )
    losses: Losses | None = field_of(
        Struct(Losses), "How losses are carried forward; not at all where nothing is said.", default=None
    )

    def build(self, scope: Scope) -> None:
        """Add result, ratio, rate and tax, and the ratio at which the formula passes the minimum."""
        base = scope.within(scope.terms(self.income) - scope.terms(self.deduct))
        result = scope.line("result", yearly(scope, base))
        losses = self.losses or Losses(carry_forward="none")
        taxable = relieve_losses(
            scope,
            result,
            years=losses.limit,
            share=scope.value(losses.share) if losses.share else None,
            uplift=scope.value(losses.uplift) if losses.uplift else None,
            opening=scope.value(losses.opening) if losses.opening else None,
        ).taxable
        revenue = scope.line("revenue", yearly(scope, scope.terms(self.revenue)))
        x = scope.line("ratio", ratio(taxable, revenue))
        a, b = scope.level(self.a), scope.level(self.b)
        least = const(0) if self.minimum is None else maximum(scope.value(self.minimum), 0)
        # without profit the quotient has no value, and the rate is the least
        rate = scope.line("rate", maximum(ratio(a * x - b, x), least))
        scope.line("crossing", ratio(b, a - least))
        scope.pay("", rate * taxable, instrument="income_tax", always=True)
