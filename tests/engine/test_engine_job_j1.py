"""The reference job of the benchmarks: its published means, and its cash conserved."""

from __future__ import annotations

import importlib.util
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from concession.engine import Inputs, run_exact

FILE = Path(__file__).parents[2] / "benchmarks" / "job_j1.py"


@pytest.fixture(scope="module")
def job() -> ModuleType:
    if not FILE.exists():
        pytest.skip("the benchmarks are not part of this copy")
    spec = importlib.util.spec_from_file_location("job_j1", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("futures", "means"),
    [
        (1_000, (591.304, 222.024, 151.777)),
        pytest.param(100_000, (606.283, 244.750, 158.146), marks=pytest.mark.slow),
    ],
)
def test_means_to_six_digits(job: ModuleType, futures: int, means: tuple[float, ...]):
    price = job.prices(futures)
    found = job.executor(price).collect(range(futures))
    assert [round(found[f"npv_{name}"].mean(), 3) for name in ("state", "lp", "gp")] == list(means)
    by_hand = job.by_hand(price)
    for name in job.OUTPUTS:
        np.testing.assert_allclose(
            found[name], by_hand[name].reshape(found[name].shape), rtol=1e-9, atol=1e-9
        )
    # state, LP and GP together have the project's cash before tax, no more and no less
    volume = job.VOLUME[:, None]
    costs = np.where(volume > 0, 30 + 12 * volume, 0) + job.CAPEX[:, None]
    cash = price * volume - costs
    np.testing.assert_allclose(found["state"] + found["lp"] + found["gp"], cash, atol=1e-9)


def test_one_future_in_decimals(job: ModuleType):
    price = job.prices(10)
    program = job.program()
    found = job.executor(price).collect(range(10))
    known = {"price": tuple(Decimal(repr(float(x))) for x in price[:, 7])}
    exact = run_exact(program, Inputs(known=known))
    for name in job.OUTPUTS:
        values = [float(x) for x in exact[name]]
        np.testing.assert_allclose(found[name][:, 7], values, rtol=1e-9, atol=1e-9)
