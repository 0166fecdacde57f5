"""Instruments as regimes use them, one reading the other: beside plain versions of whole years."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import amounts, close, mine, money, run, tree_of, write

from concession.analysis import evaluate
from concession.model import load

FEW = settings(max_examples=15, deadline=None)
N = 6


def given_line(values, unit="USD"):
    return {"type": "given", "pays": "no", "amount": money(values, unit=unit)}


def ran(clauses, revenue, costs=(), capital=(), **more):
    return run(tree_of(clauses, {"mine": mine(revenue, costs, capital, **more)}, periods=len(revenue)))


@FEW
@given(amounts(N), amounts(N, 0, 200), amounts(N), st.integers(0, 100), st.integers(0, 40), st.booleans())
def test_an_export_levy_is_creditable_or_not(revenue, freight, tax, exported, rate, creditable):
    clauses = {
        "freight": given_line(freight),
        "tax": {"type": "income_tax", "rate": "100 %", "income": "base", "deduct": []},
        "base": given_line(tax),
        "levy": {
            "type": "export_levy",
            "rate": f"{rate} %",
            "deduct": "freight",
            "exported": f"{exported} %",
        },
        **(
            {"credit": {"type": "tax_credit", "credit": "levy", "against": "tax", "share": "60 %"}}
            if creditable
            else {}
        ),
    }
    found = ran(clauses, revenue)
    levy = rate / 100 * np.maximum(exported / 100 * np.array(revenue) - freight, 0)
    close(found["levy"], levy)
    if creditable:
        # what is not used in its year is lost, for no years of carry-forward are stated
        close(found["credit"], np.minimum(levy, 0.6 * np.array(tax)))


@FEW
@given(amounts(N), amounts(N), amounts(N, 0, 400), st.integers(0, 40), st.integers(0, 5))
def test_a_carbon_tax_is_deductible_or_not(revenue, costs, made, growth, free):
    carbon = {
        "type": "carbon_tax",
        "price": "0.5 USD/t",
        "activity": "production",
        "factor": "2",
        "free": f"{10 * free} %",
        "indexation": f"{growth} %",
    }
    tax = {"type": "income_tax", "rate": "30 %"}
    clauses = {
        "carbon": {**carbon, "ring_fence": "company"},
        "with": {**tax, "deduct": ["operating_costs", "carbon"]},
        "without": tax,
    }
    found = ran(clauses, revenue, costs, production=made)
    wanted = np.array(made) * (1 - free / 10) * (1 + growth / 100) ** np.arange(N)
    close(found["carbon"], wanted)
    profit = np.subtract(revenue, costs)
    close(found["with"], 0.3 * np.maximum(profit - wanted, 0))
    close(found["without"], 0.3 * np.maximum(profit, 0))


def test_what_is_set_aside_for_closure_is_deductible_and_closure_paid_from_it_is_not():
    project = mine(
        [100] * 5, production=[10, 30, 40, 20, 0], closure={"site": {"amount": money([0, 0, 0, 0, 80])}}
    )
    clauses = {
        "trust": {"type": "closure_fund", "fund": "agency", "ring_fence": "company"},
        "tax": {"type": "income_tax", "rate": "25 %", "deduct": "trust"},
    }
    found = run(tree_of(clauses, {"mine": project}, periods=5))
    close(found["trust"], [8, 24, 32, 16, 0])
    close(found["tax"], [23, 19, 17, 21, 25])
    close(found["trust.released"], [0, 0, 0, 0, 80])


def test_taxes_on_what_leaves_the_country():
    clauses = {
        "loan": {
            "type": "loan",
            "lender": "bank",
            "share": "50 %",
            "rate": "10 %",
            "grace": 1,
            "instalments": 2,
        },
        "dividends": {"type": "dividends", "owners": {"investor": "60 %", "agency": "40 %"}},
        "on_dividends": {
            "type": "withholding_tax",
            "rate": "15 %",
            "base": "dividends.investor",
            "payer": "investor",
            "on": "dividends",
        },
        "on_interest": {
            "type": "withholding_tax",
            "rate": "10 %",
            "base": "loan.interest",
            "on": "interest",
            "grossed_up": True,
        },
        "on_services": {
            "type": "withholding_tax",
            "rate": "5 %",
            "base": {"costs.work": "40 %"},
            "on": "services",
        },
    }
    found = ran(clauses, [0, 300, 300, 300], [0, 50, 50, 50], [200, 0, 0, 0])
    close(found["loan.interest"], [0, 10, 5, 0])
    close(found["on_interest"], [0, 10 / 9, 5 / 9, 0])
    close(found["on_services"], [0, 1, 1, 1])
    close(found["on_dividends"], 0.15 * found["dividends.investor"])
    paid = 250 - np.array([0, 60, 55, 0])[1:] - (found["on_interest"] + 1)[1:]
    close((found["dividends.investor"] + found["dividends.agency"])[1:], paid)


@pytest.mark.parametrize("recoverable", [False, True])
@pytest.mark.parametrize("deductible", [False, True])
def test_a_bonus_is_recoverable_and_deductible_or_not(recoverable, deductible):
    costs = ["operating_costs", "bonus"] if recoverable else ["operating_costs"]
    deduct = ["operating_costs", "bonus"] if deductible else ["operating_costs"]
    clauses = {
        "bonus": {"type": "bonus", "amount": "USD 30", "when": "date", "date": "2025"},
        "recovery": {
            "type": "cost_recovery",
            "limit": "50 %",
            "limit_base": "before-first-charge",
            "pools": {"all": {"costs": costs}},
        },
        "split": {"type": "profit_split", "of": "recovery.profit", "state_share": "60 %"},
        "tax": {
            "type": "income_tax",
            "ring_fence": "project",
            "rate": "25 %",
            "income": ["recovery", "split.contractor"],
            "deduct": deduct,
        },
    }
    found = ran(clauses, [100, 100], [10, 10])
    recovered = np.array([40, 10] if recoverable else [10, 10])
    close(found["recovery"], recovered)
    profit = recovered + 0.4 * (100 - recovered) - 10 - np.array([30 if deductible else 0, 0])
    close(found["tax"], 0.25 * profit)


@FEW
@given(amounts(N, 0, 300), amounts(N, 0, 300), st.integers(5, 60), st.integers(0, 3))
def test_a_refunded_loss_is_not_carried_as_well(revenue, costs, rate, years):
    losses = {"carry_forward": "limited", "years": years} if years else {"carry_forward": "none"}
    clauses = {
        "tax": {"type": "income_tax", "ring_fence": "project", "rate": f"{rate} %", "losses": losses},
        "end": {
            "type": "loss_refund",
            "ring_fence": "project",
            "rate": f"{rate} %",
            "losses": "tax.losses.closing" if years else "nothing",
            "when": "end",
        },
        "nothing": given_line([0] * N),
    }
    found = ran(clauses, revenue, costs)
    lost = np.maximum(np.subtract(costs, revenue), 0).sum()
    used = found["tax.losses.used"].sum()
    lapsed = found["tax.losses.lapsed"].sum() if years else 0
    # a loss is used, lapses, or is refunded at the end: once, and only one of them
    assert used + lapsed + found["end"].sum() / (rate / 100) <= lost + 1e-6
    if years:
        assert used + lapsed + found["end"].sum() / (rate / 100) == pytest.approx(lost, abs=1e-6)


def test_exploration_lies_in_the_ring_fence_or_outside_it():
    projects = {"pit": mine([100, 200], [10, 20]), "search": mine([0, 0], [60, 5])}
    tax = {"type": "income_tax", "rate": "50 %", "losses": {"carry_forward": "for-ever"}}
    close(run(tree_of({"tax": tax}, projects, periods=2))["tax"], [15, 87.5])
    outside = {**tax, "ring_fence": "project"}
    close(run(tree_of({"tax": outside}, projects, periods=2))["tax"], [45, 90])


def test_a_capped_burden_and_linked_taxes_conserve_money(tmp_path):

    clauses = {
        "taxes": {
            "type": "mutual_taxes",
            "taxes": {
                "duty": {"rate": "16 %", "instrument": "duty"},
                "profits": {"rate": "25 %", "losses": "carried", "payee": "agency"},
            },
        },
        "royalty": {"type": "royalty", "rate": "10 %", "base": "revenue", "ring_fence": "company"},
        "cap": {
            "type": "burden_cap",
            "takes": ["royalty", "taxes"],
            "less": "operating_costs",
            "share": "30 %",
            "without_profit": "no-cap",
            "payee": "treasury",
        },
    }
    tree = tree_of(clauses, {"mine": mine([0, 100, 300], [50, 40, 40])}, periods=3)
    result = evaluate(load(write(tree, tmp_path / "case")))
    assert result.conservation_error < 1e-12
    lines = {name: line.by_period for name, line in result.lines.items()}
    burden = lines["royalty"] + lines["taxes"] - lines["cap"]
    profit = np.array([-50, 60, 260])
    assert np.all(burden[1:] <= 0.3 * profit[1:] + 1e-9)
