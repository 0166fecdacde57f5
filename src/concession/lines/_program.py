"""A program: the flat, ordered form of a graph that executors run.

Instructions stand in the order in which they are evaluated. A *whole* block holds instructions that can
each be done for all periods at once; a *step* block holds a loop through earlier periods, and is done
period by period.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from concession.lines._expr import Input
from concession.lines._ops import Op
from concession.lines._units import Unit

__all__ = ["Block", "Instruction", "Program", "add_block"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One operation on earlier results, which are named by their slots.

    ``by_period`` and ``by_future`` say along which axes the result varies: a result that varies along
    neither is one number, and what does not vary by future is computed once. ``line`` names the line
    that the operation belongs to.
    """

    op: Op
    args: tuple[int, ...]
    data: object
    unit: Unit
    by_period: bool
    by_future: bool
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Consecutive slots that are evaluated in one manner."""

    kind: Literal["whole", "step"]
    slots: range


def add_block(blocks: list[Block], kind: Literal["whole", "step"], slots: range) -> None:
    """Put a block behind others, if it holds anything; whole blocks that meet become one."""
    if not slots:
        return
    if kind == "whole" and blocks and blocks[-1].kind == "whole":
        slots = range(blocks.pop().slots.start, slots.stop)
    blocks.append(Block(kind=kind, slots=slots))


@dataclass(frozen=True, kw_only=True)
class Program:
    """Operations in order, the slots of the outputs, the inputs to be given, and the periods."""

    instructions: tuple[Instruction, ...]
    blocks: tuple[Block, ...]
    outputs: Mapping[str, int]
    inputs: Mapping[str, Input]
    #: The periods in order, as people call them.
    labels: tuple[str, ...]

    @property
    def periods(self) -> int:
        """The number of periods."""
        return len(self.labels)

    def fixing(self, names: Collection[str]) -> Program:
        """Return the program in which these random inputs are known numbers.

        What no longer varies by future is computed once; the operations and their order stay the same.
        """
        done: list[Instruction] = []
        for block in self.blocks:
            start = len(done)
            for one in self.instructions[block.slots.start : block.slots.stop]:
                varies = any(done[arg].by_future for arg in one.args if arg < len(done))
                if one.op is Op.INPUT:
                    varies = one.by_future and str(one.data) not in names
                done.append(_along(one, by_future=varies))
            if block.kind == "step":
                # all values of a loop depend on one another
                varies = any(done[arg].by_future for one in done[start:] for arg in one.args if arg < start)
                done[start:] = [_along(one, by_future=varies) for one in done[start:]]
        return replace(self, instructions=tuple(done))

    @cached_property
    def releases(self) -> Mapping[int, tuple[int, ...]]:
        """The slots that nothing reads any more after a slot is done; outputs are never among them.

        What a step block reads is held to the end of the block, since every period reads it again.
        """
        last: dict[int, int] = {}
        for block in self.blocks:
            for slot in block.slots:
                reader = slot if block.kind == "whole" else block.slots.stop - 1
                last[slot] = max(last.get(slot, 0), reader)
                for arg in self.instructions[slot].args:
                    last[arg] = reader
        for slot in self.outputs.values():
            last.pop(slot, None)
        done: dict[int, list[int]] = {}
        for slot, reader in last.items():
            done.setdefault(reader, []).append(slot)
        return {reader: tuple(slots) for reader, slots in done.items()}


def _along(one: Instruction, *, by_future: bool) -> Instruction:
    """Return an instruction that varies by future, or does not: the same one where it is so already."""
    return one if one.by_future is by_future else replace(one, by_future=by_future)
