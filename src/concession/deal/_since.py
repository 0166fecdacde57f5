"""Terms that change at dates: what has held since when, and what held at a day.

A term of a clause that the law has changed states what it was and since when it is otherwise, each with its
own evidence, which fills up what stands beside ``since``::

    rate:
      since:
        2019-01-01: 5.5 %
        2023-01-01: {value: 4 %, source: act-29}

A date that is known to the year or the month means its first day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from concession.deal._context import Context
from concession.deal._dates import Dated, parse_date
from concession.deal._evidence import EVIDENCE_KEYS, lent_evidence, read_evidence
from concession.deal._merge import only
from concession.deal._node import Mapping, Node, Scalar, Sequence
from concession.deal._shape import check_keys
from concession.errors import ConcessionError

__all__ = ["as_at", "changes_at_dates", "dates_in", "read_since", "since_schema"]

T = TypeVar("T")
#: The key of a clause that says when its law came into force, and until when it was.
FORCE = "in_force"


def changes_at_dates(node: Node) -> bool:
    """Return whether a node says what has held since when.

    >>> from concession.deal import parse_tree
    >>> changes_at_dates(parse_tree("{since: {2019: 5 %}}")), changes_at_dates(parse_tree("{since: 2019}"))
    (True, False)
    """
    return isinstance(node, Mapping) and isinstance(node.get("since"), Mapping)


def read_since(
    node: Mapping, context: Context, read: Callable[[Node, Context], T | None]
) -> tuple[tuple[Dated, T], ...]:
    """Return what has held since each date, in order; nothing, with the problems noted, where one is wrong.

    Parameters
    ----------
    node
        The mapping with ``since``, and what speaks for all that stands below it.
    context
        Where it stands.
    read
        How one of the terms is read.

    Notes E312 for what is no date and E627 for a date that stands twice.
    """
    check_keys(node, ("since", *EVIDENCE_KEYS), context.problems, path=context.path)
    above = context.evidence
    if node.lent is not None:
        above = lent_evidence(node.lent, context.problems, sources=context.sources)
    evidence = read_evidence(
        node, context.problems, path=context.path, sources=context.sources, inherited=above
    )
    here = context.below("since").under(evidence)
    listed = node.get("since")
    before = len(context.problems.found)
    found: dict[date, tuple[Dated, T]] = {}
    for key, child in listed.entries.items() if isinstance(listed, Mapping) else ():
        at, place = here.below(key), listed.key_place(key) if isinstance(listed, Mapping) else None
        try:
            dated = parse_date(key)
        except ConcessionError as error:
            context.problems.extend(error, place, at.path)
            continue
        if dated.day in found:
            context.problems.add(
                "E627", f"{dated} stands twice under 'since'", "let each date stand once", at.path, place
            )
        term = read(child, at)
        if term is not None:
            found[dated.day] = (dated, term)
    if not found and len(context.problems.found) == before:
        context.problems.add(
            "E203", "'since' has no date", "add one: since: {2023-01-01: 4 %}", here.path, node.place
        )
    return tuple(found[day] for day in sorted(found))


def since_schema(one: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of what changes at dates, each time as ``one`` has it."""
    return {
        "type": "object",
        "properties": {
            "since": {
                "type": "object",
                "patternProperties": {"^[0-9]{4}(-[0-9]{2}){0,2}$": one},
                "additionalProperties": False,
                "minProperties": 1,
                "description": "What has held since when, by date; in clauses only.",
            },
            **{key: {"$ref": f"#/$defs/{key}"} for key in EVIDENCE_KEYS},
        },
        "required": ["since"],
        "additionalProperties": False,
    }


def as_at(clauses: Mapping, day: date) -> tuple[Mapping, frozenset[str]]:
    """Return clauses as they stood on a day, and the names of those that were not in force.

    Parameters
    ----------
    clauses
        The clauses of a draft by name.
    day
        The day.

    Raises
    ------
    ConcessionError
        E623 where a term of a clause in force says nothing so early.

    Examples
    --------
    >>> from concession.deal import parse_tree
    >>> told = parse_tree("{royalty: {rate: {since: {2019: 5 %, 2023: 4 %}}}, a: {in_force: {since: 2024}}}")
    >>> law, gone = as_at(told, date(2023, 6, 30))
    >>> law.at("royalty.rate").text, sorted(gone)
    ('4 %', ['a'])
    """
    kept: dict[str, Node] = {}
    gone: set[str] = set()
    for name, clause in clauses.entries.items():
        if isinstance(clause, Mapping) and not _in_force(clause.get(FORCE), day):
            gone.add(name)
            continue
        bare = clause.without(FORCE) if isinstance(clause, Mapping) else clause
        kept[name] = _as_at(bare, day, f"clauses.{name}")
    return replace(clauses, entries=kept), frozenset(gone)


def dates_in(node: Node) -> frozenset[date]:
    """Return every day at which some term below a node changes, or comes into or goes out of force."""
    found: set[date] = set()
    waiting: list[Node] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Sequence):
            waiting.extend(one.items)
        elif isinstance(one, Mapping):
            listed = one.get("since")
            if isinstance(listed, Mapping):
                found.update(parse_date(key).day for key in listed)
            force = one.get(FORCE)
            if isinstance(force, Mapping):
                found.update(
                    parse_date(said.text).day
                    for said in (force.get("since"), force.get("until"))
                    if isinstance(said, Scalar)
                )
            waiting.extend(child for key, child in one.entries.items() if key != FORCE)
    return frozenset(found)


def _in_force(node: Node | None, day: date) -> bool:
    since = node.get("since") if isinstance(node, Mapping) else None
    until = node.get("until") if isinstance(node, Mapping) else None
    if isinstance(since, Scalar) and day < parse_date(since.text).day:
        return False
    return not (isinstance(until, Scalar) and parse_date(until.text).last < day)


def _as_at(node: Node, day: date, path: str) -> Node:
    """Return a node with the terms that held on a day; how deep it goes is bounded where files are read."""
    if isinstance(node, Sequence):
        items = tuple(_as_at(item, day, f"{path}.{number}") for number, item in enumerate(node.items))
        return replace(node, items=items)
    if not isinstance(node, Mapping):
        return node
    listed = node.get("since")
    if isinstance(listed, Mapping):
        held = [
            (dated.day, child)
            for key, child in listed.entries.items()
            if (dated := parse_date(key)).day <= day
        ]
        if not held:
            raise ConcessionError.of("E623", f"nothing is said of {day}", "name a later date", path=path)
        return _with_evidence(_as_at(max(held, key=lambda one: one[0])[1], day, path), node)
    return replace(
        node, entries={key: _as_at(child, day, f"{path}.{key}") for key, child in node.entries.items()}
    )


def _with_evidence(term: Node, above: Mapping) -> Node:
    """Return a term with the evidence of what stands above it, where it states none of its own."""
    evidence = only(above, EVIDENCE_KEYS)
    if not evidence.entries:
        return term
    if not isinstance(term, Mapping):
        return replace(evidence, entries={"value": term, **evidence.entries}, place=term.place)
    if "source" in term:
        return term
    return replace(term, entries={**evidence.entries, **term.entries})
