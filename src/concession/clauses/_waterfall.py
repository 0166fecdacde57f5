"""The waterfall: what is available goes through ordered steps, and the last one takes what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._steps import Flow, Remainder, Step, StepList
from concession.clauses._terms import TermList
from concession.deal import field_of
from concession.errors import ConcessionError
from concession.ledger import Tier
from concession.lines import maximum

__all__ = ["Waterfall"]


@clause_kind("waterfall")
@dataclass(frozen=True, kw_only=True)
class Waterfall(MoneyClause):
    """What the payer may distribute, through steps in order; a remainder ends it, so nothing is lost."""

    fence: ClassVar[str] = "deal"
    tier: ClassVar[Tier] = "financing"
    formula: ClassVar[str] = "each step takes min(what is left, its own claim); the remainder takes the rest"
    reference: ClassVar[str] = "distribution clauses of limited partnerships"

    available: tuple[Term, ...] = field_of(
        TermList(), "The lines that are distributed, such as `fund.distributable`."
    )
    steps: tuple[Step, ...] = field_of(StepList(), "The steps in order; the last is the remainder.")

    def build(self, scope: Scope) -> None:
        """Add each step's claims and payments."""
        self._check(scope)
        left = scope.line("available", maximum(scope.terms(self.available), 0))
        flow = Flow(scope=scope, left=left)
        for step in self.steps:
            step.take(flow)
        flow.close()

    def _check(self, scope: Scope) -> None:
        if not scope.payer:
            raise ConcessionError.of("E612", "the waterfall needs a 'payer'", "add 'payer: FUND'")
        if scope.in_force is not None:
            raise ConcessionError.of(
                "E632",
                "a waterfall applies to whatever is available, without 'from' and 'until'",
                "give the dates to what makes it available",
            )
        ends = [isinstance(step, Remainder) for step in self.steps]
        if not ends or not ends[-1]:
            raise ConcessionError.of(
                "E631", "the waterfall does not say who gets what is left", "end it with 'step: remainder'"
            )
        if any(ends[:-1]):
            raise ConcessionError.of("E631", "steps follow the remainder", "move the remainder to the end")
