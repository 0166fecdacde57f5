"""Quoted phrases against their sources."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concession.errors import ConcessionError
from concession.evidence import STATUSES, Quoted, text_of, verify

SOURCE = text_of(
    "“The fund – half of it – pays\u00a0out… when the ‘second’ mine opens,” she said.\nIt holds $500 million for ten years.",
    name="a",
)


@pytest.mark.parametrize(
    ("phrase", "status", "difference"),
    [
        ("The fund — half of it — pays out... when the 'second' mine opens", "found", ""),
        ("half  of\nit", "found", ""),
        ("second mine", "found with difference", "'"),
        ("the fund", "found with difference", "“the” where the source has “The”"),
        ("The fund … opens", "found with difference", "left out"),
        ("The fund [in full] pays out", "found with difference", "left out"),
        ("It holds $400 million for ten years", "found with difference", "“400” where the source has “500”"),
        ("It holds million for ten years", "found with difference", "left out: “$ 500”"),
        ("nobody has ever spoken of lakes", "not found", ""),
        ("fun", "not found", ""),
    ],
)
def test_a_phrase(phrase: str, status: str, difference: str) -> None:
    (check,) = verify([phrase], [SOURCE])
    assert check.status == status, check
    if difference:
        assert any(difference in one for one in check.differences), check.differences
    if status == "found":
        assert check.span is not None


def test_a_missing_text_and_several_sources() -> None:
    other = text_of("Nothing of it.", name="b")
    checks = verify(
        [Quoted(phrase="half of it", source="c"), Quoted(phrase="half of it", source="b"), "half of it"],
        [other, SOURCE],
    )
    assert [(check.status, check.source) for check in checks] == [
        ("missing text", "c"),
        ("not found", "b"),
        ("found", "a"),
    ]
    assert verify(["x y"], [])[0].status == "missing text"


def test_places_are_those_of_the_body_with_invisible_marks() -> None:
    text = text_of("so\u200b we\u00ad \u202eagree now")
    (check,) = verify(["we agree"], [text])
    assert check.status == "found"
    assert check.span is not None
    assert check.span.of(text.body).startswith("we")
    assert check.span.of(text.body).endswith("agree")


@pytest.mark.parametrize(
    ("value", "unit", "explained", "told"),
    [
        ("500000000", "USD", "", "equal"),
        ("400000000", "USD", "", "differs"),
        ("400000000", "USD", "net of fees", "explained"),
        ("10", "years", "", "equal"),
    ],
)
def test_an_encoded_value(value: str, unit: str, explained: str, told: str) -> None:
    quoted = Quoted(
        phrase="It holds $500 million for ten years", value=Decimal(value), unit=unit, explained=explained
    )
    assert verify([quoted], [SOURCE])[0].figure == told
    assert verify([Quoted(phrase="half of the fund", value=Decimal("0.5"))], [SOURCE])[0].figure == "equal"
    assert verify([Quoted(phrase="she said", value=Decimal(1))], [SOURCE])[0].figure == "no figure"


def test_empty_phrases_are_told_together() -> None:
    with pytest.raises(ConcessionError) as caught:
        verify(["", " … ", "ok"], [SOURCE])
    assert [problem.code for problem in caught.value.problems] == ["E813", "E813"]


@given(
    st.lists(st.text("abc “”‘’'\"—-…. \n[](){}*+?\\|^$", min_size=0, max_size=40), min_size=1, max_size=4),
    st.text(max_size=200),
)
def test_any_phrase_in_any_text_has_a_status(phrases: list[str], body: str) -> None:
    wanted = [phrase for phrase in phrases if any(letter.isalnum() for letter in phrase)]
    checks = verify(wanted, [text_of(body)])
    assert len(checks) == len(wanted)
    assert all(check.status in STATUSES for check in checks)


@given(
    st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon"]), min_size=3, max_size=30),
    st.data(),
)
def test_a_piece_of_the_text_is_always_found(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 2))
    end = data.draw(st.integers(start + 1, len(words)))
    (check,) = verify([" ".join(words[start:end])], [text_of("  ".join(words))])
    assert check.status == "found"
