"""Pages of plain text: titles, paragraphs and tables that fit a width without losing a character.

A table never cuts a cell. Columns of words wrap; where the numbers alone are too wide, the table goes on
below with its first column repeated.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["Column", "Ink", "Page", "Table"]

#: Between two columns.
_GAP = "  "
#: A column of words is not made narrower than this.
_NARROWEST = 14
#: Where a table has to be divided anyway, its columns of words need not be that narrow.
_ROOMY = 26
#: A word up to this length is not divided.
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    r"""How emphasis is shown: escape sequences on a terminal, nothing elsewhere.

    >>> Ink().bold("NPV"), Ink(colour=True).red("-1")
    ('NPV', '\x1b[31m-1\x1b[0m')
    """

    colour: bool = False

    def _wrapped(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text.strip() else text

    def bold(self, text: str) -> str:
        """Return the text in bold."""
        return self._wrapped("1", text)

    def dim(self, text: str) -> str:
        """Return the text in a fainter colour."""
        return self._wrapped("2", text)

    def red(self, text: str) -> str:
        """Return the text in red."""
        return self._wrapped("31", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its title, and whether it holds words (left, wrapped) or numbers (right, whole).

    ``most`` is the width that a column of words is not made wider than, where it is not 0.
    """

    title: str
    words: bool = False
    most: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    r"""Rows of cells under titled columns; a row that is one text stands alone above those that follow.

    >>> table = Table(
    ...     columns=(Column(title="Party", words=True), Column(title="NPV")),
    ...     rows=(("Treasury", "12.0"), ("Company", "-3.5")),
    ... )
    >>> print("\n".join(table.lines(40)))
    Party      NPV
    --------  ----
    Treasury  12.0
    Company   -3.5
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...] | str, ...]

    def lines(self, width: int, ink: Ink | None = None) -> Iterator[str]:
        """Yield the lines of the table."""
        used = ink or Ink()
        blocks = self._blocks(width)
        for number, block in enumerate(blocks):
            if number:
                yield ""
            yield from self._block(block, self._widths(block, width), width, used)

    def _cells(self, k: int) -> Iterator[str]:
        return (row[k] for row in self.rows if not isinstance(row, str))

    def _natural(self, k: int) -> int:
        """Return the width that a column takes if nothing wraps but its title."""
        longest = max((len(cell) for cell in self._cells(k)), default=0)
        title, most = self.columns[k].title, self.columns[k].most
        if most:
            longest = min(longest, most)
        return max(longest, len(title) if self.columns[k].words else _in_two_lines(title))

    def _least(self, k: int, narrowest: int = _NARROWEST) -> int:
        if not self.columns[k].words:
            return self._natural(k)
        indent = max((len(cell) - len(cell.lstrip()) for cell in self._cells(k)), default=0)
        longest = indent + max((len(word) for cell in self._cells(k) for word in cell.split()), default=0)
        return min(self._natural(k), max(narrowest, min(longest, _LONGEST_WORD)))

    def _blocks(self, width: int) -> list[list[int]]:
        """Divide the columns into blocks that fit, each with the first column; one block, if possible."""
        tight = self._divided(width, _NARROWEST)
        return tight if len(tight) == 1 else self._divided(width, _ROOMY)

    def _divided(self, width: int, narrowest: int) -> list[list[int]]:
        blocks: list[list[int]] = [[]]
        for k in range(len(self.columns)):
            trial = [*blocks[-1], k]
            room = sum(self._least(one, narrowest) for one in trial) + len(_GAP) * (len(trial) - 1)
            if room > width and len(blocks[-1]) > 1:
                blocks.append([0, k])
            else:
                blocks[-1] = trial
        return blocks

    def _widths(self, block: list[int], width: int) -> list[int]:
        """Shrink the widest columns of words until the block fits."""
        widths = [self._natural(k) for k in block]
        over = sum(widths) + len(_GAP) * (len(block) - 1) - width
        while over > 0:
            wide = [i for i, k in enumerate(block) if self.columns[k].words and widths[i] > self._least(k)]
            if not wide:
                break
            widths[max(wide, key=lambda i: widths[i])] -= 1
            over -= 1
        return widths

    def _block(self, block: list[int], widths: list[int], width: int, ink: Ink) -> Iterator[str]:
        titles = tuple(self.columns[k].title for k in block)
        for line in self._row(block, titles, widths, Ink(), bottom=True):
            yield ink.bold(line)
        yield ink.dim(_GAP.join("-" * width for width in widths))
        for row in self.rows:
            if isinstance(row, str):
                yield from (ink.bold(line) for line in textwrap.wrap(row, width, break_on_hyphens=False))
            else:
                yield from self._row(block, tuple(row[k] for k in block), widths, ink)

    def _row(
        self, block: list[int], cells: tuple[str, ...], widths: list[int], ink: Ink, *, bottom: bool = False
    ) -> Iterator[str]:
        wrapped = [_wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
        height = max(map(len, wrapped))
        for k, lines in enumerate(wrapped):
            blank = [""] * (height - len(lines))
            wrapped[k] = [*blank, *lines] if bottom else [*lines, *blank]
        for at in range(height):
            pieces = []
            for k, lines, width in zip(block, wrapped, widths, strict=True):
                text = lines[at]
                padded = text.ljust(width) if self.columns[k].words else text.rjust(width)
                number = not self.columns[k].words and text.startswith("-") and len(text) > 1
                pieces.append(ink.red(padded) if number else padded)
            yield _GAP.join(pieces).rstrip()


def _in_two_lines(title: str) -> int:
    """Return the least width at which a title takes two lines, or one if it is one word."""
    words = title.split()
    ways = [max(len(" ".join(words[:k])), len(" ".join(words[k:]))) for k in range(1, len(words))]
    return min(ways, default=len(title))


def _wrap(text: str, width: int) -> list[str]:
    """Return the lines of a cell; what stands before its first word indents all of them."""
    indent = text[: len(text) - len(text.lstrip())]
    lines = textwrap.wrap(
        text.strip(), max(width, 1), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    return lines or [""]


@dataclass(slots=True, kw_only=True)
class Page:
    """Text that is put together part by part, a blank line between parts."""

    width: int = 100
    ink: Ink = field(default_factory=Ink)
    _lines: list[str] = field(default_factory=list)

    def _part(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def title(self, text: str, *notes: str) -> None:
        """Add a heading, with notes on the lines below it."""
        self._part()
        self._lines += [self.ink.bold(line) for line in textwrap.wrap(text, self.width)]
        for note in notes:
            self._lines += textwrap.wrap(note, self.width) if note else []

    def text(self, *paragraphs: str, dim: bool = False) -> None:
        """Add paragraphs without blank lines between them."""
        self._part()
        for paragraph in paragraphs:
            lines = textwrap.wrap(paragraph, self.width, break_on_hyphens=False, subsequent_indent="")
            self._lines += [self.ink.dim(line) for line in lines] if dim else lines

    def items(self, texts: Sequence[str], mark: str = "- ") -> None:
        """Add a list, one item to a paragraph."""
        self._part()
        for text in texts:
            self._lines += textwrap.wrap(
                text,
                self.width,
                initial_indent=mark,
                subsequent_indent=" " * len(mark),
                break_on_hyphens=False,
            )

    def labelled(self, texts: Mapping[str, str]) -> None:
        """Add texts with their labels before them, one below the other."""
        self._part()
        room = max(map(len, texts), default=0) + 2
        for label, text in texts.items():
            self._lines += textwrap.wrap(
                text,
                self.width,
                initial_indent=label.ljust(room),
                subsequent_indent=" " * room,
                break_on_hyphens=False,
            )

    def table(self, table: Table, title: str = "") -> None:
        """Add a table under its title."""
        self._part()
        if title:
            self._lines += [self.ink.bold(line) for line in textwrap.wrap(title, self.width)]
        self._lines += table.lines(self.width, self.ink)

    def lines(self, lines: Sequence[str]) -> None:
        """Add lines as they stand."""
        self._part()
        self._lines += lines

    def render(self) -> str:
        """Return the whole text."""
        return "\n".join(self._lines).rstrip() + "\n"
