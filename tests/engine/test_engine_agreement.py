"""Reference executor, exact executor and the plain way agree on random programs, in every chunk."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from plain_program import Near, TieError, plain_run
from program_strategies import FUTURES, Drawn, programs

from concession.engine import Inputs, ReferenceExecutor, run_exact
from concession.lines import compile_program

#: How the cases that were compared ended; a case is one future of one random program.
OUTCOMES: Counter[str] = Counter()
RELATIVE = Decimal("1e-9")
SAMPLE = (0, 64, FUTURES - 1)


def _row(values: np.ndarray, period: int, future: int) -> float:
    return float(
        values[period if len(values) > 1 else 0, future if values.shape[1] > 1 else 0],
    )


@pytest.fixture(scope="module", autouse=True)
def _few_are_discarded():
    OUTCOMES.clear()
    yield
    cases = sum(OUTCOMES.values())
    print(f"\nagreement: {dict(OUTCOMES)}")
    # nothing is skipped in silence: ties and overflows are counted, and stay rare
    assert OUTCOMES["compared"] >= 0.7 * cases, OUTCOMES


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_three_ways_agree(drawn: Drawn):
    program = compile_program(drawn.graph, drawn.names)
    simulated = ReferenceExecutor(program, drawn.inputs(), finite=False).run(range(FUTURES))
    for future in SAMPLE:
        numbers = drawn.given(future)
        try:
            near = plain_run(drawn.graph, drawn.names, numbers, Near)
        except (TieError, OverflowError) as problem:
            OUTCOMES[type(problem).__name__] += 1
            event(type(problem).__name__)
            continue
        OUTCOMES["compared"] += 1
        plain = plain_run(drawn.graph, drawn.names, numbers)
        exact = run_exact(program, Inputs(known=numbers))
        for name in drawn.names:
            for period in range(program.periods):
                value = exact[name][period if len(exact[name]) > 1 else 0]
                paper = plain[name][period]
                assert abs(value - paper) <= abs(paper) * Decimal("1e-40") + Decimal("1e-40"), name
                got = Decimal(_row(simulated[name], period, future))
                bound = near[name][period].error
                assert abs(got - value) <= max(abs(value) * RELATIVE, bound * 4), (name, period, future)
                if abs(value) * RELATIVE < bound:
                    event("a difference of nearly equal amounts")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_chunks_do_not_change_a_bit(drawn: Drawn):
    program = compile_program(drawn.graph, drawn.names)
    executor = ReferenceExecutor(program, drawn.inputs(), finite=False)
    whole = executor.run(range(FUTURES))
    for size in (1, 7, 64):
        parts = [executor.run(range(k, min(k + size, FUTURES))) for k in range(0, FUTURES, size)]
        for name, value in whole.items():
            joined = (
                np.concatenate([part[name] for part in parts], axis=1)
                if value.shape[1] > 1
                else parts[-1][name]
            )
            assert value.tobytes() == joined.tobytes(), (name, size)
