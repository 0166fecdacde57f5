"""What a clause reads: names, ring fences, order, removed clauses, currencies, selectors."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import close, loaded, mine, money, problems_of, run, tree_of

from concession.analysis import explain
from concession.clauses import TermList
from concession.deal import Context, parse_tree
from concession.errors import Problems
from concession.lines import Selector

TWO = {"a": mine([100, 200], [10, 20]), "b": mine([50, 60], [5, 5])}
OTHER = {"other": {"name": "Other", "kind": "company"}}


def royalty(**more):
    return {"type": "royalty", "rate": "10 %", "base": "revenue", **more}


def test_a_company_wide_clause_adds_up_what_its_projects_owe():
    clauses = {
        "royalty": royalty(),
        "tax": {"type": "income_tax", "rate": "50 %", "deduct": ["operating_costs", "royalty"]},
    }
    found = run(tree_of(clauses, TWO, periods=2))
    close(found["tax.deductions"], [15 + 15, 25 + 26])
    close(found["royalty"], [15, 26])


def test_a_clause_of_some_projects_counts_for_nothing_elsewhere():
    clauses = {
        "royalty": royalty(projects=["a"]),
        "tax": {"type": "income_tax", "rate": "50 %", "deduct": "royalty", "ring_fence": "project"},
    }
    found = run(tree_of(clauses, TWO, periods=2))
    close(found["tax.deductions[a]"], [10, 20])
    close(found["tax.deductions[b]"], [0, 0])


def test_a_cost_that_other_projects_have_counts_for_nothing_here():
    projects = {"a": mine([100], [10]), "b": {**mine([50]), "costs": {"rail": {"amount": money([4])}}}}
    found = run(tree_of({"royalty": royalty(deduct="costs.rail")}, projects, periods=1))
    close(found["royalty.base[a]"], [100])
    close(found["royalty.base[b]"], [46])


def test_a_project_cannot_read_what_is_assessed_for_all():
    clauses = {"tax": {"type": "income_tax", "rate": "50 %"}, "royalty": royalty(deduct="tax")}
    found = problems_of(tree_of(clauses, TWO, periods=2))
    assert [code for code, _ in found] == ["E618"]
    assert "'tax' is assessed for all projects of 'company'" in found[0][1]
    assert "ring_fence" in found[0][1]
    clauses["royalty"]["ring_fence"] = "company"
    close(run(tree_of(clauses, TWO, periods=2))["royalty"], [(150 - 67.5) / 10, (260 - 117.5) / 10])


def test_a_licence_may_hold_several_projects():
    one = {"licence": {"status": "existing", "name": "north"}}
    projects = {
        "pit": {**mine([100, 200], [10, 20]), **one},
        "search": {**mine([0, 0], [60, 5]), **one},
        "south": mine([50, 10], [5, 40]),
    }
    tax = {
        "type": "income_tax",
        "rate": "50 %",
        "ring_fence": "licence",
        "losses": {"carry_forward": "for-ever"},
    }
    found = run(tree_of({"tax": tax}, projects, periods=2))
    # exploration counts inside the licence, and the losses of the south stay there
    close(found["tax[north]"], [15, 87.5])
    close(found["tax[south]"], [22.5, 0])
    close(found["tax"], [37.5, 87.5])
    close(run(tree_of({"tax": {**tax, "ring_fence": "project"}}, projects, periods=2))["tax"], [67.5, 90])
    close(run(tree_of({"tax": {**tax, "ring_fence": "company"}}, projects, periods=2))["tax"], [37.5, 72.5])
    # or outside it, where the clause names the projects that count
    close(
        run(tree_of({"tax": {**tax, "projects": ["pit", "south"]}}, projects, periods=2))["tax"], [67.5, 90]
    )


def test_fences_that_overlap_in_part_are_refused():
    clauses = {
        "levy": royalty(ring_fence="deal"),
        "tax": {"type": "income_tax", "rate": "50 %", "deduct": "levy", "projects": ["a"]},
    }
    found = problems_of(tree_of(clauses, TWO, periods=2))
    assert [code for code, _ in found] == ["E618"]


def test_one_fence_around_one_project_is_no_wider():
    clauses = {"tax": {"type": "income_tax", "rate": "50 %"}, "fee": royalty(deduct="tax")}
    close(run(tree_of(clauses, {"mine": mine([100])}, periods=1))["fee"], [5])
    owners = {"a": mine([100]), "b": {**mine([50]), "owner": "other"}}
    found = run(tree_of(clauses, owners, periods=1, parties=OTHER))
    close(found["fee[b]"], [2.5])


CHAIN = {
    "tonnes": {"type": "formula", "amount": "production / 2", "pays": "no"},
    "price": {"type": "formula", "amount": "revenue / tonnes", "pays": "no"},
    "windfall": {"type": "formula", "amount": "price * tonnes / 10", "instrument": "levy"},
    "tax": {"type": "income_tax", "rate": "50 %", "deduct": "windfall"},
    "last": {"type": "formula", "amount": "tax.result + windfall", "pays": "no"},
}


@settings(max_examples=20, deadline=None)
@given(st.permutations(list(CHAIN)))
def test_the_order_of_clauses_does_not_matter(order):
    clauses = {name: CHAIN[name] for name in order}
    found = run(tree_of(clauses, {"mine": mine([100, 80], production=[5, 8])}, periods=2))
    close(found["windfall"], [10, 8])
    close(found["last"], [100, 80])


def test_a_circle_through_earlier_periods_holds():
    clauses = {
        "a": {"type": "formula", "amount": "prev(b) + revenue / 10"},
        "b": {"type": "formula", "amount": "a / 2"},
    }
    for order in itertools.permutations(clauses):
        found = run(
            tree_of({name: clauses[name] for name in order}, {"mine": mine([100, 100, 100])}, periods=3)
        )
        close(found["a"], [10, 15, 17.5])


def test_a_circle_of_quantities_needs_its_unit():
    clauses = {
        "a": {"type": "formula", "amount": "prev(b) + production", "pays": "no", "unit": "t"},
        "b": {"type": "formula", "amount": "a / 2", "pays": "no", "unit": "t"},
    }
    for order in itertools.permutations(clauses):
        tree = tree_of(
            {name: clauses[name] for name in order}, {"mine": mine([1, 1], production=[10, 10])}, periods=2
        )
        close(run(tree)["a"], [10, 15])
    wrong = {"a": {"type": "formula", "amount": "2 * revenue", "pays": "no", "unit": "t"}}
    ((code, words),) = problems_of(tree_of(wrong, {"mine": mine([1])}, periods=1))
    assert code == "E601"
    assert "gives USD, not t" in words


def test_a_circle_inside_a_period_is_named():
    clauses = {"a": {"type": "formula", "amount": "b + revenue"}, "b": {"type": "formula", "amount": "a / 2"}}
    ((code, words),) = problems_of(tree_of(clauses, {"mine": mine([1])}, periods=1))
    assert code == "E602"
    assert "a → b" in words or "b → a" in words


def test_a_line_of_one_ring_fence_by_its_full_name():
    reader = {"type": "levy", "rate": "100 %", "income": ["royalty[a]"], "deduct": [], "ring_fence": "deal"}
    found = run(tree_of({"fund": reader, "royalty": royalty()}, TWO, periods=2))
    close(found["fund"], [10, 20])


def test_a_removed_clause_reads_as_nothing():
    base = {
        "royalty": royalty(),
        "tax": {"type": "income_tax", "rate": "50 %", "deduct": ["royalty", "royalty.base"]},
    }
    drafts = {
        "law": {"title": "Law", "status": "law", "dated": "2025", "source": "s", "clauses": base},
        "free": {
            "title": "Free",
            "status": "example",
            "dated": "2025",
            "source": "s",
            "extends": "law",
            "remove": ["royalty"],
        },
    }
    tree = tree_of({}, {"mine": mine([100])}, periods=1, drafts=drafts)
    close(run(tree, "law")["tax.deductions"], [110])
    close(run(tree, "free")["tax.deductions"], [0])


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ("roylaty", "did you mean 'royalty'"),
        ("royalty.bsae", "did you mean 'royalty.base'"),
        ("operating_cost", "did you mean 'operating_costs'"),
        ("costs.mning", "did you mean 'costs.mining'"),
        ("board", "there is no line 'board'"),
        ("loan", "'loan' has no line of its own name"),
    ],
)
def test_a_name_that_no_line_has(terms, words):
    clauses = {
        "royalty": royalty(),
        "loan": {"type": "loan", "lender": "bank", "share": "50 %", "rate": "5 %", "instalments": 2},
        "tax": {"type": "income_tax", "rate": "50 %", "deduct": [terms]},
    }
    project = {**mine([100]), "costs": {"mining": {"amount": money([1])}}}
    found = problems_of(tree_of(clauses, {"mine": project}, periods=1))
    assert [code for code, _ in found] == ["E608"], found
    assert words in found[0][1]


def test_names_that_are_taken():
    assert problems_of(tree_of({"revenue": royalty()}, {"mine": mine([1])}, periods=1))[0][0] == "E607"
    assert problems_of(tree_of({"time": royalty()}, {"mine": mine([1])}, periods=1))[0][0] == "E607"


def test_a_clause_for_no_project_and_for_an_unknown_one():
    assert (
        problems_of(tree_of({"a": royalty(licences=["new"])}, {"mine": mine([1])}, periods=1))[0][0] == "E609"
    )
    found = problems_of(tree_of({"a": royalty(projects=["mien"])}, {"mine": mine([1])}, periods=1))
    assert found[0][0] == "E617"
    assert "did you mean 'mine'" in found[0][1]


def test_balances_can_be_read():
    clauses = {
        "tax": {"type": "income_tax", "rate": "50 %", "losses": {"carry_forward": "for-ever"}},
        "relief": {
            "type": "formula",
            "amount": "tax.losses.closing / 10",
            "ring_fence": "company",
            "instrument": "levy",
        },
    }
    close(run(tree_of(clauses, {"mine": mine([0, 10], [30, 0])}, periods=2))["relief"], [3, 2])


# -- currencies --------------------------------------------------------------------------------------


def test_money_of_two_currencies_is_read_in_the_clauses_own():
    projects = {
        "a": mine([100]),
        "b": {"owner": "company", "products": {"metal": {"revenue": money([40], unit="EUR")}}},
    }
    clauses = {
        "tax": {"type": "income_tax", "rate": "10 %", "deduct": []},
        "levy": royalty(currency="EUR", ring_fence="deal"),
    }
    found = run(tree_of(clauses, projects, periods=1, exchange={"euro": "1.25 USD/EUR"}))
    close(found["tax"], [15])
    close(found["levy"], [12])
    close(found["levy.converted"], [15])
    assert problems_of(tree_of(clauses, projects, periods=1))[0][0] == "E611"


def test_costs_in_another_currency_count_in_totals_and_conserve():
    project = {
        **mine([100]),
        "costs": {"rail": {"amount": money([40], unit="EUR")}, "fuel": {"amount": money([10])}},
    }
    found = run(tree_of({}, {"mine": project}, periods=1, exchange={"euro": "1.25 USD/EUR"}))
    close(found["operating_costs"], [60])
    close(found["pre_tax_cash"], [40])


# -- selectors ---------------------------------------------------------------------------------------


def selected(select, projects=None, clauses=None, allow_empty=False, share=None, **more):
    item = {"select": select}
    if allow_empty:
        item["allow_empty"] = True
    if share:
        item["share"] = share
    levy = {
        "type": "levy",
        "rate": "100 %",
        "income": [item],
        "deduct": [],
        "ring_fence": "deal",
        "payer": "treasury",
        "payee": "agency",
        **more,
    }
    return tree_of({**(clauses or DEAL), "fund": levy}, projects or STATES, periods=2)


STATES = {
    "old": mine([100, 100], licence={"status": "existing"}, place={"region": "east"}),
    "fresh": mine([40, 60], licence={"status": "new"}, place={"region": "west"}),
}
DEAL = {
    "royalty": royalty(),
    "fee": {"type": "licence_fee", "amount": "USD 3/yr"},
    "tax": {"type": "income_tax", "rate": "20 %", "paid_after": 1},
}


def test_royalties_and_fees_of_new_licences_without_double_counting():
    found = run(selected({"instrument": ["royalty", "licence_fee"], "licence": "new"}))
    close(found["fund"], [4 + 3, 6 + 3])
    assert found["royalty"][0] == 14, "the total over projects is there, and is not selected"


def test_not_and_share_and_region():
    close(run(selected({"instrument": "royalty", "not": {"region": "east"}}, share="50 %"))["fund"], [2, 3])
    close(run(selected({"payer": "company", "tier": "fiscal", "not": {"clause": "tax"}}))["fund"], [20, 22])
    close(run(selected({"role": "mining"}, allow_empty=True))["fund"], [0, 0])


def test_a_payment_made_later_is_selected_once_as_earned():
    close(run(selected({"instrument": "income_tax"}))["fund"], [28, 32])


def test_a_selector_reads_its_own_ring_fence():
    found = run(selected({"instrument": "royalty"}, ring_fence="project"))
    close(found["fund[fresh]"], [4, 6])
    close(found["fund[old]"], [10, 10])
    wide = problems_of(selected({"instrument": "income_tax"}, ring_fence="project", allow_empty=True))
    assert {code for code, _ in wide} == {"E618"}


def test_a_payment_in_another_currency_is_selected_in_the_reporting_one():
    clauses = {
        "rent": {
            "type": "given",
            "amount": money([10, 10], unit="EUR"),
            "projects": ["old"],
            "instrument": "levy",
        }
    }
    tree = selected({"instrument": "levy", "payee": "treasury"}, clauses=clauses)
    tree["conventions"]["exchange"] = {"euro": "1.25 USD/EUR"}
    close(run(tree)["fund"], [12.5, 12.5])


@pytest.mark.parametrize(
    ("select", "code", "words"),
    [
        ({"instrument": "roylaty"}, "E609", "did you mean 'royalty'?"),
        ({"instrument": "levy", "licence": "new", "payee": "agency"}, "E609", "allow_empty: true"),
        ({"instrumnt": "royalty"}, "E202", "instrument"),
        ({"not": {"licnce": "new"}}, "E202", "licence"),
        ({}, "E203", "asks for nothing"),
        ({"instrument": {"a": "b"}}, "E204", "list"),
    ],
)
def test_mistakes_in_a_selector(select, code, words):
    found = problems_of(selected(select))
    assert code in [one for one, _ in found], found
    assert any(words in text for _, text in found)


def test_explain_prints_what_a_selector_matched():
    case = loaded(selected({"instrument": "royalty", "licence": "new"}))
    reasons = explain(case, line="fund.margin", period="2026")
    matched = {names for _, node in reasons.tree.walk() for names in [node.matched] if names}
    assert matched == {("royalty[fresh]",)}


def test_the_schema_tells_selectors_from_shares():
    jsonschema = pytest.importorskip("jsonschema")
    schema = {**TermList().schema(), "$defs": {"value": {}}}
    for good in (
        "revenue",
        ["revenue", {"royalty": "50 %"}],
        {"select": {"instrument": "royalty"}, "share": "5 %"},
    ):
        jsonschema.validate(good, schema)
    for bad in ({"select": {"instrumnt": "royalty"}}, {"select": {}, "more": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


def test_a_term_list_reads_names_shares_and_selectors():
    problems = Problems()
    node = parse_tree("[revenue, {select: {licence: [new, dormant]}, allow_empty: true}]")
    plain, chosen = TermList().read(node, Context(problems=problems))
    assert plain.name == "revenue"
    assert chosen.selector == Selector(match={"licence": ("new", "dormant")})
    assert chosen.allow_empty
    assert not problems.found
    TermList().read(parse_tree("[[a]]"), Context(problems=problems))
    assert [one.code for one in problems.found] == ["E205"]


def test_taking_a_clause_out_changes_its_effects_alone():
    clauses = {**DEAL, "fund": {"type": "levy", "rate": "1 %", "income": "revenue", "deduct": []}}
    with_it = run(tree_of(clauses, STATES, periods=2))
    without = run(tree_of({name: one for name, one in clauses.items() if name != "fund"}, STATES, periods=2))
    for name, row in without.items():
        np.testing.assert_array_equal(row, with_it[name])
    assert {name.split(".")[0].split("[")[0] for name in set(with_it) - set(without)} == {"fund"}


def test_a_key_that_is_near_to_none_is_answered_with_the_keys_of_its_kind():
    clause = {
        "type": "carbon_tax",
        "price": "80 USD/t",
        "activity": "revenue",
        "factor": "1",
        "tariff": "3 %",
    }
    ((code, said),) = problems_of(tree_of({"carbon": clause}, {"mine": mine([1])}, periods=1))
    assert code == "E202"
    # not those that every clause may have
    assert said.endswith("known: activity, factor, free, indexation, price")
