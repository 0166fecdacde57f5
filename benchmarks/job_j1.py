"""Job J1: how fast the reference executor is, beside the same job written by hand.

Thirty annual periods of one project under a royalty, an income tax with losses carried forward and a
sharing of what is left: a hurdle of 8 %, a full catch-up, then 80/20. Kept are the full cash flows of the
state and both partners, and the net present value of each at 10 %. Prices are drawn beforehand, in
neither time. Both must give the known means to six digits before any rate is printed.

Run it as ``python benchmarks/job_j1.py [FUTURES …]``.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:  # what is measured includes these imports, so they wait until they are needed
    from concession.engine import ReferenceExecutor
    from concession.lines import Program

Array = npt.NDArray[np.float64]

PERIODS = 30
#: Mean NPV of state, limited partner (LP) and general partner (GP), by number of futures.
KNOWN = {1_000: (591.304, 222.024, 151.777), 100_000: (606.283, 244.750, 158.146)}
VOLUME = np.array([0.0] * 3 + [10 * 0.95 ** (t - 3) for t in range(3, PERIODS)])
CAPEX = np.array([400.0, 600.0, 500.0] + [0.0] * (PERIODS - 3))
DEPRECIATION = np.array([150.0 if 3 <= t <= 12 else 0.0 for t in range(PERIODS)])
DISCOUNT = 1.1 ** -np.arange(PERIODS)
OUTPUTS = ("state", "lp", "gp", "npv_state", "npv_lp", "npv_gp")


def prices(futures: int) -> Array:
    z = np.random.default_rng(7).standard_normal((PERIODS, futures))
    return 60 * np.exp(np.cumsum(0.15 * z - 0.5 * 0.15**2, axis=0))


def by_hand(price: Array) -> dict[str, Array]:
    """Compute the job for all futures of ``price``, in a loop over periods."""
    periods, futures = price.shape
    state, lp, gp = np.empty_like(price), np.empty_like(price), np.empty_like(price)
    loss, hurdle = np.zeros(futures), np.zeros(futures)
    sum_tier1, sum_contribution, sum_catch_up = np.zeros(futures), np.zeros(futures), np.zeros(futures)
    for t in range(periods):
        revenue = price[t] * VOLUME[t]
        royalty = 0.05 * revenue
        opex = 30 + 12 * VOLUME[t] if VOLUME[t] > 0 else 0.0
        base = revenue - royalty - opex - DEPRECIATION[t]
        positive = np.maximum(base, 0)
        used = np.minimum(loss, positive)
        tax = 0.3 * (positive - used)
        loss = loss - used + np.maximum(-base, 0)
        net = revenue - royalty - opex - tax - CAPEX[t]
        contribution, cash = np.maximum(-net, 0), np.maximum(net, 0)
        hurdle = hurdle * 1.08 + contribution
        tier1 = np.minimum(cash, hurdle)
        hurdle = hurdle - tier1
        sum_tier1 += tier1
        sum_contribution += contribution
        due = np.maximum(0.25 * np.maximum(sum_tier1 - sum_contribution, 0) - sum_catch_up, 0)
        catch_up = np.minimum(cash - tier1, due)
        sum_catch_up += catch_up
        rest = cash - tier1 - catch_up
        state[t] = royalty + tax
        lp[t] = tier1 + 0.8 * rest - contribution
        gp[t] = catch_up + 0.2 * rest
    return {
        "state": state,
        "lp": lp,
        "gp": gp,
        **{f"npv_{name}": DISCOUNT @ x for name, x in (("state", state), ("lp", lp), ("gp", gp))},
    }


def program() -> Program:
    """Return the job as lines."""
    from concession.lines import (  # noqa: PLC0415
        NONE,
        Graph,
        Input,
        Timeline,
        Unit,
        compile_program,
        maximum,
        minimum,
        prev,
        running,
        total,
    )

    def series(name: str, values: Array, unit: Unit) -> Input:
        default = tuple(Decimal(repr(float(x))) for x in values)
        return Input(name, unit=unit, shape="series", default=default)

    usd, tonne = Unit.of("USD"), Unit.of("t")
    graph = Graph(Timeline(year=2025, periods=PERIODS))
    price = Input("price", unit=usd / tonne, shape="series", random=True)
    volume = series("volume", VOLUME, tonne)
    fixed = Input("fixed_cost", unit=usd, default=Decimal(30))
    variable = Input("unit_cost", unit=usd / tonne, default=Decimal(12))
    revenue = graph.line("revenue", price * volume)
    royalty = graph.line("royalty", revenue * Decimal("0.05"))
    opex = graph.line("opex", (volume > 0) * fixed + variable * volume)
    base = graph.line("base", revenue - royalty - opex - series("depreciation", DEPRECIATION, usd))
    losses = graph.account("losses", usd)
    positive = graph.line("positive", maximum(base, 0))
    used = losses.debit(graph.line("losses_used", minimum(losses.opening, positive)))
    losses.credit(graph.line("losses_made", maximum(-base, 0)))
    tax = graph.line("tax", (positive - used) * Decimal("0.3"))
    net = graph.line("net", revenue - royalty - opex - tax - series("capex", CAPEX, usd))
    contribution = graph.line("contribution", maximum(-net, 0))
    cash = graph.line("cash", maximum(net, 0))
    hurdle = graph.account("hurdle", usd)
    hurdle.credit(contribution)
    preferred = hurdle.accrue(graph.line("preferred", hurdle.opening * Decimal("0.08")))
    tier1 = hurdle.debit(graph.line("tier1", minimum(cash, hurdle.opening + contribution + preferred)))
    catch_up = graph.forward("catch_up", usd)
    gain = maximum(running(tier1) - running(contribution), 0)
    due = maximum(gain * Decimal("0.25") - prev(running(catch_up)), 0)
    catch_up.define(minimum(cash - tier1, due))
    rest = graph.line("rest", cash - tier1 - catch_up)
    flows = {
        "state": graph.line("state", royalty + tax),
        "lp": graph.line("lp", tier1 + rest * Decimal("0.8") - contribution),
        "gp": graph.line("gp", catch_up + rest * Decimal("0.2")),
    }
    discount = series("discount", DISCOUNT, NONE)
    for name, flow in flows.items():
        graph.line(f"npv_{name}", total(flow * discount))
    graph.finish()
    return compile_program(graph, OUTPUTS)


def in_chunks(price: Array, size: int) -> dict[str, Array]:
    futures = price.shape[1]
    joined = {name: np.empty(futures if name.startswith("npv") else price.shape) for name in OUTPUTS}
    for k in range(0, futures, size):
        for name, value in by_hand(price[:, k : k + size]).items():
            joined[name][..., k : k + size] = value
    return joined


def executor(price: Array) -> ReferenceExecutor:
    from concession.engine import Inputs, ReferenceExecutor  # noqa: PLC0415

    inputs = Inputs(draws={"price": lambda part: price[:, part.start : part.stop]})
    return ReferenceExecutor(program(), inputs)


def _check(name: str, result: dict[str, Array], futures: int) -> None:
    means = [float(result[f"npv_{one}"].mean()) for one in ("state", "lp", "gp")]
    known = KNOWN.get(futures)
    if known and any(abs(mean - value) > 0.0005 for mean, value in zip(means, known, strict=True)):
        raise SystemExit(f"{name}: {means} instead of {known}")


def _best(ways: Mapping[str, Callable[[], object]], repeats: int = 7) -> dict[str, float]:
    """Return the shortest time of each way; they take turns, so that a busy moment hits all alike."""
    times = dict.fromkeys(ways, float("inf"))
    for _ in range(repeats):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            times[name] = min(times[name], time.perf_counter() - start)
    return times


def main() -> None:
    counts = [int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000]
    start = time.perf_counter()
    compiled = program()
    print(f"program: {len(compiled.instructions)} operations, built in {time.perf_counter() - start:.4f} s")
    print(
        "M period-futures/s, the best of seven; 'first' builds the program too; ratio to the better by hand"
    )
    print(f"{'futures':>9} {'by hand':>9} {'in chunks':>9} {'first':>9} {'executor':>9} {'ratio':>9}")
    for futures in counts:
        price = prices(futures)
        ready = executor(price)
        ways: dict[str, Callable[[], dict[str, Array]]] = {
            "by hand": lambda price=price: by_hand(price),
            "in chunks": lambda price=price: in_chunks(price, 5_000),
            "first": lambda price=price: executor(price).collect(range(price.shape[1])),
            "executor": lambda futures=futures, ready=ready: ready.collect(range(futures)),
        }
        for name, way in ways.items():
            _check(name, way(), futures)
        rates = [PERIODS * futures / seconds / 1e6 for seconds in _best(ways).values()]
        ratio = rates[-1] / max(rates[:2])
        print(f"{futures:>9,} " + " ".join(f"{rate:>9.1f}" for rate in rates) + f" {ratio:>9.2f}")


if __name__ == "__main__":
    main()
