"""Production sharing: cost recovery up to a limit, then a split of what is left, in stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, ListOf, Struct, Value, ValueOf, field_of
from concession.errors import ConcessionError
from concession.lines import Expr, Line, add_up, latch, maximum, minimum, prev, running, where

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
        ValueOf("any"), "The ratio of cumulative receipts to cumulative costs that ends it.", default=None
    )


@clause_kind("production_sharing")
@dataclass(frozen=True, kw_only=True)
class ProductionSharing(MoneyClause):
    """Costs are recovered out of production up to a limit; the rest is split with the state.

    Order in a period: royalty first where one is named, then cost recovery, then the split. A stage ends
    with the period in which its condition is met: the next one follows the new stage, so nothing is decided
    by a number of its own period. Costs that fall below zero (a sale of assets) are set against later ones.
    What is produced outside the periods in which the clause applies is not shared.
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
    receipts: str = field_of(
        Choice(("production", "contractor")),
        "Whose receipts an R-factor counts: all that is produced, or the contractor's part (costs recovered "
        "and profit).",
        default="production",
    )
    stages: tuple[Stage, ...] = field_of(
        ListOf(Struct(Stage)), "The stages in order; the last one has no end."
    )

    def build(self, scope: Scope) -> None:
        """Add cost recovery, profit production and the state's share."""
        self._check_stages()
        gross = maximum(scope.within(scope.terms(self.production)), 0)
        production = scope.line("production", gross)
        shared: Expr = production
        if self.first_charge:
            shared = maximum(production - scope.within(scope.terms(self.first_charge)), 0)
        costs = scope.line("costs", scope.terms(self.costs))
        recoverable = scope.account("recoverable", scope.currency, floor=None, note="costs not yet recovered")
        recoverable.credit(costs)
        recovered = scope.forward("recovered", scope.currency)
        kept = scope.forward("contractor_share", scope.currency)
        received = running(production if self.receipts == "production" else recovered + kept)
        sofar = _Sofar(costs=costs, recovered=recovered, unrecovered=recoverable.closing, received=received)
        stage = self._stage(scope, sofar)
        base = production if self.limit_base == "before-first-charge" else shared
        limit = self._by_stage(scope, stage, [one.cost_limit for one in self.stages])
        room = minimum(limit * base, shared) if self.first_charge else limit * base
        recovered.define(maximum(minimum(room, recoverable.opening + costs), 0))
        recoverable.debit(recovered)
        profit = scope.line("profit_production", shared - recovered)
        share = self._by_stage(scope, stage, [one.state_share for one in self.stages])
        kept.define(profit * (1 - share))
        # what is shared is cut to the clause's periods already
        scope.pay("", profit * share, instrument="profit_production", always=True)

    def _check_stages(self) -> None:
        if not self.stages:
            raise ConcessionError.of(
                "E612", "production sharing needs a stage", "add 'stages:' with a limit and a share"
            )
        for number, stage in enumerate(self.stages, start=1):
            if stage.until == "end" and number < len(self.stages):
                raise ConcessionError.of(
                    "E612",
                    f"stage {number} has no end, but another follows it",
                    "add 'until: capital-recovered', costs-recovered, or r-factor with 'r_factor: NUMBER'",
                )
            if stage.until != "end" and number == len(self.stages):
                raise ConcessionError.of(
                    "E612", "the last stage ends, and nothing follows it", "leave out its 'until'"
                )
            if (stage.until == "r-factor") != (stage.r_factor is not None):
                raise ConcessionError.of(
                    "E612",
                    f"stage {number} states an R-factor in one place only",
                    "write both 'until: r-factor' and 'r_factor: NUMBER'",
                )

    def _by_stage(self, scope: Scope, stage: Line | None, values: list[Value]) -> Expr:
        result = scope.value(values[0])
        for number, value in enumerate(values[1:], start=1):
            result = where(stage >= number, scope.value(value), result) if stage is not None else result
        return result

    def _stage(self, scope: Scope, sofar: _Sofar) -> Line | None:
        """Return the number of the stage in force, from zero; None where there is one only."""
        if len(self.stages) == 1:
            return None
        ended: list[Expr] = []
        for one in self.stages[:-1]:
            met = latch(self._met(scope, one, sofar))
            # a later stage cannot end before the earlier ones have
            ended.append(prev(met & ended[-1] if ended else met))
        return scope.line("stage", add_up(ended))

    def _met(self, scope: Scope, stage: Stage, sofar: _Sofar) -> Expr:
        """Return whether the condition that ends a stage is met."""
        spent = running(sofar.costs)
        if stage.until == "r-factor" and stage.r_factor is not None:
            return (spent > 0) & (sofar.received >= spent * scope.value(stage.r_factor))
        # the balance falls to nothing exactly, where two long sums may differ in their last digit
        clear = (sofar.unrecovered <= 0) & (spent > 0)
        if stage.until == "costs-recovered":
            return clear
        capital = running(scope.terms(self.capital))
        return (capital > 0) & (clear | (running(sofar.recovered) >= capital))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sofar:
    """What the ends of stages are judged by: lines, and the contractor's receipts added up."""

    costs: Line
    recovered: Line
    unrecovered: Line
    received: Expr
