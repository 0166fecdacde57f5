"""Parameters that are drawn: each future runs as it would with the number that it drew."""

from dataclasses import replace

import numpy as np
import pytest

from concession.errors import ConcessionError
from concession.outlook import (
    Brownian,
    ByState,
    Chain,
    Discrete,
    Event,
    Grid,
    Interval,
    Outlook,
    Rate,
    Regime,
    Reverting,
    Switching,
    uniforms,
)

SEED, FUTURES, GRID = 5, 400, Grid(periods=12, years=0.5)
WIDE, NARROW = Interval(low=0.2, high=0.6), Interval(low=40, high=90)
CHAIN = Chain(
    states=("war", "ceasefire", "peace"),
    initial="war",
    rates=(
        Rate(before="war", after="ceasefire", per_year=0.4),
        Rate(before="ceasefire", after="war", per_year=0.3),
        Rate(before="ceasefire", after="peace", per_year=0.2),
    ),
)


def outlook(**inputs) -> Outlook:
    return Outlook(seed=SEED, grid=GRID, inputs=inputs)


def number(interval: Interval, name: str, purpose: str) -> np.ndarray:
    """Return what each future draws for a parameter."""
    return interval.ppf(uniforms(SEED, name, 0, FUTURES, purpose=f"parameter {purpose}")[0])


@pytest.mark.parametrize(
    ("spec", "field", "interval"),
    [
        (Brownian(start=60, volatility=0.3, drift=0.02), "volatility", WIDE),
        (Brownian(start=60, volatility=0.3, drift=0.02), "start", NARROW),
        (Brownian(start=60, volatility=0.3, drift_of="median"), "drift", Interval(low=-0.1, high=0.05)),
        (Reverting(start=60, level=80, half_life=2, volatility=0.3), "volatility", WIDE),
        (Reverting(start=60, level=80, half_life=2, volatility=0.3, level_of="mean"), "volatility", WIDE),
        (Reverting(start=60, level=80, half_life=2, volatility=0.3, growth=0.01), "level", NARROW),
        (Reverting(start=60, level=80, half_life=2, volatility=0.3), "half_life", Interval(low=1, high=6)),
        (Reverting(start=60, level=80, half_life=2, volatility=0.3), "start", NARROW),
        (Event(hazard=0.2, after=1.0), "hazard", WIDE),
        (Event(hazard=0.2, factor=0.5), "factor", WIDE),
    ],
)
def test_each_future_has_its_own(spec, field, interval):
    drawn = outlook(x=replace(spec, **{field: interval})).draw("x", 0, FUTURES)
    values = number(interval, "x", field)
    assert len(np.unique(values)) == FUTURES
    for future in range(0, FUTURES, 37):
        alone = outlook(x=replace(spec, **{field: float(values[future])})).draw("x", future, future + 1)
        np.testing.assert_allclose(drawn[..., future], alone[..., 0], rtol=1e-12)
    # what it draws depends on nothing else: not on chunks, not on what stands beside it
    beside = outlook(x=replace(spec, **{field: interval}), a=Interval(low=1, high=2))
    assert (beside.draw("x", 100, 150) == drawn[..., 100:150]).all()


@pytest.mark.parametrize("field", ["per_year", "factor"])
def test_rates_of_a_chain(field):
    rates = (CHAIN.rates[0], replace(CHAIN.rates[1], **{field: WIDE}), CHAIN.rates[2])
    drawn = outlook(x=replace(CHAIN, rates=rates)).draw("x", 0, FUTURES)
    what = {"per_year": "rate", "factor": "factor"}[field]
    values = number(WIDE, "x", f"{what} ceasefire war")
    for future in range(0, FUTURES, 7):
        one = (CHAIN.rates[0], replace(CHAIN.rates[1], **{field: float(values[future])}), CHAIN.rates[2])
        alone = outlook(x=replace(CHAIN, rates=one)).draw("x", future, future + 1)
        assert (drawn[:, future] == alone[:, 0]).all()
    assert (outlook(x=replace(CHAIN, rates=rates)).draw("x", 33, 34)[:, 0] == drawn[:, 33]).all()


def test_a_driven_chain_with_a_rate_that_is_drawn():
    def zone(rate) -> Chain:
        back = Rate(before="lost", after="held", per_year=rate, during=("peace",))
        gone = Rate(before="held", after="lost", per_year=0.9, during=("war",))
        return Chain(states=("lost", "held"), initial="held", rates=(back, gone), driver="front")

    drawn = outlook(front=CHAIN, zone=zone(WIDE)).draw("zone", 0, FUTURES)
    values = number(WIDE, "zone", "rate lost held during peace")
    for future in range(0, FUTURES, 11):
        alone = outlook(front=CHAIN, zone=zone(float(values[future]))).draw("zone", future, future + 1)
        assert (drawn[:, future] == alone[:, 0]).all()


def test_fast_and_slow_rates_side_by_side():
    """The squaring of chances goes as far as each future needs, whoever else is in the chunk."""
    one = Chain(
        states=("a", "b"),
        initial="a",
        rates=(Rate(before="a", after="b", per_year=Discrete(values=(0.0, 0.01, 900.0))),
               Rate(before="b", after="a", per_year=2.0)),
    )  # fmt: skip
    whole = outlook(x=one).draw("x", 0, FUTURES)
    parts = np.concatenate([outlook(x=one).draw("x", k, k + 1) for k in range(FUTURES)], axis=1)
    assert (whole == parts).all()
    share = (whole[-1] == 1).mean()
    assert 0.25 < share < 0.45  # a third always leaves at once, a third never, a third hardly


def test_values_by_state():
    values = {"war": WIDE, "ceasefire": 0.1, "peace": Interval(low=0.01, high=0.02)}
    here = outlook(front=CHAIN, rate=ByState(chain="front", values=values))
    drawn, states = here.draw("rate", 0, FUTURES), here.draw("front", 0, FUTURES)
    war, peace = number(WIDE, "rate", "war"), number(values["peace"], "rate", "peace")
    assert (drawn == np.stack([war, np.full(FUTURES, 0.1), peace])[states, np.arange(FUTURES)]).all()
    assert here.is_random("rate")
    assert (
        here.input("rate").describe()
        == "by front: 0.2 to 0.6 in war, 0.1 in ceasefire, 0.01 to 0.02 in peace"
    )


def test_deterring_by_a_factor_that_nobody_knows():
    guarded = CHAIN.deterred("ceasefire", "war", WIDE)
    assert guarded.rates[1].factor == WIDE
    halved = CHAIN.deterred("ceasefire", "war", 0.5).deterred("ceasefire", "war", WIDE)
    assert (halved.rates[1].per_year, halved.rates[1].factor) == (0.15, WIDE)
    assert "× 0.2 to 0.6" in halved.describe()
    with pytest.raises(ConcessionError) as caught:
        guarded.deterred("ceasefire", "war", 0.5)
    assert caught.value.problems[0].code == "E901"
    assert Event(hazard=0.2).scaled(WIDE).factor == WIDE


def test_sobol_points_have_a_dimension_for_it():
    here = Outlook(
        seed=SEED,
        grid=GRID,
        inputs={"x": Brownian(start=60, volatility=WIDE)},
        sampling="sobol",
    )
    assert here.dimensions == {"x#parameter volatility": (0, 1), "x#shock": (1, 12)}
    assert here.draw("x", 0, 64).shape == (12, 64)


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("E902", lambda: Brownian(start=60, volatility=Interval(low=-0.1, high=0.3))),
        ("E902", lambda: Reverting(start=60, level=80, half_life=Interval(low=-1, high=3), volatility=0.2)),
        ("E902", lambda: Rate(before="a", after="b", per_year=Interval(low=-1, high=3))),
        ("E920", lambda: Event(hazard=(0.1, 0.2), factor=WIDE)),
        (
            "E922",
            lambda: replace(CHAIN, rates=(Rate(before="war", after="peace", per_year=WIDE),)).shares(GRID),
        ),
        (
            "E921",
            lambda: Switching(
                start=1,
                regimes=(Regime(name="a", volatility=0.1), Regime(name="b", volatility=0.2)),
                rates=(Rate(before="a", after="b", per_year=WIDE),),
                initial="a",
            ),
        ),
    ],
)
def test_mistakes(code, make):
    with pytest.raises(ConcessionError) as caught:
        make()
    assert caught.value.problems[0].code == code
