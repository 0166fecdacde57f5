"""Drafts side by side: every term of every clause, of money or not, with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from concession.analysis._tables import Exports, Row
from concession.deal import (
    EVIDENCE_KEYS,
    Draft,
    Evidence,
    Node,
    counted,
    is_value_form,
    lent_evidence,
    read_evidence,
    shown,
)
from concession.deal import Mapping as MappingNode
from concession.errors import Problems
from concession.model import Case

__all__ = ["ClauseTerms", "SideBySide", "StatedTerm", "TermRow", "side_by_side"]

#: Keys of a clause that its heading shows, or its remark.
_HEADING = frozenset({"type", "title", "text", *EVIDENCE_KEYS})
#: Mappings that read as one term: whole, what they select.
_WHOLE = frozenset({"select"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTerm:
    """What one draft says of a term, and on what evidence.

    ``readings`` hold the texts of other meanings, by name, where the evidence allows several; ``range`` is
    the interval of a doubtful value.
    """

    text: str
    mark: str
    sources: tuple[str, ...]
    note: str
    range: str
    readings: Mapping[str, tuple[str, str]]

    @property
    def words(self) -> str:
        """The term with its mark: readings one after the other where there are several."""
        if self.readings:
            parts = [f"{name}: {text}{_marked(mark)}" for name, (text, mark) in self.readings.items()]
            return f"readings {'; '.join(parts)}"
        span = f" ({self.range})" if self.range and self.range != self.text else ""
        return f"{self.text}{span}{_marked(self.mark)}"

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "text": self.text,
            "mark": self.mark or None,
            "sources": list(self.sources),
            "note": self.note or None,
            "range": self.range or None,
            "readings": {
                name: {"text": text, "mark": mark or None} for name, (text, mark) in self.readings.items()
            },
        }


def _words(step: str) -> str:
    """Return a step of a path as words; a date as it is."""
    return step if step[:1].isdigit() else step.replace("_", " ").replace("-", " ")


def _marked(mark: str) -> str:
    return f" [{mark}]" if mark else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """One term of a clause under every draft; None where a draft does not state it."""

    path: str
    cells: tuple[StatedTerm | None, ...]

    @property
    def words(self) -> str:
        """The path as words."""
        return ", ".join(_words(step) for step in self.path.split(".")) or "stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseTerms:
    """One clause under every draft; ``remarks`` are its free texts by draft."""

    id: str
    title: str
    type: str
    terms: tuple[TermRow, ...]
    remarks: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every draft has the clause and says the same in it."""
        return all(
            len({_said(cell) for cell in row.cells}) == 1 and row.cells[0] is not None for row in self.terms
        )


def _said(cell: StatedTerm | None) -> str:
    return cell.words if cell is not None else ""


@dataclass(frozen=True, kw_only=True, repr=False)
class SideBySide(Exports):
    """All terms of several drafts, and the drafts of which too little is known to compare them."""

    case: Case
    drafts: tuple[Draft, ...]
    clauses: tuple[ClauseTerms, ...]
    unknown: tuple[Draft, ...]
    #: What is known of the unknown drafts: clauses that they do not share with what they extend.
    known: Mapping[str, tuple[ClauseTerms, ...]]

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that the terms name, in the order of the case."""
        every = [*self.clauses, *(one for found in self.known.values() for one in found)]
        used = {
            name for one in every for row in one.terms for cell in row.cells if cell for name in cell.sources
        }
        return tuple(name for name in self.case.sources if name in used)

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as ``--json`` prints it."""
        return {
            "case": self.case.id,
            "title": self.case.title,
            "illustrative": self.case.head.illustrative,
            "drafts": [_draft_dict(one) for one in self.drafts],
            "clauses": [_clause_dict(one, [draft.id for draft in self.drafts]) for one in self.clauses],
            "terms_unknown": [
                {
                    **_draft_dict(one),
                    "known": [_clause_dict(each, [one.id]) for each in self.known[one.id]],
                }
                for one in self.unknown
            ],
            "sources": {
                name: {
                    "title": source.title,
                    "publisher": source.publisher or None,
                    "date": str(source.date) if source.date else None,
                    "grade": source.grade,
                    "url": source.url or None,
                }
                for name in self.sources
                for source in [self.case.sources[name]]
            },
        }

    def _records(self) -> list[Row]:
        """Return one record for each draft and term that it states."""
        groups = [(self.drafts, self.clauses), *(((one,), self.known[one.id]) for one in self.unknown)]
        return [
            {
                "case": self.case.id,
                "draft": draft.id,
                "status": draft.status,
                "proposer": draft.proposer,
                "clause": clause.id,
                "title": clause.title,
                "kind": clause.type,
                "term": row.path,
                "text": cell.text,
                "mark": cell.mark,
                "range": cell.range,
                "readings": "; ".join(f"{name}: {text}" for name, (text, _) in cell.readings.items()),
                "sources": " ".join(cell.sources),
                "note": cell.note,
            }
            for drafts, clauses in groups
            for clause in clauses
            for row in clause.terms
            for draft, cell in zip(drafts, row.cells, strict=True)
            if cell is not None
        ]

    def _summary_rows(self) -> list[Row]:
        return [
            {
                "clause": clause.title,
                "term": row.words,
                **{draft.id: _said(cell) for draft, cell in zip(self.drafts, row.cells, strict=True)},
            }
            for clause in self.clauses
            for row in clause.terms
        ]

    def _heading(self) -> str:
        return f"{self.case.title}: terms of {counted(len(self.drafts), 'draft')}"


def _draft_dict(draft: Draft) -> dict[str, object]:
    return {
        "id": draft.id,
        "title": draft.title,
        "dated": str(draft.dated) if draft.dated else None,
        "status": draft.status or None,
        "proposer": draft.proposer or None,
        "note": draft.note or None,
    }


def _clause_dict(clause: ClauseTerms, drafts: Sequence[str]) -> dict[str, object]:
    return {
        "id": clause.id,
        "title": clause.title,
        "type": clause.type,
        "remarks": {name: text for name, text in zip(drafts, clause.remarks, strict=True) if text},
        "terms": [
            {
                "path": row.path,
                "drafts": {
                    name: cell.to_dict() for name, cell in zip(drafts, row.cells, strict=True) if cell
                },
            }
            for row in clause.terms
        ],
    }


def side_by_side(case: Case, drafts: Sequence[str | Draft] | None = None) -> SideBySide:
    """Return every term of several drafts side by side, with marks, sources, readings and notes.

    Parameters
    ----------
    case
        A loaded case.
    drafts
        The drafts; all of the case where nothing is said.

    Raises
    ------
    ConcessionError
        E509, with the nearest names, for a draft that the case does not have.

    Examples
    --------
    >>> from concession.model import load
    >>> found = side_by_side(load("buenavista"), ["base", "duty-10"])
    >>> duty = next(one for one in found.clauses if one.id == "mining_duty")
    >>> [cell.words for row in duty.terms if row.path == "rate" for cell in row.cells if cell]
    ['7.5 % [official]', '10 % [text]']
    """
    wanted = [case.draft(one) for one in drafts] if drafts else list(case.drafts.values())
    known = tuple(one for one in wanted if one.evaluated)
    unknown = tuple(one for one in wanted if not one.evaluated)
    return SideBySide(
        case=case,
        drafts=known,
        clauses=_clauses(case, known),
        unknown=unknown,
        known={one.id: _clauses(case, (one,), apart_from=_above(case, one)) for one in unknown},
    )


def _above(case: Case, draft: Draft) -> Draft | None:
    return case.drafts.get(draft.extends) if draft.extends else None


def _clauses(case: Case, drafts: Sequence[Draft], apart_from: Draft | None = None) -> tuple[ClauseTerms, ...]:
    names = dict.fromkeys(name for draft in drafts for name in draft.clauses.entries)
    left = set(apart_from.clauses.entries) if apart_from else set()
    return tuple(_clause(case, name, drafts) for name in names if name not in left)


def _clause(case: Case, name: str, drafts: Sequence[Draft]) -> ClauseTerms:
    nodes = [draft.clauses.get(name) for draft in drafts]
    mappings = [node if isinstance(node, MappingNode) else None for node in nodes]
    stated = [dict(_terms(case, node)) if node is not None else {} for node in mappings]
    paths = dict.fromkeys(path for found in stated for path in found)
    return ClauseTerms(
        id=name,
        title=_text(mappings, "title") or name.replace("_", " ").replace("-", " "),
        type=_text(mappings, "type").replace("_", " "),
        terms=tuple(TermRow(path=path, cells=tuple(found.get(path) for found in stated)) for path in paths),
        remarks=tuple(_text([node], "text") for node in mappings),
    )


def _text(nodes: Sequence[MappingNode | None], key: str) -> str:
    for node in nodes:
        held = node.get(key) if node is not None else None
        if held is not None:
            return " ".join(shown(held).split())
    return ""


def _terms(case: Case, clause: MappingNode) -> Iterator[tuple[str, StatedTerm]]:
    """Yield the terms of a clause by path."""
    above = lent_evidence(clause.lent or (), Problems(), sources=case.sources)
    own = read_evidence(clause, Problems(), path="", sources=case.sources, inherited=above)
    found = list(_below(case, "", clause, own))
    yield from found or [("", _stated(case, MappingNode(entries={}), own))]


def _below(case: Case, path: str, node: Node, evidence: Evidence) -> Iterator[tuple[str, StatedTerm]]:
    leaf = not isinstance(node, MappingNode) or (path and _is_one_term(node))
    if leaf or path.rpartition(".")[2] in _WHOLE or not isinstance(node, MappingNode):
        yield path, _stated(case, node, evidence)
        return
    for key, child in node.entries.items():
        if path or key not in _HEADING:
            yield from _below(case, f"{path}.{key}" if path else key, child, evidence)


def _is_one_term(node: MappingNode) -> bool:
    """Whether a mapping states one term: a value with its evidence, or values by period."""
    return is_value_form(node) or ("from" in node and "values" in node)


def _stated(case: Case, node: Node, evidence: Evidence) -> StatedTerm:
    if node.lent is not None:
        evidence = lent_evidence(node.lent, Problems(), sources=case.sources)
    own, readings, span = evidence, None, None
    if isinstance(node, MappingNode) and _is_one_term(node):
        own = read_evidence(node, Problems(), path="", sources=case.sources, inherited=evidence)
        readings, span = node.get("readings"), node.get("range")
    return StatedTerm(
        text=" ".join(shown(node).split()) if not isinstance(node, MappingNode) or node.entries else "stated",
        mark=own.mark,
        sources=own.sources,
        note=own.note if own is not evidence else "",
        range=shown(span) if span is not None else "",
        readings=_readings(case, readings, own),
    )


def _readings(case: Case, node: Node | None, above: Evidence) -> Mapping[str, tuple[str, str]]:
    if not isinstance(node, MappingNode):
        return {}
    found = {}
    for name, child in node.entries.items():
        mark, text = above.mark, shown(child)
        if isinstance(child, MappingNode):
            mark = read_evidence(child, Problems(), path="", sources=case.sources, inherited=above).mark
            text = shown(child) if is_value_form(child) else "not stated"
        found[name] = (" ".join(text.split()), mark)
    return found
