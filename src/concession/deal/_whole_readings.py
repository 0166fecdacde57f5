"""Readings of what is more than a value: a whole clause, an entry of the outlook, a series.

A clause says under ``readings`` what else its text can mean. Where its ``type`` stands beside them, the
clause as it stands is the base, and a reading says what is different in it; a reading with a ``type`` of its
own is a clause of its own. Without a ``type`` beside them, each reading is a whole clause, and the
best-marked one is the base; among equals, the first::

    royalty:
      type: royalty
      rate: 4 %
      base: revenue
      readings:
        net: {base: netback, source: letter}

    levy:
      readings:
        in-kind: {type: domestic_obligation, share: 25 %, ...}
        in-cash: {type: royalty, rate: 5 %, base: revenue}

Entries of the outlook do the same with ``kind``.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace

from concession.deal._evidence import EVIDENCE_KEYS, Evidence, best_mark, lent_evidence, read_evidence
from concession.deal._merge import lend, merge, only
from concession.deal._node import Mapping, Node, Sequence
from concession.deal._sources import MARKS, Source
from concession.errors import Problems

__all__ = ["READINGS", "WholeReadings", "has_whole_readings", "reading_of", "whole_readings"]

#: The key under which other meanings stand.
READINGS = "readings"


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeReadings:
    """A clause or an entry with its readings: each as a node of its own, with its evidence.

    ``base`` is the name of the reading that results rest on, nothing where it stands beside the readings;
    ``node`` is what they rest on.
    """

    node: Mapping
    base: str
    readings: MappingType[str, Mapping]
    evidence: MappingType[str, Evidence]


def has_whole_readings(node: Node, key: str) -> bool:
    """Return whether a node has readings that are more than values: ``key`` stands in it or in one of them.

    >>> from concession.deal import parse_tree
    >>> has_whole_readings(parse_tree("{readings: {a: {kind: normal}}}"), "kind")
    True
    >>> has_whole_readings(parse_tree("{readings: {a: 4 %}}"), "kind")
    False
    """
    if not isinstance(node, Mapping):
        return False
    stated = node.get(READINGS)
    if not isinstance(stated, Mapping):
        return False
    return key in node or any(isinstance(one, Mapping) and key in one for one in stated.entries.values())


def whole_readings(
    node: Mapping,
    key: str,
    problems: Problems,
    *,
    path: str,
    sources: MappingType[str, Source],
    inherited: Evidence | None = None,
) -> WholeReadings | None:
    """Read what a clause or an entry can mean; None, with E412 noted, where it cannot be told.

    Parameters
    ----------
    node
        A mapping with readings.
    key
        The word that says what it is: ``type`` of a clause, ``kind`` of an entry of the outlook.
    problems, path
        Where to note problems, and under which path.
    sources
        The case's sources by id.
    inherited
        The evidence of the section that it stands in.
    """
    stated = node.get(READINGS)
    if not isinstance(stated, Mapping) or not stated.entries:
        hint = "write names with what is said: readings: {gross: {base: revenue}}"
        problems.add("E412", "readings are names with what is said", hint, path=path, place=node.place)
        return None
    found: dict[str, Mapping] = {}
    evidence: dict[str, Evidence] = {}
    for name, child in stated.entries.items():
        where = f"{path}.{READINGS}.{name}"
        if not isinstance(child, Mapping) or READINGS in child:
            what = "a reading has readings" if isinstance(child, Mapping) else f"'{name[:40]}' says nothing"
            hint = f"write what it says by name, such as '{key}:'"
            problems.add("E412", what, hint, path=where, place=child.place)
            continue
        found[name] = reading_of(node, name, key, problems, path=path)
        lent = lent_evidence(found[name].lent or (), problems, sources=sources)
        above = lent if found[name].lent is not None else inherited
        evidence[name] = read_evidence(
            found[name], problems, path=where, sources=sources, inherited=above or Evidence()
        )
        if not evidence[name].mark:
            marked = best_mark(evidence[name].sources, sources)
            evidence[name] = replace(evidence[name], mark=marked)
    if len(found) < len(stated.entries):
        return None
    if key in node:
        return WholeReadings(node=node.without(READINGS), base="", readings=found, evidence=evidence)
    order = list(MARKS)
    ranks = {name: order.index(one.mark) if one.mark else len(order) for name, one in evidence.items()}
    base = min(ranks, key=lambda name: ranks[name])
    return WholeReadings(node=found[base], base=base, readings=found, evidence=evidence)


def reading_of(node: Mapping, name: str, key: str, problems: Problems, *, path: str = "") -> Mapping:
    """Return a clause or an entry read in one of its ways, as it would be written without readings.

    The reading keeps its own evidence, filled up from what stands beside the readings.
    """
    stated = node.get(READINGS)
    chosen = stated.get(name) if isinstance(stated, Mapping) else None
    if not isinstance(chosen, Mapping):
        return node.without(READINGS)
    beside = node.without(READINGS)
    own = only(chosen, EVIDENCE_KEYS)
    held = Mapping(entries={}) if "source" in own else only(beside, EVIDENCE_KEYS)
    spoken = Mapping(entries={**held.entries, **own.entries}, place=chosen.place)
    terms = _lent(chosen.without(*EVIDENCE_KEYS), node, own)
    if key not in chosen and key in node:
        before = beside.without(*EVIDENCE_KEYS)
        terms = merge(before, terms, problems, path)
    return Mapping(
        entries={**terms.entries, **spoken.entries},
        key_places={**node.key_places, **chosen.key_places},
        place=chosen.place,
        lent=node.lent,
    )


def _lent(terms: Mapping, holder: Mapping, own: Mapping) -> Mapping:
    """Return the terms of a reading with its evidence speaking for them, but for what was changed later."""
    if holder.lent is None or not own.entries:
        return terms
    return _speaking(terms, holder.lent, (*holder.lent, own))


def _speaking(node: Mapping, old: tuple[Mapping, ...], new: tuple[Mapping, ...]) -> Mapping:
    def below(one: Node) -> Node:
        taken = new if one.lent is None or _same(one.lent, old) else one.lent
        if isinstance(one, Mapping):
            entries = {key: below(child) for key, child in one.entries.items()}
            return replace(one, entries=entries, lent=taken)
        if isinstance(one, Sequence):
            items = tuple(below(item) for item in one.items)
            return replace(one, items=items, lent=taken)
        return replace(one, lent=taken)

    found = below(node)
    return found if isinstance(found, Mapping) else lend(node, new)


def _same(one: tuple[Mapping, ...], other: tuple[Mapping, ...]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
