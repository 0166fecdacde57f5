"""The text of one fused kernel for a program: all operations of a period in one pass over a few futures.

The kernel takes a strip of futures at a time through all periods, vector by vector. Inside a period every
value is a name that LLVM keeps in a register; what lives from one period to the next (earlier values, running
sums, latches) and what is added up for results stands in rows of one flat buffer, at constant distances.
Each future's arithmetic is that of the reference executor, operation by operation.

Terms and inputs are arguments: a program of the same structure with other numbers has the same text, and
so is compiled once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from concession.engine._ir_layout import AFTER, Layout
from concession.engine._ir_ops import ELEMENTWISE, elapsed, lookup
from concession.engine._ir_results import Results
from concession.engine._ir_scope import Period, Scope
from concession.engine._ir_text import WIDTH, Text, Value, literal
from concession.engine._plan import BLOCK, LANES, Plan
from concession.engine._powers import data_of
from concession.lines import Op, Program

__all__ = ["ARGUMENTS", "NAME", "WHOLE", "Kernel", "kernel_of"]

#: The function's name.
NAME = "kernel"
#: What the function takes, in order. The arrays hold float64, but for ``profiles`` and ``paths``, which are
#: addresses, and ``steps``, whole numbers: how far one period stands behind another in a path. ``count`` is
#: how many futures, whole vectors of them; ``apart`` how far rows stand apart in the arrays of futures.
ARGUMENTS = (
    "f", "profiles", "ends", "d", "paths", "steps", "w",
    "weighted", "lanes", "lows", "watch", "last", "streams", "s", "count", "apart",
)  # fmt: skip
#: Those that are whole numbers; the others are addresses.
WHOLE = frozenset({"count", "apart"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """The text of a kernel, and where its arguments stand."""

    text: str
    layout: Layout


def kernel_of(program: Program, plan: Plan) -> Kernel:
    """Return the kernel of a program under a plan."""
    layout = Layout(program, plan)
    return Kernel(text=_Writer(layout).function(), layout=layout)


class _Writer:
    """Writes a function; ``start`` and ``size`` are the first future of the strip and how many it has."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.one = layout.one
        self.text = Text()
        self.results = Results(self.text, layout)
        self.start, self.size, self.lanes = "0", "0", "%lanes"

    def function(self) -> str:
        """Return the whole text."""
        text, layout, results = self.text, self.layout, self.results
        stages = max(layout.stage.values(), default=0) + 1
        with text.loop("strip", "%count", step=layout.strip) as self.start:
            left = text.once(f"sub i64 %count, {self.start}")
            fewer = text.once(f"icmp slt i64 {left}, {layout.strip}")
            self.size = text.once(f"select i1 {fewer}, i64 {left}, i64 {layout.strip}")
            block = text.once(f"udiv i64 {self.start}, {BLOCK}")
            numbers = layout.periods * len(layout.sums) * LANES
            # a strip shorter than the lanes begins among them
            lane = text.once(f"and i64 {self.start}, {LANES - 1}")
            self.lanes = text.at("%lanes", text.plus(text.times(block, numbers), lane))
            with self._vectors() as scope:
                results.open(scope)
            for stage in range(stages):
                self._sweep(stage)
            if layout.settled:
                with self._periods(layout.settled) as period, self._vectors(period, stages) as scope:
                    for slot in layout.settled:
                        results.take(scope, slot)
            with self._vectors() as scope:
                results.close(scope, self.start)
        arguments = [f"i64 %{name}" if name in WHOLE else f"ptr noalias %{name}" for name in ARGUMENTS]
        return text.function(NAME, arguments)

    # loops

    @contextmanager
    def _vectors(self, period: Period | None = None, stage: int = 0) -> Iterator[Scope]:
        with self.text.loop("vector", self.size, step=WIDTH) as vector:
            yield Scope(self.text, self.layout, vector=vector, period=period, stage=stage)

    @contextmanager
    def _periods(self, slots: Collection[int]) -> Iterator[Period]:
        """Go through the periods; ``slots`` are those that are computed or read in them."""
        text, layout = self.text, self.layout
        with text.loop("period", layout.periods) as number:
            read = {slot for slot in slots if slot in layout.moves}
            read |= {arg for slot in read for arg in self.one[slot].args}
            yield Period(
                number=number,
                fixed=text.at("%f", text.times(number, len(layout.fixed))),
                weights=text.at("%w", text.times(number, len(layout.weights))),
                lanes=text.at(self.lanes, text.times(number, len(layout.sums) * LANES)),
                paths={slot: self._path(slot, number) for slot in layout.paths if slot in read},
                streams={
                    slot: self._stream(place, number)
                    for slot, place in layout.streams.items()
                    if slot in slots
                },
            )

    def _path(self, slot: int, number: str) -> str:
        """Return where the strip's futures stand in a period of a path."""
        text, place = self.text, list(self.layout.paths).index(slot)
        path = text.once(f"load ptr, ptr {text.at('%paths', place)}, align 8")
        step = text.once(f"load i64, ptr {text.at('%steps', place)}, align 8")
        return text.at(path, text.plus(text.times(number, step), self.start))

    def _stream(self, place: int, number: str) -> str:
        text = self.text
        row = text.plus(number, place * self.layout.periods)
        return text.at("%streams", text.plus(text.times(row, "%apart"), self.start))

    # sweeps

    def _sweep(self, stage: int) -> None:
        """Write one sweep over the periods: what stands still, the periods, what comes of them."""
        mine = [slot for slot in self.layout.moving if self.layout.stage[slot] == stage]
        after = [slot for slot in mine if self.one[slot].op in AFTER]
        still = [slot for slot in mine if not self.one[slot].by_period and slot not in after]
        running = [slot for slot in mine if self.one[slot].by_period and slot not in after]
        with self._vectors(stage=stage) as scope:
            for slot in still:
                scope.known[slot] = self._still(scope, slot)
                scope.store_row(slot, scope.known[slot])
            self._open(scope, running, after)
        if running or after:
            with self._periods([*running, *after]) as period, self._vectors(period, stage) as scope:
                for slot in running:
                    self._step(scope, slot)
                self._close(scope, running, after)
        for slot in after:
            if self.one[slot].op is Op.REMAINING:
                self._backwards(slot, stage)

    def _still(self, scope: Scope, slot: int) -> Value:
        one = self.one[slot]
        if one.op is Op.INPUT:
            place = list(self.layout.numbers).index(slot)
            start = self.text.plus(self.text.times("%apart", place), self.start, scope.vector)
            return self.text.load(self.text.at("%d", start), aligned=False)
        if one.op is Op.LATCH:
            return self.text.bits(scope.value(one.args[0]))
        return self._computed(scope, slot)

    def _open(self, scope: Scope, running: list[int], after: list[int]) -> None:
        """Write what the rows of a sweep hold before its first period."""
        for slot in running:
            one = self.one[slot]
            if one.op in (Op.RUNNING, Op.SINCE, Op.LATCH):
                scope.store_row(slot, literal(0.0))
            elif one.op is Op.ELAPSED:
                scope.store_row(slot, literal(-1.0))
            elif one.op is Op.PREV and one.data == 1:
                scope.store_row(slot, scope.value(one.args[1]))
        for slot in after:
            never = float(self.layout.periods) if self.one[slot].op is Op.FIRST else 0.0
            scope.store_row(slot, literal(never))

    def _step(self, scope: Scope, slot: int) -> None:
        """Write one operation of a period, and what its value is wanted for."""
        layout = self.layout
        drawn_or_earlier = slot in layout.paths or self.one[slot].op is Op.PREV
        if not drawn_or_earlier:
            scope.known[slot] = self._computed(scope, slot)
        scope.remember(slot)
        self.results.take(scope, slot)

    def _computed(self, scope: Scope, slot: int) -> Value:
        one, text = self.one[slot], self.text
        if one.op is Op.LOOKUP:
            place = self.layout.profiles.index(one.args[0])
            profile = text.once(f"load ptr, ptr {text.at('%profiles', place)}, align 8")
            return lookup(text, profile, text.spread(text.at("%ends", place)), scope.value(one.args[1]))
        if one.op is Op.MOVING:
            return self._moving(scope, slot)
        args = [scope.value(arg) for arg in one.args]
        if one.op in ELEMENTWISE:
            return ELEMENTWISE[one.op](text, args, data_of(self.one, one))
        before = scope.load_row(slot)
        if one.op is Op.RUNNING:
            now = text.do("fadd", before, args[0])
        elif one.op is Op.SINCE:
            now = text.do("fadd", args[0], text.choose(args[1], literal(0.0), before))
        elif one.op is Op.LATCH:
            now = text.logic("or", args[0], before)
        else:
            now = elapsed(text, before, args[0])
        scope.store_row(slot, now)
        return now

    def _moving(self, scope: Scope, slot: int) -> Value:
        """Write a moving sum, oldest first, as the reference adds it."""
        one, text = self.one[slot], self.text
        arg = one.args[0]
        scope.value(arg)  # read here, so that it is known outside the loop too
        number = scope.period.number if scope.period else "0"
        back = int(str(one.data)) - 1
        first = text.once(f"sub i64 {number}, {back}")
        begun = text.once(f"icmp sgt i64 {first}, 0")
        first = text.once(f"select i1 {begun}, i64 {first}, i64 0")
        total = text.hold(literal(0.0))
        with text.loop("back", text.plus(number, 1), start=first) as when:
            text.hold(text.do("fadd", text.load(total), scope.at_period(arg, when)), total)
        return text.load(total)

    def _close(self, scope: Scope, running: list[int], after: list[int]) -> None:
        """Write what is put on record at the end of a period."""
        text = self.text
        for slot in after:
            one = self.one[slot]
            if one.op is Op.TOTAL:
                scope.store_row(slot, text.do("fadd", scope.load_row(slot), scope.value(one.args[0])))
            elif one.op is Op.FIRST and scope.period:
                row = scope.load_row(slot)
                never = text.test("oeq", row, literal(float(self.layout.periods)))
                first = text.logic("and", never, scope.value(one.args[0]))
                scope.store_row(slot, text.choose(first, text.whole(scope.period.number), row))
        earlier = [slot for slot in running if self.one[slot].op is Op.PREV and self.one[slot].data == 1]
        # all earlier values are read before one of them gives way to this period's
        values = [scope.value(self.one[slot].args[0]) for slot in earlier]
        for slot, value in zip(earlier, values, strict=True):
            scope.store_row(slot, value)

    def _backwards(self, slot: int, stage: int) -> None:
        """Write the sweep back from the horizon that sums what remains."""
        text, layout = self.text, self.layout
        with text.loop("left", layout.periods) as gone, self._vectors(stage=stage) as scope:
            when = text.once(f"sub i64 {layout.periods - 1}, {gone}")
            now = text.do("fadd", scope.load_row(slot), scope.at_period(self.one[slot].args[0], when))
            scope.store_row(slot, now)
            text.store(now, scope.past(slot, when))
