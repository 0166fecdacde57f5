"""Find the verbs of speech of a sentence: who speaks, to whom, and where what was said begins."""

from __future__ import annotations

from concession.evidence._complements import complement
from concession.evidence._cue import Cue
from concession.evidence._lexicon import (
    ATTITUDE,
    AUXILIARIES,
    CUE_FORMS,
    DETERMINERS,
    DOCUMENTS,
    NEGATIONS,
    PEOPLE_NOUNS,
    PREPOSITIONS,
)
from concession.evidence._reach import cut
from concession.evidence._subjects import (
    inverted_subject,
    over_relative,
    plausible,
    subject_before,
)
from concession.evidence._view import Phrase, View, is_adverb
from concession.evidence._word_sets import word_set

__all__ = ["Cue", "cues"]

_ASKING = word_set("saying asking telling adding warning insisting arguing claiming noting")
_DO = frozenset({"did", "do", "does", "let", "let's", "’s", "'s"})
#: A sentence with more verbs of speech than this is no English; the bound keeps the work linear.
_MOST = 16
#: Verbs whose object can hardly be anything but a clause.
_PLAIN_SAYING = word_set("say tell insist argue hint suggest believe think claim admit concede contend")


def cues(view: View) -> list[Cue]:
    """Return the cues of a sentence in order, with their complements cut where the next cue begins."""
    found: list[Cue] = []
    row = view.row
    for at, token in enumerate(row):
        if token.kind != "w" or token.possessive:
            continue
        if token.low == "according" and at + 2 < len(row) and row[at + 1].low == "to":
            cue = _according(view, at)
        elif token.low not in CUE_FORMS:
            subject = _beside_quote(view, at)
            cue = _unlisted(view, at, subject) if subject is not None else None
        elif not token.capital or at == 0 or row[at - 1].kind == "q":
            cue = _verb(view, at, found)
        else:
            continue
        if cue is not None:
            found.append(cue)
            if len(found) >= _MOST:
                break
    cut(view, found)
    return found


def _verb(view: View, at: int, earlier: list[Cue]) -> Cue | None:
    row = view.row
    form = CUE_FORMS[row[at].low]
    if form.lemma == "put":
        return _as_put(view, at)
    before, helpers = _helpers(view, at)
    being = bool(helpers & {"is", "are", "was", "were", "been", "be", "being", "am"})
    if being and form.tense != "ing":
        return None  # passive: "reporters were told"
    if form.tense == "ing" and not being:
        return _participle(view, at, earlier)
    lead = row[before].low if before >= 0 else ""
    if lead == "to":
        return _went_on(view, at, before)
    stressed = form.tense == "base" and lead in {"did", "does"} and before > 0
    if stressed:
        before = _past_however(view, before - 1)  # "he did, however, say that"
        lead = row[before].low if before >= 0 else ""
    if lead in NEGATIONS or (form.tense == "base" and lead in _DO):
        return None
    subject, inherit = (None, False) if _said_by(view, at, before) else subject_before(view, at, before)
    if inherit and form.tense == "base":
        return None  # "would meet and agree": the second verb is as much said as the first
    inverted = False
    if subject is None and not inherit:
        subject = inverted_subject(view, at, before)
        inverted = subject is not None
        if subject is None and form.lemma in _PLAIN_SAYING:
            subject = over_relative(view, at)
        if subject is None:
            return None
    if subject is not None and not inverted and not stressed and not plausible(view, at, subject):
        return None
    cue = Cue(
        at=at, lemma=form.lemma, form="inverted" if inverted else "plain", subject=subject, inherit=inherit
    )
    cue.earlier = "had" in helpers
    if subject is not None and not inverted:
        cue.gap = subject.start > 0 and row[subject.start - 1].low in {"that", "which", "who", "whom", "what"}
    complement(view, cue, subject.end if inverted and subject is not None else at + 1)
    return cue


def _said_by(view: View, at: int, before: int) -> bool:
    """Whether the words after a comma and the verb close on who spoke: "…, said Ana Ruiz, a teacher"."""
    row = view.row
    if before != at - 1 or before < 0 or row[before].text != "," or CUE_FORMS[row[at].low].lemma != "say":
        return False
    run = view.run_at.get(at + 1)
    return (
        run is not None
        and bool(run.name)
        and not row[run.end - 1].possessive
        and (run.end >= len(row) or row[run.end].text in {",", "."})
    )


def _helpers(view: View, at: int) -> tuple[int, set[str]]:
    """Return the place before a verb's adverbs and auxiliaries, and those auxiliaries."""
    before = at - 1
    found: set[str] = set()
    while before >= 0 and (is_adverb(view.row[before]) or view.row[before].low in AUXILIARIES):
        found.add(view.row[before].low)
        before -= 1
    return _past_day_before(view, _past_however(view, before)), found


def _past_day_before(view: View, before: int) -> int:
    """Step back over the day between who spoke and the verb: "the minister on Monday said"."""
    row = view.row
    begin = next((start for start, end in view.day_at.items() if end == before + 1 and start > 0), None)
    if begin is None:
        return before
    last = begin - 1
    while last > 0 and row[last].low in {"on", "late", "early", "in"}:
        last -= 1
    person = row[last].kind == "w" and row[last].low not in PREPOSITIONS and not row[last].possessive
    return last if person or (row[last].text == "," and last > 0) else before


def _past_however(view: View, before: int) -> int:
    """Step back over ", however," between the parts of a verb."""
    row = view.row
    inserted = before > 2 and row[before].text == "," and row[before - 2].text == ","
    inserted = inserted and row[before - 1].low in {"however", "though", "meanwhile"}
    return before - 3 if inserted and row[before - 3].low in AUXILIARIES | _DO else before


def _beside_quote(view: View, at: int) -> Phrase | None:
    """Return the subject of a past form that stands where only a verb of speech can: “…,” she marvelled."""
    row = view.row
    low = row[at].low
    if row[at].capital or not low.endswith("ed") or len(low) < 5 or low in PEOPLE_NOUNS:
        return None
    subject = view.phrase_ending(at - 1) if at else None
    begins, ends = at, at + 1
    if subject is not None:
        begins = subject.start
    else:
        subject = view.phrase_starting(at + 1) if at + 1 < len(row) else None
        ends = subject.end if subject is not None else ends
    if subject is None or subject.kind not in {"name", "pronoun", "office"} or begins < 1:
        return None
    closed = ends == len(row) or row[ends].text in {".", ",", ";", ":"} or row[ends].low in PREPOSITIONS
    piece = row[begins - 1 - (row[begins - 1].text in {",", "—", "–"} and begins > 1)].piece
    if piece is None or not (closed or is_adverb(row[ends])):
        return None
    last = view.body[max(piece.inner_start, piece.inner_end - 1) : piece.inner_end]
    return subject if last in {",", "?", "!", "—", "…"} else None


def _unlisted(view: View, at: int, subject: Phrase) -> Cue:
    inverted = subject.start > at
    cue = Cue(at=at, lemma="say", form="inverted" if inverted else "plain", subject=subject)
    complement(view, cue, subject.end if inverted else at + 1)
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
    complement(view, cue, at + 2)
    return cue


def _participle(view: View, at: int, earlier: list[Cue]) -> Cue | None:
    """Read ", adding that" and "Saying that …, she": the subject is the one of the clause it hangs on."""
    row = view.row
    before = at - 1
    while before >= 0 and is_adverb(row[before]):
        before -= 1
    lead = row[before].low if before >= 0 else ""
    paper = lead in DOCUMENTS and before > 0 and not row[before].capital
    own = _own_speaker(view, at, before)
    if own is not None:
        cue = Cue(at=at, lemma=CUE_FORMS[row[at].low].lemma, form="participle", subject=own)
        complement(view, cue, at + 1)
        return cue if cue.starts is not None else None
    if not (before < 0 or paper or lead in word_set(", and by “” while before after or — – as")):
        return None
    if lead == "as" and not (before > 0 and row[before - 1].low in {"quoted", "cited"}):
        return None
    form = CUE_FORMS[row[at].low]
    if form.lemma == "find":
        return None
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
    complement(view, cue, at + 1)
    if cue.starts is None and cue.lemma not in ATTITUDE:
        return None
    return cue


def _own_speaker(view: View, at: int, before: int) -> Phrase | None:
    """Return who speaks in a participle that does not hang on the clause's subject."""
    if before >= 0 and view.row[before].low in {",", "as"}:
        return _quoted_person(view, before)
    named = before == at - 1 and view.row[at].low in _ASKING
    return _with_name(view, before) if named else None


def _with_name(view: View, last: int) -> Phrase | None:
    """Return who speaks in "…, with the union's leader Ana Ruiz asking: “…”"."""
    run = view.run_end.get(last + 1)
    if run is None or not run.name or view.row[last].possessive:
        return None
    lead = run.start - 1
    while lead > 0:
        token = view.row[lead]
        if not (token.possessive or token.capital or token.low in DETERMINERS):
            break
        lead -= 1
    return Phrase(run.start, run.end, "name", run) if lead >= 0 and view.row[lead].low == "with" else None


def _quoted_person(view: View, lead: int) -> Phrase | None:
    """Return who is quoted: "The Post quotes Ana Ruiz, a teacher, saying": she speaks, not the paper."""
    row = view.row
    for place in range(lead - 1, max(0, lead - 24), -1):
        if row[place].kind == "q" or row[place].text in {";", ":"}:
            return None
        if row[place].low in {"quotes", "quoted", "quoting", "cites", "cited", "citing"}:
            passive = row[place - 1].low in AUXILIARIES or row[place - 1].low in {"was", "is"}
            run = view.run_at.get(place + 1)
            if passive or run is None or not run.name or row[run.end - 1].possessive:
                return None
            return Phrase(run.start, run.end, "name", run)
    return None


def _went_on(view: View, at: int, to: int) -> Cue | None:
    """Read "went on to add", "continued to insist", "was quick to note"."""
    row = view.row
    verb = to - 1
    if verb >= 0 and row[verb].low in {"on", "quick", "keen", "careful"}:
        verb -= 1
    if verb < 0 or row[verb].low not in word_set(
        "went goes going continued continues was is hastened rushed took likes liked loves used tends"
    ):
        return None
    if row[verb].low in {"was", "is"} and verb == to - 1:
        return None
    before = verb - 1
    while before >= 0 and (is_adverb(row[before]) or row[before].low in AUXILIARIES):
        before -= 1
    subject, inherit = subject_before(view, verb, before)
    if subject is None and not inherit:
        return None
    cue = Cue(at=at, lemma=CUE_FORMS[row[at].low].lemma, form="plain", subject=subject, inherit=inherit)
    complement(view, cue, at + 1)
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
    led = at == 2 and row[1].text == "," and (is_adverb(row[0]) or row[0].low in {"however", "meanwhile"})
    if at == 0 or led:
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
