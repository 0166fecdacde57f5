"""Job J1 as a case file: the known means to six digits, and the job done by hand, future by future."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from concession.analysis import evaluate
from concession.analysis._run import run
from concession.model import Case, load

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
#: The parties of the case, in the order of the means that are known.
PARTIES = ("state", "investor", "manager")


def module(name: str, file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def case_of(futures: int, folder: Path) -> Case:
    there = Path(shutil.copytree(BENCHMARKS / "j1", folder / "j1"))
    module("j1_prices", BENCHMARKS / "j1_prices.py").write_prices(futures, there / "prices.npy")
    return load(there)


@pytest.mark.parametrize(
    ("futures", "means"),
    [
        (1_000, (591.304, 222.024, 151.777)),
        pytest.param(100_000, (606.283, 244.750, 158.146), marks=pytest.mark.slow),
        pytest.param(1_000_000, (604.882, 242.850, 157.543), marks=pytest.mark.slow),
    ],
)
def test_the_known_means(tmp_path: Path, futures: int, means: tuple[float, ...]):
    done = evaluate(case_of(futures, tmp_path), futures=futures)
    assert tuple(round(done.parties[name].npv.mean, 3) for name in PARTIES) == means
    assert done.conservation_error < 1e-12
    # the company and the partnership pass everything on: rounding is nothing that could settle
    assert set(done.unsettled) <= set(PARTIES)
    assert done.unsettled or futures >= 100_000


def test_each_future_is_that_of_the_job_by_hand(tmp_path: Path):
    case = case_of(1_000, tmp_path)
    flows = run(case, case.build(None), futures=1_000, seed=1).flows
    job = module("job_j1", BENCHMARKS / "job_j1.py")
    by_hand = job.by_hand(job.prices(1_000))
    for party, name in zip(PARTIES, ("state", "lp", "gp"), strict=True):
        np.testing.assert_allclose(flows[f"party:{party}"].own, by_hand[f"npv_{name}"], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(flows[f"party:{party}"].mean, by_hand[name].mean(axis=1), atol=1e-9)
