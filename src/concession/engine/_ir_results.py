"""The part of a kernel that takes outputs into results."""

from __future__ import annotations

from concession.engine._ir_layout import Layout
from concession.engine._ir_ops import smaller
from concession.engine._ir_scope import Scope
from concession.engine._ir_text import WIDTH, Text, literal
from concession.lines import Op

__all__ = ["Results"]


class Results:
    """Writes what each period adds to the results of a plan, and what brings them out."""

    def __init__(self, text: Text, layout: Layout) -> None:
        self.text = text
        self.layout = layout
        plan = layout.plan
        self.sums = {name: number for number, name in enumerate(plan.sums)}
        self.lows = {name: number for number, name in enumerate(plan.lows)}
        self.streams = {name: number for number, name in enumerate(plan.streams)}
        self.by_slot: dict[int, list[str]] = {}
        for name, slot in layout.out.items():
            self.by_slot.setdefault(slot, []).append(name)
        self.by_output: dict[str, list[int]] = {}
        for number, (output, _) in enumerate(layout.weights):
            self.by_output.setdefault(output, []).append(number)

    @property
    def settled(self) -> list[int]:
        """Outputs that are known only when all sweeps are done, or from the start."""
        layout = self.layout
        return [
            slot
            for slot in self.by_slot
            if slot not in layout.moves
            or not layout.one[slot].by_period
            or layout.one[slot].op is Op.REMAINING
        ]

    def open(self, scope: Scope) -> None:
        """Write what the rows of results hold before the first period."""
        for number in range(len(self.layout.weights)):
            self.text.store(literal(0.0), scope.row(self._weighted(number)))

    def take(self, scope: Scope, slot: int) -> None:
        """Write what a period of an output adds to its results."""
        if slot not in self.by_slot or scope.period is None:
            return
        text, period, value = self.text, scope.period, scope.value(slot)
        for name in self.by_slot[slot]:
            for number in self.by_output.get(name, ()):
                row = scope.row(self._weighted(number))
                part = text.do("fmul", value, text.spread(text.at(period.weights, number)))
                text.store(text.do("fadd", text.load(row), part), row)
            if name in self.sums:
                lanes = text.at(period.lanes, self.sums[name] * WIDTH)
                text.store(text.do("fadd", text.load(lanes), value), lanes)
            if name in self.lows:
                low = text.at("%lows", self.lows[name] * WIDTH)
                # what is not a number stays so
                text.store(smaller(text, text.load(low), value), low)
            if name in self.layout.last:
                text.store(value, scope.row(self._last(self.layout.last[name])))
            if name in self.streams:
                text.store(value, text.at(period.streams[name], scope.vector), aligned=False)

    def close(self, scope: Scope, strip: str) -> None:
        """Write what brings the rows of results out of the kernel."""
        rows = [(self._weighted(number), "%weighted", number) for number in range(len(self.layout.weights))]
        rows += [(self._last(number), "%last", number) for number in self.layout.last.values()]
        for row, array, number in rows:
            start = self.text.plus(self.text.times("%apart", number), strip, scope.vector)
            self.text.store(self.text.load(scope.row(row)), self.text.at(array, start), aligned=False)

    def _weighted(self, number: int) -> int:
        return len(self.layout.row) + number

    def _last(self, number: int) -> int:
        return len(self.layout.row) + len(self.layout.weights) + number
