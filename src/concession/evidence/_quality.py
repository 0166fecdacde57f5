"""Measure what the rules read against labels that a person made by reading.

Labels are places and hashes, so that they may be kept where the text itself may not.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from concession.errors import ConcessionError, Problems
from concession.evidence._records import Statement
from concession.evidence._spans import Span
from concession.evidence._texts import Text

__all__ = ["Label", "Quality", "fingerprint", "measure", "read_labels"]

_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One statement as a person read it: its places, kind, speaker and day.

    ``speaker`` is a name, or the :func:`fingerprint` of one. ``first`` and ``last`` are None where the
    text tells no day.
    """

    spans: tuple[Span, ...]
    kind: str
    speaker: str
    first: date | None = None
    last: date | None = None
    role: str | None = None
    addressee: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How many statements were found, and how well: counts, and the shares made from them.

    ``spans``, ``speakers``, ``dates``, ``kinds``, ``roles`` and ``addressees`` count, among the ``matched``,
    those that agree exactly; days, roles and addressees only where a label states one (``with_date``, …).
    """

    found: int = 0
    labels: int = 0
    matched: int = 0
    spans: int = 0
    speakers: int = 0
    dates: int = 0
    with_date: int = 0
    kinds: int = 0
    roles: int = 0
    with_role: int = 0
    addressees: int = 0
    with_addressee: int = 0
    misses: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        """Matched share of what was found."""
        return self.matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Matched share of the labels."""
        return self.matched / self.labels if self.labels else 1.0

    def share(self, what: str) -> float:
        """Return the share of matched statements whose ``what`` (a name of a count) agrees."""
        below = {"dates": self.with_date, "roles": self.with_role, "addressees": self.with_addressee}.get(
            what, self.matched
        )
        return getattr(self, what) / below if below else 1.0

    def __add__(self, other: Quality) -> Quality:
        counts = {
            name: getattr(self, name) + getattr(other, name)
            for name in self.__dataclass_fields__
            if name != "misses"
        }
        return Quality(**counts, misses=self.misses + other.misses)

    def to_dict(self) -> dict[str, object]:
        """Return counts and shares as plain data."""
        shares = {
            name: round(self.share(name), 4)
            for name in ("spans", "speakers", "dates", "kinds", "roles", "addressees")
        }
        return {
            "found": self.found,
            "labels": self.labels,
            "matched": self.matched,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            **shares,
        }


def fingerprint(words: str) -> str:
    """Return a short hash of words without their article and case, to keep a name without writing it.

    >>> fingerprint("The Minister") == fingerprint("minister")
    True
    """
    return "sha256:" + hashlib.sha256(_plain(words).encode()).hexdigest()[:16]


def _plain(words: str) -> str:
    return _ARTICLE.sub("", " ".join(words.replace("’", "'").split())).casefold()


def _same(words: str, label: str) -> bool:
    return fingerprint(words) == label if label.startswith("sha256:") else _plain(words) == _plain(label)


def read_labels(content: str, text: Text) -> tuple[Label, ...]:
    """Return the labels of a text from their JSON, checked against the text.

    Each has ``spans`` (pairs of places, with ``sha256`` of the joined words) or ``quotes`` (the words
    themselves, looked for in order), ``kind``, ``speaker``, and ``date`` as a day, a pair of days or null.
    Raises E812 for labels that do not fit.
    """
    problems = Problems()
    try:
        rows: list[dict[str, Any]] = json.loads(content)["statements"]
    except (ValueError, KeyError, TypeError) as error:
        raise ConcessionError.of("E812", f"the labels of '{text.name}' are not readable: {error}") from error
    labels: list[Label] = []
    at = 0
    for number, row in enumerate(rows):
        spans = _spans(row, text, at, problems, number)
        if not spans:
            continue
        if "from" not in row:
            at = max(at, spans[0].start)
        first, last = _days(row.get("date"))
        labels.append(
            Label(
                spans=spans,
                kind=row["kind"],
                speaker=row["speaker"],
                first=first,
                last=last,
                role=row.get("role"),
                addressee=row.get("addressee"),
            )
        )
    problems.raise_if_any()
    return tuple(labels)


def _spans(row: Mapping[str, Any], text: Text, at: int, problems: Problems, number: int) -> tuple[Span, ...]:
    if "spans" in row:
        spans = tuple(Span(*pair) for pair in row["spans"])
        words = " ".join(span.of(text.body) for span in spans)
        if row.get("sha256") and fingerprint(words) != row["sha256"]:
            problems.add("E812", f"label {number} of '{text.name}' has places that hold other words")
        return spans
    spans_found: list[Span] = []
    place = 0 if row.get("anywhere") else at
    for quote in row["quotes"]:
        found = text.body.find(quote, place)
        if found < 0:
            problems.add("E812", f"label {number} of '{text.name}': “{quote[:60]}” is not in the text")
            return ()
        spans_found.append(Span(found, found + len(quote)))
        place = found + len(quote)
    return tuple(spans_found)


def _days(value: object) -> tuple[date | None, date | None]:
    if isinstance(value, str):
        day = date.fromisoformat(value)
        return day, day
    if isinstance(value, list):
        return date.fromisoformat(value[0]), date.fromisoformat(value[1])
    return None, None


def measure(found: Sequence[Statement], labels: Sequence[Label], body: str) -> Quality:
    """Return how well statements agree with labels; each label is matched at most once, by overlap."""
    free = list(range(len(found)))
    counts = dict.fromkeys(
        (
            "matched",
            "spans",
            "speakers",
            "dates",
            "with_date",
            "kinds",
            "roles",
            "with_role",
            "addressees",
            "with_addressee",
        ),
        0,
    )
    misses: list[str] = []
    for label in labels:
        best = max(free, key=lambda index: _overlap(found[index], label), default=None)
        if best is None or _overlap(found[best], label) < 0.5:
            misses.append(f"not found: {label.speaker}: “{label.spans[0].of(body)[:70]}”")
            continue
        free.remove(best)
        one = found[best]
        agrees = {
            "matched": True,
            "spans": one.spans == label.spans,
            "speakers": _same(one.speaker.name, label.speaker),
            "kinds": one.kind == label.kind,
        }
        if label.first is not None:
            agrees |= {
                "with_date": True,
                "dates": (one.when.first, one.when.last) == (label.first, label.last),
            }
        if label.role is not None:
            agrees |= {"with_role": True, "roles": _same(one.speaker.role, label.role)}
        if label.addressee is not None:
            agrees |= {"with_addressee": True, "addressees": _same(one.addressee, label.addressee)}
        for name, good in agrees.items():
            counts[name] += good
            if not good:
                misses.append(f"{name} of “{label.spans[0].of(body)[:50]}”: {_shown(one, name)}")
    misses.extend(
        f"not a statement: {found[index].speaker.name}: “{found[index].words[:70]}”" for index in free
    )
    return Quality(found=len(found), labels=len(labels), misses=tuple(misses), **counts)


def _shown(one: Statement, name: str) -> str:
    return {
        "spans": f"“{one.words[:300]}”",
        "speakers": one.speaker.name,
        "dates": str(one.when) or one.when.reason,
        "kinds": one.kind,
        "roles": one.speaker.role,
        "addressees": one.addressee,
    }.get(name, "")


def _overlap(one: Statement, label: Label) -> float:
    """Return the shared characters as a share of the longer of the two."""
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one.spans for b in label.spans)
    longest = max(sum(a.end - a.start for a in one.spans), sum(b.end - b.start for b in label.spans), 1)
    # A clause may be labelled by its quoted words alone: the kind then decides between two overlaps.
    return shared / longest + (0.01 if one.kind == label.kind and shared else 0)
