"""Clauses about stocks, solved by hand: claims, losses, funds, a waterfall. Each run three ways."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from three_ways import assert_three_ways, leaf

from concession.analysis._explain import explain
from concession.analysis._trace import Trace
from concession.engine import Inputs, ReferenceExecutor, run_exact
from concession.lines import (
    Expr,
    Graph,
    Input,
    Line,
    Origin,
    Timeline,
    Unit,
    compile_program,
    latch,
    maximum,
    minimum,
    prev,
    running,
    where,
)

USD = Unit.of("USD")


def series(name: str, *values: int | str, unit: Unit = USD) -> Input:
    return Input(name, unit=unit, shape="series", default=tuple(Decimal(value) for value in values))


# a preferred return on a claim that never closes


def _claim(*, compound: bool) -> Graph:
    graph = Graph(Timeline(year=2026, periods=59))
    rate = Input("rate", default=Decimal("0.04"), origin=Origin(path="clauses.claim.rate", text="4 %"))
    claim = graph.account(
        "claim", USD, initial=100_000_000_000, kind="claim", holder="agency", debtor="state"
    )
    principal = Input("principal", unit=USD, default=Decimal(100_000_000_000))
    base = claim.opening if compound else principal
    claim.accrue(graph.line("return", rate * base, origin=Origin(path="clauses.claim", title="Claim")))
    claim.debit(graph.line("paid_in", Input("paid", unit=USD, default=Decimal(550_000_000)) * 1))
    graph.finish()
    return graph


def test_claim_that_never_closes_compounding():
    # B(t) = 1.04 B(t−1) − 0.55, so B(59) = 100 × 1.04^59 − 0.55 × (1.04^59 − 1) ÷ 0.04
    #      = 1011.5003… − 125.3313… = 886.17 billion
    billion = Decimal(10) ** 9
    growth = [Decimal("1.04") ** (k + 1) for k in range(59)]
    closing = [(100 * g - Decimal("0.55") * (g - 1) / Decimal("0.04")) * billion for g in growth]
    assert round(closing[-1] / billion) == 886
    graph = _claim(compound=True)
    assert_three_ways(graph, {"claim.closing": closing}, digits=20)

    tree = explain(Trace.exact(graph, Inputs()), "claim.closing", 58, depth=3)
    assert tree.when == "2084"
    assert tree.formula == "claim.opening + return − paid_in"
    assert [child.name for child in tree.inputs] == ["claim.opening", "return", "paid_in"]
    earned = leaf(tree, "return")
    assert earned.formula == "rate × claim.opening"
    assert earned.origin is not None
    assert earned.origin.describe() == "clauses.claim"
    assert leaf(tree, "rate").value.mean == Decimal("0.04")
    assert leaf(tree, "rate").origin.text == "4 %"
    # the opening stands twice: explained once, marked as known the second time
    openings = [one for _, one in tree.walk() if (one.name, one.when) == ("claim.opening", "2084")]
    assert [one.known for one in openings] == [False, True]


def test_claim_that_never_closes_simple():
    # 100 + 59 × 4 − 59 × 0.55 = 303.55 billion
    closing = [(100 + (k + 1) * (4 - Decimal("0.55"))) * 10**9 for k in range(59)]
    assert closing[-1] == Decimal("303.55e9")
    assert_three_ways(_claim(compound=False), {"claim.closing": closing})


def test_the_first_opening_is_explained_by_its_start_value():
    graph = Graph(Timeline(year=2026, periods=2))
    start = Input("start", unit=USD, default=Decimal(90))
    loan = graph.account("loan", USD, initial=start)
    loan.debit(graph.line("repaid", loan.opening / 3))
    graph.finish()
    trace = Trace.exact(graph, Inputs())
    first = explain(trace, "loan.opening", 0)
    assert first.formula == "[loan.closing, 1 period earlier, start at the start]"
    assert [(one.name, one.value.mean) for one in first.inputs] == [("start", 90)]
    second = explain(trace, "loan.opening", 1)
    assert [(one.name, one.when, one.value.mean) for one in second.inputs] == [("loan.closing", "2026", 60)]


# losses lapse, first in first out


def lapsing_losses(graph: Graph, base: Expr, years: int) -> tuple[Line, Line]:
    """Return used and lapsed losses: a loss may be used in the given number of following years."""
    unit = base.unit
    used = graph.forward("used", unit)
    lapsed = graph.forward("lapsed", unit)
    added = graph.line("added", running(maximum(-base, 0)))
    removed = graph.line("removed", running(used + lapsed))
    lapsed.define(maximum(prev(added, years + 1) - prev(removed), 0))
    used.define(minimum(maximum(base, 0), prev(added) - prev(removed) - lapsed))
    return used, lapsed


def test_losses_lapse_first_in_first_out():
    graph = Graph(Timeline(year=2025, periods=6))
    base = graph.line("base", series("profit", -100, -50, 30, 40, 20, 5) * 1)
    lapsing_losses(graph, base, years=2)
    graph.finish()
    # 2027: 30 of 2025's 100 is used. 2028: its other 70 lapses, and 40 of 2026's 50 is used.
    # 2029: the last 10 of 2026 lapses, so nothing is left for the 20.
    assert_three_ways(
        graph,
        {
            "used": [0, 0, 30, 40, 0, 0],
            "lapsed": [0, 0, 0, 70, 10, 0],
            "removed": [0, 0, 30, 140, 150, 150],
        },
    )
    tree = explain(Trace.exact(graph, Inputs()), "lapsed", 3, depth=2)
    assert tree.formula == "max([added, 3 periods earlier] − [removed, 1 period earlier], 0)"
    assert [(one.name, one.when, one.value.mean) for one in tree.inputs] == [
        ("added", "2025", 100),
        ("removed", "2027", 30),
    ]
    # 'removed' sums over a span of years, and says which
    assert leaf(tree, "used").when == "2025 to 2027"
    assert leaf(tree, "used").value.mean == 30


def by_vintage(profits: Sequence[int], years: int) -> tuple[list[int], list[int]]:
    """Keep every year's loss in a box of its own and take from the oldest."""
    boxes: list[list[int]] = []
    used, lapsed = [], []
    for year, profit in enumerate(profits):
        gone = [box for box in boxes if year - box[0] > years]
        lapsed.append(sum(left for _, left in gone))
        boxes = [box for box in boxes if box not in gone]
        need = max(profit, 0)
        for box in boxes:
            taken = min(need, box[1])
            box[1] -= taken
            need -= taken
        used.append(max(profit, 0) - need)
        boxes.append([year, max(-profit, 0)])
    return used, lapsed


@given(st.lists(st.integers(-100, 100), min_size=1, max_size=12), st.integers(1, 6))
def test_lapsing_losses_equal_boxes_by_vintage(profits: list[int], years: int):
    graph = Graph(Timeline(year=2025, periods=len(profits)))
    lapsing_losses(graph, series("profit", *profits), years)
    graph.finish()
    program = compile_program(graph, ["used", "lapsed"])
    used, lapsed = by_vintage(profits, years)
    exact = run_exact(program, Inputs())
    assert (list(exact["used"]), list(exact["lapsed"])) == (used, lapsed)
    simulated = ReferenceExecutor(program, Inputs()).run(range(1))
    assert (simulated["used"][:, 0].tolist(), simulated["lapsed"][:, 0].tolist()) == (used, lapsed)


# two funds with a cap and a latch


def test_two_funds_with_a_cap_and_a_latch():
    graph = Graph(Timeline(year=2025, periods=5))
    receipts = graph.line("receipts", series("income", 100, 100, 100, 100, 100) * 1)
    cap = Input("cap", unit=USD, default=Decimal(120))
    spent = series("spent", 0, 0, 0, 30, 0)
    first = graph.account("stability", USD, kind="claim", holder="state", debtor="stability")
    into_first = first.credit(graph.line("to_stability", minimum(receipts / 2, cap - first.opening + spent)))
    first.debit(graph.line("from_stability", spent * 1))
    # filled once, the second fund is open for good, even when the first is drawn on again
    is_open = graph.line("open", prev(latch(first.closing >= cap)))
    into_second = graph.line("to_future", where(is_open, receipts / 2, 0))
    graph.line("to_treasury", receipts - into_first - into_second)
    graph.finish()
    # 50 + 50 + 20 fills the first fund at 120 in 2027; 30 is spent and refilled in 2028
    assert_three_ways(
        graph,
        {
            "to_stability": [50, 50, 20, 30, 0],
            "stability.closing": [50, 100, 120, 120, 120],
            "open": [0, 0, 0, 1, 1],
            "to_future": [0, 0, 0, 50, 50],
            "to_treasury": [50, 50, 80, 20, 50],
        },
    )
    tree = explain(Trace.exact(graph, Inputs()), "to_future", 3, depth=2)
    assert tree.formula == "(receipts ÷ 2 where open, else 0)"
    opened = leaf(tree, "open")
    assert opened.formula == "[once(cap ≤ stability.closing), 1 period earlier]"
    assert leaf(tree, "stability.closing").when == "2027"
    assert leaf(tree, "stability.closing").value.mean == 120


# a waterfall with a catch-up and an IRR trigger


def test_waterfall_with_catch_up_and_irr_trigger():
    graph = Graph(Timeline(year=2025, periods=4))
    hurdle_rate = Input(
        "hurdle_rate", default=Decimal("0.10"), origin=Origin(path="clauses.hurdle", text="10 %")
    )
    contribution = graph.line("contribution", series("paid_in", 100, 0, 0, 0) * 1)
    cash = graph.line("cash", series("distributable", 0, 60, 60, 60) * 1)
    hurdle = graph.account("hurdle", USD)
    hurdle.credit(contribution)
    owed = (
        hurdle.opening + contribution + hurdle.accrue(graph.line("preferred", hurdle_rate * hurdle.opening))
    )
    tier1 = hurdle.debit(graph.line("tier1", minimum(cash, owed)))
    gain = maximum(running(tier1) - running(contribution), 0)
    catch_up = graph.forward("catch_up", USD)
    # all to the manager until it has a fifth of the gain: a quarter of what the investor has
    catch_up.define(minimum(cash - tier1, maximum(gain / 4 - prev(running(catch_up)), 0)))
    rest = graph.line("rest", cash - tier1 - catch_up)
    graph.line("investor", tier1 + rest * Decimal("0.8"))
    graph.line("manager", catch_up + rest * Decimal("0.2"))
    graph.finish()
    # 2026: 100 × 1.1 − 60 = 50. 2027: 50 × 1.1 = 55 closes the hurdle: 60 ÷ 1.1 + 55 ÷ 1.21 = 100.
    # Of the other 5, a quarter of the gain 115 − 100 is 3.75; 1.25 is split 1.00 and 0.25.
    # 2028: 60 is split 48 and 12. The manager has 16 = a fifth of the profit 180 − 100.
    assert_three_ways(
        graph,
        {
            "hurdle.closing": [100, 50, 0, 0],
            "tier1": [0, 60, 55, 0],
            "catch_up": [0, 0, "3.75", 0],
            "investor": [0, 60, 56, 48],
            "manager": [0, 0, 4, 12],
        },
    )
    tree = explain(Trace.exact(graph, Inputs()), "catch_up", 2, depth=1)
    assert tree.formula == (
        "min(cash − tier1, max(max(sum so far(tier1) − sum so far(contribution), 0) ÷ 4"
        " − [sum so far(catch_up), 1 period earlier], 0))"
    )
    assert [(one.name, one.when, one.value.mean) for one in tree.inputs] == [
        ("cash", "2027", 60),
        ("tier1", "2027", 55),
        ("tier1", "2025 to 2027", 115),
        ("contribution", "2025 to 2027", 100),
        ("catch_up", "2025 to 2026", 0),
    ]
    rate = leaf(explain(Trace.exact(graph, Inputs()), "preferred", 2), "hurdle_rate")
    assert (rate.value.mean, rate.origin.describe()) == (Decimal("0.10"), "clauses.hurdle: 10 %")


def test_the_hurdle_account_closes_where_the_rate_of_return_is_reached():
    # 100 out, 110 back a year later: exactly 10 %, so the hurdle is closed and not one cent more is owed
    graph = Graph(Timeline(year=2025, periods=2))
    hurdle = graph.account("hurdle", USD)
    hurdle.credit(graph.line("out", series("paid", 100, 0) * 1))
    hurdle.accrue(graph.line("preferred", hurdle.opening * Decimal("0.1")))
    hurdle.debit(graph.line("back", series("received", 0, 110) * 1))
    graph.finish()
    assert_three_ways(graph, {"hurdle.closing": [100, 0]})


@pytest.mark.parametrize("futures", [1, 3])
def test_account_that_is_random_only_through_a_debit(futures: int):
    graph = Graph(Timeline(year=2025, periods=2))
    fund = graph.account("fund", USD, initial=100)
    fund.debit(graph.line("taken", minimum(fund.opening, Input("wish", unit=USD, random=True))))
    graph.finish()
    wishes = (30, 60, 200)
    inputs = Inputs(draws={"wish": lambda part: [float(wishes[k]) for k in part]})
    trace = Trace.simulated(graph, inputs, range(futures))
    # 100 − 30 − 30; 100 − 60 − 40; 100 − 100 − 0
    last = explain(trace, "fund.closing", 1).value
    assert (last.least, last.most) == ((40, 40) if futures == 1 else (0, 40))
