"""What draws depend on: where two outlooks say the same of an input, its draws are the same to the bit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concession.errors import ConcessionError
from concession.outlook import (
    Brownian,
    ByState,
    Chain,
    Empirical,
    Event,
    Grid,
    Group,
    InStates,
    Interval,
    Normal,
    Outlook,
    Rate,
    Supplied,
)

PATHS = np.arange(60.0).reshape(20, 3)
RATES = (Rate(before="war", after="peace", per_year=0.3), Rate(before="peace", after="war", per_year=0.1))
WAR = Chain(states=("war", "peace"), initial="war", rates=RATES)
LOST = Rate(before="held", after="lost", per_year=0.5, during=("war",))
INPUTS = {
    "copper": Brownian(start=9, volatility=0.3),
    "nickel": Brownian(start=7, volatility=0.3),
    "zinc": Brownian(start=2, volatility=0.2),
    "cost": Interval(low=60, high=95),
    "past": Empirical(values=(1, 5, 2, 4)),
    "begins": Event(hazard=0.3),
    "paths": Supplied(paths=PATHS, repeat=True),
    "war": WAR,
    "region": Chain(states=("lost", "held"), initial="held", driver="war", rates=(LOST,)),
    "insurance": ByState(chain="war", values={"war": 0.1, "peace": 0.01}),
    "fighting": InStates(chain="region", states=("lost",)),
}
METALS = Group(
    name="metals",
    members=("copper", "nickel", "zinc"),
    ranks={("copper", "nickel"): 0.5, ("copper", "zinc"): 0.2},
)
EDITS = {
    "nothing": {},
    "a copy": {"inputs": {name: replace(one) for name, one in INPUTS.items()}},
    "another seed": {"seed": 4},
    "another length": {"grid": Grid(periods=3, years=0.5)},
    "points": {"sampling": "sobol"},
    "a first input": {"inputs": {**INPUTS, "a": Normal(mean=0, sd=1)}},
    "a first input, points": {"inputs": {**INPUTS, "a": Normal(mean=0, sd=1)}, "sampling": "sobol"},
    "a cost": {"inputs": {**INPUTS, "cost": Interval(low=60, high=95.5)}},
    "deterrence": {"inputs": {**INPUTS, "war": WAR.deterred("peace", "war", 0.5)}},
    "a start": {"inputs": {**INPUTS, "copper": Brownian(start=9.5, volatility=0.3)}},
    "a correlation": {
        "groups": (replace(METALS, ranks={("copper", "nickel"): 0.5, ("copper", "zinc"): 0.3}),)
    },
    "no group": {"groups": ()},
    "other paths": {"inputs": {**INPUTS, "paths": Supplied(paths=PATHS + 1, repeat=True)}},
}
#: What each edit moves, and must be told apart.
MOVED = {
    "nothing": set(),
    "a copy": set(),
    "another seed": set(INPUTS),
    "another length": set(INPUTS),
    "points": set(INPUTS),
    "a first input": set(),
    "a cost": {"cost"},
    "deterrence": {"war", "region", "insurance", "fighting"},
    "a start": {"copper"},
    "a correlation": {"zinc"},
    "no group": {"nickel", "zinc"},
    "other paths": {"paths"},
}


def build(edit):
    said = {"seed": 3, "grid": Grid(periods=3), "inputs": INPUTS, "groups": (METALS,), **EDITS[edit]}
    return Outlook(**said)


@settings(max_examples=200, deadline=None)
@given(
    one=st.sampled_from(sorted(EDITS)),
    other=st.sampled_from(sorted(EDITS)),
    name=st.sampled_from(sorted(INPUTS)),
)
def test_the_same_identity_means_the_same_draws(one, other, name):
    here, there = build(one), build(other)
    if here.identity(name) == there.identity(name):
        assert hash(here.identity(name)) == hash(there.identity(name))
        assert here.draw(name, 5, 40).tobytes() == there.draw(name, 5, 40).tobytes()


@pytest.mark.parametrize("edit", sorted(MOVED))
def test_an_edit_is_told_apart_where_it_moves_draws_and_nowhere_else(edit):
    before, after = build("nothing"), build(edit)
    told = {name for name in INPUTS if before.identity(name) != after.identity(name)}
    # a member of a group may be told apart though its own numbers stay: those before it matter only to later ones
    harmless = {"copper"} if edit in ("no group",) else set()
    assert told - harmless == MOVED[edit]


def test_the_same_numbers_in_another_array_count_as_other_paths():
    copied = build("nothing").with_input("paths", Supplied(paths=PATHS.copy(), repeat=True))
    assert copied.identity("paths") != build("nothing").identity("paths")


def test_an_unknown_name_is_told():
    with pytest.raises(ConcessionError) as caught:
        build("nothing").identity("coper")
    assert caught.value.problems[0].code == "E940"
