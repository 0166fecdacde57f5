"""Regimes as their files state them: what they cover, what not, since when, and by which sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from concession.deal import (
    Context,
    Dated,
    DateText,
    ListOf,
    Mapping,
    Text,
    field_of,
    parse_tree,
    read_fields,
    shown,
)
from concession.errors import ConcessionError, Problems, nearest

__all__ = ["MAIN_PRICE", "Regime", "in_force", "regime", "regimes"]

#: What regimes write for the price of the main product, whatever a case calls it.
MAIN_PRICE = "MAIN_PRICE"
#: What a file says of itself; the rest is a draft.
_OWN = ("regime", "jurisdiction", "minerals", "until", "covers", "not_covered", "sources", "exchange")


@dataclass(frozen=True, kw_only=True)
class Regime:
    """One regime: its head, and the text of its file.

    ``covers`` and ``not_covered`` say in words which parts of the law stand in the file. What is not
    covered is not assumed to be nothing: a comparison of regimes prints it.
    """

    id: str = ""
    title: str = field_of(Text(), "Its name.")
    jurisdiction: str = field_of(Text(), "The country, or the state or province.")
    minerals: tuple[str, ...] = field_of(ListOf(Text()), "The minerals that it is for.")
    dated: Dated = field_of(DateText(), "Since when it is in force.")
    until: Dated | None = field_of(DateText(), "Until when it was, where it no longer is.", default=None)
    covers: tuple[str, ...] = field_of(ListOf(Text()), "What of the law stands in the file.")
    not_covered: tuple[str, ...] = field_of(ListOf(Text()), "What of it does not.", default=())
    text: str = ""
    sources: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for ``--json``."""
        return {
            "id": self.id,
            "title": self.title,
            "jurisdiction": self.jurisdiction,
            "minerals": list(self.minerals),
            "from": str(self.dated),
            "until": str(self.until) if self.until else None,
            "covers": list(self.covers),
            "not_covered": list(self.not_covered),
            "sources": self._sources(),
        }

    def holds_in(self, year: int) -> bool:
        """Say whether it was in force at some time of a year."""
        return self.dated.day.year <= year and (self.until is None or year <= self.until.day.year)

    def citations(self) -> tuple[str, ...]:
        """Return its sources as a reader looks them up.

        >>> regime("zambia-2022").citations()[0].split(",")[0]
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
        return _tree(self.id, self.text.replace(MAIN_PRICE, price))

    @property
    def draft_keys(self) -> tuple[str, ...]:
        """The keys of the file that are not a draft's."""
        return _OWN


@cache
def regimes() -> tuple[Regime, ...]:
    """Return the library, by id.

    >>> [one.id for one in regimes()][:2]
    ['alaska-floor', 'australia-mrrt-2012']
    """
    folder = files("concession") / "regimes" / "data"
    found = []
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            found.append(_read(file.name.removesuffix(".yaml"), file.read_text(encoding="utf-8")))
    return tuple(found)


def regime(name: str) -> Regime:
    """Return a regime by id; E129, with the nearest names, where there is none."""
    known = {one.id: one for one in regimes()}
    if name not in known:
        raise ConcessionError.of("E129", f"there is no regime '{name}'", nearest(name, known))
    return known[name]


def in_force(jurisdiction: str, mineral: str, year: int) -> tuple[Regime, ...]:
    """Return the regimes of a jurisdiction for a mineral that were in force in a year.

    >>> [one.id for one in in_force("Queensland", "coal", 2015)]
    ['queensland-coal-2012']
    """
    return tuple(
        one
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
    head = tree.without("regime", "sources", "exchange", "clauses", "source", "status", "note")
    listed = tree.get("sources")
    sources = tuple(listed) if isinstance(listed, Mapping) else ()
    found = read_fields(Regime, head, Context(problems=problems), id=name, text=text, sources=sources)
    problems.raise_if_any()
    if found is None:
        raise ConcessionError.of("E203", f"the head of the regime '{name}' cannot be read")
    return found
