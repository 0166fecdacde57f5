"""Numbers are printed in the units that a file uses: ounces, barrels, per cent; inside they stay base units."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import loaded, money, tree_of, write
from terminal import concession

from concession.analysis import evaluate, explain, indicators, lines_at_hand
from concession.deal import format_quantity, in_words, parse_quantity, parse_unit, size_of_unit
from concession.deal._unit_words import UNITS
from concession.lines import NONE, Unit

FEW = settings(max_examples=100, deadline=None)
OUNCE = 0.0311034768 / 1000
BARREL = 0.158987294928


def tree(**changes):
    """A gold mine with a grade, an oil field by the day, and gas sold by the thousand cubic metres."""
    projects = {
        "mine": {
            "owner": "company",
            "ore": {"rock": {"reserves": "6 Mt", "capacity": "2 Mt/yr"}},
            "products": {
                "gold": {
                    "ore": "rock",
                    "grade": "1.5 g/t",
                    "recovery": "90 %",
                    "payable": "99 %",
                    "price": "gold",
                }
            },
            "capital": {"works": {"amount": money([10_000_000])}},
        },
        "field": {
            "owner": "company",
            "products": {
                "oil": {"quantity": "10 kbbl/day", "price": "60 USD/bbl"},
                "gas": {"quantity": "3 Mm3/yr", "price": "USD 120/1000 m3"},
            },
        },
    }
    clauses = {
        "levy": {
            "type": "formula",
            "amount": "production.gold[mine] * fee",
            "with": {"fee": "20 USD/oz"},
            "payer": "company",
            "payee": "treasury",
            "instrument": "royalty",
        },
        "royalty": {"type": "royalty", "rate": "5 %", "base": "revenue", "payee": "treasury"},
    }
    return tree_of(clauses, projects, periods=3, outlook={"gold": "1800 to 2200 USD/oz"}, **changes)


@pytest.fixture(scope="module")
def result():
    return evaluate(loaded(tree()), futures=8)


def test_lines_are_shown_in_the_units_of_their_file(result):
    shown = {name: (one.written, float(one.shown[0])) for name, one in result.lines.items()}
    assert shown["ore.rock[mine]"] == ("Mt", 2.0)
    assert shown["production.gold[mine]"][0] == "oz"
    assert shown["production.gold[mine]"][1] == pytest.approx(2e6 * 1.5e-6 * 0.9 / OUNCE)
    assert shown["sold.gold[mine]"][0] == "oz"
    assert shown["price.gold[mine]"][0] == "USD/oz"
    assert 1700 < shown["price.gold[mine]"][1] < 2300
    assert shown["production.oil[field]"] == ("kbbl", pytest.approx(3650))
    assert shown["price.oil[field]"] == ("USD/bbl", 60.0)
    assert shown["production.gas[field]"] == ("Mm3", pytest.approx(3))
    assert shown["price.gas[field]"] == ("USD/1000 m3", 120.0)
    assert shown["revenue[field]"][0] == "USD"


def test_base_units_stay_inside(result):
    gold, oil = result.lines["production.gold[mine]"], result.lines["price.oil[field]"]
    assert gold.unit == "t"
    assert oil.unit == "USD/m3"
    np.testing.assert_allclose(gold.by_period, gold.shown * OUNCE)
    np.testing.assert_allclose(oil.by_period, oil.shown / BARREL)


def test_json_and_records_have_the_same_unit_beside_each_number(result):
    said = result.to_dict()["lines"]["production.oil[field]"]
    assert said == {"unit": "kbbl", "by_period": result.lines["production.oil[field]"].shown.tolist()}
    rows = [row for row in result.to_records() if row["line"] == "price.oil[field]"]
    assert [(row["unit"], row["mean"]) for row in rows] == [("USD/bbl", 60.0)] * 3


def test_an_explanation_speaks_as_the_file_does():
    case = loaded(tree())
    tree_of_gold = explain(case, line="production.gold[mine]", period="2025").tree
    said = {
        one.name.rpartition(".")[2]: (one.to_dict()["value"]["mean"], one.to_dict()["unit"])
        for _, one in tree_of_gold.walk()
    }
    assert said["grade"] == (1.5, "g/t")
    assert said["recovery"] == (90.0, "%")
    assert said["reserves"] == (6.0, "Mt")
    fee = explain(case, line="levy", period="2025", futures=1).tree
    assert {"fee = USD 20/oz"} <= {
        f"{one.name.rpartition('.')[2]} = {format_quantity(one.value.mean, one.unit)}"
        for _, one in fee.walk()
    }


def test_the_list_of_lines_and_indicators_name_the_units_of_the_file():
    case = loaded(tree())
    units = {line.name: line.unit for line in lines_at_hand(case)}
    assert units["production.oil[field]"] == "kbbl"
    assert units["price.gold[mine]"] == "USD/oz"
    prices = [one for one in indicators(case, futures=4).found.values() if "price of oil" in one.title]
    assert prices
    assert {one.unit for one in prices} == {"USD/bbl"}


def test_pages_say_the_unit_beside_each_number(tmp_path):
    folder = write(tree(), tmp_path / "case")
    page = concession("evaluate", str(folder), "-n", "4", "-l", "price.*", columns=120)
    assert page.code == 0, page.err
    assert "(USD/oz)" in page.out
    assert "(USD/bbl)" in page.out
    walked = concession("explain", str(folder), "-l", "production.gold[mine]", "-y", "2025")
    assert "grade = 1.5 g/t" in walked.out
    assert "recovery = 90 %" in walked.out


# -- words of units ------------------------------------------------------------------------------------

PHYSICAL = sorted({word.name for word in UNITS.values() if word.unit != NONE} - {"yr"})


@FEW
@given(st.sampled_from(PHYSICAL), st.sampled_from(["", "USD/", "thousand ", "million "]))
def test_a_unit_remembers_its_word_and_its_size(word, before):
    unit, display = parse_unit(f"{before}{word}")
    if before in ("", "USD/"):
        assert size_of_unit(unit) == display.size
        assert unit.written == f"{before}{word}"
    assert unit == Unit(unit.powers)
    assert hash(unit) == hash(Unit(unit.powers))
    assert str(unit) == str(Unit(unit.powers)), "the words are for pages alone"


@FEW
@given(st.sampled_from(PHYSICAL), st.decimals(min_value="0.001", max_value=1000, places=3))
def test_a_number_comes_back_as_it_was_written(word, number):
    quantity = parse_quantity(f"{number} USD/{word}")
    assert in_words(quantity.value, quantity.unit) == pytest.approx(float(number))
    assert float(in_words(quantity.value, Unit(quantity.unit.powers))) == float(quantity.value)


def test_words_follow_the_algebra_and_cancel():
    price, mass, share = (parse_unit(text)[0] for text in ("USD/oz", "koz/yr", "%"))
    year = Unit.of("yr")
    assert (price * share).written == "USD/oz"
    assert (mass * year).written == "koz"
    assert (mass * year * price).written == "USD"
    assert (mass * year * price).words == ()
    assert (share * share).written == "%"
    assert (Unit.of("USD") * share).written == "USD"
    assert (parse_unit("USD")[0] / mass / year).written == "USD/koz"
    assert (mass**2).written == "koz^2/yr^2"
