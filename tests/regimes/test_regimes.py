"""The library of regimes: every file reads, says what it covers, and runs on a case of its mineral."""

import json
import re
from datetime import date, timedelta

import numpy as np
import pytest
from small_cases import both, loaded, mine, money, tree_of

from concession.analysis import compare, evaluate, read_as
from concession.deal import dates_in
from concession.errors import ConcessionError
from concession.model import load
from concession.regimes import (
    applied,
    fitting,
    for_another_mineral,
    in_force,
    main_product,
    regime,
    regimes,
    under,
)
from concession.vectors import read_vectors, shipped

N = 8
#: Quantities, their unit and the price of one project for each mineral.
SOLD = {
    "oil": ("MMbbl", "80 USD/bbl"),
    "gas": ("bcm", "300 USD/1000 m3"),
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
        "gas": 9000,
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


#: Names under which the law of one day is meant, and its first date.
LAWS = [(f"{one.id}-{change.since.day.year}", one) for one in regimes() for change in one.history]


def test_the_library():
    names = [one.id for one in regimes()]
    assert len(names) == len(set(names)) >= 30
    assert len({one.jurisdiction for one in regimes()}) >= 20
    assert {"Faroe Islands", "Tanzania", "Ukraine", "Guyana", "Indonesia", "Norway"} <= {
        one.jurisdiction for one in regimes()
    }
    sources = [source for one in regimes() for source in one.sources]
    assert len(sources) == len(set(sources)), "sources of two regimes may stand in one case"
    for one in regimes():
        assert one.covers
        assert one.sources
        json.dumps(one.to_dict())


#: No tax within these years: repealed before them, or due on returns that this project does not earn.
WITHOUT = {"australia-mrrt", "faroe-islands"}


@pytest.mark.parametrize("name", [one.id for one in regimes()])
def test_each_runs_on_a_project_of_its_mineral(name):
    case = under(case_of(first_mineral(regime(name))), [name])
    result = evaluate(case, futures=64)
    assert result.conservation_error < 1e-9
    take = result.take["undiscounted"]
    assert 0 < take < 1 or (take == 0 and name in WITHOUT)


@pytest.mark.parametrize(("name", "one"), LAWS, ids=[name for name, _ in LAWS])
def test_each_law_of_the_history_runs(name, one):
    case = under(case_of(first_mineral(one)), [name])
    result = evaluate(case, futures=16)
    assert result.conservation_error < 1e-9
    assert 0 <= result.take["undiscounted"] < 1


@pytest.mark.parametrize("one", regimes(), ids=[one.id for one in regimes()])
def test_a_history_tells_every_date_of_its_file(one):
    """What changes in the clauses stands in the history, and the other way round."""
    told = {change.since.day for change in one.history}
    assert told
    assert [change.since.day for change in one.history] == sorted(told)
    assert min(told) == one.dated.day
    found = dates_in(one.tree().at("clauses"))
    # the day after the last one is when the law has ended
    changed = {day if day in told else day + timedelta(days=1) for day in found}
    assert changed <= told
    if len(told) > 1:
        assert told - {one.dated.day} <= changed
    assert all(change.sources for change in one.history)


#: Whose law the shipped vectors are about, by how their names begin.
ABOUT = {
    "alaska": "Alaska",
    "botswana": "Botswana",
    "burkina": "Burkina Faso",
    "colombia": "Colombia",
    "dmo": "Indonesia",
    "drc": "Democratic Republic of the Congo",
    "err_guyana": "Guyana",
    "err_indonesia": "Indonesia",
    "faroe": "Faroe Islands",
    "guyana": "Guyana",
    "indonesia": "Indonesia",
    "mali": "Mali",
    "mrrt": "Australia",
    "nevada": "Nevada",
    "nigeria": "Nigeria",
    "norway": "Norway",
    "peru": "Peru",
    "prrt": "Australia",
    "qld": "Queensland",
    "quebec": "Quebec",
    "sa_": "South Africa",
    "tasmania": "Tasmania",
    "tpdc": "Tanzania",
    "uk_": "United Kingdom",
    "zambia": "Zambia",
}
#: Vectors of no one's law: methods, indicators, textbooks, models, the rules of all countries together.
NOBODYS = re.compile(
    "(straight|declining|double|units?|sum|psc_|npv|xnpv|irr|payback|profitability|opex|bakermckenzie|cost_recovery|"
    "rfactor|pete411|rrt|brown|worldbank|pillar|immediate|uplift)"
)


def test_every_jurisdiction_of_the_vectors_has_a_regime():
    here = {one.jurisdiction for one in regimes()}
    for file in shipped():
        for vector in read_vectors(file):
            about = [where for begins, where in ABOUT.items() if vector.name.startswith(begins)]
            assert about or NOBODYS.match(vector.name), vector.name
            assert set(about) <= here


def test_zambia_takes_its_slices():
    case = under(case_of("copper"), ["zambia-2023"])
    result = evaluate(case)
    # 4 % of 4000, 6.5 % of 1000, 8.5 % of 2000 and 10 % of 2000: 595 a tonne at 9000
    sold = np.array([0, 0, 40, 60, 60, 60, 40, 10]) * 1000
    assert result.lines["royalty"].by_period == pytest.approx(595 * sold)


def test_zambia_took_the_full_price_before():
    case = under(case_of("copper"), ["zambia-2022", "zambia-2023"])
    assert evaluate(case, "zambia-2022").lines["royalty.rate"].by_period[3] == pytest.approx(0.1)
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
    assert [one.id for one in in_force("Queensland", "coal", 2015)] == ["queensland-coal-2015"]
    assert in_force("Queensland", "coal", 2001) == ()
    assert regime("zambia@2021-06").at == date(2021, 6, 30)
    assert regime("australia-mrrt-2014").at == date(2014, 9, 30)
    assert regime("zambia@2021").title == "Zambia, copper, law of 2021-12-31"
    assert regime("zambia").to_dict()["law_of"] == "each period"
    assert main_product(case_of("copper")) == "copper"


def early(mineral, start, periods):
    """Return a case of the past: a price and a quantity that do not move."""
    unit, price = SOLD[mineral]
    product = {
        mineral.replace(" ", "_"): {
            "quantity": money([10] * periods, start=str(start), unit=unit),
            "price": price,
        }
    }
    return loaded(
        tree_of({}, {"mine": {"owner": "company", "products": product}}, periods=periods, start=str(start))
    )


def test_a_project_is_taxed_by_the_law_of_its_year():
    case = under(early("copper", 2017, 8), ["zambia"])
    lines = both(case)
    # 9000 dollars a tonne: 6 % to 2018, then 10 % of the full price, then 595 dollars by slices
    assert lines["royalty.rate"] == pytest.approx([0.06] * 2 + [0.1] * 4 + [595 / 9000] * 2)
    # not deductible from 2019 to 2021
    deductible = np.array([1, 1, 0, 0, 0, 1, 1, 1])
    assert lines["income_tax.deductions"] == pytest.approx(lines["royalty"] * deductible)
    assert lines["income_tax.income"] == pytest.approx([90e6] * 8)
    spans = applied(regime("zambia"), case)
    assert [(one.first, one.last, one.since) for one in spans] == [
        ("2017", "2018", "2016-04-01"),
        ("2019", "2021", "2019-01-01"),
        ("2022", "2022", "2022-01-01"),
        ("2023", "2024", "2023-01-01"),
    ]
    with pytest.raises(ConcessionError, match="E623"):
        under(early("copper", 2014, 4), ["zambia"])
    with pytest.raises(ConcessionError, match="E623"):
        regime("zambia-2010")


def test_a_royalty_takes_the_place_of_a_tax():
    lines = both(under(early("copper", 2022, 4), ["chile"]))
    sold = 90e6
    # no running costs: a margin of 100 %, so 14 % of profit before, and slices of 8, 12 and 26 % of it since
    assert lines["specific_tax"] == pytest.approx([0.14 * sold, 0.14 * sold, 0, 0])
    assert lines["ad_valorem"] == pytest.approx([0, 0, 0.01 * sold, 0.01 * sold])
    slices = 0.08 * 0.2 + 0.12 * 0.25 + 0.26 * 0.55
    assert lines["margin_part"] == pytest.approx([0, 0, slices * sold, slices * sold])


@pytest.mark.parametrize(
    "name", ["zambia", "queensland-coal", "ukraine-iron-ore", "ukraine-gas-old", "drc", "burkina-faso"]
)
def test_each_year_is_the_year_under_its_own_law(name):
    """A royalty has no memory: the law of each period is, year by year, the law of the middle of the year."""
    one = regime(name)
    start = one.dated.day.year + 1
    periods = min(2026 - start, 12)
    case = early(first_mineral(one), start, periods)
    line = "rent" if name.startswith("ukraine") else "royalty"
    dated = both(under(case, [name]))[line]
    for number in range(periods):
        law = under(case, [f"{name}@{start + number}-07-01"])
        assert dated[number] == pytest.approx(both(law)[line][number])


def test_the_contract_of_stability_of_a_law():
    case = under(early("copper", 2015, 12), ["drc", "drc+stabilised", "drc+stabilised@2016"])
    shares = {name: both(case, name)["royalty"] / 90e6 for name in case.drafts}
    assert shares["drc"] == pytest.approx([0.02] * 3 + [0.035] * 9)
    assert shares["drc-stabilised"] == pytest.approx([0.02] * 10 + [0.035] * 2)
    assert shares["drc-stabilised-2016"] == pytest.approx([0.02] * 11 + [0.035])
    spans = applied(regime("drc+stabilised"), case)
    assert [(one.first, one.last, bool(one.frozen)) for one in spans] == [
        ("2015", "2024", True),
        ("2025", "2026", False),
    ]
    assert {one.id for one in regimes() if one.offers_stability} == {
        "chile",
        "drc",
        "mongolia",
        "peru",
        "ukraine-lithium-psa",
    }
    with pytest.raises(ConcessionError, match="E129"):
        regime("zambia+stabilised")
    # two points on the rate of the day
    case = under(early("copper", 2012, 3), ["peru", "peru+stabilised"])
    rates = {name: both(case, name)["income_tax.law.rate"] for name in case.drafts}
    assert rates["peru-stabilised"] - rates["peru"] == pytest.approx([0.02] * 3)


def test_all_of_the_library_on_one_mine():
    case = load("copper-creek")
    found = fitting(case, [one.id for one in regimes()])
    assert len(found.names) >= 20
    assert {one.split(":")[0] for one in found.left_out.values()} <= {
        "it is for oil; the case sells copper",
        "it is for gas; the case sells copper",
    }
    assert all("E601" in why for why in found.left_out.values())
    for name in found.names:
        result = evaluate(found.case, name, futures=1)
        assert result.conservation_error < 1e-9
        if not for_another_mineral(regime(name), case):
            assert 0.05 < result.take["undiscounted"] < 0.6
    own = fitting(case, ["all"])
    assert len(own.names) >= 10
    assert own.left_out["mali"] == "it is for gold; the case sells copper"
    with pytest.raises(ConcessionError, match="E601"):
        fitting(case, ["nigeria"])


def test_a_regime_of_another_mineral_says_why_it_cannot():
    with pytest.raises(ConcessionError, match="E601"):
        under(case_of("copper"), ["nigeria"])


def test_unknown_names():
    with pytest.raises(ConcessionError, match="zambia-2023"):
        regime("zambia-2032")
    assert regime("united-kingdom@2030-06").change_at(date(2030, 6, 30)).says == "the levy has ended"
    with pytest.raises(ConcessionError, match="did you mean 'zambia'"):
        regime("zambja-2023")
    with pytest.raises(ConcessionError, match="E312"):
        regime("zambia@2023-13")
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
    case = under(loaded(tree_of({}, {"mine": project}, periods=N)), ["ukraine-iron-ore@2020"])
    rates = evaluate(case).lines["rent.rate"].by_period
    assert rates[:4] == pytest.approx([0.11, 0.11, 0.12, 0.12])


def gas_at(*prices, start=2025):
    """Return a case that sells one billion cubic metres a year at these prices for 1000 cubic metres."""
    periods = len(prices)
    price = {"from": str(start), "values": [f"{one} USD/1000 m3" for one in prices]}
    product = {"gas": {"quantity": money([1] * periods, start=str(start), unit="bcm"), "price": price}}
    return loaded(
        tree_of({}, {"field": {"owner": "company", "products": product}}, periods=periods, start=str(start))
    )


@pytest.mark.parametrize(
    ("name", "rates"),
    [
        # at 100, 150, 300, 400 and 500 dollars: half the rate to 150, the rate to 400, the highest on the rest
        ("ukraine-gas-old", [0.145, 0.145, 0.29, 0.29, (0.29 * 400 + 0.65 * 100) / 500]),
        ("ukraine-gas-old-deep", [0.07, 0.07, 0.14, 0.14, (0.14 * 400 + 0.31 * 100) / 500]),
        ("ukraine-gas-new", [0.06, 0.06, 0.12, 0.12, (0.12 * 400 + 0.36 * 100) / 500]),
        ("ukraine-gas-new-deep", [0.03, 0.03, 0.06, 0.06, (0.06 * 400 + 0.18 * 100) / 500]),
    ],
)
def test_tiers_of_gas_in_ukraine(name, rates):
    found = both(under(gas_at(100, 150, 300, 400, 500), [name]))
    assert found["rent.rate"] == pytest.approx(rates)
    # before April 2022 the rate did not depend on the price
    flat = both(under(gas_at(100, 500, 500, start=2020), [name]))["rent.rate"]
    assert flat == pytest.approx([rates[2], rates[2], rates[4]])


def test_a_levy_that_rises_and_ends():
    case = under(gas_at(*[300] * 10, start=2022), ["united-kingdom"])
    rates = both(case)["levy"] / 300e6
    assert rates == pytest.approx([0.25, 0.35, 0.35, *[0.38] * 5, 0, 0])


def test_a_tax_on_income_gives_way_to_one_on_cash_flow():
    found = both(under(gas_at(300, 300, start=2021), ["norway-petroleum"]))
    assert found["special_tax_on_income"] == pytest.approx([0.56 * 300e6, 0])
    # 71.8 % of what corporate tax leaves: together 78 %
    assert found["special_tax"] == pytest.approx([0, 0.718 * 0.78 * 300e6])


def test_investment_before_the_tax_on_cash_flow_goes_on_being_written_down():
    tree = tree_of(
        {},
        {
            "field": {
                "owner": "company",
                "products": {
                    "gas": {
                        "quantity": {"from": "2021", "values": [0, 1, 1, 1, 1, 1, 1], "unit": "million m3"},
                        "price": "300 USD/thousand m3",
                    }
                },
                "capital": {"wells": {"amount": money([600_000], start="2021")}},
            }
        },
        periods=7,
        start="2021",
    )
    found = both(under(loaded(tree), ["norway-petroleum"]))
    # 600 over six years from 2021; the loss of 100 of that year is carried on in corporate tax
    assert found["corporate_tax"] == pytest.approx([0, 22e3, *[44e3] * 4, 66e3])
    # in the old special tax it is paid out
    assert found["losses_paid_out"] == pytest.approx([0, -56e3, 0, 0, 0, 0, 0])
    assert found["special_tax"] == pytest.approx(
        [0, 0.718 * (300e3 - 22e3 - 100e3), *[0.718 * (300e3 - 44e3 - 100e3)] * 4, 0.718 * (300e3 - 66e3)]
    )


def test_duties_on_profit_gave_way_to_slices():
    found = both(under(early("copper", 2012, 3), ["quebec"]))
    # no costs, so a margin of 100 %: 16 % of profit, then 16, 22 and 28 % of 35, 15 and 50 points of it
    slices = 0.16 * 0.35 + 0.22 * 0.15 + 0.28 * 0.5
    assert found["mining_tax.rate"] == pytest.approx([0.16, 0.16, slices])


def test_the_special_tax_of_peru():
    found = both(under(early("copper", 2010, 3), ["peru"]))
    assert found["royalty_on_sales"] == pytest.approx([0.02 * 90e6, 0.02 * 90e6, 0])
    # 2 % of ten points, fifteen steps of five points rising by 0.4, 8.4 % of the last fifteen
    slices = 0.02 * 0.1 + sum(0.024 + 0.004 * n for n in range(15)) * 0.05 + 0.084 * 0.15
    assert found["special_tax"] == pytest.approx([0, 0, slices * 90e6])
