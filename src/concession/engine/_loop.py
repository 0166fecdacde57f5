"""A loop through earlier periods, for NumPy: done period by period, on rows of futures.

What is read later, or from an earlier period, keeps its history; everything else lives in a few rows that
are used again and again, so that they stay in cache. An earlier value is read where it stands, not copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import cast

import numpy as np

from concession.engine._numpy_ops import ELEMENTWISE, UFUNCS, Array, Function
from concession.engine._powers import data_of
from concession.lines import Block, Instruction, Op, Program

__all__ = ["Loop"]

Row = Sequence[Array]

#: Operations whose own value of the period before is part of the next.
_STATES = frozenset({Op.RUNNING, Op.SINCE, Op.LATCH, Op.ELAPSED})


class Loop:
    """One step block, planned once and run for each chunk."""

    def __init__(self, program: Program, block: Block) -> None:
        self.periods = program.periods
        self.steps = [(slot, program.instructions[slot]) for slot in block.slots]
        self._one = {slot: (one, data_of(program.instructions, one)) for slot, one in self.steps}
        self._outside = {
            arg: program.instructions[arg]
            for _, one in self.steps
            for arg in one.args
            if arg not in block.slots
        }
        delayed = {one.args[0] for _, one in self.steps if one.op in (Op.PREV, Op.MOVING)}
        later = {arg for one in program.instructions[block.slots.stop :] for arg in one.args}
        self.kept = (delayed | later | set(program.outputs.values())) & set(block.slots)
        self._place, self._rows = self._places()

    def _places(self) -> tuple[dict[int, int], int]:
        """Return which shared row each value without a history lives in, and how many rows that takes."""
        last = {arg: number for number, (_, one) in enumerate(self.steps) for arg in one.args}
        states = {slot for slot, one in self.steps if one.op in _STATES}
        place: dict[int, int] = {}
        free: list[int] = []
        count = 0
        for number, (slot, one) in enumerate(self.steps):
            if slot not in self.kept and one.op is not Op.PREV:
                # a state needs a row that nothing else writes to
                if not free or slot in states:
                    free.append(count)
                    count += 1
                place[slot] = free.pop()
            # only now: no operation may write over what it reads
            free.extend(place[arg] for arg in {*one.args} - states if arg in place and last[arg] == number)
        return place, count

    def run(self, values: dict[int, Array], empty: Callable[[int], Array]) -> list[Array]:
        """Add the values with a history to ``values``; return the arrays that are free again."""
        own = {slot: empty(self.periods) for slot in sorted(self.kept)}
        shared = [empty(1) for _ in range(self._rows)]
        rows: dict[int, Row] = {
            slot: list(values[slot]) if one.by_period else [values[slot][0]] * self.periods
            for slot, one in self._outside.items()
        }
        rows.update({slot: list(value) for slot, value in own.items()})
        rows.update({slot: [shared[place][0]] * self.periods for slot, place in self._place.items()})
        for slot, one in self.steps:
            if slot not in rows:
                rows[slot] = self._earlier(one, rows)
        calls = [
            (*self._call(slot, rows, rows[slot], values), rows[slot])
            for slot, one in self.steps
            if one.op is not Op.PREV or slot in self.kept
        ]
        for period in range(self.periods):
            for function, args, out in calls:
                function(*args[period], out=out[period])
        values.update(own)
        return shared

    def _earlier(self, one: Instruction, rows: Mapping[int, Row]) -> list[Array]:
        n = min(cast(int, one.data), self.periods)
        return [*[rows[one.args[1]][0]] * n, *rows[one.args[0]][: self.periods - n]]

    def _call(
        self, slot: int, rows: Mapping[int, Row], out: Row, values: Mapping[int, Array]
    ) -> tuple[Callable[..., object], list[tuple[object, ...]]]:
        """Return a function, and the arguments that it is called with in each period."""
        one, data = self._one[slot]
        op = one.op
        if op is Op.PREV:
            return np.positive, [(row,) for row in self._earlier(one, rows)]
        if op is Op.MOVING:
            past, n = rows[one.args[0]], cast(int, one.data)
            return _moving, [(past, range(max(0, t - n + 1), t + 1)) for t in range(self.periods)]
        if op is Op.LOOKUP:
            # the profile is read whole, in every period
            lookup = partial(_plain, ELEMENTWISE[op], None, values[one.args[0]])
            return lookup, [(row,) for row in rows[one.args[1]]]
        args = [rows[arg] for arg in one.args]
        if op in _STATES:
            start = np.full(1, -1.0 if op is Op.ELAPSED else 0.0)
            return _ADVANCE[op], list(zip(*args, [start, *out[:-1]], strict=True))
        return UFUNCS.get(op) or partial(_plain, ELEMENTWISE[op], data), list(zip(*args, strict=True))


def _plain(function: Function, data: object, *args: Array, out: Array) -> None:
    function(out, args, data)


def _moving(past: Row, periods: range, *, out: Array) -> None:
    out[...] = 0.0
    for period in periods:
        out += past[period]


def _since(now: Array, restart: Array, before: Array, *, out: Array) -> None:
    np.add(now, np.where(restart != 0, 0.0, before), out=out)


def _elapsed(now: Array, before: Array, *, out: Array) -> None:
    out[...] = np.where(before >= 0, before + 1.0, np.where(now != 0, 0.0, -1.0))


_ADVANCE: Mapping[Op, Callable[..., object]] = {
    Op.RUNNING: np.add,
    Op.LATCH: np.logical_or,
    Op.SINCE: _since,
    Op.ELAPSED: _elapsed,
}
