"""A clause that freezes others: what it changes, what it shows, and what it refuses."""

from __future__ import annotations

import pytest
from small_cases import close, loaded, mine, money, problems_of, run, tree_of

from concession.analysis import explain, side_by_side
from concession.clauses import KINDS, Stabilisation
from concession.model import load

YEARS = 6
RATE = {"since": {"2020": "20 %", "2027": "30 %", "2029": "40 %"}}


def tax(rate=None, **more):
    return {"type": "income_tax", "rate": RATE if rate is None else rate, "deduct": [], **more}


def stable(**more):
    return {"type": "stabilisation", "freezes": ["tax"], "law_of": "2025-06-01", **more}


def tree(clauses, projects=None, **more):
    return tree_of(clauses, projects or {"mine": mine([100] * YEARS)}, periods=YEARS, **more)


def codes(case):
    return [code for code, _ in problems_of(case)]


def test_rates_are_frozen_for_its_term():
    close(run(tree({"tax": tax()}))["tax"], [20, 20, 30, 30, 40, 40])
    close(run(tree({"tax": tax(), "stable": stable()}))["tax"], [20] * 6)
    close(run(tree({"tax": tax(), "stable": stable(years=4)}))["tax"], [20, 20, 20, 20, 40, 40])
    close(run(tree({"tax": tax(), "stable": stable(until="2027-12-31")}))["tax"], [20, 20, 20, 30, 40, 40])
    late = stable(law_of="2028", **{"from": "2029"})
    close(run(tree({"tax": tax(), "stable": late}))["tax"], [20, 20, 30, 30, 30, 30])


def test_its_price():
    # Peru: two points on the rate of the day; Chile: 42 per cent in the place of 35
    close(
        run(tree({"tax": tax(), "stable": stable(years=4, premium={"tax": "2 %"})}))["tax"],
        [22, 22, 22, 22, 40, 40],
    )
    chile = stable(years=5, instead={"tax": "42 %"})
    close(run(tree({"tax": tax("35 %"), "stable": chile}))["tax"], [42, 42, 42, 42, 42, 35])


def test_a_later_law_may_apply_where_it_takes_less():
    falling = {"since": {"2020": "30 %", "2026": "40 %", "2027": "25 %", "2029": "35 %"}}
    stays = stable(law_of="2025", years=5)
    close(run(tree({"tax": tax(falling), "stable": stays}))["tax"], [30, 30, 30, 30, 30, 35])
    free = {**stays, "later_law": "applies-if-less"}
    close(run(tree({"tax": tax(falling), "stable": free}))["tax"], [30, 30, 25, 25, 30, 35])
    # the premium is the price of the frozen rate, not of the law of the year
    dear = {**free, "premium": {"tax": "2 %"}}
    close(run(tree({"tax": tax(falling), "stable": dear}))["tax"], [30, 32, 25, 25, 32, 35])
    # what is repealed goes, what comes new does not apply
    old = {"type": "royalty", "rate": "5 %", "base": "revenue", "in_force": {"until": "2026"}}
    new = {"type": "royalty", "rate": "9 %", "base": "revenue", "in_force": {"since": "2027"}}
    found = run(tree({"old": old, "new": new, "stable": {**free, "freezes": "all"}}))
    close(found["old"], [5, 5, 0, 0, 0, 0])
    close(found["new"], [0, 0, 0, 0, 0, 9])


def test_of_two_tables_the_one_that_takes_less():
    low = {
        "how": "whole-value",
        "bands": [{"to": "15 USD/t", "rate": "2 %"}, {"from": "15 USD/t", "rate": "6 %"}],
    }
    high = {
        "how": "by-slice",
        "bands": [{"to": "15 USD/t", "rate": "1 %"}, {"from": "15 USD/t", "rate": "20 %"}],
    }
    royalty = {
        "type": "sliding_royalty",
        "base": "revenue",
        "by": "price.copper",
        "table": {"since": {"2020": low, "2026": high}},
    }
    product = {"quantity": money([10] * 4, unit="t"), "price": {"2025": "10 USD/t", "2027": "20 USD/t"}}
    project = {"owner": "company", "products": {"copper": product}}
    free = stable(freezes="all", law_of="2025", later_law="applies-if-less")
    found = run(tree_of({"royalty": royalty, "stable": free}, {"mine": project}, periods=4))
    # at 10: 2 % frozen, 1 % since 2026; at 20: 6 % frozen, (0.15 + 1) / 20 = 5.75 % since
    close(found["royalty"], [2, 1, 11.5, 11.5])


def test_rates_by_period_are_frozen_as_they_were():
    rate = {"2023": "10 %", "2026": "20 %", "2028": "50 %"}
    close(run(tree({"tax": tax(rate)}))["tax"], [10, 20, 20, 50, 50, 50])
    close(run(tree({"tax": tax(rate), "stable": stable()}))["tax"], [10] * 6)
    close(
        run(tree({"tax": tax(rate), "stable": stable(law_of="2027", until="2029")}))["tax"],
        [10, 20, 20, 20, 20, 50],
    )


def test_a_price_that_moves_goes_on_moving():
    price = {"copper": {"2025": "10 USD/t", "2026": "20 USD/t"}}
    table = {
        "how": "whole-value",
        "bands": [{"to": "15 USD/t", "rate": "1 %"}, {"from": "15 USD/t", "rate": "5 %"}],
    }
    clauses = {
        "royalty": {"type": "sliding_royalty", "base": "revenue", "by": "price.copper", "table": table},
        "stable": stable(freezes="all"),
    }
    product = {"quantity": money([10, 10], unit="t"), "price": price["copper"]}
    project = {"owner": "company", "products": {"copper": product}}
    close(run(tree_of(clauses, {"mine": project}, periods=2))["royalty"], [1, 10])


def test_a_law_that_comes_later_does_not_apply():
    clauses = {
        "old": {"type": "royalty", "rate": "5 %", "base": "revenue", "in_force": {"until": "2026"}},
        "new": {"type": "royalty", "rate": "9 %", "base": "revenue", "in_force": {"since": "2027"}},
        "stable": stable(freezes="all", years=4),
    }
    found = run(tree(clauses))
    close(found["old"], [5, 5, 5, 5, 0, 0])
    close(found["new"], [0, 0, 0, 0, 9, 9])


def test_one_project_and_one_company_alone():
    projects = {"north": mine([100] * YEARS), "south": mine([100] * YEARS)}
    found = run(tree({"tax": tax(ring_fence="project"), "stable": stable(projects=["north"])}, projects))
    close(found["tax[north]"], [20] * 6)
    close(found["tax[south]"], [20, 20, 30, 30, 40, 40])
    projects["south"]["owner"] = "investor"
    found = run(tree({"tax": tax(), "stable": stable(parties=["investor"])}, projects))
    close(found["tax[company]"], [20, 20, 30, 30, 40, 40])
    close(found["tax[investor]"], [20] * 6)


def test_what_it_refuses():
    assert codes(tree({"tax": tax(), "stable": stable(freezes=["tacks"])})) == ["E624"]
    assert codes(tree({"tax": tax(), "s": stable(), "stable": stable(freezes=["s"])})) == ["E624"]
    assert codes(tree({"tax": tax(), "stable": {"type": "stabilisation", "freezes": "all"}})) == ["E612"]
    assert codes(tree({"tax": tax(), "stable": stable(years=4, until="2030")})) == ["E612"]
    assert codes(tree({"tax": tax(), "stable": stable(freezes=[], premium={"tax": "2 %"})})) == ["E612"]
    assert codes(tree({"tax": tax(), "stable": stable(until="2020")})) == ["E627"]
    assert codes(tree({"tax": tax(), "stable": stable(law_of="2000", years=5)})) == ["E619"]
    assert codes(tree({"tax": tax(), "stable": stable(law_of="2019")})) == ["E623"]
    assert codes(tree({"tax": tax({"2026": "5 %"}), "stable": stable(law_of="2025")})) == ["E623"]
    assert codes(tree({"tax": tax(), "stable": stable(projects=["nowhere"])})) == ["E617"]
    both = {"one": stable(years=3), "two": stable(freezes="all", law_of="2027")}
    assert codes(tree({"tax": tax(), **both})) == ["E625"]
    # one after the other is right
    both["two"]["law_of"] = "2029"
    close(run(tree({"tax": tax(), **both}))["tax"], [20, 20, 20, 30, 40, 40])
    projects = {"north": mine([100] * YEARS), "south": mine([100] * YEARS)}
    assert codes(tree({"tax": tax(), "stable": stable(projects=["north"])}, projects)) == ["E626"]


def test_rates_that_it_cannot_change():
    base = {"tax": tax(), "other": {"type": "royalty", "rate": "1 %", "base": "revenue"}}
    assert codes(tree({**base, "stable": stable(premium={"other": "1 %"})})) == ["E628"]
    assert codes(tree({**base, "stable": stable(premium={"nothing": "1 %"})})) == ["E624"]
    twice = stable(premium={"tax": "1 %"}, instead={"tax": "9 %"})
    assert codes(tree({**base, "stable": twice})) == ["E628", "E628"]
    rent = {"type": "rent_tax", "tiers": {"only": {"threshold": "10 %", "rate": "20 %"}}}
    stated = stable(freezes=["rent"], premium={"rent": "1 %"})
    assert codes(tree({"rent": rent, "stable": stated})) == ["E628"]


def test_it_is_shown():
    case = loaded(tree({"tax": tax(), "stable": stable(years=4, premium={"tax": "2 %"})}))
    rows = {
        row.path: row.cells[0].words
        for clause in side_by_side(case).clauses
        if clause.id == "stable"
        for row in clause.terms
    }
    assert rows["law_of"].startswith("2025-06-01")
    assert rows["premium.tax"].startswith("2 %")
    dated = {
        row.words: row.cells[0].words
        for clause in side_by_side(case).clauses
        if clause.id == "tax"
        for row in clause.terms
    }
    assert dated["rate, since, 2027"] == "30 % [text]"
    line = case.build().graph["tax.law.rate"]
    assert line.origin.note == "frozen at 2025-06-01 by stable, 2025 to 2028, with 2 % on top"
    assert line.origin.text == "20 % since 2020, 30 % since 2027, 40 % since 2029"
    told = str(explain(case, line="tax", period="2027").to_dict())
    assert "frozen at 2025-06-01 by stable" in told


def test_words_alone_freeze_nothing():
    assert KINDS["stabilisation"] is Stabilisation
    words = {"type": "stabilisation", "covers": "assets", "against": "later changes of law"}
    close(run(tree({"tax": tax(), "words": words}))["tax"], [20, 20, 30, 30, 40, 40])
    assert any(one.clause.word == "stabilisation" for one in load("us-ukraine").clauses("d6"))


@pytest.mark.parametrize("per", ["year", "quarter", "month"])
def test_years_begin_on_the_day(per):
    one = Stabilisation(freezes=("all",), law_of=None, years=0)
    assert one.freezes_clause("anything")
    start = {"year": "2025", "quarter": "2025Q1", "month": "2025-01"}[per]
    count = {"year": 1, "quarter": 4, "month": 12}[per]
    project = mine([100] * 3 * count, start=start)
    rate = {"since": {"2020": "10 %", "2026": "20 %", "2027": "30 %"}}
    clauses = {
        "royalty": {"type": "royalty", "rate": rate, "base": "revenue"},
        "stable": stable(freezes="all", years=2),
    }
    found = run(tree_of(clauses, {"mine": project}, periods=3 * count, start=start, per=per))["royalty"]
    # from June 2025 for two years: the rest of 2025, 2026, and 2027 to the end of May
    frozen = {
        "year": [10, 10, 30],
        "quarter": [10] * 4 + [10] * 4 + [10, 10] + [30] * 2,
        "month": [10] * 24 + [10] * 5 + [30] * 7,
    }
    close(found, frozen[per])
