"""One set of expected numbers, checked in simulation, in the exact run and in what explain shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
import pytest

from concession.analysis._explain import Explanation, explain
from concession.analysis._trace import Trace
from concession.engine import Inputs, ReferenceExecutor, run_exact
from concession.lines import Graph, compile_program

Expected = Mapping[str, Sequence[int | float | str | Decimal]]


def assert_three_ways(
    graph: Graph, expected: Expected, inputs: Inputs | None = None, digits: int = 30
) -> None:
    """Check every period of the lines; the exact run must agree to this many digits."""
    inputs = inputs or Inputs()
    program = compile_program(graph, expected)
    simulated = ReferenceExecutor(program, inputs).run(range(3)) if not inputs.draws else None
    exact = run_exact(program, inputs)
    traces = [Trace.exact(graph, inputs)] + ([Trace.simulated(graph, inputs, range(3))] if simulated else [])
    for name, values in expected.items():
        paper = [value if isinstance(value, Decimal) else Decimal(str(value)) for value in values]
        assert len(paper) == graph.timeline.periods, name
        for period, number in enumerate(paper):
            got = exact[name][period if len(exact[name]) > 1 else 0]
            assert abs(got - number) <= abs(number) * Decimal(10) ** -digits, (name, period, got, number)
            for trace in traces:
                shown = explain(trace, name, period)
                assert shown.value.single, (name, period)
                assert float(shown.value.mean) == pytest.approx(float(number), rel=1e-12, abs=1e-12), (
                    name,
                    period,
                )
        if simulated is not None:
            row = np.broadcast_to(simulated[name], (len(paper), simulated[name].shape[1]))
            np.testing.assert_allclose(
                row, np.array([[float(x)] * row.shape[1] for x in paper]), rtol=1e-12, atol=1e-12
            )


def leaf(tree: Explanation, name: str, when: str | None = None) -> Explanation:
    """Return the one number of that name (and period) in a tree."""
    found = [one for _, one in tree.walk() if one.name == name and (when is None or one.when == when)]
    assert found, f"{name} {when} is not among {[(one.name, one.when) for _, one in tree.walk()]}"
    return found[0]
