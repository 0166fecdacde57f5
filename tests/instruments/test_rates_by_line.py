"""Rates, shares and limits that follow a line: of a table by the price, or by an R-factor of the year before."""

import numpy as np
import pytest
from hypothesis import given, settings
from small_cases import amounts, close, mine, run, tree_of

from concession.errors import ConcessionError

N = 8
CEILINGS = [(1.0, 0.7), (1.4, 0.6), (2.0, 0.5), (np.inf, 0.3)]
SHARES = [(1.0, 0.2), (1.4, 0.3), (2.0, 0.4), (np.inf, 0.7)]


def table(bands):
    """Return bands by whole value as a file writes them."""
    ends = [0.0, *(end for end, _ in bands)]
    rows = [
        {"from": str(low), **({} if end == np.inf else {"to": str(end)}), "rate": f"{100 * rate:g} %"}
        for low, (end, rate) in zip(ends, bands, strict=False)
    ]
    return {"how": "whole-value", "bands": rows}


def band(bands, x):
    return next(rate for end, rate in bands if x < end)


def plain_contract(revenue, costs):
    """Return costs recovered and the state's part, year by year: ceiling and split by R of the year before."""
    carried = received = spent = ratio = 0.0
    recovered, state = [], []
    for sold, cost in zip(revenue, costs, strict=True):
        back = min(band(CEILINGS, ratio) * sold, carried + cost)
        carried += cost - back
        part = band(SHARES, ratio) * (sold - back)
        received += back + (sold - back - part)
        spent += cost
        ratio = received / spent if spent else 0.0
        recovered.append(back)
        state.append(part)
    return recovered, state


# the order of the file does not matter, though the clauses read each other in a circle
@pytest.mark.parametrize(
    "order", [("ratio", "ceiling", "oil", "split"), ("oil", "split", "ceiling", "ratio")]
)
@settings(max_examples=10, deadline=None)
@given(amounts(N, 0, 300), amounts(N, 1, 120))
def test_the_limit_of_cost_recovery_follows_an_r_factor(order, revenue, costs):
    clauses = {
        "ratio": {"type": "r_factor", "receipts": ["oil", "split.contractor"], "costs": "operating_costs"},
        "ceiling": {"type": "rate_table", "by": "ratio", "table": table(CEILINGS)},
        "oil": {
            "type": "cost_recovery",
            "limit": "ceiling",
            "limit_base": "before-first-charge",
            "pools": {"all": {"costs": "operating_costs"}},
        },
        "split": {"type": "profit_split", "of": "oil.profit", "by": "ratio", "table": table(SHARES)},
    }
    found = run(tree_of({name: clauses[name] for name in order}, {"mine": mine(revenue, costs)}, periods=N))
    recovered, state = plain_contract(revenue, costs)
    close(found["oil"], recovered)
    close(found["split"], state)


def test_a_rate_of_tax_follows_a_line():
    clauses = {
        "high": {"type": "rate_table", "by": "revenue", "table": {
            "how": "whole-value",
            "bands": [{"to": "USD 100", "rate": "10 %"}, {"from": "USD 100", "rate": "40 %"}],
        }},
        "tax": {"type": "income_tax", "rate": "high"},
    }  # fmt: skip
    found = run(tree_of(clauses, {"mine": mine([50, 200], [20, 20])}, periods=2))
    close(found["tax"], [3, 72])


def test_a_rate_that_names_nothing_is_told():
    clauses = {
        "tax": {"type": "income_tax", "rate": "hihg"},
        "high": {"type": "royalty", "rate": "1 %", "base": "revenue"},
    }
    with pytest.raises(ConcessionError, match="no 'hihg' in the outlook") as caught:
        run(tree_of(clauses, {"mine": mine([50, 200], [20, 20])}, periods=2))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("E615", "clauses.tax.rate")
    assert "'high'" in problem.hint
