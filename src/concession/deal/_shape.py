"""Small checks of a node's shape: each notes a problem and returns what is fit to go on with.

A phase passes its :class:`~concession.errors.Problems` along, so that one run finds all mistakes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice

from concession.deal._node import Mapping, Node, Scalar, Sequence
from concession.errors import Problems, nearest

__all__ = [
    "ID_LETTERS",
    "as_choice",
    "as_flag",
    "as_list",
    "as_mapping",
    "as_text",
    "as_texts",
    "as_whole",
    "check_keys",
    "close_to",
    "full",
    "is_id",
]

ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


#: Names looked through for a hint: more would let a hostile file buy time with mistakes.
_HINTED = 100


def full(problems: Problems) -> bool:
    """Return whether no more problems are taken, so that looking for them is wasted time."""
    return len(problems.found) >= problems.LIMIT


def close_to(word: str, known: Iterable[str]) -> str:
    """Return a hint with the names nearest to a word, for words and lists of any length.

    >>> close_to("roylaty", ["royalty", "duty"])
    "did you mean 'royalty'?"
    """
    return nearest(word[:40], (name[:40] for name in islice(known, _HINTED)))


def is_id(text: str) -> bool:
    """Return whether a text can name a draft, project or source: lower case, digits, ``-``, ``_``.

    >>> is_id("duty-10"), is_id("Duty 10"), is_id("-x")
    (True, False, False)
    """
    return 0 < len(text) <= 80 and set(text) <= ID_LETTERS and text[0] not in "-_"


def as_mapping(node: Node | None, problems: Problems, *, path: str) -> Mapping:
    """Return the node as a mapping; an empty one, and E201, where it is something else."""
    if isinstance(node, Mapping):
        return node
    if node is not None and not (isinstance(node, Scalar) and node.empty):
        message = "a mapping of keys to values is wanted here"
        problems.add("E201", message, "write 'key: value' lines below it", path=path, place=node.place)
    return Mapping(entries={}) if node is None else Mapping(entries={}, place=node.place)


def as_list(node: Node | None, problems: Problems, *, path: str) -> tuple[Node, ...]:
    """Return the items of a list; a single word counts as a list of one; E204 for a mapping."""
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Mapping):
        problems.add("E204", "a list is wanted here", "write [one, two]", path=path, place=node.place)
        return ()
    return () if node is None or node.empty else (node,)


def as_text(node: Node | None, problems: Problems, *, path: str) -> str:
    """Return the text of a scalar; an empty text, and E205, where it is something else."""
    if isinstance(node, Scalar):
        return "" if node.empty else node.text
    if node is not None:
        problems.add("E205", "a text is wanted here", "write one word or text", path=path, place=node.place)
    return ""


def as_texts(node: Node | None, problems: Problems, *, path: str) -> tuple[str, ...]:
    """Return the texts of a list of scalars, or of one scalar."""
    items = as_list(node, problems, path=path)
    return tuple(as_text(item, problems, path=f"{path}.{i}") for i, item in enumerate(items))


def as_choice(node: Node | None, choices: Iterable[str], problems: Problems, *, path: str) -> str:
    """Return the text where it is one of the choices; an empty text, and E206, where it is not."""
    text = as_text(node, problems, path=path)
    known = sorted(choices)
    if isinstance(node, Scalar) and text not in known:
        message = f"'{text[:40]}' is not one of the choices"
        problems.add("E206", message, close_to(text, known), path=path, place=node.place)
        return ""
    return text


def as_flag(node: Node | None, problems: Problems, *, path: str, default: bool = False) -> bool:
    """Return true or false; the default, and E208, where it is neither."""
    if node is None:
        return default
    value = node.plain() if isinstance(node, Scalar) else None
    if isinstance(value, bool):
        return value
    problems.add("E208", "true or false is wanted here", "write true or false", path=path, place=node.place)
    return default


def as_whole(node: Node | None, problems: Problems, *, path: str, least: int, most: int, default: int) -> int:
    """Return a whole number within bounds; the default, and E209, where it is something else."""
    if node is None:
        return default
    value = node.plain() if isinstance(node, Scalar) else None
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    message = f"a whole number from {least} to {most} is wanted here"
    problems.add("E209", message, "write digits alone", path=path, place=node.place)
    return default


def check_keys(
    mapping: Mapping,
    known: Collection[str],
    problems: Problems,
    *,
    path: str,
    required: Collection[str] = (),
    own: Collection[str] = (),
) -> None:
    """Note every unknown key (E202, with the nearest) and every missing one (E203).

    Where none is near, the hint lists ``own``, the keys that only things of this kind have, if there are any.
    """
    for key in mapping:
        if key not in known and not full(problems):
            where = f"{path}.{key}" if path else key
            place = mapping.key_place(key)
            hint = close_to(key, known)
            if own and hint.startswith("known:"):
                hint = close_to(key, own)
            problems.add("E202", f"unknown key '{key[:40]}'", hint, path=where, place=place)
    for key in required:
        if key not in mapping:
            problems.add("E203", f"'{key}' is missing", f"add '{key}:'", path=path, place=mapping.place)
