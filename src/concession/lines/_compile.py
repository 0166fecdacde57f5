"""From graph to program: one fixed order, loops found and either stepped through or refused.

The order comes from the strongly connected components of the graph (Tarjan, without recursion): a
component of several nodes is a loop. A loop is sound only if it passes through an earlier period; one
inside a period, or one that reads the whole horizon of itself, is an error that names its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from concession.errors import ConcessionError, Problem
from concession.lines._expr import Expr, Input
from concession.lines._graph import Graph, Line
from concession.lines._ops import DELAYED, REDUCTIONS, Op
from concession.lines._program import Block, Instruction, Program, add_block
from concession.lines._selector import Selection

__all__ = ["compile_program"]

_ALWAYS_BY_PERIOD = frozenset({Op.PREV, Op.RUNNING, Op.MOVING, Op.SINCE, Op.ELAPSED, Op.REMAINING})
_NEVER_BY_PERIOD = frozenset({Op.TOTAL, Op.FIRST})


def compile_program(graph: Graph, outputs: Iterable[str], extra: Mapping[str, Expr] | None = None) -> Program:
    """Return the program that computes the named lines, and nothing that they do not need.

    Parameters
    ----------
    graph
        A finished graph.
    outputs
        Names of lines to keep.
    extra
        Further expressions to keep, by name.

    Raises
    ------
    ConcessionError
        E602 for a loop inside a period, E603 for a loop between stages, E604 for a profile read without
        an age or a start value that varies, E607 for a line without a formula, E608 for an unknown line.
    """
    wanted: dict[str, Expr] = {name: graph[name] for name in outputs}
    wanted.update(extra or {})
    compiler = _Compiler([str(label) for label in graph.timeline.labels])
    for component in _components(list(wanted.values())):
        compiler.add(component)
    return compiler.program(wanted)


def _children(node: Expr) -> tuple[Expr, ...]:
    if isinstance(node, Line):
        if node.definition is None:
            raise ConcessionError.of("E607", f"the line '{node.name}' never gets a formula")
        return (node.definition,)
    if isinstance(node, Selection) and not node.resolved:
        raise ConcessionError.of(
            "E607", f"the selector '{node.selector}' has not looked for lines yet: finish the graph first"
        )
    return node.args


def _components(roots: Sequence[Expr]) -> list[list[Expr]]:
    """Return the strongly connected components, what is read before what reads it."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    on_stack: set[int] = set()
    stack: list[Expr] = []
    found: list[list[Expr]] = []
    for root in roots:
        if id(root) in index:
            continue
        work: list[tuple[Expr, int]] = [(root, 0)]
        while work:
            node, position = work.pop()
            key = id(node)
            if key not in index:
                index[key] = low[key] = len(index)
                stack.append(node)
                on_stack.add(key)
            children = _children(node)
            for number in range(position, len(children)):
                child = id(children[number])
                if child not in index:
                    work.append((node, number))
                    work.append((children[number], 0))
                    break
                if child in on_stack:
                    low[key] = min(low[key], low[child])
            else:
                if low[key] == index[key]:
                    found.append(_unwind(stack, on_stack, key))
    return found


def _unwind(stack: list[Expr], on_stack: set[int], key: int) -> list[Expr]:
    component: list[Expr] = []
    while True:
        node = stack.pop()
        on_stack.discard(id(node))
        component.append(node)
        if id(node) == key:
            return component[::-1]


class _Compiler:
    """Collects instructions component by component."""

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        self.instructions: list[Instruction] = []
        self.blocks: list[Block] = []
        self.slot: dict[int, int] = {}
        self.same: dict[object, int] = {}
        self.inputs: dict[str, Input] = {}
        self.names: dict[int, str] = {}

    def add(self, component: list[Expr]) -> None:
        node = component[0]
        if len(component) == 1 and all(child is not node for child in _children(node)):
            start = len(self.instructions)
            self._whole(node)
            add_block(self.blocks, "whole", range(start, len(self.instructions)))
        else:
            self._loop(component)

    def program(self, wanted: Mapping[str, Expr]) -> Program:
        for name, node in wanted.items():
            slot = self.slot[id(node)]
            self._refuse_profile(slot, name)
            self.names.setdefault(slot, name)
        return Program(
            instructions=tuple(self._own()),
            blocks=tuple(self.blocks),
            outputs={name: self.slot[id(node)] for name, node in wanted.items()},
            inputs=self.inputs,
            labels=self.labels,
        )

    def _whole(self, node: Expr) -> None:
        """Add one instruction, or find that an equal one is there already."""
        if isinstance(node, Line):
            self._alias(node, self.slot[id(node.definition)])
            return
        args = tuple(self.slot[id(arg)] for arg in node.args)
        if isinstance(node, Input):
            self._register(node)
        key = (node.op, args, None if node.op is Op.SUM else node.data, node.unit)
        if key in self.same:
            self.slot[id(node)] = self.same[key]
            return
        flags = [self.instructions[arg] for arg in args]
        by_period = any(flag.by_period for flag in flags)
        by_future = any(flag.by_future for flag in flags)
        if isinstance(node, Input):
            by_period, by_future = node.shape == "series", node.random
        elif node.op in _ALWAYS_BY_PERIOD:
            by_period = True
        elif node.op in _NEVER_BY_PERIOD:
            by_period = False
        self._check(node, args)
        self.slot[id(node)] = self.same[key] = len(self.instructions)
        self._emit(node, args, by_period=by_period, by_future=by_future)

    def _check(self, node: Expr, args: Sequence[int], within: Mapping[int, Expr] | None = None) -> None:
        """Refuse what has a meaning for single numbers only; ``within`` is the loop that the node is in."""
        members = within or {}
        for number, (arg, slot) in enumerate(zip(node.args, args, strict=True)):
            if id(arg) not in members and not (node.op is Op.LOOKUP and number == 0):
                self._refuse_profile(slot, node)
        if node.op is Op.PREV:
            start = node.args[1]
            if id(start) in members or self.instructions[args[1]].by_period:
                raise ConcessionError.of(
                    "E604",
                    f"the start value of an earlier period must not itself vary by period: {node!r}",
                    "give one number, or an input that is one number",
                )

    def _refuse_profile(self, slot: int, reader: Expr | str) -> None:
        one = self.instructions[slot]
        if one.op is Op.INPUT and self.inputs[str(one.data)].shape == "profile":
            raise ConcessionError.of(
                "E604",
                f"{reader!r} reads the profile '{one.data}' without an age",
                "use lookup(profile, age)",
            )

    def _emit(self, node: Expr, args: tuple[int, ...], *, by_period: bool, by_future: bool) -> None:
        self.instructions.append(
            Instruction(
                op=node.op,
                args=args,
                data=node.data,
                unit=node.unit,
                by_period=by_period,
                by_future=by_future,
                line="",
            )
        )

    def _register(self, node: Input) -> None:
        known = self.inputs.setdefault(node.name, node)
        if node.shape == "profile" and node.random:
            raise ConcessionError.of(
                "E604", f"the profile '{node.name}' cannot be drawn", "scale it by a random line instead"
            )
        if known is not node and _content(known) != _content(node):
            raise ConcessionError.of("E607", f"two different inputs are named '{node.name}'")

    def _loop(self, component: list[Expr]) -> None:
        members = {id(node): node for node in component}
        self._refuse_reductions(component, members)
        order = self._order(component, members)
        start = len(self.instructions)
        operations = [node for node in order if not isinstance(node, Line)]
        for number, node in enumerate(operations):
            self.slot[id(node)] = start + number
        for node in component:
            if isinstance(node, Line):
                self._alias(node, self._behind(node))
        by_future = any(
            self.instructions[self.slot[id(arg)]].by_future
            for node in operations
            for arg in node.args
            if id(arg) not in members
        )
        for node in operations:
            args = tuple(self.slot[id(arg)] for arg in node.args)
            self._check(node, args, members)
            self._emit(node, args, by_period=True, by_future=by_future)
        add_block(self.blocks, "step", range(start, len(self.instructions)))

    def _alias(self, line: Line, slot: int) -> None:
        self.slot[id(line)] = slot
        self.names.setdefault(slot, line.name)

    def _behind(self, line: Line) -> int:
        """Return the slot of what a line stands for, through lines that merely rename it."""
        node: Expr = line
        while isinstance(node, Line) and node.definition is not None:
            node = node.definition
        return self.slot[id(node)]

    def _refuse_reductions(self, component: list[Expr], members: Mapping[int, Expr]) -> None:
        for node in component:
            if node.op in REDUCTIONS and id(node.args[0]) in members:
                names = _names(component)
                raise ConcessionError.of(
                    "E603",
                    f"a loop between stages: {node!r} reads the whole horizon of what depends on it "
                    f"({', '.join(names)})",
                    "read only earlier periods (prev, running), or break the loop",
                )

    def _order(self, component: list[Expr], members: Mapping[int, Expr]) -> list[Expr]:
        """Return the nodes of a loop in the order of evaluation inside one period."""
        sorter: TopologicalSorter[int] = TopologicalSorter()
        for node in component:
            children = _children(node)[1:] if node.op in DELAYED else _children(node)
            sorter.add(id(node), *(id(child) for child in children if id(child) in members))
        try:
            return [members[key] for key in sorter.static_order()]
        except CycleError as error:
            # the cycle begins and ends with the same node, each read by the next
            loop = [node for key in error.args[1][:0:-1] if isinstance(node := members[key], Line)]
            names = [line.name for line in loop]
            path = " → ".join([*names, *names[:1]])
            origin = next((line.origin for line in loop if line.origin is not None), None)
            problem = Problem(
                code="E602",
                message=f"a loop inside a period: {path}",
                hint="refer to an earlier period, or use a closed form for simultaneous definitions",
                path=origin.path if origin else "",
                place=origin.place if origin else None,
            )
            raise ConcessionError([problem]) from None

    def _own(self) -> list[Instruction]:
        """Return the instructions, each with the name of a line that it belongs to, for messages."""
        owner = dict(self.names)
        # nearest first: what a later line reads is rather its own than that of a line behind it
        work = sorted(owner)
        while work:
            slot = work.pop()
            for arg in self.instructions[slot].args:
                if arg not in owner:
                    owner[arg] = owner[slot]
                    work.append(arg)
        # written out: replace() takes several times as long, and there are tens of thousands
        return [
            Instruction(
                op=one.op,
                args=one.args,
                data=one.data,
                unit=one.unit,
                by_period=one.by_period,
                by_future=one.by_future,
                line=owner[slot],
            )
            for slot, one in enumerate(self.instructions)
        ]


def _content(node: Input) -> tuple[object, ...]:
    return (node.default, node.unit, node.random, node.shape)


def _names(nodes: Iterable[Expr]) -> list[str]:
    return [node.name for node in nodes if isinstance(node, Line)]
