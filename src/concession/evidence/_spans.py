"""Places in a text: spans of characters and the blocks that a text is laid out in."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["BLOCK_KINDS", "Block", "Span"]

#: What a block can be. Statements are read from the first three; ``title`` to ``noise`` are left out.
BLOCK_KINDS = ("paragraph", "item", "quote", "signature", "title", "heading", "byline", "caption", "noise")


class Span(NamedTuple):
    """Characters ``start`` up to, not including, ``end`` of a text's body.

    >>> Span(2, 5).of("abcdefg")
    'cde'
    """

    start: int
    end: int

    def of(self, body: str) -> str:
        """Return the characters of the span."""
        return body[self.start : self.end]


class Block(NamedTuple):
    """A paragraph-like part of a body and its kind, one of :data:`BLOCK_KINDS`."""

    start: int
    end: int
    kind: str = "paragraph"
