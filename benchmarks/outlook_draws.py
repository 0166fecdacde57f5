"""How fast the outlook draws: futures × periods per second, whole and in chunks, one thread.

Run ``python benchmarks/outlook_draws.py [futures] [periods]``. Draws per second count one number per
future and period; the best of five runs, after one that warms up.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from concession.outlook import (
    Bootstrap,
    Brownian,
    Chain,
    Grid,
    Group,
    History,
    Input,
    Interval,
    Jumps,
    Outlook,
    Rate,
    Regime,
    Reverting,
    Switching,
)

CHUNK = 4096
RATES = (
    Rate(before="war", after="ceasefire", per_year=0.4),
    Rate(before="ceasefire", after="war", per_year=0.3),
    Rate(before="ceasefire", after="peace", per_year=0.2),
)
STATES = ("war", "ceasefire", "peace")


def inputs() -> dict[str, Input]:
    walk = np.exp(np.cumsum(np.random.default_rng(1).normal(size=400) * 0.05))
    history = History(name="price", start=1990, per_year=12, values=tuple(walk.tolist()))
    return {
        "interval": Interval(low=60, high=95),
        "gbm": Brownian(start=9500, volatility=0.25),
        "ou": Reverting(start=9500, level=9000, half_life=3, volatility=0.25),
        "gbm, third of a group": Brownian(start=100, volatility=0.2),
        "jumps": Jumps(start=100, volatility=0.2, rate=0.3, jump=-0.3, jump_sd=0.2),
        "switching": Switching(
            start=100,
            regimes=tuple(Regime(name=name, volatility=0.2) for name in STATES),
            rates=RATES,
            initial="war",
        ),
        "bootstrap": Bootstrap(start=100, history=history, block=24),
        "hostilities": Chain(states=STATES, initial="war", rates=RATES),
    }


def best(work: Callable[[], object], runs: int = 5) -> float:
    work()
    times = []
    for _ in range(runs):
        before = time.perf_counter()
        work()
        times.append(time.perf_counter() - before)
    return min(times)


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    periods = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    third = {name: Brownian(start=1, volatility=0.2) for name in ("a", "b")}
    ranks = {("a", "b"): 0.5, ("a", "gbm, third of a group"): 0.4, ("b", "gbm, third of a group"): 0.4}
    group = Group(name="metals", members=("a", "b", "gbm, third of a group"), ranks=ranks)
    print(f"{futures:,} futures × {periods} periods, NumPy {np.__version__}, one thread")
    print(f"{'input':24}{'whole':>12}{'M draws/s':>12}{'chunked':>12}{'M draws/s':>12}{'Sobol':>12}")
    wide = {"seed": 1, "grid": Grid(periods=periods), "inputs": inputs() | third, "groups": (group,)}
    random, sobol = Outlook(**wide), Outlook(**wide, sampling="sobol")
    for name, spec in inputs().items():
        count = futures * (1 if spec.kind == "number" else periods)

        def chunked(outlook: Outlook = random, name: str = name) -> None:
            for start in range(0, futures, CHUNK):
                outlook.draw(name, start, min(start + CHUNK, futures))

        whole = best(lambda name=name: random.draw(name, 0, futures))
        parts, quasi = best(chunked), best(lambda: chunked(sobol))
        print(
            f"{name:24}{whole:10.3f} s{count / whole / 1e6:12.1f}{parts:10.3f} s{count / parts / 1e6:12.1f}"
            f"{count / quasi / 1e6:12.1f}"
        )


if __name__ == "__main__":
    main()
