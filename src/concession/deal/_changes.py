"""What differs between two drafts, and a draft with one term replaced."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from concession.deal._evidence import EVIDENCE_KEYS
from concession.deal._merge import lend
from concession.deal._node import BY_HAND, NOWHERE, Mapping, Node, Scalar, Sequence, node_of, steps_of
from concession.deal._quantity import parse_quantity
from concession.deal._value import is_value_form
from concession.deal._whole_readings import has_whole_readings
from concession.errors import ConcessionError, Place

__all__ = ["Change", "diff", "put_at", "replace_at", "shown"]

#: What stands beside a value and is not what it says.
_BESIDE = (*EVIDENCE_KEYS, "range", "readings")
#: The keys of values from a period on.
_SERIES = {"from", "values", "unit"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: in which clause, at which path inside it, from what to what.

    A clause that is added or removed as a whole has an empty path, and its type for a text.
    """

    clause: str
    path: str
    kind: Literal["added", "removed", "changed"]
    old: str = ""
    new: str = ""
    old_place: Place = field(default=NOWHERE, compare=False)
    new_place: Place = field(default=NOWHERE, compare=False)


def diff(before: Mapping, after: Mapping) -> tuple[Change, ...]:
    """Return what differs between the clauses of two drafts, clause by clause in the order of the first.

    Evidence is not compared: a term with a better source is the same term. Nor are spellings: ``4 %``
    and ``0.04`` are the same.

    >>> one = node_of({"royalty": {"rate": "4 %", "base": "gross"}})
    >>> two = node_of({"royalty": {"rate": "5 %", "base": "gross"}, "bonus": {"type": "bonus"}})
    >>> [(change.clause, change.path, change.kind, change.old, change.new) for change in diff(one, two)]
    [('royalty', 'rate', 'changed', '4 %', '5 %'), ('bonus', '', 'added', '', 'bonus')]
    """
    changes: list[Change] = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old is None and new is not None:
            changes.append(Change(clause=name, path="", kind="added", new=_type(new), new_place=new.place))
        elif new is None and old is not None:
            changes.append(Change(clause=name, path="", kind="removed", old=_type(old), old_place=old.place))
        elif old is not None and new is not None:
            changes += _inside(name, old, new)
    return tuple(changes)


def shown(node: Node) -> str:
    """Return a term in a few words: its text, its value where it is one with evidence, or its parts.

    >>> shown(node_of({"value": "4 %", "source": "paper"})), shown(node_of(["gross", "net"]))
    ('4 %', '[gross, net]')

    Values from a period on are told one after the other, those that follow each other alike once:

    >>> shown(node_of({"from": "2025", "values": ["5", "9", "9"], "unit": "kt", "range": "50 % to 110 %"}))
    '5, 9 (2 times) kt from 2025'
    """
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return f"[{', '.join(shown(item) for item in node.items)}]"
    if is_value_form(node):
        held = node.get("value")
        if held is not None:
            return shown(held)
        # a series with a range: what it says by period, not how doubtful that is
        said = {key: child for key, child in node.entries.items() if key not in _BESIDE}
        if said:
            return _series(said)
        for key in ("range", "readings"):
            held = node.get(key)
            if held is not None:
                return shown(held)
    if set(node.entries).difference(EVIDENCE_KEYS) == _SERIES:
        return _series({key: node.entries[key] for key in _SERIES})
    return f"{{{', '.join(f'{key}: {shown(child)}' for key, child in node.entries.items())}}}"


def _series(said: dict[str, Node]) -> str:
    values = said.get("values")
    if set(said) != _SERIES or not isinstance(values, Sequence):
        return f"{{{', '.join(f'{key}: {shown(child)}' for key, child in said.items())}}}"
    alike = [(text, len(list(same))) for text, same in groupby(shown(item) for item in values.items)]
    told = ", ".join(text if times == 1 else f"{text} ({times} times)" for text, times in alike)
    return f"{told} {shown(said['unit'])} from {shown(said['from'])}"


def replace_at(tree: Mapping, path: str, value: object) -> Mapping:
    """Return the tree with another value at a path; everything else is shared with it.

    The new value may be a text, a number, or nested lists and mappings of these. It counts as assumed,
    *set by hand*: the sources of the value before do not speak for it. Where a value stands with its
    evidence (``{value: …, source: …}``) it is replaced whole.

    Raises
    ------
    ConcessionError
        E207, with the nearest keys, where the path leads nowhere.

    Examples
    --------
    >>> tree = node_of({"clauses": {"royalty": {"rate": "4 %"}}})
    >>> replace_at(tree, "clauses.royalty.rate", "5 %").at("clauses.royalty.rate").text
    '5 %'
    """
    return put_at(tree, path, lend(node_of(value), (BY_HAND,), again=True))


def put_at(tree: Mapping, path: str, new: Node) -> Mapping:
    """Return the tree with a node put at a path as it is, with its own evidence.

    Raises
    ------
    ConcessionError
        E207, with the nearest keys, where the path leads nowhere.
    """
    tree.at(path)  # raises where there is nothing to replace
    steps = steps_of(path)
    if not steps:
        raise ConcessionError.of("E207", "no path is given", "write, for example, clauses.royalty.rate")
    above: list[Node] = [tree]
    for step in steps[:-1]:
        above.append(above[-1].at(step))
    for step, holder in zip(reversed(steps), reversed(above), strict=True):
        new = _with(holder, step, new)
    if not isinstance(new, Mapping):
        raise ConcessionError.of("E201", "the whole of a draft can only be replaced by a mapping")
    return new


def _with(holder: Node, step: str, new: Node) -> Node:
    if isinstance(holder, Mapping):
        entries = {**holder.entries, step: new}
        return Mapping(entries=entries, key_places=holder.key_places, place=holder.place, lent=holder.lent)
    items = holder.items if isinstance(holder, Sequence) else ()
    put = tuple(new if i == int(step) else item for i, item in enumerate(items))
    return Sequence(items=put, place=holder.place, lent=holder.lent)


def _type(clause: Node) -> str:
    kind = clause.get("type") if isinstance(clause, Mapping) else None
    return shown(kind) if kind is not None else ""


def _inside(clause: str, before: Node, after: Node) -> list[Change]:
    """Return the differences inside one clause, in the order of the file."""
    changes: list[Change] = []
    waiting: list[tuple[str, Node | None, Node | None]] = [("", before, after)]
    while waiting:
        path, old, new = waiting.pop()
        if isinstance(old, Mapping) and isinstance(new, Mapping) and _open(old) and _open(new):
            keys = [key for key in dict.fromkeys([*old, *new]) if key not in EVIDENCE_KEYS]
            below = [(f"{path}.{key}" if path else key, old.get(key), new.get(key)) for key in keys]
            waiting += reversed(below)
        elif old is None and new is not None:
            changes.append(
                Change(clause=clause, path=path, kind="added", new=shown(new), new_place=new.place)
            )
        elif new is None and old is not None:
            changes.append(
                Change(clause=clause, path=path, kind="removed", old=shown(old), old_place=old.place)
            )
        elif old is not None and new is not None and not _same(shown(old), shown(new)):
            changes.append(
                Change(
                    clause=clause,
                    path=path,
                    kind="changed",
                    old=shown(old),
                    new=shown(new),
                    old_place=old.place,
                    new_place=new.place,
                )
            )
    return changes


def _open(node: Mapping) -> bool:
    """Whether a node is looked into: a clause is, with its readings, and a value is not."""
    return not is_value_form(node) or has_whole_readings(node, "type")


def _same(old: str, new: str) -> bool:
    if old == new:
        return True
    try:
        return parse_quantity(old) == parse_quantity(new)
    except ConcessionError:
        return False
