"""Statements that a case keeps, as the rules would have read them; and the vocabulary of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from concession.deal import SaidStatement, SaidTerm
from concession.evidence._days import When
from concession.evidence._figures import Figure, figures
from concession.evidence._records import Speaker, Statement
from concession.evidence._spans import Span
from concession.evidence._terms import Vocabulary

__all__ = ["kept_statements", "vocabulary_of"]


def vocabulary_of(terms: Mapping[str, SaidTerm]) -> Vocabulary:
    """Return the vocabulary of a case; E810 for phrases that are none."""
    return Vocabulary({name: said.phrases for name, said in terms.items()})


def kept_statements(
    said: Iterable[SaidStatement], *, vocabulary: Vocabulary | None = None
) -> tuple[Statement, ...]:
    """Return the accepted statements of a case, in their order; proposed and rejected ones are left out.

    Their terms are those that they state and those whose phrases stand in their words.

    >>> said = SaidStatement(speaker="Ada Moss", quote="We will pay $5 million.", source=("x",))
    >>> one, = kept_statements([said, SaidStatement(speaker="B", quote="no", status="rejected")])
    >>> one.speaker.name, [str(figure.low) for figure in one.figures]
    ('Ada Moss', ['5000000'])
    """
    words = vocabulary or Vocabulary({})
    return tuple(_statement(one, words) for one in said if one.status == "accepted")


def _statement(said: SaidStatement, vocabulary: Vocabulary) -> Statement:
    words = said.quote
    first = said.date.day if said.date else None
    last = (said.until or said.date).last if said.date else None
    span = Span(0, len(words))
    return Statement(
        text=said.text or (said.source[0] if said.source else ""),
        kind=said.kind,
        spans=(span,),
        words=words,
        speaker=Speaker(name=said.speaker, role=said.role),
        addressee=said.addressee,
        when=When(first=first, last=last, basis="named" if first else "none", reason="kept in the case"),
        figures=_figures(said, span),
        terms=tuple(dict.fromkeys((*said.terms, *vocabulary.of(words)))),
        stance=said.stance,
        reasons=("kept in the case",),
    )


def _figures(said: SaidStatement, span: Span) -> tuple[Figure, ...]:
    """Return the figures in the quoted words, and those kept beside words that were left out."""
    found = list(figures(said.quote, [span]))
    for words in said.figures:
        if words not in said.quote:
            found.extend(figures(words, [Span(0, len(words))]))
    return tuple(found)
