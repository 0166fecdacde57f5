"""Hostile input: nothing crashes, offsets always hold, work grows linearly."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concession.errors import ConcessionError
from concession.evidence import read_bytes, statement_rows, statements, text_of

PIECES = st.sampled_from(
    [
        "“", "”", '"', "'", "‘", "’", "«", "»", "„", ",", ".", "?", "!", ":", "—", "…", "(", ")", "\n", "\n\n", " ", " ", " ",
        "he", "she", "said", "told", "according to", "Ada Moss", "the minister", "Moss", "added", "that", "the mine",
        "was shut", "on Monday", "last week", "$5 million", "50%", "May 3, 2031", "— Ada Moss (@m) May 3, 2031", "who",
        "and", "called", "a spokesman for", "one of", "\u202e", "\u200f", "\u00ad", "\x00", "\ud800", "«так»", "> ", "- ",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PIECES, max_size=60).map(" ".join)
    | st.lists(PIECES, max_size=60).map("".join)
    | st.text(max_size=300)
)
def test_any_text_is_read_with_exact_offsets(body: str) -> None:
    text = text_of(body)
    found = statements(text)
    assert found == statements(text)
    for one in found:
        assert one.spans
        assert one.words == " ".join(span.of(body) for span in one.spans)
        assert all(0 <= span.start <= span.end <= len(body) for span in one.spans)
        assert list(one.spans) == sorted(one.spans)
        for figure in one.figures:
            assert figure.span.of(body) == figure.words
    assert len(statement_rows(found)) == len(found)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a.pdf", "a"]))
def test_any_bytes_are_read_or_refused_with_a_code(content: bytes, name: str) -> None:
    try:
        text = read_bytes(content, name=name)
    except ConcessionError as error:
        codes = {problem.code[:2] for problem in error.problems}
    else:
        statements(text)
        codes = {"E8"}
    assert codes == {"E8"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<script>",
                "</script>",
                "<blockquote>",
                "<div",
                ">",
                "“Yes,” said Ada Moss.",
                "&#8220;",
                "<!--",
                "]]>",
                "\x00",
                "<br>",
                "<svg onload=x>",
            ]
        ),
        max_size=40,
    )
)
def test_broken_markup_lets_no_script_through(parts: list[str]) -> None:
    try:
        text = read_bytes(("<html><body>" + "".join(parts)).encode(), name="a.html")
    except ConcessionError:
        return
    assert "<script" not in text.body
    statements(text)


CASES: dict[str, Callable[[int], str]] = {
    "straight marks": lambda n: '"' * n,
    "opening marks": lambda n: "“" * n,
    "closing marks": lambda n: "”" * n,
    "tiny quotations": lambda n: "“a.” " * (n // 5),
    "single marks": lambda n: "‘a s’ " * (n // 6),
    "apostrophes": lambda n: "workers’ " * (n // 9),
    "verbs of speech": lambda n: "said " * (n // 5),
    "pronouns": lambda n: "he said, " * (n // 9),
    "names": lambda n: "Ann Berg said " * (n // 14),
    "distinct names": lambda n: " ".join(f"Aa{i} Bb{i} said it was so." for i in range(n // 24)),
    "commas": lambda n: "a, " * (n // 3),
    "digits": lambda n: "“" + "1," * (n // 2),
    "money": lambda n: "“" + "$1 to " * (n // 6) + "”",
    "brackets": lambda n: "(" * n,
    "one of": lambda n: "one of " * (n // 7),
    "chained paragraphs": lambda n: "“word\n" * (n // 6),
    "signatures": lambda n: "a\n— Ann Berg (@x) May 3, 2031\n" * (n // 31),
    "colons": lambda n: "He said:\nabc def.\n" * (n // 18),
    "direction marks": lambda n: "\u202e\u200f“x” " * (n // 6),
    "news": lambda n: (
        "“We agree,” said Ada Moss, the minister, on Monday. He told them it was so.\n" * (n // 77)
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_work_grows_linearly(name: str) -> None:
    def steps(size: int) -> int:
        """Count calls, of Python and of C, so that a busy machine changes nothing; benchmarks take the time."""
        text = text_of(CASES[name](size))
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        sys.setprofile(count)
        try:
            statements(text)
        finally:
            sys.setprofile(None)
        return counted

    steps(1_000)
    small, large = steps(4_000), steps(32_000)
    # Eight times the text: quadratic work would take sixty-four times as many steps.
    assert large <= 12 * small + 2_000, (small, large)


def test_deep_markup_and_many_marks_end() -> None:
    with pytest.raises(ConcessionError):
        read_bytes(b"<html>" + b"<div>" * 20_000, name="a.html")
    with pytest.raises(ConcessionError):
        read_bytes(("> " * 5_000 + "x said y").encode(), name="a.md")
    with pytest.raises(ConcessionError, match="E802"):
        text_of("“" * 4_000_001)
