"""Terms that change at dates, clauses that come into force and go, and what freezes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import both, close, loaded, mine, money, problems_of, run, tree_of

from concession.deal import as_at, dates_in, parse_tree
from concession.engine import ReferenceExecutor
from concession.errors import ConcessionError
from concession.ledger import Law, middle_of
from concession.lines import Timeline, compile_program
from concession.model import inputs_of, outlook_of, still_names

FEW = settings(max_examples=25, deadline=None)
YEARS = 8


def royalty(rate, **more):
    return {"type": "royalty", "rate": rate, "base": "revenue", **more}


def tax(rate, deduct=(), **more):
    return {
        "type": "income_tax",
        "rate": rate,
        "deduct": list(deduct),
        "losses": {"carry_forward": "for-ever"},
        **more,
    }


def case_of(clauses, revenue=None, **more):
    return tree_of(clauses, {"mine": mine(revenue or [100] * YEARS)}, periods=YEARS, **more)


def since(**dates):
    return {"since": {key.removeprefix("d").replace("_", "-"): value for key, value in dates.items()}}


def codes(tree):
    return [code for code, _ in problems_of(tree)]


# -- what holds since when -----------------------------------------------------------------------


def test_a_rate_by_the_law_of_each_year():
    # a year is taxed by the law in force in its middle: July counts, October does not
    found = run(case_of({"royalty": royalty(since(d2024="5 %", d2026_07_01="6 %", d2028_10_01="8 %"))}))
    close(found["royalty"], [5, 6, 6, 6, 8, 8, 8, 8])


def test_by_quarter_the_law_of_the_quarter():
    rate = since(d2025_01_01="4 %", d2025_05_10="6 %", d2025_11_20="9 %")
    found = run(
        tree_of(
            {"royalty": royalty(rate)},
            {"mine": mine([100] * 4, start="2025Q1")},
            periods=4,
            start="2025Q1",
            per="quarter",
        )
    )
    close(found["royalty"], [4, 6, 6, 6])


def test_a_share_that_counts_changes_with_the_law():
    clauses = {
        "royalty": royalty("10 %"),
        "tax": tax("30 %", [{"royalty": since(d2020="0 %", d2027="100 %")}]),
    }
    close(run(case_of(clauses))["tax"], [30, 30, 27, 27, 27, 27, 27, 27])


def test_tables_of_different_kinds_follow_each_other():
    old = {
        "how": "whole-value",
        "bands": [{"to": "50 USD/t", "rate": "2 %"}, {"from": "50 USD/t", "rate": "4 %"}],
    }
    new = {
        "how": "by-slice",
        "bands": [
            {"to": "50 USD/t", "rate": "2 %"},
            {"from": "50 USD/t", "to": "80 USD/t", "rate": "6 %"},
            {"from": "80 USD/t", "rate": "20 %"},
        ],
    }
    clauses = {
        "royalty": {
            "type": "sliding_royalty",
            "base": "revenue",
            "by": "price.metal",
            "table": since(d2020=old, d2027=new),
        },
        "rate": {"type": "rate_table", "by": "price.metal", "table": since(d2020=old, d2027=new)},
    }
    project = {
        "owner": "company",
        "products": {"metal": {"quantity": money([1] * 4, unit="t"), "price": "100 USD/t"}},
    }
    found = run(tree_of(clauses, {"mine": project}, periods=4))
    # 2 % of 50, 6 % of 30, 20 % of 20
    close(found["royalty"], [4, 4, 6.8, 6.8])
    # a table of two bands has no third slice
    close(found["royalty.slice_3"], [0, 0, 20, 20])
    close(found["rate"], [0.04, 0.04, 0.068, 0.068])
    close(found["rate.slice_2"], [50, 50, 30, 30])


def test_a_clause_gives_way_to_another_and_losses_go_on():
    clauses = {
        "old": royalty("10 %", in_force={"until": "2026-12-31"}),
        "new": royalty("20 %", in_force={"since": "2027"}),
        "tax": tax(since(d2020="20 %", d2028="50 %"), ["operating_costs", "old", "new"]),
    }
    project = mine([100] * 5, costs=[300, 0, 0, 0, 0])
    found = run(tree_of(clauses, {"mine": project}, periods=5))
    close(found["old"], [10, 10, 0, 0, 0])
    close(found["new"], [0, 0, 20, 20, 20])
    # a loss of 210 in 2025 is used under whatever law later profits are taxed by
    close(found["tax.losses.used"], [0, 90, 80, 40, 0])
    close(found["tax"], [0, 0, 0, 20, 40])


def test_what_is_wrong_with_dates():
    assert codes(case_of({"royalty": royalty(since(d2027="5 %"))})) == ["E623"]
    assert codes(case_of({"royalty": royalty({"since": {"2020": "5 %", "2020-01-01": "6 %"}})})) == ["E627"]
    assert codes(case_of({"royalty": royalty({"since": {"20x0": "5 %"}})})) == ["E312"]
    assert codes(case_of({"royalty": royalty({"since": {}})})) == ["E203"]
    assert codes(case_of({"royalty": royalty({"since": {"2020": "5 %", "2026": "3 USD/t"}})})) == ["E309"]
    assert codes(case_of({"royalty": royalty("5 %", in_force={"since": "2028", "until": "2026"})})) == [
        "E627"
    ]
    one = {
        "how": "whole-value",
        "bands": [{"to": "50 USD/t", "rate": "2 %"}, {"from": "50 USD/t", "rate": "4 %"}],
    }
    two = {"how": "whole-value", "bands": [{"to": "50 %", "rate": "2 %"}, {"from": "50 %", "rate": "4 %"}]}
    table = {"type": "rate_table", "by": "revenue", "table": since(d2020=one, d2026=two)}
    assert codes(case_of({"rate": table})) == ["E622"]


def test_only_terms_of_clauses_change_with_the_law():
    product = {"quantity": money([1] * 3, unit="t"), "price": since(d2020="1 USD/t", d2026="2 USD/t")}
    tree = tree_of({}, {"mine": {"owner": "company", "products": {"metal": product}}}, periods=3)
    assert codes(tree) == ["E142"]


def test_a_clause_that_is_not_in_force_needs_no_rate():
    levy = royalty(since(d2027="5 %"), in_force={"since": "2027", "until": "2028"})
    close(run(case_of({"levy": levy}))["levy"], [0, 0, 5, 5, 0, 0, 0, 0])
    # nor does one that a contract lets begin later
    late = royalty(since(d2027="5 %"), **{"from": "2027", "until": "2028"})
    close(run(case_of({"levy": late}))["levy"], [0, 0, 5, 5, 0, 0, 0, 0])
    never = royalty("5 %", in_force={"until": "2020"})
    close(run(case_of({"levy": never}))["levy"], [0] * YEARS)


def test_the_law_of_a_day():
    told = parse_tree(
        "{royalty: {rate: {since: {2019: 5 %, 2023: {value: 4 %, note: cut}}, source: act}, on: [{a: {since: {2019: 1 %}}}]},"
        " levy: {in_force: {since: 2024, until: 2025}, rate: 1 %}}"
    )
    early, gone = as_at(told, date(2020, 1, 1))
    assert early.at("royalty.rate.value").text == "5 %"
    assert early.at("royalty.rate.source").text == "act"
    assert early.at("royalty.on.0.a").text == "1 %"
    assert gone == {"levy"}
    late, gone = as_at(told, date(2025, 12, 31))
    assert (late.at("royalty.rate.value").text, late.at("royalty.rate.note").text) == ("4 %", "cut")
    assert (gone, "in_force" in late.at("levy")) == (frozenset(), False)
    assert sorted(dates_in(told)) == [date(2019, 1, 1), date(2023, 1, 1), date(2024, 1, 1), date(2025, 1, 1)]
    with pytest.raises(ConcessionError, match="E623"):
        as_at(told, date(2018, 1, 1))


def test_the_middle_of_a_period():
    months = Timeline(year=2025, periods=3, per_year=12)
    assert [middle_of(period) for period in months.labels] == [
        date(2025, 1, 16),
        date(2025, 2, 16),
        date(2025, 3, 16),
    ]
    law = Law(timeline=months, since=date(2025, 2, 1), until=date(2025, 2, 28))
    assert law.applies == (False, True, False)


# -- properties ----------------------------------------------------------------------------------

rates = st.integers(0, 40).map(lambda n: f"{n} %")
histories = st.dictionaries(st.integers(2026, 2032), rates, max_size=4)


@FEW
@given(histories, rates, st.lists(st.integers(0, 500), min_size=YEARS, max_size=YEARS))
def test_each_year_is_the_year_under_its_own_law(changes, first, revenue):
    """A royalty has no memory: the run under dated law is, year by year, the run under each year's law."""
    clauses = {
        "royalty": royalty({"since": {"2020": first, **{str(year): rate for year, rate in changes.items()}}})
    }
    tree = case_of(clauses, revenue)
    case = loaded(tree)
    dated = both(case)["royalty"]
    draft = case.draft()
    for k in range(YEARS):
        law, _ = as_at(draft.clauses, date(2025 + k, 7, 1))
        alone = case.build(_with(draft, law))
        assert alone is not case.build(draft)
        held = _run(case, alone)["royalty"]
        assert dated[k] == pytest.approx(held[k])


@FEW
@given(
    histories,
    rates,
    st.integers(2025, 2032),
    st.integers(1, 8),
    st.lists(st.integers(-200, 500), min_size=YEARS, max_size=YEARS),
)
def test_a_stabilisation_is_the_run_with_the_values_held(changes, first, at, years, revenue):
    """Frozen rates are the rates of the day, written out by hand."""
    steps = {2020: first, **changes}
    clauses = {
        "royalty": royalty({"since": {str(year): rate for year, rate in steps.items()}}),
        "tax": tax({"since": {str(year): rate for year, rate in steps.items()}}, ["operating_costs"]),
        "stable": {"type": "stabilisation", "freezes": "all", "law_of": str(at), "years": years},
    }
    project = mine([max(one, 0) for one in revenue], costs=[max(-one, 0) for one in revenue])
    frozen = run(tree_of(clauses, {"mine": project}, periods=YEARS))

    def law(year):
        # of a year that is named, the first day counts; of a period, the middle: rates change on 1 January
        day = at if at <= year < at + years else year
        return steps[max(one for one in steps if one <= day)]

    written = {"from": "2025", "values": [law(2025 + k) for k in range(YEARS)]}
    by_hand = {"royalty": royalty(written), "tax": tax(written, ["operating_costs"])}
    plain = run(tree_of(by_hand, {"mine": project}, periods=YEARS))
    close(frozen["royalty"], plain["royalty"])
    close(frozen["tax"], plain["tax"])


def _with(draft, clauses):
    return replace(draft, clauses=clauses)


def _run(case, built):
    program = compile_program(built.graph, ["royalty"])
    program = program.fixing(still_names(program, ()))
    inputs = inputs_of(program, built, outlook_of(case, built, 1), frozenset())
    found = ReferenceExecutor(program, inputs).run(range(1))
    return {name: np.broadcast_to(found[name], (YEARS, 1))[:, 0] for name in ("royalty",)}
