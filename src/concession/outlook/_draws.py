"""The random numbers of one call: plain, correlated, shared, and the states of chains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from concession.errors import ConcessionError
from concession.outlook._base import Array, States
from concession.outlook._chains import Chain
from concession.outlook._checks import show
from concession.outlook._sobol import sobol_uniforms
from concession.outlook._special import normal_cdf, normal_quantile
from concession.outlook._stream import Stream

if TYPE_CHECKING:
    from concession.outlook._outlook import Outlook

__all__ = ["SHARED", "Chunk", "dimension_key"]

#: The purpose of random numbers that several inputs share by a label.
SHARED = "shared dates"
_LEAST, _MOST = 2.0**-53, 1.0 - 2.0**-53


def dimension_key(name: str, purpose: str) -> str:
    """Return the key under which the dimensions of a name and purpose are stored."""
    return f"{name}#{purpose}"


class Chunk:
    """One call's draws: keeps what several inputs need, the normals of groups and the states of chains."""

    def __init__(self, *, outlook: Outlook, start: int, stop: int) -> None:
        self.outlook = outlook
        self.start = start
        self.stop = stop
        self._normals: dict[tuple[str, int], Array] = {}
        self._states: dict[str, States] = {}

    def draw(self, name: str) -> Array | States:
        """Return the draws of an input."""
        spec = self.outlook.input(name)
        if isinstance(spec, Chain):
            return self.states(name).copy()
        return spec.draw(_InputNoise(chunk=self, name=name), self.outlook.grid)

    def states(self, name: str) -> States:
        """Return the states of a chain, kept for those who read it."""
        if name not in self._states:
            chain = self.outlook.input(name)
            if not isinstance(chain, Chain):
                raise ConcessionError.of("E922", f"'{name}' has no states")
            self._states[name] = chain.draw(_InputNoise(chunk=self, name=name), self.outlook.grid)
        return self._states[name]

    def plain(self, name: str, purpose: str, rows: int) -> Array:
        """Return the independent uniforms of a name."""
        stream = Stream(self.outlook.seed, name, purpose)
        if self.outlook.sampling == "random":
            return stream.uniforms(self.start, self.stop, rows)
        first, count = self.outlook.dimensions.get(dimension_key(name, purpose), (0, 0))
        if rows > count:
            raise ConcessionError.of(
                "E942", f"'{name}' was allotted {show(count)} dimensions for {rows} rows"
            )
        return sobol_uniforms(stream, first, self.start, self.stop, rows)

    def normals(self, name: str, rows: int) -> Array:
        """Return the independent normals of a group's member, kept for the others."""
        if (name, rows) not in self._normals:
            self._normals[name, rows] = normal_quantile(self.plain(name, "shock", rows))
        return self._normals[name, rows]

    def mixed(self, name: str, rows: int) -> Array | None:
        """Return the correlated normals of a group's member, or nothing where they are its own.

        Added up member by member: a matrix product would round differently with the chunk's size.
        """
        group = self.outlook.group_of(name)
        if group is None:
            return None
        at = group.members.index(name)
        weights = group.factor()[at]
        if not weights[:at].any():
            return None
        total = np.zeros((rows, self.stop - self.start))
        for member, weight in zip(group.members[: at + 1], weights.tolist(), strict=False):
            if weight:
                total += weight * self.normals(member, rows)
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class _InputNoise:
    """The random numbers of one input in one chunk."""

    chunk: Chunk
    name: str

    @property
    def start(self) -> int:
        return self.chunk.start

    @property
    def stop(self) -> int:
        return self.chunk.stop

    def uniforms(self, purpose: str, rows: int) -> Array:
        mixed = self.chunk.mixed(self.name, rows) if purpose == "shock" else None
        if mixed is None:
            return self.chunk.plain(self.name, purpose, rows)
        return np.clip(normal_cdf(mixed), _LEAST, _MOST)

    def normals(self, purpose: str, rows: int) -> Array:
        mixed = self.chunk.mixed(self.name, rows) if purpose == "shock" else None
        return normal_quantile(self.chunk.plain(self.name, purpose, rows)) if mixed is None else mixed

    def shared(self, label: str, rows: int) -> Array:
        return self.chunk.plain(label, SHARED, rows)

    def states_of(self, name: str) -> tuple[States, tuple[str, ...]]:
        chain = self.chunk.outlook.input(name)
        if not isinstance(chain, Chain):
            raise ConcessionError.of("E922", f"'{name}' has no states")
        return self.chunk.states(name), chain.states
