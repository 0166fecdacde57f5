"""What every result can be turned into: records, CSV, pandas and polars frames, a table in a notebook."""

from __future__ import annotations

import csv
import html
import io
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from concession.errors import ConcessionError

if TYPE_CHECKING:
    import pandas
    import polars

    from concession.model import Case

__all__ = ["Exports", "Row"]

#: One record: plain values by column.
Row = dict[str, object]


class Exports(ABC):
    """Exports shared by all results."""

    if TYPE_CHECKING:
        case: Case

    @abstractmethod
    def _records(self) -> list[Row]:
        """Return the result as flat records, without the mark of an illustrative case."""

    def to_records(self) -> list[Row]:
        """Return the result as a list of flat records; those of an illustrative case say so."""
        rows = self._records()
        if self.case.head.illustrative:
            return [{**row, "illustrative": True} for row in rows]
        return rows

    @abstractmethod
    def _summary_rows(self) -> list[Row]:
        """Return the few rows that a person wants to see first."""

    @abstractmethod
    def _heading(self) -> str:
        """Return one line that says what the result is of."""

    def _title(self) -> str:
        return f"{self._heading()} - illustrative" if self.case.head.illustrative else self._heading()

    def to_csv(self) -> str:
        """Return the records as CSV text with a header."""
        rows = self.to_records()
        out = io.StringIO()
        if rows:
            writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return out.getvalue()

    def to_pandas(self) -> pandas.DataFrame:
        """Return the records as a pandas frame; pandas must be installed."""
        try:
            import pandas as pd  # noqa: PLC0415 - optional
        except ImportError:
            raise _missing("pandas") from None
        return pd.DataFrame.from_records(self.to_records())

    def to_polars(self) -> polars.DataFrame:
        """Return the records as a polars frame; polars must be installed."""
        try:
            import polars as pl  # noqa: PLC0415 - optional
        except ImportError:
            raise _missing("polars") from None
        return pl.DataFrame(self.to_records())

    def __repr__(self) -> str:
        rows = self._summary_rows()
        if not rows:
            return self._title()
        columns = list(rows[0])
        cells = [[_shown(row[column]) for column in columns] for row in rows]
        widths = [max(len(column), *(len(row[k]) for row in cells)) for k, column in enumerate(columns)]
        words = [_is_words(rows, column) for column in columns]
        lines = [
            "  ".join(
                cell.ljust(width) if left else cell.rjust(width)
                for cell, width, left in zip(row, widths, words, strict=True)
            ).rstrip()
            for row in (columns, *cells)
        ]
        return "\n".join([self._title(), *lines])

    def _repr_html_(self) -> str:
        rows = self._summary_rows()
        heading = f"<p><strong>{html.escape(self._title())}</strong></p>"
        if not rows:
            return heading
        sides = {column: "left" if _is_words(rows, column) else "right" for column in rows[0]}
        head = "".join(_cell("th", column, sides[column]) for column in rows[0])
        body = "".join(
            "<tr>" + "".join(_cell("td", _shown(cell), sides[name]) for name, cell in row.items()) + "</tr>"
            for row in rows
        )
        return f"{heading}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _missing(package: str) -> ConcessionError:
    return ConcessionError.of(
        "E706",
        f"{package} is not installed",
        f"install it with: pip install 'concession[export]' ({package})",
    )


def _is_words(rows: list[Row], column: str) -> bool:
    return all(isinstance(row[column], str) or row[column] is None for row in rows)


def _cell(tag: str, text: str, side: str) -> str:
    return f'<{tag} style="text-align: {side}">{html.escape(text)}</{tag}>'


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return "" if value is None else str(value)
