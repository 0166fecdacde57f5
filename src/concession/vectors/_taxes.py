"""Vectors of income taxes, windfall taxes and minimum taxes, each as clauses of a small case."""

from __future__ import annotations

from decimal import Decimal

from concession.vectors._case import compute
from concession.vectors._kinds import Results, calc
from concession.vectors._laws import law
from concession.vectors._text import CaseText, number, share
from concession.vectors._vector import Vector

__all__: list[str] = []


def variable(vector: Vector, profit: object, least: object) -> CaseText:
    """Return a case with revenue of 100, this profit, and income tax at a − b ÷ x; all in per cent."""
    case = vector.case()
    case.sales([100])
    case.given("profit", [profit], "USD")
    case.clause(
        "tax",
        "variable_income_tax",
        a=f"{number(vector.number('a'))} %",
        # b divides a ratio in per cent: as a product of two shares it is a ten-thousandth
        b=number(f"{Decimal(number(vector.number('b'))) / 10000:f}"),
        minimum=None if least is None else f"{number(least)} %",
        income="profit",
        deduct=[],
    )
    return case


@calc("variable_income_tax")
def variable_income_tax(vector: Vector) -> Results:
    """Compute the rate of a variable income tax at a ratio of profit to revenue in per cent."""
    case = variable(vector, vector.number("x"), vector.get("minimum"))
    rate = compute(case, ["tax.rate"]).one("tax.rate")
    return {"rate_pct": 100 * rate, "rate": rate}


@calc("variable_income_tax_crossing")
def crossing(vector: Vector) -> Results:
    """Compute the ratio at which the formula passes a rate."""
    case = variable(vector, 50, vector.number("rate"))
    return {"x_at_rate": 100 * compute(case, ["tax.crossing"]).one("tax.crossing")}


@calc("nested_rate")
def nested(vector: Vector) -> Results:
    """Compute a special tax from whose base the ordinary tax is deducted."""
    case = vector.case()
    case.sales([1])
    case.clause("corporate", "income_tax", rate=share(vector.number("corporate_rate")), deduct=[])
    case.clause("special", "income_tax", rate=share(vector.number("special_rate")), deduct="corporate")
    lines = compute(case, ["corporate", "special"])
    special, corporate = lines.one("special"), lines.one("corporate")
    return {"special_effective": special, "corporate": corporate, "combined": special + corporate}


@calc("two_base_tax")
def two_bases(vector: Vector) -> Results:
    """Compute two taxes on profit, the second with further deductions where there are any."""
    case = vector.case()
    case.sales([vector.number("revenue")])
    case.cost("opex", [vector.number("opex")])
    case.given("written_down", [vector.number("depreciation", 0)], "USD")
    case.given("uplift", [vector.number("uplift", 0)], "USD")
    deduct = ["operating_costs", "written_down"]
    case.clause("corporate", "income_tax", rate=share(vector.number("corporate_rate")), deduct=deduct)
    case.clause(
        "special", "income_tax", rate=share(vector.number("special_rate")), deduct=[*deduct, "uplift"]
    )
    lines = compute(case, ["corporate", "special", "corporate.result", "special.result"])
    corporate, special = lines.one("corporate"), lines.one("special")
    return {
        "corporate_tax": corporate,
        "special_tax": special,
        "total_tax": corporate + special,
        "corporate_base": lines.one("corporate.result"),
        "special_base": lines.one("special.result"),
    }


@calc("cashflow_tax_refund")
def cash_flow(vector: Vector) -> Results:
    """Compute a tax on cash flow that is refunded where that is negative."""
    case = vector.case()
    case.sales([vector.number("revenue")])
    case.cost("opex", [vector.number("opex")])
    case.capital("capex", [vector.number("capex")])
    case.clause("tax", "cash_flow_tax", rate=share(vector.number("rate")))
    case.clause("after_tax", "formula", amount="pre_tax_cash - tax", pays="no")
    lines = compute(case, ["tax", "after_tax"])
    return {"total_tax": lines.one("tax"), "after_tax_cash": lines.one("after_tax")}


@calc("epl_levy_profits")
def energy_profits_levy(vector: Vector) -> Results:
    """Compute levy profits from ring-fence profits, and the levy on them."""
    case = vector.case()
    for name in ("ring_fence_profits", "financing_cost", "decommissioning", "prt_repayment"):
        case.given(name, [vector.number(name, 0)], "USD")
    case.capital("works", [vector.number("capex")])
    case.clause("additional", "uplift", rate=share(vector.number("additional_expenditure_rate")))
    case.clause(
        "levy",
        "levy",
        rate=share(vector.number("levy_rate")),
        income=["ring_fence_profits", "financing_cost", "decommissioning"],
        deduct=["prt_repayment", "additional"],
    )
    lines = compute(case, ["additional", "levy.margin", "levy"])
    return {
        "additional_expenditure": lines.one("additional"),
        "levy_profits": lines.one("levy.margin"),
        "levy": lines.one("levy"),
    }


@calc("windfall_drc")
def windfall(vector: Vector) -> Results:
    """Compute a tax on income beyond a study's by a quarter, at prices beyond the study's by a quarter."""
    stated = law("drc@2018", "excess_profits")
    rate, margin = vector.get("rate"), vector.get("margin")
    case = vector.case()
    case.given("price", [vector.number("price")], "USD/t")
    case.given("study_price", [vector.number("reference_price")], "USD/t")
    case.given("income", [vector.number("actual_operating_income")], "USD")
    case.given("study_income", [vector.number("study_operating_income")], "USD")
    case.clause(
        "tax",
        "windfall_tax",
        rate=stated["rate"] if rate is None else share(rate),
        margin=stated["margin"] if margin is None else share(margin),
        price="price",
        reference_price="study_price",
        income="income",
        reference_income="study_income",
    )
    lines = compute(case, ["tax", "tax.base", "tax.triggered"])
    return {
        "triggered": lines.one("tax.triggered") == 1,
        "base": lines.one("tax.base"),
        "tax": lines.one("tax"),
    }


@calc("minimum_topup")
def top_up(vector: Vector) -> Results:
    """Compute the effective rate of tax and the top-up to the least one."""
    case = vector.case()
    case.given("income", [vector.number("income")], "USD")
    case.given("taxes", [vector.number("covered_taxes")], "USD")
    names = ("substance", "sbie", "substance_exclusion", "substance_income")
    excluded = next((vector.get(name) for name in names if vector.get(name) is not None), 0)
    case.given("substance", [excluded], "USD")
    case.clause(
        "tax",
        "top_up_tax",
        least_rate=share(vector.number("minimum_rate", 0.15)),
        income="income",
        taxes="taxes",
        substance="substance",
    )
    lines = compute(case, ["tax", "tax.effective_rate", "tax.top_up_rate", "tax.excess"])
    rate, due = lines.one("tax.top_up_rate"), lines.one("tax")
    earned = vector.number("income") > 0
    return {
        # without income there is no rate to speak of
        "etr": lines.one("tax.effective_rate") if earned else None,
        "topup_rate": rate,
        "top_up_rate": rate,
        "topup_percentage": rate,
        "top_up_percentage": rate,
        "topup": due,
        "topup_amount": due,
        "top_up_amount": due,
        "top_up": due,
        "topup_tax": due,
        "top_up_tax": due,
        "excess_profit": lines.one("tax.excess"),
    }


@calc("combined_rate_branch")
def branch(vector: Vector) -> Results:
    """Compute income tax and the tax on a branch's profit after it, together."""
    case = vector.case()
    case.sales([1])
    case.clause("tax", "income_tax", rate=share(vector.number("cit")), deduct=[])
    case.clause(
        "branch",
        "withholding_tax",
        rate=share(vector.number("branch")),
        base="revenue",
        deduct="tax",
        on="branch-profit",
    )
    lines = compute(case, ["tax", "branch"])
    return {"combined": lines.one("tax") + lines.one("branch"), "branch": lines.one("branch")}
