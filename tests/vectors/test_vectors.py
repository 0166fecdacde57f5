"""The published vectors: all pass, and none could pass by mistake."""

import copy
import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from concession.errors import ConcessionError
from concession.vectors import (
    CALCS,
    Tolerance,
    Vector,
    agrees,
    read_vectors,
    rejected,
    run_vector,
    run_vectors,
    shipped,
)

ALL = [vector for path in shipped() for vector in read_vectors(path)]
#: Examples of our own, in other places and forms: computed from formulas outside the package, not published.
OWN = read_vectors(Path(__file__).with_name("own-examples.json"))


@pytest.mark.parametrize("vector", ALL, ids=lambda vector: vector.name)
def test_passes(vector):
    result = run_vector(vector)
    assert result.passed, (result.error, result.differences)
    assert set(result.ours) == set(vector.expected)


@pytest.mark.parametrize("vector", OWN, ids=lambda vector: vector.name)
def test_an_own_example_passes(vector):
    result = run_vector(vector)
    assert result.passed, (result.error, result.differences)


def test_every_kind_has_own_examples_and_none_claims_to_be_printed():
    counted = Counter(vector.calc for vector in OWN)
    assert {vector.calc for vector in ALL} <= set(counted)
    assert [calc for calc, n in counted.items() if n < 2] == []
    assert all(not vector.printed and vector.grade == "C" for vector in OWN)
    assert all(vector.notes.endswith("none is printed in a source.") for vector in OWN)
    assert not {vector.name for vector in OWN} & {vector.name for vector in ALL}


def test_all_are_there_with_sources_and_grades():
    assert len(ALL) == 95
    assert len({vector.name for vector in ALL}) == 95
    assert {vector.grade for vector in ALL} == {"A", "B", "C"}
    assert all(vector.sources and all(one.get("title") for one in vector.sources) for vector in ALL)
    assert {vector.calc for vector in ALL} <= set(CALCS)
    for vector in ALL:
        assert set(vector.printed) <= set(vector.expected)


def spoiled(value):
    """Return a value that is wrong in one place: the first number of a list or mapping."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, list):
        return [spoiled(value[0]), *value[1:]]
    if isinstance(value, dict):
        return {key: spoiled(one) if n == 0 else one for n, (key, one) in enumerate(value.items())}
    return value + 3 + abs(value) * 0.1


@pytest.mark.parametrize("vector", ALL, ids=lambda vector: vector.name)
def test_every_expected_value_is_compared(vector):
    ours = run_vector(vector).ours
    for name in vector.expected:
        wrong = {**copy.deepcopy(dict(vector.expected)), name: spoiled(vector.expected[name])}
        assert not agrees(wrong, dict(ours), vector.tolerance), name


def moved(value):
    """Return an input with every number in it changed."""
    if isinstance(value, list):
        return [moved(one) for one in value]
    return value * 1.5 + 0.01 if isinstance(value, int | float) and not isinstance(value, bool) else value


@pytest.mark.parametrize("calc", sorted({vector.calc for vector in ALL}))
def test_every_kind_reads_its_inputs(calc):
    # an adapter that ignores its inputs would pass with others in their place
    found = []
    for vector in (one for one in ALL if one.calc == calc):
        for name, value in vector.inputs.items():
            if moved(value) != value:
                changed = replace(vector, inputs={**vector.inputs, name: moved(value)})
                found.append(run_vector(changed).passed)
    assert not all(found)


def vector_of(calc, inputs, expected, **more):
    return Vector(name="made", file="made.json", calc=calc, inputs=inputs, expected=expected, **more)


QLD = [
    [0, 100, 0.07],
    [100, 150, 0.125],
    [150, 175, 0.15],
    [175, 225, 0.2],
    [225, 300, 0.3],
    [300, None, 0.4],
]
MALI = [[0, 1000, 0.03], [1600, 2000, 0.06], [2000, 2500, 0.07]]


@pytest.mark.parametrize(
    ("calc", "inputs", "expected"),
    [
        ("royalty_marginal_slices", {"price": 302, "bands": QLD}, {"slice_amounts": [100, 50, 25, 50, 75, 2], "royalty_per_unit": 50.3}),
        ("royalty_marginal_slices", {"price": 120, "bands": QLD}, {"slice_amounts": [100, 20], "royalty_per_unit": 9.5}),
        ("royalty_linear_interp", {"price": 75, "x": [50, 100, 150], "y": [0, 0.05, 0.1]}, {"rate": 0.025}),
        ("royalty_qld_2008", {"price": 80}, {"rate": 0.07}),
        ("royalty_colombia_756", {"kbpd": 140}, {"rate_pct": 20}),
        ("royalty_colombia_756", {"kbpd": 500}, {"rate_pct": 22.5}),
        ("royalty_colombia_756", {"kbpd": 900}, {"rate_pct": 25}),
        ("band_lookup", {"x": 1200, "bands": MALI}, {"rate": None}),
        ("band_lookup", {"x": 2500, "bands": MALI}, {"rate": 0.07}),
        ("band_lookup", {"x": 0.25, "bands": [[0.25, 0.3, 0.04], [0.3, None, 0.05]]}, {"rate": 0.04}),
        ("minimum_floor_alaska", {"ans_price": 25, "gross_value_per_bbl": 60, "bands": [[0, 25, 0.03], [25, None, 0.04]]}, {"floor_rate": 0.03, "floor_per_bbl": 1.8}),
        ("quebec_mining", {"gross_value": 3e8, "output_value": 2e8, "profit": 3e6}, {"profit_tax": 480000, "payable": 5600000}),
        ("dep_straight_line", {"cost": 100, "salvage": 10, "life": 3}, {"charge": [30, 30, 30], "book": [70, 40, 10]}),
        ("dep_rate_declining", {"cost": 100, "life": 3, "rate": 0.5, "salvage": 10}, {"charge": [50, 25, 15]}),
        ("dep_unit_of_production", {"cost": 100, "salvage": 10, "production": [1, 2, 1, 0]}, {"charge": [22.5, 45, 22.5, 0], "book": [77.5, 32.5, 10, 10]}),
        ("dep_immediate", {"cost": 100, "life": 2}, {"charge": [100, 0]}),
        ("uplift_schedule", {"capex": 600000, "rate": 0.055, "years": 4, "dep_years": 6, "horizon": 7}, {"uplift": [33000] * 4, "total_uplift": 132000}),
        ("variable_income_tax", {"a": 60, "b": 360, "x": 0}, {"rate_pct": 0}),
        ("variable_income_tax", {"a": 70, "b": 1500, "x": -4, "minimum": 22}, {"rate_pct": 22}),
        ("two_base_tax", {"revenue": 1e6, "opex": 2e5, "depreciation": 1e5, "uplift": 55000, "corporate_rate": 0.22, "special_rate": 0.56}, {"total_tax": 515200}),
        ("cashflow_tax_refund", {"revenue": 0, "opex": 0, "capex": 300, "rate": 0.78}, {"total_tax": -234, "after_tax_cash": -66}),
        ("minimum_topup", {"income": 1000, "covered_taxes": 120, "minimum_rate": 0.15}, {"topup_rate": 0.03, "topup": 30}),
        ("minimum_topup", {"income": 1000, "covered_taxes": 200, "minimum_rate": 0.15}, {"etr": 0.2, "topup": 0}),
        ("prrt_deductions_cap", {"assessable_receipts": 1000, "deductible_expenditure": 400, "cap_share": 0.1, "rate": 0.4}, {"taxable_profit": 600, "prrt": 240, "carried": 0}),
        ("rfactor_royalty", {"r_factor": 1.2, "gross": 1000, "net": 400}, {"royalty": 50}),
        ("err_agr", {"royalty_rate": 0.02, "cost_limit": 0.75, "gov_profit_share": 0.5, "limit_after_royalty": False}, {"err": 0.135}),
        ("psc_month_tranches", {"bbl": 1000, "bopd": 10, "price": 50, "royalty_rate": 0.1, "cost_limit": 0.5, "pools": [["Any name", 1000]], "gov_profit_share": [[0, 5, 0.2], [5, None, 0.4]]}, {"gov_profit_bbl": 264, "recovered": {"Any name": 1000}}),
        ("linear_breakeven", {"points": [[1, 10], [2, 5], [4, -5]]}, {"x_at_zero": 3}),
        ("linear_breakeven", {"points": [[1, 10], [2, 5]]}, {"x_at_zero": None}),
        ("indicator_npv_irr", {"cash_flow": [1, 2], "discount": 0.0}, {"npv": 3, "irr": None}),
        # other spellings of the same: bands as objects, or by their lower ends; per cent; texts; other names
        ("royalty_marginal_slices", {"price": 120, "bands": [{"from": 0, "to": 100, "rate": 0.07}, {"from": 100, "to": None, "rate": 0.125}]}, {"royalty_per_unit": 9.5, "effective_rate_pct": 950 / 120}),
        ("royalty_marginal_slices", {"price": 120, "bands": [[0, 0.07], [100, 0.125]]}, {"royalty_per_unit": 9.5}),
        ("royalty_whole_value_band", {"price": "120", "bands": [[None, 100, 0.07], [100, None, "12.5 %"]]}, {"rate": 0.125, "rate_pct": 12.5}),
        ("royalty_whole_value_band", {"price": 100, "includes": "to", "bands": [[0, 100, 0.07], [100, None, 0.125]]}, {"rate": 0.07}),
        ("nested_rate", {"corporate_rate_pct": 22, "special_rate": "71.8 %"}, {"combined_pct": 78.004, "special_effective": 0.56004}),
        ("royalty_sa_mprra", {"floor": 0.005, "divisor": 12.5, "cap": 0.05, "profit": 250, "sales": 1000}, {"rate": 0.025}),
        ("royalty_tasmania", {"net_sales": 1000, "profit": 400, "ad_valorem": 0.019, "profit_coef": 0.4}, {"royalty": 83}),
        ("err_agr", {"royalty_rate": "2 %", "cost_limit_pct": 75, "state_share": 0.5}, {"err": 0.1425, "agr_pct": 85.75}),
        ("minimum_topup", {"income": 1000, "covered_taxes": 120, "minimum_rate_pct": 16.5}, {"topup": 45}),
        ("uplift_balance", {"excess": 100, "margin": "15 %", "bond_rate": "5%"}, {"carried": 120}),
        ("psc_barrel", {"revenue": 100, "royalty": 0.1, "cost": 30, "cost_cap": 0.5, "state_share": 0.6, "tax": 0.4}, {"gov_revenue": 55.6}),
        ("psc_month_tranches", {"bbl": 1000, "bopd": 10, "price": 50, "royalty_rate": 0.1, "cost_limit": 0.5, "pools": {"Opex": 1000}, "gov_profit_share": 0.5}, {"gov_profit_bbl": 440, "recovered": {"Opex": 1000}}),
        ("psc_guyana", {"gross": 100, "royalty_rate": 0.02, "royalty_first": False, "cost_limit": 0.75, "gov_profit_share": 0.5, "cost": 40}, {"cost_oil": 40, "gov_total": 32}),
    ],
)  # fmt: skip
def test_others_of_the_same_kinds(calc, inputs, expected):
    result = run_vector(vector_of(calc, inputs, expected))
    assert result.passed, (result.error, result.differences)


@pytest.mark.parametrize(
    ("calc", "inputs", "code"),
    [
        ("nonesuch", {}, "E761"),
        ("nested_rate", {"corporate_rate": 0.2}, "E762"),
        ("nested_rate", {"corporate_rate": "a", "special_rate": 1}, "E762"),
        ("nested_rate", {"corporate_rate": float("inf"), "special_rate": 1}, "E762"),
        ("band_lookup", {"x": 1, "bands": [[1, 2]]}, "E762"),
        ("nested_rate", {"corporate_rate": "a %", "special_rate": 1}, "E762"),
        ("band_lookup", {"x": 0.25, "bands": [[0, 0.3, 0.03], [0.2, None, 0.06]]}, "E621"),
        ("royalty_marginal_slices", {"price": 1, "bands": [[0, 1, 0.03], [2, None, 0.06]]}, "E620"),
    ],
)
def test_what_cannot_be_computed_does_not_pass(calc, inputs, code):
    result = run_vector(vector_of(calc, inputs, {"rate": 1, "combined": 1}))
    assert not result.passed
    assert result.error
    assert code in result.error


def test_nothing_expected_does_not_pass():
    assert not run_vector(vector_of("nested_rate", {"corporate_rate": 0.2, "special_rate": 0.5}, {})).passed


def test_inputs_that_are_not_read_are_told():
    # a slip of the pen: the salvage value is not what was computed with
    inputs = {"cost": 100, "salvge": 10, "life": 5, "factor": 2}
    result = run_vector(vector_of("dep_declining", inputs, {"charge": [40, 24, 14.4, 8.64, 2.96]}))
    assert not result.passed
    assert result.vector.unread == ("salvge",)
    assert result.why_not.endswith("not read: 'salvge'")
    for one in [*ALL, *OWN]:
        run_vector(one)
        assert one.unread == ()


def test_costs_that_stand_open_are_recovered_too():
    inputs = {"available": [40, 50, 60], "new_costs": [70, 30, 0], "opening": 10}
    expected = {"cost_recovery": [40, 50, 20], "unrecovered": [40, 20, 0], "total_recovered": 110}
    assert run_vector(vector_of("cost_recovery_roll", inputs, expected)).passed


def test_coal_bands_of_later_laws():
    bands = [[0, 100, 0.07], [100, 150, 0.125], [150, None, 0.15]]
    result = run_vector(vector_of("royalty_qld_2008", {"price": 200, "bands": bands}, {"rate": 0.10375}))
    assert result.passed, result.why_not


def test_an_unknown_result_does_not_pass():
    result = run_vector(
        vector_of("nested_rate", {"corporate_rate": 0.2, "special_rate": 0.5}, {"nonesuch": 1})
    )
    assert not result.passed
    assert result.ours == {"nonesuch": None}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '[{"name": "a"}]',
        "[NaN]",
        '[{"calc": "a", "inputs": [], "expected": {}}]',
        '[{"calc": "a", "inputs": {}, "expected": {}, "tolerance": {"abs": -1}}]',
        '[{"calc": "a", "inputs": {}, "expected": {}, "printed": 5}]',
        '[{"calc": "a", "inputs": {}, "expected": {}, "printed": true}]',
        '[{"calc": "a", "inputs": {}, "expected": {}, "printed": [1]}]',
        "[" * 100_000,
    ],
)
def test_files_that_are_no_vectors(tmp_path, text):
    (tmp_path / "odd.json").write_text(text)
    with pytest.raises(ConcessionError, match="E760"):
        run_vectors([tmp_path / "odd.json"])


def test_a_missing_file(tmp_path):
    with pytest.raises(ConcessionError, match="E760"):
        run_vectors([tmp_path / "none.json"])


def test_results_are_plain_json(tmp_path):
    (tmp_path / "mine.json").write_text(
        json.dumps(
            [
                {
                    "name": "a",
                    "calc": "nested_rate",
                    "inputs": {"corporate_rate": 0.22, "special_rate": 0.718},
                    "expected": {"combined": 0.78},
                    "tolerance": {"abs": 0.0005},
                }
            ]
        )
    )
    (result,) = run_vectors([tmp_path / "mine.json"])
    row = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert row["pass"] is True
    assert row["file"] == "mine.json"
    assert {"name", "file", "calc", "pass", "printed", "expected", "ours"} <= set(row)


def test_odd_names_and_sources_do_not_decide(tmp_path):
    entry = {
        "name": "a\x1b[31m: {b}\n",
        "calc": "nested_rate",
        "inputs": {"corporate_rate": 0.2, "special_rate": 0.5},
        "expected": {"combined": 0.6},
        "printed": "combined",
    }
    sources = ["a book", {"title": "x" * 5000, "url": "imf.org/notes"}, {"url": 7}, 5, {"title": None}, []]
    entries = [{**entry, "source": one} for one in (*sources, sources, None)]
    (tmp_path / "mine.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(entries).encode())
    results = run_vectors([tmp_path / "mine.json"])
    assert [one.why_not for one in results] == [""] * len(entries)
    assert results[0].vector.printed == ("combined",)


def test_the_register_of_rejected_numbers_gives_reasons():
    entries = rejected()
    assert len(entries) == 11
    assert all(one["why"] and one["source"] and one["printed"] for one in entries)


def test_rejected_numbers_fail_when_run():
    # the register's own claims, for those that a kind of vector can check
    vectors = {vector.name: vector for vector in ALL}
    hmrc = vectors["uk_epl_ot21800"]
    assert not run_vector(replace(hmrc, expected={"levy_profits": 578.55})).passed
    table = vectors["cost_recovery_carry_forward_4y"]
    assert not run_vector(replace(table, expected={"cost_recovery": [80, 80, 80, 95]})).passed
    breakeven = vectors["worldbank_copper_nsr_breakeven"]
    assert not run_vector(replace(breakeven, expected={"x_at_zero": 5.455})).passed


def test_agreement():
    close = Tolerance(absolute=0.5, relative=0)
    assert agrees({"a": [1, {"b": 2}]}, {"a": [1.4, {"b": 1.6}]}, close)
    assert not agrees([1, 2], [1], close)
    assert agrees([1], [1, 0], close)
    assert not agrees([1], [1, 2], close)
    assert not agrees(True, 0.0, close)
    assert not agrees(1, "1", close)
    assert not agrees(0, None, close)
    assert not agrees(1.0, float("nan"), close)


def test_the_package_is_not_needed_to_read_the_data():
    code = "import json, sys; print(sum(len(json.load(open(p))) for p in sys.argv[1:]))"
    done = subprocess.run(  # noqa: S603 - the program above
        [sys.executable, "-I", "-c", code, *map(str, shipped())], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "95"


JUNK = [
    None,
    "",
    "x",
    -1,
    0,
    1e300,
    10**9,
    float("nan"),
    True,
    [],
    {},
    [[]],
    [None],
    [["a", "b", "c"]],
    [1, "x"],
]


@pytest.mark.parametrize("calc", sorted(CALCS))
def test_no_input_breaks_the_runner(calc):
    known = [vector for vector in ALL if vector.calc == calc]
    inputs = known[0].inputs if known else {"cost": 100, "life": 3, "production": [1, 2]}
    for name in inputs:
        for junk in JUNK:
            result = run_vector(vector_of(calc, {**inputs, name: junk}, {"nonesuch": 1}))
            assert not result.passed
            json.dumps(result.to_dict(), allow_nan=False, default=str)
