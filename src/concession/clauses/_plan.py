"""Which ring fences each clause of a draft has, known before the first of them is built.

A clause may read any other, whatever order the file has: what is read is decided by the fences alone. A
clause reads the lines of fences that lie inside its own. One that lies elsewhere counts for nothing; one
that reaches beyond its own is an error, for each reader would count the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from concession.errors import ConcessionError
from concession.lines import Unit
from concession.projects import BuiltProject

__all__ = ["Fence", "Plan", "fence_key"]


def fence_key(projects: Iterable[str]) -> str:
    """Return the attribute by which selectors know a ring fence: its projects.

    >>> fence_key(["north", "south"])
    'north+south'
    """
    return "+".join(projects)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """The projects for which a clause is assessed together; ``name`` is a project, a company or the deal."""

    name: str
    projects: tuple[BuiltProject, ...]
    #: What is appended to the names of its lines: nothing where the clause has one fence.
    suffix: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its projects."""
        return tuple(project.id for project in self.projects)

    @property
    def key(self) -> str:
        """The attribute that every line of the fence bears."""
        return fence_key(self.ids)

    def __str__(self) -> str:
        if self.name == "deal":
            return "the deal as a whole"
        return f"'{self.name}'" if len(self.projects) == 1 else f"all projects of '{self.name}'"


@dataclass(kw_only=True)
class Plan:
    """The fences of each clause of a draft, and what the clauses built so far have written.

    ``removed`` are clauses that the draft, or one that it extends, once had: they read as nothing.
    """

    projects: Mapping[str, BuiltProject]
    fences: dict[str, tuple[Fence, ...]] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    #: The unit of each line that clauses have written so far, by the name that readers use.
    units: dict[str, Unit] = field(default_factory=dict)
    #: The lines of clauses that were asked for by name, and who asked.
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __contains__(self, clause: str) -> bool:
        return clause in self.fences or clause in self.removed

    @property
    def names(self) -> frozenset[str]:
        """The names that a clause may read: terms of projects, clauses and their lines."""
        terms = {term for project in self.projects.values() for term in project.terms}
        return frozenset(terms | set(self.fences) | self.removed | set(self.units))

    def inside(self, clause: str, within: tuple[str, ...]) -> list[Fence]:
        """Return the fences of a clause that lie inside some projects.

        Raises
        ------
        ConcessionError
            E618 where one of them reaches beyond these projects.
        """
        mine = set(within)
        found = []
        for fence in self.fences[clause]:
            if mine.issuperset(fence.ids):
                found.append(fence)
            elif mine.intersection(fence.ids):
                raise ConcessionError.of(
                    "E618",
                    f"'{clause}' is assessed for {fence}; read for {', '.join(within)} alone it would count "
                    "several times",
                    "give the clause that reads it a 'ring_fence' as wide (company or deal)",
                )
        return found

    def keys_inside(self, within: tuple[str, ...]) -> tuple[str, ...]:
        """Return the keys of all fences of the draft that lie inside some projects."""
        mine = set(within)
        keys = dict.fromkeys(project for project in self.projects if project in mine)
        for fences in self.fences.values():
            keys.update(dict.fromkeys(fence.key for fence in fences if mine.issuperset(fence.ids)))
        return tuple(keys)
