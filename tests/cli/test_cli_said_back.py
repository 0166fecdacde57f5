"""What a command says back where it was mistyped, or where what it reads is at fault."""

import json

import pytest
import typer.main
from ruamel.yaml import YAML
from small_cases import loaded, mine, problems_of, tree_of, write
from terminal import concession

from concession.analysis import compare, evaluate, explain, indicators
from concession.cli import app
from concession.errors import ConcessionError
from concession.lines import parse_formula
from concession.model import DOCUMENTS

# -- the command line --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("evalute", "x", "--json"), "No such command 'evalute'"),
        (("evaluate", "--json"), "Missing argument"),
        (("check", "buenavista", "--json", "--foo"), "No such option: --foo"),
        (("explain", "buenavista", "--json", "--futures", "0"), "greater than or equal to 1"),
        (("explain", "buenavista", "--json", "--future", "-1"), "greater than or equal to 0"),
        (("evaluate", "buenavista", "--json", "--futures", "0"), "neither a whole number"),
        (("evaluate", "buenavista", "--json", "--units", "dozens"), "is none of auto"),
        (("evaluate", "buenavista", "--json", "--reading", "x"), "is not PATH=NAME"),
        (("schema", "cases", "--json"), "is none of case"),
    ],
)
def test_a_mistyped_command_is_json_where_json_was_asked_for(words, said):
    ended = concession(*words)
    assert ended.code == 2
    [problem] = ended.json["problems"]
    assert problem["code"] == "E160"
    assert said in problem["message"]
    assert said in ended.err, "a person still reads it"
    plain = concession(*(word for word in words if word != "--json"))
    assert (plain.code, plain.out) == (2, "")
    assert said in plain.err


def test_a_file_out_of_reach_is_json_too(tmp_path):
    ended = concession("evaluate", "buenavista", "--json", "--csv", str(tmp_path / "no-folder" / "a.csv"))
    assert ended.code == 2
    assert [one["code"] for one in ended.json["problems"]] == ["E161"]


def test_a_fault_of_ours_is_json_too(monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("oh")

    monkeypatch.setattr("concession.analysis.inspect_case", broken)
    ended = concession("check", "buenavista", "--json")
    assert ended.code == 70
    [problem] = ended.json["problems"]
    assert (problem["code"], problem["message"]) == ("E162", "a fault of the program: RuntimeError: oh")


def test_no_command_shows_the_help_and_the_version_ends_well():
    assert "Commands" in concession().out + concession().err
    assert concession("--version").code == 0
    assert concession("evaluate", "--help").code == 0


# -- numbers of futures ------------------------------------------------------------------------------


@pytest.mark.parametrize("futures", [0, -1])
@pytest.mark.parametrize("run", [evaluate, compare, indicators])
def test_less_than_one_future_is_refused_even_where_nothing_varies(run, futures):
    case = loaded(tree_of({}, {"mine": mine([1, 1])}, periods=2))
    with pytest.raises(ConcessionError) as caught:
        run(case, futures=futures)
    assert [one.code for one in caught.value.problems] == ["E710"]


def test_a_future_below_zero_is_refused():
    case = loaded(tree_of({}, {"mine": mine([1, 1])}, periods=2))
    for wrong in ({"future": -1}, {"futures": 0}, {"future": -1, "exact": True}):
        with pytest.raises(ConcessionError, match="E710"):
            explain(case, line="revenue", period=2025, **wrong)


def test_one_future_of_many_is_not_said_to_be_all(own_case):
    page = concession("evaluate", str(own_case), "-n", "1")
    assert "one future of many, seed " in page.out
    assert "nothing varies" not in page.out
    assert "one future: nothing varies" in concession("evaluate", "buenavista").out
    assert ": 1 draft\n" in concession("compare", str(own_case), "law", "-n", "1").out.replace(
        " compared", ""
    )


# -- files --------------------------------------------------------------------------------------------


def test_no_folder_is_left_behind_by_a_path_that_goes_up(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert concession("new", "a/../b").code == 0
    assert [one.name for one in tmp_path.iterdir()] == ["b"]
    assert concession("new", "b").code == 2


def test_one_faulty_case_of_the_library_does_not_hide_the_others(tmp_path, monkeypatch):
    for name in ("good", "bad"):
        assert concession("new", str(tmp_path / name)).code == 0
    (tmp_path / "bad" / "case.yaml").write_text("concession: 1\ntitle: [\n", encoding="utf-8")
    monkeypatch.setattr("concession.model._load.library_folder", lambda: tmp_path)
    monkeypatch.setattr("concession.model.library_folder", lambda: tmp_path)
    page = concession("cases")
    assert page.code == 0, page.err
    assert "cannot be read: 1 problem" in page.out
    assert "good" in page.out
    found = {one["id"]: one for one in concession("cases", "--json").json["cases"]}
    assert found["bad"]["problems"][0]["file"].endswith("bad/case.yaml")
    assert found["good"]["drafts"] == ["law", "offer"]


@pytest.mark.parametrize(
    ("currency", "hint"),
    [("usd", "write 'USD'"), ("Euro", "three capitals"), ("t", "three capitals"), ("USDX", "three capitals")],
)
def test_a_currency_is_known_or_refused_where_it_stands(currency, hint):
    found = problems_of(tree_of({}, {"mine": mine([1, 1])}, periods=2, currency=currency))
    assert [code for code, text in found if hint in text] == ["E305"]


def test_real_money_is_a_currency():
    product = {"revenue": {"from": "2025", "values": ["1", "1"], "unit": "USD(2025)"}}
    tree = tree_of(
        {}, {"mine": {"owner": "company", "products": {"metal": product}}}, periods=2, currency="USD(2025)"
    )
    assert str(loaded(tree).currency) == "USD@2025"


# -- formulas -----------------------------------------------------------------------------------------


def formula(amount, **more):
    clauses = {
        "signature-bonus": {
            "type": "bonus",
            "amount": "USD 10",
            "when": "date",
            "date": "2025",
            "payee": "treasury",
        },
        "share": {
            "type": "formula",
            "amount": amount,
            "payer": "treasury",
            "payee": "bank",
            "instrument": "other",
            **more,
        },
    }
    return tree_of(clauses, {"mine": mine([100, 100])}, periods=2)


@pytest.mark.parametrize("amount", ["5 % * `signature-bonus`", '5 % * "signature-bonus"'])
def test_a_name_with_a_dash_stands_in_quotes(amount):
    shown = evaluate(loaded(formula(amount))).lines["share"].by_period
    assert shown.tolist() == [0.5, 0.0]


@pytest.mark.parametrize("amount", ["5 % * signature-bonus", "signature-bonus"])
def test_a_name_that_a_dash_cut_off_is_explained(amount):
    found = problems_of(formula(amount))
    assert [code for code, text in found if 'put it in quotes: "signature-bonus"' in text] == ["E608"]


@pytest.mark.parametrize(
    "amount",
    [
        "revenue * 10**400",
        "revenue * 10^400",
        "1e100 * 10 * revenue",
        "revenue * (1e60 ^ 3)",
        "revenue * -(10^101)",
        "where(revenue > 0, 9^9^9^9, 0)",
    ],
)
def test_numbers_that_no_result_can_be_are_found_by_check(amount):
    found = problems_of(formula(amount))
    assert [code for code, _ in found] == ["E604"], found
    assert all("share" in path for path in places_of(formula(amount)))


def test_a_division_by_nothing_is_found_by_check():
    assert [
        code for code, text in problems_of(formula("revenue / (1 - 1)")) if "a division by 0" in text
    ] == ["E610"]


@pytest.mark.parametrize(
    "amount",
    [
        "revenue * 1e90 * 1e90 * 1e90 * 1e90",
        "revenue * (revenue / (revenue - revenue))",
        "revenue * exp(1000 * revenue / revenue)",
    ],
)
def test_a_line_that_is_no_number_is_found_by_check_with_its_place(tmp_path, amount):
    tree = formula(amount)
    loaded(tree)
    ended = concession("check", str(write(tree, tmp_path / "case")), "--json")
    assert (ended.code, ended.json["problems"][0]["code"]) == (3, "E702")
    assert all(one["path"].startswith("share") for one in ended.json["problems"])
    assert all(one["line"] for one in ended.json["problems"])


def places_of(tree):
    try:
        loaded(tree)
    except ConcessionError as error:
        return [one.path for one in error.problems]
    return []


def test_large_and_small_numbers_that_are_fine_pass():
    for amount in ("revenue * 10^12 / 10^12", "revenue * 2 ^ -3", "revenue * (1 - 0.5)", "revenue / 1e-90"):
        assert parse_formula(amount, lambda name: 3 * parse_formula("1", lambda _: None)) is not None
        assert problems_of(formula(amount)) == []


# -- selectors ----------------------------------------------------------------------------------------


def test_a_selector_that_matches_nothing_is_told_in_the_users_words():
    clauses = {
        "royalty": {"type": "royalty", "rate": "5 %", "base": "revenue", "payee": "treasury"},
        "share": {
            "type": "fund_contribution",
            "share": "50 %",
            "base": [{"select": {"instrument": "roylty"}}],
            "fund": "bank",
        },
    }
    tree = tree_of(clauses, {"mine": mine([100, 100])}, periods=2)
    tree["drafts"]["base"]["clauses"]["share"] = {
        "type": "royalty",
        "rate": "5 %",
        "base": [{"select": {"instrument": "roylty"}}],
        "payee": "treasury",
    }
    found = problems_of(tree)
    assert [code for code, _ in found] == ["E609"], found
    assert "accrues" not in found[0][1]
    assert "no line matches 'instrument is roylty'" in found[0][1]
    assert "did you mean 'royalty'?" in found[0][1]
    tree["drafts"]["base"]["clauses"]["share"]["base"] = [{"select": {"instrumet": "royalty"}}]
    assert "did you mean 'instrument'?" in problems_of(tree)[0][1]


def test_plain_numbers_are_called_so():
    tree = tree_of(
        {"royalty": {"type": "bonus", "amount": "5", "when": "date", "date": "2025", "payee": "treasury"}},
        {"mine": mine([1, 1])},
        periods=2,
    )
    [(code, text)] = problems_of(tree)
    assert code == "E309"
    assert "'5' is in plain numbers; money is wanted" in text


def test_json_of_a_schema_is_read_by_others():
    assert json.loads(concession("schema", "case").out)["title"]
    YAML(typ="safe").load(concession("schema", "sources").out)


# -- what else is said plainly ------------------------------------------------------------------------


def test_a_schema_holds_what_its_file_may_say_and_no_more():
    small = concession("schema", "sources")
    assert len(small.out) < 10_000
    for document in ("sources", "texts", "vocabulary", "principals", "statements", "inbox", "project"):
        schema = concession("schema", document).json
        used = json.dumps(schema)
        assert [name for name in schema["$defs"] if f'"#/$defs/{name}"' not in used] == []
        assert "clause" not in schema["$defs"]


def test_a_changed_draft_is_told_apart_from_the_one_it_changes():
    case = loaded(
        tree_of(
            {"royalty": {"type": "royalty", "rate": "5 %", "base": "revenue", "payee": "treasury"}},
            {"mine": mine([100, 100])},
            periods=2,
        )
    )
    changed = case.draft().replace("clauses.royalty.rate", "4 %")
    assert changed.id == "base+royalty.rate=4 %"
    assert changed.extends == "base"
    result = compare(case, [case.draft(), changed])
    assert [one.draft.id for one in result.drafts] == ["base", changed.id]
    rows = {row["draft"]: row for row in result.to_records() if row["party"] == "treasury"}
    assert rows["base"]["npv_mean"] > rows[changed.id]["npv_mean"]
    assert changed.replace("clauses.royalty.base", ["revenue"]).id == "base+royalty.rate=4 %+royalty.base"
    assert case.draft().replace("clauses.royalty.rate", "4 %", called="lower").id == "lower"


def test_options_of_one_name_are_one_option():
    group = typer.main.get_command(app)
    said = {}
    for command in (
        "evaluate",
        "compare",
        "answers",
        "indicators",
        "readings",
        "regime-compare",
        "chart",
        "explain",
    ):
        for one in group.commands[command].params:
            for flag in one.opts:
                if flag in (
                    "--seed",
                    "--units",
                    "--csv",
                    "--report",
                    "--reading",
                    "--workers",
                    "--cluster",
                    "--precision",
                ):
                    said.setdefault(flag, set()).add(one.help)
    assert {flag: len(helps) for flag, helps in said.items()} == dict.fromkeys(said, 1)
    assert len(said) == 8


def test_the_help_of_schema_names_every_file():
    page = " ".join(concession("schema", "--help").out.split())
    assert [word for word in DOCUMENTS if f" {word}" not in page] == []
