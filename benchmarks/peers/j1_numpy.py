"""Job J1 in NumPy by hand, in chunks of 5,000 futures: the floor that every way is measured against."""

from __future__ import annotations

import numpy as np
from j1_terms import CAPEX, DEPRECIATION, FLOWS, OPEX, PERIODS, VOLUME
from turns import kept_in_full, measure

CHUNK = 5_000


def by_hand(price, out):
    futures = price.shape[1]
    loss, hurdle, gain, caught_up = (np.zeros(futures) for _ in range(4))
    for t in range(PERIODS):
        revenue = price[t] * VOLUME[t]
        royalty = 0.05 * revenue
        base = revenue - royalty - OPEX[t] - DEPRECIATION[t]
        positive = np.maximum(base, 0)
        used = np.minimum(loss, positive)
        tax = 0.3 * (positive - used)
        loss = loss - used + np.maximum(-base, 0)
        net = revenue - royalty - OPEX[t] - tax - CAPEX[t]
        contribution, cash = np.maximum(-net, 0), np.maximum(net, 0)
        hurdle = hurdle * 1.08 + contribution
        tier1 = np.minimum(cash, hurdle)
        hurdle -= tier1
        gain += tier1 - contribution
        catch_up = np.minimum(cash - tier1, np.maximum(0.25 * np.maximum(gain, 0) - caught_up, 0))
        caught_up += catch_up
        rest = cash - tier1 - catch_up
        out["state"][t] = royalty + tax
        out["lp"][t] = tier1 + 0.8 * rest - contribution
        out["gp"][t] = catch_up + 0.2 * rest


def way(price):
    flows = {name: np.empty_like(price) for name in FLOWS}
    for start in range(0, price.shape[1], CHUNK):
        part = slice(start, start + CHUNK)
        by_hand(price[:, part], {name: x[:, part] for name, x in flows.items()})
    return kept_in_full(flows)


if __name__ == "__main__":
    measure(lambda: way, {})
