"""Tables and pages of text: nothing is cut, everything fits."""

from hypothesis import given
from hypothesis import strategies as st

from concession.report import Column, Ink, Page, Scale, Table, choose_scale

WORDS = st.text("abcdefgh -", min_size=1, max_size=60).map(str.strip).filter(bool)
NUMBERS = st.floats(-1e12, 1e12).map(lambda x: f"{x:,.1f}")


@st.composite
def tables(draw: st.DrawFn) -> Table:
    count = draw(st.integers(1, 6))
    columns = (
        Column(title=draw(WORDS), words=True),
        *(Column(title=draw(WORDS), words=draw(st.booleans())) for _ in range(count)),
    )
    rows = tuple(
        tuple(draw(WORDS) if column.words else draw(NUMBERS) for column in columns)
        for _ in range(draw(st.integers(1, 5)))
    )
    return Table(columns=columns, rows=rows)


@given(tables(), st.integers(90, 200))
def test_a_table_fits_and_keeps_every_number(table: Table, width: int) -> None:
    lines = list(table.lines(width))
    # one first column and one other column fit in any width tried here
    assert max(map(len, lines)) <= width
    text = " ".join(lines).split()
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            if not column.words:
                assert cell in text
    letters = sorted(char for char in "".join(lines) if char.isalpha())
    stated = sorted(
        char
        for cell in [*(column.title for column in table.columns), *(c for row in table.rows for c in row)]
        for char in cell
        if char.isalpha()
    )
    # the first column stands again where the table is divided
    assert len(letters) >= len(stated)


@given(tables())
def test_colours_change_no_width(table: Table) -> None:
    plain = list(table.lines(100))
    coloured = list(table.lines(100, Ink(colour=True)))
    stripped = [
        line.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[31m", "").replace("\x1b[0m", "")
        for line in coloured
    ]
    assert [line.rstrip() for line in stripped] == plain


def test_numbers_stand_under_each_other() -> None:
    table = Table(
        columns=(Column(title="Party", words=True), Column(title="NPV")), rows=(("a", "1.0"), ("b", "-12.5"))
    )
    assert list(table.lines(80)) == ["Party    NPV", "-----  -----", "a        1.0", "b      -12.5"]


def test_a_row_of_one_text_stands_alone() -> None:
    table = Table(
        columns=(Column(title="Party", words=True), Column(title="NPV")),
        rows=("Under the law", ("  a", "1.0")),
    )
    assert list(table.lines(80))[2:] == ["Under the law", "  a    1.0"]


def test_a_table_too_wide_goes_on_below() -> None:
    columns = (Column(title="Year", words=True), *(Column(title=f"line{k}") for k in range(9)))
    rows = (("2025", *("123,456.7" for _ in range(9))),)
    lines = list(Table(columns=columns, rows=rows).lines(40))
    assert max(map(len, lines)) <= 40
    assert " ".join(lines).count("123,456.7") == 9
    assert sum(line.startswith("2025") for line in lines) == 3


def test_a_page_parts_its_parts_by_one_line() -> None:
    page = Page(width=40)
    page.title("One", "a note")
    page.text("two")
    page.items(["three", "four"])
    page.labelled({"from": "five", "to": "six"})
    page.lines(["seven"])
    assert page.render() == "One\na note\n\ntwo\n\n- three\n- four\n\nfrom  five\nto    six\n\nseven\n"


@given(st.floats(-1e15, 1e15), st.sampled_from(["auto", "units", "thousand", "million", "billion"]))
def test_an_amount_is_its_number_in_its_scale(value: float, word: str) -> None:
    scale = choose_scale("USD", [value], word)
    text = scale.amount(value)
    size = {"units": 1, "thousand": 1e3, "million": 1e6, "billion": 1e9}[scale.word]
    assert abs(float(text.replace(",", "")) - value / size) <= 0.5 * 10**-scale.decimals * (1 + 1e-9)
    assert text not in ("-0", "-0.0", "-0.00", "-0.000")
    assert scale.difference(value).lstrip("+") == text
    assert scale.difference(value)[0] in "+-0"


def test_nothing_is_a_dash() -> None:
    scale = Scale(currency="USD")
    assert scale.amount(None) == scale.amount(float("nan")) == "-"
    assert scale.difference(0.0) == "0.0"
    assert scale.words(-2.5e6) == "USD -2.5 million"
