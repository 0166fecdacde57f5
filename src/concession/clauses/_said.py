"""Words with their evidence: what a term says where it is no number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from concession.deal import Context, Node, Value, Wanted, read_value
from concession.errors import nearest

__all__ = ["WordOf"]


@dataclass(frozen=True, slots=True)
class WordOf:
    """A word or a few, plain or with evidence and readings; one of ``words`` where there are any."""

    words: tuple[str, ...] = ()

    def read(self, node: Node, context: Context) -> Value | None:
        """Return the value, or None, with the problems noted; E206 for a word that is none of the words."""
        value = read_value(
            node,
            context.problems,
            path=context.path,
            sources=context.sources,
            inherited=context.evidence,
            wanted=Wanted(word=True),
        )
        if value is None:
            return None
        said = [value.text, *(one.text for _, one in value.evidence.readings)]
        for text in said:
            if self.words and text not in self.words:
                context.problems.add(
                    "E206",
                    f"'{text[:40]}' is none of {', '.join(self.words)}",
                    nearest(text, self.words),
                    path=context.path,
                    place=node.place,
                )
                return None
        return value

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        if not self.words:
            return {"$ref": "#/$defs/value"}
        return {"anyOf": [{"enum": list(self.words)}, {"$ref": "#/$defs/value"}]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return " or ".join(f"`{word}`" for word in self.words) or "words, plain or with their evidence"
