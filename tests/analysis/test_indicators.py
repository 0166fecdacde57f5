"""Indicators of drafts against their definitions, computed apart, and against closed forms."""

import math

import numpy as np
import pytest
from small_cases import loaded, mine, money, tree_of

from concession.analysis import Bid, evaluate, indicators
from concession.analysis._scaled import scaled
from concession.errors import ConcessionError
from concession.model import load

ROYALTY = {"royalty": {"type": "royalty", "rate": "10 %", "base": "revenue"}}
BROWN = {
    "brown": {
        "type": "cash_flow_tax",
        "rate": "40 %",
        "income": "revenue",
        "deduct": ["operating_costs", "capital"],
    }
}
TAX = {
    "income_tax": {
        "type": "income_tax",
        "rate": "30 %",
        "deduct": ["operating_costs"],
        "depreciation": {"capital": {"method": "straight-line", "life": 5}},
        "losses": {"carry_forward": "for-ever"},
    }
}
REVENUE, COSTS, CAPITAL = [0, 100, 100, 100, 100, 100], [0, 30, 30, 30, 30, 30], [150, 0, 0, 0, 0, 0]


def case_of(clauses, revenue=REVENUE, costs=COSTS, capital=CAPITAL, **more):
    project = mine(revenue, costs, capital)
    return loaded(tree_of(clauses, {"mine": project}, periods=len(revenue), **more))


def npv(flows, rate=0.1):
    return sum(x / (1 + rate) ** (t + 1) for t, x in enumerate(flows))


def test_shares_follow_their_definitions():
    found = indicators(case_of(ROYALTY))
    pre = np.array(REVENUE) - COSTS - CAPITAL
    taken = 0.1 * np.array(REVENUE)
    assert found["aetr"].value == pytest.approx(npv(taken) / npv(pre))
    assert found["government_take"].value == pytest.approx(taken.sum() / pre.sum())
    benefits = np.array(REVENUE) - COSTS
    assert found["share_of_benefits"].value == pytest.approx(npv(taken) / npv(benefits))
    assert found["receipts_over_gross"].value == pytest.approx(0.1)
    assert found["lowest_share_of_gross"].value == pytest.approx(0.1)
    assert found["effective_royalty_rate"].value == pytest.approx(0.1)
    assert found["saving_index"].value == pytest.approx(1)  # a royalty takes nothing of a saving
    # 150 at the start, 60 a year after the royalty: 1 + 150 / 60 years
    assert found["payback_post_tax"].value == pytest.approx(3.5)
    assert found["payback_pre_tax"].value == pytest.approx(1 + 150 / 70)


def test_the_break_even_of_a_royalty_in_closed_form():
    found = indicators(case_of(ROYALTY), hurdle=0.08)
    costs = npv(np.array(COSTS) + CAPITAL, 0.08)
    assert found["break_even_no_tax"].value == pytest.approx(costs / npv(REVENUE, 0.08))
    assert found["break_even"].value == pytest.approx(costs / (0.9 * npv(REVENUE, 0.08)))
    wedge = found["break_even"].value - found["break_even_no_tax"].value
    assert found["tax_wedge"].value == pytest.approx(wedge)
    # at the break-even the post-tax return is the hurdle
    lines = scaled(case_of(ROYALTY), case_of(ROYALTY).draft(None), futures=1, seed=1)
    assert npv(lines.at(found["break_even"].value).post_tax[:, 0], 0.08) == pytest.approx(0, abs=1e-6)
    assert found["progressivity_price"].status == "regressive"


def test_a_cash_flow_tax_is_neutral():
    found = indicators(case_of(BROWN), hurdle=0.12)
    # it scales every flow: neither the marginal project nor its return is touched
    assert found["tax_wedge"].value == pytest.approx(0, abs=1e-9)
    assert found["metr"].value == pytest.approx(0, abs=1e-6)
    assert found["irr_change"].value == pytest.approx(0, abs=1e-9)
    assert found["aetr"].value == pytest.approx(0.4)
    assert found["saving_index"].value == pytest.approx(0.6)
    assert found["progressivity_price"].status == "neutral"


def test_the_marginal_rate_of_an_income_tax():
    found = indicators(case_of(TAX), hurdle=0.1)
    lines = scaled(case_of(TAX), case_of(TAX).draft(None), futures=1, seed=1)
    at = lines.at(found["break_even"].value)
    rate = _irr(at.pre_tax[:, 0])
    assert _irr(at.post_tax[:, 0]) == pytest.approx(0.1, abs=1e-7)
    assert found["metr"].value == pytest.approx((rate - 0.1) / rate, abs=1e-6)
    assert 0 < found["metr"].value < 0.3


def _irr(flows):
    low, high = -0.9, 10.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if npv(flows, middle) > 0 else (low, middle)
    return low


def test_what_is_undefined_says_so():
    poor = indicators(case_of(ROYALTY, revenue=[0, 40, 40, 40, 40, 40]))
    assert poor["aetr"].value is None
    assert poor["aetr"].status.startswith("undefined")
    assert poor["share_of_benefits"].value is not None  # defined for projects that lose
    free = indicators(case_of(ROYALTY, costs=(), capital=()))
    assert free["break_even"].value is None
    assert free["break_even"].status.startswith("undefined: no root")
    assert free["metr"].status.startswith("undefined")
    assert free["irr_post_tax"].value is None
    assert free["effective_royalty_rate"].status.startswith("undefined")
    assert free["emv"].status.startswith("not asked")
    for key in ("risk_share_state", "chance_below"):
        assert (free[key].value, free[key].status) == (None, "nothing varies")


def test_several_roots_are_told():
    # the more it sells the dearer it closes: at low and at high prices it earns less than nothing
    clauses = {
        "penalty": {
            "type": "formula",
            "amount": "2 * max(0, revenue - 10 * operating_costs)",
            "payee": "treasury",
        }
    }
    case = case_of(clauses, revenue=[0, 200, 200, 200, 200, 200])
    found = indicators(case)
    assert found["break_even"].status.startswith("several roots in the bracket: the lowest of 2")


def test_timing_and_bids():
    found = indicators(case_of(TAX), bid=Bid(chance=0.25, exploration=2.0, bonus=1.0))
    first = found["first_income_tax"].value
    assert first == found["first_receipt"].value
    assert 2026 <= first <= 2030
    assert found["share_by_5"].value == pytest.approx(
        evaluate(case_of(TAX)).lines["income_tax"].by_period[:5].sum()
        / evaluate(case_of(TAX)).lines["income_tax"].by_period.sum()
    )
    lines = scaled(case_of(TAX), case_of(TAX).draft(None), futures=1, seed=1)
    worth = npv(lines.at().post_tax[:, 0])
    assert found["emv"].value == pytest.approx(0.25 * worth - 3)
    assert found["bid_share"].value == pytest.approx(1 - 3 / (0.25 * worth))


def test_life_lost_to_a_royalty():
    # the last two periods have a margin of 5, which a royalty of 10 per cent of 100 turns into a loss
    case = case_of(ROYALTY, costs=[0, 30, 30, 30, 95, 95])
    found = indicators(case)
    assert found["life_lost"].value == 2
    assert found["sales_lost"].value == pytest.approx(0.4)


def test_the_effective_royalty_of_a_sharing_contract():
    clauses = {
        "royalty": {"type": "royalty", "rate": "2 %", "base": "revenue"},
        "recovery": {
            "type": "cost_recovery",
            "limit": "75 %",
            "first_charge": "royalty",
            "first_charge_from": "production",
            "limit_base": "after-first-charge",
            "pools": {"all": {"costs": ["operating_costs", "capital"]}},
        },
        "split": {"type": "profit_split", "of": "recovery.profit", "state_share": "50 %"},
    }
    # 0.02 + 0.98 × 0.25 × 0.5
    assert indicators(case_of(clauses))["effective_royalty_rate"].value == pytest.approx(0.1425)


def test_risk_is_shared_over_futures():
    price = {"value": "12 USD/t", "range": "2 to 22 USD/t", "mark": "assumed", "note": "made up"}
    project = {
        "owner": "company",
        "products": {"metal": {"quantity": money([0, 10, 10, 10, 10, 10], unit="t"), "price": price}},
        "capital": {"works": {"amount": money(CAPITAL)}},
    }
    case = loaded(tree_of(BROWN, {"mine": project}, periods=6))
    found = indicators(case, futures=64)
    assert found.futures == 64
    assert found["risk_share_state"].value == pytest.approx(0.4)
    assert found["risk_share_owner"].value == pytest.approx(0.6)
    assert 0 < found["chance_below"].value < 1


def test_other_results_stay_as_they_are():
    case = case_of(ROYALTY)
    before = evaluate(case).to_dict()
    indicators(case)
    assert evaluate(case).to_dict() == before


def test_shipped_cases_agree_with_their_evaluation():
    for name in ("buenavista", "copper-creek"):
        case = load(name)
        found, said = indicators(case), evaluate(case)
        assert found["aetr"].value == pytest.approx(said.take["discounted"])
        assert found["government_take"].value == pytest.approx(said.take["undiscounted"])
        plain = found.to_dict()["indicators"]
        assert all(one["definition"] and one["status"] for one in plain.values())
        assert all(one["value"] is None or math.isfinite(one["value"]) for one in plain.values())


def test_a_case_without_projects_has_nothing_to_tax():
    with pytest.raises(ConcessionError, match="E707"):
        indicators(loaded(tree_of({}, {}, periods=2), build=False))


def test_prices_are_written_as_the_file_has_them():
    found = indicators(load("copper-creek"))
    copper = found["break_even.copper"]
    assert copper.unit == "USD/lb"
    assert copper.value == pytest.approx(3.80 * found["break_even"].value)
