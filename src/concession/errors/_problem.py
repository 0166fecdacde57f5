"""Problems with what a user wrote: a stable code, a place, what was found, what to do.

Every part of Concession reports a user's mistake as a :class:`Problem`. A phase of work (reading a
case, building its lines) collects all its problems and raises them once, as a :class:`ConcessionError`.
The codes live in :data:`concession.errors.CODES`; the reference page is generated from that table.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace

__all__ = [
    "Code",
    "ConcessionError",
    "Place",
    "Problem",
    "Problems",
    "nearest",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One kind of problem: what it means and how a user mends it."""

    title: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where in a file something stands; lines and columns count from one.

    >>> str(Place(file="case.yaml", line=3, column=7))
    'case.yaml:3:7'
    """

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake: its code, what was found, where, and what to do about it.

    >>> print(Problem(code="E301", message="'5 %%' is not a quantity", path="clauses.royalty.rate"))
    E301 clauses.royalty.rate: '5 %%' is not a quantity
    """

    code: str
    message: str
    hint: str = ""
    path: str = ""
    place: Place | None = None
    related: Place | None = None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        path = f" {self.path}:" if self.path else ""
        text = f"{where}{self.code}{path} {self.message}"
        if self.related:
            text += f" (see {self.related})"
        return f"{text}\n    {self.hint}" if self.hint else text

    def at(self, place: Place | None, path: str = "") -> Problem:
        """Return the problem with a place, and a path where it had none."""
        return replace(self, place=self.place or place, path=self.path or path)

    def to_dict(self) -> dict[str, object]:
        """Return the problem as plain data for ``--json``."""
        return {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "path": self.path,
            "file": self.place.file if self.place else None,
            "line": self.place.line if self.place else None,
            "column": self.place.column if self.place else None,
        }


class ConcessionError(ValueError):
    """One or more mistakes of the user, all those that a phase of work found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, code: str, message: str, hint: str = "", path: str = "") -> ConcessionError:
        """Return the error for a single problem."""
        return cls([Problem(code=code, message=message, hint=hint, path=path)])


class Problems:
    """A collector: a phase adds what it finds and raises once at its end.

    >>> found = Problems()
    >>> found.add("E301", "'5 %%' is not a quantity")
    >>> found.raise_if_any()
    Traceback (most recent call last):
        ...
    concession.errors._problem.ConcessionError: E301 '5 %%' is not a quantity
    """

    #: More than this many problems of one load help nobody.
    LIMIT = 200

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(
        self, code: str, message: str, hint: str = "", path: str = "", place: Place | None = None
    ) -> None:
        """Note one problem."""
        self.note(Problem(code=code, message=message, hint=hint, path=path, place=place))

    def note(self, problem: Problem) -> None:
        """Note a problem that is at hand already, once."""
        if len(self.found) < self.LIMIT and problem not in self.found:
            self.found.append(problem)

    def extend(self, error: ConcessionError, place: Place | None = None, path: str = "") -> None:
        """Take over the problems of an error, giving them a place where they had none."""
        for problem in error.problems:
            self.note(problem.at(place, path))

    def raise_if_any(self) -> None:
        """Raise everything found so far, in the order of files and lines."""
        if self.found:
            raise ConcessionError(sorted(self.found, key=_by_place))


def _by_place(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.file, place.line, place.column) if place else ("~", 0, 0)


def nearest(word: str, known: Iterable[str], most: int = 3) -> str:
    """Return a hint that names what was probably meant, or lists what there is.

    >>> nearest("roylaty", ["royalty", "duty"])
    "did you mean 'royalty'?"
    >>> nearest("x", ["royalty", "duty"])
    'known: duty, royalty'
    """
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=most, cutoff=0.6)
    if close:
        return "did you mean " + " or ".join(f"'{name}'" for name in close) + "?"
    if not names:
        return "nothing is defined here"
    shown = ", ".join(names[:12])
    return f"known: {shown}" + (", …" if len(names) > 12 else "")
