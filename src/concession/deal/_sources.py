"""Sources: the documents that values come from, and how good each is."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from concession.deal._dates import Dated
from concession.deal._fit import as_date
from concession.deal._node import NOWHERE, Mapping, Node
from concession.deal._shape import as_choice, as_mapping, as_text, check_keys, is_id
from concession.errors import Place, Problems

__all__ = ["GRADES", "MARKS", "SOURCE_KINDS", "Source", "default_mark", "read_sources"]

#: How good a source is, best first.
GRADES: Final[dict[str, str]] = {
    "A": "an official or primary text",
    "B": "established media, a law firm, a research institute",
    "C": "a copy of such a text elsewhere, or an unofficial copy of a primary one",
    "C-": "a copy whose origin is not certain",
    "D": "weak: unsigned, promotional, or not to be checked",
}
#: How good a value is, best first. A source's own kind and grade give the mark where a file states none.
MARKS: Final[dict[str, str]] = {
    "text": "read from the instrument itself",
    "official": "stated by an authority or a filing",
    "reported": "reported by others",
    "weak": "reported by weak sources only",
    "assumed": "assumed, with a reason and a range",
    "unknown": "not known; a stand-in with a range or readings",
    "withheld": "kept back by a party that was asked for it",
}
#: What a source is, by the words that files use.
SOURCE_KINDS: Final[tuple[str, ...]] = (
    "agreement",
    "law",
    "filing",
    "statement",
    "report",
    "data",
    "news",
    "letter",
    "model",
    "other",
)
_KEYS = ("title", "publisher", "date", "url", "grade", "kind", "licence", "note", "mark")
_INSTRUMENTS = frozenset({"agreement", "law"})
_BY_GRADE = {"A": "official", "B": "reported"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One document: what it is called, who published it when and where, its grade.

    ``mark`` is the mark that values from it bear where they state none.
    """

    id: str
    title: str
    grade: str
    kind: str = "other"
    publisher: str = ""
    date: Dated | None = None
    url: str = ""
    licence: str = ""
    note: str = ""
    mark: str = ""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def low(self) -> bool:
        """Whether the source alone cannot carry a value (grade C- or D)."""
        return self.grade in ("C-", "D")


def default_mark(source: Source) -> str:
    """Return the mark of values from a source that states none for them.

    The instrument itself (an agreement or a law, grade A) gives *text*, other sources of grade A
    *official*, of grade B *reported*, and all others *weak*.

    >>> default_mark(Source(id="x", title="X", grade="A", kind="law"))
    'text'
    """
    if source.mark:
        return source.mark
    if source.grade == "A" and source.kind in _INSTRUMENTS:
        return "text"
    return _BY_GRADE.get(source.grade, "weak")


def read_sources(node: Node | None, problems: Problems, *, path: str = "sources") -> MappingType[str, Source]:
    """Read the sources of a case by id; what is wrong with one is noted, and it is kept for reference."""
    mapping = as_mapping(node, problems, path=path)
    sources: dict[str, Source] = {}
    for key, child in mapping.entries.items():
        place = mapping.key_place(key)
        if not is_id(key):
            hint = "use lower-case letters, digits, - and _"
            problems.add("E124", f"'{key[:40]}' cannot name a source", hint, path=path, place=place)
        sources[key] = _source(key, child, problems, path=f"{path}.{key}", place=place)
    return MappingProxyType(sources)


def _source(key: str, node: Node, problems: Problems, *, path: str, place: Place) -> Source:
    mapping = as_mapping(node, problems, path=path)
    if isinstance(node, Mapping):
        check_keys(mapping, _KEYS, problems, path=path, required=("title", "grade"))

    def text(name: str) -> str:
        return as_text(mapping.get(name), problems, path=f"{path}.{name}")

    def choice(name: str, choices: tuple[str, ...], default: str) -> str:
        found = mapping.get(name)
        if found is None:
            return default
        return as_choice(found, choices, problems, path=f"{path}.{name}") or default

    url = mapping.get("url")
    if url is not None and not text("url").startswith(("https://", "http://")):
        message = "the address does not begin with https:// or http://"
        problems.add(
            "E411", message, "copy the address from the browser", path=f"{path}.url", place=url.place
        )
    return Source(
        id=key,
        title=text("title") or key,
        # a grade that cannot be read is one mistake, and no reason to distrust every value of the source
        grade=choice("grade", tuple(GRADES), "B"),
        kind=choice("kind", SOURCE_KINDS, "other"),
        publisher=text("publisher"),
        date=as_date(mapping.get("date"), problems, path=f"{path}.date"),
        url=text("url"),
        licence=text("licence"),
        note=text("note"),
        mark=choice("mark", tuple(MARKS), ""),
        place=place,
    )
