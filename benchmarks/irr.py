"""Rates of return of 100 000 investors' cash flows, beside pyxirr row by row, in one run.

The job is J1: 30 years of a mine under royalty, income tax with losses carried forward, contributions, an
8 % hurdle, full catch-up and an 80/20 split; the flows are the investors'. Both sides get the same array of
shape (periods, futures) and their time includes all that a user waits for. pyxirr takes one flow at a time,
so its row is a loop; it is shown with the columns as they lie and with rows copied to lie together
beforehand, uncounted, which suits it best. It reports no status: how many rates there are is part of our
time. Agreement is asked for where there is one rate; the shares by status are printed.

    python benchmarks/irr.py [futures]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pyxirr
from numpy.typing import NDArray

from concession.measures import irr

PERIODS = 30
#: How often the ways take turns, so that all of them meet whatever else the machine does.
TURNS = 9
#: Mean net present values at 10 % of state, investors and sponsor over 1 000 futures, which fix the job.
KNOWN = (591.304, 222.024, 151.777)


def flows_of_j1(futures: int) -> tuple[NDArray[np.float64], ...]:
    """Return the cash flows of state, investors and sponsor, each of shape (periods, futures)."""
    shocks = np.random.default_rng(7).standard_normal((PERIODS, futures))
    price = 60.0 * np.exp(np.cumsum(0.15 * shocks - 0.5 * 0.15**2, axis=0))
    state, investors, sponsor = (np.empty((PERIODS, futures)) for _ in range(3))
    losses, hurdle, returned, paid_in, caught_up = (np.zeros(futures) for _ in range(5))
    for t in range(PERIODS):
        volume = 10.0 * 0.95 ** (t - 3) if t >= 3 else 0.0
        capex = (400.0, 600.0, 500.0)[t] if t < 3 else 0.0
        depreciation = 150.0 if 3 <= t <= 12 else 0.0
        revenue = price[t] * volume
        royalty = 0.05 * revenue
        opex = 30.0 + 12.0 * volume if t >= 3 else 0.0
        base = revenue - royalty - opex - depreciation
        used = np.minimum(losses, np.maximum(base, 0.0))
        tax = 0.30 * (np.maximum(base, 0.0) - used)
        losses = losses - used + np.maximum(-base, 0.0)
        net = revenue - royalty - opex - tax - capex
        contribution, cash = np.maximum(-net, 0.0), np.maximum(net, 0.0)
        hurdle = hurdle * 1.08 + contribution
        first = np.minimum(cash, hurdle)
        hurdle = hurdle - first
        returned, paid_in = returned + first, paid_in + contribution
        owed = np.maximum(0.25 * np.maximum(returned - paid_in, 0.0) - caught_up, 0.0)
        catch_up = np.minimum(cash - first, owed)
        caught_up = caught_up + catch_up
        rest = cash - first - catch_up
        state[t] = royalty + tax
        investors[t] = first + 0.8 * rest - contribution
        sponsor[t] = catch_up + 0.2 * rest
    return state, investors, sponsor


def timed(call: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Return the mean time of a call in seconds, by the clock and of the processor."""
    start, spent = time.perf_counter(), time.process_time()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - start) / repeats, (time.process_time() - spent) / repeats


def one_by_one(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    found = (pyxirr.irr(row, silent=True) for row in rows)
    return np.array([np.nan if rate is None else rate for rate in found])


def main() -> int:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    discount = 1.10 ** -np.arange(PERIODS)
    means = [float((discount @ flows).mean()) for flows in flows_of_j1(1_000)]
    assert np.allclose(means, KNOWN, atol=5e-4), means
    flows = flows_of_j1(futures)[1]
    rows = np.ascontiguousarray(flows.T)

    found = irr(flows)
    other = one_by_one(rows)
    single = found.names == "unique"
    both = single & ~np.isnan(other)
    apart = np.abs(found.rate - other)
    several = (found.names == "several") & ~np.isnan(other)
    differ = int((apart[several] > 1e-9).sum())
    print(f"{futures} flows of {PERIODS} periods; status: {found.shares()}")
    missing = int((single & ~both).sum())
    print(f"  one rate: largest difference {apart[both].max():.1e}, {missing} not found by pyxirr")
    print(f"  several rates: {differ} of {int(several.sum())} differ by the rule of choice")
    assert apart[both].max() < 1e-9

    ways = {
        "concession.measures.irr": lambda: irr(flows),
        "pyxirr, columns as they lie": lambda: [pyxirr.irr(column, silent=True) for column in flows.T],
        "pyxirr, rows lying together": lambda: [pyxirr.irr(row, silent=True) for row in rows],
    }
    times = {name: [] for name in ways}
    for _ in range(TURNS + 1):  # the first turn warms up
        for name, way in ways.items():
            times[name].append(timed(way, 5 if way is ways["concession.measures.irr"] else 1))
    ours = np.array(times["concession.measures.irr"][1:])
    for name, turns in times.items():
        mine = np.array(turns[1:])
        (wall, spent), (best, _) = np.median(mine, axis=0), mine.min(axis=0)
        by_wall, by_spent = np.median(mine / ours, axis=0)
        print(
            f"{name:28s} median {1e3 * wall:6.1f} ms, best {1e3 * best:6.1f}, processor {1e3 * spent:6.1f}; "
            f"{futures / best:11,.0f} rates/s at best; beside ours: "
            f"{mine[:, 0].min() / ours[:, 0].min():5.1f} at best, {by_wall:5.1f} by the clock, "
            f"{by_spent:5.1f} by processor time"
        )
    print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.2f}, numpy {np.__version__}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
