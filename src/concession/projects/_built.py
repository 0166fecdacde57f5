"""A project once its lines stand in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from concession.lines import Line
from concession.projects._project import Project

__all__ = ["BuiltProject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltProject:
    """A project and its lines by term, such as ``revenue``, ``costs.mining`` or ``production.copper``."""

    id: str
    project: Project
    suffix: str
    lines: dict[str, Line] = field(default_factory=dict)

    def line(self, term: str) -> Line | None:
        """Return one of the project's own lines, or None."""
        return self.lines.get(term)

    @property
    def terms(self) -> frozenset[str]:
        """The terms that the project has lines for."""
        return frozenset(self.lines)

    @property
    def owner(self) -> str:
        """The company that holds the licence."""
        return self.project.owner

    @property
    def licence(self) -> str:
        """The name of the licence: the project's own where none is stated."""
        licence = self.project.licence
        return licence.name if licence is not None and licence.name else self.id

    @property
    def attributes(self) -> Mapping[str, str]:
        """What selectors may ask of every line of the project."""
        licence, place = self.project.licence, self.project.place
        facts = {"project": self.id, "fence": self.id, "owner": self.owner}
        if licence is not None:
            facts["licence"] = licence.status
        if place is not None:
            facts["access"] = place.status
            if place.region:
                facts["region"] = place.region
        return facts
