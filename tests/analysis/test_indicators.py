"""Indicators of drafts against their definitions, computed apart, and against closed forms."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from small_cases import loaded, mine, money, tree_of

from concession.analysis import Bid, evaluate, indicators
from concession.analysis._scaled import scaled
from concession.errors import ConcessionError
from concession.model import load, outlook_of

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
    with pytest.raises(ConcessionError, match="E711"):
        indicators(loaded(tree_of({}, {}, periods=2), build=False))


def test_prices_are_written_as_the_file_has_them():
    found = indicators(load("copper-creek"))
    copper = found["break_even.copper"]
    assert copper.unit == "USD/lb"
    assert copper.value == pytest.approx(3.80 * found["break_even"].value)


# ---------------------------------------------------------------------- referees, written from the definitions


def by_hand(case, price, cost, royalty=0.1, tax=0.3, *, quantity=10.0, capital=150.0, years=5):
    """Return cash before and after the take of one future, in plain NumPy: royalty, then income tax with losses."""
    sold = price * quantity
    before = np.concatenate([[-capital], np.full(years, sold - cost)])
    after, losses = before.copy(), capital / years
    for year in range(1, years + 1):
        due = royalty * sold
        base = sold - cost - due - (capital / years if year < years else 0.0)
        used = min(losses, max(base, 0.0))
        losses += max(-base, 0.0) - used
        after[year] -= due + tax * (max(base, 0.0) - used)
    return before, after


def with_two_takes(price="12 USD/t", spread="2 to 22 USD/t", **more):
    clauses = {
        "royalty": ROYALTY["royalty"],
        "income_tax": {**TAX["income_tax"], "deduct": ["operating_costs", "royalty"]},
    }
    value = {"value": price, "range": spread, "mark": "assumed", "note": "made up"}
    project = {
        "owner": "company",
        "products": {"metal": {"quantity": money([0, 10, 10, 10, 10, 10], unit="t"), "price": value}},
        "costs": {"work": {"amount": money([0, 30, 30, 30, 30, 30])}},
        "capital": {"works": {"amount": money([150, 0, 0, 0, 0, 0])}},
    }
    return loaded(tree_of(clauses, {"mine": project}, periods=6, **more))


def prices_of(case, count, seed=1):
    built = case.build("base")
    outlook = outlook_of(case, built, seed)
    (name,) = [one for one in outlook.names if outlook.is_random(one)]
    return np.asarray(outlook.draw(name, 0, count), dtype=float).reshape(-1)


def test_every_future_has_its_own_break_even():
    case = with_two_takes()
    found = indicators(case, hurdle=0.12, futures=40, seed=1)

    def root(which):
        return brentq(lambda price: npv(by_hand(case, price, 30.0)[which], 0.12), 0.2, 200.0, xtol=1e-13)

    prices = prices_of(case, 40)
    for key, which in (("break_even", 1), ("break_even_no_tax", 0)):
        multiples = root(which) / prices
        assert found[key].value == pytest.approx(multiples.mean(), rel=1e-9)
        spread = found[key].spread
        assert (spread.defined, spread.futures, spread.apart) == (40, 40, {})
        ends = np.quantile(multiples, (0.1, 0.9))
        assert (spread.p10, spread.p90) == pytest.approx(tuple(ends), rel=1e-9)
        # each future's own price at its multiple is the same price: 40 roots, one answer
        assert found[f"{key}.metal"].value == pytest.approx(root(which), rel=1e-9)
        assert found[f"{key}.metal"].spread.p90 == pytest.approx(root(which), rel=1e-9)
        assert found[f"{key}.metal"].unit == "USD/t"

    def expected(multiple):
        return np.mean([npv(by_hand(case, multiple * price, 30.0)[1], 0.12) for price in prices])

    at_mean = brentq(expected, 0.1, 9.0, xtol=1e-13)
    assert found["break_even_expected"].value == pytest.approx(at_mean, rel=1e-9)
    assert abs(at_mean - found["break_even"].value) > 1e-3
    before, after = by_hand(case, root(1), 30.0)
    rates = [_irr(flows) for flows in (before, after)]
    assert found["metr"].value == pytest.approx((rates[0] - rates[1]) / rates[0], abs=1e-6)
    assert found["metr"].spread.p10 == pytest.approx(found["metr"].spread.p90, abs=1e-6)


def test_shares_and_rates_future_by_future():
    case = with_two_takes()
    found = indicators(case, hurdle=0.12, futures=40, seed=1)
    cash = [by_hand(case, price, 30.0) for price in prices_of(case, 40)]
    shares = np.array([npv(b - a) / npv(b) if npv(b) > 0 else np.nan for b, a in cash])
    spread = found["aetr"].spread
    assert spread.defined == np.isfinite(shares).sum() < 40
    assert spread.apart == {"no_rent": 40 - spread.defined}
    assert (spread.p10, spread.p90) == pytest.approx(tuple(np.nanquantile(shares, (0.1, 0.9))), rel=1e-9)
    mean_before, mean_after = np.mean(cash, axis=0)
    assert found["aetr"].value == pytest.approx(npv(mean_before - mean_after) / npv(mean_before))
    rates = np.array([_irr(a) if a.sum() > 0 else -1.0 for _, a in cash])
    good = np.sort(rates[rates > 0])
    assert found["irr_post_tax"].spread.p90 == pytest.approx(
        np.quantile([*[r for r in rates if r > -1.0], *_negative(cash, rates)], 0.9), abs=1e-6
    )
    assert good.size > 20
    told = found.aetr_by_rate
    for rate, value in told.items():
        worth = npv(mean_before, rate)
        assert (
            value == pytest.approx(npv(mean_before - mean_after, rate) / worth)
            if worth > 0
            else value is None
        )


def _negative(cash, rates):
    """Return the rates of return below nought, between -90 per cent and nought."""
    some = [a for (_, a), rate in zip(cash, rates, strict=True) if rate == -1.0]
    return [brentq(lambda r, a=a: npv(a, r), -0.9, 0.0) for a in some if npv(a, -0.9) > 0 > npv(a, 0.0)]


def test_futures_without_a_root_are_counted():
    # at no price up to ten times the own one do the cheapest futures pay for this mine
    case = with_two_takes(price="1 USD/t", spread="0.1 to 4 USD/t")
    found = indicators(case, hurdle=0.12, futures=40, seed=1)
    needed = brentq(lambda price: npv(by_hand(case, price, 30.0)[1], 0.12), 0.2, 200.0)
    none = int((prices_of(case, 40) * 10 < needed).sum())
    assert 0 < none < 40
    one = found["break_even"]
    assert one.spread.defined == 40 - none
    assert one.spread.apart == {"none": none}
    assert f"{none} have none" in one.status
    assert found["metr"].spread.defined == 40 - none
    hopeless = indicators(
        with_two_takes(price="0.1 USD/t", spread="0.05 to 0.2 USD/t"), hurdle=0.12, futures=8
    )
    assert hopeless["break_even"].value is None
    assert hopeless["break_even"].status.startswith("undefined in all futures")


def test_a_price_along_a_path_is_told_in_its_own_unit():
    outlook = {
        "spot": {
            "kind": "mean-reverting",
            "start": "4 USD/lb",
            "level": "3.5 USD/lb",
            "half_life": "2 years",
            "volatility": "20 %",
        }
    }
    project = {
        "owner": "company",
        "products": {"copper": {"quantity": money([0, 100, 100, 80], unit="t"), "price": "spot"}},
        "capital": {"works": {"amount": money([900_000, 0, 0, 0])}},
    }
    case = loaded(tree_of(ROYALTY, {"mine": project}, periods=4, outlook=outlook))
    found = indicators(case, hurdle=0.1, futures=16, seed=3)
    one = found["break_even.copper"]
    assert one.unit == "USD/lb"
    built = case.build("base")
    paths = np.asarray(outlook_of(case, built, 3).draw("outlook.spot", 0, 16), dtype=float)
    paths = paths if paths.shape[0] == 4 else paths.T
    sold = np.array([0, 100, 100, 80])[:, None]
    worth = np.array([npv(0.9 * (paths * sold)[:, k]) for k in range(16)])
    needed = 900_000 / 1.1 / worth  # the multiple of each path
    mean_price = (paths * sold).sum(axis=0) / sold.sum()
    assert found["break_even"].value == pytest.approx(needed.mean(), rel=1e-9)
    assert one.value == pytest.approx((needed * mean_price).mean() * 0.45359237e-3, rel=1e-9)
    assert one.spread.p10 < one.value < one.spread.p90


def test_paybacks_plain_discounted_and_from_production():
    found = indicators(case_of(ROYALTY), hurdle=0.2)
    after = np.array(REVENUE) * 0.9 - COSTS - CAPITAL
    assert found["payback_production"].value == pytest.approx(150 / 60)
    worth = after / 1.2 ** np.arange(1, 7)
    sums = np.cumsum(worth)
    turn = int(np.argmax(sums >= 0))
    assert found["payback_discounted_post_tax"].value == pytest.approx(turn - sums[turn - 1] / worth[turn])
    never = indicators(case_of(ROYALTY), hurdle=0.5)["payback_discounted_post_tax"]
    assert never.value is None
    assert never.status.startswith("undefined")


def test_the_best_closure_looks_ahead():
    # a bad year in the middle is worked through for what comes after it, before the take and not after it
    case = case_of(ROYALTY, revenue=[0, 100, 100, 100, 100, 100], costs=[0, 30, 105, 88, 95, 95], capital=())
    found = indicators(case, hurdle=0.0)
    # before: 70 - 5 + 12 + 5 + 5; after: 60 - 15 + 2 - 5 - 5
    assert found["life_before"].value == 5
    assert found["life_lost"].value == 4
    assert found["sales_lost"].value == pytest.approx(0.8)
    best = max(range(1, 6), key=lambda stop: sum([60, -15, 2, -5, -5][:stop]))
    assert best == 1


def two_mines(clauses):
    mines = {
        "north": mine(REVENUE, COSTS, CAPITAL),
        "south": mine([0, 60, 60, 60, 60, 60], (), [100, 0, 0, 0, 0, 0]),
    }
    return loaded(tree_of(clauses, mines, periods=6))


def test_one_project_of_several():
    case = two_mines(ROYALTY)
    alone = indicators(case_of(ROYALTY), hurdle=0.1)
    found = indicators(case, hurdle=0.1, projects=["north"])
    assert found.projects == ("north",)
    for key in (
        "aetr",
        "irr_post_tax",
        "break_even",
        "metr",
        "saving_index",
        "payback_post_tax",
        "share_by_5",
    ):
        assert found[key].value == pytest.approx(alone[key].value), key
    both = indicators(case, hurdle=0.1)
    assert both.projects == ("north", "south")
    pre = np.array(REVENUE) - COSTS - CAPITAL + np.array([-100, 60, 60, 60, 60, 60])
    assert both["aetr"].value == pytest.approx(0.1 * npv(np.array(REVENUE) * 1.6) / npv(pre))
    with pytest.raises(ConcessionError, match="E207"):
        indicators(case, projects=["west"])


def test_projects_that_are_taxed_together_are_measured_together():
    together = {"income_tax": {**TAX["income_tax"], "ring_fence": "company"}}
    case = two_mines(together)
    with pytest.raises(ConcessionError, match="E711") as caught:
        indicators(case, projects=["north"])
    assert "north, south" in str(caught.value)
    assert indicators(case, projects=["south", "north"]).projects == ("north", "south")


def test_a_mine_that_earns_before_it_spends_has_no_marginal_rate():
    case = case_of(ROYALTY, revenue=[100, 100, 100], costs=[30, 30, 30], capital=[0, 0, 150])
    found = indicators(case, hurdle=0.1)
    assert found["break_even"].value is not None
    assert found["metr"].value is None
    assert "before what is spent" in found["metr"].status


def test_futures_with_several_roots_are_counted():
    clauses = {
        "penalty": {
            "type": "formula",
            "amount": "2 * max(0, revenue - 10 * operating_costs)",
            "payee": "treasury",
        }
    }
    value = {"value": "40 USD/t", "range": "20 to 60 USD/t", "mark": "assumed", "note": "made up"}
    project = {
        "owner": "company",
        "products": {"metal": {"quantity": money([0, 10, 10, 10, 10, 10], unit="t"), "price": value}},
        "costs": {"work": {"amount": money([0, 30, 30, 30, 30, 30])}},
        "capital": {"works": {"amount": money([150, 0, 0, 0, 0, 0])}},
    }
    case = loaded(tree_of(clauses, {"mine": project}, periods=6))
    found = indicators(case, hurdle=0.1, futures=24, seed=1)["break_even"]

    def worth(multiple, price):
        sales = multiple * price * 10
        return npv(np.array([-150.0] + 5 * [sales - 30 - 2 * max(0.0, sales - 300)]))

    grid = np.exp(np.linspace(np.log(0.01), np.log(10.0), 4001))
    lowest, several = [], 0
    for price in prices_of(case, 24):
        signs = np.sign([worth(multiple, price) for multiple in grid])
        places = np.flatnonzero(signs[1:] != signs[:-1])
        several += places.size > 1
        lowest.append(brentq(worth, grid[places[0]], grid[places[0] + 1], args=(price,), xtol=1e-14))
    assert several == 24
    assert found.spread.apart == {"several": 24}
    assert "24 have several (the lowest)" in found.status
    assert found.value == pytest.approx(np.mean(lowest), rel=1e-9)
