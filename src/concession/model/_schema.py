"""JSON Schemas of case files, generated from the attribute tables that read them.

Editors complete and check with these; what they cannot say (that a party exists, that units fit) is said
by ``concession check``. Shared parts stand under ``$defs``: ``value`` is a number with a unit, plain or with
its evidence, ``series`` one by period, and each key of evidence has its own entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from concession.clauses import KINDS, TermList
from concession.deal import (
    DRAFT_KEYS,
    EVIDENCE_KEYS,
    FORMAT,
    GRADES,
    MARKS,
    SOURCE_KINDS,
    STATUSES,
    fields_of,
    schema_of,
    since_schema,
)
from concession.model._head import Head
from concession.model._outlook import ENTRY_KINDS, RULE_KINDS
from concession.projects import Project

__all__ = ["DOCUMENTS", "schema_of_document"]

Schema = dict[str, Any]

#: The kinds of case files that have a schema, and what each file is called.
DOCUMENTS: Final[Mapping[str, str]] = {
    "case": "case.yaml, the main file of a case",
    "draft": "drafts/ID.yaml, one draft",
    "project": "projects/ID.yaml, one project",
    "outlook": "outlook.yaml, what may happen",
    "sources": "sources.yaml, where values come from",
    "texts": "texts.yaml, texts that statements were read from",
    "text": "texts/ID.yaml, one of them",
    "vocabulary": "vocabulary.yaml, the terms that statements bear on",
    "principals": "principals.yaml, who speaks for whom",
    "statements": "statements.yaml, who said what",
    "inbox": "inbox/ID.yaml, statements for a person to accept",
}
#: Files that are an entry of a section of the case, each in the folder of that name.
_ENTRIES: Final = {"text": "texts", "inbox": "inbox"}
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final[Schema] = {"type": ["string", "number"]}
_DATE: Final[Schema] = {"type": ["string", "integer"], "examples": ["2025-02-12", "2025-02", "2025"]}
_TERMS: Final = TermList().schema()
_ID: Final = "^[a-z0-9][a-z0-9_-]*$"


def schema_of_document(document: str) -> Schema:
    """Return the JSON Schema, of draft 2020-12, of a kind of case file named in :data:`DOCUMENTS`.

    >>> schema_of_document("draft")["$defs"]["draft"]["properties"]["status"]["enum"][:2]
    ['law', 'in-force']
    """
    shared = _shared()
    body = _case() if document == "case" else _ref(document) if document in shared else _section(document)
    body = _hoisted(body, shared, top=True)
    head = {"$schema": _DIALECT, "title": DOCUMENTS[document]}
    body = {key: value for key, value in body.items() if key != "title"}
    return {**head, **body, "$defs": _reached(body, shared)}


def _reached(body: Schema, shared: Schema) -> Schema:
    """Return the shared parts that a schema refers to, and those that they refer to in turn."""
    found: set[str] = set()
    waiting: list[Any] = [body]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            waiting += part.values()
            name = str(part.get("$ref", "")).removeprefix("#/$defs/")
            if name in shared and name not in found:
                found.add(name)
                waiting.append(shared[name])
    return {name: part for name, part in shared.items() if name in found}


def _section(document: str) -> Schema:
    """Return the schema of a section of the case that has a file of its own, or of one of its entries."""
    properties = schema_of(Head)["properties"]
    found: Schema = properties[_ENTRIES.get(document, document)]
    return found["additionalProperties"] if document in _ENTRIES else found


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _case() -> Schema:
    head = schema_of(Head)
    properties = {
        "concession": {"const": FORMAT, "description": "The version of the format."},
        **head["properties"],
        "projects": {
            **_named(_ref("project")),
            "description": "Mines, fields and streams of revenue, by id; or a file each in projects/.",
        },
        "outlook": {**_ref("outlook"), "description": "What may happen; or a file outlook.yaml."},
        "sources": {**_ref("sources"), "description": "Where values come from; or a file sources.yaml."},
        "drafts": {
            **_named(_ref("draft")),
            "description": "The versions of the deal, by id; or a file each in drafts/.",
        },
    }
    return {**head, "properties": properties, "required": ["concession", *head["required"]]}


def _named(what: Schema) -> Schema:
    """Return the schema of a mapping by id."""
    return {"type": "object", "propertyNames": {"pattern": _ID}, "additionalProperties": what}


def _listed(item: Schema) -> Schema:
    """Return the schema of a list, or of one item without brackets."""
    return {"anyOf": [{"type": "array", "items": item}, item]}


def _by_word(key: str, kinds: Mapping[str, Schema]) -> Schema:
    """Return the schema of a mapping whose ``key`` says which of several kinds it is."""
    return {
        "type": "object",
        "properties": {key: {"enum": sorted(kinds)}},
        "required": [key],
        "allOf": [
            {"if": {"properties": {key: {"const": word}}, "required": [key]}, "then": schema}
            for word, schema in sorted(kinds.items())
        ],
    }


def _read(schema: Schema) -> Schema:
    """Return the schema of a clause or an entry with what else its words can mean."""
    readings = _named({"type": "object"})
    said = "What else it can mean, by name: what is different then, or another one whole."
    return {**schema, "properties": {**schema["properties"], "readings": {**readings, "description": said}}}


def _or_readings(key: str, kinds: Mapping[str, Schema]) -> Schema:
    """Return the schema of a mapping of one of several kinds, or of readings that each are one."""
    whole = _by_word(key, kinds)
    form = {
        "type": "object",
        "properties": {"readings": _named(whole), **{name: _ref(name) for name in EVIDENCE_KEYS}},
        "additionalProperties": False,
    }
    read = {"type": "object", "required": ["readings"], "not": {"required": [key]}}
    return {"if": read, "then": form, "else": whole}


def _shared() -> Schema:
    clauses = {word: _read(schema_of(cls, title=word, type=word)) for word, cls in KINDS.items()}
    kinds = {**ENTRY_KINDS, **RULE_KINDS}
    entries = {word: _read(schema_of(cls, title=word, kind=word)) for word, cls in kinds.items()}
    shared: Schema = {
        "value": _value(),
        "series": _series(),
        "terms": {
            **_TERMS,
            "description": "Lines by name or by what they are, each with the share that counts.",
        },
        **_evidence(),
        "clause": _or_readings("type", {word: _ref(f"clause-{word}") for word in clauses}),
        **{f"clause-{word}": schema for word, schema in sorted(clauses.items())},
        "change": _change(),
        "draft": _draft(),
        "project": schema_of(Project),
        "outlook": _named(_entry(entries)),
        **{f"outlook-{word}": schema for word, schema in sorted(entries.items())},
        "sources": _named(_source()),
    }
    parts: Schema = {}
    return {**{name: _hoisted(schema, parts, top=True) for name, schema in shared.items()}, **parts}


def _hoisted(schema: Any, parts: Schema, *, top: bool = False) -> Any:
    """Return a schema with each mapping inside it that has a table of its own put under ``parts`` once."""
    if isinstance(schema, list):
        return [_hoisted(one, parts) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if not top and {key: schema[key] for key in schema if key != "description"} == _TERMS:
        return {**_ref("terms"), **{key: schema[key] for key in schema if key == "description"}}
    lean = {key: _hoisted(value, parts) for key, value in schema.items()}
    if top or not {"title", "properties", "additionalProperties"} <= lean.keys():
        return lean
    if not isinstance(lean["title"], str):
        return lean  # a property that is called so
    name, number = f"part-{lean['title'].lower()}", 1
    while parts.setdefault(name, lean) != lean:
        number += 1
        name = f"part-{lean['title'].lower()}-{number}"
    return _ref(name)


def _evidence() -> Schema:
    """Return the schemas of the keys that speak of evidence."""
    marks = "; ".join(f"{word}: {meaning}" for word, meaning in MARKS.items())
    said: dict[str, Schema] = {
        "source": {
            **_listed({"type": "string", "pattern": _ID}),
            "description": "Ids of the case's sources.",
        },
        "mark": {"enum": list(MARKS), "description": f"How good the evidence is. {marks}."},
        "note": {**_TEXT, "description": "Why, or how it is to be understood."},
        "article": {**_TEXT, "description": "Where in the source it stands."},
        "quote": {**_TEXT, "description": "The phrase that locates it in the source."},
        "asked_by": {**_TEXT, "description": "Who asked for a value that is withheld."},
        "asked_on": {**_DATE, "description": "When it was asked for."},
    }
    return {key: said[key] for key in EVIDENCE_KEYS}


def _value() -> Schema:
    plain = {"type": ["string", "number"]}
    # a reading may be that nothing is said
    silent = {
        "type": "object",
        "properties": {**{key: _ref(key) for key in EVIDENCE_KEYS}, "mark": {"const": "unknown"}},
        "required": ["mark"],
        "additionalProperties": False,
    }
    form = {
        "type": "object",
        "properties": {
            "value": {**plain, "description": "A number with its unit, or an interval: '60 to 95 USD/bbl'."},
            "range": {**plain, "description": "The interval in which a doubtful value may lie."},
            "readings": {
                "type": "object",
                "additionalProperties": {"anyOf": [_ref("value"), silent]},
                "description": "Other meanings that the evidence allows, by name.",
            },
            **{key: _ref(key) for key in EVIDENCE_KEYS},
        },
        "anyOf": [{"required": [key]} for key in ("value", "range", "readings")],
        "additionalProperties": False,
    }
    return {
        "description": "A number with its unit, plain or with its evidence; in clauses by date as well.",
        "anyOf": [plain, form, since_schema(_ref("value"))],
    }


#: Keys that are periods: of the calendar, or project years such as -2 and Year 1.
_PERIODS = "^(-?[0-9]|[(][0-9]|Q[1-4]|FY|CY|Y[0-9]|Y-|Yr|Year)"


def _series() -> Schema:
    number = {"type": ["string", "number"]}
    texts = _listed(_TEXT)
    common = {
        "unit": {**_TEXT, "description": "The unit of plain numbers; 1 for none."},
        "scale": {**number, "description": "A number that multiplies."},
        "spread": {
            "enum": ["even", "same"],
            "description": "What a column of several years holds: a total, or each year's value.",
        },
        "year_one": {**number, "description": "The calendar year of project year 1; else the case's own."},
        "range": {**number, "description": "Shares by which the whole moves: '80 % to 120 %'."},
        "readings": {**_named(_ref("series")), "description": "Other series that the evidence allows."},
        **{key: _ref(key) for key in EVIDENCE_KEYS},
    }
    listed = {
        "from": {
            "type": ["string", "integer"],
            "description": "The first period, or 'start' for years of age.",
        },
        "values": {"type": "array", "items": number},
    }
    table = {
        "file": {"type": "string", "description": "A CSV file of the case's folder."},
        **dict.fromkeys(("row", "rows", "column", "columns"), texts),
        "label": {**_TEXT, "description": "The column with the names of rows; else the first one."},
        "period": {**_TEXT, "description": "The column with the periods; else the first one."},
        "where": {"type": "object", "description": "Tells rows of one name apart: {column: text}."},
        "below": {**_TEXT, "description": "The heading below which the first row of the name is meant."},
        "blank": {"enum": [0, "0", "skip"], "description": "What a blank cell means."},
    }
    forms: list[Schema] = [
        {"required": ["from", "values"], "properties": {**listed, **common}, "additionalProperties": False},
        {"required": ["file", "unit"], "properties": {**table, **common}, "additionalProperties": False},
        {
            # not all of its keys are other than periods
            "not": {"propertyNames": {"not": {"pattern": _PERIODS}}},
            "patternProperties": {_PERIODS: _ref("value")},
            "properties": common,
            "additionalProperties": False,
        },
        {
            "required": ["readings"],
            "properties": {key: common[key] for key in ("readings", *EVIDENCE_KEYS)},
            "additionalProperties": False,
        },
    ]
    return {
        "description": "One value throughout, the name of an input of the outlook, or numbers by period.",
        "anyOf": [_ref("value"), *({"type": "object", **form} for form in forms)],
    }


def _entry(kinds: Mapping[str, Schema]) -> Schema:
    refs = {word: _ref(f"outlook-{word}") for word in kinds}
    reading = {
        "type": "object",
        "required": ["readings"],
        "properties": {
            "readings": _named({"anyOf": [_by_word("kind", refs), _ref("value")]}),
            **{key: _ref(key) for key in EVIDENCE_KEYS},
        },
        "additionalProperties": False,
    }
    return {
        "if": {"type": "object", "required": ["kind"]},
        "then": _by_word("kind", refs),
        "else": {"anyOf": [_ref("value"), reading]},
    }


def _change() -> Schema:
    """Return the schema of a change to a clause: any terms of any kind, null takes one out."""
    keys = {one.key for cls in KINDS.values() for one in fields_of(cls)}
    return {
        "type": "object",
        "propertyNames": {"enum": sorted({"type", "readings", *keys, *EVIDENCE_KEYS})},
        "properties": {key: _ref(key) for key in EVIDENCE_KEYS},
    }


def _draft() -> Schema:
    clauses = _named(_ref("clause"))
    properties: Schema = {
        "title": {**_TEXT, "description": "What the draft is called."},
        "dated": {**_DATE, "description": "The date that it bears."},
        "status": {"enum": list(STATUSES), "description": "What became of it."},
        "proposer": {**_TEXT, "description": "Who proposed it."},
        "extends": {"type": "string", "pattern": _ID, "description": "The draft that this one changes."},
        "note": _ref("note"),
        "source": _ref("source"),
        "mark": _ref("mark"),
        "clauses": {**clauses, "description": "All clauses, in a draft that extends none."},
        "change": {**_named(_ref("change")), "description": "Terms of clauses that differ."},
        "add": {**clauses, "description": "Clauses that the extended draft does not have."},
        "remove": {
            **_listed({"type": "string", "pattern": _ID}),
            "description": "Clauses of the extended draft that go.",
        },
    }
    return {
        "type": "object",
        "properties": {key: properties[key] for key in DRAFT_KEYS},
        "oneOf": [{"required": ["clauses"]}, {"required": ["extends"]}],
        "additionalProperties": False,
    }


def _source() -> Schema:
    grades = "; ".join(f"{grade}: {meaning}" for grade, meaning in GRADES.items())
    return {
        "type": "object",
        "properties": {
            "title": {**_TEXT, "description": "What the document is called."},
            "grade": {"enum": list(GRADES), "description": f"How good it is. {grades}."},
            "kind": {"enum": list(SOURCE_KINDS), "description": "What it is."},
            "publisher": {**_TEXT, "description": "Who published it."},
            "date": {**_DATE, "description": "When it was published."},
            "url": {"type": "string", "pattern": "^https?://", "description": "Where it can be read."},
            "licence": {**_TEXT, "description": "The terms under which its data may be used."},
            "mark": _ref("mark"),
            "note": _ref("note"),
        },
        "required": ["title", "grade"],
        "additionalProperties": False,
    }
