"""Formulas that a user types: what they mean, what is refused, and that no text does harm."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concession.errors import ConcessionError
from concession.lines import NONE, Expr, Input, Op, Unit, const, parse_formula, render

USD = Unit.of("USD")
UNITS = {"revenue": USD, "costs": USD, "fund.balance": USD, "royalty[north-1]": USD}


def names(name: str) -> Expr:
    return Input(name, unit=UNITS.get(name, NONE))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("5 % * max(0, revenue - costs)", "0.05 × max(0, revenue − costs)"),
        ("1e5 * x", "100000 × x"),
        ("1.5e-3", "0.0015"),
        (".5 * x", "0.5 × x"),
        ("revenue + 0", "revenue + 0"),
        ("0 - revenue", "0 − revenue"),
        ("fund.balance / 2", "fund.balance ÷ 2"),
        ("royalty[north-1] * 3", "royalty[north-1] × 3"),
        ("a ^ b ^ c", "a^(b^c)"),
        ("(a ^ b) ^ c", "(a^b)^c"),
        ("a ** 2", "a^2"),
        ("a - (b - c)", "a − (b − c)"),
        ("a / (b * c)", "a ÷ (b × c)"),
        ("-a * b", "−a × b"),
        ("-(a + b)", "−(a + b)"),
        ("not a < b", "not (a < b)"),
        ("a < b and b < c or d > 0", "a < b and b < c or 0 < d"),
        ("where(a >= 1, b, 0)", "(b where 1 ≤ a, else 0)"),
        ("(a < b) == (c < d)", "(a < b) = (c < d)"),
        ("prev(revenue)", "[revenue, 1 period earlier]"),
        ("prev(a, 3, 2)", "[a, 3 periods earlier, 2 at the start]"),
        ("round(revenue, 0.01)", "round(revenue, to 0.01, half-up)"),
        ("moving(a,\n 4)", "sum(a, last 4 periods)"),
        ("since(a, b > 1)", "sum since(a, from each 1 < b)"),
        ("running(a)", "sum so far(a)"),
        ("total(a) - remaining(a)", "total(a) − remaining(a)"),
        ("first_period(a > 1)", "first period when(1 < a)"),
        ("latch(a > 1) + elapsed(a > 2)", "once(1 < a) + periods since(2 < a)"),
        ("exp(log(a))", "exp(log(a))"),
        ("abs(a - b)", "abs(a − b)"),
    ],
)
def test_formulas_read_as_written(text: str, shown: str):
    assert render(parse_formula(text, names)) == shown


def test_numbers_keep_every_digit():
    digits = "0.12345678901234567890123456789012345"
    assert parse_formula(digits, names).data == Decimal(digits)
    assert parse_formula(f"{digits} %", names).data == Decimal("0.0012345678901234567890123456789012345")
    assert const(0.1).data == Decimal("0.1")


def test_a_long_sum_is_no_deep_formula():
    node = parse_formula(" + ".join(["x"] * 400), names)
    assert render(node).startswith("x + x + x")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a formula has 1 to 2000 characters, not 0: "),
        ("x" * 2001, "a formula has 1 to 2000 characters, not 2001: "),
        ("a b", "not a formula: a b"),
        ("5 x", "not a formula: 5 x"),
        ("max(a, b", "not a formula: max(a, b"),
        ("a, b", "not a formula: a, b"),
        ("max(*a, b)", "not a formula: max(*a, b)"),
        ("2x", "a formula cannot contain '2x': 2x"),
        ("1_000", "a formula cannot contain '1_000': 1_000"),
        ("0x10", "a formula cannot contain '0x10': 0x10"),
        ("1.2.3", "a formula cannot contain '1.2.3': 1.2.3"),
        ("a = b", "a formula cannot contain '=': a = b"),
        ("a % 2", "a formula cannot contain '%': a % 2"),
        ("'a'", "a formula cannot contain ''': 'a'"),
        ("a # b", "a formula cannot contain '#': a # b"),
        ("a × b", "a formula cannot contain '×': a × b"),
        ("lambda: a", "a formula cannot contain ':': lambda: a"),
        ("a if b else c", "not a formula: a if b else c"),
        ("a < b < c", "compare two things at a time, with < <= > >= ==: a < b < c"),
        ("max", "'max' is a function: it needs its arguments in brackets: max"),
        ("max(a)", "'max' takes 2 to 20 arguments, not 1: max(a)"),
        ("abs(a, b)", "'abs' takes 1 arguments, not 2: abs(a, b)"),
        ("prev(a, b)", "'prev' needs a plain number there: prev(a, b)"),
        ("prev(a, 1.5)", "'prev' needs a whole number of periods up to 2400 there: prev(a, 1.5)"),
        ("prev(a, 1e9)", "'prev' needs a whole number of periods up to 2400 there: prev(a, 1e9)"),
        ("round(a, b)", "'round' needs a plain number there: round(a, b)"),
        ("system(a)", "there is no function 'system': system(a)"),
        ("a.b(c)", "there is no function 'a.b': a.b(c)"),
        ("5(a)", "a '*' is missing before a bracket: 5(a)"),
        ("(a + b)(c)", "a '*' is missing before a bracket: (a + b)(c)"),
        ("(" * 250 + "a" + ")" * 250, "not a formula: ("),
        ("-" * 60 + "a", "more than 50 levels of brackets: " + "-" * 60 + "a"),
        ("-" * 1990 + "a", ""),
        ("(" * 1000, "not a formula: ("),
        ("not " * 400 + "a", "more than 50 levels of brackets: not"),
    ],
)
def test_what_is_no_formula(text: str, message: str):
    with pytest.raises(ConcessionError) as error:
        parse_formula(text, names)
    assert error.value.problems[0].code == "E610"
    assert error.value.problems[0].message.startswith(message)


_WORDS = [
    "a", "revenue", "costs", "max", "where", "prev", "round", "running", "total", "ratio", "and", "or", "not",
    "lambda", "import", "__import__", "eval", "None", "True", "1", "0", "2.5", "5 %", "1e9", "1e99", "9" * 40,
    "(", ")", "[", "]", "{", "}", ",", "+", "-", "*", "/", "^", "**", "//", "<", "<=", "==", "!=", "=", ":=",
    ".", ";", ":", "@", "'", '"', "#", "\\", "\n", "\0", "%", "é", "٣", "×", "f'{a}'", "0x", "1j", "...", " ",
]  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join)))
def test_any_text_is_a_formula_or_a_problem(text: str):
    try:
        node = parse_formula(text, names)
    except ConcessionError as error:
        codes = {one.code for one in error.problems}
    else:
        codes = set()
        assert render(node)
    assert codes <= {"E601", "E604", "E610"}


_TREES = st.recursive(
    st.sampled_from(["a", "b", "c.d", "2", "0.5", "7 %"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/^"), inner).map(lambda x: f"({x[0]} {x[1]} {x[2]})"),
        inner.map(lambda x: f"-{x}"),
        st.tuples(inner, inner).map(lambda x: f"max({x[0]}, {x[1]})"),
        st.tuples(inner, inner).map(lambda x: f"where({x[0]} < {x[1]}, {x[0]}, {x[1]})"),
    ),
    max_leaves=12,
)


@given(_TREES)
def test_what_is_shown_reads_back_as_the_same_formula(text: str):
    node = parse_formula(text, names)
    shown = render(node)
    if "where" in shown:
        return
    typed = shown.translate(str.maketrans({"×": "*", "÷": "/", "−": "-"}))
    again = parse_formula(typed, names)
    # a + (b + c) is shown without its brackets: what it means is the same, how it associates is not
    assert render(again) == shown
    assert sorted(_leaves(again)) == sorted(_leaves(node))


def _leaves(node: Expr) -> list[str]:
    work, found = [node], []
    while work:
        one = work.pop()
        work.extend(one.args)
        if one.op in (Op.INPUT, Op.CONST):
            found.append(str(one.data))
    return found


def test_a_number_with_a_unit_is_sent_to_the_named_values():
    with pytest.raises(ConcessionError) as error:
        parse_formula("25 USD/bbl * (1 + 4 %) ^ age", lambda name: const(1))
    assert error.value.problems[0].hint == "give '25 USD/bbl' a name: numbers with a unit stand under 'with'"
    with pytest.raises(ConcessionError) as error:
        parse_formula("revenue +", lambda name: const(1))
    assert error.value.problems[0].hint.startswith("write it like")
