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
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from concession.engine._inputs import Array, Inputs
from concession.engine._ir_kernel import ARGUMENTS, NAME, WHOLE, Kernel, kernel_of
from concession.engine._ir_layout import Layout
from concession.engine._ir_text import WIDTH
from concession.engine._jit import compiled
from concession.engine._plan import BLOCK, LANES, Plan, Reduced, in_order, part_size, parts, sums_of_lanes
from concession.engine._reference import ReferenceExecutor
from concession.lines import Program

__all__ = ["FusedExecutor"]

#: LLVM's levels of code generation. The thorough one takes three times as long to compile and gives code
#: that is a third faster, which pays from so many futures on, or where there is little to compile.
_QUICK, _THOROUGH = 0, 2
MANY, FEW = 50_000, 150
_TYPES = tuple(ctypes.c_int64 if name in WHOLE else ctypes.c_void_p for name in ARGUMENTS)


@dataclass(slots=True, kw_only=True)
class _Futures:
    """Arrays of some futures, as the kernel takes them: whole vectors, or more than it is asked for."""

    numbers: Array
    paths: list[Array]
    weighted: Array
    last: Array
    streams: Array


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
        self.reference = ReferenceExecutor(program, inputs)
        kernel = kernel or kernel_of(program, plan)
        self.layout = kernel.layout
        effort = _THOROUGH if futures > MANY or len(self.layout.moving) < FEW else _QUICK
        self.function: Callable[..., None] = compiled(kernel.text, NAME, _TYPES, effort=effort)
        self.fixed = self._fixed(self.layout)
        self.profiles = [self.reference.fixed_value(slot)[:, 0].copy() for slot in self.layout.profiles]
        self.weights = _table([np.frombuffer(raw) for _, raw in self.layout.weights], program.periods)

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
        lanes = _filled((-(-count // BLOCK), periods, len(layout.sums), LANES), 0.0)
        lows = _filled((len(layout.lows), WIDTH), np.inf)
        some = _Futures(
            numbers=_rows([self._drawn(name, futures)[0] for name in layout.numbers.values()], count),
            paths=[_in_line(self._drawn(name, futures)) for name in layout.paths.values()],
            weighted=np.empty((len(layout.weights), count)),
            last=np.empty((len(layout.last), count)),
            streams=np.empty((len(layout.streams), periods, count)),
        )
        scratch = _filled((layout.scratch,), 0.0)
        whole = count // WIDTH * WIDTH
        if whole:
            self._call(some, lanes, lows, scratch, whole)
        if whole < count:
            self._rest(some, lanes[-1], lows, scratch, whole)
        kept = self._kept(futures, some, sums_of_lanes(lanes), lows)
        if not _finite(kept):
            # the reference names what went wrong, or shows that it was a figment
            return self.reference.reduce(self.plan, futures)
        return kept

    def _call(self, some: _Futures, lanes: Array, lows: Array, scratch: Array, count: int) -> None:
        profiles = np.array([one.ctypes.data for one in self.profiles], dtype=np.uintp)
        ends = np.array([float(len(one)) for one in self.profiles])
        paths = np.array([path.ctypes.data for path in some.paths], dtype=np.uintp)
        steps = np.array([path.strides[0] // path.itemsize for path in some.paths], dtype=np.int64)
        arrays: Mapping[str, npt.NDArray[np.generic]] = {
            "f": self.fixed,
            "profiles": profiles,
            "ends": ends,
            "d": some.numbers,
            "paths": paths,
            "steps": steps,
            "w": self.weights,
            "weighted": some.weighted,
            "lanes": lanes,
            "lows": lows,
            "last": some.last,
            "streams": some.streams,
            "s": scratch,
        }
        numbers = {"count": count, "apart": some.numbers.shape[1]}
        self.function(*(numbers[name] if name in WHOLE else arrays[name].ctypes.data for name in ARGUMENTS))

    def _rest(self, some: _Futures, lanes: Array, lows: Array, scratch: Array, whole: int) -> None:
        """Run the futures after the last whole vector: one more vector, filled up with the last of them."""
        count = some.numbers.shape[1] - whole
        take = np.minimum(np.arange(WIDTH), count - 1) + whole
        last = _Futures(
            numbers=np.ascontiguousarray(some.numbers[:, take]),
            paths=[np.ascontiguousarray(path[:, take]) for path in some.paths],
            weighted=np.empty((len(some.weighted), WIDTH)),
            last=np.empty((len(some.last), WIDTH)),
            streams=np.empty((*some.streams.shape[:2], WIDTH)),
        )
        filled = _filled(lanes.shape, 0.0)
        lane = whole % LANES
        filled[..., :WIDTH] = lanes[..., lane : lane + WIDTH]
        self._call(last, filled, lows, scratch, WIDTH)
        lanes[..., lane : lane + count] = filled[..., :count]
        some.weighted[:, whole:] = last.weighted[:, :count]
        some.last[:, whole:] = last.last[:, :count]
        some.streams[..., whole:] = last.streams[..., :count]

    def _kept(self, futures: range, some: _Futures, sums: Array, lows: Array) -> Reduced:
        layout, plan = self.layout, self.plan
        return Reduced(
            futures=futures,
            weighted={name: some.weighted[number] for name, number in layout.weighted.items()},
            sums={name: sums[:, :, layout.sums[layout.out[name]]] for name in plan.sums},
            lows={name: float(lows[layout.lows[layout.out[name]]].min()) for name in plan.lows},
            last={name: some.last[layout.last[layout.out[name]]] for name in plan.last},
            streams={name: some.streams[layout.streams[layout.out[name]]] for name in plan.streams},
        )

    def _drawn(self, name: str, futures: range) -> Array:
        return self.inputs.draw(self.program.inputs[name], self.program.periods, futures)

    def _fixed(self, layout: Layout) -> Array:
        rows = [self.reference.fixed_value(slot)[:, 0] for slot in layout.fixed]
        return _table(rows, self.program.periods)


def _table(rows: list[Array], periods: int) -> Array:
    """Return numbers by period and row: those of one period lie together."""
    table = np.empty((periods, len(rows)))
    for number, row in enumerate(rows):
        table[:, number] = row
    return table


def _rows(rows: list[Array], count: int) -> Array:
    return np.stack(rows) if rows else np.empty((0, count))


def _in_line(path: Array) -> Array:
    """Return a path whose futures lie side by side; the part of a larger array is read where it lies."""
    beside = path.strides[1] == path.itemsize and path.strides[0] % path.itemsize == 0
    return path if beside else np.ascontiguousarray(path)


def _filled(shape: tuple[int, ...], number: float) -> Array:
    """Return an array of one number that begins where a line of the cache does, as vectors must."""
    room = np.empty(math.prod(shape) + WIDTH)
    shift = -(room.ctypes.data // room.itemsize) % WIDTH
    found = room[shift : shift + math.prod(shape)].reshape(shape)
    found[...] = number
    return found


def _finite(kept: Reduced) -> bool:
    arrays = [*kept.weighted.values(), *kept.sums.values(), *kept.last.values()]
    return all(np.isfinite(array).all() for array in arrays) and not any(
        np.isnan(low) for low in kept.lows.values()
    )
