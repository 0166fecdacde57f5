"""Vectors of measures, and of a project's cash flow."""

from __future__ import annotations

from datetime import date

import numpy as np

from concession.errors import ConcessionError
from concession.measures import (
    Discounting,
    effective_royalty_rate,
    irr,
    npv,
    payback,
    profitability_index,
    solve,
    xirr,
    xnpv,
)
from concession.vectors._case import compute
from concession.vectors._kinds import Results, calc
from concession.vectors._text import share
from concession.vectors._vector import Vector

__all__: list[str] = []


@calc("indicator_npv_irr")
def present_value(vector: Vector) -> Results:
    """Compute net present value, the first amount undiscounted, and the rate of return."""
    flow = vector.numbers("cash_flow")
    worth = Discounting(rate=vector.number("discount"), timing="start")
    return {"npv": float(npv(flow, worth)), "irr": float(irr(flow).rate)}


@calc("indicator_xnpv_xirr")
def dated(vector: Vector) -> Results:
    """Compute both of dated amounts."""
    try:
        days = [date.fromisoformat(str(day)) for day in vector.get("dates", [])]
    except ValueError as error:
        raise ConcessionError.of("E762", f"'dates' are not all dates: {error}", path=vector.name) from None
    flow = vector.numbers("cash_flow")
    return {
        "xnpv": float(xnpv(flow, days, rate=vector.number("discount"))),
        "xirr": float(xirr(flow, days).rate),
    }


@calc("indicator_payback")
def pays_back(vector: Vector) -> Results:
    """Compute the years from the first spending until it is earned back."""
    return {"payback": float(payback(vector.numbers("cash_flow"), origin="first_spend").value)}


@calc("profitability_index")
def index(vector: Vector) -> Results:
    """Compute one plus net present value over investment."""
    return {"pi": float(profitability_index(vector.number("npv"), vector.number("investment")).value)}


@calc("cumulative_opex")
def cumulative(vector: Vector) -> Results:
    """Compute operating costs as a share of all capital spent so far."""
    capex = vector.numbers("capex")
    case = vector.case(periods=len(capex))
    case.capital("works", capex)
    case.clause("spent", "formula", amount="running(capital)", pays="no")
    case.clause(
        "opex",
        "formula",
        amount="factor * spent",
        with_={"factor": share(vector.number("factor"))},
        payee="suppliers",
        counts_as="cost",
    )
    lines = compute(case, ["spent", "opex"])
    return {"cumulative_capex": lines.all("spent"), "opex": lines.all("opex")}


@calc("err_agr")
def effective_royalty(vector: Vector) -> Results:
    """Compute the state's least share of gross, and the company's access to it."""
    rate = float(
        effective_royalty_rate(
            royalty=vector.number("royalty_rate", 0.0),
            cost_limit=vector.number("cost_limit"),
            state_share=vector.number("gov_profit_share"),
            limit_base="after_royalty" if vector.get("limit_after_royalty", True) else "before_royalty",
        )
    )
    return {"err": rate, "agr": 1 - rate}


@calc("err_ftp")
def effective_royalty_of_tranche(vector: Vector) -> Results:
    """Compute both where a first tranche takes the place of a cost limit."""
    rate = float(
        effective_royalty_rate(
            royalty=vector.number("royalty_rate", 0.0),
            cost_limit=1 - vector.number("ftp"),
            state_share=vector.number("gov_share"),
            limit_base="after_royalty",
        )
    )
    return {"err": rate, "agr": 1 - rate}


@calc("linear_breakeven")
def breakeven(vector: Vector) -> Results:
    """Find where straight lines between points pass nought, the lowest place where there are several."""
    points = sorted((float(x), float(y)) for x, y in vector.rows("points"))
    x, y = np.array(points).T
    found = solve(lambda at: np.interp(at, x, y), (x[0], x[-1]), cells=64 * len(x))
    return {"x_at_zero": float(found.value)}


@calc("concession_rows")
def concession_rows(vector: Vector) -> Results:
    """Compute a concession's cash flow year by year: royalty, tax on profit, and what is left."""
    produced = vector.numbers("bbl")
    case = vector.case(periods=len(produced))
    years = len(produced)
    case.project["products"] = {
        "product": {
            "quantity": case.series(produced, "bbl"),
            "price": case.series(vector.numbers("price", years), "USD/bbl"),
        }
    }
    lifting = case.series(vector.numbers("opex_per_bbl", years), "USD/bbl")
    case.project["costs"] = {"lifting": {"rate": lifting, "of": "production"}}
    case.capital("investment", vector.numbers("investment", years))
    case.given("written_down", vector.numbers("depreciation", years), "USD")
    royalty, tax = (case.series(vector.numbers(name, years), "") for name in ("royalty_rate", "tax_rate"))
    case.clause("royalty", "royalty", rate=royalty, base="revenue")
    case.clause(
        "tax",
        "income_tax",
        rate=tax,
        deduct=["operating_costs", "royalty", "written_down"],
    )
    case.clause("net", "formula", amount="pre_tax_cash - royalty - tax", pays="no")
    names = {
        "gross": "revenue",
        "royalty": "royalty",
        "opex": "operating_costs",
        "taxable": "tax.result",
        "tax": "tax",
        "net": "net",
    }
    lines = compute(case, list(names.values()))
    return {name: lines.all(line) for name, line in names.items()}
