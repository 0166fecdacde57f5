"""Words of a block with its quotations folded into one token each, and the sentences they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from concession.evidence._lexicon import ABBREVIATIONS, AUXILIARIES, CUE_FORMS, FUNCTION_WORDS, HONORIFICS
from concession.evidence._marks import Piece

__all__ = ["MAX_TOKENS", "Token", "sentences", "tokens"]

_STARTS = frozenset({"the", "a", "an", "one", "his", "her", "he", "she"})
#: A sentence longer than this is cut: no English sentence is, and it keeps every rule's work bounded.
MAX_TOKENS = 400
_WORD = re.compile(
    r"(?:[A-Z]\.){2,}(?:['’]s)?"  # U.S., J.D.
    r"|[$€£¥₴]?\d+(?:,\d{3})*(?:\.\d+)?[^\W\d_]*(?:-[^\W\d_]+){0,4}%?"  # $3.5bn, 52-year-old, 3rd
    r"|@\w+"
    r"|[^\W_]+(?:['’\-‐‑&/][^\W_]+){0,8}(?:(?<=[sS])['’])?"
    r"|--+|\.\.\.+|\S"
)
#: Names that begin with an article of their own language: al-Haddad, d'Arc.
_ARTICLED = re.compile(r"(?:a[lnrstdz]|ash|el|ul|bin|ibn|[dl])[-'’][A-Z]")
_POSSESSIVE = ("'s", "’s")


class Token(NamedTuple):
    """A word, a mark or a quotation (``kind`` ``w``, ``p`` or ``q``) with its place in the body."""

    text: str
    low: str
    start: int
    end: int
    kind: str
    possessive: bool = False
    piece: Piece | None = None

    @property
    def capital(self) -> bool:
        """Whether the word begins with a capital letter."""
        return self.kind == "w" and (self.text[0].isupper() or _ARTICLED.match(self.text) is not None)


def _word(text: str, start: int) -> Token:
    if not (text[0].isalnum() or text[0] in "@$€£¥₴"):
        return Token(text, text, start, start + len(text), "p")
    low = text.lower()
    possessive = low.endswith(_POSSESSIVE)
    if possessive:
        low = low[:-2]
    elif low.endswith(("'", "’")):
        possessive = True
        low = low[:-1]
    return Token(text, low, start, start + len(text), "w", possessive)


def tokens(body: str, start: int, end: int, quoted: Sequence[Piece]) -> list[Token]:
    """Return the tokens between two places; each quotation is one token."""
    row: list[Token] = []
    at = start
    for piece in quoted:
        row.extend(_word(match.group(), match.start()) for match in _WORD.finditer(body, at, piece.start))
        row.append(Token("“”", "“”", piece.start, piece.end, "q", piece=piece))
        at = piece.end
    row.extend(_word(match.group(), match.start()) for match in _WORD.finditer(body, at, end))
    return row


def _ends(token: Token, before: Token | None) -> bool:
    """Whether a full stop, question or exclamation mark ends a sentence here."""
    if token.text[0] not in ".!?…":
        return False
    if token.text == "." and before is not None and before.kind == "w":
        word = before.low
        if word in ABBREVIATIONS or (len(word) == 1 and before.text.isupper()):
            return False
    return True


def sentences(row: Sequence[Token], body: str) -> list[list[Token]]:
    """Return the sentences of a block, a quotation kept with the words that attribute it."""
    out: list[list[Token]] = []
    current: list[Token] = []
    for number, token in enumerate(row):
        current.append(token)
        following = row[number + 1] if number + 1 < len(row) else None
        if following is None:
            break
        if len(current) >= MAX_TOKENS or _boundary(row, number, token, following, body):
            out.append(current)
            current = []
    if current:
        out.append(current)
    return out


def _boundary(row: Sequence[Token], number: int, token: Token, following: Token, body: str) -> bool:
    starts = (
        following.kind == "q"
        or following.text[0].isupper()
        or following.text[0] in "@#[("
        or following.text[0].isdigit()
    )
    if token.kind == "q" and token.piece is not None:
        last = body[max(token.piece.inner_start, token.piece.inner_end - 3) : token.piece.inner_end].rstrip(
            "’'”»\"“ )"
        )[-1:]
        if last not in ".!?…" or not starts:
            return False
        led = number > 0 and (row[number - 1].kind == "w" or row[number - 1].text in {",", ":"})
        inside = last == "." and led and following.text[0].isupper()
        if following.kind == "q" or inside:
            return True
        return not _attributes(row, number + 1)
    if token.kind == "w" and token.low.endswith((".", "u.s")) and token.text.endswith("."):
        # "the U.S. The": an abbreviation of capitals that also ends the sentence.
        return following.low in FUNCTION_WORDS and following.text[0].isupper()
    before = row[number - 1] if number else None
    if token.kind == "p" and _ends(token, before):
        return starts and (following.kind == "q" or following.start > token.end)
    if token.kind == "p" and token.text in ")]" and before is not None and before.text == ".":
        return starts
    return False


def _attributes(row: Sequence[Token], at: int) -> bool:
    """Whether the words from here only say who spoke: a name or pronoun, a verb of speech, no clause."""
    for offset in range(8):
        place = at + offset
        if place >= len(row):
            return False
        token = row[place]
        if token.kind == "q" or (token.kind == "p" and token.text not in ",."):
            return False
        if token.text == "." and row[place - 1].low not in HONORIFICS:
            return False
        form = CUE_FORMS.get(token.low)
        if form is not None and form.tense in {"past", "present"}:
            after = row[place + 1] if place + 1 < len(row) else None
            if offset == 0 and (after is None or not (after.capital or after.low in _STARTS)):
                return False
            return not _goes_on(row, place + 1)
        if offset and token.low.endswith("ed") and not token.capital and row[place - 1].capital:
            return place + 1 >= len(row) or row[place + 1].text == "."
    return False


def _goes_on(row: Sequence[Token], at: int) -> bool:
    """Whether a clause of its own follows a verb of speech before the next full stop."""
    for place in range(at, min(len(row), at + 30)):
        token = row[place]
        if token.text in {".", ",", ":"} or token.kind == "q":
            return False
        if token.low == "that" or token.low in AUXILIARIES:
            return True
    return False
