"""Yearly fans in fixed memory: how many futures fall into each cell of a grid, period by period."""

from __future__ import annotations

import numpy as np

from concession.engine import BLOCK, Array

__all__ = ["CELLS", "QUANTILES", "Fan"]

#: Cells of the grid in each period.
CELLS = 1024
#: The quantiles that are shown.
QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


class Fan:
    """Counts of futures by period and cell; the grid is fixed by the first block and never moves.

    Each period's cells go from half a width below the least amount of the first block to half a width
    above the most; what lies outside is counted at the ends. Counts are whole numbers, so a fan is the
    same whatever parts the futures came in.

    >>> fan = Fan()
    >>> fan.add(np.linspace(0.0, 100.0, 1001)[None, :])
    >>> bool(abs(fan.quantile(0.1)[0] - 10) <= fan.error[0])
    True
    """

    def __init__(self) -> None:
        self.low = self.width = np.zeros(0)
        self.counts = np.zeros((0, CELLS + 2), dtype=np.int64)

    def add(self, amounts: Array) -> None:
        """Count amounts of shape (periods, futures); those of the first call begin with the first block."""
        if not self.counts.size:
            first = amounts[:, :BLOCK]
            least, most = first.min(axis=1), first.max(axis=1)
            spread = most - least
            self.low = least - 0.5 * spread
            self.width = 2.0 * spread / CELLS
            self.counts = np.zeros((len(amounts), CELLS + 2), dtype=np.int64)
        for row, low, width, counts in zip(amounts, self.low, self.width, self.counts, strict=True):
            if width > 0:
                cell = np.clip(np.floor((row - low) / width), -1, CELLS).astype(np.int64)
            else:
                # all of the first block alike: below, there, above
                cell = np.where(row < low, -1, np.where(row > low, CELLS, 0))
            np.add(counts, np.bincount(cell + 1, minlength=CELLS + 2), out=counts)

    @property
    def futures(self) -> int:
        """How many futures have been counted."""
        return int(self.counts[0].sum()) if len(self.counts) else 0

    @property
    def error(self) -> Array:
        """The most that a quantile inside the grid may be off, by period: the width of a cell."""
        return self.width

    @property
    def outside(self) -> Array:
        """The share of futures outside the grid, by period; a quantile among them shows the grid's end."""
        return np.asarray((self.counts[:, 0] + self.counts[:, -1]) / max(self.futures, 1))

    def quantile(self, share: float) -> Array:
        """Return a quantile of each period, shape (periods,), within :attr:`error`."""
        below = np.cumsum(self.counts, axis=1)
        wanted = share * self.futures
        cell = (below < wanted).sum(axis=1)
        rows = np.arange(len(self.counts))
        before = np.where(cell > 0, below[rows, np.maximum(cell - 1, 0)], 0)
        inside = np.clip((wanted - before) / np.maximum(self.counts[rows, cell], 1), 0.0, 1.0)
        place = np.clip(cell - 1 + inside, 0.0, CELLS)
        return np.asarray(self.low + self.width * np.where(self.width > 0, place, 0.0))

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``: quantiles by period, their error, the share outside the grid."""
        quantiles = {name: self.quantile(share).tolist() for name, share in QUANTILES.items()}
        return {**quantiles, "error": self.error.tolist(), "outside": self.outside.tolist()}

    def same(self, other: Fan) -> bool:
        """Whether two fans hold the same counts on the same grid."""
        pairs = ((self.low, other.low), (self.width, other.width), (self.counts, other.counts))
        return all(np.array_equal(ours, theirs) for ours, theirs in pairs)
