"""How commands end: exit codes, and what is said of mistakes, broken runs and faults."""

import io
import json
import os
import pty
import re
import subprocess
import sysconfig
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from terminal import concession

import concession as package
from concession.cli._guard import write_json

PROGRAM = Path(sysconfig.get_path("scripts")) / "concession"


def test_help_names_every_command_and_exit_code() -> None:
    ended = concession("--help")
    assert ended.code == 0
    for word in ("cases", "evaluate", "compare", "diff", "explain", "check", "new", "schema", "chart"):
        assert re.search(rf"^  {word} ", ended.out, re.MULTILINE)
        assert "--json" in concession(word, "--help").out
    for number in ("0 fine", "2 a mistake", "3 a run", "70 a fault", "130 interrupted"):
        assert number in " ".join(ended.out.split())


def test_the_version_is_the_packages() -> None:
    assert concession("--version").out == f"concession {package.__version__}\n"


def test_all_mistakes_of_a_case_are_told_at_once(own_case: Path) -> None:
    change(own_case / "case.yaml", "1.2 Mt/yr", "1.2 Mt/yrr")
    change(own_case / "drafts/law.yaml", "instrument: royalty", "instrumnt: royalty")
    change(own_case / "drafts/offer.yaml", "USD 8 million", "8 million dollar")
    ended = concession("check", "my-case")
    assert ended.code == 2
    assert ended.out == ""
    heads = [line for line in ended.err.splitlines() if not line.startswith(" ")]
    assert [line.split(" ")[0:2] for line in heads[:-1]] == [
        ["my-case/case.yaml:54:19:", "E305"],
        ["my-case/drafts/law.yaml:34:5:", "E202"],
        ["my-case/drafts/offer.yaml:17:13:", "E310"],
    ]
    assert heads[-1] == "3 problems"
    assert "did you mean 'instrument'?" in ended.err


def test_mistakes_as_json(own_case: Path) -> None:
    change(own_case / "case.yaml", "1.2 Mt/yr", "1.2 Mt/yrr")
    ended = concession("evaluate", "my-case", "--json")
    assert ended.code == 2
    (problem,) = ended.json["problems"]
    assert problem["code"] == "E305"
    assert (problem["file"], problem["line"], problem["column"]) == ("my-case/case.yaml", 54, 19)
    assert problem["hint"]
    assert "E305" in ended.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("evaluate", "no-such-case"), "E129"),
        (("evaluate", "my-case", "--draft", "ofer"), "E509"),
        (("evaluate", "my-case", "--party", "tresury"), "E210"),
        (("evaluate", "my-case", "--line", "royalti"), "E608"),
        (("compare", "my-case", "ofer"), "E509"),
        (("compare", "my-case", "--party", "nobody"), "E210"),
        (("diff", "my-case", "law", "ofer"), "E509"),
        (("explain", "my-case", "--line", "royalti"), "E608"),
        (("explain", "my-case", "--line", "royalty", "--year", "1990"), "E606"),
        (("explain", "my-case", "--line", "royalty", "--year", "2030Q1"), "E606"),
        (("explain", "my-case", "--line", "royalty", "--year", "soon"), "E313"),
        (("check", "my-case/drafts"), "E127"),
        (("new", "my-case"), "E151"),
    ],
)
def test_a_wrong_word_is_named_with_what_was_meant(words: tuple[str, ...], code: str, own_case: Path) -> None:
    ended = concession(*words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith((code, "my-case"))
    assert code in ended.err
    assert len(ended.err.splitlines()) >= 2, "a hint"
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    "words",
    [
        ("evaluate",),
        ("evaluate", "my-case", "--futures", "0"),
        ("evaluate", "my-case", "--units", "dollars"),
        ("schema", "clause"),
        ("diff", "my-case", "law"),
        ("value", "my-case"),
        ("evaluate", "my-case", "--csv", "no/such/folder/x.csv"),
    ],
)
def test_a_wrong_call_ends_with_2(words: tuple[str, ...], own_case: Path) -> None:
    ended = concession(*words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err
    assert "Traceback" not in ended.err


def test_a_run_without_a_result_ends_with_3(own_case: Path) -> None:
    change(own_case / "drafts/law.yaml", "amount: royalty * part", "amount: royalty / (part - part)")
    ended = concession("evaluate", "my-case", "--json")
    assert ended.code == 3
    assert [problem["code"] for problem in ended.json["problems"]] == ["E702"]
    # the line itself can still be explained: that is when an explanation is needed most
    told = concession("explain", "my-case", "--line", "local_share", "--year", "2030")
    assert told.code == 0
    assert "not a number" in told.out or "unbounded" in told.out


def test_an_inexact_operation_ends_with_3(own_case: Path) -> None:
    change(own_case / "drafts/law.yaml", "amount: royalty * part", "amount: royalty * exp(part)")
    ended = concession("explain", "my-case", "--line", "local_share", "--exact")
    assert ended.code == 3
    assert "E703" in ended.err


def test_a_fault_of_ours_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(case: str) -> None:
        raise RuntimeError("the shelf fell down")

    monkeypatch.setattr("concession.model.load", broken)
    ended = concession("evaluate", "buenavista")
    assert (ended.code, ended.out) == (70, "")
    assert "a fault of ours" in ended.err
    assert "RuntimeError: the shelf fell down" in ended.err
    assert "CONCESSION_TRACEBACK=1" in ended.err
    assert "Traceback" not in ended.err
    with pytest.raises(RuntimeError, match="shelf"):
        concession("evaluate", "buenavista", CONCESSION_TRACEBACK="1")


def test_an_interrupted_run_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(case: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("concession.model.load", stopped)
    ended = concession("evaluate", "buenavista")
    assert (ended.code, ended.err) == (130, "interrupted\n")


def test_a_reader_that_stops_early_is_no_error(starter: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own program
        [PROGRAM, "evaluate", str(starter), "--line", "*", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


def on_a_terminal(*words: str, columns: int = 80, **environment: str) -> str:
    """Return what a command prints on a terminal of its own, both streams together."""
    ours, theirs = pty.openpty()
    said = {**os.environ, "TERM": "xterm", "COLUMNS": str(columns), **environment}
    if "NO_COLOR" not in environment:
        said.pop("NO_COLOR", None)
    with subprocess.Popen(  # noqa: S603 - our own program
        [PROGRAM, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=said
    ) as running:
        os.close(theirs)
        text = b""
        try:
            while piece := os.read(ours, 65536):
                text += piece
        except OSError:
            pass  # the other end was closed
        assert running.wait() == 0
    os.close(ours)
    return text.decode()


def test_colours_only_on_a_terminal_that_wants_them(starter: Path) -> None:
    words = ("compare", str(starter), "--futures", "20")
    assert "\x1b[1m" in on_a_terminal(*words)
    assert "\x1b[31m" in on_a_terminal(*words), "a loss is red"
    assert "\x1b" not in on_a_terminal(*words, NO_COLOR="1")
    assert "\x1b" not in on_a_terminal(*words, TERM="dumb")
    assert "\x1b" not in concession(*words).out


def test_a_long_run_shows_how_far_it_is_on_a_terminal_only(starter: Path) -> None:
    words = ("evaluate", str(starter), "--futures", "120000")
    seen = on_a_terminal(*words)
    assert re.search(r"evaluating \[#*\.*\] [\d,]+ of 120,000 futures, [\d.]+ (s|min|h) left", seen)
    assert concession("evaluate", str(starter), "--futures", "2000").err == ""


def test_a_screen_without_our_characters_gets_question_marks(starter: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [PROGRAM, "explain", str(starter), "--line", "royalty"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert b"?" in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("concession eva", {"evaluate"}),
        ("concession evaluate buen", {"buenavista"}),
        ("concession evaluate my-", {"my-case"}),
        ("concession evaluate my-case --draft ", {"law", "offer"}),
        ("concession compare my-case of", {"offer"}),
        ("concession diff my-case law o", {"offer"}),
        ("concession evaluate my-case --units m", {"million"}),
        ("concession evaluate my-case --party tr", {"treasury"}),
        ("concession explain my-case --line royalty.", {"royalty.base"}),
        ("concession evaluate my-case --line income_tax.losses.cl", {"income_tax.losses.closing"}),
        ("concession evaluate my-case --executor f", {"fused", "fast"}),
        ("concession schema so", {"sources"}),
        ("concession evaluate no-such-case --draft ", set()),
    ],
)
def test_a_shell_completes(line: str, wanted: set[str], own_case: Path) -> None:
    words = line.split(" ")
    done = subprocess.run(  # noqa: S603 - our own program
        [PROGRAM],
        env={
            **os.environ,
            "_CONCESSION_COMPLETE": "complete_bash",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
        },
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert set(done.stdout.split()) == wanted
    assert done.stderr == ""


def test_records_as_csv(own_case: Path) -> None:
    ended = concession("evaluate", "my-case", "--csv", "out.csv")
    text = Path("out.csv").read_text(encoding="utf-8")
    assert text.startswith("case,draft,line,instrument,payer,payee,period,unit,mean,illustrative\n")
    assert "What each party gets" in ended.out
    printed = concession("evaluate", "my-case", "--csv", "-")
    assert printed.out == text
    assert concession("compare", "my-case", "--csv", "-").out.startswith("case,draft,party,npv_mean")
    assert concession("diff", "my-case", "law", "offer", "--csv", "-").out.splitlines()[1] == (
        "my-case,law,offer,royalty,changed,rate,4 %,2 %,True"
    )


def test_units_are_said_and_followed(starter: Path) -> None:
    def company(word: str) -> str:
        page = concession("evaluate", str(starter), "--units", word, columns=120).out
        assert f"(USD{'' if word == 'units' else ' ' + word}; means" in page
        line = next(line for line in page.splitlines() if line.startswith("The mining company  "))
        return line.split("%")[1].split()[0].replace(",", "")

    million = float(company("million"))
    assert float(company("thousand")) == pytest.approx(million * 1e3, rel=1e-3)
    assert float(company("units")) == pytest.approx(million * 1e6, rel=1e-3)
    assert float(company("billion")) == pytest.approx(million / 1e3, abs=0.001)


def test_the_same_seed_gives_the_same_numbers(starter: Path) -> None:
    one = concession("evaluate", str(starter), "--seed", "7", "--futures", "50", "--json")
    again = concession("evaluate", str(starter), "--seed", "7", "--futures", "50", "--json")
    other = concession("evaluate", str(starter), "--seed", "8", "--futures", "50", "--json")
    assert one.out == again.out
    assert one.json["parties"] != other.json["parties"]
    assert (one.json["seed"], one.json["futures"]) == (7, 50)


def test_the_library_is_listed() -> None:
    cases = concession("cases", "--json").json["cases"]
    assert {"buenavista", "copper-creek"} <= {case["id"] for case in cases}
    page = concession("cases").out
    assert all(case["id"] in page for case in cases)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_json_is_plain_data_without_nan() -> None:
    written = capture(lambda: write_json({"a": float("nan"), "b": [1.5, float("inf")], 3: ("x", None)}))
    assert json.loads(written) == {"a": None, "b": [1.5, None], "3": ["x", None]}


def capture(what: Callable[[], None]) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        what()
    return out.getvalue()
