"""Regimes as their files state them: what they cover, what not, how they changed, and by which sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from concession.deal import (
    Context,
    Dated,
    DateText,
    Id,
    ListOf,
    Mapping,
    Struct,
    Text,
    field_of,
    parse_tree,
    read_fields,
    read_sources,
    shown,
)
from concession.errors import ConcessionError, Problems, nearest
from concession.regimes._names import as_named

__all__ = ["MAIN_PRICE", "Change", "Regime", "in_force", "regime", "regimes"]

#: The last day for which the files say what the law is, as far as it was known when they were last read over.
KNOWN_UNTIL = date(2026, 12, 31)
#: What regimes write for the price of the main product, whatever a case calls it.
MAIN_PRICE = "MAIN_PRICE"
#: What a file says of itself; the rest is a draft.
_OWN = (
    "regime",
    "jurisdiction",
    "minerals",
    "until",
    "covers",
    "not_covered",
    "history",
    "sources",
    "exchange",
    "stabilisation",
)
_DRAFT = ("clauses", "source", "status", "note")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One step of a law's history: since when, and what it was."""

    since: Dated = field_of(DateText(), "Since when.")
    says: str = field_of(Text(), "What the law has said since.")
    sources: tuple[str, ...] = field_of(
        ListOf(Id("source")), "Where that was read.", default=(), key="source"
    )


@dataclass(frozen=True, kw_only=True)
class Regime:
    """One regime: its head, its history, and the text of its file.

    A project under it is taxed in each period by the law of that period. ``at`` is the day whose law holds
    throughout instead; ``stabilised`` says that the contract of stability that its law offers is concluded,
    on ``signed`` or, where that is None, on the first day of the case. ``covers`` and ``not_covered`` say in
    words which parts of the law stand in the file. What is not covered is not assumed to be nothing: a
    comparison of regimes prints it.
    """

    id: str = ""
    title: str = field_of(Text(), "Its name.")
    jurisdiction: str = field_of(Text(), "The country, or the state or province.")
    minerals: tuple[str, ...] = field_of(ListOf(Text()), "The minerals that it is for.")
    dated: Dated = field_of(DateText(), "Since when the file knows the law.")
    until: Dated | None = field_of(DateText(), "Until when it was, where it no longer is.", default=None)
    covers: tuple[str, ...] = field_of(ListOf(Text()), "What of the law stands in the file.")
    not_covered: tuple[str, ...] = field_of(ListOf(Text()), "What of it does not.", default=())
    history: tuple[Change, ...] = field_of(ListOf(Struct(Change)), "How it changed.", default=())
    text: str = ""
    sources: tuple[str, ...] = ()
    family: str = ""
    offers_stability: bool = False
    at: date | None = None
    stabilised: bool = False
    signed: Dated | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for ``--json``."""
        return {
            "id": self.id,
            "title": self.title,
            "jurisdiction": self.jurisdiction,
            "minerals": list(self.minerals),
            "from": str(self.dated),
            "until": str(self.until) if self.until else None,
            "law_of": str(self.at) if self.at else "each period",
            "stabilised": self.stabilised,
            "history": [
                {"since": str(one.since), "says": one.says, "sources": list(one.sources)}
                for one in self.history
            ],
            "covers": list(self.covers),
            "not_covered": list(self.not_covered),
            "offers_stability": self.offers_stability,
            "sources": self._sources(),
        }

    def holds_in(self, year: int) -> bool:
        """Say whether it was in force at some time of a year."""
        return self.dated.day.year <= year and (self.until is None or year <= self.until.day.year)

    def change_at(self, day: date) -> Change | None:
        """Return the step of its history that holds on a day; None before the first.

        >>> regime("zambia").change_at(date(2020, 7, 1)).since.day.year
        2019
        """
        held = [one for one in self.history if one.since.day <= day]
        return held[-1] if held else None

    @property
    def dated_names(self) -> tuple[str, ...]:
        """The names of the laws of its history, each by the year in which it began.

        >>> regime("queensland-coal").dated_names[-1]
        'queensland-coal-2022'
        """
        return tuple(dict.fromkeys(f"{self.family}-{one.since.day.year}" for one in self.history))

    def citations(self) -> tuple[str, ...]:
        """Return its sources as a reader looks them up.

        >>> regime("zambia").citations()[1].split(",")[0]
        'Bowmans'
        """
        return tuple(", ".join(filter(None, (one["title"], one["url"]))) for one in self._sources())

    def _sources(self) -> list[dict[str, str]]:
        listed = self.tree().get("sources")
        found = []
        for name in self.sources:
            said = listed.get(name) if isinstance(listed, Mapping) else None
            facts = {"id": name, "title": "", "url": "", "grade": ""}
            if isinstance(said, Mapping):
                facts |= {key: shown(node) for key, node in said.entries.items() if key in facts}
            found.append(facts)
        return found

    def tree(self, price: str = MAIN_PRICE) -> Mapping:
        """Return the file as a node, with the line of the main product's price in its places."""
        return _tree(self.family, self.text.replace(MAIN_PRICE, price))

    @property
    def draft_keys(self) -> tuple[str, ...]:
        """The keys of the file that are not a draft's."""
        return _OWN


@cache
def regimes() -> tuple[Regime, ...]:
    """Return the library, by id; each is the law of every year that its file knows.

    >>> [one.id for one in regimes()][:2]
    ['alaska-floor', 'australia-mrrt']
    """
    folder = files("concession") / "regimes" / "data"
    found = []
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            found.append(_read(file.name.removesuffix(".yaml"), file.read_text(encoding="utf-8")))
    return tuple(found)


def regime(name: str) -> Regime:
    """Return a regime by name.

    ``zambia`` is the law of each period. ``zambia-2023``, or ``zambia@2023``, is the law as it stood at the
    end of 2023, for all periods; the date may have a month and a day. ``peru+stabilised`` is the law of the
    case's first day, frozen by the contract that the law offers, and ``peru+stabilised@2012`` that of 2012.

    Raises
    ------
    ConcessionError
        E129, with the nearest names, where there is none, or none is known yet; E623 where its file begins
        later.

    Examples
    --------
    >>> regime("queensland-coal-2015").at
    datetime.date(2015, 12, 31)
    """
    known = {one.id: one for one in regimes()}
    named = as_named(name, known)
    found = known[named.family]
    dated = named.dated
    if named.stabilised:
        if not found.offers_stability:
            raise ConcessionError.of(
                "E129", f"the file of '{found.id}' has no contract of stability", f"name '{found.id}' alone"
            )
        title = f"{found.title}, with a contract of stability{f' of {dated}' if dated else ''}"
        return replace(found, id=named.slug, title=title, stabilised=True, signed=dated)
    if dated is None:
        return found
    day = dated.last
    told = [date(one.since.day.year, 12, 31) for one in found.history]
    if day > max(KNOWN_UNTIL, *told):
        names = [one for known in regimes() for one in known.dated_names]
        raise ConcessionError.of(
            "E129",
            f"there is no regime '{named.slug}': the library knows the law to {KNOWN_UNTIL.year}",
            f"{nearest(named.slug, names)}; '{found.id}' alone is the law of each period",
        )
    if found.until is not None and found.until.day.year == day.year:
        day = min(day, found.until.last)
    change = found.change_at(day)
    if change is None:
        raise ConcessionError.of(
            "E623",
            f"the file of '{found.id}' says nothing of the law before {found.dated}",
            f"name a later date, or '{found.id}' for the law of each period",
        )
    return replace(found, id=named.slug, title=f"{found.title}, law of {day}", at=day)


def in_force(jurisdiction: str, mineral: str, year: int) -> tuple[Regime, ...]:
    """Return the laws of a jurisdiction for a mineral as they stood at the end of a year.

    >>> [one.id for one in in_force("Queensland", "coal", 2015)]
    ['queensland-coal-2015']
    """
    return tuple(
        regime(f"{one.id}-{year}")
        for one in regimes()
        if one.jurisdiction == jurisdiction and mineral in one.minerals and one.holds_in(year)
    )


def _tree(name: str, text: str) -> Mapping:
    tree = parse_tree(text, name=f"regimes/{name}.yaml")
    if not isinstance(tree, Mapping):
        raise ConcessionError.of("E201", f"the regime '{name}' is no mapping", "write keys with values")
    return tree


def _read(name: str, text: str) -> Regime:
    problems = Problems()
    tree = _tree(name, text)
    head = tree.without("regime", "sources", "exchange", "stabilisation", *_DRAFT)
    sources = read_sources(tree.get("sources"), problems)
    found = read_fields(
        Regime,
        head,
        Context(problems=problems, sources=sources),
        id=name,
        text=text,
        sources=tuple(sources),
        family=name,
        offers_stability=tree.get("stabilisation") is not None,
    )
    problems.raise_if_any()
    if found is None:
        raise ConcessionError.of("E203", f"the head of the regime '{name}' cannot be read")
    return found
