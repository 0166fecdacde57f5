"""Taxes deducted from each other, caps on a burden, holidays, quoted prices and bonuses: beside plain versions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import amounts, close, head, mine, money, problems_of, run, timelines, tree_of

FEW = settings(max_examples=15, deadline=None)
N = 6


def given_line(values, unit="USD", start="2025"):
    return {"type": "given", "pays": "no", "amount": money(values, start, unit)}


def ran(clauses, revenue, costs=(), capital=(), **more):
    return run(
        tree_of(clauses, {"mine": mine(revenue, costs, capital, **more)}, periods=len(revenue)),
    )


def each_from_the_other(bases, rates, shared):
    """Return two taxes that are deducted from each other, by going round until nothing moves."""
    one = other = 0.0
    for _ in range(4000):
        last = one, other
        one = rates[0] * max(0.0, bases[0] - shared[0] * other)
        other = rates[1] * max(0.0, bases[1] - shared[1] * one)
        if (one, other) == last:
            break
    return one, other


@FEW
@given(
    amounts(N, -500, 900),
    amounts(N, -500, 900),
    st.lists(st.integers(0, 90), min_size=4, max_size=4),
    st.tuples(st.booleans(), st.booleans()),
)
def test_two_taxes_deducted_from_each_other(one, other, shares, carried):
    rates, shared = [x / 100 for x in shares[:2]], [x / 100 for x in shares[2:]]
    words = ["carried" if x else "none" for x in carried]
    clause = {
        "type": "mutual_taxes",
        "taxes": {
            name: {
                "rate": f"{rate} %",
                "income": base,
                "deduct": [],
                "deduct_other": f"{share} %",
                "losses": word,
            }
            for name, base, rate, share, word in zip(
                ("duty", "profits"), ("one", "other"), shares[:2], shares[2:], words, strict=True
            )
        },
    }
    found = ran({"one": given_line(one), "other": given_line(other), "taxes": clause}, [1] * N)
    open_losses, wanted = [0.0, 0.0], []
    for bases in zip(one, other, strict=True):
        taxes = each_from_the_other([b - x for b, x in zip(bases, open_losses, strict=True)], rates, shared)
        for k in (0, 1):
            left = bases[k] - shared[k] * taxes[1 - k]
            open_losses[k] = max(0.0, open_losses[k] - left) if carried[k] else 0.0
        wanted.append(taxes)
    duty, profits = np.transpose(wanted)
    close(found["taxes.duty"], duty)
    close(found["taxes.profits"], profits)
    close(found["taxes"], duty + profits)
    # each is its rate on what is left of its base, which is what the law says
    if carried == (False, False):
        close(
            found["taxes.duty"], rates[0] * np.maximum(0, np.array(one) - shared[0] * found["taxes.profits"])
        )


def test_a_loss_is_used_once_by_taxes_that_are_deducted_from_each_other():
    taxes = {
        "duty": {"rate": "16 %", "losses": "carried"},
        "profits": {"rate": "25 %", "losses": "carried"},
    }
    found = ran({"taxes": {"type": "mutual_taxes", "taxes": taxes}}, [0, 50, 300, 300, 20, 400], [90] * N)
    for name in taxes:
        added, used = found[f"taxes.{name}.losses.added"], found[f"taxes.{name}.losses.used"]
        assert np.all(np.cumsum(used) <= np.cumsum(added) + 1e-9)
        close(found[f"taxes.{name}.losses.closing"], np.cumsum(added - used))


def test_taxes_of_a_year_are_the_same_by_quarter():
    taxes = {"duty": {"rate": "16 %", "payee": "agency"}, "profits": {"rate": "25 %", "losses": "carried"}}
    yearly = ran({"taxes": {"type": "mutual_taxes", "taxes": taxes}}, [10, 500, 300], [120, 40, 40])
    rows = {
        key: [x for x in row for _ in range(4)] for key, row in (("r", [10, 500, 300]), ("c", [120, 40, 40]))
    }
    project = mine([x / 4 for x in rows["r"]], [x / 4 for x in rows["c"]], start="2025Q1")
    clauses = {"taxes": {"type": "mutual_taxes", "taxes": taxes}}
    quarters = run(tree_of(clauses, {"mine": project}, periods=12, start="2025Q1", per="quarter"))
    for name in ("taxes.duty", "taxes.profits"):
        close(quarters[name].reshape(3, 4).sum(axis=1), yearly[name])


@FEW
@given(
    amounts(N, 0, 900),
    amounts(N, 0, 900),
    amounts(N, 0, 200),
    st.integers(0, 80),
    st.sampled_from(["no-cap", "cap-of-nil"]),
    st.booleans(),
)
def test_a_cap_on_several_takes(revenue, costs, other, share, without, narrow):
    clauses = {
        "royalty": {"type": "royalty", "rate": "10 %", "base": "revenue"},
        "other": given_line(other),
        "cap": {
            "type": "burden_cap",
            "takes": ["royalty", "other"],
            "less": "operating_costs",
            "share": f"{share} %",
            "without_profit": without,
            **({"reduces": "royalty"} if narrow else {}),
        },
    }
    found = ran(clauses, revenue, costs)
    wanted = []
    for gross, cost, paid in zip(revenue, costs, other, strict=True):
        profit, royalty = gross - cost, 0.1 * gross
        excess = max(0.0, royalty + paid - share / 100 * max(profit, 0))
        if profit <= 0 and without == "no-cap":
            excess = 0.0
        wanted.append(min(excess, royalty if narrow else royalty + paid))
    close(found["cap"], wanted)
    # what is left of all of them is at most the cap, as far as it may reduce
    held = (
        found["cap.burden"] - found["cap"]
        <= np.maximum(found["cap.cap"], found["cap.burden"] - found["cap.excess"]) + 1e-9
    )
    assert narrow or np.all(held)


@FEW
@given(
    timelines(16),
    st.data(),
    st.sampled_from(["first-production", "first-profit"]),
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 100)), min_size=1, max_size=3),
)
def test_holidays(line, data, counted, steps):
    n, per_year = line["periods"], line["per_year"]
    revenue = data.draw(amounts(n, 0, 200))
    costs = data.draw(amounts(n, 0, 200))
    revenue[0] = 0
    clause = {
        "type": "income_tax",
        "rate": "30 %",
        "losses": {"carry_forward": "for-ever"},
        "holiday": {
            "counted_from": counted,
            "steps": [{"years": years, "charged": f"{charged} %"} for years, charged in steps],
        },
    }
    project = mine(revenue, costs, start=line["start"])
    found = run(tree_of({"tax": clause}, {"mine": project}, **head(line)))
    shares = [charged / 100 for years, charged in steps for _ in range(years)]
    year_of = [(line["part"] - 1 + k) // per_year for k in range(n)]
    result, losses, begun, produced, wanted = 0.0, 0.0, 0, False, []
    for k in range(n):
        result += revenue[k] - costs[k]
        produced = produced or revenue[k] > 0
        tax = 0.0
        if k == n - 1 or year_of[k + 1] != year_of[k]:
            used = min(losses, max(result, 0))
            taxable = max(result, 0) - used
            losses += max(-result, 0) - used
            if begun or (produced if counted == "first-production" else taxable > 0):
                begun += 1
            share = 1.0 if begun == 0 or begun > len(shares) else shares[begun - 1]
            tax, result = 0.3 * taxable * share, 0.0
        wanted.append(tax)
    close(found["tax"], wanted)


@FEW
@given(amounts(N, 0, 90), amounts(N, 0, 90), st.integers(0, 40), st.integers(50, 100))
def test_prices_by_a_quotation(declared, quoted, width, agreed):
    common = {
        "type": "transfer_price",
        "declared": "declared",
        "quoted": "quoted",
        "less": {"quoted": "10 %"},
    }
    clauses = {
        "declared": given_line(declared, "USD/t"),
        "quoted": given_line(quoted, "USD/t"),
        "plain": {**common, "method": "benchmark"},
        "sixth": {**common, "method": "higher-of-quoted"},
        "between": {**common, "method": "within-range", "range": f"{width} %"},
        "advance": {**common, "method": "agreed", "agreed": f"{agreed} %"},
    }
    found = ran(clauses, [1] * N)
    said, bench = np.array(declared, float), 0.9 * np.array(quoted)
    close(found["plain"], bench)
    close(found["sixth"], np.maximum(said, bench))
    close(found["sixth.adjustment"], np.maximum(bench - said, 0))
    # on the edge to the last digit either price is right
    edge = np.isclose(np.abs(said - bench), width / 100 * bench, rtol=0, atol=1e-9)
    near = np.where(np.abs(said - bench) <= width / 100 * bench, said, bench)
    close(np.where(edge, 0, found["between"]), np.where(edge, 0, near))
    close(found["advance"], (agreed / 100 - 0.1) * np.array(quoted))


@FEW
@given(timelines(), st.data())
def test_bonuses_by_a_line(line, data):
    n = line["periods"]
    made, price = data.draw(amounts(n, 0, 40)), data.draw(amounts(n, 0, 120))
    clauses = {
        "price": given_line(price, "USD/t", line["start"]),
        "by_price": {
            "type": "bonus",
            "amount": "USD 7",
            "when": "line",
            "by": "price",
            "reaches": "80 USD/t",
        },
        "by_rate": {
            "type": "bonus",
            "amount": "USD 9",
            "when": "line",
            "by": "production",
            "reaches": "60 t/yr",
        },
    }
    project = mine([1] * n, start=line["start"], production=made)
    found = run(tree_of(clauses, {"mine": project}, **head(line)))
    for name, amount, met in (
        ("by_price", 7, np.array(price) >= 80),
        ("by_rate", 9, np.array(made) * line["per_year"] >= 60),
    ):
        paid = np.zeros(n)
        if met.any():
            paid[np.argmax(met)] = amount
        close(found[name], paid)


def test_losses_open_at_the_start_count_in_a_variable_income_tax():
    losses = {"carry_forward": "for-ever", "opening": "USD 30"}
    clause = {"type": "variable_income_tax", "a": "50 %", "b": "0", "losses": losses}
    close(ran({"tax": clause}, [100, 100])["tax"], [35, 50])


def test_losses_outside_the_years_of_a_variable_income_tax_do_not_count():
    clause = {
        "type": "variable_income_tax",
        "a": "50 %",
        "b": "0",
        "from": "2026",
        "losses": {"carry_forward": "for-ever"},
    }
    close(ran({"tax": clause}, [0, 100, 100], [60, 40, 0])["tax"], [0, 30, 50])


def test_credits_outside_the_years_of_a_credit_do_not_count():
    clauses = {
        "levy": {"type": "export_levy", "rate": "10 %"},
        "tax": {"type": "income_tax", "rate": "30 %"},
        "credit": {
            "type": "tax_credit",
            "credit": "levy",
            "against": "tax",
            "carry_years": 5,
            "from": "2026",
        },
    }
    close(ran(clauses, [100, 100, 100])["credit"], [0, 10, 10])
    clauses["tax"]["from"] = "2027"
    close(ran(clauses, [100, 100, 100])["credit"], [0, 0, 20])


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ({"type": "mutual_taxes", "taxes": {"one": {"rate": "1 %"}}}, "E612"),
        ({"type": "burden_cap", "takes": "revenue", "share": "1 %"}, "E203"),
        (
            {"type": "income_tax", "rate": "1 %", "holiday": {"counted_from": "first-profit", "steps": []}},
            "E612",
        ),
        ({"type": "transfer_price", "method": "average", "netback": "revenue"}, "E612"),
        (
            {"type": "transfer_price", "method": "within-range", "declared": "revenue", "quoted": "revenue"},
            "E612",
        ),
        ({"type": "bonus", "amount": "USD 1", "when": "line", "by": "revenue"}, "E612"),
        ({"type": "bonus", "amount": "USD 1", "by": "revenue", "date": "2025"}, "E612"),
    ],
)
def test_what_is_missing(clause, code):
    found = problems_of(tree_of({"tax": clause}, {"mine": mine([1])}, periods=1))
    assert code in {one for one, _ in found}, found
