"""Runs on a cluster of two worker processes on loopback: the same to the bit, be one of them killed."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from small_cases import tree_of, write

from concession.analysis import _cluster
from concession.analysis._job import Ask, prepare
from concession.analysis._run import run
from concession.engine import BLOCK
from concession.errors import ConcessionError
from concession.model import Case, load

FUTURES = 30 * BLOCK + 17


@pytest.fixture
def case(tmp_path: Path) -> Case:
    tree = tree_of(
        {"royalty": {"type": "royalty", "rate": "5 %", "base": "revenue"}},
        {
            "pit": {
                "owner": "company",
                "ore": {"all": {"reserves": "60 t", "capacity": "10 t/yr"}},
                "products": {"metal": {"ore": "all", "price": "copper"}},
                "capital": {"build": {"amount": {"from": "2025", "values": ["USD 900"]}}},
                "licence": {"status": "new"},
                "start": {"date": "2026"},
            }
        },
        periods=12,
        outlook={"copper": {"kind": "geometric-brownian", "start": "90 USD/t", "volatility": "25 %"}},
    )
    return load(write(tree, tmp_path / "case"))


def bits(done) -> dict[str, bytes]:
    found = {f"{name} own": flow.own.tobytes() for name, flow in done.flows.items()}
    found |= {f"{name} mean": flow.mean.tobytes() for name, flow in done.flows.items()}
    return found | {
        f"{name} rate": flow.rate.tobytes() for name, flow in done.flows.items() if flow.rate is not None
    }


def test_how_large_a_job_is(case):
    job = prepare(case, case.build(None), Ask(seed=1))
    size = job.size(1_000_000)
    assert (size.futures, size.periods, size.blocks, size.inputs) == (1_000_000, 12, 245, 1)
    assert size.numbers == size.operations * 12 * 1_000_000
    assert job.size(2_000_000).kept == 2 * size.kept
    assert job.size(2_000_000).working == size.working


def test_a_worker_makes_the_case_of_its_files(case):
    """What runs on a worker, run here: no scheduler is needed to see that the parts are the same."""
    built = case.build(None)
    parcel = _cluster.Parcel(case, built, Ask(seed=3))
    assert {name for name, _ in parcel.files} == {"case.yaml"}
    there = _cluster.work(parcel.files, parcel.draft, parcel.ask, 0, 2 * BLOCK)
    here = _cluster.join(list(prepare(case, built, Ask(seed=3)).machine(futures=10)(range(2 * BLOCK))))
    for name, values in here.block.weighted.items():
        assert values.tobytes() == there.block.weighted[name].tobytes()
    for name, sums in here.block.sums.items():
        assert sums.shape == (2, 12)
        assert sums.tobytes() == there.block.sums[name].tobytes()


def test_drafts_changed_in_memory_stay_here(case):
    changed = case.draft(None).replace("clauses.royalty.rate", "7 %")
    with pytest.raises(ConcessionError) as caught:
        _cluster.Parcel(case, case.build(changed), Ask(seed=1))
    assert caught.value.problems[0].code == "E719"


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="Dask is not installed")
def test_a_worker_is_killed_and_the_answer_stays(case, tmp_path):
    here = bits(run(case, case.build(None), futures=FUTURES, seed=3, executor="reference"))
    env = {**os.environ, "PYTHONWARNINGS": "ignore"}
    scheduler_file = tmp_path / "scheduler.json"
    started = []

    def start(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(scheduler_file)]
        with (tmp_path / f"log-{len(started)}").open("wb") as log:
            started.append(subprocess.Popen(command, stdout=log, stderr=log, env=env))  # noqa: S603
        return started[-1]

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        plain = (
            "worker",
            "--nthreads",
            "1",
            "--no-dashboard",
            "--host",
            "127.0.0.1",
            "--local-directory",
            str(tmp_path),
        )
        for _ in range(2):
            start(*plain, "--no-nanny")
        import distributed  # noqa: PLC0415 - optional

        with distributed.Client(
            scheduler_file=str(scheduler_file), timeout=60, set_as_default=False
        ) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        killed = []

        def kill(done: int) -> None:
            if not killed and done >= _cluster.BLOCKS * BLOCK:
                killed.append(started[1].pid)
                os.kill(started[1].pid, signal.SIGKILL)
                time.sleep(0.5)

        there = run(case, case.build(None), futures=FUTURES, seed=3, cluster=address, progress=kill)
        assert killed
        assert there.complete
        assert bits(there) == here
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="Dask is not installed")
def test_no_scheduler(case, monkeypatch):
    monkeypatch.setattr(_cluster, "WAIT", 1)
    with pytest.raises(ConcessionError) as caught:
        run(case, case.build(None), futures=100, seed=1, cluster="tcp://127.0.0.1:9")
    assert caught.value.problems[0].code == "E719"


class _Task:
    """A task of a client that only this file knows: done when it is asked for, or gone with its worker."""

    def __init__(self, made, gone: bool) -> None:
        self.made, self.gone = made, gone

    def result(self):
        if self.gone:
            raise CancelledError
        return self.made()


class _Client:
    """Does what is asked of it here; files that were sent are lost as often as it is told."""

    def __init__(self, losses: int) -> None:
        self.losses, self.sent = losses, 0

    def scatter(self, data, **_how):
        self.sent += 1
        return [(self.sent, data[0])]

    def scheduler_info(self, **_how):
        return {"workers": {"one": {}}}

    def submit(self, function, files, *words, pure):
        number, data = files
        assert not pure
        return _Task(lambda: function(data, *words), gone=number <= self.losses)


@pytest.mark.parametrize("losses", [0, 2])
def test_what_is_lost_with_a_worker_is_sent_again(case, monkeypatch, losses):
    monkeypatch.setattr(_cluster.importlib.util, "find_spec", lambda name, *rest: name)
    cluster = _cluster.Cluster("tcp://nowhere", case, case.build(None), Ask(seed=3))
    client = _Client(losses)
    futures = range((3 * _cluster.BLOCKS + 1) * BLOCK + 5)
    parts = list(cluster._in_order(client, futures))
    assert client.sent == losses + 1
    assert [part.block.futures.start for part in parts] == list(
        range(0, len(futures), _cluster.BLOCKS * BLOCK)
    )
    assert parts[-1].block.futures.stop == len(futures)


def test_workers_that_lose_everything_are_told_of(case, monkeypatch):
    monkeypatch.setattr(_cluster.importlib.util, "find_spec", lambda name, *rest: name)
    cluster = _cluster.Cluster("tcp://nowhere", case, case.build(None), Ask(seed=3))
    with pytest.raises(ConcessionError) as caught:
        list(cluster._in_order(_Client(losses=99), range(BLOCK)))
    assert caught.value.problems[0].code == "E719"
