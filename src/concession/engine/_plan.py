"""What a run keeps of its outputs: sums over periods, sums over futures, lows, and whole streams.

Memory is what is kept and no more: an executor computes a block of futures, reduces it by the plan, and
forgets it. Blocks have a fixed size and are added in their order, so that a sum does not depend on how a
run was cut into chunks or shared among workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from concession.engine._inputs import Array

__all__ = [
    "BLOCK",
    "LANES",
    "Plan",
    "Reduced",
    "Reducer",
    "blocks",
    "in_order",
    "part_size",
    "parts",
    "reduce_outputs",
    "sums_of_lanes",
]

#: Futures in a block. Part of every result's definition: sums over futures are made block by block,
BLOCK = 4096
#: and inside a block lane by lane: lane i adds up futures i, i + LANES, …, then the lanes are added.
LANES = 32
#: Blocks that are worked on together at most, and the bytes that they may take: each part pays once for
#: what Python does around a kernel.
MOST_BLOCKS, PART_BYTES = 8, 2**25


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to keep, by names of outputs.

    ``weighted`` gives, for each name of a result, an output and one weight per period: the result is
    Σ weight × amount of each future. ``sums`` are outputs whose sum over futures is kept by period,
    ``lows`` those whose least value is, ``last`` those whose value in the last period is, and ``streams``
    those kept whole.
    """

    weighted: Mapping[str, tuple[str, Array]] = field(default_factory=dict)
    sums: tuple[str, ...] = ()
    lows: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()

    @property
    def outputs(self) -> tuple[str, ...]:
        """The outputs that the plan reads, each once."""
        named = [output for output, _ in self.weighted.values()]
        return tuple(dict.fromkeys([*named, *self.sums, *self.lows, *self.last, *self.streams]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduced:
    """What a plan kept of some futures, which are whole blocks but for the last one of a run.

    Shapes: ``weighted`` and ``last`` (futures,), ``sums`` (blocks, periods), ``lows`` one number,
    ``streams`` (periods, futures).
    """

    futures: range
    weighted: Mapping[str, Array]
    sums: Mapping[str, Array]
    lows: Mapping[str, float]
    last: Mapping[str, Array]
    streams: Mapping[str, Array]


def reduce_outputs(plan: Plan, outputs: Mapping[str, Array], futures: range, periods: int) -> Reduced:
    """Reduce the outputs of whole blocks, each of shape (periods or 1, futures or 1), by a plan."""
    reducer = Reducer(plan, futures, periods)
    reducer.add(outputs, futures)
    return reducer.reduced()


class Reducer:
    """Reduces the outputs of whole blocks that come in chunks of whole lanes, in order.

    ``slots`` says which outputs are the same amount: what is the same is added up once.
    """

    def __init__(
        self, plan: Plan, futures: range, periods: int, slots: Mapping[str, int] | None = None
    ) -> None:
        self.plan = plan
        self.futures = futures
        self.periods = periods
        self.slots = slots or {name: number for number, name in enumerate(plan.outputs)}
        count = len(futures)
        self.weighted = {
            (self.slots[output], weights.tobytes()): np.zeros(count)
            for output, weights in plan.weighted.values()
        }
        self.lanes = {self.slots[name]: np.zeros((-(-count // BLOCK), periods, LANES)) for name in plan.sums}
        self.lows = dict.fromkeys(plan.lows, np.inf)
        self.last = {name: np.empty(count) for name in plan.last}
        self.streams = {name: np.empty((periods, count)) for name in plan.streams}
        self._room = np.empty(0)

    def add(self, outputs: Mapping[str, Array], futures: range) -> None:
        """Take in one chunk: outputs of shape (periods or 1, futures or 1)."""
        start = futures.start - self.futures.start
        place = slice(start, start + len(futures))
        shape = (self.periods, len(futures))
        full = {self.slots[name]: np.broadcast_to(outputs[name], shape) for name in self.plan.outputs}
        for (slot, weights), total in self.weighted.items():
            self._weigh(full[slot], np.frombuffer(weights), total[place])
        for slot, lanes in self.lanes.items():
            _add_lanes(lanes, full[slot], start)
        for name in self.lows:
            # what is not a number stays so
            self.lows[name] = float(np.minimum(self.lows[name], outputs[name].min()))
        for name, values in self.last.items():
            values[place] = full[self.slots[name]][-1]
        for name, stream in self.streams.items():
            stream[:, place] = full[self.slots[name]]

    def _weigh(self, amounts: Array, weights: Array, total: Array) -> None:
        """Put Σ weight × amount of each future into ``total``, period by period."""
        if self._room.shape != amounts.shape:
            self._room = np.empty(amounts.shape)
        np.multiply(amounts, weights[:, None], out=self._room)
        if amounts.shape[1] > 1:
            np.add.reduce(self._room, axis=0, out=total)
        else:
            # along a single column NumPy's sums go pair by pair
            total[:] = np.add.accumulate(self._room, axis=0)[-1]

    def reduced(self) -> Reduced:
        """Return what is kept, once all chunks are in."""
        sums = {slot: sums_of_lanes(lanes) for slot, lanes in self.lanes.items()}
        return Reduced(
            futures=self.futures,
            weighted={
                name: self.weighted[self.slots[output], weights.tobytes()]
                for name, (output, weights) in self.plan.weighted.items()
            },
            sums={name: sums[self.slots[name]] for name in self.plan.sums},
            lows=self.lows,
            last=self.last,
            streams=self.streams,
        )


def _add_lanes(lanes: Array, amounts: Array, start: int) -> None:
    """Add amounts to the lanes of their blocks, in the order that a kernel adds them."""
    first = 0
    while first < amounts.shape[1]:
        block, inside = divmod(start + first, BLOCK)
        some = amounts[:, first : first + BLOCK - inside]
        whole = some.shape[1] // LANES * LANES
        row = lanes[block]
        if whole:
            # what is in the lanes already was added before, so it comes first
            rows = np.concatenate([row, some[:, :whole]], axis=1) if inside else some[:, :whole]
            np.add.reduce(rows.reshape(len(rows), -1, LANES), axis=1, out=row)
        row[:, : some.shape[1] - whole] += some[:, whole:]
        first += some.shape[1]


def sums_of_lanes(lanes: Array) -> Array:
    """Return the sums of lanes, which stand along the last axis, one by one in their order."""
    # accumulated: NumPy's own sums go pair by pair
    return np.add.accumulate(lanes, axis=-1)[..., -1]


def blocks(futures: range) -> Iterable[range]:
    """Yield the blocks of a range of futures that starts at a block's edge.

    >>> [len(block) for block in blocks(range(0, 10_000))]
    [4096, 4096, 1808]
    """
    return parts(futures, BLOCK)


def parts(futures: range, size: int) -> Iterable[range]:
    """Yield parts of a range of futures, of so many futures each but for the last one."""
    for start in range(futures.start, futures.stop, size):
        yield range(start, min(start + size, futures.stop))


def in_order(
    pool: ThreadPoolExecutor, function: Callable[[range], Reduced], some: Iterable[range], ahead: int
) -> Iterator[Reduced]:
    """Yield results in order while a few further parts are worked on, so that memory stays bounded."""
    waiting = iter(some)
    running = [pool.submit(function, part) for part in islice(waiting, ahead)]
    while running:
        yield running.pop(0).result()
        running += [pool.submit(function, part) for part in islice(waiting, 1)]


def part_size(rows: int) -> int:
    """Return how many futures are worked on together, where each takes so many numbers."""
    return BLOCK * max(1, min(MOST_BLOCKS, PART_BYTES // (8 * rows * BLOCK)))
