"""Job J1 in heavylight's ``Model``, which keeps every value of every line item."""

from __future__ import annotations

import importlib.metadata

import heavylight
import numpy as np
from _heavylight_methods import Lines
from j1_terms import FLOWS, PERIODS
from turns import kept_in_full, measure


class Mine(Lines, heavylight.Model):
    """The job; prices come as a keyword."""


def way(price):
    # an instance runs once: there is nothing to keep
    model = Mine(proj_len=PERIODS, price=price)
    return kept_in_full({name: np.stack(getattr(model, name).values) for name in FLOWS})


if __name__ == "__main__":
    measure(lambda: way, {"heavylight": importlib.metadata.version("heavylight")})
