"""The values with readings in a clause, a project or a section of a case."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from concession.deal._fields import fields_of
from concession.deal._timed import TimedValue
from concession.deal._value import Value

__all__ = ["values_with_readings"]


def values_with_readings(thing: object) -> Iterator[Value]:
    """Yield the values with readings in an attribute table and in what it holds, in the order of the table.

    A series whose readings are series comes as a value that tells them in words.

    >>> from concession.deal import parse_quantity
    >>> list(values_with_readings((Value(quantity=parse_quantity("4 %"), text="4 %"),)))
    []
    """
    if isinstance(thing, TimedValue):
        if thing.evidence.readings and (thing.value is None or not thing.value.evidence.readings):
            yield Value(
                quantity=None, text=thing.text, evidence=thing.evidence, place=thing.place, path=thing.path
            )
        elif thing.value is not None:
            yield from values_with_readings(thing.value)
    elif isinstance(thing, Value):
        if thing.evidence.readings:
            yield thing
        for _, one in thing.since:
            yield from values_with_readings(one)
    elif isinstance(thing, tuple | list):
        for one in thing:
            yield from values_with_readings(one)
    elif isinstance(thing, Mapping):
        yield from values_with_readings(list(thing.values()))
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for row in fields_of(type(thing)) or dataclasses.fields(thing):
            yield from values_with_readings(getattr(thing, row.name))
