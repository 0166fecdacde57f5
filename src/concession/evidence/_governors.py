"""Decide which cue of a sentence governs which quotation, and what clause a cue reports."""

from __future__ import annotations

from typing import NamedTuple

from concession.evidence._cues import Cue
from concession.evidence._lexicon import (
    _WITH_THAT,
    ATTITUDE,
    CUE_FORMS,
    DETERMINERS,
    OBJECT_CUES,
    PEOPLE_NOUNS,
    PREPOSITIONS,
    QUOTE_ONLY,
    SUBORDINATORS,
    TO_CUES,
    ZERO_THAT,
)
from concession.evidence._names_in import appositive
from concession.evidence._people import Person
from concession.evidence._spans import Span
from concession.evidence._view import Phrase, View, is_adverb, is_verbal
from concession.evidence._word_sets import word_set

__all__ = ["Governor", "govern", "reported"]

#: Verbs of opinion: quoted words may hang on them, but a clause after them was not said.
_OPINION = word_set(
    "believe think fear guess reckon consider see hope want read find show go start open seek use rule"
)
_SPEECH = (ZERO_THAT | _WITH_THAT | OBJECT_CUES | TO_CUES) - (_OPINION - {"find", "rule", "read"})
_CONDITIONS = word_set("if when unless although though while once because since after before until as even")
_SMALL = word_set("of the a an and in on for to at by with from or de la")
_ENDS = ",.?!…—–-"
#: Words that end a noun phrase rather than stand in it.
_CLOSED = PREPOSITIONS | SUBORDINATORS | word_set("he she it they we i you this that these those")
#: What somebody speaks in.
_REMARKS = word_set(
    "statement interview speech letter post email briefing tweet message remarks filing memo release"
)
#: Verbs that hardly close a clause which they do not report.
_CLOSERS = word_set("say add report warn insist argue explain claim note state predict announce estimate")


class Governor(NamedTuple):
    """A quotation's cue: places in the sentence, the kind of speech, why, and an inner cue if any."""

    quote: int
    cue: int
    kind: str
    why: str
    inner: int | None = None
    colon: bool = False


def _colon(view: View, row: list[Cue], index: int) -> Governor | None:
    """Read whole quoted words after a reported clause and a colon: "She said it leaked: “…”"."""
    if index < 2 or view.row[index - 1].text != ":":
        return None
    for number in range(len(row) - 1, -1, -1):
        cue = row[number]
        if cue.ends == index - 1 and cue.lemma in _SPEECH | ATTITUDE:
            return Governor(index, number, "direct", "quoted after a reported clause and a colon", colon=True)
    return None


def _is_title(view: View, index: int) -> bool:
    """Whether quoted words are the title of something: each begins with a capital and nothing ends them."""
    words = _inner_text(view, index).split()
    if not words or len(words) > 8 or words[-1][-1:] in _ENDS:
        return False
    large = [word for word in words if word[:1].isupper()]
    small = [word for word in words if not word[:1].isupper()]
    return len(large) > 0 and words[0][:1].isupper() and all(word.lower() in _SMALL for word in small)


def _so_called(view: View, index: int) -> bool:
    """Whether quoted words are the name that a thing goes by: "what is known as a “cap”"."""
    words = [token.low for token in view.row[max(0, index - 3) : index]]
    if words and words[-1] in {"a", "an", "the"}:
        words.pop()
    return words[-2:] == ["known", "as"] or words[-1:] == ["so-called"]


def govern(view: View, row: list[Cue], speakers: list[Person | None], quoted: list[int]) -> list[Governor]:
    """Return the governed quotations of a sentence; those left out are no statements."""
    found: list[Governor] = []
    for index in quoted:
        made = _after(view, row, index) or _before(view, row, index) or _colon(view, row, index)
        if made is None and not _is_title(view, index) and not _so_called(view, index):
            made = _inside(view, row, index) or _closing(view, row, index)
        if made is None:
            continue
        if made.colon:
            found.append(made)
            continue
        cue = _outermost(row, speakers, made.cue, index)
        if cue != made.cue:
            made = made._replace(cue=cue, inner=made.cue, kind="mixed")
        found.append(made)
    return found


def _outermost(row: list[Cue], speakers: list[Person | None], inner: int, quote: int) -> int:
    """Return the same speaker's first cue whose clause holds the inner one: "X said he told them “…”"."""
    for outer in range(inner):
        cue = row[outer]
        holds = (
            cue.starts is not None
            and cue.how in {"zero", "that"}
            and cue.starts <= row[inner].at
            and quote < (cue.ends or 0)
        )
        thinks = row[inner].subject
        opinion = row[inner].lemma in _OPINION and thinks is not None and thinks.kind == "pronoun"
        same = opinion or speakers[outer] is speakers[inner]
        if holds and speakers[outer] is not None and same:
            return outer
    return inner


def _inner_text(view: View, index: int) -> str:
    piece = view.row[index].piece
    return (piece and view.body[piece.inner_start : piece.inner_end]) or ""


def _after(view: View, row: list[Cue], index: int) -> Governor | None:
    """Read “…,” she said and “…,” said Roe."""
    tokens = view.row
    at = index + 1
    comma = at < len(tokens) and tokens[at].text in {",", "—", "–", "-", "--", "…"}
    if comma:
        at += 1
    while at < len(tokens) and is_adverb(tokens[at]):
        at += 1
    piece = tokens[index].piece
    if piece is None:
        return None
    last = view.body[max(piece.inner_start, piece.inner_end - 4) : piece.inner_end].rstrip("’'”»\"“ )")[-1:]
    if not comma and last not in _ENDS:
        return None
    for number, cue in enumerate(row):
        if cue.form == "according" and cue.at == at:
            before = index > 0 and tokens[index - 1].kind == "w"
            return Governor(index, number, "mixed" if before else "direct", "followed by “according to”")
        if cue.form == "participle" or cue.subject is None:
            continue
        if cue.how == "that" and index > 0 and tokens[index - 1].kind == "w":
            continue  # the name of something, before a clause of its own: "… “Dawn,” Roe said that"
        begins = cue.at if cue.form == "inverted" else _opening(view, cue.subject, at)
        if (begins == at or _described(view, cue.subject, at, begins)) and (
            cue.how in {"none", "quote", "colon", "object"}
            or cue.form == "inverted"
            or cue.lemma in QUOTE_ONLY | ATTITUDE
            or cue.how in {"zero", "wh", "that"}
        ):
            before = index > 0 and tokens[index - 1].kind == "w"
            kind = "mixed" if before and _words_before(view, row, index, number) else "direct"
            form = "verb before speaker" if cue.form == "inverted" else "speaker before verb"
            return Governor(index, number, kind, f"followed by its attribution, {form}")
    return None


def _described(view: View, subject: Phrase, at: int, begins: int) -> bool:
    """Whether only words that describe a name stand before it: "“…,” longtime ferryman Ana Ruiz said"."""
    between = view.row[at:begins]
    return (
        0 < len(between) <= 4
        and subject.kind == "name"
        and all(
            token.kind == "w"
            and token.low not in _CLOSED
            and not is_verbal(token)
            and token.low not in CUE_FORMS
            for token in between
        )
    )


def _opening(view: View, subject: Phrase, at: int) -> int:
    """Return where a subject begins, with the office told before a name: "the chair, Ana Ruiz, said"."""
    office = (
        appositive(view.row, subject.run, view.runs)
        if subject.run is not None and subject.start > at
        else None
    )
    if office is not None and office[0] < subject.start:
        while office[0] > at and view.row[office[0] - 1].low in DETERMINERS:
            office = (office[0] - 1, office[1])
        return office[0]
    return subject.start


def _words_before(view: View, row: list[Cue], index: int, number: int) -> bool:
    """Whether narrative words of the same clause come right before a quotation that a cue follows."""
    return not any(cue.at == index - 1 for cue in row if cue is not row[number])


def _before(view: View, row: list[Cue], index: int) -> Governor | None:
    """Read She said: “…” and the second half of a split quotation."""
    tokens = view.row
    for number in range(len(row) - 1, -1, -1):
        cue = row[number]
        if cue.starts != index or cue.how not in {"quote", "colon"}:
            continue
        lead = tokens[index - 1]
        if lead.kind == "p" and lead.text not in ")(":
            return Governor(index, number, "direct", "introduced by its attribution")
        text = _inner_text(view, index).lstrip()
        whole = text[:1].isupper() and text.rstrip()[-1:] in _ENDS and len(text.split()) >= 3
        return Governor(
            index,
            number,
            "direct" if whole and lead.low not in {"that", "as", "of"} else "mixed",
            "stands right after its attribution",
        )
    return None


def _inside(view: View, row: list[Cue], index: int) -> Governor | None:
    """Read quoted words inside a reported clause or the object of a verb of speech."""
    for number in range(len(row) - 1, -1, -1):
        cue = row[number]
        if cue.starts is None or not cue.starts <= index or index > (cue.ends or 0):
            continue
        if cue.how == "object" and cue.lemma not in ATTITUDE | {"say", "tell", "write", "add"}:
            continue
        if cue.how in {"zero", "that", "wh", "infinitive"} and cue.lemma not in _SPEECH | ATTITUDE | _OPINION:
            continue
        if (
            cue.how in {"quote", "colon"}
            and index > (cue.starts or 0)
            and cue.lemma in QUOTE_ONLY - ATTITUDE - _SPEECH
        ):
            continue
        return Governor(index, number, "mixed", f"quoted words inside what “{view.row[cue.at].text}” reports")
    return None


def _closing(view: View, row: list[Cue], index: int) -> Governor | None:
    """Read quoted words in a clause that a cue closes: "It was “a start”, she said"."""
    for number, cue in enumerate(row):
        if cue.front is None:
            continue
        start, end = cue.front
        inside = start <= index < end or (
            cue.form != "according" and _interrupts(view, cue) and index > cue.at
        )
        if inside and (cue.form == "according" or cue.lemma in _SPEECH):
            why = f"quoted words in the clause that “{view.row[cue.at].text}” closes"
            return Governor(index, number, "mixed", why)
    return None


def _interrupts(view: View, cue: Cue) -> bool:
    """Whether a cue stands between commas inside the clause it reports."""
    if cue.front is None:
        return False
    tokens = view.row
    after = cue.finish + 1
    if after >= len(tokens) or tokens[cue.finish].text not in {",", "—", "–"}:
        return False
    # "It leaked, she said, and had leaked before": the clause goes on without a subject of its own.
    goes_on = tokens[after].low in {"and", "but"} and after + 1 < len(tokens) and is_verbal(tokens[after + 1])
    return goes_on or tokens[cue.front[0]].low in _CONDITIONS or not _finite(view, *cue.front)


def _finite(view: View, start: int, end: int) -> bool:
    return any(
        is_verbal(token)
        or (token.kind == "w" and not token.capital and token.low.endswith(("ed", "’s", "'s")) and place > 0)
        or token.low
        in word_set(
            "went came fell rose made took got left lost won began needs needed found costs depends remains "
            "means spent paid sold bought kept held met led ran grew set built chose cut did sent brought "
            "gave knew saw became stood fought felt broke drove drew wrote ate flew hit hurt lay let lit put "
            "read rode sat shot shut sank slept spoke stole swam taught thought threw told understood wore"
        )
        for place, token in enumerate(view.row[start:end])
    )


def _span(view: View, start: int, end: int) -> Span:
    return Span(view.row[start].start, view.row[end - 1].end)


def reported(view: View, cue: Cue, *, quoted: bool = True) -> list[Span]:
    """Return the reported clause of a cue: one span, two when the cue interrupts it, none when there is none.

    Objects such as "called it “a gift”" count only with ``quoted`` words in them.
    """
    tokens = view.row
    if cue.form == "according":
        if cue.starts is not None and cue.ends is not None and cue.ends - cue.starts >= 2:
            return [_span(view, cue.starts, cue.ends)]
        return _front(view, cue, need=2)
    if cue.lemma not in _SPEECH:
        if (
            quoted
            and cue.starts is not None
            and cue.ends is not None
            and cue.ends > cue.starts
            and any(t.kind == "q" for t in tokens[cue.starts : cue.ends])
        ):
            return [_span(view, cue.starts, cue.ends)]
        return []
    if cue.starts is not None and cue.ends is not None:
        if cue.how in {"that", "zero", "infinitive"} and cue.ends - cue.starts >= 2:
            return [_span(view, cue.starts, _without_occasion(view, cue.starts, cue.ends))]
        if (
            cue.how == "wh"
            and cue.lemma in {"say", "ask", "tell", "explain", "wonder", "inquire", "reveal", "disclose"}
            and cue.ends - cue.starts >= 3
        ):
            return [_span(view, cue.starts, cue.ends)]
        if cue.how == "colon" and cue.ends - cue.starts >= 3:
            return [_span(view, cue.starts, cue.ends)]
        if cue.lemma == "deny" and cue.how == "object" and not quoted and _denied(view, cue.starts, cue.ends):
            return [_span(view, cue.starts, cue.ends)]
        if quoted and cue.how == "object" and any(t.kind == "q" for t in tokens[cue.starts : cue.ends]):
            return [_span(view, cue.starts, cue.ends)]
        return []
    return _front(view, cue, need=3)


def _without_occasion(view: View, start: int, end: int) -> int:
    """Leave out the occasion at the end of what was said: ", in a statement on Monday"."""
    row = view.row
    for place in range(end - 2, max(start + 2, end - 16), -1):
        if row[place].text == ",":
            told = row[place + 1].low in {"in", "at", "during"} and row[place + 2].low in DETERMINERS
            occasion = any(token.low in _REMARKS for token in row[place + 2 : min(place + 6, end)])
            verbal = any(is_verbal(token) for token in row[place:end])
            return place if told and occasion and not verbal else end
    return end


def _denied(view: View, start: int, end: int) -> bool:
    """Whether what was denied is a charge and not a favour: "denied negligence", not "denied him entry"."""
    first = view.row[start]
    named = first.capital or first.low in {
        "him",
        "her",
        "them",
        "us",
        "me",
        "access",
        "entry",
        "permission",
        "bail",
    }
    return not named and first.low not in PEOPLE_NOUNS and end - start <= 12


def _front(view: View, cue: Cue, need: int) -> list[Span]:
    if cue.front is None:
        return []
    start, end = cue.front
    while start < end and view.row[start].kind == "p" and view.row[start].text not in {"(", "["}:
        start += 1
    while end > start and view.row[end - 1].text in {",", "—", "–"}:
        end -= 1
    if _interrupts(view, cue):
        last = len(view.row)
        while last and view.row[last - 1].text in {".", "?", "!"}:
            last -= 1
        rest = cue.finish + 1
        if last - rest >= 1 and end - start >= 1:
            return [_span(view, start, end), _span(view, rest, last)]
    first = view.row[start] if start < end else None
    closes = cue.lemma in _CLOSERS and end - start >= 5 and first is not None
    hangs = first is None or first.low in PREPOSITIONS | SUBORDINATORS or first.low.endswith("ing")
    clausal = closes and not hangs
    finite = cue.form == "according" or clausal or _finite(view, start, end)
    if end - start < need or not finite:
        return []
    return [_span(view, start, end)]
