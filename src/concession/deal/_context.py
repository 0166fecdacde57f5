"""What a reader of nodes carries along: where it stands, what it found wrong, what it may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from concession.deal._evidence import Evidence
from concession.deal._sources import Source
from concession.deal._table import Tables
from concession.errors import Problems

__all__ = ["Context"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The state of one reading.

    ``evidence`` is what a value without a source of its own inherits from its clause or section;
    ``tables`` are the data tables of the case's folder. ``law`` says that values are terms of a clause, which
    may change at dates: ``{since: {2019: 5 %, 2023: 4 %}}``.
    """

    problems: Problems
    path: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    evidence: Evidence = field(default_factory=Evidence)
    tables: Tables | None = None
    law: bool = False

    def below(self, key: str) -> Context:
        """Return the context of a key inside the present node."""
        return replace(self, path=f"{self.path}.{key}" if self.path else key)

    def under(self, evidence: Evidence) -> Context:
        """Return the context in which values inherit this evidence."""
        return replace(self, evidence=evidence)
