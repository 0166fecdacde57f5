"""The production-sharing contract of ``psc_pyscnomics.py`` in Concession: all prices in one run.

Run as ``python psc_concession.py PRICES.npy TURNS``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from case_of_prices import case_of_prices

import concession
from concession.analysis._run import run

CASE = Path(__file__).parent / "psc"


def main() -> None:
    prices = np.load(sys.argv[1])
    count = len(prices)
    with tempfile.TemporaryDirectory() as name:
        seconds = []
        case = None
        for _ in range(int(sys.argv[2]) + 1):
            start = time.process_time()
            if case is None:
                case = case_of_prices(CASE, Path(name) / "psc", np.repeat(prices[:, None], 20, axis=1))
            done = run(case, case.build(None), futures=count, seed=1)
            seconds.append(time.process_time() - start)
        told = {
            "state": (done.flows["party:state"].undiscounted / 1000).tolist(),
            "company": (done.flows["party:contractor"].undiscounted / 1000).tolist(),
            "first": seconds[0],
            "warm": seconds[1:],
            "versions": {"python": sys.version.split()[0], "concession": concession.__version__},
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
