"""Rent taxes, cost recovery and splits beside plain versions, with the identities that define them."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small_cases import amounts, close, mine, money, problems_of, run, tree_of

from concession.measures import Discounting, npv

FEW = settings(max_examples=15, deadline=None)
N = 8


def given_line(values, unit="USD"):
    return {"type": "given", "pays": "no", "amount": money(values, unit=unit)}


def ran(clauses, revenue, costs=(), capital=(), periods=N, **more):
    return run(tree_of(clauses, {"mine": mine(revenue, costs, capital, **more)}, periods=periods))


def plain_rent(flow, tiers):
    """Return the tax of all tiers, year by year."""
    flow = list(map(float, flow))
    total = np.zeros(len(flow))
    for threshold, rate in tiers:
        balance = 0.0
        for k, one in enumerate(flow):
            balance = balance * (1 + threshold) + one
            tax = rate * max(balance, 0)
            balance = min(balance, 0)
            total[k] += tax
            flow[k] = one - tax
    return total


@FEW
@given(
    amounts(N, -300, 300), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 70)), min_size=1, max_size=3)
)
def test_rent_tax_of_several_tiers(flow, tiers):
    said = {f"tier_{n}": {"threshold": f"{k} %", "rate": f"{rate} %"} for n, (k, rate) in enumerate(tiers)}
    found = ran(
        {"tax": {"type": "rent_tax", "tiers": said}},
        [max(x, 0) for x in flow],
        (),
        [max(-x, 0) for x in flow],
    )
    close(found["tax"], plain_rent(flow, [(k / 100, rate / 100) for k, rate in tiers]))


@FEW
@given(amounts(4, 1, 200), amounts(4, 600, 900), st.integers(0, 20), st.integers(1, 90))
def test_rent_tax_takes_its_rate_of_the_value_at_the_threshold(spent, earned, threshold, rate):
    # spending first, receipts after it: the balance passes nought once, and never falls again
    flow = [-x for x in spent] + list(earned)
    worth = Discounting(rate=threshold / 100, timing="start")
    whole = float(npv(flow, worth))
    assume(whole > 1e-6)
    tier = {"only": {"threshold": f"{threshold} %", "rate": f"{rate} %"}}
    found = ran(
        {"tax": {"type": "rent_tax", "tiers": tier}},
        [max(x, 0) for x in flow],
        (),
        [max(-x, 0) for x in flow],
    )
    assert npv(found["tax"], worth) == pytest.approx(rate / 100 * whole, rel=1e-9)


def test_rent_tax_applies_from_its_day():
    tier = {"only": {"threshold": "10 %", "rate": "40 %"}}
    clause = {"type": "rent_tax", "tiers": tier, "from": 2027}
    # what was spent before the law is not carried into it
    close(ran({"tax": clause}, [0, 0, 50], (), [100, 0, 0], periods=3)["tax"], [0, 0, 20])


def plain_recovery(production, charge, limit, before, pools):
    """Return what each pool recovers; ``pools`` are (costs, uplift, interest)."""
    balances = [0.0] * len(pools)
    recovered = np.zeros((len(pools), len(production)))
    for k, gross in enumerate(production):
        shared = gross * (1 - charge)
        room = min(limit * (gross if before else shared), shared)
        for n, (costs, uplift, interest) in enumerate(pools):
            available = balances[n] * (1 + interest) + costs[k] * (1 + uplift)
            recovered[n, k] = min(available, room)
            room -= recovered[n, k]
            balances[n] = available - recovered[n, k]
    return recovered


@FEW
@given(
    amounts(N), amounts(N, 0, 600), amounts(N, 0, 600), st.integers(0, 100), st.integers(0, 30), st.booleans(),
    st.sampled_from([0, 10, 40]), st.sampled_from([0, 8]), st.integers(0, 100),
)  # fmt: skip
def test_ordered_pools(production, costs, capital, limit, charge, before, uplift, interest, state):
    clauses = {
        "royalty": {"type": "royalty", "rate": f"{charge} %", "base": "revenue"},
        "recovery": {
            "type": "cost_recovery",
            "first_charge": "royalty",
            "limit": f"{limit} %",
            "limit_base": ("before" if before else "after") + "-first-charge",
            "pools": {
                "first": {"costs": "operating_costs"},
                "second": {"costs": "capital", "uplift": f"{uplift} %", "interest": f"{interest} %"},
            },
        },
        "split": {"type": "profit_split", "of": "recovery.profit", "state_share": f"{state} %"},
    }
    found = ran(clauses, production, costs, capital)
    wanted = plain_recovery(
        production,
        charge / 100,
        limit / 100,
        before,
        [(costs, 0, 0), (capital, uplift / 100, interest / 100)],
    )
    close(found["recovery.first.recovered"], wanted[0])
    close(found["recovery.second.recovered"], wanted[1])
    close(found["split"], state / 100 * (np.array(production) * (1 - charge / 100) - wanted.sum(axis=0)))
    # identities: nothing is recovered beyond cost, uplift and interest; production is divided without a rest
    granted = (
        np.add(costs, capital) + found["recovery.second.uplift"] + found["recovery.second.interest"]
        if uplift or interest
        else np.add(costs, capital)
    )
    if not (uplift or interest):
        assert (np.cumsum(found["recovery"]) <= np.cumsum(granted) + 1e-6).all()
    close(found["royalty"] + found["recovery"] + found["split"] + found["split.contractor"], production)


@FEW
@given(amounts(N, 0, 300), amounts(N, 0, 200), amounts(N, 0, 200), st.integers(0, 2))
def test_sharing_by_r_factor(revenue, costs, capital, lag):
    table = {
        "how": "whole-value",
        "bands": [
            {"to": "0.97", "rate": "20 %"},
            {"from": "0.97", "to": "2.03", "rate": "50 %"},
            {"from": "2.03", "rate": "80 %"},
        ],
    }
    clauses = {
        "factor": {"type": "r_factor", "receipts": "revenue", "less": "split", "lag": lag + 1},
        "split": {"type": "profit_split", "of": "revenue", "by": "factor", "table": table},
    }
    found = ran(clauses, revenue, costs, capital)
    received = spent = 0.0
    factors = [0.0] * (lag + 1)
    for k in range(N):
        r = factors[k]
        state = (0.2 if r < 0.97 else 0.5 if r < 2.03 else 0.8) * revenue[k]
        assert found["split"][k] == pytest.approx(state, abs=1e-9)
        received, spent = received + revenue[k] - state, spent + costs[k] + capital[k]
        factors.append(received / spent if spent else 0)


@FEW
@given(amounts(N, 0, 300), amounts(N, 0, 300), st.integers(1, 2))
def test_sharing_by_rate_of_return(revenue, capital, lag):
    clauses = {
        "tier": {
            "type": "return_tiers",
            "hurdles": ["10 %", "20 %"],
            "income": "revenue",
            "deduct": ["capital", "split"],
            "lag": lag,
        },
        "split": {
            "type": "profit_split",
            "of": "revenue",
            "by": "tier",
            "table": {
                "how": "whole-value",
                "bands": [
                    {"to": "1", "rate": "10 %"},
                    {"from": "1", "to": "2", "rate": "30 %"},
                    {"from": "2", "rate": "60 %"},
                ],
            },
        },
    }
    found = ran(clauses, revenue, (), capital)
    balances, earned, tiers, spent = [0.0, 0.0], [False, False], [0] * lag, False
    for k in range(N):
        state = (0.1, 0.3, 0.6)[tiers[k]] * revenue[k]
        assert found["split"][k] == pytest.approx(state, abs=1e-9)
        flow = revenue[k] - state - capital[k]
        spent = spent or round(flow, 9) < 0
        for n, hurdle in enumerate((0.1, 0.2)):
            balances[n] = balances[n] * (1 + hurdle) + flow
            earned[n] = earned[n] or (spent and balances[n] >= 0)
        tiers.append(sum(earned))


@FEW
@given(st.integers(1, 90), st.integers(0, 90))
def test_a_share_after_tax_is_solved(after, tax):
    clauses = {
        "split": {
            "type": "profit_split",
            "of": "revenue",
            "after_tax_share": f"{after} %",
            "tax_rate": f"{tax} %",
        },
        "tax": {"type": "income_tax", "rate": f"{tax} %", "income": "split.contractor", "deduct": []},
    }
    assume(after <= 100 - tax)
    found = ran(clauses, [1000], periods=1)
    # whoever keeps it and pays the tax is left with what was agreed
    assert found["split.contractor"][0] - found["tax"][0] == pytest.approx(10 * after)


@FEW
@given(amounts(N), amounts(N, 0, 60), amounts(N, 0, 40), st.integers(0, 5), st.booleans())
def test_first_tranche_and_domestic_obligation(revenue, made, price, holiday, fixed):
    home = {"domestic_price": "3 USD/t"} if fixed else {"domestic_share": "25 %"}
    clauses = {
        "ftp": {"type": "first_tranche", "rate": "20 %", "state_share": "70 %"},
        "made": given_line(made, "t"),
        "price": given_line(price, "USD/t"),
        "dmo": {
            "type": "domestic_obligation",
            "share": "25 %",
            "entitlement": "made",
            "market_price": "price",
            "holiday": holiday,
            **home,
        },
    }
    found = ran(clauses, revenue)
    close(found["ftp"], 0.14 * np.array(revenue))
    close(found["ftp.contractor"] + found["ftp"] + found["ftp.left"], revenue)
    first = next((k for k in range(N) if made[k] > 0), N)
    for k in range(N):
        paid = 3 if fixed else 0.25 * price[k]
        if first <= k < first + holiday:
            paid = price[k]
        assert found["dmo.fee"][k] == pytest.approx(0.25 * made[k] * paid, abs=1e-9)
        assert found["dmo"][k] == pytest.approx(0.25 * made[k] * (price[k] - paid), abs=1e-9)


def plain_carry(cash, share, interest, priority):
    """Return what the state receives, and what it still owes."""
    owed, received = 0.0, []
    for one in cash:
        part = share * one
        owed *= 1 + interest
        repaid = min(owed, priority * max(part, 0))
        owed += max(-part, 0) - repaid
        received.append(max(part, 0) - repaid)
    return received, owed


@FEW
@given(amounts(N, 0, 300), amounts(N, 0, 300), st.integers(1, 60), st.integers(0, 20), st.integers(0, 100))
def test_participation(revenue, capital, share, interest, priority):
    terms = {"type": "participation", "share": f"{share} %"}
    clauses = {
        "free": {**terms, "kind": "free"},
        "paid": {**terms, "kind": "paid"},
        "carried": {**terms, "kind": "carried", "interest": f"{interest} %", "priority": f"{priority} %"},
        "plain": {**terms, "kind": "carried"},
    }
    found = ran(clauses, revenue, (), capital)
    cash = np.subtract(revenue, capital)
    close(found["paid"], share / 100 * cash)
    close(found["free"], share / 100 * np.maximum(cash, 0))
    received, owed = plain_carry(cash, share / 100, interest / 100, priority / 100)
    close(found["carried"], received)
    assert found["carried.carry.closing"][-1] == pytest.approx(owed, abs=1e-9)
    close(found["plain"], plain_carry(cash, share / 100, 0, 1)[0])
    # without interest a carry that is repaid costs the state what paying would have
    if found["plain.carry.closing"][-1] < 1e-9:
        assert found["plain"].sum() == pytest.approx(found["paid"].sum(), abs=1e-6)


@FEW
@given(
    amounts(N, 0, 300),
    st.integers(0, 2000),
    st.integers(0, 10),
    st.sampled_from(["by-production", "share-of-revenue"]),
)
def test_closure_fund(made, target, interest, fill):
    cost = [0] * (N - 1) + [500]
    project = mine(made, production=made, closure={"site": {"amount": money(cost)}})
    clause = {
        "type": "closure_fund",
        "fund": "agency",
        "fill": fill,
        "target": f"USD {target}",
        "interest": f"{interest} %",
    }
    if fill == "share-of-revenue":
        clause["share"] = "10 %"
    found = run(tree_of({"fund": clause}, {"mine": project}, periods=N))
    filled = so_far = balance = 0.0
    for k in range(N):
        filled = (
            target * made[k] / sum(made)
            if sum(made) and fill == "by-production"
            else min(0.1 * made[k], target - so_far)
            if fill != "by-production"
            else 0
        )
        so_far += filled
        balance = balance * (1 + interest / 100) + filled
        assert found["fund"][k] == pytest.approx(filled, abs=1e-9)
    # the fund is empty at the end, and pays what is left back
    assert found["fund.balance.closing"][-1] == pytest.approx(0, abs=1e-6)
    assert found["fund.released"][-1] == pytest.approx(balance, abs=1e-6)
    assert found["fund.drawn"][-1] == pytest.approx(min(500, balance), abs=1e-6)


@pytest.mark.parametrize(
    "clause",
    [
        {"type": "profit_split", "of": "revenue"},
        {"type": "profit_split", "of": "revenue", "state_share": "5 %", "after_tax_share": "5 %"},
        {"type": "profit_split", "of": "revenue", "after_tax_share": "5 %"},
        {"type": "profit_split", "of": "revenue", "table": {"how": "by-slice", "bands": [{"rate": "1 %"}]}},
        {"type": "domestic_obligation", "share": "25 %", "entitlement": "revenue", "market_price": "revenue"},
    ],
)
def test_what_is_missing(clause):
    assert "E612" in {
        code for code, _ in problems_of(tree_of({"split": clause}, {"mine": mine([1])}, periods=1))
    }


def test_rates_change_with_the_years():
    by_year = {"from": 2025, "values": ["10 %", "20 %", "30 %"]}
    tier = {"threshold": by_year, "rate": "50 %"}
    clauses = {
        "rent": {"type": "rent_tax", "tiers": {"only": tier}},
        "split": {"type": "profit_split", "of": "revenue", "state_share": by_year},
        "levy": {"type": "export_levy", "rate": by_year},
        "flow": {"type": "cash_flow_tax", "rate": by_year},
    }
    found = ran(clauses, [0, 0, 300], (), [100, 0, 0], periods=3)
    # 100 grows by 20 % and 30 % in the years in which it is carried
    close(found["rent"], [0, 0, 0.5 * (300 - 100 * 1.2 * 1.3)])
    close(found["split"], [0, 0, 90])
    close(found["levy"], [0, 0, 90])
    close(found["flow"], [-10, 0, 90])


@FEW
@given(amounts(4, 0, 300), amounts(4, 0, 300))
def test_what_is_assessed_by_year_is_the_same_by_quarter(revenue, capital):
    clauses = {
        "rent": {"type": "rent_tax", "tiers": {"only": {"threshold": "20 %", "rate": "50 %"}}},
        "capped": {
            "type": "deductions_cap",
            "rate": "40 %",
            "deduct": "capital",
            "least_share": "10 %",
            "carry_rate": "8 %",
        },
    }
    by_year = ran(clauses, revenue, (), capital, periods=4)

    def quarters(values):
        return [str(value / 4) for value in values for _ in range(4)]

    project = mine(quarters(revenue), capital=quarters(capital), start="2025Q1")
    by_quarter = run(tree_of(clauses, {"mine": project}, periods=16, per="quarter", start="2025Q1"))
    for name in clauses:
        close(by_quarter[name][3::4], by_year[name])
        assert by_quarter[name].sum() == pytest.approx(by_year[name].sum(), abs=1e-9)
