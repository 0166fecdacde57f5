"""Figures named in words, and terms by vocabulary."""

import itertools
from decimal import Decimal

import pytest

from concession.errors import ConcessionError
from concession.evidence import Figure, Span, Vocabulary, figures


def read(words: str) -> tuple[Figure, ...]:
    return figures(words, [Span(0, len(words))])


@pytest.mark.parametrize(
    ("words", "kind", "low", "high", "unit", "hedge", "of"),
    [
        ("like $500 billion worth of rare earth", "money", "5e11", "5e11", "USD", "like", "rare earth"),
        ("at least €2.5bn in royalties", "money", "2.5e9", "2.5e9", "EUR", "at least", "royalties"),
        ("US$3 million", "money", "3e6", "3e6", "USD", "", ""),
        ("$1,250,000 of ore", "money", "1250000", "1250000", "USD", "", "ore"),
        ("between $180 million and $200 million", "money", "1.8e8", "2e8", "USD", "", ""),
        ("$3-5 billion", "money", "3e9", "5e9", "USD", "", ""),
        ("half a billion dollars", "money", "5e8", "5e8", "USD", "", ""),
        ("five hundred million euros", "money", "5e8", "5e8", "EUR", "", ""),
        ("500 million dollars", "money", "5e8", "5e8", "USD", "", ""),
        ("UAH 40 billion", "money", "4e10", "4e10", "UAH", "", ""),
        ("about 50 percent of revenues", "percent", "50", "50", "%", "about", "revenues"),
        ("10-15% of profit", "percent", "10", "15", "%", "", "profit"),
        ("twelve per cent", "percent", "12", "12", "%", "", ""),
        ("two percentage points", "percent", "2", "2", "percentage points", "", ""),
        ("a 2:1 ratio", "ratio", "2", "2", "", "", "ratio"),
        ("one-to-one", "ratio", "1", "1", "", "", ""),
        ("two-thirds of the seats", "ratio", "0.6667", "0.6667", "", "", "seats"),
        ("half of the fund", "ratio", "0.5", "0.5", "", "", "fund"),
        ("one in five", "ratio", "0.2", "0.2", "", "", ""),
        ("by 2030", "year", "2030", "2030", "", "by", ""),
        ("2025-27", "year", "2025", "2027", "", "", ""),
        ("up to 3,000 tonnes of ore", "quantity", "3000", "3000", "tonnes", "up to", "ore"),
        ("two to three years", "quantity", "2", "3", "years", "", ""),
        ("a million tonnes", "quantity", "1e6", "1e6", "tonnes", "", ""),
        ("more than 500 billion", "number", "5e11", "5e11", "", "more than", ""),
    ],
)
def test_a_figure(words: str, kind: str, low: str, high: str, unit: str, hedge: str, of: str) -> None:
    (found,) = read(words)
    assert (found.kind, found.unit, found.hedge, found.of) == (kind, unit, hedge, of)
    assert found.low == pytest.approx(Decimal(low), rel=Decimal("0.0001"))
    assert found.high == pytest.approx(Decimal(high), rel=Decimal("0.0001"))
    assert found.span.of(words) == found.words


@pytest.mark.parametrize("words", ["a year later", "an offer", "nothing here", "at least", "a mine", ""])
def test_no_figure(words: str) -> None:
    assert read(words) == ()


def test_several_figures_in_order_without_overlap() -> None:
    found = read("It paid $5 million in 2029, or 12% of sales, for 40 trucks.")
    assert [one.kind for one in found] == ["money", "year", "percent", "quantity"]
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))


def test_vocabulary_matches_whole_words_plurals_and_endings() -> None:
    words = Vocabulary({"fund": ["fund"], "ore": ["rare earth", "mineral*"], "tax": ["tax"]})
    assert words.of("The Funds and rare-earths, mineralised") == ("fund", "ore")
    assert words.of("A fundamental taxi") == ()
    assert [term for term, _ in words.places("a tax, a fund", Span(0, 13))] == ["fund", "tax"]


def test_a_malformed_vocabulary_is_told_whole() -> None:
    with pytest.raises(ConcessionError) as caught:
        Vocabulary({"a": "text", "b": [" "], "c": ["x" * 300]})  # type: ignore[dict-item]
    assert [problem.code for problem in caught.value.problems] == ["E810"] * 3
