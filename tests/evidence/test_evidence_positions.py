"""Positions over time, their changes, and the rows of every table."""

from datetime import date

import pytest

from concession.errors import ConcessionError
from concession.evidence import (
    Speaker,
    check_rows,
    explain_rows,
    party_of,
    position_rows,
    positions,
    statement_rows,
    statements,
    text_of,
    verify,
)

TERMS = {"fund": ["fund"], "share": ["share"], "guarantee": ["guarantee"]}
PRINCIPALS = {"norland": ["Ada Moss", "Norland"], "sudland": ["president of Sudland", "Tom Reyes"]}
NEWS = """
“The fund gets $500 million,” said Ada Moss, the Norland minister, on 1 May 2031.
“We will give a guarantee,” Moss said on 2 May 2031.
“The fund gets $300 million,” said Tom Reyes on 3 May 2031.
“The fund gets $400 million,” Moss said on 5 May 2031. “We will not give a guarantee.”
“Is there a share?” asked Kim Vale, a reporter.
"""


def timeline() -> tuple:  # type: ignore[type-arg]
    found = statements(text_of(NEWS), terms=TERMS)
    drafts = {"first": date(2031, 4, 1), "second": date(2031, 5, 4)}
    return positions(found, PRINCIPALS, terms=TERMS, drafts=drafts)


def test_a_timeline_with_moves_turns_and_differences() -> None:
    told = [(one.term, one.party, [change.kind for change in one.changes]) for one in timeline()]
    assert told == [
        ("fund", "norland", []),
        ("fund", "sudland", ["differs"]),
        ("fund", "norland", ["moved", "differs"]),
        ("guarantee", "norland", []),
        ("guarantee", "norland", ["turned"]),
        ("share", "", []),
    ]


def test_the_draft_on_the_table_and_stance() -> None:
    rows = timeline()
    assert [one.draft for one in rows] == ["first", "first", "second", "first", "second", "first"]
    assert [one.denies for one in rows] == [False, False, False, False, True, None]


def test_equal_and_overlapping_figures_are_no_conflict() -> None:
    news = "“A fund of $5 million,” said Ada Moss. “A fund of $4 million to $6 million,” said Tom Reyes."
    assert all(not one.changes for one in positions(statements(text_of(news)), PRINCIPALS, terms=TERMS))


def test_parties_by_name_before_role() -> None:
    assert party_of(Speaker(name="Ada Moss", role="president of Sudland"), PRINCIPALS) == "norland"
    assert party_of(Speaker(name="X", role="President of Sudland"), PRINCIPALS) == "sudland"
    assert party_of(Speaker(name="Norlander"), PRINCIPALS) == ""


def test_malformed_principals_are_told() -> None:
    with pytest.raises(ConcessionError, match="E811"):
        positions((), {"norland": "Ada Moss"}, terms=TERMS)  # type: ignore[dict-item]


def test_rows_are_plain_words_on_one_line() -> None:
    found = statements(
        text_of("“A\u202eb\u200fc <b>fund</b>\tof $5 million,” said Ada Moss.", published=date(2031, 5, 1)),
        terms=TERMS,
    )
    rows = (
        statement_rows(found) + explain_rows(found) + position_rows(positions(found, PRINCIPALS, terms=TERMS))
    )
    rows += check_rows(verify(["fund of gold"], [text_of("a fund of $5")]))
    assert rows
    for row in rows:
        for value in row.values():
            assert isinstance(value, str)
            assert not {"\n", "\t", "\u202e", "\u200f"} & set(value)
    assert statement_rows(found)[0]["figures"] == "$5 million"
    assert statement_rows(found)[0]["terms"] == "fund"
    assert any("Ada Moss" in row["why"] for row in explain_rows(found))
