"""Royalties beside plain versions written from their formulas."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import amounts, close, mine, money, problems_of, run, tree_of

FEW = settings(max_examples=15, deadline=None)
N = 5


def given_line(values, unit="USD"):
    return {"type": "given", "pays": "no", "amount": money(values, unit=unit)}


def ran(clauses, revenue, periods=N, **more):
    return run(tree_of(clauses, {"mine": mine(revenue, **more)}, periods=periods))


@FEW
@given(amounts(N, 1), amounts(N, -900, 900), st.integers(0, 3), st.integers(1, 30), st.integers(1, 12))
def test_profit_ratio(sales, profit, floor, divisor, cap):
    cap += floor
    clause = {
        "type": "profit_ratio_royalty",
        "profit": "profit",
        "floor": f"{floor} %",
        "divisor": str(divisor),
        "cap": f"{cap} %",
    }
    found = ran({"profit": given_line(profit), "royalty": clause}, sales)
    rate = np.minimum(floor / 100 + np.maximum(profit, 0) / np.array(sales) / divisor, cap / 100)
    close(found["royalty"], rate * sales)
    # the cap binds exactly from the ratio that the clause names
    assert floor / 100 + found["royalty.margin_at_cap"][0] / divisor == pytest.approx(cap / 100)


@FEW
@given(amounts(N), amounts(N, -900, 900))
def test_two_parts(sales, profit):
    clause = {
        "type": "two_part_royalty",
        "profit": "profit",
        "ad_valorem": "1.9 %",
        "coefficient": "0.4",
        "cap": "5.35 %",
    }
    found = ran({"profit": given_line(profit), "royalty": clause}, sales)
    wanted = [
        min(0.019 * n + (0.4 * max(p, 0) ** 2 / n if n else 0), 0.0535 * n)
        for n, p in zip(sales, profit, strict=True)
    ]
    close(found["royalty"], wanted)


NEVADA = [(0, 0.02), (0.1, 0.025), (0.18, 0.03), (0.26, 0.035), (0.34, 0.04), (0.42, 0.045), (0.5, 0.05)]


def written(rows, how, **more):
    ends = [*(low for low, _ in rows[1:]), None]
    bands = [
        {
            "from": f"{low * 100:g} %",
            "rate": f"{rate * 100:g} %",
            **({} if end is None else {"to": f"{end * 100:g} %"}),
        }
        for (low, rate), end in zip(rows, ends, strict=True)
    ]
    return {"how": how, "bands": bands, **more}


@FEW
@given(amounts(N, 1), amounts(N, -300, 900))
def test_net_proceeds(gross, net):
    clause = {
        "type": "net_proceeds_tax",
        "net": "net",
        "table": written(NEVADA, "whole-value"),
        "threshold": "USD 400",
        "flat_rate": "5 %",
    }
    found = ran({"net": given_line(net), "tax": clause}, gross)

    def rate(n, g):
        if n > 400:
            return 0.05
        share = max(n, 0) / g
        return [r for low, r in NEVADA if share >= low - 1e-15][-1]

    close(found["tax"], [rate(n, g) * max(n, 0) for n, g in zip(net, gross, strict=True)])


@FEW
@given(amounts(N), amounts(N, -500, 900), amounts(N))
def test_margin_slices_and_their_minimum(sales, profit, output):
    slices = [(0, 0.16), (0.35, 0.22), (0.5, 0.28)]
    least = {"how": "by-slice", "bands": [{"to": "USD 80", "rate": "1 %"}, {"from": "USD 80", "rate": "4 %"}]}
    clause = {
        "type": "margin_tax",
        "profit": "profit",
        "table": written(slices, "by-slice"),
        "minimum": least,
        "minimum_base": "output",
    }
    found = ran({"profit": given_line(profit), "output": given_line(output), "tax": clause}, sales)
    for k, (n, p, o) in enumerate(zip(sales, profit, output, strict=True)):
        margin = max(p, 0) / n if n else 0
        on_margin = sum(
            rate * max(0, min(margin, end) - low)
            for (low, rate), end in zip(slices, (0.35, 0.5, np.inf), strict=True)
        )
        minimum = 0.01 * min(o, 80) + 0.04 * max(o - 80, 0)
        # the rates of the slices on the margin, of all sales: the same as the effective rate on profit
        assert found["tax"][k] == pytest.approx(max(on_margin * n, minimum), abs=1e-9)


@FEW
@given(amounts(N), amounts(N, 0, 40), amounts(N, 0, 50))
def test_a_floor_pays_what_others_leave(gross, price, other):
    table = {
        "how": "whole-value",
        "includes": "to",
        "bands": [
            {"to": "15 USD/bbl", "rate": "0 %"},
            {"from": "15 USD/bbl", "to": "25 USD/bbl", "rate": "3 %"},
            {"from": "25 USD/bbl", "rate": "4 %"},
        ],
    }
    clauses = {
        "price": given_line(price, "USD/bbl"),
        "other": given_line(other),
        "floor": {
            "type": "minimum_royalty",
            "base": "revenue",
            "by": "price",
            "table": table,
            "credited": "other",
        },
    }
    found = ran(clauses, gross)
    rate = [0 if p <= 15 else 0.03 if p <= 25 else 0.04 for p in price]
    close(found["floor"], [max(0, r * g - o) for r, g, o in zip(rate, gross, other, strict=True)])


@FEW
@given(amounts(N, 0, 300), amounts(N, 0, 200), amounts(N, 0, 200), st.integers(0, 2))
def test_royalty_by_r_factor(gross, costs, capital, lag):
    rows = [(0, 0.02, 0), (1.1, 0.05, 0), (1.25, 0.05, 0.2), (1.5, 0.05, 0.35)]
    ends = [1.1, 1.25, 1.5, None]

    def table(column):
        return {
            "how": "whole-value",
            "bands": [
                {
                    "from": str(row[0]),
                    "rate": f"{row[column] * 100:g} %",
                    **({} if end is None else {"to": str(end)}),
                }
                for row, end in zip(rows, ends, strict=True)
            ],
        }

    clauses = {
        "royalty": {
            "type": "r_factor_royalty",
            "by": "factor",
            "net": "net",
            "gross_rate": table(1),
            "net_rate": table(2),
        },
        "net": {"type": "formula", "amount": "revenue - operating_costs", "pays": "no"},
        "factor": {"type": "r_factor", "receipts": "revenue", "lag": lag},
    }
    found = ran(clauses, gross, costs=costs, capital=capital)
    received, spent = np.cumsum(gross), np.cumsum(np.add(costs, capital))
    r = np.array([a / b if b else 0 for a, b in zip(received, spent, strict=True)])
    r = np.concatenate([np.zeros(lag), r])[:N]
    for k in range(N):
        _, on_gross, on_net = [row for row in rows if r[k] >= row[0]][-1]
        assert found["royalty"][k] == pytest.approx(
            max(on_gross * gross[k], on_net * (gross[k] - costs[k])), abs=1e-9
        )


@FEW
@given(amounts(N), st.integers(1, 90), st.integers(0, 9))
def test_an_amount_for_each_unit_indexed(made, amount, growth):
    clause = {
        "type": "specific_royalty",
        "amount": f"{amount} USD/t",
        "indexation": f"{growth} %",
        "indexed_from": 2023,
    }
    found = ran({"royalty": clause}, [1] * N, production=made)
    close(found["royalty"], [amount * (1 + growth / 100) ** (k + 2) * q for k, q in enumerate(made)])


def plain_credits(added, taxes, years, parts=1):
    """Return credits used, the oldest first, each lost after its calendar years of so many parts."""
    vintages, used = [], []
    for k, (new, tax) in enumerate(zip(added, taxes, strict=True)):
        now = k // parts
        vintages = [[year, left] for year, left in vintages if now - year <= years] + [[now, new]]
        room = max(tax, 0)
        for vintage in vintages:
            take = min(vintage[1], room)
            vintage[1] -= take
            room -= take
        used.append(max(tax, 0) - room)
    return used


@FEW
@given(amounts(8, 0, 300), amounts(8, -100, 200), st.integers(0, 3))
def test_credits_carried_forward(exports, tax, years):
    clauses = {
        "levy": {"type": "export_levy", "rate": "50 %", "value": "revenue"},
        "tax": given_line(tax),
        "credit": {"type": "tax_credit", "credit": "levy", "against": "tax", "carry_years": years},
    }
    found = ran(clauses, exports, periods=8)
    close(found["credit"], plain_credits([0.5 * x for x in exports], tax, years))
    assert found["credit"].sum() <= found["levy"].sum() + 1e-9


@FEW
@given(amounts(12, 0, 300), amounts(12, -100, 200), st.integers(0, 1))
def test_credits_of_all_quarters_last_to_the_end_of_their_year(exports, tax, years):
    clauses = {
        "levy": {"type": "export_levy", "rate": "50 %", "value": "revenue"},
        "tax": {"type": "given", "pays": "no", "amount": money(tax, start="2025Q1")},
        "credit": {"type": "tax_credit", "credit": "levy", "against": "tax", "carry_years": years},
    }
    projects = {"mine": mine(exports, start="2025Q1")}
    found = run(tree_of(clauses, projects, periods=12, start="2025Q1", per="quarter"))
    close(found["credit"], plain_credits([0.5 * x for x in exports], tax, years, parts=4))


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        (
            {
                "type": "net_proceeds_tax",
                "net": "revenue",
                "table": written(NEVADA, "whole-value"),
                "threshold": "USD 1",
            },
            "E612",
        ),
        (
            {
                "type": "sliding_royalty",
                "base": "revenue",
                "by": "nothing",
                "table": written(NEVADA, "whole-value"),
            },
            "E608",
        ),
    ],
)
def test_what_is_missing(clause, code):
    assert code in {
        found for found, _ in problems_of(tree_of({"royalty": clause}, {"mine": mine([1])}, periods=1))
    }
