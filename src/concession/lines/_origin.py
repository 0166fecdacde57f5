"""Where a line or an input comes from: what ``explain`` shows beside each number."""

from __future__ import annotations

from dataclasses import dataclass

from concession.errors import Place

__all__ = ["Origin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The term behind a number: its path, the words it was written in, its sources and its mark.

    >>> Origin(path="clauses.royalty.rate", text="5 %", sources=("law",), mark="text").describe()
    'clauses.royalty.rate: 5 % [law, text]'
    """

    path: str
    title: str = ""
    text: str = ""
    sources: tuple[str, ...] = ()
    mark: str = ""
    note: str = ""
    place: Place | None = None

    def describe(self) -> str:
        """Return the origin in one line."""
        marks = ", ".join([*self.sources, *([self.mark] if self.mark else [])])
        words = f"{self.path}: {self.text}" if self.text else self.path
        return f"{words} [{marks}]" if marks else words
