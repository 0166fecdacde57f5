"""What a clause is worth: its draft with it, and without."""

from __future__ import annotations

import json

import pytest
from small_cases import loaded, mine, tree_of, write
from typer.testing import CliRunner

from concession.analysis import compare, with_and_without
from concession.cli import app
from concession.errors import ConcessionError

RATE = {"since": {"2020": "20 %", "2027": "30 %", "2029": "40 %"}}
CLAUSES = {
    "tax": {"type": "income_tax", "rate": RATE, "deduct": []},
    "stable": {
        "type": "stabilisation",
        "title": "Stability",
        "freezes": "all",
        "law_of": "2025",
        "years": 4,
        "premium": {"tax": "2 %"},
    },
}
TREE = tree_of(CLAUSES, {"mine": mine([100] * 6)}, periods=6)


def test_what_a_stabilisation_is_worth():
    both = with_and_without(loaded(TREE), "stable")
    found = compare(both, futures=1)
    assert [one.draft.id for one in found.drafts] == ["base-without-stable", "base"]
    assert found.drafts[0].draft.title == "Base, without Stability"
    gain = found.drafts[1].parties["company"]
    # 22 % instead of 20, 20, 30 and 30: two points dearer twice, eight cheaper twice
    assert gain.undiscounted.mean - found.drafts[0].parties["company"].undiscounted.mean == pytest.approx(12)
    discounted = sum(change / 1.1 ** (k + 1) for k, change in enumerate([-2, -2, 8, 8]))
    assert gain.vs_baseline.mean == pytest.approx(discounted)
    assert found.drafts[1].parties["treasury"].vs_baseline.mean == pytest.approx(-discounted)


def test_what_is_left_out_reads_as_nothing():
    clauses = {
        "royalty": {"type": "royalty", "rate": "10 %", "base": "revenue"},
        "tax": {"type": "income_tax", "rate": "50 %", "deduct": ["royalty"]},
    }
    case = loaded(tree_of(clauses, {"mine": mine([100])}, periods=1))
    found = compare(with_and_without(case, "royalty"), futures=1)
    assert [one.parties["treasury"].undiscounted.mean for one in found.drafts] == pytest.approx([50, 55])


def test_clauses_that_are_not_there():
    with pytest.raises(ConcessionError, match="E505"):
        with_and_without(loaded(TREE), "stabel")
    with pytest.raises(ConcessionError, match="E509"):
        with_and_without(loaded(TREE), "stable", "bse")


def test_the_command(tmp_path):
    folder = str(write(TREE, tmp_path / "case"))
    ended = CliRunner().invoke(app, ["worth", folder, "stable", "--json", "-n", "1"])
    assert ended.exit_code == 0
    told = json.loads(ended.stdout)
    assert [one["id"] for one in told["drafts"]] == ["base-without-stable", "base"]
    page = CliRunner().invoke(app, ["worth", folder, "stable", "-n", "1"])
    assert "without Stability" in page.stdout
    regime = ["worth", "copper-creek", "stabilisation", "--regime", "chile+stabilised@2020", "-n", "2"]
    assert "without Invariability of the specific tax" in " ".join(
        CliRunner().invoke(app, regime).stdout.split()
    )
