"""Vectors of a contract's month in barrels, and of a bid under a contract over its years."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from concession.engine import Array, Inputs, ReferenceExecutor
from concession.lines import compile_program
from concession.measures import (
    Discounting,
    expected_monetary_value,
    government_take,
    npv,
    solve,
)
from concession.model import load
from concession.vectors._case import compute
from concession.vectors._kinds import Results, calc
from concession.vectors._tables import bands
from concession.vectors._text import CaseText, share
from concession.vectors._vector import Vector

__all__: list[str] = []

#: The highest state share that a break-even is sought at.
MOST_SHARE = 1.0


@calc("psc_month_tranches")
def month(vector: Vector) -> Results:
    """Allocate a month's barrels: royalty, ordered pools of cost under a limit, and the split."""
    price = vector.number("price")
    stated_pools = [(str(name), cost) for name, cost in vector.rows("pools")]
    # names of pools are free text; names of clauses are not
    pools = [(f"pool_{n}", cost) for n, (_, cost) in enumerate(stated_pools, start=1)]
    titles = {f"pool_{n}": name for n, (name, _) in enumerate(stated_pools, start=1)}
    case = vector.case()
    case.product([vector.number("bbl")], "bbl", price, "USD/bbl")
    for name, cost in pools:
        case.given(f"cost_{name}", [cost], "USD")
    case.clause("royalty", "royalty", rate=share(vector.number("royalty_rate")), base="revenue")
    after = vector.get("limit_after_royalty", False)
    case.clause(
        "recovery",
        "cost_recovery",
        first_charge="royalty",
        limit=share(vector.number("cost_limit")),
        limit_base="after-first-charge" if after else "before-first-charge",
        pools={name: {"costs": f"cost_{name}"} for name, _ in pools},
    )
    # tranches of daily production stand under the share's name or one of their own
    stated = next(
        (key for key, value in vector.inputs.items() if key != "pools" and isinstance(value, list)), ""
    )
    if stated:
        case.given("daily", [vector.number("bopd")], "bbl/day")
        table = bands(vector.rows(stated), "by-slice", unit="bbl/day")
        case.clause("split", "profit_split", of="recovery.profit", by="daily", table=table)
    else:
        # the daily rate only says which share of a table this one is
        vector.get("bopd")
        state = share(vector.number("gov_profit_share"))
        case.clause("split", "profit_split", of="recovery.profit", state_share=state)
    names = ["royalty", "recovery", "recovery.profit", "split", "split.contractor"]
    balances = {name: f"recovery.{name}.balance.closing" for name, _ in pools}
    recovered = {name: f"recovery.{name}.recovered" for name, _ in pools}
    lines = compute(case, [*names, *balances.values(), *recovered.values()])
    return {
        "royalty_bbl": lines.one("royalty", size=price),
        "cost_bbl": lines.one("recovery", size=price),
        "profit_bbl": lines.one("recovery.profit", size=price),
        "gov_profit_bbl": lines.one("split", size=price),
        "other_profit_bbl": lines.one("split.contractor", size=price),
        "recovered": {titles[name]: lines.one(line) for name, line in recovered.items()},
        "carry": {titles[name]: lines.one(line) for name, line in balances.items()},
    }


class Bid:
    """A contract over its years, computed for any state share of profit oil."""

    LINES = ("kept", "state", "pre_tax_cash")

    def __init__(self, vector: Vector) -> None:
        self.case = self._text(vector)
        with TemporaryDirectory(prefix="concession-vector-") as folder:
            (Path(folder) / "case.yaml").write_text(self.case.text, encoding="utf-8")
            built = load(Path(folder)).build()
        self.program = compile_program(built.graph, self.LINES)
        self.share = next(name for name in self.program.inputs if name.endswith("state_share"))

    def at(self, shares: Array) -> dict[str, Array]:
        """Return the lines for these state shares, of shape (years, shares)."""
        inputs = Inputs(draws={self.share: lambda futures: shares[futures.start : futures.stop]})
        found = ReferenceExecutor(self.program, inputs).run(range(len(shares)))
        years = self.case.periods
        return {name: np.broadcast_to(line, (years, len(shares))) for name, line in found.items()}

    def _text(self, vector: Vector) -> CaseText:
        produced = vector.numbers("production")
        case = vector.case(periods=len(produced))
        case.product(produced, "MMbbl", vector.number("price"), "USD/bbl")
        case.cost("opex", vector.numbers("opex"), "USD million")
        case.capital("capex", vector.numbers("capex"), "USD million")
        # spent before the discovery, but recovered out of production
        earlier = [vector.number("exploration", 0), *[0] * (len(produced) - 1)]
        case.given("exploration", earlier, "USD million")
        case.clause("royalty", "royalty", rate=share(vector.number("royalty")), base="revenue")
        after = vector.get("limit_after_royalty", True)
        case.clause(
            "recovery",
            "cost_recovery",
            first_charge="royalty",
            limit=share(vector.number("cost_cap")),
            limit_base="after-first-charge" if after else "before-first-charge",
            pools={"all": {"costs": ["operating_costs", "capital", "exploration"]}},
        )
        stated = {
            "value": share(vector.number("state_share")),
            "range": "0 % to 100 %",
            "note": "the share that is bid",
        }
        case.clause("split", "profit_split", of="recovery.profit", state_share=stated)
        case.clause("written_down", "depreciation", method="straight-line", life=vector.whole("dep_years"))
        case.clause(
            "tax",
            "income_tax",
            rate=share(vector.number("tax")),
            income=["recovery", "split.contractor"],
            deduct=["operating_costs", "written_down"],
            losses={"carry_forward": "for-ever", "share": share(vector.number("loss_cap", 1))},
        )
        case.clause(
            "kept",
            "formula",
            amount="recovery + split.contractor - operating_costs - capital - tax",
            pays="no",
        )
        case.clause("state", "formula", amount="royalty + split + tax", pays="no")
        return case


@calc("psc_emv")
def bid_value(vector: Vector) -> Results:
    """Compute what a bid is worth, the state's take, and the share at which the bid is worth nought."""
    bid = Bid(vector)
    rate, delay = vector.number("discount"), max(1, vector.whole("delay", 1))
    later = Discounting(rate=rate, timing="end", offset_years=delay)
    million = 1e6
    exploring = [vector.number("exploration", 0) / delay] * delay
    searching = float(npv(exploring, Discounting(rate=rate, timing="end")))

    def worth(shares: Array) -> Array:
        wide = np.atleast_1d(np.asarray(shares, dtype=np.float64))
        value = expected_monetary_value(
            chance=vector.number("chance", 1.0),
            development=npv(bid.at(wide)["kept"], later) / million,
            exploration=searching,
            bonus=vector.number("bonus", 0.0),
        )
        return float(vector.number("working_interest", 1.0)) * value.reshape(np.shape(shares))

    offered = np.array([vector.number("state_share")])
    lines = {name: line[:, 0] for name, line in bid.at(offered).items()}
    found = solve(worth, (np.array([0.0]), np.array([MOST_SHARE])))
    return {
        "emv": float(worth(offered)[0]),
        "gov_take": float(government_take(lines["state"], lines["pre_tax_cash"]).value),
        "breakeven_share": float(found.value[0]),
        "pre_tax_cash": float(lines["pre_tax_cash"].sum()) / million,
        "contractor_cash": float(lines["kept"].sum()) / million,
        "state_take": float(lines["state"].sum()) / million,
    }
