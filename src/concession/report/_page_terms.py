"""The matrix of terms: clause by draft, with what differs from the baseline marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concession.analysis import ClauseChange, diff
from concession.deal import EVIDENCE_KEYS, Draft, Mapping, shown
from concession.model import Case
from concession.report._charts_picture import Grid

__all__ = ["Matrix", "terms_matrix"]

#: Keys of a clause that the matrix shows elsewhere or not at all.
_ELSEWHERE = frozenset({"type", "title", *EVIDENCE_KEYS})
#: With more clauses than these, the table says only how they differ.
_MANY = 8
#: A term longer than this is cut short: the files hold all of it.
_LONGEST = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term of a clause in words; ``marked`` where it differs from the baseline's."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One clause under one draft; ``word`` says how it differs from the baseline, if it does.

    ``there`` says whether the draft has the clause.
    """

    word: str
    there: bool
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRow:
    """One clause under every draft."""

    title: str
    type: str
    cells: tuple[Cell, ...]
    drafts: tuple[str, ...]

    @property
    def alike(self) -> list[tuple[str, tuple[Term, ...]]]:
        """What the clause says, once for all drafts in which it says the same."""
        found: dict[tuple[Term, ...], list[str]] = {}
        for draft, cell in zip(self.drafts, self.cells, strict=True):
            found.setdefault(cell.terms if cell.there else (), []).append(draft)
        return [(", ".join(names), terms) for terms, names in found.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All clauses: those that differ between drafts as rows, the others as a plain table."""

    drafts: tuple[str, ...]
    changed: tuple[ClauseRow, ...]
    same: Grid | None
    same_title: str
    lead: str

    @property
    def compact(self) -> bool:
        """Whether there are too many clauses to put all their terms into the table."""
        return len(self.changed) > _MANY


def terms_matrix(case: Case, drafts: Sequence[Draft]) -> Matrix:
    """Return the terms of several drafts side by side; the first one is the baseline.

    >>> from concession.model import load
    >>> case = load("buenavista")
    >>> found = terms_matrix(case, [case.draft("base"), case.draft("duty-10")])
    >>> [(row.title, row.cells[1].word) for row in found.changed]
    [('Special mining duty', 'changed')]
    """
    base = drafts[0]
    changes: list[dict[str, ClauseChange]] = [
        {one.id: one for one in diff(case, base, draft).clauses} for draft in drafts
    ]
    names = list(dict.fromkeys(name for draft in drafts for name in draft.clauses.entries))
    moved = [name for name in names if any(name in found for found in changes)]
    still = [name for name in names if name not in moved]
    rows = tuple(
        ClauseRow(
            title=_title(name, drafts),
            type=_kind(name, drafts),
            drafts=tuple(one.id for one in drafts),
            cells=tuple(
                _cell(name, draft, found.get(name)) for draft, found in zip(drafts, changes, strict=True)
            ),
        )
        for name in moved
    )
    same = (
        Grid(
            columns=("Clause", "Kind", "Terms"),
            groups=(
                (
                    "",
                    tuple(
                        (_title(name, drafts), _kind(name, drafts), "; ".join(_terms(base, name)) or "-")
                        for name in still
                    ),
                ),
            ),
        )
        if still
        else None
    )
    count = len(still)
    every = "" if len(drafts) == 1 else " that are the same in every draft"
    return Matrix(
        drafts=tuple(one.id for one in drafts),
        changed=rows,
        same=same,
        same_title=f"{count} clause{'' if count == 1 else 's'}{every}",
        lead=(
            f"{len(rows)} of {len(names)} clauses differ between the drafts. "
            "Evidence and spelling are not compared."
        ),
    )


def _cell(name: str, draft: Draft, change: ClauseChange | None) -> Cell:
    found = _terms(draft, name)
    if change is None:
        there = name in draft.clauses.entries
        plain = tuple(Term(text=text, marked=False) for text in found)
        return Cell(word="", there=there, terms=plain if there else (Term(text="-", marked=False),))
    if change.kind == "removed":
        return Cell(word="removed", there=False, terms=())
    paths = {term.path for term in change.terms}
    terms = tuple(
        Term(
            text=text,
            marked=change.kind == "changed"
            and any(path == key or path.startswith((f"{key}.", f"{key}[")) for path in paths),
        )
        for key, text in zip(_keys(draft, name), found, strict=True)
    )
    gone = tuple(
        Term(text=f"{term.path}: not stated", marked=True)
        for term in change.terms
        if change.kind == "changed" and not term.new
    )
    return Cell(word=change.kind, there=True, terms=(*terms, *gone))


def _clause(draft: Draft, name: str) -> Mapping | None:
    node = draft.clauses.get(name)
    return node if isinstance(node, Mapping) else None


def _keys(draft: Draft, name: str) -> list[str]:
    clause = _clause(draft, name)
    return [key for key in clause.entries if key not in _ELSEWHERE] if clause else []


def _terms(draft: Draft, name: str) -> list[str]:
    clause = _clause(draft, name)
    texts = []
    for key in _keys(draft, name):
        text = shown(clause.entries[key]) if clause else ""
        short = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"
        texts.append(f"{key}: {short}".replace("_", " "))
    return texts


def _said(name: str, drafts: Sequence[Draft], key: str) -> str:
    for draft in drafts:
        clause = _clause(draft, name)
        node = clause.get(key) if clause else None
        if node is not None:
            return shown(node)
    return ""


def _title(name: str, drafts: Sequence[Draft]) -> str:
    return _said(name, drafts, "title") or name.replace("_", " ").replace("-", " ")


def _kind(name: str, drafts: Sequence[Draft]) -> str:
    return _said(name, drafts, "type").replace("_", " ")
