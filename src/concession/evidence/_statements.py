"""Read the statements of a text: the rules put together, block by block and sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from concession.evidence._attribution import Reader
from concession.evidence._figures import figures
from concession.evidence._found import Found
from concession.evidence._records import Speaker, Statement
from concession.evidence._spans import Span
from concession.evidence._terms import Vocabulary
from concession.evidence._texts import Text

__all__ = ["statements"]

_INITIAL = re.compile(r"\b([A-Z])(?= )")


def statements(
    text: Text,
    *,
    published: date | None = None,
    terms: Mapping[str, Sequence[str]] | Vocabulary | None = None,
) -> tuple[Statement, ...]:
    """Return who said what in a text, in the order of the text.

    The rules are for English news prose and are the same for every text; the work grows linearly with it.
    ``published`` is the text's own date, where the text does not tell it; days such as "Thursday" and
    "last week" are counted from it.

    >>> from concession.evidence import text_of
    >>> one, = statements(text_of("“We will sign,” said Ada Moss, the energy minister, on Monday."))
    >>> one.kind, one.words, one.speaker.name, one.speaker.role
    ('direct', 'We will sign,', 'Ada Moss', 'energy minister')
    """
    vocabulary = terms if isinstance(terms, Vocabulary) else Vocabulary(terms or {})
    reader = Reader(text, published)
    return tuple(_statement(text, found, vocabulary) for found in reader.read())


def _statement(text: Text, found: Found, vocabulary: Vocabulary) -> Statement:
    spans = tuple(Span(*span) for span in sorted(set(found.spans)))
    person = found.speaker
    speaker = Speaker(name="")
    if person is not None:
        speaker = Speaker(
            name=_as_written(person.shown, text.body),
            role=person.role,
            kind=person.kind if person.kind != "unknown" else "person",
            mention=found.mention.of(text.body) if found.mention else "",
            span=found.mention,
        )
    words = " ".join(span.of(text.body) for span in spans)
    reach = [found.clause] if found.clause is not None else list(spans)
    return Statement(
        text=text.name,
        kind=found.kind,
        spans=spans,
        words=words,
        speaker=speaker,
        cue=found.cue,
        cue_span=found.cue_span,
        clause=found.clause,
        addressee=found.addressee,
        when=replace(found.when),
        figures=figures(text.body, spans),
        terms=vocabulary.of(" ".join(span.of(text.body) for span in reach)),
        reasons=tuple(found.reasons),
    )


def _as_written(name: str, body: str) -> str:
    """Return a name with the dots of its initials, where the text writes them.

    >>> _as_written("Ana B Ruiz", "said Ana B. Ruiz.")
    'Ana B. Ruiz'
    """
    dotted = _INITIAL.sub(r"\1.", name)
    return dotted if dotted != name and dotted in body else name
