"""Every operation on numbers solved by hand: for whole lines, and period by period inside a loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np
import pytest
from plain_program import plain_run

from concession.compiler import compiler_present
from concession.engine import FusedExecutor, Inputs, Plan, ReferenceExecutor, run_exact
from concession.lines import (
    Expr,
    Graph,
    Input,
    Timeline,
    by_band,
    by_slice,
    compile_program,
    const,
    elapsed,
    first_period,
    interpolate,
    latch,
    lookup,
    maximum,
    minimum,
    moving,
    prev,
    ratio,
    remaining,
    round_to,
    running,
    since,
    total,
    where,
)

X = (3, -1, 0, 4, -2)
Y = (1, 2, 0, 4, "0.5")
BOUNDS = [0, 2, 3]
RATES = [const(Decimal(rate)) for rate in ("0.1", "0.2", "0.5")]
PROFILE = Input("profile", shape="profile", default=tuple(map(Decimal, (10, 20, 30))))

Build = Callable[[Expr, Expr], Expr]
Numbers = Sequence[int | str]

OPERATIONS: dict[str, tuple[Build, Numbers]] = {
    "add": (lambda x, y: x + y, (4, 1, 0, 8, "-1.5")),
    "subtract": (lambda x, y: x - y, (2, -3, 0, 0, "-2.5")),
    "subtract from a number": (lambda x, _: 1 - x, (-2, 2, 1, -3, 3)),
    "multiply": (lambda x, y: x * y, (3, -2, 0, 16, -1)),
    "divide": (lambda x, _: x / 4, ("0.75", "-0.25", 0, 1, "-0.5")),
    "divide a number": (lambda _, y: 2 / (y + 1), (1, "0.6666666666666667", 2, "0.4", "1.3333333333333333")),
    "ratio": (lambda x, y: ratio(x, y, 9), (3, "-0.5", 9, 1, -4)),
    "negative": (lambda x, _: -x, (-3, 1, 0, -4, 2)),
    "absolute": (lambda x, _: abs(x), (3, 1, 0, 4, 2)),
    "smallest": (lambda x, y: minimum(x, y, 3), (1, -1, 0, 3, -2)),
    "largest": (lambda x, y: maximum(x, y, 1), (3, 2, 1, 4, 1)),
    "square": (lambda x, _: x**2, (9, 1, 0, 16, 4)),
    "cube": (lambda x, _: x**3, (27, -1, 0, 64, -8)),
    "power of nothing": (lambda x, _: x**0, (1, 1, 1, 1, 1)),
    "inverse": (lambda _, y: (y + 1) ** -2, ("0.25", "0.1111111111111111", 1, "0.04", "0.4444444444444444")),
    "half up": (lambda x, _: round_to(x / 2, 1), (2, -1, 0, 2, -1)),
    "half even": (lambda x, _: round_to(x / 2, 1, "half-even"), (2, 0, 0, 2, -1)),
    "down": (lambda x, _: round_to(x / 2, 1, "down"), (1, 0, 0, 2, -1)),
    "up": (lambda x, _: round_to(x / 2, 1, "up"), (2, -1, 0, 2, -1)),
    # a tenth is no float64, yet 0.3 is a multiple of it, and 0.25 lies half way
    "down to tenths": (lambda x, _: round_to(x / 10, Decimal("0.1"), "down"), ("0.3", "-0.1", 0, "0.4", "-0.2")),
    "up to tenths": (lambda x, _: round_to(x * Decimal("1.1"), Decimal("0.1"), "up"), ("3.3", "-1.1", 0, "4.4", "-2.2")),
    "half up to tenths": (
        lambda x, _: round_to(x * Decimal("0.05"), Decimal("0.1")),
        ("0.2", "-0.1", 0, "0.2", "-0.1"),
    ),
    "less": (lambda x, y: (x < y) * 1, (0, 1, 0, 0, 1)),
    "at most": (lambda x, y: (x <= y) * 1, (0, 1, 1, 1, 1)),
    "more": (lambda x, y: (x > y) * 1, (1, 0, 0, 0, 0)),
    "at least": (lambda x, y: (x >= y) * 1, (1, 0, 1, 1, 0)),
    "equal": (lambda x, y: x.equals(y) * 1, (0, 0, 1, 1, 0)),
    # anything but zero is true, also below zero
    "and": (lambda x, y: x & (y > 1), (0, 1, 0, 1, 0)),
    "or": (lambda x, y: x | (y > 5), (1, 1, 0, 1, 1)),
    "not": (lambda x, _: ~x, (0, 0, 1, 0, 0)),
    "where": (lambda x, y: where(x, y, 7), (1, 2, 7, 4, "0.5")),
    # 0.1 × 2 + 0.2 × 1 above that, nothing below the first bound, and half of what is above 3
    "by slice": (lambda x, _: by_slice(x, BOUNDS, RATES), ("0.4", 0, 0, "0.9", 0)),
    "by slice of a moving bound": (
        lambda x, y: by_slice(x, [y, const(2)], RATES[:2]),
        # bands from y to 2 and from 2: in the fourth period the first is empty
        ("0.3", 0, 0, "0.4", 0),
    ),
    "by band": (lambda x, _: by_band(x, BOUNDS, RATES), ("0.5", 0, "0.1", "0.5", 0)),
    "by band, above": (lambda x, _: by_band(x, BOUNDS, RATES, "above"), ("0.2", 0, 0, "0.5", 0)),
    "interpolate": (
        lambda x, _: interpolate(x, [-1, 1, 3], [const(k) for k in (10, 20, 60)]),
        (60, 10, 15, 60, 10),
    ),
    "interpolate between": (
        lambda x, y: interpolate(x + y / 2, [-1, 1, 4], [const(k) for k in (10, 20, 50)]),
        # at 3.5, 0, 0, 6, −1.75
        (45, 15, 15, 50, 10),
    ),
    "lookup": (lambda x, _: lookup(PROFILE, x), (0, 0, 10, 0, 0)),
    "lookup inside an age": (lambda _, y: lookup(PROFILE, y * Decimal("1.4")), (20, 30, 10, 0, 10)),
    "earlier": (lambda x, _: prev(x), (0, 3, -1, 0, 4)),
    "two earlier": (lambda x, _: prev(x, 2, 8), (8, 8, 3, -1, 0)),
    "much earlier": (lambda x, _: prev(x, 9, 8), (8, 8, 8, 8, 8)),
    "one earlier, and one earlier again": (lambda x, _: prev(prev(x, 1, 5), 1, 6), (6, 5, 3, -1, 0)),
    "earlier of earlier": (lambda x, _: prev(prev(x, 1, 5), 2, 6), (6, 6, 5, 3, -1)),
    "so far": (lambda x, _: running(x), (3, 2, 2, 6, 4)),
    "last two": (lambda x, _: moving(x, 2), (3, 2, -1, 4, 2)),
    "last one": (lambda x, _: moving(x, 1), X),
    "last nine": (lambda x, _: moving(x, 9), (3, 2, 2, 6, 4)),
    "since": (lambda x, y: since(x, y.equals(2) | y.equals(4)), (3, -1, -1, 4, 2)),
    "since never": (lambda x, y: since(x, y > 9), (3, 2, 2, 6, 4)),
    "latch": (lambda x, _: latch(x < 0) * 1, (0, 1, 1, 1, 1)),
    "latch at once": (lambda x, _: latch(x > 0) * 1, (1, 1, 1, 1, 1)),
    "elapsed": (lambda x, _: elapsed(x < 0) * 1, (-1, 0, 1, 2, 3)),
    "elapsed at once": (lambda x, _: elapsed(x > 0) * 1, (0, 1, 2, 3, 4)),
    "elapsed never": (lambda x, _: elapsed(x > 9) * 1, (-1, -1, -1, -1, -1)),
}  # fmt: skip

REDUCTIONS: dict[str, tuple[Build, Numbers]] = {
    "total": (lambda x, _: total(x), (4, 4, 4, 4, 4)),
    "total of a number": (lambda x, _: total(const(2)) + x * 0, (10, 10, 10, 10, 10)),
    "remaining": (lambda x, _: remaining(x), (4, 1, 2, 2, -2)),
    "first": (lambda x, _: first_period(x < 0), (1, 1, 1, 1, 1)),
    "first at once": (lambda x, _: first_period(x > 0), (0, 0, 0, 0, 0)),
    "first never": (lambda x, _: first_period(x > 9), (5, 5, 5, 5, 5)),
}


def _given(values: Numbers) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(value)) for value in values)


def _inputs(drawn: bool) -> tuple[Input, Input, Inputs]:
    x = Input("x", shape="series", default=_given(X), random=drawn)
    y = Input("y", shape="series", default=_given(Y), random=drawn)
    columns = {one.name: np.array([[float(value)] for value in one.default]) for one in (x, y)}
    # futures 0 and 2 are all zeros, so that one beside another would be noticed
    draws = {
        name: lambda part, a=a: np.concatenate([a * (k == 1) for k in part], axis=1)
        for name, a in columns.items()
    }
    return x, y, Inputs(draws=draws if drawn else {})


def _check(graph: Graph, inputs: Inputs, expected: Numbers) -> None:
    paper = _given(expected)
    program = compile_program(graph, ["result"])
    exact = run_exact(program, inputs)["result"]
    given = {"x": _given(X), "y": _given(Y), "profile": PROFILE.default}
    plain = plain_run(graph, ["result"], given)["result"]
    column = 1 if inputs.draws else 0
    simulated = ReferenceExecutor(program, inputs, finite=False).run(range(3))["result"][:, column]
    if inputs.draws and compiler_present():
        fused = FusedExecutor(program, inputs, Plan(streams=("result",))).part(range(3)).streams["result"]
        assert (fused[:, column] == simulated).all()
    for period, number in enumerate(paper):
        known = exact[period if len(exact) > 1 else 0]
        assert abs(known - number) < Decimal("1e-15"), (period, known)
        assert abs(plain[period] - number) < Decimal("1e-15"), (period, plain[period])
        assert simulated[period if len(simulated) > 1 else 0] == pytest.approx(
            float(number), rel=1e-15, abs=1e-15
        )


@pytest.mark.parametrize("drawn", [False, True])
@pytest.mark.parametrize("name", [*OPERATIONS, *REDUCTIONS])
def test_whole_lines(name: str, drawn: bool):
    build, expected = {**OPERATIONS, **REDUCTIONS}[name]
    x, y, inputs = _inputs(drawn)
    graph = Graph(Timeline(year=2025, periods=5))
    graph.line("result", build(x, y))
    graph.finish()
    assert [block.kind for block in compile_program(graph, ["result"]).blocks] == ["whole"]
    _check(graph, inputs, expected)


@pytest.mark.parametrize("drawn", [False, True])
@pytest.mark.parametrize("name", OPERATIONS)
def test_inside_a_loop(name: str, drawn: bool):
    build, expected = OPERATIONS[name]
    x, y, inputs = _inputs(drawn)
    graph = Graph(Timeline(year=2025, periods=5))
    result = graph.forward("result", x.unit)
    nothing = prev(result) * 0
    # other values live and die around the operation: none may be written over, nor write over it
    before = (x + nothing + 5) * 2
    here, there = before / 2 - 5, y + nothing
    made = build(here, there)
    after = (here * 3 + there) * 2 - here * 6 - there * 2
    result.define(made + after + made - made * 1)
    graph.finish()
    assert "step" in [block.kind for block in compile_program(graph, ["result"]).blocks]
    _check(graph, inputs, expected)


def test_a_moving_sum_and_an_earlier_value_of_what_only_the_loop_reads():
    # only 'result' is kept: the histories that the loop itself reads must be kept with it
    graph = Graph(Timeline(year=2025, periods=5))
    x, _, inputs = _inputs(True)
    result = graph.forward("result", x.unit)
    doubled = (x + prev(result) * 0) * 2
    result.define(prev(doubled, 2, 1) + moving(doubled + 1, 2))
    graph.finish()
    # doubled: 6, −2, 0, 8, −4; last two of doubled + 1: 7, 7 − 1, −1 + 1, 1 + 9, 9 − 3
    _check(graph, inputs, (8, 7, 6, 8, 6))


@pytest.mark.parametrize("value", [0.25, 0.35, 1.005, 2.675, 0.285, 1e9 + 0.005, 123456789.125])
@pytest.mark.parametrize("mode", ["half-up", "half-even", "down", "up"])
@pytest.mark.parametrize("sign", [1, -1])
def test_rounding_to_cents_is_as_on_paper(value: float, mode: str, sign: int):
    x = Input("x", default=sign * Decimal(repr(value)))
    graph = Graph(Timeline(year=2025, periods=1))
    graph.line("coins", round_to(x, Decimal("0.01"), mode))
    graph.finish()
    program = compile_program(graph, ["coins"])
    exact = run_exact(program, Inputs())["coins"][0]
    simulated = ReferenceExecutor(program, Inputs()).run(range(1))["coins"][0, 0]
    assert simulated == pytest.approx(float(exact), abs=1e-6)


@pytest.mark.parametrize("exponent", ["-1", "0", "0.5", "1", "2", "3", "64", "65", "1.7", "drawn", "known"])
@pytest.mark.parametrize("looped", [False, True])
def test_a_power_does_not_depend_on_how_many_futures_stand_beside(exponent: str, looped: bool):
    x, y = Input("x", random=True), Input("y", random=True)
    known = Input("known", default=Decimal(2))
    power = {"drawn": y, "known": known}[exponent] if exponent.isalpha() else const(Decimal(exponent))
    graph = Graph(Timeline(year=2025, periods=2))
    result = graph.forward("result", x.unit)
    result.define(x**power + (prev(result) * 0 if looped else 0))
    graph.finish()
    program = compile_program(graph, ["result"])
    numbers = np.random.default_rng(2).lognormal(0, 0.3, 300)
    draws = {
        "x": lambda part: numbers[part.start : part.stop],
        "y": lambda part: np.where(np.arange(part.start, part.stop) % 3, 2.0, 0.5),
    }
    executor = ReferenceExecutor(program, Inputs(draws=draws))
    whole = executor.run(range(300))["result"]
    alone = np.concatenate([executor.run(range(k, k + 1))["result"] for k in range(300)], axis=1)
    assert (whole == alone).all()
    wanted = numbers ** (
        draws["y"](range(300)) if exponent == "drawn" else 2.0 if exponent == "known" else float(exponent)
    )
    np.testing.assert_allclose(whole[0], wanted, rtol=2e-14, atol=0)
