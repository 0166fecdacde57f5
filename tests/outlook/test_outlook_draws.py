"""The outlook as a whole: no chunk and no edit elsewhere changes a draw, to the bit."""

import pickle
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concession.errors import CODES, ConcessionError
from concession.outlook import (
    Bootstrap,
    Brownian,
    ByState,
    Chain,
    Delay,
    Discrete,
    Empirical,
    Event,
    FirstTime,
    Flat,
    Given,
    Grid,
    Group,
    History,
    InStates,
    Interval,
    Jumps,
    Lognormal,
    Normal,
    Outlook,
    Overrun,
    Pert,
    Point,
    Rate,
    Regime,
    Reverting,
    Supplied,
    Switching,
    Triangular,
    Uniform,
)

HISTORY = History(name="p", start=1990, per_year=2, values=tuple(np.exp(np.sin(np.arange(41) ** 1.7)) * 9))
RATES = (Rate(before="war", after="peace", per_year=0.3), Rate(before="peace", after="war", per_year=0.1))
INPUTS = {
    "point": Point(value=3),
    "interval": Interval(low=60, high=95),
    "uniform": Uniform(low=-1, high=1),
    "triangular": Triangular(low=0, mode=1, high=4),
    "pert": Pert(low=0, mode=1, high=4),
    "normal": Normal(mean=0, sd=1),
    "lognormal": Lognormal(median=1, sigma=0.5),
    "discrete": Discrete(values=(1, 2, 3), weights=(1, 5, 2)),
    "empirical": Empirical(values=(1, 5, 2, 4)),
    "delay": Delay(years=Normal(mean=1, sd=1)),
    "overrun": Overrun(share=Interval(low=0.05, high=0.8)),
    "event": Event(hazard=(0.1, 0.4, 0.2)),
    "flat": Flat(value=Uniform(low=1, high=2)),
    "given": Given(values=(1.0, 2.0), growth=0.02),
    "brownian": Brownian(start=9, volatility=0.3),
    "reverting": Reverting(start=9, level=12, half_life=3, volatility=0.3),
    "zinc": Brownian(start=2, volatility=0.2),
    "jumps": Jumps(start=9, volatility=0.3, rate=0.4, jump=-0.3, jump_sd=0.2),
    "switching": Switching(
        start=9,
        regimes=(
            Regime(name="war", volatility=0.4),
            Regime(name="peace", volatility=0.1, level=7, half_life=2),
        ),
        rates=RATES,
        initial="war",
    ),
    "blocks": Bootstrap(start=4, history=HISTORY, block=3),
    "blocks2": Bootstrap(start=4, history=HISTORY, block=3, together="metals"),
    "supplied": Supplied(paths=np.arange(700.0).reshape(70, 10), repeat=True),
    "war": Chain(states=("war", "peace"), initial="war", rates=RATES),
    "region": Chain(
        states=("lost", "held"),
        initial="held",
        driver="war",
        rates=(Rate(before="held", after="lost", per_year=0.5, during=("war",)),),
    ),
    "insurance": ByState(chain="war", values={"war": 0.1, "peace": 0.01}),
    "fighting": InStates(chain="war", states=("war",)),
    "rebuild": FirstTime(chain="war", states=("peace",)),
}
GROUPS = (
    Group(
        name="metals",
        members=("brownian", "reverting", "zinc", "jumps"),
        ranks={("brownian", "reverting"): 0.6, ("jumps", "zinc"): 0.3},
    ),
    Group(name="costs", members=("overrun", "delay", "event"), ranks={("overrun", "delay"): 0.5}),
)
READERS = {"war": {"war", "region", "insurance", "fighting", "rebuild"}}
#: What an edit of the key's specification may move besides itself.
AFTER = {
    "brownian": {"jumps", "reverting", "zinc"},
    "jumps": {"reverting", "zinc"},
    "reverting": {"zinc"},
    "delay": {"event", "overrun"},
    "event": {"overrun"},
}


def build(sampling="random", seed=8, inputs=INPUTS, periods=7):
    return Outlook(seed=seed, grid=Grid(periods=periods), inputs=inputs, groups=GROUPS, sampling=sampling)


WHOLE = {s: build(s).draws(INPUTS, 0, 260) for s in ("random", "sobol")}


@given(
    sampling=st.sampled_from(["random", "sobol"]),
    name=st.sampled_from(sorted(INPUTS)),
    cuts=st.lists(st.integers(0, 260), min_size=1, max_size=5),
)
@settings(deadline=None, max_examples=250)
def test_chunks_do_not_matter(sampling, name, cuts):
    here = build(sampling)
    edges = [0, *sorted(cuts), 260]
    pieces = [here.draw(name, a, b) for a, b in pairwise(edges)]
    joined = np.concatenate(pieces, axis=-1)
    assert joined.dtype == WHOLE[sampling][name].dtype
    assert np.array_equal(joined, WHOLE[sampling][name])


@pytest.mark.parametrize("sampling", ["random", "sobol"])
@pytest.mark.parametrize("name", sorted(INPUTS))
def test_one_future_at_a_time(sampling, name):
    here = build(sampling)
    assert np.array_equal(
        np.concatenate([here.draw(name, k, k + 1) for k in range(40, 53)], axis=-1),
        WHOLE[sampling][name][..., 40:53],
    )
    assert here.draw(name, 9, 9).shape[-1] == 0


@given(
    sampling=st.sampled_from(["random", "sobol"]),
    edits=st.lists(
        st.tuples(
            st.sampled_from(["change", "remove", "add"]), st.sampled_from(sorted(set(INPUTS) - {"war"}))
        ),
        min_size=1,
        max_size=4,
    ),
)
@settings(deadline=None, max_examples=120)
def test_edits_elsewhere_do_not_matter(sampling, edits):
    here, touched = build(sampling), set()
    for what, name in edits:
        if what == "add":
            here = here.with_input(f"new {name}", INPUTS[name])
        elif name in here.names:
            if what == "change":
                here = here.with_input(name, Point(value=1.5) if name != "region" else INPUTS["war"])
                touched.add(name)
            else:
                here = here.without_input(name)
                touched |= {name} | AFTER.get(name, set())
    for name in set(here.names) & set(INPUTS) - touched:
        assert np.array_equal(here.draw(name, 30, 60), WHOLE[sampling][name][..., 30:60]), name


def test_editing_a_chain_moves_its_readers_only():
    there = build().with_input("war", Chain(states=("war", "peace"), initial="war", rates=RATES[:1]))
    moved = {n for n in INPUTS if not np.array_equal(there.draw(n, 0, 260), WHOLE["random"][n])}
    assert moved == READERS["war"]


def test_a_longer_timeline_keeps_the_periods_it_had():
    longer = build(periods=9)
    for name, known in WHOLE["random"].items():
        if name != "rebuild":
            x = longer.draw(name, 0, 260)
            assert np.array_equal(x[:7] if x.ndim == 2 else x, known), name


def test_seeds_and_names_matter():
    other = build(seed=9)
    for name, spec in INPUTS.items():
        if build().is_random(name) and name != "supplied":
            assert not np.array_equal(other.draw(name, 0, 260), WHOLE["random"][name]), name
            if spec.label is None and not spec.reads:
                twin = build().with_input("twin", spec)
                assert not np.array_equal(twin.draw("twin", 0, 260), WHOLE["random"][name]), name


def test_what_is_not_random_does_not_vary():
    for name in INPUTS:
        x = WHOLE["random"][name]
        assert build().is_random(name) == bool((x != x[..., :1]).any()), name


def test_shapes_kinds_and_words():
    here = build()
    assert here.names == tuple(sorted(INPUTS))
    for name, spec in INPUTS.items():
        expected = (260,) if spec.kind == "number" else (7, 260)
        assert WHOLE["random"][name].shape == expected
    lines = here.describe()
    assert lines["interval"] == "60 to 95 (5th to 95th percentile, lognormal)"
    assert lines["group costs"] == "rank correlations: delay and overrun 0.5"
    assert all(lines.values())


def test_an_outlook_travels():
    for sampling in ("random", "sobol"):
        there = pickle.loads(pickle.dumps(build(sampling)))  # noqa: S301 - our own bytes
        for name in ("brownian", "event", "region"):
            assert np.array_equal(there.draw(name, 0, 260), WHOLE[sampling][name])


def test_draws_far_out():
    far = 10**9
    assert np.array_equal(build().draw("jumps", far, far + 9)[:, 5:], build().draw("jumps", far + 5, far + 9))


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("E940", lambda: build().draw("brownain", 0, 1)),
        ("E941", lambda: build().draw("brownian", 5, 1)),
        ("E941", lambda: build().draw("brownian", 0.0, 1)),
        ("E941", lambda: build(seed=-1)),
        ("E941", lambda: build(seed=1.5)),
        ("E905", lambda: build("halton")),
        ("E940", lambda: build().without_input("x")),
        ("E941", lambda: build().with_input("", Point(value=1))),
    ],
)
def test_mistakes(code, make):
    with pytest.raises(ConcessionError) as caught:
        make()
    assert caught.value.problems[0].code == code


def test_mistakes_of_all_inputs_are_told_at_once():
    short = Given(values=(1.0,))
    with pytest.raises(ConcessionError) as caught:
        Outlook(
            seed=1, grid=Grid(periods=3), inputs={"a": short, "b": short, "c": InStates(chain="d", states=())}
        )
    assert [(p.code, p.path) for p in caught.value.problems] == [("E906", "a"), ("E906", "b"), ("E922", "c")]


def test_codes_are_documented():
    codes = {code: entry for code, entry in CODES.items() if code.startswith("E9")}
    assert len(codes) > 20
    assert all(entry.title and entry.remedy for entry in codes.values())


def test_scipy_is_imported_late():
    code = (
        "import sys, concession.outlook as o;"
        "x = o.Outlook(seed=1, grid=o.Grid(periods=2), inputs={'x': o.Interval(low=1, high=2)});"
        "print([m for m in sys.modules if m.split('.')[0] in {'scipy', 'pandas', 'pyarrow', 'llvmlite'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
