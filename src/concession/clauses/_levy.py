"""A levy on a margin: a duty or a share of profit, never below zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import yearly
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, Flag, TimedOf, TimedValue, Whole, field_of
from concession.lines import maximum

__all__ = ["Levy"]


@clause_kind("levy")
@dataclass(frozen=True, kw_only=True)
class Levy(MoneyClause):
    """A share of a margin: income less stated deductions, nothing in a loss."""

    formula: ClassVar[str] = (
        "levy = rate × max(0, income − deductions); deductible from itself: rate ÷ (1 + rate)"
    )
    reference: ClassVar[str] = "mining duties on a margin, profit shares of employees"

    rate: TimedValue = field_of(TimedOf("share"), "The share of the margin.")
    income: tuple[Term, ...] = field_of(
        TermList(), "What the margin starts from.", default=(Term(name="revenue"),)
    )
    deduct: tuple[Term, ...] = field_of(
        TermList(), "What is deducted.", default=(Term(name="operating_costs"),)
    )
    instrument: str = field_of(
        Choice(("duty", "profit_share", "levy")), "What it is called in tables by instrument.", default="levy"
    )
    assessed: str = field_of(
        Choice(("period", "year")),
        "Whether it is assessed each period or for the calendar year.",
        default="year",
    )
    deduct_itself: bool = field_of(
        Flag(), "Whether the levy is deductible from its own base: levy = r ÷ (1 + r) × base.", default=False
    )
    paid_after: int = field_of(Whole(0, 48), "How many periods after its assessment it is paid.", default=0)

    def build(self, scope: Scope) -> None:
        """Add the margin and the levy."""
        margin = scope.within(scope.terms(self.income) - scope.terms(self.deduct))
        assessed = yearly(scope, margin) if self.assessed == "year" else margin
        base = scope.line("margin", assessed)
        rate = scope.level(self.rate)
        if self.deduct_itself:
            rate = rate / (1 + rate)
        scope.pay(
            "",
            rate * maximum(base, 0),
            instrument=self.instrument,
            delay=self.paid_after,
            always=True,
        )
