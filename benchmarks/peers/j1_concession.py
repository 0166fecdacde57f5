"""Job J1 in Concession, from the case file: loaded, compiled and run; what ``evaluate`` prints is kept.

That is more than the job asks in one way, less in another: the present values of five parties and a
project at two rates and undiscounted, rates of return and means by year, not the cash by year and future.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
from turns import measure

import concession

CASE = Path(__file__).parents[1] / "j1"


class Way:
    """Reads the case once; each turn evaluates it anew."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.case = None

    def __call__(self, price):
        """Return the answer for these prices."""
        if self.case is None:
            there = Path(self.folder.name) / "j1"
            shutil.copytree(CASE, there, ignore=shutil.ignore_patterns("*.npy"))
            np.save(there / "prices.npy", price)
            self.case = concession.load(there)
        done = concession.evaluate(self.case, futures=price.shape[1])
        means = [done.parties[name].npv.mean for name in ("state", "investor", "manager")]
        return {"means": means, "identity": done.conservation_error}


if __name__ == "__main__":
    measure(Way, {"concession": concession.__version__})
