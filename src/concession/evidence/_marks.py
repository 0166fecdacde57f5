"""Find quoted words: curly, straight, single and «angle» marks, nested, and over several paragraphs.

One pass over each block with a stack of open marks. A block that opens a quotation and does not close it is
continued by the next block when that begins with the opening mark again, as English print does, or when the
next mark of all is a closing one; without either, the quotation ends with its block and says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from concession.evidence._spans import Block

__all__ = ["Piece", "pieces"]

_MARK = re.compile("[“”\"«»„‟‘’'‹›‚`´]")
_CLOSES = {"“": "”", "„": "“”", "«": "»", "‘": "’", "'": "'", '"': '"', "‟": "”", "‹": "›", "‚": "‘’"}
_LETTER = re.compile(r"\w")
_DOUBLE = re.compile('[“”"«»„‟]')
_READ = frozenset({"paragraph", "item", "quote"})
_SINGLE = frozenset("‘’'‚‹›`´")
_BEFORE_OPEN = frozenset(
    " \t\n\r\u00a0\u2009\u202f([{—–―-/:;,=>“\"«„‘'|\u200b\u200e\u200f\u2066\u2067\u2068\u202a\u202b"
)
_LEADING_APOSTROPHE = frozenset({"em", "til", "tis", "twas", "cause", "n", "round", "bout"})
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Quoted words within one block, from mark to mark.

    ``start`` and ``end`` take the marks in, ``inner_start`` and ``inner_end`` leave them out. ``chain``
    numbers a quotation that runs over blocks: its pieces share the number.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    mark: str
    closed: bool
    chain: int
    block: int


def pieces(body: str, blocks: Sequence[Block]) -> list[list[Piece]]:
    """Return the outermost quoted pieces of each block, in order."""
    found: list[list[Piece]] = []
    chain = 0
    open_mark = ""
    ends: tuple[int, int] | None = None
    for number, block in enumerate(blocks):
        if block.kind not in _READ:
            found.append([])
            if block.kind not in {"noise", "caption"}:
                open_mark = ""
            continue
        row: list[Piece] = []
        start = block.start
        if ends is not None and number <= ends[0]:
            # Opened in an earlier block and closed in a later one, with no marks between.
            start = ends[1] + 1 if number == ends[0] else block.end
            shut = number == ends[0]
            row.append(_piece(block.start, start, open_mark, chain, number, closed=shut, marked=False))
        repeated = open_mark == "‘" or _opens_with(body, blocks, number + 1, "‘")
        for place, (begin, end, mark, closed) in enumerate(_scan(body, Block(start, block.end), repeated)):
            if not _LETTER.search(body, begin, end):
                continue
            continued = place == 0 and open_mark and _same(mark, open_mark) and begin == block.start
            chain += not continued
            row.append(_piece(begin, end, mark, chain, number, closed=closed, marked=True))
        open_mark = row[-1].mark if row and not row[-1].closed else ""
        if open_mark and (ends is None or number >= ends[0]):
            ends = _closed_later(body, blocks, number, open_mark)
        found.append(row)
    return found


def _piece(start: int, end: int, mark: str, chain: int, block: int, *, closed: bool, marked: bool) -> Piece:
    inner_start = start + marked
    return Piece(
        start=start,
        end=end,
        inner_start=inner_start,
        inner_end=max(end - closed, inner_start),
        mark=mark,
        closed=closed,
        chain=chain,
        block=block,
    )


def _closed_later(body: str, blocks: Sequence[Block], number: int, mark: str) -> tuple[int, int] | None:
    """Return the block and place of a closing mark that stands before any opening one, or None."""
    for later in range(number + 1, min(len(blocks), number + 12)):
        block = blocks[later]
        if block.kind != "paragraph":
            return None
        first = _DOUBLE.search(body, block.start, block.end)
        if first is None:
            continue
        at = first.start()
        after = body[at + 1 : at + 2]
        closes = first.group() in _CLOSES[mark] and at > block.start and not body[at - 1].isspace()
        return (later, at) if closes and not after.isalnum() else None
    return None


def _opens_with(body: str, blocks: Sequence[Block], number: int, mark: str) -> bool:
    """Whether a block begins with a mark: then the block before may leave the same mark open."""
    return number < len(blocks) and blocks[number].kind in _READ and body[blocks[number].start] == mark


def _same(mark: str, other: str) -> bool:
    return mark == other or {mark, other} <= {"“", '"', "„"}


def _scan(body: str, block: Block, repeated: bool) -> list[tuple[int, int, str, bool]]:
    """Return (start, end, mark, closed) of each outermost quotation of a block.

    ``repeated`` says that the next block opens with a single mark again, or the one before left it open.
    """
    scan = _Scan(body, block, repeated=repeated)
    for match in _MARK.finditer(body, block.start, block.end):
        scan.mark(match.start(), match.group())
    if scan.stack and (scan.stack[0][0] not in _SINGLE or (repeated and scan.stack[0][0] == "‘")):
        scan.out.append((scan.stack[0][1], block.end, scan.stack[0][0], False))
    return scan.out


class _Scan:
    """The marks that are open at a place, and the outermost quotations found before it."""

    def __init__(self, body: str, block: Block, *, repeated: bool) -> None:
        self.body = body
        self.repeated = repeated
        self.block = block
        self.out: list[tuple[int, int, str, bool]] = []
        self.stack: list[tuple[str, int]] = []
        self._last_closer: int | None = None

    def mark(self, at: int, mark: str) -> None:
        """Take one mark: it closes the innermost quotation, else one further out, else it opens one."""
        before = self.body[at - 1] if at > self.block.start else " "
        after = self.body[at + 1] if at + 1 < self.block.end else " "
        depth = len(self.stack) - 1
        if depth > 0 and mark not in _SINGLE:
            # A closing mark may end an outer quotation whose inner one was left open.
            depth = next((d for d in range(depth, -1, -1) if mark in _CLOSES[self.stack[d][0]]), depth)
        closes = depth >= 0 and mark in _CLOSES[self.stack[depth][0]]
        if closes and _may_close(self.body, self.block, at, mark, before, after, self.stack):
            opened, start = self.stack[depth]
            del self.stack[depth:]
            if not self.stack:
                self.out.append((start, at + 1, opened, True))
        elif _may_open(mark, before, after, self.body, at):
            self._open(at, mark)

    def _open(self, at: int, mark: str) -> None:
        if not self.stack and mark in _SINGLE and not self.repeated:
            if self._last_closer is None:
                self._last_closer = _closers_after(self.body, self.block)
            if at >= self._last_closer:
                return
        if self.stack and self.stack[-1][0] == mark == "“":
            # English nests with the other kind of mark: the earlier quotation was never closed.
            opened, start = self.stack.pop()
            if not self.stack:
                self.out.append((start, at, opened, False))
        if len(self.stack) < _MAX_DEPTH:
            self.stack.append((mark, at))


def _closers_after(body: str, block: Block) -> int:
    """Return the last place in the block that could close a single quotation."""
    for at in range(block.end - 1, block.start, -1):
        if body[at] in "’'‘›" and not (at + 1 < block.end and body[at + 1].isalnum()):
            return at
    return block.start


def _may_open(mark: str, before: str, after: str, body: str, at: int) -> bool:
    if mark in "”’»›`´":
        return False
    if mark in "„«‚‹":
        return True
    if after.isspace() and mark in "\"'‘":
        return False
    if before not in _BEFORE_OPEN:
        return mark == "“"
    if mark in "'‘":
        word = re.match(r"\w{1,8}", body[at + 1 : at + 9])
        if after.isdigit() and re.match(r"\d0s\b", body[at + 1 : at + 5]):
            return False
        return not (word and word.group().lower() in _LEADING_APOSTROPHE)
    return True


def _may_close(
    body: str, block: Block, at: int, mark: str, before: str, after: str, stack: list[tuple[str, int]]
) -> bool:
    if mark in "'’":
        if after.isalnum():
            return False
        # "the workers’ union": a plural's apostrophe, when a better place to close follows in the sentence.
        if before in "sS" and after == " ":
            rest = body[at + 1 : min(block.end, at + 400)]
            following = re.search(r"[.,?!…;:][’'](?!\w)|\w[’'](?=[\s.,;:)]|$)", rest)
            opening = re.search(r"(?:^|\s)[‘'](?=\w)", rest)
            return following is None or (opening is not None and opening.start() < following.start())
        return True
    if mark == '"':
        # A straight mark before a word and after a space opens again, when the first was never closed.
        return not (before.isspace() and after.isalnum() and stack[-1][1] != at) or before != " "
    return True
