"""Compiles a model of cfdl-sdk and times its trials: the first run from the text on, then the warm ones."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import cfdl_sdk

__all__ = ["run_trials"]

_RATE = {"deterministic": {"annual_discount_rate": 0.10}}


def run_trials(
    model: str, trials: int, turns: int
) -> tuple[Mapping[str, float], Mapping[str, Mapping[str, float]], dict[str, object]]:
    """Return the metrics without chance, the summary of the trials, and what the runs took."""
    config = {**_RATE, "monte_carlo": {"trial_count": trials, "seed": 7}}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "model.cfdl").write_text(model, encoding="utf-8")
        seconds = []
        compiled = None
        for _ in range(turns + 1):
            start = time.process_time()
            if compiled is None:
                compiled = cfdl_sdk.compile(folder)
            drawn = compiled.run(config=config)
            seconds.append(time.process_time() - start)
        still = compiled.run(config=_RATE).metrics()
        random = drawn.monte_carlo()
    return still, random, {"trials": trials, "first": seconds[0], "warm": seconds[1:]}
