"""The two passes over flows in which a search for rates spends most of its time, compiled where that pays.

Both do for each column what NumPy does for it in :mod:`concession.measures._search` and
:mod:`concession.measures._roots`, operation by operation, so that no number depends on which of them ran.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from concession.compiler import compiled, compiler_works
from concession.errors import ConcessionError
from concession.measures._arrays import FloatArray

__all__ = ["WIDTH", "compiled_columns", "newton_kernel", "survey_kernel"]

#: Columns that a kernel works on at once.
WIDTH = 16
#: Flows with fewer amounts than this are left to NumPy: they are done before a kernel is compiled.
WORTH = 2**21
_EFFORT = 2
#: Numbers in a line of the processor's cache, and how many columns ahead the next ones are fetched.
_LINE, _AHEAD = 8, 64
_ALL = "splat (i1 true)"
_D, _F, _B = (f"<{WIDTH} x {kind}>" for kind in ("double", "float", "i1"))
_POINTER, _WHOLE = ctypes.c_void_p, ctypes.c_int64
_FLOWS = (_POINTER, _WHOLE, _WHOLE, _WHOLE)
_SURVEY = (*_FLOWS, *(_POINTER,) * 4)


def compiled_columns(flows: FloatArray) -> int:
    """Return how many of the first columns a kernel should take: whole vectors, or none at all."""
    across, down = flows.strides[1], flows.strides[0]
    in_rows = across == flows.itemsize and down % flows.itemsize == 0
    if flows.size < WORTH or not in_rows or not compiler_works():
        return 0
    try:
        compiled(_survey(), "survey", _SURVEY, effort=_EFFORT)
    except ConcessionError:
        # a compiler that loads, and then does not work: NumPy gives the same
        return 0
    futures: int = flows.shape[1]
    return futures - futures % WIDTH


def survey_kernel(
    flows: FloatArray,
    columns: int,
    largest: FloatArray,
    changes: FloatArray,
    last: FloatArray,
    first: FloatArray,
) -> None:
    """Write of each of the first columns its largest size, changes of sign, sum and first amount but zeros.

    Where an amount is not a number, neither is ``largest``.
    """
    kernel = compiled(_survey(), "survey", _SURVEY, effort=_EFFORT)
    kernel(*_shape(flows, columns), *(array.ctypes.data for array in (largest, changes, last, first)))


def newton_kernel(
    flows: FloatArray,
    columns: int,
    scale: FloatArray,
    start: FloatArray,
    found: tuple[FloatArray, NDArray[np.bool_]],
    *,
    short_steps: int,
    enough: tuple[float, float],
) -> None:
    """Write into ``found`` where Newton's steps come to in each of the first columns, and whether that holds.

    ``enough`` is how small the last step must be beside the one before, and beside the root.
    """
    kernel = compiled(_newton(short_steps, *enough), "newton", (*_FLOWS, *(_POINTER,) * 4), effort=_EFFORT)
    kernel(*_shape(flows, columns), *(array.ctypes.data for array in (scale, start, *found)))


def _shape(flows: FloatArray, columns: int) -> tuple[int, int, int, int]:
    return flows.ctypes.data, flows.strides[0] // flows.itemsize, flows.shape[0], columns


class _Text:
    """Lines of one kernel: a loop over vectors of columns, with loops over the rows inside."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.block = "columns"
        self._count = 0

    def put(self, right: str) -> str:
        self._count += 1
        self.lines.append(f"%v{self._count} = {right}")
        return f"%v{self._count}"

    def load(self, array: str) -> str:
        place = self.put(f"getelementptr double, ptr %{array}, i64 %i")
        return self.put(f"load {_D}, ptr {place}, align 8")

    def store(self, kind: str, value: str, array: str, item: str = "double") -> None:
        place = self.put(f"getelementptr {item}, ptr %{array}, i64 %i")
        self.lines.append(f"store {kind} {value}, ptr {place}, align {1 if item == 'i8' else 8}")

    def rows(
        self,
        begin: dict[str, tuple[str, str]],
        body: Callable[[dict[str, str], str], dict[str, str]],
        *,
        backwards: bool,
        fetch: bool = False,
    ) -> dict[str, str]:
        """Go through the rows, carrying values by name from one to the next; return the last ones."""
        self._count += 1
        number = self._count
        before, head, done = self.block, f"row{number}", f"done{number}"
        names = {name: f"%{name}{number}" for name in begin}
        self.lines.append(f"br label %{head}")
        self.lines.append(f"{head}:")
        place = len(self.lines)
        flat = self.put(f"mul i64 %t{number}, %step")
        flat = self.put(f"add i64 {flat}, %i")
        source = self.put(f"getelementptr double, ptr %flows, i64 {flat}")
        row = self.put(f"load {_D}, ptr {source}, align 8")
        if fetch:
            # rows lie far apart: the processor does not guess what comes next in so many places
            for line in range(0, WIDTH, _LINE):
                ahead = self.put(f"getelementptr double, ptr {source}, i64 {_AHEAD + line}")
                self.lines.append(f"call void @llvm.prefetch.p0(ptr {ahead}, i32 0, i32 3, i32 1)")
        after = body(names, row)
        start, stop, way = ("%end", "0", -1) if backwards else ("0", "%end", 1)
        phis = [f"%t{number} = phi i64 [ {start}, %{before} ], [ %n{number}, %{head} ]"]
        phis += [
            f"{names[name]} = phi {kind} [ {value}, %{before} ], [ {after[name]}, %{head} ]"
            for name, (kind, value) in begin.items()
        ]
        self.lines[place:place] = phis
        self.lines.append(f"%n{number} = add i64 %t{number}, {way}")
        finished = self.put(f"icmp eq i64 %t{number}, {stop}")
        self.lines.append(f"br i1 {finished}, label %{done}, label %{head}")
        self.lines.append(f"{done}:")
        self.block = done
        return after

    def function(self, name: str, arrays: tuple[str, ...]) -> str:
        """Return the text of the kernel with these arrays behind the flows."""
        given = ", ".join(f"ptr noalias %{array}" for array in arrays)
        return "\n".join(
            [
                f"declare {_D} @llvm.fabs.v{WIDTH}f64({_D})",
                "declare void @llvm.prefetch.p0(ptr, i32, i32, i32)",
                f"define void @{name}(ptr noalias %flows, i64 %step, i64 %periods, i64 %count, {given}) {{",
                "entry:",
                "%end = add i64 %periods, -1",
                "br label %columns",
                "columns:",
                f"%i = phi i64 [ 0, %entry ], [ %next, %{self.block} ]",
                *self.lines,
                f"%next = add i64 %i, {WIDTH}",
                "%more = icmp ult i64 %next, %count",
                "br i1 %more, label %columns, label %out",
                "out:",
                "ret void",
                "}",
                "",
            ]
        )


@cache
def _survey() -> str:
    text = _Text()
    put = text.put

    def body(old: dict[str, str], row: str) -> dict[str, str]:
        size = put(f"call {_D} @llvm.fabs.v{WIDTH}f64({_D} {row})")
        larger = put(f"fcmp ogt {_D} {size}, {old['largest']}")
        odd = put(f"fcmp uno {_D} {row}, {row}")
        above, there = (
            put(f"fcmp ogt {_D} {row}, zeroinitializer"),
            put(f"fcmp one {_D} {row}, zeroinitializer"),
        )
        turned = put(f"xor {_B} {above}, {old['above']}")
        counts = put(f"and {_B} {turned}, {there}")
        counts = put(f"and {_B} {counts}, {old['seen']}")
        step = put(f"select {_B} {counts}, {_D} {_number(1.0)}, {_D} zeroinitializer")
        fresh = put(f"xor {_B} {old['seen']}, {_ALL}")
        return {
            "largest": put(f"select {_B} {larger}, {_D} {size}, {_D} {old['largest']}"),
            "odd": put(f"or {_B} {old['odd']}, {odd}"),
            "changes": put(f"fadd {_D} {old['changes']}, {step}"),
            "last": put(f"fadd {_D} {old['last']}, {row}"),
            "first": put(f"select {_B} {fresh}, {_D} {row}, {_D} {old['first']}"),
            "above": put(f"select {_B} {there}, {_B} {above}, {_B} {old['above']}"),
            "seen": put(f"or {_B} {old['seen']}, {there}"),
        }

    numbers = dict.fromkeys(("largest", "changes", "last", "first"), (_D, "zeroinitializer"))
    conditions = dict.fromkeys(("odd", "above", "seen"), (_B, "zeroinitializer"))
    found = text.rows(numbers | conditions, body, backwards=False, fetch=True)
    largest = put(f"select {_B} {found['odd']}, {_D} {_number(np.nan)}, {_D} {found['largest']}")
    text.store(_D, largest, "largest")
    for name in ("changes", "last", "first"):
        text.store(_D, found[name], name)
    return text.function("survey", ("largest", "changes", "last", "first"))


@cache
def _newton(short_steps: int, shrink: float, enough: float) -> str:
    text = _Text()
    put = text.put
    scale = text.load("scale")
    start = text.load("start")
    x = put(f"fptrunc {_D} {start} to {_F}")

    def short(old: dict[str, str], row: str) -> dict[str, str]:
        row = put(f"fmul {_D} {row}, {scale}")
        row = put(f"fptrunc {_D} {row} to {_F}")
        slope = put(f"fadd {_F} {old['slope']}, {old['value']}")
        value = put(f"fmul {_F} {old['value']}, {x}")
        return {"value": put(f"fadd {_F} {value}, {row}"), "slope": put(f"fmul {_F} {slope}, {x}")}

    def value_at(place: str) -> str:
        def body(old: dict[str, str], row: str) -> dict[str, str]:
            value = put(f"fmul {_D} {old['value']}, {place}")
            return {"value": put(f"fadd {_D} {value}, {row}")}

        return text.rows({"value": (_D, "zeroinitializer")}, body, backwards=True)["value"]

    slope = ""
    both_from = dict.fromkeys(("value", "slope"), (_F, "zeroinitializer"))
    for step_number in range(short_steps):
        both = text.rows(both_from, short, backwards=True, fetch=step_number == 0)
        slope = put(f"fdiv {_F} {both['slope']}, {x}")
        step = put(f"fdiv {_F} {both['value']}, {slope}")
        x = put(f"fsub {_F} {x}, {step}")
    guess = put(f"fpext {_F} {x} to {_D}")
    slope = put(f"fpext {_F} {slope} to {_D}")
    per_slope = put(f"fdiv {_D} {scale}, {slope}")
    root, steps = guess, []
    for _ in range(2):
        step = put(f"fmul {_D} {value_at(root)}, {per_slope}")
        root = put(f"fsub {_D} {root}, {step}")
        steps.append(put(f"call {_D} @llvm.fabs.v{WIDTH}f64({_D} {step})"))
    allowed = put(f"fmul {_D} {steps[0]}, {_number(shrink)}")
    near = put(f"fmul {_D} {root}, {_number(enough)}")
    conditions = [
        put(f"fcmp ole {_D} {steps[1]}, {allowed}"),
        put(f"fcmp ole {_D} {steps[1]}, {near}"),
    ]
    above = put(f"fcmp ogt {_D} {root}, zeroinitializer")
    below = put(f"fcmp olt {_D} {root}, {_number(1.0)}")
    inside = put(f"and {_B} {above}, {below}")
    good = inside
    for condition in conditions:
        good = put(f"and {_B} {good}, {condition}")
    root = put(f"select {_B} {inside}, {_D} {root}, {_D} {guess}")
    text.store(_D, root, "root")
    good = put(f"zext {_B} {good} to <{WIDTH} x i8>")
    text.store(f"<{WIDTH} x i8>", good, "good", "i8")
    return text.function("newton", ("scale", "start", "root", "good"))


def _number(value: float) -> str:
    return f"splat (double 0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X})"
