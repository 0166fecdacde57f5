"""Paths that come ready-made from a file."""

from __future__ import annotations

import importlib
import importlib.util
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from concession.errors import ConcessionError, Problems
from concession.outlook._base import Array, Grid, Noise
from concession.outlook._checks import choice
from concession.outlook._paths import Path

__all__ = ["Supplied", "read_paths"]

_MOST_TEXT = 64 * 2**20
_MOST_TABLE = 2 * 2**30
_MOST_MAPPED = 2**40


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Supplied(Path):
    """Paths given from outside, one per future: future ``i`` takes path ``i``.

    ``paths`` has shape (futures, periods) with ``futures_in`` "rows", (periods, futures) with "columns";
    it may be memory-mapped, and only the slice that is drawn is read. With ``repeat``, futures beyond
    the last path start again at the first: several inputs of one file stay matched either way.
    """

    paths: NDArray[np.float64] = field(repr=False)
    futures_in: Literal["rows", "columns"] = "rows"
    repeat: bool = False
    source: str = "an array"

    def __post_init__(self) -> None:
        found = Problems()
        choice(found, "futures_in", self.futures_in, ("rows", "columns"))
        shape, dtype = np.shape(self.paths), np.asanyarray(self.paths).dtype
        if len(shape) != 2 or 0 in shape or dtype.kind not in "fiu":
            found.add(
                "E912", f"{self.source} holds {dtype} numbers of shape {shape}; a table of numbers is needed"
            )
        found.raise_if_any()

    @property
    def count(self) -> int:
        """The number of paths."""
        return int(self.paths.shape[0 if self.futures_in == "rows" else 1])

    @property
    def periods(self) -> int:
        """The number of periods that the paths cover."""
        return int(self.paths.shape[1 if self.futures_in == "rows" else 0])

    @property
    def random(self) -> bool:
        """Whether there is more than one path."""
        return self.count > 1

    def check(self, grid: Grid, found: Problems) -> None:
        """Note paths that end before the timeline does."""
        if self.periods < grid.periods:
            hint = "futures_in says whether futures are rows or columns" if self.count >= grid.periods else ""
            found.add("E906", f"{self.source} has {self.periods} periods of {grid.periods}", hint)

    def needs(self, grid: Grid) -> Mapping[str, int]:
        """Return nothing: no random numbers are drawn."""
        return {}

    def draw(self, noise: Noise, grid: Grid) -> Array:
        """Return the paths of these futures, shape (periods, futures)."""
        start, stop = noise.start, noise.stop
        if stop > self.count and not self.repeat and self.random:
            raise ConcessionError.of(
                "E914",
                f"{self.source} has {self.count:,} paths, and futures up to {stop:,} are asked for",
                "run fewer futures, or set repeat",
            )
        if stop <= self.count:
            which: slice | NDArray[np.int64] = slice(start, stop)
        else:
            which = np.arange(start, stop) % self.count
        if self.futures_in == "rows":
            part = self.paths[which, : grid.periods].T
        else:
            part = self.paths[: grid.periods, which]
        out = np.array(part, dtype=np.float64, order="C")
        if not np.isfinite(out).all():
            period, future = (int(k) for k in np.argwhere(~np.isfinite(out))[0])
            raise ConcessionError.of(
                "E912", f"{self.source} is not a number in period {period}, future {start + future}"
            )
        return out

    def describe(self) -> str:
        """Return the source and the number of paths."""
        again = ", repeated" if self.repeat else ""
        return f"{self.count:,} paths over {self.periods} periods from {self.source}{again}"


def read_paths(
    folder: FilePath,
    file: str,
    *,
    futures_in: Literal["rows", "columns"] = "rows",
    repeat: bool = False,
) -> Supplied:
    """Return the paths in a file inside ``folder``: ``.npy``, ``.csv`` with a heading, or ``.parquet``.

    NPY files are mapped into memory, not read (pickled objects are refused); CSV files may have 64 MB,
    Parquet tables 2 GB in memory. Parquet needs pyarrow or polars (E913). A file outside the folder,
    by ``..``, an absolute name or a link, is refused (E910).
    """
    path = _inside(folder, file)
    kind = path.suffix.lower()
    try:
        if kind == ".npy":
            _bounded(path, file, _MOST_MAPPED)
            table: Any = np.load(path, mmap_mode="r", allow_pickle=False)
        elif kind == ".csv":
            _bounded(path, file, _MOST_TEXT)
            table = _csv(path.read_text(encoding="utf-8-sig"))
        elif kind == ".parquet":
            _bounded(path, file, _MOST_TABLE)
            table = _parquet(path, file)
        else:
            raise ConcessionError.of("E912", f"{file} is not an NPY, CSV or Parquet file")
    except ConcessionError:
        raise
    except Exception as error:  # readers of foreign files raise whatever they like
        raise ConcessionError.of("E912", f"{file} cannot be read: {str(error)[:200]}") from error
    return Supplied(paths=table, futures_in=futures_in, repeat=repeat, source=file)


def _inside(folder: FilePath, file: str) -> FilePath:
    root = folder.resolve()
    try:
        path = (root / file).resolve()
        present = path.is_file()
    except (OSError, ValueError):
        raise ConcessionError.of("E910", f"{file!r} is not the name of a file") from None
    if FilePath(file).is_absolute() or not path.is_relative_to(root):
        raise ConcessionError.of("E910", f"{file} lies outside the case's folder")
    if not present:
        raise ConcessionError.of("E910", f"there is no file {file}")
    return path


def _bounded(path: FilePath, file: str, most: int) -> None:
    size = path.stat().st_size
    if size > most:
        raise ConcessionError.of("E911", f"{file} has {size >> 20:,} MB; at most {most >> 20:,} MB are read")


def _csv(text: str) -> Array:
    """Return the numbers of a CSV text below its heading."""
    _, _, body = text.partition("\n")
    if not body.strip():
        raise ConcessionError.of("E912", "the file of paths has no row below its heading")
    return np.loadtxt(io.StringIO(body), delimiter=",", dtype=np.float64, ndmin=2, comments=None)


def _parquet(path: FilePath, file: str) -> Array:
    """Return the numbers of a Parquet table, its size checked before its data are read."""
    rows, columns, read = _parquet_reader(path, file)
    size = 8 * rows * columns
    if size > _MOST_TABLE:
        raise ConcessionError.of("E911", f"{file} would take {size >> 20:,} MB in memory")
    return np.column_stack(read())


def _parquet_reader(path: FilePath, file: str) -> tuple[int, int, Callable[[], list[Any]]]:
    """Return how many rows and columns a Parquet table has, and what reads its columns."""
    if importlib.util.find_spec("pyarrow") is not None:
        parquet: Any = importlib.import_module("pyarrow.parquet")
        meta = parquet.ParquetFile(path).metadata
        return (
            meta.num_rows,
            meta.num_columns,
            lambda: [column.to_numpy() for column in parquet.read_table(path).columns],
        )
    if importlib.util.find_spec("polars") is not None:
        polars: Any = importlib.import_module("polars")
        table = polars.scan_parquet(path, glob=False)
        rows = int(table.select(polars.len()).collect().item())
        names = table.collect_schema().names()
        return rows, len(names), lambda: [column.to_numpy() for column in table.collect()]
    raise ConcessionError.of(
        "E913", f"{file} needs polars or pyarrow to be read", "pip install polars, or store NPY"
    )
