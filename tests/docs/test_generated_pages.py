"""The pages that are made from the program's own tables."""

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from concession.clauses import KINDS, MoneyClause
from concession.deal import GRADES, MARKS, STATUSES, fields_of
from concession.errors import CODES, Code
from concession.model import ENTRY_KINDS
from concession.model._head import Head
from concession.projects import Project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        module = importlib.import_module("_generate")
    finally:
        sys.path.remove(str(ROOT / "docs"))
    return module


def test_every_code_has_its_section_and_anchor(generate: ModuleType) -> None:
    page = generate.error_codes(CODES)
    assert sorted(re.findall(r"^### (E\d+) ", page, re.MULTILINE)) == sorted(CODES)
    assert sorted(re.findall(r"^\((e\d+)\)=$", page, re.MULTILINE)) == sorted(code.lower() for code in CODES)


def test_a_section_holds_title_and_remedy_under_its_group(generate: ModuleType) -> None:
    codes = {
        "E301": Code(title="Not a quantity", remedy="Write a number and a unit,\nas in `50 %`."),
        "E101": Code(title="No such file", remedy="Check [the name] of *it*."),
    }
    page = generate.error_codes(codes)
    assert (
        page.index("## E1 Files and YAML") < page.index("### E101") < page.index("## E3 Quantities and units")
    )
    assert "### E301 Not a quantity\n\nWrite a number and a unit, as in `50 %`.\n" in page
    assert r"Check \[the name\] of \*it\*." in page


def test_an_unchanged_page_is_left_alone(generate: ModuleType, tmp_path: Path) -> None:
    generate.write(tmp_path)
    page = tmp_path / "error-codes.md"
    before = page.stat().st_mtime_ns
    generate.write(tmp_path)
    assert page.stat().st_mtime_ns == before
    page.write_text("drifted", encoding="utf-8")
    generate.write(tmp_path)
    assert page.read_text(encoding="utf-8") == generate.error_codes(CODES)


def test_every_kind_of_clause_has_its_section_with_its_terms_and_example(generate: ModuleType) -> None:
    page = generate.pages()["clauses.md"]
    sections = dict(re.findall(r"^\(clause-(\w+)\)=\n(.*?)(?=^\(clause-|\Z)", page, re.MULTILINE | re.DOTALL))
    assert sorted(sections) == sorted(KINDS)
    shared = {one.key for one in fields_of(MoneyClause)}
    for word, text in sections.items():
        assert f"type: {word}" in text
        for one in fields_of(KINDS[word]):
            assert one.key in shared or f"| `{one.key}`" in text, (word, one.key)
        if issubclass(KINDS[word], MoneyClause):
            assert "*Formula:*" in text
            assert "*Known from:*" in text
            assert "*Order of operations:*" in text, word


def test_the_order_of_operations_is_that_of_the_program(generate: ModuleType) -> None:
    page = generate.pages()["clauses.md"]
    section = page[page.index("(clause-cost_recovery)=") : page.index("(clause-profit_split)=")]
    lines = re.findall(r"^(\d+)\. (\S+) = (.*)$", section, re.MULTILINE)
    assert [int(number) for number, _, _ in lines] == list(range(1, len(lines) + 1))
    names = [name for _, name, _ in lines]
    for number, (_, _, formula) in enumerate(lines):
        # what a line reads of its own clause in its own period stands above it
        now = re.sub(r"\[[^\]]*earlier\]", "", formula)
        for other in names[number + 1 :]:
            assert not re.search(rf"(?<![\w.]){re.escape(other)}(?![\w.])", now), (names[number], other)
    assert "limit × " in section


def test_each_fiscal_kind_stands_in_the_table_of_instruments() -> None:
    page = (ROOT / "docs" / "instruments.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\(#clause-(\w+)\)", page))
    assert named <= set(KINDS)
    funds = {"aid", "fund", "fund_capital", "fund_contribution", "matching", "waterfall"}
    assert {word for word, cls in KINDS.items() if issubclass(cls, MoneyClause)} - named == funds


def test_every_key_of_case_files_is_on_their_page(generate: ModuleType) -> None:
    page = generate.pages()["case-files.md"]
    for cls in (Head, Project, *ENTRY_KINDS.values()):
        for one in fields_of(cls):
            assert f"| `{one.key}`" in page, one.key
    for word in (*ENTRY_KINDS, *MARKS, *STATUSES, *GRADES):
        assert f"`{word}`" in page or f"kind: {word}`" in page


def test_tables_are_whole(generate: ModuleType) -> None:
    for page in generate.pages().values():
        for row in page.splitlines():
            if row.startswith("|"):
                assert row.endswith("|")
                assert len(re.findall(r"(?<!\\)\|", row)) in (3, 4), row
