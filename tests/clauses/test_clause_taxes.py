"""Royalty, levy and income tax beside plain versions written from their formulas."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import (
    amounts,
    close,
    head,
    loaded,
    mine,
    money,
    percent,
    run,
    shares,
    timelines,
    tree_of,
    years_of,
)

FEW = settings(max_examples=40, deadline=None)


def plain_yearly(flow, line):
    out = np.zeros(len(flow))
    for year in years_of(line):
        out[year[-1]] = sum(flow[k] for k in year)
    return out


def plain_delay(amount, periods):
    return np.concatenate([np.zeros(periods), amount])[: len(amount)]


def plain_losses(result, line, years, share, uplift):
    """Keep every year's loss apart; use the oldest first."""
    left: list[list[float]] = []  # the year of the loss, and what is left of it
    used = np.zeros(len(result))
    for number, year in enumerate(years_of(line)):
        k = year[-1]
        for loss in left:
            loss[1] *= 1 + uplift * len(year) / line["per_year"]
        if years is not None:
            left = [loss for loss in left if loss[0] >= number - years]
        if result[k] < 0:
            left.append([number, -result[k]])
            continue
        room = result[k] * share
        for loss in left:
            take = min(loss[1], room)
            loss[1] -= take
            room -= take
            used[k] += take
    return used, sum(loss[1] for loss in left)


@st.composite
def taxed(draw):
    line = draw(timelines())
    n = line["periods"]
    return line, draw(amounts(n)), draw(amounts(n)), draw(amounts(n, 0, 300))


@FEW
@given(taxed(), shares(), st.integers(0, 5), st.booleans())
def test_royalty(case, rate, delay, netback):
    line, revenue, costs, _ = case
    clause = {
        "type": "royalty",
        "rate": percent(rate),
        "base": "revenue",
        "payee": "treasury",
        "paid_after": delay,
    }
    if netback:
        clause["deduct"] = {"costs.work": "50 %"}
    found = run(
        tree_of({"royalty": clause}, {"mine": mine(revenue, costs, start=line["start"])}, **head(line))
    )
    base = np.maximum(np.array(revenue) - (0.5 * np.array(costs) if netback else 0), 0)
    close(found["royalty"], float(rate) * base)
    if delay:
        close(found["royalty.due"], plain_delay(float(rate) * base, delay))
        assert found["royalty.owed.closing"][-1] == pytest.approx(sum((float(rate) * base)[-delay:]))


@FEW
@given(taxed(), shares(), st.sampled_from(["year", "period"]), st.integers(0, 3), st.booleans())
def test_levy(case, rate, assessed, delay, itself):
    line, revenue, costs, _ = case
    clause = {
        "type": "levy",
        "rate": percent(rate),
        "assessed": assessed,
        "paid_after": delay,
        "instrument": "duty",
        "deduct_itself": itself,
    }
    found = run(tree_of({"duty": clause}, {"mine": mine(revenue, costs, start=line["start"])}, **head(line)))
    margin = np.array(revenue, float) - np.array(costs)
    assessed_on = plain_yearly(margin, line) if assessed == "year" else margin
    duty = float(rate) * np.maximum(assessed_on, 0)
    close(found["duty"], duty / (1 + float(rate)) if itself else duty)
    if itself:
        # it is its rate on what is left of the margin after it
        close(found["duty"], float(rate) * np.maximum(assessed_on - found["duty"], 0))


@settings(max_examples=80, deadline=None)
@given(
    taxed(),
    shares(),
    st.one_of(st.none(), st.integers(0, 6)),
    shares(1),
    st.sampled_from([Decimal(0), Decimal("0.1"), Decimal("0.25")]),
    st.booleans(),
    st.integers(0, 3),
)
def test_income_tax(case, rate, years, cover, uplift, itself, delay):
    line, revenue, costs, capital = case
    kind = "for-ever" if years is None else "limited" if years else "none"
    losses = {"carry_forward": kind, "share": percent(cover), **({"years": years} if years else {})}
    if uplift:
        losses["uplift"] = f"{percent(uplift)} per year"
    clause = {"type": "income_tax", "rate": percent(rate), "deduct": ["operating_costs", "capital"], "losses": losses,
              "deduct_itself": itself, "paid_after": delay}  # fmt: skip
    found = run(
        tree_of({"tax": clause}, {"mine": mine(revenue, costs, capital, start=line["start"])}, **head(line))
    )
    result = plain_yearly(np.array(revenue, float) - costs - capital, line)
    used, left = plain_losses(result, line, years, float(cover), float(uplift))
    taxable = np.maximum(result, 0) - used
    effective = float(rate) / (1 + float(rate)) if itself else float(rate)
    close(found["tax.losses.used"], used)
    close(found["tax"], effective * taxable)
    if years != 0:
        close(found["tax.losses.closing"][-1:], [left])


def plain_depreciation(spent, sold, line, method, life, rate, begins):
    n, per_year, out = len(spent), line["per_year"], np.zeros(len(spent))
    entering = np.array(spent, float)
    if begins == "production":
        first = next((k for k in range(n) if sold[k] > 0), n)
        entering[:first] = 0
        if first < n:
            entering[first] = sum(spent[: first + 1])
    if method == "immediate":
        return entering
    if method == "straight-line":
        for k in range(n):
            for later in range(k, min(k + life * per_year, n)):
                out[later] += entering[k] / (life * per_year)
        return out
    balance = 0.0
    for k in range(n):
        balance += entering[k]
        rest = sum(sold[k:])
        part = rate / per_year if method == "declining" else (sold[k] / rest if rest else 0.0)
        out[k] = balance * part
        balance -= out[k]
    return out


@settings(max_examples=80, deadline=None)
@given(
    taxed(),
    st.sampled_from(["immediate", "straight-line", "declining", "unit-of-production"]),
    st.integers(1, 5),
    shares(1),
    st.sampled_from(["spending", "production"]),
)
def test_depreciation(case, method, life, rate, begins):
    line, revenue, _, capital = case
    pool = {"method": method, "begins": begins}
    pool |= {"straight-line": {"life": life}, "declining": {"rate": percent(rate)}}.get(method, {})
    clause = {"type": "income_tax", "rate": "30 %", "deduct": [], "depreciation": {"plant": pool}}
    project = mine(revenue, (), capital, start=line["start"], production=revenue)
    found = run(tree_of({"tax": clause}, {"mine": project}, **head(line)))
    plain = plain_depreciation(capital, revenue, line, method, life, float(rate), begins)
    close(found["tax.depreciation"], plain)
    assert found["tax.depreciation"].sum() <= sum(capital) * (1 + 1e-9)
    assert found["tax.depreciation"].min() >= 0


@FEW
@given(taxed(), st.data())
def test_an_income_tax_within_a_window_assesses_nothing_outside_it(case, data):
    line, revenue, costs, _ = case
    labels = loaded(tree_of({}, {"mine": mine(revenue, start=line["start"])}, **head(line))).timeline.labels
    first, last = sorted(
        data.draw(st.tuples(st.integers(0, line["periods"] - 1), st.integers(0, line["periods"] - 1)))
    )
    clause = {"type": "income_tax", "rate": "20 %", "from": str(labels[first]), "until": str(labels[last]),
              "losses": {"carry_forward": "limited", "years": 2}}  # fmt: skip
    found = run(tree_of({"tax": clause}, {"mine": mine(revenue, costs, start=line["start"])}, **head(line)))
    flow = np.array(revenue, float) - costs
    flow[:first] = flow[last + 1 :] = 0
    result = plain_yearly(flow, line)
    used, _ = plain_losses(result, line, 2, 1.0, 0.0)
    close(found["tax"], 0.2 * (np.maximum(result, 0) - used))


@FEW
@given(taxed(), shares(), st.data())
def test_a_royalty_applies_from_and_until(case, rate, data):
    line, revenue, _, _ = case
    labels = loaded(tree_of({}, {"mine": mine(revenue, start=line["start"])}, **head(line))).timeline.labels
    first, last = sorted(
        data.draw(st.tuples(st.integers(0, line["periods"] - 1), st.integers(0, line["periods"] - 1)))
    )
    clause = {
        "type": "royalty",
        "rate": percent(rate),
        "base": "revenue",
        "from": str(labels[first]),
        "until": str(labels[last]),
    }
    found = run(tree_of({"royalty": clause}, {"mine": mine(revenue, start=line["start"])}, **head(line)))
    inside = np.array([first <= k <= last for k in range(line["periods"])])
    close(found["royalty"], float(rate) * np.array(revenue) * inside)


def test_a_year_that_ends_a_window_means_all_of_it():
    clause = {"type": "royalty", "rate": "10 %", "base": "revenue", "from": "2025Q4", "until": "2026"}
    found = run(
        tree_of(
            {"royalty": clause},
            {"mine": mine([100] * 8, start="2025Q3")},
            periods=8,
            start="2025Q3",
            per="quarter",
        )
    )
    close(found["royalty"], [0, 10, 10, 10, 10, 10, 0, 0])


def test_a_royalty_on_a_negative_base_is_nothing():
    found = run(
        tree_of(
            {"royalty": {"type": "royalty", "rate": "10 %", "base": "revenue"}},
            {"mine": mine([100, -50])},
            periods=2,
        )
    )
    close(found["royalty"], [10, 0])


def test_a_royalty_per_tonne():
    clause = {"type": "royalty", "rate": "3 USD/t", "base": "production"}
    found = run(tree_of({"royalty": clause}, {"mine": mine([100, 100], production=[7, 9])}, periods=2))
    close(found["royalty"], [21, 27])


def test_what_is_paid_later_is_deducted_when_earned():
    clauses = {
        "royalty": {"type": "royalty", "rate": "10 %", "base": "revenue", "paid_after": 2},
        "tax": {"type": "income_tax", "rate": "50 %", "deduct": "royalty"},
    }
    found = run(tree_of(clauses, {"mine": mine([100, 200, 300])}, periods=3))
    close(found["tax"], [45, 90, 135])
    close(found["royalty.due"], [0, 0, 10])
    close(found["royalty.owed.closing"], [10, 30, 50])


def test_losses_uplift_and_lapse_in_a_part_of_a_year():
    # quarters from 2025Q4: the loss of 2025 may be used in 2026 only, and the case ends in the middle of 2027
    line = {"per": "quarter", "start": "2025Q4", "periods": 7, "part": 4, "per_year": 4}
    revenue = [0, 10, 10, 10, 10, 50, 50]
    costs = [100, 0, 0, 0, 0, 0, 0]
    clause = {
        "type": "income_tax",
        "rate": "100 %",
        "losses": {"carry_forward": "limited", "years": 1, "uplift": "20 % per year"},
    }
    found = run(tree_of({"tax": clause}, {"mine": mine(revenue, costs, start="2025Q4")}, **head(line)))
    close(found["tax.losses.used"], [0, 0, 0, 0, 40, 0, 0])
    close(found["tax.losses.uplift"], [0, 0, 0, 0, 20, 0, 8])
    close(found["tax.losses.lapsed"], [0, 0, 0, 0, 0, 0, 88])
    close(found["tax"], [0, 0, 0, 0, 0, 0, 100])


def test_a_formula_and_a_printed_line_say_the_same():
    clauses = {
        "printed": {"type": "given", "amount": money([5, 6]), "instrument": "levy"},
        "written": {
            "type": "formula",
            "amount": "where(calendar_year > 2025, twice - printed, floor)",
            "where": {"twice": "2 * printed"},
            "with": {"floor": "USD 5"},
        },
        "read": {"type": "formula", "amount": "written / printed", "pays": "no"},
    }
    found = run(tree_of(clauses, {"mine": mine([100, 100])}, periods=2))
    close(found["written"], [5, 6])
    close(found["read"], [1, 1])
