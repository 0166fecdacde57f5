"""Find the verbs of speech of a sentence: who speaks, to whom, and where what was said begins."""

from __future__ import annotations

from dataclasses import dataclass

from concession.evidence._lexicon import (
    ATTITUDE,
    AUXILIARIES,
    CUE_FORMS,
    DETERMINERS,
    DOCUMENTS,
    NEGATIONS,
    OBJECT_CUES,
    OCCASIONS,
    PEOPLE_NOUNS,
    PREPOSITIONS,
    SUBORDINATORS,
    TO_CUES,
    WEEKDAYS,
    ZERO_THAT,
)
from concession.evidence._names_in import appositive
from concession.evidence._view import Phrase, View, is_adverb, is_verbal
from concession.evidence._word_sets import word_set

__all__ = ["Cue", "cues"]

_DASHES = frozenset({"—", "–", "--"})
_WH = frozenset({"whether", "if", "how", "why", "what", "where", "who"})
_ADJUNCT_PREPOSITIONS = word_set(
    "of about from via through during after before following amid ahead outside alongside at by regarding "
    "concerning despite against towards toward throughout since"
)
_NOUN_HOMOGRAPHS = word_set(
    "claims reports comments notes posts answers questions demands promises threats warnings charges "
    "requests states tweets texts calls names talks proposes offers invites rules fears cautions "
    "complaints starts lists views highlights points forecasts estimates shows emails cites complains "
    "brands labels attacks appeals protests regards hopes wants seeks counters laughs smiles sighs "
    "objects"
)
_OPENERS = word_set("despite after before during following amid without with since by under in")
#: Verbs whose object can hardly be anything but a clause.
_PLAIN_SAYING = word_set("say tell insist argue hint suggest believe think claim admit concede contend")
_VERBS_AHEAD = word_set(
    "wanted wants needed needs made makes took takes got gets gave gives came comes went goes found knew "
    "knows saw sees became becomes left leaves kept keeps held holds began begins brought stood stands "
    "lost won paid met led ran runs fell falls rose rises grew grows sent set put let built chose cut did "
    "does do felt meant means remains remained looks looked expects expected hopes hoped plans planned "
    "believes believed includes intends intended seems seemed helps helped works worked faces faced wins "
    "ought used sold bought"
)


@dataclass(slots=True, eq=False)
class Cue:
    """One verb of speech (or "according to") in a sentence, as token places."""

    at: int
    lemma: str
    form: str
    subject: Phrase | None
    inherit: bool = False
    addressee: Phrase | None = None
    starts: int | None = None
    how: str = "none"
    gap: bool = False
    finish: int = 0
    earlier: bool = False
    ends: int | None = None
    front: tuple[int, int] | None = None
    adjunct: tuple[int, int] = (0, 0)

    @property
    def reports(self) -> bool:
        """Whether a clause or quoted words follow the cue."""
        return self.starts is not None


def cues(view: View) -> list[Cue]:
    """Return the cues of a sentence in order, with their complements cut where the next cue begins."""
    found: list[Cue] = []
    row = view.row
    for at, token in enumerate(row):
        if token.kind != "w" or token.possessive:
            continue
        if token.low == "according" and at + 2 < len(row) and row[at + 1].low == "to":
            cue = _according(view, at)
        elif token.low not in CUE_FORMS and _beside_quote(view, at):
            cue = _unlisted(view, at)
        elif token.low in CUE_FORMS and (not token.capital or at == 0 or row[at - 1].kind == "q"):
            cue = _verb(view, at, found)
        else:
            continue
        if cue is not None:
            found.append(cue)
    _cut(view, found)
    return found


# Subjects ---------------------------------------------------------------------------------------------


def _verb(view: View, at: int, earlier: list[Cue]) -> Cue | None:
    row = view.row
    form = CUE_FORMS[row[at].low]
    if form.lemma == "put":
        return _as_put(view, at)
    before = at - 1
    passive = progressive = False
    earlier_past = False
    while before >= 0 and (is_adverb(row[before]) or row[before].low in AUXILIARIES):
        low = row[before].low
        earlier_past = earlier_past or low == "had"
        if low in {"is", "are", "was", "were", "been", "be", "being", "am"}:
            passive = form.tense != "ing"
            progressive = form.tense == "ing"
        before -= 1
    if passive:
        return None
    if form.tense == "ing" and not progressive:
        return _participle(view, at, earlier)
    if before >= 0 and row[before].low == "to":
        return _went_on(view, at, before)
    if before >= 0 and row[before].low in NEGATIONS:
        return None
    if (
        before >= 0
        and row[before].low in {"did", "do", "does", "let", "let's", "’s", "'s"}
        and form.tense == "base"
    ):
        return None
    subject, inherit = _subject(view, at, before)
    inverted = False
    if subject is None and not inherit:
        subject = _inverted(view, at, before)
        inverted = subject is not None
        if subject is None and form.lemma in _PLAIN_SAYING:
            subject = _over_relative(view, at)
        if subject is None:
            return None
    if subject is not None and not inverted and not _plausible(view, at, subject):
        return None
    cue = Cue(
        at=at, lemma=form.lemma, form="inverted" if inverted else "plain", subject=subject, inherit=inherit
    )
    cue.earlier = earlier_past
    if subject is not None and not inverted:
        cue.gap = subject.start > 0 and row[subject.start - 1].low in {"that", "which", "who", "whom", "what"}
    _complement(view, cue, subject.end if inverted and subject is not None else at + 1)
    return cue


def _subject(view: View, at: int, before: int) -> tuple[Phrase | None, bool]:
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
            and not _human_or_paper(view, phrase)
        ):
            return None, False
        return phrase, False
    if token.kind != "w":
        return None, False
    return view.phrase_ending(before), False


def _over_relative(view: View, at: int) -> Phrase | None:
    """Return the sentence's subject where a relative clause stands between it and the verb."""
    phrase = view.subject_of_clause(at)
    if phrase is None or phrase.end >= at or phrase.kind == "pronoun":
        return None
    between = [token.low for token in view.row[phrase.end : at]]
    plain = not any(low in {",", ";", ":", "“”", "and", "but"} for low in between)
    return phrase if plain and any(low in {"who", "whose", "which", "that"} for low in between) else None


def _plausible(view: View, at: int, subject: Phrase) -> bool:
    """Whether a noun before a word that may be a verb of speech is its subject."""
    row = view.row
    low = row[at].low
    tense = CUE_FORMS[low].tense
    named = subject.kind in {"name", "office", "pronoun", "pair"}
    if low in _NOUN_HOMOGRAPHS and not named:
        return False
    if (
        low in _NOUN_HOMOGRAPHS
        and subject.kind == "name"
        and subject.run is not None
        and subject.run.is_organisation
    ):
        following = row[at + 1] if at + 1 < len(row) else None
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
        return _human_or_paper(view, subject) or CUE_FORMS[low].lemma in {"say", "tell", "insist", "argue"}
    return True


def _human_or_paper(view: View, phrase: Phrase) -> bool:
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


def _inverted(view: View, at: int, before: int) -> Phrase | None:
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
    if phrase is not None and phrase.kind == "nouns" and not _human_or_paper(view, phrase):
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


def _before_quote(view: View, comma: int) -> bool:
    return comma > 0 and view.row[comma - 1].kind == "q"


def _beside_quote(view: View, at: int) -> bool:
    """Whether a past form stands where only a verb of speech can: “…,” she marvelled."""
    row = view.row
    low = row[at].low
    if row[at].capital or not low.endswith("ed") or len(low) < 5 or low in PEOPLE_NOUNS:
        return False
    ended = (
        at + 1 == len(row)
        or row[at + 1].text in {".", ",", ";", ":"}
        or is_adverb(row[at + 1])
        or row[at + 1].low in PREPOSITIONS
    )
    subject = view.phrase_ending(at - 1) if ended and at else None
    if subject is None or subject.kind not in {"name", "pronoun", "office"}:
        return False
    before = subject.start - 1
    if before >= 0 and row[before].text in {",", "—", "–"}:
        before -= 1
    piece = row[before].piece if before >= 0 else None
    return piece is not None and view.body[max(piece.inner_start, piece.inner_end - 1) : piece.inner_end] in {
        ",",
        "?",
        "!",
        "—",
        "…",
    }


def _unlisted(view: View, at: int) -> Cue:
    cue = Cue(at=at, lemma="say", form="plain", subject=view.phrase_ending(at - 1))
    _complement(view, cue, at + 1)
    if cue.how not in {"quote", "colon"}:
        cue.starts, cue.how = None, "none"
    return cue


def _as_put(view: View, at: int) -> Cue | None:
    """Read "As Roe put it, “…”": only with "it" after the verb."""
    row = view.row
    if at + 1 >= len(row) or row[at + 1].low != "it" or at < 1:
        return None
    subject = view.phrase_ending(at - 1)
    if subject is None or subject.start == 0 or row[subject.start - 1].low not in {"as", "“”", ","}:
        return None
    cue = Cue(at=at, lemma="put", form="plain", subject=subject)
    _complement(view, cue, at + 2)
    return cue


def _participle(view: View, at: int, earlier: list[Cue]) -> Cue | None:
    """Read ", adding that" and "Saying that …, she": the subject is the one of the clause it hangs on."""
    row = view.row
    before = at - 1
    while before >= 0 and is_adverb(row[before]):
        before -= 1
    lead = row[before].low if before >= 0 else ""
    if not (before < 0 or lead in word_set(", and by “” while before after or — – as")):
        return None
    if lead == "as" and not (before > 0 and row[before - 1].low in {"quoted", "cited"}):
        return None
    form = CUE_FORMS[row[at].low]
    subject: Phrase | None = None
    if lead == "as":
        aux = before - 2
        while aux >= 0 and (is_adverb(row[aux]) or row[aux].low in AUXILIARIES):
            aux -= 1
        subject = view.phrase_ending(aux) if aux >= 0 else None
        if subject is None and aux >= 0 and row[aux].text == ",":
            subject = view.head_before(aux)
        if subject is None:
            return None
    elif before < 0:
        comma = next((i for i in range(at + 1, min(len(row), 60)) if row[i].text == ","), None)
        subject = view.phrase_starting(comma + 1) if comma is not None and comma + 1 < len(row) else None
        if subject is None:
            return None
    cue = Cue(at=at, lemma=form.lemma, form="participle", subject=subject, inherit=subject is None)
    _complement(view, cue, at + 1)
    if cue.starts is None and cue.lemma not in ATTITUDE:
        return None
    return cue


def _went_on(view: View, at: int, to: int) -> Cue | None:
    """Read "went on to add", "continued to insist", "was quick to note"."""
    row = view.row
    verb = to - 1
    if verb >= 0 and row[verb].low in {"on", "quick", "keen", "careful"}:
        verb -= 1
    if verb < 0 or row[verb].low not in word_set(
        "went goes going continued continues was is hastened rushed took"
    ):
        return None
    if row[verb].low in {"was", "is"} and verb == to - 1:
        return None
    before = verb - 1
    while before >= 0 and (is_adverb(row[before]) or row[before].low in AUXILIARIES):
        before -= 1
    subject, inherit = _subject(view, verb, before)
    if subject is None and not inherit:
        return None
    cue = Cue(at=at, lemma=CUE_FORMS[row[at].low].lemma, form="plain", subject=subject, inherit=inherit)
    _complement(view, cue, at + 1)
    return cue


def _according(view: View, at: int) -> Cue | None:
    row = view.row
    phrase = view.phrase_starting(at + 2)
    if phrase is None or phrase.kind == "pronoun":
        return None
    cue = Cue(at=at, lemma="according to", form="according", subject=phrase)
    end = phrase.end
    if end < len(row) and row[end].text == ",":
        closing = next((i for i in range(end + 1, min(len(row), end + 24)) if row[i].text == ","), None)
        head = view.run_end.get(end)
        if head is not None and closing is not None and at == 0:
            nxt = row[end + 1].low
            if nxt in DETERMINERS | {"who"} or nxt in PEOPLE_NOUNS:
                end = closing
    cue.finish = end
    if at == 0 or (row[at - 1].kind == "q" and False):
        begin = end
        while begin < len(row) and row[begin].text != ",":
            begin += 1
        if begin + 1 < len(row):
            cue.starts, cue.how = begin + 1, "clause"
    else:
        start = 0
        stop = at - 1 if row[at - 1].text == "," else at
        cue.front = (start, stop)
        cue.starts = None
    return cue


# Complements -----------------------------------------------------------------------------------------


def _complement(view: View, cue: Cue, start: int) -> None:
    """Find where what was said begins, stepping over the person addressed, days and occasions."""
    row = view.row
    at = start
    limit = min(len(row), start + 60)
    first = True
    opening: int | None = None
    while at < limit:
        token = row[at]
        if token.kind == "q":
            cue.starts, cue.how = at, "quote"
            break
        if at in view.day_at:
            at = view.day_at[at]
            if at < limit and row[at].low in {"morning", "afternoon", "evening", "night"}:
                at += 1
            first = False
            continue
        if token.kind == "p":
            moved = _punctuation(view, cue, at)
            if moved is None and token.text == "," and _clause_after(view, cue, at, start):
                cue.starts, cue.how = opening if opening is not None else at + 1, "zero"
                break
            if moved is None:
                break
            at = moved
            continue
        low = token.low
        if low == "that" and not _that_day(view, at):
            cue.starts, cue.how = at + 1, "that"
            break
        moved = _adjunct(view, cue, at, first)
        if moved is not None and low in _OPENERS:
            opening = at
        first = False
        if moved is not None:
            at = moved
            continue
        if low == "to" and _infinitive(view, at):
            if cue.lemma in TO_CUES and (
                cue.addressee is not None
                or cue.lemma in {"promise", "pledge", "vow", "threaten", "swear", "ask"}
            ):
                cue.starts, cue.how = at, "infinitive"
            else:
                cue.starts, cue.how = at, "object"
            break
        if low in _WH:
            cue.starts, cue.how = at, "wh"
            break
        if low in PREPOSITIONS or low == "as":
            cue.starts, cue.how = at, "object"
            break
        cue.starts, cue.how = at, "zero"
        break
    cue.finish = at
    cue.adjunct = (start, at)
    if cue.how == "zero" and not _clause_ahead(view, cue):
        cue.how = "object"


def _clause_after(view: View, cue: Cue, comma: int, start: int) -> bool:
    """Whether a clause follows the phrase that opens it: "said despite the rain, the road was open"."""
    row = view.row
    begins = cue.at if cue.subject is None else min(cue.at, cue.subject.start)
    quoted = any(token.kind == "q" for token in row)
    if quoted or comma == start or cue.form != "plain" or cue.lemma not in ZERO_THAT or comma + 2 >= len(row):
        return False
    if begins and row[begins - 1].text == ",":
        return False
    first = row[comma + 1]
    opens = first.low in DETERMINERS or first.low in {"he", "she", "it", "they", "there"} or first.capital
    return opens and any(
        is_verbal(token) or token.low in _VERBS_AHEAD or token.low.endswith("ed")
        for token in row[comma + 2 : comma + 24]
    )


def _that_day(view: View, at: int) -> bool:
    return at + 1 < len(view.row) and view.row[at + 1].low in {
        "day",
        "week",
        "night",
        "morning",
        "month",
        "year",
        "evening",
    }


def _punctuation(view: View, cue: Cue, at: int) -> int | None:
    """Step over a comma or colon that leads to more; None where the cue's clause ends."""
    row = view.row
    text = row[at].text
    after = at + 1
    if after < len(row) and row[after].kind == "q" and text in {",", ":", "—", "–", "--", "-", "…", "..."}:
        return after
    if text == ":":
        cue.starts, cue.how = after, "colon"
        return None
    if text == "," and after < len(row):
        if row[after].low == "that":
            return after
        # "said, citing the report, that": a parenthesis before the clause.
        closing = next(
            (i for i in range(after, min(len(row), after + 20)) if row[i].text == "," or row[i].kind == "q"),
            None,
        )
        if (
            closing is not None
            and row[closing].text == ","
            and closing + 1 < len(row)
            and (row[closing + 1].low == "that" or row[closing + 1].kind == "q")
        ):
            if row[after].low.endswith("ing") and row[after].low in CUE_FORMS:
                return None
            return closing + 1
        appos = view.run_end.get(at)
        if appos is not None and cue.form == "inverted" and cue.subject is not None and cue.subject.end == at:
            return None
    if text == "(":
        closing = next((i for i in range(after, min(len(row), after + 20)) if row[i].text == ")"), None)
        return closing + 1 if closing is not None else None
    return None


def _adjunct(view: View, cue: Cue, at: int, first: bool) -> int | None:
    """Return the place after an addressee, an occasion or an adverb, or None when there is none here."""
    row = view.row
    low = row[at].low
    if (
        first
        and cue.lemma in OBJECT_CUES
        and low not in PREPOSITIONS
        and cue.addressee is None
        and low not in _WH
    ):
        phrase = _addressee(view, at)
        if phrase is not None and (cue.lemma == "tell" or _addressed(view, phrase)):
            cue.addressee = phrase
            return phrase.end
    if is_adverb(row[at]) and low not in word_set("just even only today now both all still more"):
        return at + 1
    if low in {"today", "yesterday", "so", "out"} and low != "so":
        return at + 1
    if (
        low in {"when", "while", "as", "after", "before"}
        and at + 1 < len(row)
        and (
            row[at + 1].low
            in word_set("asked pressed questioned speaking announcing visiting he she they the")
            or row[at + 1].low.endswith("ing")
            or row[at + 1].capital
        )
    ):
        return _past_clause(view, at)
    if low not in PREPOSITIONS:
        return None
    if low in {"to", "with"} and not _infinitive(view, at) and cue.addressee is None and at + 1 < len(row):
        phrase = _addressee(view, at + 1)
        if phrase is not None and (low == "to" or cue.lemma in {"speak", "talk"}):
            cue.addressee = phrase
            return phrase.end
    end = _prepositional(view, at)
    if end is None:
        return None
    words = {row[i].low for i in range(at + 1, end)}
    proper = at + 1 < end and row[at + 1].capital
    led_on = end < len(row) and (row[end].low == "that" or end in view.day_at or cue.addressee is not None)
    led_on = led_on and low in word_set("in on at outside near inside over with from")
    occasion = bool(words & OCCASIONS) and low in word_set("in on at during to through via over by")
    place = proper and low in {"in", "at", "outside", "near", "on"}
    if led_on or occasion or place or low in _ADJUNCT_PREPOSITIONS:
        if (
            low in {"of", "about", "against"}
            and cue.lemma in ATTITUDE
            and any(row[i].kind == "q" for i in range(at, min(len(row), end + 1)))
        ):
            return None
        return end
    return None


def _infinitive(view: View, at: int) -> bool:
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


def _addressee(view: View, at: int) -> Phrase | None:
    row = view.row
    if row[at].low in {"him", "her", "them", "me", "us"}:
        return Phrase(at, at + 1, "pronoun")
    run = view.run_at.get(at)
    if run is not None and not row[run.end - 1].possessive:
        end = run.end
        return Phrase(at, end, "office" if run.is_role else "name", run)
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


def _prepositional(view: View, at: int) -> int | None:
    """Return the end of a prepositional phrase: its nouns, up to the next clause or phrase."""
    row = view.row
    end = at + 1
    nouns = 0
    while end < len(row) and end - at < 14:
        token = row[end]
        if (
            token.kind != "w"
            or is_verbal(token)
            or token.low in SUBORDINATORS - {"and"}
            or end in view.day_at
        ):
            break
        if token.low in PREPOSITIONS or token.low in {"he", "she", "they", "it", "i", "we", "there"}:
            break
        if nouns and token.low in DETERMINERS and row[end - 1].low != "and":
            break
        if nouns and row[end - 1].low in OCCASIONS and token.capital:
            break
        if token.low == "and" and not (
            end + 1 < len(row) and row[end + 1].kind == "w" and row[end + 1].low not in CUE_FORMS
        ):
            break
        nouns += token.low not in DETERMINERS and not token.possessive
        end += 1
    return end if nouns else None


def _past_clause(view: View, at: int) -> int | None:
    """Return the place after "when asked about …", at the next comma, "that", colon or quotation."""
    row = view.row
    for index in range(at + 1, min(len(row), at + 30)):
        if row[index].kind == "q" or row[index].text in {",", ":", "."} or row[index].low == "that":
            return index
    return None


def _clause_ahead(view: View, cue: Cue) -> bool:
    """Whether a clause without "that" has a finite verb, and the cue is one that takes such clauses."""
    row = view.row
    if cue.lemma not in ZERO_THAT or cue.starts is None:
        return False
    first = row[cue.starts]
    if cue.gap and (is_verbal(first) or first.low in _VERBS_AHEAD or first.low.endswith(("ed", "s"))):
        return True
    if is_verbal(first):
        return cue.gap
    for index in range(cue.starts + 1, min(len(row), cue.starts + 32)):
        token = row[index]
        if token.text in {".", ";"}:
            return False
        if token.low in {"which", "who", "whose", "whom"} or (
            token.text == "," and cue.lemma not in _PLAIN_SAYING
        ):
            break
        if token.low in {"and", "or", "but"} and index + 1 < len(row) and row[index + 1].low in CUE_FORMS:
            return False
        if (
            is_verbal(token)
            or token.low in _VERBS_AHEAD
            or token.low.endswith(("n't", "n’t", "’d", "'d", "’re", "’ll", "'ll"))
        ):
            return True
        if token.kind == "w" and not token.capital and index > cue.starts:
            low = token.low
            after_subject = row[index - 1].kind == "w" and row[index - 1].low not in DETERMINERS
            if low.endswith("ed") and after_subject and len(low) > 3:
                return True
            if (
                cue.lemma in {"say", "tell"}
                and low.endswith("s")
                and row[index - 1].low in {"he", "she", "it"}
            ):
                return True
            if low in CUE_FORMS and after_subject and CUE_FORMS[low].tense == "past":
                return True
    # "said he wants": a pronoun or name and then any verb.
    nxt = row[cue.starts + 1] if cue.starts + 1 < len(row) else None
    pronoun = first.low in {"he", "she", "it", "they", "we", "there", "i"} or first.low.endswith(("’s", "'s"))
    return (
        cue.lemma in {"say", "tell", "insist", "claim", "believe", "think"}
        and nxt is not None
        and nxt.kind in "wq"
        and (pronoun or (cue.lemma in {"say", "tell"} and first.capital))
    )


# Where one complement ends -----------------------------------------------------------------------------


def _cut(view: View, found: list[Cue]) -> None:
    row = view.row
    last = len(row)
    while last and row[last - 1].kind == "p" and row[last - 1].text[0] in ".!?…;)":
        last -= 1
    for number, cue in enumerate(found):
        if cue.starts is None:
            continue
        end = last
        for other in found[number + 1 :]:
            begin = _sibling(view, cue, other)
            if begin is not None and begin > cue.starts:
                end = min(end, begin)
                break
        for place in range(cue.starts + 1, end - 1):
            if row[place].text == ":" and row[place + 1].kind == "q":
                end = place
                break
        while (
            end > cue.starts
            and row[end - 1].kind == "p"
            and row[end - 1].text in {",", ";", "—", "–", ":", "."}
        ):
            end -= 1
        cue.ends = end
    for cue in found:
        if cue.starts is None and cue.form != "according":
            cue.front = _front(view, cue)


def _sibling(view: View, cue: Cue, other: Cue) -> int | None:
    """Return where a later cue of the same sentence takes over from the complement, or None."""
    row = view.row
    if other.form == "participle":
        before = other.at - 1
        while before >= 0 and is_adverb(row[before]):
            before -= 1
        return (
            before
            if (before >= 0 and row[before].text in {",", "—", "–", "“”"})
            or row[before].low in {"and", "while", "before", "by"}
            else None
        )
    if other.form == "according":
        return other.at
    if other.starts is None and other.front is None and other.lemma not in {"say", "add", "tell"}:
        return None
    if other.inherit:
        before = other.at - 1
        while before >= 0 and row[before].low not in {"and", "but", "then", "or"}:
            before -= 1
        if before > 0 and row[before - 1].low in {",", "and"}:
            before -= 1
        return before if before >= 0 else None
    if other.subject is not None and other.form == "plain" and other.subject.end <= cue.at:
        # The cue stood in a clause between a subject and its verb: "Roe, who says it leaks, asked".
        before = other.at - 1
        while before >= 0 and is_adverb(row[before]):
            before -= 1
        return before if row[before].text in {",", "—", "–"} else None
    if other.subject is not None and other.form == "plain":
        before = other.subject.start - 1
        if (
            before >= 1
            and row[before].low in {"and", "but", "while", "whereas", "yet", "though", "although"}
            and row[before - 1].text in {",", "—", "–"}
        ):
            return before - 1
        if before >= 0 and row[before].text in {";", "—", "–"}:
            return before
    return None


def _front(view: View, cue: Cue) -> tuple[int, int] | None:
    """Return the clause before a cue that closes or interrupts it: "The mine, she said, would open"."""
    row = view.row
    begin = cue.at if cue.subject is None or cue.form == "inverted" else min(cue.at, cue.subject.start)
    if begin < 2 or row[begin - 1].text not in {",", "—", "–"}:
        return None
    if cue.subject is not None and cue.subject.run is not None and cue.form != "inverted":
        office = appositive(row, cue.subject.run, view.runs)
        if office is not None and office[1] < cue.subject.start:
            begin = office[0] - (office[0] > 0 and row[office[0] - 1].low in DETERMINERS)
            if begin < 2 or row[begin - 1].text not in {",", "—", "–"}:
                return None
    start = 0
    if row[0].low in {"but", "and", "yet", "meanwhile", "however"}:
        start = 1
    return (start, begin - 1)
