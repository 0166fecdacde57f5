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

from concession.engine._plan import BLOCK, LANES, Plan
from concession.engine._scalar_ops import RISKY, SOLO, scalar
from concession.lines import Instruction, Op, Program

__all__ = ["Kernel", "kernel_source"]

#: Paths that passes read straight from their arrays; of more, a compiler cannot see that they lie apart
#: from what a pass writes, so they are brought into rows first.
MOST_STRAIGHT = 4
#: Operations in one pass over the lanes: more would exhaust registers, and the compiler's patience.
PASS = 64

_KEPT = frozenset({Op.RUNNING, Op.SINCE, Op.LATCH, Op.ELAPSED})
_AFTER = frozenset({Op.TOTAL, Op.FIRST, Op.REMAINING})


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


class _Writer:
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

    # -- what is needed --------------------------------------------------------------------------

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
                    least = stage[arg] + (self.one[arg].op in _AFTER)
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

    # -- the text --------------------------------------------------------------------------------

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
            *_indent(self._sums_opened(), 2),
            f"        for a in range(b, e, {LANES}):",
            f"            m = min(e - a, {LANES})",
        ]
        tail = _indent(self._sums_closed(), 2)
        return Kernel(
            text="\n".join([*head, *_indent(body, 3), *tail, ""]),
            fixed=self.fixed,
            profiles=self.profiles,
            numbers=self.numbers,
            paths=self.paths,
        )

    def _sums_opened(self) -> list[str]:
        if not self.plan.sums:
            return []
        count = len(self.plan.sums) * self.program.periods * LANES
        return [f"for i in range({count}):", "    sums_in_lanes[i] = 0.0"]

    def _sums_closed(self) -> list[str]:
        if not self.plan.sums:
            return []
        return [
            f"for k in range({len(self.plan.sums)}):",
            f"    for t in range({self.program.periods}):",
            "        total = 0.0",
            f"        for i in range({LANES}):",
            f"            total += sums_in_lanes[(k * {self.program.periods} + t) * {LANES} + i]",
            f"        sums[b // {BLOCK}, k, t] = total",
        ]

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

    def _sweep(self, number: int) -> list[str]:
        """Return one sweep over the periods: what stands still, the periods, what comes of them."""
        mine = [slot for slot in self.moving if self.stage[slot] == number]
        still = [slot for slot in mine if not self.one[slot].by_period and self.one[slot].op not in _AFTER]
        running = [
            slot for slot in mine if self.one[slot].by_period and self.one[slot].op is not Op.REMAINING
        ]
        after = [slot for slot in mine if self.one[slot].op in _AFTER]
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
            text += [f"for t in range({self.program.periods}):", *_indent(inside, 1)]
        for slot in after:
            text += self._backwards(slot)
        return text

    def _lanes(self, statements: list[str]) -> list[str]:
        return ["for i in range(m):", *_indent(statements, 1)] if statements else []

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
                text += _indent(self._lanes([f"{row} = {self._value(one.args[1], '0')}"]), 1)
                text += ["else:", *_indent(self._lanes([f"{row} = {past}"]), 1)]
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

    def _weights_in(self, steps: list[str]) -> set[int]:
        """Return the numbers of the weights that statements use."""
        return {
            number
            for number in range(len(self.plan.weighted))
            if any(step.endswith(f" * w{number}") for step in steps)
        }

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
        return text + _indent(self._lanes([f"{row} = {row} + {past}"]), 1)

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
        return [f"for t in range({self.program.periods - 1}, -1, -1):", *_indent(back, 1)]

    # -- results ---------------------------------------------------------------------------------

    def _results(self, running: Iterable[int]) -> list[str]:
        """Return what one period of one sweep adds to the results outside its passes."""
        here = set(running)
        found = [(name, self._value(slot)) for name, slot in self.out.items() if slot in here]
        return self._taken_apart(found)

    def _settled(self) -> list[str]:
        """Return the results that are known only when all sweeps are done."""
        found = []
        for name, slot in self.out.items():
            one = self.one[slot]
            if slot in self.moves and one.by_period and one.op is not Op.REMAINING:
                continue
            found.append((name, self._past(slot, "t") if slot in self.history else self._value(slot)))
        text = self._taken_apart(found)
        return [f"for t in range({self.program.periods}):", *_indent(text, 1)] if text else []

    def _taken_apart(self, found: list[tuple[str, str]]) -> list[str]:
        """Return loops of their own that take outputs into all their results."""
        text = [line for name, source in found for line in self._taken(name, source)]
        copied = [line for name, source in found for line in self._copied(name, source)]
        weights = [f"w{number} = w[{number}, t]" for number in sorted(self._weights_in(text))]
        return [*weights, *self._lanes(text), *self._lanes(copied)]

    def _taken(self, name: str, source: str) -> list[str]:
        """Return what a period of an output adds to the results that stand in rows."""
        plan, text = self.plan, []
        for number, (output, _) in enumerate(plan.weighted.values()):
            if output == name:
                place = self._at(self._result_row("weighted", number))
                text.append(f"{place} = {place} + {source} * w{number}")
        if name in plan.lows:
            low = self._at(self._result_row("lows", plan.lows.index(name)))
            text.append(f"{low} = {source} if ({source} < {low}) | ({source} != {source}) else {low}")
        if name in plan.last:
            text.append(f"{self._at(self._result_row('last', plan.last.index(name)))} = {source}")
        return text

    def _copied(self, name: str, source: str) -> list[str]:
        """Return what a period of an output adds to the results that stand in arrays of their own."""
        plan, text = self.plan, []
        if name in plan.sums:
            place = f"({plan.sums.index(name) * self.program.periods} + t) * {LANES} + i"
            text.append(f"sums_in_lanes[{place}] += {source}")
        if name in plan.streams:
            text.append(f"streams[{plan.streams.index(name)}, t, a + i] = {source}")
        return text

    def _result_row(self, kind: str, number: int) -> int:
        """Return the row of a result, behind those of the values."""
        before = {"weighted": 0, "lows": len(self.plan.weighted)}
        before["last"] = before["lows"] + len(self.plan.lows)
        return len(self.row) + before[kind] + number

    def _opened(self) -> list[str]:
        """Return what the rows of results hold before the first period."""
        rows = [(self._result_row("weighted", k), "0.0") for k in range(len(self.plan.weighted))]
        rows += [(self._result_row("lows", k), "inf") for k in range(len(self.plan.lows))]
        return self._lanes([f"{self._at(row)} = {start}" for row, start in rows])

    def _closed(self) -> list[str]:
        """Return what brings the rows of results out of the kernel."""
        counts = {
            "weighted": len(self.plan.weighted),
            "lows": len(self.plan.lows),
            "last": len(self.plan.last),
        }
        return self._lanes(
            [
                f"{kind}[{number}, a + i] = {self._at(self._result_row(kind, number))}"
                for kind, count in counts.items()
                for number in range(count)
            ]
        )


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


def _indent(lines: list[str], levels: int) -> list[str]:
    return [" " * (4 * levels) + line for line in lines]
