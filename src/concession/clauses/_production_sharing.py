"""Production sharing: cost recovery up to a limit, then a split of what is left, in stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, ListOf, Struct, Value, ValueOf, field_of
from concession.errors import ConcessionError
from concession.lines import Expr, Line, add_up, latch, minimum, prev, ratio, running, where

__all__ = ["ProductionSharing", "Stage"]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage of an agreement: its limit of cost recovery and its split of profit production."""

    cost_limit: Value = field_of(ValueOf("share"), "The largest share of production that may recover costs.")
    state_share: Value = field_of(ValueOf("share"), "The state's share of profit production.")
    until: str = field_of(
        Choice(("end", "capital-recovered", "costs-recovered", "r-factor")),
        "What ends the stage: nothing, recovery of all capital or of all costs so far, or an R-factor.",
        default="end",
    )
    r_factor: Value | None = field_of(
        ValueOf("share"), "The ratio of cumulative receipts to cumulative costs that ends it.", default=None
    )


@clause_kind("production_sharing")
@dataclass(frozen=True, kw_only=True)
class ProductionSharing(MoneyClause):
    """Costs are recovered out of production up to a limit; the rest is split with the state.

    Order in a period: royalty first where one is named, then cost recovery, then the split. A stage ends
    one period after its condition was met, so nothing is decided by a number of its own period.
    """

    formula: ClassVar[str] = (
        "recovered = min(limit × production, unrecovered costs + new costs); "
        "profit production = production − first charge − recovered; state = share × profit production"
    )
    reference: ClassVar[str] = "production-sharing contracts"

    production: tuple[Term, ...] = field_of(
        TermList(), "The value of what is shared.", default=(Term(name="revenue"),)
    )
    first_charge: tuple[Term, ...] = field_of(
        TermList(), "What is taken before cost recovery, such as a royalty in the contract.", default=()
    )
    limit_base: str = field_of(
        Choice(("before-first-charge", "after-first-charge")),
        "Whether the limit is a share of production before or after the first charge.",
        default="before-first-charge",
    )
    costs: tuple[Term, ...] = field_of(
        TermList(),
        "The costs that may be recovered, the first ones first.",
        default=(Term(name="operating_costs"), Term(name="capital")),
    )
    capital: tuple[Term, ...] = field_of(
        TermList(),
        "Which of the costs are capital, for stages that end with its recovery.",
        default=(Term(name="capital"),),
    )
    stages: tuple[Stage, ...] = field_of(
        ListOf(Struct(Stage)), "The stages in order; the last one has no end."
    )

    def build(self, scope: Scope) -> None:
        """Add cost recovery, profit production and the state's share."""
        production = scope.line("production", scope.terms(self.production))
        first = scope.terms(self.first_charge)
        shared = production - first if self.first_charge else production
        costs = scope.line("costs", scope.terms(self.costs))
        recoverable = scope.account("recoverable", scope.currency, note="costs not yet recovered")
        recoverable.credit(costs)
        recovered = scope.forward("recovered", scope.currency)
        stage = self._stage(scope, recovered, costs)
        base = production if self.limit_base == "before-first-charge" else shared
        limit = self._by_stage(scope, stage, [one.cost_limit for one in self.stages])
        room = minimum(limit * base, shared) if self.first_charge else limit * base
        recovered.define(minimum(room, recoverable.opening + costs))
        recoverable.debit(recovered)
        profit = scope.line("profit_production", shared - recovered)
        share = self._by_stage(scope, stage, [one.state_share for one in self.stages])
        scope.line("contractor_share", profit * (1 - share))
        scope.pay("", profit * share, instrument="profit_production")

    def _by_stage(self, scope: Scope, stage: Line | None, values: list[Value]) -> Expr:
        result = scope.value(values[0])
        for number, value in enumerate(values[1:], start=1):
            result = where(stage >= number, scope.value(value), result) if stage is not None else result
        return result

    def _stage(self, scope: Scope, recovered: Line, costs: Line) -> Line | None:
        """Return the number of the stage in force, from zero; None where there is one only."""
        if len(self.stages) == 1:
            return None
        ended: list[Expr] = []
        for one in self.stages[:-1]:
            met = latch(self._ended(scope, one, recovered, costs))
            # a later stage cannot end before the earlier ones have
            ended.append(prev(met & ended[-1] if ended else met))
        return scope.line("stage", add_up(ended))

    def _ended(self, scope: Scope, stage: Stage, recovered: Line, costs: Line) -> Expr:
        sofar = running(recovered)
        if stage.until == "capital-recovered":
            capital = running(scope.terms(self.capital))
            return (capital > 0) & (sofar >= capital)
        if stage.until == "costs-recovered":
            return (running(costs) > 0) & (sofar >= running(costs))
        if stage.until == "r-factor" and stage.r_factor is not None:
            receipts = running(scope.terms(self.production))
            return ratio(receipts, running(costs)) >= scope.value(stage.r_factor)
        raise ConcessionError.of(
            "E612",
            "a stage that is not the last needs an end",
            "add 'until: capital-recovered' (or costs-recovered, or r-factor with 'r_factor: NUMBER')",
        )
