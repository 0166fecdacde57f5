"""Runs at scale: the same to the bit however they are cut, kept in files, broken off, run until settled."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from small_cases import loaded, tree_of, write

from concession.analysis import _run as runs
from concession.analysis import evaluate
from concession.analysis._fans import CELLS, Fan
from concession.analysis._kept import Kept
from concession.analysis._years import years_of
from concession.compiler import compiler_present
from concession.engine import BLOCK, _plan, _reference
from concession.model import Case, load
from concession.report import Page, evaluation_page

FUTURES = 2 * BLOCK + 700


@pytest.fixture(scope="module")
def case() -> Case:
    tree = tree_of(
        {
            "royalty": {"type": "royalty", "rate": "5 %", "base": "revenue"},
            "tax": {"type": "income_tax", "rate": "30 %"},
        },
        {},
        periods=8,
        outlook={
            "copper": {"kind": "geometric-brownian", "start": "90 USD/t", "volatility": "25 %"},
        },
    )
    tree["projects"]["pit"] = {
        "owner": "company",
        "ore": {"all": {"reserves": "60 t", "capacity": "10 t/yr"}},
        "products": {"metal": {"ore": "all", "price": "copper"}},
        "costs": {"work": {"rate": "20 to 35 USD/t", "of": "ore.all"}},
        "capital": {"build": {"amount": {"from": "2025", "values": ["USD 900"]}}},
        "licence": {"status": "new"},
        "start": {"date": "2026"},
    }
    return loaded(tree)


def bits(done: runs.Run) -> dict[str, bytes]:
    found = {f"{name} own": flow.own.tobytes() for name, flow in done.flows.items()}
    found |= {f"{name} mean": flow.mean.tobytes() for name, flow in done.flows.items()}
    found |= {
        f"{name} rate": flow.rate.tobytes() for name, flow in done.flows.items() if flow.rate is not None
    }
    found |= {f"{name} fan": fan.counts.tobytes() for name, fan in done.fans.items()}
    return found | {name: mean.tobytes() for name, mean in done.means.items()}


def run(case: Case, futures=FUTURES, **more) -> runs.Run:
    built = case.build(None)
    return runs.run(
        case,
        built,
        futures=futures,
        seed=7,
        lines=["royalty"],
        fans=["party:treasury"],
        **{"executor": "reference", **more},
    )


def test_something_varies(case):
    done = run(case)
    assert len(done.varied) == 2
    assert done.futures == FUTURES
    assert done.complete
    assert np.ptp(done.flows["party:treasury"].own) > 0


@pytest.mark.parametrize("numbers", [2**14, 2**20])
def test_chunks_change_no_bit(case, monkeypatch, numbers):
    whole = bits(run(case))
    monkeypatch.setattr(_reference, "CHUNK_NUMBERS", numbers)
    assert bits(run(case)) == whole


def test_a_restart_changes_no_bit_and_a_file_neither(case):
    whole = run(case)
    again = run(case, in_memory=1000)
    assert isinstance(again.flows["party:treasury"].own.base, np.memmap) or isinstance(
        again.flows["party:treasury"].own, np.memmap
    )
    assert bits(again) == bits(whole)
    assert bits(run(case, workers=2)) == bits(whole)


@pytest.mark.skipif(not compiler_present(), reason="llvmlite is not installed")
def test_executors_workers_and_parts_change_no_bit(case, monkeypatch):
    whole = bits(run(case, executor="reference"))
    assert bits(run(case, executor="fused")) == whole
    assert bits(run(case, executor="fused", workers=3)) == whole
    monkeypatch.setattr(_plan, "MOST_BLOCKS", 1)
    assert bits(run(case, executor="fused", workers=2)) == whole


def test_more_futures_begin_as_fewer_do(case):
    few, many = run(case, BLOCK), run(case)
    assert (few.flows["party:treasury"].own == many.flows["party:treasury"].own[:BLOCK]).all()


def test_breaking_off_gives_the_part_that_is_done(case):
    def stop(done: int) -> None:
        if done >= 2 * BLOCK:
            raise KeyboardInterrupt

    part = run(case, progress=stop)
    assert (part.futures, part.wanted, part.complete) == (2 * BLOCK, FUTURES, False)
    fewer = bits(run(case, 2 * BLOCK))
    assert bits(part) == fewer


def test_breaking_off_before_anything_is_done_is_no_answer(case, monkeypatch):
    def nothing(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "check_block", nothing)
    with pytest.raises(KeyboardInterrupt):
        run(case)


def test_auto_goes_on_until_settled(case):
    loose = run(case, "auto", precision=0.05)
    tight = run(case, "auto", precision=0.008)
    assert loose.futures == runs.FIRST_FUTURES
    assert tight.futures > loose.futures
    assert tight.unsettled(0.008) == ()
    assert run(case, 50).unsettled() != ()


def test_auto_gives_up_at_the_most(case, monkeypatch):
    monkeypatch.setattr(runs, "MOST_FUTURES", 4 * BLOCK)
    done = run(case, "auto", precision=1e-6)
    assert (done.futures, done.complete) == (4 * BLOCK, True)
    assert done.unsettled(1e-6) != ()


def test_a_fan_is_within_its_error():
    rng = np.random.default_rng(3)
    amounts = rng.normal([[0.0], [50.0], [7.0]], [[1.0], [20.0], [0.0]], (3, 50_000))
    fan = Fan()
    for k in range(0, 50_000, BLOCK):
        fan.add(amounts[:, k : k + BLOCK])
    other = Fan()
    other.add(amounts)
    assert fan.same(other)
    assert fan.futures == 50_000
    for share in (0.1, 0.5, 0.9):
        exact = np.quantile(amounts, share, axis=1)
        assert (np.abs(fan.quantile(share) - exact) <= fan.error + 1e-12).all()
    assert fan.outside.max() < 0.001
    assert fan.counts.shape == (3, CELLS + 2)


def test_kept_numbers_grow_and_are_cut(tmp_path):
    for most in (10**9, 0):
        kept = Kept({"a": np.float64}, 4, in_memory=most)
        kept["a"][:] = [1, 2, 3, 4]
        kept.grow(6)
        assert kept["a"].tolist() == [1, 2, 3, 4, 0, 0]
        kept.grow(2)
        assert kept["a"].tolist() == [1, 2]
        assert kept.mapped is (most == 0)


def test_yearly_fans_are_shown_with_their_error(case):
    done = evaluate(case, futures=3000, yearly=True)
    assert set(done.yearly) >= {"treasury", "company"}
    told = done.to_dict()["yearly"]["treasury"]
    assert set(told) == {"p10", "p50", "p90", "error", "outside"}
    assert all(len(row) == 8 for row in told.values())
    # each is within its error of the exact quantile
    kept = years_of(case, ["base"], futures=2000).drafts[0].parties["treasury"].cash
    fewer = evaluate(case, futures=2000, yearly=True).yearly["treasury"]
    for share, row in ((0.1, kept.p10), (0.5, kept.p50), (0.9, kept.p90)):
        assert (abs(fewer.quantile(share) - row) <= 2 * fewer.error + 1e-9).all()
    page = Page(width=100)
    evaluation_page(page, done, parties=("treasury",))
    text = " ".join(page.render().split())
    assert "Treasury: cash by period" in text
    assert "each is off by at most" in text
    assert "yearly" not in evaluate(case, futures=10).to_dict()


def test_another_process_gives_the_same_bits(tmp_path):
    """A restart: nothing is kept between two processes but the files of the case."""
    tree = tree_of(
        {"royalty": {"type": "royalty", "rate": "5 %", "base": "revenue"}},
        {
            "pit": {
                "owner": "company",
                "ore": {"all": {"reserves": "60 t", "capacity": "10 t/yr"}},
                "products": {"metal": {"ore": "all", "price": "copper"}},
                "licence": {"status": "new"},
            }
        },
        periods=8,
        outlook={"copper": {"kind": "geometric-brownian", "start": "90 USD/t", "volatility": "25 %"}},
    )
    folder = write(tree, tmp_path / "case")
    here = json.dumps(evaluate(load(folder), futures=FUTURES).to_dict())
    script = (
        "import json, sys; from concession.analysis import evaluate; "
        f"json.dump(evaluate(sys.argv[1], futures={FUTURES}, workers=2).to_dict(), sys.stdout)"
    )
    there = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", script, str(folder)], check=True, capture_output=True, text=True
    )
    assert there.stdout == here
