"""A draft that is assumed to change what happens is never said to move value only."""

from __future__ import annotations

import pytest
from small_cases import loaded, tree_of

from concession.analysis import answers, assumed_effects, compare
from concession.model import Case
from concession.report import Scale
from concession.report._comparison import comparison_sentences

OUTLOOK = {
    "front": {
        "kind": "chain",
        "states": ["war", "peace"],
        "initial": "peace",
        "rates": [
            {"from": "war", "to": "peace", "rate": "50 % per year"},
            {"from": "peace", "to": "war", "rate": "30 % per year"},
        ],
    },
    "usable": {"kind": "by-state", "chain": "front", "values": {"war": "20 %", "peace": "100 %"}},
}
MINE = {
    "owner": "company",
    "ore": {"rock": {"reserves": "100 t", "capacity": "10 t/yr", "available": "usable"}},
    "products": {"metal": {"ore": "rock", "price": "10 USD/t"}},
}


def case(**guards: float | None) -> Case:
    """Return a case of drafts that are alike but for a factor on the return of war."""
    drafts = {}
    for name, factor in guards.items():
        clauses: dict[str, object] = {
            "royalty": {"type": "royalty", "base": "revenue", "rate": "8 %", "payee": "treasury"}
        }
        if factor is not None:
            clauses["guard"] = {
                "type": "deterrence",
                "input": "front",
                "from": "peace",
                "to": "war",
                "factor": factor,
            }
        drafts[name] = {"title": name, "clauses": clauses}
    return loaded(tree_of({}, {"mine": MINE}, periods=6, outlook=OUTLOOK, drafts=drafts))


@pytest.mark.parametrize(
    ("guards", "named"),
    [
        ({"law": None, "deal": 0.5}, {"deal": ("guard",)}),
        ({"law": None, "other": None}, {}),
        (
            {"law": 0.5, "same": 0.5, "less": 0.7, "nothing": None},
            {"less": ("guard",), "nothing": ("guard",)},
        ),
    ],
)
def test_drafts_that_change_what_happens_are_named(guards, named):
    found = case(**guards)
    assert dict(assumed_effects(found, list(found.drafts.values()))) == named


def test_what_deterrence_brings_is_not_called_a_transfer():
    found = compare(case(law=None, deal=0.5), futures=500)
    parties = found.drafts[1].parties
    created = sum(parties[name].vs_baseline_common.mean for name in ("company", "treasury"))
    assert created > 1
    said = comparison_sentences(
        found, {one.draft.id: [*one.parties.values()] for one in found.drafts}, Scale(currency="USD")
    )
    assert not any("others lose" in one for one in said)
    assert "not the same under deal (guard)" in said[-1]
    line = answers(found.case, futures=200).first_line
    assert line.startswith("Not transfers alone: ")
    assert "But for that, at fixed behaviour no draft creates value" in line


def test_where_drafts_only_share_it_is_said():
    found = answers(case(law=None, other=None), futures=50)
    assert found.first_line.startswith("At fixed behaviour no draft creates value")
