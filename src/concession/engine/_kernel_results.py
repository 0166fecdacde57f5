"""The part of a kernel's text that takes outputs into results."""

from __future__ import annotations

from collections.abc import Iterable

from concession.engine._kernel_layout import Layout, indent
from concession.engine._plan import BLOCK, LANES
from concession.lines import Op

__all__ = ["Results"]


class Results(Layout):
    """Writes what each period adds to the results of a plan, and what brings them out."""

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

    def _weights_in(self, steps: list[str]) -> set[int]:
        """Return the numbers of the weights that statements use."""
        return {
            number
            for number in range(len(self.plan.weighted))
            if any(step.endswith(f" * w{number}") for step in steps)
        }

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
        return [f"for t in range({self.program.periods}):", *indent(text, 1)] if text else []

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
