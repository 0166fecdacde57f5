"""Every mistake that the algebra reports: its code, what was found, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest

from concession.engine import Inputs, ReferenceExecutor, run_exact
from concession.errors import CODES, ConcessionError
from concession.lines import (
    NONE,
    Expr,
    Graph,
    Input,
    Selector,
    Timeline,
    Unit,
    by_band,
    by_slice,
    compile_program,
    const,
    elapsed,
    exp,
    first_period,
    interpolate,
    latch,
    log,
    lookup,
    maximum,
    minimum,
    moving,
    parse_formula,
    prev,
    remaining,
    round_to,
    running,
    since,
    total,
    where,
)

USD, TONNE = Unit.of("USD"), Unit.of("t")


def _graph(periods: int = 3) -> Graph:
    return Graph(Timeline(year=2025, periods=periods))


def _series(name: str, *values: int, unit: Unit = USD) -> Input:
    return Input(name, unit=unit, shape="series", default=tuple(map(Decimal, values)))


money = _series("money", 1, 2, 3)
mass = _series("mass", 1, 2, 3, unit=TONNE)
share = Input("share", default=Decimal("0.5"))
profile = Input("profile", unit=USD, shape="profile", default=(Decimal(1), Decimal(2)))


def _problem(build: Callable[[], object]) -> tuple[str, str, str]:
    with pytest.raises(ConcessionError) as error:
        build()
    (found,) = error.value.problems
    assert found.code in CODES
    return found.code, found.message, found.hint


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: money + mass, "cannot add USD and t: money + mass"),
        (lambda: money - mass, "cannot subtract USD and t: money − mass"),
        (lambda: money + 1, "cannot add USD and 1: money + 1"),
        (lambda: 1 - money, "cannot subtract 1 and USD: 1 − money"),
        (lambda: money < mass, "cannot compare USD and t: money < mass"),
        (lambda: money.equals(mass), "cannot compare USD and t: money = mass"),
        (lambda: minimum(money, mass), "cannot compare USD and t: min(money, mass)"),
        (lambda: maximum(money, 0, 3), "cannot compare USD and 1: max(max(money, 0), 3)"),
        (
            lambda: where(money > 0, money, mass),
            "cannot choose between USD and t: (money where 0 < money, else mass)",
        ),
        (
            lambda: prev(money, 1, 100),
            "cannot mix an amount and its start value in USD and 1: [money, 1 period earlier, 100 at the start]",
        ),
        (
            lambda: by_slice(money, [0, const(5, TONNE)], [share, share]),
            "cannot compare USD and t: by slice(money: share from 0; share from 5)",
        ),
        (
            lambda: by_band(money, [0, const(5, USD)], [share, money]),
            "cannot mix in one table 1 and USD: by band(money: share from 0; money from 5)",
        ),
        (lambda: money**share, "an amount in USD can only be raised to a whole number: <money^share : 1>"),
        (lambda: share**money, "an exponent must be a plain number, not an amount in USD: <share^money : 1>"),
        (lambda: exp(money), "exp needs a plain number, not USD: <money : USD>"),
        (lambda: log(money), "log needs a plain number, not USD: <money : USD>"),
        (lambda: lookup(profile, money), "an age needs a plain number, not USD: <money : USD>"),
        *(
            (build, "a condition must be a comparison, not an amount in USD: <money : USD>")
            for build in (
                lambda: where(money, money, 0),
                lambda: since(money, money),
                lambda: latch(money),
                lambda: elapsed(money),
                lambda: first_period(money),
                lambda: money & (share > 1),
                lambda: (share > 1) | money,
                lambda: ~money,
            )
        ),
        (lambda: USD.root(2), "no 2-th root of the unit USD"),
        (
            lambda: _graph().forward("tax", USD).define(mass),
            "cannot mix the line 'tax' and its formula in USD and t: mass",
        ),
    ],
)
def test_e601_units(build: Callable[[], object], message: str):
    code, found, _ = _problem(build)
    assert code == "E601"
    assert found == message


def test_e601_says_what_to_do():
    assert _problem(lambda: money + mass)[2] == "convert one of them, or give the number its unit"
    assert _problem(lambda: latch(money))[2] == "compare it with something: 'amount > 0'"


def test_e601_a_movement_of_an_account_and_a_selector_are_found_together():
    graph = _graph()
    account = graph.account("loan", USD)
    account.credit(mass)
    graph.line("ore", mass * 1, attributes={"kind": "ore"})
    graph.line("sum", graph.select(Selector(match={"kind": ("ore",)}), USD, reader="clauses.sum"))
    with pytest.raises(ConcessionError) as error:
        graph.finish()
    found = {(one.code, one.path): one.message for one in error.value.problems}
    assert found["E601", "loan"] == "cannot add USD and t: loan.opening + mass"
    assert found["E601", "clauses.sum"] == "'kind is ore' matches 'ore' in t, not USD"


def test_e602_a_loop_inside_a_period_names_its_lines_in_order():
    graph = _graph()
    names = ["a", "b", "c"]
    lines = [graph.forward(name, USD) for name in names]
    for line, read in zip(lines, [*lines[1:], lines[0]], strict=True):
        line.define(read * 2 + prev(line))
    graph.line("outside", lines[0] + money)
    graph.finish()
    code, message, hint = _problem(lambda: compile_program(graph, ["outside"]))
    assert code == "E602"
    path = message.removeprefix("a loop inside a period: ").split(" → ")
    # a reads b, b reads c, c reads a: whichever comes first
    assert len(path) == 4
    assert path[0] == path[-1]
    assert "".join(path[:-1]) in ("abc", "bca", "cab")
    assert hint == "refer to an earlier period, or use a closed form for simultaneous definitions"


@pytest.mark.parametrize("wrap", [running, lambda x: moving(x, 2), lambda x: since(x, x > 0)])
def test_e602_sums_that_include_now_do_not_break_a_loop(wrap: Callable[[Expr], Expr]):
    graph = _graph()
    line = graph.forward("paid", USD)
    line.define(money - wrap(line))
    graph.finish()
    assert _problem(lambda: compile_program(graph, ["paid"]))[:2] == (
        "E602",
        "a loop inside a period: paid → paid",
    )


def test_e602_a_line_that_is_itself():
    graph = _graph()
    line = graph.forward("tax", USD)
    line.define(line)
    graph.finish()
    assert _problem(lambda: compile_program(graph, ["tax"]))[1] == "a loop inside a period: tax → tax"


def test_e602_a_selector_that_finds_its_own_reader():
    graph = _graph()
    wanted = Selector(match={"payee": ("state",)})
    graph.line("take", graph.select(wanted, USD, reader="x") * Decimal("0.1"), attributes={"payee": "state"})
    graph.finish()
    assert _problem(lambda: compile_program(graph, ["take"]))[1] == "a loop inside a period: take → take"


@pytest.mark.parametrize("reduce", [total, remaining, lambda x: first_period(x > const(1, USD)) * money])
def test_e603_a_loop_between_stages_names_its_lines(reduce: Callable[[Expr], Expr]):
    graph = _graph()
    cost = graph.forward("cost", USD)
    fee = graph.line("fee", prev(reduce(cost)) / 10)
    cost.define(money + fee)
    graph.finish()
    code, message, hint = _problem(lambda: compile_program(graph, ["fee"]))
    assert code == "E603"
    assert message.startswith("a loop between stages: <")
    assert "cost" in message.rpartition("(")[2]
    assert "fee" in message.rpartition("(")[2]
    assert hint == "read only earlier periods (prev, running), or break the loop"


def _compiled(node: Expr) -> object:
    graph = _graph()
    graph.line("line", node)
    graph.finish()
    return compile_program(graph, ["line"])


def _looped(node: Callable[[Expr], Expr]) -> object:
    graph = _graph()
    line = graph.forward("line", USD)
    line.define(node(line))
    graph.finish()
    return compile_program(graph, ["line"])


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: round_to(money, 0), "cannot round to multiples of 0"),
        (lambda: round_to(money, -1), "cannot round to multiples of -1"),
        (lambda: round_to(money, 1, "nearest"), "unknown rounding mode 'nearest'"),
        (lambda: lookup(money, share), "money is not a profile by age"),
        (lambda: prev(money, 0), "prev needs at least one period back, not 0"),
        (lambda: moving(money, 0), "a moving sum needs at least one period, not 0"),
        (lambda: const(float("inf")), "a formula cannot contain the number Infinity"),
        (lambda: const(np.float64("nan")), "a formula cannot contain the number NaN"),
        (lambda: money * 10**200, "a formula cannot contain the number 1" + "0" * 39),
        (
            lambda: _compiled(prev(money, 1, mass / mass * money)),
            "the start value of an earlier period must not itself vary by period: "
            "<[money, 1 period earlier, mass ÷ mass × money at the start] : USD>",
        ),
        (
            lambda: _looped(lambda line: prev(line, 1, prev(line) + money)),
            "the start value of an earlier period must not itself vary by period: "
            "<[line, 1 period earlier, [line, 1 period earlier] + money at the start] : USD>",
        ),
        (
            lambda: _compiled(profile * 2),
            "<profile × 2 : USD> reads the profile 'profile' without an age",
        ),
        (lambda: _compiled(profile), "'line' reads the profile 'profile' without an age"),
        (
            lambda: _looped(lambda line: prev(line) + profile),
            "<[line, 1 period earlier] + profile : USD> reads the profile 'profile' without an age",
        ),
        (
            lambda: _compiled(lookup(Input("drawn", shape="profile", random=True), share)),
            "the profile 'drawn' cannot be drawn",
        ),
    ],
)
def test_e604_operations(build: Callable[[], object], message: str):
    assert _problem(build)[:2] == ("E604", message)


@pytest.mark.parametrize("table", [by_slice, by_band, interpolate])
def test_e605_tables(table: Callable[..., Expr]):
    for bounds, rates in (([], []), ([0], []), ([0, 1], [share])):
        code, message, _ = _problem(lambda b=bounds, r=rates: table(share, b, r))
        assert (code, message) == (
            "E605",
            f"a table needs one rate for each lower bound, not {len(rates)} for {len(bounds)}",
        )
    for bounds in ([1, 0], [1, 1]):
        code, message, hint = _problem(lambda b=bounds: table(share, b, [share, share]))
        assert (code, message, hint) == ("E605", "the bounds of a table must rise", "sort its bands")


def test_e606_timelines():
    assert _problem(lambda: Timeline(year=2025, periods=0)) == (
        "E606",
        "a timeline of 0 periods",
        "use 1 to 2400",
    )
    assert _problem(lambda: Timeline(year=2025, periods=2401))[0] == "E606"
    for wrong in ({"per_year": 2}, {"per_year": 4, "first": 5}, {"first": 0}):
        code, message, _ = _problem(lambda wrong=wrong: Timeline(year=2025, periods=3, **wrong))
        assert (code, message) == ("E606", "a period is a year, a quarter or a month of a year")


def test_e607_lines_defined_twice_or_never():
    graph = _graph()
    line = graph.line("tax", money * 1)
    assert _problem(lambda: graph.line("tax", money * 2)) == (
        "E607",
        "two lines are named 'tax'",
        "rename one of the clauses",
    )
    assert _problem(lambda: line.define(money))[:2] == ("E607", "the line 'tax' is defined twice")
    graph.forward("never", USD)
    graph.line("reader", graph["never"] * 2)
    assert _problem(graph.finish)[:2] == ("E607", "the line 'never' never gets a formula")
    assert _problem(lambda: compile_program(graph, ["reader"]))[1] == "the line 'never' never gets a formula"


def test_e607_what_is_finished_takes_nothing_more():
    graph = _graph()
    loan = graph.account("loan", USD)
    graph.finish()
    for move in (loan.credit, loan.accrue, loan.debit):
        assert _problem(lambda move=move: move(money))[:2] == (
            "E607",
            "the account 'loan' is closed: it takes no more movements",
        )


def test_e607_an_unfinished_selection_is_not_a_zero():
    graph = _graph()
    graph.line("take", graph.select(Selector(match={"payee": ("state",)}), USD, reader="x"))
    code, message, _ = _problem(lambda: compile_program(graph, ["take"]))
    assert (code, message) == (
        "E607",
        "the selector 'payee is state' has not looked for lines yet: finish the graph first",
    )


@pytest.mark.parametrize(
    "other",
    [
        Input("share", default=Decimal("0.6")),
        Input("share", default=Decimal("0.5"), random=True),
        Input("share", default=Decimal("0.5"), shape="series"),
        Input("share", default=Decimal("0.5"), unit=USD / USD * USD),
    ],
)
def test_e607_two_inputs_of_one_name(other: Input):
    node = share * 2 + other * const(3, NONE / other.unit)
    assert _problem(lambda: _compiled(node))[:2] == ("E607", "two different inputs are named 'share'")


def test_e608_unknown_lines():
    graph = _graph()
    graph.line("royalty", money * 1)
    graph.finish()
    for build in (lambda: graph["roylaty"], lambda: compile_program(graph, ["roylaty"])):
        assert _problem(build) == ("E608", "there is no line 'roylaty'", "did you mean 'royalty'?")


def test_e609_empty_selectors():
    graph = _graph()
    graph.line("royalty", money * 1, attributes={"instrument": "royalty", "licence": "existing"})
    graph.line("bare", money * 1)
    wanted = Selector(match={"instrument": ("royalty",)}, exclude={"licence": ("existing",)})
    graph.line("share", graph.select(wanted, USD, reader="clauses.fund"))
    with pytest.raises(ConcessionError) as error:
        graph.finish()
    (found,) = error.value.problems
    assert (found.code, found.path) == ("E609", "clauses.fund")
    assert found.message == "no line matches 'instrument is royalty; licence is not existing'"
    assert found.hint == "check the attributes, or say 'allow_empty: true'"


def test_an_allowed_empty_selector_is_zero():
    graph = _graph()
    nothing = Selector(match={"instrument": ("royalty",)})
    graph.line("share", graph.select(nothing, USD, reader="x", allow_empty=True) + money)
    graph.finish()
    program = compile_program(graph, ["share"])
    assert list(run_exact(program, Inputs())["share"]) == [1, 2, 3]
    assert ReferenceExecutor(program, Inputs()).run(range(1))["share"][:, 0].tolist() == [1, 2, 3]


def test_e610_formulas_name_the_mistake():
    code, message, hint = _problem(lambda: parse_formula("maximum(a, b)", Input))
    assert (code, message) == ("E610", "there is no function 'maximum': maximum(a, b)")
    assert hint.startswith(("did you mean 'max'", "known: "))


# runs


def _program(node: Expr) -> object:
    return _compiled(node)


def test_e701_inputs_without_a_value_are_named_together():
    drawn = Input("hazard", random=True)
    known = Input("cost")
    program = _program(drawn * known + share)
    assert _problem(lambda: ReferenceExecutor(program, Inputs()))[:2] == (
        "E701",
        "inputs without a value: hazard, cost",
    )
    assert _problem(lambda: run_exact(program, Inputs())) == (
        "E701",
        "the input 'hazard' has no value",
        "give it one, or a draw",
    )


def test_e701_wrong_shapes():
    program = _program(money * share)
    for known, message in (
        ({"money": (Decimal(1), Decimal(2))}, "the input 'money' has 2 values for 3 periods"),
        ({"money": Decimal(1)}, "the input 'money' has 1 values for 3 periods"),
        ({"share": (Decimal(1), Decimal(2))}, "the input 'share' is one number, not 2"),
    ):
        for run in (run_exact, ReferenceExecutor):
            assert _problem(lambda r=run, k=known: r(program, Inputs(known=k)))[:2] == ("E701", message)


@pytest.mark.parametrize(
    ("shape", "drawn", "message"),
    [
        ("scalar", np.ones(3), "the draw of 'x' has shape (1, 3), not (1, 2)"),
        ("scalar", np.ones((3, 2)), "the draw of 'x' has shape (3, 2), not (1, 2)"),
        ("series", np.ones(2), "the draw of 'x' has shape (1, 2), not (3, 2)"),
        ("series", np.ones((2, 2)), "the draw of 'x' has shape (2, 2), not (3, 2)"),
    ],
)
def test_e701_draws_of_a_wrong_shape(shape: str, drawn: np.ndarray, message: str):
    program = _program(Input("x", shape=shape, random=True) * 2)
    executor = ReferenceExecutor(program, Inputs(draws={"x": lambda _: drawn}))
    assert _problem(lambda: executor.run(range(2)))[:2] == ("E701", message)


def test_e702_names_line_period_and_future():
    units = Input("units", shape="series", random=True)
    program = _program(money / units)
    drawn = np.array([[1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
    inputs = Inputs(draws={"units": lambda part: drawn[:, part.start : part.stop]})
    assert _problem(lambda: ReferenceExecutor(program, inputs).run(range(4)))[:2] == (
        "E702",
        "'line' is inf in 2026 of future 2",
    )
    # the same future is named from any chunk, be it of one future only
    assert _problem(lambda: ReferenceExecutor(program, inputs).run(range(3, 4)))[1] == (
        "'line' is inf in 2026 of future 3"
    )
    kept = ReferenceExecutor(program, inputs, finite=False).run(range(4))["line"]
    assert np.isinf(kept).sum() == 5


def test_e702_without_period_or_future():
    program = _program(share / (share - share))
    assert _problem(lambda: ReferenceExecutor(program, Inputs()).run(range(2)))[1] == "'line' is inf"
    assert _problem(lambda: run_exact(program, Inputs()))[1] == "'line' is Infinity"
    program = _program((money - money) / (money - money))
    assert _problem(lambda: ReferenceExecutor(program, Inputs()).run(range(2)))[1] == "'line' is nan in 2025"
    code, message, hint = _problem(lambda: run_exact(program, Inputs()))
    assert (code, message) == ("E702", "'line' is NaN in 2025")
    assert "ratio" in hint


def test_a_division_by_zero_in_a_branch_not_taken_is_no_error():
    zero = money - money
    program = _program(where(zero > 0, money / zero * const(1, USD), money))
    assert list(run_exact(program, Inputs())["line"]) == [1, 2, 3]
    assert ReferenceExecutor(program, Inputs()).run(range(1))["line"][:, 0].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (exp, "'rate' needs exp, which has no exact value"),
        (log, "'rate' needs log, which has no exact value"),
        (lambda x: x ** const(0.5), "'rate' raises to the power 0.5, which has no exact value"),
        # in a loop the operation has no line of its own: the one that reads it is named
        (lambda x: prev(exp(x)), "'rate' needs exp, which has no exact value"),
    ],
)
def test_e703_names_the_line(build: Callable[[Expr], Expr], message: str):
    graph = _graph()
    graph.line("rate", build(share))
    graph.line("other", money * graph["rate"])
    graph.finish()
    program = compile_program(graph, ["other"])
    assert _problem(lambda: run_exact(program, Inputs())) == ("E703", message, "run the simulation")
    assert np.isfinite(ReferenceExecutor(program, Inputs()).run(range(1))["other"]).all()


def test_e703_inside_a_loop_names_the_line():
    graph = _graph()
    level = graph.forward("level", NONE)
    level.define(prev(exp(level) * prev(level), 1, share))
    graph.finish()
    program = compile_program(graph, ["level"])
    assert _problem(lambda: run_exact(program, Inputs()))[1] == "'level' needs exp, which has no exact value"
