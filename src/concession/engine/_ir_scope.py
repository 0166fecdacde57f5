"""How values are read where a kernel stands: for one period of one vector of futures."""

from __future__ import annotations

from dataclasses import dataclass

from concession.engine._ir_layout import Layout
from concession.engine._ir_text import WIDTH, Text, Value
from concession.lines import Op

__all__ = ["Period", "Scope"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What is found once for a period of a strip: its number, and where what belongs to it begins."""

    number: str
    fixed: str
    weights: str
    lanes: str
    paths: dict[int, str]
    streams: dict[int, str]


class Scope:
    """One vector of futures in one period; values are read once and then known by name.

    Parameters
    ----------
    text, layout
        Where instructions are written, and where things stand.
    vector
        The first future of the vector, counted from the strip's first.
    period
        The period, or None outside the periods.
    stage
        The sweep over the periods.
    """

    def __init__(
        self, text: Text, layout: Layout, *, vector: str, period: Period | None, stage: int = 0
    ) -> None:
        self.text = text
        self.layout = layout
        self.vector = vector
        self.period = period
        self.stage = stage
        self.known: dict[int, Value] = {}

    def value(self, slot: int) -> Value:
        """Return a value of this period."""
        found = self.known.get(slot)
        if found is None:
            found = self.known[slot] = self._read(slot)
        return found

    def _read(self, slot: int) -> Value:
        layout, one = self.layout, self.layout.one[slot]
        if slot not in layout.moves:
            return self._fixed(slot, self.period.fixed if self.period else "%f")
        if slot in layout.paths and self.period:
            return self.text.load(self.text.at(self.period.paths[slot], self.vector), aligned=False)
        if not one.by_period or (one.op is Op.PREV and one.data == 1 and layout.stage[slot] == self.stage):
            return self.load_row(slot)
        if one.op is Op.PREV and layout.stage[slot] == self.stage:
            return self._earlier(slot)
        return self.text.load(self.past(slot, self._number))

    @property
    def _number(self) -> str:
        return self.period.number if self.period else "0"

    def _fixed(self, slot: int, period: str) -> Value:
        found = self.text.spread(self.text.at(period, self.layout.column[slot]))
        return Value(found.name, sure=self.layout.is_sure(slot))

    def _earlier(self, slot: int) -> Value:
        """Return the value of several periods ago, or the one before the start."""
        text, layout = self.text, self.layout
        arg, start = layout.one[slot].args
        back = int(str(layout.one[slot].data))
        ago = text.once(f"sub i64 {self._number}, {back}")
        begun = text.once(f"icmp sge i64 {ago}, 0")
        when = text.once(f"select i1 {begun}, i64 {ago}, i64 0")
        if arg in layout.history:
            then = text.load(self.past(arg, when))
        elif arg in layout.moves or not layout.one[arg].by_period:
            then = self.value(arg)
        else:
            then = self._fixed(arg, text.at("%f", text.times(when, len(layout.fixed))))
        before = self.value(start)
        return Value(
            text.once(
                f"select i1 {begun}, <{WIDTH} x double> {text.number(then).name}, "
                f"<{WIDTH} x double> {text.number(before).name}"
            )
        )

    def at_period(self, slot: int, when: str) -> Value:
        """Return the value of a period that is over, or of this one."""
        if slot in self.layout.history:
            return self.text.load(self.past(slot, when))
        if slot in self.layout.moves or not self.layout.one[slot].by_period:
            return self.value(slot)
        return self._fixed(slot, self.text.at("%f", self.text.times(when, len(self.layout.fixed))))

    # places

    def row(self, number: int) -> str:
        """Return where the vector stands in a row."""
        return self.text.at(self.text.at("%s", self.vector), number * self.layout.strip)

    def past(self, slot: int, when: str) -> str:
        """Return where the vector of a period stands in a history."""
        text, layout = self.text, self.layout
        place = text.plus(text.times(when, layout.strip), self.vector)
        number = layout.history[slot] * layout.periods + layout.rows
        return text.at(text.at("%s", place), number * layout.strip)

    def load_row(self, slot: int) -> Value:
        """Return what a slot's row holds now."""
        found = self.text.load(self.row(self.layout.row[slot]))
        return Value(found.name, sure=self.layout.is_sure(slot))

    def store_row(self, slot: int, value: Value) -> None:
        """Put a value into its slot's row."""
        self.text.store(value, self.row(self.layout.row[slot]))

    def remember(self, slot: int) -> None:
        """Put this period's value on record, where a history is kept."""
        if slot in self.layout.history and self.period:
            self.text.store(self.value(slot), self.past(slot, self._number))
