"""Job J1 in the language of cfdl-sdk, with one price for all years of a trial: values, and trials a second.

The language takes no path of prices for each trial, so that the price is one random number; losses, hurdle,
catch-up and the split are all there. A field may read other fields of the year before only, so what the
partners are owed is carried in fields that look one year back; the waterfall reads the year's own cash.
Run as ``python cfdl_j1.py TRIALS TURNS``.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
from collections.abc import Iterable

from cfdl_trials import run_trials
from j1_terms import CAPEX, DEPRECIATION, OPEX, VOLUME, YEARS

NOW, BEFORE = 'series_sum("mine.*", time.t, time.t)', 'series_sum("mine.*", time.t - 1, time.t - 1)'
CALLED, CASH = f"max(0.0 - {BEFORE}, 0.0)", f"max({BEFORE}, 0.0)"
TIER1 = f"min(prev.asset.mine.owed + {CALLED}, {CASH})"


def at(name: str) -> str:
    return f"curve_value(inputs.{name}, time.date)"


def curve(name: str, values: Iterable[float]) -> str:
    points = "".join(f"  {year}-01: {value!r}\n" for year, value in zip(YEARS, values, strict=True))
    return f"assume {name} = curve step to 2054-12 {{\n{points}}}\n"


def stream(name: str, way: str, category: str, amount: str) -> str:
    return (
        f"stream mine.{name} on entity asset.mine {way} currency USD {{\n"
        "  schedule every year start from 2025-01 to 2054-01\n"
        f"  category {category}\n  amount = {amount}\n}}\n"
    )


def model() -> str:
    """Return the text of the model."""
    base = f"0.95 * inputs.price * {at('volume')} - {at('opex')} - {at('depreciation')}"
    taxed = "max(asset.mine.base, 0.0)"
    profit = "max(prev.asset.mine.base, 0.0)"
    gain = f"asset.mine.gain + paid.hurdle - max(0.0 - {NOW}, 0.0)"
    return "\n".join(
        [
            'version 0.1\nmodel "job-j1" currency USD\ntime calendar annual from 2025-01 for 30\n',
            "assume price ~ Normal(mean=60.0, stdev=9.0, clip=[20.0, 100.0])\n",
            curve("volume", VOLUME.tolist()),
            curve("opex", OPEX.tolist()),
            curve("capex", CAPEX.tolist()),
            curve("depreciation", DEPRECIATION.tolist()),
            'entity party lp : Party { name = "Limited partner" }',
            'entity party gp : Party { name = "General partner" }',
            "entity asset mine : Asset.Real {",
            f"  base init {base} next {base}",
            f"  losses init 0.0 next prev - min(prev, {profit}) + max(0.0 - prev.asset.mine.base, 0.0)",
            f"  owed init 0.0 next (prev + {CALLED} - min(prev + {CALLED}, {CASH})) * 1.08",
            f"  gain init 0.0 next prev + {TIER1} - {CALLED}",
            f"  caught init 0.0 next prev + min({CASH} - {TIER1},"
            f" max(0.25 * max(prev.asset.mine.gain + {TIER1} - {CALLED}, 0.0) - prev, 0.0))",
            "}\n",
            stream("revenue", "inflow", "operating.revenue.recurring", f"inputs.price * {at('volume')}"),
            stream(
                "royalty", "outflow", "operating.expense.opex", f"0.05 * inputs.price * {at('volume')}"
            ),
            stream("opex", "outflow", "operating.expense.opex", at("opex")),
            stream(
                "tax", "outflow", "operating.income_tax.paid",
                f"0.3 * ({taxed} - min(asset.mine.losses, {taxed}))",
            ),
            stream("capex", "outflow", "investing.capital.capex", at("capex")),
            f"account distributable {{\n  from max(0.0, {NOW})\n}}\n",
            "waterfall partnership on entity asset.mine {",
            "  schedule every year start from 2025-01 to 2054-01",
            "  from distributable",
            f"  pay hurdle to party.lp = min(asset.mine.owed + max(0.0 - {NOW}, 0.0), remaining)",
            f"  pay catch_up to party.gp = min(remaining,"
            f" max(0.25 * max({gain}, 0.0) - asset.mine.caught, 0.0))",
            "  pay rest_lp to party.lp = 0.8 * remaining",
            "  pay rest_gp to party.gp = remaining",
            "}\n",
        ]
    )  # fmt: skip


def main() -> None:
    still, random, took = run_trials(model(), int(sys.argv[1]), int(sys.argv[2]))
    told = {
        # at a price of 60, not discounted: what the state, the two partners and the owner after tax get
        "still": {
            "state": -float(still["stream.mine.royalty.total"] + still["stream.mine.tax.total"]),
            "lp": float(still["entity.party.lp.total"]) - float(CAPEX.sum()),
            "gp": float(still["entity.party.gp.total"]),
            "npv": float(still["model.npv"]),
        },
        "mean_gp": float(random["mean"]["entity.party.gp.total"]),
        "sd_gp": float(random["stdev"]["entity.party.gp.total"]),
        **took,
        "versions": {
            "python": sys.version.split()[0], "cfdl-sdk": importlib.metadata.version("cfdl-sdk"),
        },
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main()
