"""Combinations of readings: how many there are, all of them, or a draw."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from concession.analysis._alternatives import Alternative

__all__ = ["all_combinations", "count_combinations", "drawn_combinations"]

#: How many draws are made, at most, for each different combination that is wanted.
_TRIES = 20


def count_combinations(places: Sequence[Alternative]) -> int:
    """Return how many there are: what stands in a reading can be read only where that one is taken."""
    inside: dict[str, int] = {}
    for one in places:
        if one.within:
            inside[one.within] = inside.get(one.within, 1) * (1 + len(one.others))
    total = 1
    for one in places:
        if not one.within:
            total *= inside.pop(f"{one.path}.readings.{one.base}", 1) + len(one.others)
    return total * math.prod(inside.values())


def _fits(places: Sequence[Alternative], readings: Mapping[str, str]) -> bool:
    """Return whether each value that is read otherwise stands in a reading that is taken."""
    read = {f"{path}.readings.": name for path, name in readings.items()}
    return not any(
        one.path in readings and any(one.within.startswith(prefix) for prefix in read)
        for one in places
        if one.within
    )


def all_combinations(places: Sequence[Alternative]) -> Iterable[dict[str, str]]:
    """Yield every combination: by path, the readings that are not the base."""
    choices = [[None, *one.others] for one in places]
    for names in itertools.product(*choices):
        found = {one.path: name for one, name in zip(places, names, strict=True) if name is not None}
        if _fits(places, found):
            yield found


def drawn_combinations(places: Sequence[Alternative], count: int, seed: int) -> Iterable[dict[str, str]]:
    """Draw different combinations evenly: each value's readings are equally often taken, independently.

    Fewer than ``count`` where so many different ones do not turn up in a reasonable number of draws.
    """
    draws = np.random.Generator(np.random.Philox(seed))
    seen: set[frozenset[tuple[str, str]]] = set()
    for _ in range(_TRIES * count):
        chosen: dict[str, str] = {}
        for one in places:
            number = int(draws.integers(1 + len(one.others)))
            if number:
                chosen[one.path] = one.others[number - 1]
        if not _fits(places, chosen):
            outer = {f"{path}.readings." for path in chosen}
            chosen = {
                one.path: chosen[one.path]
                for one in places
                if one.path in chosen and not any(one.within.startswith(prefix) for prefix in outer)
            }
        key = frozenset(chosen.items())
        if key not in seen:
            seen.add(key)
            yield chosen
        if len(seen) == count:
            return
