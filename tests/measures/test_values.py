"""Present values, takes, payback, multiples, timing and risk: against hand-made numbers and properties."""

from datetime import date

import numpy as np
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from concession.errors import ConcessionError
from concession.measures import (
    Discounting,
    aetr,
    chance_below,
    coefficient_of_variation,
    duration,
    effective_royalty_rate,
    expected_monetary_value,
    first_receipt,
    government_take,
    irr,
    irr_change,
    lowest_share_of_gross,
    metr,
    multiple,
    net_multiple,
    npv,
    payback,
    profitability_index,
    profitability_index_of,
    risk_share,
    saving_index,
    share_by,
    share_of_benefits,
    solve,
    xirr,
    xnpv,
)

END = Discounting(rate=0.10, timing="end")
START = Discounting(rate=0.10, timing="start")
amounts = hnp.arrays(np.float64, (8, 5), elements=st.floats(-1e6, 1e6))


def code_of(call):
    with pytest.raises(ConcessionError) as caught:
        call()
    return sorted(problem.code for problem in caught.value.problems)


# Discounting


def test_timing_moves_the_value_by_half_periods():
    flows = np.array([-100.0, 60.0, 60.0])
    start, middle, end = (
        float(npv(flows, Discounting(rate=0.1, timing=when))) for when in ("start", "middle", "end")
    )
    assert middle == pytest.approx(start / 1.1**0.5)
    assert end == pytest.approx(start / 1.1)
    assert end == pytest.approx(-100 / 1.1 + 60 / 1.21 + 60 / 1.331)


def test_quarters_and_an_earlier_valuation_date():
    given_ = Discounting(rate=0.08, timing="end", period_years=0.25, offset_years=1.5, basis="real")
    assert given_.times(3).tolist() == [1.75, 2.0, 2.25]
    assert given_.factors(2) == pytest.approx([1.08**-1.75, 1.08**-2.0])
    assert "real" in str(given_)
    assert "1.5 years after" in str(given_)


def test_discounting_reports_all_mistakes_at_once():
    assert code_of(lambda: Discounting(rate=-1.0, timing="mid", period_years=0.0)) == ["E750", "E750", "E755"]
    assert code_of(lambda: Discounting(rate="10 %", timing="end")) == ["E750"]


@settings(max_examples=50, deadline=None)
@given(flows=amounts, rate=st.floats(-0.5, 1.0))
def test_npv_agrees_with_pyxirr_and_each_future_stands_alone(flows, rate):
    given_ = Discounting(rate=rate, timing="start")
    found = npv(flows, given_)
    scale = np.abs(flows).T @ given_.factors(8) + 1.0
    for future in range(5):
        assert abs(found[future] - pyxirr.npv(rate, flows[:, future])) <= 1e-12 * scale[future]
        assert npv(flows[:, future], given_).tobytes() == found[future].tobytes()
        assert npv(flows[:, future : future + 1], given_).tobytes() == found[future].tobytes()


# Dated amounts

DAYS = [date(2025, 4, 23), date(2025, 9, 1), date(2026, 3, 14), date(2027, 2, 28), date(2029, 1, 2)]


@settings(max_examples=60, deadline=None)
@given(flows=hnp.arrays(np.float64, (5, 6), elements=st.floats(1.0, 1e4)))
def test_xirr_and_xnpv_agree_with_pyxirr(flows):
    flows[0] *= -3.0
    found = xirr(flows, DAYS)
    value = xnpv(flows, DAYS, rate=0.12)
    for future in range(6):
        other = pyxirr.xirr(DAYS, flows[:, future])
        if other is not None and -0.99 < other < 900:
            assert found.names[future] == "unique"
            assert found.rate[future] == pytest.approx(other, rel=1e-7, abs=1e-7)
        assert value[future] == pytest.approx(pyxirr.xnpv(0.12, DAYS, flows[:, future]), rel=1e-10, abs=1e-7)


def test_xirr_of_years_of_365_days_is_irr():
    days = [date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1)]
    for flows in ([-100, 60, 60], [-100, 230, -132], [0, -5, 8], [0, 0, 0], [5, 0, 1], [-1, 3, -2]):
        one, other = irr(flows), xirr(flows, days)
        assert (one.names, int(one.count)) == (other.names, int(other.count))
        np.testing.assert_allclose(other.rate, one.rate, rtol=1e-11, atol=1e-12)


def test_xirr_whatever_the_size_of_the_amounts():
    # Thread 75 of pyxirr: its answer depended on the size.
    days = [
        "2018-06-30",
        "2019-03-31",
        "2019-06-30",
        "2019-09-30",
        "2019-12-31",
        "2020-03-31",
        "2020-06-30",
        "2020-09-30",
        "2022-03-31",
        "2023-03-31",
        "2024-09-30",
        "2024-09-30",
        "2024-12-31",
        "2024-12-31",
        "2025-03-31",
        "2025-12-31",
        "2026-03-31",
        "2026-03-31",
    ]
    flows = np.array(
        [
            -84e6,
            800e3,
            760e3,
            680e3,
            800e3,
            280e3,
            740e3,
            520e3,
            -2.1e6,
            -13e6,
            -3e6,
            -4.1e6,
            -250e3,
            -1.8e6,
            -8.4e6,
            1.8e6,
            43e3,
            -6600.0,
        ]
    )
    dates = [date.fromisoformat(day) for day in days]
    large, small = xirr(flows, dates), xirr(flows / 1e6, dates)
    assert large.rate.tobytes() == small.rate.tobytes() or float(large.rate) == pytest.approx(
        float(small.rate), rel=1e-12
    )
    assert float(xirr(flows, dates, hurdle=-0.9).rate) == pytest.approx(-0.912781382, abs=1e-8)


def test_company_does_not_matter_for_dated_amounts():
    flows = np.random.default_rng(8).normal(5.0, 80.0, size=(5, 60))
    whole = xirr(flows, DAYS)
    pieces = np.concatenate([xirr(flows[:, i : i + 7], DAYS).rate for i in range(0, 60, 7)])
    assert whole.rate.tobytes() == pieces.tobytes()
    assert np.array([xirr(flows[:, i], DAYS).rate for i in range(60)]).tobytes() == whole.rate.tobytes()


def test_dates_that_do_not_fit():
    assert code_of(lambda: xnpv([1, 2], [date(2025, 1, 2)], rate=0.1)) == ["E753"]
    assert code_of(lambda: xirr([1, 2], [date(2025, 1, 2), date(2025, 1, 1)])) == ["E753"]
    assert code_of(lambda: xnpv([1], [date(2025, 1, 2)], rate=-1.0)) == ["E750"]
    assert code_of(lambda: xirr([1], [date(2025, 1, 2)], hurdle=-2.0)) == ["E750"]


# Payback


def test_payback_by_every_origin():
    flows, made = [0, -100, 50, 40, 20], [0, 0, 5, 5, 5]
    found = {
        origin: float(payback(flows, origin=origin, producing=made).value)
        for origin in ("first_spend", "start_of_spend", "first_production", "first_period")
    }
    assert found == {"first_spend": 2.5, "start_of_spend": 3.5, "first_production": 2.5, "first_period": 4.5}
    assert float(payback(flows, origin="first_spend", period_years=0.25).value) == 0.625


def test_payback_that_does_not_last():
    flows = [-100, 120, -50, 60]
    assert float(payback(flows, origin="first_spend").value) == pytest.approx(100 / 120)
    assert float(payback(flows, origin="first_spend", turn="for_good").value) == pytest.approx(2 + 30 / 60)
    assert payback([-100, 120, -50], origin="first_spend", turn="for_good").names == "never"


def test_payback_undefined_is_not_nought():
    flows = np.array([[-10.0, 10, -10, 0], [4, 5, 10, 0]])
    found = payback(flows, origin="first_spend")
    assert found.names.tolist() == ["never", "no_spend", "defined", "no_spend"]
    assert np.isnan(found.value[[0, 1, 3]]).all()
    idle = payback([-10, 20], origin="first_production", producing=[0, 0])
    assert (idle.names, np.isnan(idle.value)) == ("never", True)
    assert found.shares() == {"defined": 0.25, "no_spend": 0.5, "never": 0.25}


def test_payback_mistakes():
    assert code_of(lambda: payback([1], origin="first_spent")) == ["E755"]
    assert code_of(lambda: payback([1], origin="first_production", turn="once", period_years=0)) == [
        "E750",
        "E752",
        "E755",
    ]
    assert code_of(lambda: payback([1, 2], origin="first_production", producing=[1])) == ["E752"]


# Multiples


def test_multiples():
    assert float(multiple([0, 30, 60], [100, 0, 0], residual=20).value) == pytest.approx(1.1)
    both = multiple(np.zeros((2, 2)), [[100.0, 0], [0, 0]], residual=[50.0, 50.0])
    assert both.names.tolist() == ["defined", "no_spend"]
    assert both.value[0] == 0.5
    assert net_multiple([5, 10]).names == "no_spend"
    assert profitability_index(50, 0).names == "no_spend"
    assert float(profitability_index_of([-100, 165], [100, 0], START).value) == pytest.approx(1.5)
    assert code_of(lambda: multiple([1, 2], [1, 2], residual=[1.0, 2.0])) == ["E752"]


# Takes


def test_takes_of_a_project_with_and_without_rent():
    pre_tax = np.array([[-100.0, -100, -100], [80, 40, 60], [80, 40, 60]])
    receipts = np.array([[0.0, 0, 0], [20, 20, 20], [20, 20, 20]])
    plain = government_take(receipts, pre_tax)
    assert plain.names.tolist() == ["defined", "no_rent", "defined"]
    assert plain.value[[0, 2]] == pytest.approx([40 / 60, 2.0])
    found = aetr(receipts, pre_tax, START)
    worth = -100 + 80 / 1.1 + 80 / 1.21
    assert found.value[0] == pytest.approx((20 / 1.1 + 20 / 1.21) / worth)
    assert found.names.tolist() == ["defined", "no_rent", "defined"]
    benefits = share_of_benefits(receipts, pre_tax + 130, np.full((3, 3), 10.0), np.zeros(3))
    assert benefits.value[1] == pytest.approx(40 / (pre_tax[:, 1].sum() + 390 - 30))


@settings(max_examples=40, deadline=None)
@given(flows=amounts, rate=st.floats(0.0, 0.9))
def test_a_brown_tax_has_its_rate_as_aetr_and_leaves_the_irr(flows, rate):
    found = aetr(rate * flows, flows, END)
    good = found.names == "defined"
    worth, size = npv(flows, END), npv(np.abs(flows), END)
    good &= worth > 1e-6 * size
    np.testing.assert_allclose(found.value[good], rate, rtol=1e-6, atol=1e-9)
    assert np.isnan(found.value[found.names == "no_rent"]).all()


def test_lowest_share_and_saving_index():
    assert lowest_share_of_gross([5, 5], [0, 0]).names == "no_base"
    assert float(saving_index([10, 10], [10, 12], [0, 8], discounting=END).value) == pytest.approx(0.25)
    assert saving_index([10], [12], [0]).names == "no_base"


def test_shares_outside_nought_to_one():
    def call():
        effective_royalty_rate(royalty=5, cost_limit=-1, state_share=0.5, limit_base="afterroyalty")

    assert code_of(call) == ["E755", "E759", "E759"]
    assert code_of(lambda: expected_monetary_value(chance=1.2, development=1, exploration=1)) == ["E759"]


def test_shapes_that_do_not_fit():
    assert code_of(lambda: government_take([1, 2], [1, 2, 3])) == ["E752"]
    assert code_of(lambda: government_take(np.ones((2, 3)), np.ones((2, 2)))) == ["E752"]
    assert government_take([1.0, 1.0], np.full((2, 4), 2.0)).value.tolist() == [0.5] * 4


# Rates after tax


def test_change_of_the_rate_keeps_what_is_not_known():
    pre = irr(np.array([[-100.0, -100, -100, 0], [120, 230, 0, 0], [0, -132, 0, 0]]))
    post = irr(np.array([[-100.0, -100, -100, 0], [115, 200, 0, 0], [0, 0, 0, 0]]))
    found = irr_change(pre, post)
    assert found.names.tolist() == ["defined", "several_rates", "no_rate", "no_rate"]
    assert found.value[0] == pytest.approx(-0.05)
    assert np.isnan(found.value[2:]).all()
    assert code_of(lambda: irr_change(pre, irr([-1, 2]))) == ["E752"]


def test_metr_of_a_project_at_its_break_even_price():
    rate, hurdle, sales = 0.4, 0.12, np.array([10.0, 8.0, 5.0])

    def flows(price):
        pre = np.array([-100.0 + 0 * price, sales[0] * price, sales[1] * price, sales[2] * price])
        # No deduction of capital: the tax bites at the margin.
        tax = np.array([0 * price, *(rate * sales[i] * price for i in range(3))])
        return pre, pre - tax

    at = Discounting(rate=hurdle, timing="start")
    price = solve(lambda p: npv(flows(p)[1], at), (1.0, 50.0))
    assert price.names == "unique"
    pre, post = (irr(part) for part in flows(float(price.value)))
    found = metr(pre, post, hurdle=hurdle)
    assert found.names == "defined"
    assert float(found.value) == pytest.approx((float(pre.rate) - hurdle) / float(pre.rate))
    pre, post = (irr(part) for part in flows(30.0))
    assert metr(pre, post, hurdle=hurdle).names == "not_marginal"
    assert metr(irr([-1, 0.9]), irr([-1, 1.1]), hurdle=0.1).names == "no_base"
    assert metr(irr([-1, 0]), irr([-1, 1.1]), hurdle=0.1).names == "no_rate"


# Timing


def test_timing_of_receipts():
    receipts = np.array([[0.0, 0], [10, 0], [30, 0]])
    assert share_by(receipts, periods=2).value[0] == 0.25
    assert share_by(receipts, periods=2).names.tolist() == ["defined", "no_base"]
    assert first_receipt(receipts).names.tolist() == ["defined", "never"]
    expected = (10 * 2 / 1.1**2 + 30 * 3 / 1.1**3) / (10 / 1.1**2 + 30 / 1.1**3)
    assert duration(receipts, END).value[0] == pytest.approx(expected)
    assert code_of(lambda: share_by(receipts, periods=4)) == ["E750"]


# Risk


def test_risk():
    rng = np.random.default_rng(1)
    project = rng.normal(100.0, 30.0, 4000)
    assert float(risk_share(0.35 * project + 4.0, project).value) == pytest.approx(0.35)
    assert risk_share(project, np.full(4000, 7.0)).names == "no_spread"
    assert float(coefficient_of_variation(project).value) == pytest.approx(0.3, abs=0.02)
    assert coefficient_of_variation([-1.0, 1.0]).names == "no_base"
    assert code_of(lambda: risk_share([1.0], [2.0])) == ["E757"]
    assert code_of(lambda: risk_share([1.0, 2.0], [1.0, 2.0, 3.0])) == ["E752"]


def test_chances_add_up_and_the_undefined_stand_apart():
    found = chance_below(irr(np.array([[-100.0] * 4, [105, 110, 150, 0]])), 0.10)
    assert found.below + found.not_below + found.undefined == pytest.approx(1.0)
    assert (found.below, found.undefined) == (0.25, 0.25)
    assert code_of(lambda: chance_below(irr(np.zeros((3, 0))), 0.1)) == ["E757"]


def bid(share):
    """Return the EMV of the published production-sharing bid at a state share, and its government take.

    Equinor's published test of a bid on an exploration block: the mechanics are facts of that test.
    """
    price, rate, delay = 70.0, 0.10, 4
    production = [10.0, 25.0, 30.0, 28.0, 24.0, 20.0, 16.0, 13.0, 10.0, 8.0]
    capex = [900.0, 900.0, 400.0] + [0.0] * 7
    opex = [20.0, 60.0, 80.0, 80.0, 75.0, 70.0, 65.0, 60.0, 55.0, 50.0]
    # The exploration cost enters the pool of recoverable costs, not the tax base.
    pool, losses = 60.0 + 0 * share, 0.0 * share
    company, state, pre_tax = [], [], []
    for t in range(10):
        gross = production[t] * price
        net = gross * (1 - 0.15)
        pool = pool + capex[t] + opex[t]
        cost_oil = np.minimum(0.5 * net, pool)
        pool = pool - cost_oil
        to_state = share * (net - cost_oil)
        taken = net - to_state
        taxable = taken - opex[t] - sum(capex[k] / 5 for k in range(t + 1) if t - k < 5)
        used = np.where(taxable > 0, np.minimum(losses, 0.3 * taxable), 0.0)
        losses = losses - used + np.maximum(-taxable, 0.0)
        tax = 0.34 * (np.maximum(taxable, 0.0) - used)
        company.append(taken - capex[t] - opex[t] - tax)
        state.append(0.15 * gross + to_state + tax)
        pre_tax.append(gross - capex[t] - opex[t] + 0 * share)
    after = Discounting(rate=rate, timing="end", offset_years=delay)
    exploration = npv([60.0 / delay] * delay, Discounting(rate=rate, timing="end"))
    worth = expected_monetary_value(
        chance=0.3, development=npv(np.array(company), after), exploration=exploration, bonus=20.0
    )
    return worth, government_take(np.array(state), np.array(pre_tax)), float(np.sum(pre_tax))


def test_emv_take_and_break_even_share_of_the_published_bid():
    worth, take, cash = bid(np.float64(0.25))
    assert float(worth) == pytest.approx(400.1565453750645, rel=1e-10)
    assert float(take.value) == pytest.approx(0.5990327868852459, rel=1e-10)
    assert cash == pytest.approx(10065.0, rel=1e-10)
    found = solve(lambda share: bid(share)[0], (0.0, 0.99))
    assert found.names == "unique"
    assert float(found.value) == pytest.approx(0.8332498831507702, rel=1e-10)
