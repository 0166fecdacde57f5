"""The text of one fused kernel for a program: all operations of a period in one pass over a few futures.

The kernel takes futures in lanes of a fixed width. What a lane remembers from one period to the next
(earlier values, running sums, latches) and what passes hand on stands in rows of one flat buffer, at
constant distances, so that a compiler can see that lanes do not touch one another and use its vector
instructions. Each future's arithmetic is that of the reference executor, operation by operation.

Terms and inputs are arguments: a program of the same structure with other numbers has the same text, and
so is compiled once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from concession.engine._kernel_layout import AFTER, indent
from concession.engine._kernel_results import Results
from concession.engine._plan import BLOCK, LANES, Plan
from concession.engine._scalar_ops import SOLO, scalar
from concession.lines import Instruction, Op, Program

__all__ = ["Kernel", "kernel_source"]

#: Operations in one pass over the lanes: more would exhaust registers, and the compiler's patience.
PASS = 64

_KEPT = frozenset({Op.RUNNING, Op.SINCE, Op.LATCH, Op.ELAPSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """The text of a kernel, and what its arguments hold.

    ``fixed`` are the slots that do not vary by future, one row of ``f`` each; ``profiles`` the slots of
    profiles by age; ``numbers`` and ``paths`` the random inputs in ``d`` and in ``p0``, ``p1``, …, which
    hold one period behind the other, ``step0``, ``step1``, … numbers apart.
    """

    text: str
    fixed: tuple[int, ...]
    profiles: tuple[int, ...]
    numbers: tuple[str, ...]
    paths: tuple[str, ...]


def kernel_source(program: Program, plan: Plan) -> Kernel:
    """Return the kernel of a program under a plan."""
    return _Writer(program, plan).kernel()


@dataclass(slots=True)
class _Pass:
    """Operations done in one loop over the lanes."""

    slots: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Handing:
    """What a pass hands on: values it writes to rows, and earlier values that its own results renew."""

    stored: frozenset[int]
    givers: tuple[int, ...] = ()


class _Writer(Results):
    def kernel(self) -> Kernel:
        for slot in self.moving:
            self.row[slot] = len(self.row)
        body = self._opened()
        for number in range(max(self.stage.values(), default=0) + 1):
            body += self._sweep(number)
        body += [*self._settled(), *self._closed()]
        rows = len(self.row) + len(self.plan.weighted) + len(self.plan.lows) + len(self.plan.last)
        paths = "".join(f", p{number}, step{number}" for number in range(len(self.paths)))
        head = [
            f"def kernel(f, profiles, ends, d{paths}, count, w, weighted, sums, lows, last, streams):",
            f"    s = empty({max(rows, 1) * LANES})",
            f"    h = empty({max(len(self.history), 1) * self.program.periods * LANES})",
            f"    sums_in_lanes = empty({max(len(self.plan.sums), 1) * self.program.periods * LANES})",
            f"    for b in range(0, count, {BLOCK}):",
            f"        e = min(b + {BLOCK}, count)",
            *indent(self._sums_opened(), 2),
            f"        for a in range(b, e, {LANES}):",
            f"            m = min(e - a, {LANES})",
        ]
        tail = indent(self._sums_closed(), 2)
        return Kernel(
            text="\n".join([*head, *indent(body, 3), *tail, ""]),
            fixed=self.fixed,
            profiles=self.profiles,
            numbers=self.numbers,
            paths=self.paths,
        )

    def _sweep(self, number: int) -> list[str]:
        """Return one sweep over the periods: what stands still, the periods, what comes of them."""
        mine = [slot for slot in self.moving if self.stage[slot] == number]
        still = [slot for slot in mine if not self.one[slot].by_period and self.one[slot].op not in AFTER]
        running = [
            slot for slot in mine if self.one[slot].by_period and self.one[slot].op is not Op.REMAINING
        ]
        after = [slot for slot in mine if self.one[slot].op in AFTER]
        text: list[str] = []
        for still_pass in _passes(still, self.one):
            text += self._loop(still_pass, _Handing(stored=frozenset(still_pass.slots)))
        text += self._lanes(self._starts(running, after))
        inside = self._fetch(running, number)
        passes: list[_Pass] = _passes(running, self.one)
        handings = self._handings(passes, running)
        for one, handing in zip(passes, handings, strict=True):
            inside += self._loop(one, handing)
        done = frozenset(slot for one in passes for slot in one.slots)
        # results first: at the end of a period earlier values give way to this period's
        inside += self._results(slot for slot in running if slot not in done)
        for name, slot in self.out.items():
            if slot in done:
                inside += self._lanes(self._copied(name, self._value(slot)))
        given = frozenset(slot for handing in handings for slot in handing.givers)
        inside += self._lanes(self._ends(running, after, given))
        if inside:
            text += [f"for t in range({self.program.periods}):", *indent(inside, 1)]
        for slot in after:
            text += self._backwards(slot)
        return text

    def _starts(self, running: Iterable[int], after: Iterable[int]) -> list[str]:
        """Return what the rows of this sweep hold before its first period."""
        text = []
        for slot in running:
            one = self.one[slot]
            if one.op in _KEPT:
                text.append(f"{self._at(self.row[slot])} = {'-1.0' if one.op is Op.ELAPSED else '0.0'}")
            elif one.op is Op.PREV and one.data == 1:
                text.append(f"{self._at(self.row[slot])} = {self._value(one.args[1], '0')}")
        for slot in after:
            start = f"{float(self.program.periods)}" if self.one[slot].op is Op.FIRST else "0.0"
            text.append(f"{self._at(self.row[slot])} = {start}")
        return text

    def _fetch(self, running: Iterable[int], stage: int) -> list[str]:
        """Return what brings earlier periods, earlier sweeps and draws into rows."""
        text: list[str] = []
        earlier: dict[int, None] = {}
        for slot in running:
            one, row = self.one[slot], self._at(self.row[slot])
            if slot in self.path:
                text += self._path(slot)
            elif one.op is Op.PREV and one.data != 1:
                back = f"t - {one.data}"
                arg = one.args[0]
                past = self._past(arg, f"({back})") if arg in self.history else self._value(arg, back)
                text += [f"if t < {one.data}:"]
                text += indent(self._lanes([f"{row} = {self._value(one.args[1], '0')}"]), 1)
                text += ["else:", *indent(self._lanes([f"{row} = {past}"]), 1)]
            for arg in one.args:
                if arg in self.moves and self.one[arg].by_period and self.stage[arg] < stage:
                    earlier[arg] = None
        paths = [line for slot in sorted(earlier) if slot in self.path for line in self._path(slot)]
        values = [slot for slot in sorted(earlier) if slot not in self.path]
        plain = [f"{self._at(self.row[slot])} = {self._past(slot, 't')}" for slot in values]
        return [*paths, *self._lanes(plain), *text]

    def _path(self, slot: int) -> list[str]:
        """Return what opens a path's period for this lane, and brings it into its row where it must."""
        number = self.path[slot]
        begin = f"t * step{number} + a"
        text = [f"r{number} = p{number}[{begin} : {begin} + m]"]
        if slot in self.straight:
            return text
        return [*text, *self._lanes([f"{self._at(self.row[slot])} = r{number}[i]"])]

    def _handings(self, passes: list[_Pass], running: list[int]) -> list[_Handing]:
        """Return for each pass which values it writes to rows, and which earlier values it renews.

        An earlier value may give way in the pass that makes its successor if no later one reads it.
        """
        home = {slot: number for number, one in enumerate(passes) for slot in one.slots}
        users: dict[int, set[int]] = {}
        for slot in self.moving:
            for arg in self.one[slot].args:
                users.setdefault(arg, set()).add(home.get(slot, len(passes)))
        outputs = set(self.out.values())
        copied = {slot for name, slot in self.out.items() if self._copied(name, "")}
        givers: dict[int, list[int]] = {}
        for slot in running:
            one = self.one[slot]
            if one.op is not Op.PREV or one.data != 1 or one.args[0] not in home:
                continue
            if slot not in self.history and self.one[one.args[0]].op is not Op.MOVING:
                number = home[one.args[0]]
                if slot not in outputs and all(user <= number for user in users.get(slot, ())):
                    givers.setdefault(number, []).append(slot)
        given = {slot for slots in givers.values() for slot in slots}
        handings = []
        for number, part in enumerate(passes):
            stored = frozenset(
                slot
                for slot in part.slots
                if self.one[slot].op in _KEPT
                or slot in self.history
                or slot in copied
                or any(
                    user != number
                    for reader in self.moving
                    if slot in self.one[reader].args and reader not in given
                    for user in (home.get(reader, -1),)
                )
            )
            handings.append(_Handing(stored=stored, givers=tuple(givers.get(number, ()))))
        return handings

    def _loop(self, one: _Pass, handing: _Handing) -> list[str]:
        """Return one pass: read rows, compute, write what others read."""
        if len(one.slots) == 1 and self.one[one.slots[0]].op is Op.MOVING:
            slot = one.slots[0]
            names = [name for name, output in self.out.items() if output == slot]
            taken = [line for name in names for line in self._taken(name, self._value(slot))]
            weights = [f"w{number} = w[{number}, t]" for number in sorted(self._weights_in(taken))]
            return [*self._moving(slot), *weights, *self._lanes(taken)]
        made: set[int] = set()
        loads: dict[int, str] = {}
        steps: list[str] = []
        for slot in one.slots:
            instruction = self.one[slot]
            args = [self._read(arg, made, loads) for arg in instruction.args]
            steps += self._compute(slot, args)
            made.add(slot)
            if slot in handing.stored:
                steps.append(f"{self._at(self.row[slot])} = v{slot}")
            if self.one[slot].by_period:
                for name, output in self.out.items():
                    if output == slot:
                        steps += self._taken(name, f"v{slot}")
        steps += [f"{self._at(self.row[slot])} = v{self.one[slot].args[0]}" for slot in handing.givers]
        # what is the same for all lanes is read before them, so that stores to rows cannot touch it
        shared = [f"v{slot} = {source}" for slot, source in loads.items() if slot not in self.moves]
        reads = [f"v{slot} = {source}" for slot, source in loads.items() if slot in self.moves]
        weights = [f"w{number} = w[{number}, t]" for number in sorted(self._weights_in(steps))]
        return [*shared, *weights, *self._lanes([*reads, *steps])]

    def _read(self, slot: int, made: set[int], loads: dict[int, str]) -> str:
        if slot in self.profiles:
            return str(self.profiles.index(slot))
        if slot not in made:
            loads.setdefault(slot, self._value(slot))
        return f"v{slot}"

    def _compute(self, slot: int, args: list[str]) -> list[str]:
        one = self.one[slot]
        name, row = f"v{slot}", self._at(self.row[slot])
        if one.op is Op.INPUT:
            return [f"{name} = d[{self.numbers.index(str(one.data))}, a + i]"]
        if one.op is Op.RUNNING:
            return [f"{name} = {row} + {args[0]}"]
        if one.op is Op.SINCE:
            return [f"{name} = {args[0]} + (0.0 if ({args[1]} != 0.0) | (t == 0) else {row})"]
        if one.op is Op.LATCH:
            return [f"{name} = 1.0 if ({args[0]} != 0.0) | ({row} != 0.0) else 0.0"]
        if one.op is Op.ELAPSED:
            return [f"{name} = {row} + 1.0 if {row} >= 0.0 else (0.0 if {args[0]} != 0.0 else -1.0)"]
        return scalar(one.op, name, args, one.data, careful=self.careful) or []

    def _moving(self, slot: int) -> list[str]:
        """Return a moving sum, oldest first, as the reference adds it."""
        one, row = self.one[slot], self._at(self.row[slot])
        arg = one.args[0]
        text = []
        if arg in self.history:
            # this period's value must be on record before it is summed
            text += self._lanes([f"{self._past(arg, 't')} = {self._value(arg)}"])
            past = self._past(arg, "u")
        else:
            past = self._value(arg, "u")
        text += self._lanes([f"{row} = 0.0"])
        text += [f"for u in range(max(0, t - {one.data} + 1), t + 1):"]
        return text + indent(self._lanes([f"{row} = {row} + {past}"]), 1)

    def _ends(self, running: list[int], after: Iterable[int], given: frozenset[int]) -> list[str]:
        """Return what is put on record at the end of a period."""
        text = []
        for slot in running:
            if slot in self.history:
                text.append(f"{self._past(slot, 't')} = {self._value(slot)}")
        for slot in after:
            row, arg = self._at(self.row[slot]), self._value(self.one[slot].args[0])
            if self.one[slot].op is Op.TOTAL:
                text.append(f"{row} = {row} + {arg}")
            elif self.one[slot].op is Op.FIRST:
                never = float(self.program.periods)
                text.append(f"{row} = float(t) if ({row} == {never}) & ({arg} != 0.0) else {row}")
        # all earlier values are read by now: they may give way to this period's
        kept = [
            slot
            for slot in running
            if self.one[slot].op is Op.PREV and self.one[slot].data == 1 and slot not in given
        ]
        text += [f"n{slot} = {self._value(self.one[slot].args[0])}" for slot in kept]
        return text + [f"{self._at(self.row[slot])} = n{slot}" for slot in kept]

    def _backwards(self, slot: int) -> list[str]:
        """Return the sweep back from the horizon that sums what remains."""
        one = self.one[slot]
        if one.op is not Op.REMAINING:
            return []
        arg = one.args[0]
        source = self._past(arg, "t") if arg in self.history else self._value(arg)
        row = self._at(self.row[slot])
        back = self._lanes([f"{row} = {row} + {source}", f"{self._past(slot, 't')} = {row}"])
        return [f"for t in range({self.program.periods - 1}, -1, -1):", *indent(back, 1)]


def _passes(slots: list[int], instructions: tuple[Instruction, ...]) -> list[_Pass]:
    """Cut operations into passes: a few dozen each, those that cannot be vectorised alone."""
    found: list[_Pass] = []
    alone = True
    for slot in slots:
        op = instructions[slot].op
        if op is Op.PREV or (op is Op.INPUT and instructions[slot].by_period):
            continue
        solo = op in SOLO or op is Op.MOVING
        if alone or solo or len(found[-1].slots) >= PASS:
            found.append(_Pass())
        found[-1].slots.append(slot)
        alone = solo
    return found
