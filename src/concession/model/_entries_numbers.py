"""Entries of the outlook that are one number in each future."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, cast

from concession.deal import ListOf, Value, ValueOf, field_of
from concession.lines import Timeline, Unit
from concession.model._entry import Entry, entry_kind, number, optional, spec_of_value, unit_of
from concession.outlook import (
    Delay,
    Discrete,
    Distribution,
    Empirical,
    Lognormal,
    Normal,
    Overrun,
    Pert,
    Triangular,
    Uniform,
)
from concession.outlook import Input as Spec

__all__ = [
    "DelayEntry",
    "DiscreteEntry",
    "EmpiricalEntry",
    "LognormalEntry",
    "NormalEntry",
    "OverrunEntry",
    "PertEntry",
    "TriangularEntry",
    "UniformEntry",
]


@entry_kind("uniform")
@dataclass(frozen=True, kw_only=True)
class UniformEntry(Entry):
    """Equally likely between two bounds."""

    low: Value = field_of(ValueOf("any"), "The least.")
    high: Value = field_of(ValueOf("any"), "The most.")

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        return unit_of(self.low, self.high), Uniform(low=number(self.low), high=number(self.high))


@dataclass(frozen=True, kw_only=True)
class _Peaked(Entry):
    low: Value = field_of(ValueOf("any"), "The least.")
    mode: Value = field_of(ValueOf("any"), "The most likely.")
    high: Value = field_of(ValueOf("any"), "The most.")
    shape: ClassVar[type[Triangular] | type[Pert]] = Triangular

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        spec = self.shape(low=number(self.low), mode=number(self.mode), high=number(self.high))
        return unit_of(self.low, self.mode, self.high), spec


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
        return unit_of(self.mean, self.sd), Normal(mean=number(self.mean), sd=number(self.sd))


@entry_kind("lognormal")
@dataclass(frozen=True, kw_only=True)
class LognormalEntry(Entry):
    """A bell curve of the logarithm."""

    median: Value = field_of(ValueOf("any"), "The median.")
    sigma: Value = field_of(ValueOf("share"), "The standard deviation of the logarithm.")

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        return unit_of(self.median), Lognormal(median=number(self.median), sigma=number(self.sigma))


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
        return unit_of(*self.values), Discrete(values=tuple(map(number, self.values)), weights=weights)


@entry_kind("empirical")
@dataclass(frozen=True, kw_only=True)
class EmpiricalEntry(Entry):
    """Observed values, each equally likely."""

    values: tuple[Value, ...] = field_of(ListOf(ValueOf("any")), "The observed values.")

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        return unit_of(*self.values), Empirical(values=tuple(map(number, self.values)))


@entry_kind("delay")
@dataclass(frozen=True, kw_only=True)
class DelayEntry(Entry):
    """A delay, never below nothing: what starts later does not start earlier."""

    time: Value = field_of(ValueOf("duration"), "How long: an interval, or a value with its range.")
    most: Value | None = field_of(ValueOf("duration"), "The longest delay.", default=None)

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        years = cast(Distribution, spec_of_value(self.time))
        most = number(self.most) if self.most is not None else None
        return unit_of(self.time), Delay(years=years, most=most)


@entry_kind("overrun")
@dataclass(frozen=True, kw_only=True)
class OverrunEntry(Entry):
    """A factor on planned cost: one and a share of it that comes on top."""

    share: Value = field_of(ValueOf("share"), "The share of planned cost on top: `-5 % to 60 %`.")
    least: Value | None = field_of(
        ValueOf("share"), "The least factor; 10 % where nothing is said.", default=None
    )

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        share = cast(Distribution, spec_of_value(self.share))
        return Unit(), Overrun(share=share, least=optional(self.least, 0.1))
