"""Job J1 in Concession, from the case file: loaded, compiled and run; what ``evaluate`` prints is kept.

That is more than the job asks in one way, less in another: the present values of five parties and a
project at two rates and undiscounted, rates of return and means by year, not the cash by year and future.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from case_of_prices import case_of_prices
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
            self.case = case_of_prices(CASE, Path(self.folder.name) / "j1", price)
        done = concession.evaluate(self.case, futures=price.shape[1])
        means = [done.parties[name].npv.mean for name in ("state", "investor", "manager")]
        return {"means": means, "identity": done.conservation_error}


if __name__ == "__main__":
    measure(Way, {"concession": concession.__version__})
