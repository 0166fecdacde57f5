"""Fees, bonuses, production sharing, loans and dividends beside plain versions written from their formulas."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import (
    amounts,
    close,
    head,
    loaded,
    mine,
    money,
    percent,
    problems_of,
    run,
    shares,
    timelines,
    tree_of,
)

from concession.analysis import evaluate

FEW = settings(max_examples=40, deadline=None)


@st.composite
def worked(draw):
    line = draw(timelines())
    n = line["periods"]
    return line, draw(amounts(n)), draw(amounts(n)), draw(amounts(n, 0, 600))


@FEW
@given(worked(), st.integers(1, 500), st.one_of(st.none(), st.integers(0, 20)))
def test_licence_fee(case, amount, growth):
    line, revenue, _, _ = case
    clause = {"type": "licence_fee", "amount": f"USD {amount}/yr"}
    if growth is not None:
        clause["indexation"] = f"{growth} % per year"
    found = run(tree_of({"fee": clause}, {"mine": mine(revenue, start=line["start"])}, **head(line)))
    last = max((k for k in range(line["periods"]) if revenue[k]), default=line["periods"])
    years = [(line["part"] - 1 + k) // line["per_year"] for k in range(line["periods"])]
    close(
        found["fee"],
        [
            amount / line["per_year"] * (1 + (growth or 0) / 100) ** y * (k <= last)
            for k, y in enumerate(years)
        ],
    )


@FEW
@given(worked(), st.integers(1, 3000))
def test_bonuses(case, mark):
    line, revenue, _, _ = case
    when = [
        {"when": "date", "date": line["start"]},
        {"when": "first-production"},
        {"when": "cumulative-production", "production": f"{mark} t"},
    ]
    clauses = {
        f"bonus{number}": {"type": "bonus", "amount": "USD 7", **one} for number, one in enumerate(when)
    }
    found = run(
        tree_of(clauses, {"mine": mine(revenue, start=line["start"], production=revenue)}, **head(line))
    )
    total = np.cumsum(revenue)
    for number, reached in enumerate((total >= 0, total > 0, total >= mark)):
        paid = np.zeros(line["periods"])
        if reached.any():
            paid[np.argmax(reached)] = 7
        close(found[f"bonus{number}"], paid)


def plain_sharing(revenue, costs, capital, stages, charge, before, receipts):
    """Return what is recovered and what the state gets, period by period."""
    balance, stage, spent, cap, back, got, met = 0.0, 0, 0.0, 0.0, 0.0, 0.0, [False] * len(stages)
    recovered, state = np.zeros(len(revenue)), np.zeros(len(revenue))
    for k, gross in enumerate(revenue):
        limit, share, _, _ = stages[stage]
        shared = gross * (1 - charge)
        room = min(limit * (gross if before else shared), shared)
        balance += costs[k] + capital[k]
        spent, cap = spent + costs[k] + capital[k], cap + capital[k]
        recovered[k] = max(min(room, balance), 0)
        balance -= recovered[k]
        state[k] = (shared - recovered[k]) * share
        back += recovered[k]
        got += gross if receipts == "production" else shared - state[k]
        for number, (_, _, until, factor) in enumerate(stages):
            now = {
                "end": False,
                "capital-recovered": cap > 0 and (balance <= 0 or back >= cap),
                "costs-recovered": spent > 0 and balance <= 0,
                "r-factor": spent > 0 and got >= spent * factor,
            }[until]
            met[number] = met[number] or now
        if met[stage]:
            stage += 1
    return recovered, state


@st.composite
def stages(draw):
    found = []
    for _ in range(draw(st.integers(0, 2))):
        until = draw(st.sampled_from(["capital-recovered", "costs-recovered", "r-factor"]))
        found.append((draw(shares()), draw(shares()), until, draw(st.sampled_from([0.99, 1.33, 2.07]))))
    return [*found, (draw(shares()), draw(shares()), "end", 0.0)]


@settings(max_examples=120, deadline=None)
@given(
    worked(),
    stages(),
    st.sampled_from([0, 10, 25]),
    st.booleans(),
    st.sampled_from(["production", "contractor"]),
)
def test_production_sharing(case, steps, charge, before, receipts):
    line, revenue, costs, capital = case
    said = []
    for limit, share, until, factor in steps:
        one = {"cost_limit": percent(limit), "state_share": percent(share), "until": until}
        said.append({**one, "r_factor": str(factor)} if until == "r-factor" else one)
    clauses = {"psc": {"type": "production_sharing", "stages": said, "receipts": receipts}}
    if charge:
        clauses["psc"] |= {
            "first_charge": "royalty",
            "limit_base": ("before" if before else "after") + "-first-charge",
        }
        clauses["royalty"] = {"type": "royalty", "rate": f"{charge} %", "base": "revenue"}
    found = run(tree_of(clauses, {"mine": mine(revenue, costs, capital, start=line["start"])}, **head(line)))
    numbers = [(float(a), float(b), until, factor) for a, b, until, factor in steps]
    recovered, state = plain_sharing(
        revenue, costs, capital, numbers, charge / 100, before or not charge, receipts
    )
    close(found["psc.recovered"], recovered)
    close(found["psc"], state)
    assert (np.cumsum(found["psc.recovered"]) <= np.cumsum(np.add(costs, capital)) + 1e-6).all()
    parts = found["psc"] + found["psc.contractor_share"] + found["psc.recovered"] + found.get("royalty", 0)
    close(parts, revenue)


def test_a_sale_of_assets_is_set_against_later_costs():
    # 100 of costs are recovered at once; 30 come back as a negative cost, so the next 50 count for 20
    clause = {"type": "production_sharing", "stages": [{"cost_limit": "100 %", "state_share": "50 %"}]}
    found = run(tree_of({"psc": clause}, {"mine": mine([200, 200, 200], [100, -30, 50])}, periods=3))
    close(found["psc.recovered"], [100, 0, 20])
    close(found["psc.recoverable.closing"], [0, -30, 0])


def test_negative_revenue_is_not_shared():
    clause = {"type": "production_sharing", "stages": [{"cost_limit": "50 %", "state_share": "50 %"}]}
    found = run(tree_of({"psc": clause}, {"mine": mine([-100, 100], [10, 0])}, periods=2))
    close(found["psc.recovered"], [0, 10])
    close(found["psc"], [0, 45])


def test_a_first_charge_above_production_leaves_nothing_to_share():
    clauses = {
        "psc": {
            "type": "production_sharing",
            "first_charge": "rent",
            "stages": [{"cost_limit": "50 %", "state_share": "50 %"}],
        },
        "rent": {"type": "given", "amount": money([150, 20])},
    }
    found = run(tree_of(clauses, {"mine": mine([100, 100], [60, 0])}, periods=2))
    close(found["psc.recovered"], [0, 50])
    close(found["psc"], [0, 15])


def plain_loan(spending, rate, grace, instalments, profile, capitalised, draws):
    """Return drawdowns, interest paid, repayments and the balance, period by period."""
    n, grace = len(spending), max(grace, 1)
    drawn, interest, repaid, closing = (np.zeros(n) for _ in range(4))
    first, balance = next((k for k in range(n) if spending[k] > 0), n), 0.0
    for k in range(first, n):
        age = k - first
        due = balance * rate
        if age < (draws or grace):
            drawn[k] = spending[k]
        if age < grace and capitalised:
            balance += due
        else:
            interest[k] = due
        left = grace + instalments - age
        if age >= grace and left > 0:
            level = balance / left
            repaid[k] = (
                balance * rate / (1 - (1 + rate) ** -left) - due if profile == "annuity" and rate else level
            )
        balance += drawn[k] - repaid[k]
        closing[k] = balance
    return drawn, interest, repaid, closing


@settings(max_examples=100, deadline=None)
@given(
    worked(), shares(1), st.integers(0, 15), st.integers(0, 5), st.integers(1, 8),
    st.sampled_from(["equal-principal", "annuity"]), st.booleans(), st.data(),
)  # fmt: skip
def test_loan(case, share, rate, grace, instalments, profile, capitalised, data):
    line, revenue, _, capital = case
    last = max(grace, 1) + instalments - 1
    draws = data.draw(st.integers(0, last))
    clause = {"type": "loan", "lender": "bank", "share": percent(share), "rate": f"{rate} % per year", "grace": grace,
              "instalments": instalments, "profile": profile, "construction_interest": "capitalised" if capitalised else "paid",
              "draw_periods": draws}  # fmt: skip
    found = run(
        tree_of({"loan": clause}, {"mine": mine(revenue, (), capital, start=line["start"])}, **head(line))
    )
    plain = plain_loan(
        float(share) * np.array(capital),
        rate / 100 / line["per_year"],
        grace,
        instalments,
        profile,
        capitalised,
        draws,
    )
    for name, wanted in zip(("drawdown", "interest", "repayment", "balance.closing"), plain, strict=True):
        close(found[f"loan.{name}"], wanted)
    first = next((k for k in range(line["periods"]) if capital[k] > 0), line["periods"])
    if first + last < line["periods"]:
        assert found["loan.balance.closing"][first + last] == 0
    assert found["loan.balance.closing"].min() >= -1e-9


@FEW
@given(worked(), shares(), st.integers(0, 400), shares(0), st.booleans())
def test_dividends(case, payout, reserve, share, keep):
    line, revenue, costs, capital = case
    clause = {"type": "dividends", "owners": {"investor": percent(share), "agency": percent(1 - share)}, "payout": percent(payout),
              "reserve": f"USD {reserve}", "at_end": "keep" if keep else "pay-out"}  # fmt: skip
    clauses = {
        "dividends": clause,
        "royalty": {"type": "royalty", "rate": "10 %", "base": "revenue", "paid_after": 1},
    }
    found = run(tree_of(clauses, {"mine": mine(revenue, costs, capital, start=line["start"])}, **head(line)))
    late = np.concatenate([[0.0], 0.1 * np.array(revenue[:-1])])
    cash, paid, put_in = 0.0, np.zeros(line["periods"]), np.zeros(line["periods"])
    for k in range(line["periods"]):
        cash += revenue[k] - costs[k] - capital[k] - late[k]
        put_in[k] = max(-cash, 0)
        cash += put_in[k]
        everything = k == line["periods"] - 1 and not keep
        paid[k] = cash if everything else max(cash - reserve, 0) * float(payout)
        cash -= paid[k]
    close(found["dividends.investor"], float(share) * paid)
    close(found["dividends.equity.agency"], float(1 - share) * put_in)
    close(found["dividends.cash.closing"][-1:], [cash])


def test_dividends_of_a_company_with_two_projects_a_loan_kind_and_another_currency():
    projects = {"north": mine([100, 100], [20, 20]), "south": mine([50, 50])}
    clauses = {
        "dividends": {"type": "dividends", "owners": {"investor": "100 %"}},
        "share": {
            "type": "royalty",
            "rate": "10 %",
            "base": "revenue",
            "in_kind": True,
            "cost_to_giver": "50 %",
            "worth_to_receiver": "80 %",
        },
        "grant": {
            "type": "given",
            "amount": money([80, 80], unit="EUR"),
            "payer": "agency",
            "payee": "company",
            "projects": ["north"],
        },
    }
    found = run(tree_of(clauses, projects, periods=2, exchange={"euro": "1.25 USD/EUR"}))
    # the royalty in kind moves no cash; the grant of EUR 80 is USD 100
    close(found["dividends.investor"], [230, 230])
    close(found["share[north].cost_to_giver"], [5, 5])
    close(found["share[south].worth_to_receiver"], [4, 4])


def test_in_kind_stands_beside_cash_at_its_cost_and_worth():
    kind = {"in_kind": True, "cost_to_giver": "50 %", "worth_to_receiver": "80 %", "paid_after": 1}
    clauses = {"share": {"type": "royalty", "rate": "10 %", "base": "revenue", **kind}}
    tree = tree_of(clauses, {"mine": mine([100, 0], [40, 0])}, periods=2)
    result = evaluate(loaded(tree))
    discount = 1.1**2
    assert result.parties["treasury"].undiscounted.mean == 0
    assert result.parties["treasury"].with_kind.mean == pytest.approx(8 / discount)
    assert result.parties["company"].with_kind.mean == pytest.approx(60 / 1.1 - 5 / discount)


def test_a_holding_receives_the_dividends_of_its_companies():
    parties = {
        "holding": {"name": "Holding", "kind": "company"},
        "other": {"name": "Other", "kind": "company"},
    }
    projects = {"a": mine([100, 0], [0, 30]), "b": {**mine([50, 60]), "owner": "other"}}
    clauses = {
        "up": {"type": "dividends", "owners": {"holding": "100 %"}},
        "out": {"type": "dividends", "payer": "holding", "owners": {"investor": "75 %", "agency": "25 %"}},
    }
    found = run(tree_of(clauses, projects, periods=2, parties=parties))
    close(found["up.holding[company]"], [100, 0])
    close(found["out.investor"], [112.5, 22.5])
    close(found["out.equity.agency"], [0, 0])
    close(found["up.equity.holding[company]"], [0, 30])


def test_dividends_stop_for_a_while_but_equity_does_not():
    clause = {"type": "dividends", "owners": {"investor": "100 %"}, "from": "2027"}
    found = run(tree_of({"dividends": clause}, {"mine": mine([0, 100, 100], [40, 0, 0])}, periods=3))
    close(found["dividends.investor"], [0, 0, 200])
    close(found["dividends.equity.investor"], [40, 0, 0])


def test_a_loan_in_another_currency_is_repaid_at_the_rate_of_the_day():
    exchange = {"euro": {"from": "2025", "values": ["1", "2", "2"], "unit": "USD/EUR"}}
    clause = {
        "type": "loan",
        "lender": "bank",
        "share": "50 %",
        "rate": "10 % per year",
        "instalments": 2,
        "currency": "EUR",
    }
    found = run(
        tree_of(
            {"loan": clause}, {"mine": mine([0, 500, 500], (), [200, 0, 0])}, periods=3, exchange=exchange
        )
    )
    close(found["loan.drawdown"], [100, 0, 0])
    close(found["loan.repayment"], [0, 50, 50])
    close(found["loan.repayment.converted"], [0, 100, 100])
    close(found["loan.interest"], [0, 10, 5])


def test_a_nominal_tax_in_a_case_of_real_money():
    # a loss of 100 in money of the first year covers 50 of real profit once prices have doubled
    exchange = {"nominal": {"from": "2025", "values": ["1", "0.5"], "unit": "USD@2025/USD"}}
    clause = {
        "type": "income_tax",
        "rate": "50 %",
        "deduct": [],
        "currency": "USD",
        "losses": {"carry_forward": "for-ever"},
    }
    project = {"owner": "company", "products": {"metal": {"revenue": money([-100, 80], unit="USD@2025")}}}
    found = run(
        tree_of({"tax": clause}, {"mine": project}, periods=2, exchange=exchange, currency="USD@2025")
    )
    close(found["tax.losses.used"], [0, 100])
    close(found["tax.converted"], [0, 15])


@pytest.mark.parametrize(
    ("clause", "code", "words"),
    [
        ({"type": "loan", "lender": "bank", "share": "50 %", "rate": "5 %", "instalments": 2, "draw_periods": 3}, "E612", "drawn for 3 periods"),
        ({"type": "dividends", "owners": {"investor": "50 %", "agency": "40 %"}}, "E613", "90"),
        ({"type": "dividends", "owners": {"investor": "40 to 60 %", "agency": "50 %"}}, "E613", "not one number"),
        ({"type": "dividends", "owners": {"nobody": "100 %"}}, "E208", "nobody"),
        ({"type": "bonus", "amount": "USD 1"}, "E612", "date"),
        ({"type": "bonus", "amount": "USD 1", "date": "2024"}, "E619", "2025 to 2026"),
        ({"type": "bonus", "amount": "USD 1", "date": "2027"}, "E619", "2025 to 2026"),
        ({"type": "bonus", "amount": "USD 1", "date": "2025Q1"}, "E313", "finer"),
        ({"type": "bonus", "amount": "USD 1", "when": "cumulative-production"}, "E612", "mark"),
        ({"type": "bonus", "amount": "USD 1", "date": "2025", "when": "first-production"}, "E612", "leave 'date' out"),
        ({"type": "bonus", "amount": "USD 1", "production": "5 t"}, "E612", "add 'when: cumulative-production'"),
        ({"type": "production_sharing", "stages": []}, "E612", "needs a stage"),
        ({"type": "production_sharing", "stages": [{"cost_limit": "1 %", "state_share": "1 %"}] * 2}, "E612", "stage 1 has no end"),
        ({"type": "production_sharing", "stages": [{"cost_limit": "1 %", "state_share": "1 %", "until": "costs-recovered"}]}, "E612", "last stage ends"),
        ({"type": "production_sharing", "stages": [{"cost_limit": "1 %", "state_share": "1 %", "until": "r-factor"}, {"cost_limit": "1 %", "state_share": "1 %"}]}, "E612", "R-factor"),
        ({"type": "income_tax", "rate": "1 %", "losses": {"carry_forward": "limited"}}, "E612", "not to any years"),
        ({"type": "income_tax", "rate": "1 %", "losses": {"carry_forward": "for-ever", "years": 3}}, "E612", "no limit"),
        ({"type": "income_tax", "rate": "1 %", "depreciation": {"plant": {"method": "declining"}}}, "E612", "needs a rate"),
        ({"type": "income_tax", "rate": "1 %", "depreciation": {"plant": {"method": "straight-line"}}}, "E612", "needs a life"),
        ({"type": "royalty", "rate": "3 USD/t", "base": "revenue"}, "E601", "not in money"),
        ({"type": "royalty", "rate": "3 %", "base": "revenue", "worth_to_receiver": "90 %"}, "E612", "in_kind: true"),
        ({"type": "royalty", "rate": "3 %", "base": "revenue", "currency": "EUR"}, "E611", "exchange"),
        ({"type": "royalty", "rate": "3 EUR/t", "base": "production"}, "E611", "conventions.exchange"),
        ({"type": "royalty", "rate": "3 %", "base": "revenue", "from": "2026", "until": "2025"}, "E619", "before it begins"),
        ({"type": "royalty", "rate": "3 %", "base": "revenue", "from": "2030"}, "E619", "no period"),
        ({"type": "royalty", "rate": "3 %", "base": "revenue", "until": "2020"}, "E619", "no period"),
        ({"type": "formula", "amount": "2 * x", "with": {"x": "USD 1"}, "where": {"x": "revenue"}}, "E607", "named twice"),
        ({"type": "formula", "amount": "revenue +"}, "E610", "not a formula"),
    ],
)  # fmt: skip
def test_mistakes_in_a_clause(clause, code, words):
    tree = tree_of({"term": clause}, {"mine": mine([1, 1], production=[1, 1])}, periods=2)
    found = problems_of(tree)
    assert [one for one, _ in found] == [code], found
    assert words in found[0][1]


def test_who_pays_and_who_receives_must_be_clear():
    parties = {"region": {"name": "Region", "kind": "region"}}
    tree = tree_of(
        {"fee": {"type": "given", "amount": money([1])}}, {"mine": mine([1])}, periods=1, parties=parties
    )
    assert problems_of(tree)[0] == (
        "E612",
        "the clause does not say who receives | add 'payee:' with a party",
    )
    projects = {"a": mine([1]), "b": {**mine([1]), "owner": "investor"}}
    clause = {"type": "given", "amount": money([1]), "ring_fence": "deal"}
    tree = tree_of({"fee": clause}, projects, periods=1)
    assert problems_of(tree)[0] == ("E612", "the clause does not say who pays | add 'payer:' with a party")


def test_a_case_loads_once_its_mistakes_are_mended():
    assert (
        problems_of(
            tree_of({"fee": {"type": "licence_fee", "amount": "USD 1/yr"}}, {"mine": mine([1])}, periods=1)
        )
        == []
    )
    assert loaded(tree_of({}, {"mine": mine([1])}, periods=1)).baseline == "base"
