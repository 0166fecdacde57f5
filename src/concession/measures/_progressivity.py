"""Whether the state's share rises with the rent, and where it turns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from concession.errors import ConcessionError
from concession.measures._arrays import FloatArray, IntArray

__all__ = ["Progressivity", "Verdict", "progressivity"]


class Verdict(IntEnum):
    """How a share moves along a grid."""

    NEUTRAL = 0
    PROGRESSIVE = 1
    REGRESSIVE = 2
    MIXED = 3
    UNDEFINED = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Progressivity:
    """The sign of the slope between neighbouring points of a grid, and what follows from it.

    ``sign`` is 1, 0 or -1 per step (steps, futures), 0 too where either end is undefined. ``turn`` is
    the first place of the grid at which the slope changes its sign, NaN where it never does; ``turns``
    how often it does. A verdict is ``undefined`` where no two neighbours have a value.
    """

    grid: FloatArray
    sign: IntArray
    verdict: IntArray
    turn: FloatArray
    turns: NDArray[np.int64]

    @property
    def names(self) -> NDArray[np.str_]:
        """The verdict of each future as a word."""
        words = np.array([verdict.name.lower() for verdict in Verdict])
        return np.asarray(words[self.verdict])


def progressivity(grid: ArrayLike, share: ArrayLike, *, tolerance: float = 1e-9) -> Progressivity:
    """Return whether a share rises (progressive) or falls (regressive) along a grid.

    Parameters
    ----------
    grid
        What it is held against, rising, of shape (points,): pre-tax IRR, price or net present value.
    share
        The state's share at each point, such as the AETR, of shape (points,) or (points, futures); NaN
        where it is undefined, which neither helps nor harms a verdict.
    tolerance
        A change of the share no larger than this counts as none.

    Raises
    ------
    ConcessionError
        E752 where the shapes do not fit, the grid does not rise, or there are fewer than two points.

    Examples
    --------
    >>> found = progressivity([0.05, 0.10, 0.20, 0.30], [0.70, 0.50, 0.45, 0.48])
    >>> print(found.names, found.turn, found.sign)
    mixed 0.2 [-1 -1  1]
    """
    places = np.asarray(grid, dtype=np.float64)
    shares = np.asarray(share, dtype=np.float64)
    if (
        places.ndim != 1
        or places.size < 2
        or not (np.diff(places) > 0.0).all()
        or shares.ndim not in (1, 2)
        or shares.shape[0] != places.size
    ):
        raise ConcessionError.of(
            "E752",
            f"a grid of the shape {places.shape} beside shares of the shape {shares.shape}",
            "pass at least two places that rise, and one share for each",
            "grid",
        )
    flat = shares.ndim == 1
    step = np.diff(shares[:, np.newaxis] if flat else shares, axis=0)
    known = ~np.isnan(step)
    sign = np.where(known & (np.abs(step) > tolerance), np.sign(np.where(known, step, 0.0)), 0).astype(
        np.int8
    )
    turn = np.full(sign.shape[1], np.nan)
    turns = np.zeros(sign.shape[1], np.int64)
    last = np.zeros(sign.shape[1], np.int8)
    for place, now in zip(places[:-1], sign, strict=True):
        turned = (now * last) < 0
        turn = np.where(turned & (turns == 0), place, turn)
        turns += turned
        last = np.where(now != 0, now, last)
    rises, falls = (sign > 0).any(axis=0), (sign < 0).any(axis=0)
    verdict = np.select(
        [~known.any(axis=0), rises & falls, rises, falls],
        [Verdict.UNDEFINED, Verdict.MIXED, Verdict.PROGRESSIVE, Verdict.REGRESSIVE],
        Verdict.NEUTRAL,
    ).astype(np.int8)
    shape = () if flat else turns.shape
    return Progressivity(
        grid=places,
        sign=sign[:, 0] if flat else sign,
        verdict=verdict.reshape(shape),
        turn=turn.reshape(shape),
        turns=turns.reshape(shape),
    )
