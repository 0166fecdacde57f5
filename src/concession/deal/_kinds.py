"""Kinds of fields that hold values: shares, money, prices, rates, durations, periods."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from concession.deal._context import Context
from concession.deal._currencies import CURRENCIES
from concession.deal._dates import Dated, parse_period
from concession.deal._evidence import Evidence
from concession.deal._fit import as_date
from concession.deal._format import unit_words
from concession.deal._node import Mapping, Node
from concession.deal._quantity import Quantity, parse_unit
from concession.deal._shape import as_text
from concession.deal._since import changes_at_dates, read_since
from concession.deal._value import Value, Wanted, read_value
from concession.errors import ConcessionError
from concession.lines import NONE, YEAR, Unit

__all__ = ["Currency", "DateText", "PeriodText", "ValueOf", "is_money"]

_CURRENCY = re.compile(r"[A-Z]{3}(@[0-9]{4})?\Z")
_EXAMPLES = {
    "share": "50 %",
    "money": "USD 150 million",
    "money per year": "USD 30 million/yr",
    "price": "60 USD/bbl",
    "share or price": "5 % or 12 USD/t",
    "rate": "4 % per year",
    "duration": "18 months",
    "any": "1.5 Mt/yr",
}


def is_money(unit: Unit) -> bool:
    """Return whether a unit is an amount of one currency.

    >>> is_money(Unit.of("USD")), is_money(Unit.of("USD@2025")), is_money(Unit.of("t"))
    (True, True, False)
    """
    return len(unit.powers) == 1 and unit.powers[0][1] == 1 and bool(_CURRENCY.match(unit.powers[0][0]))


def _is_price(unit: Unit) -> bool:
    money = [n for symbol, n in unit.powers if _CURRENCY.match(symbol)]
    return money == [1] and len(unit.powers) > 1


@dataclass(frozen=True, slots=True)
class ValueOf:
    """A quantity of one sort, plain or with its evidence.

    ``sort`` is share, money, money per year, price, share or price, rate, duration or any. A rate without
    a period of time is a rate a year. In a clause it may change at dates (``since``), unless ``dated`` is
    false or it is a duration.
    """

    sort: str
    dated: bool = True

    def __post_init__(self) -> None:
        if self.sort not in _EXAMPLES:
            raise ValueError(f"no sort of value is called {self.sort!r}")

    def read(self, node: Node, context: Context) -> Value | None:
        """Return the value, or None, with the problems noted."""
        if context.law and self.dated and self.sort != "duration" and changes_at_dates(node):
            return self._since(node, context)
        return self._one(node, context)

    def _since(self, node: Node, context: Context) -> Value | None:
        """Return a value that changes at dates; its terms are in one unit."""
        steps = read_since(node, context, self._one) if isinstance(node, Mapping) else ()
        units = {value.quantity.unit for _, value in steps if value.quantity is not None}
        if len(units) > 1:
            words = " and ".join(sorted(str(unit) for unit in units))
            context.problems.add(
                "E309",
                f"the terms under 'since' are in {words}",
                "state all of them in one unit",
                path=context.path,
                place=node.place,
            )
            return None
        if not steps:
            return None
        text = ", ".join(f"{value.text} since {dated}" for dated, value in steps)
        return replace(steps[-1][1], text=text, path=context.path, place=node.place, since=steps)

    def _one(self, node: Node, context: Context) -> Value | None:
        """Return one value."""
        value = read_value(
            node,
            context.problems,
            path=context.path,
            sources=context.sources,
            inherited=context.evidence,
            wanted=Wanted(share=self.sort == "share"),
        )
        if value is None or value.quantity is None:
            return value
        if self.sort in ("rate", "share or price"):
            if _is_plain(value.quantity) and value.quantity.high > 1:
                context.problems.add(
                    "E317",
                    f"'{value.text[:40]}' is wanted as {self.wanted()}",
                    f"write {value.text[:40]} % if that is meant",
                    path=context.path,
                    place=node.place,
                )
                return None
            value = _per_year(value) if self.sort == "rate" else value
        if value.quantity is not None and not self.fits(value.quantity.unit):
            context.problems.add(
                "E309",
                f"'{value.text[:40]}' is in {unit_words(value.quantity.unit)}; {self.wanted()} is wanted",
                f"write it like {_EXAMPLES[self.sort]}",
                path=context.path,
                place=node.place,
            )
            return None
        return value

    def fits(self, unit: Unit) -> bool:
        """Return whether a unit is of this sort."""
        if self.sort == "share":
            return unit == NONE
        if self.sort == "money":
            return is_money(unit)
        if self.sort == "money per year":
            return is_money(unit * YEAR)
        if self.sort == "price":
            return _is_price(unit)
        if self.sort == "share or price":
            return unit == NONE or _is_price(unit)
        if self.sort == "rate":
            return unit == YEAR**-1
        if self.sort == "duration":
            return unit == YEAR
        return True

    def wanted(self) -> str:
        """Return the sort as a sentence says it."""
        return self.sort if self.sort.startswith("money") else f"a {self.sort}"

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"$ref": "#/$defs/value", "examples": [_EXAMPLES[self.sort]]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return f"{self.sort}, such as `{_EXAMPLES[self.sort]}`"


def _is_plain(quantity: Quantity) -> bool:
    """Return whether a quantity is a number alone, without a percent sign."""
    return quantity.unit == NONE and not quantity.display.after


def _per_year(value: Value) -> Value:
    def yearly(quantity: Quantity | None) -> Quantity | None:
        if quantity is None or quantity.unit != NONE:
            return quantity
        return replace(quantity, unit=quantity.unit / YEAR)

    evidence: Evidence = value.evidence
    readings = tuple((name, _per_year(one)) for name, one in evidence.readings)
    evidence = replace(evidence, range=yearly(evidence.range), readings=readings)
    return replace(value, quantity=yearly(value.quantity), evidence=evidence)


@dataclass(frozen=True, slots=True)
class Currency:
    """The code of a currency, of nominal or real money."""

    def read(self, node: Node, context: Context) -> str:
        """Return the code; E305 where there is no such currency."""
        text = as_text(node, context.problems, path=context.path)
        if not text:
            return text
        try:
            unit = parse_unit(text)[0]
        except ConcessionError:
            unit = NONE
        if is_money(unit):
            return str(unit)
        code = text.strip().upper()
        hint = f"write '{code}'" if code in CURRENCIES else "write its code of three capitals, such as USD"
        context.problems.add(
            "E305", f"'{text[:40]}' is no currency", hint, path=context.path, place=node.place
        )
        return ""

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "string", "examples": ["USD", "USD(2025)"]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "code of a currency, such as `USD`"


@dataclass(frozen=True, slots=True)
class PeriodText:
    """A year, quarter or month."""

    def read(self, node: Node, context: Context) -> str:
        """Return the text, once it is sure to be a period."""
        text = as_text(node, context.problems, path=context.path)
        if text:
            try:
                parse_period(text)
            except ConcessionError as error:
                context.problems.extend(error, node.place, context.path)
        return text

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": ["string", "integer"], "examples": ["2025", "2025Q1", "2025-03"]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "period, such as `2025` or `2025Q1`"


@dataclass(frozen=True, slots=True)
class DateText:
    """A date, a month or a year."""

    def read(self, node: Node, context: Context) -> Dated | None:
        """Return the date, or None, with E312 noted."""
        return as_date(node, context.problems, path=context.path)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": ["string", "integer"], "examples": ["2025-02-12"]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "date, such as `2025-02-12`"
