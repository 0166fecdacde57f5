"""A cap on what several takes may amount to together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._assess import yearly
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, TimedOf, TimedValue, Whole, field_of
from concession.errors import ConcessionError
from concession.lines import Expr, maximum, minimum, where

__all__ = ["BurdenCap"]


@clause_kind("burden_cap")
@dataclass(frozen=True, kw_only=True)
class BurdenCap(MoneyClause):
    """What several takes exceed a share of a base by is given back, out of those that the cap reduces.

    It is assessed by calendar year. Whether a year without profit has no cap, or one of nil, must be said:
    the second gives back all that is paid in a year of loss.
    """

    fence: ClassVar[str] = "company"
    formula: ClassVar[str] = (
        "relief = min(max(0, Σ takes − share × max(0, base − less)), Σ reduced); nothing in a year whose "
        "base is not above zero, unless the cap then is nil"
    )
    reference: ClassVar[str] = "Chile Ley 21591 of 2023 art. 8 (potential tax burden of 46.5 or 45.5 %)"

    takes: tuple[Term, ...] = field_of(TermList(), "The takes that count, by name or by a selector.")
    share: TimedValue = field_of(TimedOf("share"), "The largest share of the base that they may be together.")
    base: tuple[Term, ...] = field_of(
        TermList(), "What the cap is a share of.", default=(Term(name="revenue"),)
    )
    less: tuple[Term, ...] = field_of(
        TermList(), "What is taken off it: operating costs, depreciation.", default=()
    )
    reduces: tuple[Term, ...] = field_of(
        TermList(),
        "The takes that the cap reduces, and no further than to nil; all that count where nothing is said.",
        default=(),
    )
    without_profit: str = field_of(
        Choice(("no-cap", "cap-of-nil")), "What holds in a year whose base is not above zero."
    )
    paid_after: int = field_of(Whole(0, 48), "How many periods later it is given back.", default=0)

    def build(self, scope: Scope) -> None:
        """Add burden, cap and excess, and what is given back."""
        if not scope.payer or not scope.payee:
            raise ConcessionError.of("E612", "the cap needs its parties", "add 'payer' and 'payee'")
        burden = scope.line("burden", yearly(scope, scope.within(scope.terms(self.takes))))
        whole = scope.terms(self.base) - scope.terms(self.less) if self.less else scope.terms(self.base)
        base = scope.line("base", yearly(scope, scope.within(whole)))
        cap = scope.line("cap", scope.level(self.share) * maximum(base, 0))
        excess: Expr = maximum(burden - cap, 0)
        if self.without_profit == "no-cap":
            excess = where(base > 0, excess, 0)
        reduced: Expr = burden
        if self.reduces:
            reduced = scope.line("reduced", yearly(scope, scope.within(scope.terms(self.reduces))))
        relief = minimum(scope.line("excess", excess), maximum(reduced, 0))
        # the taxpayer gets it back from whom it pays
        scope.pay(
            "",
            relief,
            payer=scope.payee,
            payee=scope.payer,
            instrument="tax_credit",
            delay=self.paid_after,
            always=True,
        )
