"""Hostilities in a case file: what they stop, damage and cost, and what comes back and is rebuilt after them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_cases import loaded, tree_of

from concession.engine import ReferenceExecutor
from concession.lines import compile_program
from concession.model import Case, inputs_of, outlook_of, varying

PERIODS, FUTURES, SEED = 20, 3000, 11
STATES = ("war", "ceasefire", "peace")
OUTLOOK: dict[str, Any] = {
    "front": {
        "kind": "chain",
        "states": list(STATES),
        "initial": "war",
        "rates": [
            {"from": "war", "to": "ceasefire", "rate": "40 % per year"},
            {"from": "ceasefire", "to": "war", "rate": "30 % per year"},
            {"from": "ceasefire", "to": "peace", "rate": "20 % per year"},
        ],
    },
    "zone": {
        "kind": "chain",
        "driver": "front",
        "states": ["lost", "held"],
        "initial": "lost",
        "rates": [
            {"from": "lost", "to": "held", "rate": "40 % per year", "during": ["peace"]},
            {"from": "held", "to": "lost", "rate": "60 % per year", "during": ["war"]},
        ],
    },
    "usable": {"kind": "by-state", "chain": "front", "values": {"war": "40 %", "ceasefire": "80 %", "peace": "100 %"}},
    "premium": {"kind": "by-state", "chain": "front", "values": {"war": "8 %", "ceasefire": "3 %", "peace": "1 %"}},
    "surcharge": {"kind": "by-state", "chain": "front", "values": {"war": "30 %", "ceasefire": "10 %", "peace": "0 %"}},
    "held": {"kind": "in-states", "chain": "zone", "states": ["held"]},
    "peace": {"kind": "first-time", "chain": "front", "states": ["peace"]},
}  # fmt: skip


def pit(**more: Any) -> dict[str, Any]:
    ore = {"reserves": "100 t", "capacity": "10 t/yr", **more.pop("ore", {})}
    return {
        "owner": "company",
        "licence": {"status": "existing"},
        "ore": {"rock": ore},
        "products": {"metal": {"ore": "rock", "price": "50 USD/t"}},
        **more,
    }


@pytest.fixture(scope="module")
def case() -> Case:
    near = pit(
        ore={"available": "usable"},
        costs={"insurance": {"rate": "premium", "of": "revenue"}},
        capital={
            "upkeep": {"amount": "20 USD/yr", "role": "sustaining"},
            "of_war": {"rate": "surcharge", "of": "capital.upkeep", "role": "sustaining"},
        },
    )
    repair = pit(
        start={"event": "peace"},
        ore={"begins": "2 years"},
        capital={"rebuilding": {"amount": {"from": "start", "values": [60, 40], "unit": "USD"}}},
    )
    projects = {"near": near, "beyond": pit(ore={"available": "held"}), "repair": repair}
    royalty = {"royalty": {"type": "royalty", "rate": "10 %", "base": "revenue"}}
    return loaded(tree_of(royalty, projects, periods=PERIODS, outlook=OUTLOOK))


@pytest.fixture(scope="module")
def drawn(case: Case) -> dict[str, np.ndarray]:
    """Return lines by future and the states that they were drawn under."""
    built = case.build(None)
    outlook = outlook_of(case, built, SEED)
    names = [
        "ore.rock[near]", "ore.rock[beyond]", "ore.rock[repair]", "revenue[near]", "costs.insurance[near]",
        "capital.upkeep[near]", "capital.of_war[near]", "capital.rebuilding[repair]",
    ]  # fmt: skip
    program = compile_program(built.graph, names)
    moving = varying(case, built, outlook, "everything") & frozenset(program.inputs)
    found = ReferenceExecutor(program, inputs_of(program, built, outlook, moving)).run(range(FUTURES))
    lines = {name: np.broadcast_to(found[name], (PERIODS, FUTURES)) for name in names}
    return lines | {
        name: np.asarray(outlook.draw(f"outlook.{name}", 0, FUTURES)) for name in ("front", "zone", "peace")
    }


def test_damage_slows_a_mine_and_leaves_what_is_not_dug(drawn):
    usable = np.array([0.4, 0.8, 1.0])[drawn["front"]]
    left, wanted = np.full(FUTURES, 100.0), np.zeros((PERIODS, FUTURES))
    for t in range(PERIODS):
        wanted[t] = np.minimum(10 * usable[t], left)
        left -= wanted[t]
    np.testing.assert_allclose(drawn["ore.rock[near]"], wanted, atol=1e-9)
    # war makes the mine last longer, it does not make less of the deposit
    at_war = (drawn["front"] == 0).sum(axis=0)
    last = (PERIODS - 1) - (wanted[::-1] > 1e-9).argmax(axis=0)
    assert last[at_war > 8].mean() > last[at_war < 3].mean() + 3


def test_insurance_and_the_cost_of_capital_goods_move(drawn):
    states = drawn["front"]
    premium, surcharge = np.array([0.08, 0.03, 0.01])[states], np.array([0.3, 0.1, 0.0])[states]
    np.testing.assert_allclose(drawn["costs.insurance[near]"], premium * drawn["revenue[near]"])
    np.testing.assert_allclose(drawn["capital.of_war[near]"], surcharge * drawn["capital.upkeep[near]"])
    assert len(np.unique(drawn["capital.of_war[near]"].round(9))) == 3


def test_a_region_is_returned_and_lost_again(drawn):
    held = drawn["zone"] == 1
    assert ((drawn["ore.rock[beyond]"] > 0) <= held).all()
    assert held.any()
    # peace is for good here, so that only a held region in a war could be lost: none is
    assert not (held[:-1] & ~held[1:]).any()


def test_a_region_that_war_may_take(case):
    """The same rates with the region held at first: war takes it, and only peace brings it back."""
    zone = {**OUTLOOK["zone"], "initial": "held"}
    beyond = {"beyond": pit(ore={"available": "held"})}
    there = loaded(tree_of({}, beyond, periods=PERIODS, outlook={**OUTLOOK, "zone": zone}))
    outlook = outlook_of(there, there.build(None), SEED)
    held = np.asarray(outlook.draw("outlook.zone", 0, FUTURES)) == 1
    front = np.asarray(outlook.draw("outlook.front", 0, FUTURES))
    lost, back = held[:-1] & ~held[1:], ~held[:-1] & held[1:]
    assert lost.any()
    assert back.any()
    assert (front[1:][lost] == 0).all()
    assert (front[1:][back] == 2).all()


def test_rebuilding_begins_with_peace(drawn):
    peace = drawn["peace"]
    spent = drawn["capital.rebuilding[repair]"]
    for future in range(0, FUTURES, 97):
        wanted = np.zeros(PERIODS)
        if np.isfinite(peace[future]):
            first = int(np.ceil(peace[future]))
            for k, amount in enumerate((60.0, 40.0)):
                if first + k < PERIODS:
                    wanted[first + k] = amount
        np.testing.assert_allclose(spent[:, future], wanted)
    dug = drawn["ore.rock[repair]"].sum(axis=0)
    assert (dug[~np.isfinite(peace)] == 0).all()
    np.testing.assert_allclose(dug[peace < PERIODS - 12], 100)


def test_a_schedule_is_cut_as_well():
    given = pit(ore={"available": "usable"})
    given["ore"]["rock"] = {
        "mined": {"from": "2025", "values": [10] * PERIODS, "unit": "t"},
        "available": "50 %",
    }
    case = loaded(tree_of({}, {"near": given}, periods=PERIODS, outlook=OUTLOOK))
    program = compile_program(case.build(None).graph, ["ore.rock"])
    outlook = outlook_of(case, case.build(None), SEED)
    inputs = inputs_of(program, case.build(None), outlook, frozenset())
    assert (ReferenceExecutor(program, inputs).run(range(1))["ore.rock"] == 5).all()
