"""Bases: lists of lines by name and of payments by attribute, each with the share of it that counts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from concession.clauses._scope import Term
from concession.deal import (
    Context,
    Id,
    ListOf,
    Mapping,
    Node,
    Scalar,
    TimedValue,
    ValueOf,
    as_flag,
    as_list,
    as_mapping,
    as_text,
    as_texts,
    check_keys,
    fields_of,
)
from concession.lines import Selector

__all__ = ["ATTRIBUTES", "LineName", "TermList", "names_read"]

#: What a selector may ask of a payment.
ATTRIBUTES = (
    "instrument",
    "payer",
    "payee",
    "project",
    "owner",
    "licence",
    "region",
    "access",
    "product",
    "ownership",
    "role",
    "medium",
    "tier",
    "clause",
)
_KEYS = ("select", "share", "allow_empty")


@dataclass(frozen=True, slots=True)
class LineName:
    """The name of one line, such as ``production.copper``."""

    def read(self, node: Node, context: Context) -> str:
        """Return the name."""
        return as_text(node, context.problems, path=context.path)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "string", "examples": ["production", "revenue.copper"]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "name of a line, such as `production.copper`"


@dataclass(frozen=True, slots=True)
class TermList:
    """A list of lines by name; ``{name: share}`` counts a share of one.

    Payments are found by what they are: ``{select: {instrument: [royalty, licence_fee], licence: new}}``,
    with ``not`` for what they must not be, ``share`` for the share that counts, and ``allow_empty: true``
    where it is right that none may match. Totals are no payments, so nothing counts twice.
    """

    def read(self, node: Node, context: Context) -> tuple[Term, ...]:
        """Return the terms."""
        items = (node,) if isinstance(node, Mapping) else as_list(node, context.problems, path=context.path)
        return tuple(
            term for number, item in enumerate(items) for term in _terms(item, context.below(str(number)))
        )

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        words = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
        asked: dict[str, Any] = dict.fromkeys(ATTRIBUTES, words)
        unwanted = {"type": "object", "properties": asked, "additionalProperties": False}
        select = {
            "type": "object",
            "properties": {
                "select": {
                    "type": "object",
                    "properties": {**asked, "not": unwanted},
                    "additionalProperties": False,
                },
                "share": ValueOf("share").schema(),
                "allow_empty": {"type": "boolean"},
            },
            "required": ["select"],
            "additionalProperties": False,
        }
        share = {
            "type": "object",
            "not": {"required": ["select"]},
            "additionalProperties": ValueOf("share").schema(),
        }
        item = {"anyOf": [{"type": "string"}, select, share]}
        return {"anyOf": [{"type": "array", "items": item}, item]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "list of lines; `{line: share}` counts a share of one; `{select: {…}}` finds payments"


def _terms(node: Node, context: Context) -> list[Term]:
    if isinstance(node, Scalar) and node.text:
        return [Term(name=node.text)]
    if isinstance(node, Mapping) and "select" in node:
        return [_selected(node, context)]
    if isinstance(node, Mapping):
        share = ValueOf("share")
        return [
            Term(name=name, share=share.read(child, context.below(name)))
            for name, child in node.entries.items()
        ]
    context.problems.add(
        "E205",
        "the name of a line is wanted here",
        "write a name, {name: share} or {select: {attribute: word}}",
        path=context.path,
        place=node.place,
    )
    return []


def _selected(node: Mapping, context: Context) -> Term:
    check_keys(node, _KEYS, context.problems, path=context.path)
    here = context.below("select")
    asked = as_mapping(node.get("select"), context.problems, path=here.path)
    unwanted = as_mapping(asked.get("not"), context.problems, path=f"{here.path}.not")
    match = _asked(asked.without("not"), here)
    exclude = _asked(unwanted, here.below("not"))
    if not match and not exclude:
        context.problems.add(
            "E203",
            "the selector asks for nothing",
            "name an attribute, such as 'instrument: royalty'",
            path=here.path,
            place=asked.place,
        )
    share = node.get("share")
    allowed = node.get("allow_empty")
    return Term(
        share=ValueOf("share").read(share, context.below("share")) if share is not None else None,
        selector=Selector(match=match, exclude=exclude),
        allow_empty=as_flag(allowed, context.problems, path=f"{context.path}.allow_empty"),
    )


def _asked(mapping: Mapping, context: Context) -> dict[str, tuple[str, ...]]:
    check_keys(mapping, ATTRIBUTES, context.problems, path=context.path)
    return {
        key: as_texts(child, context.problems, path=context.below(key).path)
        for key, child in mapping.entries.items()
    }


def names_read(thing: object) -> tuple[str, ...]:
    """Return the names of the lines in the attribute table of a clause, and of what it holds."""
    return tuple(dict.fromkeys(_names(thing)))


def _names(thing: object) -> Iterator[str]:
    if isinstance(thing, Term):
        if thing.name:
            yield thing.name
    elif isinstance(thing, TimedValue):
        # a rate that follows a line, unless the outlook has an input of this name
        if thing.reference:
            yield thing.reference
    elif isinstance(thing, tuple | list):
        for one in thing:
            yield from _names(one)
    elif isinstance(thing, dict):
        yield from _names(list(thing.values()))
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for row in fields_of(type(thing)):
            held = getattr(thing, row.name)
            if isinstance(row.kind, LineName | Id):
                yield from (held,) if held and _is_read(row.kind) else ()
            elif isinstance(row.kind, ListOf) and isinstance(row.kind.kind, Id):
                yield from held if _is_read(row.kind.kind) else ()
            else:
                yield from _names(held)


def _is_read(kind: LineName | Id) -> bool:
    return isinstance(kind, LineName) or kind.what == "clause"
