"""Plain immutable nodes: what a file says, with the place of every word.

A node is a :class:`Scalar`, a :class:`Sequence` or a :class:`Mapping`. Scalars keep their text as
written, so that ``4 %`` and ``1.10`` reach the parsers of quantities unharmed; what a text means is
decided by whoever reads it. Places do not take part in equality: two nodes are equal when they say
the same.

Where drafts are put together, parts of one clause come from several documents. Each node then keeps, as
``lent``, the mappings whose ``source`` and ``mark`` speak for it, the outermost first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from concession.errors import ConcessionError, Place, Problem, nearest

__all__ = [
    "BY_HAND",
    "NOWHERE",
    "Mapping",
    "Node",
    "Plain",
    "Scalar",
    "Sequence",
    "find",
    "node_of",
    "steps_of",
    "walk",
]

#: The place of a node that no file holds, such as a value given from Python.
NOWHERE = Place(file="<python>")

#: What nodes become as plain data.
Plain: TypeAlias = "bool | int | Decimal | str | list[Plain] | dict[str, Plain] | None"

_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """One text; ``quoted`` says whether it stood in quotes or in a block of its own.

    >>> Scalar(text="4 %").plain()
    '4 %'
    >>> Scalar(text="12").plain(), Scalar(text="12", quoted=True).plain()
    (12, '12')
    """

    text: str
    quoted: bool = field(default=False, compare=False)
    place: Place = field(default=NOWHERE, compare=False)
    lent: tuple[Mapping, ...] | None = field(default=None, compare=False, repr=False)

    @property
    def empty(self) -> bool:
        """Whether nothing was written: an empty value, ``null`` or ``~`` without quotes."""
        return not self.quoted and self.text in ("", "~", "null", "Null", "NULL")

    def at(self, path: str) -> Node:
        """Return the node at a dotted path; see :meth:`Mapping.at`."""
        return _at(self, path)

    def plain(self) -> Plain:
        """Return None, a bool, an int, a Decimal or the text, as YAML 1.2 reads unquoted words."""
        if self.quoted:
            return self.text
        if self.empty:
            return None
        if self.text in ("true", "True", "TRUE"):
            return True
        if self.text in ("false", "False", "FALSE"):
            return False
        found = _NUMBER.match(self.text)
        if not found:
            return self.text
        return int(self.text) if self.text.lstrip("+-").isdigit() else Decimal(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place = field(default=NOWHERE, compare=False)
    lent: tuple[Mapping, ...] | None = field(default=None, compare=False, repr=False)

    def at(self, path: str) -> Node:
        """Return the node at a dotted path; items are numbered from zero. See :meth:`Mapping.at`."""
        return _at(self, path)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def plain(self) -> Plain:
        """Return the items as plain Python data."""
        return [item.plain() for item in self.items]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Nodes by key, in the order of the file; ``key_places`` says where each key stands.

    >>> royalty = Mapping(entries={"rate": Scalar(text="4 %")})
    >>> Mapping(entries={"royalty": royalty}).at("royalty.rate").text
    '4 %'
    """

    entries: MappingType[str, Node]
    key_places: MappingType[str, Place] = field(default_factory=dict, compare=False)
    place: Place = field(default=NOWHERE, compare=False)
    lent: tuple[Mapping, ...] | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("entries", "key_places"):
            held = getattr(self, name)
            if not isinstance(held, MappingProxyType):
                object.__setattr__(self, name, MappingProxyType(dict(held)))

    __hash__ = None  # type: ignore[assignment]

    def __contains__(self, key: object) -> bool:
        return key in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, key: str) -> Node | None:
        """Return the node under a key, or None."""
        return self.entries.get(key)

    def key_place(self, key: str) -> Place:
        """Return where a key stands, or the mapping's own place."""
        return self.key_places.get(key, self.place)

    def at(self, path: str) -> Node:
        """Return the node at a dotted path, such as ``clauses.royalty.rate``.

        Raises
        ------
        ConcessionError
            E207, with the nearest keys, where the path leads nowhere.
        """
        return _at(self, path)

    def having(self, **entries: Node) -> Mapping:
        """Return a mapping with these entries added or put in the place of others."""
        places = {**self.key_places, **{key: node.place for key, node in entries.items()}}
        return Mapping(
            entries={**self.entries, **entries}, key_places=places, place=self.place, lent=self.lent
        )

    def without(self, *keys: str) -> Mapping:
        """Return the mapping without these keys."""
        left = {key: node for key, node in self.entries.items() if key not in keys}
        return Mapping(entries=left, key_places=self.key_places, place=self.place, lent=self.lent)

    def plain(self) -> Plain:
        """Return the entries as plain Python data."""
        return {key: node.plain() for key, node in self.entries.items()}


#: One value of a file's tree: a text or number, a list, or a mapping.
Node: TypeAlias = Scalar | Sequence | Mapping


def node_of(data: object) -> Node:
    """Return plain Python data as a node; texts stay as they are, and are not read as YAML.

    Raises
    ------
    ConcessionError
        E205 for anything but texts, numbers, booleans, None, lists and mappings of these.

    Examples
    --------
    >>> node_of({"rate": "4 %", "on": True}).at("on").text
    'true'
    """
    if isinstance(data, Scalar | Sequence | Mapping):
        return data
    if data is None or isinstance(data, bool):
        return Scalar(text="" if data is None else str(data).lower())
    if isinstance(data, str | int | float | Decimal):
        return Scalar(text=str(data), quoted=isinstance(data, str) and data == "")
    if isinstance(data, list | tuple):
        return Sequence(items=tuple(node_of(item) for item in data))
    if isinstance(data, dict):
        return Mapping(entries={str(key): node_of(value) for key, value in data.items()})
    raise ConcessionError.of("E205", f"a {type(data).__name__} cannot stand in a case", "give a text")


def steps_of(path: str) -> tuple[str, ...]:
    """Return the keys of a dotted path.

    >>> steps_of("clauses.royalty.rate")
    ('clauses', 'royalty', 'rate')
    """
    return tuple(path.split(".")) if path else ()


def find(node: Node, path: str) -> Node | None:
    """Return the node at a dotted path, or None where the path leads nowhere."""
    here: Node | None = node
    for step in steps_of(path):
        here = _child(here, step) if here is not None else None
    return here


def walk(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Yield every node below with its path, the node itself first, in the order of the file."""
    waiting = [(path, node)]
    while waiting:
        here, current = waiting.pop()
        yield here, current
        below: list[tuple[str, Node]] = []
        if isinstance(current, Mapping):
            below = list(current.entries.items())
        elif isinstance(current, Sequence):
            below = [(str(i), item) for i, item in enumerate(current.items)]
        waiting += [(f"{here}.{key}" if here else key, child) for key, child in reversed(below)]


def _at(node: Node, path: str) -> Node:
    here, done = node, ""
    for step in steps_of(path):
        below = _child(here, step)
        if below is None:
            what = f"'{done}'" if done else "the file"
            holds = "no items" if isinstance(here, Scalar) else f"no '{step}'"
            known: Iterable[str] = here.entries if isinstance(here, Mapping) else ()
            if isinstance(here, Sequence):
                known = [str(i) for i in range(len(here.items))]
            raise ConcessionError(
                [
                    Problem(
                        code="E207",
                        message=f"{what} has {holds}",
                        hint=nearest(step[:40], list(known)[:300]),
                        path=path,
                        place=here.place,
                    )
                ]
            )
        here, done = below, f"{done}.{step}" if done else step
    return here


def _child(node: Node, step: str) -> Node | None:
    if isinstance(node, Mapping):
        return node.entries.get(step)
    if isinstance(node, Sequence) and step.isdecimal() and len(step) < 7 and int(step) < len(node.items):
        return node.items[int(step)]
    return None


#: What speaks for a value that a user put in the place of the file's.
BY_HAND = Mapping(entries={"mark": Scalar(text="assumed"), "note": Scalar(text="set by hand")})
