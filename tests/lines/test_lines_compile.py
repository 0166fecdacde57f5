"""From graph to program: order, loops, aliases, equal parts, and size."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from program_strategies import Drawn, programs

from concession.engine import Inputs, ReferenceExecutor, run_exact
from concession.errors import ConcessionError
from concession.lines import (
    Expr,
    Graph,
    Input,
    Op,
    Timeline,
    Unit,
    compile_program,
    const,
    maximum,
    prev,
    ratio,
    render,
    running,
    total,
)

USD = Unit.of("USD")
money = Input("money", unit=USD, shape="series", default=tuple(map(Decimal, (1, 2, 3))))


def _graph() -> Graph:
    return Graph(Timeline(year=2025, periods=3))


def _exact(graph: Graph, name: str) -> list[Decimal]:
    program = compile_program(graph, [name])
    exact = run_exact(program, Inputs())[name]
    simulated = ReferenceExecutor(program, Inputs()).run(range(2))[name]
    assert [float(x) for x in exact] == simulated[:, 0].tolist()
    return list(exact)


@pytest.mark.parametrize("looped", [False, True])
def test_a_chain_of_5000_lines(looped: bool):
    graph = _graph()
    line = first = graph.forward("line0", USD)
    for number in range(1, 5000):
        line = graph.line(f"line{number}", line + 1 * money / 1)
    first.define(prev(line) if looped else money * 1)
    graph.finish()
    # 4,999 times the money of the year, and all that of the years before
    expected = [4999, 3 * 4999, 6 * 4999] if looped else [5000, 10000, 15000]
    assert _exact(graph, "line4999") == expected


def test_a_formula_of_5000_operations_is_compiled_and_shown():
    graph = _graph()
    node: Expr = money
    for _ in range(5000):
        node = node + money
    graph.line("sum", node)
    graph.finish()
    assert _exact(graph, "sum") == [5001, 10002, 15003]
    shown = render(node, limit=60)
    assert shown == "money + money + money + money + money + money + money + mon…"
    assert len(repr(node)) < 2100


def test_shared_parts_are_shown_and_compiled_once():
    graph = _graph()
    node: Expr = money / money
    for _ in range(200):
        node = ratio(node, maximum(node, 1), 1) * node
    graph.line("shared", node)
    graph.finish()
    program = compile_program(graph, ["shared"])
    assert len(program.instructions) < 200 * 10
    assert len(render(node, limit=300)) == 300
    assert _exact(graph, "shared") == [1, 1, 1]


def test_equal_parts_are_one_instruction():
    graph = _graph()
    for name in ("one", "two"):
        graph.line(name, maximum(money - const(1, USD), 0) * Decimal("0.10"))
    graph.finish()
    program = compile_program(graph, ["one", "two"])
    assert program.outputs["one"] == program.outputs["two"]
    assert [one.op for one in program.instructions].count(Op.MAX) == 1


def test_equal_numbers_of_different_units_are_not_one():
    graph = _graph()
    graph.line("rate", const(2) * const(3))
    graph.line("fee", const(2, USD) * const(3))
    graph.finish()
    program = compile_program(graph, ["rate", "fee"])
    units = {name: str(program.instructions[slot].unit) for name, slot in program.outputs.items()}
    assert units == {"rate": "1", "fee": "USD"}


def test_names_for_the_same_line_inside_a_loop():
    graph = _graph()
    # a → b → c → (previous a) + money: three names, one number
    a, b = graph.forward("a", USD), graph.forward("b", USD)
    c = graph.line("c", prev(a) + money)
    a.define(b)
    b.define(c)
    graph.line("d", a * 1)
    graph.finish()
    program = compile_program(graph, ["a", "b", "c", "d"])
    assert len({program.outputs[name] for name in "abc"}) == 1
    for name in "abcd":
        assert _exact(graph, name) == [1, 3, 6]


def test_two_loops_one_reading_the_whole_horizon_of_the_other():
    graph = _graph()
    stock = graph.forward("stock", USD)
    stock.define(prev(stock, 1, const(8, USD)) / 2)
    paid = graph.forward("paid", USD)
    paid.define(prev(paid) + total(stock))
    graph.finish()
    # 4 + 2 + 1 = 7 a year
    assert _exact(graph, "paid") == [7, 14, 21]
    kinds = [block.kind for block in compile_program(graph, ["paid"]).blocks]
    assert kinds == ["whole", "step", "whole", "step"]


def test_a_loop_that_reads_several_periods_back():
    graph = _graph()
    line = graph.forward("line", USD)
    line.define(prev(line, 2, const(5, USD)) + running(prev(line, 1, const(1, USD))))
    graph.finish()
    # 5 + 1; 5 + (1 + 6); 6 + (1 + 6 + 12)
    assert _exact(graph, "line") == [6, 12, 25]


def test_only_what_is_needed_is_computed():
    graph = _graph()
    graph.line("wanted", money * 2)
    graph.line("unwanted", Input("missing", unit=USD) * 3)
    graph.finish()
    program = compile_program(graph, ["wanted"])
    assert list(program.inputs) == ["money"]
    ReferenceExecutor(program, Inputs())


def test_extra_expressions_are_outputs_too():
    graph = _graph()
    graph.finish()
    program = compile_program(graph, [], {"twice": money * 2})
    assert [str(one.line) for one in program.instructions] == ["twice"] * 3
    assert list(run_exact(program, Inputs())["twice"]) == [2, 4, 6]


def test_one_period_is_enough():
    graph = Graph(Timeline(year=2025, periods=1))
    known = Input("known", unit=USD, shape="series", default=(Decimal(7),))
    line = graph.forward("line", USD)
    line.define(prev(line, 1, const(2, USD)) + known + prev(known, 3) + running(known))
    graph.finish()
    assert _exact(graph, "line") == [16]


@settings(max_examples=40, deadline=None)
@given(programs(), st.randoms(use_true_random=False))
def test_what_is_kept_does_not_change_what_is_computed(drawn: Drawn, random):
    everything = compile_program(drawn.graph, drawn.names)
    all_values = ReferenceExecutor(everything, drawn.inputs(), finite=False).run(range(20))
    names = random.sample(drawn.names, k=min(2, len(drawn.names)))
    program = compile_program(drawn.graph, names)
    executor = ReferenceExecutor(program, drawn.inputs(), finite=False)
    first = executor.run(range(20))
    copies = {name: value.copy() for name, value in first.items()}
    executor.run(range(20, 40))
    for name in names:
        # equal to the run that keeps all, and untouched by the next run
        np.testing.assert_array_equal(copies[name], all_values[name])
        np.testing.assert_array_equal(first[name], copies[name])


@settings(max_examples=40, deadline=None)
@given(programs())
def test_a_slot_is_released_once_and_never_read_again(drawn: Drawn):
    program = compile_program(drawn.graph, drawn.names[-1:])
    released: dict[int, int] = {}
    for reader, slots in program.releases.items():
        for slot in slots:
            assert slot not in released
            released[slot] = reader
    for block in program.blocks:
        for slot in block.slots:
            at = slot if block.kind == "whole" else block.slots.stop - 1
            for arg in program.instructions[slot].args:
                assert released.get(arg, len(program.instructions)) >= at
    assert not set(released) & set(program.outputs.values())
    assert set(released) | set(program.outputs.values()) == set(range(len(program.instructions)))


def test_outputs_that_do_not_vary_cannot_be_written_over():
    graph = _graph()
    graph.line("fixed", money * 2)
    graph.finish()
    executor = ReferenceExecutor(compile_program(graph, ["fixed"]), Inputs())
    with pytest.raises(ValueError, match="read-only"):
        executor.run(range(1))["fixed"][0] = 1


def test_units_of_a_program_are_kept():
    graph = _graph()
    with pytest.raises(ConcessionError):
        graph.line("wrong", money + 1)
    graph.line("right", money + 0)
    graph.finish()
    program = compile_program(graph, ["right"])
    assert str(program.instructions[program.outputs["right"]].unit) == "USD"
