"""Taxes beside plain versions written from their formulas, and the properties that define them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import amounts, close, head, mine, money, problems_of, run, timelines, tree_of

from concession.measures import Discounting, irr, npv

FEW = settings(max_examples=15, deadline=None)
N = 7


def given_line(values, unit="USD"):
    return {"type": "given", "pays": "no", "amount": money(values, unit=unit)}


def ran(clauses, revenue, costs=(), capital=(), periods=N, **more):
    return run(tree_of(clauses, {"mine": mine(revenue, costs, capital, **more)}, periods=periods))


@FEW
@given(amounts(N), amounts(N), st.integers(20, 80), st.integers(0, 30), st.integers(0, 30))
def test_variable_income_tax(revenue, costs, a, b, least):
    clause = {"type": "variable_income_tax", "a": f"{a} %", "b": str(b / 100), "minimum": f"{least} %"}
    found = ran({"tax": clause}, revenue, costs)
    wanted = []
    for gross, cost in zip(revenue, costs, strict=True):
        taxable = max(gross - cost, 0)
        x = taxable / gross if gross else 0
        rate = max(a / 100 - b / 100 / x, least / 100, 0) if x else least / 100
        wanted.append(rate * taxable)
    close(found["tax"], wanted)


def test_variable_income_tax_carries_losses():
    clause = {"type": "variable_income_tax", "a": "50 %", "b": "0", "losses": {"carry_forward": "for-ever"}}
    close(ran({"tax": clause}, [0, 100, 100], [60, 0, 0], periods=3)["tax"], [0, 20, 50])


@FEW
@given(
    amounts(N),
    amounts(N),
    amounts(N),
    st.integers(0, 90),
    st.sampled_from(["refunded", "carried", "lost"]),
    st.integers(0, 20),
)
def test_cash_flow_taxes(revenue, costs, capital, rate, negative, growth):
    clause = {"type": "cash_flow_tax", "rate": f"{rate} %", "negative": negative, "carry_rate": f"{growth} %"}
    found = ran({"tax": clause}, revenue, costs, capital)
    flow = np.array(revenue) - costs - capital
    carried, wanted = 0.0, []
    for one in flow:
        base = one - carried * (1 + growth / 100) if negative == "carried" else one
        carried = max(-base, 0)
        wanted.append(rate / 100 * (base if negative == "refunded" else max(base, 0)))
    close(found["tax"], wanted)


@FEW
@given(amounts(N, 0, 300), amounts(N, 0, 300), st.integers(0, 90), st.integers(0, 30))
def test_a_brown_tax_scales_value_and_leaves_the_return(revenue, capital, rate, discount):
    found = ran({"tax": {"type": "cash_flow_tax", "rate": f"{rate} %"}}, revenue, (), capital)
    before = found["pre_tax_cash"]
    after = before - found["tax"]
    worth = Discounting(rate=discount / 100, timing="end")
    assert npv(after, worth) == pytest.approx((1 - rate / 100) * npv(before, worth), abs=1e-6)
    one, other = irr(before), irr(after)
    assert one.names == other.names
    if one.names == "unique":
        assert other.rate == pytest.approx(float(one.rate), abs=1e-7)


@FEW
@given(amounts(N), amounts(N), amounts(N), amounts(N), st.integers(0, 50), st.integers(0, 90))
def test_windfall(price, reference, income, study, margin, rate):
    clauses = {
        "price": given_line(price, "USD/t"),
        "study_price": given_line(reference, "USD/t"),
        "income": given_line(income),
        "study": given_line(study),
        "tax": {
            "type": "windfall_tax",
            "rate": f"{rate} %",
            "price": "price",
            "reference_price": "study_price",
            "income": "income",
            "reference_income": "study",
            "margin": f"{margin} %",
        },
    }
    found = ran(clauses, [1] * N)
    over = 1 + margin / 100
    rows = zip(price, reference, income, study, strict=True)
    # a price on its threshold to the last digit is decided by the digits of 1 + margin
    wanted = [rate / 100 * max(i - over * s, 0) if round(p - over * r, 9) > 0 else 0 for p, r, i, s in rows]
    close(found["tax"], wanted)


@FEW
@given(amounts(N), amounts(N, -200, 900), amounts(N, 0, 300), amounts(N, 0, 200), st.integers(1, 30))
def test_minimum_taxes(turnover, income, taxes, substance, least):
    clauses = {
        "income": given_line(income),
        "paid": given_line(taxes),
        "excluded": given_line(substance),
        "floor": {"type": "minimum_tax", "share": f"{least} %", "regular": "paid"},
        "top_up": {
            "type": "top_up_tax",
            "least_rate": f"{least} %",
            "income": "income",
            "taxes": "paid",
            "substance": "excluded",
        },
    }
    found = ran(clauses, turnover)
    close(found["floor"], [max(0, least / 100 * t - p) for t, p in zip(turnover, taxes, strict=True)])
    wanted = []
    for i, p, s in zip(income, taxes, substance, strict=True):
        rate = max(least / 100 - p / i, 0) if i > 0 else 0
        wanted.append(rate * max(i - s, 0) if i > 0 else 0)
    close(found["top_up"], wanted)


def test_a_top_up_brings_the_rate_to_the_least():
    clauses = {
        "tax": {"type": "income_tax", "rate": "9 %"},
        "top_up": {
            "type": "top_up_tax",
            "least_rate": "15 %",
            "income": "revenue",
            "less": "operating_costs",
            "taxes": "tax",
        },
    }
    clauses["top_up"]["ring_fence"] = clauses["tax"]["ring_fence"] = "company"
    found = ran(clauses, [100] * N, [40] * N)
    close(found["tax"] + found["top_up"], [9] * N)


@FEW
@given(amounts(N), amounts(N), st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_withholding(profit, paid, tax, rate, grossed):
    clauses = {
        "tax": {"type": "income_tax", "rate": f"{tax} %", "deduct": []},
        "branch": {
            "type": "withholding_tax",
            "rate": f"{rate} %",
            "base": "revenue",
            "deduct": "tax",
            "on": "branch-profit",
        },
        "paid": given_line(paid),
        "abroad": {
            "type": "withholding_tax",
            "rate": f"{rate} %",
            "base": "paid",
            "grossed_up": grossed,
            "share": "50 %",
        },
    }
    found = ran(clauses, profit)
    combined = 1 - (1 - tax / 100) * (1 - rate / 100)
    close(found["tax"] + found["branch"], combined * np.array(profit))
    effective = rate / (100 - rate) if grossed else rate / 100
    close(found["abroad"], effective * 0.5 * np.array(paid))


@FEW
@given(amounts(N), amounts(N, 0, 900), st.integers(0, 40), st.integers(0, 15))
def test_deductions_cap(receipts, spent, least, growth):
    clause = {
        "type": "deductions_cap",
        "rate": "40 %",
        "deduct": "operating_costs",
        "least_share": f"{least} %",
        "carry_rate": f"{growth} %",
    }
    found = ran({"tax": clause}, receipts, spent)
    carried, wanted, used = 0.0, [], 0.0
    for got, cost in zip(receipts, spent, strict=True):
        available = carried * (1 + growth / 100) + cost
        now = min(available, got * (1 - least / 100))
        carried, used = available - now, used + now
        wanted.append(0.4 * (got - now))
        assert wanted[-1] >= 0.4 * least / 100 * got - 1e-9
    close(found["tax"], wanted)
    assert used <= sum(spent) + found["tax.uplift"].sum() + 1e-6


@FEW
@given(amounts(N, -300, 300))
def test_losses_given_back(result):
    clauses = {
        "losses": given_line([max(-x, 0) for x in result]),
        "now": {"type": "loss_refund", "rate": "78 %", "losses": "losses", "when": "each-period"},
        "later": {"type": "loss_refund", "rate": "78 %", "losses": "losses", "when": "end"},
    }
    found = ran(clauses, [1] * N)
    close(found["now"], [0.78 * max(-x, 0) for x in result])
    close(found["later"], [0] * (N - 1) + [0.78 * max(-result[-1], 0)])


@FEW
@given(amounts(N, 0, 50), amounts(N, 0, 50))
def test_prices_between_stages(netback, cost):
    clauses = {"netback": given_line(netback, "USD/GJ"), "cost": given_line(cost, "USD/GJ")}
    for method in ("average", "netback-where-lower", "netback", "cost-plus"):
        clauses[f"by-{method}"] = {
            "type": "transfer_price",
            "method": method,
            "netback": "netback",
            "cost_plus": "cost",
        }
    found = ran(clauses, [1] * N)
    middle = (np.array(netback) + cost) / 2
    close(found["by-average"], middle)
    close(found["by-netback-where-lower"], np.where(np.array(cost) > netback, netback, middle))
    close(found["by-netback"], netback)
    close(found["by-cost-plus"], cost)


@FEW
@given(timelines(), st.data())
def test_indirect_taxes(line, data):
    n = line["periods"]
    cost = data.draw(amounts(n))
    made = data.draw(amounts(n))
    after = data.draw(st.integers(0, 3))
    project = mine([1] * n, cost, start=line["start"], production=made)
    clauses = {
        "vat": {
            "type": "vat",
            "rate": "20 %",
            "base": "operating_costs",
            "refundable": "90 %",
            "refund_after": after,
        },
        "payroll": {"type": "payroll_tax", "rate": "22 %", "wages": {"operating_costs": "30 %"}},
        "carbon": {
            "type": "carbon_tax",
            "price": "50 USD/t",
            "activity": "production",
            "factor": "0.2",
            "free": "10 %",
        },
    }
    found = run(tree_of(clauses, {"mine": project}, **head(line)))
    close(found["vat"], 0.2 * np.array(cost))
    close(found["vat.refund"], np.concatenate([np.zeros(after), 0.18 * np.array(cost)])[:n])
    # what is still owed at the end is reported, not dropped
    assert found["vat.owed.closing"][-1] == pytest.approx(0.18 * sum(cost[max(0, n - after) :]), abs=1e-9)
    close(found["payroll"], 0.066 * np.array(cost))
    close(found["carbon"], 50 * 0.2 * 0.9 * np.array(made))


def test_a_threshold_needs_its_rate():
    clause = {
        "type": "net_proceeds_tax",
        "net": "revenue",
        "table": {"how": "by-slice", "bands": [{"rate": "1 %"}]},
        "threshold": "USD 1",
    }
    assert [code for code, _ in problems_of(tree_of({"tax": clause}, {"mine": mine([1])}, periods=1))] == [
        "E612"
    ]
