"""Results per reading: each place where the evidence allows several, one at a time from a base."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from concession.clauses import Clause, MoneyClause
from concession.deal import Draft, TimedValue, Value, fields_of, take_reading
from concession.model import Case

__all__ = ["Alternative", "alternatives", "read_as", "read_where"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A value of a draft that its evidence lets be read in several ways.

    ``texts`` gives what each reading says, by its name; ``base`` is the one that results rest on: the
    best-marked, among equals the first, or no name where a value is stated beside the readings. ``money``
    says whether its clause moves money, so that results can depend on it.
    """

    path: str
    clause: str
    base: str
    texts: Mapping[str, str]
    money: bool

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the readings apart from the base."""
        return tuple(name for name in self.texts if name != self.base)


def alternatives(case: Case, draft: str | Draft | None = None) -> tuple[Alternative, ...]:
    """Return the values of a draft that have readings, in the order of its clauses."""
    found: list[Alternative] = []
    for said in case.clauses(draft):
        money = isinstance(said.clause, MoneyClause)
        for value in _values(said.clause):
            texts = {name: one.text for name, one in value.evidence.readings}
            base = next((name for name, text in texts.items() if text == value.text), "")
            found.append(Alternative(path=value.path, clause=said.id, base=base, texts=texts, money=money))
    return tuple(found)


def read_as(case: Case, draft: str | Draft, readings: Mapping[str, str]) -> Draft:
    """Return a draft with some of its values read in a stated way, by path and name of the reading."""
    read = case.draft(draft)
    for path, name in readings.items():
        read = take_reading(read, path, name)
    return read


def read_where(case: Case, drafts: Sequence[str | Draft], readings: Mapping[str, str]) -> list[Draft]:
    """Return drafts with each reading taken in those that have the value; the others as they are.

    The case's baseline is what results are compared with, so it is left as it is.

    Raises
    ------
    ConcessionError
        E207 for a reading that none of the drafts has.
    """
    found = [case.draft(one) for one in drafts]
    for path, name in readings.items():
        having = [
            draft
            for draft in found
            if draft.id != case.baseline and any(one.path == path for one in alternatives(case, draft))
        ]
        if not having:
            take_reading(found[-1], path, name)  # says what is wrong with it
        found = [take_reading(draft, path, name) if draft in having else draft for draft in found]
    return found


def _values(thing: Clause | object) -> Iterator[Value]:
    """Yield the values with readings in an attribute table and in what it holds."""
    if isinstance(thing, TimedValue):
        thing = thing.value
    if isinstance(thing, Value):
        if thing.evidence.readings:
            yield thing
    elif isinstance(thing, tuple | list):
        for one in thing:
            yield from _values(one)
    elif isinstance(thing, dict):
        yield from _values(list(thing.values()))
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for row in fields_of(type(thing)) or dataclasses.fields(thing):
            yield from _values(getattr(thing, row.name))
