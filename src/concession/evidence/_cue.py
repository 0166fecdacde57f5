"""One verb of speech in a sentence: its subject, its listener, and where what was said begins and ends."""

from __future__ import annotations

from dataclasses import dataclass

from concession.evidence._view import Phrase

__all__ = ["Cue"]


@dataclass(slots=True, eq=False)
class Cue:
    """One verb of speech (or "according to") in a sentence, as token places."""

    at: int
    lemma: str
    form: str
    subject: Phrase | None
    inherit: bool = False
    addressee: Phrase | None = None
    starts: int | None = None
    how: str = "none"
    gap: bool = False
    finish: int = 0
    earlier: bool = False
    ends: int | None = None
    front: tuple[int, int] | None = None
    adjunct: tuple[int, int] = (0, 0)

    @property
    def reports(self) -> bool:
        """Whether a clause or quoted words follow the cue."""
        return self.starts is not None
