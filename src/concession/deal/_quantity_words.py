"""The words of a quantity: numbers, signs, scales, money, units, and what joins them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from concession.deal._currencies import CURRENCIES, CURRENCY_SIGNS
from concession.deal._numbers import read_number
from concession.deal._unit_words import AMBIGUOUS, SCALES, SHORT_SCALES, UNITS, UnitWord
from concession.errors import ConcessionError, nearest

__all__ = ["MAX_TEXT", "Money", "Number", "Per", "Scale", "Sign", "Times", "To", "Token", "Word", "tokens_of"]

#: A longer text is not a quantity; bounding it bounds the time of everything here.
MAX_TEXT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number without its sign, and as written."""

    value: Decimal
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A plus or minus."""

    negative: bool
    name: str = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """``million`` and the like; ``money_only`` where a letter scales nothing but money."""

    name: str
    size: int
    written: str
    money_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A currency; ``symbol`` is the unit's, ``USD@2025`` for dollars of 2025."""

    symbol: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A unit of the table."""

    word: UnitWord
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Per:
    """A slash, or *per*."""

    name: str = field(default="/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """A dot between units."""

    name: str = field(default="·")


@dataclass(frozen=True, slots=True, kw_only=True)
class To:
    """What stands between the bounds of an interval."""

    name: str = field(default="to")


Token: TypeAlias = Number | Sign | Scale | Money | Word | Per | Times | To

_TIDY = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\u2212": "-", "³": "3", "²": "2", "⋅": "·"}
)
_PIECE = re.compile(
    r"""(?P<space>[ ]+)
    |(?P<real>(?:[A-Z]{3}|(?:US|AU?|CA?|NZ)?\$|[€£₴₦₹])[ ]?(?:\([0-9]{4}\)|@[0-9]{4}))
    |(?P<number>(?:[0-9][0-9,._']*|\.[0-9]+)(?:(?<=[0-9])[eE][-+]?[0-9]+(?![A-Za-z0-9]))?)
    |(?P<annum>p\.\ ?a\.|per[ ]annum\b|/\ ?annum\b)
    |(?P<sign>[-+])
    |(?P<to>to\b|–|—|…)
    |(?P<per>/|per\b(?![ ]cent\b))
    |(?P<times>[·*])
    |(?P<word>(?:US|AU?|CA?|NZ)?\$|[€£₴₦₹¥%‰]|[A-Za-z]+\^?[23](?![A-Za-z0-9])|[A-Za-z]+)
    """,
    re.VERBOSE,
)
_SPACED_GROUP = re.compile(r"[ ][0-9]{3}(?:\.[0-9]+)?(?![0-9,._'])")
_PHRASES = frozenset(word for word in UNITS if " " in word)
_FIRSTS = frozenset(phrase.split()[0] for phrase in _PHRASES)


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a quantity's text.

    >>> [token.name for token in tokens_of("USD 12,000 per t")]
    ['USD', '12,000', '/', 't']
    """
    if len(text) > MAX_TEXT:
        message = f"a text of {len(text):,} characters is not a quantity"
        raise ConcessionError.of("E314", message, "write a number and a unit; put words into 'note'")
    tidy = text.translate(_TIDY).strip()
    tokens: list[Token] = []
    at = 0
    while at < len(tidy):
        found = _PIECE.match(tidy, at)
        if found is None:
            hint = "write a number and a unit, such as 4 %, USD 150 million or 1.5 Mt/yr"
            raise ConcessionError.of("E301", f"'{tidy[at]}' has no place in a quantity", hint)
        at = found.end()
        kind = found.lastgroup
        if kind == "number":
            at = _spaced(tidy, found.start(), at)
            number = tidy[found.start() : at]
            tokens.append(Number(value=read_number(number), name=number))
        elif kind == "word":
            at = _phrase(tidy, found.start(), at)
            _word(tidy[found.start() : at], tidy, at, tokens)
        elif kind == "real":
            tokens.append(_real(found[0]))
        elif kind == "annum":
            tokens += [Per(), Word(word=UNITS["yr"], name="yr")]
        elif kind == "sign":
            tokens.append(Sign(negative=found[0] == "-", name=found[0]))
        elif kind != "space":
            tokens.append(To() if kind == "to" else Per() if kind == "per" else Times())
    return tokens


def _spaced(text: str, start: int, end: int) -> int:
    """Return the end of a number whose groups of three are set apart by spaces."""
    if not (text[start:end].isdigit() and end - start <= 3) or text[start] == "0":
        return end
    while group := _SPACED_GROUP.match(text, end):
        end = group.end()
        if "." in group[0]:
            break
    return end


def _phrase(text: str, start: int, end: int) -> int:
    """Return the end of a unit of two words, such as ``short ton``."""
    if text[start:end] not in _FIRSTS:
        return end
    following = re.compile(r"[ ]+([A-Za-z]+)").match(text, end)
    if following and f"{text[start:end]} {following[1]}" in _PHRASES:
        return following.end()
    return end


def _word(written: str, text: str, at: int, tokens: list[Token]) -> None:
    word = " ".join(written.split()).replace("^", "")
    scale = SCALES.get(word) or SCALES.get(word.lower())
    if word == "real":
        if not re.match(r" *(?:[A-Z]{3}|[A-Z]*\$|[€£₴₦₹]) ?[(@]", text[at:]):
            hint = "name the year of the money: real USD(2025)"
            raise ConcessionError.of("E310", "'real' without a year of money", hint)
    elif scale:
        tokens.append(Scale(name=scale[0], size=scale[1], written=word))
    elif word in SHORT_SCALES:
        name = SHORT_SCALES[word]
        tokens.append(Scale(name=name, size=SCALES[name][1], written=word, money_only=True))
    elif word in CURRENCIES or word in CURRENCY_SIGNS:
        code = CURRENCY_SIGNS.get(word, word)
        tokens.append(Money(symbol=code, name=code))
    elif word[:1] in ("k", "M") and word[1:] in CURRENCIES:
        name = SHORT_SCALES[word[0]]
        money = Money(symbol=word[1:], name=word[1:])
        tokens += [Scale(name=name, size=SCALES[name][1], written=word[0], money_only=True), money]
    elif word in UNITS:
        tokens.append(Word(word=UNITS[word], name=word))
    elif word in ("a", "an", "each"):
        tokens.append(Per())
    elif word in AMBIGUOUS:
        raise ConcessionError.of("E310", f"'{word}' has more than one meaning", AMBIGUOUS[word])
    elif word.lower() in UNITS and len(word) > 3:
        tokens.append(Word(word=UNITS[word.lower()], name=word.lower()))
    else:
        raise _unknown(word)


def _unknown(word: str) -> ConcessionError:
    if word in ("about", "around", "up", "least", "over", "approximately", "some", "nearly"):
        hint = "write a number or an interval, and say how sure it is in 'note' and 'range'"
    elif word in ("of", "and", "between", "from", "in"):
        hint = "leave the word out; an interval is '60 to 95 USD/bbl'"
    else:
        hint = nearest(word[:40], [*UNITS, *SCALES, *(CURRENCIES if word.isupper() else ())])
    return ConcessionError.of("E305", f"unknown unit '{word[:40]}'", hint)


def _real(text: str) -> Money:
    found = re.match(r"([^ (@]+) ?[(@]([0-9]{4})", text)
    sign, year = (found[1], found[2]) if found else ("", "")
    code = CURRENCY_SIGNS.get(sign, sign)
    if code not in CURRENCIES:
        raise ConcessionError.of("E305", f"unknown currency '{code}'", nearest(code, CURRENCIES))
    return Money(symbol=f"{code}@{year}", name=f"{code}({year})")
