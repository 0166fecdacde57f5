"""Where everything of a kernel stands: which values it needs, in which rows, for how many periods."""

from __future__ import annotations

from concession.engine._plan import LANES, Plan
from concession.engine._scalar_ops import RISKY
from concession.lines import Instruction, Op, Program

__all__ = ["AFTER", "Layout", "indent"]

#: Paths that passes read straight from their arrays; of more, a compiler cannot see that they lie apart
#: from what a pass writes, so they are brought into rows first.
MOST_STRAIGHT = 4
#: Operations whose results are known only after a sweep over the periods.
AFTER = frozenset({Op.TOTAL, Op.FIRST, Op.REMAINING})


class Layout:
    """What a program needs under a plan, and where a kernel keeps it."""

    def __init__(self, program: Program, plan: Plan) -> None:
        self.program = program
        self.plan = plan
        self.one: tuple[Instruction, ...] = program.instructions
        self.out = {name: program.outputs[name] for name in plan.outputs}
        live = self._live()
        self.moving = [slot for slot in live if self.one[slot].by_future]
        self.moves = frozenset(self.moving)
        self.profiles = tuple(slot for slot in live if self._is_profile(slot))
        read = {arg for slot in self.moving for arg in self.one[slot].args} | set(self.out.values())
        self.fixed = tuple(sorted(read - self.moves - set(self.profiles)))
        drawn = [slot for slot in self.moving if self.one[slot].op is Op.INPUT]
        self.paths = tuple(str(self.one[slot].data) for slot in drawn if self.one[slot].by_period)
        self.numbers = tuple(str(self.one[slot].data) for slot in drawn if not self.one[slot].by_period)
        #: Paths by slot, and those of them that are read where they lie.
        self.path = {
            slot: self.paths.index(str(self.one[slot].data)) for slot in drawn if self.one[slot].by_period
        }
        self.straight = self.path if len(self.path) <= MOST_STRAIGHT else {}
        infinite = any(one.op is Op.LOOKUP for one in self.one) or bool(self.numbers)
        self.careful = infinite or any(self.one[slot].op in RISKY for slot in self.moving)
        self.stage = self._stages()
        self.row: dict[int, int] = {}
        self.history = {slot: number for number, slot in enumerate(self._remembered())}
        self.text: list[str] = []

    def _live(self) -> list[int]:
        """Return the slots that the plan's outputs need, in order."""
        seen = set(self.out.values())
        work = list(seen)
        while work:
            for arg in self.one[work.pop()].args:
                if arg not in seen:
                    seen.add(arg)
                    work.append(arg)
        return sorted(seen)

    def _is_profile(self, slot: int) -> bool:
        one = self.one[slot]
        return one.op is Op.INPUT and self.program.inputs[str(one.data)].shape == "profile"

    def _stages(self) -> dict[int, int]:
        """Return for each moving slot the sweep over the periods that it belongs to."""
        stage = dict.fromkeys(self.moving, 0)
        changed = True
        while changed:  # loops go through earlier periods only, so a few rounds settle it
            changed = False
            for slot in self.moving:
                for arg in self.one[slot].args:
                    if arg not in self.moves:
                        continue
                    least = stage[arg] + (self.one[arg].op in AFTER)
                    if stage[slot] < least:
                        stage[slot] = least
                        changed = True
        return stage

    def _remembered(self) -> list[int]:
        """Return the slots whose values of all periods are held: for far looks back and later sweeps."""
        held: list[int] = []
        for slot in self.moving:
            one = self.one[slot]
            for number, arg in enumerate(one.args):
                if arg not in self.moves or not self.one[arg].by_period:
                    continue
                far = one.op is Op.PREV and number == 0 and one.data != 1
                later = self.stage[slot] > self.stage[arg] or one.op in (Op.MOVING, Op.REMAINING)
                if far or later:
                    held.append(arg)
            if one.op is Op.REMAINING:
                held.append(slot)
        return list(dict.fromkeys(held))

    def _at(self, row: int) -> str:
        return f"s[{row * LANES} + i]"

    def _past(self, slot: int, when: str) -> str:
        return f"h[({self.history[slot] * self.program.periods} + {when}) * {LANES} + i]"

    def _value(self, slot: int, when: str = "t") -> str:
        """Return how a value is read outside the pass that makes it."""
        if slot in self.straight:
            return f"r{self.straight[slot]}[i]"
        if slot in self.moves:
            return self._at(self.row[slot])
        number = self.fixed.index(slot)
        return f"f[{number}, {when}]" if self.one[slot].by_period else f"f[{number}, 0]"

    def _lanes(self, statements: list[str]) -> list[str]:
        return ["for i in range(m):", *indent(statements, 1)] if statements else []


def indent(lines: list[str], levels: int) -> list[str]:
    """Return lines moved in by so many levels."""
    return [" " * (4 * levels) + line for line in lines]
