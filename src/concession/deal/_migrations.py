"""Versions of the case format, and the promise how it changes.

A case states its version: ``concession: 1``. Every version that was ever released stays readable: a newer
Concession reads an older case by passing its tree through one migration per version, in memory, and never
rewrites a user's files. Within a version the format only grows: what a file means does not change. An
older Concession refuses a newer case, and says so, rather than guess.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from concession.deal._node import Mapping, Node, Scalar
from concession.errors import ConcessionError, Place, Problem

__all__ = ["FORMAT", "MIGRATIONS", "migrated"]

#: The version that this Concession writes.
FORMAT: Final = 1

#: Version -> what turns a case of that version into one of the next; none was needed yet.
MIGRATIONS: Final[MappingProxyType[int, Callable[[Mapping], Mapping]]] = MappingProxyType({})


def migrated(tree: Mapping) -> Mapping:
    """Return a case of any released version as one of the present version.

    Raises
    ------
    ConcessionError
        E125 where no version is stated, E126 where it is newer or none that was released.
    """
    node = tree.get("concession")
    if node is None:
        hint = f"make 'concession: {FORMAT}' the first line"
        raise _error("E125", "the case does not state its format", hint, tree.place)
    version = _version(node)
    if version is None or version < 1:
        hint = f"write 'concession: {FORMAT}'"
        raise _error("E126", "the format's version is not a whole number from 1", hint, node.place)
    if version > FORMAT:
        hint = "install a newer Concession"
        message = f"the case is of format {version}; this Concession reads formats up to {FORMAT}"
        raise _error("E126", message, hint, node.place)
    for step in range(version, FORMAT):
        tree = MIGRATIONS[step](tree)
    return tree


def _version(node: Node) -> int | None:
    value = node.plain() if isinstance(node, Scalar) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _error(code: str, message: str, hint: str, place: Place) -> ConcessionError:
    return ConcessionError([Problem(code=code, message=message, hint=hint, path="concession", place=place)])
