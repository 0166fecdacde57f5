"""One sentence with what the rules ask of it: its tokens, names, days, and who can be a subject where."""

from __future__ import annotations

from dataclasses import dataclass

from concession.evidence._lexicon import (
    CUE_FORMS,
    DETERMINERS,
    DOCUMENTS,
    PEOPLE_NOUNS,
    PREPOSITIONS,
    SUBORDINATORS,
)
from concession.evidence._names_in import Run, appositive
from concession.evidence._phrases import Phrase, Phrases, is_adverb, is_verbal
from concession.evidence._word_sets import word_set

__all__ = ["Phrase", "View", "is_adverb", "is_verbal"]

_SUBJECT_PRONOUNS = frozenset({"he", "she", "they", "it"})
_AMONG = frozenset(
    {"one", "some", "many", "most", "several", "both", "two", "three", "none", "few", "another"}
)
_ASIDES = word_set("who whose which where then now himself herself when as meanwhile however though too")
_DASHES = frozenset({"—", "–", "--", "-"})


@dataclass(slots=True)
class View(Phrases):
    """A sentence with what the rules ask of it: who can be a subject before or after a place."""

    def head_before(self, at: int) -> Phrase | None:
        """Return the noun phrase that a comma or dash before ``at`` interrupted: "Roe, the chair, said"."""
        if at > 2 and self.row[at - 1].text == ")":
            # "the parent, Acme Holdings (Acme), said": a short name in brackets
            opener = next((i for i in range(at - 2, max(0, at - 8), -1) if self.row[i].text == "("), None)
            run = self.run_end.get(opener) if opener else None
            if run is not None and run.name and run.start > 1 and self.row[run.start - 1].text == ",":
                return Phrase(run.start, run.end, "name", run)
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
            phrase = self.phrase_ending(self._before_brackets(index)) if self._opens_aside(index) else None
            if phrase is None or self._hangs(phrase.start):
                continue
            if phrase.kind in {"name", "office"} or self._human(phrase.start, phrase.end):
                return phrase
        if closer in _DASHES:
            # "A group of senators working on it — led by two of them — said"
            opening = self.phrase_starting(0)
            if opening is not None and self._human(opening.start, opening.end):
                return opening
        who = next((i for i in range(at - 1, max(0, at - 60), -1) if self.row[i].low == "who"), None)
        return self.phrase_ending(who - 1) if who else None

    def _before_brackets(self, index: int) -> int:
        """Return the last token before a comma and any brackets before it: "Roe (Labour), a member, said"."""
        if self.row[index - 1].text != ")":
            return index - 1
        opener = next((i for i in range(index - 2, max(0, index - 10), -1) if self.row[i].text == "("), index)
        return max(opener - 1, 0)

    def _hangs(self, start: int) -> bool:
        """Whether a noun phrase belongs to a preposition: "head of the authority"."""
        if start and self.row[start - 1].low in DETERMINERS:
            start -= 1
        return start > 0 and self.row[start - 1].low in PREPOSITIONS

    def _opens_aside(self, comma: int) -> bool:
        """Whether the words after a comma interrupt the clause rather than go on with it."""
        after = self.row[comma + 1]
        return (self.row[comma - 1].kind == "w" or self.row[comma - 1].text == ")") and (
            after.low in _ASIDES
            or after.low in DETERMINERS
            or after.low in PEOPLE_NOUNS
            or after.low.endswith(("ing", "ed"))
            or after.text.isdigit()
            or (after.capital and "-" in after.text[1:3])  # a member's party and state: "R-Ohio"
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
            if found and word.low.endswith("ing") and not word.capital and not noun:
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
