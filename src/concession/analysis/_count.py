"""How many futures were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concession.errors import ConcessionError

if TYPE_CHECKING:
    from concession.model import Case

__all__ = ["futures_of", "one_future"]


def futures_of(case: Case, futures: int | None) -> int:
    """Return the number of futures that was asked for, or the case's own where none was.

    Raises
    ------
    ConcessionError
        E710 where it is below one.

    Examples
    --------
    >>> from concession.model import load
    >>> futures_of(load("buenavista"), 20)
    20
    """
    if futures is None:
        return case.head.futures
    if futures < 1:
        raise ConcessionError.of(
            "E710", f"{futures} futures were asked for", "ask for 1 or more, or leave the number to the case"
        )
    return futures


def one_future(future: int | None) -> int | None:
    """Return the number of a future; E710 where it is below zero.

    >>> one_future(3)
    3
    """
    if future is not None and future < 0:
        raise ConcessionError.of("E710", f"there is no future {future}", "futures are counted from 0")
    return future
