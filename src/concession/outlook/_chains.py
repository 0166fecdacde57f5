"""Chains of states (hostilities, the control of a region), and inputs read off them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import numpy as np

from concession.errors import Problems, nearest
from concession.outlook._base import Array, Grid, Input, Kind, Noise, States
from concession.outlook._chain_math import cumulated, step, step_each, transition, transition_each
from concession.outlook._checks import choice
from concession.outlook._parameters import (
    Parameter,
    middle,
    needs_of,
    ok_parameter,
    times,
    told,
    value_of,
)

__all__ = ["Chain", "Rate"]

_MOST_STATES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A transition from one state to another, with its rate per year.

    ``factor`` multiplies the rate: a deal that deters a return to war has a factor below one.
    ``during`` limits the rate to the times when another chain, the driver, is in one of these states.
    Rate and factor may be distributions, drawn once for each future: how fast a war ends is one thing, how
    little anybody knows of it another.

    >>> Rate(before="war", after="ceasefire", per_year=0.4, factor=1.5).describe()
    'war → ceasefire 0.4 a year × 1.5'
    """

    before: str
    after: str
    per_year: Parameter
    factor: Parameter = 1.0
    during: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.during is not None:
            object.__setattr__(self, "during", tuple(self.during))
        found = Problems()
        what = f"{self.before} → {self.after}"
        ok_parameter(found, f"the rate {what}", self.per_year, at_least=0.0, at_most=1000.0, hint="per year")
        ok_parameter(found, f"the factor on {what}", self.factor, at_least=0.0, at_most=1e6)
        found.raise_if_any()

    def describe(self) -> str:
        """Return states, rate, factor and the driver's states."""
        text = f"{self.before} → {self.after} {told(self.per_year)} a year"
        text += f" × {told(self.factor)}" if self.factor != 1 else ""
        return text if self.during is None else f"{text} during {' or '.join(self.during)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain(Input):
    """A Markov chain that moves between named states at rates per year, such as war, ceasefire, peace.

    Draws are the index of the state in each period, shape (periods, futures), read at the start, the
    middle or the end of the period. The chances of a step are exact for the period's length (the
    exponential of the rate matrix), so rates mean the same for months and years. ``driver`` names
    another chain on which some of the rates depend: a region comes back only during peace. The driver's
    state of a period is then taken to hold since the previous period's reading.

    >>> war = Chain(
    ...     states=("war", "ceasefire", "peace"),
    ...     initial="war",
    ...     rates=(
    ...         Rate(before="war", after="ceasefire", per_year=0.4),
    ...         Rate(before="ceasefire", after="war", per_year=0.3),
    ...         Rate(before="ceasefire", after="peace", per_year=0.2),
    ...     ),
    ... )
    >>> war.deterred("ceasefire", "war", 0.5).describe()
    'from war: war → ceasefire 0.4 a year; ceasefire → war 0.3 a year × 0.5; ceasefire → peace 0.2 a year'
    """

    kind: ClassVar[Kind] = "states"

    states: tuple[str, ...]
    initial: str
    rates: tuple[Rate, ...]
    driver: str | None = None
    at: Literal["start", "middle", "end"] = "middle"

    def __post_init__(self) -> None:
        object.__setattr__(self, "states", tuple(self.states))
        object.__setattr__(self, "rates", tuple(self.rates))
        found = Problems()
        if not 0 < len(self.states) <= _MOST_STATES:
            found.add("E921", f"a chain needs between 1 and {_MOST_STATES} states, not {len(self.states)}")
        for name in sorted({s for s in self.states if self.states.count(s) > 1}):
            found.add("E921", f"the state '{name}' is named twice")
        for name in dict.fromkeys((self.initial, *(s for r in self.rates for s in (r.before, r.after)))):
            if name not in self.states:
                found.add("E921", f"there is no state '{name}'", nearest(name, self.states))
        seen: set[tuple[str, str]] = set()
        for rate in self.rates:
            if rate.before == rate.after:
                found.add("E921", f"the rate {rate.before} → {rate.after} leads nowhere")
            if rate.during is not None and self.driver is None:
                found.add("E921", f"{rate.describe()}: the chain names no driver")
            if rate.during is None and (rate.before, rate.after) in seen:
                found.add("E921", f"the rate {rate.before} → {rate.after} is stated twice")
            if rate.during is None:
                seen.add((rate.before, rate.after))
        choice(found, "at", self.at, ("start", "middle", "end"))
        found.raise_if_any()

    @property
    def random(self) -> bool:
        """Whether it can move at all."""
        return any(middle(rate.per_year) * middle(rate.factor) > 0 for rate in self.rates)

    @property
    def reads(self) -> tuple[str, ...]:
        """The driver, where there is one."""
        return () if self.driver is None else (self.driver,)

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return one row per period, and one number for each rate and factor that is drawn."""
        return {"shock": grid.periods, **needs_of(self._parameters())}

    def _parameters(self) -> dict[str, Parameter]:
        found: dict[str, Parameter] = {}
        for rate in self.rates:
            found[_name("rate", rate)] = rate.per_year
            found[_name("factor", rate)] = rate.factor
        return found

    def deterred(self, before: str, after: str, factor: Parameter) -> Chain:
        """Return the chain with one transition's rate multiplied by a further factor.

        Future by future the same random numbers are used, so the two chains are paired.
        """
        found = Problems()
        known = [f"{r.before} → {r.after}" for r in self.rates]
        if f"{before} → {after}" not in known:
            found.add("E921", f"there is no rate {before} → {after}", nearest(f"{before} → {after}", known))
        ok_parameter(found, "the factor", factor, at_least=0.0, at_most=1e6)
        found.raise_if_any()
        rates = tuple(
            replace(r, **times(r.factor, factor, "per_year", r.per_year))
            if (r.before, r.after) == (before, after)
            else r
            for r in self.rates
        )
        return replace(self, rates=rates)

    def matrix(self, during: str | None = None) -> Array:
        """Return the rates per year from row to column while the driver is in a state.

        Rates that are drawn stand at their means.
        """
        rates = np.zeros((len(self.states), len(self.states)))
        for rate in self.rates:
            if rate.during is None or during in rate.during:
                index = self.states.index(rate.before), self.states.index(rate.after)
                rates[index] += middle(rate.per_year) * middle(rate.factor)
        return rates

    def _matrices(self, noise: Noise, during: str | None) -> Array:
        """Return the rates of each future, shape (states, states, futures)."""
        rates = np.zeros((len(self.states), len(self.states), noise.stop - noise.start))
        for rate in self.rates:
            if rate.during is None or during in rate.during:
                index = self.states.index(rate.before), self.states.index(rate.after)
                drawn = value_of(noise, _name("rate", rate), rate.per_year, least=0.0, most=1000.0)
                rates[index] += drawn * value_of(
                    noise, _name("factor", rate), rate.factor, least=0.0, most=1e6
                )
        return rates

    def _spans(self, grid: Grid) -> tuple[float, float]:
        """Return the years to the first reading, and between readings."""
        return {"start": 0.0, "middle": grid.years / 2, "end": grid.years}[self.at], grid.years

    def draw(self, noise: Noise, grid: Grid) -> States:
        """Return the index of the state, shape (periods, futures)."""
        driver: States | None = None
        names: tuple[str | None, ...] = (None,)
        if self.driver is not None:
            driver, names = noise.states_of(self.driver)
        u = noise.uniforms("shock", grid.periods)
        if needs_of(self._parameters()):
            return self._drawn_each(noise, grid, u, driver, names)
        first, rest = (
            cumulated(np.stack([transition(self.matrix(name), years) for name in names]))
            for years in self._spans(grid)
        )
        out = np.empty(u.shape, dtype=np.int8)
        state = np.full(u.shape[1], self.states.index(self.initial), dtype=np.int8)
        for t in range(grid.periods):
            limits = first if t == 0 else rest
            state = step(limits[0], state, u[t]) if driver is None else step(limits, state, u[t], driver[t])
            out[t] = state
        return out

    def _drawn_each(
        self, noise: Noise, grid: Grid, u: Array, driver: States | None, names: tuple[str | None, ...]
    ) -> States:
        """Return the states where each future has rates of its own."""
        rates = [self._matrices(noise, name) for name in names]
        first, rest = ([transition_each(one, years) for one in rates] for years in self._spans(grid))
        out = np.empty(u.shape, dtype=np.int8)
        state = np.full(u.shape[1], self.states.index(self.initial), dtype=np.int8)
        for t in range(grid.periods):
            chances = first if t == 0 else rest
            after = [step_each(one, state, u[t]) for one in chances]
            state = after[0] if driver is None else np.choose(driver[t], after).astype(np.int8)
            out[t] = state
        return out

    def shares(self, grid: Grid) -> Array:
        """Return the exact chance of each state by period, shape (periods, states).

        Neither for driven chains nor where rates are drawn (E922).
        """
        found = Problems()
        if needs_of(self._parameters()):
            found.add("E922", "the chances depend on rates that are drawn", "draw futures and count")
            found.raise_if_any()
        if self.driver is not None:
            found.add("E922", f"the chances depend on the chain '{self.driver}'", "draw futures and count")
            found.raise_if_any()
        first, rest = (transition(self.matrix(), years) for years in self._spans(grid))
        now = np.zeros(len(self.states))
        now[self.states.index(self.initial)] = 1.0
        out = np.empty((grid.periods, len(self.states)))
        for t in range(grid.periods):
            now = now @ (first if t == 0 else rest)
            out[t] = now
        return out

    def describe(self) -> str:
        """Return the initial state and the rates."""
        driver = f", driven by {self.driver}" if self.driver else ""
        rates = "; ".join(rate.describe() for rate in self.rates) or "no transitions"
        return f"from {self.initial}{driver}: {rates}"


def _name(what: str, rate: Rate) -> str:
    """Return what a rate or its factor is called among what the chain draws."""
    when = "" if rate.during is None else " during " + " ".join(rate.during)
    return f"{what} {rate.before} {rate.after}{when}"
