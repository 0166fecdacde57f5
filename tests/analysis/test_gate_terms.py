"""Clauses about flows, solved by hand: shares, splits, taxes, starts, media, currencies. Run three ways."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from three_ways import assert_three_ways, leaf

from concession.analysis._explain import explain
from concession.analysis._trace import Trace
from concession.engine import Inputs, ReferenceExecutor, run_exact
from concession.errors import ConcessionError
from concession.lines import (
    Graph,
    Input,
    Origin,
    Selector,
    Timeline,
    Unit,
    by_band,
    compile_program,
    const,
    elapsed,
    latch,
    lookup,
    minimum,
    prev,
    ratio,
    running,
    since,
)

USD, UAH, TONNE = Unit.of("USD"), Unit.of("UAH"), Unit.of("t")


def series(name: str, *values: int | str, unit: Unit = USD) -> Input:
    return Input(name, unit=unit, shape="series", default=tuple(Decimal(value) for value in values))


# a share of receipts from new and dormant but not existing licences


def test_share_of_new_and_dormant_but_not_existing_licences():
    graph = Graph(Timeline(year=2025, periods=2))
    share = Input(
        "share", default=Decimal("0.5"), origin=Origin(path="clauses.fund.share", text="50 %", mark="text")
    )
    wanted = Selector(match={"instrument": ("royalty", "fee"), "licence": ("new", "dormant")})
    # asked for before the lines exist: it finds what every clause has added in the end
    receipts = graph.select(wanted, USD, reader="clauses.fund")
    graph.line("to_fund", share * receipts, origin=Origin(path="clauses.fund"))
    for name, instrument, licence, values in (
        ("royalty.old", "royalty", "existing", (100, 100)),
        ("royalty.new", "royalty", "new", (40, 50)),
        ("royalty.dormant", "royalty", "dormant", (25, 0)),
        ("fee.new", "fee", "new", (10, 10)),
        ("tax.new", "tax", "new", (7, 7)),
    ):
        attributes = {"instrument": instrument, "licence": licence}
        graph.line(name, series(f"{name}.amount", *values) * 1, attributes=attributes)
    graph.line("untold", series("other", 1000, 1000) * 1)
    graph.finish()
    # half of 40 + 25 + 10, half of 50 + 0 + 10
    assert_three_ways(graph, {"to_fund": ["37.5", 30]})
    tree = explain(Trace.exact(graph, Inputs()), "to_fund", 0)
    assert tree.matched == ("royalty.new", "royalty.dormant", "fee.new")
    assert tree.formula == "share × (royalty.new + royalty.dormant + fee.new)"
    assert [one.name for one in tree.inputs] == ["share", "royalty.new", "royalty.dormant", "fee.new"]
    assert leaf(tree, "share").origin.describe() == "clauses.fund.share: 50 % [text]"
    assert tree.to_dict()["clause"] == "clauses.fund"
    assert tree.to_dict()["inputs"][0]["mark"] == "text"


# quarterly production sharing with annual tax


@pytest.mark.parametrize(
    ("first", "taxes"),
    [
        # 2025: 20 + 20 + 20 + 28 = 88; 2026: 4 × 32 = 128; a quarter of each
        (1, [0, 0, 0, 22, 0, 0, 0, 32]),
        # from the third quarter: 20 + 20; 20 + 28 + 32 + 32 = 112; 32 + 32 in the half year at the end
        (3, [0, 10, 0, 0, 0, 28, 0, 16]),
    ],
)
def test_quarterly_sharing_with_annual_tax(first: int, taxes: list[int]):
    times = Timeline(year=2025, periods=8, per_year=4, first=first)
    graph = Graph(times)
    revenue = graph.line("revenue", series("sales", *[100] * 8) * 1)
    costs = graph.line("costs", series("spent", 120, *[20] * 7) * 1)
    pool = graph.account("cost_pool", USD)
    pool.credit(costs)
    recovered = pool.debit(graph.line("recovered", minimum(pool.opening + costs, revenue / 2)))
    share = graph.line("contractor", (revenue - recovered) * Decimal("0.4"))
    rate = Input("tax_rate", default=Decimal("0.25"), origin=Origin(path="clauses.tax.rate", text="25 %"))
    graph.line("tax", times.year_end * rate * since(share, times.year_start))
    graph.finish()
    # half of each quarter's 100 at most: 120 + 20 + 20 + 20 are recovered as 50, 50, 50, 30
    assert_three_ways(
        graph,
        {
            "recovered": [50, 50, 50, 30, 20, 20, 20, 20],
            "cost_pool.closing": [70, 40, 10, 0, 0, 0, 0, 0],
            "contractor": [20, 20, 20, 28, 32, 32, 32, 32],
            "tax": taxes,
        },
    )
    period = 3 if first == 1 else 5
    tree = explain(Trace.exact(graph, Inputs()), "tax", period)
    assert tree.formula == "year_end × tax_rate × sum since(contractor, from each year_start)"
    summed = leaf(tree, "contractor")
    assert summed.when == ("2025Q1 to 2025Q4" if first == 1 else "2026Q1 to 2026Q4")
    assert summed.value.mean == taxes[period] * 4
    assert leaf(tree, "tax_rate").origin.text == "25 %"


# a project that starts at a random date


def test_project_that_starts_at_a_random_date():
    times = Timeline(year=2030, periods=5)
    graph = Graph(times)
    profile = Input(
        "output",
        unit=TONNE,
        shape="profile",
        default=(Decimal(10), Decimal(20), Decimal(30)),
        origin=Origin(path="projects.mine.output"),
    )
    start = Input("start", random=True, origin=Origin(path="outlook.start"))
    graph.line("mined", lookup(profile, graph.line("age", times.number - start)))
    graph.finish()
    starts = (0, 2, 4, 9)
    paper = [[10, 20, 30, 0, 0], [0, 0, 10, 20, 30], [0, 0, 0, 0, 10], [0, 0, 0, 0, 0]]
    inputs = Inputs(draws={"start": lambda part: np.array([float(starts[k]) for k in part])})
    program = compile_program(graph, ["mined"])
    simulated = ReferenceExecutor(program, inputs).run(range(4))["mined"]
    assert simulated.T.tolist() == paper
    for number, expected in zip(starts, paper, strict=True):
        known = Inputs(known={"start": Decimal(number)})
        assert list(run_exact(program, known)["mined"]) == expected
        assert_three_ways(graph, {"mined": expected}, Inputs(known=known.known, draws={"start": None}))

    tree = explain(Trace.simulated(graph, inputs, range(4)), "mined", 2, depth=2)
    assert (tree.value.least, tree.value.mean, tree.value.most) == (0, 10, 30)
    assert tree.formula == "at age(output, age)"
    age = leaf(tree, "age")
    assert age.formula == "period − start"
    assert (age.value.least, age.value.most) == (-7, 2)
    assert leaf(tree, "output").when == "by age"
    assert (leaf(tree, "output").value.least, leaf(tree, "output").value.most) == (10, 30)
    assert leaf(tree, "start").origin.path == "outlook.start"


def test_project_that_starts_when_something_happens():
    times = Timeline(year=2030, periods=5)
    graph = Graph(times)
    peace = series("peace", 0, 0, 1, 0, 1, unit=Unit())
    profile = Input("output", unit=TONNE, shape="profile", default=(Decimal(5), Decimal(7)))
    since_peace = graph.line("age", elapsed(peace.equals(1)))
    graph.line("mined", lookup(profile, since_peace - 1))
    graph.finish()
    # the first peace is in 2032, the mine opens a year later, the second peace changes nothing
    assert_three_ways(graph, {"age": [-1, -1, 0, 1, 2], "mined": [0, 0, 0, 5, 7]})


# an R-factor with one period's lag


def test_r_factor_with_one_periods_lag():
    graph = Graph(Timeline(year=2025, periods=8))
    revenue = graph.line("revenue", series("sales", *[50] * 8) * 1)
    costs = graph.line("costs", series("spent", 100, *[10] * 7) * 1)
    factor = graph.line("r_factor", ratio(running(revenue), running(costs)))
    share = graph.line(
        "state_share",
        by_band(prev(factor), [0, 1, 2], [const(Decimal(x)) for x in ("0.2", "0.5", "0.7")]),
    )
    graph.line("state", share * (revenue - costs))
    graph.finish()
    # R: 50/100 = 0.5, 100/110, 150/120 = 1.25, 200/130, 250/140, 300/150 = 2 exactly, 350/160, …
    # each year's share follows the R of the year before; a band begins with its lower end
    assert_three_ways(
        graph,
        {
            "state_share": ["0.2", "0.2", "0.2", "0.5", "0.5", "0.5", "0.7", "0.7"],
            "state": [-10, 8, 8, 20, 20, 20, 28, 28],
        },
    )
    tree = explain(Trace.exact(graph, Inputs()), "state_share", 6)
    assert tree.formula == "by band([r_factor, 1 period earlier]: 0.2 from 0; 0.5 from 1; 0.7 from 2)"
    assert (tree.inputs[0].when, tree.inputs[0].value.mean) == ("2030", 2)
    assert [(one.name, one.when, one.value.mean) for one in tree.inputs[0].inputs] == [
        ("costs", "2025 to 2030", 150),
        ("revenue", "2025 to 2030", 300),
    ]


# a tax deductible against itself


def test_tax_deductible_against_itself():
    graph = Graph(Timeline(year=2025, periods=2))
    rate = Input("rate", default=Decimal("0.25"))
    base = graph.line("base", series("income", 100, 250) * 1)
    graph.line("tax", rate * base / (1 + rate))
    graph.finish()
    # t = 25 % × (100 − t), so t = 25 ÷ 1.25 = 20: and 25 % × (100 − 20) = 20
    assert_three_ways(graph, {"tax": [20, 50]})
    tree = explain(Trace.exact(graph, Inputs()), "tax", 0)
    assert tree.formula == "rate × base ÷ (1 + rate)"
    assert [one.value.mean for one in tree.inputs] == [Decimal("0.25"), 100]


def test_tax_on_itself_without_the_closed_form_names_the_loop():
    graph = Graph(Timeline(year=2025, periods=2))
    base = graph.line("base", series("income", 100, 250) * 1)
    tax = graph.forward("tax", USD)
    net = graph.line("net", base - tax)
    tax.define(net * Decimal("0.25"))
    graph.finish()
    with pytest.raises(
        ConcessionError, match=r"E602 a loop inside a period: (net → tax → net|tax → net → tax)\n"
    ) as error:
        compile_program(graph, ["tax"])
    assert "closed form" in error.value.problems[0].hint


# kind and cash side by side


def test_kind_and_cash_side_by_side():
    graph = Graph(Timeline(year=2025, periods=2))
    mined = graph.line("mined", series("ore", 1000, 2000, unit=TONNE) * 1)
    price = Input("price", unit=USD / TONNE, default=Decimal(12))
    share = Input("in_kind", default=Decimal("0.1"))
    tonnes = graph.line("royalty_tonnes", share * mined)
    graph.line(
        "royalty_value",
        tonnes * price,
        attributes={"payee": "state", "medium": "kind", "instrument": "royalty"},
    )
    graph.line("tax", series("paid", 500, 600) * 1, attributes={"payee": "state", "medium": "cash"})
    cash = graph.select(
        Selector(match={"payee": ("state",)}, exclude={"medium": ("kind",)}), USD, reader="cash"
    )
    everything = graph.select(Selector(match={"payee": ("state",)}), USD, reader="with kind")
    graph.line("state_cash", cash)
    graph.line("state_with_kind", everything)
    with pytest.raises(ConcessionError, match="E601 cannot add t and USD: royalty_tonnes \\+ tax"):
        tonnes + graph["tax"]
    graph.finish()
    # a tenth of 1,000 t at 12 USD/t is 1,200 USD beside 500 in cash
    assert_three_ways(
        graph,
        {
            "royalty_tonnes": [100, 200],
            "state_cash": [500, 600],
            "state_with_kind": [1700, 3000],
        },
    )
    tree = explain(Trace.exact(graph, Inputs()), "state_with_kind", 0)
    assert tree.matched == ("royalty_value", "tax")
    value = leaf(tree, "royalty_value")
    assert (str(value.unit), value.formula) == ("USD", "royalty_tonnes × price")
    assert str(leaf(tree, "royalty_tonnes").unit) == "t"


# two currencies


def test_two_currencies():
    graph = Graph(Timeline(year=2025, periods=2))
    hryvnia = graph.line("fee_uah", series("fee", 4000, 4000, unit=UAH) * 1)
    dollars = graph.line("bonus_usd", series("bonus", 100, 100) * 1)
    rate = Input(
        "uah_per_usd",
        unit=UAH / USD,
        shape="series",
        default=(Decimal(40), Decimal(50)),
        origin=Origin(path="outlook.exchange", sources=("central-bank",), mark="official"),
    )
    with pytest.raises(ConcessionError, match="E601 cannot add USD and UAH: bonus_usd \\+ fee_uah"):
        dollars + hryvnia
    graph.line("total_usd", dollars + hryvnia / rate)
    graph.finish()
    # 100 + 4000 ÷ 40, then 100 + 4000 ÷ 50
    assert_three_ways(graph, {"total_usd": [200, 180]})
    tree = explain(Trace.exact(graph, Inputs()), "total_usd", 1)
    assert tree.formula == "bonus_usd + fee_uah ÷ uah_per_usd"
    used = leaf(tree, "uah_per_usd")
    assert (used.when, used.value.mean, str(used.unit)) == ("2026", 50, "UAH/USD")
    assert used.origin.describe() == "outlook.exchange [central-bank, official]"


# how explain reads time


def test_explain_sums_since_each_futures_own_restart():
    graph = Graph(Timeline(year=2025, periods=3))
    event = Input("event", shape="series", random=True)
    restart = graph.line("restart", event > Decimal("0.5"))
    amount = graph.line("amount", series("given", 1, 10, 100) * 1)
    graph.line("sum", since(amount, restart))
    graph.finish()
    drawn = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], dtype=float)
    inputs = Inputs(draws={"event": lambda part: drawn[:, part.start : part.stop]})
    trace = Trace.simulated(graph, inputs, range(3))
    # future 0 restarts in 2026: 110; future 1 in 2027: 100; future 2 never: 111
    for tree in (explain(trace, "sum", 2), leaf(explain(trace, "sum", 2), "amount")):
        assert (tree.value.least, tree.value.mean, tree.value.most) == (100, 107, 111)
    assert leaf(explain(trace, "sum", 2), "amount").when == "to 2027, since each future's own restart"
    alone = explain(Trace.simulated(graph, inputs, range(1)), "sum", 2)
    assert leaf(alone, "amount").when == "2026 to 2027"
    assert leaf(alone, "amount").value.mean == 110


def test_explain_refuses_what_is_not_there():
    graph = Graph(Timeline(year=2025, periods=2))
    graph.line("royalty", series("sales", 1, 2) * 2)
    graph.finish()
    trace = Trace.exact(graph, Inputs())
    with pytest.raises(ConcessionError, match="E608 there is no line 'roylaty'") as error:
        explain(trace, "roylaty", 0)
    assert "'royalty'" in error.value.problems[0].hint
    for period in (-1, 2):
        with pytest.raises(ConcessionError, match="E606 that period is outside the case") as error:
            explain(trace, "royalty", period)
        assert error.value.problems[0].hint == "it runs 2025 to 2026"


def test_explain_a_chain_of_any_depth():
    graph = Graph(Timeline(year=2025, periods=1))
    line = graph.line("line0", series("start", 1) * 1)
    for number in range(1, 3000):
        line = (
            graph.line(f"line{number}", line + line) if number % 2 else graph.line(f"line{number}", line / 2)
        )
    graph.finish()
    tree = explain(Trace.exact(graph, Inputs()), "line2999", 0, depth=10_000)
    depths = [depth for depth, _ in tree.walk()]
    assert max(depths) == 100


def test_explain_shows_what_made_a_number_infinite():
    graph = Graph(Timeline(year=2025, periods=2))
    units = graph.line("units", series("count", 4, 0, unit=Unit()) * 1)
    graph.line("each", series("amount", 8, 8) / units)
    graph.finish()
    for trace in (Trace.exact(graph, Inputs()), Trace.simulated(graph, Inputs())):
        tree = explain(trace, "each", 1)
        assert float(tree.value.mean) == float("inf")
        assert leaf(tree, "units").value.mean == 0


def test_latch_and_elapsed_are_explained_in_their_period():
    graph = Graph(Timeline(year=2025, periods=3))
    amount = graph.line("amount", series("given", 1, 5, 2) * 1)
    graph.line("repaid", latch(amount > const(4, USD)))
    graph.finish()
    tree = explain(Trace.exact(graph, Inputs()), "repaid", 2)
    assert (tree.formula, tree.value.mean) == ("once(4 < amount)", 1)
    assert (leaf(tree, "amount").when, leaf(tree, "amount").value.mean) == ("2027", 2)
