"""The reader of YAML: texts kept, places right, hostile files refused quickly."""

import time
import tracemalloc
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concession.deal import Mapping, Scalar, Sequence, find, parse_tree, read_tree, walk
from concession.errors import ConcessionError, Place

CASE = """\
# a comment
concession: 1
clauses:
  royalty: {rate: 4 %, base: [gross, 'net']}
  duty:
    rate: 1.10
    on: no
"""


def code_of(text, **kwargs):
    with pytest.raises(ConcessionError) as caught:
        parse_tree(text, **kwargs)
    return [problem.code for problem in caught.value.problems]


def test_scalars_keep_their_text_and_every_word_has_a_place():
    tree = parse_tree(CASE, name="case.yaml")
    rate = tree.at("clauses.royalty.rate")
    assert rate == Scalar(text="4 %")
    assert rate.place == Place(file="case.yaml", line=4, column=19)
    assert tree.at("clauses.duty.rate").text == "1.10"
    assert tree.at("clauses").key_place("duty") == Place(file="case.yaml", line=5, column=3)
    assert tree.at("clauses.royalty.base.1").quoted
    assert tree.at("clauses.duty.on").plain() == "no"


def test_plain_data_follows_yaml_1_2():
    tree = parse_tree("a: [1, 1.5, true, null, ~, '1', 0x10, 08, 1_000, 1e3, yes, 2025-02-12]")
    assert tree.plain() == {
        "a": [
            1,
            Decimal("1.5"),
            True,
            None,
            None,
            "1",
            "0x10",
            "08",
            "1_000",
            Decimal(1000),
            "yes",
            "2025-02-12",
        ]
    }


def test_a_path_that_leads_nowhere_names_the_nearest_key():
    tree = parse_tree(CASE, name="case.yaml")
    with pytest.raises(ConcessionError) as caught:
        tree.at("clauses.roylaty.rate")
    problem = caught.value.problems[0]
    assert (problem.code, problem.hint) == ("E207", "did you mean 'royalty'?")
    assert problem.place == Place(file="case.yaml", line=4, column=3)
    assert find(tree, "clauses.royalty.base.7") is None
    assert find(tree, "clauses.royalty.rate.x") is None


def test_walk_goes_in_the_order_of_the_file():
    tree = parse_tree("b: 1\na: [x, {c: 2}]")
    assert [path for path, _ in walk(tree)] == ["", "b", "a", "a.0", "a.1", "a.1.c"]


def test_nodes_do_not_change():
    tree = parse_tree("a: 1")
    with pytest.raises(TypeError):
        tree.entries["a"] = Scalar(text="2")
    more = tree.having(b=Scalar(text="2"))
    assert (list(tree), list(more), list(more.without("a"))) == (["a"], ["a", "b"], ["b"])


def test_all_duplicate_keys_are_reported_at_once():
    with pytest.raises(ConcessionError) as caught:
        parse_tree("a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}", name="f")
    assert [(p.code, str(p.place), str(p.related)) for p in caught.value.problems] == [
        ("E105", "f:3:1", "f:1:1"),
        ("E105", "f:4:11", "f:4:5"),
    ]


def test_aliases_stand_for_their_anchor_and_keep_its_place():
    tree = parse_tree("a: &x {k: 1}\nb: *x\nc: [*x, *x]", name="f")
    assert tree.at("b.k").place == Place(file="f", line=1, column=11)
    assert tree.at("c") == Sequence(items=(tree.at("a"), tree.at("a")))


def alias_bomb():
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    return "\n".join(lines)


HOSTILE = {
    "alias bomb": (alias_bomb(), "E106"),
    "aliases nested deep": (
        "a0: &a0 [x]\n" + "\n".join(f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 60)),
        "E107",
    ),
    "100,000 brackets": ("[" * 100_000, "E107"),
    "100,000 braces": ("{a: " * 50_000, "E107"),
    "deep block": ("\n".join(" " * i + "a:" for i in range(900)), "E107"),
    "10 MB number": (b"a: " + b"1" * 10_000_000, "E102"),
    "number of 400 kB": ("a: " + "1" * 400_000, "E108"),
    "number of 100 digits": ("a: " + "1" * 100, "E109"),
    "exponent": ("a: 1e999999999", "E109"),
    "half a million of a quoted text": ('a: "' + "x y\n" * 120_000 + '"', "E108"),
    "many values": ("- a\n" * 120_000, "E106"),
    "many question marks": ("? " * 5000, "E112"),
    "alias inside itself": ("a: &a [*a]", "E116"),
    "code": ("a: !!python/object/apply:os.system [ls]", "E110"),
    "code on a key": ("!!python/name:x a: 1", "E110"),
    "unknown code point": ('a: "\\UFFFFFFFF"', "E104"),
    "half a surrogate": ('a: "\\ud800"', "E113"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_quickly_within_bounded_memory(name):
    text, code = HOSTILE[name]
    began = time.process_time()
    assert code_of(text) == [code]
    assert time.process_time() - began < 2  # under one second on an idle machine


@pytest.mark.parametrize("name", ["alias bomb", "100,000 brackets", "aliases nested deep", "10 MB number"])
def test_hostile_files_take_bounded_memory(name):
    text, code = HOSTILE[name]
    code_of("a: &a [*a]")  # what is imported on the first call is not counted
    tracemalloc.start()
    try:
        assert code_of(text) == [code]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000


def test_a_file_at_the_bounds_is_read():
    depth = 39
    tree = parse_tree("a: " + "[" * depth + "x" + "]" * depth)
    assert tree.plain()
    assert len(parse_tree("a: |\n  " + "x" * 19_000).at("a").text) == 19_000


def test_files_are_read_with_their_name(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: \xc3\xa9\r\nb: 2\r\n")
    tree = read_tree(file, name="case.yaml")
    assert isinstance(tree, Mapping)
    assert tree.at("a").text == "é"
    assert tree.at("b").place == Place(file="case.yaml", line=2, column=4)
    with pytest.raises(ConcessionError, match="E101"):
        read_tree(tmp_path / "none.yaml")
    with pytest.raises(ConcessionError, match="E101"):
        read_tree(tmp_path)
    file.write_text("- a")
    with pytest.raises(ConcessionError, match="E115"):
        read_tree(file)


YAMLISH = st.text(alphabet=" \n\t:-?[]{},&*!|>'\"%@`#ab01.~<\\ux\r\x85\u2028é", max_size=60)


@settings(max_examples=300, deadline=2000)
@given(st.one_of(YAMLISH, st.text(max_size=80), st.binary(max_size=80)))
def test_any_text_is_read_or_refused(text):
    try:
        tree = parse_tree(text)
    except ConcessionError as caught:
        odd = [problem for problem in caught.problems if not problem.place or problem.code[:2] != "E1"]
        assert not odd
    else:
        tree.plain()
