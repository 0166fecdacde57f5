"""Lines that a user states: as printed in a document, or by a formula of his own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from concession.clauses._clause import MoneyClause, clause_kind
from concession.clauses._scope import Scope
from concession.deal import Choice, MapOf, Text, TimedOf, TimedValue, Value, ValueOf, field_of, parse_unit
from concession.errors import ConcessionError, nearest
from concession.lines import Expr, Unit, names_in, parse_formula

__all__ = ["Formula", "Given"]

_INSTRUMENTS = (
    "bonus", "duty", "income_tax", "levy", "licence_fee", "other", "profit_production", "profit_share",
    "release", "royalty", "withholding_tax",
)  # fmt: skip


@clause_kind("given")
@dataclass(frozen=True, kw_only=True)
class Given(MoneyClause):
    """A line as a document prints it, period by period."""

    formula: ClassVar[str] = "as printed"
    reference: ClassVar[str] = "the document named as the source"

    amount: TimedValue = field_of(TimedOf("any"), "The amounts by period, from a table or written out.")
    pays: str = field_of(
        Choice(("yes", "no")), "Whether it is a payment, or only a line that others read.", default="yes"
    )
    instrument: str = field_of(
        Choice(_INSTRUMENTS), "What it is called in tables by instrument.", default="other"
    )

    def build(self, scope: Scope) -> None:
        """Add the line, as a payment where it is one."""
        amount = scope.series(self.amount)
        if self.pays == "yes":
            scope.pay("", amount, instrument=self.instrument)
        else:
            scope.line("", scope.within(amount))


@clause_kind("formula")
@dataclass(frozen=True, kw_only=True)
class Formula(MoneyClause):
    """A line by a formula over other lines: whatever no other kind of clause says."""

    formula: ClassVar[str] = "as written"
    reference: ClassVar[str] = "the clause's own source"

    amount: str = field_of(
        Text(),
        "The formula: names of lines and of the values below, + - * / ^, comparisons and functions. A name "
        'with a dash stands in quotes: "signature-bonus".',
    )
    values: Mapping[str, Value] = field_of(
        MapOf(ValueOf("any")), "Named values that the formula reads.", default={}, key="with"
    )
    lines: Mapping[str, str] = field_of(
        MapOf(Text()),
        "Named formulas on the way, in order; later ones may read earlier ones.",
        default={},
        key="where",
    )
    unit: str = field_of(
        Text(),
        "The unit of the line; needed where clauses read each other in a circle and it is no money.",
        default="",
    )
    pays: str = field_of(
        Choice(("yes", "no")), "Whether it is a payment, or only a line that others read.", default="yes"
    )
    instrument: str = field_of(
        Choice(_INSTRUMENTS), "What it is called in tables by instrument.", default="other"
    )

    def reads(self) -> tuple[str, ...]:
        """Return the names in the formulas."""
        words = [word for text in (*self.lines.values(), self.amount) for word in names_in(text)]
        return tuple(dict.fromkeys(words))

    def unit_said(self) -> Unit | None:
        """Return the unit of the line, where it is stated."""
        return parse_unit(self.unit)[0] if self.unit else None

    def build(self, scope: Scope) -> None:
        """Add the named formulas and the line, as a payment where it is one."""
        local: dict[str, Expr] = {name: scope.value(value) for name, value in self.values.items()}

        def named(name: str) -> Expr:
            if name in local:
                return local[name]
            calendar = scope.calendar(name)
            if calendar is not None:
                return calendar
            try:
                return scope.term(name)
            except ConcessionError:
                if (near := nearest(name, local)).startswith("did you mean"):
                    raise ConcessionError.of("E608", f"there is no '{name}' here", near) from None
                raise

        for name, text in self.lines.items():
            if name in local:
                raise ConcessionError.of("E607", f"'{name}' is named twice in the formula's clause")
            local[name] = scope.line(name, parse_formula(text, named))
        amount = parse_formula(self.amount, named)
        said = self.unit_said()
        if said is not None and amount.unit != said:
            raise ConcessionError.of(
                "E601",
                f"the formula gives {amount.unit}, not {self.unit}: {self.amount}",
                "correct the formula or its 'unit'",
            )
        if self.pays == "yes":
            scope.pay("", amount, instrument=self.instrument)
        else:
            scope.line("", scope.within(amount))
