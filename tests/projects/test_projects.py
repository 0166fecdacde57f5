"""Projects: the ground, the sales, the costs and the dates, beside plain versions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import close, head, loaded, mine, money, problems_of, run, timelines, tree_of

FEW = settings(max_examples=40, deadline=None)


def pit(reserves, capacity, **more):
    ore = {"reserves": f"{reserves} t", "capacity": f"{capacity} t/yr", **more.pop("ore", {})}
    product = {
        "ore": "rock",
        "grade": "50 %",
        "recovery": "80 %",
        "price": "10 USD/t",
        **more.pop("product", {}),
    }
    return {"owner": "company", "ore": {"rock": ore}, "products": {"metal": product}, **more}


def plain_mined(reserves, capacity, line, first, ramp):
    """Dig at the capacity of the year until the stock is gone."""
    mined, left = np.zeros(line["periods"]), float(reserves)
    for k in range(first, line["periods"]):
        year = (k - first) // line["per_year"]
        rate = capacity / line["per_year"] * (ramp[year] if year < len(ramp) else 1)
        mined[k] = min(rate, left)
        left -= mined[k]
    return mined


@FEW
@given(
    timelines(),
    st.integers(1, 500),
    st.integers(1, 300),
    st.integers(0, 6),
    st.lists(st.integers(0, 100), max_size=3),
    st.integers(0, 24),
)
def test_reserves_run_out_in_the_middle_of_a_period(line, reserves, capacity, delay, ramp, begins):
    ore = {"begins": f"{begins} months"}
    if ramp:
        ore["ramp_up"] = {"from": "start", "values": [f"{one} %" for one in ramp]}
    project = pit(
        reserves,
        capacity,
        ore=ore,
        start={"date": line["start"], "delay": f"{delay * 12 // line['per_year']} months"},
    )
    found = run(tree_of({}, {"mine": project}, **head(line)))
    first = delay + -(-begins * line["per_year"] // 12)
    mined = plain_mined(reserves, capacity, line, first, [one / 100 for one in ramp])
    close(found["ore.rock"], mined)
    close(found["production.metal"], 0.4 * mined)
    close(found["revenue"], 4 * mined)
    close(found["ore.rock.reserves.closing"], reserves - np.cumsum(mined))
    assert found["ore.rock"].sum() <= reserves * (1 + 1e-12)


@FEW
@given(
    timelines(), st.lists(st.integers(1, 90), min_size=1, max_size=4), st.integers(0, 5), st.integers(0, 20)
)
def test_amounts_by_age_begin_with_the_project(line, values, delay, growth):
    project = mine([1] * line["periods"], start=line["start"])
    project["start"] = {"date": line["start"], "delay": f"{delay * 12 // line['per_year']} months"}
    project["capital"] = {
        "works": {"amount": {"from": "start", "values": [str(one) for one in values], "unit": "USD"}}
    }
    project["costs"] = {
        "rent": {
            "amount": {"from": "start", "values": [f"{one} USD/yr" for one in values]},
            "escalation": f"{growth} % per year",
        },
        "office": {"amount": "USD 12/yr"},
    }
    found = run(tree_of({}, {"mine": project}, **head(line)))
    spent, growths = np.zeros(line["periods"]), np.zeros(line["periods"])
    for k in range(line["periods"]):
        age = k - delay
        if 0 <= age < len(values) * line["per_year"]:
            spent[k] = values[age // line["per_year"]] / line["per_year"]
        growths[k] = (1 + growth / 100) ** ((line["part"] - 1 + k) // line["per_year"])
    close(found["capital"], spent)
    close(found["costs.rent"], spent * growths)
    close(found["costs.office"], np.full(line["periods"], 12 / line["per_year"]))


@FEW
@given(timelines(), st.lists(st.integers(0, 50), min_size=2, max_size=30), st.integers(1, 60))
def test_working_capital_follows_revenue_and_comes_back(line, sold, share):
    n = line["periods"]
    revenue = (sold * n)[:n]
    project = mine(revenue, start=line["start"], working_capital={"share": f"{share} %"})
    found = run(tree_of({}, {"mine": project}, **head(line)))
    level = np.array(revenue) * line["per_year"] * share / 100
    level[-1] = 0
    close(found["working_capital"], np.diff(level, prepend=0))
    assert found["working_capital"].sum() == pytest.approx(0, abs=1e-9)
    close(found["pre_tax_cash"], np.array(revenue) - np.diff(level, prepend=0))


@pytest.mark.parametrize(
    ("per", "reserves", "capacity", "last"),
    [("year", "1", "0.1", 10), ("month", "1", "1", 12), ("quarter", "0.7", "0.4", 7)],
)
def test_rounding_does_not_keep_a_mine_open(per, reserves, capacity, last):
    project = {**pit(reserves, capacity), "costs": {"office": {"amount": "USD 12/yr"}}}
    bonus = {
        "type": "bonus",
        "amount": "USD 1",
        "when": "cumulative-production",
        "production": f"{float(reserves) * 0.4:.2f} t",
    }
    found = run(
        tree_of(
            {"bonus": bonus},
            {"mine": project},
            periods=15,
            per=per,
            start="2025" if per == "year" else "2025Q1" if per == "quarter" else "2025-01",
        )
    )
    assert found["producing"].sum() == last
    assert found["ore.rock.reserves.closing"][-1] == 0
    assert np.argmax(found["bonus"]) == last - 1


def test_working_capital_comes_back_when_production_ends():
    found = run(tree_of({}, {"mine": mine([100, 100, 0, 0], working_capital={"share": "20 %"})}, periods=4))
    close(found["working_capital"], [20, 0, -20, 0])


def test_a_start_waits_for_the_later_of_a_date_and_an_event():
    outlook = {"peace": {"kind": "event", "hazard": "50 % per year", "after": "3 years"}}
    for start, first in (({"date": "2026"}, 1), ({"date": "2026", "delay": "2 years"}, 3)):
        found = run(tree_of({}, {"mine": pit(100, 10, start=start)}, periods=6))
        assert int(np.argmax(found["ore.rock"] > 0)) == first
    case = loaded(
        tree_of(
            {}, {"mine": pit(100, 10, start={"date": "2026", "event": "peace"})}, periods=40, outlook=outlook
        )
    )
    from concession.analysis import evaluate  # noqa: PLC0415

    got = evaluate(case, futures=200).lines["ore.rock"].by_period
    assert got[:3].max() == 0
    assert got[4:20].min() > 0


def test_an_event_that_never_happens_leaves_the_project_unbuilt():
    outlook = {"peace": {"kind": "event", "hazard": "0.0001 % per year"}}
    for per, n in (("year", 5), ("quarter", 8)):
        project = pit(
            100,
            10,
            start={"event": "peace"},
            capital={"works": {"amount": {"from": "start", "values": ["5"], "unit": "USD"}}},
        )
        case = loaded(
            tree_of(
                {"fee": {"type": "licence_fee", "amount": "USD 1/yr"}},
                {"mine": project},
                periods=n,
                per=per,
                outlook=outlook,
            )
        )
        from concession.analysis import evaluate  # noqa: PLC0415

        lines = evaluate(case, futures=20).lines
        for name in ("ore.rock", "capital", "fee", "revenue"):
            assert lines[name].by_period.max() == 0


def test_states_that_are_not_reached_leave_the_project_unbuilt_and_its_age_a_number():
    outlook = {
        "front": {
            "kind": "chain", "states": ["war", "peace"], "initial": "war",
            "rates": [{"from": "war", "to": "peace", "rate": "10 % per year"}],
        },
        "peace": {"kind": "first-time", "chain": "front", "states": ["peace"]},
    }  # fmt: skip
    case = loaded(
        tree_of(
            {},
            {"mine": pit(100, 10, start={"event": "peace", "delay": "1 year"})},
            periods=5,
            outlook=outlook,
        )
    )
    from concession.analysis import evaluate  # noqa: PLC0415

    age = evaluate(case, futures=200).lines["age"].by_period
    assert np.isfinite(age).all()
    # at least as late as the period after the last one, and a year more
    assert -7 < age[0] < -2


def test_the_end_of_production_closes_the_mine():
    project = pit(25, 10, closure={"site": {"amount": "USD 40"}})
    clauses = {"fee": {"type": "licence_fee", "amount": "USD 3/yr"}}
    found = run(tree_of(clauses, {"mine": project}, periods=5))
    close(found["ore.rock"], [10, 10, 5, 0, 0])
    close(found["producing"], [1, 1, 1, 0, 0])
    close(found["over"], [0, 0, 0, 1, 1])
    close(found["closure"], [0, 0, 0, 40, 0])
    close(found["fee"], [3, 3, 3, 0, 0])
    # where the case ends first, the mine is closed in its last period
    close(run(tree_of(clauses, {"mine": project}, periods=2))["closure"], [0, 40])
    # a mine that never produces is never closed, and keeps its licence
    idle = run(tree_of(clauses, {"mine": {**project, "start": {"date": "2030"}}}, periods=3, start="2027"))
    close(idle["closure"], [0, 0, 0])
    close(idle["fee"], [0, 0, 0])


def test_a_licence_is_granted_and_expires():
    project = mine([5] * 6, licence={"status": "new", "granted": "2026", "expires": "2028"})
    found = run(tree_of({"fee": {"type": "licence_fee", "amount": "USD 3/yr"}}, {"mine": project}, periods=6))
    close(found["fee"], [0, 3, 3, 3, 0, 0])


def test_production_goes_on_where_a_price_falls_to_nothing():
    project = pit(30, 10, product={"price": {"from": "2025", "values": ["10 USD/t", "0 USD/t", "10 USD/t"]}})
    close(run(tree_of({}, {"mine": project}, periods=3))["producing"], [1, 1, 1])


def test_sustaining_capital_by_unit_of_ore_and_by_year():
    project = pit(25, 10)
    project["capital"] = {
        "fleet": {"rate": "2 USD/t", "of": "ore", "role": "sustaining"},
        "plant": {"amount": "USD 7/yr", "role": "sustaining"},
    }
    found = run(tree_of({}, {"mine": project}, periods=4))
    close(found["capital.fleet"], [20, 20, 10, 0])
    close(found["capital.plant"], [7, 7, 7, 0])


def test_costs_by_unit_by_share_and_fixed():
    project = pit(25, 10, product={"price": "10 USD/t"})
    project["costs"] = {
        "dig": {"rate": "1 USD/t", "of": "ore.rock"},
        "sell": {"rate": "5 %", "of": "revenue"},
        "both": {"amount": "USD 2/yr", "rate": "1 USD/t", "of": "production.metal"},
    }
    found = run(tree_of({}, {"mine": project}, periods=4))
    close(found["operating_costs"], [10 + 2 + 6, 10 + 2 + 6, 5 + 1 + 4, 0])


def test_prices_hold_before_between_and_after_what_is_stated_and_through_the_year():
    price = {"2026": "10 USD/t", "2028": "30 USD/t"}
    project = pit(1000, 10, product={"price": price, "grade": "100 %", "recovery": "100 %"})
    close(run(tree_of({}, {"mine": project}, periods=5))["price.metal"], [10, 10, 10, 30, 30])
    found = run(tree_of({}, {"mine": project}, periods=6, start="2027Q3", per="quarter"))
    close(found["price.metal"], [10, 10, 30, 30, 30, 30])


def test_amounts_per_year_by_year_in_a_case_by_quarter():
    project = mine([1] * 8, start="2025Q3")
    project["costs"] = {"rent": {"amount": {"2025": "8 USD/yr", "2026": "12 USD/yr"}}}
    found = run(tree_of({}, {"mine": project}, periods=8, start="2025Q3", per="quarter"))
    close(found["costs.rent"], [2, 2, 3, 3, 3, 3, 0, 0])


def test_several_products_and_a_stream_of_revenue():
    project = {
        "owner": "company",
        "products": {
            "oil": {"quantity": money([5, 6], unit="bbl"), "price": "60 USD/bbl"},
            "tolls": {"revenue": money([7, 8])},
        },
    }
    found = run(tree_of({}, {"field": project}, periods=2))
    close(found["revenue"], [307, 368])
    close(found["production"], np.array([5, 6]) * 0.158987294928)


def test_what_buyers_pay_for_is_a_share_of_a_given_quantity():
    product = {
        "quantity": {"2025": "100 t", "2026": "50 t"},
        "recovery": "80 %",
        "payable": "90 %",
        "price": "10 USD/t",
    }
    project = {
        "owner": "company",
        "products": {"metal": product},
        "costs": {
            "milling": {"rate": "2 USD/t", "of": "production.metal"},
            "refining": {"rate": "1 USD/t", "of": "sold.metal"},
        },
    }
    found = run(tree_of({}, {"mine": project}, periods=2))
    close(found["production.metal"], [80, 40])
    close(found["sold.metal"], [72, 36])
    close(found["revenue.metal"], [720, 360])
    close(found["costs.milling"], [160, 80])
    close(found["costs.refining"], [72, 36])


def test_a_price_of_the_outlook_by_name():
    project = pit(1000, 10, product={"price": "metal_price"})
    outlook = {"metal_price": {"kind": "path", "values": {"2025": "10 USD/t", "2026": "20 USD/t"}}}
    found = run(tree_of({}, {"mine": project}, periods=3, outlook=outlook))
    close(found["price.metal"], [10, 20, 20])


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"ore": {"rock": {"reserves": "5 t"}}}, "E614", "no schedule"),
        ({"ore": {"rock": {"reserves": "5 t", "capacity": "5 t"}}}, "E614", "per year"),
        ({"products": {"metal": {"ore": "rokc", "price": "1 USD/t"}}}, "E614", "did you mean 'rock'"),
        ({"products": {"metal": {"ore": "rock"}}}, "E614", "no revenue"),
        ({"products": {"metal": {"ore": "rock", "price": "metal"}}}, "E615", "no 'metal' in the outlook"),
        ({"costs": {"dig": {"role": "mining"}}}, "E614", "no amount"),
        ({"costs": {"dig": {"rate": "1 USD/t", "of": "oer"}}}, "E614", "or 'ore'?"),
        ({"costs": {"dig": {"amount": "USD 5"}}}, "E315", "per year"),
        ({"costs": {"dig": {"amount": {"2025Q1": "USD 5"}}}}, "E313", "by quarter"),
        ({"capital": {"works": {"role": "initial"}}}, "E614", "no amount"),
        ({"start": {"event": "peace"}}, "E615", "no event 'peace'"),
        ({"owner": "compnay"}, "E208", "did you mean 'company'"),
        ({"costs": {"dig": {"amount": "USD 5/yr", "payee": "nobody"}}}, "E208", "nobody"),
        ({"costs": {"dig": {"amount": "EUR 5/yr"}}}, "E611", "conventions.exchange"),
        ({"costs": {"dig": {"rate": "1 USD/t", "of": "revenue"}}}, "E601", "not in money"),
    ],
)
def test_mistakes_in_a_project(change, code, words):
    found = problems_of(tree_of({}, {"mine": {**pit(10, 1), **change}}, periods=3))
    assert code in [one for one, _ in found], found
    assert any(words in text for _, text in found), found


def test_amounts_by_year_are_refused_where_the_case_is_by_quarter():
    project = mine([1], costs=[1])
    found = problems_of(tree_of({}, {"mine": project}, periods=4, per="quarter", start="2025Q1"))
    assert {code for code, _ in found} == {"E313"}
    assert "spread: even" in found[0][1]
