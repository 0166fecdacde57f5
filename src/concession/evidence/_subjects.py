"""Find who is the subject of a verb of speech: before it, after it, or over a clause between."""

from __future__ import annotations

from concession.evidence._lexicon import (
    ATTITUDE,
    CUE_FORMS,
    DOCUMENTS,
    OBJECT_CUES,
    PEOPLE_NOUNS,
    PREPOSITIONS,
)
from concession.evidence._view import Phrase, View, is_adverb
from concession.evidence._word_sets import word_set

__all__ = ["human_or_paper", "inverted_subject", "over_relative", "plausible", "subject_before"]

_DASHES = frozenset({"—", "–", "--"})
_NOUN_HOMOGRAPHS = word_set(
    "claims reports comments notes posts answers questions demands promises threats warnings charges "
    "requests states tweets texts calls names talks proposes offers invites rules fears cautions "
    "complaints starts lists views highlights points forecasts estimates shows emails cites complains "
    "brands labels attacks appeals protests regards hopes wants seeks counters laughs smiles sighs "
    "objects"
)


def subject_before(view: View, at: int, before: int) -> tuple[Phrase | None, bool]:
    """Return the subject that ends at ``before``, and whether the verb shares that of an earlier one."""
    row = view.row
    if before < 0:
        return None, False
    token = row[before]
    if token.text == ")":
        opener = next((i for i in range(before - 1, max(-1, before - 24), -1) if row[i].text == "("), None)
        if opener:
            return view.phrase_ending(opener - 1), False
        return None, False
    if token.text == "," or token.text in _DASHES:
        return view.head_before(before), False
    if token.low in {"and", "but", "then", "or"} and token.kind == "w":
        return None, before > 0
    if token.low in {"who", "which", "that"}:
        head = before - 1
        if head >= 0 and row[head].text == ",":
            head -= 1
        run = view.run_end.get(head + 1)
        if run is not None and run.name and token.low == "who" and not row[run.end - 1].possessive:
            return Phrase(run.start, run.end, "name", run), False
        phrase = view.phrase_ending(head) if head >= 0 else None
        if (
            phrase is not None
            and token.low != "who"
            and phrase.kind == "nouns"
            and not human_or_paper(view, phrase)
        ):
            return None, False
        return phrase, False
    if token.kind != "w":
        return None, False
    return view.phrase_ending(before), False


def over_relative(view: View, at: int) -> Phrase | None:
    """Return the sentence's subject where a relative clause stands between it and the verb."""
    phrase = view.subject_of_clause(at)
    if phrase is None or phrase.end >= at or phrase.kind == "pronoun":
        return None
    between = [token.low for token in view.row[phrase.end : at]]
    plain = not any(low in {",", ";", ":", "“”", "and", "but"} for low in between)
    return phrase if plain and any(low in {"who", "whose", "which", "that"} for low in between) else None


def plausible(view: View, at: int, subject: Phrase) -> bool:
    """Whether a noun before a word that may be a verb of speech is its subject."""
    row = view.row
    low = row[at].low
    tense = CUE_FORMS[low].tense
    named = subject.kind in {"name", "office", "pronoun", "pair"}
    if low in _NOUN_HOMOGRAPHS and not named:
        # "…, the outgoing government estimates.": nothing but a verb can close the sentence so
        ends = at + 1 >= len(row) or row[at + 1].text == "."
        closes = ends and subject.start > 1 and row[subject.start - 1].text == ","
        return closes and human_or_paper(view, subject)
    if (
        low in _NOUN_HOMOGRAPHS
        and subject.kind == "name"
        and subject.run is not None
        and subject.run.is_organisation
    ):
        following = row[at + 1] if at + 1 < len(row) else None
        lead = subject.start - (subject.start > 0 and row[subject.start - 1].low == "the")
        closes = lead > 1 and row[lead - 1].text == ","
        if closes and (following is None or following.text in ".,"):
            return True  # "The road is open, the Gazette reports."
        return following is not None and (
            following.low == "that" or following.kind == "q" or following.text in ",:"
        )
    if tense == "base":
        if subject.kind == "pronoun":
            return row[subject.start].low == "they"
        if subject.kind == "pair":
            return True
        return subject.kind == "nouns" and row[subject.end - 1].low.endswith(
            ("s", "people", "police", "men", "women")
        )
    if subject.kind == "nouns":
        return human_or_paper(view, subject) or CUE_FORMS[low].lemma in {"say", "tell", "insist", "argue"}
    return True


def human_or_paper(view: View, phrase: Phrase) -> bool:
    """Whether the head of a noun phrase is a human being, an organisation or a paper that says something."""
    among = view.row[phrase.start].low in word_set(
        "one some many most several both two three none few another"
    )
    for token in view.row[phrase.start : phrase.end]:
        if token.low in PREPOSITIONS and token is not view.row[phrase.start]:
            if among and token.low == "of":
                continue
            return False
        last = token.low.rsplit("-", 1)[-1]
        if token.possessive:
            continue
        if (
            token.low in PEOPLE_NOUNS
            or token.low in DOCUMENTS
            or last in {"old", *()}
            or last in PEOPLE_NOUNS
        ):
            return True
        if token.low.removesuffix("s") in PEOPLE_NOUNS:
            return True
    return False


def inverted_subject(view: View, at: int, before: int) -> Phrase | None:
    """Return the subject after the verb, where the words before it call for one: "“…,” said Roe"."""
    row = view.row
    opens = (
        before < 0 or row[before].kind == "q" or row[before].text in {",", ":"} or row[before].text in _DASHES
    )
    if not opens or CUE_FORMS[row[at].low].tense not in {"past", "present"}:
        return None
    if CUE_FORMS[row[at].low].lemma in ATTITUDE and before < 0 and row[at].low not in {"said", "says"}:
        return None
    if before >= 0 and row[before].text == "," and CUE_FORMS[row[at].low].lemma not in word_set(
    "say add write explain note argue warn claim reply insist continue recall state observe remark report "
    "announce quip joke declare comment conclude tweet complain ask concede admit suggest read post shout "
    "cry respond tell predict agree laugh"
):  # fmt: skip
        return None
    after = at + 1
    while after < len(row) and is_adverb(row[after]):
        after += 1
    if after in view.day_at:
        after = view.day_at[after]
    if after >= len(row):
        return None
    phrase = view.phrase_starting(after)
    if phrase is not None and phrase.kind == "pronoun" and row[phrase.start].low in {"it", "they"}:
        return None
    if phrase is None and before >= 0 and row[before].kind == "q":
        return _anybody(view, at, after)
    if phrase is not None and phrase.kind == "nouns" and not human_or_paper(view, phrase):
        return None
    if before >= 0 and row[before].text == "," and phrase is not None and not _before_quote(view, before):
        # "She went in, told the minister that": the same subject goes on, nothing is inverted.
        ended = (
            phrase.end >= len(row)
            or row[phrase.end].text in {".", ",", ";", "?", "!"}
            or row[phrase.end].low in PREPOSITIONS
        )
        if not ended or CUE_FORMS[row[at].low].lemma in OBJECT_CUES:
            return None
    return phrase


def _anybody(view: View, at: int, first: int) -> Phrase | None:
    """Return whoever it is that a closed phrase after "“…,” said" names: "said the Swiss national."."""
    row = view.row
    if CUE_FORMS[row[at].low].lemma not in {"say", "add", "reply", "explain"} or first >= len(row):
        return None
    if row[first].low not in {"the", "a", "an", "one", "another", "his", "her", "their"}:
        return None
    end = first + 1
    while end < len(row) and row[end].kind == "w" and row[end].low not in PREPOSITIONS and end - first < 6:
        end += 1
    closed = end >= len(row) or row[end].text in {".", ","} or row[end].low in PREPOSITIONS
    kind = "epithet" if row[first].low == "the" else "nouns"
    return Phrase(first, end, kind) if closed and end - first >= 2 else None


def _before_quote(view: View, comma: int) -> bool:
    return comma > 0 and view.row[comma - 1].kind == "q"
