"""Entries of the outlook that are a path: one number for each period of each future."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from concession.deal import (
    Choice,
    Flag,
    Id,
    ListOf,
    MapOf,
    Struct,
    Text,
    TimedOf,
    TimedValue,
    Value,
    ValueOf,
    Whole,
    field_of,
    inside,
)
from concession.errors import ConcessionError
from concession.lines import Timeline, Unit
from concession.model._entries_chains import SaidRate
from concession.model._entry import Entry, entry_kind, number, optional, parameter, unit_of
from concession.outlook import (
    Bootstrap,
    Brownian,
    Given,
    Jumps,
    Regime,
    Reverting,
    Supplied,
    Switching,
    history,
    read_paths,
)
from concession.outlook import Input as Spec

__all__ = [
    "BootstrapEntry",
    "BrownianEntry",
    "FileEntry",
    "JumpsEntry",
    "PathEntry",
    "RevertingEntry",
    "SaidRegime",
    "SwitchingEntry",
]

#: Bytes of a file of past prices that are read.
_MOST_HISTORY = 16 * 2**20


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
        spec = Brownian(
            start=parameter(self.start),
            volatility=parameter(self.volatility),
            drift=parameter(self.drift) if self.drift is not None else 0.0,
        )
        return unit_of(self.start), spec


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
            start=parameter(self.start),
            level=parameter(self.level),
            half_life=parameter(self.half_life),
            volatility=parameter(self.volatility),
        )
        return unit_of(self.start, self.level), spec


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
        return unit_of(self.unit), spec


@entry_kind("jumps")
@dataclass(frozen=True, kw_only=True)
class JumpsEntry(Entry):
    """A path that wanders without memory and jumps now and then."""

    by_period: ClassVar[bool] = True

    start: Value = field_of(ValueOf("any"), "The value at the start of the case.")
    volatility: Value = field_of(ValueOf("share"), "The yearly standard deviation between jumps.")
    rate: Value = field_of(ValueOf("rate"), "How many jumps a year are expected.")
    jump: Value = field_of(ValueOf("share"), "The mean size of a jump of the logarithm; below nothing: down.")
    jump_sd: Value = field_of(ValueOf("share"), "The standard deviation of that size.")
    drift: Value | None = field_of(ValueOf("rate"), "The yearly drift.", default=None)
    drift_of: str = field_of(
        Choice(("mean", "diffusion")),
        "Whether the drift is that of the mean, jumps and all, or of what moves between jumps.",
        default="mean",
    )

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        drift_of: Any = self.drift_of
        spec = Jumps(
            start=number(self.start),
            volatility=number(self.volatility),
            rate=number(self.rate),
            jump=number(self.jump),
            jump_sd=number(self.jump_sd),
            drift=optional(self.drift, 0.0),
            drift_of=drift_of,
        )
        return unit_of(self.start), spec


@dataclass(frozen=True, kw_only=True)
class SaidRegime:
    """How a path moves while a regime lasts: with a drift, or back to a level."""

    volatility: Value = field_of(ValueOf("share"), "The yearly standard deviation of the logarithm.")
    drift: Value | None = field_of(ValueOf("rate"), "The yearly drift of the median.", default=None)
    level: Value | None = field_of(ValueOf("any"), "The level that it is drawn back to.", default=None)
    half_life: Value | None = field_of(
        ValueOf("duration"), "The time in which half of a distance is made up.", default=None
    )

    def regime(self, name: str) -> Regime:
        """Return the regime."""
        return Regime(
            name=name,
            volatility=number(self.volatility),
            drift=optional(self.drift, 0.0),
            level=number(self.level) if self.level is not None else None,
            half_life=number(self.half_life) if self.half_life is not None else None,
        )


@entry_kind("regime-switching")
@dataclass(frozen=True, kw_only=True)
class SwitchingEntry(Entry):
    """A path that moves by the regime in force; regimes come and go at yearly rates."""

    by_period: ClassVar[bool] = True

    start: Value = field_of(ValueOf("any"), "The value at the start of the case.")
    regimes: dict[str, SaidRegime] = field_of(MapOf(Struct(SaidRegime)), "The regimes by name.")
    rates: tuple[SaidRate, ...] = field_of(ListOf(Struct(SaidRate)), "The rates from one regime to another.")
    initial: str = field_of(Id("regime"), "The regime at the start of the case.")

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        levels = [one.level for one in self.regimes.values() if one.level is not None]
        spec = Switching(
            start=number(self.start),
            regimes=tuple(one.regime(name) for name, one in self.regimes.items()),
            rates=tuple(one.rate() for one in self.rates),
            initial=self.initial,
        )
        return unit_of(self.start, *levels), spec


@entry_kind("bootstrap")
@dataclass(frozen=True, kw_only=True)
class BootstrapEntry(Entry):
    """A path of past changes, taken in blocks from dates drawn anew."""

    by_period: ClassVar[bool] = True

    start: Value = field_of(ValueOf("any"), "The value at the start of the case.")
    file: str = field_of(
        Text(), "The CSV file of past values in the case's folder; its first column holds periods."
    )
    column: str = field_of(Text(), "The column's heading.")
    block: int = field_of(Whole(1, 10_000), "How many steps of the history a block has.")
    drift: Value | None = field_of(
        ValueOf("rate"), "The yearly drift of the mean, in place of the history's own.", default=None
    )
    together: str = field_of(
        Text(), "A label: entries that share one take their blocks from the same dates.", default=""
    )
    gaps: str = field_of(
        Choice(("refuse", "carry", "interpolate")),
        "What becomes of a missing value between others.",
        default="refuse",
    )

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        if folder is None:
            raise ConcessionError.of("E616", "a case without a folder has no files of past values")
        path = inside(folder, self.file)
        if path.stat().st_size > _MOST_HISTORY:
            raise ConcessionError.of("E911", f"{self.file} is larger than {_MOST_HISTORY >> 20} MB")
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise ConcessionError.of("E951", f"{self.file} is not a text in UTF-8") from None
        gaps: Any = self.gaps
        spec = Bootstrap(
            start=number(self.start),
            history=history(text, self.column, gaps=gaps),
            block=self.block,
            drift=number(self.drift) if self.drift is not None else None,
            together=self.together or None,
        )
        return unit_of(self.start), spec
