"""What the draws of an input depend on, as one thing that can be compared.

Two drafts of one case, or two runs of one draft, may share draws exactly where these are equal: a deal
that changes a rate of a chain changes the chain's draws, and those of everything that reads it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from concession.outlook._draws import SHARED, dimension_key

if TYPE_CHECKING:
    from concession.outlook._outlook import Outlook

__all__ = ["identity"]


def identity(outlook: Outlook, name: str) -> Hashable:
    """Return what an input's draws depend on: where it is equal, every draw is the same to the bit.

    Seed, periods and sampling; the input's name and specification; of its correlation group the members
    before it and the weights of their numbers; and whatever it reads. Arrays are told apart by being the
    same object, so that the same numbers in two places may count as different, never the other way round.

    Raises
    ------
    ConcessionError
        E940 for an unknown name.

    Examples
    --------
    >>> from concession.outlook import Brownian, Grid, Interval, Outlook
    >>> copper, delay = Brownian(start=9500, volatility=0.25), Interval(low=1, high=4)
    >>> here = Outlook(seed=1, grid=Grid(periods=3), inputs={"copper": copper, "delay": delay})
    >>> there = here.with_input("delay", Interval(low=2, high=9))
    >>> [identity(here, name) == identity(there, name) for name in here.names]
    [True, False]
    """
    spec = outlook.input(name)
    streams = [name]
    mixed: Hashable = None
    group = outlook.group_of(name)
    if group is not None:
        at = group.members.index(name)
        streams = list(group.members[: at + 1])
        mixed = (tuple(streams), group.factor()[at].tobytes())
    keys = [dimension_key(stream, "shock") for stream in streams]
    keys += [dimension_key(name, purpose) for purpose in sorted(spec.needs(outlook.grid))]
    if spec.label is not None:
        keys.append(dimension_key(spec.label, SHARED))
    return (
        outlook.seed,
        outlook.grid,
        outlook.sampling,
        name,
        _of(spec),
        mixed,
        tuple(outlook.dimensions.get(key) for key in keys),
        tuple(identity(outlook, other) for other in spec.reads),
    )


class _This:
    """An object that is equal to itself alone; it is kept, so that nothing else can take its place."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and self.thing is other.thing

    def __hash__(self) -> int:
        return id(self.thing)


def _of(thing: object) -> Hashable:
    """Return a specification, or a part of one, as something that can be hashed."""
    if thing is None or isinstance(thing, bool | int | str | Decimal):
        return (type(thing).__name__, thing)
    if isinstance(thing, float):
        # as it is written: -0 is not 0
        return ("float", repr(float(thing)))
    if isinstance(thing, tuple | list):
        return ("list", *map(_of, thing))
    if isinstance(thing, Mapping):
        return ("mapping", *((_of(key), _of(value)) for key, value in thing.items()))
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return (type(thing), *(_of(getattr(thing, one.name)) for one in dataclasses.fields(thing)))
    return _This(thing)
