"""Where everything of a kernel stands: which values it needs, in which rows, for how many periods."""

from __future__ import annotations

from concession.engine._plan import BLOCK, Plan
from concession.lines import Instruction, Op, Program

__all__ = ["AFTER", "Layout"]

#: Operations whose results are known only after a sweep over the periods.
AFTER = frozenset({Op.TOTAL, Op.FIRST, Op.REMAINING})
#: Operations that make a condition or count periods: numbers whatever their arguments are.
_SURE = frozenset({Op.LT, Op.LE, Op.EQ, Op.AND, Op.OR, Op.NOT, Op.LATCH, Op.ELAPSED, Op.FIRST, Op.CONST})
#: Futures that go through the periods together, at most and at least, and the bytes that what they
#: remember should take.
LONGEST_STRIP, SHORTEST_STRIP, STRIP_BYTES = 128, 16, 2**16


class Layout:
    """What a program needs under a plan, and where a kernel keeps it.

    A kernel takes a strip of futures at a time through all periods. *Rows* hold one number for each future
    of the strip; *histories* hold one for each period too. What does not vary by future stands in a table
    of its own, period by period, and profiles by age in another.
    """

    def __init__(self, program: Program, plan: Plan) -> None:
        self.program = program
        self.plan = plan
        self.periods = program.periods
        self.one: tuple[Instruction, ...] = program.instructions
        self.out = {name: program.outputs[name] for name in plan.outputs}
        #: The outputs' slots.
        self.wanted = dict.fromkeys(self.out.values())
        live = self._live()
        #: What varies by future, in order.
        self.moving = [slot for slot in live if self.one[slot].by_future]
        self.moves = frozenset(self.moving)
        self.profiles = tuple(slot for slot in live if self._is_profile(slot))
        read = {arg for slot in self.moving for arg in self.one[slot].args} | set(self.wanted)
        #: What does not, and is read: numbers by slot of their columns in the table of periods.
        self.fixed = tuple(sorted(read - self.moves - set(self.profiles)))
        self.column = {slot: number for number, slot in enumerate(self.fixed)}
        drawn = [slot for slot in self.moving if self.one[slot].op is Op.INPUT]
        #: Random inputs by slot: with a number for each period, and with one for all.
        self.paths = {slot: str(self.one[slot].data) for slot in drawn if self.one[slot].by_period}
        self.numbers = {slot: str(self.one[slot].data) for slot in drawn if not self.one[slot].by_period}
        self.stage = self._stages()
        self.history = {slot: number for number, slot in enumerate(self._remembered())}
        self.weighted, self.weights = self._weighted()
        #: Results that are kept, by slot: what several names call is kept once.
        self.sums = self._numbered(plan.sums)
        self.lows = self._numbered(plan.lows)
        self.last = self._numbered(plan.last)
        self.streams = self._numbered(plan.streams)
        #: Outputs whose sums do not tell whether all their amounts are finite.
        told = {slot for slot, _ in self.weights} | set(self.sums)
        self.watched = {slot: number for number, slot in enumerate(s for s in self.wanted if s not in told)}
        self.row = {slot: number for number, slot in enumerate(filter(self._has_row, self.moving))}
        self.rows = len(self.row) + len(self.weights) + len(self.last)
        self.strip = self._strip()

    @property
    def scratch(self) -> int:
        """How many numbers a kernel needs to work on."""
        return (self.rows + len(self.history) * self.periods) * self.strip

    @property
    def settled(self) -> list[int]:
        """Outputs that are known only when all sweeps are done, or from the start."""
        return [
            slot
            for slot in self.wanted
            if slot not in self.moves or not self.one[slot].by_period or self.one[slot].op is Op.REMAINING
        ]

    def is_sure(self, slot: int) -> bool:
        """Whether a value is a number whatever happens: never what 0 ÷ 0 gives."""
        one = self.one[slot]
        return one.op in _SURE or (one.op is Op.INPUT and not one.by_future)

    def _live(self) -> list[int]:
        """Return the slots that the plan's outputs need, in order."""
        seen = set(self.wanted)
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

    def _numbered(self, names: tuple[str, ...]) -> dict[int, int]:
        return {slot: number for number, slot in enumerate(dict.fromkeys(self.out[name] for name in names))}

    def _weighted(self) -> tuple[dict[str, int], list[tuple[int, bytes]]]:
        """Return which weighted sum each name is, and each sum once: a slot and its weights."""
        number: dict[tuple[int, bytes], int] = {}
        names = {}
        for name, (output, weights) in self.plan.weighted.items():
            # many parties are discounted at the common rate: what is the same is added up once
            names[name] = number.setdefault((self.out[output], weights.tobytes()), len(number))
        return names, list(number)

    def _has_row(self, slot: int) -> bool:
        """Whether a value lives from one period to the next, or as long as the strip."""
        one = self.one[slot]
        kept = one.op in (Op.RUNNING, Op.SINCE, Op.LATCH, Op.ELAPSED)
        return kept or not one.by_period or one.op in AFTER or (one.op is Op.PREV and one.data == 1)

    def _strip(self) -> int:
        """Return how many futures go through the periods together: what they remember stays in cache."""
        fitting = STRIP_BYTES // (8 * max(self.rows, 1))
        strip = LONGEST_STRIP
        while strip > max(fitting, SHORTEST_STRIP):
            strip //= 2
        assert BLOCK % strip == 0  # noqa: S101 - sums over futures are made block by block
        return strip
