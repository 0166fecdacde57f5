"""Whole deals at random, as the trees of their files."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from small_cases import Tree, head, money, percent, shares, timelines, tree_of

OWNERS = {"other": {"name": "Other", "kind": "company"}}
_PRICES: list[Any] = [
    "60 USD/t",
    "40 to 90 USD/t",
    {"kind": "uniform", "low": "30 USD/t", "high": "90 USD/t"},
    {"kind": "triangular", "low": "20 USD/t", "mode": "50 USD/t", "high": "120 USD/t"},
    {"kind": "geometric-brownian", "start": "60 USD/t", "volatility": "25 %"},
    {
        "kind": "mean-reverting",
        "start": "60 USD/t",
        "level": "50 USD/t",
        "half_life": "3 years",
        "volatility": "20 %",
    },
    {"kind": "discrete", "values": ["30 USD/t", "80 USD/t"], "weights": ["25 %", "75 %"]},
]


@st.composite
def projects(draw: st.DrawFn, line: Any, number: int, owner: str) -> Tree:
    n = line["periods"]
    project: Tree = {
        "owner": owner,
        "licence": {"status": draw(st.sampled_from(["existing", "dormant", "new"]))},
        "ore": {
            "rock": {
                "reserves": f"{draw(st.integers(5, 900))} t",
                "capacity": f"{draw(st.integers(5, 200))} t/yr",
                "begins": f"{draw(st.integers(0, 18))} months",
            }
        },
        "products": {
            "metal": {
                "ore": "rock",
                "grade": percent(draw(shares(20))),
                "price": draw(st.sampled_from(["price", "45 USD/t"])),
            }
        },
        "costs": {
            "dig": {"rate": f"{draw(st.integers(0, 15))} USD/t", "of": "ore"},
            "office": {"amount": f"USD {draw(st.integers(0, 90))}/yr", "escalation": "2 % per year"},
        },
        "capital": {
            "works": {
                "amount": money(draw(st.lists(st.integers(0, 800), min_size=n, max_size=n)), line["start"])
            }
        },
        "closure": {"site": {"amount": f"USD {draw(st.integers(0, 300))}"}},
        "working_capital": {"share": percent(draw(shares(0, 30)))},
    }
    start = draw(st.sampled_from(["", "date", "event"]))
    if start == "date":
        project["start"] = {"date": line["start"], "delay": "1 year"}
    elif start == "event":
        project["start"] = {"event": "peace"}
    if draw(st.booleans()):
        project["products"]["tolls"] = {
            "revenue": money(
                draw(st.lists(st.integers(0, 300), min_size=n, max_size=n)), line["start"], "EUR"
            )
        }
    return project


@st.composite
def terms(draw: st.DrawFn) -> Tree:
    """Return clauses: any subset of what a mining deal has."""
    rate = percent(draw(shares(0, 60)))
    later = draw(st.integers(0, 3))
    losses = {
        "carry_forward": draw(st.sampled_from(["none", "for-ever"])),
        "share": percent(draw(shares(20))),
    }
    if draw(st.booleans()):
        losses |= {
            "carry_forward": "limited",
            "years": draw(st.integers(1, 4)),
            "uplift": percent(draw(shares(0, 20))),
        }
    method = draw(
        st.sampled_from(
            [
                {"method": "immediate"},
                {"method": "straight-line", "life": 3},
                {"method": "declining", "rate": "30 %"},
            ]
        )
    )
    fence = draw(st.sampled_from(["project", "company"]))
    everything: Tree = {
        "fund": {
            "type": "levy", "rate": "50 %", "income": {"select": {"payee": "treasury", "instrument": ["royalty", "licence_fee"]}, "allow_empty": True},
            "deduct": [], "ring_fence": "deal", "payer": "treasury", "payee": "agency", "assessed": "period",
        },
        "tax": {
            "type": "income_tax", "rate": rate, "deduct": ["operating_costs", "closure", "royalty", {"fee": "50 %"}, "loan.interest"],
            "depreciation": {"plant": {**method, "begins": draw(st.sampled_from(["spending", "production"]))}},
            "losses": losses, "ring_fence": fence, "paid_after": later,
        },
        "royalty": {
            "type": "royalty", "rate": draw(st.sampled_from(["7 %", "3 to 9 %"])), "base": "revenue", "deduct": {"costs.dig": "50 %"}, "paid_after": draw(st.integers(0, 2)),
            **draw(st.sampled_from([{}, {"licences": ["new", "dormant", "existing"]}, {"in_kind": True, "cost_to_giver": "70 %", "worth_to_receiver": "60 %"}, {"currency": "EUR"}])),
        },
        "fee": {"type": "licence_fee", "amount": draw(st.sampled_from(["USD 30/yr", "EUR 30/yr"])), "indexation": "3 % per year"},
        "signing": {"type": "bonus", "amount": "USD 90", "when": "first-production"},
        "psc": {
            "type": "production_sharing", "first_charge": "royalty",
            "stages": [
                {"cost_limit": percent(draw(shares())), "state_share": percent(draw(shares())), "until": draw(st.sampled_from(["capital-recovered", "costs-recovered"]))},
                {"cost_limit": percent(draw(shares())), "state_share": percent(draw(shares()))},
            ],
        },
        "loan": {
            "type": "loan", "lender": "bank", "share": percent(draw(shares(0, 90))), "rate": f"{draw(st.integers(0, 12))} % per year",
            "grace": draw(st.integers(0, 4)), "instalments": draw(st.integers(1, 6)), "profile": draw(st.sampled_from(["annuity", "equal-principal"])),
            "construction_interest": draw(st.sampled_from(["paid", "capitalised"])),
        },
        "dividends": {
            "type": "dividends", "owners": {"investor": "70 %", "agency": "30 %"}, "payout": percent(draw(shares())), "reserve": f"USD {draw(st.integers(0, 200))}",
        },
    }  # fmt: skip
    chosen = draw(st.sets(st.sampled_from(sorted(everything))))
    wanted = {name: everything[name] for name in draw(st.permutations(sorted(chosen)))}
    # terms name only clauses that the draft has
    for name, key in (("tax", "deduct"), ("psc", "first_charge")):
        if name in wanted and isinstance(wanted[name].get(key), list):
            wanted[name][key] = [
                one for one in wanted[name][key] if _head(one) not in everything or _head(one) in wanted
            ]
    if "psc" in wanted and "royalty" not in wanted:
        del wanted["psc"]["first_charge"]
    return wanted


def _head(term: Any) -> str:
    return str(next(iter(term)) if isinstance(term, dict) else term).split(".", maxsplit=1)[0]


@st.composite
def deals(draw: st.DrawFn) -> Tree:
    """Return a whole case."""
    line = draw(timelines(10))
    companies = draw(st.sampled_from([["company"], ["company", "other"]]))
    count = draw(st.integers(1, 3))
    said = {
        f"p{number}": draw(projects(line, number, draw(st.sampled_from(companies))))
        for number in range(count)
    }
    return tree_of(
        draw(terms()),
        said,
        **head(line),
        parties=OWNERS,
        exchange={
            "euro": draw(
                st.sampled_from(
                    ["1.1 USD/EUR", {"from": "2025", "values": ["1.1", "0.9", "1.3"], "unit": "USD/EUR"}]
                )
            )
        },
        outlook={
            "price": draw(st.sampled_from(_PRICES)),
            "peace": {"kind": "event", "hazard": "40 % per year"},
        },
    )
