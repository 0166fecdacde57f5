"""The register of kinds of vectors: what each computes from its inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from concession.vectors._vector import Vector

__all__ = ["CALCS", "Results", "calc"]

Results = Mapping[str, Any]
Adapter = Callable[[Vector], Results]

#: What computes each kind of vector, by the word that files use for it.
CALCS: dict[str, Adapter] = {}


def calc(word: str) -> Callable[[Adapter], Adapter]:
    """Register a function as what computes the vectors of one kind."""

    def register(function: Adapter) -> Adapter:
        CALCS[word] = function
        return function

    return register
