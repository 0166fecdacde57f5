"""A draft, or a case, read one way where its evidence allows several."""

from __future__ import annotations

from dataclasses import replace

from concession.deal._changes import put_at
from concession.deal._drafts import Draft
from concession.deal._evidence import EVIDENCE_KEYS
from concession.deal._node import Mapping, Node, Scalar, steps_of
from concession.deal._whole_readings import has_whole_readings, reading_of
from concession.errors import ConcessionError, Problems, nearest

__all__ = ["read_at", "take_reading"]


def take_reading(draft: Draft, path: str, name: str) -> Draft:
    """Return the draft with one reading of a value or a clause in the place of all of them.

    The reading keeps its own evidence, filled up from the value's; unlike a change by hand it is no
    assumption.

    Parameters
    ----------
    draft
        The draft.
    path
        Where the value stands, such as ``clauses.contribution.receipts.all.0.share``; the number of the only
        item of a list that is written without brackets may be given or left out.
    name
        The name of the reading.

    Raises
    ------
    ConcessionError
        E207 where the path leads nowhere or to a value without such a reading.
    """
    tree = read_at(draft.tree, path, name)
    clauses = tree.entries["clauses"]
    if not isinstance(clauses, Mapping):
        return draft
    return replace(draft, clauses=clauses, read={**draft.read, path: name})


def read_at(tree: Mapping, path: str, name: str) -> Mapping:
    """Return a tree with one reading of a value, a series, a clause or an entry in the place of all of them.

    Parameters
    ----------
    tree
        The whole of a draft or of a case.
    path, name
        As for :func:`take_reading`.

    Raises
    ------
    ConcessionError
        E207 where the path leads nowhere or to what has no such reading.
    """
    found, node = _find(tree, path)
    readings = node.get("readings") if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or not isinstance(readings, Mapping):
        raise ConcessionError.of("E207", f"'{path}' has no readings", "name a value with 'readings'")
    chosen = readings.get(name)
    if chosen is None:
        raise ConcessionError.of(
            "E207", f"'{path}' has no reading '{name[:40]}'", nearest(name, list(readings))
        )
    key = next((one for one in ("type", "kind") if has_whole_readings(node, one)), "")
    if not key:
        return put_at(tree, found, _alone(node, chosen))
    problems = Problems()
    alone = reading_of(node, name, key, problems, path=path)
    problems.raise_if_any()
    return put_at(tree, found, alone)


def _find(tree: Mapping, path: str) -> tuple[str, Node]:
    """Return the place and its path as the file has it."""
    node: Node = tree
    steps: list[str] = []
    for step in steps_of(path):
        if step.isdigit() and isinstance(node, Mapping) and step not in node:
            continue
        node = node.at(step)
        steps.append(step)
    return ".".join(steps), node


def _alone(node: Mapping, chosen: Node) -> Mapping:
    """Return one reading as a value of its own, with what it inherits of the evidence."""
    own = dict(chosen.entries) if isinstance(chosen, Mapping) else {"value": chosen}
    held = {key: one for key, one in node.entries.items() if key in EVIDENCE_KEYS}
    if "source" in own:
        held = {}  # the other sources' words say nothing of this one
    mark = held.get("mark")
    if isinstance(mark, Scalar) and mark.text in ("unknown", "withheld"):
        del held["mark"]
    return Mapping(entries={**held, **own}, place=chosen.place, lent=node.lent)
