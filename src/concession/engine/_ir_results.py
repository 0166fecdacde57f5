"""The part of a kernel that takes outputs into results."""

from __future__ import annotations

from concession.engine._ir_layout import Layout
from concession.engine._ir_ops import smaller
from concession.engine._ir_scope import Scope
from concession.engine._ir_text import WIDTH, Text, literal
from concession.engine._plan import LANES

__all__ = ["Results"]


class Results:
    """Writes what each period adds to the results of a plan, and what brings them out."""

    def __init__(self, text: Text, layout: Layout) -> None:
        self.text = text
        self.layout = layout
        self.weights: dict[int, list[int]] = {}
        for number, (slot, _) in enumerate(layout.weights):
            self.weights.setdefault(slot, []).append(number)

    def open(self, scope: Scope) -> None:
        """Write what the rows of results hold before the first period."""
        for number in range(len(self.layout.weights)):
            self.text.store(literal(0.0), scope.row(self._weighted(number)))

    def take(self, scope: Scope, slot: int) -> None:
        """Write what a period of an output adds to its results."""
        layout, period = self.layout, scope.period
        if period is None or slot not in layout.wanted:
            return
        text, value = self.text, scope.value(slot)
        for number in self.weights.get(slot, ()):
            row = scope.row(self._weighted(number))
            part = text.do("fmul", value, text.spread(text.at(period.weights, number)))
            text.store(text.do("fadd", text.load(row), part), row)
        if slot in layout.sums:
            lane = scope.vector
            if layout.strip > LANES:
                lane = text.once(f"and i64 {lane}, {LANES - 1}")
            lanes = text.at(text.at(period.lanes, lane), layout.sums[slot] * LANES)
            text.store(text.do("fadd", text.load(lanes), value), lanes)
        if slot in layout.lows:
            low = text.at("%lows", layout.lows[slot] * WIDTH)
            # what is not a number stays so
            text.store(smaller(text, text.load(low), value), low)
        if slot in layout.watched:
            # zero, unless an amount is not finite
            watch = text.at("%watch", layout.watched[slot] * WIDTH)
            nothing = text.do("fmul", value, literal(0.0))
            text.store(text.do("fadd", text.load(watch), nothing), watch)
        if slot in layout.last:
            text.store(value, scope.row(self._last(layout.last[slot])))
        if slot in layout.streams:
            text.store(value, text.at(period.streams[slot], scope.vector), aligned=False)

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
