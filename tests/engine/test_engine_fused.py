"""Fused kernels agree with the reference executor to the bit, on random programs and every kind of result."""

from __future__ import annotations

import os
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from program_strategies import FUTURES, Drawn, programs

from concession.compiler import _llvm, compiler_present
from concession.engine import (
    BLOCK,
    FusedExecutor,
    Inputs,
    Plan,
    Reduced,
    ReferenceExecutor,
    _choose,
    _fused,
    _ir_layout,
    _reference,
    choose,
    usable_workers,
)
from concession.engine._ir_kernel import kernel_of
from concession.engine._ir_ops import ELEMENTWISE
from concession.engine._plan import reduce_outputs
from concession.errors import ConcessionError
from concession.lines import (
    Graph,
    Input,
    Op,
    Program,
    Timeline,
    Unit,
    by_band,
    by_slice,
    compile_program,
    const,
    exp,
    first_period,
    interpolate,
    log,
    lookup,
    maximum,
    minimum,
    moving,
    prev,
    remaining,
    round_to,
    running,
    total,
    where,
)

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


def same(ours, theirs) -> bool:
    return bool(((np.asarray(ours) == np.asarray(theirs)) | (np.isnan(ours) & np.isnan(theirs))).all())


def assert_same(kept: Reduced, wanted: Reduced) -> None:
    for kind in ("weighted", "sums", "lows", "last", "streams"):
        ours, theirs = getattr(kept, kind), getattr(wanted, kind)
        assert list(ours) == list(theirs)
        for name, value in theirs.items():
            assert same(ours[name], value), (kind, name)


@pytest.fixture
def _few_are_discarded():
    OUTCOMES.clear()
    yield
    assert OUTCOMES["compared"] >= 0.8 * sum(OUTCOMES.values()) > 0, OUTCOMES


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=programs())
@pytest.mark.usefixtures("_few_are_discarded")
def test_random_programs(drawn: Drawn):
    if not drawn.names:
        return
    program = compile_program(drawn.graph, drawn.names)
    plan = everything(drawn.names, program.periods)
    part = range(FUTURES)
    with np.errstate(all="ignore"):  # what is not finite is counted below
        outputs = ReferenceExecutor(program, drawn.inputs(), finite=False).run(part)
        wanted = reduce_outputs(plan, outputs, part, program.periods)
    if not all(np.isfinite(stream).all() for stream in wanted.streams.values()):
        OUTCOMES["not finite"] += 1
        return
    OUTCOMES["compared"] += 1
    assert_same(FusedExecutor(program, drawn.inputs(), plan).part(part), wanted)


USD = Unit.of("USD")
PERIODS = 6


def small() -> tuple[Program, tuple[str, ...]]:
    """Return a program with a path, a number, what is known, and every way to reach another period."""
    graph = Graph(Timeline(year=2025, periods=PERIODS))
    price = Input("price", unit=USD, shape="series", random=True)
    size = Input("size", random=True)
    known = Input("known", unit=USD, shape="series", default=tuple(Decimal(k) for k in range(PERIODS)))
    graph.line("fixed", known * 2)
    graph.line("still", size * const(3, USD))
    graph.line("revenue", price * size)
    graph.line("before", prev(graph.lines["revenue"], 1, const(1, USD)) + prev(price, 3, const(2, USD)))
    graph.line("so_far", running(graph.lines["revenue"] - known))
    graph.line("lately", moving(price, 3))
    graph.line("all", total(graph.lines["revenue"]))
    graph.line("left", remaining(maximum(price, known)) / graph.lines["all"])
    graph.line("bought", graph.lines["left"] * lookup(PROFILE, first_period(price > known)))
    graph.finish()
    names = tuple(graph.lines)
    return compile_program(graph, names), names


PROFILE = Input("profile", shape="profile", default=tuple(map(Decimal, (10, 20, 30))))


def drawn(futures: int, seed: int = 5) -> Inputs:
    rng = np.random.default_rng(seed)
    price, size = rng.lognormal(1.0, 0.5, (PERIODS, futures)), rng.uniform(0.5, 2, futures)
    return Inputs(
        draws={
            "price": lambda part: price[:, part.start : part.stop],
            "size": lambda part: size[part.start : part.stop],
        }
    )


@pytest.mark.parametrize(
    "futures", [1, 7, 8, 9, 31, 32, 33, 127, 128, 129, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 45]
)
def test_any_number_of_futures(futures: int):
    program, names = small()
    plan, inputs = everything(names, PERIODS), drawn(futures)
    executor = FusedExecutor(program, inputs, plan)
    parts = [
        part
        for start in (0, BLOCK, 2 * BLOCK)
        if start < futures
        for part in [range(start, min(start + BLOCK, futures))]
    ]
    for part in [range(futures), *parts]:
        assert_same(executor.part(part), ReferenceExecutor(program, inputs).reduce(plan, part))


@pytest.mark.parametrize("strip", [16, 32, 64, 128])
@pytest.mark.parametrize("effort", [0, 1, 2, 3])
def test_strips_and_effort_change_no_bit(monkeypatch: pytest.MonkeyPatch, strip: int, effort: int):
    monkeypatch.setattr(_ir_layout, "LONGEST_STRIP", strip)
    monkeypatch.setattr(_ir_layout, "SHORTEST_STRIP", strip)
    monkeypatch.setattr(_fused, "_THOROUGH", effort)
    program, names = small()
    plan, inputs, part = everything(names, PERIODS), drawn(1000), range(1000)
    assert_same(
        FusedExecutor(program, inputs, plan).part(part),
        ReferenceExecutor(program, inputs).reduce(plan, part),
    )


def test_workers_change_no_bit():
    program, names = small()
    futures = 5 * BLOCK + 100
    plan, inputs = everything(names, PERIODS), drawn(futures)
    one = list(FusedExecutor(program, inputs, plan).run(range(futures)))
    three = list(FusedExecutor(program, inputs, plan, workers=3).run(range(futures)))
    assert [part.futures for part in three] == [
        range(2 * BLOCK),
        range(2 * BLOCK, 4 * BLOCK),
        range(4 * BLOCK, futures),
    ]
    for name in plan.weighted:
        whole = np.concatenate([part.weighted[name] for part in one])
        assert (whole == np.concatenate([part.weighted[name] for part in three])).all()
    for name in plan.sums:
        whole = np.concatenate([part.sums[name] for part in one])
        assert (whole == np.concatenate([part.sums[name] for part in three])).all()


@pytest.mark.parametrize("way", ["by future", "every second", "backwards", "one for all", "mapped"])
def test_paths_are_read_where_they_lie(way: str, tmp_path: Path):
    rng = np.random.default_rng(3)
    price = rng.lognormal(1.0, 0.5, (PERIODS, 300))
    if way == "by future":
        price = np.asfortranarray(price)
    elif way == "every second":
        price = rng.lognormal(1.0, 0.5, (2 * PERIODS, 600))[::2, ::2]
    elif way == "backwards":
        price = price[::-1]
    elif way == "one for all":
        price = np.broadcast_to(price[0], price.shape)
    else:
        np.save(tmp_path / "price.npy", price)
        price = np.load(tmp_path / "price.npy", mmap_mode="r")
    inputs = Inputs(draws={**drawn(300).draws, "price": lambda part: price[:, part.start : part.stop]})
    program, names = small()
    plan = everything(names, PERIODS)
    assert_same(
        FusedExecutor(program, inputs, plan).part(range(300)),
        ReferenceExecutor(program, inputs).reduce(plan, range(300)),
    )


EXTREMES = {
    "the larger of nothing": lambda x, y, k: maximum(x, 0),
    "the smaller of nothing": lambda x, y, k: minimum(x, 9),
    "the larger of a number": lambda x, y, k: maximum(const(0), x),
    "the smaller of what is known": lambda x, y, k: minimum(k, x),
    "the larger of two": lambda x, y, k: maximum(x, y),
    "the smaller of two": lambda x, y, k: minimum(y, x),
    "the part inside": lambda x, y, k: by_slice(x, [0, 2], [const(1), const(2)]),
    "the line between": lambda x, y, k: interpolate(x, [0, 2], [const(1), const(2)]),
    "the band": lambda x, y, k: by_band(x, [0, 2], [const(1), const(2)]),
    "the multiple": lambda x, y, k: round_to(x, 1),
}


@pytest.mark.parametrize("name", EXTREMES)
def test_what_is_not_a_number_stays_so(name: str):
    graph = Graph(Timeline(year=2025, periods=2))
    x = Input("x", shape="series", random=True)
    y = Input("y", shape="series", random=True)
    k = Input("k", default=Decimal(1))
    # a comparison with what is not a number is false, so the result says whether it was
    graph.line("result", (EXTREMES[name](x, y, k) < 100) * 1 + (EXTREMES[name](x, y, k) >= -100) * 2)
    graph.finish()
    program = compile_program(graph, ["result"])
    numbers = np.array([np.nan, 1.0, np.nan, 1.0, np.inf, -np.inf, 1.0, np.nan])
    inputs = Inputs(
        draws={
            "x": lambda part: np.stack([numbers, numbers[::-1]])[:, part.start : part.stop],
            "y": lambda part: np.ones((2, len(part))) * [[np.nan], [1.0]],
        }
    )
    plan = Plan(streams=("result",))
    found = FusedExecutor(program, inputs, plan).part(range(8)).streams["result"]
    assert (found == ReferenceExecutor(program, inputs).run(range(8))["result"]).all()


@pytest.mark.parametrize("futures", [5, 300])
def test_what_is_not_finite_is_named(futures: int):
    graph = Graph(Timeline(year=2025, periods=3))
    x = Input("x", shape="series", random=True)
    graph.line("share", 1 / x)
    graph.finish()
    program = compile_program(graph, ["share"])
    numbers = np.ones((3, futures))
    numbers[1, 4] = 0.0
    inputs = Inputs(draws={"x": lambda part: numbers[:, part.start : part.stop]})
    plan = Plan(weighted={"value": ("share", np.ones(3))})
    with pytest.raises(ConcessionError, match="E702 'share' is inf in 2026 of future 4"):
        FusedExecutor(program, inputs, plan).part(range(futures))


def test_what_is_not_finite_and_never_read_does_no_harm():
    graph = Graph(Timeline(year=2025, periods=3))
    x = Input("x", shape="series", random=True)
    graph.line("share", where(x > 0, 1 / x, 7))
    graph.finish()
    program = compile_program(graph, ["share"])
    inputs = Inputs(draws={"x": lambda part: np.zeros((3, len(part)))})
    plan = Plan(streams=("share",))
    assert (FusedExecutor(program, inputs, plan).part(range(20)).streams["share"] == 7).all()


def test_exponentials_logarithms_and_powers_agree_to_the_last_digits():
    graph = Graph(Timeline(year=2025, periods=2))
    x = Input("x", shape="series", random=True)
    made = {"exp": exp(x), "log": log(x), "root": x ** const(Decimal("0.5")), "to the other": x**x}
    for name, node in made.items():
        graph.line(name, node)
    graph.finish()
    program = compile_program(graph, list(made))
    numbers = np.random.default_rng(1).lognormal(0, 1, (2, 1000))
    inputs = Inputs(draws={"x": lambda part: numbers[:, part.start : part.stop]})
    plan = Plan(streams=tuple(made))
    found = FusedExecutor(program, inputs, plan).part(range(1000)).streams
    wanted = ReferenceExecutor(program, inputs).run(range(1000))
    for name, values in wanted.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-15, atol=0)


def test_every_operation_is_known():
    along = {Op.PREV, Op.RUNNING, Op.MOVING, Op.SINCE, Op.LATCH, Op.ELAPSED, Op.TOTAL, Op.REMAINING, Op.FIRST}
    assert {*ELEMENTWISE, *along, Op.LOOKUP, Op.CONST, Op.INPUT, Op.LINE} == set(Op)


def test_nothing_lets_arithmetic_be_reordered():
    program, names = small()
    text = kernel_of(program, everything(names, PERIODS)).text
    words = set(re.findall(r"[a-z]+", text))
    assert "fmul" in words
    assert not words & {"fast", "contract", "reassoc", "nnan", "ninf", "nsz", "arcp", "afn", "fma", "fmuladd"}


def test_other_numbers_compile_nothing(monkeypatch: pytest.MonkeyPatch):
    made: list[str] = []
    original = _llvm._compiled
    monkeypatch.setattr(_llvm, "_compiled", lambda text, *more: made.append(text) or original(text, *more))
    monkeypatch.setattr(_llvm, "_kept", {})
    monkeypatch.setattr(_llvm, "MOST_KEPT", 1)
    program, _ = small()
    for rate in (1.07, 1.08):
        plan = Plan(weighted={"value": ("revenue", rate ** -np.arange(PERIODS))})
        FusedExecutor(program, drawn(10, seed=int(rate * 100)), plan).part(range(10))
        assert len(made) == 1
    # another structure takes its place
    FusedExecutor(program, drawn(10), Plan(sums=("revenue",)))
    assert len(made) == 2
    assert len(_llvm._kept) == 1
    FusedExecutor(program, drawn(10), plan)
    assert len(made) == 3


class TestChoice:
    """Compiling must save more than it costs."""

    @pytest.fixture(autouse=True)
    def _nothing_is_compiled(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(_llvm, "_kept", {})
        monkeypatch.setattr(_choose, "_spent", {})

    def chosen(self, futures: int, name: str = "auto") -> str:
        program, names = small()
        plan = Plan(weighted={name: (name, np.ones(PERIODS)) for name in names})
        return type(choose(program, drawn(1), plan, futures=futures, name=name)).__name__

    def test_few_futures_run_on_the_reference(self):
        assert self.chosen(1000) == "_Reference"

    def test_many_are_compiled_for(self):
        assert self.chosen(10_000_000) == "FusedExecutor"

    def test_what_is_compiled_is_used(self):
        assert self.chosen(200_000) == "_Reference"
        assert self.chosen(10_000_000) == "FusedExecutor"
        assert self.chosen(200_000) == "FusedExecutor"

    def test_what_runs_again_and_again_is_compiled(self):
        runs = [self.chosen(200_000) for _ in range(30)]
        assert runs == sorted(runs, reverse=True)
        assert {*runs} == {"_Reference", "FusedExecutor"}

    @pytest.mark.parametrize("made", [exp, log, lambda x: x**x])
    def test_what_libraries_compute_runs_in_one_way_however_much_is_run(self, made):
        graph = Graph(Timeline(year=2025, periods=2))
        graph.line("made", made(Input("x", shape="series", random=True)))
        graph.finish()
        program = compile_program(graph, ["made"])
        rng = np.random.default_rng(2).lognormal(0, 1, (2, 20_000))
        inputs = Inputs(draws={"x": lambda part: rng[:, part.start : part.stop]})
        plan = Plan(streams=("made",))
        found = []
        for futures in (1, 3000, 20_000):
            chosen = choose(program, inputs, plan, futures=futures)
            assert type(chosen).__name__ == "FusedExecutor"
            found.append(
                np.concatenate([part.streams["made"] for part in chosen.run(range(futures))], axis=1)
            )
        for some in found:
            assert (some == found[-1][:, : some.shape[1]]).all()

    def test_without_a_compiler_everything_runs_on_the_reference(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(_choose, "compiler_present", lambda: False)
        assert self.chosen(10_000_000) == "_Reference"
        with pytest.raises(ConcessionError, match="E707"):
            self.chosen(1, "fast")

    @pytest.mark.parametrize("name", ["fused", "fast"])
    def test_two_words_for_it(self, name: str):
        assert self.chosen(1, name) == "FusedExecutor"


def test_workers_are_the_cores_that_are_ours(monkeypatch: pytest.MonkeyPatch):
    assert 1 <= usable_workers() <= 8
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(100)), raising=False)
    assert usable_workers() == 8


@pytest.mark.parametrize("kind", ["lows", "last", "streams"])
@pytest.mark.parametrize("amount", [np.inf, -np.inf, np.nan])
def test_what_is_not_finite_is_found_whatever_is_kept(kind: str, amount: float):
    graph = Graph(Timeline(year=2025, periods=3))
    x = Input("x", shape="series", random=True)
    graph.line("amount", x * 2)
    graph.finish()
    program = compile_program(graph, ["amount"])
    numbers = np.ones((3, 50))
    numbers[1, 44] = amount
    inputs = Inputs(draws={"x": lambda part: numbers[:, part.start : part.stop]})
    with pytest.raises(ConcessionError, match=r"E702 'amount' is -?(inf|nan) in 2026 of future 44"):
        FusedExecutor(program, inputs, Plan(**{kind: ("amount",)})).part(range(50))


def test_a_compiler_that_does_not_work_is_named_or_not_used(monkeypatch: pytest.MonkeyPatch):
    program, names = small()
    plan = Plan(sums=names)
    monkeypatch.setattr(_llvm, "_kept", {})
    monkeypatch.setattr(_llvm, "OLDEST", (9999,))
    assert type(choose(program, drawn(1), plan, futures=10**8)).__name__ == "_Reference"

    def broken(*_: object) -> None:
        raise OSError("it needs another libc")

    monkeypatch.setattr(_llvm, "_by_llvm", broken)
    with pytest.raises(ConcessionError, match="E707 llvmlite does not work here: it needs another libc"):
        choose(program, drawn(1), plan, futures=1, name="fused")
    monkeypatch.undo()
    monkeypatch.setattr(_llvm, "_kept", {})
    monkeypatch.setattr(_llvm, "_by_llvm", broken)
    assert type(choose(program, drawn(1), plan, futures=10**8)).__name__ == "_Reference"


@pytest.mark.parametrize("futures", [1, 20])
@pytest.mark.parametrize("kept", [(), ("weighted",), ("sums",), ("lows",), ("last",), ("streams",)])
def test_what_does_not_vary_and_what_is_not_kept(futures: int, kept: tuple[str, ...]):
    graph = Graph(Timeline(year=2025, periods=1))
    graph.line("fixed", const(3) * 2)
    graph.line("drawn", Input("x", random=True) + 1)
    graph.finish()
    program = compile_program(graph, ["fixed", "drawn"])
    inputs = Inputs(draws={"x": lambda part: np.arange(part.start, part.stop) / 8})
    for names in (("fixed",), ("drawn", "fixed")):
        whole = everything(names, 1)
        plan = Plan(**{kind: getattr(whole, kind) for kind in kept})
        found = FusedExecutor(program, inputs, plan).part(range(futures))
        assert_same(found, ReferenceExecutor(program, inputs).reduce(plan, range(futures)))


@pytest.mark.parametrize("chunk", [32, 96, 1024, 4064])
def test_sums_do_not_depend_on_the_references_chunks(monkeypatch: pytest.MonkeyPatch, chunk: int):
    monkeypatch.setattr(_reference, "SHORTEST_ROW", chunk)
    monkeypatch.setattr(_reference, "CHUNK_NUMBERS", 1)
    program, names = small()
    plan, inputs, part = everything(names, PERIODS), drawn(2 * BLOCK + 77), range(2 * BLOCK + 77)
    reference = ReferenceExecutor(program, inputs)
    assert reference.chunk_size == chunk
    assert_same(FusedExecutor(program, inputs, plan).part(part), reference.reduce(plan, part))
