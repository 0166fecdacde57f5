"""Job J1 in Concession, from the case file, with nothing but each party's present value by future kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

from case_of_prices import case_of_prices
from turns import measure

import concession
from concession.analysis._run import run

CASE = Path(__file__).parents[1] / "j1"


class Way:
    """Reads and builds the case once; each turn runs it anew."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.case = None

    def __call__(self, price):
        """Return the answer for these prices."""
        if self.case is None:
            self.case = case_of_prices(CASE, Path(self.folder.name) / "j1", price)
        built = self.case.build(None)
        done = run(self.case, built, futures=price.shape[1], seed=1, rates_of_return=False, keep="own")
        means = [float(done.flows[f"party:{name}"].own.mean()) for name in ("state", "investor", "manager")]
        return {"means": means, "identity": done.conservation_error}


if __name__ == "__main__":
    measure(Way, {"concession": concession.__version__})
