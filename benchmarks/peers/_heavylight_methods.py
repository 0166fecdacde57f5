"""Job J1 as methods, one for each line item: the same for both classes of heavylight."""

from __future__ import annotations

import numpy as np
from j1_terms import CAPEX, DEPRECIATION, OPEX, VOLUME


class Lines:
    """The line items; ``price`` holds an array of shape (30, futures)."""

    price: np.ndarray

    def revenue(self, t):
        return self.price[t] * VOLUME[t]

    def royalty(self, t):
        return 0.05 * self.revenue(t)

    def base(self, t):
        return self.revenue(t) - self.royalty(t) - OPEX[t] - DEPRECIATION[t]

    def losses(self, t):
        if t == 0:
            return 0.0
        return self.losses(t - 1) - self.losses_used(t - 1) + np.maximum(-self.base(t - 1), 0)

    def losses_used(self, t):
        return np.minimum(self.losses(t), np.maximum(self.base(t), 0))

    def tax(self, t):
        return 0.3 * (np.maximum(self.base(t), 0) - self.losses_used(t))

    def net(self, t):
        return self.revenue(t) - self.royalty(t) - OPEX[t] - self.tax(t) - CAPEX[t]

    def contribution(self, t):
        return np.maximum(-self.net(t), 0)

    def cash(self, t):
        return np.maximum(self.net(t), 0)

    def hurdle(self, t):
        before = 0.0 if t == 0 else (self.hurdle(t - 1) - self.tier1(t - 1)) * 1.08
        return before + self.contribution(t)

    def tier1(self, t):
        return np.minimum(self.cash(t), self.hurdle(t))

    def gain(self, t):
        return (0.0 if t == 0 else self.gain(t - 1)) + self.tier1(t) - self.contribution(t)

    def caught_up(self, t):
        return (0.0 if t == 0 else self.caught_up(t - 1)) + self.catch_up(t)

    def catch_up(self, t):
        had = 0.0 if t == 0 else self.caught_up(t - 1)
        due = np.maximum(0.25 * np.maximum(self.gain(t), 0) - had, 0)
        return np.minimum(self.cash(t) - self.tier1(t), due)

    def rest(self, t):
        return self.cash(t) - self.tier1(t) - self.catch_up(t)

    def state(self, t):
        return self.royalty(t) + self.tax(t)

    def lp(self, t):
        return self.tier1(t) + 0.8 * self.rest(t) - self.contribution(t)

    def gp(self, t):
        return self.catch_up(t) + 0.2 * self.rest(t)
