"""A project that a case could assume to be built only because of a deal."""

from __future__ import annotations

from dataclasses import dataclass

from concession.clauses._clause import Clause, clause_kind
from concession.deal import Flag, Id, field_of

__all__ = ["AddedProject"]


@clause_kind("added_project")
@dataclass(frozen=True, kw_only=True)
class AddedProject(Clause):
    """Whether a project of the case is built under this draft.

    A project that no clause of this kind names is built. One that is not built never begins: its lines
    are there and hold nothing, so that the other clauses of the draft need not know.
    """

    formula = "a project that is not built begins after the last period"

    project: str = field_of(Id("project"), "The project.")
    built: bool = field_of(Flag(), "Whether it is built under this draft.")
