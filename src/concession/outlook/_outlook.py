"""The outlook: named inputs, how they are correlated, and their draws for any range of futures."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from concession.errors import ConcessionError, Problems, nearest
from concession.outlook._base import Array, Grid, Input, States
from concession.outlook._checks import choice
from concession.outlook._coherence import check_groups, check_reads
from concession.outlook._correlation import Group
from concession.outlook._draws import SHARED, Chunk, dimension_key
from concession.outlook._identity import identity
from concession.outlook._sobol import allot

__all__ = ["Outlook"]

_MOST_FUTURES = 2**48


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What may happen: named inputs that are drawn future by future.

    A draw depends on the seed, the input's name, the future and the period, and on the input's own
    specification; for members of a correlation group, on the names and correlations before it there
    (see :mod:`concession.outlook._correlation`); for inputs that read another one, on that one. It does
    not depend on chunks, on what was drawn before, or on any other input.

    ``sampling`` is "random" (Philox) or "sobol" (scrambled Sobol points). For the latter,
    ``dimensions`` holds the dimensions allotted to each input and purpose; store it with the case, so
    that inputs added later stand behind those that are there.

    >>> from concession.outlook import Brownian, Interval
    >>> here = Outlook(
    ...     seed=1,
    ...     grid=Grid(periods=3),
    ...     inputs={"copper": Brownian(start=9500, volatility=0.25), "delay": Interval(low=1, high=4)},
    ... )
    >>> here.draw("copper", 0, 5).shape, here.draw("delay", 3, 5).shape
    ((3, 5), (2,))
    >>> there = here.with_input("delay", Interval(low=2, high=9))
    >>> bool((there.draw("copper", 2, 4) == here.draw("copper", 0, 5)[:, 2:4]).all())
    True
    """

    seed: int
    grid: Grid
    inputs: Mapping[str, Input]
    groups: tuple[Group, ...] = ()
    sampling: Literal["random", "sobol"] = "random"
    dimensions: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", dict(sorted(self.inputs.items())))
        object.__setattr__(self, "groups", tuple(self.groups))
        found = Problems()
        if isinstance(self.seed, bool) or not isinstance(self.seed, int) or not 0 <= self.seed < 2**64:
            found.add("E941", f"the seed is {self.seed!r}; it must be a whole number of zero or more")
        choice(found, "sampling", self.sampling, ("random", "sobol"))
        for name, spec in self.inputs.items():
            if not name or len(name) > 200:
                found.add("E941", f"'{name[:40]}' is not a name of 1 to 200 characters")
            part = Problems()
            spec.check(self.grid, part)
            for problem in part.found:
                found.note(problem.at(None, name))
        check_reads(self.inputs, found)
        check_groups(self.inputs, self.groups, self.grid, found)
        found.raise_if_any()
        if self.sampling == "sobol":
            object.__setattr__(self, "dimensions", allot(self.dimensions, self._wanted()))

    # -- the inputs

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all inputs, in order."""
        return tuple(self.inputs)

    def input(self, name: str) -> Input:
        """Return an input's specification; an unknown name is an error (E940)."""
        try:
            return self.inputs[name]
        except KeyError:
            raise ConcessionError.of(
                "E940", f"the outlook has no input '{name}'", nearest(name, self.inputs)
            ) from None

    def is_random(self, name: str) -> bool:
        """Return whether futures differ in an input, be it through one that it reads."""
        spec = self.input(name)
        if spec.random or not spec.reads:
            return spec.random
        return any(self.is_random(other) for other in spec.reads)

    def with_input(self, name: str, spec: Input) -> Outlook:
        """Return the outlook with an input added or changed; all others keep their draws.

        Inputs that read this one follow it.
        """
        return replace(self, inputs={**self.inputs, name: spec})

    def without_input(self, name: str) -> Outlook:
        """Return the outlook without an input; of the others, only later names of its group move."""
        self.input(name)
        groups = tuple(g for old in self.groups if (g := old.without(name) if name in old.members else old))
        inputs = {key: spec for key, spec in self.inputs.items() if key != name}
        return replace(self, inputs=inputs, groups=groups)

    def with_group(self, group: Group) -> Outlook:
        """Return the outlook with a correlation group added, or changed where its name is known."""
        return replace(self, groups=(*(g for g in self.groups if g.name != group.name), group))

    def describe(self) -> dict[str, str]:
        """Return what is assumed, by name: one line for each input and each correlation group."""
        lines = {name: spec.describe() for name, spec in self.inputs.items()}
        return lines | {f"group {group.name}": group.describe() for group in self.groups}

    # -- draws

    def draw(self, name: str, start: int, stop: int) -> Array | States:
        """Return an input's draws for futures ``start`` to ``stop`` - 1.

        Shape (futures,) for a number, (periods, futures) for a path; the states of a chain are
        integers of the same shape, in the order of its ``states``.
        """
        return self.draws((name,), start, stop)[name]

    def draws(self, names: Iterable[str], start: int, stop: int) -> dict[str, Array | States]:
        """Return the draws of several inputs, sharing the work that they have in common."""
        whole = all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) for n in (start, stop))
        if not whole or not 0 <= start <= stop <= _MOST_FUTURES:
            raise ConcessionError.of("E941", f"futures {start} to {stop} are not a range of whole numbers")
        chunk = Chunk(outlook=self, start=int(start), stop=int(stop))
        return {name: chunk.draw(name) for name in names}

    def identity(self, name: str) -> Hashable:
        """Return what an input's draws depend on: where it is equal, every draw is the same to the bit.

        Drafts and runs may share draws by it; see :mod:`concession.outlook._identity`.
        """
        return identity(self, name)

    # -- helpers

    def group_of(self, name: str) -> Group | None:
        """Return the correlation group of an input, where it has one."""
        return next((group for group in self.groups if name in group.members), None)

    def _wanted(self) -> Iterable[tuple[str, int]]:
        """Yield the key and the number of dimensions that each input asks for."""
        for name, spec in self.inputs.items():
            needs = dict(spec.needs(self.grid))
            group = self.group_of(name)
            if group is not None:  # a member that is fixed for now still lends its numbers to later ones
                members = (self.inputs[member] for member in group.members)
                needs["shock"] = max(member.needs(self.grid).get("shock", 0) for member in members)
            for purpose, rows in sorted(needs.items()):
                if spec.label is None:
                    yield dimension_key(name, purpose), rows
                else:
                    yield dimension_key(spec.label, SHARED), rows
