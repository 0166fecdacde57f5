"""Quantities: what people write, exactly; what is not clear, refused."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concession.deal import (
    Display,
    Interval,
    as_quantity,
    check_quantity,
    display_of,
    format_quantity,
    parse_date,
    parse_period,
    parse_quantity,
    parse_span,
    parse_tree,
    parse_unit,
)
from concession.deal._unit_words import UNITS
from concession.errors import ConcessionError, Place, Problems
from concession.lines import NONE, YEAR, Period, Unit

USD, T = Unit.of("USD"), Unit.of("t")


@pytest.mark.parametrize(
    ("text", "value", "unit", "printed"),
    [
        ("50 %", "0.5", NONE, "50 %"),
        ("0.5", "0.5", NONE, "0.5"),
        ("-5 %", "-0.05", NONE, "-5 %"),
        ("−5 %", "-0.05", NONE, "-5 %"),
        ("180 bps", "0.018", NONE, "180 bps"),
        ("0.9 g/t", "0.0000009", NONE, "0.9 g/t"),
        ("25 ppm", "0.000025", NONE, "25 ppm"),
        ("50 per cent", "0.5", NONE, "50 %"),
        ("USD 150 million", "150000000", USD, "USD 150 million"),
        ("150 million USD", "150000000", USD, "150 million USD"),
        ("12 USD million", "12000000", USD, "12 million USD"),
        ("USD million 5", "5000000", USD, "USD 5 million"),
        ("USD 150M", "150000000", USD, "USD 150 million"),
        ("10 MUSD", "10000000", USD, "10 million USD"),
        ("US$ 3 bn", "3000000000", USD, "USD 3 billion"),
        ("-USD 5", "-5", USD, "USD -5"),
        ("₴ 500 mln", "500000000", Unit.of("UAH"), "UAH 500 million"),
        ("1,500,000 t", "1500000", T, "1,500,000 t"),
        ("1 500 000 t", "1500000", T, "1,500,000 t"),
        ("1\u202f500 t", "1500", T, "1,500 t"),
        ("1 234.5 t", "1234.5", T, "1,234.5 t"),
        ("1e6 t", "1000000", T, "1,000,000 t"),
        ("1.5 Mt/yr", "1500000", T / YEAR, "1.5 Mt/yr"),
        ("2 million tonnes per year", "2000000", T / YEAR, "2 million t/yr"),
        ("10 short tons", "9.0718474", T, "10 short tons"),
        ("12 USD/t", "12", USD / T, "12 USD/t"),
        ("2,000 lb", "0.90718474", T, "2,000 lb"),
        ("100 oz", "0.00311034768", T, "100 oz"),
        ("95 USD/dmtu", "9500", USD / T, "95 USD/dmtu"),
        ("120 USD/1000 m3", "0.12", USD / Unit.of("m3"), "120 USD/1000 m3"),
        ("USD 45 per thousand m3", "0.045", USD / Unit.of("m3"), "USD 45/thousand m3"),
        ("1 MMcf", "28316.846592", Unit.of("m3"), "1 MMcf"),
        ("10 bbl", "1.58987294928", Unit.of("m3"), "10 bbl"),
        ("2 MWh", "7.2", Unit.of("GJ"), "2 MWh"),
        ("10 mmbtu", "10.5505585262", Unit.of("GJ"), "10 mmbtu"),
        ("4 % per year", "0.04", NONE / YEAR, "4 %/yr"),
        ("4 % p.a.", "0.04", NONE / YEAR, "4 %/yr"),
        ("1 % a month", "0.12", NONE / YEAR, "1 %/month"),
        ("1 % per quarter", "0.04", NONE / YEAR, "1 %/quarter"),
        ("USD 5 million a year", "5000000", USD / YEAR, "USD 5 million/yr"),
        ("12 USD/ha/yr", "12", USD / Unit.of("ha") / YEAR, "12 USD/ha/yr"),
        ("2 years", "2", YEAR, "2 years"),
        ("1 year", "1", YEAR, "1 year"),
        ("18 months", "1.5", YEAR, "18 months"),
        ("3 quarters", "0.75", YEAR, "3 quarters"),
        ("73 days", "0.2", YEAR, "73 days"),
        ("200 jobs", "200", Unit.of("job"), "200 jobs"),
        ("USD(2025) 12 million", "12000000", Unit.of("USD@2025"), "USD(2025) 12 million"),
        ("real USD(2025) 12 million", "12000000", Unit.of("USD@2025"), "USD(2025) 12 million"),
        ("12 US$(2025)/t", "12", Unit.of("USD@2025") / T, "12 USD(2025)/t"),
    ],
)
def test_what_people_write(text, value, unit, printed):
    quantity = parse_quantity(text)
    assert quantity.value == Decimal(value)
    assert quantity.unit == unit
    assert str(quantity) == printed
    assert parse_quantity(printed) == quantity


def test_sizes_without_a_finite_decimal_are_kept_to_forty_digits_and_exact_beside():
    price = parse_quantity("$ 3.80/lb")
    assert price.unit == USD / T
    assert price.exact == (Fraction("3.80") / Fraction("0.00045359237"),)
    assert abs(Fraction(price.value) - price.exact[0]) < Fraction(1, 10**35)
    assert str(price) == "USD 3.8/lb"
    assert parse_quantity("1 day").exact == (Fraction(1, 365),)


@pytest.mark.parametrize(
    "text",
    [
        "60 to 95 USD/t",
        "60–95 USD/t",
        "USD 60 to 95/t",
        "USD 60 to USD 95 per t",
        "60 USD/t to 95 USD/t",
        "60 USD/t to 95",
    ],
)
def test_intervals_share_what_one_side_says(text):
    quantity = parse_quantity(text)
    assert quantity.value == Interval(low=Decimal(60), high=Decimal(95))
    assert quantity.unit == USD / T
    assert Decimal(70) in quantity.value
    assert Decimal(96) not in quantity.value


def test_intervals_with_scales():
    assert parse_quantity("USD 500 million to 1.5 billion").value == Interval(
        low=Decimal(500_000_000), high=Decimal(1_500_000_000)
    )
    assert parse_quantity("1 to 5 million USD").low == Decimal(1_000_000)
    assert str(parse_quantity("4 % to 6 %")) == "4 to 6 %"
    assert parse_quantity("-5 to 5 %").value == Interval(low=Decimal("-0.05"), high=Decimal("0.05"))


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("", "E301", "no number"),
        ("USD", "E301", "no number"),
        ("5 /", "E301", "unit is missing"),
        ("5 ?", "E301", "no place"),
        ("1 to 2 to 3 %", "E301", "two bounds"),
        ("1.500.000 t", "E302", "1.500.000"),
        ("5. %", "E302", "5."),
        ("1/2", "E302", "50 %"),
        ("1_000 t", "E302", "1_000"),
        ("1,5 %", "E303", "1.5"),
        ("0,123 t", "E303", "0,123"),
        ("1,0000 t", "E303", "1,0000"),
        ("1,500 000 t", "E304", "two numbers"),
        ("60-95 USD", "E304", "60 to 95"),
        ("2 years 6 months", "E304", "two numbers"),
        ("1 2000 t", "E304", "two numbers"),
        ("5 tonnne", "E305", "'tonne'"),
        ("5 USX", "E305", "'USD'"),
        ("about 5 %", "E305", "range"),
        ("5 % of revenue", "E305", "leave the word out"),
        ("95 to 60 USD/t", "E306", "lower bound first"),
        ("5 to 5 %", "E306", "lower bound first"),
        ("1e31 t", "E308", "40 digits"),
        ("1" * 41, "E308", "40 digits"),
        ("60 USD to 95 EUR", "E309", "one unit"),
        ("USD 150m", "E310", "'million'"),
        ("5 tons", "E310", "metric"),
        ("5 Mbbl", "E310", "kbbl"),
        ("150 M t", "E310", "Mt"),
        ("¥ 5", "E310", "CNY"),
        ("real USD 12", "E310", "USD(2025)"),
        ("5 %%", "E311", "%"),
        ("12 t t", "E311", "per"),
        ("USD 5 USD", "E311", "USD"),
        ("5 " + "t" * 200, "E314", "note"),
    ],
)
def test_what_is_not_clear_is_refused_with_its_code(text, code, says):
    with pytest.raises(ConcessionError) as caught:
        parse_quantity(text)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "unit", "size"),
    [
        ("USD million", USD, 10**6),
        ("US$ M", USD, 10**6),
        ("million USD", USD, 10**6),
        ("US$/t", USD / T, 1),
        ("%", NONE, Fraction(1, 100)),
        ("Mlb", T, Fraction("453.59237")),
        ("koz", T, Fraction("0.0311034768")),
        ("", NONE, 1),
    ],
)
def test_units_alone(text, unit, size):
    found, display = parse_unit(text)
    assert (found, display.size) == (unit, size)


def test_a_unit_alone_has_no_number():
    for text in ("5 t", "1 to 2 t", "- t t"):
        with pytest.raises(ConcessionError):
            parse_unit(text)


def test_every_unit_of_the_table_is_read_and_printed_back():
    for spelling in UNITS:
        quantity = parse_quantity(f"12.5 {spelling}")
        assert quantity.exact == (Fraction("12.5") * UNITS[spelling].size,)
        assert parse_quantity(str(quantity)) == quantity


NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=4)
SUFFIXES = ["%", "t", "Mt/yr", "USD/lb", "g/t", "million USD", "USD(2025)/1000 m3", "months", "bbl/day"]


@given(NUMBERS, st.sampled_from(SUFFIXES))
def test_a_quantity_is_exact_and_printing_gives_it_back(number, suffix):
    quantity = parse_quantity(f"{number:f} {suffix}")
    assert quantity.exact[0] == Fraction(number) * quantity.display.size
    assert parse_quantity(str(quantity)).exact == quantity.exact


PIECES = st.sampled_from(
    [
        "1",
        "60",
        "1,5",
        "95.5",
        "e9",
        "1e9",
        "to",
        "per",
        "/",
        "USD",
        "$",
        "(2025)",
        "@2025",
        "%",
        "t",
        "Mt",
        "m",
        "M",
        "a",
        "real",
        "million",
        "–",
        "-",
        "+",
        "·",
        " ",
        "  ",
        ".",
        ",",
        "000",
        "(",
        ")",
        "p.a.",
        "short",
        "ton",
        "yr",
        "°",
        "½",
        "٣",
        "\x00",
    ]
)


@settings(max_examples=400, deadline=1000)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(PIECES, max_size=12).map("".join),
        st.lists(PIECES, max_size=12).map(" ".join),
    )
)
def test_any_text_is_a_quantity_or_refused(text):
    try:
        quantity = parse_quantity(text)
    except ConcessionError as caught:
        assert all(problem.code.startswith("E3") for problem in caught.problems)  # noqa: PT017
    else:
        assert parse_quantity(str(quantity)).unit == quantity.unit


def test_a_long_text_is_refused_before_it_is_read():
    with pytest.raises(ConcessionError, match="E314"):
        parse_quantity("1" * 10_000_000)


def test_printing_for_people():
    assert format_quantity(Decimal(150_000_000), USD) == "USD 150.0 million"
    assert format_quantity(713_000_000.04, USD) == "USD 713.0 million"
    assert format_quantity(-0.04, USD, decimals=1) == "USD 0.0"
    assert format_quantity(8377.565963, USD / T) == "USD 8,377.57/t"
    assert format_quantity(0.04, NONE, Display(after=" %", size=Fraction(1, 100))) == "4 %"
    assert format_quantity(1.5e6, T / YEAR) == "1.5 Mt/yr"
    assert format_quantity(5, Unit.of("USD@2025")) == "USD(2025) 5"
    assert format_quantity(1, YEAR) == "1 year"
    assert format_quantity((Decimal(60), Decimal(95)), T) == "60 to 95 t"
    assert format_quantity(float("nan"), T) == "not a number"
    assert display_of(NONE).around("3") == "3"


@pytest.mark.parametrize(
    ("text", "wants", "code"),
    [
        ("12", {"unit": USD / T}, "E307"),
        ("12 USD", {"unit": USD / T}, "E309"),
        ("12 USD", {"share": True}, "E309"),
        ("4", {"share": True}, "E317"),
        ("1 to 4 %", {"interval": False}, "E315"),
        ("120 %", {"share": True, "least": Decimal(0), "most": Decimal(1)}, "E316"),
        ("-1 %", {"share": True, "least": Decimal(0)}, "E316"),
        ("0.4", {"share": True}, None),
        ("0 to 100 %", {"share": True, "least": Decimal(0), "most": Decimal(1)}, None),
    ],
)
def test_a_quantity_is_checked_against_what_its_place_wants(text, wants, code):
    if code is None:
        check_quantity(parse_quantity(text), **wants)
        return
    with pytest.raises(ConcessionError) as caught:
        check_quantity(parse_quantity(text), **wants)
    assert caught.value.problems[0].code == code


def test_problems_of_quantities_bear_place_and_path():
    tree = parse_tree("royalty: {rate: 5 %%, base: [1]}", name="case.yaml")
    problems = Problems()
    assert as_quantity(tree.at("royalty.rate"), problems, path="royalty.rate") is None
    assert as_quantity(tree.at("royalty.base"), problems, path="royalty.base") is None
    assert as_quantity(None, problems, path="x") is None
    first, second = problems.found
    assert (first.code, first.path, first.place) == (
        "E311",
        "royalty.rate",
        Place(file="case.yaml", line=1, column=17),
    )
    assert (second.code, second.path) == ("E301", "royalty.base")


def test_dates_keep_their_precision():
    for text, last in (
        ("2025-02-12", date(2025, 2, 12)),
        ("2024-02", date(2024, 2, 29)),
        ("2025", date(2025, 12, 31)),
    ):
        dated = parse_date(text)
        assert str(dated) == text
        assert dated.last == last
    for text in ("2025-13", "2025-02-30", "12.02.2025", "2025-2-1", "1066", "tomorrow", "٢٠٢٥"):
        with pytest.raises(ConcessionError, match="E312"):
            parse_date(text)


def test_periods_and_spans():
    assert [str(parse_period(text)) for text in ("2025", "2025.0", "2025Q3", "2025-q3", "2025-03")] == [
        "2025",
        "2025",
        "2025Q3",
        "2025Q3",
        "2025-03",
    ]
    assert parse_period("2025Q3").after(3) == Period(year=2026, part=2, parts=4)
    assert parse_period("2025-11").after(2) == parse_period("2026-01")
    assert parse_span("2046-2050") == (Period(year=2046), Period(year=2050))
    assert parse_span("2046 to 2050") == (Period(year=2046), Period(year=2050))
    for text in ("2025-13", "2025Q5", "total", "2050-2046", "2025.5", ""):
        with pytest.raises(ConcessionError, match="E313"):
            parse_span(text)
