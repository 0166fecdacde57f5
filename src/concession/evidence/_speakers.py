"""Resolve the subject of a cue to one person of the text, with the reason."""

from __future__ import annotations

from concession.evidence._cues import Cue
from concession.evidence._lexicon import DETERMINERS, DOCUMENTS, ORG_NOUNS, PREPOSITIONS, SUBORDINATORS
from concession.evidence._people import Person, Register, head_of
from concession.evidence._view import Phrase, View
from concession.evidence._word_sets import word_set

__all__ = ["Cast"]

_INDEFINITE = word_set("a an one two three four five six another some several many most few both all dozens")
_OF_SOMEBODY = word_set("statement post tweet message note letter email release thread article column text")
_CLAUSE_OPENERS = SUBORDINATORS | {",", "“”"}


class Cast:
    """The people of one text as its sentences are read in order."""

    def __init__(self, register: Register) -> None:
        self.register = register

    def resolve(self, view: View, phrase: Phrase, prefer: Person | None = None) -> tuple[Person | None, str]:
        """Return who a noun phrase means and why."""
        words = view.text(phrase.start, phrase.end)
        if phrase.kind == "pronoun":
            low = view.row[phrase.start].low
            person = self.register.pronoun(low, prefer)
            if person is None:
                return None, f"“{low}”: nobody before it fits"
            return person, f"“{low}” is {person.shown}, the last subject or speaker that fits"
        if phrase.kind == "name" and phrase.run is not None:
            person = self.register.find(phrase.run.name)
            if person is not None:
                if person.kind == "unknown" and len(person.name) > 1:
                    person.kind = "person"
                how = "is named" if person.shown == words else f"is the short name of {person.shown}"
                return person, f"“{words}” {how}"
        if phrase.kind == "epithet":
            person = self.register.subject or self.register.speaker
            if person is not None and person.kind in {"person", "unknown"}:
                return person, f"“{words}” is {person.shown}, of whom the text speaks"
        if phrase.kind == "pair":
            return Person(name=tuple(words.split()), kind="group"), f"“{words}” are named"
        after = view.run_at.get(phrase.end + 1)
        if after is not None and after.name and not after.role and view.row[phrase.end].text == ",":
            closed = after.end >= len(view.row) or view.row[after.end].kind != "w"
            person = self.register.find(after.name) if closed and not after.is_organisation else None
            if person is not None:
                return person, f"“{words}” is {person.shown}, named beside it"
        return self._office(view, phrase, words)

    def _office(self, view: View, phrase: Phrase, words: str) -> tuple[Person | None, str]:
        row = view.row
        start = phrase.start
        lead = row[start].low
        definite = lead not in _INDEFINITE
        capital_office = phrase.kind == "office"
        if lead in DETERMINERS:
            start += 1
        parts = [
            token.text[: len(token.low)] if token.possessive else token.text
            for token in row[start : phrase.end]
            if token.kind == "w"
        ]
        if not parts:
            return None, f"“{words}” names nobody"
        if not definite or (
            lead not in DETERMINERS and not capital_office and not row[phrase.start].possessive
        ):
            definite = False
        head, _ = head_of(parts)
        if head in DOCUMENTS and definite and head in _OF_SOMEBODY:
            owner = self.register.document_of
            if lead in {"his", "her"}:
                owner = self.register.pronoun("he" if lead == "his" else "she")
            elif row[phrase.start].possessive and phrase.start + 1 in view.run_end:
                owner = self.register.find(view.run_end[phrase.start + 1].name or (row[phrase.start].text,))
            if len(parts) > 1 and parts[0].lower() in ORG_NOUNS:
                owner = self.register.office(parts[:-1], definite=True)
            if owner is None:
                owner = self.register.office(parts, definite=True)
            return owner, f"“{words}” is that of {owner.shown}"
        shown = view.text(phrase.start + (lead in {"the", "a", "an"}), phrase.end)
        among = lead in {"one", "another"} and len(parts) > 2 and parts[0].lower() == "of"
        origin = self.register.office(parts[2:], definite=True) if among else None
        owners = [
            token.text[: len(token.low)]
            for token in row[phrase.start : phrase.end]
            if token.possessive and token.capital
        ]
        person = self.register.office(parts, definite=definite, shown=shown, owner=owners)
        person.origin = person.origin or (origin if origin is not person else None)
        if person.shown == " ".join(shown.split()):
            return person, f"“{words}” is not named in the text"
        return person, f"“{words}” is the office of {person.shown}"

    def before(self, view: View, at: int) -> Person | None:
        """Return the person who is the subject of an earlier clause of the sentence, before ``at``."""
        for run in view.runs:
            if run.start >= at:
                break
            if not run.name or run.is_organisation or view.row[run.end - 1].possessive:
                continue
            lead = view.row[run.start - 1].low if run.start else ","
            if lead in PREPOSITIONS - {"after", "before", "since", "until"}:
                continue
            if lead in _CLAUSE_OPENERS or lead in {"after", "before"}:
                person = self.register.find(run.name)
                if person is not None and person.kind in {"person", "unknown"}:
                    return person
        return None

    def speakers(self, view: View, found: list[Cue]) -> list[tuple[Person | None, str, Phrase | None]]:
        """Return the speaker of each cue of a sentence, in order, with the reason and the words used."""
        told: list[tuple[Person | None, str, Phrase | None]] = []
        for number, cue in enumerate(found):
            if cue.inherit or cue.subject is None:
                told.append(self._inherited(view, found, told, number))
                continue
            prefer = None
            if cue.subject.kind == "pronoun":
                prefer = self._nearby(view, found, told, number, cue.subject)
            person, why = self.resolve(view, cue.subject, prefer)
            told.append((person, why, cue.subject))
        return told

    def _nearby(
        self,
        view: View,
        found: list[Cue],
        told: list[tuple[Person | None, str, Phrase | None]],
        number: int,
        phrase: Phrase,
    ) -> Person | None:
        many = view.row[phrase.start].low in {"they", "it"}
        kinds = {"group", "organisation", "unknown"} if many else {"person", "unknown"}
        for earlier in range(number - 1, -1, -1):
            cue, person = found[earlier], told[earlier][0]
            if person is not None and person.kind in kinds and cue.starts is not None:
                return person
        if many:
            return None
        return self.before(view, phrase.start)

    def _inherited(
        self, view: View, found: list[Cue], told: list[tuple[Person | None, str, Phrase | None]], number: int
    ) -> tuple[Person | None, str, Phrase | None]:
        cue = found[number]
        outer = None
        for earlier in range(number):
            if found[earlier].form == "according":
                continue
            inside = (
                outer is not None
                and found[outer].starts is not None
                and (found[outer].ends or 0) > found[earlier].at
            )
            if not inside or (outer is not None and told[outer][0] is None):
                outer = earlier
        if outer is not None and told[outer][0] is not None:
            person = told[outer][0]
            return person, f"same subject as “{view.row[found[outer].at].text}”", told[outer][2]
        phrase = view.subject_of_clause(cue.at)
        if phrase is None:
            return None, "no subject in the sentence", None
        person, why = self.resolve(view, phrase, self.before(view, phrase.start))
        return person, f"subject of the sentence; {why}", phrase
