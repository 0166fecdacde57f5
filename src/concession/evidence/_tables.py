"""Statements, positions and checks as rows of plain words, ready for any table."""

from __future__ import annotations

import re
from collections.abc import Iterable

from concession.evidence._positions import Position
from concession.evidence._records import Statement
from concession.evidence._verify import Check

__all__ = ["check_rows", "explain_rows", "position_rows", "printable", "statement_rows"]

#: Marks that could turn a line around or hide in it, and control characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def printable(words: str) -> str:
    r"""Return words on one line, without control and direction marks.

    >>> printable("a\u202eb\n c")
    'ab c'
    """
    return " ".join(_UNSEEN.sub("", words.replace("\r", " ")).split())


def statement_rows(statements: Iterable[Statement]) -> list[dict[str, str]]:
    """Return one row per statement: when, who, what words, figures, terms, to whom, and where it stands."""
    return [
        {
            "date": str(one.when),
            "speaker": printable(one.speaker.name) or "unknown",
            "role": printable(one.speaker.role),
            "kind": one.kind,
            "quote": printable(" … ".join(one.parts)),
            "figures": "; ".join(printable(figure.words) for figure in one.figures),
            "terms": ", ".join(one.terms),
            "addressee": printable(one.addressee),
            "text": printable(one.text),
            "place": " ".join(f"{span.start}-{span.end}" for span in one.spans),
        }
        for one in statements
    ]


def explain_rows(statements: Iterable[Statement]) -> list[dict[str, str]]:
    """Return one row per decision: which statement, what was decided, and why."""
    rows: list[dict[str, str]] = []
    for one in statements:
        words = printable(one.words)[:60]
        for reason in one.reasons:
            rows.append(
                {
                    "quote": words,
                    "decision": f"{one.kind}, {printable(one.speaker.name) or 'unknown'}",
                    "why": printable(reason),
                }
            )
        rows.append(
            {
                "quote": words,
                "decision": f"date {one.when or 'unknown'} ({one.when.basis})",
                "why": printable(one.when.reason),
            }
        )
    return rows


def position_rows(timeline: Iterable[Position]) -> list[dict[str, str]]:
    """Return one row per position: term, date, party, speaker, stance, quote, figures, draft, changes."""
    return [
        {
            "term": one.term,
            "date": str(one.statement.when),
            "party": one.party or "unassigned",
            "speaker": printable(one.statement.speaker.name) or "unknown",
            "stance": {True: "denies", False: "affirms", None: ""}[one.denies],
            "quote": printable(one.statement.words),
            "figures": "; ".join(printable(figure.words) for figure in one.figures),
            "draft": one.draft,
            "changes": "; ".join(f"{change.kind}: {printable(change.message)}" for change in one.changes),
        }
        for one in timeline
    ]


def check_rows(checks: Iterable[Check]) -> list[dict[str, str]]:
    """Return one row per verified phrase: phrase, source, status, differences, figure."""
    return [
        {
            "phrase": printable(one.quoted.phrase),
            "source": printable(one.source),
            "status": one.status,
            "place": f"{one.span.start}-{one.span.end}" if one.span else "",
            "differences": "; ".join(printable(difference) for difference in one.differences),
            "figure": one.figure,
            "path": printable(one.quoted.path),
        }
        for one in checks
    ]
