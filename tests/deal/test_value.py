"""Values and their evidence: what is inherited, what is wanting."""

from decimal import Decimal

import pytest

from concession.deal import (
    Evidence,
    Interval,
    Value,
    Wanted,
    default_mark,
    is_value_form,
    parse_tree,
    read_evidence,
    read_sources,
    read_value,
)
from concession.errors import Place, Problems
from concession.lines import Unit

SOURCES = """\
signed: {title: Signed text, grade: A, kind: agreement, date: 2025-04-30, url: "https://example.org/a"}
ministry: {title: Statement of the ministry, grade: A, kind: statement}
paper: {title: A newspaper, grade: B, kind: news, date: 2025-02}
mirror: {title: A copy, grade: C, kind: news}
blog: {title: Somebody's blog, grade: D}
forum: {title: A forum, grade: C-}
counted: {title: Own count, grade: B, mark: official}
definition: {title: What the case itself lays down, grade: A, kind: model, mark: assumed}
"""


@pytest.fixture(name="sources")
def sources_of():
    problems = Problems()
    sources = read_sources(parse_tree(SOURCES, name="sources.yaml"), problems)
    assert not problems.found
    return sources


def read(text, sources, inherited=None, **wanted):
    problems = Problems()
    node = parse_tree(text, name="case.yaml")
    value = read_value(
        node,
        problems,
        path="v",
        sources=sources,
        inherited=inherited,
        wanted=Wanted(**wanted) if wanted else None,
    )
    return value, [problem.code for problem in problems.found]


def clause(text, sources):
    problems = Problems()
    evidence = read_evidence(parse_tree(text), problems, path="clause", sources=sources)
    assert not problems.found
    return evidence


def test_sources_carry_grade_kind_date_and_place(sources):
    signed = sources["signed"]
    assert (signed.title, signed.kind, str(signed.date), signed.low) == (
        "Signed text",
        "agreement",
        "2025-04-30",
        False,
    )
    assert signed.place == Place(file="sources.yaml", line=1, column=1)
    assert [default_mark(source) for source in sources.values()] == [
        "text",
        "official",
        "reported",
        "weak",
        "weak",
        "weak",
        "official",
        "assumed",
    ]


def test_a_plain_value_inherits_source_mark_and_article_of_its_clause(sources):
    above = clause("{type: royalty, source: signed, article: Article III, rate: 4 %}", sources)
    value, codes = read("4 %", sources, above)
    assert codes == []
    assert value.quantity.value == Decimal("0.04")
    assert value.text == "4 %"
    assert value.evidence == Evidence(sources=("signed",), mark="text", article="Article III")
    assert (value.path, value.place) == ("v", Place(file="case.yaml", line=1, column=1))


def test_an_own_source_replaces_the_inherited_evidence_altogether(sources):
    above = clause("{source: signed, mark: official, article: III, note: as signed}", sources)
    value, codes = read("{value: 4 %, source: paper}", sources, above)
    assert codes == []
    assert value.evidence == Evidence(sources=("paper",), mark="reported")


def test_an_own_mark_or_note_replaces_just_that(sources):
    above = clause("{source: signed, article: III}", sources)
    value, codes = read("{value: 4 %, mark: weak, note: blurred}", sources, above)
    assert codes == []
    assert value.evidence == Evidence(sources=("signed",), mark="weak", note="blurred", article="III")


def test_the_best_of_several_sources_gives_the_mark(sources):
    value, codes = read("{value: 4 %, source: [blog, ministry]}", sources)
    assert codes == []
    assert value.evidence.mark == "official"
    assert value.evidence.source == "blog"


def test_assumptions_have_a_reason_and_a_range(sources):
    assert read("{value: 4 %, mark: assumed}", sources)[1] == ["E404", "E405"]
    assert read("{value: 4 %, mark: assumed, note: as in the neighbour}", sources)[1] == ["E405"]
    value, codes = read("{value: 4 %, mark: assumed, note: as in the neighbour, range: 3 to 5 %}", sources)
    assert codes == []
    assert value.evidence.range.value == Interval(low=Decimal("0.03"), high=Decimal("0.05"))
    assert value.evidence.sources == ()
    assert read("{value: 3 to 5 %, mark: assumed, note: x}", sources)[1] == []
    assert read("{value: full, mark: assumed, note: x}", sources, word=True)[1] == []


def test_what_the_case_defines_is_assumed_and_needs_no_range(sources):
    value, codes = read("{value: 0 %, source: definition, note: off until somebody asks}", sources)
    assert codes == []
    assert value.evidence.mark == "assumed"
    assert read("{value: 0 %, source: definition}", sources)[1] == ["E404"]
    # another source beside it says that something is known
    assert read("{value: 0 %, source: [definition, paper], mark: assumed, note: x}", sources)[1] == ["E405"]
    assert read("{mark: unknown, source: definition}", sources)[1] == ["E409", "E405"]


def test_an_assumption_under_a_sourced_clause_does_not_borrow_its_source(sources):
    above = clause("{source: signed}", sources)
    value, codes = read("{value: 4 %, mark: assumed, note: x, range: 3 to 5 %}", sources, above)
    assert codes == []
    assert value.evidence.sources == ()


def test_a_clause_that_is_assumed_lends_its_reason_but_not_a_range(sources):
    above = clause("{mark: assumed, note: no text is public}", sources)
    assert read("4 %", sources, above)[1] == ["E405"]
    value, codes = read("{value: 4 %, range: 3 to 5 %}", sources, above)
    assert codes == []
    assert value.evidence.note == "no text is public"


def test_weak_sources_do_not_carry_a_value(sources):
    assert read("{value: 4 %, source: blog}", sources)[1] == ["E406"]
    assert read("{value: 4 %, source: forum, mark: official}", sources)[1] == ["E406", "E407"]
    assert read("{value: 4 %, source: [blog, forum], mark: reported}", sources)[1] == ["E407"]
    assert read("{value: 4 %, source: [blog, forum]}", sources)[1] == []
    assert read("{value: 4 %, source: [blog, paper], mark: reported}", sources)[1] == []


def test_unknown_and_withheld_values(sources):
    value, codes = read("{mark: unknown, range: 0 to 22 %}", sources)
    assert codes == []
    assert value.quantity.value == Interval(low=Decimal(0), high=Decimal("0.22"))
    assert read("{mark: unknown}", sources)[1] == ["E409", "E405"]
    assert read("{mark: withheld, range: 1 to 2 %}", sources)[1] == ["E410"]
    value, codes = read("{mark: withheld, asked_by: a member of parliament, asked_on: 2025-05-08}", sources)
    assert codes == []
    assert value.quantity is None
    assert value.evidence.asked_on.day.year == 2025


def test_readings_are_values_with_evidence_of_their_own(sources):
    value, codes = read(
        "{source: paper, readings: {net: 2 %, gross: {value: 4 %, source: ministry}, half: {value: 3 %, source: mirror}}}",
        sources,
    )
    assert codes == []
    assert value.quantity.value == Decimal("0.04")
    assert value.evidence.mark == "official"
    readings = dict(value.evidence.readings)
    assert {name: reading.evidence.mark for name, reading in readings.items()} == {
        "net": "reported",
        "gross": "official",
        "half": "weak",
    }
    assert isinstance(readings["net"], Value)
    assert readings["net"].path == "v.readings.net"


def test_among_equal_readings_the_first_is_the_base(sources):
    value, _ = read("{source: paper, readings: {net: 2 %, gross: 4 %}}", sources)
    assert value.text == "2 %"


def test_readings_of_an_unknown_value_bear_the_marks_of_their_sources(sources):
    value, codes = read("{mark: unknown, source: paper, readings: {net: 2 %, gross: 4 %}}", sources)
    assert codes == []
    assert value.evidence.mark == "reported"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("4 %", ["E401"]),
        ("{value: 4 %}", ["E401"]),
        ("{value: 4 %, source: nobody}", ["E403"]),
        ("{value: 4 %, source: papr}", ["E403"]),
        ("{value: 4 %, source: paper, mark: sure}", ["E402"]),
        ("{value: 4 %, source: paper, sorce: x}", ["E202"]),
        ("{value: 4 %, source: paper, range: 5 to 6 %}", ["E408"]),
        ("{value: 4 %, source: paper, range: 3 %}", ["E408"]),
        ("{value: 4 %, source: paper, range: 3 to 5 USD}", ["E408"]),
        ("{source: paper}", ["E409"]),
        ("{value: 5 %%, source: paper}", ["E311"]),
        ("{value: 4 %, source: paper, readings: 5 %}", ["E412"]),
        ("{value: 4 %, source: paper, readings: {}}", ["E412"]),
        ("{value: 4 %, source: paper, readings: {a: {value: 5 %, readings: {b: 6 %}}}}", ["E412"]),
        ("[4 %]", ["E301"]),
    ],
)
def test_what_is_wrong_with_a_value(text, codes, sources):
    value, found = read(text, sources)
    assert value is None
    assert found == codes


def test_the_unit_that_is_wanted_is_checked_in_every_part(sources):
    text = "{value: 4 %, source: paper, range: 3 to 5 %, readings: {net: 2 USD}}"
    assert read(text, sources, share=True)[1] == ["E309"]
    assert read("{value: 12, source: paper}", sources, unit=Unit.of("USD"))[1] == ["E307"]
    assert read("{value: 1 to 2 %, source: paper}", sources, interval=False)[1] == ["E315"]
    assert read("{value: 1 %, source: paper, range: 0 to 2 %}", sources, interval=False)[1] == []


def test_words_are_values_too(sources):
    value, codes = read("{value: fifo, source: paper}", sources, word=True)
    assert codes == []
    assert (value.quantity, value.text) == (None, "fifo")
    assert read("{value: [a], source: paper}", sources, word=True)[1] == ["E205"]


def test_forms_of_values():
    assert is_value_form(parse_tree("4 %"))
    assert is_value_form(parse_tree("{readings: {a: 1}}"))
    assert not is_value_form(parse_tree("{first: 4 %}"))
    assert not is_value_form(parse_tree("[4 %]"))


def test_what_is_wrong_with_sources():
    problems = Problems()
    text = "Bad id: {title: x, grade: A}\nb: {title: x, grade: E, url: 'ftp://x'}\nc: {grade: A, kind: rumour, sort: x}\nd: text\ne: {title: x, grade: A, date: soon, mark: sure}"
    read_sources(parse_tree(text, name="s"), problems)
    found = sorted((problem.code, problem.path) for problem in problems.found)
    assert found == [
        ("E124", "sources"),
        ("E201", "sources.d"),
        ("E202", "sources.c.sort"),
        ("E203", "sources.c"),
        ("E206", "sources.b.grade"),
        ("E206", "sources.c.kind"),
        ("E206", "sources.e.mark"),
        ("E312", "sources.e.date"),
        ("E411", "sources.b.url"),
    ]
