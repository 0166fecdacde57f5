"""What a case keeps of texts: their hashes and dates, a vocabulary, and who said what.

A text itself is never kept. A statement keeps who spoke, when, and the phrase that locates the words in its
text; a person accepts or rejects what a reader of texts proposes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from concession.deal._context import Context
from concession.deal._dates import Dated
from concession.deal._fields import Choice, Id, ListOf, Text, field_of
from concession.deal._kinds import DateText
from concession.deal._node import Node
from concession.deal._shape import as_text

__all__ = [
    "MAX_QUOTE_WORDS",
    "STATEMENT_KINDS",
    "STATEMENT_STATUSES",
    "TEXT_FORMS",
    "SaidStatement",
    "SaidTerm",
    "SaidText",
]

#: A case quotes no more words than this of one statement.
MAX_QUOTE_WORDS: Final = 40
#: The formats that texts are read from.
TEXT_FORMS: Final = ("plain", "markdown", "html", "pdf")
#: ``direct``: whole quoted sentences; ``mixed``: quoted words inside a reported clause; ``indirect``: none.
STATEMENT_KINDS: Final = ("direct", "mixed", "indirect")
#: What became of a proposed statement. Only accepted ones make positions.
STATEMENT_STATUSES: Final = ("accepted", "proposed", "rejected")

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_PLACE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})\Z")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source, few enough to be quoted."""

    def read(self, node: Node, context: Context) -> str:
        """Return the words; E814 where they are more than :data:`MAX_QUOTE_WORDS`."""
        text = as_text(node, context.problems, path=context.path)
        count = len(text.split())
        if count > MAX_QUOTE_WORDS:
            context.problems.add(
                "E814",
                f"the quote has {count} words, more than {MAX_QUOTE_WORDS}",
                "keep the phrase that locates it, and say the rest in words of your own in 'note:'",
                context.path,
                node.place,
            )
        return text

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "string", "minLength": 1}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return f"words of the source, at most {MAX_QUOTE_WORDS}"


@dataclass(frozen=True, slots=True)
class Digest:
    """The SHA-256 of a file's bytes."""

    def read(self, node: Node, context: Context) -> str:
        """Return the hash; E815 where it is none."""
        text = as_text(node, context.problems, path=context.path).lower()
        if text and not _SHA256.match(text):
            context.problems.add(
                "E815",
                f"'{text[:20]}' is not a SHA-256 hash",
                "write its 64 hexadecimal digits, as 'concession statements FILE --json' prints them",
                context.path,
                node.place,
            )
        return text

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "string", "pattern": "^[0-9a-f]{64}$"}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "64 hexadecimal digits"


@dataclass(frozen=True, slots=True)
class PlaceText:
    """Where words stand in a text: from the first character's number to the one after the last."""

    def read(self, node: Node, context: Context) -> tuple[int, int]:
        """Return the two numbers; E818 where they are none, or the end is not after the start."""
        text = as_text(node, context.problems, path=context.path)
        found = _PLACE.match(text)
        if found and int(found[1]) < int(found[2]):
            return int(found[1]), int(found[2])
        context.problems.add(
            "E818",
            f"'{text[:40]}' is not a place in a text",
            "write the numbers of the first character and of the one after the last: 412-466",
            context.path,
            node.place,
        )
        return (0, 1)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "string", "pattern": "^[0-9]+-[0-9]+$"}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return "place in a text, such as `412-466`"


@dataclass(frozen=True, kw_only=True)
class SaidText:
    """A text that statements were read from: never its words, only what tells it again."""

    sha256: str = field_of(Digest(), "The SHA-256 of the file that was read.")
    title: str = field_of(Text(), "What it is called.", default="")
    date: Dated | None = field_of(DateText(), "When it was published.", default=None)
    url: str = field_of(Text(), "Where it can be read.", default="")
    source: tuple[str, ...] = field_of(
        ListOf(Id("source")), "The sources of the case that this is the text of.", default=()
    )
    form: str = field_of(Choice(TEXT_FORMS), "The format of the file.", default="plain")
    note: str = field_of(Text(), "A remark.", default="")


@dataclass(frozen=True, kw_only=True)
class SaidTerm:
    """A term that statements bear on: the phrases that tell of it, and its clauses."""

    phrases: tuple[str, ...] = field_of(
        ListOf(Text()), "Phrases that tell of it; `*` stands for any ending of a word."
    )
    clauses: tuple[str, ...] = field_of(
        ListOf(Id("clause")), "The clauses of any draft that it bears on.", default=()
    )
    title: str = field_of(Text(), "What it is called.", default="")


@dataclass(frozen=True, kw_only=True)
class SaidStatement:
    """Who said what, when and where; at most a few words of it are quoted."""

    speaker: str = field_of(Text(), "Who spoke.")
    quote: str = field_of(Quote(), "The words, or as many as are needed to find them again.")
    role: str = field_of(Text(), "The speaker's office, as the text gives it.", default="")
    date: Dated | None = field_of(
        DateText(), "The day on which it was said, or the first it can be.", default=None
    )
    until: Dated | None = field_of(DateText(), "The last day that it can be.", default=None)
    kind: str = field_of(Choice(STATEMENT_KINDS), "How the text reports it.", default="direct")
    addressee: str = field_of(Text(), "Whom it was said to.", default="")
    text: str = field_of(Id("text"), "The text it was read from.", default="")
    places: tuple[tuple[int, int], ...] = field_of(
        ListOf(PlaceText()), "Where in the text its words stand.", default=()
    )
    source: tuple[str, ...] = field_of(ListOf(Id("source")), "Where it can be read.", default=())
    figures: tuple[str, ...] = field_of(
        ListOf(Text()), "The figures that it names, in its words.", default=()
    )
    terms: tuple[str, ...] = field_of(
        ListOf(Id("term")), "Terms of the vocabulary that it bears on.", default=()
    )
    stance: str = field_of(
        Choice(("affirms", "denies", "neither")),
        "What it says of its terms, where its words alone would be misread.",
        default="",
    )
    status: str = field_of(
        Choice(STATEMENT_STATUSES), "Whether a person has accepted it.", default="accepted"
    )
    note: str = field_of(Text(), "A remark, or what it says in words of your own.", default="")
