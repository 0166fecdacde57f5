"""Merged programs: every output is the same to the bit as by itself, and what is shared is there once."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from program_strategies import FUTURES, programs

from concession.engine import Inputs, ReferenceExecutor
from concession.errors import ConcessionError
from concession.lines import (
    NONE,
    Graph,
    Input,
    Share,
    Timeline,
    compile_program,
    merge_programs,
    prev,
    running,
)

PART = range(FUTURES)


def alone(program, inputs):
    return {
        name: value.copy()
        for name, value in ReferenceExecutor(program, inputs, finite=False).run(PART).items()
    }


def share(program, inputs, label, outputs, told):
    return Share(
        label=label,
        program=program,
        outputs=outputs,
        given={
            name: told if name in inputs.draws else inputs.known.get(name, node.default)
            for name, node in program.inputs.items()
        },
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=programs(), data=st.data())
def test_merged_programs_give_what_each_gives_by_itself(drawn, data):
    assume(drawn.names)
    parts = data.draw(st.lists(st.sets(st.sampled_from(drawn.names), min_size=1), min_size=1, max_size=4))
    plain = drawn.inputs()
    # the second kind of run has other draws, so that nothing that reads one may be shared with the first
    moved = replace(plain, draws={name: lambda part, d=d: 2 * d(part) for name, d in plain.draws.items()})
    kinds = [data.draw(st.sampled_from([0, 1])) for _ in parts]
    program = compile_program(drawn.graph, drawn.names)
    shares, own = [], []
    for number, (outputs, kind) in enumerate(zip(parts, kinds, strict=True)):
        inputs = (plain, moved)[kind]
        shares.append(share(program, inputs, f"part {number}", sorted(outputs), f"draw {kind}"))
        own.append(alone(program, inputs))
    merged = merge_programs(shares)
    together = Inputs(
        known={
            name: plain.known[given]
            for names in merged.inputs
            for given, name in names.items()
            if given in plain.known
        },
        draws={
            name: (plain, moved)[kind].draws[given]
            for names, kind in zip(merged.inputs, kinds, strict=True)
            for given, name in names.items()
            if given in plain.draws
        },
    )
    found = ReferenceExecutor(merged.program, together, finite=False).run(PART)
    for names, expected in zip(merged.outputs, own, strict=True):
        for name, called in names.items():
            assert found[called].tobytes() == expected[name].tobytes()
    # what runs on the same numbers is there once
    assert len(merged.program.instructions) <= len(set(kinds)) * len(program.instructions)


def test_a_loop_is_shared_as_a_whole_and_unread_lines_are_left_out():
    def program(rate, extra):
        graph = Graph(Timeline(year=2025, periods=4))
        price = Input("price", shape="series", random=True)
        balance = graph.forward("balance", NONE)
        balance.define(prev(balance) * Decimal("1.1") + price)
        graph.line("unread", running(price) * 7)
        graph.line("share", balance * rate + extra)
        graph.finish()
        return compile_program(graph, ["balance", "unread", "share"])

    first, second = program(2, 0), program(3, 1)
    shares = [
        Share(label=label, program=one, outputs=["balance", "share"], given={"price": "same"})
        for label, one in (("first", first), ("second", second))
    ]
    merged = merge_programs(shares)
    assert [block.kind for block in merged.program.blocks].count("step") == 1
    assert merged.outputs[0] == {"balance": "balance", "share": "share"}
    assert merged.outputs[1] == {"balance": "balance", "share": "share (second)"}
    assert not any(one.op.value == "running" for one in merged.program.instructions)
    twice = merge_programs([shares[0], replace(shares[1], label="first"), shares[1], shares[1]])
    assert (
        twice.outputs[3]
        == twice.outputs[2]
        == twice.outputs[1]
        == {"balance": "balance", "share": "share (first)"}
    )
    apart = merge_programs(
        [
            shares[0],
            replace(shares[1], given={"price": "other"}),
            replace(shares[0], given={"price": "third"}, label="second"),
        ]
    )
    assert list(apart.program.inputs) == ["price", "price (second)", "price (second, 2)"]
    assert apart.inputs[1] == {"price": "price (second)"}
    drawn = np.arange(8.0).reshape(4, 2)
    draws = {
        name: lambda _part, scale=scale: drawn * scale for scale, name in enumerate(apart.program.inputs, 1)
    }
    found = ReferenceExecutor(apart.program, Inputs(draws=draws)).run(range(2))
    assert (found["balance (second)"] == 2 * found["balance"]).all()


def test_programs_over_other_periods_are_not_merged():
    def program(periods):
        graph = Graph(Timeline(year=2025, periods=periods))
        graph.line("one", running(Input("price", default=Decimal(1))))
        graph.finish()
        return compile_program(graph, ["one"])

    shares = [Share(label="", program=program(n), outputs=["one"], given={"price": 1}) for n in (2, 3)]
    for some in (shares, []):
        with pytest.raises(ConcessionError) as caught:
            merge_programs(some)
        assert caught.value.problems[0].code == "E606"
