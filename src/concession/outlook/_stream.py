"""Random numbers that depend on a name and an index, and on nothing that was drawn before.

The generator is Philox4x64-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
1, 2, 3", SC11), a block function: key and counter go in, four 64-bit words come out. The key is a
BLAKE2b hash of seed, input and purpose; the counter is (future // 4, row). So the number for a
future and a row can be had without drawing any other, whatever the chunk and however many rows there are.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from concession.errors import ConcessionError

__all__ = ["Stream", "uniforms"]

_LANES = 4  # words that one counter yields
_ONE = np.uint64(0x3FF0000000000000)  # the bits of 1.0
_DROP = np.uint64(12)  # 52 bits are left: with the half step added, 53, which a float64 holds exactly
_TO_OPEN = 1.0 - 2.0**-53


@dataclass(frozen=True, slots=True)
class Stream:
    """The random numbers of one input for one purpose, under one seed.

    Two streams with different seeds, names or purposes are independent for all practical purposes.
    """

    seed: int
    name: str
    purpose: str = "shock"

    def key(self) -> NDArray[np.uint64]:
        """Return the generator's key, two 64-bit words."""
        digest = hashlib.blake2b(digest_size=16, person=b"concession/1")
        for part in (str(self.seed), self.name, self.purpose):
            data = part.encode()
            digest.update(len(data).to_bytes(8, "little") + data)  # lengths keep "a"+"bc" from "ab"+"c"
        return np.frombuffer(digest.digest(), dtype="<u8").astype(np.uint64)

    def words(self, start: int, stop: int, rows: int = 1, first_row: int = 0) -> NDArray[np.uint64]:
        """Return raw 64-bit words, shape (rows, stop - start)."""
        if not 0 <= start <= stop:
            raise ConcessionError.of("E941", f"futures {start} to {stop} are not a range of whole numbers")
        generator = np.random.Philox(key=self.key(), counter=[0, 0, 0, 0])
        state = generator.state
        counter = state["state"]["counter"]
        skip = start % _LANES
        out = np.empty((rows, stop - start), dtype=np.uint64)
        for row in range(rows):
            counter[0], counter[1] = start // _LANES, first_row + row
            generator.state = state  # the buffer is marked empty in a fresh state
            out[row] = generator.random_raw(stop - start + skip)[skip:]
        return out

    def uniforms(self, start: int, stop: int, rows: int = 1, first_row: int = 0) -> NDArray[np.float64]:
        """Return numbers strictly between 0 and 1, shape (rows, stop - start).

        They are odd multiples of 2**-53: never 0, never 1, and as many below one half as above.

        >>> whole = Stream(7, "copper").uniforms(0, 10, rows=3)
        >>> part = Stream(7, "copper").uniforms(5, 8, rows=2)
        >>> bool((whole[:2, 5:8] == part).all())
        True
        """
        words = self.words(start, stop, rows, first_row)
        words >>= _DROP
        words |= _ONE
        shares = words.view(np.float64)
        shares -= _TO_OPEN
        return shares


def uniforms(
    seed: int, name: str, start: int, stop: int, rows: int = 1, purpose: str = "shock"
) -> NDArray[np.float64]:
    """Return the uniform numbers of futures ``start`` to ``stop`` - 1, shape (rows, stop - start).

    Row ``t`` of future ``i`` depends on seed, name, purpose, ``i`` and ``t`` alone.
    """
    return Stream(seed, name, purpose).uniforms(start, stop, rows)
