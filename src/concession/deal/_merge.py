"""Put a draft's changes over the clauses that it extends, keeping places and evidence apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TypeAlias, TypeVar

from concession.deal._evidence import EVIDENCE_KEYS
from concession.deal._node import Mapping, Node, Scalar, Sequence
from concession.deal._shape import close_to
from concession.deal._value import is_value_form
from concession.errors import Problems

__all__ = ["Lent", "lend", "merge", "only"]

#: The mappings whose evidence speaks for a node, the outermost first.
Lent: TypeAlias = tuple[Mapping, ...]

N = TypeVar("N", Scalar, Sequence, Mapping, Node)


def only(mapping: Mapping, keys: Collection[str]) -> Mapping:
    """Return the mapping with these keys alone."""
    return mapping.without(*(key for key in mapping if key not in keys))


def lend(node: N, lent: Lent, *, again: bool = False) -> N:
    """Return the node, and all below it, with what speaks for them; ``again`` replaces what did before."""
    taken = lent if again or node.lent is None else node.lent
    if isinstance(node, Mapping):
        entries = {key: lend(child, lent, again=again) for key, child in node.entries.items()}
        return replace(node, entries=entries, lent=taken)
    if isinstance(node, Sequence):
        items = tuple(lend(child, lent, again=again) for child in node.items)
        return replace(node, items=items, lent=taken)
    return replace(node, lent=taken)


def merge(before: Mapping, change: Mapping, problems: Problems, path: str) -> Mapping:
    """Return the mapping with a change over it.

    Mappings merge key by key; values, lists and words are replaced whole, with their evidence; null takes
    a key out (E506 where it is not there). Keys that the mapping lacks are added: whether the clause may
    have them is seen when it is read.
    """
    entries = dict(before.entries)
    places = dict(before.key_places)
    for key, node in change.entries.items():
        held = entries.get(key)
        where = f"{path}.{key}"
        if isinstance(node, Scalar) and node.empty:
            if held is None:
                message = f"there is no '{key[:40]}' to take out"
                hint = close_to(key, before.entries)
                problems.add("E506", message, hint, path=where, place=change.key_place(key))
            else:
                del entries[key]
            continue
        if isinstance(held, Mapping) and isinstance(node, Mapping) and not _whole(held, node):
            entries[key] = merge(held, node, problems, where)
        else:
            entries[key] = node
        places[key] = change.key_place(key)
    return Mapping(entries=entries, key_places=places, place=before.place, lent=before.lent)


def _whole(held: Mapping, node: Mapping) -> bool:
    """Whether a change replaces what was there: a value does, and so does what a value gives way to."""
    if is_value_form(node):
        return True
    return is_value_form(held) and not all(key in EVIDENCE_KEYS for key in node)
