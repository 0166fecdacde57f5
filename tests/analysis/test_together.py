"""Projects whose take is assessed together have their value after tax together, at their owner."""

import pytest
from small_cases import loaded, mine, tree_of

from concession import evaluate

TAX = {"type": "income_tax", "rate": "30 %", "deduct": ["operating_costs"]}


def test_a_company_tax_on_two_mines_is_taken_from_both_together():
    tree = tree_of({"tax": TAX}, {"north": mine([100, 200]), "south": mine([50, 60])}, periods=2)
    found = evaluate(loaded(tree))
    assert all(one.npv_post_tax is None for one in found.projects.values())
    together = found.owners["company"]
    before = sum(one.npv_pre_tax.mean for one in found.projects.values())
    assert together.npv_pre_tax.mean == pytest.approx(before)
    # no costs: 30 % of 150 and of 260, at 10 % at the end of each year
    assert together.npv_post_tax.mean == pytest.approx(before - 0.3 * (150 / 1.1 + 260 / 1.21))
    assert found.to_dict()["owners"]["company"]["npv_post_tax"] == pytest.approx(together.npv_post_tax.mean)


def test_projects_taxed_alone_need_no_sum():
    tree = tree_of(
        {"tax": {**TAX, "ring_fence": "project"}}, {"north": mine([100]), "south": mine([50])}, periods=1
    )
    found = evaluate(loaded(tree))
    assert found.owners == {}
    assert found.projects["north"].npv_post_tax.mean == pytest.approx(70 / 1.1)
