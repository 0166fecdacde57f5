"""A product that is made from several ores: their contents are added up, each with its grade and recovery."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import close, money, percent, problems_of, run, shares, tree_of

FEW = settings(max_examples=20, deadline=None)
SULPHIDE, OXIDE = [100, 200, 300], [50, 0, 80]


def tree(ore, **product):
    project = {
        "owner": "company",
        "ore": {"sulphide": {"mined": money(SULPHIDE, unit="t")}, "oxide": {"mined": money(OXIDE, unit="t")}},
        "products": {"copper": {"ore": ore, "price": "10 USD/t", **product}},
    }
    return tree_of({}, {"mine": project}, periods=3)


@FEW
@given(shares(), shares(), shares(), shares())
def test_each_ore_has_its_grade_and_recovery(one, other, recovered, lost):
    ore = {
        "sulphide": {"grade": percent(one), "recovery": percent(recovered)},
        "oxide": {"grade": percent(other), "recovery": percent(lost)},
    }
    lines = run(tree(ore))
    wanted = [float(one * recovered * a + other * lost * b) for a, b in zip(SULPHIDE, OXIDE, strict=True)]
    close(lines["production.copper"], wanted)
    close(lines["revenue.copper"], [10 * x for x in wanted])
    close(lines["ore"], [a + b for a, b in zip(SULPHIDE, OXIDE, strict=True)])


def test_a_list_shares_the_terms_of_the_product():
    lines = run(tree(["sulphide", "oxide"], grade="2 %", recovery="90 %"))
    close(lines["production.copper"], [0.018 * (a + b) for a, b in zip(SULPHIDE, OXIDE, strict=True)])


def test_one_ore_may_stand_alone_and_one_grade_may_differ():
    close(run(tree("oxide", grade="2 %"))["production.copper"], [0.02 * b for b in OXIDE])
    mixed = run(tree({"sulphide": {}, "oxide": {"grade": "1 %"}}, grade="2 %", recovery="50 %"))
    close(
        mixed["production.copper"],
        [0.5 * (0.02 * a + 0.01 * b) for a, b in zip(SULPHIDE, OXIDE, strict=True)],
    )


@pytest.mark.parametrize(
    ("ore", "code", "words"),
    [
        ({"sulphide": {"grad": "2 %"}}, "E202", "did you mean 'grade'"),
        ({"sulfide": {"grade": "2 %"}}, "E614", "did you mean 'sulphide'"),
        (["sulphide", "oxid"], "E614", "did you mean 'oxide'"),
        (["sulphide", "sulphide"], "E123", "named twice"),
        ({"sulphide": {"grade": "2 USD"}}, "E309", "share"),
    ],
)
def test_mistakes_are_told(ore, code, words):
    found = problems_of(tree(ore, recovery="90 %"))
    assert any(one == code and words in text for one, text in found), found


@FEW
@given(st.permutations(["sulphide", "oxide"]))
def test_the_order_of_ores_does_not_matter(names):
    ore = {name: {"grade": "2 %" if name == "oxide" else "1 %"} for name in names}
    close(
        run(tree(ore))["production.copper"],
        [0.01 * a + 0.02 * b for a, b in zip(SULPHIDE, OXIDE, strict=True)],
    )
