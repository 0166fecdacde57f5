"""The reference executor: NumPy, float64, one chunk of futures at a time.

Values are arrays of shape (periods or 1, futures or 1). An array goes back to a pool after its last use,
for the next value and the next chunk; what does not vary by future is computed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

import numpy as np

from concession.engine._inputs import Array, Inputs, not_finite
from concession.engine._loop import Loop
from concession.engine._numpy_ops import ALONG, ELEMENTWISE
from concession.engine._plan import LANES, Plan, Reduced, Reducer
from concession.engine._powers import data_of
from concession.lines import Input, Instruction, Op, Program

__all__ = ["ReferenceExecutor"]

#: Numbers per value and chunk, as measured: 1 MiB of float64. Smaller chunks pay NumPy's price per call,
#: which is by the row in a loop through earlier periods; larger ones leave the cache.
CHUNK_NUMBERS = 131_072
#: A row of a loop should not be shorter than this, however many periods there are …
SHORTEST_ROW = 1_024
#: … unless the outputs of one chunk would take more bytes than this.
CHUNK_BYTES = 2**28


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
        self._loops = {
            block.slots.start: Loop(program, block) for block in program.blocks if block.kind == "step"
        }
        #: Arrays that are free, flat, by the number of rows that they were made for.
        self._pool: dict[int, list[Array]] = {}
        with np.errstate(all="ignore"):
            _Run(self, self._fixed, None).blocks()
        for value in self._fixed.values():
            # every chunk hands out the same array
            value.flags.writeable = False

    def fixed_value(self, slot: int) -> Array:
        """Return a value that does not vary by future, shape (periods, ages or 1, 1)."""
        return self._fixed[slot]

    @property
    def chunk_size(self) -> int:
        """How many futures one chunk holds."""
        periods = self.program.periods
        slots = {slot for slot in self.program.outputs.values() if self.program.instructions[slot].by_future}
        most = CHUNK_BYTES // (8 * periods * (len(slots) + 8))
        size = max(LANES, min(max(SHORTEST_ROW, CHUNK_NUMBERS // periods), most))
        return size // LANES * LANES

    def chunks(self, futures: range) -> Iterator[tuple[range, dict[str, Array]]]:
        """Yield consecutive ranges of futures with their outputs, by name."""
        for start in range(futures.start, futures.stop, self.chunk_size):
            part = range(start, min(start + self.chunk_size, futures.stop))
            yield part, self.run(part)

    def collect(self, futures: range) -> dict[str, Array]:
        """Return the outputs for these futures, by name, computed in chunks and joined."""
        joined: dict[str, Array] = {}
        for part, outputs in self.chunks(futures):
            place = slice(part.start - futures.start, part.stop - futures.start)
            for name, value in outputs.items():
                if not self.program.instructions[self.program.outputs[name]].by_future:
                    joined[name] = value
                    continue
                if name not in joined:
                    joined[name] = np.empty((len(value), len(futures)))
                joined[name][:, place] = value
            self._done(outputs)
        return joined

    def reduce(self, plan: Plan, futures: range) -> Reduced:
        """Return what a plan keeps of whole blocks, reduced chunk by chunk."""
        reducer = Reducer(plan, futures, self.program.periods, self.program.outputs)
        for part, outputs in self.chunks(futures):
            reducer.add(outputs, part)
            self._done(outputs)
        return reducer.reduced()

    def _done(self, outputs: Mapping[str, Array]) -> None:
        """Take back the arrays of outputs that nobody needs any more."""
        slots = {self.program.outputs[name]: value for name, value in outputs.items()}
        made = (slot for slot in slots if self.program.instructions[slot].by_future)
        self._give(slots[slot] for slot in made if self.program.instructions[slot].op is not Op.INPUT)

    def _take(self, rows: int, columns: int) -> Array:
        """Return an array to be filled: one that is free again, if it is large enough."""
        free = self._pool.get(rows)
        flat = free.pop() if free else np.empty(rows * columns)
        if flat.size < rows * columns:
            flat = np.empty(rows * columns)
        return flat[: rows * columns].reshape(rows, columns)

    def _give(self, arrays: Iterable[Array]) -> None:
        for array in arrays:
            # what _take returned is a view of the whole
            self._pool.setdefault(len(array), []).append(cast(Array, array.base))

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
        self.loops = owner._loops
        self.take = owner._take
        self.give = owner._give

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
                self.give(self.loops[block.slots.start].run(self.values, self._empty))
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
                    self.give([array])

    def _empty(self, rows: int) -> Array:
        return self.take(rows, 1 if self.futures is None else len(self.futures))

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
            ELEMENTWISE[op](out, args, data_of(self.program.instructions, instruction))
        else:
            data = self.program.periods if op in (Op.TOTAL, Op.FIRST) else instruction.data
            ALONG[op](out, args, data)
        return out
