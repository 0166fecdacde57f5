"""Charts of states and of gains: their data are the outlook's and the paired differences, their words hold."""

import csv
import io
from typing import Any

import numpy as np
import pytest
from small_cases import loaded, tree_of

from concession.analysis import compare
from concession.analysis._states import state_shares
from concession.errors import ConcessionError
from concession.model import Case, load, outlook_of
from concession.report import Frame, chart, frame_of
from concession.report._charts import picture, pictures, spec_to_svg

FUTURES = 500
FRONT = {
    "kind": "chain",
    "states": ["war", "ceasefire", "peace"],
    "initial": "war",
    "rates": [
        {"from": "war", "to": "ceasefire", "rate": "40 % per year"},
        {"from": "ceasefire", "to": "war", "rate": "30 % per year"},
        {"from": "ceasefire", "to": "peace", "rate": "20 % per year"},
    ],
}


@pytest.fixture(scope="module")
def case() -> Case:
    pit: dict[str, Any] = {
        "owner": "company",
        "licence": {"status": "new"},
        "ore": {"rock": {"reserves": "90 t", "capacity": "2 t/yr", "available": "usable"}},
        "products": {"metal": {"ore": "rock", "price": "metal"}},
    }
    outlook = {
        "front": FRONT,
        "usable": {"kind": "by-state", "chain": "front", "values": {"war": "0 %", "ceasefire": "50 %", "peace": "100 %"}},
        "strike": {"kind": "event", "hazard": "10 % per year", "after": "1 year"},
        "metal": {"kind": "geometric-brownian", "start": "90 USD/t", "volatility": "25 %"},
    }  # fmt: skip
    clauses = {"royalty": {"type": "royalty", "rate": "10 %", "base": "revenue"}}
    said = tree_of(clauses, {"pit": pit}, periods=12, per="quarter", start="2025Q1", outlook=outlook)
    facts = {"dated": "2025", "status": "example", "source": "s"}
    dearer = {"royalty": {"type": "royalty", "rate": "20 %", "base": "revenue"}}
    guard = {"type": "deterrence", "input": "front", "from": "ceasefire", "to": "war", "factor": "0.2"}
    said["drafts"]["dearer"] = {"title": "Dearer", **facts, "clauses": dearer}
    said["drafts"]["guarded"] = {"title": "Guarded", **facts, "clauses": {**clauses, "guard": guard}}
    said["drafts"]["same"] = {"title": "The same", **facts, "clauses": clauses}
    return loaded(said)


@pytest.fixture(scope="module")
def frame(case: Case) -> Frame:
    return frame_of(compare(case, futures=FUTURES))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_shares_are_those_of_the_outlook(case: Case, frame: Frame) -> None:
    years, found = state_shares(case, frame.drafts, futures=FUTURES, seed=frame.seed)
    assert years == (2025, 2026, 2027)
    assert [(one.input, one.drafts) for one in found] == [
        ("front", ("base", "dearer", "same")),
        ("front", ("guarded",)),
        ("strike", ("base", "dearer", "guarded", "same")),
    ]
    for one in found:
        np.testing.assert_allclose(one.shares.sum(axis=1), 1)
        outlook = outlook_of(case, case.build(one.drafts[0]), frame.seed)
        drawn = np.asarray(outlook.draw(f"outlook.{one.input}", 0, FUTURES))
        for k, year_end in enumerate((3, 7, 11)):
            if one.input == "strike":
                assert one.shares[k, 1] == (drawn <= k + 1).mean()
            else:
                assert one.shares[k].tolist() == [(drawn[year_end] == state).mean() for state in range(3)]
    # what deters war leaves more of the futures in peace
    assert found[1].shares[-1, 2] > found[0].shares[-1, 2]


def test_the_picture_of_states(frame: Frame) -> None:
    one = picture(frame, "states")
    assert one.panels == ("front, under base, dearer, same", "front, under guarded", "strike")
    assert one.series == ("war", "ceasefire", "peace", "not yet", "has happened")
    for panel in one.panels:
        for year in ("2025", "2026", "2027"):
            shares = [
                float(r["share"]) for r in rows(one.to_csv()) if (r["panel"], r["year"]) == (panel, year)
            ]
            assert sum(shares) == pytest.approx(1)
    assert one.table.columns == ("Year", *one.series)
    spec = chart(frame, "states").to_dict()
    svg = spec_to_svg(spec)
    assert all(text in svg for text in ("ceasefire", "2026", "has happened"))


def test_gains_are_paired(frame: Frame) -> None:
    one = picture(frame, "gains")
    assert one.panels == ("dearer", "guarded")
    assert "The same as base for both: same." in one.sentence
    base, *others = frame.paths.drafts
    by_id = {other.draft.id: other for other in others}
    first, second = "company", "treasury"
    for row in rows(one.to_csv())[::7]:
        k, draft = int(row["future"]), by_id[row["draft"]]
        for name, party in (("first", first), ("second", second)):
            gain = draft.parties[party].own[k] - base.parties[party].own[k]
            assert float(row[name]) == pytest.approx(gain, rel=1e-6, abs=1e-9)
    cells = {cell[0]: cell[1:] for cell in one.table.groups[0][1]}
    # a dearer royalty takes from one what it gives to the other, in every future with sales
    both, _, gained, neither = (float(text.split()[0]) for text in cells["dearer"])
    assert both == 0
    assert gained > 60
    assert gained + neither == pytest.approx(100, abs=1)
    assert "Who gains over base" in one.title


def test_where_there_is_nothing_to_show(frame: Frame) -> None:
    still = frame_of(compare(load("buenavista"), ["base", "duty-10"]))
    kinds = {one.kind for one in pictures(still)}
    assert kinds.isdisjoint({"states", "gains"})
    assert {"states", "gains"} <= {one.kind for one in pictures(frame)}
    for kind in ("states", "gains"):
        with pytest.raises(ConcessionError) as caught:
            picture(still, kind)
        assert caught.value.problems[0].code == "E709"
