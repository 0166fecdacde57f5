"""Running vectors: the shipped ones, or those of given files."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from concession.errors import ConcessionError, nearest
from concession.vectors._adapters import CALCS
from concession.vectors._vector import PER_CENT, Tolerance, Vector, differences

__all__ = ["VectorResult", "read_vectors", "rejected", "run_vector", "run_vectors", "shipped"]

#: A file of vectors is small; a larger one is something else.
MAX_BYTES = 8 * 1024 * 1024
REGISTER = "rejected-published-numbers.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorResult:
    """What became of one vector: what is expected, what we find, and where the two differ."""

    vector: Vector
    ours: Mapping[str, Any]
    differences: tuple[str, ...]
    error: str = ""

    @property
    def passed(self) -> bool:
        """Whether every expected value was computed and agrees within the tolerance."""
        return not self.error and not self.differences

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for ``--json``: name, file, calc, pass, printed, expected and ours."""
        vector = self.vector
        return {
            "name": vector.name,
            "file": vector.file,
            "calc": vector.calc,
            "pass": self.passed,
            "printed": list(vector.printed),
            "expected": dict(vector.expected),
            "ours": dict(self.ours),
        }

    @property
    def why_not(self) -> str:
        """In a line why the vector does not pass; nothing where it does."""
        wrong = self.error or "; ".join(self.differences)
        unread = ", ".join(f"'{name}'" for name in self.vector.unread)
        return f"{wrong}; not read: {unread}" if wrong and unread else wrong


def shipped() -> tuple[Path, ...]:
    """Return the files of vectors that come with the package."""
    folder = Path(str(files("concession") / "vectors" / "data"))
    return tuple(sorted(path for path in folder.glob("*.json") if path.name != REGISTER))


def rejected() -> tuple[Mapping[str, Any], ...]:
    """Return the register of published numbers that fail their own arithmetic, each with the reason.

    >>> [one["name"] for one in rejected()][0]
    'hmrc_ot21800_total'
    """
    text = (files("concession") / "vectors" / "data" / REGISTER).read_text(encoding="utf-8")
    return tuple(json.loads(text))


def run_vectors(paths: Iterable[str | Path] | None = None) -> tuple[VectorResult, ...]:
    """Run the vectors of these files, or the shipped ones, in the order of the files.

    Parameters
    ----------
    paths
        Files of vectors; all shipped ones where None.

    Raises
    ------
    ConcessionError
        E760 where a file is no list of vectors. A vector that cannot be computed is a result that does not
        pass, with the reason.

    Examples
    --------
    >>> results = run_vectors([shipped()[0]])
    >>> all(result.passed for result in results)
    True
    """
    chosen = [Path(path) for path in paths] if paths is not None else list(shipped())
    vectors = [vector for path in chosen for vector in read_vectors(path)]
    return tuple(run_vector(vector) for vector in vectors)


def run_vector(vector: Vector) -> VectorResult:
    """Compute one vector through clauses or measures, and compare."""
    adapter = CALCS.get(vector.calc)
    if adapter is None:
        found = ConcessionError.of(
            "E761", f"there is no kind of vector '{vector.calc}'", nearest(vector.calc, CALCS), vector.name
        )
        return VectorResult(vector=vector, ours={}, differences=(), error=str(found))
    vector.read.clear()
    try:
        # a quotient by nought is not a number, and so not a result
        with np.errstate(all="ignore"):
            results = adapter(vector)
    except (ConcessionError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        # inputs are data of others: one of an unforeseen form is a vector that does not pass
        return VectorResult(vector=vector, ours={}, differences=(), error=str(error) or type(error).__name__)
    ours = {name: _plain(_result(results, name)) for name in vector.expected}
    wrong = differences(dict(vector.expected), ours, vector.tolerance)
    if not vector.expected:
        wrong = ["nothing is expected of this vector"]
    return VectorResult(vector=vector, ours=ours, differences=tuple(wrong))


def _result(results: Mapping[str, Any], name: str) -> Any:
    """Return a result by its name, or by the name of the same in per cent or as a plain share."""
    if name in results:
        return results[name]
    plain, scaled = name.removesuffix(PER_CENT), f"{name}{PER_CENT}"
    for other, factor in ((plain, 100.0), (scaled, 0.01)):
        if other in results and isinstance(results[other], int | float):
            return results[other] * factor
    return None


def _plain(value: Any) -> Any:
    """Return a result as JSON can hold it: a number that is none is null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, bool | str):
        return value
    found = float(value)
    # adding nought makes a negative nought a plain one
    return found + 0.0 if math.isfinite(found) else None


def read_vectors(path: str | Path) -> tuple[Vector, ...]:
    """Read a file of vectors; E760 says everything that is wrong with it."""
    file = Path(path)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise _unreadable(file, f"it is larger than {MAX_BYTES // 1024} KiB")
        entries = json.loads(file.read_text(encoding="utf-8-sig"), parse_constant=_no_constant)
    except OSError as error:
        raise _unreadable(file, error.strerror or "it cannot be opened") from None
    except (ValueError, RecursionError) as error:
        raise _unreadable(file, str(error)) from None
    if isinstance(entries, dict):
        entries = entries.get("vectors")
    if not isinstance(entries, list):
        raise _unreadable(file, "it is no list")
    return tuple(_vector(file, number, entry) for number, entry in enumerate(entries, start=1))


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is not a number")


def _vector(file: Path, number: int, entry: Any) -> Vector:
    if not isinstance(entry, dict):
        raise _unreadable(file, f"entry {number} is no object")
    name = str(entry.get("name") or f"entry {number}")
    for key in ("calc", "inputs", "expected"):
        if key not in entry:
            raise _unreadable(file, f"'{name}' has no '{key}'")
    if not isinstance(entry["inputs"], dict) or not isinstance(entry["expected"], dict):
        raise _unreadable(file, f"'inputs' and 'expected' of '{name}' are objects")
    return Vector(
        name=name,
        file=file.name,
        calc=str(entry["calc"]),
        inputs=entry["inputs"],
        expected=entry["expected"],
        printed=_printed(file, name, entry.get("printed")),
        tolerance=_tolerance(file, name, entry.get("tolerance")),
        grade=str(entry.get("grade") or "C"),
        sources=_sources(entry.get("source")),
        formula=str(entry.get("formula") or ""),
        notes=str(entry.get("notes") or ""),
    )


def _tolerance(file: Path, name: str, stated: Any) -> Tolerance:
    if stated is None:
        return Tolerance()
    if isinstance(stated, dict):
        absolute, relative = stated.get("abs", 0.0), stated.get("rel", 0.0)
        if all(
            isinstance(x, int | float) and not isinstance(x, bool) and x >= 0 for x in (absolute, relative)
        ):
            return Tolerance(absolute=float(absolute), relative=float(relative))
    raise _unreadable(file, f"the tolerance of '{name}' is not {{abs, rel}} with numbers from nought")


def _printed(file: Path, name: str, stated: Any) -> tuple[str, ...]:
    listed = [stated] if isinstance(stated, str) else stated or []
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise _unreadable(file, f"'printed' of '{name}' is no list of names")
    return tuple(listed)


def _sources(stated: Any) -> tuple[Mapping[str, Any], ...]:
    listed: Sequence[Any] = stated if isinstance(stated, list) else [stated] if stated else []
    return tuple(one if isinstance(one, dict) else {"title": str(one)} for one in listed)


def _unreadable(file: Path, why: str) -> ConcessionError:
    hint = "a file of vectors is a JSON list of {name, calc, inputs, expected, tolerance}"
    return ConcessionError.of("E760", f"'{file.name}' is no file of vectors: {why}", hint)
