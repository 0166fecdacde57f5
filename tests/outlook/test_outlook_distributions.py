"""Distributions against SciPy's, their means against integration, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from concession.errors import ConcessionError
from concession.outlook import (
    Delay,
    Discrete,
    Empirical,
    Event,
    Interval,
    Lognormal,
    Normal,
    Overrun,
    Pert,
    Point,
    Triangular,
    Uniform,
    yearly_hazard,
)

U = (np.arange(200_000) + 0.5) / 200_000

REFEREES = [
    (Uniform(low=-2, high=5), stats.uniform(-2, 7)),
    (Triangular(low=1, mode=2, high=7), stats.triang(1 / 6, 1, 6)),
    (Triangular(low=1, mode=1, high=7), stats.triang(0, 1, 6)),
    (Triangular(low=1, mode=7, high=7), stats.triang(1, 1, 6)),
    (Pert(low=10, mode=12, high=30), stats.beta(1.4, 4.6, 10, 20)),
    (Pert(low=0, mode=5, high=10, weight=2), stats.beta(2, 2, 0, 10)),
    (Normal(mean=3, sd=2), stats.norm(3, 2)),
    (Lognormal(median=80, sigma=0.4), stats.lognorm(0.4, scale=80)),
    (Interval(low=-5, high=5), stats.norm(0, 5 / stats.norm.ppf(0.95))),
    (
        Interval(low=60, high=95),
        stats.lognorm(math.log(95 / 60) / 2 / stats.norm.ppf(0.95), scale=math.sqrt(5700)),
    ),
    (Event(hazard=0.25), stats.expon(scale=4)),
]


@pytest.mark.parametrize(("ours", "theirs"), REFEREES, ids=lambda d: type(d).__name__)
def test_quantiles_and_means(ours, theirs):
    u = np.array([2.0**-53, 1e-6, 0.05, 0.3, 0.5, 0.77, 0.95, 1 - 1e-6])
    assert ours.ppf(u) == pytest.approx(theirs.ppf(u), rel=1e-9, abs=1e-9)
    assert ours.mean == pytest.approx(theirs.mean(), rel=1e-12, abs=1e-12)
    assert ours.describe()


@pytest.mark.parametrize(
    "d",
    [
        Discrete(values=(5, 1, 9), weights=(2, 0, 1)),
        Empirical(values=(3, 1, 1, 8)),
        Delay(years=Normal(mean=0.5, sd=1), most=3),
        Overrun(share=Interval(low=-0.1, high=0.9)),
        Event(hazard=(0, 0.5, 0.1, 0.3), factor=1.5, after=2),
        Point(value=4),
    ],
)
def test_means_are_the_average_quantile(d):
    assert d.ppf(U).mean() == pytest.approx(d.mean, rel=2e-4)


@given(
    u=st.lists(st.floats(2.0**-53, 1 - 2.0**-53), min_size=2, max_size=20),
    low=st.floats(-1e6, 1e6),
    parts=st.tuples(st.floats(1e-3, 1e6), st.floats(1e-3, 1e6)),
)
@settings(deadline=None)
def test_quantiles_rise_and_stay_inside(u, low, parts):
    mode, high = low + parts[0], low + parts[0] + parts[1]
    u = np.sort(np.array(u))
    for d in (
        Uniform(low=low, high=high),
        Triangular(low=low, mode=mode, high=high),
        Pert(low=low, mode=mode, high=high),
        Discrete(values=(low, mode, high)),
        Empirical(values=(high, low, mode)),
    ):
        x = d.ppf(u)
        assert (np.diff(x) >= -1e-9 * max(abs(low), abs(high))).all()
        slack = 1e-9 * max(1.0, abs(low), abs(high))
        assert low - slack <= x.min() <= x.max() <= high + slack


def test_interval_says_what_it_is():
    assert Interval(low=60, high=95).describe() == "60 to 95 (5th to 95th percentile, lognormal)"
    assert Interval(low=0, high=95).describe() == "0 to 95 (5th to 95th percentile, normal)"
    for d in (Interval(low=60, high=95), Interval(low=-60, high=95)):
        assert np.quantile(d.ppf(U), [0.05, 0.95]) == pytest.approx([d.low, d.high], rel=1e-3)


def test_weightless_values_never_come():
    d = Discrete(values=(1, 2, 3), weights=(0, 0.1, 0))
    assert set(d.ppf(np.array([2.0**-53, 0.5, 1 - 2.0**-53])).tolist()) == {2.0}
    assert not d.random
    assert Discrete(values=(3, 1, 2)).ppf(np.array([0.1, 0.4, 0.9])).tolist() == [1, 2, 3]


def test_lognormal_by_mean_and_sd():
    d = Lognormal.of_mean(mean=100, sd=60)
    assert d.mean == pytest.approx(100)
    x = stats.lognorm(d.sigma, scale=d.median)
    assert x.std() == pytest.approx(60)


def test_event_by_year():
    event = Event(hazard=(0.0, math.log(2), 0.0))
    x = event.ppf(np.array([0.25, 0.499999, 0.500001, 0.9]))
    assert x[0] == pytest.approx(1 + math.log(4 / 3) / math.log(2))
    assert x[1] == pytest.approx(2, abs=1e-5)
    assert np.isinf(x[2:]).all()
    assert event.mean == math.inf
    assert Event(hazard=0.0).random is False
    assert np.isinf(Event(hazard=0.0).ppf(U)).all()
    assert 1 - math.exp(-yearly_hazard(0.2)) == pytest.approx(0.2)


@given(st.lists(st.floats(0, 3), min_size=1, max_size=8), st.floats(0, 20))
@settings(deadline=None)
def test_event_inverts_its_cumulated_hazard(hazard, after):
    event = Event(hazard=tuple(hazard), after=after)
    u = np.linspace(0.001, 0.999, 37)
    time = event.ppf(u) - after
    assert (time >= 0).all()
    for x, level in zip(time, -np.log1p(-u), strict=True):
        if math.isinf(x):
            assert hazard[-1] < 1e-300
            assert sum(hazard) <= level * (1 + 1e-9)
            continue
        years = [max(0.0, min(1.0, x - k)) for k in range(len(hazard) - 1)] + [max(0.0, x - len(hazard) + 1)]
        assert sum(h * y for h, y in zip(hazard, years, strict=True)) == pytest.approx(
            level, rel=1e-6, abs=1e-9
        )
    assert (event.scaled(2).ppf(u) <= event.ppf(u) + 1e-12).all()


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("E901", lambda: Point(value=math.inf)),
        ("E901", lambda: Point(value=True)),
        ("E901", lambda: Normal(mean="3", sd=1)),
        ("E902", lambda: Interval(low=95, high=60)),
        ("E902", lambda: Uniform(low=1, high=1)),
        ("E904", lambda: Uniform(low=-1.7e308, high=1.7e308)),
        ("E902", lambda: Triangular(low=1, mode=9, high=3)),
        ("E902", lambda: Pert(low=1, mode=0, high=3)),
        ("E902", lambda: Normal(mean=3, sd=0)),
        ("E902", lambda: Lognormal(median=-1, sigma=0.2)),
        ("E904", lambda: Lognormal(median=1, sigma=100)),
        ("E904", lambda: Interval(low=1e-300, high=1e300)),
        ("E903", lambda: Discrete(values=())),
        ("E903", lambda: Discrete(values=(1, 2), weights=(1,))),
        ("E903", lambda: Discrete(values=(1, 2), weights=(1, -1))),
        ("E903", lambda: Discrete(values=(1, 2), weights=(0, 0))),
        ("E903", lambda: Empirical(values=())),
        ("E920", lambda: Event(hazard=-0.1)),
        ("E920", lambda: Event(hazard=())),
        ("E902", lambda: yearly_hazard(1.0)),
    ],
)
def test_mistakes(code, make):
    with pytest.raises(ConcessionError) as caught:
        make()
    assert caught.value.problems[0].code == code


def test_all_mistakes_of_a_distribution_are_told_at_once():
    with pytest.raises(ConcessionError) as caught:
        Lognormal(median=-1, sigma=math.nan)
    assert [p.code for p in caught.value.problems] == ["E902", "E901"]
