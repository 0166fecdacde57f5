"""Scrambled Sobol points, one dimension per input, purpose and row, addressable by future.

The points are those of SciPy (directions of Joe and Kuo 2008), scrambled here, by a random linear
matrix and a random shift (Matoušek 1998), because the scrambling has to be keyed by the input's name:
SciPy's own changes in every dimension when one is added.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concession.errors import ConcessionError
from concession.outlook._base import Array
from concession.outlook._stream import Stream

__all__ = ["allot", "sobol_uniforms"]

_BITS = 32
#: The dimensions that SciPy has directions for.
MOST_DIMENSIONS = 21_201
Words = NDArray[np.uint64]
_LOW = np.uint64(2**_BITS - 1)


def allot(
    known: Mapping[str, tuple[int, int]], wanted: Iterable[tuple[str, int]]
) -> dict[str, tuple[int, int]]:
    """Return the dimensions (first, count) by key: those already known, then new ones behind them.

    A key that asks for more rows than it was given gets a new place; nothing else ever moves, and the
    dimensions of a removed input stay unused.

    >>> allot({"copper#shock": (0, 30)}, [("copper#shock", 30), ("delay#shock", 1)])
    {'copper#shock': (0, 30), 'delay#shock': (30, 1)}
    """
    out = dict(known)
    free = max((first + count for first, count in out.values()), default=0)
    for key, count in wanted:
        if key not in out or out[key][1] < count:
            out[key] = (free, count)
            free += count
    if free > MOST_DIMENSIONS:
        raise ConcessionError.of(
            "E942", f"quasi-random points have {MOST_DIMENSIONS:,} dimensions; {free:,} are needed"
        )
    return out


def sobol_uniforms(stream: Stream, dimension: int, start: int, stop: int, rows: int) -> Array:
    """Return scrambled Sobol coordinates in (0, 1) of futures ``start`` to ``stop`` - 1.

    ``dimension`` is the one of the first row; shape (rows, stop - start). Best used with a number of
    futures that is a power of two.
    """
    if not 0 <= start <= stop:
        raise ConcessionError.of("E941", f"futures {start} to {stop} are not a range of whole numbers")
    if stop > 2**_BITS:
        raise ConcessionError.of("E942", f"quasi-random points end at future {2**_BITS:,}")
    index = np.arange(start, stop, dtype=np.uint64)
    gray = index ^ (index >> np.uint64(1))
    out = np.empty((rows, stop - start))
    directions = _directions(dimension + rows)
    for row in range(rows):
        keys = Stream(stream.seed, stream.name, f"{stream.purpose} scramble").words(
            0, _BITS + 1, first_row=row
        )[0]
        columns = _scrambled(directions[dimension + row], keys)
        points = _sums(columns, gray)
        points ^= keys[_BITS] >> np.uint64(_BITS)
        # The half step keeps clear of 0 and 1.
        out[row] = (points.astype(np.float64) + 0.5) * 2.0**-_BITS
    return out


def _sums(columns: Words, gray: Words) -> Words:
    """Return the exclusive-or of the columns that the bits of each Gray code select."""
    out = np.zeros(len(gray), dtype=np.uint64)
    for byte in range(_BITS // 8):
        shift = np.uint64(8 * byte)
        table = np.zeros(1, dtype=np.uint64)
        for column in columns[8 * byte : 8 * byte + 8]:
            table = np.concatenate([table, table ^ column])
        out ^= table[(gray >> shift) & np.uint64(255)]
    return out


def _scrambled(columns: Words, keys: Words) -> Words:
    """Return the directions times a random lower triangular matrix of bits, with ones on its diagonal.

    Digit k of the result, the highest first, is its own digit plus a random choice of higher ones.
    """
    place = np.arange(_BITS - 1, -1, -1, dtype=np.uint64)
    higher = (_LOW << place) << np.uint64(1) & _LOW
    masks = (keys[:_BITS] >> np.uint64(_BITS) & higher) | np.uint64(1) << place
    digits = np.bitwise_count(columns[:, None] & masks).astype(np.uint64) & np.uint64(1)
    out: Words = np.bitwise_or.reduce(digits << place, axis=1)
    return out


@functools.lru_cache(maxsize=2)
def _table(dimensions: int) -> Words:
    """Return the direction numbers of the first dimensions, shape (dimensions, bits).

    SciPy shows them through an attribute that is not part of its public face; so they are checked
    against points that it gives out.
    """
    qmc: Any = importlib.import_module("scipy.stats.qmc")
    engine = qmc.Sobol(d=dimensions, scramble=False, bits=_BITS)
    table = np.asarray(engine._sv, dtype=np.uint64)
    points = engine.random(64)
    index = np.arange(64, dtype=np.uint64)
    for dimension in {0, dimensions // 2, dimensions - 1}:
        ours = _sums(table[dimension], index ^ (index >> np.uint64(1))) * 2.0**-_BITS
        if not np.array_equal(ours, points[:, dimension]):
            raise RuntimeError("this version of SciPy stores Sobol directions in an unknown way")
    return table


def _directions(dimensions: int) -> Words:
    """Return at least so many dimensions; the number is rounded up to keep few tables in memory."""
    return _table(min(MOST_DIMENSIONS, -(-dimensions // 1024) * 1024))
