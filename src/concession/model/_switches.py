"""Switches: what a case could assume that a deal adds; off by default, and the same for every draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from concession.deal import Context, Draft, ListOf, Node, Struct, Text, field_of
from concession.errors import ConcessionError, nearest

__all__ = ["Switch", "SwitchChange", "switched"]


@dataclass(frozen=True, slots=True)
class _Whatever:
    """Whatever may stand at the path: it is read there, with the clause."""

    def read(self, node: Node, context: Context) -> Node:
        """Return the node as it is."""
        return node

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "what may stand at the path"


@dataclass(frozen=True, kw_only=True)
class SwitchChange:
    """One value that a switch puts into drafts."""

    path: str = field_of(Text(), "Where it stands in a draft, such as `clauses.aid.amount`.")
    value: Node = field_of(_Whatever(), "What is put there.")


@dataclass(frozen=True, kw_only=True)
class Switch:
    """Something that the case could assume a deal to add."""

    title: str = field_of(Text(), "What it assumes, in words.")
    note: str = field_of(Text(), "Why these amounts.", default="")
    changes: tuple[SwitchChange, ...] = field_of(
        ListOf(Struct(SwitchChange)), "The values that it puts into every draft that has the clause."
    )


def switched(draft: Draft, switches: Mapping[str, Switch], names: Iterable[str]) -> Draft:
    """Return a draft with some switches on; a change whose clause the draft lacks is passed over.

    Raises
    ------
    ConcessionError
        E207 for a switch that the case does not have, or for a path that leads nowhere in its clause.
    """
    for name in names:
        if name not in switches:
            raise ConcessionError.of("E207", f"there is no switch '{name[:40]}'", nearest(name, switches))
        for change in switches[name].changes:
            steps = change.path.split(".")
            if len(steps) > 1 and steps[1] in draft.clauses:
                draft = draft.replace(change.path, change.value, called=draft.id)
    return draft
