"""The reference executor: NumPy, float64, one chunk of futures at a time.

Values are arrays of shape (periods or 1, futures or 1). Chunks are small enough for a value to stay in
cache, an array goes back to a pool after its last use, and what does not vary by future is computed once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from concession.engine._inputs import Array, Inputs, not_finite
from concession.engine._numpy_ops import ALONG, ELEMENTWISE
from concession.lines import Block, Input, Instruction, Op, Program

__all__ = ["ReferenceExecutor"]

#: Numbers per value and chunk: 128 KiB of float64, so that the values in use stay in cache.
CHUNK_NUMBERS = 16_384


class ReferenceExecutor:
    """Runs a program with NumPy; every output has shape (periods or 1, futures or 1).

    Parameters
    ----------
    program
        What to compute.
    inputs
        The numbers: exact values for what is known, draws for what is random.
    finite
        Whether an output that is not a finite number is an error.

    Raises
    ------
    ConcessionError
        E701 where an input has no number; from a run also E702 for an output that is not finite.
    """

    def __init__(self, program: Program, inputs: Inputs, *, finite: bool = True) -> None:
        inputs.check(program)
        self.program = program
        self.inputs = inputs
        self.finite = finite
        #: Values that do not vary by future, by slot: computed once.
        self._fixed: dict[int, Array] = {}
        with np.errstate(all="ignore"):
            _Run(self, self._fixed, None).blocks()

    @property
    def chunk_size(self) -> int:
        """How many futures one chunk holds."""
        return max(64, CHUNK_NUMBERS // self.program.periods)

    def chunks(self, futures: range) -> Iterator[tuple[range, dict[str, Array]]]:
        """Yield consecutive ranges of futures with their outputs, by name."""
        for start in range(futures.start, futures.stop, self.chunk_size):
            part = range(start, min(start + self.chunk_size, futures.stop))
            yield part, self.run(part)

    def run(self, futures: range) -> dict[str, Array]:
        """Return the outputs for these futures, by name."""
        values = dict(self._fixed)
        with np.errstate(all="ignore"):
            _Run(self, values, futures).blocks()
        outputs = {name: values[slot] for name, slot in self.program.outputs.items()}
        if self.finite:
            self._check(outputs, futures)
        return outputs

    def _check(self, outputs: Mapping[str, Array], futures: range) -> None:
        for name, value in outputs.items():
            known = np.isfinite(value)
            if not known.all():
                varies = self.program.instructions[self.program.outputs[name]]
                period, column = np.argwhere(~known)[0]
                raise not_finite(
                    name,
                    value[period, column],
                    self.program.labels[period] if varies.by_period else "",
                    futures[column] if varies.by_future else None,
                )


class _Run:
    """One pass over the blocks: of what is fixed (no futures), or of one chunk."""

    def __init__(self, owner: ReferenceExecutor, values: dict[int, Array], futures: range | None) -> None:
        self.program = owner.program
        self.inputs = owner.inputs
        self.values = values
        self.futures = futures
        self.pool: dict[tuple[int, ...], list[Array]] = {}

    def blocks(self) -> None:
        for block in self.program.blocks:
            slots = [slot for slot in block.slots if self._mine(self.program.instructions[slot])]
            if not slots:
                continue
            if block.kind == "whole":
                for slot in slots:
                    self.values[slot] = self._whole(self.program.instructions[slot])
                    self._release(slot)
            else:
                self._step(block)
                self._release(block.slots.stop - 1)

    def _mine(self, instruction: Instruction) -> bool:
        return instruction.by_future is (self.futures is not None)

    def _release(self, slot: int) -> None:
        if self.futures is None:
            return
        for done in self.program.releases.get(slot, ()):
            instruction = self.program.instructions[done]
            # draws belong to whoever drew them: they are read, never written
            if instruction.by_future and done in self.values:
                array = self.values.pop(done)
                if instruction.op is not Op.INPUT:
                    self.pool.setdefault(array.shape, []).append(array)

    def _empty(self, rows: int) -> Array:
        shape = (rows, 1 if self.futures is None else len(self.futures))
        free = self.pool.get(shape)
        return free.pop() if free else np.empty(shape)

    def _input(self, node: Input) -> Array:
        if node.random and self.futures is not None:
            return self.inputs.draw(node, self.program.periods, self.futures)
        return self.inputs.array(node, self.program.periods)

    def _whole(self, instruction: Instruction) -> Array:
        op = instruction.op
        if op is Op.INPUT:
            return self._input(self.program.inputs[str(instruction.data)])
        if op is Op.CONST:
            return np.full((1, 1), float(str(instruction.data)))
        out = self._empty(self.program.periods if instruction.by_period else 1)
        args = [self.values[arg] for arg in instruction.args]
        if op in ELEMENTWISE:
            ELEMENTWISE[op](out, args, instruction.data)
        else:
            data = self.program.periods if op in (Op.TOTAL, Op.FIRST) else instruction.data
            ALONG[op](out, args, data)
        return out

    def _step(self, block: Block) -> None:
        """Evaluate a loop period by period; every value of the loop keeps its history."""
        own = {slot: self._empty(self.program.periods) for slot in block.slots}
        instructions = [(slot, self.program.instructions[slot]) for slot in block.slots]
        outside = {arg: self.values[arg] for _, one in instructions for arg in one.args if arg not in own}
        rows: dict[int, Array] = {slot: value[0] for slot, value in outside.items() if len(value) == 1}
        by_period = [slot for slot in outside if self.program.instructions[slot].by_period]
        moving = {slot: outside[slot] for slot in by_period}
        history = {**outside, **own}
        for period in range(self.program.periods):
            for slot, value in moving.items():
                rows[slot] = value[period]
            for slot, one in instructions:
                out = own[slot][period]
                function = ELEMENTWISE.get(one.op)
                if function:
                    if one.op is Op.LOOKUP:
                        function(out, [outside[one.args[0]], rows[one.args[1]]], None)
                    else:
                        function(out, [rows[arg] for arg in one.args], one.data)
                else:
                    _advance(one, out, period, rows, history, own[slot])
                rows[slot] = out
        self.values.update(own)


def _advance(
    one: Instruction,
    out: Array,
    period: int,
    rows: dict[int, Array],
    history: dict[int, Array],
    own: Array,
) -> None:
    """Do one period of an operation along time, inside a loop."""
    op = one.op
    if op is Op.PREV:
        back = period - int(str(one.data))
        past = history[one.args[0]]
        out[...] = (past[back] if len(past) > 1 else past[0]) if back >= 0 else rows[one.args[1]]
        return
    if op is Op.MOVING:
        past = history[one.args[0]]
        out[...] = 0.0
        for earlier in range(max(0, period - int(str(one.data)) + 1), period + 1):
            out += past[earlier] if len(past) > 1 else past[0]
        return
    now = rows[one.args[0]]
    before: Array | float = own[period - 1] if period else 0.0
    if op is Op.RUNNING:
        np.add(now, before, out=out)
    elif op is Op.SINCE:
        np.add(now, np.where(rows[one.args[1]] != 0, 0.0, before), out=out)
    elif op is Op.LATCH:
        np.maximum(now != 0, before, out=out)
    else:  # ELAPSED: a count that starts at the first true period
        started = before if period else -1.0
        out[...] = np.where(np.greater_equal(started, 0), np.add(started, 1.0), np.where(now != 0, 0.0, -1.0))
