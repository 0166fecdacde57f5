"""Differences: what changes from one draft to another, clause by clause, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from concession.analysis._tables import Exports, Row
from concession.clauses import KINDS
from concession.deal import (
    EVIDENCE_KEYS,
    Change,
    Draft,
    Field,
    Mapping,
    Node,
    fields_of,
    lent_evidence,
    read_evidence,
    shown,
)
from concession.deal import diff as changes_between
from concession.errors import Problems
from concession.model import Case

__all__ = ["ClauseChange", "Differences", "TermChange", "diff"]

#: Keys of a clause that its heading shows already.
_HEADING = ("type", "title", *EVIDENCE_KEYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermChange:
    """One term of a clause: its path in the clause, what it means, from what to what.

    ``old`` or ``new`` is empty where the term is only in one of the drafts.
    """

    path: str
    meaning: str
    old: str
    new: str

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "path": self.path,
            "meaning": self.meaning or None,
            "old": self.old or None,
            "new": self.new or None,
        }

    def sentence(self) -> str:
        """Return the change in words.

        >>> TermChange(path="rate", meaning="", old="7.5 %", new="10 %").sentence()
        'rate: from 7.5 % to 10 %'
        """
        if self.old and self.new:
            return f"{self.path}: from {self.old} to {self.new}"
        return f"{self.path}: {self.new} (not stated before)" if self.new else f"{self.path}: {self.old} goes"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChange:
    """One clause that is added, removed or changed.

    ``terms`` are the terms that differ; all of them where the clause is added or removed.
    """

    id: str
    title: str
    type: str
    kind: Literal["added", "removed", "changed"]
    terms: tuple[TermChange, ...]
    sources: tuple[str, ...] = ()
    place: str = ""

    @property
    def heading(self) -> str:
        """The clause in a line: title, id, kind."""
        name = f"{self.title} ({self.id})" if self.title and self.title != self.id else self.id
        return f"{name}, {self.type.replace('_', ' ')}" if self.type else name

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "clause": self.id,
            "title": self.title or None,
            "type": self.type or None,
            "kind": self.kind,
            "terms": [term.to_dict() for term in self.terms],
            "sources": list(self.sources),
            "place": self.place or None,
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class Differences(Exports):
    """What changes from one draft to another; ``same`` are the clauses that do not."""

    case: Case
    before: Draft
    after: Draft
    clauses: tuple[ClauseChange, ...]
    same: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as ``--json`` prints it."""
        return {
            "case": self.case.id,
            "title": self.case.title,
            "illustrative": self.case.head.illustrative,
            "before": {"id": self.before.id, "title": self.before.title},
            "after": {"id": self.after.id, "title": self.after.title},
            "changes": [one.to_dict() for one in self.clauses],
            "same": list(self.same),
        }

    def _records(self) -> list[Row]:
        """Return one record for each term that differs."""
        return [
            {
                "case": self.case.id,
                "before": self.before.id,
                "after": self.after.id,
                "clause": one.id,
                "kind": one.kind,
                "term": term.path,
                "old": term.old,
                "new": term.new,
            }
            for one in self.clauses
            for term in one.terms
        ]

    def _summary_rows(self) -> list[Row]:
        return [
            {
                "clause": one.title or one.id,
                "change": one.kind,
                "term": term.path,
                "from": term.old,
                "to": term.new,
            }
            for one in self.clauses
            for term in one.terms
        ]

    def _heading(self) -> str:
        return f"{self.case.title}: from {self.before.id} to {self.after.id}"


def diff(case: Case, before: str | Draft | None, after: str | Draft) -> Differences:
    """Return what changes from one draft to another; evidence and spelling are not compared.

    Parameters
    ----------
    case
        A loaded case.
    before, after
        Ids of drafts, or drafts changed with ``replace``; None is the case's first.

    Raises
    ------
    ConcessionError
        E509, with the nearest names, for a draft that the case does not have.

    Examples
    --------
    >>> from concession.model import load
    >>> found = diff(load("buenavista"), "base", "duty-10")
    >>> [(one.id, term.sentence()) for one in found.clauses for term in one.terms]
    [('mining_duty', 'rate: from 7.5 % to 10 %')]
    """
    old, new = case.draft(before), case.draft(after)
    by_clause: dict[str, list[Change]] = {}
    for change in changes_between(old.clauses, new.clauses):
        if change.path == "title":
            continue  # another name is no other term
        by_clause.setdefault(change.clause, []).append(change)
    clauses = tuple(_clause(case, name, found, old, new) for name, found in by_clause.items())
    same = tuple(name for name in new.clauses if name not in by_clause)
    return Differences(case=case, before=old, after=new, clauses=clauses, same=same)


def _clause(case: Case, name: str, changes: list[Change], old: Draft, new: Draft) -> ClauseChange:
    whole = changes[0] if not changes[0].path else None
    node = (old if whole and whole.kind == "removed" else new).clauses.get(name)
    mapping = node if isinstance(node, Mapping) else Mapping(entries={})
    word = _text(mapping, "type")
    meanings = _meanings(word)
    if whole is not None:
        gone = whole.kind == "removed"
        terms = tuple(
            TermChange(path=path, meaning=meanings(path), old=text if gone else "", new="" if gone else text)
            for path, text in _terms(mapping)
        )
    else:
        terms = tuple(
            TermChange(path=one.path, meaning=meanings(one.path), old=one.old, new=one.new) for one in changes
        )
    paths = [one.path for one in changes if one.kind != "removed"] if whole is None else [""]
    place = changes[0].old_place if whole and whole.kind == "removed" else changes[0].new_place
    return ClauseChange(
        id=name,
        title=_text(mapping, "title"),
        type=word,
        kind=whole.kind if whole is not None else "changed",
        terms=terms,
        sources=_sources(case, mapping, paths),
        place=str(place),
    )


def _text(mapping: Mapping, key: str) -> str:
    node = mapping.get(key)
    return shown(node) if node is not None else ""


def _terms(mapping: Mapping) -> Iterator[tuple[str, str]]:
    for key, child in mapping.entries.items():
        if key not in _HEADING:
            yield key, shown(child)


def _sources(case: Case, clause: Mapping, paths: Iterable[str]) -> tuple[str, ...]:
    """Return the sources of the terms at these paths, or of the clause where there are none."""
    found: dict[str, None] = {}
    for path in paths:
        node: Node | None = clause.at(path) if path else clause
        own = node if isinstance(node, Mapping) else Mapping(entries={})
        above = lent_evidence(
            (node.lent if node else None) or clause.lent or (), Problems(), sources=case.sources
        )
        evidence = read_evidence(own, Problems(), path="", sources=case.sources, inherited=above)
        found.update(dict.fromkeys(evidence.sources))
    return tuple(found)


def _meanings(word: str) -> Callable[[str], str]:
    """Return what says what a term of a kind of clause means, from the kind's attribute table."""
    kind = KINDS.get(word)
    table: dict[str, Field] = {one.key: one for one in fields_of(kind)} if kind else {}

    def meaning(path: str) -> str:
        one = table.get(path.split(".", maxsplit=1)[0])
        return one.doc if one is not None else ""

    return meaning
