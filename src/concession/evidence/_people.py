"""Who is who in one text: names, short names, offices and pronouns resolved to one person.

Two passes: the first collects every name of the text, so that "Moss" finds the full name wherever it
stands; the second follows the text in order and keeps who was last the subject and who last spoke.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from concession.evidence._lexicon import (
    DOCUMENTS,
    GENDERED,
    HONORIFICS,
    LEADERS,
    ORG_NOUNS,
    ORG_WORDS,
    PEOPLE_NOUNS,
    PREPOSITIONS,
    ROLE_NOUNS,
)
from concession.evidence._names import gender_of_name
from concession.evidence._names_in import Run
from concession.evidence._word_sets import word_set

__all__ = ["Person", "Register"]

_HEADS = {
    "advisor": "adviser", "spokeswoman": "spokesman", "spokesperson": "spokesman", "chairman": "chair",
    "chairwoman": "chair", "chairperson": "chair", "ceo": "executive", "councilor": "councillor",
    "organizer": "organiser", "vice-president": "president",
    "congresswoman": "congressman", "attorney": "lawyer",
    "councilwoman": "councillor", "prof": "professor", "gen": "general", "sen": "senator", "gov": "governor",
    "rep": "representative", "col": "colonel", "capt": "captain", "lt": "lieutenant", "sgt": "sergeant",
    "supt": "superintendent", "mp": "lawmaker", "legislator": "lawmaker", "premier": "premier",
}  # fmt: skip
_PLAIN = word_set("the a an his her its their our former then new late current outgoing ex own same senior")
#: Words that make another office of the same noun.
_RANKS = frozenset(["prime", "deputy", "vice", "former", "assistant", "shadow", "junior", "first"])
_RECENT = 24


@dataclass(slots=True, eq=False)
class Person:
    """Somebody who may speak: a person, an organisation, an unnamed source or a document."""

    name: tuple[str, ...]
    kind: str = "person"
    roles: list[str] = field(default_factory=list)
    gender: str = ""
    full: bool = False
    origin: Person | None = None

    @property
    def shown(self) -> str:
        """The longest form of the name that the text gives."""
        return " ".join(self.name)

    @property
    def role(self) -> str:
        """The role as the text gives it first."""
        return self.roles[0] if self.roles else ""


def _fold(word: str) -> str:
    return word.lower().replace("’", "'").strip(".'")


def head_of(words: Sequence[str]) -> tuple[str, frozenset[str]]:
    """Return the head noun of an office or noun phrase, and the words that narrow it."""
    lowered = [_fold(word) for word in words]
    cut = next((n for n, low in enumerate(lowered) if low in PREPOSITIONS and n), len(lowered))
    core = [low for low in lowered[:cut] if low not in _PLAIN]
    if not core:
        return "", frozenset()
    at = len(core) - 1
    if core[at] in ORG_WORDS or core[at] in DOCUMENTS:
        return core[at], frozenset(word.removesuffix("'s") for word in core[:at])
    for index in range(len(core) - 1, -1, -1):
        if core[index] in ROLE_NOUNS or core[index] in _HEADS or core[index].rsplit("-", 1)[-1] in ROLE_NOUNS:
            at = index
            break
    head = _HEADS.get(core[at], core[at])
    if head == "chief" and "executive" in core:
        head = "executive"
    rest = [low.removesuffix("'s") for low in core[:at] + core[at + 1 :]]
    rest += [low for low in lowered[cut:] if low not in PREPOSITIONS and low not in _PLAIN]
    return head, frozenset(word for word in rest if word not in {"chief", "executive"})


class Register:
    """The people of one text, and who is spoken of at the present place in it."""

    def __init__(self) -> None:
        self._by_last: dict[str, list[Person]] = {}
        self._by_first: dict[str, list[Person]] = {}
        self._unnamed: dict[tuple[str, frozenset[str]], Person] = {}
        self._with_role: dict[str, list[Person]] = {}
        self.recent: list[Person] = []
        self.subject: Person | None = None
        self.speaker: Person | None = None
        self.group: Person | None = None
        self.document_of: Person | None = None

    # Collecting -------------------------------------------------------------------------------------

    def collect(self, found: Iterable[tuple[Run, str]]) -> None:
        """Note the names of a text: longer names first, so that short names find them."""
        noted = [(run, role) for run, role in found if run.name]
        for run, role in sorted(noted, key=lambda one: len(one[0].name) < 2):
            person = self.find(run.name) or self._add(run)
            if len(run.name) == 1 and len(person.name) > 1 and person.kind == "unknown":
                person.kind = "person"  # a full name and its short form: somebody, not somewhere
            self.note(person, run, role)

    def note(self, person: Person, run: Run, appositive: str) -> None:
        """Add to a person what a mention tells: a role, a gender, a fuller name."""
        given = [" ".join(run.role)] if run.role else []
        for role in [*given, *([appositive] if appositive else [])]:
            if role not in person.roles:
                person.roles.append(role)
                head, _ = head_of(role.split())
                rows = self._with_role.setdefault(head, [])
                if person not in rows:
                    rows.append(person)
                for word in role.lower().split():
                    person.gender = person.gender or GENDERED.get(word, "")
            if person.kind == "unknown":
                person.kind = "person"
        if run.honorific:
            person.gender = HONORIFICS[run.honorific] or person.gender
            person.kind = "person"
        if len(run.name) > len(person.name):
            person.name = run.name
            self._index(person)
        if person.kind != "organisation":
            person.gender = person.gender or gender_of_name(person.name)

    def _add(self, run: Run) -> Person:
        kind = "organisation" if run.is_organisation else "unknown"
        if run.role or run.honorific or (len(run.name) > 1 and gender_of_name(run.name)):
            kind = "person"
        person = Person(name=run.name, kind=kind, full=len(run.name) > 1)
        self._index(person)
        return person

    def _index(self, person: Person) -> None:
        words = [_fold(word) for word in person.name]
        for table, key in ((self._by_last, words[-1]), (self._by_first, words[0])):
            rows = table.setdefault(key, [])
            if person not in rows[-_RECENT:]:
                rows.append(person)

    # Finding ----------------------------------------------------------------------------------------

    def find(self, name: tuple[str, ...]) -> Person | None:
        """Return the person that a full or short name means, the latest spoken of where several do."""
        words = [_fold(word) for word in name]
        same_last = self._by_last.get(words[-1], [])[-_RECENT:]
        if len(words) > 1:
            for person in reversed(same_last):
                known = [_fold(word) for word in person.name]
                if (
                    known == words
                    or known == words[-1:]
                    or known[-len(words) :] == words
                    or words[-len(known) :] == known
                    or (known[0] == words[0] and known[-1] == words[-1])
                ):
                    return person
                if len(known) > 1 and known[0][:1] == words[0][:1] and 1 in (len(known[0]), len(words[0])):
                    return person
            return self._spelled_alike(words)
        candidates = same_last + [
            p for p in self._by_first.get(words[0], [])[-_RECENT:] if len(p.name) > 1 and p not in same_last
        ]
        if not candidates:
            return self._variant(words[0])
        for person in reversed(self.recent):
            if person in candidates:
                return person
        return candidates[0]

    def _spelled_alike(self, words: list[str]) -> Person | None:
        """Find the same given name with a surname spelled a little differently."""
        for person in self._by_first.get(words[0], [])[-_RECENT:]:
            if len(person.name) > 1 and _alike(_fold(person.name[-1]), words[-1]):
                return person
        return None

    def _variant(self, word: str) -> Person | None:
        for person in reversed(self.recent[-_RECENT:]):
            if person.kind == "person" and len(person.name) > 1 and _alike(_fold(person.name[-1]), word):
                return person
        return None

    def office(
        self, words: Sequence[str], *, definite: bool, shown: str = "", owner: Sequence[str] = ()
    ) -> Person:
        """Return who holds an office or is meant by a noun phrase: "the minister", "a senior official".

        ``owner`` are words that may be left out of a role: the country of "the country's president".
        """
        loose = frozenset(_fold(word) for word in owner)
        head, narrow = head_of(words)
        if definite and head.endswith("-year-old"):
            meant = self.pronoun("")
            if meant is not None:
                return meant
        if definite:
            heads = [head, *(sorted(LEADERS) if head == "leader" else ())]
            best: tuple[int, int, Person] | None = None
            for one in heads:
                for person in self._with_role.get(one, ())[-_RECENT:]:
                    fit = max((_fit(role, narrow, loose) for role in person.roles), default=-1)
                    recent = self.recent.index(person) if person in self.recent else -1
                    if fit >= 0 and (best is None or (fit, recent) > best[:2]):
                        best = (fit, recent, person)
            if best is not None:
                return best[2]
            only = self._with_role.get(head, ())
            if len(only) == 1 and not narrow & _RANKS and _plain_office(only[0], head):
                return only[0]
            for (known, more), person in reversed(self._unnamed.items()):
                if known == head and narrow <= more:
                    return person
        key = (head, narrow)
        if definite and key in self._unnamed:
            return self._unnamed[key]
        person = Person(name=tuple((shown or " ".join(words)).split()), kind=_kind_of(head))
        person.gender = GENDERED.get(words[-1].lower(), "") if words else ""
        self._unnamed.pop(key, None)
        self._unnamed[key] = person
        if len(self._unnamed) > 2 * _RECENT:
            del self._unnamed[next(iter(self._unnamed))]
        return person

    def pronoun(self, word: str, prefer: Person | None = None) -> Person | None:
        """Return who "he", "she", "they" or "it" is: the last subject that fits, then the last spoken of."""
        if word in {"they", "it"}:
            plural = word == "they"
            wanted = {"group", "organisation", "document", "unknown"}
            order = [prefer, self.group, self.subject, self.speaker, *reversed(self.recent)]
            for person in order:
                if person is not None and person.kind in wanted and (plural or person.kind != "group"):
                    return person
            return self.speaker if plural else None
        gender = {"he": "m", "she": "f"}.get(word, "")
        order = [prefer, self.subject, self.speaker, *reversed(self.recent)]
        acted = {id(one) for one in (prefer, self.subject, self.speaker) if one is not None}
        fitting = [
            p
            for p in order
            if p is not None
            and p.gender in {gender, ""}
            and (p.kind == "person" or (p.kind == "unknown" and id(p) in acted))
        ]
        if not fitting:
            return None
        first = fitting[0]
        if first.kind == "unknown" and not first.full:
            # A bare unknown name may be a place or firm: prefer a known person.
            first = next((p for p in fitting if p.kind == "person"), first)
        if gender and not first.gender:
            first.gender = gender
            first.kind = "person"
        return first

    # Following the text -----------------------------------------------------------------------------

    def mention(self, person: Person) -> None:
        """Note that somebody is spoken of here."""
        if person in self.recent:
            self.recent.remove(person)
        self.recent.append(person)
        if len(self.recent) > _RECENT:
            del self.recent[0]

    def acts(self, person: Person) -> None:
        """Note that somebody is the subject of a sentence here."""
        self.mention(person)
        self.subject = person
        if person.kind in {"group", "organisation"}:
            self.group = person

    def speaks(self, person: Person) -> None:
        """Note that somebody speaks here."""
        self.acts(person)
        if person.kind == "unknown" and len(person.name) > 1:
            person.kind = "person"
        self.speaker = person
        if person.kind != "document":
            self.document_of = person


def _alike(one: str, other: str) -> bool:
    if len(one) < 5 or len(other) < 5 or one[:3] != other[:3] or max(len(one), len(other)) > 40:
        return False
    return difflib.SequenceMatcher(None, one, other).ratio() >= 0.85


def _fit(role: str, narrow: frozenset[str], loose: frozenset[str] = frozenset()) -> int:
    """Return how well a role answers to narrowing words; -1 when one of them is foreign to it."""
    _, known = head_of(role.split())
    if not known and narrow <= loose:
        return 0
    if not narrow <= known:
        return -1
    return len(narrow & known)


def _plain_office(person: Person, head: str) -> bool:
    """Whether somebody's office of this noun stands without narrowing words: "Minister Ana Ruiz"."""
    told = [head_of(role.split()) for role in person.roles]
    return all(not narrow for one, narrow in told if one == head)


def _kind_of(head: str) -> str:
    if head in DOCUMENTS:
        return "document"
    if head in ORG_WORDS or head in ORG_NOUNS:
        return "organisation"
    if head.endswith("s") and (head in PEOPLE_NOUNS or head[:-1] in PEOPLE_NOUNS or head not in ROLE_NOUNS):
        return "group"
    return "person"
