"""What a newcomer does in the first hour: spreadsheets of many languages, slips of the pen, odd paths."""

import shlex

import pytest
from small_cases import loaded, mine, problems_of, tree_of, write
from terminal import concession

from concession.analysis import evaluate, inspect_case


def with_table(folder, text):
    (folder / "costs.csv").write_bytes(text.encode())
    return concession("check", str(folder))


# -- tables -------------------------------------------------------------------------------------------


def test_a_table_with_semicolons_and_decimal_commas_is_read(own_case):
    plain = "USD million,2026,2027,2028\nConstruction,40.5,1060.25,0\nRenewal,0,0,4\n"
    european = "USD million;2026;2027;2028\nConstruction;40,5;1.060,25;0\nRenewal;0;0;4\n"
    found = []
    for text in (
        plain,
        european,
        european.replace("\n", "\r\n"),
        "\ufeff" + european,
        european.replace("1.060", "1 060"),
        european.replace(";", "\t"),
    ):
        assert with_table(own_case, text).code == 0, text
        result = evaluate(str(own_case), futures=1)
        found.append(result.lines["capital.construction"].by_period[:3].tolist())
    assert found == [[40.5e6, 1060.25e6, 0.0]] * len(found)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("USD million;2026;2027;2028\nConstruction;1,500;2,250;0\nRenewal;0;0;0\n", None),
        ("USD million;2026;2027;2028\nConstruction;40,5;60.25;0\nRenewal;0;0;0\n", "a dot before decimals"),
        ('USD million,2026,2027,2028\nConstruction,"40,5",60,0\nRenewal,0,0,0\n', "a dot before decimals"),
        ("USD million;2026;2027;2028\nConstruction;40,5;6.02,5;0\nRenewal;0;0;0\n", "is not a number"),
    ],
)
def test_commas_are_for_decimals_only_where_nothing_else_can_be_meant(own_case, text, why):
    ended = with_table(own_case, text)
    if why is None:
        assert ended.code == 0
        assert evaluate(str(own_case), futures=1).lines["capital.construction"].by_period[0] == 1500e6
    else:
        assert ended.code == 2
        assert "E137" in ended.err
        assert why in ended.err


def test_files_with_a_mark_of_order_and_windows_ends_of_lines_are_read(own_case):
    before = concession("evaluate", str(own_case), "-n", "5", "--json").json
    for file in own_case.rglob("*.*"):
        text = file.read_text(encoding="utf-8")
        file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert concession("evaluate", str(own_case), "-n", "5", "--json").json == before


# -- slips of the pen ---------------------------------------------------------------------------------


def test_a_royalty_of_400_percent_is_asked_about():
    clauses = {"royalty": {"type": "royalty", "rate": "4", "base": "revenue", "payee": "treasury"}}
    found = problems_of(tree_of(clauses, {"mine": mine([1, 1])}, periods=2))
    assert [(code, "write 4 % if that is meant" in text) for code, text in found] == [("E317", True)]
    clauses["royalty"]["rate"] = {"from": "2025", "values": ["4", "5"]}
    [(code, text)] = problems_of(tree_of(clauses, {"mine": mine([1, 1])}, periods=2))
    assert (code, "unit: %" in text) == ("E317", True)
    clauses["royalty"]["rate"] = {"from": "2025", "values": ["4", "5"], "unit": "%"}
    assert problems_of(tree_of(clauses, {"mine": mine([1, 1])}, periods=2)) == []
    clauses["royalty"]["rate"] = "0.04"
    assert problems_of(tree_of(clauses, {"mine": mine([1, 1])}, periods=2)) == []


def test_a_value_of_the_formula_is_among_what_may_have_been_meant():
    clauses = {
        "share": {
            "type": "formula",
            "amount": "revenue * parts",
            "with": {"part": "5 %"},
            "payee": "treasury",
            "instrument": "other",
        }
    }
    found = problems_of(tree_of(clauses, {"mine": mine([1, 1])}, periods=2))
    assert [text for _, text in found] == ["there is no 'parts' here | did you mean 'part'?"]
    clauses["share"]["amount"] = "revenue x part"
    assert [text for _, text in problems_of(tree_of(clauses, {"mine": mine([1, 1])}, periods=2))] == [
        "not a formula: revenue x part | multiply with *"
    ]


def test_a_range_without_the_unit_of_its_value_is_told_so():
    royalty = {
        "type": "royalty",
        "rate": {"value": "20 USD/t", "range": "15 to 25"},
        "base": "production.metal",
        "payee": "treasury",
    }
    project = mine([1, 1], production=[1, 1])
    [(code, text)] = problems_of(tree_of({"royalty": royalty}, {"mine": project}, periods=2))
    assert (code, text) == ("E307", "the range lacks its unit | write it with the unit of the value, USD/t")


def test_amounts_after_the_last_period_are_warned_of():
    case = loaded(tree_of({}, {"mine": mine([1, 1, 5, 7])}, periods=2))
    [warned] = [one for one in inspect_case(case).warnings if one.kind == "too-late"]
    assert "has amounts in 2027 to 2028, after the case's last period, 2026" in warned.message
    fits = loaded(tree_of({}, {"mine": mine([1, 1])}, periods=2))
    assert [one.kind for one in inspect_case(fits).warnings if one.kind == "too-late"] == []
    padded = loaded(tree_of({}, {"mine": mine([1, 1, 0, 0])}, periods=2))
    assert [one.kind for one in inspect_case(padded).warnings if one.kind == "too-late"] == []


# -- files and folders --------------------------------------------------------------------------------


def test_commands_to_copy_are_quoted_where_a_path_has_blanks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = concession("new", "моя угода/перша").out
    said = [line.strip() for line in page.splitlines() if line.startswith("  concession evaluate")]
    words = shlex.split(said[0])
    assert words == ["concession", "evaluate", "моя угода/перша"]
    assert concession(*words[1:], "-n", "3").code == 0


@pytest.mark.parametrize("option", ["--csv", "--report"])
@pytest.mark.parametrize("command", ["evaluate", "compare", "answers"])
def test_a_file_that_cannot_be_written_is_told_before_anything_runs(tmp_path, monkeypatch, command, option):
    folder = write(tree_of({}, {"mine": mine([1, 1])}, periods=2), tmp_path / "case")

    def never(*_args, **_more):
        raise AssertionError("it ran")

    for name in ("evaluate", "compare", "answers"):
        monkeypatch.setattr(f"concession.analysis.{name}", never)
    for target in (tmp_path / "nowhere" / "x.html", tmp_path):
        ended = concession(command, str(folder), option, str(target))
        assert (ended.code, ended.out) == (2, "")
        assert str(target) in ended.err


def test_a_report_without_its_packages_is_told_before_anything_runs(tmp_path, monkeypatch):
    folder = write(tree_of({}, {"mine": mine([1, 1])}, periods=2), tmp_path / "case")
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)
    ended = concession(
        "evaluate", str(folder), "--report", str(tmp_path / "x.html"), "--csv", str(tmp_path / "x.csv")
    )
    assert ended.code == 2
    assert "E708" in ended.err
    assert [one.name for one in tmp_path.iterdir()] == ["case"]
