"""Small cases about funds, written as files and run exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from concession.engine import Inputs, ReferenceExecutor, run_exact
from concession.lines import compile_program
from concession.model import Built, load


def series(values: Sequence[int | float | Decimal], start: int = 2026) -> dict[str, Any]:
    """Return amounts by year as a file states them."""
    return {"from": start, "unit": "USD", "values": [str(value) for value in values]}


def fund_case(
    folder: Path, clauses: Mapping[str, Any], *, sales: Sequence[int | Decimal], start: int = 2026
) -> Path:
    """Write a case with one mine, a state, another state, a manager and two funds; return its folder."""
    tree = {
        "concession": 1,
        "title": "Funds",
        "currency": "USD",
        "source": "made-up",
        "timeline": {"start": start, "periods": len(sales)},
        "conventions": {
            "valuation_date": f"{start}-01-01",
            "discounting": "end",
            "common_rate": "5 % per year",
            "horizon_value": "book",
        },
        "parties": {
            "state": {"name": "State", "kind": "treasury"},
            "partner": {"name": "Partner", "kind": "agency"},
            "manager": {"name": "Manager", "kind": "agency"},
            "fund": {"name": "Fund", "kind": "fund"},
            "second": {"name": "Second fund", "kind": "fund"},
            "company": {"name": "Company", "kind": "company"},
        },
        "sources": {
            "made-up": {"title": "Made up for a test", "grade": "A", "kind": "model", "mark": "text"}
        },
        "projects": {
            "mine": {
                "owner": "company",
                "licence": {"status": "new"},
                "products": {"ore": {"revenue": series(sales, start)}},
            }
        },
        "drafts": {"deal": {"title": "Deal", "clauses": dict(clauses)}},
    }
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "case.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(tree, file)
    return folder


#: All sales are the state's receipts, so that a series of sales is a series of receipts.
RECEIPTS = {"type": "royalty", "rate": "100 %", "base": "revenue", "payee": "state"}


def built_case(folder: Path, clauses: Mapping[str, Any], sales: Sequence[int | Decimal]) -> Built:
    """Return the built draft of a small case."""
    return load(fund_case(folder, {"receipts": RECEIPTS, **clauses}, sales=sales)).build()


def run_lines(built: Built, names: Sequence[str]) -> dict[str, list[Decimal]]:
    """Return lines by period, computed exactly, once the float run agrees with them."""
    program = compile_program(built.graph, names)
    exact = run_exact(program, Inputs())
    periods = built.ledger.timeline.periods
    found = {name: [exact[name][k if len(exact[name]) > 1 else 0] for k in range(periods)] for name in names}
    floats = ReferenceExecutor(program, Inputs()).run(range(2))
    for name in names:
        both = np.broadcast_to(floats[name], (periods, 2))
        plain = np.array([[float(x)] * 2 for x in found[name]])
        np.testing.assert_allclose(both, plain, rtol=1e-9, atol=1e-6)
    return found
