"""Terms that move no money by themselves, typed so that drafts can be compared term by term.

Every one of their words carries its own evidence, as numbers do, and may have readings where sources
conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concession.clauses._clause import Clause, clause_kind
from concession.clauses._said import WordOf
from concession.deal import MapOf, Value, ValueOf, field_of

__all__ = [
    "Accession",
    "Board",
    "BuyerVeto",
    "Disclosure",
    "GoverningLaw",
    "Guarantee",
    "Lien",
    "Offtake",
    "OtherTerm",
    "ProjectPlan",
    "Purpose",
    "Reach",
    "Refusal",
    "TermAndExit",
]


def _word(doc: str) -> Value | None:
    found: Value | None = field_of(WordOf(), doc, default=None)
    return found


@clause_kind("board")
@dataclass(frozen=True, kw_only=True)
class Board(Clause):
    """Who governs, with how many seats and votes."""

    size: Value | None = field_of(ValueOf("any"), "How many members there are.", default=None)
    seats: Mapping[str, Value] = field_of(
        MapOf(ValueOf("any")), "How many of them each side appoints.", default={}
    )
    votes: Value | None = _word("How decisions are taken, and who can stop one.")
    manager: Value | None = _word("Who manages, or appoints who does.")
    committees: Mapping[str, Mapping[str, Value]] = field_of(
        MapOf(MapOf(ValueOf("any"))), "Committees, each with the members that each side appoints.", default={}
    )
    sanction: Value | None = _word("What a side loses when it does not perform.")


@clause_kind("governing_law")
@dataclass(frozen=True, kw_only=True)
class GoverningLaw(Clause):
    """Which law applies, where disputes go, and who is immune."""

    law: Value | None = _word("The law that governs.")
    forum: Value | None = _word("Where disputes are settled, and how.")
    form: Value | None = _word("The legal form, and where it is registered.")
    immunity: Value | None = _word("Who keeps or waives sovereign immunity.")
    binding: Value | None = _word("Whether it binds, and what it needs to enter into force.")


@clause_kind("term_and_exit")
@dataclass(frozen=True, kw_only=True)
class TermAndExit(Clause):
    """How long it lasts, and how a side may leave."""

    duration: Value | None = _word("How long it lasts.")
    review: Value | None = _word("When it is reviewed.")
    leaving: Value | None = _word("How a side may leave, or dispose of its interest.")
    lock_up: Value | None = _word("For how long nothing is distributed or withdrawn.")


@clause_kind("right_of_first_refusal")
@dataclass(frozen=True, kw_only=True)
class Refusal(Clause):
    """Who may step into a deal before others."""

    exists: Value | None = field_of(
        WordOf(("yes", "no", "to negotiate only")), "Whether there is one.", default=None
    )
    holder: Value | None = _word("Who holds it.")
    covers: Value | None = _word("What it covers.")
    how: Value | None = _word("At which price, by when, on which terms.")


@clause_kind("offtake")
@dataclass(frozen=True, kw_only=True)
class Offtake(Clause):
    """Who may buy what is produced."""

    holder: Value | None = _word("Who may buy.")
    covers: Value | None = _word("What is covered.")
    price: Value | None = _word("At which price.")
    how: Value | None = _word("With which priority.")


@clause_kind("lien")
@dataclass(frozen=True, kw_only=True)
class Lien(Clause):
    """What secures whose claim."""

    holder: Value | None = _word("Whose claim is secured.")
    on: Value | None = _word("On what.")


@clause_kind("buyer_veto")
@dataclass(frozen=True, kw_only=True)
class BuyerVeto(Clause):
    """To whom may not be sold, or who may not benefit."""

    holder: Value | None = _word("Who may object.")
    against: Value | None = _word("Against whom.")


@clause_kind("security_guarantee")
@dataclass(frozen=True, kw_only=True)
class Guarantee(Clause):
    """What security is promised, by whom: a party of the deal or a third one. It is not valued."""

    by: Value | None = _word("Who promises; `nobody` where nothing is promised.")
    to: Value | None = _word("To whom.")
    what: Value | None = _word("What is promised, in which words.")


@clause_kind("accession")
@dataclass(frozen=True, kw_only=True)
class Accession(Clause):
    """What gives way when the deal conflicts with joining a union or with other obligations."""

    rule: Value | None = _word("What happens in a conflict.")
    toward: Value | None = _word("With which union, institution or creditor.")


@clause_kind("disclosure")
@dataclass(frozen=True, kw_only=True)
class Disclosure(Clause):
    """Who must tell or show whom what, and by when."""

    who: Value | None = _word("Who must tell or open its books.")
    to: Value | None = _word("To whom.")
    what: Value | None = _word("What.")
    by: Value | None = _word("By when, or how often.")


@clause_kind("purpose")
@dataclass(frozen=True, kw_only=True)
class Purpose(Clause):
    """What the deal says it is for; an aim is no obligation."""

    aim: Value | None = _word("The aim.")
    until: Value | None = _word("Until when or what.")
    multiple: Value | None = field_of(
        ValueOf("any"), "A stated multiple, such as investment for each dollar put in.", default=None
    )


@clause_kind("reach")
@dataclass(frozen=True, kw_only=True)
class Reach(Clause):
    """What the deal covers: resources, infrastructure, ownership, what is left out."""

    resources: Value | None = _word("Which resources.")
    infrastructure: Value | None = _word("Which infrastructure.")
    ownership: Value | None = _word("State, private or all owners.")
    excluded: Value | None = _word("What is left out.")
    changed: Value | None = _word("How the list can change.")


@clause_kind("project_plan")
@dataclass(frozen=True, kw_only=True)
class ProjectPlan(Clause):
    """For each project whether it is built under this draft, and who finances it."""

    built: Mapping[str, Value] = field_of(MapOf(WordOf()), "By project, whether and when it is built.")
    financed_by: Mapping[str, Value] = field_of(MapOf(WordOf()), "By project, who finances it.", default={})


@clause_kind("other_term")
@dataclass(frozen=True, kw_only=True)
class OtherTerm(Clause):
    """A term of no other kind, in words."""

    says: Mapping[str, Value] = field_of(MapOf(WordOf()), "By a short name, what the term says.")
