"""Vectors of rent taxes and cash-flow taxes, each as clauses of a small case."""

from __future__ import annotations

import numpy as np

from concession.measures import Discounting, irr, npv
from concession.vectors._case import compute
from concession.vectors._kinds import Results, calc
from concession.vectors._text import CaseText, share
from concession.vectors._vector import Vector

__all__: list[str] = []


def flowing(vector: Vector, flow: list[float]) -> CaseText:
    """Return a case whose project earns this net cash flow."""
    case = vector.case(periods=len(flow))
    case.sales([max(x, 0) for x in flow])
    case.capital("spending", [max(-x, 0) for x in flow])
    return case


@calc("uplift_balance")
def uplift_balance(vector: Vector) -> Results:
    """Compute what an excess of spending has grown to after a year, or the years stated."""
    years = vector.whole("years", 1)
    case = flowing(vector, [-vector.number("excess"), *[0] * years])
    tier = {
        "threshold": share(vector.number("bond_rate", 0)),
        "margin": share(vector.number("margin", 0)),
        "rate": "40 %",
    }
    case.clause("tax", "rent_tax", tiers={"general": tier})
    carried = compute(case, ["tax.general.unrecovered"]).all("tax.general.unrecovered")
    return {"carried": -carried[-1]}


@calc("prrt_deductions_cap")
def deductions_cap(vector: Vector) -> Results:
    """Compute a tax whose deductions leave a least share of receipts."""
    case = vector.case()
    case.sales([vector.number("assessable_receipts")])
    case.cost("spending", [vector.number("deductible_expenditure")])
    case.clause(
        "tax",
        "deductions_cap",
        rate=share(vector.number("rate")),
        deduct="operating_costs",
        least_share=share(vector.number("cap_share")),
    )
    lines = compute(case, ["tax", "tax.taxable", "tax.carried.closing", "tax.used"])
    denied = lines.one("tax.carried.closing")
    return {
        "taxable_profit": lines.one("tax.taxable"),
        "prrt": lines.one("tax"),
        "tax": lines.one("tax"),
        "used": lines.one("tax.used"),
        "denied": denied,
        "carried": denied,
        "carried_forward": denied,
    }


@calc("prrt_rpm")
def residual_price(vector: Vector) -> Results:
    """Compute the price between two stages under the rules of 2024 and of 2005."""
    case = vector.case()
    case.given("netback", [vector.number("netback")], "USD/GJ")
    case.given("cost_plus", [vector.number("cost_plus")], "USD/GJ")
    for name, method in (("rpm_2024", "average"), ("rpm_2005", "netback-where-lower")):
        case.clause(name, "transfer_price", method=method, netback="netback", cost_plus="cost_plus")
    lines = compute(case, ["rpm_2024", "rpm_2005"])
    return {name: lines.one(name) for name in ("rpm_2024", "rpm_2005")}


@calc("extraction_allowance")
def extraction_allowance(vector: Vector) -> Results:
    """Compute the effective rate of a tax on profit less a share of it."""
    case = vector.case()
    case.sales([1])
    case.clause(
        "tax",
        "levy",
        rate=share(vector.number("nominal_rate")),
        deduct=[{"revenue": share(vector.number("allowance"))}],
    )
    return {"effective_rate": compute(case, ["tax"]).one("tax")}


@calc("rrt_single_tier")
def single_tier(vector: Vector) -> Results:
    """Compute a rent tax of one tier, its balance, and the ratio of present values at the threshold."""
    flow = vector.numbers("net_cash_flow")
    case = flowing(vector, flow)
    tier = {"threshold": share(vector.number("threshold")), "rate": share(vector.number("rate"))}
    case.clause("tax", "rent_tax", tiers={"only": tier})
    lines = compute(case, ["tax", "tax.only.unrecovered", "pre_tax_cash"])
    tax = lines.all("tax")
    worth = Discounting(rate=vector.number("threshold"), timing="start")
    return {
        "carried_balance": lines.all("tax.only.unrecovered"),
        "tax": tax,
        "ratio": float(npv(tax, worth) / npv(lines.all("pre_tax_cash"), worth)),
    }


@calc("brown_tax")
def brown(vector: Vector) -> Results:
    """Compute a Brown tax, and what it does to present value and rate of return."""
    flow = vector.numbers("net_cash_flow")
    case = flowing(vector, flow)
    case.clause("tax", "cash_flow_tax", rate=share(vector.number("rate")))
    case.clause("after_tax", "formula", amount="pre_tax_cash - tax", pays="no")
    lines = compute(case, ["tax", "after_tax", "pre_tax_cash"])
    before, after = lines.all("pre_tax_cash"), lines.all("after_tax")
    worth = Discounting(rate=vector.number("discount", 0.1), timing="start")
    pre, post = float(npv(before, worth)), float(npv(after, worth))
    return {
        "tax": lines.all("tax"),
        "npv_pre": pre,
        "npv_post": post,
        "npv_ratio": post / pre if pre else np.nan,
        "irr_pre": float(irr(before).rate),
        "irr_post": float(irr(after).rate),
    }
