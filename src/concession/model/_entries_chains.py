"""Entries of the outlook that are events and states: hostilities, and what is read off them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from concession.deal import Choice, Id, ListOf, MapOf, Struct, Value, ValueOf, field_of
from concession.lines import Timeline, Unit
from concession.model._entry import Entry, called, entry_kind, number, parameter, unit_of
from concession.outlook import ByState, Chain, Event, FirstTime, InStates, Rate
from concession.outlook import Input as Spec

__all__ = ["ByStateEntry", "ChainEntry", "EventEntry", "FirstTimeEntry", "InStatesEntry", "SaidRate"]


@entry_kind("event")
@dataclass(frozen=True, kw_only=True)
class EventEntry(Entry):
    """Something that happens once, with a yearly hazard; in one future at the same time in all drafts."""

    event: ClassVar[bool] = True

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
        return Unit(), Event(hazard=parameter(self.hazard), after=after)


@dataclass(frozen=True, kw_only=True)
class SaidRate:
    """How fast one state gives way to another."""

    before: str = field_of(Id("state"), "The state that is left.", key="from")
    after: str = field_of(Id("state"), "The state that is reached.", key="to")
    per_year: Value = field_of(ValueOf("rate"), "The chance in a short time, per year.", key="rate")
    factor: Value | None = field_of(
        ValueOf("any"), "What the rate is multiplied by, such as a deterrence that is assumed.", default=None
    )
    during: tuple[str, ...] = field_of(
        ListOf(Id("state")), "States of the driver in which alone the rate applies.", default=()
    )

    def rate(self) -> Rate:
        """Return the rate."""
        return Rate(
            before=self.before,
            after=self.after,
            per_year=parameter(self.per_year),
            factor=parameter(self.factor) if self.factor is not None else 1.0,
            during=self.during or None,
        )


@entry_kind("chain")
@dataclass(frozen=True, kw_only=True)
class ChainEntry(Entry):
    """States that follow one another at yearly rates: war, ceasefire and peace; who holds a region."""

    by_period: ClassVar[bool] = True
    states: ClassVar[bool] = True

    names: tuple[str, ...] = field_of(ListOf(Id("state")), "The states.", key="states")
    initial: str = field_of(Id("state"), "The state at the start of the case.")
    rates: tuple[SaidRate, ...] = field_of(ListOf(Struct(SaidRate)), "The rates from one state to another.")
    driver: str = field_of(Id("input"), "Another chain on whose states some rates depend.", default="")
    at: str = field_of(
        Choice(("start", "middle", "end")), "When in a period the state is read.", default="middle"
    )

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        at: Any = self.at
        spec = Chain(
            states=self.names,
            initial=self.initial,
            rates=tuple(one.rate() for one in self.rates),
            driver=called(self.driver) if self.driver else None,
            at=at,
        )
        return Unit(), spec


@entry_kind("by-state")
@dataclass(frozen=True, kw_only=True)
class ByStateEntry(Entry):
    """A value for each state of a chain: an insurance rate, the share of output that is not lost."""

    by_period: ClassVar[bool] = True

    chain: str = field_of(Id("input"), "The chain.")
    values: dict[str, Value] = field_of(MapOf(ValueOf("any")), "The value in each of its states.")

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        values = {state: parameter(value) for state, value in self.values.items()}
        return unit_of(*self.values.values()), ByState(chain=called(self.chain), values=values)


@entry_kind("in-states")
@dataclass(frozen=True, kw_only=True)
class InStatesEntry(Entry):
    """One while a chain is in some of its states, else nothing."""

    by_period: ClassVar[bool] = True

    chain: str = field_of(Id("input"), "The chain.")
    wanted: tuple[str, ...] = field_of(ListOf(Id("state")), "The states.", key="states")

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        return Unit(), InStates(chain=called(self.chain), states=self.wanted)


@entry_kind("first-time")
@dataclass(frozen=True, kw_only=True)
class FirstTimeEntry(Entry):
    """When a chain first is in one of some states; an event that projects and clauses may wait for."""

    event: ClassVar[bool] = True

    chain: str = field_of(Id("input"), "The chain.")
    wanted: tuple[str, ...] = field_of(ListOf(Id("state")), "The states.", key="states")

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        return Unit(), FirstTime(chain=called(self.chain), states=self.wanted)
