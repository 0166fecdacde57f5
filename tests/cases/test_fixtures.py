"""Other mines in the format of cases, each beside the same sums done by hand in plain numbers.

The mines are invented; the shapes of their tables are those of technical reports. Money is in millions in
the sums by hand.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from concession.analysis import evaluate
from concession.model import load

FIXTURES = Path(__file__).parent / "fixtures"
POUND, OUNCE = 0.00045359237, 0.0311034768e-3  # in tonnes


@pytest.fixture(scope="module")
def result():
    known = {}

    def get(name: str, draft: str | None = None):
        if (name, draft) not in known:
            known[name, draft] = evaluate(load(FIXTURES / name), draft)
        return known[name, draft]

    return get


def line(evaluation, name: str) -> np.ndarray:
    return np.asarray(evaluation.lines[name].by_period)


def millions(evaluation, name: str) -> np.ndarray:
    return line(evaluation, name) / 1e6


def close(found, wanted) -> None:
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9)


def npv(flow, rate: float, first: float) -> float:
    """Discount yearly amounts, the first of them by this many years."""
    return float(sum(amount / (1 + rate) ** (first + k) for k, amount in enumerate(flow)))


@pytest.mark.parametrize("name", sorted(path.parent.name for path in FIXTURES.glob("*/case.yaml")))
def test_every_payment_reaches_somebody(name, result):
    case = load(FIXTURES / name)
    for draft in case.drafts:
        assert evaluate(case, draft, futures=200).conservation_error <= 1e-9


def test_gold_in_project_years(result):
    found = result("gold-years")
    ore = np.array([0, 0, 0.6, 1, 1, 1, 0.75, 0, 0])
    grade = np.array([0, 0, 2.4, 2.2, 1.9, 1.6, 1.5, 0, 0])
    recovery = np.array([0, 0, 0.88, 0.91, 0.92, 0.92, 0.915, 0, 0])
    gold_oz = ore * grade * recovery * 0.995 * 1e-6 / OUNCE  # millions of ounces
    gold = gold_oz * 1800
    revenue = gold + np.array([0, 0, 40, 60, 60, 55, 40, 0, 0]) * 22 / 1000
    refining = gold_oz * 5
    works = np.array([0, 0, 1, 1, 1, 1, 1, 0, 0])
    mining = np.array([0, 1.4, 15, 18.5, 17.5, 14.5, 10, 0, 0])
    costs = mining + ore * 14.5 + 6 * works + refining
    initial, sustaining = np.array([38, 55, 5, 0, 0, 0, 0, 0, 0]), 2 * ore
    closure = np.array([0, 0, 0, 0, 0, 0, 0, 9, 0])
    tied = 0.12 * revenue
    working_capital = np.diff(tied, prepend=0)
    private, state = 0.015 * (revenue - refining), 0.03 * gold
    before = revenue - costs - initial - sustaining - closure - working_capital
    # 98 of initial spending, all of it by the first year of production, over four years
    result_of_year = revenue - costs - private - state - closure - sustaining
    result_of_year -= np.array([0, 0, 24.5, 24.5, 24.5, 24.5, 0, 0, 0])
    losses, tax = 0.0, []
    for profit in result_of_year:
        used = min(losses, 0.8 * max(profit, 0))
        losses += max(-profit, 0) - used
        tax.append(0.27 * (max(profit, 0) - used))
    close(millions(found, "pre_tax_cash"), before - private)
    close(millions(found, "income_tax"), tax)
    close(found.projects["mine"].npv_pre_tax.mean / 1e6, npv(before - private, 0.08, 0.5))
    after = before - private - state - tax
    close(found.projects["mine"].npv_post_tax.mean / 1e6, npv(after, 0.08, 0.5))
    printed = {one.id: one.ours / 1e6 for one in found.published}
    close(printed["at_8"], npv(after, 0.08, 0.5))
    close(printed["at_5"], npv(after, 0.05, 0.5))
    rate = found.projects["mine"].irr_post_tax.rate
    assert npv(after, rate, 0) == pytest.approx(0, abs=1e-6)


def test_oil_sharing_with_a_loan_in_two_moneys(result):
    found = result("oil-sharing")
    level = 1.02 ** np.arange(8)
    barrels = np.array([0, 0.5, 2.4, 2.9, 2.5, 1.9, 1.3, 0.8])
    price = np.array([80, 78, 76, 75, *(75 * 1.02 ** np.arange(1, 5))])
    revenue = barrels * price
    opex = (barrels * 12 + np.array([0, 4, 10, 10, 10, 9, 8, 7])) * level
    capex = np.array([120, 60, 0, 15, 0, 0, 0, 0]) * level
    royalty = 0.08 * revenue
    open_costs, second, state = 0.0, False, []
    receipts = costs = 0.0
    for year in range(8):
        limit, share = (0.5, 0.65) if second else (0.6, 0.4)
        left = revenue[year] - royalty[year]
        open_costs += opex[year] + capex[year]
        recovered = min(limit * left, open_costs)
        open_costs -= recovered
        state.append(share * (left - recovered))
        receipts += revenue[year]
        costs += opex[year] + capex[year]
        second = second or receipts / costs >= 1.25
    close(millions(found, "sharing"), state)
    balance, drawn, interest, repaid = 0.0, [], [], []
    for year in range(8):
        draw = 0.5 * capex[year] if year < 2 else 0
        due = 0.08 * balance
        pay = balance / (6 - year) if 2 <= year < 6 else 0
        paid = 0 if year < 2 else due
        balance += draw + due - paid - pay
        drawn.append(draw)
        interest.append(paid)
        repaid.append(pay)
    assert balance == pytest.approx(0, abs=1e-9)
    close(millions(found, "loan.repayment"), repaid)
    bank = np.array(interest) + repaid - drawn
    close(found.parties["bank"].npv.mean / 1e6, npv(bank, 0.06, 1))
    cash = revenue - royalty - state - opex - capex - bank
    # nothing is kept: every year's cash is paid out or put in
    close(found.parties["owner"].npv.mean / 1e6, npv(cash, 0.12, 1))
    close(found.parties["operator"].undiscounted.mean, 0)
    close(found.parties["ministry"].npv.mean / 1e6, npv(royalty + state, 0.10, 1))
    taxed = result("oil-sharing", "taxed")
    kept = revenue - royalty - state
    # the first two years' wells begin in the second year, the later ones when they are paid
    written = np.zeros(8)
    written[1:6] += (capex[0] + capex[1]) / 5
    written[3:8] += capex[3] / 5
    losses, tax = 0.0, []
    for profit in kept - opex - interest - written:
        used = min(losses, max(profit, 0))
        losses += max(-profit, 0) - used
        tax.append(0.2 * (max(profit, 0) - used))
    close(millions(taxed, "income_tax"), tax)
    close(taxed.parties["owner"].npv.mean / 1e6, npv(cash - tax, 0.12, 1))


def test_three_mines_of_two_companies(result):
    found = result("three-mines")
    cad = 0.74
    # the old mine: 5.5 Mt at 1.2 Mt a year is four years and seven tenths of a Mt
    ore = np.array([1.2, 1.2, 1.2, 1.2, 0.7, 0, 0, 0, 0, 0])
    lead = np.where(np.arange(10) < 2, 0.015, 0.01)
    old = ore * 0.06 * 0.88 * 0.85 * 2600 + ore * lead * 0.8 * 0.95 * 2000
    old_costs = ore * 95 * cad + 0.02 * old
    close_old = np.array([0, 0, 0, 0, 0, 20 * cad, 0, 0, 0, 0])
    # the new one spends from 2028 and digs two years later: a half, eight tenths, then all of 1 Mt
    dug = np.array([0, 0, 0, 0, 0.5, 0.8, 1, 1, 0.7, 0])
    new = dug * 0.08 * 0.90 / 0.55 * 1100
    new_costs, build = dug * 80 * cad, np.array([0, 0, 30, 50, 0, 0, 0, 0, 0, 0]) * cad
    south, south_costs = np.full(10, 12.0), 5 * 1.03 ** np.arange(10)
    fit_out = np.array([9.0, *[0] * 9])
    close(millions(found, "revenue[old]"), old)
    close(millions(found, "revenue[new]"), new)
    close(millions(found, "royalty"), 0.04 * (new + south))
    fees_old = np.array([0.3] * 5 + [0] * 5)
    fees_new = np.array([0, 0, *[0.3] * 7, 0])
    close(millions(found, "fee"), fees_old + fees_new)

    def tax(profits, spending):
        pool, vintages, paid = 0.0, [], []
        for year, (profit, spent) in enumerate(zip(profits, spending, strict=True)):
            pool += spent
            written = 0.4 * pool
            pool -= written
            left = profit - written
            vintages = [[born, loss] for born, loss in vintages if year - born <= 3]
            if left < 0:
                vintages.append([year, -left])
            for vintage in vintages:
                used = min(vintage[1], max(left, 0))
                vintage[1] -= used
                left -= used
            paid.append(0.25 * max(left, 0))
        return np.array(paid)

    north = old + new - old_costs - new_costs - 0.04 * new - fees_old - fees_new - close_old
    close(millions(found, "income_tax[north_co]"), tax(north, build))
    tax_south = tax(south - south_costs - 0.04 * south, fit_out)
    close(millions(found, "income_tax[south_co]"), tax_south)
    after = south - south_costs - fit_out - 0.04 * south - tax_south
    close(found.parties["south_co"].npv.mean / 1e6, npv(after, 0.09, 0))
    close(found.projects["south"].npv_post_tax.mean / 1e6, npv(after, 0.09, 0))
    assert found.projects["old"].npv_post_tax is None  # two mines share one assessment
    state = found.parties["federal"].npv.mean + found.parties["province"].npv.mean
    close(found.parties["country"].npv.mean, state)
    wider = result("three-mines", "wider")
    close(millions(wider, "royalty"), 0.04 * (old + new + south))


def test_books_by_quarter_and_by_year(result):
    found = result("printed-books")
    cash = np.array([-10, -20, -27, -10, *[13] * 4, *[18] * 4, *[12.5] * 4])
    tax = np.array([0, 0, 0, 0, *[2] * 4, *[3] * 4, *[1.5] * 4])
    close(millions(found, "pre_tax_cash"), cash)
    value = sum(x / 1.08 ** ((k + 1) / 4) for k, x in enumerate(cash - tax))
    close(found.projects["mine"].npv_post_tax.mean / 1e6, value)
    printed = {one.id: one for one in found.published if not one.period}
    assert printed["share"].ours == pytest.approx(26 / 300)
    assert printed["life"].ours == pytest.approx(26e6)
    yearly = {one.period: one.ours / 1e6 for one in found.published if one.period}
    assert yearly["2027Q1"] == pytest.approx(2)
    assert all(one.within for one in found.published)
    half = millions(result("printed-books", "minimum"), "turnover_tax")
    close(half, 0.03 * np.array([*[0] * 6, 25, 25, *[30] * 4, *[20] * 4]))


def test_a_mine_that_waits_for_an_event(result):
    found = result("waiting-for-peace")
    assert found.futures == 20_000
    # the hazard runs from the second year on; the mine begins a year after the event's year is over
    first = np.zeros(40)
    for years in range(2, 39):
        first[years + 1] = np.exp(-0.1 * (years - 2)) - np.exp(-0.1 * (years - 1))
    dug = np.array([first[max(k - 4, 0) : k].sum() for k in range(30)])
    spent = 20 * first[:30]
    error = np.sqrt(dug * (1 - dug) / 20_000)
    assert (np.abs(line(found, "ore[mine]") / 1e6 - dug) <= 4.5 * error + 1e-12).all()
    assert (np.abs(millions(found, "capital[mine]") - spent) <= 4.5 * 20 * np.sqrt(first[:30] / 20_000)).all()
    spread = np.log(90 / 40) / (2 * 1.6448536269514722)
    mean_price = np.sqrt(40 * 90) * np.exp(spread**2 / 2)
    assert line(found, "price.ore[mine]")[0] == pytest.approx(mean_price, rel=0.01)
    fund = found.parties["fund"]
    close(line(found, "share"), line(found, "revenue[mine]") / 2)
    assert fund.npv.p10 < fund.npv.p50 < fund.npv.p90
    close(found.projects["licences"].npv_pre_tax.mean / 1e6, npv(np.full(30, 3.0), 0.05, 0))


def test_nickel_under_a_mining_tax_with_an_allowance(result):
    found = result("nickel-allowance")
    ore = np.array([0, 0, 0.8, 1, 1, 1, 0.4, 0])
    price = np.array([9.5, 9.5, 9, 8.5, 8, 8, 8, 8]) / POUND
    nickel = ore * 0.016 * 0.78 * 0.72 * price
    revenue = nickel + np.array([0, 0, 0.3, 0.4, 0.4, 0.4, 0.15, 0]) * 20
    costs = ore * np.array([70, 70, 70, 72, 74, 76, 78, 78])
    mill = np.array([60, 90, 0, 0, 0, 0, 0, 0])
    mine = np.array([30, 40, 6, 6, 6, 6, 0, 0])
    closure = np.array([0, 0, 0, 0, 0, 0, 0, 12])
    profit = np.maximum(revenue - costs - ore / 4.2 * (mill + mine).sum(), 0)
    allowance = np.minimum(np.maximum(0.08 * np.cumsum(mill), 0.15 * profit), 0.65 * profit)
    mining_tax = 0.1 * np.maximum(profit - allowance * (ore > 0) - 0.5, 0)
    close(millions(found, "mining_tax"), mining_tax)
    pool, written = 0.0, []
    for spent in mine:
        pool += spent
        written.append(0.3 * pool)
        pool *= 0.7
    year = revenue - costs - mining_tax - closure - ore / 4.2 * 150 - written
    losses, tax = 0.0, []
    for profit_of_year in year:
        used = min(losses, max(profit_of_year, 0))
        losses += max(-profit_of_year, 0) - used
        tax.append(0.265 * (max(profit_of_year, 0) - used))
    close(millions(found, "income_tax"), tax)
    after = revenue - costs - mill - mine - closure - mining_tax - tax
    close(found.projects["mine"].npv_post_tax.mean / 1e6, npv(after, 0.08, 0.5))


def test_a_mine_with_old_books(result):
    found = result("brownfield")
    tonnes = np.array([4, 4, 4.2, 4.2, 4, 3, 2, 1])
    revenue = tonnes * np.array([110, 110, *[95] * 6])
    rail = 11 * tonnes
    costs = 62 * tonnes * 1.02 ** np.arange(8) + rail
    royalty = np.array([0.07] * 3 + [0.082] * 5) * (revenue - rail)
    fleet = np.array([90, 0, 0, 60, 0, 0, 0, 0])
    shares = [0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576]
    written = np.zeros(8)
    for year, share in enumerate(shares):
        written[year : year + 1] += 90 * share
        if year + 3 < 8:
            written[year + 3] += 60 * share
    written += 200 * 0.2 * 0.8 ** np.arange(8) + 1.5 * tonnes
    closure = np.array([0] * 6 + [25, 25])
    profits = revenue - costs - royalty - closure - written
    rates = np.array([0.3, 0.3, *[0.25] * 6])
    vintages, tax = [[-1, 140.0]], []
    for year, profit in enumerate(profits):
        vintages = [vintage for vintage in vintages if year - vintage[0] <= 2]
        left = max(profit, 0)
        for vintage in vintages:
            used = min(vintage[1], left)
            vintage[1] -= used
            left -= used
        vintages.append([year, max(-profit, 0)])
        tax.append(rates[year] * left)
    close(millions(found, "income_tax"), tax)
    assert millions(found, "income_tax.losses.lapsed")[2] > 30  # what is left of the old ones
    depleted = np.minimum(0.1 * revenue, 0.5 * np.maximum(profits, 0))
    close(millions(result("brownfield", "depletion"), "depletion"), depleted)
    close(millions(result("brownfield", "depletion"), "income_tax.result"), profits - depleted)
    after = revenue - costs - royalty - closure - fleet - 1.5 * tonnes - tax
    # valued in the middle of the first year, and cash counts in the middle of each
    assert found.projects["mine"].npv_post_tax.mean / 1e6 == pytest.approx(npv(after, 0.075, 0), rel=5e-4)


def test_a_real_table_with_signs_of_money_and_double_dashes(result):
    found = result("stibnite-margin")
    # Perpetua Resources, Exhibit 99.1 of February 2025: printed EBITDA of years -4 to 16
    printed = [0, 0, 0, 34, 516, 893, 983, 983, 701, 576, 265, 221, 175, 201, 369, 337, 63, 38, 16, 0]
    assert np.abs(millions(found, "margin") - printed).max() <= 1
    assert millions(found, "revenue").sum() == pytest.approx(9730, abs=3)
    assert all(one.within for one in found.published)


def test_a_real_royalty_discounted_from_a_day_in_november(result):
    found = result("quarry-royalty")
    # United States Tax Court, Terrene Investments (2007), Table 1.2
    assert line(found, "revenue").sum() == pytest.approx(1_955_419, abs=1)
    assert found.projects["quarry"].npv_pre_tax.mean == pytest.approx(1_290_467.53, rel=1e-3)


def test_a_tax_holiday_of_four_years_from_the_start(result):
    case = load(FIXTURES / "nickel-allowance")
    holiday = {"from": "start", "values": ["0 %", "0 %", "0 %", "0 %", "26.5 %"]}
    found = evaluate(case, case.draft().replace("clauses.income_tax.rate", holiday))
    taxed = millions(result("nickel-allowance"), "income_tax")
    close(millions(found, "income_tax"), np.where(np.arange(8) < 4, 0, taxed))


def test_months_with_prices_by_year_and_tax_three_months_after_the_year(result):
    found = result("by-month")
    months = np.arange(36)
    ore = np.where((months >= 6) & (months < 26), 0.05, 0)  # 1 Mt at 0.6 Mt a year after half a year
    revenue = ore * 2 * 0.9 * 1e-6 / OUNCE * np.where(months < 12, 2000, 1900)
    costs = ore * 40 + np.where(ore > 0, 0.5, 0)
    spent = np.where(months < 12, 1, 0) + np.repeat([1, 2, 1], 12) / 12
    written = np.zeros(36)
    for month, amount in enumerate(spent):
        first = max(month, 6)
        written[first : first + 24] += amount / 24
    royalty, closure = 0.9 * ore, np.where(months == 26, 3, 0)
    tied = 0.1 * 12 * revenue
    before = revenue - costs - spent - closure - np.diff(tied, prepend=0)
    close(millions(found, "pre_tax_cash"), before)
    profits = (revenue - costs - written).reshape(3, 12).sum(axis=1)
    assert (profits > 0).all()
    tax = np.zeros(36)
    tax[[11, 23, 35]] = 0.25 * profits
    close(millions(found, "tax"), tax)
    paid = np.zeros(36)
    paid[[14, 26]] = 0.25 * profits[:2]  # the last year's tax falls due after the horizon
    after = before - royalty - paid
    value = sum(x / 1.08 ** ((k + 1) / 12) for k, x in enumerate(after))
    close(found.projects["mine"].npv_post_tax.mean / 1e6, value)
    close(found.outstanding["tax.owed"].mean / 1e6, 0.25 * profits[2])


def test_an_amount_that_holds_throughout_begins_with_the_project(tmp_path):
    text = (FIXTURES / "three-mines" / "case.yaml").read_text(encoding="utf-8")
    owner = "owner: south_co\n"
    (tmp_path / "case.yaml").write_text(
        text.replace(owner, f"{owner}    start: {{date: 2029}}\n"), encoding="utf-8"
    )
    found = evaluate(load(tmp_path))
    assert millions(found, "revenue[south]").tolist() == [0] * 3 + [12] * 7
    assert millions(found, "costs.all[south]")[:3].tolist() == [0, 0, 0]
