"""Evidence: where a value comes from and how good it is; what a clause lends to its values."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from concession.deal._dates import Dated
from concession.deal._fit import as_date
from concession.deal._node import BY_HAND, Mapping, Scalar
from concession.deal._quantity import Quantity
from concession.deal._shape import as_text, as_texts, close_to, full
from concession.deal._sources import MARKS, Source, default_mark
from concession.errors import Problems

if TYPE_CHECKING:
    from concession.deal._value import Value

__all__ = ["EVIDENCE_KEYS", "Evidence", "best_mark", "check_evidence", "lent_evidence", "read_evidence"]

#: The keys of a clause, section or value that speak of its evidence.
EVIDENCE_KEYS = ("source", "mark", "note", "article", "quote", "asked_by", "asked_on")

#: Marks that no weak source can give.
_STRONG = frozenset({"text", "official", "reported"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a value comes from.

    ``sources`` are ids of the case's sources; ``article`` and ``quote`` locate the value in the first of
    them; ``range`` is the interval in which a doubtful value may lie; ``readings`` are other values, by
    name, that the evidence allows as well, each with its own evidence; ``base`` is the name of the one that
    results rest on, nothing where it stands beside them, and None where the text tells. ``asked_by`` and
    ``asked_on`` say who asked for a withheld value, and when. ``by_hand`` marks a value that was put in the
    place of the file's by a user's what-if; no file can state it.
    """

    sources: tuple[str, ...] = ()
    mark: str = ""
    note: str = ""
    article: str = ""
    quote: str = ""
    range: Quantity | None = None
    readings: tuple[tuple[str, Value], ...] = ()
    base: str | None = None
    asked_by: str = ""
    asked_on: Dated | None = None
    by_hand: bool = False

    @property
    def source(self) -> str:
        """The first source, or nothing."""
        return self.sources[0] if self.sources else ""


def read_evidence(
    mapping: Mapping,
    problems: Problems,
    *,
    path: str,
    sources: MappingType[str, Source],
    inherited: Evidence | None = None,
) -> Evidence:
    """Read what a mapping says of its evidence, filled up from what it inherits.

    A source of its own replaces the inherited source, mark and place in it; without one they are
    inherited, and a mark or note of its own replaces just that. Where no mark is stated, the best
    source's kind and grade give it. Only the keys of :data:`EVIDENCE_KEYS` are read.

    Notes E402 (unknown mark) and E403 (unknown source).
    """
    above = inherited or Evidence()
    named = _named(mapping, problems, path=path, sources=sources)
    stated = _mark(mapping, problems, path=path)
    own = bool(named)
    taken = () if stated == "assumed" and not own else above.sources
    used = named or taken
    mark = stated or ("" if own else above.mark) or best_mark(used, sources)
    return Evidence(
        sources=used,
        mark=mark,
        note=_text(mapping, "note", problems, path) or ("" if own else above.note),
        article=_text(mapping, "article", problems, path) or ("" if own else above.article),
        quote=_text(mapping, "quote", problems, path) or ("" if own else above.quote),
        asked_by=_text(mapping, "asked_by", problems, path) or above.asked_by,
        asked_on=as_date(mapping.get("asked_on"), problems, path=_below(path, "asked_on")) or above.asked_on,
        by_hand=above.by_hand and not own,
    )


def lent_evidence(
    lent: tuple[Mapping, ...], problems: Problems, *, sources: MappingType[str, Source], path: str = ""
) -> Evidence:
    """Return what the clauses and drafts that a node comes from lend it: see :mod:`concession.deal._node`.

    Without a path, what is wrong with a clause's evidence is told once, not for each of its values.
    """
    evidence = Evidence()
    for mapping in lent:
        evidence = read_evidence(mapping, problems, path=path, sources=sources, inherited=evidence)
        if mapping is BY_HAND:
            evidence = replace(evidence, by_hand=True)
    return evidence


def check_evidence(
    evidence: Evidence,
    problems: Problems,
    node: Mapping | Scalar,
    *,
    path: str,
    sources: MappingType[str, Source],
    ranged: bool,
) -> None:
    """Note what the evidence of a value lacks.

    Parameters
    ----------
    evidence
        The value's evidence, inherited parts included.
    problems, node, path
        Where to note problems, and where the value stands.
    sources
        The case's sources.
    ranged
        Whether the value needs a range where it is assumed or unknown: numbers that are not
        intervals do, structural choices do not, nor does what the case itself defines (sources of kind
        ``model`` alone): an amount that is nothing until somebody puts one in is not in doubt.
    """

    def note(code: str, message: str, hint: str) -> None:
        problems.add(code, message, hint, path=path, place=node.place)

    mark = evidence.mark
    if not evidence.sources and mark not in ("assumed", "unknown", "withheld"):
        note("E401", "this value has no source", "add 'source:' here or on its clause, or 'mark: assumed'")
    if mark == "assumed" and not evidence.note:
        note("E404", "an assumed value gives no reason", "add 'note:' with the reason")
    used = [sources[name] for name in evidence.sources if name in sources]
    defined = mark == "assumed" and bool(used) and all(source.kind == "model" for source in used)
    if (
        mark in ("assumed", "unknown")
        and ranged
        and not defined
        and not (evidence.range or evidence.readings or evidence.by_hand)
    ):
        hint = "add 'range:' with an interval, such as 3 to 5 %"
        note("E405", f"an {mark} value states no range", hint)
    if mark == "withheld" and not (evidence.asked_by and evidence.asked_on):
        hint = "add 'asked_by:' and 'asked_on:'"
        note("E410", "a withheld value does not say who asked for it, and when", hint)
    if used and len(used) == len(evidence.sources) and all(source.low for source in used):
        grades = ", ".join(f"'{source.id}' {source.grade}" for source in used)
        if len(used) == 1:
            note("E406", f"a weak source stands alone ({grades})", "add a second source: source: [one, two]")
        if mark in _STRONG:
            note("E407", f"'{mark}' rests on weak sources only ({grades})", "write 'mark: weak'")


def best_mark(names: tuple[str, ...], sources: MappingType[str, Source]) -> str:
    """Return the mark that the best of these sources gives, or nothing where there is none."""
    marks = [default_mark(sources[name]) for name in names if name in sources]
    return min(marks, key=list(MARKS).index) if marks else ""


def _named(
    mapping: Mapping, problems: Problems, *, path: str, sources: MappingType[str, Source]
) -> tuple[str, ...]:
    node = mapping.get("source")
    names = as_texts(node, problems, path=_below(path, "source"))
    for name in names:
        if name and name not in sources and node is not None and not full(problems):
            message = f"no source is called '{name[:40]}'"
            problems.add(
                "E403", message, close_to(name, sources), path=_below(path, "source"), place=node.place
            )
    return tuple(dict.fromkeys(name for name in names if name))


def _mark(mapping: Mapping, problems: Problems, *, path: str) -> str:
    node = mapping.get("mark")
    text = as_text(node, problems, path=_below(path, "mark"))
    if node is None or text in MARKS:
        return text
    if isinstance(node, Scalar):
        message = f"'{text[:40]}' is not a mark"
        problems.add("E402", message, close_to(text, MARKS), path=_below(path, "mark"), place=node.place)
    return ""


def _text(mapping: Mapping, key: str, problems: Problems, path: str) -> str:
    return as_text(mapping.get(key), problems, path=_below(path, key))


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
