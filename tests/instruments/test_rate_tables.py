"""Rate tables: by slice, whole value, between points, by formula; and what may not stand in a file."""

import dataclasses
import textwrap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from instrument_examples import EXAMPLE_CASE, EXAMPLES
from ruamel.yaml import YAML
from small_cases import close, mine, money, problems_of, run, tree_of

from concession.clauses import KINDS, Bands
from concession.deal import fields_of
from concession.errors import ConcessionError
from concession.model import load

FEW = settings(max_examples=20, deadline=None)


@st.composite
def tables(draw):
    bounds = sorted(draw(st.sets(st.integers(1, 300), min_size=1, max_size=5)))
    rates = draw(st.lists(st.integers(0, 60), min_size=len(bounds) + 1, max_size=len(bounds) + 1))
    return [0, *bounds], [rate / 100 for rate in rates]


def written(bounds, rates, unit="USD/t"):
    ends = [*bounds[1:], None]
    rows = [
        {"from": f"{low} {unit}", "rate": f"{rate * 100:g} %"}
        for low, rate in zip(bounds, rates, strict=True)
    ]
    return [
        {**row, "to": f"{end} {unit}"} if end is not None else row
        for row, end in zip(rows, ends, strict=True)
    ]


def plain_slices(x, bounds, rates):
    """Return the charge on x by slices."""
    ends = [*bounds[1:], np.inf]
    return sum(rate * max(0.0, min(x, end) - low) for low, end, rate in zip(bounds, ends, rates, strict=True))


def plain_whole(x, bounds, rates, includes):
    """Return the rate of the band of x; the lowest end of all is in the first band."""
    found = 0.0
    for low, rate in zip(bounds, rates, strict=True):
        if x > low or (x == low and (includes == "from" or low == bounds[0])):
            found = rate
    return found


def table_case(table, prices, base=None):
    clauses = {
        "price": {"type": "given", "pays": "no", "amount": money(prices, unit="USD/t")},
        "table": {"type": "rate_table", "by": "price", "table": table},
        "royalty": {"type": "sliding_royalty", "base": "revenue", "by": "price", "table": table},
    }
    return tree_of(clauses, {"mine": mine(base or [1000] * len(prices))}, periods=len(prices))


@FEW
@given(tables(), st.lists(st.integers(0, 400), min_size=3, max_size=6), st.sampled_from(["from", "to"]))
def test_bands(table, prices, includes):
    bounds, rates = table
    # prices on the bounds themselves are the ones that matter
    prices = [*prices, *bounds]
    rows = written(bounds, rates)
    sliced = run(table_case({"how": "by-slice", "bands": rows}, prices))
    charge = [plain_slices(x, bounds, rates) for x in prices]
    close(sliced["table.charge"], charge)
    close(sliced["royalty"], [1000 * c / x if x else 0 for c, x in zip(charge, prices, strict=True)])
    parts = sum(sliced[f"table.slice_{n + 1}"] for n in range(len(rates)))
    close(parts, prices)
    whole = run(table_case({"how": "whole-value", "includes": includes, "bands": rows}, prices))
    close(whole["table"], [plain_whole(x, bounds, rates, includes) for x in prices])
    close(whole["royalty"], whole["table"] * 1000)


@pytest.mark.parametrize("includes", ["from", "to"])
def test_a_first_band_without_lower_end_reaches_down(includes):
    rows = [{"to": "0 USD/t", "rate": "1 %"}, {"from": "0 USD/t", "rate": "5 %"}]
    whole = run(table_case({"how": "whole-value", "includes": includes, "bands": rows}, [-3, 0, 2]))
    close(whole["table"], [0.01, 0.05 if includes == "from" else 0.01, 0.05])
    rows = [
        {"to": "-5 USD/t", "rate": "9 %"},
        {"from": "-5 USD/t", "to": "0 USD/t", "rate": "1 %"},
        {"from": "0 USD/t", "rate": "5 %"},
    ]
    whole = run(table_case({"how": "whole-value", "includes": includes, "bands": rows}, [-6, -3, 2]))
    close(whole["table"], [0.09, 0.01, 0.05])
    one = {"how": "whole-value", "includes": includes, "bands": [{"rate": "4 %"}]}
    close(run(table_case(one, [-6, 0, 2]))["table"], [0.04] * 3)


@FEW
@given(tables(), st.lists(st.integers(0, 400), min_size=3, max_size=6), st.integers(0, 10))
def test_points_that_rise_with_the_years(table, prices, growth):
    bounds, rates = table
    points = [
        {"at": f"{at} USD/t", "rate": f"{rate * 100:g} %"} for at, rate in zip(bounds, rates, strict=True)
    ]
    said = {"how": "interpolated", "points": points, "indexation": f"{growth} %", "indexed_from": 2024}
    found = run(table_case(said, prices))
    wanted = [
        np.interp(x, np.array(bounds) * (1 + growth / 100) ** (k + 1), rates) for k, x in enumerate(prices)
    ]
    close(found["table"], wanted)


def test_a_formula_within_limits():
    said = {
        "how": "formula",
        "formula": "low + high * (x - mark) / x",
        "with": {"low": "7 %", "high": "3 %", "mark": "100 USD/t"},
        "least": "7 %",
        "most": "8.5 %",
    }
    close(run(table_case(said, [80, 100, 150, 900]))["table"], [0.07, 0.07, 0.08, 0.085])


def test_production_is_read_by_the_day():
    # 365 000 barrels in a year are 1000 a day: 500 at 10 %, 500 at 20 %
    table = {
        "how": "by-slice",
        "bands": [{"to": "500 bbl/day", "rate": "10 %"}, {"from": "500 bbl/day", "rate": "20 %"}],
    }
    for per, periods, volume in (("year", 1, 365_000), ("quarter", 4, 91_250)):
        product = {
            "quantity": money([volume] * periods, start="2025" if per == "year" else "2025Q1", unit="bbl"),
            "price": "1 USD/bbl",
        }
        clauses = {
            "royalty": {"type": "sliding_royalty", "base": "revenue", "by": "production", "table": table}
        }
        case = tree_of(
            clauses,
            {"field": {"owner": "company", "products": {"oil": product}}},
            periods=periods,
            per=per,
            start="2025" if per == "year" else "2025Q1",
        )
        found = run(case)
        assert found["royalty"].sum() == pytest.approx(365_000 * 0.15)


def test_the_price_of_one_word():
    # Zambia's table at 8000: the same words by slice and by whole value
    bounds, rates = [0, 4000, 5000, 7000], [0.04, 0.065, 0.085, 0.1]
    both = [
        run(table_case({"how": how, "bands": written(bounds, rates)}, [8000], [8000]))["royalty"][0]
        for how in ("by-slice", "whole-value")
    ]
    assert both == pytest.approx([495, 800])


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ({"bands": [{"rate": "1 %"}]}, "E203"),
        ({"how": "slices", "bands": [{"rate": "1 %"}]}, "E206"),
        ({"how": "by-slice"}, "E622"),
        ({"how": "formula", "bands": [{"rate": "1 %"}]}, "E622"),
        ({"how": "by-slice", "bands": [{"rate": "1 %"}], "points": [{"at": "1 USD/t", "rate": "1 %"}]}, "E622"),
        ({"how": "by-slice", "bands": [{"to": "10 USD/t", "rate": "1 %"}, {"from": "11 USD/t", "rate": "2 %"}]}, "E620"),
        ({"how": "by-slice", "bands": [{"to": "10 USD/t", "rate": "1 %"}]}, "E620"),
        ({"how": "by-slice", "bands": [{"to": "10 USD/t", "rate": "1 %"}, {"from": "9 USD/t", "rate": "2 %"}]}, "E621"),
        ({"how": "by-slice", "bands": [{"rate": "1 %"}, {"from": "9 USD/t", "rate": "2 %"}]}, "E621"),
        ({"how": "by-slice", "bands": [{"to": "9 USD/t", "rate": "1 %"}, {"rate": "2 %"}]}, "E621"),
        ({"how": "whole-value", "bands": [{"from": "9 USD/t", "to": "3 USD/t", "rate": "1 %"}, {"from": "3 USD/t", "rate": "2 %"}]}, "E621"),
        ({"how": "interpolated", "points": [{"at": "9 USD/t", "rate": "1 %"}, {"at": "9 USD/t", "rate": "2 %"}]}, "E621"),
        ({"how": "formula", "formula": "x * revenue"}, "E610"),
        ({"how": "by-slice", "bands": [{"to": "-1 USD/t", "rate": "1 %"}, {"from": "-1 USD/t", "rate": "2 %"}]}, "E621"),
        ({"how": "by-slice", "bands": [{"rate": "1 %"}], "least": "1 %"}, "E622"),
        ({"how": "whole-value", "bands": [{"to": "10 USD", "rate": "1 %"}, {"from": "10 USD", "rate": "2 %"}]}, "E601"),
    ],
)  # fmt: skip
def test_tables_that_may_not_stand(table, code):
    assert code in {found for found, _ in problems_of(table_case(table, [1]))}


TABLES = sorted(
    (word, one.key) for word, cls in KINDS.items() for one in fields_of(cls) if isinstance(one.kind, Bands)
)
TWO = [{"to": "1", "rate": "1 %"}, {"from": "1", "rate": "2 %"}]


def test_every_rate_table_is_read_by_the_one_reader():
    # fields whose type is a table, by the words of files
    held = {
        (word, one.name)
        for word, cls in KINDS.items()
        for one in dataclasses.fields(cls)
        if "RateTable" in str(one.type)
    }
    assert held <= set(TABLES)
    assert len(TABLES) >= 9


@pytest.mark.parametrize(("word", "key"), TABLES)
@pytest.mark.parametrize(
    ("table", "code"),
    [
        ({"bands": TWO}, "E203"),
        ({"how": "sliding", "bands": TWO}, "E206"),
        ({"how": "by-slice", "bands": [TWO[0], {"from": "2", "rate": "2 %"}]}, "E620"),
        ({"how": "whole-value", "bands": [TWO[0], {"from": "0.5", "rate": "2 %"}]}, "E621"),
    ],
    ids=["unsaid", "unknown", "gap", "overlap"],
)
def test_each_clause_with_a_table_wants_slice_or_whole_and_no_gaps(tmp_path, word, key, table, code):
    text = EXAMPLE_CASE.replace("{clauses}", textwrap.indent(EXAMPLES[word], "      "))
    yaml = YAML(typ="safe", pure=True)
    tree = yaml.load(text)
    list(tree["drafts"]["base"]["clauses"].values())[-1][key] = table
    with (tmp_path / "case.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(tree, file)
    with pytest.raises(ConcessionError) as error:
        load(tmp_path)
    found = [one.code for one in error.value.problems if f".{key}" in one.path]
    assert code in found


def test_a_band_that_is_not_known_says_so():
    table = {
        "how": "whole-value",
        "bands": [
            {"to": "10 USD/t", "rate": "1 %"},
            {"from": "10 USD/t", "rate": {"mark": "unknown", "range": "1 % to 3 %", "note": "not printed"}},
        ],
    }
    assert problems_of(table_case(table, [1])) == []
