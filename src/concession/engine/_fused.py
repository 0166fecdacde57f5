"""The fast executor: one fused kernel per deal structure, compiled by Numba and kept on disk.

A kernel's text depends on the structure of a program and of a plan, never on numbers, so a changed rate
or another seed compiles nothing. Compiled kernels are kept in the user's cache folder by the hash of
their text; without Numba, or where compiling would cost more than it saves, the reference executor runs.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from concession.engine._inputs import Array, Inputs
from concession.engine._kernel_source import Kernel, kernel_source
from concession.engine._plan import BLOCK, Plan, Reduced, in_order, part_size, parts
from concession.engine._reference import ReferenceExecutor
from concession.lines import Program

__all__ = ["FusedExecutor", "cache_folder", "compiled_before", "numba_present"]

_HEAD = '''"""A kernel that Concession wrote for the structure of one deal; it is safe to delete."""

from math import ceil, copysign, exp, floor, log

from numba import njit
from numpy import empty, inf, rint


@njit(cache=True, nogil=True, error_model="numpy")
'''


def numba_present() -> bool:
    """Whether Numba is installed; it is not imported to find out."""
    return importlib.util.find_spec("numba") is not None


def cache_folder() -> Path:
    """Return the folder of compiled kernels: ``CONCESSION_CACHE``, or the user's cache folder."""
    named = os.environ.get("CONCESSION_CACHE")
    if named:
        return Path(named) / "kernels"
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "concession" / "kernels"


class FusedExecutor:
    """Runs a program under a plan with one compiled kernel, block by block.

    Parameters
    ----------
    program, inputs
        As for :class:`ReferenceExecutor`.
    plan
        What to keep.
    workers
        How many parts are worked on at once; the kernel does not hold Python's lock.
    function
        What runs the kernel's text, where that is not the compiled kernel.

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
        function: Callable[..., None] | None = None,
    ) -> None:
        self.program = program
        self.inputs = inputs
        self.plan = plan
        self.workers = max(workers, 1)
        self.reference = ReferenceExecutor(program, inputs)
        self.kernel = kernel_source(program, plan)
        self.function = function or _compiled(self.kernel)
        self.fixed = self._fixed(self.kernel)
        self.profiles, self.ends = self._profiles(self.kernel)
        self.weights = _stack([weights for _, weights in plan.weighted.values()], program.periods)

    def run(self, futures: range) -> Iterator[Reduced]:
        """Yield what is kept of a range of futures, in parts of whole blocks, in order."""
        some = parts(futures, self.part_size)
        if self.workers == 1:
            yield from map(self.part, some)
            return
        with ThreadPoolExecutor(self.workers) as pool:
            yield from in_order(pool, self.part, some, 2 * self.workers)

    @property
    def part_size(self) -> int:
        """How many futures are worked on together: whole blocks, within bounded memory."""
        plan, periods = self.plan, self.program.periods
        moving = (len(plan.streams) + len(self.kernel.paths)) * periods
        return part_size(moving + len(plan.weighted) + len(plan.last) + len(self.kernel.numbers) + 1)

    def part(self, futures: range) -> Reduced:
        """Return what the plan keeps of some futures."""
        plan, count, periods = self.plan, len(futures), self.program.periods
        numbers = [self._drawn(name, futures)[0] for name in self.kernel.numbers]
        paths = [part for name in self.kernel.paths for part in _in_line(self._drawn(name, futures))]
        weighted = np.zeros((max(len(plan.weighted), 1), count))
        sums = np.zeros((-(-count // BLOCK), max(len(plan.sums), 1), periods))
        lows = np.full((max(len(plan.lows), 1), count), np.inf)
        last = np.empty((max(len(plan.last), 1), count))
        streams = np.empty((len(plan.streams), periods, count)) if plan.streams else np.empty((1, 1, 1))
        self.function(
            self.fixed,
            self.profiles,
            self.ends,
            _stack(numbers, count),
            *paths,
            count,
            self.weights,
            weighted,
            sums,
            lows,
            last,
            streams,
        )
        kept = Reduced(
            futures=futures,
            weighted=dict(zip(plan.weighted, weighted, strict=False)),
            sums={name: sums[:, number] for number, name in enumerate(plan.sums)},
            lows={name: float(low.min()) for name, low in zip(plan.lows, lows, strict=False)},
            last=dict(zip(plan.last, last, strict=False)),
            streams=dict(zip(plan.streams, streams, strict=False)),
        )
        if not _finite(kept):
            # the reference names what went wrong, or shows that it was a figment
            return self.reference.reduce(plan, futures)
        return kept

    def _drawn(self, name: str, futures: range) -> Array:
        return self.inputs.draw(self.program.inputs[name], self.program.periods, futures)

    def _fixed(self, kernel: Kernel) -> Array:
        rows = [self.reference.fixed_value(slot) for slot in kernel.fixed]
        return _stack(
            [np.broadcast_to(row[:, 0], self.program.periods) for row in rows], self.program.periods
        )

    def _profiles(self, kernel: Kernel) -> tuple[Array, Array]:
        values = [self.reference.fixed_value(slot)[:, 0] for slot in kernel.profiles]
        longest = max((len(value) for value in values), default=1)
        table = np.zeros((max(len(values), 1), longest))
        for row, value in zip(table, values, strict=False):
            row[: len(value)] = value
        return table, np.array([float(len(value)) for value in values] or [0.0])


def _in_line(path: Array) -> tuple[Array, int]:
    """Return a path as one row of numbers, and how far one period stands behind another in it.

    The part of a larger array is read where it lies.
    """
    periods, count = path.shape
    if path.strides[1] != path.itemsize or path.strides[0] < 0 or path.strides[0] % path.itemsize:
        path = np.ascontiguousarray(path)
    step = path.strides[0] // path.itemsize
    size = (periods - 1) * step + count
    return np.lib.stride_tricks.as_strided(path, (size,), (path.itemsize,), writeable=False), step


def _finite(kept: Reduced) -> bool:
    arrays = [*kept.weighted.values(), *kept.sums.values(), *kept.last.values()]
    return all(np.isfinite(array).all() for array in arrays) and not any(
        np.isnan(low) for low in kept.lows.values()
    )


def _stack(rows: list[Array], length: int) -> Array:
    return np.ascontiguousarray(np.stack(rows)) if rows else np.zeros((1, length))


def compiled_before(program: Program, plan: Plan) -> bool:
    """Whether the kernel of this structure has been compiled and kept, so that it costs little now."""
    name, _ = _named(kernel_source(program, plan))
    return name in sys.modules or any(cache_folder().glob(f"__pycache__/{name}.*.nbi"))


def _named(kernel: Kernel) -> tuple[str, str]:
    text = _HEAD + kernel.text
    return f"concession_kernel_{hashlib.sha256(text.encode()).hexdigest()[:24]}", text


def _compiled(kernel: Kernel) -> Callable[..., None]:
    """Return the compiled function of a kernel's text, from memory, from disk, or made now."""
    name, text = _named(kernel)
    if name not in sys.modules:
        _load(name, _written(name, text))
    function: Callable[..., None] = sys.modules[name].kernel
    return function


def _written(name: str, text: str) -> Path:
    """Return the file of a kernel, written where it is not there or not whole."""
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"{name}.py"
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        part = folder / f"{name}.{os.getpid()}.part"
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    return file


def _load(name: str, file: Path) -> None:
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load {file}")
    module: Any = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
