"""Correlation: the stated rank correlations come out, contradictions are told with a way out."""

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from concession.errors import ConcessionError
from concession.outlook import (
    Bootstrap,
    Brownian,
    Discrete,
    Event,
    Flat,
    Grid,
    Group,
    History,
    Interval,
    Lognormal,
    Outlook,
    Pert,
    Point,
    Reverting,
    Triangular,
    from_rank,
    nearest_ranks,
)

GRID = Grid(periods=4)
SCALARS = {
    "a": Interval(low=60, high=95),
    "b": Triangular(low=0, mode=1, high=9),
    "c": Pert(low=0, mode=1, high=9),
    "d": Event(hazard=0.3),
    "e": Lognormal(median=3, sigma=1),
}
RANKS = {("a", "b"): 0.7, ("a", "c"): -0.4, ("b", "d"): 0.3, ("c", "e"): 0.5}


def outlook(inputs=SCALARS, groups=(), **more):
    return Outlook(seed=4, grid=GRID, inputs=inputs, groups=groups, **more)


@pytest.mark.parametrize("sampling", ["random", "sobol"])
def test_rank_correlations_come_out(sampling):
    n = 2**16
    here = outlook(groups=(Group(name="g", members=tuple(SCALARS), ranks=RANKS),), sampling=sampling)
    d = here.draws(here.names, 0, n)
    seen = stats.spearmanr(np.stack([d[name] for name in here.names], axis=1)).statistic
    for i, a in enumerate(here.names):
        for j, b in enumerate(here.names[:i]):
            assert seen[i, j] == pytest.approx(RANKS.get((b, a), 0.0), abs=0.015)
    for name, spec in SCALARS.items():  # everyone keeps his own distribution
        share = stats.kstest(d[name], lambda x, s=spec: np.interp(x, s.ppf(GRIDU), GRIDU)).statistic
        assert share < 2.0 / math.sqrt(n) + 1e-3


GRIDU = np.linspace(1e-9, 1 - 1e-9, 20_001)


def test_shocks_of_processes():
    inputs = {
        "copper": Brownian(start=9500, volatility=0.25),
        "nickel": Reverting(start=15_000, level=18_000, half_life=2, volatility=0.35),
        "zinc": Brownian(start=2800, volatility=0.2),
    }
    group = Group(
        name="metals",
        members=("zinc", "copper", "nickel"),
        ranks={("copper", "nickel"): 0.6, ("zinc", "nickel"): 0.3},
    )
    d = outlook(inputs, (group,)).draws(inputs, 0, 50_000)
    copper, zinc = (np.diff(np.log(d[k]), axis=0) for k in ("copper", "zinc"))
    kept = math.exp(-math.log(2) / 2)
    nickel = np.log(d["nickel"][1:]) - kept * np.log(d["nickel"][:-1])
    for t in range(3):
        assert stats.spearmanr(copper[t], nickel[t]).statistic == pytest.approx(0.6, abs=0.02)
        assert stats.spearmanr(zinc[t], nickel[t]).statistic == pytest.approx(0.3, abs=0.02)
        assert stats.spearmanr(zinc[t], copper[t]).statistic == pytest.approx(0.0, abs=0.02)
    assert abs(stats.spearmanr(copper[0], nickel[1]).statistic) < 0.02


def test_which_edits_move_which_draws():
    names = tuple(SCALARS)
    base = outlook(
        groups=(
            Group(name="g", members=names[:4], ranks={("a", "b"): 0.5, ("b", "c"): 0.4, ("c", "d"): 0.3}),
        )
    )

    def moved(other):
        return {k for k in names if not np.array_equal(base.draw(k, 5, 90), other.draw(k, 5, 90))}

    def group(members=names[:4], **ranks):
        return base.with_group(
            Group(name="g", members=members, ranks={tuple(k): v for k, v in ranks.items()})
        )

    assert moved(outlook()) == {"b", "c", "d"}  # the first name is itself, grouped or not
    assert moved(group(ab=0.5, bc=0.4, cd=0.1)) == {"d"}
    assert moved(group(ab=0.5, bc=0.1, cd=0.3)) == {"c", "d"}
    assert moved(group(members=names, ab=0.5, bc=0.4, cd=0.3, ae=0.5)) == {"e"}
    assert moved(base.with_input("b", Interval(low=1, high=2))) == {"b"}
    assert moved(base.with_input("b", Point(value=3))) == {"b"}
    assert moved(base.with_input("zz", Interval(low=1, high=2))) == set()
    dropped = base.without_input("c")
    assert "c" not in dropped.names
    assert all(np.array_equal(base.draw(k, 5, 90), dropped.draw(k, 5, 90)) for k in "abe")


def random_group(draw_ranks):
    return {(f"x{i}", f"x{j}"): r for (i, j), r in draw_ranks.items()}


ranks_of_five = st.fixed_dictionaries(
    {(i, j): st.floats(-1, 1).map(lambda r: round(r, 3)) for i in range(5) for j in range(i + 1, 5)}
)


@given(ranks_of_five)
@settings(deadline=None, max_examples=60)
def test_factor_or_a_way_out(raw):
    ranks, members = random_group(raw), tuple(f"x{k}" for k in range(5))
    group, refused = None, None
    try:
        group = Group(name="g", members=members, ranks=ranks)
    except ConcessionError as error:
        refused = error
    if group is None:
        assert [p.code for p in refused.problems] == ["E932"]
        near = nearest_ranks(members, ranks)
        fixed = Group(name="g", members=members, ranks=near)  # the way out is one
        assert fixed.factor() @ fixed.factor().T == pytest.approx(fixed.matrix(), abs=1e-6)
        told = re.findall(r"(x\d) and (x\d) (-?[\d.]+) \(now", refused.problems[0].hint)
        assert told
        assert all(near[a, b] == pytest.approx(float(value)) for a, b, value in told)
        return
    factor = group.factor()
    assert factor @ factor.T == pytest.approx(group.matrix(), abs=1e-4)
    corner = Group(
        name="g", members=members[:3], ranks={k: v for k, v in ranks.items() if set(k) <= set(members[:3])}
    )
    assert np.array_equal(corner.factor(), factor[:3, :3])


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=40)
def test_nearest_is_close_and_leaves_possible_ones_alone(seed):
    rng = np.random.default_rng(seed)
    loads = rng.normal(size=(4, 6))
    cov = loads @ loads.T
    scale = np.sqrt(np.diag(cov))
    matrix = cov / np.outer(scale, scale)
    assume(np.linalg.eigvalsh(matrix)[0] > 0.05)
    members = tuple("abcd")
    ranks = {
        (members[i], members[j]): float(np.arcsin(matrix[i, j] / 2) * 6 / math.pi)
        for i in range(4)
        for j in range(i + 1, 4)
    }
    near = nearest_ranks(members, ranks)
    assert all(abs(near.get(pair, 0.0) - rank) <= 0.0101 for pair, rank in ranks.items())


def test_complete_correlation():
    group = Group(name="g", members=("a", "e"), ranks={("a", "e"): 1.0})
    assert from_rank(1.0) == pytest.approx(1.0)
    d = outlook(groups=(group,)).draws(("a", "e"), 0, 2000)
    assert np.array_equal(np.argsort(d["a"]), np.argsort(d["e"]))


def test_contradiction_names_the_fix():
    with pytest.raises(ConcessionError) as caught:
        Group(name="g", members=("a", "b", "c"), ranks={("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9})
    problem = caught.value.problems[0]
    assert problem.code == "E932"
    assert "a and c -0.4" in problem.hint
    assert "(now -0.9)" in problem.hint


HISTORY = History(name="p", start=1990, per_year=1, values=tuple(float(k) for k in range(1, 12)))


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("E931", lambda: Group(name="g", members=("a", "b"), ranks={("a", "b"): 1.2})),
        ("E901", lambda: Group(name="g", members=("a", "b"), ranks={("a", "b"): math.nan})),
        ("E931", lambda: Group(name="g", members=("a", "b"), ranks={("a", "b"): 0.2, ("b", "a"): 0.3})),
        ("E931", lambda: Group(name="g", members=("a", "b"), ranks={("a", "a"): 0.2})),
        ("E930", lambda: Group(name="g", members=("a", "b"), ranks={("a", "x"): 0.2})),
        ("E930", lambda: Group(name="g", members=("a", "a"), ranks={})),
        ("E930", lambda: outlook(groups=(Group(name="g", members=("a", "zz"), ranks={}),))),
        (
            "E930",
            lambda: outlook(
                groups=(
                    Group(name="g", members=("a", "b"), ranks={}),
                    Group(name="h", members=("c", "b"), ranks={}),
                )
            ),
        ),
        (
            "E930",
            lambda: outlook(
                groups=(
                    Group(name="g", members=("a", "b"), ranks={}),
                    Group(name="g", members=("c", "d"), ranks={}),
                )
            ),
        ),
        (
            "E930",
            lambda: outlook(
                {"a": Brownian(start=1, volatility=0.2), "b": Bootstrap(start=1, history=HISTORY, block=2)},
                (Group(name="g", members=("a", "b"), ranks={("a", "b"): 0.5}),),
            ),
        ),
        (
            "E933",
            lambda: outlook(
                {"a": Brownian(start=1, volatility=0.2), "b": Interval(low=1, high=2)},
                (Group(name="g", members=("a", "b"), ranks={("a", "b"): 0.5}),),
            ),
        ),
    ],
)
def test_mistakes(code, make):
    with pytest.raises(ConcessionError) as caught:
        make()
    assert code in [p.code for p in caught.value.problems]


def test_a_flat_path_is_one_draw():
    inputs = {"a": Interval(low=1, high=2), "b": Flat(value=Discrete(values=(1, 2, 3)))}
    here = outlook(inputs, (Group(name="g", members=("a", "b"), ranks={("a", "b"): 0.9}),))
    d = here.draws(here.names, 0, 20_000)
    assert (d["b"] == d["b"][0]).all()
    assert stats.spearmanr(d["a"], d["b"][0]).statistic > 0.8
