"""Options of long runs: how they are run, how many futures settle them, what is said where they are broken off."""

from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import concession

from concession.analysis import _compare, _evaluate
from concession.analysis._run import Run

COMMANDS = ("evaluate", "compare")
BLOCK = 4096


@pytest.mark.parametrize("command", COMMANDS)
def test_no_number_depends_on_what_runs_it(command: str, starter: Path) -> None:
    words = (command, str(starter), "-n", "9000", "--json")
    plain = concession(*words)
    assert plain.code == 0
    assert concession(*words, "--executor", "reference", "--workers", "2").out == plain.out


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_not_settled_is_said_and_auto_settles_it(command: str, starter: Path) -> None:
    def unsettled(*more: str) -> list[str]:
        found = concession(command, str(starter), "--json", *more).json
        return [name for one in found.get("drafts", [found]) for name in one["unsettled"]]

    few = ("-n", "300")
    assert "treasury" in unsettled(*few)
    assert "market" not in unsettled(*few)
    assert unsettled(*few, "--precision", "0.5") == []
    assert unsettled("-n", "auto") == []
    warned = " ".join(concession(command, str(starter), *few).out.split())
    assert (
        "P10 and P90 are rough for The mining company, The treasury, The region and The state: from" in warned
    )
    assert "2 % counts as settled" in warned
    assert "P10 and P90 are rough" not in concession(command, str(starter), "-n", "auto").out


def test_auto_doubles_until_the_precision_is_reached(starter: Path) -> None:
    def futures(precision: str) -> int:
        found = concession("evaluate", str(starter), "-n", "auto", "--precision", precision, "--json").json
        return int(found["futures"])

    assert futures("0.02") == 2 * BLOCK
    assert futures("0.008") > 2 * BLOCK


def test_standard_errors_are_in_the_json(starter: Path) -> None:
    found = concession("evaluate", str(starter), "-n", "500", "--json").json
    npv = found["parties"]["treasury"]["npv"]
    assert 0 < npv["se_mean"] < npv["p90"] - npv["p10"]
    assert npv["se_p10"] > 0 < npv["se_p90"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_dry_run_says_how_large_the_job_is_and_runs_nothing(
    command: str, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was run")

    monkeypatch.setattr(_evaluate, "run", never)
    monkeypatch.setattr(_compare, "run_together", never)
    found = concession(command, str(starter), "-n", "10000", "--dry-run", "--json").json
    assert list(found["drafts"]) == (["law"] if command == "evaluate" else ["law", "offer"])
    law = found["drafts"]["law"]
    assert (law["futures"], law["blocks"]) == (10_000, 3)
    assert law["numbers"] == law["operations"] * law["periods"] * 10_000 > 0
    page = concession(command, str(starter), "-n", "auto", "--dry-run")
    assert (page.code, page.err) == (0, "")
    assert "1,048,576" in page.out
    assert "these are the most" in page.out


def broken_off(original: Callable[..., Run], after: int) -> Callable[..., Run]:
    """Return a run that Ctrl-C reaches after so many calls of the progress bar, over all runs."""
    calls = 0

    def run(*args: object, progress: Callable[[int], None] | None = None, **named: object) -> Run:
        def report(done: int) -> None:
            nonlocal calls
            calls += 1
            if progress is not None:
                progress(done)
            if calls >= after:
                raise KeyboardInterrupt

        return original(*args, progress=report, **named)

    return run


# parts of one block, so that a run can be broken off within
@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    from concession.engine import _reference  # noqa: PLC0415 - only to be changed

    monkeypatch.setattr(_reference, "CHUNK_NUMBERS", 2**14)


@pytest.mark.usefixtures("small_parts")
def test_an_evaluation_that_is_broken_off_prints_its_part(
    starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("evaluate", str(starter), "--executor", "reference")
    whole = concession(*words, "-n", str(BLOCK), "--json").json
    original = _evaluate.run
    monkeypatch.setattr(_evaluate, "run", broken_off(original, 1))
    part = concession(*words, "-n", "12000", "--json")
    assert part.code == 130
    assert part.err == "interrupted: what is printed is the part that was done\n"
    assert (part.json["futures"], part.json["futures_wanted"], part.json["complete"]) == (
        BLOCK,
        12_000,
        False,
    )
    assert part.json["parties"] == whole["parties"]
    monkeypatch.setattr(_evaluate, "run", broken_off(original, 1))
    page = concession(*words, "-n", "12000")
    assert page.code == 130
    assert "Partial: 4,096 of 12,000 futures." in page.out


@pytest.mark.usefixtures("small_parts")
def test_a_comparison_that_is_broken_off_prints_the_futures_that_are_done(
    starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("compare", str(starter), "--executor", "reference")
    whole = concession(*words, "-n", str(BLOCK), "--json").json
    original = _compare.run_together
    monkeypatch.setattr(_compare, "run_together", broken_off(original, 1))
    part = concession(*words, "-n", "12000", "--json")
    assert part.code == 130
    assert part.err == "interrupted: what is printed is the part that was done\n"
    assert (part.json["futures"], part.json["futures_wanted"], part.json["complete"]) == (
        BLOCK,
        12_000,
        False,
    )
    assert part.json["not_run"] == []
    assert part.json["drafts"] == whole["drafts"]
    monkeypatch.setattr(_compare, "run_together", broken_off(original, 1))
    page = concession(*words, "-n", "12000")
    assert page.code == 130
    assert "Partial: 4,096 of 12,000 futures." in page.out


def test_a_comparison_that_is_broken_off_before_anything_is_done_prints_nothing(
    starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(_compare, "run_together", interrupted)
    nothing = concession("compare", str(starter), "-n", "200")
    assert (nothing.code, nothing.out, nothing.err) == (130, "", "interrupted\n")


def test_a_comparison_on_a_cluster_that_is_broken_off_prints_the_drafts_that_are_done(
    starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("compare", str(starter), "-n", "200", "--cluster", "tcp://127.0.0.1:1")
    original = _compare.run

    # everything and doubtful of the first draft are two runs; the third is broken off before it has a block
    def third(*args: object, **named: object) -> Run:
        nonlocal runs
        runs += 1
        if runs == 3:
            raise KeyboardInterrupt
        return original(*args, **{**named, "cluster": ""})

    monkeypatch.setattr(_compare, "run", third)
    runs = 0
    part = concession(*words, "--json")
    assert part.code == 130
    assert (part.json["complete"], part.json["not_run"]) == (False, ["offer"])
    assert [one["id"] for one in part.json["drafts"]] == ["law"]
    runs = 0
    page = concession(*words)
    assert page.code == 130
    assert "Partial: 1 of 2 drafts, each over 200 futures; not run: offer." in page.out
    # nothing is done before the baseline is
    runs = 2
    nothing = concession(*words)
    assert (nothing.code, nothing.out, nothing.err) == (130, "", "interrupted\n")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-n", "0"), "from 1 to 100,000,000 nor auto"),
        (("-n", "many"), "'many' is neither"),
        (("--precision", "2"), "no share between 0 and 1"),
        (("--executor", "gpu"), "none of auto, reference, fused"),
        (("--workers", "0"), "--workers"),
    ],
)
def test_mistakes_of_a_long_run(command: str, words: tuple[str, ...], said: str, starter: Path) -> None:
    ended = concession(command, str(starter), *words, columns=200)
    assert ended.code == 2
    assert said in " ".join(ended.err.split())
