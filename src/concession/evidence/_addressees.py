"""Who is spoken to: "told the board", "wrote to her", "called on the party"."""

from __future__ import annotations

from concession.evidence._cue import Cue
from concession.evidence._lexicon import (
    DETERMINERS,
    OBJECT_CUES,
    PEOPLE_NOUNS,
    PREPOSITIONS,
    SUBORDINATORS,
    WEEKDAYS,
)
from concession.evidence._view import Phrase, View, is_verbal

__all__ = ["infinitive", "listener", "spoken_to"]


_WH = frozenset({"whether", "if", "how", "why", "what", "where", "who"})


def listener(view: View, cue: Cue, at: int) -> Phrase | None:
    """Return who is spoken to right after the verb: "told the board", "called on the board"."""
    low = view.row[at].low
    if cue.lemma == "call" and low in {"on", "upon"} and at + 1 < len(view.row):
        return spoken_to(view, at + 1)
    if cue.lemma not in OBJECT_CUES or low in PREPOSITIONS or low in _WH:
        return None
    phrase = spoken_to(view, at)
    fits = phrase is not None and (cue.lemma == "tell" or _addressed(view, phrase))
    return phrase if fits else None


def infinitive(view: View, at: int) -> bool:
    """Whether "to" begins an infinitive rather than naming who was spoken to."""
    row = view.row
    if row[at].low != "to" or at + 1 >= len(row):
        return False
    after = row[at + 1]
    if after.kind == "q":
        return True
    if (
        after.kind != "w"
        or after.capital
        or after.low in DETERMINERS
        or after.low in {"him", "them", "me", "us", "her"}
    ):
        return False
    return after.low not in PEOPLE_NOUNS and after.low.removesuffix("s") not in PEOPLE_NOUNS


def spoken_to(view: View, at: int) -> Phrase | None:
    """Return the person or people named from a place on, as far as their words go, or None."""
    row = view.row
    if row[at].low in {"him", "her", "them", "me", "us"}:
        return Phrase(at, at + 1, "pronoun")
    run = view.run_at.get(at)
    if run is not None and not row[run.end - 1].possessive:
        end = run.end
        return Phrase(at, end, "office" if run.is_role else "name", run)
    owned = view.run_at.get(at + 1) if row[at].possessive else None
    if owned is not None and owned.name:
        return Phrase(at, owned.end, "name", owned)
    end = at
    determined = row[at].low in DETERMINERS or row[at].possessive or run is not None
    limit = min(len(row), at + 9)
    while end < limit:
        token = row[end]
        if token.kind != "w" or token.low in SUBORDINATORS or is_verbal(token) or end in view.day_at:
            break
        if token.low in PREPOSITIONS:
            # "the head of the union", but "reporters in the capital" names an occasion.
            if token.low != "of" or end == at:
                break
        elif (
            (
                end > at
                and (
                    token.low in {"he", "she", "they", "it", "there", "his", "their", "its"}
                    or (
                        token.low in DETERMINERS
                        and row[end - 1].low != "of"
                        and not (end == at + 1 and token.low in {"few", "two", "three", "other", "several"})
                    )
                )
            )
            or (end > at and token.low in WEEKDAYS)
            or (end > at + determined and row[end - 1].low in PEOPLE_NOUNS and token.capital)
        ):
            break
        end += 1
    if end == at:
        return None
    if not determined and not _person_word(view, end - 1):
        # "told public radio on Monday": a bare object that a day, a mark or "that" closes.
        closed = end >= limit or end in view.day_at or row[end].kind != "w" or row[end].low == "that"
        if not closed or end - at > 3 or row[at].low in PREPOSITIONS:
            return None
    return Phrase(at, end, "nouns")


def _person_word(view: View, at: int) -> bool:
    low = view.row[at].low
    return (
        low in PEOPLE_NOUNS
        or low.removesuffix("s") in PEOPLE_NOUNS
        or low in {"viewers", "listeners", "readers", "crowds", "delegates", "guests"}
    )


def _addressed(view: View, phrase: Phrase) -> bool:
    """Whether a verb's object can be somebody spoken to."""
    return phrase.kind in {"name", "office", "pronoun"} or any(
        _person_word(view, i) for i in range(phrase.start, phrase.end)
    )
