"""What a file says may happen, as inputs of the program and specifications that can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from concession.deal import (
    Choice,
    Context,
    Evidence,
    Flag,
    Interval,
    ListOf,
    Mapping,
    Node,
    Scalar,
    Text,
    TimedOf,
    TimedValue,
    Value,
    ValueOf,
    as_choice,
    as_mapping,
    field_of,
    is_value_form,
    read_evidence,
    read_fields,
)
from concession.errors import ConcessionError
from concession.lines import Timeline, Unit
from concession.outlook import (
    Brownian,
    Discrete,
    Event,
    Given,
    Lognormal,
    Normal,
    Pert,
    Point,
    Reverting,
    Supplied,
    Triangular,
    Uniform,
    read_paths,
)
from concession.outlook import Input as Spec
from concession.outlook import Interval as IntervalSpec

__all__ = ["ENTRY_KINDS", "Entry", "Uncertain", "number", "read_outlook", "spec_of_value"]

#: The kinds of entries by the word that files use.
ENTRY_KINDS: dict[str, type[Entry]] = {}

E = TypeVar("E", bound="type[Entry]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """One input of the outlook, ready to be drawn: its unit, its shape, its specification."""

    name: str
    unit: Unit
    by_period: bool
    spec: Spec
    evidence: Evidence
    text: str
    event: bool = False


def number(value: Value) -> float:
    """Return a single number in base units."""
    quantity = value.quantity
    if quantity is None or isinstance(quantity.value, Interval):
        raise ConcessionError.of("E315", f"'{value.text}' must be one number here", path=value.path)
    return float(quantity.value)


def spec_of_value(value: Value) -> Spec:
    """Return how an uncertain value varies.

    An interval stands for its 5th to 95th percentile. A number with a range varies between the ends of
    the range, most likely near the number itself (a triangle).
    """
    quantity, span = value.quantity, value.evidence.range
    if quantity is not None and isinstance(quantity.value, Interval):
        return IntervalSpec(low=float(quantity.value.low), high=float(quantity.value.high))
    if quantity is not None and span is not None and isinstance(span.value, Interval):
        low, high = float(span.value.low), float(span.value.high)
        return Triangular(low=low, mode=number(value), high=high)
    return Point(value=number(value))


def _unit(*values: Value) -> Unit:
    units = [value.quantity.unit for value in values if value.quantity is not None]
    for value, unit in zip(values, units, strict=False):
        if unit != units[0]:
            raise ConcessionError.of(
                "E309", f"'{value.text}' is in {unit}, not {units[0]}", "use one unit", path=value.path
            )
    return units[0]


def entry_kind(word: str) -> Callable[[E], E]:
    """Register a class as the entry that files call ``word``."""

    def register(cls: E) -> E:
        cls.word = word
        ENTRY_KINDS[word] = cls
        return cls

    return register


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the outlook."""

    word: ClassVar[str] = ""
    by_period: ClassVar[bool] = False

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        raise NotImplementedError


@entry_kind("uniform")
@dataclass(frozen=True, kw_only=True)
class UniformEntry(Entry):
    """Equally likely between two bounds."""

    low: Value = field_of(ValueOf("any"), "The least.")
    high: Value = field_of(ValueOf("any"), "The most.")

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        return _unit(self.low, self.high), Uniform(low=number(self.low), high=number(self.high))


@dataclass(frozen=True, kw_only=True)
class _Peaked(Entry):
    low: Value = field_of(ValueOf("any"), "The least.")
    mode: Value = field_of(ValueOf("any"), "The most likely.")
    high: Value = field_of(ValueOf("any"), "The most.")
    shape: ClassVar[type[Triangular] | type[Pert]] = Triangular

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        spec = self.shape(low=number(self.low), mode=number(self.mode), high=number(self.high))
        return _unit(self.low, self.mode, self.high), spec


@entry_kind("triangular")
@dataclass(frozen=True, kw_only=True)
class TriangularEntry(_Peaked):
    """Rising straight to the most likely value, falling straight from it."""


@entry_kind("pert")
@dataclass(frozen=True, kw_only=True)
class PertEntry(_Peaked):
    """A smooth hump around the most likely value (the usual four-to-one weight)."""

    shape: ClassVar[type[Triangular] | type[Pert]] = Pert


@entry_kind("normal")
@dataclass(frozen=True, kw_only=True)
class NormalEntry(Entry):
    """A bell curve."""

    mean: Value = field_of(ValueOf("any"), "The mean.")
    sd: Value = field_of(ValueOf("any"), "The standard deviation.")

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        return _unit(self.mean, self.sd), Normal(mean=number(self.mean), sd=number(self.sd))


@entry_kind("lognormal")
@dataclass(frozen=True, kw_only=True)
class LognormalEntry(Entry):
    """A bell curve of the logarithm."""

    median: Value = field_of(ValueOf("any"), "The median.")
    sigma: Value = field_of(ValueOf("share"), "The standard deviation of the logarithm.")

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        return _unit(self.median), Lognormal(median=number(self.median), sigma=number(self.sigma))


@entry_kind("discrete")
@dataclass(frozen=True, kw_only=True)
class DiscreteEntry(Entry):
    """One of several values, each with its weight."""

    values: tuple[Value, ...] = field_of(ListOf(ValueOf("any")), "The values.")
    weights: tuple[Value, ...] = field_of(
        ListOf(ValueOf("share")), "Their weights; equal ones where nothing is said.", default=()
    )

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        weights = tuple(number(weight) for weight in self.weights) or None
        return _unit(*self.values), Discrete(values=tuple(map(number, self.values)), weights=weights)


@entry_kind("path")
@dataclass(frozen=True, kw_only=True)
class PathEntry(Entry):
    """A known path: stated periods (a year holds through its parts), the last one held or grown."""

    by_period: ClassVar[bool] = True

    values: TimedValue = field_of(TimedOf("any"), "The values by period, from the first of the case.")
    growth: Value | None = field_of(
        ValueOf("rate"),
        "The yearly growth after the last stated period; none where nothing is said.",
        default=None,
    )

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        by_index: dict[int, float] = {}
        for period, value in self.values.dated.items():
            by_index.update(dict.fromkeys(timeline.inside(period), float(value)))
        last = max((k for k in by_index if k < timeline.periods), default=-1)
        missing = [str(timeline.labels[k]) for k in range(last + 1) if k not in by_index]
        if last < 0 or missing:
            raise ConcessionError.of(
                "E616",
                "the path has no value for " + (", ".join(missing[:5]) or "the first period"),
                "state every period from the first of the case to the last one known",
            )
        growth = number(self.growth) if self.growth is not None else 0.0
        return self.values.unit, Given(values=tuple(by_index[k] for k in range(last + 1)), growth=growth)


@entry_kind("geometric-brownian")
@dataclass(frozen=True, kw_only=True)
class BrownianEntry(Entry):
    """A path whose logarithm wanders without memory."""

    by_period: ClassVar[bool] = True

    start: Value = field_of(ValueOf("any"), "The value at the start of the case.")
    volatility: Value = field_of(ValueOf("share"), "The yearly standard deviation of the logarithm's change.")
    drift: Value | None = field_of(ValueOf("rate"), "The yearly drift of the mean.", default=None)

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        drift = number(self.drift) if self.drift is not None else 0.0
        spec = Brownian(start=number(self.start), volatility=number(self.volatility), drift=drift)
        return _unit(self.start), spec


@entry_kind("mean-reverting")
@dataclass(frozen=True, kw_only=True)
class RevertingEntry(Entry):
    """A path whose logarithm is drawn back to a level."""

    by_period: ClassVar[bool] = True

    start: Value = field_of(ValueOf("any"), "The value at the start of the case.")
    level: Value = field_of(ValueOf("any"), "The level that it is drawn back to.")
    half_life: Value = field_of(ValueOf("duration"), "The time in which half of a distance is made up.")
    volatility: Value = field_of(ValueOf("share"), "The yearly standard deviation of the logarithm's shocks.")

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        spec = Reverting(
            start=number(self.start),
            level=number(self.level),
            half_life=number(self.half_life),
            volatility=number(self.volatility),
        )
        return _unit(self.start, self.level), spec


@entry_kind("file")
@dataclass(frozen=True, kw_only=True)
class FileEntry(Entry):
    """Paths from a file of the case's folder, one for each future."""

    by_period: ClassVar[bool] = True

    file: str = field_of(Text(), "The CSV, NPY or Parquet file.")
    unit: Value = field_of(ValueOf("any"), "One of the unit that its numbers are in: `1 USD/bbl`.")
    futures_in: str = field_of(
        Choice(("rows", "columns")), "Whether a future is a row or a column of the file.", default="rows"
    )
    repeat: bool = field_of(
        Flag(), "Whether futures beyond the last path start again at the first.", default=False
    )

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        if folder is None:
            raise ConcessionError.of("E616", "a case without a folder has no files of paths")
        futures_in: Any = self.futures_in
        spec = read_paths(folder, self.file, futures_in=futures_in, repeat=self.repeat)
        size = number(self.unit)
        if size != 1:
            spec = Supplied(
                paths=spec.paths * size, futures_in=futures_in, repeat=self.repeat, source=spec.source
            )
        return _unit(self.unit), spec


@entry_kind("event")
@dataclass(frozen=True, kw_only=True)
class EventEntry(Entry):
    """Something that happens once, with a yearly hazard; in one future at the same time in all drafts."""

    hazard: Value = field_of(
        ValueOf("rate"), "The hazard: the rate a year at which it happens if it has not yet."
    )
    after: Value | None = field_of(
        ValueOf("duration"),
        "The time from the start of the case before which it cannot happen.",
        default=None,
    )

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        after = number(self.after) if self.after is not None else 0.0
        return Unit(), Event(hazard=number(self.hazard), after=after)


def read_outlook(node: Node | None, timeline: Timeline, context: Context) -> dict[str, Uncertain]:
    """Read the section ``outlook``: by name, a plain value or interval, or an entry of one of the kinds."""
    section = as_mapping(node, context.problems, path=context.path)
    found: dict[str, Uncertain] = {}
    for name, child in section.entries.items():
        here = context.below(name)
        try:
            entry = _plain(name, child, here) if _is_plain(child) else _kind(name, child, timeline, here)
        except ConcessionError as error:
            context.problems.extend(error, child.place, here.path)
            continue
        if entry is not None:
            found[name] = entry
    return found


def _is_plain(node: Node) -> bool:
    return isinstance(node, Scalar) or (is_value_form(node) and "kind" not in as_entries(node))


def as_entries(node: Node) -> tuple[str, ...]:
    """Return the keys of a mapping, none for anything else."""
    return tuple(node) if isinstance(node, Mapping) else ()


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


def _kind(name: str, node: Node, timeline: Timeline, context: Context) -> Uncertain | None:
    mapping = as_mapping(node, context.problems, path=context.path)
    kind = mapping.get("kind")
    if kind is None:
        context.problems.add(
            "E203", "'kind' is missing", f"add 'kind:' with one of {', '.join(ENTRY_KINDS)}",
            path=context.path, place=node.place,
        )  # fmt: skip
        return None
    word = as_choice(kind, ENTRY_KINDS, context.problems, path=f"{context.path}.kind")
    if not word:
        return None
    evidence = read_evidence(
        mapping, context.problems, path=context.path, sources=context.sources, inherited=context.evidence
    )
    rest = mapping.without("kind", "source", "mark", "note", "article", "quote")
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
        event=word == "event",
    )
