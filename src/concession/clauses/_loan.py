"""A project loan: drawn with the spending, repaid in instalments to zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import Choice, Id, Value, ValueOf, Whole, field_of
from concession.errors import ConcessionError
from concession.ledger import Tier
from concession.lines import Expr, elapsed, maximum, where

__all__ = ["Loan"]


@clause_kind("loan")
@dataclass(frozen=True, kw_only=True)
class Loan(MoneyClause):
    """Money lent to the project's company: drawn with the spending, repaid in instalments to zero.

    Periods are counted from that of the first drawdown. Money is drawn at the end of a period, so that it
    bears interest from the next one on. The first instalment falls due when the grace period is over, one
    period after the first drawdown at the earliest; the last one closes the loan. What the case's horizon
    leaves unpaid stays outstanding. Where the clause applies for some periods only, money is drawn in these;
    interest and instalments are paid whenever they fall due.
    """

    tier: ClassVar[Tier] = "financing"
    formula: ClassVar[str] = (
        "interest = opening balance × rate × period; instalment = opening balance ÷ instalments left "
        "(equal principal), or what the annuity over the instalments left pays beyond interest"
    )
    reference: ClassVar[str] = "project-finance term loans"

    lender: str = field_of(Id("party"), "Who lends.")
    draw: tuple[Term, ...] = field_of(
        TermList(),
        "The spending that the loan finances, with the share it covers.",
        default=(Term(name="capital"),),
    )
    share: Value = field_of(ValueOf("share"), "The share of that spending that is drawn.")
    draw_periods: int = field_of(
        Whole(0, 400),
        "For how many periods from the first drawdown money can be drawn; until the first instalment where "
        "nothing is said.",
        default=0,
    )
    rate: Value = field_of(
        ValueOf("rate"), "The yearly rate of interest, for each period its part of the year."
    )
    grace: int = field_of(
        Whole(0, 400), "How many periods from the first drawdown nothing is repaid; one at least.", default=1
    )
    construction_interest: str = field_of(
        Choice(("capitalised", "paid")),
        "Whether interest in the grace period is added to the loan.",
        default="capitalised",
    )
    instalments: int = field_of(Whole(1, 400), "In how many periods it is repaid after the grace period.")
    profile: str = field_of(
        Choice(("equal-principal", "annuity")),
        "Whether principal or the whole debt service is level.",
        default="equal-principal",
    )

    def build(self, scope: Scope) -> None:
        """Add drawdowns, interest, repayments and the balance, which the last instalment closes."""
        grace = max(self.grace, 1)
        last = grace + self.instalments - 1
        drawable = self.draw_periods or grace
        if drawable > last:
            raise ConcessionError.of(
                "E612",
                f"money can be drawn for {drawable} periods, but the last instalment closes the loan in "
                f"period {last + 1}",
                "shorten 'draw_periods', or lengthen 'grace' or 'instalments'",
            )
        spending = maximum(scope.within(scope.terms(self.draw) * scope.value(self.share)), 0)
        age = scope.line("age", elapsed(spending > 0))
        balance = scope.account(
            "balance", scope.currency, kind="claim", holder=self.lender, debtor=scope.payer
        )
        rate = scope.value(self.rate) * scope.timeline.step
        interest = scope.line("interest_due", balance.opening * rate)
        drawn = scope.pay(
            "drawdown",
            where((age >= 0) & (age < drawable), spending, 0),
            payer=self.lender,
            payee=scope.payer,
            instrument="loan_drawdown",
            always=True,
        )
        balance.credit(drawn)
        paid: Expr = interest
        if self.construction_interest == "capitalised":
            added = balance.accrue(scope.line("interest_added", where(age < grace, interest, 0)))
            paid = interest - added
        scope.pay("interest", paid, payee=self.lender, instrument="interest", always=True)
        repaid = scope.pay(
            "repayment",
            where((age >= grace) & (age <= last), self._instalment(scope, balance.opening, rate, age), 0),
            payee=self.lender,
            instrument="loan_repayment",
            always=True,
        )
        balance.debit(repaid)

    def _instalment(self, scope: Scope, opening: Expr, rate: Expr, age: Expr) -> Expr:
        """Return the principal of an instalment, from the balance and the instalments left.

        The annuity's principal is opening × rate ÷ ((1 + rate)^left − 1): its debt service less interest.
        """
        left = scope.line("instalments_left", maximum(max(self.grace, 1) + self.instalments - age, 1))
        level = opening / left
        if self.profile == "equal-principal":
            return level
        growth = (1 + rate) ** left - 1
        # the last instalment takes the balance itself, to the last digit; without interest both are level
        plain = left.equals(1) | growth.equals(0)
        return where(plain, level, opening * rate / where(plain, 1, growth))
