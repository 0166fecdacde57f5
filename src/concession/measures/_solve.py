"""Break-even prices and the like: solving for one unknown, future by future."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from concession.errors import ConcessionError, Problems, nearest
from concession.measures._arrays import FloatArray, IntArray
from concession.measures._crossing import crossing

__all__ = ["Solution", "SolveStatus", "solve"]

#: A residual above this share of the function's size at the ends of its cell is a jump, not a root.
_JUMP = 1e-6


class SolveStatus(IntEnum):
    """What is known of a solution."""

    UNIQUE = 0
    SEVERAL = 1
    NONE = 2
    UNDEFINED = 3
    JUMP = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solution:
    """Where a function is nought, per future, with what is known of it.

    ``value`` is NaN with the status ``none`` (no change of sign on the grid) and ``undefined`` (the
    function is not a number anywhere on it). With ``jump`` the function steps over nought at ``value``
    without being nought there; with ``several``, ``value`` is the one asked for. ``count`` is the number
    of changes of sign, and of noughts, on the grid: two within one cell are not seen.
    """

    value: FloatArray
    status: IntArray
    count: NDArray[np.int64]

    @property
    def names(self) -> NDArray[np.str_]:
        """The status of each future as a word."""
        words = np.array([status.name.lower() for status in SolveStatus])
        return np.asarray(words[self.status])

    def shares(self) -> dict[str, float]:
        """Return the share of futures with each status."""
        status = np.atleast_1d(self.status)
        return {kind.name.lower(): float(np.mean(status == kind)) for kind in SolveStatus}


Pick = Literal["lowest", "highest"]


def solve(
    function: Callable[[FloatArray], ArrayLike],
    bracket: tuple[ArrayLike, ArrayLike],
    *,
    cells: int = 32,
    pick: Pick = "lowest",
) -> Solution:
    """Return where ``function`` is nought between the ends of ``bracket``, for every future.

    The function is first read at ``cells + 1`` evenly spaced places, then Chandrupatla's method narrows
    the picked change of sign to the precision of float64. It is called with an array of shape (futures,),
    one unknown per future, and returns the same shape; NaN says that it is undefined there.

    Parameters
    ----------
    function
        Such as the post-tax net present value at the hurdle, of a price.
    bracket
        The two ends, each a number or of shape (futures,). With numbers alone the function is first asked
        at the lower one, and its answer says how many futures there are.
    cells
        How many cells the grid has, 1 to 10 000: more find roots that lie closer together.
    pick
        Which root is given where there are several.

    Raises
    ------
    ConcessionError
        E754 for a bracket that is empty or not finite or a number of cells out of range, E755 for an
        unknown pick, E758 where the function returns another shape.

    Examples
    --------
    >>> import numpy as np
    >>> cost = np.array([30.0, 45.0, 900.0])
    >>> found = solve(lambda price: 0.9 * price - cost, (0.0, 100.0))
    >>> print(found.value.round(6), found.names)
    [33.333333 50.             nan] ['unique' 'unique' 'none']
    """
    low, high, flat = _bracket(bracket, cells, pick)
    if flat:
        # Plain numbers: the function tells by its answer how many futures there are.
        shape = np.shape(function(low.reshape(())))
        flat = len(shape) != 1
        low, high = (end if flat else np.full(shape, end[0]) for end in (low, high))
    futures = low.size

    def read(x: FloatArray) -> FloatArray:
        result = np.asarray(function(x.reshape(()) if flat else x), dtype=np.float64)
        if result.shape != (() if flat else (futures,)):
            raise ConcessionError.of(
                "E758",
                f"the function returned the shape {result.shape} for {futures} futures",
                "return one value per future",
                "function",
            )
        return result.reshape(futures)

    count = np.zeros(futures, np.int64)
    known = np.zeros(futures, np.bool_)
    left, right = np.full(futures, np.nan), np.full(futures, np.nan)
    size = np.zeros(futures)
    x_before, before = low, read(low)
    for cell in range(cells + 1):
        x = low + (high - low) * (cell / cells)
        value = before if cell == 0 else read(x)
        known |= ~np.isnan(value)
        nil = value == 0.0
        crosses = (np.sign(value) * np.sign(before) < 0.0) if cell else np.zeros(futures, np.bool_)
        here = nil | crosses
        take = here if pick == "highest" else here & (count == 0)
        left = np.where(take, np.where(nil, x, x_before), left)
        right = np.where(take, x, right)
        size = np.where(take, np.maximum(np.abs(value), np.abs(before)), size)
        count += here
        x_before, before = x, value
    status = np.where(known, SolveStatus.NONE, SolveStatus.UNDEFINED).astype(np.int8)
    found = count > 0
    value = np.full(futures, np.nan)
    if found.any():
        # Futures without a root are kept at one end: they are computed along, and not read.
        end = crossing(read, np.where(found, left, low), np.where(found, right, low))
        value[found] = end.x[found]
        status[found] = np.where(
            count[found] > 1,
            SolveStatus.SEVERAL,
            np.where(
                end.residual[found] <= _JUMP * size[found],
                SolveStatus.UNIQUE,
                SolveStatus.JUMP,
            ),
        )
    if flat:
        return Solution(value=value.reshape(()), status=status.reshape(()), count=count.reshape(()))
    return Solution(value=value, status=status, count=count)


def _bracket(
    bracket: tuple[ArrayLike, ArrayLike], cells: int, pick: str
) -> tuple[FloatArray, FloatArray, bool]:
    """Return both ends spread to the futures, and whether they came as plain numbers."""
    problems = Problems()
    if pick not in get_args(Pick):
        problems.add("E755", f"there is no pick {pick!r}", nearest(str(pick), get_args(Pick)), "pick")
    if not isinstance(cells, (int, np.integer)) or not 1 <= cells <= 10_000:
        problems.add("E754", f"a grid of {cells!r} cells", "pass a whole number from 1 to 10 000", "cells")
    low = high = np.zeros(0)
    try:
        low, high = np.broadcast_arrays(
            np.asarray(bracket[0], dtype=np.float64), np.asarray(bracket[1], dtype=np.float64)
        )
        fits = low.ndim <= 1 and bool(
            np.isfinite(low).all() and np.isfinite(high).all() and (low < high).all()
        )
    except (TypeError, ValueError, IndexError):
        fits = False
    if not fits:
        problems.add(
            "E754",
            f"{bracket!r} is not a bracket",
            "pass two finite numbers, or arrays over futures, the lower first",
            "bracket",
        )
    problems.raise_if_any()
    return np.atleast_1d(low).copy(), np.atleast_1d(high).copy(), low.ndim == 0
