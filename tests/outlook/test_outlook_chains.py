"""Chains of states: chances against the matrix exponential, pairing under a factor, drivers, readings."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from concession.errors import ConcessionError
from concession.outlook import ByState, Chain, FirstTime, Grid, InStates, Outlook, Rate
from concession.outlook._chain_math import transition

WAR = Chain(
    states=("war", "ceasefire", "peace"),
    initial="war",
    rates=(
        Rate(before="war", after="ceasefire", per_year=0.4),
        Rate(before="ceasefire", after="war", per_year=0.5),
        Rate(before="ceasefire", after="peace", per_year=0.2),
        Rate(before="peace", after="war", per_year=0.03),
    ),
)
GRID = Grid(periods=20)
N = 40_000


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.lists(st.floats(0, 50), min_size=n, max_size=n), min_size=n, max_size=n)
    ),
    st.floats(0, 10),
)
@settings(deadline=None)
def test_transition_is_the_exponential(rates, years):
    matrix = np.array(rates)
    np.fill_diagonal(matrix, 0.0)
    chances = transition(matrix, years)
    assert (chances >= 0).all()
    assert chances.sum(axis=1) == pytest.approx(np.ones(len(matrix)), abs=1e-14)
    assert chances == pytest.approx(expm((matrix - np.diag(matrix.sum(axis=1))) * years), abs=1e-10)


@pytest.mark.parametrize("at", ["start", "middle", "end"])
@pytest.mark.parametrize("grid", [GRID, Grid(periods=24, years=1 / 12)])
def test_shares_of_states(at, grid):
    chain = Chain(states=WAR.states, initial="war", rates=WAR.rates, at=at)
    x = Outlook(seed=3, grid=grid, inputs={"w": chain}).draw("w", 0, N)
    assert x.shape == (grid.periods, N)
    assert x.dtype == np.int8
    shares = np.stack([(x == k).mean(axis=1) for k in range(3)], axis=1)
    assert abs(shares - chain.shares(grid)).max() < 4.5 * math.sqrt(0.25 / N)
    if at == "start":
        assert (x[0] == 0).all()


def test_pairs_of_periods_follow_the_matrix():
    x = Outlook(seed=3, grid=GRID, inputs={"w": WAR}).draw("w", 0, N)
    before, after = x[:-1].ravel(), x[1:].ravel()
    chances = transition(WAR.matrix(), 1.0)
    for state in range(3):
        seen = np.bincount(after[before == state], minlength=3) / (before == state).sum()
        assert seen == pytest.approx(chances[state], abs=0.006)


def test_deterrence_is_paired():
    """With half the rate of relapse, futures part for the better, and war is never likelier."""
    here = Outlook(seed=3, grid=GRID, inputs={"w": WAR})
    there = here.with_input("w", WAR.deterred("ceasefire", "war", 0.5))
    a, b = here.draw("w", 0, N), there.draw("w", 0, N)
    same = (a == b).all(axis=0).mean()
    assert 0.3 < same < 0.9  # most futures are untouched at first
    assert ((a == 0).mean(axis=1) >= (b == 0).mean(axis=1)).all()
    first = (a != b).argmax(axis=0)
    differs = (a != b).any(axis=0)
    # Where futures part, the deterred draft is in the more peaceful state, nearly always.
    at = (first[differs], np.flatnonzero(differs))
    assert (b[at] > a[at]).mean() > 0.97
    undone = WAR.deterred("ceasefire", "war", 0.5).deterred("ceasefire", "war", 2.0)
    assert np.array_equal(here.with_input("w", undone).draw("w", 0, 500), a[:, :500])


REGION = Chain(
    states=("lost", "held"),
    initial="lost",
    driver="war",
    rates=(
        Rate(before="lost", after="held", per_year=0.5, during=("peace",)),
        Rate(before="held", after="lost", per_year=0.2, during=("war",)),
    ),
)


def test_driven_chain():
    here = Outlook(
        seed=9,
        grid=GRID,
        inputs={
            "war": WAR,
            "region": REGION,
            "output": ByState(chain="region", values={"lost": 0.0, "held": 1.0}),
            "insurance": ByState(chain="war", values={"peace": 0.01, "war": 0.08, "ceasefire": 0.04}),
            "fighting": InStates(chain="war", states=("war",)),
            "calm": InStates(chain="war", states=("ceasefire", "peace")),
            "rebuild": FirstTime(chain="war", states=("peace",)),
        },
    )
    d = here.draws(here.names, 0, N)
    war, region = d["war"], d["region"]
    gained = (region[1:] == 1) & (region[:-1] == 0)
    lost = (region[1:] == 0) & (region[:-1] == 1)
    assert (war[1:][gained] == 2).all()
    assert (war[1:][lost] == 0).all()
    chance = gained[war[1:] == 2].sum() / ((region[:-1] == 0) & (war[1:] == 2)).sum()
    assert chance == pytest.approx(1 - math.exp(-0.5), abs=0.01)
    assert np.array_equal(d["output"], region.astype(float))
    assert np.array_equal(d["insurance"], np.array([0.08, 0.04, 0.01])[war])
    assert np.array_equal(d["fighting"], 1.0 - d["calm"])
    first = np.array([next((t for t in range(20) if path[t] == 2), math.inf) for path in war[:, :200].T])
    assert np.array_equal(d["rebuild"][:200], first)
    assert here.is_random("rebuild")
    for name in here.names:
        assert np.array_equal(here.draw(name, 117, 123), d[name][..., 117:123])


def test_readings_are_fixed_when_their_chain_is():
    still = Chain(states=("peace",), initial="peace", rates=())
    here = Outlook(seed=1, grid=GRID, inputs={"w": still, "x": InStates(chain="w", states=("peace",))})
    assert not here.is_random("x")
    assert not here.is_random("w")
    assert (here.draw("x", 0, 9) == 1).all()


def test_returned_states_are_the_callers_own():
    here = Outlook(seed=9, grid=GRID, inputs={"war": WAR, "x": InStates(chain="war", states=("war",))})
    before = here.draw("x", 0, 50)
    here.draw("war", 0, 50)[:] = 0
    assert np.array_equal(before, here.draw("x", 0, 50))


def outlook(**inputs):
    return Outlook(seed=1, grid=GRID, inputs=inputs)


@pytest.mark.parametrize(
    ("code", "text", "make"),
    [
        ("E921", "'wor'", lambda: Chain(states=("war",), initial="wor", rates=())),
        ("E921", "twice", lambda: Chain(states=("war", "war"), initial="war", rates=())),
        ("E921", "between 1 and 50", lambda: Chain(states=(), initial="war", rates=())),
        (
            "E921",
            "nowhere",
            lambda: Chain(states=("a", "b"), initial="a", rates=(Rate(before="a", after="a", per_year=1),)),
        ),
        (
            "E921",
            "stated twice",
            lambda: Chain(states=WAR.states, initial="war", rates=WAR.rates + WAR.rates),
        ),
        ("E921", "names no driver", lambda: Chain(states=REGION.states, initial="held", rates=REGION.rates)),
        ("E921", "no rate", lambda: WAR.deterred("war", "peace", 0.5)),
        ("E902", "the factor", lambda: WAR.deterred("ceasefire", "war", -0.5)),
        ("E902", "at least 0", lambda: Rate(before="a", after="b", per_year=-1)),
        ("E922", "not there", lambda: outlook(region=REGION)),
        (
            "E922",
            "no state 'peace'",
            lambda: outlook(war=Chain(states=("war",), initial="war", rates=()), region=REGION),
        ),
        ("E922", "no states", lambda: outlook(war=InStates(chain="region", states=("held",)), region=REGION)),
        (
            "E922",
            "on itself",
            lambda: outlook(war=Chain(states=WAR.states, initial="war", rates=(), driver="war")),
        ),
        ("E922", "'held'", lambda: outlook(war=WAR, x=ByState(chain="war", values={"held": 1}))),
        (
            "E922",
            "'peace'",
            lambda: outlook(war=WAR, x=ByState(chain="war", values={"war": 1, "ceasefire": 2})),
        ),
        ("E922", "depend", lambda: REGION.shares(GRID)),
    ],
)
def test_mistakes(code, text, make):
    with pytest.raises(ConcessionError) as caught:
        make()
    assert any(p.code == code and text in str(p) for p in caught.value.problems)


def test_a_long_row_of_drivers_is_refused():
    inputs = {"c0": Chain(states=("a",), initial="a", rates=())}
    for k in range(1, 40):
        inputs[f"c{k}"] = Chain(states=("a",), initial="a", rates=(), driver=f"c{k - 1}")
    with pytest.raises(ConcessionError, match="drive each other"):
        outlook(**inputs)
