"""Readings one at a time, switches, and the answers, on small deals that can be summed on paper."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fund_case import RECEIPTS, fund_case
from ruamel.yaml import YAML

from concession.analysis import Answers, alternatives, answers, compare, read_as, read_where
from concession.errors import ConcessionError
from concession.model import Case, load

CLAUSES: dict[str, Any] = {
    "receipts": RECEIPTS,
    "past": {
        "type": "aid", "payer": "partner", "payee": "state", "timing": "past", "given": "anyway",
        "in_kind": False, "credited": "100 %", "amount": {"readings": {"low": "USD 100", "high": "USD 400"}},
    },
    "added": {
        "type": "aid", "payer": "partner", "payee": "state", "timing": "new", "given": "only-under-the-deal",
        "in_kind": False, "credited": "0 %", "amount": "USD 0/yr",
    },
    "contribution": {
        "type": "fund_contribution", "payer": "state", "payee": "fund", "cap": "USD 5000",
        "receipts": {
            "all": {
                "select": {"payee": "state", "instrument": "royalty"},
                "share": {"readings": {"half": "50 %", "all": {"value": "100 %", "mark": "weak"}}},
            }
        },
    },
    "fund": {
        "type": "fund", "fund": "fund", "ownership": "fixed", "distribution": "waterfall",
        "shares": {"partner": "50 %", "state": "50 %"},
    },
    "waterfall": {
        "type": "waterfall", "payer": "fund", "available": "fund.distributable",
        "steps": [
            {
                "step": "preferred", "to": "partner", "opened_by": "past.credited", "rate": "10 %",
                "method": {"readings": {"simple": "simple", "compound": "compound"}},
            },
            {"step": "remainder", "shares": {"state": "100 %"}},
        ],
    },
    "board": {"type": "board", "votes": {"readings": {"one": "unanimous", "two": "majority"}}},
}  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Case:
    folder = fund_case(tmp_path, CLAUSES, sales=[100] * 4)
    yaml = YAML()
    with (folder / "case.yaml").open(encoding="utf-8") as file:
        tree = yaml.load(file)
    law = {"title": "Law", "clauses": {"receipts": dict(RECEIPTS)}}
    tree["drafts"] = {
        "law": law,
        "deal": tree["drafts"]["deal"],
        "lost": {"status": "terms-unknown", "extends": "law"},
    }
    tree["switches"] = {
        "aid": {"title": "Ten a year", "changes": [{"path": "clauses.added.amount", "value": "USD 10/yr"}]}
    }
    with (folder / "case.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(tree, file)
    return load(folder)


@pytest.fixture
def found(case: Case) -> Answers:
    return answers(case, switches=["aid"])


def test_alternatives_name_their_base(case: Case) -> None:
    by_path = {one.path: one for one in alternatives(case, "deal")}
    assert by_path["clauses.past.amount"].base == "low"
    share = by_path["clauses.contribution.receipts.all.0.share"]
    assert (share.base, share.others) == ("half", ("all",))
    assert share.money
    assert not by_path["clauses.board.votes"].money


def test_a_reading_keeps_its_evidence_and_is_no_assumption(case: Case) -> None:
    read = read_as(case, "deal", {"clauses.contribution.receipts.all.0.share": "all"})
    (value,) = [
        one for path, one in case.build(read).values.used.items() if path.endswith("receipts.all.0.share")
    ]
    assert value.evidence.mark == "weak"
    assert not value.evidence.by_hand
    assert not value.evidence.readings


def test_readings_are_taken_where_drafts_have_them(case: Case) -> None:
    share = "clauses.contribution.receipts.all.0.share"
    law, deal = read_where(case, ["law", "deal"], {share: "all"})
    assert law is case.draft("law")
    parties = compare(case, [law, deal]).drafts[1].parties
    # 400 go through the fund: 100 at 10 % returned, 110 in all (2026: 100, 2027: 10 × 1.1 = 11)
    assert parties["partner"].undiscounted.mean == pytest.approx(100 + 11)
    assert parties["state"].undiscounted.mean == pytest.approx(400 - 111)
    with pytest.raises(ConcessionError, match="reading"):
        read_where(case, ["law", "deal"], {share: "none"})


@pytest.mark.parametrize("path", ["clauses.fund", "clauses.past.amount"])
def test_readings_that_do_not_exist_are_refused(case: Case, path: str) -> None:
    with pytest.raises(ConcessionError, match="reading"):
        read_as(case, "deal", {path: "middle"})


def test_preferred_amounts_under_each_reading(found: Answers) -> None:
    deal = next(one for one in found.drafts if one.draft.id == "deal")
    left = {tuple(one.readings.values()): one for one in deal.repaid}
    # 100 at 10 % with 50 a year: 110 − 50 = 60, 66 − 50 = 16, 17.6 − 17.6 = 0, in the third year
    low = left["low", "compound"]
    assert (low.opening, low.returned, low.period, low.outstanding.mean) == (100, 1, "2028", 0)
    # 400, returns first: 40 + 10 off the amount, then 39 + 11, 37.9 + 12.1, 36.69 + 13.31
    assert left["high", "simple"].outstanding.mean == pytest.approx(400 - 10 - 11 - 12.1 - 13.31)
    high = Decimal(400)
    for _ in range(4):
        high = high * Decimal("1.1") - 50
    assert left["high", "compound"].outstanding.mean == pytest.approx(float(high))
    assert left["high", "compound"].period is None
    assert [one.base for one in deal.repaid].count(True) == 1
    # a share of all, one at a time from the base: simple, 100 − returned in 2027
    assert left[("all",)].period == "2027"


def test_targets_and_inflow_and_what_is_kept(found: Answers) -> None:
    law, deal = found.drafts
    assert law.inflow.tolist() == [0, 0, 0, 0]
    assert deal.inflow.tolist() == [50, 50, 50, 50]
    (target,) = deal.targets
    assert (target.reached, target.period, target.filled) == (0, None, 200)
    assert target.multiple == pytest.approx(5000 / 25 / 50)
    shares = {one.licences: one.share for one in deal.kept}
    assert shares == {("existing",): None, ("dormant", "new"): 0.5}
    assert {one.share for one in law.kept} == {None, 1.0}


def test_three_blocks_stand_apart(found: Answers) -> None:
    data = found.to_dict()
    assert list(data)[-3:] == ["transfer_at_fixed_behaviour", "assumed_to_be_added", "not_valued"]
    transfer, added = found.transfer.drafts[1], found.added["aid"].drafts[1]
    gain = added.parties["state"].undiscounted.mean - transfer.parties["state"].undiscounted.mean
    assert gain == pytest.approx(40)
    assert found.added["aid"].drafts[0].parties["state"].undiscounted.mean == 400
    assert data["not_valued"] == {"law": {}, "deal": {"board": "board"}}
    rows = found.to_records()
    assert {"npv_mean_with_aid"} <= set(rows[0])
    assert [one.id for one in found.transfer.not_evaluated] == ["lost"]


def test_an_unknown_switch_is_refused(case: Case) -> None:
    with pytest.raises(ConcessionError, match="switch"):
        answers(case, switches=["aids"])
