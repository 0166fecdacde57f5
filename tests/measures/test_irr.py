"""Rates of return: their number against an exact count, their value against other libraries."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import pyxirr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from concession.compiler import compiler_works
from concession.errors import ConcessionError
from concession.measures import RateStatus, _kernels, irr


def exact_roots(flows):
    """Return how many 1 + r in (1/1000, 1000) make the flows' value nought, and whether any is repeated.

    Sturm's theorem on fractions: no rounding anywhere.
    """
    first = next(i for i, amount in enumerate(flows) if amount)
    last = len(flows) - next(i for i, amount in enumerate(reversed(flows)) if amount)
    poly = [Fraction(amount) for amount in flows[first:last]]
    chain = [poly, [i * c for i, c in enumerate(poly)][1:]]
    while chain[-1] and any(chain[-1]):
        chain.append([-c for c in remainder(chain[-2], chain[-1])])
    chain = [entry for entry in chain if entry]
    repeated = len(chain[-1]) > 1

    def changes(x):
        values = [sum(c * x**i for i, c in enumerate(entry)) for entry in chain]
        signs = [value > 0 for value in values if value]
        return sum(a != b for a, b in pairwise(signs))

    return changes(Fraction(1, 1000)) - changes(Fraction(1000)), repeated


def remainder(top, bottom):
    top = list(top)
    while len(top) >= len(bottom) and top:
        factor = top[-1] / bottom[-1]
        for i in range(1, len(bottom) + 1):
            top[-i] -= factor * bottom[-i]
        top.pop()
        while top and top[-1] == 0:
            top.pop()
    return top


def value_at(flows, rate):
    return sum(amount / (1.0 + rate) ** t for t, amount in enumerate(flows))


small_flows = st.lists(st.integers(-60, 60), min_size=2, max_size=9).filter(any)


@settings(max_examples=400, deadline=None)
@given(flows=small_flows)
def test_number_of_rates_is_exact(flows):
    count, repeated = exact_roots(flows)
    assume(not repeated)
    found = irr(flows)
    assert int(found.count) == count
    if count:
        assert found.status == (RateStatus.UNIQUE if count == 1 else RateStatus.SEVERAL)
        scale = sum(abs(amount) / (1.0 + float(found.rate)) ** t for t, amount in enumerate(flows))
        assert abs(value_at(flows, float(found.rate))) <= 1e-9 * scale
    else:
        assert np.isnan(found.rate)


@settings(max_examples=200, deadline=None)
@given(
    rates=st.lists(
        st.sampled_from([-0.6, -0.3, -0.05, 0.0, 0.04, 0.1, 0.25, 0.6, 1.5]),
        min_size=2,
        max_size=4,
        unique=True,
    )
)
def test_all_rates_of_a_product_are_counted_and_the_rule_chooses(rates):
    poly = np.array([1.0])
    for rate in rates:
        poly = np.convolve(poly, [-1.0, 1.0 + rate])
    flows = poly
    found = irr(flows)
    assert int(found.count) == len(rates)
    positive = [rate for rate in rates if rate >= 0.0] or rates
    assert float(found.rate) == pytest.approx(min(positive, key=lambda rate: abs(rate - 0.1)), abs=1e-7)
    for hurdle in (-0.41, 0.33, 2.0):
        nearest = min(rates, key=lambda rate: abs(rate - hurdle))
        assert float(irr(flows, hurdle=hurdle).rate) == pytest.approx(nearest, abs=1e-7)


def test_several_rates_with_a_hurdle():
    flows = [-100, 230, -132]
    assert irr(flows).names == "several"
    assert float(irr(flows).rate) == pytest.approx(0.1, abs=1e-12)
    assert float(irr(flows, hurdle=0.18).rate) == pytest.approx(0.2, abs=1e-12)


def test_rates_of_nought_and_a_hundred_per_cent():
    found = irr([-1, 3, -2])
    assert (int(found.count), found.names, float(found.rate)) == (2, "several", 0.0)


def test_rate_that_only_touches_counts_twice():
    found = irr([-100, 220, -121])
    assert (found.names, int(found.count)) == ("several", 2)
    assert float(found.rate) == pytest.approx(0.1, abs=1e-6)


def test_words_for_what_has_no_rate():
    flows = np.array([[0.0, -5, 5, -5, 5], [0, -1, 1, 2, -9], [0, 0, 0, -9, 5]])
    found = irr(flows)
    assert found.names.tolist() == ["all_zero", "none", "not_invested", "none", "none"]
    assert np.isnan(found.rate).all()
    assert sum(found.shares().values()) == pytest.approx(1.0)


def test_rates_outside_the_range_are_none():
    assert irr([-1.0, 2000.0]).names == "none"
    assert irr([-2000.0, 1.0]).names == "none"
    assert float(irr([-1.0, 990.0]).rate) == pytest.approx(989.0)


@pytest.mark.parametrize("zeros", [(1, 0), (0, 3), (2, 5), (40, 40)])
def test_zeros_around_change_nothing(zeros):
    flows = [-100.0, 30.0, 45.0, 70.0, -10.0]
    padded = [0.0] * zeros[0] + flows + [0.0] * zeros[1]
    assert float(irr(padded).rate) == pytest.approx(float(irr(flows).rate), rel=1e-14)
    assert int(irr(padded).count) == int(irr(flows).count)


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e-9, 3.0, 1e12, 1e200, 1e305])
def test_size_of_the_amounts_changes_nothing(scale):
    flows = np.array([-100.0, 30.0, 45.0, 70.0])
    assert float(irr(flows * scale).rate) == pytest.approx(float(irr(flows).rate), rel=1e-13)


def test_loan_and_investment_have_the_same_rate():
    flows = np.array([-900.0, -500, 400, 400, 400, 400, 400, 400, 400, 400, 400])
    assert float(irr(flows).rate) == float(irr(-flows).rate) == pytest.approx(0.20541421256305714, rel=1e-12)


# Threads of other libraries, by their number.
PYXIRR_56 = [
    0,
    -54040.55222,
    -15288.72407,
    11947.6118,
    13954.22077,
    24836.44528,
    42522.40517,
    32902.24734,
    29955.5224,
    21873.50073,
    20263.8865,
    18480.79936,
    10197.66285,
]
PYXIRR_46 = [
    -1.44852555e08,
    1.41881733e06,
    1.40267049e06,
    1.38296290e06,
    1.37042160e06,
    1.35430596e06,
    1.33818655e06,
    1.31857419e06,
    1.30593472e06,
    1.28980433e06,
    1.27367350e06,
    1.25354845e06,
    1.24144917e06,
    1.22533563e06,
    1.20917048e06,
    1.18927331e06,
    1.17625690e06,
    1.15946627e06,
    1.14245161e06,
    1.12147927e06,
    1.10668164e06,
]


def test_leading_zero_of_pyxirr_56():
    found = irr(PYXIRR_56)
    assert found.names == "unique"
    assert float(found.rate) == pytest.approx(pyxirr.irr(PYXIRR_56[1:]), abs=1e-10)
    assert 0.2 < float(found.rate) < 0.3


def test_rate_below_minus_one_of_pyxirr_46():
    assert float(irr(PYXIRR_46).rate) == pytest.approx(-0.1320937225730502, abs=1e-9)


def test_deposits_of_pyxirr_20():
    assert float(irr([87.17] * 12 + [-86.43]).rate) == pytest.approx(-0.5020732642263963, abs=1e-10)


def test_long_loan_of_pyxirr_24():
    flows = [-172545.848122807] + [787.735232517999] * 480
    found = irr(flows)
    assert found.names == "unique"
    assert float(found.rate) == pytest.approx(pyxirr.irr(flows), abs=1e-10)
    assert float(irr(flows, periods_per_year=12).rate) == pytest.approx((1.0 + float(found.rate)) ** 12 - 1.0)


def test_scale_of_pyxirr_61():
    flows = np.array([-1e9, 3e8, 4e8, 5e8])
    assert float(irr(flows).rate) == pytest.approx(pyxirr.irr(flows / 1e9), abs=1e-12)


def test_late_outlays_of_numpy_financial_28_and_44():
    both = irr([-50, -100, 600, 300, -100])
    assert (both.names, int(both.count)) == ("several", 2)
    assert float(both.rate) == pytest.approx(1.85, abs=0.01)
    assert float(irr([-50, -100, 600, 300, -100], hurdle=-0.7).rate) == pytest.approx(-0.76, abs=0.01)
    # The other rate, -99.98 %, lies outside the range that is searched.
    single = irr([-1678.87, 771.96, 1814.05, 3520.30, 3552.95, 3584.99, 4789.91, -1])
    assert single.names == "unique"
    assert float(single.rate) == pytest.approx(1.004269848720547, abs=1e-10)


def test_annuity_of_numpy_financial_98():
    flows = [-10000] + [327.24625] * 16
    assert float(irr(flows).rate) == pytest.approx(pyxirr.irr(flows), abs=1e-10)


def test_conventional_flows_agree_with_pyxirr():
    rng = np.random.default_rng(11)
    flows = rng.gamma(1.5, 40.0, size=(25, 3000))
    spend = rng.integers(1, 6, size=3000)
    flows[np.arange(25)[:, None] < spend] *= -rng.uniform(0.5, 6.0)
    # Sleeping years before and after.
    flows[:2, ::3] = 0.0
    flows[22:, ::4] = 0.0
    flows[1, spend == 1] = np.abs(flows[1, spend == 1])
    found = irr(flows)
    conventional = (np.diff(np.sign(flows[2:22]), axis=0) != 0).sum(axis=0) <= 1
    other = np.array([np.nan if (rate := pyxirr.irr(row, silent=True)) is None else rate for row in flows.T])
    both = ~np.isnan(other) & (found.status == RateStatus.UNIQUE)
    assert both.sum() > 2000
    assert conventional.sum() > 2000
    np.testing.assert_allclose(found.rate[both], other[both], rtol=0, atol=1e-9)
    # Where the other library has an answer within the range, so have we.
    missing = np.isnan(found.rate) & ~np.isnan(other)
    assert not missing.any()


def mixed_flows(futures=997, periods=30, seed=5):
    rng = np.random.default_rng(seed)
    flows = rng.normal(10.0, 60.0, size=(periods, futures)) + np.linspace(-30.0, 20.0, periods)[:, None]
    flows[rng.random((periods, futures)) < 0.1] = 0.0
    flows[:, ::9] = np.abs(flows[:, ::9]) * np.where(np.arange(periods) < 3, -3.0, 1.0)[:, None]
    flows[:, 1::97] = 0.0
    return flows


def same_bits(one, other):
    assert one.rate.tobytes() == other.rate.tobytes()
    assert one.status.tobytes() == other.status.tobytes()
    assert one.count.tobytes() == other.count.tobytes()


@pytest.mark.parametrize("years", [1, 12])
@pytest.mark.parametrize("hurdle", [None, 0.15])
def test_company_of_a_future_does_not_matter(years, hurdle, monkeypatch):
    flows = mixed_flows()
    whole = irr(flows, periods_per_year=years, hurdle=hurdle)
    assert len(set(whole.names.tolist())) >= 4
    for size in (1, 7, 64, 500):
        parts = [
            irr(flows[:, i : i + size], periods_per_year=years, hurdle=hurdle) for i in range(0, 200, size)
        ]
        rates = np.concatenate([part.rate for part in parts])[:200]
        assert rates.tobytes() == whole.rate[:200].tobytes()
    back = irr(flows[:, ::-1], periods_per_year=years, hurdle=hurdle)
    assert back.rate[::-1].tobytes() == whole.rate.tobytes()
    same_bits(irr(np.asfortranarray(flows), periods_per_year=years, hurdle=hurdle), whole)
    monkeypatch.setattr("concession.measures._irr._CHUNK", 30 * 50)
    same_bits(irr(flows, periods_per_year=years, hurdle=hurdle), whole)
    alone = [irr(flows[:, i], periods_per_year=years, hurdle=hurdle).rate for i in range(60)]
    assert np.array(alone).tobytes() == whole.rate[:60].tobytes()


def test_given_amounts_stay_as_they_are():
    flows = mixed_flows(50)
    before = flows.copy()
    irr(flows)
    assert (flows == before).all()


def test_long_horizon_with_many_changes_of_sign():
    rng = np.random.default_rng(3)
    flows = rng.normal(5.0, 60.0, size=(1300, 3))
    found = irr(flows)
    assert found.rate.shape == (3,)
    assert (found.count > 0).any()
    assert np.isfinite(found.rate[found.count > 0]).all()
    for future in np.flatnonzero(found.count > 0):
        rate = found.rate[future]
        weights = (
            (1.0 + rate) ** -np.arange(1300.0) if rate >= 0 else (1.0 + rate) ** np.arange(1299.0, -1.0, -1.0)
        )
        assert abs(flows[:, future] @ weights) <= 1e-9 * (np.abs(flows[:, future]) @ weights)


def test_count_agrees_with_eigenvalues_over_thirty_periods():
    flows = mixed_flows(400)
    found = irr(flows)
    disagreements = 0
    for future in range(400):
        amounts = np.trim_zeros(flows[:, future])
        if amounts.size < 2:
            continue
        roots = np.roots(amounts)
        real = roots[(np.abs(roots.imag) < 1e-7) & (roots.real > 1e-3) & (roots.real < 1e3)]
        disagreements += real.size != found.count[future]
    assert disagreements == 0


def test_mistakes_have_codes():
    for wrong, code in (
        (lambda: irr([[[1.0]]]), "E751"),
        (lambda: irr([]), "E751"),
        (lambda: irr([1.0, np.nan]), "E751"),
        (lambda: irr(["much", "money"]), "E751"),
        (lambda: irr([-1, 2], periods_per_year=0), "E750"),
        (lambda: irr([-1, 2], periods_per_year=1.5), "E750"),
        (lambda: irr([-1, 2], hurdle=-1.0), "E750"),
        (lambda: irr([-1, 2], hurdle=float("nan")), "E750"),
    ):
        with pytest.raises(ConcessionError) as caught:
            wrong()
        assert [problem.code for problem in caught.value.problems] == [code]


def test_no_futures_is_no_mistake():
    assert irr(np.zeros((4, 0))).rate.shape == (0,)


@pytest.mark.skipif(not compiler_works(), reason="llvmlite is not installed")
@pytest.mark.parametrize("hurdle", [None, 0.08])
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), periods=st.integers(1, 40), futures=st.integers(1, 70))
def test_compiled_passes_change_no_bit(hurdle, seed, periods, futures):
    rng = np.random.default_rng(seed)
    whole, size = rng.integers(-2, 3, (periods, futures)), 10.0 ** rng.integers(-30, 30, futures)
    for flows in (
        whole.astype(np.float64),
        rng.normal(size=(periods, futures)) * size,
        np.sort(rng.normal(size=(periods, futures)), axis=0) * 1e160,
        np.asfortranarray(whole * size),
        (whole * size)[:, ::-1],
        np.repeat(whole * size, 2, axis=1)[:, :futures],
    ):
        plain = irr(flows, hurdle=hurdle)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_kernels, "WORTH", 0)
            compiled = irr(flows, hurdle=hurdle)
        np.testing.assert_array_equal(compiled.rate, plain.rate)
        np.testing.assert_array_equal(compiled.status, plain.status)
        np.testing.assert_array_equal(compiled.count, plain.count)


@pytest.mark.skipif(not compiler_works(), reason="llvmlite is not installed")
def test_many_flows_are_compiled_and_few_are_not(monkeypatch: pytest.MonkeyPatch):
    assert _kernels.compiled_columns(np.zeros((30, 1000))) == 0
    assert _kernels.compiled_columns(np.zeros((30, 70_003))) == 70_000
    monkeypatch.setattr(_kernels, "compiler_works", lambda: False)
    assert _kernels.compiled_columns(np.zeros((30, 70_003))) == 0


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("worth", [0, 2**60])
def test_what_is_not_finite_is_named_however_it_is_read(
    monkeypatch: pytest.MonkeyPatch, wrong: float, worth: int
):
    monkeypatch.setattr(_kernels, "WORTH", worth)
    flows = np.ones((4, 40))
    flows[0], flows[2, 17] = -1.0, wrong
    with pytest.raises(ConcessionError, match=r"\[2, 17\]"):
        irr(flows)


def test_a_compiler_that_loads_and_does_not_work_changes_no_rate(monkeypatch: pytest.MonkeyPatch):
    from concession.compiler import _llvm  # noqa: PLC0415

    flows = np.random.default_rng(4).normal(0, 1, (12, 500))
    flows[0] = -1
    wanted = irr(flows)

    def broken(*_: object) -> None:
        raise RuntimeError("it cannot read the text")

    monkeypatch.setattr(_kernels, "WORTH", 0)
    monkeypatch.setattr(_llvm, "_kept", {})
    monkeypatch.setattr(_llvm, "_by_llvm", broken)
    found = irr(flows)
    assert found.rate.tobytes() == wanted.rate.tobytes()
    assert found.status.tobytes() == wanted.status.tobytes()
