"""What a product is made from: one ore, several, or several that each have a grade of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from concession.deal import (
    Context,
    Id,
    Mapping,
    Node,
    TimedOf,
    TimedValue,
    as_list,
    field_of,
    read_fields,
    schema_of,
)

__all__ = ["FromOres", "OreUse"]


@dataclass(frozen=True, kw_only=True)
class OreUse:
    """An ore that a product is made from, with what differs from the product's own terms."""

    ore: str
    grade: TimedValue | None = field_of(
        TimedOf("share"), "The content of this ore; the product's grade where nothing is said.", default=None
    )
    recovery: TimedValue | None = field_of(
        TimedOf("share"),
        "The share of this ore's content that is recovered; the product's where nothing is said.",
        default=None,
    )


@dataclass(frozen=True, slots=True)
class FromOres:
    """The id of an ore, a list of them, or ores by id, each with its grade and recovery."""

    def read(self, node: Node, context: Context) -> tuple[OreUse, ...]:
        """Return the ores in the order of the file; an ore that is named twice is a problem (E123)."""
        if isinstance(node, Mapping):
            uses = [read_fields(OreUse, node.at(name), context.below(name), ore=name) for name in node]
            return tuple(use for use in uses if use is not None)
        found: dict[str, OreUse] = {}
        for item in as_list(node, context.problems, path=context.path):
            name = Id("ore").read(item, context)
            if name in found:
                context.problems.add(
                    "E123",
                    f"the ore '{name}' is named twice",
                    "name it once",
                    path=context.path,
                    place=item.place,
                )
            if name:
                found[name] = OreUse(ore=name)
        return tuple(found.values())

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        one = Id("ore").schema()
        by_id = {"type": "object", "additionalProperties": schema_of(OreUse)}
        return {"anyOf": [one, {"type": "array", "items": one}, by_id]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "id of an ore, a list of them, or ores by id, each with `grade` and `recovery`"
