"""One sentence with what the rules ask of it: its tokens, names, days, and who can be a subject where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from concession.evidence._days import DayWords, day_words
from concession.evidence._lexicon import (
    ADVERBS,
    AUXILIARIES,
    CUE_FORMS,
    DETERMINERS,
    DOCUMENTS,
    NEGATIONS,
    ORG_WORDS,
    PEOPLE_NOUNS,
    PREPOSITIONS,
    SUBORDINATORS,
    WEEKDAYS,
)
from concession.evidence._names_in import Run, appositive, runs
from concession.evidence._tokens import Token
from concession.evidence._word_sets import word_set

__all__ = ["Phrase", "View", "is_adverb", "is_verbal"]

_SUBJECT_PRONOUNS = frozenset({"he", "she", "they", "it"})
_AMONG = frozenset(
    {"one", "some", "many", "most", "several", "both", "two", "three", "none", "few", "another"}
)
_ASIDES = word_set("who whose which where then now himself herself when as meanwhile however though too")
_PERSONAL = frozenset({"he", "she", "they", "it", "i", "we"})
_DASHES = frozenset({"—", "–", "--", "-"})


class Phrase(NamedTuple):
    """A noun phrase: its tokens and whether it is a name, an office, a pronoun or other nouns."""

    start: int
    end: int
    kind: str
    run: Run | None = None


def is_adverb(token: Token) -> bool:
    """Whether a word only colours a verb."""
    low = token.low
    return token.kind == "w" and (
        low in ADVERBS or (low.endswith("ly") and not token.capital and len(low) > 4)
    )


def is_verbal(token: Token) -> bool:
    """Whether a word is sure to be a finite verb or a part of one."""
    return token.kind == "w" and (
        token.low in AUXILIARIES or token.low in NEGATIONS or token.low in {"do", "does", "did"}
    )


@dataclass(slots=True)
class View:
    """The tokens of a sentence with its runs of names and words for days."""

    row: Sequence[Token]
    body: str
    common: frozenset[str]
    runs: list[Run] = field(init=False)
    run_at: dict[int, Run] = field(init=False)
    run_end: dict[int, Run] = field(init=False)
    days: list[DayWords] = field(init=False)
    day_at: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.runs = runs(self.row, self.common)
        self.run_at = {run.start: run for run in self.runs}
        self.run_end = {run.end: run for run in self.runs}
        self.days = self._days()
        self.day_at = {}
        starts = {token.start: index for index, token in enumerate(self.row)}
        ends = {token.end: index + 1 for index, token in enumerate(self.row)}
        for one in self.days:
            begin = starts.get(one.start)
            if begin is None:
                continue
            finish = ends.get(one.end)
            if finish is None:
                finish = next(
                    (i for i in range(begin, len(self.row)) if self.row[i].start >= one.end), len(self.row)
                )
            self.day_at[begin] = finish

    def _days(self) -> list[DayWords]:
        """Return the words for days outside quotations, in places of the body."""
        if not self.row:
            return []
        found: list[DayWords] = []
        at = self.row[0].start
        for token in self.row:
            if token.kind == "q":
                found.extend(day_words(self.body[at : token.start], at))
                at = token.end
        found.extend(day_words(self.body[at : self.row[-1].end], at))
        return found

    def text(self, start: int, end: int) -> str:
        """Return the body's characters under some tokens."""
        if start >= end:
            return ""
        return self.body[self.row[start].start : self.row[end - 1].end]

    # Noun phrases before a place -----------------------------------------------------------------------

    def phrase_ending(self, last: int) -> Phrase | None:
        """Return the noun phrase whose last token is ``last``."""
        token = self.row[last]
        if token.kind != "w":
            return None
        if token.low in _SUBJECT_PRONOUNS:
            return Phrase(last, last + 1, "pronoun")
        run = self.run_end.get(last + 1)
        if run is not None and not self.row[run.end - 1].possessive:
            owned = run.start > 0 and self.row[run.start - 1].possessive and len(run.name) == 1
            if not (owned and run.name[0].lower() in ORG_WORDS):
                return self._with_owner(run)
        if (
            token.possessive
            or token.low in PREPOSITIONS
            or token.low in SUBORDINATORS
            or token.low
            in DETERMINERS - word_set("another both some many several others one two all most few")
        ):
            return None
        return self._nouns_ending(last)

    def _with_owner(self, run: Run) -> Phrase:
        """Take an owner and a determiner before an office: "the company's Director"."""
        start = run.start
        kind = "office" if run.is_role else "name"
        if run.is_role:
            while (
                start
                and self.row[start - 1].kind == "w"
                and (self.row[start - 1].low in DETERMINERS or self.row[start - 1].possessive)
            ):
                start -= 1
                if self.row[start].low in DETERMINERS:
                    break
        elif start > 1 and self.row[start - 1].low in {"of", "for", "at", "from", "with"}:
            # "a spokesman for Acme": the human noun before the name is who speaks.
            wider = self._nouns_ending(run.end - 1)
            if wider is not None and wider.start < run.start and self._human(wider.start, wider.end):
                return wider
        elif start > 1 and self.row[start - 1].text == "and" and self.run_end.get(start - 1):
            return Phrase(self.run_end[start - 1].start, run.end, "pair", run)
        return Phrase(start, run.end, kind, run)

    def _nouns_ending(self, last: int) -> Phrase | None:
        at = last
        while at >= 0 and last - at < 16 and not self._stops(at, inside=at < last):
            token = self.row[at]
            if token.low in DETERMINERS or token.possessive:
                at = self._before_determiner(at, last)
                if at < 0 or not (
                    (self.row[at].low in PREPOSITIONS and self._linked(at)) or self.row[at].low in DETERMINERS
                ):
                    break
                at -= self.row[at].low in PREPOSITIONS
                continue
            at -= 1
        if at > 1 and self.row[at].low == "by":
            made = self._maker(at)
            if made is not None:
                return made
        start = self._trimmed(at + 1, last)
        return Phrase(start, last + 1, "nouns") if start <= last else None

    def _stops(self, at: int, *, inside: bool) -> bool:
        """Whether a noun phrase cannot reach back over a token."""
        token = self.row[at]
        if token.kind != "w" or is_verbal(token) or token.low in SUBORDINATORS or token.low in _PERSONAL:
            return True
        if inside and not token.capital and token.low in CUE_FORMS and CUE_FORMS[token.low].tense == "past":
            return True
        return token.low in PREPOSITIONS and not self._linked(at)

    def _before_determiner(self, at: int, last: int) -> int:
        """Return the place before a determiner or owner: "the prime minister's"."""
        token = self.row[at]
        at -= 1
        if token.possessive and token.low not in DETERMINERS and at >= 0:
            run = self.run_end.get(at + 2)
            if run is not None:
                at = run.start - 1
            else:
                while at >= 0 and last - at < 16 and self._narrows(at):
                    at -= 1
            if at >= 0 and self.row[at].low in DETERMINERS:
                at -= 1
        return at

    def _trimmed(self, start: int, last: int) -> int:
        """Leave out the prepositions, adverbs and days before a noun phrase."""
        while start < last:
            token = self.row[start]
            coloured = is_adverb(token) and token.low not in {"both", "all"}
            if not (token.low in PREPOSITIONS or token.low in WEEKDAYS or coloured):
                break
            start += 1
        for begin, end in self.day_at.items():
            if begin <= start < end <= last:
                start = end
        return start

    def _maker(self, by: int) -> Phrase | None:
        """Return the paper in "a paper published last year by two biologists": the paper speaks."""
        for index in range(by - 1, max(0, by - 7), -1):
            low = self.row[index].low
            if self.row[index].kind != "w":
                return None
            if low.endswith("ed") or low in {"written", "seen", "made", "led", "drawn"}:
                return (
                    self._nouns_ending(index - 1)
                    if self.row[index - 1].low in DOCUMENTS | PEOPLE_NOUNS
                    else None
                )
        return None

    def _narrows(self, at: int) -> bool:
        """Whether a lower-case word can stand between a determiner and an owner: "the prime minister's"."""
        token = self.row[at]
        closed = token.low in DETERMINERS or token.low in PREPOSITIONS or token.low in SUBORDINATORS
        return token.kind == "w" and not (
            closed or is_verbal(token) or token.low in CUE_FORMS or is_adverb(token)
        )

    def _linked(self, at: int) -> bool:
        """Whether a preposition ties its noun to a human noun before it: "a spokesman for the mine"."""
        if at < 1 or self.row[at - 1].kind != "w":
            return False
        before = self.row[at - 1]
        low = before.low
        if self.row[at].low == "of" and low in word_set(
            "one some many most several both none all two three few"
        ):
            return True
        if low in {
            "familiar",
            "close",
            "briefed",
            "involved",
            "according",
            "involving",
            "knowledge",
            "informed",
        }:
            return True
        return self.row[at].low in word_set("of for with at from in to on inside near within") and (
            low in PEOPLE_NOUNS or low in DOCUMENTS or before.low.removesuffix("s") in PEOPLE_NOUNS
        )

    def _human(self, start: int, end: int) -> bool:
        return any(
            token.low in PEOPLE_NOUNS or token.low.removesuffix("s") in PEOPLE_NOUNS
            for token in self.row[start : min(end, start + 6)]
        )

    def head_before(self, at: int) -> Phrase | None:
        """Return the noun phrase that a comma or dash before ``at`` interrupted: "Roe, the chair, said"."""
        return self._named_between(at) or self._before_relative(at) or self._before_aside(at)

    def _named_between(self, at: int) -> Phrase | None:
        """Read "The mine's director, Jane Roe, said": the name stands in the parenthesis."""
        run = self.run_end.get(at)
        closer = self.row[at].text
        if run is None or not run.name or run.start < 2:
            return None
        if self.row[run.start - 1].text == closer and (run.role or appositive(self.row, run, self.runs)):
            return Phrase(run.start, run.end, "name", run)
        # "The first witness, deckhand Ana Ruiz, said": a calling that no list knows.
        calling = self.row[run.start - 1]
        plain = calling.kind == "w" and not calling.capital and not is_verbal(calling) and len(run.name) > 1
        if plain and self.row[run.start - 2].text == closer:
            return Phrase(run.start, run.end, "name", run)
        return None

    def _before_relative(self, at: int) -> Phrase | None:
        """Read "The firm, which runs the mine, one of three, said": the relative clause holds the rest."""
        for index in range(max(1, at - 60), at - 1):
            relative = self.row[index + 1].low in {"who", "which", "whose"}
            if relative and self.row[index].text == self.row[at].text:
                phrase = self.phrase_ending(index - 1)
                if phrase is not None and not any(one.kind == "q" for one in self.row[index:at]):
                    return phrase
        return None

    def _before_aside(self, at: int) -> Phrase | None:
        tried = 0
        closer = self.row[at].text
        for index in range(at - 1, max(-1, at - 60), -1):
            text = self.row[index].text
            if self.row[index].kind == "q" or text in {";", ":"}:
                return None
            if text != closer and not (closer in _DASHES and text in _DASHES):
                continue
            tried += 1
            if tried > 6 or index == 0:
                return None
            phrase = self.phrase_ending(index - 1) if self._opens_aside(index) else None
            if phrase is None or self._hangs(phrase.start):
                continue
            if phrase.kind in {"name", "office"} or self._human(phrase.start, phrase.end):
                return phrase
        who = next((i for i in range(at - 1, max(0, at - 60), -1) if self.row[i].low == "who"), None)
        return self.phrase_ending(who - 1) if who else None

    def _hangs(self, start: int) -> bool:
        """Whether a noun phrase belongs to a preposition: "head of the authority"."""
        if start and self.row[start - 1].low in DETERMINERS:
            start -= 1
        return start > 0 and self.row[start - 1].low in PREPOSITIONS

    def _opens_aside(self, comma: int) -> bool:
        """Whether the words after a comma interrupt the clause rather than go on with it."""
        after = self.row[comma + 1]
        return self.row[comma - 1].kind == "w" and (
            after.low in _ASIDES
            or after.low in DETERMINERS
            or after.low in PEOPLE_NOUNS
            or after.low.endswith(("ing", "ed"))
            or after.text.isdigit()
            or after.low in PREPOSITIONS
            or after.possessive
            or appositive_begins(self, comma)
        )

    def subject_of_clause(self, before: int) -> Phrase | None:
        """Return the subject that begins the sentence, after any opening phrase and its comma."""
        candidates = [0]
        for index in range(min(before, 60)):
            if (
                self.row[index].text == ","
                or self.row[index].kind == "q"
                or self.row[index].low in {"and", "but"}
            ):
                candidates.append(index + 1)
        for begin in candidates:
            phrase = self.phrase_starting(begin)
            if phrase is not None and phrase.end <= before:
                return phrase
        return None

    # Noun phrases after a place ------------------------------------------------------------------------

    def phrase_starting(self, first: int) -> Phrase | None:
        """Return the noun phrase that begins at a token, as far as its words are sure to belong to it."""
        row = self.row
        while first < len(row) and is_adverb(row[first]) and row[first].low != "both":
            first += 1
        if first >= len(row) or row[first].kind != "w" or first in self.day_at:
            return None
        token = row[first]
        if token.low in PREPOSITIONS or token.low in SUBORDINATORS:
            return None
        if token.low in _SUBJECT_PRONOUNS:
            return Phrase(first, first + 1, "pronoun")
        run = self.run_at.get(first)
        if run is not None and not row[run.end - 1].possessive:
            return self._named_from(run)
        if token.low in _AMONG and first + 2 < len(row) and row[first + 1].low == "of":
            inner = self.phrase_starting(first + 2)
            if inner is not None:
                return Phrase(first, inner.end, "nouns")
        determined = token.low in DETERMINERS or run is not None or token.possessive or token.capital
        if not determined and not self._noun_follows(first):
            # "senior officials": an adjective or two before a human noun.
            ahead = any(self._noun_follows(i) for i in range(first + 1, min(first + 4, len(row))))
            if not ahead or is_verbal(token):
                return None
        return self._nouns_from(first, run)

    def _named_from(self, run: Run) -> Phrase:
        end = run.end
        while end < len(self.row) and self._noun_follows(end):
            end += 1
        if end > run.end:
            return Phrase(run.start, self._tail(end), "nouns")
        return Phrase(run.start, run.end, "office" if run.is_role else "name", run)

    def _nouns_from(self, first: int, run: Run | None) -> Phrase | None:
        row = self.row
        end = run.end if run is not None else first + 1
        found = run is None and self._noun_follows(first)
        while end < len(row) and end - first < 10:
            word = row[end]
            if word.low in PREPOSITIONS or self._stops(end, inside=True):
                break
            noun = self._noun_follows(end)
            if found and not noun and not word.capital:
                break
            found = found or noun
            end += 1
            ahead = self.run_at.get(end)
            if ahead is not None and ahead.name and not ahead.role and found:
                break
        inner = self.run_end.get(end)
        if inner is not None and inner.name and (inner.role or inner.honorific) and inner.start >= first:
            return Phrase(inner.start, end, "name", inner)
        tail = self._tail(end)
        if inner is not None and inner.is_role and inner.start <= first + 1 and tail == end:
            return Phrase(first, end, "office", inner)
        known = found or self._human(first, end) or (inner is not None and inner.is_role)
        return Phrase(first, tail, "nouns") if known else None

    def _noun_follows(self, at: int) -> bool:
        low = self.row[at].low
        known = low in PEOPLE_NOUNS or low in DOCUMENTS or low.endswith("-year-old")
        return self.row[at].kind == "w" and known and not self.row[at].possessive

    def _tail(self, end: int) -> int:
        """Take "for the mine" and "familiar with the talks" after a human noun."""
        limit = len(self.row)
        steps = 0
        while end + 1 < limit and steps < 4:
            low = self.row[end].low
            link = (
                low in word_set("of for with from close familiar briefed involved at")
                and end not in self.day_at
            )
            if not link:
                break
            at = end + 1
            while at < limit and self.row[at].kind == "w" and at - end < 7:
                word = self.row[at]
                if at in self.day_at or is_verbal(word) or word.low in SUBORDINATORS - {"and"}:
                    break
                if word.low in PREPOSITIONS and at > end + 1:
                    break
                if word.low in CUE_FORMS and CUE_FORMS[word.low].tense == "past" and not word.capital:
                    break
                if word.low in {"he", "she", "they", "it"}:
                    break
                at += 1
            if at == end + 1:
                break
            end = at
            steps += 1
        return end


def appositive_begins(view: View, comma: int) -> bool:
    """Whether the words after a comma tell the office of the name before it."""
    run = view.run_end.get(comma)
    return run is not None and appositive(view.row, run, view.runs) is not None
