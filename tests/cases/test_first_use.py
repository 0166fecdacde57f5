"""What a first user runs into: each was met by someone who had never seen the program."""

import os
import shutil

import pytest
from small_cases import mine, tree_of, write
from typer.testing import CliRunner

from concession.cli import app
from concession.deal import Draft
from concession.errors import ConcessionError
from concession.model import load, start_case

PLANT = {"mine": mine([10, 10], [4, 4], [5, 0], production=[1, 1])}


@pytest.fixture
def starter(tmp_path, monkeypatch):
    """A starter case, as ``my-case`` in the folder where one stands."""
    start_case(tmp_path / "my-case")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "my-case"


def put(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def problems(case):
    with pytest.raises(ConcessionError) as caught:
        load(case)
    return caught.value.problems


def test_a_folder_that_is_no_case_does_not_hide_a_shipped_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "buenavista").mkdir()
    assert load("buenavista").title.startswith("Buenavista")
    found = CliRunner().invoke(app, ["cases"])
    assert found.exit_code == 0
    assert "Buenavista" in found.stdout


def test_a_case_of_ones_own_wins_over_a_shipped_one_of_its_name(starter):
    shutil.copytree(starter, starter.parent / "buenavista")
    assert load("buenavista").title == "A small gold mine"
    found = CliRunner().invoke(app, ["cases"])
    assert found.exit_code == 0
    assert "Buenavista del Cobre" in found.stdout


def test_a_folder_of_another_name_that_is_no_case_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes").mkdir()
    assert [one.code for one in problems("notes")] == ["E127"]


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("clauses.royalty", "4 %", "E201"),
        ("clauses.royalty", None, "E201"),
        ("clauses", "4 %", "E201"),
        ("", "4 %", "E207"),
    ],
)
def test_replacing_more_than_a_term_by_a_number_is_refused(starter, path, value, code):
    case = load(starter)
    with pytest.raises(ConcessionError) as caught:
        case.build(case.draft("law").replace(path, value))
    assert [one.code for one in caught.value.problems] == [code]
    assert all(one.hint for one in caught.value.problems)


def test_a_case_and_a_draft_print_in_a_line(starter):
    case = load(starter)
    assert repr(case) == "<Case my-case: A small gold mine; drafts law, offer>"
    draft = case.draft("law")
    assert isinstance(draft, Draft)
    assert repr(draft) == "<Draft law: The law as it stands; clauses royalty, income_tax, local_share>"


def test_a_grade_that_is_misspelt_is_one_mistake(starter):
    put(starter / "case.yaml", "grade: B", "grade: E")
    assert [one.code for one in problems(starter)] == ["E206"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of a POSIX system")
def test_a_pipe_is_not_read_and_told_as_what_it_is(starter):
    os.mkfifo(starter / "outlook.yaml")
    (found,) = problems(starter)
    assert found.code == "E122"
    assert "pipe" in found.message
    assert "did you mean" not in found.hint


def test_a_loop_is_told_with_the_place_of_a_clause_in_it(starter):
    put(starter / "drafts" / "law.yaml", "base: revenue", "base: income_tax")
    (found,) = problems(starter)
    assert found.code == "E602"
    assert found.path in ("clauses.royalty", "clauses.income_tax")
    assert found.place is not None
    assert found.place.file.endswith("drafts/law.yaml")


def test_a_formula_that_adds_tonnes_to_dollars_is_shown_as_it_was_written(starter):
    put(starter / "drafts" / "law.yaml", "amount: royalty * part", "amount: royalty + ore")
    (found,) = problems(starter)
    assert (found.code, found.path) == ("E601", "clauses.local_share")
    assert found.message == "cannot add USD and t: royalty + ore"


def test_years_in_a_case_of_quarters_are_told_where_they_stand(tmp_path):
    tree = tree_of({}, PLANT, periods=8, start="2025Q1", per="quarter")
    tree["projects"]["mine"]["products"]["metal"]["quantity"] = {"2025": "4 t"}
    (found,) = problems(write(tree, tmp_path))
    assert (found.code, found.path) == ("E313", "projects.mine.products.metal.quantity")
    assert found.place is not None
    text = (tmp_path / "case.yaml").read_text(encoding="utf-8").splitlines()
    assert "quantity" in text[found.place.line - 1] or "4 t" in text[found.place.line - 1]


def test_projects_taxed_together_have_no_value_after_tax_each_and_it_is_said(tmp_path):
    tax = {"type": "income_tax", "rate": "20 %", "ring_fence": "company", "payee": "treasury"}
    two = {"north": PLANT["mine"], "south": PLANT["mine"]}
    write(tree_of({"tax": tax}, two, periods=2), tmp_path)
    found = CliRunner().invoke(app, ["evaluate", str(tmp_path)])
    assert found.exit_code == 0
    words = " ".join(found.stdout.split())
    assert "assessed for several projects together" in words
    assert "payback and multiple are before tax there" in words


@pytest.mark.parametrize("label", ["PP-1", "Pre-production 1", "Y5+", "2041+"])
@pytest.mark.parametrize("down", [False, True])
def test_a_column_that_was_meant_as_a_period_is_not_lost(tmp_path, label, down):
    # left out in silence, its spending would make the mine look better than it is
    rows = [["Item", "LOM", label, "1", "2"], ["Capital", "150", "140", "10", "0"]]
    rows = [list(column) for column in zip(*rows, strict=True)] if down else rows
    (tmp_path / "flow.csv").write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    tree = tree_of({}, {"mine": mine([10, 10])}, periods=2)
    series = {"file": "flow.csv", ("column" if down else "row"): "Capital", "unit": "USD", "year_one": "2025"}
    tree["projects"]["mine"]["capital"] = {"works": {"amount": series}}
    (found,) = problems(write(tree, tmp_path))
    assert found.code == "E134"
    assert f"'{label}' looks like a period" in found.message


@pytest.mark.parametrize("cell", ["n/a", "N/A", "nil", "—"])
def test_a_cell_that_says_there_is_nothing_is_a_blank(tmp_path, cell):
    (tmp_path / "flow.csv").write_text(f"Item,2025,2026\nCapital,10,{cell}\n", encoding="utf-8")
    tree = tree_of({}, {"mine": mine([10, 10])}, periods=2)
    series = {"file": "flow.csv", "row": "Capital", "unit": "USD"}
    tree["projects"]["mine"]["capital"] = {"works": {"amount": series}}
    assert [one.code for one in problems(write(tree, tmp_path))] == ["E136"]
    series["blank"] = 0
    assert list(load(write(tree, tmp_path)).drafts) == ["base"]
