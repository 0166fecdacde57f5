"""Delays and overruns that a case draws: what a project spends, and when it begins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_cases import loaded, problems_of, tree_of

from concession.engine import ReferenceExecutor
from concession.lines import compile_program
from concession.model import inputs_of, outlook_of, varying

PERIODS, FUTURES, SEED = 12, 500, 3
OUTLOOK: dict[str, Any] = {
    "permit": {"kind": "delay", "time": "-1 to 4 years", "most": "5 years"},
    "works": {"kind": "overrun", "share": "-10 % to 60 %"},
    "peace": {"kind": "event", "hazard": "20 % per year"},
}


def tree(start: dict[str, Any], capital: dict[str, Any] | None = None, per: str = "year") -> dict[str, Any]:
    pit = {
        "owner": "company",
        "licence": {"status": "new"},
        "start": start,
        "ore": {"rock": {"reserves": "20 t", "capacity": "10 t/yr", "begins": "1 year"}},
        "products": {"metal": {"ore": "rock", "price": "50 USD/t"}},
        "capital": {
            "plant": {"amount": {"from": "start", "values": ["100"], "unit": "USD"}, **(capital or {})}
        },
    }
    first = "2025Q1" if per == "quarter" else "2025"
    return tree_of({}, {"pit": pit}, periods=PERIODS, start=first, per=per, outlook=OUTLOOK)


def drawn(said: dict[str, Any], *inputs: str) -> tuple[dict[str, np.ndarray], list[np.ndarray]]:
    """Return lines by future, and draws."""
    case = loaded(said)
    built = case.build(None)
    outlook = outlook_of(case, built, SEED)
    program = compile_program(built.graph, ["capital.plant", "ore.rock"])
    moving = varying(case, built, outlook, "everything") & frozenset(program.inputs)
    found = ReferenceExecutor(program, inputs_of(program, built, outlook, moving)).run(range(FUTURES))
    lines = {name: np.broadcast_to(row, (PERIODS, FUTURES)) for name, row in found.items()}
    return lines, [np.asarray(outlook.draw(name, 0, FUTURES), dtype=float) for name in inputs]


def first(spent: np.ndarray) -> np.ndarray:
    """Return the first period with something in it; the number of periods where there is none."""
    some = spent > 0
    return np.where(some.any(axis=0), some.argmax(axis=0), len(spent))


@pytest.mark.parametrize(("per", "year"), [("year", 1), ("quarter", 4)])
def test_a_delay_of_the_outlook_after_a_date(per: str, year: int) -> None:
    lines, (years,) = drawn(tree({"date": "2026", "delay": "permit"}, per=per), "outlook.permit")
    assert years.min() == 0
    begins = year + np.ceil(years * year)
    assert (first(lines["capital.plant"]) == np.minimum(begins, PERIODS)).all()
    assert (first(lines["ore.rock"]) == np.minimum(begins + year, PERIODS)).all()
    assert len(np.unique(begins)) > 3


def test_a_delay_after_an_event_as_an_interval() -> None:
    path = "projects.pit.start.delay"
    lines, (peace, delay) = drawn(tree({"event": "peace", "delay": "1 to 3 years"}), "outlook.peace", path)
    begins = np.ceil(peace) + np.ceil(np.maximum(delay, 0))
    assert (first(lines["capital.plant"]) == np.minimum(begins, PERIODS)).all()
    assert np.quantile(delay, 0.95) == pytest.approx(3, rel=0.1)


def test_an_overrun_of_the_outlook_and_one_as_an_interval() -> None:
    lines, (works,) = drawn(tree({"date": "2026"}, {"overrun": "works"}), "outlook.works")
    np.testing.assert_allclose(lines["capital.plant"][1], 100 * works)
    path = "projects.pit.capital.plant.overrun"
    lines, (factor,) = drawn(tree({"date": "2026"}, {"overrun": "90 % to 160 %"}), path)
    np.testing.assert_allclose(lines["capital.plant"][1], 100 * factor)
    assert (lines["capital.plant"][0] == 0).all()


def test_a_known_delay_stays_what_it_was() -> None:
    said = tree(
        {
            "date": "2026",
            "delay": {"value": "2 years", "mark": "assumed", "note": "n", "range": "1 to 4 years"},
        }
    )
    lines, _ = drawn(said)
    assert (first(lines["capital.plant"]) == 3).all()


@pytest.mark.parametrize("delay", ["works", {"from": "2025", "values": ["1", "2"], "unit": "years"}])
def test_what_is_no_delay(delay: Any) -> None:
    assert {code for code, _ in problems_of(tree({"date": "2026", "delay": delay}))} <= {
        "E315",
        "E309",
        "E304",
    }
    assert problems_of(tree({"date": "2026", "delay": delay}))
