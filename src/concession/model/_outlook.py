"""The section ``outlook`` of a case: what may happen, and how it moves together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from concession.deal import (
    Choice,
    Context,
    Evidence,
    Id,
    ListOf,
    Node,
    Scalar,
    Struct,
    Text,
    Value,
    ValueOf,
    as_choice,
    as_mapping,
    field_of,
    has_whole_readings,
    is_value_form,
    read_evidence,
    read_fields,
    values_with_readings,
    whole_readings,
)
from concession.deal import Mapping as MappingNode
from concession.errors import ConcessionError
from concession.lines import Timeline, Unit
from concession.model import _entries_chains, _entries_numbers, _entries_paths
from concession.model._entry import ENTRY_KINDS, called, number, spec_of_value
from concession.outlook import Grid, Group, Outlook
from concession.outlook import Input as Spec

__all__ = ["ENTRY_KINDS", "RULE_KINDS", "SaidOutlook", "Uncertain", "number", "read_outlook", "spec_of_value"]

#: The modules whose import registers the kinds of entries.
KIND_MODULES = (_entries_numbers, _entries_paths, _entries_chains)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """One input of the outlook, ready to be drawn: its unit, its shape, its specification.

    ``event`` is a time at which something happens; ``states`` are states, which no line can read. Where it
    can be read in several ways, the evidence has them; ``doubts`` are its parameters with readings.
    """

    name: str
    unit: Unit
    by_period: bool
    spec: Spec
    evidence: Evidence
    text: str
    event: bool = False
    states: bool = False
    doubts: tuple[Value, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class SaidOutlook(Mapping[str, Uncertain]):
    """The inputs of the outlook by name, their correlation groups, and how futures are sampled."""

    entries: Mapping[str, Uncertain] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    sampling: Literal["random", "sobol"] = "random"
    dimensions: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Uncertain:
        """Return an input by its name."""
        return self.entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two inputs that move together."""

    of: tuple[str, ...] = field_of(ListOf(Id("input")), "The two inputs.")
    rank: Value = field_of(ValueOf("share"), "Their rank correlation, from -100 % to 100 %.")


@dataclass(frozen=True, kw_only=True)
class Correlation:
    """Inputs that move together; pairs left out are not correlated."""

    pairs: tuple[Pair, ...] = field_of(ListOf(Struct(Pair)), "The pairs, each with its rank correlation.")

    def group(self, name: str) -> Group:
        """Return the correlation group."""
        for pair in self.pairs:
            if len(pair.of) != 2:
                raise ConcessionError.of("E930", f"a pair of '{name}' has {len(pair.of)} inputs", "name two")
        members = tuple(dict.fromkeys(called(one) for pair in self.pairs for one in pair.of))
        ranks = [(called(pair.of[0]), called(pair.of[1]), number(pair.rank)) for pair in self.pairs]
        stated: dict[tuple[str, str], float] = {}
        for one, other, rank in ranks:
            if (one, other) in stated or (other, one) in stated:
                raise ConcessionError.of("E931", f"the pair of {one} and {other} is stated twice")
            stated[one, other] = rank
        return Group(name=name, members=members, ranks=stated)


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How futures are sampled: at random, or by scrambled Sobol points, which settle faster."""

    points: str = field_of(Choice(("random", "sobol")), "Which points.", default="random")
    dimensions: tuple[str, ...] = field_of(
        ListOf(Text()),
        "The dimensions of Sobol points that each input has: its key, the first one and how many. Store "
        "them, so that inputs added later change nothing.",
        default=(),
    )

    def allotted(self) -> dict[str, tuple[int, int]]:
        """Return the dimensions by key."""
        found = {}
        for line in self.dimensions:
            key, *numbers = line.rsplit(maxsplit=2)
            if len(numbers) != 2 or not all(one.isdecimal() for one in numbers):
                raise ConcessionError.of(
                    "E942", f"'{line[:60]}' allots no dimensions", "write a key, the first one, how many"
                )
            found[key] = (int(numbers[0]), int(numbers[1]))
        return found


#: Entries that are no inputs, but say something of them.
RULE_KINDS: dict[str, type[Correlation | Sampling]] = {"correlation": Correlation, "sampling": Sampling}


def read_outlook(node: Node | None, timeline: Timeline, context: Context) -> SaidOutlook:
    """Read the section ``outlook``: by name, a plain value or interval, or an entry of one of the kinds."""
    section = as_mapping(node, context.problems, path=context.path)
    found: dict[str, Uncertain] = {}
    rules: dict[str, Correlation | Sampling] = {}
    before = len(context.problems.found)
    for name, child in section.entries.items():
        here = context.below(name)
        try:
            entry = _entry(name, child, timeline, here)
        except ConcessionError as error:
            context.problems.extend(error, child.place, here.path)
            continue
        if isinstance(entry, Uncertain):
            found[name] = entry
        elif entry is not None:
            rules[name] = entry
    said = SaidOutlook(entries=found)
    if len(context.problems.found) > before:
        return said
    return _ruled(said, rules, section, timeline, context)


def _ruled(
    said: SaidOutlook,
    rules: Mapping[str, Correlation | Sampling],
    section: MappingNode,
    timeline: Timeline,
    context: Context,
) -> SaidOutlook:
    """Return the outlook with its groups and its sampling, once all of it fits together."""
    groups: list[Group] = []
    sampling: Any = "random"
    dimensions: dict[str, tuple[int, int]] = {}
    for name, rule in rules.items():
        place = section.entries[name].place
        try:
            if isinstance(rule, Correlation):
                groups.append(rule.group(name))
                _fits(said, (groups[-1],), timeline)
            else:
                sampling, dimensions = rule.points, rule.allotted()
        except ConcessionError as error:
            context.problems.extend(error, place, f"{context.path}.{name}")
            return said
    try:
        _fits(said, tuple(groups), timeline)
    except ConcessionError as error:
        for problem in error.problems:
            name = problem.path.removeprefix(called("")).split(".")[0]
            child = section.entries.get(name)
            place = child.place if child is not None else section.place
            path = f"{context.path}.{name}" if child is not None else context.path
            context.problems.add(problem.code, problem.message, problem.hint, path=path, place=place)
        return said
    return SaidOutlook(entries=said.entries, groups=tuple(groups), sampling=sampling, dimensions=dimensions)


def _fits(said: SaidOutlook, groups: tuple[Group, ...], timeline: Timeline) -> None:
    """Raise what does not fit together: chains that are not there, groups that cannot be."""
    Outlook(
        seed=0,
        grid=Grid(periods=timeline.periods, years=float(timeline.length)),
        inputs={called(name): entry.spec for name, entry in said.items()},
        groups=groups,
    )


def _entry(
    name: str, node: Node, timeline: Timeline, context: Context
) -> Uncertain | Correlation | Sampling | None:
    """Read an entry; of one with readings its base, once each of the others is known to be an entry."""
    if not isinstance(node, MappingNode) or not has_whole_readings(node, "kind"):
        return _plain(name, node, context) if _is_plain(node) else _kind(name, node, timeline, context)
    whole = whole_readings(
        node,
        "kind",
        context.problems,
        path=context.path,
        sources=context.sources,
        inherited=context.evidence,
    )
    if whole is None:
        return None
    base = _entry(name, whole.node, timeline, context)
    told = []
    for key, one in whole.readings.items():
        at = context.below("readings").below(key)
        other = base if key == whole.base else _entry(name, one, timeline, at)
        if not isinstance(other, Uncertain) or not isinstance(base, Uncertain):
            return None
        if other.unit != base.unit:
            context.problems.add(
                "E309",
                f"the reading '{key}' is in {other.unit}, not {base.unit}",
                "give all readings one unit",
                path=at.path,
                place=one.place,
            )
        if (other.by_period, other.event, other.states) != (base.by_period, base.event, base.states):
            hint = "let all readings be paths, or all of them single numbers"
            context.problems.add(
                "E412", f"the reading '{key}' is of another shape", hint, path=at.path, place=one.place
            )
        told.append((key, Value(quantity=None, text=other.text, evidence=whole.evidence[key])))
    if not isinstance(base, Uncertain):
        return None
    return replace(base, evidence=replace(base.evidence, readings=tuple(told), base=whole.base))


def _is_plain(node: Node) -> bool:
    return isinstance(node, Scalar) or (is_value_form(node) and "kind" not in as_entries(node))


def as_entries(node: Node) -> tuple[str, ...]:
    """Return the keys of a mapping, none for anything else."""
    return tuple(node) if isinstance(node, MappingNode) else ()


def _plain(name: str, node: Node, context: Context) -> Uncertain | None:
    value = ValueOf("any").read(node, context)
    if value is None or value.quantity is None:
        return None
    return Uncertain(
        name=name,
        unit=value.quantity.unit,
        by_period=False,
        spec=spec_of_value(value),
        evidence=value.evidence,
        text=value.text,
    )


def _kind(
    name: str, node: Node, timeline: Timeline, context: Context
) -> Uncertain | Correlation | Sampling | None:
    mapping = as_mapping(node, context.problems, path=context.path)
    kind = mapping.get("kind")
    words = {**ENTRY_KINDS, **RULE_KINDS}
    if kind is None:
        context.problems.add(
            "E203", "'kind' is missing", f"add 'kind:' with one of {', '.join(words)}",
            path=context.path, place=node.place,
        )  # fmt: skip
        return None
    word = as_choice(kind, words, context.problems, path=f"{context.path}.kind")
    if not word:
        return None
    evidence = read_evidence(
        mapping, context.problems, path=context.path, sources=context.sources, inherited=context.evidence
    )
    rest = mapping.without("kind", "source", "mark", "note", "article", "quote")
    if word in RULE_KINDS:
        return read_fields(RULE_KINDS[word], rest, context.under(evidence))
    entry = read_fields(ENTRY_KINDS[word], rest, context.under(evidence))
    if entry is None:
        return None
    unit, spec = entry.declare(timeline, context.tables.folder if context.tables else None)
    return Uncertain(
        name=name,
        unit=unit,
        by_period=entry.by_period,
        spec=spec,
        evidence=evidence,
        text=spec.describe(),
        event=entry.event,
        states=entry.states,
        doubts=tuple(values_with_readings(entry)),
    )
