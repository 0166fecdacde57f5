"""The library of regimes: every file reads, says what it covers, and runs on a case of its mineral."""

import json

import numpy as np
import pytest
from small_cases import loaded, mine, money, tree_of

from concession.analysis import compare, evaluate, read_as
from concession.errors import ConcessionError
from concession.regimes import in_force, regime, regimes, under

N = 8
#: Quantities, their unit and the price of one project for each mineral.
SOLD = {
    "oil": ("MMbbl", "80 USD/bbl"),
    "gas": ("MMbbl", "80 USD/bbl"),
    "copper": ("kt", "9000 USD/t"),
    "coal": ("Mt", "140 USD/t"),
    "gold": ("koz", "2600 USD/oz"),
    "lithium": ("kt", "9000 USD/t"),
    "iron ore": ("Mt", "90 USD/t"),
}


def case_of(mineral, **more):
    unit, price = SOLD[mineral]
    products = {
        mineral.replace(" ", "_"): {
            "quantity": money([0, 0, 40, 60, 60, 60, 40, 10], unit=unit),
            "price": price,
        }
    }
    revenue_size = {
        "oil": 2400,
        "gas": 2400,
        "copper": 270,
        "coal": 4200,
        "gold": 78,
        "lithium": 270,
        "iron ore": 2700,
    }[mineral]
    project = {
        "owner": "company",
        "products": products,
        "costs": {"work": {"rate": "35 %", "of": "revenue"}},
        "capital": {
            "works": {"amount": money([revenue_size, revenue_size, 0, 0, 0, 0, 0, 0], unit="USD million")}
        },
    }
    return loaded(tree_of({}, {"mine": project}, periods=N, **more))


def first_mineral(one):
    return next(mineral for mineral in one.minerals if mineral in SOLD)


def test_the_library():
    names = [one.id for one in regimes()]
    assert len(names) == len(set(names)) >= 25
    assert len({one.jurisdiction for one in regimes()}) >= 20
    sources = [source for one in regimes() for source in one.sources]
    assert len(sources) == len(set(sources)), "sources of two regimes may stand in one case"
    for one in regimes():
        assert one.covers
        assert one.sources
        json.dumps(one.to_dict())


@pytest.mark.parametrize("name", [one.id for one in regimes()])
def test_each_runs_on_a_project_of_its_mineral(name):
    case = under(case_of(first_mineral(regime(name))), [name])
    result = evaluate(case, futures=64)
    assert result.conservation_error < 1e-9
    take = result.take["undiscounted"]
    assert 0 < take < 1


def test_zambia_takes_its_slices():
    case = under(case_of("copper"), ["zambia-2023"])
    result = evaluate(case)
    # 4 % of 4000, 6.5 % of 1000, 8.5 % of 2000 and 10 % of 2000: 595 a tonne at 9000
    sold = np.array([0, 0, 40, 60, 60, 60, 40, 10]) * 1000
    assert result.lines["royalty"].by_period == pytest.approx(595 * sold)


def test_zambia_took_the_full_price_before():
    case = under(case_of("copper"), ["zambia-2022", "zambia-2023"])
    assert evaluate(case, "zambia-2022").lines["royalty.rate"].by_period[3] >= 0.085
    assert evaluate(case, "zambia-2023").lines["royalty.rate"].by_period[3] == pytest.approx(595 / 9000)
    assert [one.id for one in in_force("Zambia", "copper", 2022)] == ["zambia-2022"]


def test_regimes_are_compared_on_the_same_futures():
    case = under(case_of("copper"), ["zambia-2023", "chile-2024", "queensland-2022", "south-africa-refined"])
    found = compare(case, futures=64)
    assert [one.draft.id for one in found.drafts] == [
        "zambia-2023",
        "chile-2024",
        "queensland-2022",
        "south-africa-refined",
    ]
    assert found.drafts[0].parties["treasury"].vs_baseline.mean == 0
    assert found.drafts[1].parties["treasury"].vs_baseline.mean != 0


def test_a_table_in_another_currency_is_converted():
    # at one dollar for one, the Queensland rate at 9000 is 2.5 % + 5400/5600 of 2.5 points
    case = under(case_of("copper", exchange={"aud": "1 USD/AUD"}), ["queensland-2022"])
    rate = evaluate(case).lines["royalty.rate"].by_period[3]
    assert rate == pytest.approx(0.025 + 0.025 * 5400 / 5600)
    half = under(case_of("copper", exchange={"aud": "0.5 USD/AUD"}), ["queensland-2022"])
    assert evaluate(half).lines["royalty.rate"].by_period[3] == pytest.approx(0.05)


def test_a_rise_of_prices_is_an_excess_profit():
    price = {
        "from": 2025,
        "values": ["8000", "8000", "9900", "10100", "12000", "8000", "8000", "8000"],
        "unit": "USD/t",
    }
    made = [0, 0, 40, 60, 60, 60, 40, 10]
    project = {
        "owner": "company",
        "products": {"copper": {"quantity": money(made, unit="kt"), "price": price}},
    }
    case = under(loaded(tree_of({}, {"mine": project}, periods=N)), ["drc-2018"])
    tax = evaluate(case).lines["excess_profits"].by_period
    # beyond 10 000 half of what exceeds 125 % of what the study's price would have brought
    assert tax / 1000 == pytest.approx([0, 0, 0, 0.5 * 60 * 100, 0.5 * 60 * 2000, 0, 0, 0])


def test_what_a_reading_is_worth():
    # Guyana 2016: 14.5 or 14.25 % of gross, where costs fill the limit
    case = loaded(
        tree_of(
            {},
            {
                "field": {
                    "owner": "company",
                    "products": {"oil": {"revenue": money([100])}},
                    "costs": {"all": {"amount": money([100])}},
                }
            },
            periods=1,
        )
    )
    case = under(case, ["guyana-2016"])
    shares = {}
    for name in ("outside", "before-cost"):
        draft = read_as(case, "guyana-2016", {"clauses.recovery.first_charge_from": name})
        shares[name] = evaluate(case, draft).parties["treasury"].undiscounted.mean
    assert shares == pytest.approx({"outside": 14.5, "before-cost": 14.25})
    # Zambia 2023 at 8000 dollars: 495 or 800 a tonne
    project = {
        "owner": "company",
        "products": {"copper": {"quantity": money([1], unit="t"), "price": "8000 USD/t"}},
    }
    case = under(loaded(tree_of({}, {"mine": project}, periods=1)), ["zambia-2023"])
    found = {
        name: evaluate(case, read_as(case, "zambia-2023", {"clauses.royalty.table.how": name}))
        .lines["royalty"]
        .by_period[0]
        for name in ("incremental", "whole")
    }
    assert found == pytest.approx({"incremental": 495, "whole": 800})


def test_the_law_of_a_year():
    assert [one.id for one in in_force("Queensland", "coal", 2015)] == ["queensland-coal-2012"]
    assert [one.id for one in in_force("Queensland", "coal", 2024)] == ["queensland-coal-2022"]
    assert in_force("Queensland", "coal", 2001) == ()


def test_a_regime_of_another_mineral_says_why_it_cannot():
    with pytest.raises(ConcessionError, match="E601"):
        under(case_of("copper"), ["nigeria-2021"])


def test_unknown_names():
    with pytest.raises(ConcessionError, match="zambia-2023"):
        regime("zambia-2032")
    with pytest.raises(ConcessionError, match="E509"):
        under(case_of("copper"), [])


def test_a_case_without_a_price():
    case = loaded(tree_of({}, {"mine": mine([100] * 3)}, periods=3))
    with pytest.raises(ConcessionError, match="E608"):
        under(case, ["zambia-2023"])


def test_what_is_known_of_lithium_in_ukraine():
    # the two official figures of the first stage: 4 % of the 30 % that is split, and rent of 5 %
    made = [0, 0, 60, 60, 60, 60, 60, 60]
    project = {
        "owner": "company",
        "products": {"lithium": {"quantity": money(made, unit="kt"), "price": "1000 USD/t"}},
        "capital": {"works": {"amount": money([300, 300, 0, 0, 0, 0, 0, 0], unit="USD million")}},
    }
    case = under(loaded(tree_of({}, {"mine": project}, periods=N)), ["ukraine-lithium-psa-2026"])
    found = evaluate(case)
    sold = 60_000 * 1000
    assert found.lines["rent"].by_period[2] == pytest.approx(0.05 * sold)
    assert found.lines["sharing"].by_period[2] == pytest.approx(0.04 * 0.3 * sold)
    assert found.lines["income_tax"].by_period[2] == pytest.approx(0.18 * 0.96 * 0.3 * sold)
    # the split of the main stage is unknown, and so it varies
    assert any("state_share" in name for name in evaluate(case, futures=64).varied)


def test_a_rent_by_whole_value_in_ukraine():
    price = {"from": 2025, "values": ["60", "69", "70", "71", "90", "90", "90", "90"], "unit": "USD/t"}
    made = [1] * N
    project = {
        "owner": "company",
        "products": {"iron_ore": {"quantity": money(made, unit="Mt"), "price": price}},
    }
    case = under(loaded(tree_of({}, {"mine": project}, periods=N)), ["ukraine-iron-ore-2020"])
    rates = evaluate(case).lines["rent.rate"].by_period
    assert rates[:4] == pytest.approx([0.11, 0.11, 0.12, 0.12])
