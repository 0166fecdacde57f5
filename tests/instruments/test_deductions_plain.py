"""Depreciation, uplift and limits of interest beside plain versions; no cost is deducted twice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import amounts, close, mine, money, problems_of, run, tree_of

FEW = settings(max_examples=15, deadline=None)
N = 9


def given_line(values, unit="USD"):
    return {"type": "given", "pays": "no", "amount": money(values, unit=unit)}


def ran(clauses, capital=(), periods=N, revenue=None, **more):
    return run(
        tree_of(clauses, {"mine": mine(revenue or [1] * periods, capital=capital, **more)}, periods=periods)
    )


def plain_declining(cost, rate, life, salvage, write_off):
    """Return the charges of one asset, year by year of its life."""
    book, charges = cost, []
    for year in range(life):
        room = max(book - salvage * cost, 0)
        charge = room if write_off and year == life - 1 else min(book * rate, room)
        charges.append(charge)
        book -= charge
    return charges


def by_vintage(spending, charges_of):
    total = np.zeros(len(spending))
    for k, cost in enumerate(spending):
        for age, charge in enumerate(charges_of(cost)):
            if k + age < len(total):
                total[k + age] += charge
    return total


@FEW
@given(amounts(N), st.integers(1, 6), st.integers(0, 40), st.sampled_from([1, 1.5, 2, 3]), st.booleans())
def test_by_asset(spending, life, salvage, factor, write_off):
    clauses = {
        "straight": {
            "type": "depreciation",
            "method": "straight-line",
            "life": life,
            "salvage": f"{salvage} %",
        },
        "declining": {
            "type": "depreciation",
            "method": "declining",
            "life": life,
            "factor": str(factor),
            "salvage": f"{salvage} %",
            "write_off": "last-year" if write_off else "none",
        },
        "now": {"type": "depreciation", "method": "immediate"},
    }
    found = ran(clauses, spending)
    rest = 1 - salvage / 100
    close(found["straight"], by_vintage(spending, lambda cost: [cost * rest / life] * life))
    rate = min(1, factor / life)
    close(
        found["declining"],
        by_vintage(spending, lambda cost: plain_declining(cost, rate, life, salvage / 100, write_off)),
    )
    close(found["now"], spending)
    for name in clauses:
        assert (np.cumsum(found[name]) <= np.cumsum(spending) + 1e-9).all()
        close(found[f"{name}.book.closing"], np.cumsum(spending) - np.cumsum(found[name]))


@FEW
@given(amounts(N), st.integers(1, 90), amounts(N, 0, 50), st.integers(0, 40))
def test_pools_and_units(spending, rate, made, salvage):
    clauses = {
        "pool": {"type": "depreciation", "method": "pool", "rate": f"{rate} %"},
        "units": {
            "type": "depreciation",
            "method": "unit-of-production",
            "units": "made",
            "salvage": f"{salvage} %",
        },
        "made": given_line(made, "t"),
    }
    found = ran(clauses, spending)
    balance, charges = 0.0, []
    for cost in spending:
        balance += cost
        charges.append(balance * rate / 100)
        balance -= charges[-1]
    close(found["pool"], charges)
    book, spent, charges = 0.0, 0.0, []
    for k, cost in enumerate(spending):
        book, spent = book + cost, spent + cost
        left = sum(made[k:])
        charges.append(max(book - spent * salvage / 100, 0) * (made[k] / left if left else 0))
        book -= charges[-1]
    close(found["units"], charges)


@FEW
@given(amounts(N), amounts(N, 0, 50), st.integers(1, 400))
def test_units_over_reserves(spending, made, reserves):
    clause = {
        "type": "depreciation",
        "method": "unit-of-production",
        "units": "made",
        "reserves": f"{reserves} t",
    }
    found = ran({"made": given_line(made, "t"), "units": clause}, spending)
    book, produced, charges = 0.0, 0, []
    for cost, units in zip(spending, made, strict=True):
        book += cost
        ahead = max(reserves - produced, 0)
        charges.append(book * min(1, units / ahead) if ahead else 0)
        book, produced = book - charges[-1], produced + units
    close(found["units"], charges)


@FEW
@given(amounts(N), st.integers(1, 30), st.integers(1, 5))
def test_uplift(spending, rate, years):
    found = ran({"uplift": {"type": "uplift", "rate": f"{rate} %", "years": years}}, spending)
    close(found["uplift"], by_vintage(spending, lambda cost: [cost * rate / 100] * years))


def test_quarters_share_the_year():
    clauses = {
        "declining": {"type": "depreciation", "method": "declining", "life": 2, "rate": "50 %"},
        "pool": {"type": "depreciation", "method": "pool", "rate": "36 %"},
    }
    capital = {"works": {"amount": money([100] + [0] * 7, start="2025Q1")}}
    project = {
        "owner": "company",
        "products": {"metal": {"revenue": money([0] * 8, start="2025Q1")}},
        "capital": capital,
    }
    found = run_floats(tree_of(clauses, {"mine": project}, periods=8, per="quarter", start="2025Q1"))
    close(found["declining"], [12.5] * 8)
    # four quarters of a pool take what one year takes
    assert found["pool"][:4].sum() == pytest.approx(36)


def run_floats(tree):
    """Run in floats alone: a fractional power has no exact decimal."""
    from small_cases import loaded  # noqa: PLC0415

    from concession.vectors._case import lines_of  # noqa: PLC0415

    case = loaded(tree)
    names = ["declining", "pool"]
    lines = lines_of(case, names)
    return {name: np.array(lines.all(name)) for name in names}


def test_an_allowance_of_interest_is_for_a_year():
    clause = {
        "type": "interest_limit",
        "interest": "interest",
        "earnings": "revenue",
        "share": "0 %",
        "allowed": "USD 30",
    }
    interest = {"type": "given", "pays": "no", "amount": money([20] * 8, start="2025Q1", unit="USD")}
    project = mine([1] * 8, start="2025Q1")
    case = tree_of(
        {"interest": interest, "allowed": clause},
        {"mine": project},
        periods=8,
        per="quarter",
        start="2025Q1",
    )
    # 80 a year, 30 of them deductible, however many quarters the year has
    close(run(case)["allowed"], [0, 0, 0, 30, 0, 0, 0, 30])


def plain_interest(interest, earnings, share, years):
    """Return the interest deducted: the oldest denied first, each lost after its years."""
    vintages, used = [], []
    for k, (new, earned) in enumerate(zip(interest, earnings, strict=True)):
        vintages = [[year, left] for year, left in vintages if k - year <= years] + [[k, new]]
        room = share * max(earned, 0)
        before = room
        for vintage in vintages:
            take = min(vintage[1], room)
            vintage[1] -= take
            room -= take
        used.append(before - room)
    return used


@FEW
@given(amounts(N, 0, 200), amounts(N), amounts(N), st.integers(0, 100), st.integers(0, 4))
def test_interest_by_earnings(interest, revenue, costs, share, years):
    clauses = {
        "interest": given_line(interest),
        "allowed": {
            "type": "interest_limit",
            "interest": "interest",
            "earnings": "revenue",
            "less": "operating_costs",
            "share": f"{share} %",
            "carry_years": years,
        },
    }
    found = ran(clauses, revenue=revenue, costs=costs)
    close(found["allowed"], plain_interest(interest, np.subtract(revenue, costs), share / 100, years))
    assert (np.cumsum(found["allowed"]) <= np.cumsum(interest) + 1e-9).all()


@FEW
@given(amounts(N, 0, 200), amounts(N), amounts(N, -50), st.sampled_from([1.5, 2, 3]))
def test_thin_capitalisation(interest, debt, equity, most):
    clauses = {
        "interest": given_line(interest),
        "debt": given_line(debt),
        "equity": given_line(equity),
        "allowed": {
            "type": "thin_capitalisation",
            "interest": "interest",
            "debt": "debt",
            "equity": "equity",
            "ratio": str(most),
        },
    }
    found = ran(clauses)
    close(
        found["allowed"],
        [
            i * min(1, most * max(e, 0) / d if d else 1)
            for i, d, e in zip(interest, debt, equity, strict=True)
        ],
    )


@pytest.mark.parametrize(
    "terms",
    [
        {"method": "straight-line"},
        {"method": "declining", "life": 3},
        {"method": "declining", "rate": "5 %"},
        {"method": "pool"},
    ],
)
def test_what_is_missing(terms):
    clause = {"type": "depreciation", **terms}
    assert "E612" in {
        found for found, _ in problems_of(tree_of({"charge": clause}, {"mine": mine([1])}, periods=1))
    }
