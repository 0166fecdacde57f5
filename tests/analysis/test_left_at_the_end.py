"""What an evaluation says is left at the end: claims at book, and balances that nobody owes."""

import pytest
from small_cases import loaded, mine, tree_of, write
from terminal import concession

from concession.analysis import compare, evaluate

TAX = {
    "income_tax": {
        "type": "income_tax",
        "rate": "30 %",
        "deduct": ["operating_costs"],
        "depreciation": {
            "works": {"method": "declining", "assets": "capital", "rate": "20 %", "begins": "spending"}
        },
        "losses": {"carry_forward": "for-ever"},
        "payee": "treasury",
    }
}
LOAN = {
    "loan": {
        "type": "loan",
        "lender": "bank",
        "payer": "company",
        "draw": ["capital"],
        "share": "100 %",
        "rate": "5 % per year",
        "instalments": 10,
    }
}


def test_losses_and_assets_not_used_are_listed_and_valued_nowhere():
    tree = tree_of(TAX, {"mine": mine([10, 10, 10], [100, 0, 0], [50, 0, 0])}, periods=3)
    result = evaluate(loaded(tree))
    losses = result.memo["income_tax.losses"]
    assert losses.note == "losses carried forward"
    written_down = 50 * 0.2 + 40 * 0.2 + 32 * 0.2
    assert losses.mean == pytest.approx(70 + written_down)
    assert (losses.unit, losses.shown) == ("USD", losses.mean)
    assert result.memo["income_tax.depreciation.works.balance"].mean == pytest.approx(50 - written_down)
    said = result.to_dict()
    plain = {"note": "losses carried forward", "unit": "USD", "mean": losses.mean, "valued": False}
    assert said["memo"]["income_tax.losses"] == plain
    assert "income_tax.losses" not in said["outstanding"]
    assert result.parties["treasury"].npv.mean == 0.0


def test_what_is_used_up_is_not_listed():
    tree = tree_of(TAX, {"mine": mine([100, 100, 100], [150, 0, 0])}, periods=3)
    assert evaluate(loaded(tree)).memo == {}


def test_ore_in_the_ground_is_told_in_its_own_unit(tmp_path):
    project = {
        "owner": "company",
        "ore": {"rock": {"reserves": "6 Mt", "capacity": "1 Mt/yr"}},
        "products": {"gold": {"ore": "rock", "grade": "1 g/t", "price": "1500 USD/oz"}},
    }
    folder = write(tree_of({}, {"mine": project}, periods=2), tmp_path / "case")
    [(name, left)] = evaluate(str(folder)).memo.items()
    assert (name, left.written, left.shown) == ("ore.rock.reserves", "Mt", 4.0)
    page = " ".join(concession("evaluate", str(folder)).out.split())
    assert "Left at the end of 2026, not paid, no value counted" in page
    assert "4 Mt (what is left in the ground)" in page


@pytest.mark.parametrize("convention", ["book", "nil"])
def test_claims_at_book_stand_in_a_column_of_their_own(tmp_path, convention):
    tree = tree_of(LOAN, {"mine": mine([100, 100, 100], capital=[90, 0, 0])}, periods=3)
    tree["conventions"]["horizon_value"] = convention
    case = loaded(tree)
    result, beside = evaluate(case), compare(case)
    for name in ("bank", "company"):
        ours, theirs = result.parties[name], beside.drafts[0].parties[name]
        if convention == "nil":
            assert (ours.horizon, theirs.horizon) == (None, None)
        else:
            assert ours.horizon is not None
            assert ours.horizon.mean == theirs.horizon.mean != 0
            assert result.to_dict()["parties"][name]["horizon"]["mean"] == ours.horizon.mean
    page = concession("evaluate", str(write(tree, tmp_path / convention)), columns=120).out
    assert ("Claims" in page) == (convention == "book")
    plain = tree_of(LOAN, {"mine": mine([100, 100, 100], capital=[90, 0, 0])}, periods=3)
    assert evaluate(loaded(plain)).parties["bank"].npv.mean == result.parties["bank"].npv.mean, (
        "in no other number"
    )


def test_what_only_counts_is_left_out():
    share = {"type": "fund_contribution", "payer": "company", "payee": "agency", "cap": "USD 1000"}
    share["receipts"] = {"sales": [{"revenue": "50 %"}]}
    tree = tree_of({"share": share}, {"mine": mine([100, 100])}, periods=2)
    result = evaluate(loaded(tree))
    assert result.lines["share.room"].by_period[-1] > 0
    assert "share.filled" not in result.memo
