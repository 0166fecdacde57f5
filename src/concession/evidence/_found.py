"""A statement while it is being put together, and who a colon announced."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from concession.evidence._days import When
from concession.evidence._people import Person
from concession.evidence._spans import Span

__all__ = ["Announced", "Found"]


@dataclass(slots=True, eq=False)
class Found:
    """A statement while it is being put together."""

    kind: str
    spans: list[Span]
    speaker: Person | None
    mention: Span | None = None
    cue: str = ""
    cue_span: Span | None = None
    clause: Span | None = None
    addressee: str = ""
    when: When = When()
    reasons: list[str] = field(default_factory=list)
    block: int = 0
    earlier: bool = False


class Announced(NamedTuple):
    """Who a block that ends with a colon says will speak, by which word, and to whom."""

    person: Person | None
    found: Found | None
    cue: str
    addressee: str = ""
