"""Terms side by side, at every width, and a comparison that answers in words."""

from __future__ import annotations

import csv
import io
import json

import pytest

from concession.analysis import SideBySide, answers, side_by_side
from concession.model import Case, load
from concession.report import Page, comparison_page, terms_page


@pytest.fixture(scope="module")
def case() -> Case:
    return load("us-ukraine")


@pytest.fixture(scope="module")
def found(case: Case) -> SideBySide:
    return side_by_side(case)


def rendered(found: SideBySide, width: int) -> str:
    page = Page(width=width)
    terms_page(page, found)
    return page.render()


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_every_term_is_there_and_fits(found: SideBySide, width: int) -> None:
    text = rendered(found, width)
    # an address is one word, and longer than a narrow page
    assert all(len(line) <= width or "http" in line for line in text.splitlines())
    flat = " ".join(text.split())
    for clause in found.clauses:
        assert clause.title.split()[0] in flat
    assert "Illustrative" in text
    assert "Terms unknown: not compared, not evaluated" in flat
    assert "Sources" in flat


def test_amounts_by_year_are_told_with_their_range(found: SideBySide) -> None:
    seed = next(one for one in found.clauses if one.id == "seed_us")
    (said,) = (cell for row in seed.terms if row.path == "amount" for cell in row.cells if cell)
    assert said.words == "37.5 (2 times) USD million from 2025 (60 % to 100 %) [official]"


def test_all_clauses_and_terms_of_all_drafts_are_rows(case: Case, found: SideBySide) -> None:
    rows = {one.id: one for one in found.clauses}
    for draft in found.drafts:
        assert set(draft.clauses.entries) <= set(rows)
    board = {row.path: row for row in rows["board"].terms}
    by_draft = dict(zip((one.id for one in found.drafts), board["size"].cells, strict=True))
    four, six = by_draft["d4"], by_draft["d6"]
    assert by_draft["no-deal"] is None
    assert four is not None
    assert six is not None
    assert (four.text, four.mark, four.sources) == ("5", "reported", ("s25", "s27", "s28"))
    assert six.words == "6 [official]"
    assert {one.id for one in found.unknown} == {"d0", "d1-ua", "d1b", "d4-ua"}
    assert [one.id for one in found.known["d1b"]] == ["known"]
    assert set(found.sources) <= set(case.sources)


def test_readings_and_notes_are_shown(found: SideBySide) -> None:
    text = " ".join(rendered(found, 100).split())
    assert "readings fact-sheet: yes [reported]; text-as-reported: no [reported]; law-firm:" in text
    assert "not-stated: not stated [unknown]" in text
    assert "Conflict C7" in text


def test_exports_hold_the_same(found: SideBySide) -> None:
    rows = list(csv.DictReader(io.StringIO(found.to_csv())))
    data = json.loads(json.dumps(found.to_dict()))
    count = sum(cell is not None for one in found.clauses for row in one.terms for cell in row.cells)
    known = sum(len(row.cells) for one in found.known.values() for each in one for row in each.terms)
    assert len(rows) == count + known
    assert {row["illustrative"] for row in rows} == {"True"}
    assert len(data["clauses"]) == len(found.clauses)
    assert data["terms_unknown"][0]["id"] in {"d0", "d1-ua", "d1b", "d4-ua"}


def test_few_drafts_stand_in_a_table() -> None:
    found = side_by_side(load("buenavista"), ["base", "duty-10"])
    text = rendered(found, 100)
    line = next(line for line in text.splitlines() if line.startswith("  rate") and "[text]" in line)
    assert line.split() == ["rate", "7.5", "%", "[official]", "10", "%", "[text]"]


def test_a_comparison_answers_in_three_blocks(case: Case) -> None:
    said = answers(case, ["no-deal", "d2", "d4"], futures=24)
    page = Page(width=100)
    comparison_page(page, said.transfer, said=said)
    text = page.render()
    assert all(len(line) <= 100 for line in text.splitlines())
    blocks = [text.index(f"\n{one}") for one in ("1. Transfer at fixed", "2. What the case", "3. Not valued")]
    assert blocks == sorted(blocks)
    flat = " ".join(text.split())
    assert "1. Transfer at fixed behaviour At fixed behaviour no draft creates value" in flat
    assert "the target of USD 500.0 billion is reached by 2084 in 0.0 % of the futures" in flat
    aid, fall = "Aid of the United States from 2022 to 2024 (amount)", "Distribution (step 1, method)"
    assert (
        f"with {aid} read as 'at least 100 (USD 100 billion)' and {fall} read as 'compound' (the base): USD"
        in flat
    )
    assert (
        "Share of resource income, all owners (receipts, all resources, share) read as 'all (100 %)'" in flat
    )
    assert "clauses." not in flat
    assert "All amounts above are cash only. With kind" in flat
    for one in said.transfer.drafts:
        kind = one.parties["united-states"].npv_with_kind
        assert kind is not None
        assert f"United States {round(kind.mean / 1e6):,} with kind" in flat
    assert f"with {aid} read as 'not stated': neither a date nor a balance follows" in flat
    assert "keeps 50.0 % of each dollar from existing licences" in flat
    assert "do not add up over the parties" in flat
    # one table, in which groups stand for their members; standard errors come after all words
    rules = [line for line in text[: text.index("Standard errors")].splitlines() if line.startswith("---")]
    assert len(rules) == 1
    assert text.index("Standard errors") > blocks[-1]
    assert "State budget of Ukraine  " not in text
    assert "security guarantee" in flat
    for word in ("better", "worse", "best", "worst", "fair"):
        assert word not in flat.lower().split()
