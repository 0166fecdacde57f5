"""Cost recovery: ordered pools of cost, recovered out of production up to a limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._said import WordOf
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import MapOf, Struct, TimedOf, TimedValue, Value, ValueOf, field_of
from concession.lines import Expr, add_up, maximum, minimum

__all__ = ["CostPool", "CostRecovery"]


@dataclass(frozen=True, kw_only=True)
class CostPool:
    """Costs of one rank: what may be recovered, and what is added to it."""

    costs: tuple[Term, ...] = field_of(TermList(), "The costs.")
    uplift: Value | None = field_of(
        ValueOf("share"), "The share added to each cost when it enters: an investment credit.", default=None
    )
    interest: Value | None = field_of(
        ValueOf("rate"),
        "The yearly rate by which what is not recovered grows, for each period its part of the year.",
        default=None,
    )


@clause_kind("cost_recovery")
@dataclass(frozen=True, kw_only=True)
class CostRecovery(MoneyClause):
    """The production that recovers costs, and the profit production that is left; it pays nothing.

    Order: first charges, then the limit, then pool after pool in the order of the file. What is not recovered
    is carried forward.
    """

    formula: ClassVar[str] = (
        "room = min(limit × base, production − first charges); base = production, before or after the first "
        "charges; pool i recovers min(its balance + new costs × (1 + uplift) + interest, what is left of the "
        "room); profit = production − first charges − recovered"
    )
    reference: ClassVar[str] = "production-sharing contracts; Johnston (1994)"

    production: tuple[Term, ...] = field_of(
        TermList(), "The value of production.", default=(Term(name="revenue"),)
    )
    first_charge: tuple[Term, ...] = field_of(
        TermList(), "What comes out of production first: a royalty, a first tranche.", default=()
    )
    limit: TimedValue | None = field_of(
        TimedOf("share"), "The largest share that may recover costs; all where nothing is said.", default=None
    )
    first_charge_from: Value | None = field_of(
        WordOf(("production", "contractor")),
        "Whether first charges come out of production before costs, which is meant where nothing is "
        "said, or out of "
        "the contractor's own share of it.",
        default=None,
    )
    limit_base: Value = field_of(
        WordOf(("before-first-charge", "after-first-charge")),
        "Whether the limit is a share of production before or after the first charges.",
    )
    pools: Mapping[str, CostPool] = field_of(
        MapOf(Struct(CostPool)), "The pools by name, the first recovered first."
    )

    def build(self, scope: Scope) -> None:
        """Add room, each pool's recovery and balance, the recovered costs and profit production."""
        production = scope.line("production", scope.terms(self.production))
        shared: Expr = production
        outside = self.first_charge_from is not None and self.first_charge_from.text == "contractor"
        if self.first_charge and not outside:
            shared = scope.line("after_first_charge", production - scope.terms(self.first_charge))
        base = production if self.limit_base.text == "before-first-charge" else shared
        room: Expr = maximum(shared, 0)
        if self.limit is not None:
            room = maximum(minimum(scope.level(self.limit) * base, shared), 0)
        left: Expr = scope.line("room", scope.within(room))
        parts: list[Expr] = []
        for name, pool in self.pools.items():
            part = self._recover(scope, name, pool, left)
            parts.append(part)
            left = left - part
        recovered = scope.line("", add_up(parts, scope.currency))
        scope.line("profit", shared - recovered)

    def _recover(self, scope: Scope, name: str, pool: CostPool, room: Expr) -> Expr:
        costs = scope.terms(pool.costs)
        # a cost that comes back leaves it below nothing until later costs arrive
        account = scope.account(f"{name}.balance", scope.currency, floor=None, note="costs not recovered yet")
        account.credit(scope.line(f"{name}.costs", costs))
        available = account.opening + costs
        if pool.uplift is not None:
            added = account.accrue(scope.line(f"{name}.uplift", costs * scope.value(pool.uplift)))
            available = available + added
        if pool.interest is not None:
            grown = account.opening * scope.value(pool.interest) * scope.timeline.step
            available = available + account.accrue(scope.line(f"{name}.interest", grown))
        part = scope.line(f"{name}.recovered", maximum(minimum(available, room), 0))
        account.debit(part)
        return part
