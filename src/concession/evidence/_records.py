"""What the rules read from a text: statements with their speaker, day, figures and terms."""

from __future__ import annotations

from dataclasses import dataclass

from concession.deal import STATEMENT_KINDS
from concession.evidence._days import When
from concession.evidence._figures import Figure
from concession.evidence._spans import Span

__all__ = ["KINDS", "Speaker", "Statement"]

#: ``direct``: whole quoted sentences; ``mixed``: quoted words inside a reported clause; ``indirect``: none.
KINDS = STATEMENT_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who spoke: the fullest name and first role that the text gives, and the words used at this place.

    An unnamed speaker ("a senior official") has those words as its name. ``name`` is empty when nobody
    could be found.
    """

    name: str
    role: str = ""
    kind: str = "person"
    mention: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something that somebody said, with exact places in the text's body.

    ``spans`` are the words said: those between the quotation marks, or the reported clause of indirect
    speech; a split quotation has several. ``clause`` is the whole reported clause of mixed speech.
    ``reasons`` tell, rule by rule, why it was read this way. ``stance`` is what a person says of the words
    (``affirms``, ``denies`` or ``neither``), where the words alone would be misread.
    """

    text: str
    kind: str
    spans: tuple[Span, ...]
    words: str
    speaker: Speaker
    cue: str = ""
    cue_span: Span | None = None
    clause: Span | None = None
    addressee: str = ""
    when: When = When()
    figures: tuple[Figure, ...] = ()
    terms: tuple[str, ...] = ()
    stance: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """Where the statement's first words begin."""
        return self.spans[0].start

    @property
    def parts(self) -> tuple[str, ...]:
        """The words of each span."""
        parts: list[str] = []
        at = 0
        for span in self.spans:
            parts.append(self.words[at : at + span.end - span.start])
            at += span.end - span.start + 1
        return tuple(parts)

    def to_dict(self) -> dict[str, object]:
        """Return the statement as plain data for ``--json``."""
        return {
            "text": self.text,
            "kind": self.kind,
            "spans": [list(span) for span in self.spans],
            "words": self.words,
            "speaker": self.speaker.name,
            "role": self.speaker.role,
            "speaker_kind": self.speaker.kind,
            "mention": self.speaker.mention,
            "cue": self.cue,
            "clause": list(self.clause) if self.clause else None,
            "addressee": self.addressee,
            "first": self.when.first.isoformat() if self.when.first else None,
            "last": self.when.last.isoformat() if self.when.last else None,
            "date_basis": self.when.basis,
            "date_reason": self.when.reason,
            "figures": [figure.to_dict() for figure in self.figures],
            "terms": list(self.terms),
            "reasons": list(self.reasons),
        }
