"""Vectors of production sharing in one period, each as clauses of a small case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from concession.measures import government_take
from concession.vectors._case import compute
from concession.vectors._kinds import Results, calc
from concession.vectors._tables import bands
from concession.vectors._text import number, share
from concession.vectors._vector import Vector

__all__: list[str] = []


@calc("psc_barrel")
def barrel(vector: Vector) -> Results:
    """Divide one barrel: royalty, cost, split, tax on the contractor's profit."""
    case = vector.case()
    case.sales([vector.number("gross")])
    case.cost("cost", [vector.number("cost")])
    case.clause("royalty", "royalty", rate=share(vector.number("royalty_rate")), base="revenue")
    after = vector.get("limit_after_royalty", False)
    case.clause(
        "recovery",
        "cost_recovery",
        first_charge="royalty",
        limit=share(vector.number("cost_limit")),
        limit_base="after-first-charge" if after else "before-first-charge",
        pools={"costs": {"costs": "operating_costs"}},
    )
    case.clause(
        "split", "profit_split", of="recovery.profit", state_share=share(vector.number("gov_profit_share"))
    )
    case.clause(
        "tax", "income_tax", rate=share(vector.number("tax_rate")), income="split.contractor", deduct=[]
    )
    case.clause("revenue_left", "formula", amount="recovery + split.contractor - tax", pays="no")
    case.clause("cash_left", "formula", amount="revenue_left - operating_costs", pays="no")
    case.clause("state", "formula", amount="royalty + split + tax", pays="no")
    names = {
        "royalty": "royalty",
        "cost_recovery": "recovery",
        "profit_oil": "recovery.profit",
        "gov_profit_oil": "split",
        "contractor_profit_oil": "split.contractor",
        "tax": "tax",
        "contractor_revenue": "revenue_left",
        "contractor_net_cash_flow": "cash_left",
        "gov_revenue": "state",
    }
    lines = compute(case, [*names.values(), "pre_tax_cash"])
    take = government_take(lines.all("state"), lines.all("pre_tax_cash"))
    return {**{name: lines.one(line) for name, line in names.items()}, "gov_take": float(take.value)}


@calc("psc_guyana")
def guyana(vector: Vector) -> Results:
    """Divide production while costs fill the limit, the royalty before cost oil or after it."""
    first = bool(vector.get("royalty_first", False))
    case = vector.case()
    case.sales([vector.number("gross")])
    # costs fill the limit where none are stated
    case.cost("cost", [vector.number("cost", vector.number("gross"))])
    case.clause("royalty", "royalty", rate=share(vector.number("royalty_rate")), base="revenue")
    case.clause(
        "recovery",
        "cost_recovery",
        first_charge="royalty",
        first_charge_from="production" if first else "contractor",
        limit=share(vector.number("cost_limit")),
        limit_base="after-first-charge",
        pools={"costs": {"costs": "operating_costs"}},
    )
    case.clause(
        "split", "profit_split", of="recovery.profit", state_share=share(vector.number("gov_profit_share"))
    )
    case.clause("state", "formula", amount="royalty + split", pays="no")
    kept = "split.contractor" if first else "split.contractor - royalty"
    case.clause("kept", "formula", amount=kept, pays="no")
    case.clause("share_of_gross", "formula", amount="state / revenue", pays="no")
    lines = compute(
        case, ["recovery", "recovery.profit", "royalty", "state", "kept", "share_of_gross", "split"]
    )
    return {
        "cost_oil": lines.one("recovery"),
        "profit_oil": lines.one("recovery.profit"),
        "gov_profit_oil": lines.one("split"),
        "royalty": lines.one("royalty"),
        "gov_total": lines.one("state"),
        "contractor_profit": lines.one("kept"),
        "gov_share_of_gross": lines.one("share_of_gross"),
    }


@calc("pretax_share")
def share_before_tax(vector: Vector) -> Results:
    """Compute the contractor's share before tax from what it keeps after it."""
    case = vector.case()
    case.sales([1])
    case.clause(
        "split",
        "profit_split",
        of="revenue",
        after_tax_share=share(vector.number("after_tax_share")),
        tax_rate=share(vector.number("tax_rate")),
    )
    lines = compute(case, ["split.share", "split.contractor_share"])
    state = lines.one("split.share")
    return {
        "contractor_pretax": lines.one("split.contractor_share"),
        "gov_pretax": state,
        "state_pretax": state,
    }


@calc("ftp_split")
def first_tranche(vector: Vector) -> Results:
    """Split a first tranche of production."""
    case = vector.case()
    case.sales([vector.number("revenue")])
    kept = Decimal(number(vector.number("contractor_share")))
    case.clause(
        "ftp", "first_tranche", rate=share(vector.number("ftp_rate")), state_share=share(f"{1 - kept:f}")
    )
    lines = compute(case, ["ftp", "ftp.tranche", "ftp.contractor", "ftp.left"])
    return {
        "ftp": lines.one("ftp.tranche"),
        "contractor_ftp": lines.one("ftp.contractor"),
        "gov_ftp": lines.one("ftp"),
        "left": lines.one("ftp.left"),
    }


@calc("indonesia_gas_year")
def gas_year(vector: Vector) -> Results:
    """Compute a year of gas: volume, revenue, first tranche, and the domestic obligation; in thousands."""
    case = vector.case()
    heat = Decimal(number(vector.number("btu_per_scf"))) / 1_000_000
    case.given("gas", [vector.number("bscf")], "Bcf")
    case.clause("energy", "formula", amount="gas * heat", pays="no", with_={"heat": f"{heat:f} mmbtu/cf"})
    case.given("price", [vector.number("price")], "USD/mmbtu")
    case.clause("sold", "formula", amount="energy * price", pays="no")
    kept = Decimal(number(vector.number("contractor_share")))
    case.clause(
        "ftp",
        "first_tranche",
        rate=share(vector.number("ftp_rate")),
        state_share=share(f"{1 - kept:f}"),
        production="sold",
    )
    case.clause("entitled", "formula", amount="energy * kept", pays="no", with_={"kept": share(f"{kept:f}")})
    case.clause(
        "dmo",
        "domestic_obligation",
        share=share(vector.number("dmo_share")),
        entitlement="entitled",
        market_price="price",
        domestic_price=f"{number(vector.number('dmo_price'))} USD/mmbtu",
    )
    names = [
        "energy",
        "sold",
        "ftp",
        "ftp.tranche",
        "ftp.contractor",
        "ftp.left",
        "entitled",
        "dmo",
        "dmo.fee",
    ]
    lines = compute(case, names)
    mmbtu = 1.05505585262
    return {
        "volume_mmbtu": lines.one("energy", size=mmbtu),
        "gross_revenue": lines.one("sold", size=1000),
        "ftp": lines.one("ftp.tranche", size=1000),
        "recoverable_room": lines.one("ftp.left", size=1000),
        "contractor_ftp": lines.one("ftp.contractor", size=1000),
        "gov_ftp": lines.one("ftp", size=1000),
        "contractor_volume": lines.one("entitled", size=mmbtu),
        "dmo_fee": lines.one("dmo.fee", size=1000),
        "dmo_loss": lines.one("dmo", size=1000),
    }


@calc("dmo_proration")
def holiday(vector: Vector) -> Results:
    """Compute the fee of a year in whose course the holiday of a domestic obligation ends."""
    case = vector.case(periods=12, per="month")
    case.given("volume", [1] * 12, "t")
    case.given("price", [vector.number("pv")] * 12, "USD/t")
    months = vector.whole("months_full")
    case.clause(
        "dmo",
        "domestic_obligation",
        share="100 %",
        entitlement="volume",
        market_price="price",
        domestic_share=share(vector.number("fee_portion")),
        holiday=months or None,
    )
    return {"fee": compute(case, ["dmo.fee"]).total("dmo.fee") / 12}


@calc("cost_recovery_roll")
def roll(vector: Vector) -> Results:
    """Recover costs out of what is available, the rest carried forward; some may stand open already."""
    room = vector.numbers("available")
    new = vector.numbers("new_costs")
    case = vector.case(periods=len(room))
    case.sales(room)
    case.cost("costs", [vector.number("opening", 0) + new[0], *new[1:]])
    case.clause(
        "recovery",
        "cost_recovery",
        limit_base="before-first-charge",
        pools={"costs": {"costs": "operating_costs"}},
    )
    lines = compute(case, ["recovery", "recovery.costs.balance.closing"])
    return {
        "cost_recovery": lines.all("recovery"),
        "unrecovered": lines.all("recovery.costs.balance.closing"),
        "total_recovered": lines.total("recovery"),
    }


#: Bands of the sample terms: from, to, share of gross, share of net.
SAMPLE_TERMS: list[list[Any]] = [
    [0, 1.1, 0.02, 0],
    [1.1, 1.25, 0.05, 0],
    [1.25, 1.5, 0.05, 0.2],
    [1.5, None, 0.05, 0.35],
]


@calc("rfactor_royalty")
def by_r_factor(vector: Vector) -> Results:
    """Compute a royalty by bands of an R-factor on the sample terms, or on the bands that are given."""
    rows = SAMPLE_TERMS if vector.get("bands") is None else vector.rows("bands")
    case = vector.case()
    case.sales([vector.number("gross")])
    case.given("net", [vector.number("net")], "USD")
    case.given("factor", [vector.number("r_factor")])
    on_gross = [[row[0], row[1], row[2]] for row in rows]
    on_net = [[row[0], row[1], row[3] if len(row) > 3 else 0] for row in rows]
    # the sample terms say 'to 1.10': the upper end belongs to its band
    case.clause(
        "royalty",
        "r_factor_royalty",
        by="factor",
        net="net",
        gross_rate=bands(on_gross, "whole-value", includes="to"),
        net_rate=bands(on_net, "whole-value", includes="to"),
    )
    return {"royalty": compute(case, ["royalty"]).one("royalty")}
