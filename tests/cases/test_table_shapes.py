"""Tables as technical reports print them: project years, quarters before years, headings, signs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from concession.deal import Tables, parse_tree, read_series
from concession.errors import ConcessionError, Problems

TABLE = """\
Item,Unit,Total,-2,-1,1,2,3-5
REVENUE,,,,,,,
Copper,US$000,"9,000",,,"$1,000","$2,000","$6,000"
COSTS,,,,,,,
Copper,US$000,"(3,000)",,,(400),"$(600)","($2,000)"
Capital,US$000,300,100,200,–,–,–
Recovery,%,,,,90%,91.5%,92 %
"""
ZERO = "item,Year -1,Year 0,Year 1\nore,1,2,3\n"
BRACKETS = "item,(2),(1),1\nore,1,2,3\n"
DOWN = "year,ore\n2030,1\n2031,2\nTotal,3\n"
BUILD = "item,Q1 2030,Q2 2030,Q3 2030,Q4 2030,2031\ncapital,1,2,3,4,20\nprice,2,2,4,4,5\n"
FINANCIAL = "item,FY2026,FY27,FY28\nore,1,2,3\n"


@pytest.fixture
def folder(tmp_path):
    for name, text in {
        "t.csv": TABLE, "zero.csv": ZERO, "brackets.csv": BRACKETS, "down.csv": DOWN, "build.csv": BUILD,
        "fy.csv": FINANCIAL,
    }.items():  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def numbers(text: str, tables: Tables) -> dict[str, Decimal]:
    problems = Problems()
    series = read_series(parse_tree(text), problems, path="x", tables=tables)
    problems.raise_if_any()
    assert series is not None
    return {str(period): value for period, value in series.values.items()}


def refused(text: str, tables: Tables) -> str:
    with pytest.raises(ConcessionError) as caught:
        numbers(text, tables)
    return caught.value.problems[0].code


def test_project_years_and_their_spans(folder):
    tables = Tables(folder=folder, year_one=2030)
    found = numbers("{file: t.csv, row: Capital, unit: USD thousand, blank: 0, spread: even}", tables)
    assert found == {
        "2028": 100_000, "2029": 200_000, "2030": 0, "2031": 0, "2032": 0, "2033": 0, "2034": 0
    }  # fmt: skip


def test_a_series_may_state_year_one_itself(folder):
    tables = Tables(folder=folder)
    found = numbers("{file: brackets.csv, row: ore, unit: Mt, year_one: 2030}", tables)
    assert found == {"2028": 1_000_000, "2029": 2_000_000, "2030": 3_000_000}


def test_year_zero_is_the_year_before_year_one(folder):
    tables = Tables(folder=folder, year_one=2030)
    found = numbers("{file: zero.csv, row: ore, unit: t}", tables)
    assert found == {"2028": 1, "2029": 2, "2030": 3}


def test_project_years_in_the_case_itself(folder):
    tables = Tables(folder=folder, year_one=2030)
    assert numbers("{-1: USD 5, 1: USD 6, Year 2-3: USD 8, spread: even}", tables) == {
        "2029": 5, "2030": 6, "2031": 4, "2032": 4
    }  # fmt: skip
    assert numbers("{from: Year -1, values: [5, 6], unit: USD}", tables) == {"2029": 5, "2030": 6}
    assert numbers("{FY26: USD 5, 2027E: USD 6}", tables) == {"2026": 5, "2027": 6}
    assert numbers("{Q4 2026: USD 5, 2027Q1: USD 6}", tables) == {"2026Q4": 5, "2027Q1": 6}


def test_project_years_need_their_year_one(folder):
    assert refused("{file: t.csv, row: Capital, unit: USD}", Tables(folder=folder)) == "E134"


def test_headings_tell_rows_of_one_name_apart(folder):
    tables = Tables(folder=folder, year_one=2030)
    said = "file: t.csv, row: Copper, unit: USD thousand, blank: 0, spread: even"
    assert refused(f"{{{said}}}", tables) == "E139"
    revenue = numbers(f"{{{said}, below: REVENUE}}", tables)
    costs = numbers(f"{{{said}, below: COSTS, scale: -1}}", tables)
    assert revenue["2031"] == 2_000_000
    assert revenue["2034"] == 2_000_000
    assert costs["2030"] == 400_000
    assert costs["2032"] == Decimal(2_000_000) / 3 or abs(costs["2032"] - Decimal(2_000_000) / 3) < 1
    assert refused(f"{{{said}, below: CAPITAL COSTS}}", tables) == "E132"


def test_percent_signs_in_cells(folder):
    tables = Tables(folder=folder, year_one=2030)
    said = "file: t.csv, row: Recovery, blank: skip, spread: same"
    assert numbers(f"{{{said}, unit: '%'}}", tables)["2031"] == Decimal("0.915")
    assert refused(f"{{{said}, unit: USD}}", tables) == "E137"


def test_a_total_below_the_periods_is_no_period(folder):
    assert numbers("{file: down.csv, column: ore, unit: t}", Tables(folder=folder)) == {"2030": 1, "2031": 2}


def test_financial_years_count_by_their_name(folder):
    assert list(numbers("{file: fy.csv, row: ore, unit: t}", Tables(folder=folder))) == [
        "2026",
        "2027",
        "2028",
    ]


def test_quarters_first_and_years_after_them(folder):
    said = "file: build.csv, row: capital, unit: USD"
    yearly = Tables(folder=folder, per_year=1)
    assert refused(f"{{{said}}}", yearly) == "E141"
    assert numbers(f"{{{said}, spread: even}}", yearly) == {"2030": 10, "2031": 20}
    quarterly = Tables(folder=folder, per_year=4)
    found = numbers(f"{{{said}, spread: even}}", quarterly)
    assert found["2030Q3"] == 3
    assert [found[f"2031Q{n}"] for n in (1, 2, 3, 4)] == [5, 5, 5, 5]
    price = "{file: build.csv, row: price, unit: USD/t, spread: same}"
    assert numbers(price, yearly) == {"2030": 3, "2031": 5}
    assert numbers(price, quarterly)["2031Q4"] == 5


def test_a_year_that_stands_whole_and_in_parts_is_refused(folder):
    tables = Tables(folder=folder, per_year=1)
    assert refused("{2030: USD 4, 2030Q1: USD 1, spread: even}", tables) == "E138"


@pytest.mark.parametrize("unit", ["US$000", "USD 000s", "US$ '000s", "USD thousand"])
def test_thousands_as_tables_head_them(folder, unit):
    tables = Tables(folder=folder, year_one=2030)
    said = f'{{file: t.csv, row: Capital, unit: "{unit}", blank: 0, spread: even}}'
    assert numbers(said, tables)["2029"] == 200_000


def test_titles_above_the_header_and_letters_after_years(folder):
    text = '"Table 22-4: Cash flow, base case",,,\nin millions\nItem,2025A,2026E,Year 2027\nore,1,2,3\n'
    (folder / "titled.csv").write_text(text, encoding="utf-8")
    found = numbers("{file: titled.csv, row: ore, unit: t}", Tables(folder=folder))
    assert found == {"2025": 1, "2026": 2, "2027": 3}


def test_semicolons_win_where_there_are_more_of_them(folder):
    (folder / "semi.csv").write_text("item;2025;2026\nOpex, fixed;1;2 500\n", encoding="utf-8")
    found = numbers("{file: semi.csv, row: 'Opex, fixed', unit: t}", Tables(folder=folder))
    assert found == {"2025": 1, "2026": 2500}


def test_year_ten_is_a_project_year_and_no_short_calendar_year(folder):
    (folder / "ten.csv").write_text("item,Year 9,Year 10,Year 11\nore,1,2,3\n", encoding="utf-8")
    found = numbers("{file: ten.csv, row: ore, unit: t}", Tables(folder=folder, year_one=2030))
    assert found == {"2038": 1, "2039": 2, "2040": 3}
