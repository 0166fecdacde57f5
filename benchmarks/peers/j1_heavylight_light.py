"""Job J1 in heavylight's ``LightModel``, which frees each value after its last use and keeps sums.

As its documentation advises, one future is run first, to learn who uses what last: that is in the first turn,
and later ones keep what it learned. ``RunModel(n)`` runs the periods 0 to n.
"""

from __future__ import annotations

import importlib.metadata

import heavylight
from _heavylight_methods import Lines
from j1_terms import DISCOUNT, FLOWS, PERIODS
from turns import measure


class Mine(Lines, heavylight.LightModel):
    """The job; prices are set before each run."""

    def __init__(self, price):
        super().__init__()
        self.price = price


class Way:
    """Learns from one future, then runs all."""

    def __init__(self):
        self.model = None

    def __call__(self, price):
        """Return the answer for these prices."""
        if self.model is None:
            self.model = Mine(price[:, :1])
            self.model.RunModel(PERIODS - 1)
        self.model.price = price
        self.model.RunOptimized()
        sums, futures = self.model.cache_agg, price.shape[1]
        totals = {name: sum(sums[name][t,] * DISCOUNT[t] for t in range(PERIODS)) for name in FLOWS}
        return {"means": [float(totals[name] / futures) for name in FLOWS]}


if __name__ == "__main__":
    measure(Way, {"heavylight": importlib.metadata.version("heavylight")})
