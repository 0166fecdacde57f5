"""Paths and names of accounts in words, and formulas that are printed whole."""

import pytest

from concession.analysis import alternatives, explain, read_as
from concession.analysis._places import account_words, place_words, term_words
from concession.errors import ConcessionError
from concession.model import Case, load
from concession.report import explanation_page
from concession.report._layout import Page


@pytest.fixture(scope="module")
def case() -> Case:
    return load("us-ukraine")


@pytest.mark.parametrize(
    ("draft", "name", "words"),
    [
        ("d4", "waterfall.preferred.amount", "Distribution: preferred amount"),
        ("d4", "fund.claim.dfc", "Claim of US International Development Finance Corporation on Joint fund"),
        ("d6", "fund.ukraine.value", "Reconstruction Investment Fund: invested in Ukraine"),
        ("d6", "loan.balance[dobra]", "loan: balance (dobra)"),
    ],
)
def test_accounts_bear_titles_and_names(case: Case, draft: str, name: str, words: str) -> None:
    assert account_words(case, draft, name) == words


def test_every_claim_of_the_case_has_words(case: Case) -> None:
    ids = {"us-federal", "dfc", "treasury"}
    for draft in ("d2", "d3", "d4", "d6", "d8"):
        for account in case.build(case.draft(draft)).graph.accounts.values():
            if account.kind == "claim":
                words = account_words(case, draft, account.name)
                assert not ids & set(words.split())


def test_every_value_with_readings_has_words(case: Case) -> None:
    for draft in ("d1", "d4", "d6", "d8"):
        for one in alternatives(case, draft):
            words = place_words(case, draft, one.path)
            assert words.endswith(")")
            assert "." not in words
            assert not any(step.isdigit() for step in words.split(", "))


def test_steps_are_counted_from_one() -> None:
    assert term_words("clauses.fall.steps.2.rate") == "step 3, rate"
    assert term_words("clauses.share.receipts.all.0.share") == "receipts, all, share"
    assert term_words("clauses.share.receipts.all.1.share") == "receipts, all, 2, share"


def test_a_long_formula_is_printed_whole(case: Case) -> None:
    found = explain(case, "d4", line="contribution.share.all_resources", period="2035", futures=4)
    page = Page(width=80)
    explanation_page(page, found)
    text = page.render()
    assert found.tree.formula.endswith("clauses.contribution.receipts.all_resources.0.share")
    assert "dobra_sharing[dobra]) ×" in " ".join(text.split())
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "Illustrative" in text


def test_a_reading_by_which_nothing_is_stated_is_refused_in_words(case: Case) -> None:
    with pytest.raises(ConcessionError) as caught:
        read_as(case, "d4", {"past_aid.amount": "not-stated"})
    (one,) = caught.value.problems
    assert one.code == "E207"
    assert one.message == "by the reading 'not-stated' of 'clauses.past_aid.amount' no amount is stated"
    assert "at-least-100, about-120" in one.hint
