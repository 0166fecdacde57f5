"""The published vectors of indicators, each against its own tolerance."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from concession.measures import (
    Discounting,
    effective_royalty_rate,
    irr,
    npv,
    payback,
    profitability_index,
    xirr,
    xnpv,
)

VECTORS = {
    entry["name"]: entry
    for entry in json.loads((Path(__file__).parent / "facts" / "indicators.json").read_text())
}


def check(name, **values):
    entry = VECTORS[name]
    assert set(values) == set(entry["expected"])
    for key, value in values.items():
        assert np.asarray(value) == pytest.approx(
            entry["expected"][key], rel=entry["tolerance"]["rel"], abs=entry["tolerance"]["abs"]
        ), key


def test_every_vector_is_used():
    assert set(VECTORS) == {
        "npv_irr_eight_flows",
        "xnpv_xirr_eight_flows",
        "payback_2_5",
        "profitability_index_1_5",
        "opex_from_cumulative_capex",
    }


def test_npv_irr_eight_flows():
    given = VECTORS["npv_irr_eight_flows"]["inputs"]
    found = irr(given["cash_flow"])
    assert found.names == "unique"
    value = npv(given["cash_flow"], Discounting(rate=given["discount"], timing="start"))
    check("npv_irr_eight_flows", npv=value, irr=found.rate)


def test_xnpv_xirr_eight_flows():
    given = VECTORS["xnpv_xirr_eight_flows"]["inputs"]
    days = [date.fromisoformat(day) for day in given["dates"]]
    found = xirr(given["cash_flow"], days)
    assert found.names == "unique"
    check(
        "xnpv_xirr_eight_flows", xnpv=xnpv(given["cash_flow"], days, rate=given["discount"]), xirr=found.rate
    )


def test_payback():
    given = VECTORS["payback_2_5"]["inputs"]
    check("payback_2_5", payback=payback(given["cash_flow"], origin="first_spend").value)


def test_profitability_index():
    given = VECTORS["profitability_index_1_5"]["inputs"]
    check("profitability_index_1_5", pi=profitability_index(given["npv"], given["investment"]).value)


def test_opex_from_cumulative_capex():
    # A rule of cost, not a measure: it is a running sum and a product.
    given = VECTORS["opex_from_cumulative_capex"]["inputs"]
    cumulative = np.cumsum(given["capex"])
    check("opex_from_cumulative_capex", cumulative_capex=cumulative, opex=given["factor"] * cumulative)


def test_effective_royalty_rate_of_indonesia_1997():
    # A first tranche of 20 %, of which the state has 71.15 %: Johnston prints 14 and 86 per cent.
    rate = effective_royalty_rate(royalty=0.0, cost_limit=0.8, state_share=0.7115, limit_base="after_royalty")
    assert float(rate) == pytest.approx(0.14, abs=0.005)
    assert 1.0 - float(rate) == pytest.approx(0.86, abs=0.005)


def test_effective_royalty_rate_of_guyana_2016():
    rate = effective_royalty_rate(royalty=0.02, cost_limit=0.75, state_share=0.5, limit_base="after_royalty")
    assert float(rate) == pytest.approx(0.1425, abs=1e-9)
    before = effective_royalty_rate(
        royalty=0.02, cost_limit=0.75, state_share=0.5, limit_base="before_royalty"
    )
    assert float(before) == pytest.approx(0.02 + 0.23 * 0.5, abs=1e-12)
