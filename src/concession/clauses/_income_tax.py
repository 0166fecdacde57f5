"""Income tax: income less what is deductible, depreciation and losses, at a rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import relieve_losses, yearly
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._depreciation import Depreciation
from concession.clauses._scope import Scope, Term
from concession.clauses._tax_holiday import Holiday
from concession.clauses._terms import TermList
from concession.deal import Choice, Flag, MapOf, Struct, TimedOf, TimedValue, Value, ValueOf, Whole, field_of
from concession.errors import ConcessionError
from concession.lines import add_up

__all__ = ["IncomeTax", "Losses"]


@dataclass(frozen=True, kw_only=True)
class Losses:
    """How losses are carried forward."""

    carry_forward: str = field_of(
        Choice(("none", "for-ever", "limited")), "Whether losses are carried forward, and for how long."
    )
    years: int = field_of(
        Whole(1, 100), "The years after its own in which a loss may be used, if limited.", default=0
    )
    share: Value | None = field_of(
        ValueOf("share"), "The largest share of a year's profit that losses may cover.", default=None
    )
    uplift: Value | None = field_of(
        ValueOf("rate"), "The yearly rate by which unused losses grow, after their own year.", default=None
    )
    opening: Value | None = field_of(
        ValueOf("money"),
        "Losses that stand open when the case begins; they lapse as those of the year before it do.",
        default=None,
    )

    @property
    def limit(self) -> int | None:
        """The limit in years: None for ever, 0 for none.

        Raises
        ------
        ConcessionError
            E612 where a limit lacks its years, or years stand without a limit.
        """
        if (self.carry_forward == "limited") != bool(self.years):
            wrong = "are limited, but not to any years" if not self.years else "have years, but no limit"
            raise ConcessionError.of(
                "E612", f"the losses {wrong}", "write 'carry_forward: limited, years: 10'"
            )
        return {"none": 0, "for-ever": None}.get(self.carry_forward, self.years)


@clause_kind("income_tax")
@dataclass(frozen=True, kw_only=True)
class IncomeTax(MoneyClause):
    """A share of profit after deductions, depreciation and losses brought forward.

    It is assessed by calendar year whatever the periods of the case. Outside the periods in which the clause
    applies nothing is assessed, neither profit nor loss, while assets go on being written down.
    """

    fence: ClassVar[str] = "company"
    formula: ClassVar[str] = (
        "tax = rate × taxable income; taxable income = max(0, result) − losses used; "
        "result = income − deductions − depreciation. Deductible from itself: rate ÷ (1 + rate). In a "
        "holiday: the share charged × tax"
    )
    reference: ClassVar[str] = "any income-tax act; losses first in, first out"

    rate: TimedValue = field_of(
        TimedOf("share"),
        "The rate of tax on taxable income; by period where it changes, or by year from the start of the "
        "project.",
    )
    income: tuple[Term, ...] = field_of(TermList(), "What is taxed.", default=(Term(name="revenue"),))
    deduct: tuple[Term, ...] = field_of(
        TermList(),
        "What is deducted in the period in which it arises.",
        default=(Term(name="operating_costs"),),
    )
    depreciation: Mapping[str, Depreciation] = field_of(
        MapOf(Struct(Depreciation)), "Pools of assets that are written down over time.", default={}
    )
    losses: Losses | None = field_of(
        Struct(Losses), "How losses are carried forward; not at all where nothing is said.", default=None
    )
    holiday: Holiday | None = field_of(
        Struct(Holiday),
        "Years from first production or first profit in which less is charged, or nothing.",
        default=None,
    )
    deduct_itself: bool = field_of(
        Flag(), "Whether the tax is deductible from its own base: tax = r ÷ (1 + r) × base.", default=False
    )
    paid_after: int = field_of(
        Whole(0, 48), "How many periods after its assessment the tax is paid.", default=0
    )

    def build(self, scope: Scope) -> None:
        """Add result, losses, taxable income and the tax."""
        income = scope.line("income", scope.terms(self.income))
        deductions = scope.line("deductions", scope.terms(self.deduct))
        pools = [pool.build(scope, name) for name, pool in self.depreciation.items()]
        result = income - deductions
        if pools:
            result = result - scope.line("depreciation", add_up(pools))
        result_line = scope.line("result", yearly(scope, scope.within(result)))
        losses = self.losses or Losses(carry_forward="none")
        relief = relieve_losses(
            scope,
            result_line,
            years=losses.limit,
            share=scope.value(losses.share) if losses.share else None,
            uplift=scope.value(losses.uplift) if losses.uplift else None,
            opening=scope.value(losses.opening) if losses.opening else None,
        )
        rate = scope.level(self.rate)
        if self.deduct_itself:
            rate = rate / (1 + rate)
        if self.holiday is not None:
            rate = rate * self.holiday.charged(scope, relief.taxable)
        scope.pay("", rate * relief.taxable, instrument="income_tax", delay=self.paid_after, always=True)
