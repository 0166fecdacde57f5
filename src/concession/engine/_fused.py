"""The fast executor: one fused kernel per deal structure, compiled by LLVM when it is first needed.

A kernel's text depends on the structure of a program and of a plan, never on numbers, so a changed rate
or another seed compiles nothing as long as a process lives. Without llvmlite, or where compiling would cost
more than it saves, the reference executor runs.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from concession.compiler import compiled
from concession.engine._inputs import Array, Inputs
from concession.engine._ir_kernel import ARGUMENTS, NAME, WHOLE, Kernel, kernel_of
from concession.engine._ir_text import WIDTH
from concession.engine._plan import BLOCK, LANES, Plan, Reduced, in_order, part_size, parts, sums_of_lanes
from concession.engine._reference import ReferenceExecutor
from concession.lines import Program

__all__ = ["FusedExecutor"]

#: LLVM's levels of code generation. The thorough one gives code that is up to twice as fast, and its time
#: grows faster than a kernel's length: it pays where there is little to compile or much to run.
_QUICK, _THOROUGH = 0, 2
#: As measured on one core: seconds that it takes more, for each operation and for each pair of them, and
#: seconds that it saves for each operation, period and future.
EACH, EACH_PAIR, SAVED = 2e-4, 9e-8, 7e-11
#: Operations up to which it is always taken: some hundredths of a second.
FEW = 150
_TYPES = tuple(ctypes.c_int64 if name in WHOLE else ctypes.c_void_p for name in ARGUMENTS)


@dataclass(slots=True, kw_only=True)
class _Own:
    """What each future has of its own: draws, and results; its futures are the last axis of each array."""

    numbers: Array
    paths: list[Array]
    weighted: Array
    last: Array
    streams: Array

    @property
    def count(self) -> int:
        return int(self.weighted.shape[-1])

    def last_vector(self, whole: int) -> _Own:
        """Return the futures after the last whole vector, filled up with the last of them, as a vector."""
        take = np.minimum(np.arange(WIDTH) + whole, self.count - 1)
        return _Own(
            numbers=np.ascontiguousarray(self.numbers[:, take]),
            paths=[np.ascontiguousarray(path[:, take]) for path in self.paths],
            weighted=np.empty((len(self.weighted), WIDTH)),
            last=np.empty((len(self.last), WIDTH)),
            streams=np.empty((*self.streams.shape[:2], WIDTH)),
        )


@dataclass(slots=True, kw_only=True)
class _Shared:
    """What futures add to together, and the room that a kernel works in: all on lines of the cache."""

    lanes: Array
    lows: Array
    watch: Array
    scratch: Array

    def finite(self, own: _Own) -> bool:
        """Whether all amounts of all outputs are finite."""
        return all(np.isfinite(array).all() for array in (own.weighted, self.lanes, self.watch))


class FusedExecutor:
    """Runs a program under a plan with one compiled kernel, part by part.

    Parameters
    ----------
    program, inputs
        As for :class:`ReferenceExecutor`.
    plan
        What to keep.
    workers
        How many parts are worked on at once; the kernel does not hold Python's lock.
    futures
        About how many are to come: for many, more is spent on compiling.
    kernel
        The kernel of this program and plan, where it was written before.

    Raises
    ------
    ConcessionError
        As the reference executor's: a part whose results are not finite is run again there, so that the
        message names line, period and future.
    """

    def __init__(
        self,
        program: Program,
        inputs: Inputs,
        plan: Plan,
        *,
        workers: int = 1,
        futures: int = 0,
        kernel: Kernel | None = None,
    ) -> None:
        self.program = program
        self.inputs = inputs
        self.plan = plan
        self.workers = max(workers, 1)
        kernel = kernel or kernel_of(program, plan)
        layout, periods = kernel.layout, program.periods
        self.layout = layout
        effort = _effort(len(layout.moving), periods, futures)
        self.function: Callable[..., None] = compiled(kernel.text, NAME, _TYPES, effort=effort)
        reference = ReferenceExecutor(program, inputs)
        self.fixed = _table([reference.fixed_value(slot)[:, 0] for slot in layout.fixed], periods)
        self.profiles = [reference.fixed_value(slot)[:, 0].copy() for slot in layout.profiles]
        self.weights = _table([np.frombuffer(raw) for _, raw in layout.weights], periods)

    def run(self, futures: range) -> Iterator[Reduced]:
        """Yield what is kept of a range of futures, in parts of whole blocks, in order."""
        share = -(-len(futures) // (self.workers * BLOCK)) * BLOCK
        size = min(self.part_size, share)
        if self.workers == 1 or size >= len(futures):
            yield from map(self.part, parts(futures, size))
            return
        with ThreadPoolExecutor(self.workers) as pool:
            yield from in_order(pool, self.part, parts(futures, size), 2 * self.workers)

    @property
    def part_size(self) -> int:
        """How many futures are worked on together: whole blocks, within bounded memory."""
        layout, periods = self.layout, self.program.periods
        moving = (len(layout.streams) + len(layout.paths)) * periods
        return part_size(moving + len(layout.weights) + len(layout.last) + len(layout.numbers) + 1)

    def part(self, futures: range) -> Reduced:
        """Return what the plan keeps of some futures."""
        layout, count, periods = self.layout, len(futures), self.program.periods
        numbers = [self._drawn(name, futures)[0] for name in layout.numbers.values()]
        own = _Own(
            numbers=np.stack(numbers) if numbers else np.empty((0, count)),
            paths=[_in_line(self._drawn(name, futures)) for name in layout.paths.values()],
            weighted=np.empty((len(layout.weights), count)),
            last=np.empty((len(layout.last), count)),
            streams=np.empty((len(layout.streams), periods, count)),
        )
        shared = _Shared(
            lanes=_filled((-(-count // BLOCK), periods, len(layout.sums), LANES), 0.0),
            lows=_filled((len(layout.lows), WIDTH), np.inf),
            watch=_filled((len(layout.watched), WIDTH), 0.0),
            scratch=_filled((layout.scratch,), 0.0),
        )
        whole = count // WIDTH * WIDTH
        if whole:
            self._call(own, shared, whole)
        if whole < count:
            self._rest(own, shared, whole)
        if not shared.finite(own):
            # the reference names what went wrong
            return ReferenceExecutor(self.program, self.inputs).reduce(self.plan, futures)
        return self._kept(futures, own, shared)

    def _call(self, own: _Own, shared: _Shared, count: int) -> None:
        steps = [path.strides[0] // path.itemsize for path in own.paths]
        arrays: Mapping[str, npt.NDArray[np.generic]] = {
            "f": self.fixed,
            "profiles": np.array([one.ctypes.data for one in self.profiles], dtype=np.uintp),
            "ends": np.array([float(len(one)) for one in self.profiles]),
            "d": own.numbers,
            "paths": np.array([path.ctypes.data for path in own.paths], dtype=np.uintp),
            "steps": np.array(steps, dtype=np.int64),
            "w": self.weights,
            "weighted": own.weighted,
            "lanes": shared.lanes,
            "lows": shared.lows,
            "watch": shared.watch,
            "last": own.last,
            "streams": own.streams,
            "s": shared.scratch,
        }
        numbers = {"count": count, "apart": own.count}
        self.function(*(numbers[name] if name in WHOLE else arrays[name].ctypes.data for name in ARGUMENTS))

    def _rest(self, own: _Own, shared: _Shared, whole: int) -> None:
        """Run the futures after the last whole vector; of what they are filled up with nothing is kept."""
        count, lane = own.count - whole, whole % LANES
        last, block = own.last_vector(whole), shared.lanes[-1]
        lanes = _filled(block.shape, 0.0)
        lanes[..., :WIDTH] = block[..., lane : lane + WIDTH]
        self._call(last, replace(shared, lanes=lanes), WIDTH)
        block[..., lane : lane + count] = lanes[..., :count]
        own.weighted[:, whole:] = last.weighted[:, :count]
        own.last[:, whole:] = last.last[:, :count]
        own.streams[..., whole:] = last.streams[..., :count]

    def _kept(self, futures: range, own: _Own, shared: _Shared) -> Reduced:
        layout, plan, out = self.layout, self.plan, self.layout.out
        sums = sums_of_lanes(shared.lanes)
        return Reduced(
            futures=futures,
            weighted={name: own.weighted[number] for name, number in layout.weighted.items()},
            sums={name: sums[:, :, layout.sums[out[name]]] for name in plan.sums},
            lows={name: float(shared.lows[layout.lows[out[name]]].min()) for name in plan.lows},
            last={name: own.last[layout.last[out[name]]] for name in plan.last},
            streams={name: own.streams[layout.streams[out[name]]] for name in plan.streams},
        )

    def _drawn(self, name: str, futures: range) -> Array:
        return self.inputs.draw(self.program.inputs[name], self.program.periods, futures)


def _effort(operations: int, periods: int, futures: int) -> int:
    """Return the level of code generation that pays."""
    saved = SAVED * periods * futures
    return _THOROUGH if operations < FEW or saved > EACH + EACH_PAIR * operations else _QUICK


def _table(rows: list[Array], periods: int) -> Array:
    """Return numbers by period and row: those of one period lie together."""
    table = np.empty((periods, len(rows)))
    for number, row in enumerate(rows):
        table[:, number] = row
    return table


def _in_line(path: Array) -> Array:
    """Return a path whose futures lie side by side; the part of a larger array is read where it lies."""
    beside = path.strides[1] == path.itemsize and path.strides[0] % path.itemsize == 0
    return path if beside else np.ascontiguousarray(path)


def _filled(shape: tuple[int, ...], number: float) -> Array:
    """Return an array of one number that begins where a line of the cache does, as vectors must."""
    size = math.prod(shape)
    room = np.empty(size + WIDTH)
    shift = -(room.ctypes.data // room.itemsize) % WIDTH
    found = room[shift : shift + size].reshape(shape)
    found[...] = number
    return found
