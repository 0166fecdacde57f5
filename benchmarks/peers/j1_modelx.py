"""Job J1 in modelx: one cell for each line item, every value an array over futures."""

from __future__ import annotations

import importlib.metadata

import modelx as mx
import numpy as np
from j1_terms import CAPEX, DEPRECIATION, FLOWS, OPEX, PERIODS, VOLUME
from turns import kept_in_full, measure


def revenue(t):
    return price[t] * volume[t]  # noqa: F821 - the names of references and cells are the space's


def royalty(t):
    return 0.05 * revenue(t)


def base(t):
    return revenue(t) - royalty(t) - opex[t] - depreciation[t]  # noqa: F821


def losses(t):
    """Losses carried into the period."""
    if t == 0:
        return 0.0
    return losses(t - 1) - losses_used(t - 1) + np.maximum(-base(t - 1), 0)


def losses_used(t):
    return np.minimum(losses(t), np.maximum(base(t), 0))


def tax(t):
    return 0.3 * (np.maximum(base(t), 0) - losses_used(t))


def net(t):
    return revenue(t) - royalty(t) - opex[t] - tax(t) - capex[t]  # noqa: F821


def contribution(t):
    return np.maximum(-net(t), 0)


def cash(t):
    return np.maximum(net(t), 0)


def hurdle(t):
    """Return what the limited partner is owed, before the period's payment."""
    return (0.0 if t == 0 else (hurdle(t - 1) - tier1(t - 1)) * 1.08) + contribution(t)


def tier1(t):
    return np.minimum(cash(t), hurdle(t))


def gain(t):
    """First-tier payments less contributions so far."""
    return (0.0 if t == 0 else gain(t - 1)) + tier1(t) - contribution(t)


def caught_up(t):
    return 0.0 if t < 0 else caught_up(t - 1) + catch_up(t)


def catch_up(t):
    due = np.maximum(0.25 * np.maximum(gain(t), 0) - caught_up(t - 1), 0)
    return np.minimum(cash(t) - tier1(t), due)


def rest(t):
    return cash(t) - tier1(t) - catch_up(t)


def state(t):
    return royalty(t) + tax(t)


def lp(t):
    return tier1(t) + 0.8 * rest(t) - contribution(t)


def gp(t):
    return catch_up(t) + 0.2 * rest(t)


CELLS = (
    revenue, royalty, base, losses, losses_used, tax, net, contribution, cash, hurdle, tier1, gain, caught_up,
    catch_up, rest, state, lp, gp,
)  # fmt: skip


class Way:
    """Builds the model once; new prices clear what was computed from the old ones."""

    def __init__(self):
        self.space = mx.new_model().new_space("Mine")
        for cell in CELLS:
            self.space.new_cells(formula=cell)
        for name, value in {
            "np": np, "volume": VOLUME, "opex": OPEX, "capex": CAPEX, "depreciation": DEPRECIATION,
        }.items():  # fmt: skip
            setattr(self.space, name, value)

    def __call__(self, price):
        """Return the answer for these prices."""
        space = self.space
        space.price = price
        flows = {name: np.stack([space.cells[name](t) for t in range(PERIODS)]) for name in FLOWS}
        return kept_in_full(flows)


if __name__ == "__main__":
    measure(Way, {"modelx": importlib.metadata.version("modelx")})
