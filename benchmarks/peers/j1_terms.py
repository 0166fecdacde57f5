"""What job J1 is made of, for every peer: the tonnes, the spending, the weights of a present value."""

from __future__ import annotations

import numpy as np

PERIODS = 30
YEARS = range(2025, 2025 + PERIODS)
VOLUME = np.array([0.0] * 3 + [10 * 0.95 ** (t - 3) for t in range(3, PERIODS)])
CAPEX = np.array([400.0, 600.0, 500.0] + [0.0] * (PERIODS - 3))
DEPRECIATION = np.array([150.0 if 3 <= t <= 12 else 0.0 for t in range(PERIODS)])
OPEX = np.where(VOLUME > 0, 30 + 12 * VOLUME, 0.0)
DISCOUNT = 1.1 ** -np.arange(PERIODS)
#: What is asked of each peer: cash by year and future, and its net present value by future.
FLOWS = ("state", "lp", "gp")
