"""Sliding royalties, and the table of rates alone as a line that others read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._bands import Bands, RateTable
from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import LineName, TermList
from concession.deal import Whole, field_of
from concession.lines import Expr, maximum, prev

__all__ = ["RateLine", "SlidingRoyalty"]


def read_by(scope: Scope, name: str, lag: int, *tables: RateTable) -> Expr:
    """Return the line that tables are read by, as it was ``lag`` periods earlier."""
    clause = name.split(".", maxsplit=1)[0]
    if clause in scope.plan:
        # a clause that depends on this one is built later: its line must be in the unit of the tables
        for table in tables:
            if table.unit is not None:
                scope.plan.units.setdefault(name, table.unit)
    x = scope.term(name)
    return prev(x, lag) if lag else x


@clause_kind("rate_table")
@dataclass(frozen=True, kw_only=True)
class RateLine(MoneyClause):
    """A rate that depends on another line, for other clauses to read; it pays nothing.

    A clause whose rate, share or limit follows it names it there: ``limit: by_r_factor``.
    """

    formula: ClassVar[str] = "rate = table(x); by slice: Σ rate × part of x in the band ÷ x"
    reference: ClassVar[str] = "any table of rates"

    by: str = field_of(LineName(), "The line that the table is read by.")
    lag: int = field_of(Whole(0, 48), "How many periods earlier that line is read.", default=0)
    table: RateTable = field_of(Bands(), "The table.")

    def build(self, scope: Scope) -> None:
        """Add the rate, and the parts of x inside the bands."""
        x = read_by(scope, self.by, self.lag, self.table)
        scope.line("", self.table.rate(scope, x))
        for number, part in enumerate(self.table.slices(scope, x), start=1):
            scope.line(f"slice_{number}", part)
        if self.table.how.text == "by-slice":
            scope.line("charge", self.table.charge(scope, x))


@clause_kind("sliding_royalty")
@dataclass(frozen=True, kw_only=True)
class SlidingRoyalty(MoneyClause):
    """A royalty whose rate follows the price, the production, a ratio or any other line.

    By production in daily tranches, write the ends of the bands per day: a line of quantities by period is
    then read as a rate of production.
    """

    formula: ClassVar[str] = (
        "royalty = rate × max(0, base − deductions); rate = table(x), which by slice is Σ rate × part of x "
        "in the band ÷ x, and by whole value the rate of the band in which x lies"
    )
    reference: ClassVar[str] = (
        "Queensland coal 2022 and Zambia copper 2023 (by slice), Burkina Faso gold 2023 (whole value), "
        "Nigeria PIA 2021 (interpolated), Colombia Ley 756 of 2002 (by production)"
    )

    base: tuple[Term, ...] = field_of(TermList(), "What the rate applies to, such as `revenue`.")
    deduct: tuple[Term, ...] = field_of(
        TermList(), "What is taken off the base first: transport, treatment.", default=()
    )
    by: str = field_of(LineName(), "The line that the table is read by, such as `price.copper`.")
    lag: int = field_of(Whole(0, 48), "How many periods earlier that line is read.", default=0)
    table: RateTable = field_of(Bands(), "The table of rates.")
    paid_after: int = field_of(Whole(0, 48), "How many periods later it is paid.", default=0)

    def build(self, scope: Scope) -> None:
        """Add base, rate and royalty."""
        base = scope.terms(self.base)
        if self.deduct:
            base = base - scope.terms(self.deduct)
        base = scope.line("base", maximum(base, 0))
        x = read_by(scope, self.by, self.lag, self.table)
        rate = scope.line("rate", self.table.rate(scope, x))
        for number, part in enumerate(self.table.slices(scope, x), start=1):
            scope.line(f"slice_{number}", part)
        scope.pay("", rate * base, instrument="royalty", delay=self.paid_after)
