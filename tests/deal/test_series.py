"""Data tables and series: every number exact, every mistake at its cell."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concession.deal import (
    Evidence,
    Interval,
    Tables,
    is_series_form,
    parse_tree,
    read_cell,
    read_series,
    read_sources,
    read_table,
)
from concession.errors import ConcessionError, Problems
from concession.lines import NONE, YEAR, Period, Unit

USD, T = Unit.of("USD"), Unit.of("t")

ROWS = """\
# a comment
line_item,units,total,2025,2026,2027,2028-2030
Copper,US$ M,100,"2,917",2872.5,(12),300
Mining,US$ M,9,585,593,-1,6
Milling,US$ M,9,1,2,3,-
Milling,Mt,9,10,20,30,40
"""
COLUMNS = """\
year;conc_mt;grade
2025.0;74.0;0.5
2026.0;74.5;0.49

2027.0;7;
"""


@pytest.fixture(name="tables")
def tables_of(tmp_path):
    (tmp_path / "rows.csv").write_text(ROWS)
    (tmp_path / "columns.csv").write_bytes(b"\xef\xbb\xbf" + COLUMNS.replace("\n", "\r\n").encode())
    (tmp_path / "quarters.csv").write_text("x,2025Q1,2025Q2\nn,1,2\nm,1e3,2\n")
    return Tables(folder=tmp_path, label="mine")


def read(text, tables=None, **kwargs):
    problems = Problems()
    series = read_series(parse_tree(text, name="case.yaml"), problems, path="s", tables=tables, **kwargs)
    return series, problems.found


def years(series):
    return {str(period): number for period, number in series.values.items()}


def test_a_row_of_a_table_in_base_units(tables):
    series, found = read("{file: rows.csv, row: Copper, unit: USD million, spread: even}", tables)
    assert found == []
    assert years(series) == {
        "2025": Decimal(2_917_000_000),
        "2026": Decimal(2_872_500_000),
        "2027": Decimal(-12_000_000),
        "2028": Decimal(100_000_000),
        "2029": Decimal(100_000_000),
        "2030": Decimal(100_000_000),
    }
    assert (series.unit, series.parts, series.text) == (USD, 1, "rows.csv, row Copper")
    assert series.display.size == 10**6


def test_rows_are_summed_and_scaled(tables):
    series, found = read(
        "{file: rows.csv, rows: [mining, MILLING], where: {units: US$ M}, unit: USD million, spread: even, blank: 0, scale: -0.5}",
        tables,
    )
    assert found == []
    assert years(series) == {
        "2025": Decimal(-293_000_000),
        "2026": Decimal(-297_500_000),
        "2027": Decimal(-1_000_000),
        "2028": Decimal(-1_000_000),
        "2029": Decimal(-1_000_000),
        "2030": Decimal(-1_000_000),
    }


def test_a_level_of_several_years_is_the_same_in_each(tables):
    series, found = read("{file: rows.csv, row: Milling, where: {units: Mt}, unit: Mt, spread: same}", tables)
    assert found == []
    assert years(series)["2029"] == Decimal(40_000_000)


def test_a_column_of_a_table_in_another_dialect(tables):
    series, found = read("{file: columns.csv, column: conc_mt, unit: Mt/yr}", tables)
    assert found == []
    assert years(series) == {
        "2025": Decimal(74_000_000),
        "2026": Decimal(74_500_000),
        "2027": Decimal(7_000_000),
    }
    assert series.unit == T / YEAR
    series, found = read("{file: columns.csv, column: grade, period: year, unit: '%', blank: skip}", tables)
    assert found == []
    assert years(series) == {"2025": Decimal("0.005"), "2026": Decimal("0.0049")}
    series, found = read("{file: columns.csv, columns: [conc_mt, grade], unit: 1, blank: 0}", tables)
    assert years(series) == {"2025": Decimal("74.5"), "2026": Decimal("74.99"), "2027": Decimal(7)}
    assert series.unit == NONE


def test_quarters(tables):
    series, found = read("{file: quarters.csv, row: m, unit: t}", tables)
    assert found == []
    assert dict(series.values) == {
        Period(year=2025, part=1, parts=4): 1000,
        Period(year=2025, part=2, parts=4): 2,
    }
    assert series.parts == 4


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("{2025: USD 12 million, 2026: 15 million USD, 2027-2028: USD 3 million, spread: even}", USD),
        ("{2025: 12, 2026: 15, 2027: 1.5, 2028: 1.5, unit: USD million}", USD),
        ("{from: 2025, values: [12, 15, 1.5, USD 1.5 million], unit: USD million}", USD),
        ("{from: 2025, values: [USD 12 million, USD 15 million, USD 1.5 million, USD 1.5 million]}", USD),
    ],
)
def test_series_written_in_the_case(text, unit):
    series, found = read(text)
    assert found == []
    assert series.unit == unit
    assert [number / 10**6 for number in series.values.values()] == [12, 15, Decimal("1.5"), Decimal("1.5")]


def test_a_series_of_months_goes_on_into_the_next_year():
    series, _ = read("{from: 2025-11, values: [1, 2, 3], unit: t}")
    assert [str(period) for period in series.values] == ["2025-11", "2025-12", "2026-01"]


def test_evidence_of_a_series(tables):
    sources = read_sources(parse_tree("{report: {title: r, grade: A}}"), Problems())
    text = "{file: quarters.csv, row: n, unit: t"
    series, found = read(text + ", source: report, article: table 3}", tables, sources=sources)
    assert found == []
    assert series.evidence == Evidence(sources=("report",), mark="official", article="table 3")
    assert [p.code for p in read(text + "}", tables, sources=sources)[1]] == ["E401"]
    assert [p.code for p in read(text + ", mark: assumed, note: x}", tables, sources=sources)[1]] == ["E405"]
    series, found = read(text + ", mark: assumed, note: x, range: 80 % to 120 %}", tables, sources=sources)
    assert found == []
    assert series.evidence.range.value == Interval(low=Decimal("0.8"), high=Decimal("1.2"))
    assert [p.code for p in read(text + ", source: report, range: 5 %}", tables, sources=sources)[1]] == [
        "E408"
    ]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("{file: rows.csv, row: Coper, unit: t}", "E132", "mine/rows.csv:2:1"),
        ("{file: rows.csv, row: Milling, unit: t}", "E139", "mine/rows.csv:6:1"),
        ("{file: rows.csv, row: Copper, unit: USD million}", "E135", "mine/rows.csv:3:38"),
        (
            "{file: rows.csv, row: Milling, where: {units: US$ M}, unit: t, spread: even}",
            "E136",
            "mine/rows.csv:5:23",
        ),
        ("{file: rows.csv, row: Copper, label: units, unit: t}", "E132", "mine/rows.csv:2:11"),
        ("{file: columns.csv, column: grde, unit: t}", "E133", "mine/columns.csv:1:1"),
        ("{file: columns.csv, column: grade, period: conc_mt, unit: t}", "E134", "mine/columns.csv:2:8"),
        ("{file: columns.csv, column: grade, unit: '%'}", "E136", "mine/columns.csv:5:10"),
        ("{file: columns.csv, row: x, unit: t}", "E134", "mine/columns.csv:1:1"),
        ("{file: none.csv, row: x, unit: t}", "E128", "case.yaml:1:8"),
        ("{file: ../x.csv, row: x, unit: t}", "E120", "case.yaml:1:8"),
        ("{file: rows.csv, unit: t}", "E142", "case.yaml:1:1"),
        ("{file: rows.csv, row: a, column: b, unit: t}", "E142", "case.yaml:1:1"),
        ("{file: quarters.csv, row: n}", "E203", "case.yaml:1:1"),
        ("{file: quarters.csv, row: n, unit: tt}", "E305", "case.yaml:1:36"),
        ("{file: quarters.csv, row: n, unit: t, spred: even}", "E202", "case.yaml:1:39"),
        ("{file: quarters.csv, row: n, unit: t, blank: 1}", "E206", "case.yaml:1:46"),
        ("{file: quarters.csv, row: n, unit: t, where: x}", "E201", "case.yaml:1:46"),
        ("{2025: 1 t, 2025.0: 2 t}", "E138", "case.yaml:1:13"),
        ("{2025: 1 t, 2025Q1: 2 t}", "E141", "case.yaml:1:13"),
        ("{2025: 1 t, 2026: 2 USD}", "E309", "case.yaml:1:19"),
        ("{2025: 1 to 2 t}", "E315", "case.yaml:1:8"),
        ("{2025: [1 t]}", "E301", "case.yaml:1:8"),
        ("{2025-2027: 1 t}", "E135", "case.yaml:1:2"),
        ("{2025: 1 t, 20x: 2 t}", "E313", "case.yaml:1:13"),
        ("{from: 2025, values: []}", "E143", "case.yaml:1:1"),
        ("{from: soon, values: [1 t]}", "E313", "case.yaml:1:8"),
        ("{values: [1 t]}", "E203", "case.yaml:1:1"),
        ("12 t", "E142", "case.yaml:1:1"),
        ("{value: 12 t}", "E142", "case.yaml:1:1"),
    ],
)
def test_each_mistake_has_a_code_and_a_place(text, code, place, tables):
    series, found = read(text, tables)
    assert series is None
    assert (code, place) in [(problem.code, str(problem.place)) for problem in found]


def test_the_unit_that_is_wanted():
    assert read("{2025: 1 t}", unit=T)[1] == []
    assert [p.code for p in read("{2025: 1 t}", unit=USD)[1]] == ["E309"]


def test_all_bad_cells_of_a_row_are_reported(tmp_path):
    (tmp_path / "t.csv").write_text('x,2025,2026,2027\na,"1,5",xyz,-\n')
    _, found = read("{file: t.csv, row: a, unit: t}", Tables(folder=tmp_path))
    assert [(problem.code, str(problem.place)) for problem in found] == [
        ("E137", "t.csv:2:3"),
        ("E137", "t.csv:2:9"),
        ("E136", "t.csv:2:13"),
    ]


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"", "E131", "t:1:1"),
        (b"# only\n,,\n", "E131", "t:1:1"),
        (b'a,b\n1,"x\n2,3\n', "E131", "t:2:1"),
        (b"a,b\n1,2,3\n", "E131", "t:2:1"),
        (b"a,b\n1,\xff\n", "E103", "t:2:1"),
        (b"a\0,b\n", "E131", "t:1:1"),
        (b"a" * (5 * 1024 * 1024), "E102", "t:1:1"),
        (b"a" * (1024 * 1024), "E131", "t:1:1"),
        (b"a,b\n" + b"1,2\n" * 300_000, "E130", "t:199995:1"),
    ],
)
def test_what_is_no_table(tmp_path, data, code, place):
    (tmp_path / "t.csv").write_bytes(data)
    began = time.process_time()
    with pytest.raises(ConcessionError) as caught:
        read_table(tmp_path / "t.csv", name="t")
    problem = caught.value.problems[0]
    assert problem.code == code
    assert problem.place.line == int(place.split(":")[1]) or code == "E130"
    assert time.process_time() - began < 2


def test_cells_after_the_header_may_be_empty_and_rows_may_end_early(tmp_path):
    (tmp_path / "t.csv").write_text('name,2025,2026\n"a, b",1,2,,\nc,1\n')
    table = read_table(tmp_path / "t.csv")
    assert table.cell(0, 0) == "a, b"
    assert table.place(0, 1).column == 8
    assert table.cell(1, 2) == ""
    assert [read_cell(table, 0, 1), read_cell(table, 1, 2)] == [Decimal(1), None]


def test_a_table_is_read_once(tables):
    assert tables.table("rows.csv") is tables.table("rows.csv")


def test_words_among_periods_are_no_periods(tmp_path):
    (tmp_path / "t.csv").write_text("x,2025,20z6,2027,sum\na,1,2,3,6\n")
    _, found = read("{file: t.csv, row: a, unit: t}", Tables(folder=tmp_path))
    assert [(problem.code, str(problem.place)) for problem in found] == [("E134", "t.csv:1:8")]
    (tmp_path / "u.csv").write_text("x,2025,2025\na,1,2\nb,3,4\n")
    _, found = read("{file: u.csv, rows: [a, b], unit: t}", Tables(folder=tmp_path))
    assert [(problem.code, str(problem.place)) for problem in found] == [("E138", "u.csv:1:8")]


def test_forms():
    assert is_series_form(parse_tree("{from: 2025, values: [1]}"))
    assert not is_series_form(parse_tree("[1]"))


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8), st.integers(2, 9))
def test_an_even_spread_keeps_the_total(numbers, years):
    lines = [f"{2025 + 10 * i}-{2024 + 10 * i + years}: {number} kg" for i, number in enumerate(numbers)]
    series, found = read("{" + ", ".join(lines) + ", spread: even}")
    assert found == []
    total = sum(Fraction(number) for number in series.values.values())
    assert abs(total - Fraction(sum(numbers), 1000)) < Fraction(1, 10**25)


CELLS = st.text(alphabet='0123456789.,()-"\n\r;\t# aQ–\x00é', max_size=120)


@given(CELLS)
def test_any_text_is_a_table_or_refused(tmp_path_factory, text):
    file = tmp_path_factory.mktemp("cells") / "t.csv"
    file.write_text(text, newline="")
    try:
        table = read_table(file)
        for row in range(len(table.rows)):
            table.place(row, 1)
        read("{file: t.csv, row: a, unit: t}", Tables(folder=file.parent))
    except ConcessionError as caught:
        assert caught.problems  # noqa: PT017
