"""Bases: lists of lines, each with the share of it that counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from concession.clauses._scope import Term
from concession.deal import Context, Mapping, Node, Scalar, ValueOf, as_list

__all__ = ["TermList"]


@dataclass(frozen=True, slots=True)
class TermList:
    """A list of lines by name; ``{name: share}`` counts a share of one."""

    def read(self, node: Node, context: Context) -> tuple[Term, ...]:
        """Return the terms."""
        items = (node,) if isinstance(node, Mapping) else as_list(node, context.problems, path=context.path)
        return tuple(
            term for number, item in enumerate(items) for term in _terms(item, context.below(str(number)))
        )

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        share = {"type": "object", "additionalProperties": ValueOf("share").schema()}
        item = {"anyOf": [{"type": "string"}, share]}
        return {"anyOf": [{"type": "array", "items": item}, item]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "list of lines; `{line: share}` counts a share of one"


def _terms(node: Node, context: Context) -> list[Term]:
    if isinstance(node, Scalar):
        return [Term(name=node.text)]
    if isinstance(node, Mapping):
        share = ValueOf("share")
        return [
            Term(name=name, share=share.read(child, context.below(name)))
            for name, child in node.entries.items()
        ]
    context.problems.add("E205", "the name of a line is wanted here", path=context.path, place=node.place)
    return []
