"""Which executor is the cheapest for a job: compiling must save more than it costs."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Literal, Protocol, get_args

from concession.compiler import compiler_present, compiler_works, is_compiled
from concession.engine._fused import FusedExecutor
from concession.engine._inputs import Inputs
from concession.engine._ir_kernel import Kernel, kernel_of
from concession.engine._plan import BLOCK, Plan, Reduced, blocks, in_order
from concession.engine._powers import data_of
from concession.engine._reference import ReferenceExecutor
from concession.errors import ConcessionError
from concession.lines import Instruction, Op, Program

__all__ = ["EXECUTORS", "ExecutorName", "PlanExecutor", "choose", "usable_workers"]

#: The executors by name; auto takes the fastest that is there, and ``fast`` is another word for fused.
ExecutorName = Literal["auto", "reference", "fused", "fast"]

#: The executors that a user may ask for.
EXECUTORS: tuple[ExecutorName, ...] = get_args(ExecutorName)

#: As measured on one core: operations on single numbers that the reference does in a second.
REFERENCE_RATE = 8e8
#: Seconds to write the text of a kernel, for each operation; to compile it, some and more for each.
WRITE_EACH, COMPILE, COMPILE_EACH = 2e-5, 0.08, 8e-5
#: A kernel of more operations than this is not worth the memory.
MOST_OPERATIONS = 20_000
#: Structures whose time in the reference executor is remembered.
MOST_REMEMBERED = 256
#: Workers that are used without being asked for, at most.
MOST_WORKERS = 8


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


def usable_workers() -> int:
    """Return how many parts are worked on at once where nobody says: the cores that are ours, to 8."""
    ours = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(ours, MOST_WORKERS)


def choose(
    program: Program,
    inputs: Inputs,
    plan: Plan,
    *,
    futures: int,
    name: ExecutorName = "auto",
    workers: int = 0,
) -> PlanExecutor:
    """Return the executor of that name, or the cheapest for so many futures.

    Parameters
    ----------
    program, inputs, plan
        What is to be run, on which numbers, and what is kept of it.
    futures
        About how many are to come.
    name
        Which executor.
    workers
        How many parts are worked on at once; as many as there are cores, to 8, where it is 0.

    Raises
    ------
    ConcessionError
        E707 for ``fused`` where llvmlite is not there or does not work, or an unknown name.
    """
    if name not in EXECUTORS:
        raise ConcessionError.of("E707", f"there is no executor '{name}'", f"use {', '.join(EXECUTORS)}")
    wanted = name in ("fused", "fast")
    if wanted and not compiler_present():
        raise ConcessionError.of(
            "E707", "the fused executor needs llvmlite", "install it with: pip install 'concession[fast]'"
        )
    at_once = workers or usable_workers()
    kernel = kernel_of(program, plan) if wanted else None
    if name == "auto":
        kernel = _paying(program, plan, futures)
    if kernel is None or (name == "auto" and not compiler_works()):
        return _Reference(program, inputs, plan, at_once)
    try:
        return FusedExecutor(program, inputs, plan, workers=at_once, futures=futures, kernel=kernel)
    except ConcessionError as error:
        # a compiler that loads, and then cannot read the text or does not know the processor
        if name != "auto" or error.problems[0].code != "E707":
            raise
    return _Reference(program, inputs, plan, at_once)


#: Seconds that structures have spent in the reference executor, by the hash of their kernel's text.
_spent: dict[bytes, float] = {}
_turn = threading.Lock()


def _paying(program: Program, plan: Plan, futures: int) -> Kernel | None:
    """Return the kernel, where it is compiled already or where compiling it pays."""
    operations = sum(one.by_future for one in program.instructions)
    if not 0 < operations <= MOST_OPERATIONS or not compiler_present():
        return None
    if any(one.by_future and _by_library(program, one) for one in program.instructions):
        # NumPy and the kernel may differ in a last digit here: how many futures are run, where, and what
        # ran before must not decide between them
        return kernel_of(program, plan)
    seconds = operations * program.periods * futures / REFERENCE_RATE
    if seconds < 2 * WRITE_EACH * operations:
        return None
    kernel = kernel_of(program, plan)
    cost = COMPILE + COMPILE_EACH * operations
    if seconds > cost or is_compiled(kernel.text) or _remembered(kernel, seconds) > cost:
        return kernel
    return None


def _by_library(program: Program, one: Instruction) -> bool:
    """Whether an operation is left to a library of functions: NumPy's in the reference, C's in a kernel."""
    power = one.op is Op.POW and data_of(program.instructions, one) is None
    return power or one.op in (Op.EXP, Op.LOG)


def _remembered(kernel: Kernel, seconds: float) -> float:
    """Return how long runs of a structure have taken, this one included: the next one may well follow."""
    name = sha256(kernel.text.encode()).digest()
    with _turn:
        _spent[name] = _spent.pop(name, 0.0) + seconds
        while len(_spent) > MOST_REMEMBERED:
            del _spent[next(iter(_spent))]
        return _spent[name]
