"""The ledger: payments, what is owed, currencies, sums by party."""

import numpy as np
import pytest

from concession.deal import Context, TimedOf, ValueOf, parse_tree
from concession.engine import Inputs, ReferenceExecutor
from concession.errors import ConcessionError, Problems
from concession.ledger import Group, Ledger, Party, Values
from concession.lines import Input, Selector, Timeline, Unit, compile_program, const

USD, EUR = Unit.of("USD"), Unit.of("EUR")
PARTIES = {
    name: Party(id=name, name=name, kind=kind)
    for name, kind in (("state", "treasury"), ("firm", "company"), ("fund", "fund"))
}


def ledger(periods=3, per_year=1, **more):
    return Ledger(
        timeline=Timeline(year=2025, periods=periods, per_year=per_year),
        currency=USD,
        parties=PARTIES,
        groups={"public": Group(id="public", name="Public", members=("state", "fund"), perimeter="both")},
        **more,
    )


def amounts(name, *values, unit=USD):
    return Input(name, unit=unit, shape="series", default=values)


def pay(book, name, amount, payer="firm", payee="state", **more):
    return book.pay(name, amount, payer=payer, payee=payee, instrument=name, tier="fiscal", **more)


def value_of(book, **exprs):
    book.graph.finish()
    program = compile_program(book.graph, [], exprs)
    found = ReferenceExecutor(program, Inputs()).run(range(1))
    return {
        name: np.broadcast_to(row, (book.timeline.periods, 1))[:, 0].tolist() for name, row in found.items()
    }


def test_each_payment_leaves_one_party_and_reaches_another():
    book = ledger()
    pay(book, "tax", amounts("tax_paid", 10, 20, 30))
    pay(book, "share", amounts("shared", 1, 2, 3), payer="state", payee="fund")
    nets = {name: book.net(name) for name in ("state", "firm", "fund", "public", "market")}
    found = value_of(book, **nets)
    assert found["state"] == [9, 18, 27]
    assert found["firm"] == [-10, -20, -30]
    assert found["public"] == [10, 20, 30], "what members pay each other cancels"
    assert found["market"] == [0, 0, 0]


def test_a_delay_moves_cash_and_kind_and_leaves_a_claim():
    book = ledger()
    line = pay(
        book,
        "royalty",
        amounts("owed", 10, 20, 30),
        medium="kind",
        delay=1,
        cost_to_giver=amounts("cost", 1, 2, 3),
    )
    (payment,) = book.payments
    claim = book.graph.accounts["royalty.owed"]
    found = value_of(book, earned=line, due=payment.due, cost=payment.cost_to_giver, claim=claim.closing)
    assert found == {"earned": [10, 20, 30], "due": [0, 10, 20], "cost": [0, 1, 2], "claim": [10, 20, 30]}
    assert (claim.holder, claim.debtor, claim.kind) == ("state", "firm", "claim")


@pytest.mark.parametrize("unit", [USD, EUR])
@pytest.mark.parametrize("delay", [0, 1])
def test_selectors_find_a_payment_once_as_earned_and_once_as_due(unit, delay):
    book = ledger(rates={EUR: Input("euro", unit=USD / EUR, default=2)})
    pay(book, "fee", amounts("fees", 10, 20, 30, unit=unit), delay=delay, attributes={"term": "fee"})
    select = book.graph.select
    exprs = {
        basis: select(Selector(match={"instrument": ("fee",), basis: ("yes",)}), USD, reader="test")
        for basis in ("accrues", "settles")
    }
    exprs["named"] = select(Selector(match={"term": ("fee",)}), unit, reader="test")
    found = value_of(book, **exprs)
    rate = 1 if unit == USD else 2
    assert found["accrues"] == [10 * rate, 20 * rate, 30 * rate]
    assert found["settles"] == ([0, 10 * rate, 20 * rate] if delay else found["accrues"])
    assert found["named"] == [10, 20, 30]


def test_money_moves_between_any_two_currencies():
    book = ledger(
        rates={
            EUR: Input("euro", unit=USD / EUR, default=2),
            Unit.of("UAH"): Input("hryvnia", unit=USD / Unit.of("UAH"), default=5),
        }
    )
    found = value_of(
        book, out=book.convert(const(10, EUR), Unit.of("UAH")), same=book.convert(const(10, EUR), EUR)
    )
    assert found == {"out": [4, 4, 4], "same": [10, 10, 10]}


@pytest.mark.parametrize(
    ("action", "code", "words"),
    [
        (lambda book: pay(book, "tax", amounts("a", 1, 1, 1), payee="staet"), "E208", "did you mean 'state'"),
        (lambda book: pay(book, "tax", amounts("a", 1, 1, 1, unit=Unit.of("t"))), "E601", "not in money"),
        (lambda book: pay(book, "tax", amounts("a", 1, 1, 1, unit=EUR)), "E611", "one EUR is worth in USD"),
        (lambda book: book.convert(const(1, USD), EUR), "E611", "one EUR is worth in USD"),
    ],
)
def test_what_a_ledger_refuses(action, code, words):
    with pytest.raises(ConcessionError) as error:
        action(ledger())
    assert error.value.problems[0].code == code
    assert words in str(error.value)


def values(per_year=1, periods=4):
    return Values(timeline=Timeline(year=2025, periods=periods, per_year=per_year))


def read(sort, text):
    problems = Problems()
    kind = TimedOf("money") if sort == "series" else ValueOf(sort)
    context = Context(problems=problems, path="x", sources={}, evidence=_evidence())
    found = kind.read(parse_tree(text), context)
    assert problems.found == []
    return found


def _evidence():
    from concession.deal import Evidence  # noqa: PLC0415

    return Evidence(sources=("s",), mark="text")


@pytest.mark.parametrize(("text", "first", "last"), [("2026", 4, 7), ("2026Q2", 5, 5)])
def test_where_a_period_begins_and_ends(text, first, last):
    held = values(per_year=4, periods=12)
    assert (held.period_index(text, "x"), held.last_index(text, "x")) == (first, last)


def test_a_month_does_not_fit_a_case_by_quarter():
    with pytest.raises(ConcessionError, match="E313"):
        values(per_year=4).period_index("2026-05", "x")


def test_a_duration_is_rounded_up_to_whole_periods():
    assert values(per_year=4).periods(read("duration", "7 months")) == 3


def test_an_amount_must_say_per_what_time():
    with pytest.raises(ConcessionError, match="E315"):
        values().flow(read("series", "USD 5"), const(0))


def test_an_event_and_a_name_that_are_not_there():
    with pytest.raises(ConcessionError, match="E615"):
        values().event("peace")
    with pytest.raises(ConcessionError, match="E615"):
        values().flow(read("series", "price"), const(0))
