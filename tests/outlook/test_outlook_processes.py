"""Processes: moments against formulas, hand-worked steps, and what is refused."""

import math

import numpy as np
import pytest

from concession.errors import ConcessionError
from concession.outlook import (
    Bootstrap,
    Brownian,
    Flat,
    Given,
    Grid,
    History,
    Interval,
    Jumps,
    Outlook,
    Point,
    Rate,
    Regime,
    Reverting,
    Switching,
)

N = 60_000
GRID = Grid(periods=6)


def draw(spec, grid=GRID, n=N, seed=5):
    return Outlook(seed=seed, grid=grid, inputs={"x": spec}).draw("x", 0, n)


def close(sample, expected, width=4.5):
    error = sample.std(axis=-1) / math.sqrt(sample.shape[-1])
    assert (abs(sample.mean(axis=-1) - expected) < width * error + 1e-12).all()


MOVING = [
    Brownian(start=100, volatility=0.3, drift=0.02),
    Brownian(start=100, volatility=0.3, drift=0.02, drift_of="median", first=0.5),
    Reverting(start=150, level=80, half_life=2, volatility=0.3),
    Reverting(start=150, level=80, half_life=2, volatility=0.3, level_of="mean", growth=0.03, first=0.25),
    Jumps(start=50, volatility=0.2, rate=0.7, jump=-0.4, jump_sd=0.3, drift=0.01),
    Jumps(start=50, volatility=0.2, rate=0.7, jump=-0.4, jump_sd=0.3, drift=0.01, drift_of="diffusion"),
]


@pytest.mark.parametrize("spec", MOVING)
@pytest.mark.parametrize("grid", [Grid(periods=6), Grid(periods=8, years=0.25)])
def test_means(spec, grid):
    x = draw(spec, grid)
    assert x.shape == (grid.periods, N)
    assert x.flags.c_contiguous
    close(x, spec.expected(grid))


def test_brownian_by_hand():
    z = np.log(draw(Brownian(start=1, volatility=1, drift_of="median"), n=50))
    x = draw(Brownian(start=40, volatility=0.2, drift=0.05, drift_of="median", first=0), n=50)
    steps = np.diff(np.vstack([np.zeros(50), z]), axis=0)
    assert x[0] == pytest.approx(np.full(50, 40.0))
    assert np.log(x[3] / x[2]) == pytest.approx(0.05 + 0.2 * steps[3])


def test_brownian_moments():
    x = np.diff(
        np.log(draw(Brownian(start=100, volatility=0.3, drift=0.02), Grid(periods=5, years=0.5))), axis=0
    )
    assert x.std(axis=1) == pytest.approx(0.3 * math.sqrt(0.5), rel=0.02)
    close(x, (0.02 - 0.045) * 0.5)
    assert abs(np.corrcoef(x) - np.eye(4)).max() < 0.02


def test_reverting_is_the_same_process_for_any_step():
    """Yearly values of monthly and of yearly steps have the same distribution."""
    spec = Reverting(start=150, level=80, half_life=1.5, volatility=0.35)
    years, months = np.log(draw(spec)), np.log(draw(spec, Grid(periods=72, years=1 / 12), seed=6)[11::12])
    assert years.mean(axis=1) == pytest.approx(months.mean(axis=1), abs=0.01)
    assert years.std(axis=1) == pytest.approx(months.std(axis=1), rel=0.02)
    assert np.corrcoef(years[4], years[5])[0, 1] == pytest.approx(
        np.corrcoef(months[4], months[5])[0, 1], abs=0.02
    )


def test_reverting_forgets_its_start():
    spec = Reverting(start=500, level=80, half_life=1, volatility=0.3)
    x = np.log(draw(spec, Grid(periods=25))[-1])
    assert x.mean() == pytest.approx(math.log(80), abs=0.01)
    assert x.std() == pytest.approx(0.3 / math.sqrt(2 * math.log(2)), rel=0.02)
    mean = Reverting(start=80, level=80, half_life=1, volatility=0.3, level_of="mean")
    close(draw(mean, Grid(periods=25))[-1:], 80.0)


def test_jumps_are_merton():
    x = np.diff(
        np.log(draw(Jumps(start=1, volatility=0.1, rate=0.5, jump=-0.6, jump_sd=0.2))), axis=0
    ).ravel()
    assert x.var() == pytest.approx(0.01 + 0.5 * (0.36 + 0.04), rel=0.03)
    none = Jumps(start=1, volatility=0, rate=0.5, jump=-0.6, jump_sd=0, drift_of="diffusion")
    y = np.log(draw(none)[0]) / -0.6
    counts = np.bincount(np.rint(y).astype(int), minlength=4)[:4] / N
    assert counts == pytest.approx([math.exp(-0.5) * 0.5**k / math.factorial(k) for k in range(4)], abs=0.008)
    assert y == pytest.approx(np.rint(y), abs=1e-9)


def test_switching():
    calm, wild = Regime(name="calm", volatility=0.1), Regime(name="wild", volatility=0.6, drift=-0.1)
    rates = (Rate(before="calm", after="wild", per_year=0.5), Rate(before="wild", after="calm", per_year=1.5))
    spec = Switching(start=10, regimes=(calm, wild), rates=rates, initial="calm")
    x = np.diff(np.log(draw(spec, Grid(periods=30), n=20_000)), axis=0)[-5:].ravel()
    share = 0.25  # the long-run share of the wild regime, 0.5 / (0.5 + 1.5)
    variance = (1 - share) * 0.01 + share * 0.36 + share * (1 - share) * 0.01
    assert x.mean() == pytest.approx(-0.1 * share, abs=0.005)
    assert x.var() == pytest.approx(variance, rel=0.04)
    assert ((x - x.mean()) ** 4).mean() / x.var() ** 2 > 5


def test_switching_with_one_regime_is_that_regime():
    alone = Switching(
        start=150, regimes=(Regime(name="a", volatility=0.3, level=80, half_life=2),), rates=(), initial="a"
    )
    assert draw(alone, n=100) == pytest.approx(
        draw(Reverting(start=150, level=80, half_life=2, volatility=0.3), n=100)
    )


HISTORY = History(name="p", start=1990, per_year=4, values=tuple(np.exp(np.sin(np.arange(61) ** 1.5)) * 20))


def test_bootstrap_by_hand():
    """A block as long as a period: each year's change is that of four quarters in a row, gone round."""
    spec = Bootstrap(start=7.0, history=HISTORY, block=4)
    x = np.log(draw(spec, n=500) / 7.0)
    changes = HISTORY.log_changes()
    round_ = np.concatenate([changes, changes])
    possible = {round(round_[k : k + 4].sum(), 9) for k in range(60)}
    steps = np.diff(np.vstack([np.zeros(500), x]), axis=0)
    assert {round(v, 9) for v in steps.ravel()} <= possible
    assert len({round(v, 9) for v in steps.ravel()}) == len(possible)


@pytest.mark.parametrize("block", [1, 3, 4, 5, 11, 60])
def test_bootstrap_keeps_the_order_within_blocks(block):
    quarters = Grid(periods=23, years=0.25)
    spec = Bootstrap(start=1.0, history=HISTORY, block=block)
    steps = np.diff(np.vstack([np.zeros(40), np.log(draw(spec, quarters, n=40))]), axis=0)
    changes = HISTORY.log_changes()
    where = np.array([[int(abs(changes - v).argmin()) for v in row] for row in steps])
    assert steps == pytest.approx(changes[where], abs=1e-12)
    for t in range(1, 23):
        if t % block:
            assert ((where[t] - where[t - 1]) % 60 == 1).all()
    years = draw(spec, Grid(periods=5, years=1.0), n=40)
    assert years == pytest.approx(draw(spec, Grid(periods=20, years=0.25), n=40)[3::4])


def test_bootstrap_drift():
    spec = Bootstrap(start=1.0, history=HISTORY, block=6, drift=0.03)
    x = np.log(draw(spec))
    close(x, 0.03 * np.arange(1, 7))


def test_bootstrap_together():
    other = History(name="q", start=1990, per_year=4, values=tuple(v**2 for v in HISTORY.values))
    here = Outlook(
        seed=1,
        grid=GRID,
        inputs={
            "a": Bootstrap(start=1.0, history=HISTORY, block=3, together="metals"),
            "b": Bootstrap(start=1.0, history=other, block=3, together="metals"),
            "c": Bootstrap(start=1.0, history=other, block=3),
        },
    )
    a, b, c = (here.draw(name, 0, 300) for name in "abc")
    assert b == pytest.approx(a**2)
    assert abs(np.corrcoef(a[-1], c[-1])[0, 1]) < 0.3


def test_flat_and_given():
    flat = draw(Flat(value=Interval(low=60, high=95)), n=10)
    assert (flat == flat[0]).all()
    assert flat[0].tolist() == draw(Interval(low=60, high=95), n=10).tolist()
    assert (draw(Flat(value=3), n=4) == 3).all()
    given = draw(Given(values=(1, 2), growth=0.1), Grid(periods=4, years=0.5), n=3)
    assert given[:, 1] == pytest.approx([1, 2, 2 * 1.1**0.5, 2.2])
    assert draw(Given(values=tuple(range(1, 9))), n=2)[:, 0].tolist() == [1, 2, 3, 4, 5, 6]
    assert draw(Flat(value=Point(value=2)), n=2).tolist() == [[2, 2]] * 6


def test_extreme_draws_stay_finite():
    x = draw(Brownian(start=1e300, volatility=5), Grid(periods=60, years=10), n=1000)
    assert np.isfinite(x).all()


HIST = History(name="p", start=1990, per_year=12, values=(1.0, 2.0, 3.0, 4.0))


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("E902", lambda: Brownian(start=0, volatility=0.3)),
        ("E902", lambda: Brownian(start=1, volatility=30)),
        ("E905", lambda: Brownian(start=1, volatility=0.3, drift_of="mode")),
        ("E902", lambda: Reverting(start=1, level=1, half_life=0, volatility=0.3)),
        ("E902", lambda: Jumps(start=1, volatility=0.3, rate=-1, jump=0, jump_sd=0)),
        ("E902", lambda: Regime(name="a", volatility=0.2, level=3)),
        ("E902", lambda: Regime(name="a", volatility=0.2, level=3, half_life=1, drift=0.1)),
        ("E921", lambda: Switching(start=1, regimes=(), rates=(), initial="a")),
        (
            "E921",
            lambda: Switching(start=1, regimes=(Regime(name="a", volatility=0),), rates=(), initial="b"),
        ),
        ("E906", lambda: Given(values=())),
        ("E906", lambda: draw(Given(values=(1.0, 2.0)))),
        ("E907", lambda: Bootstrap(start=1, history=HIST, block=9)),
        ("E907", lambda: draw(Bootstrap(start=1, history=HIST, block=2), Grid(periods=3, years=0.03))),
        (
            "E902",
            lambda: draw(Jumps(start=1, volatility=0, rate=90, jump=0, jump_sd=0), Grid(periods=2, years=5)),
        ),
        ("E941", lambda: Grid(periods=0)),
        ("E902", lambda: Grid(periods=1, years=0)),
    ],
)
def test_mistakes(code, make):
    with pytest.raises(ConcessionError) as caught:
        make()
    assert caught.value.problems[0].code == code
    if code == "E906" and len(caught.value.problems[0].path):
        assert caught.value.problems[0].path == "x"
