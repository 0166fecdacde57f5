"""A vector's numbers as the text of a case: one project, given lines, and the clauses that are tried."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from concession.errors import ConcessionError

__all__ = ["CaseText", "number", "share"]

#: The most characters of a title that a vector's case takes over.
MOST_TITLE = 200

Number = int | float
Terms = list[object] | str


def number(value: object) -> str:
    """Return a number of a vector exactly as its file writes it, without an exponent.

    >>> number(1e6), number(0.0475), number(300)
    ('1000000', '0.0475', '300')
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ConcessionError.of("E762", f"{value!r} is not a number", "write a number")
    try:
        exact = Decimal(repr(value) if isinstance(value, float) else str(value))
    except ArithmeticError:
        raise ConcessionError.of("E762", f"{value!r} is not a number", "write a number") from None
    if not exact.is_finite():
        raise ConcessionError.of("E762", f"{value!r} is not a finite number", "write a number")
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(value: object) -> str:
    """Return a share as a percentage, so that one above 100 % can be told from a slip.

    >>> share(0.125), share(1.5), share("12.5%")
    ('12.5 %', '150 %', '12.5 %')
    """
    if isinstance(value, str) and value.strip().endswith("%"):
        return f"{number(value.strip().removesuffix('%').strip())} %"
    return f"{number(f'{Decimal(number(value)) * 100:f}')} %"


def _plain(text: object) -> str:
    """Return a title as a case may hold it: printable, and not without end."""
    said = "" if text is None else str(text)
    return "".join(char if char.isprintable() else " " for char in said)[:MOST_TITLE].strip()


def _is_address(url: object) -> bool:
    return isinstance(url, str) and url.startswith(("https://", "http://")) and " " not in url.strip()


@dataclass(kw_only=True)
class CaseText:
    """Collects what a case says, and writes it as the file ``case.yaml``.

    The case has one project of a company, which pays a treasury; its money is in dollars. JSON is YAML, so
    the text can be read by any reader of the format.
    """

    title: str
    sources: Sequence[Mapping[str, Any]] = ()
    grade: str = "C"
    start: int = 2025
    periods: int = 1
    per: str = "year"
    project: dict[str, Any] = field(default_factory=dict)
    clauses: dict[str, dict[str, Any]] = field(default_factory=dict)

    def given(self, name: str, values: object, unit: str = "1") -> str:
        """Add a line that is given by period; one number holds in every period. Return its name."""
        listed = values if isinstance(values, list) else [values] * self.periods
        self.clauses[name] = {
            "type": "given",
            "pays": "no",
            "amount": self.series(listed, unit),
        }
        return name

    def series(self, values: Sequence[object], unit: str) -> dict[str, Any]:
        """Return the series of these numbers from the first period on."""
        start = str(self.start) if self.per == "year" else f"{self.start}-01"
        return {"from": start, "values": [number(one) for one in values], "unit": unit}

    def clause(self, name: str, kind: str, **terms: object) -> str:
        """Add a clause; a term whose value is None is left out. Return its name."""
        stated = {key.rstrip("_"): value for key, value in terms.items() if value is not None}
        self.clauses[name] = {"type": kind, **stated}
        return name

    def product(
        self, quantity: Sequence[object], unit: str, price: object, per: str, name: str = "product"
    ) -> None:
        """Add a product: its quantity by period, and its price."""
        self.project.setdefault("products", {})[name] = {
            "quantity": self.series(quantity, unit),
            "price": f"{number(price)} {per}",
        }

    def sales(self, revenue: Sequence[object], unit: str = "USD") -> None:
        """Add a product whose revenue is given."""
        self.project.setdefault("products", {})["sales"] = {"revenue": self.series(revenue, unit)}

    def cost(self, name: str, amounts: Sequence[object], unit: str = "USD") -> None:
        """Add a running cost."""
        self.project.setdefault("costs", {})[name] = {"amount": self.series(amounts, unit)}

    def capital(self, name: str, amounts: Sequence[object], unit: str = "USD") -> None:
        """Add spending on assets."""
        self.project.setdefault("capital", {})[name] = {"amount": self.series(amounts, unit)}

    @property
    def text(self) -> str:
        """The case as a file."""
        sources: dict[str, Any] = {
            f"source-{n}": {
                "title": _plain(one.get("title")) or "not named",
                "grade": self.grade,
                "kind": "other",
                **({"url": _plain(one["url"])} if _is_address(one.get("url")) else {}),
            }
            for n, one in enumerate(self.sources or [{"title": "not named"}], start=1)
        }
        title = _plain(self.title) or "not named"
        case = {
            "concession": 1,
            "title": title,
            "currency": "USD",
            "timeline": {"start": str(self.start), "periods": self.periods, "per": self.per},
            "conventions": {
                "valuation_date": f"{self.start}-01-01",
                "discounting": "end",
                "common_rate": {
                    "value": "10 %",
                    "mark": "assumed",
                    "note": "not part of the example",
                    "range": "0 % to 20 %",
                },
            },
            "parties": {
                "company": {"name": "Company", "kind": "company"},
                "treasury": {"name": "Treasury", "kind": "treasury"},
            },
            "sources": sources,
            "source": list(sources),
            "projects": {
                "project": {
                    "owner": "company",
                    "products": {"none": {"revenue": self.series([0] * self.periods, "USD")}},
                    **self.project,
                }
            },
            "drafts": {"example": {"title": title, "source": list(sources), "clauses": self.clauses}},
        }
        return json.dumps(case, indent=1)
