"""What a case could assume that a deal adds: each switch by itself, never inside the transfer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fund_case import RECEIPTS, fund_case
from ruamel.yaml import YAML

from concession.analysis import Answers, answers, evaluate, have_answers
from concession.errors import ConcessionError
from concession.model import Case, load, switched
from concession.report import answers_page
from concession.report._layout import Page

SHARE: dict[str, Any] = {
    "type": "fund_contribution", "source": "made-up", "payer": "state", "payee": "partner",
    "receipts": {"all": {"select": {"payee": "state", "instrument": "royalty"}, "share": "50 %"}},
}  # fmt: skip


def deal(folder: Path, *, started: bool = True) -> Case:
    """Return a case whose second mine is built only under a deal, and whose third waits for an event."""
    path = fund_case(folder, {"receipts": RECEIPTS}, sales=[100] * 4)
    yaml = YAML()
    with (path / "case.yaml").open(encoding="utf-8") as file:
        tree = yaml.load(file)
    series = {"from": "start", "unit": "USD", "values": ["40", "40"]}
    more: dict[str, Any] = {
        "owner": "company", "licence": {"status": "new"}, "products": {"ore": {"revenue": series}},
    }  # fmt: skip
    if started:
        more["start"] = {"date": 2027}
    else:
        series["from"] = 2026
    tree["projects"]["more"] = more
    law = {
        "title": "Law",
        "clauses": {
            "receipts": {**RECEIPTS, "projects": ["mine", "more"]},
            "added": {"type": "added_project", "project": "more", "built": False},
        },
    }
    tree["drafts"] = {"law": law, "deal": {"title": "Deal", "extends": "law", "add": {"share": SHARE}}}
    tree["switches"] = {
        "mine": {"title": "Another mine", "changes": [{"path": "clauses.added.built", "value": True}]}
    }
    with (path / "case.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(tree, file)
    return load(path)


@pytest.fixture
def found(tmp_path: Path) -> Answers:
    return answers(deal(tmp_path), switches=["mine"])


def test_a_project_of_the_deal_is_in_no_draft_by_itself(found: Answers) -> None:
    for draft in found.transfer.drafts:
        assert sum(draft.parties[name].undiscounted.mean for name in ("state", "partner")) == 400


def test_a_switch_shows_what_it_alone_changes(found: Answers) -> None:
    base, on = found.effects["mine"]
    assert all(not one.mean for sums in base.parties.values() for one in sums[:2])
    # 2 × 40 of royalties more, in 2027 and 2028, of which half is shared; the transfer itself is 200
    assert found.transfer.drafts[1].parties["partner"].vs_baseline.mean > 150
    here = 40 / 1.05**2 + 40 / 1.05**3
    assert on.parties["partner"][1].mean == pytest.approx(here / 2)
    assert on.parties["state"][1].mean == pytest.approx(here / 2)
    assert on.parties["company"][1].mean == pytest.approx(0)


def test_the_blocks_hold_the_effect_apart(found: Answers) -> None:
    data = json.loads(json.dumps(found.compared()))
    blocks = data["answers"]
    assert list(blocks)[1:] == ["transfer_at_fixed_behaviour", "assumed_to_be_added", "not_valued"]
    assert "no draft creates value" in blocks["transfer_at_fixed_behaviour"]["says"]
    effect = blocks["assumed_to_be_added"]["effects"]["mine"]["deal"]["partner"]
    assert effect["npv"]["mean"] > 0
    assert blocks["not_valued"] == {"law": {}, "deal": {}}


def test_a_project_that_may_not_begin_states_its_start(tmp_path: Path) -> None:
    with pytest.raises(ConcessionError, match="states no start"):
        deal(tmp_path, started=False).build("law")


def test_a_project_that_is_not_there_is_named(tmp_path: Path) -> None:
    case = deal(tmp_path)
    with pytest.raises(ConcessionError, match="no project 'mores'"):
        case.build(case.draft("law").replace("clauses.added.project", "mores"))


def test_cases_without_such_clauses_have_no_answers() -> None:
    assert not have_answers(load("buenavista"))
    assert have_answers(load("us-ukraine"))


def test_the_switches_of_the_shipped_case_move_something() -> None:
    case = load("us-ukraine")
    found = answers(case, ["no-deal", "d6"], futures=24, switches=tuple(case.head.switches))
    assert set(found.effects) == {"new-aid", "new-capital", "new-project", "calmer"}
    moved = {
        name: {party for party, (own, *_) in effect[1].parties.items() if own.p10 or own.p90}
        for name, effect in found.effects.items()
    }
    assert "gas-producers" in moved["new-project"]
    assert {"later-licensees", "treasury"} <= moved["calmer"]
    assert "dfc" in moved["new-capital"]
    assert "united-states" in moved["new-aid"]
    for effect in found.effects.values():
        assert not any(own.p10 or own.p90 for own, *_ in effect[0].parties.values())
    outcome = {one.draft.id: one for one in found.drafts}["d6"]
    assert not {"changed_risk", "added_gas"} & set(outcome.not_valued)


def test_a_switch_means_the_same_in_every_draft_or_has_no_place() -> None:
    case = load("us-ukraine")
    said = answers(case, ["d1", "d4", "d5", "d6"], futures=8, switches=["new-capital"])
    effects = {one.draft: one for one in said.effects["new-capital"][1:]}
    assert {name: one.placed for name, one in effects.items()} == {
        "d1": False,
        "d4": True,
        "d5": False,
        "d6": True,
    }
    assert said.to_dict()["assumed_to_be_added"]["without_a_place"] == {"new-capital": ["d1", "d5"]}
    page = Page(width=100)
    answers_page(page, said)
    text = " ".join(page.render().split())
    assert "d1, d5: no clause has a place for it, so it changes nothing there." in text
    assert "d4: it is there, and nobody gets more or less by it in all." in text


def test_new_capital_of_d4_adds_to_what_is_returned_first() -> None:
    case = load("us-ukraine")
    on = switched(case.draft("d4"), case.head.switches, ["new-capital"])
    found = evaluate(case, on, futures=2).lines
    added, capital = found["waterfall.preferred.added"], found["added_capital"]
    assert capital.by_period.sum() == pytest.approx(500e6)
    assert added.by_period.tolist() == capital.by_period.tolist()
