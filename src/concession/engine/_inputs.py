"""The numbers that a program runs on: exact values for what is known, draws for what is random."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from concession.errors import ConcessionError
from concession.lines import Input, Program

__all__ = ["Array", "Draw", "Inputs", "not_finite"]

#: Numbers in floating point: (periods or 1, futures or 1).
Array = npt.NDArray[np.float64]

#: Gives the draws of consecutive futures: shape (futures,) or (periods, futures).
Draw = Callable[[range], Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Values by input name.

    ``known`` replaces the defaults that inputs carry; ``draws`` gives the random ones. The same future
    must give the same draw whatever range it is asked for in.
    """

    known: Mapping[str, Decimal | tuple[Decimal, ...]] = field(default_factory=dict)
    draws: Mapping[str, Draw] = field(default_factory=dict)

    def exact(self, node: Input, periods: int) -> tuple[Decimal, ...]:
        """Return the known numbers of an input: one, one per period, or one per age."""
        value = self.known.get(node.name, node.default)
        if value is None:
            raise ConcessionError.of(
                "E701", f"the input '{node.name}' has no value", "give it one, or a draw"
            )
        values = value if isinstance(value, tuple) else (value,)
        if node.shape == "series" and len(values) != periods:
            raise ConcessionError.of(
                "E701", f"the input '{node.name}' has {len(values)} values for {periods} periods"
            )
        if node.shape == "scalar" and len(values) != 1:
            raise ConcessionError.of("E701", f"the input '{node.name}' is one number, not {len(values)}")
        return values

    def array(self, node: Input, periods: int) -> Array:
        """Return the known numbers as float64, shape (1, 1), (periods, 1) or (ages, 1)."""
        return np.array([float(x) for x in self.exact(node, periods)], dtype=np.float64)[:, None]

    def draw(self, node: Input, periods: int, futures: range) -> Array:
        """Return the draws of these futures, shape (1, futures) or (periods, futures)."""
        if node.name not in self.draws:
            raise ConcessionError.of("E701", f"the random input '{node.name}' has no draw")
        drawn = np.asarray(self.draws[node.name](futures), dtype=np.float64)
        shape = (periods, len(futures)) if node.shape == "series" else (1, len(futures))
        if drawn.ndim == 1:
            drawn = drawn[None, :]
        if drawn.shape != shape:
            raise ConcessionError.of(
                "E701", f"the draw of '{node.name}' has shape {drawn.shape}, not {shape}"
            )
        return drawn

    def check(self, program: Program) -> None:
        """Raise every input of the program that has no number, at once."""
        missing = [
            name
            for name, node in program.inputs.items()
            if name not in self.known and (node.default is None or node.random) and name not in self.draws
        ]
        if missing:
            raise ConcessionError.of("E701", f"inputs without a value: {', '.join(missing)}")


def not_finite(name: str, value: object, period: str, future: int | None = None) -> ConcessionError:
    """Return the error for an output that is not a finite number; ``period`` is empty if it has none."""
    when = f" in {period}" if period else ""
    which = f" of future {future}" if future is not None else ""
    return ConcessionError.of(
        "E702",
        f"'{name}' is {value}{when}{which}",
        "guard a division with ratio(a, b); explain shows what it read",
    )
