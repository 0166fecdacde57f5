"""Whatever the nodes hold: problems, never another exception; in bounded time, however many mistakes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concession.deal import (
    Tables,
    Wanted,
    diff,
    node_of,
    parse_tree,
    read_series,
    read_sources,
    read_value,
    resolve_drafts,
    shown,
)
from concession.errors import ConcessionError, Problems

WORDS = st.sampled_from(
    ["", "4 %", "USD 5 million", "3 to 5 %", "paper", "blog", "assumed", "unknown", "withheld", "weak", "a", "b", "2025",
     "soon", "A", "D", "even", "skip", "t", "5 %%", "law", "null", "~", "1e30", "r", "-", "good.csv", "../x"]
)  # fmt: skip
KEYS = st.sampled_from(
    ["value", "range", "readings", "source", "mark", "note", "article", "asked_by", "asked_on", "a", "b", "r", "extends",
     "clauses", "change", "add", "remove", "title", "grade", "kind", "url", "date", "dated", "status", "type", "2025",
     "2026-2030", "2025Q1", "from", "values", "unit", "scale", "spread", "file", "row", "rows", "column", "where",
     "blank", "label", "period", "", "A b"]
)  # fmt: skip
TREES = st.recursive(
    WORDS,
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(KEYS, below, max_size=5)),
    max_leaves=14,
)
DRAFTS = st.dictionaries(
    st.sampled_from("abc"),
    st.fixed_dictionaries(
        {},
        optional={
            "extends": st.sampled_from("abcd"),
            "clauses": st.dictionaries(st.sampled_from("rs"), TREES, max_size=2),
            "change": st.dictionaries(st.sampled_from("rs"), TREES, max_size=2),
            "add": TREES,
            "remove": TREES,
            "source": WORDS,
            "mark": WORDS,
        },
    ),
    max_size=3,
)
SOURCES = read_sources(parse_tree("{paper: {title: p, grade: B}, blog: {title: b, grade: D}}"), Problems())


@given(TREES)
def test_values_series_and_sources_of_any_shape(data):
    node = node_of(data)
    problems = Problems()
    for wanted in (None, Wanted(share=True), Wanted(word=True)):
        value = read_value(node, problems, path="v", sources=SOURCES, wanted=wanted)
        assert value is None or value.evidence.mark
    read_sources(node, problems)
    problems = Problems()
    series = read_series(node, problems, path="s", sources=SOURCES)
    assert (series is None) == bool(problems.found)


@given(st.one_of(DRAFTS, TREES))
def test_drafts_of_any_shape(data):
    problems = Problems()
    drafts = resolve_drafts(node_of(data), problems)
    for draft in drafts.values():
        assert draft.chain[-1] == draft.id
        assert diff(draft.clauses, draft.clauses) == ()
        shown(draft.clauses)
        for clause in draft.clauses.entries.values():
            read_value(clause, problems, path="v", sources=SOURCES)


@given(TREES, st.text(max_size=12))
def test_any_path_is_found_or_refused(data, path):
    try:
        node_of({"a": data}).at(path)
    except ConcessionError as caught:
        assert [problem.code for problem in caught.problems] == ["E207"]  # noqa: PT017


def spent(work):
    began = time.process_time()
    work()
    return time.process_time() - began


@pytest.mark.parametrize("text", ["5 tonnne", "{value: 5 tonnne, source: papr, mark: asumed, nte: x}"])
def test_thousands_of_mistaken_values_take_bounded_time(text):
    nodes = [parse_tree(text)] * 5_000
    problems = Problems()
    assert spent(lambda: [read_value(node, problems, path="v", sources=SOURCES) for node in nodes]) < 4
    assert len(problems.found) <= Problems.LIMIT


def test_thousands_of_mistaken_changes_take_bounded_time():
    clauses = {f"clause-{i}-{'x' * 60}": {"rate": "4 %"} for i in range(1_500)}
    changes = {f"clauze-{i}-{'x' * 60}": {"rate": "4 %"} for i in range(1_500)}
    node = node_of(
        {"law": {"clauses": clauses}, "new": {"extends": "law", "change": changes, "remove": list(changes)}}
    )
    problems = Problems()
    assert spent(lambda: resolve_drafts(node, problems)) < 4
    assert len(problems.found) == Problems.LIMIT


def test_aliases_in_drafts_take_bounded_memory():
    big = (
        "law: {clauses: {r: {list: &r ["
        + ", ".join(["{a: 1}"] * 5_000)
        + "]}, s: {x: *r, y: *r, z: *r, w: *r}}}\n"
    )
    more = "".join(f"d{i}: {{extends: law, change: {{s: {{x{i}: *r, y{i}: *r}}}}}}\n" for i in range(6))
    evidence = "".join(f"e{i}: {{extends: law, change: {{s: {{note: anew}}}}}}\n" for i in range(40))
    problems = Problems()
    drafts = resolve_drafts(parse_tree(big + more + evidence), problems)
    assert {problem.code for problem in problems.found} == {"E510"}
    assert len(drafts) < 30


def test_thousands_of_missing_rows_take_bounded_time(tmp_path):
    (tmp_path / "t.csv").write_text("x,2025\n" + "".join(f"row number {i},1\n" for i in range(20_000)))
    tables = Tables(folder=tmp_path)
    nodes = [node_of({"file": "t.csv", "row": f"rwo {i}", "unit": "t"}) for i in range(3_000)]
    problems = Problems()
    assert spent(lambda: [read_series(node, problems, path="s", tables=tables) for node in nodes]) < 20
    assert len(problems.found) == Problems.LIMIT
