"""Arrays of cash flows: how they are read, and sums that do not depend on company.

A sum over periods is taken period by period, never by a reduction whose order depends on the number of
futures: so a future's value is the same to the bit alone, in a chunk, and among a million others.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from concession.errors import ConcessionError

__all__ = ["FloatArray", "IntArray", "like", "over_periods", "read_flows", "read_values", "total"]

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int8]


def read_values(values: ArrayLike, name: str, *, finite: bool = True) -> FloatArray:
    """Return numbers as float64, or raise E751 naming the argument; ``finite`` asks that they are."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ConcessionError.of(
            "E751", f"'{name}' is not an array of numbers", "pass numbers of one shape", name
        ) from None
    if finite and not np.isfinite(array).all():
        raise _not_finite(array, name)
    return array


def read_flows(flows: ArrayLike, name: str = "flows", *, finite: bool = True) -> tuple[FloatArray, bool]:
    """Return amounts of shape (periods, futures), and whether they came without futures.

    Who looks at all of them anyway passes ``finite=False``, and sees to it that they are.
    """
    array = read_values(flows, name, finite=finite)
    if array.ndim not in (1, 2) or array.shape[0] == 0:
        raise ConcessionError.of(
            "E751",
            f"'{name}' has the shape {array.shape}",
            "pass (periods,) or (periods, futures), with at least one period",
            name,
        )
    return (array[:, np.newaxis], True) if array.ndim == 1 else (array, False)


def like(name: str, array: FloatArray, other: FloatArray) -> FloatArray:
    """Return ``array`` spread to the futures of ``other``, or raise E752 where the periods differ."""
    periods, futures = other.shape
    if array.shape[0] != periods or array.shape[1] not in (1, futures):
        raise ConcessionError.of(
            "E752",
            f"'{name}' has the shape {array.shape} beside amounts of the shape {other.shape}",
            "pass the same periods, and the same futures or none",
            name,
        )
    return np.broadcast_to(array, other.shape)


def over_periods(*flows: tuple[str, ArrayLike]) -> tuple[list[FloatArray], bool]:
    """Return several arrays with the same periods and futures; one without futures serves all of them."""
    read = [(name, *read_flows(values, name)) for name, values in flows]
    widest = max((array for _, array, _ in read), key=lambda array: array.shape[1])
    return [like(name, array, widest) for name, array, _ in read], all(flat for _, _, flat in read)


def total(flows: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Return the sum over periods, of shape (futures,), added in the order of the periods."""
    result = np.zeros(flows.shape[1])
    for period, amounts in enumerate(flows):
        result += amounts if weights is None else amounts * weights[period]
    return result


def _not_finite(array: FloatArray, name: str) -> ConcessionError:
    where = tuple(int(index) for index in np.argwhere(~np.isfinite(array))[0])
    spot = f" at {list(where)}" if where else ""
    return ConcessionError.of(
        "E751",
        f"'{name}' holds {array[where]}{spot}",
        "amounts must be finite numbers; find the line that became undefined",
        name,
    )
