"""Rows of the published cash flow of Buenavista del Cobre, from the case that Concession ships."""

from __future__ import annotations

import csv
from pathlib import Path

TABLE = Path(__file__).parents[2] / "src" / "concession" / "cases" / "buenavista" / "cash_flow.csv"
FIRST, YEARS = 2025, 41
REVENUE = ("Copper", "Molybdenum", "Zinc")
COSTS = (
    "Mining", "Concentrator and Plants", "Smelting/TCRC, Freight and Sales", "G&A and Home Office Cost",
    "Plant Decommissioning", "On-going and final accretion",
)  # fmt: skip
CAPITAL = ("Total Capex", "Closure", "Working Capital")


def rows() -> dict[str, list[float]]:
    """Return amounts in USD million by row; columns of five years are spread evenly, blanks are nothing."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        head, *body = csv.reader(file)
    found = {}
    for line in body:
        amounts: list[float] = []
        for title, cell in zip(head[3:], line[3:], strict=False):
            first, _, last = title.partition("-")
            count = int(last) - int(first) + 1 if last else 1
            amounts += [float(cell or 0) / count] * count
        found[line[0]] = amounts
    return {name: found[name] for name in (*REVENUE, *COSTS, *CAPITAL)}
