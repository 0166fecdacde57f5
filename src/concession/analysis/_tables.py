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

__all__ = ["Exports", "Row"]

#: One record: plain values by column.
Row = dict[str, object]


class Exports(ABC):
    """Exports shared by all results."""

    @abstractmethod
    def to_records(self) -> list[Row]:
        """Return the result as a list of flat records."""

    @abstractmethod
    def _summary_rows(self) -> list[Row]:
        """Return the few rows that a person wants to see first."""

    @abstractmethod
    def _heading(self) -> str:
        """Return one line that says what the result is of."""

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
            return self._heading()
        columns = list(rows[0])
        cells = [[_shown(row[column]) for column in columns] for row in rows]
        widths = [max(len(column), *(len(row[k]) for row in cells)) for k, column in enumerate(columns)]
        lines = [self._heading(), "  ".join(c.rjust(w) for c, w in zip(columns, widths, strict=True))]
        lines += ["  ".join(c.rjust(w) for c, w in zip(row, widths, strict=True)) for row in cells]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = self._summary_rows()
        heading = f"<p><strong>{html.escape(self._heading())}</strong></p>"
        if not rows:
            return heading
        head = "".join(f"<th>{html.escape(column)}</th>" for column in rows[0])
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_shown(cell))}</td>" for cell in row.values()) + "</tr>"
            for row in rows
        )
        return f"{heading}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _missing(package: str) -> ConcessionError:
    return ConcessionError.of(
        "E706",
        f"{package} is not installed",
        f"install it with: pip install 'concession[export]' ({package})",
    )


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return "" if value is None else str(value)
