"""How far the words reach that a verb of speech reports: to the next verb of speech, or back to the start."""

from __future__ import annotations

from concession.evidence._cue import Cue
from concession.evidence._lexicon import DETERMINERS
from concession.evidence._names_in import appositive
from concession.evidence._view import View, is_adverb

__all__ = ["cut"]

_TOLD_BY_PAPERS = frozenset({"report", "write", "state", "announce"})


def cut(view: View, found: list[Cue]) -> None:
    """End each complement where the next cue of its sentence begins, and find the clauses before cues."""
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
            or (row[before].low in {"and", "while", "before", "by"} and other.how not in {"none", "object"})
            else None
        )
    if other.form == "according":
        return other.at
    if other.starts is None and other.front is None and other.lemma not in {"say", "add", "tell"}:
        return _tail_comma(view, other)
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


def _tail_comma(view: View, cue: Cue) -> int | None:
    """Return the comma before an attribution that ends the sentence: ", the Gazette reported on Monday"."""
    if cue.subject is None or cue.form != "plain" or cue.lemma not in _TOLD_BY_PAPERS:
        return None
    comma = cue.subject.start - 1
    comma -= comma > 0 and view.row[comma].low in DETERMINERS
    rest = cue.at + 1
    while rest < len(view.row) and (rest in view.day_at or view.row[rest].kind == "p"):
        rest = view.day_at.get(rest, rest + 1)
    return comma if comma > 0 and view.row[comma].text == "," and rest >= len(view.row) else None


def _front(view: View, cue: Cue) -> tuple[int, int] | None:
    """Return the clause before a cue that closes or interrupts it: "The mine, she said, would open"."""
    row = view.row
    begin = cue.at if cue.subject is None or cue.form == "inverted" else min(cue.at, cue.subject.start)
    if begin > 2 and row[begin - 1].low == "the":
        begin -= 1  # "the Gazette": the article is no part of the name
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
