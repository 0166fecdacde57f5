"""The tokens of one sentence with its names and days, and the noun phrases that end at a place."""

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
from concession.evidence._names_in import Run, runs
from concession.evidence._tokens import Token
from concession.evidence._word_sets import word_set

__all__ = ["Phrase", "Phrases", "is_adverb", "is_verbal"]

_SUBJECT_PRONOUNS = frozenset({"he", "she", "they", "it"})
_AMONG = frozenset(
    {"one", "some", "many", "most", "several", "both", "two", "three", "none", "few", "another"}
)
_ASIDES = word_set("who whose which where then now himself herself when as meanwhile however though too")
_PERSONAL = frozenset({"he", "she", "they", "it", "i", "we"})


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
class Phrases:
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
