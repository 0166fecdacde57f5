"""Mistakes in the head and the outlook of a case, each told with its place."""

import pytest
from small_cases import mine, problems_of, tree_of


def wrong(change=None, **outlook):
    tree = tree_of({}, {"mine": mine([1, 1, 1])}, periods=3, outlook=outlook)
    for path, value in (change or {}).items():
        *above, last = path.split("/")
        node = tree
        for key in above:
            node = node[key]
        node[last] = value
    return problems_of(tree)


@pytest.mark.parametrize(
    ("entry", "code", "words"),
    [
        ({"kind": "path", "values": {"2025": "1 USD/t", "2027": "2 USD/t"}}, "E616", "2026"),
        ({"kind": "path", "values": {"2026": "1 USD/t"}}, "E616", "2025"),
        ({"low": "1 USD/t", "high": "2 USD/t"}, "E203", "kind"),
        ({"kind": "unifrom", "low": "1 USD/t", "high": "2 USD/t"}, "E206", "did you mean 'uniform'"),
        ({"kind": "uniform", "low": "1 USD/t"}, "E203", "high"),
        ({"kind": "uniform", "low": "1 USD/t", "high": "2 t"}, "E309", "one unit"),
        ({"kind": "uniform", "low": "1 to 2 USD/t", "high": "2 USD/t"}, "E315", "one number"),
        ({"kind": "event", "hazard": "5 t"}, "E309", "rate"),
    ],
)
def test_mistakes_in_the_outlook(entry, code, words):
    found = wrong(price=entry)
    assert code in [one for one, _ in found], found
    assert any(words in text for _, text in found), found


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"conventions/exchange": {"euro": "2 t/EUR"}}, "E611", "what one unit is worth"),
        ({"conventions/exchange": {"euro": "0.9 EUR/USD"}}, "E611", "what one unit is worth"),
        (
            {"groups": {"g": {"name": "G", "members": ["treasury", "bnak"], "perimeter": "x"}}},
            "E210",
            "did you mean 'bank'",
        ),
        (
            {"groups": {"bank": {"name": "G", "members": ["treasury"], "perimeter": "x"}}},
            "E210",
            "a party and a group",
        ),
        ({"timeline/periods": 0}, "E209", "whole number"),
        ({"parties/bank/kind": "lendre"}, "E206", "did you mean 'lender'"),
        ({"projects/mine/owner": "nobody"}, "E208", "no party 'nobody'"),
        ({"drafts/base/clauses": {"r": {"rate": "5 %"}}}, "E203", "type"),
        ({"drafts/base/clauses": {"r": {"type": "roylaty"}}}, "E206", "did you mean 'royalty'"),
    ],
)
def test_mistakes_in_the_head_and_drafts(change, code, words):
    found = wrong(change)
    assert code in [one for one, _ in found], found
    assert any(words in text for _, text in found), found


def test_every_problem_of_a_phase_is_told_at_once():
    clauses = {
        "one": {"type": "royalty", "rate": "5 %", "base": "revenu"},
        "two": {"type": "bonus", "amount": "USD 1"},
        "three": {"type": "levy", "rate": "5 %", "payee": "nobody"},
    }
    assert [code for code, _ in problems_of(tree_of(clauses, {"mine": mine([1])}, periods=1))] == [
        "E608",
        "E612",
        "E208",
    ]
