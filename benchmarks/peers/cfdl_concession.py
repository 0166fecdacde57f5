"""Job J1 with one price for all years of a future, as ``cfdl_j1.py`` has it, in Concession.

Run as ``python cfdl_concession.py FUTURES TURNS``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from case_of_prices import copied

import concession

CASE = Path(__file__).parents[1] / "j1"
FILE = "price: {kind: file, file: prices.npy, unit: 1 USD/t, futures_in: columns}"
LEVEL = "price: {kind: normal, mean: 60 USD/t, sd: 9 USD/t}"


def case_with(folder: Path, price: str) -> concession.Case:
    """Return the case with another entry for the price."""
    copied(CASE, folder)
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    if FILE not in text:
        raise SystemExit("the case of job J1 states its price in other words now")
    (folder / "case.yaml").write_text(text.replace(FILE, price), encoding="utf-8")
    return concession.load(folder)


def main() -> None:
    futures, turns = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        seconds = []
        case = None
        for _ in range(turns + 1):
            start = time.process_time()
            if case is None:
                case = case_with(Path(name) / "drawn", LEVEL)
            drawn = concession.evaluate(case, futures=futures)
            seconds.append(time.process_time() - start)
        still = concession.evaluate(case_with(Path(name) / "still", "price: 60 USD/t"))
    got = {name: still.parties[name].undiscounted.mean for name in ("state", "investor", "manager")}
    told = {
        "still": {
            "state": got["state"], "lp": got["investor"], "gp": got["manager"],
            "npv": still.projects["pit"].npv_post_tax.mean,
        },
        "mean_gp": drawn.parties["manager"].undiscounted.mean,
        "se_gp": drawn.parties["manager"].undiscounted.se_mean,
        "trials": futures,
        "first": seconds[0],
        "warm": seconds[1:],
        "versions": {"python": sys.version.split()[0], "concession": concession.__version__},
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main()
