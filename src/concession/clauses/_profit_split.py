"""The split of profit production, and what it may depend on: R-factors and rates of return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._bands import Bands, RateTable
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._sliding import read_by
from concession.clauses._terms import LineName, TermList
from concession.deal import ListOf, TimedOf, TimedValue, Value, ValueOf, Whole, field_of
from concession.errors import ConcessionError
from concession.lines import Expr, add_up, latch, prev, ratio, running

__all__ = ["ProfitSplit", "RFactor", "ReturnTiers"]


@clause_kind("profit_split")
@dataclass(frozen=True, kw_only=True)
class ProfitSplit(MoneyClause):
    """The state's share of profit production: one share, by a table, or what leaves a share after tax.

    By a table in slices (daily tranches of production), each slice of production bears its own share; profit
    production counts as spread evenly over it.
    """

    formula: ClassVar[str] = (
        "state = share × profit production; share stated, or table(x), or 1 − after-tax share ÷ (1 − tax "
        "rate) "
        "where the contract states what the contractor keeps after tax"
    )
    reference: ClassVar[str] = "production-sharing contracts; Indonesian after-tax splits (85/15, 70/30)"

    of: tuple[Term, ...] = field_of(TermList(), "Profit production, such as `cost_recovery.profit`.")
    state_share: TimedValue | None = field_of(TimedOf("share"), "The state's share, if fixed.", default=None)
    table: RateTable | None = field_of(Bands(), "The state's share by the line `by`.", default=None)
    by: str = field_of(
        LineName(), "The line that the table is read by: an `r_factor`, a price, production.", default=""
    )
    lag: int = field_of(Whole(0, 48), "How many periods earlier that line is read.", default=0)
    after_tax_share: Value | None = field_of(
        ValueOf("share"),
        "What the contractor keeps after income tax, if that is what is agreed.",
        default=None,
    )
    tax_rate: Value | None = field_of(ValueOf("share"), "The rate of that income tax.", default=None)

    def build(self, scope: Scope) -> None:
        """Add share, the contractor's part and the state's."""
        profit = scope.line("profit", scope.terms(self.of))
        share = scope.line("share", self._share(scope))
        scope.line("contractor_share", 1 - share)
        scope.line("contractor", profit * (1 - share))
        scope.pay("", profit * share, instrument="profit_production")

    def _share(self, scope: Scope) -> Expr:
        stated = [self.state_share is not None, self.table is not None, self.after_tax_share is not None]
        if sum(stated) != 1:
            raise ConcessionError.of(
                "E612",
                "the split needs one share",
                "give 'state_share', or 'table' with 'by', or 'after_tax_share'",
            )
        if self.state_share is not None:
            return scope.level(self.state_share)
        if self.table is not None:
            if not self.by:
                raise ConcessionError.of("E612", "the table of shares needs 'by'", "add 'by: LINE'")
            return self.table.rate(scope, read_by(scope, self.by, self.lag, self.table))
        if self.tax_rate is None or self.after_tax_share is None:
            raise ConcessionError.of("E612", "a share after tax needs the tax", "add 'tax_rate: SHARE'")
        return 1 - scope.value(self.after_tax_share) / (1 - scope.value(self.tax_rate))


@clause_kind("r_factor")
@dataclass(frozen=True, kw_only=True)
class RFactor(MoneyClause):
    """The ratio of cumulative receipts to cumulative costs, as a line that other clauses read."""

    formula: ClassVar[str] = (
        "R = Σ receipts ÷ Σ costs up to the end of the period `lag` periods earlier; 0 before"
    )
    reference: ClassVar[str] = "R-factor contracts; a lag of one period keeps R from depending on itself"

    receipts: tuple[Term, ...] = field_of(TermList(), "The contractor's receipts.")
    less: tuple[Term, ...] = field_of(
        TermList(), "What is taken off the receipts, such as taxes.", default=()
    )
    costs: tuple[Term, ...] = field_of(
        TermList(), "The contractor's costs.", default=(Term(name="operating_costs"), Term(name="capital"))
    )
    lag: int = field_of(Whole(0, 48), "How many periods earlier the sums end.", default=1)

    def build(self, scope: Scope) -> None:
        """Add cumulative receipts and costs, and R."""
        received = scope.terms(self.receipts)
        if self.less:
            received = received - scope.terms(self.less)
        receipts = scope.line("receipts", running(received), stock=True)
        costs = scope.line("costs", running(scope.terms(self.costs)), stock=True)
        factor = ratio(receipts, costs)
        scope.line("", prev(factor, self.lag) if self.lag else factor)


@clause_kind("return_tiers")
@dataclass(frozen=True, kw_only=True)
class ReturnTiers(MoneyClause):
    """How many hurdles of return have been earned, as a line that a table of shares reads."""

    formula: ClassVar[str] = (
        "for each hurdle k: A(t) = A(t−1) × (1 + k) + cash flow; the hurdle is earned once A ≥ 0 after "
        "spending; "
        "the line is the number of hurdles earned `lag` periods earlier"
    )
    reference: ClassVar[str] = "rate-of-return contracts; Faroe Islands special tax"

    hurdles: tuple[Value, ...] = field_of(
        ListOf(ValueOf("rate")),
        "The hurdles as yearly rates, rising; each period bears its part of the year.",
    )
    income: tuple[Term, ...] = field_of(TermList(), "The contractor's receipts.")
    deduct: tuple[Term, ...] = field_of(
        TermList(), "Its spending and takes.", default=(Term(name="operating_costs"), Term(name="capital"))
    )
    lag: int = field_of(Whole(1, 48), "How many periods later the share changes.", default=1)

    def build(self, scope: Scope) -> None:
        """Add cash flow, each hurdle's account, and the number of hurdles earned."""
        flow = scope.line("cash_flow", scope.terms(self.income) - scope.terms(self.deduct))
        spent = latch(flow < 0)
        earned: list[Expr] = []
        for number, hurdle in enumerate(self.hurdles, start=1):
            account = scope.account(f"hurdle_{number}", scope.currency, floor=None)
            grown = account.opening * scope.value(hurdle) * scope.timeline.step
            account.accrue(scope.line(f"hurdle_{number}.return", grown))
            account.credit(flow)
            earned.append(latch(spent & (account.closing >= 0)))
        tiers = scope.line("earned", add_up(earned))
        scope.line("", prev(tiers, self.lag))
