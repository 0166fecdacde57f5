"""Drafts: chains of changes, evidence kept apart, differences, what-ifs."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concession.deal import (
    Change,
    diff,
    find,
    node_of,
    parse_tree,
    read_sources,
    read_value,
    replace_at,
    resolve_drafts,
    shown,
)
from concession.errors import ConcessionError, Problems

DRAFTS = """\
law:
  title: The law of the land
  dated: 2024
  status: law
  source: code
  clauses:
    royalty: {type: royalty, rate: 4 %, base: [gross, by-products], steps: {first: 1 %, second: 2 %}}
    tax: {type: income-tax, rate: {value: 18 %, source: code, article: "136"}, source: handbook, article: ch. 3}
    duty: {type: levy, rate: 7.5 %}
offer:
  extends: law
  dated: 2025-02-12
  status: proposed
  proposer: investor
  source: letter
  change:
    royalty: {rate: 5 %, steps: {second: 3 %, third: 4 %}, base: [gross]}
    tax: {source: minutes, holiday: 5 years}
  remove: [duty]
  add:
    fund: {type: fund, share: 50 %}
counter:
  extends: offer
  source: note
  change:
    royalty: {rate: 6 %, base: null}
  remove: fund
  add: {fund: {type: fund, share: 40 %}}
"""

SOURCES = "{code: {title: c, grade: A, kind: law}, handbook: {title: h, grade: B}, letter: {title: l, grade: B}, minutes: {title: m, grade: A}, note: {title: n, grade: C}}"


def resolved(text):
    problems = Problems()
    drafts = resolve_drafts(parse_tree(text, name="drafts.yaml"), problems)
    problems.raise_if_any()
    return drafts


@pytest.fixture(name="drafts", scope="module")
def drafts_of():
    return resolved(DRAFTS)


@pytest.fixture(name="sources", scope="module")
def sources_of():
    return read_sources(parse_tree(SOURCES), Problems())


def evidence(draft, path, sources):
    problems = Problems()
    value = read_value(draft.clauses.at(path), problems, path=path, sources=sources)
    problems.raise_if_any()
    return value.evidence


def test_a_chain_of_changes_gives_whole_drafts(drafts):
    counter = drafts["counter"]
    assert counter.chain == ("law", "offer", "counter")
    assert counter.extends == "offer"
    assert counter.clauses.plain() == {
        "royalty": {
            "type": "royalty",
            "rate": "6 %",
            "steps": {"first": "1 %", "second": "3 %", "third": "4 %"},
        },
        "tax": {
            "type": "income-tax",
            "rate": {"value": "18 %", "source": "code", "article": "136"},
            "source": "minutes",
            "holiday": "5 years",
        },
        "fund": {"type": "fund", "share": "40 %"},
    }
    assert drafts["offer"].clauses.at("royalty.base").plain() == ["gross"]
    assert list(drafts["law"].clauses) == ["royalty", "tax", "duty"]


def test_facts_of_a_draft(drafts):
    offer = drafts["offer"]
    assert (offer.title, str(offer.dated), offer.status, offer.proposer) == (
        "offer",
        "2025-02-12",
        "proposed",
        "investor",
    )
    assert drafts["law"].title == "The law of the land"
    assert drafts["law"].dated.precision == "year"


def test_places_stay_with_the_draft_that_wrote_a_term(drafts):
    clauses = drafts["counter"].clauses
    assert str(clauses.at("royalty.rate").place) == "drafts.yaml:26:21"
    assert str(clauses.at("royalty.steps.second").place) == "drafts.yaml:17:42"
    assert str(clauses.at("royalty.steps.first").place) == "drafts.yaml:7:84"


def test_each_term_rests_on_the_sources_of_the_draft_that_wrote_it(drafts, sources):
    offer = drafts["offer"]
    assert evidence(offer, "royalty.rate", sources).sources == ("letter",)
    assert evidence(offer, "royalty.steps.first", sources).sources == ("code",)
    assert evidence(offer, "royalty.steps.first", sources).mark == "text"
    assert evidence(offer, "royalty.steps.second", sources).sources == ("letter",)
    assert evidence(offer, "fund.share", sources).mark == "reported"
    assert evidence(offer, "tax.holiday", sources).sources == ("minutes",)
    kept = evidence(offer, "tax.rate", sources)
    assert (kept.sources, kept.article) == (("code",), "136")
    counter = drafts["counter"]
    assert evidence(counter, "royalty.rate", sources).sources == ("note",)
    assert evidence(counter, "royalty.steps.third", sources).sources == ("letter",)
    assert evidence(drafts["law"], "duty.rate", sources).sources == ("code",)


def test_a_change_of_evidence_alone_speaks_for_the_whole_clause(sources):
    drafts = resolved(
        "law: {clauses: {royalty: {rate: 4 %, source: handbook, article: ch. 3}}}\n"
        "new: {extends: law, change: {royalty: {source: code}}}"
    )
    found = evidence(drafts["new"], "royalty.rate", sources)
    assert (found.sources, found.mark, found.article) == (("code",), "text", "")
    assert evidence(drafts["law"], "royalty.rate", sources).article == "ch. 3"


def test_a_changed_term_without_a_source_is_not_covered_by_the_old_one(sources):
    drafts = resolved(
        "law: {source: code, clauses: {r: {rate: 4 %}}}\nnew: {extends: law, change: {r: {rate: 5 %}}}"
    )
    with pytest.raises(ConcessionError, match="E401"):
        evidence(drafts["new"], "r.rate", sources)


def test_a_value_gives_way_whole_but_its_evidence_can_be_changed_alone():
    text = "law: {clauses: {r: {rate: {value: 4 %, source: code, range: 3 to 5 %}}}}\n"
    new = resolved(text + "new: {extends: law, change: {r: {rate: {value: 6 %, source: letter}}}}")["new"]
    assert new.clauses.at("r.rate").plain() == {"value": "6 %", "source": "letter"}
    new = resolved(text + "new: {extends: law, change: {r: {rate: {note: see above}}}}")["new"]
    assert new.clauses.at("r.rate").plain()["range"] == "3 to 5 %"
    new = resolved(text + "new: {extends: law, change: {r: {rate: {first: 1 %, second: 2 %}}}}")["new"]
    assert new.clauses.at("r.rate").plain() == {"first": "1 %", "second": "2 %"}


def test_differences_name_clause_path_and_texts(drafts):
    changes = diff(drafts["law"].clauses, drafts["offer"].clauses)
    assert [(c.clause, c.path, c.kind, c.old, c.new) for c in changes] == [
        ("royalty", "rate", "changed", "4 %", "5 %"),
        ("royalty", "base", "changed", "[gross, by-products]", "[gross]"),
        ("royalty", "steps.second", "changed", "2 %", "3 %"),
        ("royalty", "steps.third", "added", "", "4 %"),
        ("tax", "holiday", "added", "", "5 years"),
        ("duty", "", "removed", "levy", ""),
        ("fund", "", "added", "", "fund"),
    ]
    assert isinstance(changes[0], Change)
    assert str(changes[0].old_place) == "drafts.yaml:7:36"


def test_evidence_and_spelling_are_no_difference():
    one = node_of({"r": {"rate": "4 %", "source": "a"}})
    two = node_of({"r": {"rate": {"value": "0.04", "source": "b"}, "note": "x"}})
    assert diff(one, two) == ()
    assert (
        shown(node_of({"first": "1 %", "second": {"range": "1 to 2 %"}})) == "{first: 1 %, second: 1 to 2 %}"
    )


KEYS = st.sampled_from("abc")
TREES = st.recursive(
    st.sampled_from(["1 %", "2 %", "x"]),
    lambda below: st.one_of(
        st.lists(below, max_size=2), st.dictionaries(KEYS, below, min_size=1, max_size=3)
    ),
    max_leaves=6,
)
CLAUSES = st.dictionaries(st.sampled_from(["r", "s"]), st.dictionaries(KEYS, TREES, min_size=1), max_size=2)


def test_other_values_by_period_are_a_difference_where_their_range_is_the_same():
    before, after = (
        parse_tree(
            f"clause: {{seed: {{from: 2025, values: {values}, unit: USD million, range: 60 % to 100 %}}}}"
        )
        for values in ("[37.5, 37.5]", "[75, 0]")
    )
    (change,) = diff(before, after)
    assert (change.path, change.kind) == ("seed", "changed")
    assert (change.old, change.new) == (
        "37.5 (2 times) USD million from 2025",
        "75, 0 USD million from 2025",
    )
    assert diff(before, before) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{from: start, values: [1, 2, 2], unit: kt}", "1, 2 (2 times) kt from start"),
        ("{from: start, values: [1], unit: kt, source: s, mark: text, note: n}", "1 kt from start"),
        ("{2026: 1 kt, 2027: 2 kt, range: 50 % to 110 %, note: n}", "{2026: 1 kt, 2027: 2 kt}"),
        ("{range: 5 to 8 %, note: n}", "5 to 8 %"),
    ],
)
def test_values_by_period_are_told_in_words(text, words):
    assert shown(parse_tree(text)) == words


@given(CLAUSES, CLAUSES)
def test_nothing_differs_from_itself_and_differences_mirror(one, two):
    before, after = node_of(one), node_of(two)
    assert diff(before, before) == ()
    there = {(c.clause, c.path, c.old, c.new) for c in diff(before, after)}
    back = {(c.clause, c.path, c.new, c.old) for c in diff(after, before)}
    assert there == back
    assert bool(there) == (one != two)


@given(CLAUSES)
def test_a_what_if_is_the_one_difference(clauses):
    tree = node_of(
        {"clauses": {"r": {"rate": "3 %"}, **{f"x-{name}": node for name, node in clauses.items()}}}
    )
    new = replace_at(tree, "clauses.r.rate", "9 %")
    changes = diff(tree.at("clauses"), new.at("clauses"))
    assert [(c.path, c.new) for c in changes] == [("rate", "9 %")]


def test_a_draft_with_one_term_replaced_is_a_new_draft(drafts, sources):
    law = drafts["law"]
    new = law.replace("clauses.royalty.base.1", "net")
    assert new.clauses.at("royalty.base").plain() == ["gross", "net"]
    assert law.clauses.at("royalty.base").plain() == ["gross", "by-products"]
    new = law.replace("clauses.tax.rate", 0.2)
    found = evidence(new, "tax.rate", sources)
    assert (found.mark, found.note, found.by_hand, found.sources) == ("assumed", "set by hand", True, ())
    assert evidence(new, "duty.rate", sources).sources == ("code",)


def test_a_path_that_leads_nowhere_names_the_nearest(drafts):
    with pytest.raises(ConcessionError) as caught:
        drafts["law"].replace("clauses.royalty.rat", "5 %")
    assert caught.value.problems[0].code == "E207"
    assert "did you mean 'rate'" in str(caught.value)
    with pytest.raises(ConcessionError, match="E207"):
        drafts["law"].replace("clauses.royalty.rate.x", "5 %")
    with pytest.raises(ConcessionError, match="E205"):
        drafts["law"].replace("clauses.royalty.rate", object())


def codes(text):
    problems = Problems()
    drafts = resolve_drafts(parse_tree(text, name="d"), problems)
    return [problem.code for problem in problems.found], list(drafts)


@pytest.mark.parametrize(
    ("text", "found", "left"),
    [
        ("a: {extends: b}\nb: {extends: a}\nc: {clauses: {}}\nd: {extends: a}", ["E501"], ["c"]),
        ("a: {extends: a}", ["E501"], []),
        ("a: {extends: x}\nb: {extends: a}", ["E502"], []),
        ("a: {clauses: {r: {}}}\nb: {extends: a, change: {q: {x: 1}}}", ["E503"], ["a", "b"]),
        ("a: {clauses: {r: {}}}\nb: {extends: a, remove: [r], change: {r: {x: 1}}}", ["E503"], ["a", "b"]),
        ("a: {clauses: {r: {}}}\nb: {extends: a, add: {r: {x: 1}}}", ["E504"], ["a", "b"]),
        ("a: {clauses: {r: {}}}\nb: {extends: a, remove: [q]}", ["E505"], ["a", "b"]),
        ("a: {clauses: {r: {}}}\nb: {extends: a, change: {r: {x: null}}}", ["E506"], ["a", "b"]),
        ("a: {clauses: {}}\nb: {extends: a, clauses: {}}", ["E507"], ["a", "b"]),
        ("a: {clauses: {}, change: {}}", ["E507"], ["a"]),
        ("a: {title: x}", ["E507"], ["a"]),
        ("a: text", ["E201", "E507"], []),
        ("A b: {clauses: {R: {}}}", ["E124", "E124"], ["A b"]),
        ("a: {clauses: {}, state: x}", ["E202"], ["a"]),
        ("a: {clauses: {}, status: maybe, dated: soon}", ["E312", "E206"], ["a"]),
    ],
)
def test_what_is_wrong_with_drafts(text, found, left):
    assert codes(text) == (found, left)


@pytest.mark.parametrize("order", [1, -1])
def test_a_long_chain_is_refused_quickly_in_either_order(order):
    lines = [f"d{i}: {{extends: d{i - 1}}}" for i in range(1, 250)]
    text = "\n".join(["d0: {clauses: {r: {x: 1}}}", *lines[::order]])
    began = time.process_time()
    found, left = codes(text)
    assert found == ["E508"]
    assert len(left) == 50
    assert (
        find(resolved("\n".join(["d0: {clauses: {r: {x: 1}}}", *lines[:49]]))["d49"].tree, "clauses.r.x")
        is not None
    )
    assert time.process_time() - began < 2


def test_a_wrong_source_of_a_clause_is_told_once(sources):
    draft = resolved("law: {clauses: {r: {source: cod, rate: 4 %, cap: 5 %}}}")["law"]
    problems = Problems()
    for name in ("rate", "cap"):
        assert read_value(draft.clauses.at(f"r.{name}"), problems, path=f"r.{name}", sources=sources) is None
    assert [(problem.code, problem.hint) for problem in problems.found] == [("E403", "did you mean 'code'?")]


def test_the_case_speaks_for_first_drafts_and_never_for_changes():
    tree = parse_tree(
        "source: report\n"
        "drafts:\n"
        "  law: {clauses: {royalty: {type: royalty, rate: 4 %}}}\n"
        "  up: {extends: law, change: {royalty: {rate: 6 %}}}\n"
    )
    problems = Problems()
    spoken = tree.without("drafts")
    drafts = resolve_drafts(tree.get("drafts"), problems, spoken=spoken)
    assert not problems.found
    lent = {name: draft.tree.at("clauses.royalty.rate").lent for name, draft in drafts.items()}
    assert any("source" in mapping for mapping in lent["law"])
    assert not any("source" in mapping for mapping in lent["up"])
