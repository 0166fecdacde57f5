"""Attribute tables: what a clause, a project or a section of a case may say, declared once.

A typed thing is a frozen dataclass whose fields are declared with :func:`field_of`: a kind (how the
text is read and checked), a sentence that says what it means, and a default. From that one table come
validation with places, defaults, the JSON Schema for editors, and the reference pages.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol, TypeVar

from concession.deal._context import Context
from concession.deal._evidence import EVIDENCE_KEYS, read_evidence
from concession.deal._node import Node
from concession.deal._shape import (
    as_choice,
    as_flag,
    as_list,
    as_mapping,
    as_text,
    as_whole,
    check_keys,
    is_id,
)
from concession.errors import Problems

__all__ = [
    "REQUIRED",
    "Choice",
    "Field",
    "Flag",
    "Id",
    "Kind",
    "ListOf",
    "MapOf",
    "Struct",
    "Text",
    "Whole",
    "field_of",
    "fields_of",
    "read_fields",
    "schema_of",
]

Schema = dict[str, Any]
T = TypeVar("T")


class _Required:
    def __repr__(self) -> str:
        return "required"


#: The default of a field that must be written.
REQUIRED: Any = _Required()


class Kind(Protocol):
    """How one field is read from its node, and what an editor may know of it."""

    def read(self, node: Node, context: Context) -> Any:
        """Return what the node says; problems go to the context, with something fit to go on with."""

    def schema(self) -> Schema:
        """Return the JSON Schema of the field."""

    def describe(self) -> str:
        """Return in a few words what may be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One row of an attribute table."""

    name: str
    kind: Kind
    doc: str
    default: Any
    key: str

    @property
    def required(self) -> bool:
        """Whether the field must be written."""
        return self.default is REQUIRED


def field_of(kind: Kind, doc: str, *, default: Any = REQUIRED, key: str = "") -> Any:
    """Declare a field of an attribute table; ``key`` is its name in files where that differs."""
    metadata = {"kind": kind, "doc": doc, "default": default, "key": key}
    if default is REQUIRED:
        return dataclasses.field(metadata=metadata)
    if default == {}:
        return dataclasses.field(default_factory=dict, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def fields_of(cls: type) -> tuple[Field, ...]:
    """Return the attribute table of a dataclass, in order."""
    return tuple(
        Field(
            name=one.name,
            kind=one.metadata["kind"],
            doc=one.metadata["doc"],
            default=one.metadata["default"],
            key=one.metadata["key"] or one.name,
        )
        for one in dataclasses.fields(cls)
        if "kind" in one.metadata
    )


def read_fields(cls: type[T], node: Node, context: Context, **given: Any) -> T | None:
    """Read a mapping into a dataclass; None where a required field is missing or unreadable.

    The mapping may also say where its values come from (``source``, ``mark``, ``note``, …): they inherit it.
    ``given`` are values of fields that are not read from the file.
    """
    own = Problems()
    outer, context = context, replace(context, problems=own)
    instance = _read_fields(cls, node, context, given)
    for problem in own.found:
        outer.problems.note(problem)
    return None if own.found else instance


def _read_fields(cls: type[T], node: Node, context: Context, given: MappingType[str, Any]) -> T | None:
    mapping = as_mapping(node, context.problems, path=context.path)
    table = fields_of(cls)
    required = [one.key for one in table if one.required]
    keys = {one.key for one in table}
    shared = {
        one.key for base in cls.__mro__[1:] if dataclasses.is_dataclass(base) for one in fields_of(base)
    }
    check_keys(
        mapping,
        {*keys, *EVIDENCE_KEYS},
        context.problems,
        path=context.path,
        required=required,
        own=keys - shared,
    )
    if any(key in mapping for key in EVIDENCE_KEYS):
        # a source that is a field of its own speaks for the values beside it as well
        evidence = read_evidence(
            mapping,
            context.problems,
            path=context.path,
            sources=context.sources,
            inherited=context.evidence,
        )
        context = context.under(evidence)
    values: dict[str, Any] = dict(given)
    for one in table:
        found = mapping.get(one.key)
        if found is not None:
            values[one.name] = one.kind.read(found, context.below(one.key))
        elif one.required:
            return None
    return None if context.problems.found else cls(**values)


def schema_of(cls: type, *, title: str = "", **fixed: str) -> Schema:
    """Return the JSON Schema of a dataclass; ``fixed`` are keys with one possible word."""
    table = fields_of(cls)
    properties: Schema = {key: {"const": word} for key, word in fixed.items()}
    for one in table:
        shown = (
            "" if one.required or one.default in (None, (), "", {}) else f" Default: {_shown(one.default)}."
        )
        properties[one.key] = {**one.kind.schema(), "description": one.doc + shown}
    for key in EVIDENCE_KEYS:
        properties.setdefault(key, {"$ref": f"#/$defs/{key}"})
    return {
        "title": title or cls.__name__,
        "description": (cls.__doc__ or "").split("\n", 1)[0],
        "type": "object",
        "properties": properties,
        "required": [*fixed, *(one.key for one in table if one.required)],
        "additionalProperties": False,
    }


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return "true" if default else "false"
    return ", ".join(map(str, default)) if isinstance(default, tuple) else str(default)


@dataclass(frozen=True, slots=True)
class Text:
    """A text."""

    def read(self, node: Node, context: Context) -> str:
        """Return the text."""
        return as_text(node, context.problems, path=context.path)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": ["string", "number"]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "text"


@dataclass(frozen=True, slots=True)
class Id:
    """The id of something in the case: a party, a project, a clause."""

    what: str

    def read(self, node: Node, context: Context) -> str:
        """Return the id; E205 where it is not one."""
        text = as_text(node, context.problems, path=context.path)
        if text and not is_id(text):
            context.problems.add(
                "E205", f"'{text[:40]}' is not the id of a {self.what}", path=context.path, place=node.place
            )
        return text

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$"}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return f"id of a {self.what}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, node: Node, context: Context) -> str:
        """Return the word; E206 where it is none of them."""
        return as_choice(node, self.words, context.problems, path=context.path)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"enum": list(self.words)}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return " or ".join(f"`{word}`" for word in self.words)


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, node: Node, context: Context) -> bool:
        """Return true or false; E208 where it is neither."""
        return as_flag(node, context.problems, path=context.path)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "boolean"}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "`true` or `false`"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds."""

    least: int = 0
    most: int = 10_000

    def read(self, node: Node, context: Context) -> int:
        """Return the number; E209 where it is outside the bounds."""
        return as_whole(
            node, context.problems, path=context.path, least=self.least, most=self.most, default=self.least
        )

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return f"whole number from {self.least} to {self.most}"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one kind; a single item may stand without brackets."""

    kind: Kind

    def read(self, node: Node, context: Context) -> tuple[Any, ...]:
        """Return the items."""
        items = as_list(node, context.problems, path=context.path)
        return tuple(self.kind.read(item, context.below(str(i))) for i, item in enumerate(items))

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        item = self.kind.schema()
        return {"anyOf": [{"type": "array", "items": item}, item]}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return f"list of {self.kind.describe()}"


@dataclass(frozen=True, slots=True)
class MapOf:
    """Named things of one kind."""

    kind: Kind

    def read(self, node: Node, context: Context) -> MappingType[str, Any]:
        """Return the things by name, in the order of the file."""
        mapping = as_mapping(node, context.problems, path=context.path)
        for key in mapping:
            if not is_id(key):
                context.problems.add(
                    "E205",
                    f"'{key[:40]}' cannot be a name",
                    "use lower-case letters, digits, - and _",
                    path=context.path,
                    place=mapping.key_place(key),
                )
        read = {key: self.kind.read(child, context.below(key)) for key, child in mapping.entries.items()}
        return {key: thing for key, thing in read.items() if thing is not None}

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "object", "additionalProperties": self.kind.schema()}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return f"names, each with {self.kind.describe()}"


@dataclass(frozen=True, slots=True)
class Struct:
    """A mapping with an attribute table of its own."""

    cls: type
    shown: ClassVar[str] = "mapping"

    def read(self, node: Node, context: Context) -> Any:
        """Return an instance of the class, or None where it cannot be read."""
        return read_fields(self.cls, node, context)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return schema_of(self.cls)

    def describe(self) -> str:
        """Return in a few words what may be written."""
        names = ", ".join(f"`{one.key}`" for one in fields_of(self.cls))
        return f"mapping of {names}"
