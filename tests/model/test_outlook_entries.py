"""The outlook in files: every kind of entry, what it becomes, and what is wrong with bad ones."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import polars
import pytest
from scipy.stats import spearmanr
from small_cases import loaded, problems_of, tree_of, write

from concession.analysis import inspect_case
from concession.analysis._run import run
from concession.errors import ConcessionError
from concession.lines import Unit
from concession.model import ENTRY_KINDS, Case, dimensions_of, load, outlook_of, sobol_dimensions
from concession.outlook import (
    Bootstrap,
    Brownian,
    ByState,
    Chain,
    Delay,
    Empirical,
    FirstTime,
    InStates,
    Interval,
    Jumps,
    Overrun,
    Pert,
    Reverting,
    Switching,
)

RATES = [
    {"from": "war", "to": "ceasefire", "rate": "40 % per year"},
    {"from": "ceasefire", "to": "war", "rate": "30 % per year"},
    {"from": "ceasefire", "to": "peace", "rate": "20 % per year"},
]
FRONT = {"kind": "chain", "states": ["war", "ceasefire", "peace"], "initial": "war", "rates": RATES}
METAL = {"kind": "geometric-brownian", "start": "100 USD/t", "volatility": "20 %"}


def tree(outlook: dict, clauses: dict | None = None, project: dict | None = None) -> dict:
    pit = {
        "owner": "company",
        "ore": {"all": {"reserves": "60 t", "capacity": "10 t/yr"}},
        "products": {"metal": {"ore": "all", "price": "90 USD/t"}},
        "licence": {"status": "new"},
        "start": {"date": "2026"},
        **(project or {}),
    }
    royalty = {"type": "royalty", "rate": "10 %", "base": "revenue"}
    return tree_of({"royalty": royalty, **(clauses or {})}, {"pit": pit}, periods=10, outlook=outlook)


def drawn(case: Case, name: str, futures: int = 4000) -> np.ndarray:
    return np.asarray(outlook_of(case, case.build(None), 5).draw(f"outlook.{name}", 0, futures))


@pytest.mark.parametrize(
    ("entry", "spec", "unit", "by_period"),
    [
        ({"kind": "pert", "low": "1 USD/t", "mode": "2 USD/t", "high": "5 USD/t"}, Pert(low=1, mode=2, high=5), "USD/t", False),
        ({"kind": "empirical", "values": ["3 USD", "1 USD", "2 USD"]}, Empirical(values=(3.0, 1.0, 2.0)), "USD", False),
        ({"kind": "jumps", "start": "50 USD/t", "volatility": "20 %", "rate": "25 % per year", "jump": "-30 %", "jump_sd": "10 %"},
         Jumps(start=50, volatility=0.2, rate=0.25, jump=-0.3, jump_sd=0.1), "USD/t", True),
    ],
)  # fmt: skip
def test_entries_become_what_can_be_drawn(entry, spec, unit, by_period):
    said = loaded(tree({"x": entry})).outlook["x"]
    assert said.spec == spec
    money, *per = unit.split("/")
    wanted = Unit.of(money)
    for one in per:
        wanted = wanted / Unit.of(one)
    assert str(said.unit) == str(wanted)
    assert said.by_period is by_period


def test_delays_and_overruns():
    case = loaded(
        tree(
            {
                "permit": {"kind": "delay", "time": "-1 to 3 years", "most": "2.5 years"},
                "works": {"kind": "overrun", "share": "-20 % to 60 %"},
            }
        )
    )
    permit, works = case.outlook["permit"].spec, case.outlook["works"].spec
    assert isinstance(permit, Delay)
    assert isinstance(works, Overrun)
    assert (drawn(case, "permit").min(), drawn(case, "permit").max()) == (0.0, 2.5)
    assert np.quantile(drawn(case, "works"), 0.95) == pytest.approx(1.6, abs=0.03)


def test_hostilities_with_readings_by_state():
    case = loaded(
        tree(
            {
                "front": FRONT,
                "insurance": {"kind": "by-state", "chain": "front", "values": {"war": "8 %", "ceasefire": "3 %", "peace": "1 %"}},
                "quiet": {"kind": "in-states", "chain": "front", "states": ["ceasefire", "peace"]},
                "peace": {"kind": "first-time", "chain": "front", "states": ["peace"]},
                "region": {
                    "kind": "chain", "driver": "front", "states": ["lost", "held"], "initial": "lost",
                    "rates": [{"from": "lost", "to": "held", "rate": "50 % per year", "during": ["peace"]}],
                },
            }
        )
    )  # fmt: skip
    kinds = {name: type(entry.spec) for name, entry in case.outlook.items()}
    assert kinds == {
        "front": Chain,
        "insurance": ByState,
        "quiet": InStates,
        "peace": FirstTime,
        "region": Chain,
    }
    front = drawn(case, "front")
    assert (drawn(case, "insurance") == np.array([0.08, 0.03, 0.01])[front]).all()
    assert (drawn(case, "quiet") == (front > 0)).all()
    first = np.where((front == 2).any(axis=0), (front == 2).argmax(axis=0), math.inf)
    assert (drawn(case, "peace") == first).all()
    held = drawn(case, "region") == 1
    assert held.any()
    assert not held[:, ~(front == 2).any(axis=0)].any()
    assert case.outlook["peace"].event
    assert case.outlook["front"].states


def test_a_project_waits_for_a_state_and_a_clause_deters():
    deter = {"type": "deterrence", "input": "front", "from": "ceasefire", "to": "war", "factor": "0.1"}
    said = tree(
        {"front": FRONT, "peace": {"kind": "first-time", "chain": "front", "states": ["peace"]}},
        project={"start": {"event": "peace"}},
    )
    clauses = {**said["drafts"]["base"]["clauses"], "guard": deter}
    said["drafts"]["guarded"] = {
        "title": "Guarded",
        "dated": "2025",
        "status": "example",
        "source": "s",
        "clauses": clauses,
    }
    case = loaded(said)
    plain, guarded = (
        run(case, case.build(draft), futures=4096, seed=3).flows["party:treasury"].own
        for draft in ("base", "guarded")
    )
    # the same random numbers: most futures are alike, and peace comes more often
    assert guarded.mean() > 1.05 * plain.mean()
    assert (guarded == plain).mean() > 0.3


def test_parameters_that_nobody_knows_are_intervals():
    """A stated interval for a parameter is drawn once for each future; a number with a range stays that number."""
    path = {"kind": "mean-reverting", "start": "100 USD/t", "level": "80 to 160 USD/t", "half_life": "1 to 4 years",
            "volatility": {"value": "20 %", "range": "10 to 40 %"}}  # fmt: skip
    rates = [{**RATES[0], "rate": "20 to 60 % per year"}, RATES[1], RATES[2]]
    outlook = {
        "metal": path,
        "walk": {**METAL, "volatility": "10 to 40 %", "drift": "-2 to 3 % per year"},
        "front": {**FRONT, "rates": rates},
        "rate": {"kind": "by-state", "chain": "front", "values": {"war": "4 to 9 %", "ceasefire": "3 %", "peace": "1 %"}},
        "strike": {"kind": "event", "hazard": "2 to 10 % per year"},
    }  # fmt: skip
    guard = {"type": "deterrence", "input": "front", "from": "ceasefire", "to": "war", "factor": "0.2 to 0.8"}
    sold = {"products": {"metal": {"ore": "all", "price": "metal"}}}
    case = loaded(tree(outlook, {"guard": guard}, sold))
    metal = case.outlook["metal"].spec
    assert isinstance(metal, Reverting)
    assert (metal.level, metal.half_life, metal.volatility) == (
        Interval(low=80, high=160),
        Interval(low=1, high=4),
        0.2,
    )
    walk = case.outlook["walk"].spec
    assert isinstance(walk, Brownian)
    assert (walk.volatility, walk.drift) == (Interval(low=0.1, high=0.4), Interval(low=-0.02, high=0.03))
    front = outlook_of(case, case.build(None), 5).input("outlook.front")
    assert isinstance(front, Chain)
    assert front.rates[0].per_year == Interval(low=0.2, high=0.6)
    assert front.rates[1].factor == Interval(low=0.2, high=0.8)
    assert len(np.unique(drawn(case, "rate", 50)[0])) > 30  # all that are at war differ
    assert np.quantile(drawn(case, "strike"), 0.5) == pytest.approx(np.log(2) / 0.045, rel=0.25)
    assert run(case, case.build(None), futures=4096, seed=1).futures == 4096


def test_regimes_and_what_they_move():
    entry = {
        "kind": "regime-switching",
        "start": "100 USD/t",
        "initial": "calm",
        "regimes": {
            "calm": {"volatility": "5 %"},
            "boom": {"volatility": "60 %", "level": "200 USD/t", "half_life": "2 years"},
        },
        "rates": [
            {"from": "calm", "to": "boom", "rate": "0.2 per year"},
            {"from": "boom", "to": "calm", "rate": "0.5 per year"},
        ],
    }
    case = loaded(tree({"x": entry}))
    spec = case.outlook["x"].spec
    assert isinstance(spec, Switching)
    assert [one.name for one in spec.regimes] == ["calm", "boom"]
    assert drawn(case, "x").shape == (10, 4000)


def test_history_in_blocks(tmp_path: Path):
    entry = {"kind": "bootstrap", "start": "100 USD/t", "file": "past.csv", "column": "metal", "block": 2}
    folder = write(tree({"x": entry}), tmp_path / "case")
    values = [100, 110, 121, 100, 90, 99, 130, 128, 120, 131, 144, 140]
    (folder / "past.csv").write_text(
        "year,metal\n" + "".join(f"{2000 + k},{x}\n" for k, x in enumerate(values))
    )
    case = load(folder)
    assert isinstance(case.outlook["x"].spec, Bootstrap)
    changes = np.diff(np.log(values))
    moves = np.diff(np.log(drawn(case, "x", 50)), axis=0).ravel()
    assert all(np.isclose(changes, move, atol=1e-9).any() for move in moves)


@pytest.mark.parametrize("ending", ["csv", "npy", "parquet"])
def test_paths_from_a_file_of_the_case(tmp_path: Path, ending: str):
    entry = {"kind": "file", "file": f"paths.{ending}", "unit": "2 USD/t"}
    folder = write(tree({"x": entry}), tmp_path / "case")
    table = np.random.default_rng(3).uniform(10, 20, (30, 10)).round(3)
    frame = polars.DataFrame({f"p{t}": table[:, t] for t in range(10)})
    if ending == "npy":
        np.save(folder / "paths.npy", table)
    else:
        getattr(frame, f"write_{ending}")(folder / f"paths.{ending}")
    case = load(folder)
    assert (drawn(case, "x", 30) == 2 * table.T).all()
    with pytest.raises(ConcessionError) as caught:
        drawn(case, "x", 31)
    assert caught.value.problems[0].code == "E914"


def test_correlation_in_ranks():
    outlook = {
        "a": "10 to 20 USD",
        "b": {"kind": "lognormal", "median": "5 USD", "sigma": "40 %"},
        "c": "1 to 2 USD",
        "together": {"kind": "correlation", "pairs": [{"of": ["a", "b"], "rank": "-60 %"}]},
    }
    case = loaded(tree(outlook))
    assert set(case.outlook) == {"a", "b", "c"}
    assert spearmanr(drawn(case, "a"), drawn(case, "b"))[0] == pytest.approx(-0.6, abs=0.03)
    assert spearmanr(drawn(case, "a"), drawn(case, "c"))[0] == pytest.approx(0.0, abs=0.05)
    alone = loaded(tree({key: outlook[key] for key in ("a", "b", "c")}))
    assert (drawn(alone, "c") == drawn(case, "c")).all()


def test_sobol_points_keep_their_dimensions():
    first = loaded(tree({"m": METAL, "z": "1 to 2 USD", "points": {"kind": "sampling", "points": "sobol"}}))
    stored = dimensions_of(sobol_dimensions(first))
    assert stored == ("outlook.m#shock 0 10", "outlook.z#shock 10 1")
    kept = {"kind": "sampling", "points": "sobol", "dimensions": list(stored)}
    more = loaded(tree({"a": "3 to 4 USD", "m": METAL, "z": "1 to 2 USD", "points": kept}))
    for name in ("m", "z"):
        assert (drawn(more, name, 64) == drawn(first, name, 64)).all()
    # `check` says what is to be stored, until it is
    warned = [one for one in inspect_case(first).warnings if one.kind == "dimensions-not-stored"]
    assert [f'"{line}"' in warned[0].message for line in stored] == [True, True]
    whole = loaded(tree({"m": METAL, "z": "1 to 2 USD", "points": kept}))
    assert not [one for one in inspect_case(whole).warnings if one.kind == "dimensions-not-stored"]


def test_sobol_points_pair_drafts():
    """An input that one draft alone has, before all others by its name, moves no point of theirs."""
    said = tree({"m": METAL, "points": {"kind": "sampling", "points": "sobol"}})
    clauses = {"aaa": {"type": "royalty", "rate": "1 to 9 %", "base": "revenue"}}
    said["drafts"]["more"] = {
        **said["drafts"]["base"],
        "title": "More",
        "clauses": {**said["drafts"]["base"]["clauses"], **clauses},
    }
    case = loaded(said)
    base, more = (outlook_of(case, case.build(draft), 5) for draft in ("base", "more"))
    assert len(more.names) == len(base.names) + 1
    assert (base.draw("outlook.m", 0, 64) == more.draw("outlook.m", 0, 64)).all()


BAD = {
    "E203 no kind": ({"x": {"low": "1 USD", "high": "2 USD"}}, "kind"),
    "E206 unknown kind": ({"x": {"kind": "perts"}}, "pert"),
    "E309 two units": ({"x": {"kind": "uniform", "low": "1 USD", "high": "2 t"}}, "one unit"),
    "E315 an interval for a number": ({"x": {"kind": "normal", "mean": "1 to 2 USD", "sd": "1 USD"}}, "one number"),
    "E902 high below low": ({"x": {"kind": "pert", "low": "5 USD", "mode": "2 USD", "high": "1 USD"}}, ""),
    "E903 weights": ({"x": {"kind": "discrete", "values": ["1 USD", "2 USD"], "weights": ["1"]}}, "weights"),
    "E910 no such file": ({"x": {"kind": "file", "file": "no.npy", "unit": "1 USD/t"}}, "no.npy"),
    "E921 unknown state": ({"x": {**FRONT, "initial": "truce"}}, "truce"),
    "E922 no such chain": ({"x": {"kind": "in-states", "chain": "front", "states": ["war"]}}, "front"),
    "E922 not a chain": ({"m": METAL, "x": {"kind": "first-time", "chain": "m", "states": ["war"]}}, "m"),
    "E930 unknown member": ({"a": "1 to 2 USD", "x": {"kind": "correlation", "pairs": [{"of": ["a", "q"], "rank": "50 %"}]}}, "q"),
    "E931 a rank above one": ({"a": "1 to 2 USD", "b": "1 to 2 USD", "x": {"kind": "correlation", "pairs": [{"of": ["a", "b"], "rank": "150 %"}]}}, ""),
    "E933 numbers with paths": ({"a": "1 to 2 USD", "m": METAL, "x": {"kind": "correlation", "pairs": [{"of": ["a", "m"], "rank": "50 %"}]}}, ""),
    "E942 dimensions": ({"a": "1 to 2 USD", "x": {"kind": "sampling", "points": "sobol", "dimensions": ["a b c"]}}, "allots"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_told_with_its_place(name):
    outlook, words = BAD[name]
    found = problems_of(tree(outlook))
    codes = [code for code, _ in found]
    assert name.split()[0] in codes, found
    assert any(words in message for _, message in found), found


def test_deterring_nothing():
    for clause, code in (
        ({"input": "frnt", "factor": "0.5"}, "E940"),
        ({"input": "front", "from": "peace", "to": "war", "factor": "0.5"}, "E921"),
    ):
        found = problems_of(tree({"front": FRONT}, {"guard": {"type": "deterrence", **clause}}))
        assert [one for one, _ in found] == [code], found


def test_every_kind_is_in_a_test():
    here = Path(__file__).read_text(encoding="utf-8")
    elsewhere = {"triangular", "mean-reverting", "path", "event"}  # in the shipped cases and fixtures
    assert [word for word in ENTRY_KINDS if f'"{word}"' not in here and word not in elsewhere] == []


def test_shocks_of_two_paths_in_ranks():
    """Paths in a group move together step by step; one outside it keeps its draws."""
    outlook = {
        "a": METAL,
        "b": {"kind": "mean-reverting", "start": "50 USD/t", "level": "60 USD/t", "half_life": "2 years", "volatility": "30 %"},
        "c": {**METAL, "volatility": "30 %"},
        "together": {"kind": "correlation", "pairs": [{"of": ["a", "b"], "rank": "70 %"}]},
    }  # fmt: skip
    case = loaded(tree(outlook))
    a, b, c = (np.log(drawn(case, name)) for name in ("a", "b", "c"))
    kept = 0.5 ** (1 / 2)
    shocks = b[1:] - np.log(60) - kept * (b[:-1] - np.log(60))
    assert spearmanr(np.diff(a, axis=0).ravel(), shocks.ravel())[0] == pytest.approx(0.7, abs=0.02)
    assert spearmanr(np.diff(c, axis=0).ravel(), shocks.ravel())[0] == pytest.approx(0.0, abs=0.02)
    edited = {**outlook, "together": {"kind": "correlation", "pairs": [{"of": ["a", "b"], "rank": "-20 %"}]}}
    other = loaded(tree(edited))
    assert (drawn(other, "c") == drawn(case, "c")).all()
    assert (drawn(other, "a") == drawn(case, "a")).all(), "the first of a group leads"
    assert (drawn(other, "b") != drawn(case, "b")).any()
