"""Find where what was said begins: past the person addressed, days and occasions."""

from __future__ import annotations

from concession.evidence._addressees import infinitive, listener, spoken_to
from concession.evidence._cue import Cue
from concession.evidence._lexicon import (
    ATTITUDE,
    CUE_FORMS,
    DETERMINERS,
    OCCASIONS,
    PREPOSITIONS,
    SUBORDINATORS,
    TO_CUES,
    ZERO_THAT,
)
from concession.evidence._view import View, is_adverb, is_verbal
from concession.evidence._word_sets import word_set

__all__ = ["complement"]

_WH = frozenset({"whether", "if", "how", "why", "what", "where", "who"})
_ADJUNCT_PREPOSITIONS = word_set(
    "of about from via through during after before following amid ahead outside alongside at by regarding "
    "concerning despite against towards toward throughout since"
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


_SHORT_VERBS = ("n't", "n’t", "’d", "'d", "’re", "’ll", "'ll")
#: "They're", "he'll": a pronoun with its verb.
_SHORT_PRONOUNS = ("’re", "'re", "’ll", "'ll", "’ve", "'ve", "’d", "'d", "’s", "'s", "’m", "'m")
_RELATIVES = frozenset({"who", "which", "whose", "whom"})
_CLAUSE_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "there", "i"})


def complement(view: View, cue: Cue, start: int) -> None:
    """Find where what was said begins, stepping over the person addressed, days and occasions."""
    row = view.row
    at = start
    limit = min(len(row), start + 60)
    opening: int | None = None
    while at < limit:
        token = row[at]
        if at in view.day_at:
            moved: int | None = _past_day(view, at)
        elif token.kind == "p":
            moved = _punctuation(view, cue, at)
            if moved is None and token.text == "," and _clause_after(view, cue, at, start):
                cue.starts, cue.how = opening if opening is not None else at + 1, "zero"
        elif token.kind == "q" or (token.low == "that" and not _that_day(view, at)):
            moved = None
            cue.starts, cue.how = (at, "quote") if token.kind == "q" else (at + 1, "that")
        else:
            moved = _adjunct(view, cue, at, first=at == start)
            if moved is None:
                cue.starts, cue.how = at, _how(view, cue, at)
            elif token.low in _OPENERS:
                opening = at
        if moved is None:
            break
        at = moved
    lost = cue.starts is None or cue.how == "object"
    if lost or (cue.starts is not None and cue.how == "zero" and row[cue.starts].low in PREPOSITIONS):
        far = _far_that(view, cue, start)
        if far is not None:
            at, cue.starts, cue.how = far, far + 1, "that"
    cue.finish = at
    cue.adjunct = (start, at)
    if cue.how == "zero" and not _clause_ahead(view, cue):
        cue.how = "object"


def _far_that(view: View, cue: Cue, start: int) -> int | None:
    """Return the "that" beyond a long occasion: "said after talks with Ruiz, Roe and Lund that it would"."""
    row = view.row
    if cue.lemma not in _PLAIN_SAYING | ZERO_THAT or cue.form != "plain" or start >= len(row):
        return None
    if row[start].low not in PREPOSITIONS and start not in view.day_at:
        return None
    for index in range(start, min(len(row), start + 40)):
        token = row[index]
        if token.kind == "q" or token.text in {".", ";", ":"} or token.low in _RELATIVES:
            return None
        if is_verbal(token) or token.low in _VERBS_AHEAD:
            return None
        if token.low == "that" and index + 2 < len(row) and not _that_day(view, index):
            after = row[index + 1]
            subject = after.low in DETERMINERS or after.low in _CLAUSE_PRONOUNS or after.capital
            return index if subject or not is_verbal(after) else None
    return None


def _past_day(view: View, at: int) -> int:
    """Return the place after words for a day: "on Monday evening"."""
    after = view.day_at[at]
    part = after < len(view.row) and view.row[after].low in {"morning", "afternoon", "evening", "night"}
    return after + part


def _how(view: View, cue: Cue, at: int) -> str:
    """Tell how words go on after a verb of speech: infinitive, question, object or plain clause."""
    low = view.row[at].low
    if low == "not" and at + 1 < len(view.row) and infinitive(view, at + 1):
        return "infinitive" if cue.lemma in TO_CUES and cue.addressee is not None else "object"
    if low == "to" and infinitive(view, at):
        commits = cue.lemma in {"promise", "pledge", "vow", "threaten", "swear", "ask"}
        return "infinitive" if cue.lemma in TO_CUES and (cue.addressee is not None or commits) else "object"
    if low in _WH:
        return "wh"
    return "object" if low in PREPOSITIONS or low == "as" else "zero"


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


def _adjunct(view: View, cue: Cue, at: int, *, first: bool) -> int | None:
    """Return the place after an addressee, an occasion or an adverb, or None when there is none here."""
    row = view.row
    low = row[at].low
    told = listener(view, cue, at) if first and cue.addressee is None else None
    if told is not None:
        cue.addressee = told
        return told.end
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
    if low in {"to", "with"} and not infinitive(view, at) and cue.addressee is None and at + 1 < len(row):
        phrase = spoken_to(view, at + 1)
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
    if cue.starts is None:
        return False
    first = row[cue.starts]
    if cue.lemma not in ZERO_THAT and not (cue.lemma in {"add", "report"} and first.low in _CLAUSE_PRONOUNS):
        return False
    inserted = first.kind == "w" and first.low in CUE_FORMS and CUE_FORMS[first.low].tense == "past"
    if inserted and not cue.gap and not first.capital:
        return False  # "the letter he claimed showed a debt"
    if first.low.split("’")[0].split("'")[0] in _CLAUSE_PRONOUNS and first.low.endswith(_SHORT_PRONOUNS):
        return True
    if cue.gap and (is_verbal(first) or first.low in _VERBS_AHEAD or first.low.endswith(("ed", "s"))):
        return True
    if is_verbal(first):
        return cue.gap
    for index in range(cue.starts + 1, min(len(row), cue.starts + 32)):
        token = row[index]
        broken = token.text == "," and cue.lemma not in _PLAIN_SAYING
        if token.text in {".", ";"} or token.low in {"which", "who", "whose", "whom"} or broken:
            break
        if token.low in {"and", "or", "but"} and index + 1 < len(row) and row[index + 1].low in CUE_FORMS:
            return False
        if _finite_at(view, index, cue.lemma):
            return True
    if cue.lemma == "say" and len(row) - cue.starts >= 6:
        return True
    # "said he wants": a pronoun or name and then any verb.
    after = row[cue.starts + 1] if cue.starts + 1 < len(row) else None
    if after is None or after.kind not in "wq" or cue.lemma not in _PLAIN_SAYING:
        return False
    pronoun = first.low in _CLAUSE_PRONOUNS or first.low.endswith(("’s", "'s"))
    return pronoun or (cue.lemma in {"say", "tell"} and first.capital)


def _finite_at(view: View, index: int, lemma: str) -> bool:
    """Whether a word is likely a finite verb that follows its subject."""
    token, before = view.row[index], view.row[index - 1]
    low = token.low
    if is_verbal(token) or low in _VERBS_AHEAD or low.endswith(_SHORT_VERBS):
        return True
    if token.kind != "w" or token.capital:
        return False
    after_subject = before.kind == "w" and before.low not in DETERMINERS
    if after_subject and (
        (low.endswith("ed") and len(low) > 3) or (low in CUE_FORMS and CUE_FORMS[low].tense == "past")
    ):
        return True
    return lemma in {"say", "tell"} and low.endswith("s") and before.low in {"he", "she", "it"}
