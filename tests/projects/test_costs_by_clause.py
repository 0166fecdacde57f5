"""What a clause that counts as a cost takes is in the project's cash before tax, wherever that is read."""

import numpy as np
import pytest
from small_cases import close, loaded, mine, problems_of, run, tree_of

from concession.analysis import evaluate

PRIVATE = {
    "private_royalty": {
        "type": "royalty",
        "rate": "10 %",
        "base": "revenue",
        "payee": "investor",
        "counts_as": "cost",
    },
    "royalty": {"type": "royalty", "rate": "5 %", "base": "revenue", "payee": "treasury"},
}
SUBSIDY = {
    "refund": {
        "type": "formula",
        "amount": "3 % * revenue",
        "payer": "agency",
        "payee": "company",
        "instrument": "other",
        "counts_as": "cost",
    }
}


def test_cash_before_tax_is_after_the_costs_of_clauses():
    lines = run(tree_of({**PRIVATE, **SUBSIDY}, {"mine": mine([100, 200], [20, 20], [30, 0])}, periods=2))
    close(lines["pre_tax_cash"], [100 - 20 - 30 - 10 + 3, 200 - 20 - 20 + 6])


def test_the_line_and_the_result_before_tax_agree():
    projects = {"one": mine([100, 200], [20, 20]), "two": mine([50, 50])}
    clauses = {**PRIVATE, "private_royalty": {**PRIVATE["private_royalty"], "projects": ["one"]}}
    result = evaluate(loaded(tree_of(clauses, projects, periods=2)))
    for name in projects:
        line = result.lines[f"pre_tax_cash[{name}]"].by_period
        assert result.projects[name].npv_pre_tax.mean == pytest.approx(sum(line / 1.1 ** np.arange(1, 3)))
    close(result.lines["pre_tax_cash[two]"].by_period, [50, 50])


def test_without_such_a_clause_nothing_changes():
    case = loaded(tree_of({"royalty": PRIVATE["royalty"]}, {"mine": mine([100, 200], [20, 20])}, periods=2))
    definition = str(case.build().graph["pre_tax_cash"].definition)
    assert "counts_as" not in definition


def test_a_clause_that_reads_the_cash_it_is_a_cost_of_is_told_so():
    clauses = {
        "interest": {
            "type": "formula",
            "amount": "10 % * pre_tax_cash",
            "payee": "investor",
            "instrument": "other",
            "counts_as": "cost",
        }
    }
    found = problems_of(tree_of(clauses, {"mine": mine([100, 200])}, periods=2))
    assert [code for code, _ in found] == ["E602"], found
