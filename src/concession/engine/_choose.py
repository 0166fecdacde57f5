"""Which executor is the cheapest for a job: compiling must save more than it costs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, Protocol

from concession.engine._fused import FusedExecutor, compiled_before, numba_present
from concession.engine._inputs import Inputs
from concession.engine._plan import BLOCK, Plan, Reduced, blocks, in_order
from concession.engine._reference import ReferenceExecutor
from concession.errors import ConcessionError
from concession.lines import Program

__all__ = ["EXECUTORS", "ExecutorName", "PlanExecutor", "choose"]

#: The executors by name; auto takes the fastest that is there.
ExecutorName = Literal["auto", "reference", "fused"]

#: The executors that a user may ask for.
EXECUTORS: tuple[ExecutorName, ...] = ("auto", "reference", "fused")

#: As measured on one core: operations on single numbers that the reference does in a second.
REFERENCE_RATE = 8e8
#: Seconds to load a compiled kernel with Numba, and to compile one: some, and more for each operation.
LOAD, COMPILE, COMPILE_EACH = 0.6, 1.5, 0.03
#: A kernel of more operations than this takes minutes to compile.
MOST_OPERATIONS = 1500


class PlanExecutor(Protocol):
    """Runs a program under a plan, block by block."""

    def run(self, futures: range) -> Iterator[Reduced]:
        """Yield what is kept of a range of futures, in parts of whole blocks, in order."""


class _Reference:
    """The reference executor under a plan; each worker has one of its own, with its own arrays."""

    def __init__(self, program: Program, inputs: Inputs, plan: Plan, workers: int) -> None:
        self.program = program
        self.inputs = inputs
        self.plan = plan
        self.workers = workers
        self.own = threading.local()
        self.own.executor = ReferenceExecutor(program, inputs)

    def block(self, futures: range) -> Reduced:
        if not hasattr(self.own, "executor"):
            self.own.executor = ReferenceExecutor(self.program, self.inputs)
        reduced: Reduced = self.own.executor.reduce(self.plan, futures)
        return reduced

    def run(self, futures: range) -> Iterator[Reduced]:
        if self.workers <= 1 or len(futures) <= BLOCK:
            yield from map(self.block, blocks(futures))
            return
        with ThreadPoolExecutor(self.workers) as pool:
            yield from in_order(pool, self.block, blocks(futures), 2 * self.workers)


def choose(
    program: Program,
    inputs: Inputs,
    plan: Plan,
    *,
    futures: int,
    name: ExecutorName = "auto",
    workers: int = 1,
) -> PlanExecutor:
    """Return the executor of that name, or the cheapest for so many futures.

    Raises
    ------
    ConcessionError
        E707 for ``fused`` without Numba, or an unknown name.
    """
    if name not in EXECUTORS:
        raise ConcessionError.of("E707", f"there is no executor '{name}'", f"use {', '.join(EXECUTORS)}")
    if name == "fused" and not numba_present():
        raise ConcessionError.of(
            "E707", "the fused executor needs Numba", "install it with: pip install 'concession[fast]'"
        )
    operations = sum(one.by_future for one in program.instructions)
    if name == "fused" or (name == "auto" and _pays(program, plan, operations, futures)):
        return FusedExecutor(program, inputs, plan, workers=workers)
    return _Reference(program, inputs, plan, workers)


def _pays(program: Program, plan: Plan, operations: int, futures: int) -> bool:
    if not numba_present() or not 0 < operations <= MOST_OPERATIONS:
        return False
    seconds = operations * program.periods * futures / REFERENCE_RATE
    if seconds < LOAD:
        return False
    return seconds > COMPILE + COMPILE_EACH * operations or compiled_before(program, plan)
