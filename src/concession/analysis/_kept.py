"""Numbers kept for every future: in memory, or above a stated size in a temporary file."""

from __future__ import annotations

import tempfile

import numpy as np
import numpy.typing as npt

__all__ = ["IN_MEMORY", "Kept"]

#: Bytes that one run keeps in memory; what is beyond goes to a temporary file that is mapped.
IN_MEMORY = 512 * 2**20


class Kept:
    """Named rows of numbers, one for each future, of one size that may grow.

    >>> kept = Kept({"npv": np.float64, "status": np.int8}, futures=3)
    >>> kept["npv"][:] = 1.5
    >>> kept.grow(5)
    >>> kept["npv"].shape, float(kept["npv"][2]), kept.mapped
    ((5,), 1.5, False)
    """

    def __init__(self, kinds: dict[str, npt.DTypeLike], futures: int, *, in_memory: int = IN_MEMORY) -> None:
        self._kinds = {name: np.dtype(kind) for name, kind in kinds.items()}
        self._in_memory = in_memory
        self._rows: dict[str, npt.NDArray[np.generic]] = {}
        self._allot(futures)

    @property
    def mapped(self) -> bool:
        """Whether the numbers lie in a file."""
        return any(isinstance(row, np.memmap) for row in self._rows.values())

    def __getitem__(self, name: str) -> npt.NDArray[np.generic]:
        """Return a row, shape (futures,)."""
        return self._rows[name]

    def grow(self, futures: int) -> None:
        """Make room for more futures, or cut to fewer; what both have stays."""
        before = self._rows
        self._allot(futures)
        for name, row in before.items():
            count = min(len(row), futures)
            self._rows[name][:count] = row[:count]

    def _allot(self, futures: int) -> None:
        size = sum(kind.itemsize for kind in self._kinds.values()) * futures
        new = self._mapped if size > self._in_memory else np.zeros
        self._rows = {name: new(futures, kind) for name, kind in self._kinds.items()}

    @staticmethod
    def _mapped(futures: int, kind: np.dtype[np.generic]) -> npt.NDArray[np.generic]:
        # the file has no name and goes away with the last array that shows it
        with tempfile.TemporaryFile(prefix="concession-") as file:
            return np.memmap(file, kind, "w+", shape=(futures,))
