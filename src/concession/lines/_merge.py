"""One program out of several: what they have in common is computed once.

Drafts of one deal share nearly everything physical, such as production, prices and costs. An operation of
one program is the same as that of another where it does the same to the same arguments, and a loop where
all of its operations are; what no wanted output reads is left out. Each operation stays what it was, so
that every number is the same to the bit as when the programs run one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from concession.errors import ConcessionError
from concession.lines._expr import Input
from concession.lines._ops import Op
from concession.lines._program import Block, Instruction, Program, add_block

__all__ = ["Merged", "Share", "merge_programs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one program brings into a merged one.

    ``outputs`` are those that are wanted of it. ``given`` says for each of its inputs which numbers it is
    given: inputs of several programs are one where name, shape, unit and this are the same.
    """

    label: str
    program: Program
    outputs: Collection[str]
    given: Mapping[str, Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A merged program; for each share in turn, what its outputs and inputs are called there.

    A name that means different things in several programs gets the label of its own behind it.
    """

    program: Program
    outputs: tuple[Mapping[str, str], ...]
    inputs: tuple[Mapping[str, str], ...]


def merge_programs(shares: Sequence[Share]) -> Merged:
    """Return the program that computes what is wanted of several, over the same periods.

    Raises
    ------
    ConcessionError
        E606 where there is no program, or where their periods differ.

    Examples
    --------
    >>> from concession.lines import Graph, Input, Timeline, compile_program
    >>> def program(rate):
    ...     graph = Graph(Timeline(year=2025, periods=3))
    ...     price = Input("price", shape="series", random=True)
    ...     return compile_program(graph, [], {"share": price * price * rate})
    >>> shares = [
    ...     Share(label=name, program=program(rate), outputs=["share"], given={"price": 1})
    ...     for name, rate in (("low", 2), ("high", 3))
    ... ]
    >>> merged = merge_programs(shares)
    >>> [one.op.value for one in merged.program.instructions]
    ['input', 'mul', 'const', 'mul', 'const', 'mul']
    >>> merged.outputs[1]
    {'share': 'share (high)'}
    """
    labels = {share.program.labels for share in shares}
    if len(labels) != 1:
        raise ConcessionError.of(
            "E606", f"{len(shares)} programs over {len(labels)} different timelines cannot be merged"
        )
    merger = _Merger(labels.pop())
    for share in shares:
        merger.add(share)
    return merger.merged()


class _Merger:
    """Takes in program after program."""

    def __init__(self, labels: tuple[str, ...]) -> None:
        self.labels = labels
        self.instructions: list[Instruction] = []
        self.blocks: list[Block] = []
        self.known: dict[Hashable, int] = {}
        self.outputs: dict[str, int] = {}
        self.inputs: dict[str, Input] = {}
        self.called: dict[Hashable, str] = {}
        self.found: list[tuple[dict[str, str], dict[str, str]]] = []

    def merged(self) -> Merged:
        return Merged(
            program=Program(
                instructions=tuple(self.instructions),
                blocks=tuple(self.blocks),
                outputs=self.outputs,
                inputs=self.inputs,
                labels=self.labels,
            ),
            outputs=tuple(outputs for outputs, _ in self.found),
            inputs=tuple(inputs for _, inputs in self.found),
        )

    def add(self, share: Share) -> None:
        program = share.program
        needed = _needed(program, share.outputs)
        inputs: dict[str, str] = {}
        place: dict[int, int] = {}
        for block in program.blocks:
            if block.kind == "step":
                if block.slots.start in needed:
                    self._loop(program, block, place)
                continue
            start = len(self.instructions)
            for slot in block.slots:
                if slot in needed:
                    one = program.instructions[slot]
                    data = self._input(share, one, inputs) if one.op is Op.INPUT else one.data
                    place[slot] = self._whole(one, tuple(place[arg] for arg in one.args), data)
            add_block(self.blocks, "whole", range(start, len(self.instructions)))
        outputs = {name: self._output(share, name, place[program.outputs[name]]) for name in share.outputs}
        self.found.append((outputs, inputs))

    def _whole(self, one: Instruction, args: tuple[int, ...], data: object) -> int:
        key = (_content(one, data), args)
        slot = self.known.get(key)
        if slot is None:
            slot = self.known[key] = len(self.instructions)
            self._emit(one, args, data)
        return slot

    def _loop(self, program: Program, block: Block, place: dict[int, int]) -> None:
        """Add a loop, or find it as a whole; what it reads of itself counts from its beginning."""
        first, steps = block.slots.start, program.instructions[block.slots.start : block.slots.stop]
        own = block.slots
        key = (
            "loop",
            *(
                (
                    _content(one, one.data),
                    *((arg in own, arg - first if arg in own else place[arg]) for arg in one.args),
                )
                for one in steps
            ),
        )
        start = self.known.get(key)
        fresh = start is None
        if start is None:
            start = self.known[key] = len(self.instructions)
        place.update({slot: start + number for number, slot in enumerate(block.slots)})
        if fresh:
            for one in steps:
                self._emit(one, tuple(place[arg] for arg in one.args), one.data)
            add_block(self.blocks, "step", range(start, len(self.instructions)))

    def _emit(self, one: Instruction, args: tuple[int, ...], data: object) -> None:
        self.instructions.append(
            Instruction(
                op=one.op,
                args=args,
                data=data,
                unit=one.unit,
                by_period=one.by_period,
                by_future=one.by_future,
                line=one.line,
            )
        )

    def _input(self, share: Share, one: Instruction, names: dict[str, str]) -> str:
        """Return what an input is called in the merged program."""
        own = str(one.data)
        if own not in names:
            node = share.program.inputs[own]
            key = ("input", own, node.unit, node.shape, one.by_future, share.given[own])
            if key not in self.called:
                name = self.called[key] = _free(own, share.label, self.inputs)
                self.inputs[name] = node if name == own else _renamed(node, name)
            names[own] = self.called[key]
        return names[own]

    def _output(self, share: Share, own: str, slot: int) -> str:
        key = ("output", own, slot)
        if key not in self.called:
            name = self.called[key] = _free(own, share.label, self.outputs)
            self.outputs[name] = slot
        return self.called[key]


def _needed(program: Program, outputs: Collection[str]) -> set[int]:
    """Return the slots that some outputs need; of a loop all or none."""
    needed = {program.outputs[name] for name in outputs}
    for block in reversed(program.blocks):
        if block.kind == "step":
            if needed.isdisjoint(block.slots):
                continue
            needed.update(block.slots)
        for slot in reversed(block.slots):
            if slot in needed:
                needed.update(program.instructions[slot].args)
    return needed


def _content(one: Instruction, data: object) -> Hashable:
    """Return what an operation does, whatever its arguments; the data of a sum say only how it was found."""
    told = None if one.op is Op.SUM else data
    return (one.op, told, one.unit, one.by_period, one.by_future)


def _free(name: str, label: str, taken: Collection[str]) -> str:
    """Return a name, with a label behind it where it is taken, and a number where that is taken too."""
    if name not in taken:
        return name
    found, number = f"{name} ({label})", 2
    while found in taken:
        found, number = f"{name} ({label}, {number})", number + 1
    return found


def _renamed(node: Input, name: str) -> Input:
    return Input(
        name,
        unit=node.unit,
        shape=node.shape,
        default=node.default,
        random=node.random,
        origin=node.origin,
    )
