"""Every phrase that a case marks as quoted, sought in the texts that are given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from concession.deal import Mapping as MappingNode
from concession.deal import Node, SaidText, Scalar, parse_quantity
from concession.deal import Sequence as SequenceNode
from concession.errors import ConcessionError, Place
from concession.evidence._texts import Text
from concession.evidence._verify import STATUSES, Check, Quoted, verify

__all__ = ["TEXT_STATES", "CaseCheck", "GivenText", "quotes_of", "verify_case"]

#: What a given text is to the case: the very file that it knows, another version, one that is named after a
#: source of which no text is kept, or none of its texts; or a text of the case that was not given.
TEXT_STATES = ("same", "another version", "no hash kept", "not in the case", "not given")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_AROUND = frozenset({"“”", "‘’", "«»", "„“", "„”", '""', "''"})
_LEFT_OUT = re.compile(r"\s+…\s+|\s+…$|^…\s+|(?<=\w)…$|^…(?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidQuote:
    """A quoted phrase of a case file: where it stands, and the texts and sources that may hold it."""

    quoted: Quoted
    place: Place
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenText:
    """A text of the case or of the folder, and what the one is to the other; ``name`` is that of its file."""

    id: str
    state: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCheck:
    """What became of every quoted phrase of a case; ``places`` says where in its files each stands."""

    checks: tuple[Check, ...]
    places: tuple[Place, ...]
    texts: tuple[GivenText, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The phrases that their texts do not hold, and the figures that differ without a reason."""
        return tuple(one for one in self.checks if one.status == "not found" or one.figure == "differs")

    @property
    def unchecked(self) -> tuple[Check, ...]:
        """The phrases that could not be sought: the text of their source was not given."""
        return tuple(one for one in self.checks if one.status == "missing text")

    def counts(self) -> dict[str, int]:
        """Return how many phrases have each status."""
        return {status: sum(one.status == status for one in self.checks) for status in STATUSES}


def verify_case(tree: MappingNode, texts: Mapping[str, SaidText], given: Sequence[Text]) -> CaseCheck:
    """Seek every quoted phrase of a case in the texts that are given.

    A given text belongs to a text of the case with the same hash; else to the text or source of the case
    that its file is named after. A phrase is sought in the texts of the sources that it names; one that
    names none, in all of them.
    """
    named, states = _matched(texts, given, tree.get("sources"))
    files = {text.name: text for text in given}
    said = tuple(quotes_of(tree))
    wanted: list[Quoted] = []
    owners: list[int] = []
    for number, one in enumerate(said):
        found = sorted({file for name in one.names for file in named.get(name, ())}) if one.names else [""]
        for file in found or [one.names[0]]:
            # a source that no text was given for keeps its name, and is told as missing
            wanted.append(replace(one.quoted, source=file))
            owners.append(number)
    best: dict[int, Check] = {}
    for number, check in zip(owners, verify(wanted, files), strict=True):
        kept = best.get(number)
        if kept is None or STATUSES.index(check.status) < STATUSES.index(kept.status):
            best[number] = check
    return CaseCheck(
        checks=tuple(best[number] for number in range(len(said))),
        places=tuple(one.place for one in said),
        texts=states,
    )


def _matched(
    texts: Mapping[str, SaidText], given: Sequence[Text], sources: Node | None
) -> tuple[dict[str, set[str]], tuple[GivenText, ...]]:
    """Return the files that hold each text and source of the case, and what each file is to it."""
    named: dict[str, set[str]] = {}
    states: list[GivenText] = []
    seen: set[str] = set()
    for text in given:
        stem = Path(text.name).stem.lower()
        same = [name for name, one in texts.items() if one.sha256 == text.sha256]
        other = [name for name, one in texts.items() if stem == name or stem in one.source]
        ids = same or other
        for name in ids:
            for key in (name, *texts[name].source):
                named.setdefault(key, set()).add(text.name)
        named.setdefault(stem, set()).add(text.name)
        seen.update(ids)
        state = "same" if same else "another version" if other else "not in the case"
        if not ids and isinstance(sources, MappingNode) and stem in sources:
            ids, state = [stem], "no hash kept"
        states.append(GivenText(id=", ".join(ids), state=state, name=text.name))
    states.extend(GivenText(id=name, state="not given") for name in texts if name not in seen)
    return named, tuple(states)


def quotes_of(tree: MappingNode) -> Iterator[SaidQuote]:
    """Yield every phrase under a key ``quote`` of a case, with what it is encoded as.

    The sources are those of the nearest mapping around it that names any; a statement's text comes first.
    Words that a statement leaves out part it into phrases of their own.
    """
    waiting: list[tuple[str, Node, tuple[str, ...]]] = [("", tree, ())]
    while waiting:
        path, node, names = waiting.pop()
        if isinstance(node, SequenceNode):
            items = [(f"{path}.{i}", item, names) for i, item in enumerate(node.items)]
            waiting += reversed(items)
        if not isinstance(node, MappingNode):
            continue
        status = node.get("status")
        if isinstance(status, Scalar) and status.text == "rejected":
            continue
        own = (*_texts(node.get("text")), *_texts(node.get("source")))
        if own and ("source" in node or "speaker" in node):
            names = own
        quote = node.get("quote")
        if isinstance(quote, Scalar) and not quote.empty:
            yield from _said(path, node, quote, names)
        below = [(f"{path}.{key}" if path else key, child, names) for key, child in node.entries.items()]
        waiting += reversed(below)


def _said(path: str, node: MappingNode, quote: Scalar, names: tuple[str, ...]) -> Iterable[SaidQuote]:
    where = f"{path}.quote" if path else "quote"
    value, unit = _encoded(node.get("value"), quote.text)
    note = node.get("note")
    why = note.text if isinstance(note, Scalar) else "readings" if "readings" in node else ""
    # marks around the whole are the file's own, not the source's
    words = quote.text.strip()
    if words[:1] + words[-1:] in _AROUND and not set(words[1:-1]) & {words[0], words[-1]}:
        words = words[1:-1]
    parts = [part for part in _LEFT_OUT.split(words) if re.search(r"\w", part)] or [words]
    for part in parts:
        quoted = Quoted(phrase=part.strip(), path=where, value=value, unit=unit, explained=why)
        yield SaidQuote(quoted=quoted, place=quote.place, names=names)


def _encoded(node: Node | None, words: str) -> tuple[Decimal | None, str]:
    """Return the number that a value states, and its currency; nothing where it is no single number."""
    if not isinstance(node, Scalar) or node.empty:
        return None, ""
    try:
        quantity = parse_quantity(node.text)
    except ConcessionError:
        return None, ""
    if quantity.low != quantity.high:
        return None, ""
    money = [symbol for symbol, power in quantity.unit.powers if power == 1 and _CURRENCY.match(symbol)]
    return quantity.low, money[0] if money and any(letter.isdigit() for letter in words) else ""


def _texts(node: Node | None) -> tuple[str, ...]:
    if isinstance(node, Scalar):
        return () if node.empty else (node.text,)
    if isinstance(node, SequenceNode):
        return tuple(item.text for item in node.items if isinstance(item, Scalar) and not item.empty)
    return ()
