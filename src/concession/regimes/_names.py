"""How people name a regime: its id, with the date of the law or the contract of stability that they mean."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from concession.deal import Dated, parse_date
from concession.errors import ConcessionError, nearest

__all__ = ["Named", "as_named"]

_NAME = re.compile(
    r"(?P<family>[a-z0-9-]+?)(?P<stabilised>[+-]stabilised)?(?:[@-](?P<date>[0-9]{4}(?:-[0-9]{2}){0,2}))?\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name, taken apart; ``slug`` is it as an id."""

    family: str
    slug: str
    dated: Dated | None = None
    stabilised: bool = False


def as_named(name: str, known: Collection[str]) -> Named:
    """Take a name apart.

    Raises
    ------
    ConcessionError
        E129, with the nearest names, where no regime is so called; E312 for a date that is none.

    Examples
    --------
    >>> as_named("chile@2024", ["chile"]).slug, as_named("chile+stabilised", ["chile"]).stabilised
    ('chile-2024', True)
    """
    if name in known:
        return Named(family=name, slug=name)
    found = _NAME.match(name)
    if found is None or found["family"] not in known:
        wanted = found["family"] if found else name
        near = nearest(wanted, known)
        raise ConcessionError.of("E129", f"there is no regime '{name[:60]}'", near)
    slug = name.replace("@", "-").replace("+", "-")
    dated = parse_date(found["date"]) if found["date"] else None
    return Named(family=found["family"], slug=slug, dated=dated, stabilised=bool(found["stabilised"]))
