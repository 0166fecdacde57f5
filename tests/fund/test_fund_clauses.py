"""Funds, contributions, preferred returns and waterfalls against plain versions and sums on paper."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fund_case import RECEIPTS, built_case, fund_case, run_lines, series
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concession.clauses import Board, Refusal
from concession.errors import ConcessionError
from concession.model import load

quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

HALF: dict[str, Any] = {"select": {"payee": "state", "instrument": "royalty"}, "share": "50 %"}
INTO_FUND: dict[str, Any] = {
    "type": "fund_contribution", "payer": "state", "payee": "fund", "receipts": {"all": HALF},
}  # fmt: skip
FUND: dict[str, Any] = {
    "type": "fund", "fund": "fund", "ownership": "fixed", "distribution": "waterfall",
    "shares": {"partner": "50 %", "state": "50 %"},
}  # fmt: skip
REMAINDER: dict[str, Any] = {"step": "remainder", "shares": {"state": "50 %", "partner": "50 %"}}


def waterfall(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"type": "waterfall", "payer": "fund", "available": "fund.distributable", "steps": list(steps)}


def preferred(method: str, **more: Any) -> dict[str, Any]:
    return {
        "step": "preferred", "to": "partner", "amount": "USD 100 billion", "rate": "4 %", "method": method, **more
    }  # fmt: skip


# -- a preferred claim that never closes ---------------------------------------------------------------------


@pytest.mark.parametrize(("method", "billion"), [("compound", 886), ("simple", 304)])
def test_a_preferred_claim_that_never_closes(tmp_path: Path, method: str, billion: int) -> None:
    # B(59) = 100 × 1.04^59 − 0.55 × (1.04^59 − 1) ÷ 0.04 = 1011.50 − 125.33; and 100 + 59 × (4 − 0.55)
    clauses = {
        "contribution": INTO_FUND, "fund": FUND, "waterfall": waterfall(preferred(method), REMAINDER),
    }  # fmt: skip
    built = built_case(tmp_path, clauses, [Decimal(1_100_000_000)] * 59)
    names = [
        "contribution", "waterfall.preferred", "waterfall.preferred.outstanding", "waterfall.preferred.repaid",
        "waterfall.remainder.state",
    ]  # fmt: skip
    found = run_lines(built, names)
    assert set(found["contribution"]) == {Decimal(550_000_000)}
    assert found["waterfall.preferred"] == found["contribution"]
    assert round(found["waterfall.preferred.outstanding"][-1] / 10**9) == billion
    assert set(found["waterfall.preferred.repaid"]) == {0}
    assert set(found["waterfall.remainder.state"]) == {0}


def plain_preferred(
    paid_in: Sequence[Decimal], amount: Decimal, rate: Decimal, *, compound: bool, amount_first: bool
) -> tuple[list[Decimal], list[Decimal]]:
    """Keep the amount and its return in two purses, and pay them one after the other."""
    purse, earned, paid, left = amount, Decimal(0), [], []
    for money in paid_in:
        earned += rate * (purse + earned if compound else purse)
        pay = min(money, purse + earned)
        first = min(pay, purse if amount_first else earned)
        purse -= first if amount_first else pay - first
        earned -= pay - first if amount_first else first
        paid.append(pay)
        left.append(purse + earned)
    return paid, left


@quick
@given(
    sales=st.lists(st.integers(0, 200), min_size=2, max_size=8),
    amount=st.integers(1, 300),
    percent=st.integers(0, 20),
    compound=st.booleans(),
    amount_first=st.booleans(),
)
def test_preferred_against_two_purses(
    tmp_path: Path, sales: list[int], amount: int, percent: int, compound: bool, amount_first: bool
) -> None:
    step = preferred(
        "compound" if compound else "simple", amount=f"USD {amount}", rate=f"{percent} %",
        order="amount-first" if amount_first else "return-first",
    )  # fmt: skip
    clauses = {"contribution": INTO_FUND, "fund": FUND, "waterfall": waterfall(step, REMAINDER)}
    built = built_case(tmp_path, clauses, sales)
    names = ["waterfall.preferred", "waterfall.preferred.outstanding", "waterfall.remainder.total"]
    found = run_lines(built, names)
    money = [Decimal(one) / 2 for one in sales]
    paid, left = plain_preferred(
        money, Decimal(amount), Decimal(percent) / 100, compound=compound, amount_first=amount_first
    )
    assert found["waterfall.preferred"] == pytest.approx(paid)
    assert found["waterfall.preferred.outstanding"] == pytest.approx(left)
    rest = [one - two for one, two in zip(money, paid, strict=True)]
    assert found["waterfall.remainder.total"] == pytest.approx(rest)


# -- two funds, a cap and a latch ----------------------------------------------------------------------------


def test_two_funds_with_a_cap_that_aid_lifts_and_a_latch(tmp_path: Path) -> None:
    # 50 + 50 + 20 fills 120; 30 of aid in 2029 lifts the cap to 150. The second fund is open from 2029 for good.
    clauses = {
        "second_fund": {**INTO_FUND, "payee": "second", "after": "first_fund.reached"},
        "first_fund": {**INTO_FUND, "cap": "USD 120", "raised_by": ["gift.credited"]},
        "gift": {
            "type": "aid", "payer": "partner", "payee": "state", "timing": "new", "given": "anyway",
            "in_kind": False, "amount": series([30], 2029), "credited": "100 %",
        },
    }  # fmt: skip
    built = built_case(tmp_path, clauses, [100] * 6)
    found = run_lines(built, ["first_fund", "first_fund.reached", "second_fund", "first_fund.filled.closing"])
    assert found["first_fund"] == [50, 50, 20, 30, 0, 0]
    assert found["first_fund.reached"] == [0, 0, 1, 1, 1, 1]
    assert found["second_fund"] == [0, 0, 0, 50, 50, 50]
    assert found["first_fund.filled.closing"][-1] == 150


def test_receipts_are_chosen_by_licence_place_region_and_ownership(tmp_path: Path) -> None:
    def half(**asked: str) -> dict[str, Any]:
        return {
            **INTO_FUND,
            "receipts": {"chosen": {"select": {"instrument": "royalty", **asked}, "share": "50 %"}},
        }

    shares = {
        "private": half(ownership="private"), "public": half(ownership="state"), "new": half(licence="new"),
        "occupied": half(access="occupied"), "east": half(region="east"),
    }  # fmt: skip
    folder = fund_case(tmp_path, {"receipts": RECEIPTS, **shares}, sales=[100])
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    text = text.replace(
        "projects:\n",
        "projects:\n  other:\n    owner: public-company\n    licence: {status: existing}\n"
        "    place: {region: east, status: occupied}\n"
        "    products: {ore: {revenue: {from: 2026, unit: USD, values: [30]}}}\n",
        1,
    ).replace("parties:\n", "parties:\n  public-company: {name: Public, kind: state-company}\n", 1)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    found = run_lines(load(folder).build(), list(shares))
    assert {name: one[0] for name, one in found.items()} == {
        "private": 50, "public": 15, "new": 50, "occupied": 15, "east": 15,
    }  # fmt: skip


@quick
@given(
    sales=st.lists(st.integers(0, 100), min_size=2, max_size=8),
    aid=st.lists(st.integers(0, 20), min_size=2, max_size=8),
    cap=st.integers(0, 200),
    ratio=st.sampled_from([0, 50, 100, 200]),
)
def test_caps_and_matching_against_a_purse(
    tmp_path: Path, sales: list[int], aid: list[int], cap: int, ratio: int
) -> None:
    clauses = {
        "gift": {
            "type": "aid", "payer": "partner", "payee": "state", "timing": "new", "given": "anyway",
            "in_kind": True, "amount": series(aid), "credited": "80 %",
            "cost_to_giver": "60 %", "worth_to_receiver": "90 %",
        },
        "contribution": {**INTO_FUND, "cap": f"USD {cap}", "raised_by": "gift.credited", "counts": "match"},
        "match": {
            "type": "matching", "payer": "state", "payee": "fund", "aid": "gift.credited", "ratio": f"{ratio} %",
        },
        "counted": {
            "type": "matching", "payer": "state", "payee": "second", "aid": "gift.credited",
            "ratio": f"{ratio} %", "counting": "contribution",
        },
    }  # fmt: skip
    built = built_case(tmp_path, clauses, sales)
    found = run_lines(built, ["contribution", "match", "counted", "gift", "gift.credited"])
    limit, filled, owed = Decimal(cap), Decimal(0), Decimal(0)
    for k, receipts in enumerate(sales):
        credited = Decimal(aid[k] if k < len(aid) else 0) * Decimal("0.8")
        limit += credited
        match = credited * ratio / 100
        paid = min(Decimal(receipts) / 2, max(limit - filled - match, Decimal(0)))
        filled += match + paid
        owed += match - paid
        counted = max(owed, Decimal(0))
        owed -= counted
        assert found["gift.credited"][k] == pytest.approx(credited)
        assert found["match"][k] == pytest.approx(match)
        assert found["contribution"][k] == pytest.approx(paid)
        assert found["counted"][k] == pytest.approx(counted)
    payment = next(one for one in built.ledger.payments if one.name == "gift")
    assert payment.medium == "kind"
    assert payment.cost_to_giver is not None
    sides = run_lines(built, [payment.cost_to_giver.name, "gift.worth_to_receiver"])
    assert sides["gift.cost_to_giver"] == pytest.approx([one * Decimal("0.6") for one in found["gift"]])
    assert sides["gift.worth_to_receiver"] == pytest.approx([one * Decimal("0.9") for one in found["gift"]])


# -- waterfalls ----------------------------------------------------------------------------------------------


def catch_up(target: int, share: int) -> dict[str, Any]:
    return {
        "step": "catch_up", "to": "manager", "others": "partner", "target": f"{target} %", "share": f"{share} %",
    }  # fmt: skip


def test_a_waterfall_with_a_full_catch_up(tmp_path: Path) -> None:
    # Capital 100 back, then 8 % on it, then the manager alone until it has a fifth of all profit, then 80 / 20.
    # 2026: 50 and 2027: 50 return the capital. Returns on 100 and on 58 (100 + 8 − 50): compounding, first
    # the return: 2026: 8 of 50 is return, 42 capital; left 58. 2027: 4.64 return, 45.36 capital; 12.64 left.
    # 2028: 1.0112 return, 12.64 capital, 36.3488 left. Profit of the partner so far: all preferred payments.
    steps = [
        {"step": "return_of_capital", "to": "partner", "capital": "seed"},
        preferred("compound", amount="USD 0", added="profit_base", rate="8 %"),
        catch_up(20, 100),
        {"step": "remainder", "shares": {"partner": "80 %", "manager": "20 %"}},
    ]
    clauses = {
        "contribution": {**INTO_FUND, "receipts": {"all": {**HALF, "share": "100 %"}}},
        "seed": {
            "type": "fund_capital", "payer": "partner", "payee": "fund", "in_kind": True,
            "amount": series([100]), "cost_to_giver": "100 %", "worth_to_receiver": "100 %",
        },
        "profit_base": {"type": "given", "amount": series([10]), "pays": "no", "ring_fence": "deal"},
        "fund": FUND, "waterfall": waterfall(*steps),
    }  # fmt: skip
    built = built_case(tmp_path, clauses, [60, 50, 10, 100])
    parts = ["return_of_capital", "preferred", "catch_up", "remainder.partner", "remainder.manager"]
    found = run_lines(built, [f"waterfall.{part}" for part in parts])
    # 2026 60 and 2027 40 return the capital of 100; the 10 left meet the claim of 10.8, 0.8 stays and earns
    assert found["waterfall.return_of_capital"] == [60, 40, 0, 0]
    # the claim of 10 opened at the end of 2026: 10.8 in 2027, of which 10; then 0.8 × 1.08 = 0.864 in 2028
    assert found["waterfall.preferred"] == pytest.approx([0, 10, Decimal("0.864"), 0])
    # manager: x ÷ (10.864 + x) = a fifth, so x = 2.716
    assert found["waterfall.catch_up"] == pytest.approx([0, 0, Decimal("2.716"), 0])
    rest = Decimal(10) - Decimal("0.864") - Decimal("2.716")
    assert found["waterfall.remainder.partner"] == pytest.approx([0, 0, rest * Decimal("0.8"), 80])
    assert found["waterfall.remainder.manager"] == pytest.approx([0, 0, rest * Decimal("0.2"), 20])


def plain_catch_up(
    cash: Sequence[Decimal], seed: Decimal, target: Decimal, share: Decimal, tail: Decimal
) -> tuple[Decimal, Decimal]:
    """Hand out every period's cash, step by step; return the profit of partner and manager."""
    unreturned, first_ten, theirs, mine = seed, Decimal(10), Decimal(0), Decimal(0)
    for money in cash:
        left = money
        back = min(left, unreturned)
        unreturned -= back
        left -= back
        given = min(left, first_ten)
        first_ten -= given
        theirs += given
        left -= given
        # search, by halving, for what brings the manager to its target
        low, high = Decimal(0), left
        if mine + left * share < target * (mine + theirs + left):
            low = left
        else:
            for _ in range(80):
                middle = (low + high) / 2
                reached = mine + middle * share >= target * (mine + theirs + middle)
                low, high = (low, middle) if reached else (middle, high)
        mine += low * share + (left - low) * tail
        theirs += low * (1 - share) + (left - low) * (1 - tail)
    return theirs, mine


@quick
@given(
    sales=st.lists(st.integers(0, 100), min_size=2, max_size=8),
    seed=st.integers(0, 120),
    target=st.sampled_from([10, 20, 30]),
    share=st.sampled_from([50, 80, 100]),
    tail=st.sampled_from([10, 20, 50]),
)
def test_catch_up_against_a_plain_version(
    tmp_path: Path, sales: list[int], seed: int, target: int, share: int, tail: int
) -> None:
    steps = [
        {"step": "return_of_capital", "to": "partner", "capital": "seed"},
        {"step": "split", "shares": {"partner": "100 %"}, "up_to": "USD 10"},
        catch_up(target, share),
        {"step": "remainder", "shares": {"manager": f"{tail} %", "partner": f"{100 - tail} %"}},
    ]
    clauses = {
        "contribution": INTO_FUND,
        "seed": {
            "type": "fund_capital", "payer": "partner", "payee": "fund", "in_kind": True,
            "amount": series([seed]), "cost_to_giver": "100 %", "worth_to_receiver": "50 %",
        },
        "fund": FUND, "waterfall": waterfall(*steps),
    }  # fmt: skip
    built = built_case(tmp_path, clauses, sales)
    names = [one.name for one in built.ledger.payments if one.instrument == "distribution"]
    found = run_lines(built, names)
    to = {one.name: one.payee for one in built.ledger.payments}
    capital = sum(found["waterfall.return_of_capital"])
    paid = {
        party: sum(sum(found[name]) for name in names if to[name] == party)
        for party in ("partner", "manager")
    }
    cash = [Decimal(one) / 2 for one in sales]
    theirs, mine = plain_catch_up(
        cash, Decimal(seed), Decimal(target) / 100, Decimal(share) / 100, Decimal(tail) / 100
    )
    assert paid["manager"] == pytest.approx(mine)
    assert paid["partner"] - capital == pytest.approx(theirs)
    assert paid["partner"] + paid["manager"] == pytest.approx(sum(cash))


# -- the fund's own assets -----------------------------------------------------------------------------------


@quick
@given(
    sales=st.lists(st.integers(0, 200), min_size=3, max_size=9),
    invest=st.integers(0, 100),
    income=st.integers(0, 10),
    growth=st.integers(-5, 10),
    loss=st.integers(0, 20),
    hold=st.integers(1, 4),
    fee=st.integers(0, 5),
    locked=st.integers(2026, 2029),
)
def test_a_fund_against_vintages(
    tmp_path: Path, sales: list[int], invest: int, income: int, growth: int, loss: int, hold: int, fee: int,
    locked: int,
) -> None:  # fmt: skip
    pool = {
        "share": f"{invest} %", "income": f"{income} %", "growth": f"{growth} %", "loss": f"{loss} %",
        "hold": f"{hold} years", "taxes": {"to": "state", "rate": "3 %"},
    }  # fmt: skip
    fund = {
        "type": "fund", "fund": "fund", "ownership": "contributions", "locked_until": locked, "payout": "50 %",
        "capital": {"state": ["contribution"], "partner": ["seed"]},
        "fee": {"to": "manager", "amount": "USD 2/yr", "rate": f"{fee} %"},
        "investments": {"pool": pool},
    }  # fmt: skip
    clauses = {
        "contribution": INTO_FUND, "fund": fund,
        "seed": {
            "type": "fund_capital", "payer": "partner", "payee": "fund", "in_kind": False,
            "amount": series([40]),
        },
    }  # fmt: skip
    built = built_case(tmp_path, clauses, sales)
    names = [
        "fund.net_assets", "fund.cash.closing", "fund.distributed", "fund.fee", "fund.pool.invested",
        "fund.pool.value.closing", "fund.pool.taxes", "fund.state", "fund.partner", "fund.claim.state.closing",
        "fund.claim.partner.closing",
    ]  # fmt: skip
    found = run_lines(built, names)
    rate = Decimal(1) + Decimal(growth - loss) / 100
    cash, boxes, put = Decimal(0), [], {"state": Decimal(0), "partner": Decimal(0)}
    for k, receipts in enumerate(sales):
        opening = cash + sum(value for _, value in boxes)
        held = sum((value for _, value in boxes), Decimal(0))
        cash += Decimal(receipts) / 2 + (40 if k == 0 else 0) + held * income / 100
        put["state"] += Decimal(receipts) / 2
        put["partner"] += 40 if k == 0 else 0
        boxes = [(bought, value * rate) for bought, value in boxes]
        sold = [value for bought, value in boxes if k - bought == hold]
        boxes = [box for box in boxes if k - box[0] != hold]
        cash += sum(sold)
        paid = min((2 if cash > 0 else 0) + opening * fee / 100, max(cash, Decimal(0)))
        cash -= paid
        given = cash / 2 if 2026 + k > locked else Decimal(0)
        cash -= given
        bought = cash * invest / 100
        cash -= bought
        boxes.append((k, bought))
        worth = cash + sum(value for _, value in boxes)
        total = sum(put.values())
        share = put["state"] / total
        assert found["fund.fee"][k] == pytest.approx(paid)
        assert found["fund.distributed"][k] == pytest.approx(given)
        assert found["fund.pool.invested"][k] == pytest.approx(bought)
        assert found["fund.pool.taxes"][k] == pytest.approx(held * 3 / 100)
        assert found["fund.cash.closing"][k] == pytest.approx(cash)
        assert found["fund.net_assets"][k] == pytest.approx(worth)
        assert found["fund.claim.state.closing"][k] == pytest.approx(worth * share)
        assert found["fund.claim.partner.closing"][k] == pytest.approx(worth * (1 - share))
        assert found["fund.state"][k] == pytest.approx(given * share)
        assert found["fund.partner"][k] == pytest.approx(given * (1 - share))


# -- what is refused -----------------------------------------------------------------------------------------

AID: dict[str, Any] = {
    "type": "aid", "payer": "partner", "payee": "state", "timing": "new", "given": "anyway", "in_kind": True,
    "amount": "USD 5/yr", "credited": "0 %", "cost_to_giver": "50 %", "worth_to_receiver": "50 %",
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "clauses"),
    [
        (
            "E613",
            {"waterfall": waterfall({"step": "remainder", "shares": {"state": "50 %", "partner": "40 %"}})},
        ),
        ("E631", {"waterfall": waterfall(preferred("simple"))}),
        ("E631", {"waterfall": waterfall(REMAINDER, preferred("simple"))}),
        ("E631", {"waterfall": waterfall({"step": "split", "shares": {"state": "100 %"}}, REMAINDER)}),
        ("E632", {"waterfall": waterfall(catch_up(50, 50), REMAINDER)}),
        ("E632", {"waterfall": {**waterfall(REMAINDER), "from": 2027}}),
        ("E206", {"waterfall": waterfall(preferred("sometimes"), REMAINDER)}),
        ("E203", {"waterfall": waterfall({"shares": {"state": "100 %"}})}),
        ("E612", {"aid": {**AID, "in_kind": False}}),
        ("E630", {"aid": {**AID, "timing": "past", "given": "only-under-the-deal", "amount": "USD 5"}}),
        ("E630", {"aid": {**AID, "timing": "past", "amount": series([5])}}),
        ("E630", {"aid": {key: value for key, value in AID.items() if key != "worth_to_receiver"}}),
        *[
            ("E203", {"aid": {key: value for key, value in AID.items() if key != missing}})
            for missing in ("given", "timing", "in_kind", "credited", "amount")
        ],
        ("E612", {"fund": {**FUND, "shares": {}}}),
        ("E608", {"contribution": {**INTO_FUND, "after": "nothing.reached"}}),
        ("E609", {"contribution": {**INTO_FUND, "receipts": {"all": {"select": {"licence": "existing"}}}}}),
    ],
)
def test_terms_that_do_not_fit_are_refused(tmp_path: Path, code: str, clauses: dict[str, Any]) -> None:
    whole = {"contribution": INTO_FUND, "fund": FUND, **clauses}
    with pytest.raises(ConcessionError) as caught:
        built_case(tmp_path, whole, [100, 100])
    assert code in {problem.code for problem in caught.value.problems}, str(caught.value)


def test_a_fund_keeps_what_no_waterfall_distributes(tmp_path: Path) -> None:
    built = built_case(tmp_path, {"contribution": INTO_FUND, "fund": FUND}, [100, 100])
    found = run_lines(built, ["fund.distributable", "fund.distributed", "fund.cash.closing"])
    assert found["fund.distributable"] == [50, 100]
    assert found["fund.distributed"] == [0, 0]
    assert found["fund.cash.closing"] == [50, 100]


def test_a_fund_that_pays_its_owners_itself_has_nothing_for_a_waterfall(tmp_path: Path) -> None:
    fund = {**FUND, "distribution": "by-ownership"}
    with pytest.raises(ConcessionError, match="distributable"):
        built_case(
            tmp_path, {"contribution": INTO_FUND, "fund": fund, "waterfall": waterfall(REMAINDER)}, [100]
        )


# -- a fund that invests in a named project ------------------------------------------------------------------


def test_a_stake_in_a_project_follows_what_was_paid_for_it(tmp_path: Path) -> None:
    fund = {
        "type": "fund", "fund": "fund", "ownership": "fixed", "locked_until": 2029, "distribution": "by-ownership",
        "shares": {"partner": "25 %", "state": "75 %"},
        "investments": {"works": {"project": "mine", "share": "40 %"}},
    }  # fmt: skip
    clauses = {
        "receipts": {"type": "royalty", "rate": "10 %", "base": "revenue", "payee": "state"},
        "seed": {
            "type": "fund_capital", "payer": "partner", "payee": "fund", "in_kind": False,
            "amount": series([50, 50]),
        },
        "fund": fund,
    }  # fmt: skip
    folder = fund_case(tmp_path, clauses, sales=[0, 0, 100, 100])
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    spending = "    capital:\n      works: {amount: {from: 2026, unit: USD, values: [100, 200]}}\n"
    text = text.replace("    owner: company\n", f"    owner: company\n{spending}", 1)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    built = load(folder).build()
    names = [
        "fund.works.paid", "fund.works.stake", "fund.works.income", "fund.works.cost.closing", "fund.cash.closing",
        "fund.net_assets",
    ]  # fmt: skip
    found = run_lines(built, names)
    # 40 of 100, then what is left of the cash (10 + 50) of the 80 wanted: 100 of 300, a third
    assert found["fund.works.paid"] == [40, 60, 0, 0]
    assert found["fund.works.stake"] == pytest.approx([0, Decimal("0.4"), Decimal(1) / 3, Decimal(1) / 3])
    # a third of 100 less the royalty of 10
    assert found["fund.works.income"] == pytest.approx([0, 0, 30, 30])
    assert found["fund.works.cost.closing"] == pytest.approx([40, 100, 70, 40])
    assert found["fund.cash.closing"] == pytest.approx([10, 0, 30, 60])
    assert found["fund.net_assets"] == pytest.approx([50, 100, 100, 100])


# -- terms that move no money --------------------------------------------------------------------------------


def test_words_carry_evidence_and_readings(tmp_path: Path) -> None:
    clauses = {
        "refusal": {
            "type": "right_of_first_refusal",
            "exists": {"readings": {"one": "yes", "two": {"value": "no", "mark": "weak"}}},
            "holder": "the partner",
        },
        "board": {"type": "board", "size": 5, "seats": {"partner": 3, "state": 2}, "votes": "majority"},
        "security": {"type": "security_guarantee", "by": "third states", "what": "air defence"},
    }
    folder = fund_case(tmp_path, {"receipts": RECEIPTS, **clauses}, sales=[1])
    said = {one.id: one.clause for one in load(folder).clauses()}
    refusal, board = said["refusal"], said["board"]
    assert isinstance(refusal, Refusal)
    assert refusal.exists is not None
    assert (refusal.exists.text, refusal.exists.evidence.mark) == ("yes", "text")
    assert {name: one.text for name, one in refusal.exists.evidence.readings} == {"one": "yes", "two": "no"}
    assert isinstance(board, Board)
    assert board.size is not None
    assert board.size.quantity is not None
    assert board.size.quantity.value == 5
    assert not [
        one for one in load(folder).build().ledger.payments if one.instrument not in ("royalty", "revenue")
    ]


def test_a_word_outside_the_choice_is_refused(tmp_path: Path) -> None:
    clauses = {"receipts": RECEIPTS, "refusal": {"type": "right_of_first_refusal", "exists": "perhaps"}}
    with pytest.raises(ConcessionError, match="perhaps"):
        load(fund_case(tmp_path, clauses, sales=[1]))
