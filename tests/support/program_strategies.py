"""Random graphs of every operation that has an exact value, with the numbers to run them on."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal

import numpy as np
from hypothesis import strategies as st
from plain_program import Given

from concession.engine import Inputs
from concession.lines import (
    NONE,
    ROUNDING_MODES,
    Expr,
    Graph,
    Input,
    Line,
    Op,
    Selector,
    Timeline,
    Unit,
    add_up,
    by_band,
    by_slice,
    const,
    elapsed,
    first_period,
    interpolate,
    latch,
    lookup,
    maximum,
    minimum,
    moving,
    prev,
    ratio,
    remaining,
    render,
    round_to,
    running,
    since,
    total,
    where,
)

__all__ = ["FUTURES", "Drawn", "programs"]

FUTURES = 130
USD, TONNE = Unit.of("USD"), Unit.of("t")
UNITS = (NONE, USD, TONNE, USD / TONNE)
Draw = Callable[[st.SearchStrategy[object]], object]


class Drawn:
    """A graph, the names of its lines, the numbers of its inputs, and what each future draws."""

    def __init__(
        self, graph: Graph, known: Mapping[str, tuple[Decimal, ...]], draws: Mapping[str, np.ndarray]
    ) -> None:
        self.graph = graph
        self.names = tuple(line.name for line in graph)
        self.known = known
        self.draws = draws

    def __repr__(self) -> str:
        lines = [f"{line.name} [{line.unit}] = {render(line.definition)}" for line in self.graph]
        known = [f"{name} = {' '.join(map(str, values))}" for name, values in self.known.items()]
        return "\n".join([f"{self.graph.timeline.periods} periods", *known, *lines])

    def _repr_pretty_(self, printer, cycle) -> None:
        printer.text(repr(self))

    def inputs(self) -> Inputs:
        """Return the inputs of a simulation."""
        return Inputs(
            known=self.known,
            draws={name: lambda part, a=a: a[..., part.start : part.stop] for name, a in self.draws.items()},
        )

    def given(self, future: int) -> Given:
        """Return every number of one future, exactly as the simulation reads it."""
        drawn = {
            name: tuple(Decimal(repr(float(x))) for x in np.atleast_1d(array[..., future]))
            for name, array in self.draws.items()
        }
        return {**self.known, **drawn}


@st.composite
def programs(draw: Draw) -> Drawn:
    """Return a random graph of up to seven periods with random and known inputs."""
    return _Maker(draw).made()


class _Maker:
    """Builds stage after stage; the pool holds what may be read where the next formula stands."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.random = random.Random(draw(st.integers(0, 2**32 - 1)))  # noqa: S311 - no secret
        self.periods = draw(st.integers(1, 7))
        per_year = draw(st.sampled_from((1, 4, 12)))
        self.graph = Graph(
            Timeline(
                year=2025,
                periods=self.periods,
                per_year=per_year,
                first=draw(st.integers(1, per_year)),
            )
        )
        self.known: dict[str, tuple[Decimal, ...]] = {}
        self.draws: dict[str, np.ndarray] = {}
        self.pool: list[Expr] = []
        self.conditions: list[Expr] = []
        self.scalars: list[Input] = []
        self.profiles: list[Input] = []
        self.whole: list[Expr] = []  # what an earlier stage made, whose whole horizon may be read

    def made(self) -> Drawn:
        for number in range(self.draw(st.integers(2, 6))):
            self._input(number)
        self._calendar()
        for stage in range(self.draw(st.integers(1, 3))):
            self._stage(stage)
        self.graph.finish()
        return Drawn(self.graph, self.known, self.draws)

    # numbers with many digits, so that no two are equal by chance

    def _number(self) -> Decimal:
        return Decimal(self.random.randrange(-(10**15), 3 * 10**15)).scaleb(-15)

    def _rising(self, count: int) -> list[Decimal]:
        return sorted(self._number() for _ in range(count))

    def _unit(self) -> Unit:
        return self.draw(st.sampled_from(UNITS))

    def _input(self, number: int) -> None:
        shape = self.draw(st.sampled_from(("scalar", "series", "profile")))
        drawn = shape != "profile" and self.draw(st.booleans())
        node = Input(f"input{number}", unit=self._unit(), shape=shape, random=drawn)
        rng = np.random.default_rng(self.random.randrange(2**32))
        if drawn:
            size = FUTURES if shape == "scalar" else (self.periods, FUTURES)
            self.draws[node.name] = rng.normal(1.0, 1.0, size=size)
        else:
            count = {"scalar": 1, "series": self.periods, "profile": self.draw(st.integers(1, 9))}[shape]
            self.known[node.name] = tuple(self._number() for _ in range(count))
        if shape == "profile":
            self.profiles.append(node)
        else:
            self.pool.append(node)
        if shape == "scalar":
            self.scalars.append(node)

    def _calendar(self) -> None:
        times = self.graph.timeline
        start = Input("start", random=True)
        self.draws["start"] = np.random.default_rng(self.random.randrange(2**32)).integers(
            0, self.periods + 2, size=FUTURES
        )
        for node in (times.number, times.year_start, times.year_end, times.first_period, times.last_period):
            self.known[node.name] = node.default
        self.age = times.number - start
        self.conditions += [times.year_start, times.year_end, times.first_period, times.last_period]
        self.conditions.append(start <= times.number)

    def _pick(self, unit: Unit) -> Expr:
        fit = [node for node in self.pool if node.unit == unit]
        if not fit or self.draw(st.integers(0, 5)) == 0:
            return const(self._number(), unit)
        return self.draw(st.sampled_from(fit))

    def _any(self) -> Expr:
        if not self.pool:
            return const(self._number(), self._unit())
        # what was made last is read most, so that formulas grow deep
        latest = self.draw(st.booleans())
        return self.draw(st.sampled_from(self.pool[-4:] if latest else self.pool))

    def _condition(self) -> Expr:
        return self.draw(st.sampled_from(self.conditions))

    def _start(self, unit: Unit) -> Expr:
        fit = [node for node in self.scalars if node.unit == unit]
        use = fit and self.draw(st.booleans())
        return self.draw(st.sampled_from(fit)) if use else const(self._number(), unit)

    # stages

    def _stage(self, stage: int) -> None:
        lines = [
            self.graph.forward(f"loop{stage}{k}", self._unit(), attributes={"stage": str(stage)})
            for k in range(self.draw(st.integers(0, 2)))
        ]
        for line in lines:
            self._delayed(line)
        account = self._open(stage) if self.draw(st.booleans()) else None
        for line in [*lines, None]:
            for _ in range(self.draw(st.integers(2, 9))):
                self._step(stage)
            if line is not None:
                latest = [node for node in self.pool if node.unit == line.unit][-3:]
                self.pool.append(line.define(add_up([*latest, self._pick(line.unit)])))
        if account is not None:
            self.pool.append(account.closing)
        self.whole = list(self.pool)
        self._selection(stage)

    def _delayed(self, line: Line) -> None:
        """Put readings of a line that has no formula yet into the pool: all pass through a period before."""
        back = self.draw(st.integers(1, 3))
        before = prev(line, back, self._start(line.unit))
        self.pool.append(before)
        high = line > const(self._number(), line.unit)
        readings: list[Callable[[], Expr]] = [
            lambda: running(before),
            lambda: moving(before, 2),
            lambda: prev(running(line)),
            lambda: prev(moving(line, 3), 1, self._start(line.unit)),
            lambda: since(before, self._condition()),
            lambda: prev(since(line, high)),
            lambda: prev(abs(line)) / 2,
            lambda: where(prev(latch(high)), before, const(self._number(), line.unit)),
            lambda: const(self._number(), line.unit) * prev(elapsed(high), 1, -1),
            lambda: where(latch(before < const(self._number(), line.unit)), 0, before),
        ]
        for _ in range(self.draw(st.integers(0, 3))):
            self.pool.append(self.draw(st.sampled_from(readings))())

    def _open(self, stage: int):
        unit = self._unit()
        account = self.graph.account(f"account{stage}", unit, initial=self._start(unit), floor=None)
        self.pool.append(account.opening)
        account.credit(self._pick(unit))
        if self.draw(st.booleans()):
            account.accrue(account.opening * const(Decimal("0.04")))
        account.debit(self.graph.line(f"account{stage}.paid", minimum(account.opening, self._pick(unit))))
        return account

    def _selection(self, stage: int) -> None:
        unit = self._unit()
        selector = Selector(match={"stage": (str(stage),), "unit": (str(unit),)})
        self.pool.append(self.graph.select(selector, unit, reader="test", allow_empty=True))

    def _step(self, stage: int) -> None:
        makers = [*_STEPS, *(_REDUCTIONS if self.whole else ())]
        node = self.draw(st.sampled_from(makers))(self)
        if node.unit not in UNITS:
            node = node / const(1, node.unit)
        if self.draw(st.booleans()):
            attributes = {"stage": str(stage), "unit": str(node.unit)}
            node = self.graph.line(f"line{len(self.graph.lines)}", node, attributes=attributes)
        self.pool.append(node)

    def compare(self) -> Expr:
        x = self._any()
        # two amounts of one program are often equal by construction: compare most with a number
        y = self._pick(x.unit) if self.draw(st.integers(0, 4)) == 0 else const(self._number(), x.unit)
        condition = self.draw(st.sampled_from((x < y, x <= y, x > y, x >= y, x.equals(y))))
        other = self._condition()
        made = self.draw(st.sampled_from((condition, condition & other, condition | other, ~condition)))
        self.conditions.append(made)
        return made * 1

    def table(self) -> Expr:
        x = self._any()
        count = self.draw(st.integers(1, 4))
        rates = [const(self._number(), NONE) for _ in range(count)]
        kind = self.draw(st.sampled_from(("slice", "from", "above", "points")))
        if kind in ("slice", "from") and self.draw(st.booleans()):
            # bounds that are lines may cross
            bounds = [self._pick(x.unit) for _ in range(count)]
            if all(bound.op is Op.CONST for bound in bounds):
                bounds = [bounds[0] + const(k, x.unit) for k in range(count)]
        else:
            bounds = [const(value, x.unit) for value in self._rising(count)]
        if kind == "slice":
            return by_slice(x, bounds, rates)
        if kind == "points":
            return interpolate(x, bounds, rates)
        return by_band(x, bounds, rates, edge=kind)

    def profile(self) -> Expr:
        if not self.profiles:
            return self.age * const(self._number())
        age = self.age
        if self.draw(st.booleans()):
            age = self._pick(NONE) if self.draw(st.booleans()) else elapsed(self._condition())
        return lookup(self.draw(st.sampled_from(self.profiles)), age)

    def first(self) -> Expr:
        x = self.draw(st.sampled_from(self.whole))
        return first_period(x > const(self._number(), x.unit)) * self._any()

    def sum(self) -> Expr:
        x = self._any()
        return add_up([x, *(self._pick(x.unit) for _ in range(self.draw(st.integers(0, 3))))])

    def chosen(self) -> Expr:
        x = self._any()
        return where(self._condition(), x, self._pick(x.unit))

    def two(self, made: Callable[[Expr, Expr], Expr]) -> Expr:
        x = self._any()
        return made(x, self._pick(x.unit))


_STEPS: tuple[Callable[[_Maker], Expr], ...] = (
    lambda m: m.two(lambda a, b: a + b),
    lambda m: m.two(lambda a, b: a - b),
    lambda m: m.two(lambda a, b: ratio(maximum(a, 0), maximum(b, 0), const(1))),
    lambda m: m.two(minimum),
    lambda m: m.two(maximum),
    lambda m: maximum(m._any(), 0),
    lambda m: m._any() * m._any(),
    lambda m: m._any() / (abs(m._pick(NONE)) + 1),
    lambda m: -m._any(),
    lambda m: abs(m._any()),
    lambda m: m._pick(NONE) ** m.draw(st.integers(-2, 3)),
    lambda m: round_to(m._any(), Decimal("0.01"), m.draw(st.sampled_from(ROUNDING_MODES))),
    lambda m: prev(m._any(), m.draw(st.integers(1, 8))),
    lambda m: running(m._any()),
    lambda m: moving(m._any(), m.draw(st.integers(1, 8))),
    lambda m: since(m._any(), m._condition()),
    lambda m: latch(m._condition()) * m._any(),
    lambda m: elapsed(m._condition()) * m._any(),
    _Maker.compare,
    _Maker.compare,
    _Maker.table,
    _Maker.table,
    _Maker.profile,
    _Maker.profile,
    _Maker.sum,
    _Maker.chosen,
    _Maker.chosen,
)

_REDUCTIONS: tuple[Callable[[_Maker], Expr], ...] = (
    lambda m: total(m.draw(st.sampled_from(m.whole))),
    lambda m: remaining(m.draw(st.sampled_from(m.whole))),
    _Maker.first,
)
