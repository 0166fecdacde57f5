"""Data tables: CSV files of bounded size, whose every cell knows where it stands.

The first line that is neither blank nor a comment (``#``) nor a title alone is the header. Cells are
separated by commas, semicolons or tabs, whichever the header has most of. Numbers may have separators between
thousands, parentheses for minus and a sign of money before them; an empty cell or a dash is a blank.

In a file whose cells are not separated by commas, decimals may stand behind commas (``1.234,5``), if no
number in it has a decimal dot and one at least can be read in no other way.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from concession.deal._folder import inside
from concession.deal._numbers import read_number
from concession.deal._shape import close_to
from concession.errors import ConcessionError, Place, Problem

__all__ = ["BLANKS", "Table", "Tables", "read_cell", "read_table"]

MAX_BYTES = 4 * 1024 * 1024
MAX_CELLS = 400_000
BLANKS = frozenset({"", "-", "--", "---", "–", "—", "−", "n/a", "n.a.", "na", "nil"})
_DELIMITERS = ",;\t"
#: A sign of money, which says nothing that the series' unit does not say.
_MONEY = re.compile(r"(?:(?:US|AU?|CA?|NZ)?\$|€|£)\s*")

#: Numbers whose comma, or dot, can only stand before decimals.
_COMMA = re.compile(r"(?:[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|0,[0-9]+|[0-9]{1,3}(?:[. ][0-9]{3})+,[0-9]+)\Z")
_DOT = re.compile(r"(?:[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|0?\.[0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+\.[0-9]+)\Z")
_WITH_COMMAS = re.compile(r"[-+−]?\s*(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9 ]+)(?:,[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The cells of a file, stripped of spaces; ``lines`` are the numbers of the lines they stand on."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    header_line: int
    texts: tuple[str, ...] = field(repr=False)
    delimiter: str = ","
    #: Whether decimals stand behind commas, as spreadsheets of many languages save them.
    commas: bool = False

    def place(self, row: int, column: int) -> Place:
        """Return where a cell stands; the header is row -1."""
        line = self.header_line if row < 0 else self.lines[row]
        text = self.texts[line - 1] if line <= len(self.texts) else ""
        return Place(file=self.name, line=line, column=_offset(text, column, self.delimiter) + 1)

    def cell(self, row: int, column: int) -> str:
        """Return the text of a cell; a row that ends early has blanks."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def column(self, name: str) -> int:
        """Return the number of a column; E133, with the nearest names, where there is none."""
        names = [_key(cell) for cell in self.header]
        found = [i for i, known in enumerate(names) if known == _key(name)]
        if len(found) == 1:
            return found[0]
        if found:
            message = f"{len(found)} columns are called '{name[:40]}'"
            raise self.problem("E139", message, "give them different names", -1, found[1])
        message = f"there is no column '{name[:40]}'"
        raise self.problem("E133", message, close_to(name, filter(None, self.header)), -1, 0)

    def row(self, name: str, label: int, fits: Callable[[int], bool], below: str = "") -> int:
        """Return the number of the row with this label that fits; E132 or E139 where there is not one.

        Below a heading, it is the first such row after the heading.
        """
        wanted = _key(name)
        start = self.row(below, label, lambda _: True) + 1 if below else 0
        found = [i for i in range(start, len(self.rows)) if _key(self.cell(i, label)) == wanted and fits(i)]
        if below:
            found = found[:1]
        if len(found) == 1:
            return found[0]
        if found:
            message = f"{len(found)} rows are called '{name[:40]}'"
            hint = "tell them apart with 'where: {column: text}', or with 'below:' and their heading"
            raise self.problem("E139", message, hint, found[1], label)
        labels = (self.cell(i, label) for i in range(len(self.rows)))
        message = f"there is no row '{name[:40]}'"
        raise self.problem("E132", message, close_to(name, filter(None, labels)), -1, label)

    def problem(self, code: str, message: str, hint: str, row: int, column: int) -> ConcessionError:
        """Return the error of a cell."""
        place = self.place(row, column)
        return ConcessionError([Problem(code=code, message=message, hint=hint, place=place)])


@dataclass(slots=True, kw_only=True)
class Tables:
    """The data tables of a case, each read once."""

    folder: Path
    label: str = ""
    #: The calendar year that tables with project years call year 1, where the case says so.
    year_one: int | None = None
    #: How many periods a year of the case has, where that is known.
    per_year: int | None = None
    _read: dict[str, Table] = field(default_factory=dict, repr=False)

    def table(self, name: str, *, place: Place | None = None, path: str = "") -> Table:
        """Return a table by its name inside the case's folder.

        Raises
        ------
        ConcessionError
            E120 or E128 where there is no such file, E130 and E131 where it is no table.
        """
        if name not in self._read:
            file = inside(self.folder, name, place=place, path=path)
            shown = f"{self.label}/{name}" if self.label else name
            self._read[name] = read_table(file, name=shown)
        return self._read[name]


def read_table(path: Path, *, name: str | None = None) -> Table:
    """Read a CSV file.

    Raises
    ------
    ConcessionError
        E101 to E103, E130 where it is too big, E131 where it is no table.
    """
    shown = name if name is not None else str(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _error("E101", f"cannot read the file: {(error.strerror or '?').lower()}", shown) from None
    if len(data) > MAX_BYTES:
        hint = "keep the rows and columns that the case needs"
        raise _error("E102", f"the file is larger than {MAX_BYTES // 1024**2} MiB", shown, hint)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _error("E103", "the file is not UTF-8 text", shown, "save the file as UTF-8", line) from None
    if "\0" in text:
        hint = "save it as CSV from the spreadsheet"
        raise _error("E131", "the file is not a table of text", shown, hint)
    return _table(text, shown)


def read_cell(table: Table, row: int, column: int, *, percent: bool = False) -> Decimal | None:
    """Return the number in a cell, or None for a blank; E137 where it is neither.

    ``1,234.5`` and ``1 234.5`` have separators between thousands; ``(12)``, ``$(12)`` and ``-12`` are
    negative. A percent sign is allowed where the series is in percent.
    """
    text = _MONEY.sub("", table.cell(row, column), count=1).strip()
    if percent:
        text = text.removesuffix("%").rstrip()
    if text.lower() in BLANKS:
        return None
    bracketed = text.startswith("(") and text.endswith(")")
    inner = text[1:-1].strip() if bracketed else text
    if table.commas and _WITH_COMMAS.fullmatch(inner):
        inner = inner.replace(".", "").replace(",", ".")
    signed = not bracketed and inner.startswith(("-", "−", "+"))
    try:
        number = read_number(inner[1:].strip() if signed else inner)
    except ConcessionError as error:
        hint = error.problems[0].hint or "write digits, with one dot before decimals"
        raise table.problem("E137", f"'{text[:40]}' is not a number", hint, row, column) from None
    return -number if bracketed or (signed and inner[0] != "+") else number


def _error(code: str, message: str, name: str, hint: str = "", line: int = 1) -> ConcessionError:
    place = Place(file=name, line=line)
    return ConcessionError([Problem(code=code, message=message, hint=hint, place=place)])


def _table(text: str, name: str) -> Table:
    texts = tuple(text.splitlines())
    counted = [i for i, line in enumerate(texts) if _counts(line)]
    if not counted:
        raise _error("E131", "the table is empty", name, "begin with a line of column names")
    start = next((i for i in counted if not _is_title(texts[i])), counted[0])
    delimiter = max(_DELIMITERS, key=texts[start].count)
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    cells = 0
    before = start
    reader = csv.reader(io.StringIO("\n".join(texts[start:])), delimiter=delimiter, strict=True)
    try:
        for record in reader:
            line, before = before + 1, start + reader.line_num
            if not _counts(texts[line - 1]):
                continue
            stripped = tuple(cell.strip() for cell in record)
            cells += len(stripped)
            if cells > MAX_CELLS:
                hint = "keep the rows and columns that the case needs"
                raise _error("E130", f"the table has more than {MAX_CELLS:,} cells", name, hint, line)
            if not header:
                header = stripped
            elif len(stripped) > len(header) and any(stripped[len(header) :]):
                message = f"{len(stripped)} cells under {len(header)} column names"
                hint = "put quotes around cells with commas, such as numbers with thousands"
                raise _error("E131", message, name, hint, line)
            else:
                rows.append(stripped)
                lines.append(line)
    except csv.Error:
        hint = "close every quote; a quote inside quotes is written twice"
        raise _error("E131", "the cells of this line cannot be told apart", name, hint, before + 1) from None
    return Table(
        name=name,
        header=header,
        rows=tuple(rows),
        lines=tuple(lines),
        header_line=start + 1,
        texts=texts,
        delimiter=delimiter,
        commas=delimiter != "," and _commas(rows),
    )


def _commas(rows: Iterable[tuple[str, ...]]) -> bool:
    """Return whether the numbers of a file have decimal commas: one at least has, and none a decimal dot."""
    cells = [_MONEY.sub("", cell, count=1).strip(" ()-+−%") for row in rows for cell in row]
    return any(_COMMA.match(cell) for cell in cells) and not any(_DOT.match(cell) for cell in cells)


def _counts(line: str) -> bool:
    return bool(line.strip(" ,;\t")) and not line.lstrip().startswith("#")


def _is_title(line: str) -> bool:
    """Return whether a line holds one cell only: a title above the header."""
    delimiter = max(_DELIMITERS, key=line.count)
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return sum(bool(cell.strip()) for cell in cells) <= 1


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _offset(line: str, column: int, delimiter: str) -> int:
    """Return where the cell of a column begins in its line."""
    at, quoted = 0, False
    for i, letter in enumerate(line):
        if column == 0:
            break
        if letter == '"':
            quoted = not quoted
        elif letter == delimiter and not quoted:
            column -= 1
            at = i + 1
    return at
