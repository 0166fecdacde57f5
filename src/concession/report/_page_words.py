"""Pages of words made for a terminal, taken apart so that an HTML page can show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from concession.report._charts_picture import Grid
from concession.report._layout import Page, Table

__all__ = ["Part", "Parts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a page: a heading, paragraphs, a list, texts with labels, or a table under its title."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    labelled: tuple[tuple[str, str], ...] = ()
    table: Grid | None = None
    title: str = ""


@dataclass(slots=True, kw_only=True)
class Parts(Page):
    """A page that keeps its parts instead of printing them.

    >>> page = Parts()
    >>> page.text("One.", "Two.")
    >>> page.parts[0].paragraphs
    ('One.', 'Two.')
    """

    parts: list[Part] = field(default_factory=list)

    def title(self, text: str, *notes: str) -> None:
        """Add a heading, with notes below it."""
        self.parts.append(Part(heading=text, paragraphs=tuple(note for note in notes if note)))

    def text(self, *paragraphs: str, dim: bool = False) -> None:
        """Add paragraphs."""
        self.parts.append(Part(paragraphs=paragraphs))

    def items(self, texts: Sequence[str], mark: str = "- ") -> None:
        """Add a list."""
        if texts:
            self.parts.append(Part(items=tuple(texts)))

    def labelled(self, texts: Mapping[str, str]) -> None:
        """Add texts with their labels."""
        if texts:
            self.parts.append(Part(labelled=tuple(texts.items())))

    def table(self, table: Table, title: str = "") -> None:
        """Add a table under its title."""
        groups: list[tuple[str, list[tuple[str, ...]]]] = []
        for row in table.rows:
            if isinstance(row, str):
                groups.append((row, []))
                continue
            if not groups:
                groups.append(("", []))
            groups[-1][1].append(tuple(cell.strip() for cell in row))
        grid = Grid(
            columns=tuple(column.title for column in table.columns),
            groups=tuple((heading, tuple(rows)) for heading, rows in groups),
        )
        self.parts.append(Part(table=grid, title=title))

    def lines(self, lines: Sequence[str]) -> None:
        """Add lines as they stand."""
        self.parts.append(Part(paragraphs=tuple(lines)))
