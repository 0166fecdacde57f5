"""A trace: the values of every line and input of a graph, kept so that numbers can be explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from concession.engine import Inputs, ReferenceExecutor, run_exact
from concession.lines import Graph, Input, Line, compile_program

__all__ = ["Trace", "Values", "as_float"]

#: Numbers of a trace: float64 from a simulation, decimals from an exact run.
Values = np.ndarray[tuple[int, ...], np.dtype[np.generic]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Values by line and input name.

    Each value is an array of shape (periods or 1, futures or 1), a profile's (ages, 1), of dtype float64
    from a simulation or of dtype object (decimals) from the exact executor. Values that are not finite are
    kept: that is when an explanation is needed most.
    """

    graph: Graph
    inputs: dict[str, Input]
    values: dict[str, Values]

    @classmethod
    def simulated(cls, graph: Graph, inputs: Inputs, futures: range = range(1)) -> Trace:
        """Return the trace of a simulation of these futures, chunk by chunk."""
        names = [line.name for line in graph]
        program = compile_program(graph, names)
        program = compile_program(graph, names, _inputs_as_outputs(program.inputs))
        executor = ReferenceExecutor(program, inputs, finite=False)
        values: dict[str, Values] = {**executor.collect(futures)}
        for node in _profiles(program.inputs):
            values[_input_name(node)] = inputs.array(node, program.periods)
        return cls(graph=graph, inputs=dict(program.inputs), values=values)

    @classmethod
    def exact(cls, graph: Graph, inputs: Inputs) -> Trace:
        """Return the trace of an exact run, in decimals."""
        names = [line.name for line in graph]
        program = compile_program(graph, names)
        program = compile_program(graph, names, _inputs_as_outputs(program.inputs))
        exact = run_exact(program, inputs, finite=False)
        for node in _profiles(program.inputs):
            exact[_input_name(node)] = inputs.exact(node, program.periods)
        values: dict[str, Values] = {
            name: np.array(value, dtype=object)[:, None] for name, value in exact.items()
        }
        return cls(graph=graph, inputs=dict(program.inputs), values=values)

    def of(self, node: Line | Input) -> Values:
        """Return the values of a line or an input."""
        return self.values[node.name if isinstance(node, Line) else _input_name(node)]


def _input_name(node: Input) -> str:
    return f"input {node.name}"


def _inputs_as_outputs(inputs: Mapping[str, Input]) -> dict[str, Input]:
    return {_input_name(node): node for node in inputs.values() if node.shape != "profile"}


def _profiles(inputs: Mapping[str, Input]) -> list[Input]:
    return [node for node in inputs.values() if node.shape == "profile"]


def as_float(value: object) -> float:
    """Return a number of a trace as float64."""
    return float(value) if isinstance(value, float | int | Decimal | np.floating) else float(str(value))
