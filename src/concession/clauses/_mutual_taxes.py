"""Two taxes of which each is deducted from the base of the other, solved together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import yearly
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, Id, MapOf, Struct, TimedOf, TimedValue, Value, ValueOf, Whole, field_of
from concession.errors import ConcessionError
from concession.lines import Account, Expr, Line, add_up, maximum, minimum, ratio, where

__all__ = ["LinkedTax", "MutualTaxes"]

#: A circle of two is closed here; of more, the taxes must stand in an order.
_TWO = 2


@dataclass(frozen=True, kw_only=True)
class LinkedTax:
    """One of two taxes that are deducted from each other's base."""

    rate: TimedValue = field_of(TimedOf("share"), "The rate of tax on what is taxable.")
    income: tuple[Term, ...] = field_of(TermList(), "What is taxed.", default=(Term(name="revenue"),))
    deduct: tuple[Term, ...] = field_of(
        TermList(), "What is deducted beside the other tax.", default=(Term(name="operating_costs"),)
    )
    deduct_other: Value | None = field_of(
        ValueOf("share"),
        "The share of the other tax that is deducted; all where nothing is said.",
        default=None,
    )
    losses: str = field_of(
        Choice(("none", "carried")), "Whether losses are carried forward, without limit.", default="none"
    )
    payee: str = field_of(Id("party"), "Who receives it; the clause's payee otherwise.", default="")
    instrument: str = field_of(
        Choice(("income_tax", "royalty", "duty", "levy", "profit_share")),
        "What it is called in tables by instrument.",
        default="income_tax",
    )


@clause_kind("mutual_taxes")
@dataclass(frozen=True, kw_only=True)
class MutualTaxes(MoneyClause):
    """Two taxes of one year, each deductible from the other's base: solved in closed form, not iterated.

    Both are assessed by calendar year. Each product of a rate and the share deducted is below one, so there
    is one solution: both taxes on the straight lines of the formula, or one of them nil.
    """

    fence: ClassVar[str] = "company"
    formula: ClassVar[str] = (
        "T1 = r1 × max(0, B1 − a1 × T2) and T2 = r2 × max(0, B2 − a2 × T1), where B = income − deductions − "
        "losses brought forward and a is the share of the other tax that is deducted. Solved: taxable1 = 0 "
        "where B1 ≤ a1 × r2 × max(0, B2); max(0, B1) where B2 ≤ a2 × r1 × max(0, B1); else (B1 − a1 × r2 × "
        "B2) ÷ (1 − a1 × a2 × r1 × r2). Then T1 = r1 × taxable1, taxable2 = max(0, B2 − a2 × T1), T2 = r2 × "
        "taxable2"
    )
    reference: ClassVar[str] = "taxes deductible against each other: two equations, solved by elimination"

    taxes: Mapping[str, LinkedTax] = field_of(MapOf(Struct(LinkedTax)), "The two taxes by name.")
    paid_after: int = field_of(
        Whole(0, 48), "How many periods after their assessment they are paid.", default=0
    )

    def build(self, scope: Scope) -> None:
        """Add each tax's base, its taxable income, the tax and its losses, and the sum of both."""
        if len(self.taxes) != _TWO:
            raise ConcessionError.of(
                "E612",
                f"two taxes are deducted from each other, not {len(self.taxes)}",
                "name two under 'taxes'; where there are more, let one of them stand in a clause of its own",
            )
        first, second = (_Side(scope, name, tax) for name, tax in self.taxes.items())
        one, other = first.cost_of(second), second.cost_of(first)
        alone = maximum(first.base, 0)
        both = ratio(first.base - one * second.base, 1 - one * other)
        taxable = where(
            first.base <= one * maximum(second.base, 0), 0, where(second.base <= other * alone, alone, both)
        )
        tax = first.charge(taxable, self.paid_after)
        rest = maximum(second.base - second.deducted(tax), 0)
        first.carry(second.charge(rest, self.paid_after))
        second.carry(tax)
        scope.line("", add_up([first.tax, second.tax]))


class _Side:
    """One of the two taxes while both are solved."""

    def __init__(self, scope: Scope, name: str, tax: LinkedTax) -> None:
        self.scope, self.name, self.said = scope, name, tax
        self.rate: Expr = scope.level(tax.rate)
        self.shared = None if tax.deduct_other is None else scope.value(tax.deduct_other)
        result = yearly(scope, scope.within(scope.terms(tax.income) - scope.terms(tax.deduct)))
        self.result = scope.line(f"{name}.before", result)
        self.losses: Account | None = None
        base: Expr = self.result
        if tax.losses == "carried":
            self.losses = scope.account(f"{name}.losses", scope.currency, note="losses carried forward")
            # in periods without an assessment there is nothing to set losses against
            base = base - self.losses.opening
        self.base = scope.line(f"{name}.base", base)

    def cost_of(self, other: _Side) -> Expr:
        """Return what one unit of the other's base takes off this one's: its rate and the share deducted."""
        return self.deducted(other.rate)

    def deducted(self, tax: Expr) -> Expr:
        """Return what of the other tax is deducted from this one's base."""
        return tax if self.shared is None else self.shared * tax

    def charge(self, taxable: Expr, delay: int) -> Line:
        """Add the taxable income and the payment, and return the tax as it is earned."""
        base = self.scope.line(f"{self.name}.taxable", taxable)
        self.tax = self.scope.pay(
            self.name,
            self.rate * base,
            payee=self.said.payee,
            instrument=self.said.instrument,
            delay=delay,
            always=True,
        )
        return self.tax

    def carry(self, other: Line) -> None:
        """Add this period's loss to those carried forward, or use them, the other tax being deducted."""
        if self.losses is None:
            return
        left = self.result - self.deducted(other)
        self.losses.credit(self.scope.line(f"{self.name}.losses.added", maximum(-left, 0)))
        used = minimum(self.losses.opening, maximum(left, 0))
        self.losses.debit(self.scope.line(f"{self.name}.losses.used", used))
