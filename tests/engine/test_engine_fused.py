"""Fused kernels agree with the reference executor to the bit, on random programs and every kind of result.

Random programs run their kernel's text as plain Python, which shows the text; a few are compiled, which
shows the compiler. Nothing is compiled where Numba is missing.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from program_strategies import FUTURES, Drawn, programs

from concession.engine import FusedExecutor, Plan, ReferenceExecutor, numba_present
from concession.engine._kernel_source import kernel_source
from concession.engine._plan import reduce_outputs
from concession.lines import Op, compile_program

OUTCOMES: Counter[str] = Counter()


def everything(names: tuple[str, ...], periods: int) -> Plan:
    weights = 1.07 ** -np.arange(periods)
    return Plan(
        weighted={f"npv {name}": (name, weights) for name in names},
        sums=names,
        lows=names,
        last=names,
        streams=names,
    )


def by_python(text: str):
    scope = {name: getattr(math, name) for name in ("ceil", "copysign", "exp", "floor", "log")} | {
        "empty": np.empty,
        "inf": np.inf,
        "rint": np.rint,
    }
    exec(text, scope)  # noqa: S102 - the text is our own
    return scope["kernel"]


def same(ours, theirs, exact: bool) -> bool:
    # a power may differ in its last digit from one library to another, all other operations may not
    if exact:
        return bool(((np.asarray(ours) == np.asarray(theirs)) | (np.isnan(ours) & np.isnan(theirs))).all())
    return bool(np.allclose(ours, theirs, rtol=1e-9, atol=1e-9, equal_nan=True))


def assert_same(kept, wanted, plan: Plan, program) -> None:
    exact = not any(one.op is Op.POW for one in program.instructions)
    for name in plan.weighted:
        assert same(kept.weighted[name], wanted.weighted[name], exact), name
    for name in plan.outputs:
        assert same(kept.streams[name], wanted.streams[name], exact), name
        assert same(kept.last[name], wanted.last[name], exact), name
        assert same(kept.lows[name], wanted.lows[name], exact), name
        assert same(kept.sums[name], wanted.sums[name], exact), name


@pytest.fixture(scope="module", autouse=True)
def _few_are_discarded():
    OUTCOMES.clear()
    yield
    assert OUTCOMES["compared"] >= 0.8 * sum(OUTCOMES.values()), OUTCOMES


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_text_of_a_kernel_says_what_the_program_does(drawn: Drawn):
    if not drawn.names:
        return
    program = compile_program(drawn.graph, drawn.names)
    plan = everything(drawn.names, program.periods)
    executor = FusedExecutor(
        program, drawn.inputs(), plan, function=by_python(kernel_source(program, plan).text)
    )
    part = range(FUTURES)
    wanted = reduce_outputs(
        plan, ReferenceExecutor(program, drawn.inputs(), finite=False).run(part), part, program.periods
    )
    if not all(np.isfinite(stream).all() for stream in wanted.streams.values()):
        OUTCOMES["not finite"] += 1
        return
    try:
        kept = executor.part(part)
    except ZeroDivisionError:
        OUTCOMES["plain Python divides by nothing"] += 1
        return
    OUTCOMES["compared"] += 1
    assert_same(kept, wanted, plan, program)


@pytest.mark.slow
@pytest.mark.skipif(not numba_present(), reason="Numba is not installed")
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=programs())
def test_compiled_kernels_agree(tmp_path_factory, drawn: Drawn):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONCESSION_CACHE", str(tmp_path_factory.getbasetemp()))
        program = compile_program(drawn.graph, drawn.names)
        plan = everything(drawn.names, program.periods)
        part = range(FUTURES)
        wanted = reduce_outputs(
            plan, ReferenceExecutor(program, drawn.inputs(), finite=False).run(part), part, program.periods
        )
        if not all(np.isfinite(stream).all() for stream in wanted.streams.values()):
            return
        OUTCOMES["compared"] += 1
        assert_same(FusedExecutor(program, drawn.inputs(), plan).part(part), wanted, plan, program)
