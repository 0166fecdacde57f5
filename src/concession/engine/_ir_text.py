"""Text of LLVM's intermediate language, line by line: vectors of futures, loops, and what was made before.

Every number is a vector of :data:`WIDTH` futures; LLVM cuts it to what the processor has. No flag is ever
set that would let LLVM reorder or contract arithmetic.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

__all__ = ["BITS", "NUMBERS", "WIDTH", "Text", "Value", "literal"]

#: Futures in a vector.
WIDTH = 8
#: The types of a vector of numbers, and of a vector of conditions.
NUMBERS, BITS = f"<{WIDTH} x double>", f"<{WIDTH} x i1>"
#: The mask of a shuffle that takes the first number everywhere.
_FIRST = f"<{WIDTH} x i32> zeroinitializer"
#: What the text calls beside its own operations, by name.
_CALLED = {
    "fabs": 1, "floor": 1, "ceil": 1, "rint": 1, "copysign": 2, "exp": 1, "log": 1, "pow": 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """The name of a vector: of numbers, or of conditions (``bits``).

    ``sure`` says that it is a number whatever happens: never what 0 ÷ 0 gives.
    """

    name: str
    bits: bool = False
    sure: bool = False


def literal(number: float) -> Value:
    """Return a constant vector."""
    if number == 0:
        return Value("zeroinitializer", sure=True)
    code = struct.unpack("<Q", struct.pack("<d", number))[0]
    return Value(f"splat (double 0x{code:016X})", sure=True)


class Text:
    """Lines of one function, with fresh names and no operation done twice in a straight run."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._count = 0
        self._block = "entry"
        #: What was made where the text stands now, by the operation that made it.
        self._made: dict[str, str] = {}
        self._called: set[str] = set()
        self._places: list[str] = []

    def put(self, right: str) -> str:
        """Do an operation and return the name of what it makes."""
        self._count += 1
        name = f"%v{self._count}"
        self.lines.append(f"{name} = {right}")
        return name

    def once(self, right: str) -> str:
        """Return what an operation without side effects makes, which may have been done before."""
        name = self._made.get(right)
        if name is None:
            name = self._made[right] = self.put(right)
        return name

    # numbers of the loops

    def plus(self, *terms: str | int) -> str:
        """Return the sum of whole numbers."""
        total = str(terms[0])
        for term in terms[1:]:
            if str(term) != "0":
                total = self.once(f"add i64 {total}, {term}")
        return total

    def times(self, term: str, factor: str | int) -> str:
        """Return the product of whole numbers."""
        return self.once(f"mul i64 {term}, {factor}")

    def at(self, pointer: str, numbers: str | int) -> str:
        """Return a pointer so many numbers further."""
        if str(numbers) == "0":
            return pointer
        return self.once(f"getelementptr double, ptr {pointer}, i64 {numbers}")

    # vectors

    def load(self, pointer: str, *, aligned: bool = True) -> Value:
        """Return the vector that stands there now."""
        return Value(self.put(f"load {NUMBERS}, ptr {pointer}, align {64 if aligned else 8}"))

    def store(self, value: Value, pointer: str, *, aligned: bool = True) -> None:
        """Put a vector there."""
        named = self.number(value).name
        self.lines.append(f"store {NUMBERS} {named}, ptr {pointer}, align {64 if aligned else 8}")

    def spread(self, pointer: str) -> Value:
        """Return the one number that stands there and never changes, for all futures."""
        one = self.once(f"load double, ptr {pointer}, align 8")
        first = self.once(f"insertelement {NUMBERS} poison, double {one}, i32 0")
        return Value(self.once(f"shufflevector {NUMBERS} {first}, {NUMBERS} poison, {_FIRST}"))

    def number(self, value: Value) -> Value:
        """Return a value as numbers: a condition is one or zero."""
        return self.choose(value, literal(1.0), literal(0.0)) if value.bits else value

    def bits(self, value: Value) -> Value:
        """Return a value as a condition: anything but zero is true."""
        return value if value.bits else self.test("une", value, literal(0.0))

    def do(self, operation: str, *args: Value, sure: bool = False) -> Value:
        """Return the result of an arithmetic instruction on numbers."""
        named = ", ".join(self.number(arg).name for arg in args)
        return Value(self.once(f"{operation} {NUMBERS} {named}"), sure=sure)

    def test(self, relation: str, a: Value, b: Value) -> Value:
        """Return the condition that a relation of two numbers makes."""
        named = f"{self.number(a).name}, {self.number(b).name}"
        return Value(self.once(f"fcmp {relation} {NUMBERS} {named}"), bits=True, sure=True)

    def logic(self, operation: str, a: Value, b: Value) -> Value:
        """Return two conditions put together by ``and`` or ``or``."""
        named = f"{self.bits(a).name}, {self.bits(b).name}"
        return Value(self.once(f"{operation} {BITS} {named}"), bits=True, sure=True)

    def invert(self, a: Value) -> Value:
        """Return the opposite of a condition."""
        return Value(self.once(f"xor {BITS} {self.bits(a).name}, splat (i1 true)"), bits=True, sure=True)

    def choose(self, condition: Value, yes: Value, no: Value) -> Value:
        """Return ``yes`` where a condition holds, else ``no``."""
        named = f"{NUMBERS} {self.number(yes).name}, {NUMBERS} {self.number(no).name}"
        return Value(
            self.once(f"select {BITS} {self.bits(condition).name}, {named}"), sure=yes.sure and no.sure
        )

    def call(self, function: str, *args: Value) -> Value:
        """Return what one of LLVM's own functions gives."""
        self._called.add(function)
        named = ", ".join(f"{NUMBERS} {self.number(arg).name}" for arg in args)
        return Value(self.once(f"call {NUMBERS} @llvm.{function}.v{WIDTH}f64({named})"))

    def gather(self, pointer: str, places: Value) -> Value:
        """Return the numbers at places that are whole and not negative, each future's own."""
        whole = self.once(f"fptosi {NUMBERS} {places.name} to <{WIDTH} x i32>")
        found = "poison"
        for lane in range(WIDTH):
            place = self.once(f"extractelement <{WIDTH} x i32> {whole}, i32 {lane}")
            there = self.once(f"getelementptr double, ptr {pointer}, i32 {place}")
            one = self.once(f"load double, ptr {there}, align 8")
            found = self.once(f"insertelement {NUMBERS} {found}, double {one}, i32 {lane}")
        return Value(found)

    def whole(self, number: str) -> Value:
        """Return a whole number as a vector."""
        one = self.once(f"sitofp i64 {number} to double")
        first = self.once(f"insertelement {NUMBERS} poison, double {one}, i32 0")
        return Value(self.once(f"shufflevector {NUMBERS} {first}, {NUMBERS} poison, {_FIRST}"), sure=True)

    def hold(self, value: Value, place: str = "") -> str:
        """Put a value where a loop can change it; return the place."""
        if not place:
            self._count += 1
            place = f"%held{self._count}"
            self._places.append(f"{place} = alloca {NUMBERS}, align 64")
        self.store(value, place)
        return place

    # loops

    @contextmanager
    def loop(self, name: str, stop: str | int, *, start: str | int = 0, step: int = 1) -> Iterator[str]:
        """Do what stands inside for each whole number from start to before stop, at least once."""
        self._count += 1
        label = f"{name}{self._count}"
        index = f"%{label}"
        self.lines += [
            f"br label %{label}.top",
            f"{label}.top:",
            f"{index} = phi i64 [ {start}, %{self._block} ], [ {index}.next, %{label}.turn ]",
        ]
        self._block = f"{label}.top"
        before = dict(self._made)
        yield index
        self.lines += [
            f"br label %{label}.turn",
            f"{label}.turn:",
            f"{index}.next = add nuw nsw i64 {index}, {step}",
            f"{index}.more = icmp slt i64 {index}.next, {stop}",
            f"br i1 {index}.more, label %{label}.top, label %{label}.done",
            f"{label}.done:",
        ]
        self._block = f"{label}.done"
        self._made = before

    def function(self, name: str, arguments: Sequence[str]) -> str:
        """Return the whole text of a function without a result."""
        declared = [
            f"declare {NUMBERS} @llvm.{one}.v{WIDTH}f64({', '.join([NUMBERS] * _CALLED[one])})"
            for one in sorted(self._called)
        ]
        head = f"define void @{name}({', '.join(arguments)}) nounwind {{"
        return "\n".join([*declared, head, "entry:", *self._places, *self.lines, "ret void", "}", ""])
