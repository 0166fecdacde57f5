"""What a case and its drafts say that can be read in several ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from concession.clauses import MoneyClause
from concession.deal import Draft, Evidence, values_with_readings
from concession.model import Case, SaidClause

__all__ = ["Alternative", "alternatives", "case_alternatives"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A value, a series or a whole clause that its evidence lets be read in several ways.

    ``clause`` is its clause, nothing where it stands in the case. ``texts`` gives what each reading says, by
    its name; ``base`` is the one that results rest on: the best-marked, among equals the first, or no name
    where what they rest on is stated beside the readings. ``money`` says whether its clause moves money, so
    that results can depend on it. ``unstated`` are the readings by which nothing is said, so that no result
    can rest on them. ``within`` is the clause reading that it stands in, and ``at`` where the file has it.
    """

    path: str
    clause: str
    base: str
    texts: Mapping[str, str]
    money: bool
    unstated: frozenset[str] = frozenset()
    at: str = ""
    within: str = ""

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the readings apart from the base that results can rest on."""
        return tuple(name for name in self.texts if name != self.base and name not in self.unstated)

    def in_words(self, name: str) -> str:
        """Return what a reading says, after its name where that says more: at least 100 (USD 100 billion)."""
        called, text = name.replace("-", " "), self.texts[name]
        return text if called in (text, text.replace("-", " ")) else f"{called} ({text})"

    @property
    def place(self) -> str:
        """The path by which the file has it."""
        return self.at or self.path


def alternatives(case: Case, draft: str | Draft | None = None) -> tuple[Alternative, ...]:
    """Return the clauses of a draft that have readings, and their values, in the order of its clauses."""
    return tuple(one for said in case.clauses(draft) for one in _of_clause(said))


def case_alternatives(case: Case) -> tuple[Alternative, ...]:
    """Return what has readings in the projects of a case, its outlook and its head, alike for all drafts."""
    return tuple(_of_case(case))


def _of_clause(said: SaidClause) -> Iterator[Alternative]:
    money = isinstance(said.clause, MoneyClause)
    path = f"clauses.{said.id}"
    if said.evidence.readings:
        yield _alternative(path, said.evidence, "", said.id, money=money)
    for value in values_with_readings(said.clause):
        rest = value.path.removeprefix(path)
        within = f"{path}.readings.{said.evidence.base}" if said.evidence.base else ""
        at = within and within + rest
        yield _alternative(value.path, value.evidence, value.text, said.id, money=money, at=at, within=within)


def _of_case(case: Case) -> Iterator[Alternative]:
    for said in case.projects:
        for value in values_with_readings(said.project):
            yield _alternative(value.path, value.evidence, value.text)
    for name, entry in case.outlook.items():
        path = f"outlook.{name}"
        if entry.evidence.readings:
            yield _alternative(path, entry.evidence, entry.text)
        for value in entry.doubts:
            within = f"{path}.readings.{entry.evidence.base}" if entry.evidence.base else ""
            at = within and within + value.path.removeprefix(path)
            yield _alternative(value.path, value.evidence, value.text, at=at, within=within)
    for value in values_with_readings(case.head):
        yield _alternative(value.path, value.evidence, value.text)


def _alternative(
    path: str,
    evidence: Evidence,
    text: str,
    clause: str = "",
    *,
    money: bool = True,
    at: str = "",
    within: str = "",
) -> Alternative:
    base = evidence.base
    if base is None:
        base = next((name for name, one in evidence.readings if one.text == text), "")
    return Alternative(
        path=path,
        clause=clause,
        base=base,
        texts={name: one.text for name, one in evidence.readings},
        money=money,
        unstated=frozenset(name for name, one in evidence.readings if one.unstated),
        at=at,
        within=within,
    )
