"""Each party's position on each term over time, with what changed and what conflicts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from concession.errors import Problems
from concession.evidence._figures import Figure
from concession.evidence._records import Speaker, Statement
from concession.evidence._spans import Span
from concession.evidence._terms import Vocabulary

__all__ = ["CHANGE_KINDS", "Change", "Position", "party_of", "positions"]

#: ``moved``: a party's figure changed; ``turned``: what it affirmed it now denies, or the reverse;
#: ``differs``: two figures stand side by side; ``opposed``: another party says the reverse.
CHANGE_KINDS = ("moved", "turned", "differs", "opposed")
_NOT = re.compile(
    r"\b(?:not|no|never|nor|neither|nothing|none|without|cannot|rejects?|rejected|refuses?|refused|den(?:y|ies|ied)|opposes?|opposed|"
    r"ruled? out|won['’]t|\w{2,8}n['’]t)\b",
    re.IGNORECASE,
)
#: A negation speaks of what stands in its own clause, not of the next one.
_CLAUSE = re.compile(
    r"[,:;—–]|\s-\s|\b(?:and|but|so|because|while|although|though|when|if|whereas)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?:[^.!?;]|(?<=\b[A-Z])\.|\.(?=\w))*[.!?;]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that two statements on one term say differently; ``other`` is the earlier statement."""

    kind: str
    other: Statement
    party: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One statement of a party on one term, with the draft on the table that day.

    ``denies`` tells whether the words about the term are negated; None for a question.
    """

    party: str
    term: str
    statement: Statement
    denies: bool | None
    draft: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def first(self) -> date | None:
        """The first day on which it may have been said."""
        return self.statement.when.first

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that the statement names."""
        return self.statement.figures

    def to_dict(self) -> dict[str, object]:
        """Return the position as plain data for ``--json``."""
        said = self.statement
        return {
            "term": self.term,
            "party": self.party,
            "first": said.when.first.isoformat() if said.when.first else None,
            "last": said.when.last.isoformat() if said.when.last else None,
            "speaker": said.speaker.name,
            "role": said.speaker.role,
            "quote": said.words,
            "stance": {True: "denies", False: "affirms", None: ""}[self.denies],
            "figures": [figure.to_dict() for figure in self.figures],
            "draft": self.draft,
            "text": said.text,
            "changes": [
                {"kind": one.kind, "party": one.party, "message": one.message} for one in self.changes
            ],
        }


def party_of(speaker: Speaker, principals: Mapping[str, Sequence[str]]) -> str:
    """Return the party that a speaker speaks for, by name or role; empty where none is known.

    ``principals`` maps each party to names or roles, in any case. A name counts before a role, a longer
    phrase before a shorter one.

    >>> party_of(Speaker(name="Ada Moss", role="Norland energy minister"), {"norland": ["Norland"]})
    'norland'
    """
    best: tuple[int, int, str] | None = None
    for party, phrases in principals.items():
        for phrase in phrases:
            pattern = re.compile(rf"(?<!\w){re.escape(phrase.strip())}(?!\w)", re.IGNORECASE)
            for rank, words in ((1, speaker.name), (0, speaker.role)):
                if words and pattern.search(words) and (best is None or (rank, len(phrase)) > best[:2]):
                    best = (rank, len(phrase), party)
    return best[2] if best else ""


def positions(
    statements: Iterable[Statement],
    principals: Mapping[str, Sequence[str]],
    *,
    terms: Mapping[str, Sequence[str]] | Vocabulary,
    drafts: Mapping[str, date] | None = None,
) -> tuple[Position, ...]:
    """Return the timeline of positions: by term, then day, then place in the text; undated ones last.

    ``drafts`` maps each draft to the day from which it was on the table. Raises E811 for a malformed list
    of principals.
    """
    _check(principals)
    vocabulary = terms if isinstance(terms, Vocabulary) else Vocabulary(terms)
    table = sorted((day, name) for name, day in (drafts or {}).items())
    rows: list[tuple[str, str, Statement, bool | None]] = []
    for statement in statements:
        party = party_of(statement.speaker, principals)
        for term, denies in _terms_of(statement, vocabulary).items():
            rows.append((term, party, statement, denies))
    rows.sort(key=lambda row: (row[0], row[2].when.first or date.max, row[2].text, row[2].start))
    latest: dict[tuple[str, str], Position] = {}
    out: list[Position] = []
    for term, party, statement, denies in rows:
        made = Position(
            party=party, term=term, statement=statement, denies=denies, draft=_draft(statement, table)
        )
        changes: list[Change] = []
        for (known_term, known_party), before in latest.items():
            if known_term == term and (
                known_party or before.statement.speaker.name == statement.speaker.name
            ):
                changes.extend(_changes(before, made, same=known_party == party))
        made = Position(
            party=party,
            term=term,
            statement=statement,
            denies=denies,
            draft=made.draft,
            changes=tuple(changes),
        )
        latest[term, party] = made
        out.append(made)
    return tuple(out)


def _check(principals: Mapping[str, Sequence[str]]) -> None:
    problems = Problems()
    for party, phrases in principals.items():
        if isinstance(phrases, str) or not all(isinstance(one, str) and one.strip() for one in phrases):
            problems.add(
                "E811", f"the principals of '{party}' are not a list of names or roles", "write a list", party
            )
    problems.raise_if_any()


def _terms_of(statement: Statement, vocabulary: Vocabulary) -> dict[str, bool | None]:
    """Return the terms in the words said, each with whether the words about it are negated."""
    if statement.stance:
        stated = {"affirms": False, "denies": True}.get(statement.stance)
        return dict.fromkeys((*statement.terms, *vocabulary.of(statement.words)), stated)
    found: dict[str, bool | None] = {}
    for sentence in (one for part in statement.parts for one in _SENTENCE.findall(part)):
        asked = sentence.rstrip().endswith("?")
        for term, place in vocabulary.places(sentence, Span(0, len(sentence))):
            denies = None if asked else bool(_NOT.search(_clause_of(sentence, place)))
            found[term] = denies if found.get(term) is None else found[term] or bool(denies)
    for term in statement.terms:
        found.setdefault(term, None)
    return found


def _clause_of(sentence: str, place: Span) -> str:
    """Return the words of the clause in which a phrase stands, the phrase's own commas left alone."""
    before = [cut.end() for cut in _CLAUSE.finditer(sentence, 0, place.start)]
    after = _CLAUSE.search(sentence, place.end)
    return sentence[before[-1] if before else 0 : after.start() if after else len(sentence)]


def _draft(statement: Statement, table: Sequence[tuple[date, str]]) -> str:
    day = statement.when.last or statement.when.first
    return next((name for start, name in reversed(table) if day is not None and start <= day), "")


def _changes(before: Position, after: Position, *, same: bool) -> list[Change]:
    found: list[Change] = []
    who = after.party or after.statement.speaker.name
    earlier = before.party or before.statement.speaker.name
    for new in after.figures:
        for old in before.figures:
            if not _comparable(old, new) or (new.low <= old.high and old.low <= new.high):
                continue
            kind = "moved" if same and before.first != after.first else "differs"
            message = f"{who}: {new.words.strip()}; {earlier} before: {old.words.strip()}"
            found.append(Change(kind=kind, other=before.statement, party=before.party, message=message))
    if before.denies is not None and after.denies is not None and before.denies != after.denies:
        kind = "turned" if same else "opposed"
        verb = "denies" if after.denies else "affirms"
        found.append(
            Change(
                kind=kind,
                other=before.statement,
                party=before.party,
                message=f"{who} {verb} what {earlier} {'affirmed' if after.denies else 'denied'}",
            )
        )
    return found


def _comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures can be of the same thing: kind, unit, and what they are of where both tell."""
    if one.kind != other.kind or one.unit != other.unit or one.kind in {"year", "number"}:
        return False
    left, right = set(one.of.lower().split()), set(other.of.lower().split())
    return not left or not right or bool(left & right)
