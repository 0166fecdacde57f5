"""Fused kernels agree with the reference executor to the bit, on random programs and every kind of result."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from program_strategies import FUTURES, Drawn, programs

from concession.engine import FusedExecutor, Plan, Reduced, ReferenceExecutor, compiler_present
from concession.engine._plan import reduce_outputs
from concession.lines import Op, Program, compile_program

pytestmark = pytest.mark.skipif(not compiler_present(), reason="llvmlite is not installed")
OUTCOMES: Counter[str] = Counter()


def everything(names: tuple[str, ...], periods: int) -> Plan:
    weights = 1.07 ** -np.arange(periods)
    return Plan(
        weighted={f"npv {name}": (name, weights) for name in names}
        | {f"twice {name}": (name, weights * 2) for name in names}
        | {f"again {name}": (name, weights) for name in names[:1]},
        sums=names,
        lows=names,
        last=names,
        streams=names,
    )


def same(ours, theirs, exact: bool) -> bool:
    # a power may differ in its last digit from one library to another, all other operations may not
    if exact:
        return bool(((np.asarray(ours) == np.asarray(theirs)) | (np.isnan(ours) & np.isnan(theirs))).all())
    return bool(np.allclose(ours, theirs, rtol=1e-9, atol=1e-9, equal_nan=True))


def assert_same(kept: Reduced, wanted: Reduced, program: Program) -> None:
    exact = not any(one.op in (Op.POW, Op.EXP, Op.LOG) for one in program.instructions)
    for kind in ("weighted", "sums", "lows", "last", "streams"):
        ours, theirs = getattr(kept, kind), getattr(wanted, kind)
        assert list(ours) == list(theirs)
        for name, value in theirs.items():
            assert same(ours[name], value, exact), (kind, name)


@pytest.fixture(scope="module", autouse=True)
def _few_are_discarded():
    OUTCOMES.clear()
    yield
    assert OUTCOMES["compared"] >= 0.8 * sum(OUTCOMES.values()), OUTCOMES


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_random_programs(drawn: Drawn):
    if not drawn.names:
        return
    program = compile_program(drawn.graph, drawn.names)
    plan = everything(drawn.names, program.periods)
    part = range(FUTURES)
    wanted = reduce_outputs(
        plan, ReferenceExecutor(program, drawn.inputs(), finite=False).run(part), part, program.periods
    )
    if not all(np.isfinite(stream).all() for stream in wanted.streams.values()):
        OUTCOMES["not finite"] += 1
        return
    OUTCOMES["compared"] += 1
    assert_same(FusedExecutor(program, drawn.inputs(), plan).part(part), wanted, program)
