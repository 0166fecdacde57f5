"""How large a value would have to be: found where it is known, told where there is none, paired by future."""

import numpy as np
import pytest
from small_cases import loaded, tree_of

from concession.analysis._how_large import RUNS, how_large
from concession.analysis._run import run
from concession.errors import ConcessionError
from concession.model import Case

FUTURES = 600
FRONT = {
    "kind": "chain",
    "states": ["war", "peace"],
    "initial": "peace",
    "rates": [
        {"from": "peace", "to": "war", "rate": "30 % per year"},
        {"from": "war", "to": "peace", "rate": "10 % per year"},
    ],
}


@pytest.fixture(scope="module")
def case() -> Case:
    pit = {
        "owner": "company",
        "licence": {"status": "new"},
        "ore": {"rock": {"reserves": "90 t", "capacity": "9 t/yr", "available": "usable"}},
        "products": {"metal": {"ore": "rock", "price": "metal"}},
    }
    outlook = {
        "front": FRONT,
        "usable": {"kind": "by-state", "chain": "front", "values": {"war": "0 %", "peace": "100 %"}},
        "metal": {"kind": "geometric-brownian", "start": "90 USD/t", "volatility": "25 %"},
    }
    base = {"royalty": {"type": "royalty", "rate": "10 %", "base": "revenue"}}
    said = tree_of(base, {"pit": pit}, periods=10, outlook=outlook)
    facts = {"dated": "2025", "status": "example", "source": "s"}
    guard = {"type": "deterrence", "input": "front", "from": "peace", "to": "war", "factor": "0.5"}
    said["drafts"]["guarded"] = {"title": "Guarded", **facts, "clauses": {**base, "guard": guard}}
    said["drafts"]["dearer"] = {
        "title": "Dearer, and guarded",
        **facts,
        "clauses": {"royalty": {"type": "royalty", "rate": "14 %", "base": "revenue"}, "guard": guard},
    }
    return loaded(said)


def test_a_rate_that_is_known(case: Case) -> None:
    """Without the guard, the royalty that gives the treasury what the base does is the base's."""
    found = how_large(case, "base", "clauses.royalty.rate", ("2 %", "20 %"), "treasury", futures=FUTURES)
    assert (found.status, found.aim, found.value) == ("unique", "as under base", "10 %")
    assert found.se == 0
    assert [one.text for one in found.tried][::4] == ["2 %", "11 %", "20 %"]
    # what it gets is in proportion to the rate
    more = np.array([one.npv for one in found.tried]) / np.linspace(2, 20, 9)
    np.testing.assert_allclose(more, more[0], rtol=1e-9)


def test_how_strong_a_deterrence_would_have_to_be(case: Case) -> None:
    """A dearer royalty costs the company what fewer wars may bring it: how few would they have to be?"""
    told: list[int] = []
    found = how_large(
        case, "dearer", "clauses.guard.factor", ("0", "1"), "company",
        as_under="base", futures=FUTURES, progress=told.append,
    )  # fmt: skip
    assert found.status == "unique"
    factor = float(found.value)
    assert 0 < factor < 1
    assert float(found.low) < factor < float(found.high)
    assert told == sorted(told)
    assert told[-1] <= RUNS * FUTURES

    def company(draft) -> np.ndarray:
        built = case.build(draft)
        return run(case, built, futures=FUTURES, seed=found.seed).flows["party:company"].own

    base = company("base")
    gap = [
        float((company(case.draft("dearer").replace("clauses.guard.factor", f"{x:.6f}")) - base).mean())
        for x in (factor - 0.01, factor + 0.01)
    ]
    assert gap[0] > 0 > gap[1], "below it the company has more, above it less"
    # the standard error is that of the paired difference, far below that of either value
    assert 0 < found.se < float(base.std()) / np.sqrt(FUTURES)
    assert found.to_dict()["value"] == found.value


def test_an_amount_that_no_value_reaches(case: Case) -> None:
    found = how_large(
        case, "guarded", "clauses.guard.factor", ("0", "1"), "treasury", npv="USD 9000", futures=50
    )
    assert (found.status, found.value, found.aim_npv) == ("none", "", 9000.0)
    assert all(one.more < 0 for one in found.tried)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("E754", {"span": ("0", "1 %")}),
        ("E754", {"span": ("1", "0")}),
        ("E754", {"span": ("a little", "much")}),
        ("E210", {"party": "tresury"}),
        ("E207", {"path": "clauses.guard.factr"}),
        ("E509", {"as_under": "bas"}),
    ],
)
def test_mistakes(case: Case, code: str, change: dict) -> None:
    asked = {"path": "clauses.guard.factor", "span": ("0", "1"), "party": "treasury", "futures": 10, **change}
    with pytest.raises(ConcessionError) as caught:
        how_large(case, "guarded", **asked)
    assert caught.value.problems[0].code == code
