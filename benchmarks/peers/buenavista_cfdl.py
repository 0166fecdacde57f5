"""Buenavista del Cobre in the language of cfdl-sdk: cash before tax and the mining duty.

The published cash flow, with sales of copper times a factor that is drawn once for each trial. Run as
``python buenavista_cfdl.py TRIALS TURNS``.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys

from buenavista_rows import CAPITAL, COSTS, FIRST, REVENUE, YEARS, rows
from cfdl_trials import run_trials

LAST = FIRST + YEARS - 1


def name(row: str) -> str:
    return re.sub(r"[^a-z]+", "_", row.lower()).strip("_")


def stream(word: str, way: str, category: str, amount: str) -> str:
    return (
        f"stream mine.{word} on entity asset.mine {way} currency USD {{\n"
        f"  schedule every year start from {FIRST}-01 to {LAST}-01\n"
        f"  category {category}\n  amount = {amount}\n}}\n"
    )


def model() -> str:
    """Return the text of the model."""
    parts = [
        f'version 0.1\nmodel "buenavista" currency USD\ntime calendar annual from {FIRST}-01 for {YEARS}\n',
        "assume copper_price ~ Triangular(min=0.7, mode=1.0, max=1.3)\n",
    ]
    for row, amounts in rows().items():
        points = "".join(f"  {FIRST + k}-01: {amount!r}\n" for k, amount in enumerate(amounts))
        parts.append(f"assume {name(row)} = curve step to {LAST}-12 {{\n{points}}}\n")
    parts.append("entity asset mine : Asset.Real { }\n")
    for group, rows_, way, category in (
        ("revenue", REVENUE, "inflow", "operating.revenue.recurring"),
        ("opex", COSTS, "outflow", "operating.expense.opex"),
        ("capital", CAPITAL, "outflow", "investing.capital.capex"),
    ):
        for row in rows_:
            amount = f"curve_value(inputs.{name(row)}, time.date)"
            times = "inputs.copper_price * " if row == "Copper" else ""
            parts.append(stream(f"{group}.{name(row)}", way, category, times + amount))
    margin = 'series_sum("mine.revenue.*", time.t, time.t) + series_sum("mine.opex.*", time.t, time.t)'
    parts.append(stream("duty", "outflow", "operating.income_tax.paid", f"0.075 * max(0.0, {margin})"))
    return "\n".join(parts)


def main() -> None:
    still, random, took = run_trials(model(), int(sys.argv[1]), int(sys.argv[2]))
    duty = "stream.mine.duty.total"
    told = {
        # at a factor of one, in USD million: the duty, not discounted, and the owner's cash after it at 10 %
        "still": {"duty": -float(still[duty]), "npv": float(still["model.npv"])},
        "mean": -float(random["mean"][duty]),
        "sd": float(random["stdev"][duty]),
        **took,
        "versions": {"cfdl-sdk": importlib.metadata.version("cfdl-sdk")},
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
