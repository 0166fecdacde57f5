"""The values of a draft that its evidence lets be read in several ways."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from concession.clauses import Clause, MoneyClause
from concession.deal import Draft, TimedValue, Value, fields_of
from concession.model import Case

__all__ = ["Alternative", "alternatives"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A value of a draft that its evidence lets be read in several ways.

    ``texts`` gives what each reading says, by its name; ``base`` is the one that results rest on: the
    best-marked, among equals the first, or no name where a value is stated beside the readings. ``money``
    says whether its clause moves money, so that results can depend on it. ``unstated`` are the readings by
    which nothing is said, so that no result can rest on them.
    """

    path: str
    clause: str
    base: str
    texts: Mapping[str, str]
    money: bool
    unstated: frozenset[str] = frozenset()

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the readings apart from the base that results can rest on."""
        return tuple(name for name in self.texts if name != self.base and name not in self.unstated)


def alternatives(case: Case, draft: str | Draft | None = None) -> tuple[Alternative, ...]:
    """Return the values of a draft that have readings, in the order of its clauses."""
    found: list[Alternative] = []
    for said in case.clauses(draft):
        money = isinstance(said.clause, MoneyClause)
        for value in _values(said.clause):
            texts = {name: one.text for name, one in value.evidence.readings}
            base = next((name for name, text in texts.items() if text == value.text), "")
            unstated = frozenset(name for name, one in value.evidence.readings if one.unstated)
            found.append(
                Alternative(
                    path=value.path, clause=said.id, base=base, texts=texts, money=money, unstated=unstated
                )
            )
    return tuple(found)


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
