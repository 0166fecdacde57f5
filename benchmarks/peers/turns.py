"""Measures one way of doing job J1 inside the environment of its peer, and prints the result as JSON.

A way is a class. Made without arguments and called with prices, shape (30, futures), it does all that a user
waits for: it builds the model, runs it, and discounts; called again it keeps what its library lets one keep
of a model. It returns the means of the three net present values, and the cash by year and future where all of
it was kept. Imports and the drawing of prices are in nobody's time. Run as ``python j1_PEER.py PRICES.npy
TURNS``: a first run, and so many more. With no turns, the peak of memory is that of one run. Seconds are
those of the processor: everything runs on one thread, and other programs may be busy.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "NUMEXPR_MAX_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402 - threads are set before
from j1_terms import CAPEX, DISCOUNT, FLOWS, OPEX, VOLUME  # noqa: E402

Array = np.ndarray
Way = Callable[[Array], Mapping[str, object]]


def kept_in_full(flows: Mapping[str, Array]) -> dict[str, object]:
    """Return the flows, and the means of their present values, taken future by future."""
    npv = {name: DISCOUNT @ np.asarray(flows[name], dtype=np.float64) for name in FLOWS}
    return {"means": [float(npv[name].mean()) for name in FLOWS], "flows": flows}


def _error(price: Array, flows: Mapping[str, Array]) -> float:
    """Return how far the three parties' cash is from the mine's cash before tax, relative to its size."""
    cash = price * VOLUME[:, None] - OPEX[:, None] - CAPEX[:, None]
    total = sum(np.asarray(flows[name], dtype=np.float64) for name in FLOWS)
    return float(np.abs(total - cash).max() / np.abs(cash).max())


def measure(make: Callable[[], Way], versions: Mapping[str, str]) -> None:
    """Time a way and print what it gave."""
    price = np.load(sys.argv[1])
    seconds: list[float] = []
    start = time.process_time()
    way = make()
    result = dict(way(price))
    seconds.append(time.process_time() - start)
    for _ in range(int(sys.argv[2])):
        result.clear()  # what the turn before kept is not this one's memory
        gc.collect()
        start = time.process_time()
        result.update(way(price))
        seconds.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    flows = result.pop("flows", None)
    told: dict[str, object] = {"identity": None, "dtype": "float64", **result}
    if isinstance(flows, Mapping):
        told |= {"identity": _error(price, flows), "dtype": str(np.asarray(flows["lp"]).dtype)}
    told |= {"first": seconds[0], "warm": seconds[1:], "peak_mib": peak}
    told["versions"] = {"python": sys.version.split()[0], "numpy": np.__version__, **versions}
    print(json.dumps(told))
