"""The rows or columns of a data table that a series asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from concession.deal._dates import parse_span
from concession.deal._format import Display
from concession.deal._node import Mapping, Node
from concession.deal._project_years import looks_like_period, on_calendar, project_span
from concession.deal._shape import as_choice, as_text, as_texts
from concession.deal._table import Table, Tables, read_cell
from concession.errors import ConcessionError, Place, Problem, Problems
from concession.lines import Period

__all__ = ["TABLE_KEYS", "Entry", "TableReader"]

TABLE_KEYS = ("file", "row", "rows", "column", "columns", "label", "below", "period", "where", "blank")

#: The first and last period that a row or column stands for, and its number in the table.
_Spans = list[tuple[tuple[Period, Period], int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One number in base units, for the periods from first to last, and where it stands."""

    first: Period
    last: Period
    number: Fraction
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    """Whether a row has the texts that are asked for."""

    table: Table
    wanted: tuple[tuple[int, str], ...]

    def __call__(self, row: int) -> bool:
        return all(self.table.cell(row, column) == text for column, text in self.wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReader:
    """Finds the cells of one series; ``node`` is the series as the case states it."""

    node: Mapping
    problems: Problems
    path: str
    tables: Tables | None
    #: The calendar year that the table calls year 1, where it has project years.
    year_one: int | None = None

    def read(self, display: Display) -> tuple[str, list[Entry]]:
        """Return what the series is called, and its numbers; rows or columns are summed.

        Raises
        ------
        ConcessionError
            E120, E128, E130 to E134, E138, E139 and E142; what is wrong with cells is noted.
        """
        node = self.node
        name = self._text("file")
        if self.tables is None or not name:
            raise self._error(
                "E128", "there is no data table here", "name a file of the case", node.at("file")
            )
        table = self.tables.table(name, place=node.at("file").place, path=f"{self.path}.file")
        asked = [key for key in ("row", "rows", "column", "columns") if key in node]
        if len(asked) != 1:
            hint = "write one of row, rows, column, columns"
            raise self._error("E142", "the series names neither one row nor one column", hint, node)
        names = as_texts(node.get(asked[0]), self.problems, path=f"{self.path}.{asked[0]}")
        fits = self._where(table)
        cells: list[tuple[tuple[Period, Period], int, int]] = []
        if asked[0] in ("row", "rows"):
            label = self._column(table, "label")
            spans = self._along(table, label)
            for wanted in names:
                row = table.row(wanted, label, fits, self._text("below"))
                cells += [(span, row, column) for span, column in spans]
        else:
            spans = self._down(table, self._column(table, "period"), fits)
            for wanted in names:
                column = table.column(wanted)
                cells += [(span, row, column) for span, row in spans]
        return f"{name}, {asked[0]} {', '.join(names)}", self._entries(table, cells, display)

    def _text(self, key: str) -> str:
        return as_text(self.node.get(key), self.problems, path=f"{self.path}.{key}")

    def _error(self, code: str, message: str, hint: str, node: Node) -> ConcessionError:
        problem = Problem(code=code, message=message, hint=hint, path=self.path, place=node.place)
        return ConcessionError([problem])

    def _column(self, table: Table, key: str) -> int:
        name = self._text(key)
        return table.column(name) if name else 0

    def _where(self, table: Table) -> _Where:
        where = self.node.get("where")
        if where is None:
            return _Where(table=table, wanted=())
        if not isinstance(where, Mapping):
            raise self._error("E201", "columns with texts are wanted here", "write {column: text}", where)
        pairs = [
            (table.column(key), as_text(child, self.problems, path=f"{self.path}.where.{key}"))
            for key, child in where.entries.items()
        ]
        return _Where(table=table, wanted=tuple(pairs))

    def _along(self, table: Table, label: int) -> _Spans:
        """Return the periods of the header; words stand only before the first and after the last."""
        cells = [(cell, column) for column, cell in enumerate(table.header) if column != label]
        spans = self._spans(cells)
        if not spans:
            raise table.problem("E134", "no column is named after a period", self._periods_hint(cells), -1, 0)
        named = {column for _, column in spans}
        for column, text in enumerate(table.header):
            if column in named or column == label:
                continue
            if spans[0][1] < column < spans[-1][1]:
                message = f"'{text[:40]}' stands among periods and is none"
                raise table.problem("E134", message, "name it like the others", -1, column)
            if looks_like_period(text):
                raise table.problem("E134", *_unread(text), -1, column)
        return self._once(spans, lambda column: table.place(-1, column))

    def _down(self, table: Table, period: int, fits: _Where) -> _Spans:
        """Return the periods of a column; words, such as *Total*, stand only before and after them."""
        cells = [(table.cell(row, period), row) for row in range(len(table.rows)) if fits(row)]
        spans = self._spans(cells)
        named = {row for _, row in spans}
        first, last = (spans[0][1], spans[-1][1]) if spans else (-1, len(table.rows))
        for text, row in cells:
            if row not in named and first < row < last:
                hint = "name the column of periods with 'period:'"
                if not spans:
                    hint = self._periods_hint(cells)
                raise table.problem("E134", f"'{text[:40]}' is not a period", hint, row, period)
            if row not in named and spans and looks_like_period(text):
                raise table.problem("E134", *_unread(text), row, period)
        return self._once(spans, lambda row: table.place(row, period))

    def _spans(self, cells: list[tuple[str, int]]) -> _Spans:
        """Return the cells that name periods of the calendar; where none does, those of project years."""
        spans: _Spans = []
        for cell, at in cells:
            try:
                spans.append((parse_span(cell), at))
            except ConcessionError:
                continue
        if spans or self.year_one is None:
            return spans
        labels = [(found, at) for cell, at in cells if (found := project_span(cell)) is not None]
        periods = on_calendar((found for found, _ in labels), self.year_one)
        return [(period, at) for period, (_, at) in zip(periods, labels, strict=True)]

    def _periods_hint(self, cells: list[tuple[str, int]]) -> str:
        if self.year_one is None and sum(project_span(cell) is not None for cell, _ in cells) > 1:
            return "for project years such as -1, 1, 2 add 'year_one: 2027', the calendar year of year 1"
        return "name columns 2025, 2025Q1, 2025-03 or 2046-2050; or use 'column:' beside one of periods"

    def _once(self, spans: _Spans, place: Callable[[int], Place]) -> _Spans:
        """Return the spans of which none stands twice; E138 for those that do."""
        seen: set[tuple[Period, Period]] = set()
        for span, at in spans:
            if span in seen:
                message = f"{span[0]} stands here a second time"
                hint = "keep one, or pick rows with 'where: {column: text}'"
                self.problems.add("E138", message, hint, path=self.path, place=place(at))
            seen.add(span)
        return spans

    def _entries(
        self, table: Table, cells: list[tuple[tuple[Period, Period], int, int]], display: Display
    ) -> list[Entry]:
        """Return the numbers of the cells, those of one span summed."""
        blank = self.node.get("blank")
        how = "refuse" if blank is None else as_choice(blank, ("0", "skip"), self.problems, path=self.path)
        found: dict[tuple[Period, Period], Entry] = {}
        for (first, last), row, column in cells:
            try:
                number = read_cell(table, row, column, percent="%" in display.after)
                if number is None and how == "refuse":
                    hint = "add 'blank: 0' to the series, or 'blank: skip'"
                    raise table.problem("E136", f"the cell of {first} is blank", hint, row, column)
            except ConcessionError as error:
                self.problems.extend(error, None, self.path)
                continue
            if number is None and how == "skip":
                continue
            before = found.get((first, last))
            amount = Fraction(number or Decimal(0)) * display.size + (before.number if before else 0)
            place = before.place if before else table.place(row, column)
            found[first, last] = Entry(first=first, last=last, number=amount, place=place)
        return list(found.values())


def _unread(text: str) -> tuple[str, str]:
    """Return what is said of a label beside the periods whose numbers would be lost without a word."""
    message = f"'{text[:40]}' looks like a period and cannot be read as one"
    return message, "name it like the others: -1 or 2027, 11-15 or 2041-2045 for several years"
