"""What counts as the state's: participation, state companies, dividends; and what does not count twice."""

import numpy as np
import pytest
from small_cases import loaded, mine, tree_of

from concession.analysis import evaluate, indicators

REVENUE, COSTS, CAPITAL = [0, 100, 100, 100], [0, 30, 30, 30], [120, 0, 0, 0]
PRE = np.array(REVENUE, dtype=float) - COSTS - CAPITAL
ROYALTY = {"royalty": {"type": "royalty", "rate": "10 %", "base": "revenue", "payee": "treasury"}}
STATE_COMPANY = {"nationals": {"name": "State company", "kind": "state-company"}}


def case_of(clauses, owner="company", parties=None):
    project = {**mine(REVENUE, COSTS, CAPITAL), "owner": owner}
    return loaded(tree_of(clauses, {"mine": project}, periods=4, parties=parties))


def npv(flows):
    return sum(x / 1.1 ** (t + 1) for t, x in enumerate(flows))


def shares(case):
    """Return the discounted and undiscounted take, which a page and the indicators must agree on."""
    found = indicators(case)
    take = evaluate(case).to_dict()["government_take"]
    assert take["discounted"] == pytest.approx(found["aetr"].value)
    assert take["undiscounted"] == pytest.approx(found["government_take"].value)
    return found


@pytest.mark.parametrize("kind", ["free", "paid", "carried"])
def test_a_participation_is_a_receipt_and_leaves_its_owner(kind):
    share = {"type": "participation", "kind": kind, "share": "20 %", "deduct": ["operating_costs", "capital",
             "royalty"], "payee": "treasury"}  # fmt: skip
    found = shares(case_of({**ROYALTY, "share": share}))
    royalty = 0.1 * np.array(REVENUE)
    part = 0.2 * (PRE - royalty)
    if kind == "free":
        part = np.maximum(part, 0)
    if kind == "carried":
        # 24 was borne for the state: its first 12 a year repay it
        part = np.array([0, 0, 0, 12.0])
    taken = royalty + part
    assert found["aetr"].value == pytest.approx(npv(taken) / npv(PRE))
    assert found["government_take"].value == pytest.approx(taken.sum() / PRE.sum())
    paid_back = {"free": 1 + 120 / 48, "paid": 1 + 96 / 48, "carried": 3.0}
    assert found["payback_post_tax"].value == pytest.approx(paid_back[kind])


def test_a_state_companys_share_of_production_is_a_receipt():
    split = {"type": "profit_split", "of": "revenue", "state_share": "30 %", "payee": "nationals"}
    found = shares(case_of({**ROYALTY, "split": split}, parties=STATE_COMPANY))
    assert found["aetr"].value == pytest.approx(npv(0.4 * np.array(REVENUE)) / npv(PRE))


def test_a_state_company_that_owns_the_mine_is_taxed_as_any_other():
    found = shares(case_of(ROYALTY, owner="nationals", parties=STATE_COMPANY))
    assert found["aetr"].value == pytest.approx(npv(0.1 * np.array(REVENUE)) / npv(PRE))


def test_what_a_state_company_passes_on_does_not_count_twice():
    split = {"type": "profit_split", "of": "revenue", "state_share": "30 %", "payee": "nationals"}
    passed_on = {"type": "formula", "amount": "split * half", "with": {"half": "50 %"}, "instrument": "levy",
                 "payer": "nationals", "payee": "treasury"}  # fmt: skip
    found = shares(case_of({**ROYALTY, "split": split, "on": passed_on}, parties=STATE_COMPANY))
    assert found["government_take"].value == pytest.approx(0.4 * 300 / PRE.sum())


def test_a_treasury_that_holds_shares_receives_dividends_less_what_it_puts_in():
    clause = {"type": "dividends", "owners": {"investor": "75 %", "treasury": "25 %"}}
    found = shares(case_of({**ROYALTY, "dividend": clause}))
    royalty = 0.1 * np.array(REVENUE)
    assert found["government_take"].value == pytest.approx(
        (royalty + 0.25 * (PRE - royalty)).sum() / PRE.sum()
    )


def test_a_state_that_shares_losses_has_no_least_share_of_gross():
    brown = {"type": "cash_flow_tax", "rate": "40 %", "payee": "treasury"}
    found = indicators(case_of({"brown": brown}))
    least = found["effective_royalty_rate"]
    assert least.value is None
    assert "losses" in least.status
