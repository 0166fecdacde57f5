"""Correlation between inputs: a Gaussian copula from stated rank correlations.

What an edit moves. Every member of a group has its own normal numbers, keyed by its own name. They
are mixed in the order of the names, ``z = L ε`` with ``L`` the Cholesky factor of the correlations:

- the first name keeps its own numbers: correlated or not, its draws are the same to the bit;
- a member depends on the numbers of the names before it and on the correlations among them and itself;
- so changing a correlation moves only the later name of the pair and the names after it; adding or
  removing a member moves only names after it;
- changing a member's distribution or process moves that member alone;
- nothing outside the group moves, ever.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from concession.errors import ConcessionError, Problems, nearest
from concession.outlook._base import Array
from concession.outlook._checks import ok, show

__all__ = ["Group", "from_rank", "nearest_ranks"]

_MOST_MEMBERS = 200
_ROUNDING = 1e-9


def from_rank(rank: float) -> float:
    """Return the correlation of normals whose rank (Spearman) correlation is ``rank``: 2 sin(π rank / 6).

    Pearson 1907; exact for the bivariate normal.

    >>> round(from_rank(0.6), 6)
    0.618034
    """
    return 2 * math.sin(math.pi * rank / 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Inputs that move together, with the rank correlation of each pair; pairs left out count as zero.

    For single draws the rank correlation is that of the draws (with ties, as in discrete
    distributions, it comes out smaller); for processes it is that of the shocks of one period.

    >>> metals = Group(name="metals", members=("nickel", "copper"), ranks={("copper", "nickel"): 0.6})
    >>> metals.members
    ('copper', 'nickel')
    """

    name: str
    members: tuple[str, ...]
    ranks: Mapping[tuple[str, str], float]

    def __post_init__(self) -> None:
        members = tuple(sorted(self.members))
        object.__setattr__(self, "members", members)
        found = Problems()
        if len(members) > _MOST_MEMBERS:
            found.add("E930", f"group '{self.name}' has {len(members)} members; at most {_MOST_MEMBERS}")
        for member in sorted({m for m in members if members.count(m) > 1}):
            found.add("E930", f"group '{self.name}' names '{member}' twice")
        ranks: dict[tuple[str, str], float] = {}
        for pair, rank in self.ranks.items():
            a, b = sorted(pair)
            what = f"the rank correlation of '{a}' and '{b}'"
            for name in (a, b):
                if name not in members:
                    found.add("E930", f"group '{self.name}' has no '{name}'", nearest(name, members))
            if a == b:
                found.add("E931", f"'{a}' is paired with itself in group '{self.name}'")
            elif (a, b) in ranks:
                found.add("E931", f"{what} is stated twice")
            elif ok(found, what, rank) and not -1 <= rank <= 1:
                found.add("E931", f"{what} is {show(rank)}; it must lie between -1 and 1")
            ranks[a, b] = rank
        object.__setattr__(self, "ranks", ranks)
        found.raise_if_any()
        if _lowest(self.matrix()) < -_ROUNDING:
            raise ConcessionError.of(
                "E932", f"no inputs can have the correlations of group '{self.name}' all at once", _fix(self)
            )

    def matrix(self) -> Array:
        """Return the correlations of the normals, members in the order of their names."""
        out = np.eye(len(self.members))
        for (a, b), rank in self.ranks.items():
            i, j = self.members.index(a), self.members.index(b)
            out[i, j] = out[j, i] = from_rank(float(rank))
        return out

    def factor(self) -> Array:
        """Return the lower Cholesky factor; its upper left corner does not depend on later members.

        Row by row and in a fixed order of additions, so that the corner is the same to the bit. A
        pivot that vanishes (members wholly determined by earlier ones) leaves a column of zeros.
        """
        matrix = self.matrix()
        size = len(matrix)
        out = np.zeros((size, size))
        for i in range(size):
            for j in range(i + 1):
                rest = matrix[i, j]
                for k in range(j):
                    rest -= out[i, k] * out[j, k]
                if i == j:
                    out[i, i] = math.sqrt(rest) if rest > _ROUNDING else 0.0
                elif out[j, j] > 0:
                    out[i, j] = rest / out[j, j]
        return out

    def without(self, member: str) -> Group | None:
        """Return the group without a member, or nothing where fewer than two are left."""
        members = tuple(m for m in self.members if m != member)
        ranks = {pair: rank for pair, rank in self.ranks.items() if member not in pair}
        return Group(name=self.name, members=members, ranks=ranks) if len(members) > 1 else None

    def describe(self) -> str:
        """Return the stated rank correlations."""
        pairs = ", ".join(f"{a} and {b} {show(rank)}" for (a, b), rank in sorted(self.ranks.items()))
        return f"rank correlations: {pairs or 'none'}"


def nearest_ranks(
    members: tuple[str, ...], ranks: Mapping[tuple[str, str], float]
) -> dict[tuple[str, str], float]:
    """Return possible rank correlations near the stated ones, rounded to two places.

    The nearest correlation matrix in the Frobenius norm by alternating projections (Higham 2002),
    drawn towards independence where rounding would undo it.
    """
    names = tuple(sorted(members))
    stated = np.eye(len(names))
    for (a, b), rank in ranks.items():
        i, j = names.index(a), names.index(b)
        stated[i, j] = stated[j, i] = from_rank(float(rank))
    near, correction = stated.copy(), np.zeros_like(stated)
    for _ in range(200):
        shifted = near - correction
        values, vectors = np.linalg.eigh(shifted)
        projected = (vectors * np.maximum(values, 0.0)) @ vectors.T
        correction = projected - shifted
        near = projected.copy()
        np.fill_diagonal(near, 1.0)
    rank_matrix = np.arcsin(np.clip(near / 2, -0.5, 0.5)) * 6 / math.pi
    for percent in range(100, -1, -1):
        # Rounding towards zero keeps within the shrunken matrix in most cases; the check decides.
        rounded = np.trunc(rank_matrix * percent) / 100
        np.fill_diagonal(rounded, 1.0)
        if _lowest(2 * np.sin(math.pi * rounded / 6)) >= 0:
            break
    return {
        (names[i], names[j]): float(rounded[i, j])
        for i in range(len(names))
        for j in range(i + 1, len(names))
        if rounded[i, j] or (names[i], names[j]) in ranks
    }


def _lowest(matrix: Array) -> float:
    return float(np.linalg.eigvalsh(matrix)[0]) if len(matrix) else 1.0


def _fix(group: Group) -> str:
    near = nearest_ranks(group.members, group.ranks)
    changes = [
        f"{a} and {b} {show(rank)} (now {show(group.ranks.get((a, b), 0.0))})"
        for (a, b), rank in near.items()
        if abs(rank - group.ranks.get((a, b), 0.0)) > 0.004
    ]
    more = f" and {len(changes) - 12} more" if len(changes) > 12 else ""
    return f"the nearest that is possible: {', '.join(changes[:12])}{more}"
