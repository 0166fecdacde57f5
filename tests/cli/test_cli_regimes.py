"""What the commands of instruments print: regimes, vectors, readings, indicators."""

import json
import os
import re
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import concession

from concession.vectors import shipped

Golden = Callable[[str, str], None]
PROGRAM = Path(sysconfig.get_path("scripts")) / "concession"

PAGES = {
    "regimes-coal": ("regimes", "--mineral", "coal"),
    "regimes-2022": ("regimes", "--jurisdiction", "zambia", "--year", "2022"),
    "regime-compare": (
        "regime-compare",
        "copper-creek",
        "--regimes",
        "queensland-2022,chile-2024,tasmania",
        "-n",
        "64",
    ),
    "regime-history": (
        "regime-compare",
        "copper-creek",
        "--regimes",
        "united-kingdom,chile+stabilised@2020,chile,mali,alaska-floor",
        "-n",
        "64",
    ),
    "readings": ("readings", "copper-creek", "--regime", "zambia-2023", "-n", "64"),
    "indicators": ("indicators", "my-case", "-d", "offer", "--hurdle", "10%"),
}


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", PAGES)
def test_pages(
    name: str, columns: int, starter: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(starter.parent)
    ended = concession(*PAGES[name], columns=columns)
    assert (ended.code, ended.err) == (0, "")
    assert max(map(len, ended.out.splitlines())) <= columns
    golden(f"{name}-{columns}.txt", ended.out)


@pytest.mark.parametrize("name", PAGES)
def test_json(name: str, starter: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(starter.parent)
    ended = concession(*PAGES[name], "--json")
    assert (ended.code, ended.err) == (0, "")
    assert isinstance(ended.json, dict)
    golden(f"{name}.json", ended.out)


def test_what_a_regime_leaves_out_stands_beside_its_numbers() -> None:
    ended = concession(*PAGES["regime-compare"], "--json")
    for one in ended.json["regimes"]:
        assert one["not_covered"]
        assert one["sources"][0]["title"]
        assert set(one["government_take"]) == {"undiscounted", "discounted", "status"}
    assert [one["id"] for one in ended.json["drafts"]] == ["queensland-2022", "chile-2024", "tasmania"]


def test_the_law_that_was_applied() -> None:
    ended = concession(*PAGES["regime-history"], "--json")
    told = {one["id"]: one for one in ended.json["regimes"]}
    assert [one["since"] for one in told["united-kingdom"]["applied"]] == [
        "2023-01-01",
        "2024-11-01",
        "2030-04-01",
    ]
    assert [one["first"] for one in told["chile-stabilised-2020"]["applied"]] == ["2024", "2035"]
    assert "contract of stability" in told["chile-stabilised-2020"]["applied"][0]["frozen"]
    assert told["mali"]["for_another_mineral"] == "it is for gold; the case sells copper"
    assert told["chile"]["for_another_mineral"] == ""
    assert list(ended.json["not_run"]) == ["alaska-floor"]
    nothing = concession("regime-compare", "copper-creek", "--regimes", "alaska-floor")
    assert (nothing.code, "E601" in nothing.err) == (2, True)


def test_all_shipped_vectors_pass() -> None:
    ended = concession("vectors", "--json")
    assert ended.code == 0
    found = ended.json["vectors"]
    assert len(found) == 95
    assert all(one["pass"] is True for one in found)
    for one in found:
        assert list(one) == ["name", "file", "calc", "pass", "printed", "expected", "ours"]


def test_the_page_of_vectors() -> None:
    ended = concession("vectors", str(shipped()[0]), columns=100)
    assert ended.code == 0
    assert re.search(r"\d+ of \d+ pass\.", ended.out)
    assert "…" in ended.out or "straight_line" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 100


def test_a_vector_that_fails_ends_with_2(tmp_path: Path) -> None:
    entries = json.loads(shipped()[0].read_text(encoding="utf-8"))[:2]
    key = next(iter(entries[1]["expected"]))
    entries[1]["expected"][key] = [1.0]
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(entries), encoding="utf-8")
    ended = concession("vectors", str(file), "--json")
    assert ended.code == 2
    assert [one["pass"] for one in ended.json["vectors"]] == [True, False]
    assert list(ended.json) == ["vectors"]
    assert ended.err.startswith(f"{entries[1]['name']}: ")
    page = concession("vectors", str(file))
    assert page.code == 2
    assert "Not passed:" in page.out
    assert "1 of 2 pass" in page.out


def test_files_that_are_no_vectors(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text("{", encoding="utf-8")
    ended = concession("vectors", str(file), "--json")
    assert ended.code == 2
    assert ended.json["problems"][0]["code"] == "E760"
    empty = tmp_path / "empty.json"
    empty.write_text("[]", encoding="utf-8")
    assert concession("vectors", str(empty), "--json").code == 2  # nothing was proven
    assert concession("vectors", str(tmp_path / "none.json")).code == 2


def test_the_register_of_rejected_numbers() -> None:
    ended = concession("vectors", "--rejected")
    assert ended.code == 0
    assert "hmrc_ot21800_total" in ended.out
    assert "578.55" in ended.out
    as_json = concession("vectors", "--rejected", "--json")
    assert {"name", "printed", "why"} <= set(as_json.json["rejected"][0])
    assert concession("vectors", "--rejected", "x.json").code == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("regime-compare", "copper-creek", "--regimes", "zambia-2032"), "E129"),
        (("regime-compare", "copper-creek", "--regimes", ","), "E509"),
        (("regime-compare", "copper-creek", "--regimes", "nigeria-2021"), "E601"),
        (("readings", "copper-creek", "--draft", "nothing"), "E509"),
        (("readings", "copper-creek", "--regime", "zambia-2023", "-w", "royalty.how=whole:0.2"), "E759"),
        (("indicators", "copper-creek", "--reading", "royalty.bands=whole"), "E207"),
    ],
)
def test_mistakes_are_named(words: tuple[str, ...], code: str) -> None:
    ended = concession(*words, "--json")
    assert ended.code == 2
    assert ended.json["problems"][0]["code"] == code
    assert code in ended.err


@pytest.mark.parametrize(
    "words",
    [
        ("indicators", "copper-creek", "--hurdle", "much"),
        ("indicators", "copper-creek", "--bonus", "5"),
        ("readings", "copper-creek", "-w", "royalty"),
        ("readings", "copper-creek", "-w", "royalty=whole:x"),
        ("regime-compare", "copper-creek"),
    ],
)
def test_wrong_calls_end_with_2(words: tuple[str, ...]) -> None:
    assert concession(*words).code == 2


def test_weights_are_said() -> None:
    words = ("readings", "copper-creek", "--regime", "zambia-2023", "-n", "64")
    weights = ("-w", "royalty.bands=whole:0.4", "-w", "royalty.bands=by-slice:0.6")
    found = concession(*words, *weights, "--json").json
    treasury = {
        one["readings"].get("clauses.royalty.table.how", ""): one["npv"] for one in found["one_at_a_time"]
    }
    mixed = 0.6 * found["base"]["npv"]["treasury"] + 0.4 * treasury["whole"]["treasury"]
    assert found["weighted"]["treasury"] == pytest.approx(mixed)
    assert "weights that were given" in concession(*words, *weights).out


def test_a_reading_by_a_short_name(own_case: Path) -> None:
    file = own_case / "drafts" / "law.yaml"
    text = file.read_text(encoding="utf-8")
    assert "rate: 4 %" in text
    file.write_text(
        text.replace("rate: 4 %", "rate: {value: 5 %, readings: {low: 5 %, high: 50 %}}", 1), encoding="utf-8"
    )
    low = concession("evaluate", "my-case", "--json", "-n", "8")
    high = concession("evaluate", "my-case", "--reading", "royalty.rate=high", "--json", "-n", "8")
    assert (low.code, high.code) == (0, 0)
    line = "royalty"
    assert sum(high.json["lines"][line]["by_period"]) == pytest.approx(
        10 * sum(low.json["lines"][line]["by_period"])
    )


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "concession regime-compare copper-creek --regimes zambia-",
            {"zambia-2016", "zambia-2019", "zambia-2022", "zambia-2023"},
        ),
        (
            "concession regime-compare copper-creek --regimes peru-2011,zambia-2022,zambia-202",
            {"peru-2011,zambia-2022,zambia-2023"},
        ),
        ("concession regime-compare copper-creek --regimes peru+", {"peru+stabilised"}),
        ("concession indicators buen", {"buenavista"}),
        ("concession regime", {"regimes", "regime-compare"}),
    ],
)
def test_a_shell_completes_regimes(line: str, wanted: set[str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [PROGRAM],
        env={
            **os.environ,
            "_CONCESSION_COMPLETE": "complete_bash",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(line.split(" ")) - 1),
        },
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert set(done.stdout.split()) == wanted
