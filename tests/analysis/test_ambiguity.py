"""The price of the ambiguity: each reading alone, spans over combinations, weights that users give."""

import json

import pytest
from small_cases import loaded, mine, money, tree_of

from concession.analysis import alternatives, ambiguity, evaluate, read_as, read_where
from concession.errors import ConcessionError
from concession.regimes import under


def field_of_guyana():
    project = {
        "owner": "company",
        "products": {"oil": {"revenue": money([100])}},
        "costs": {"all": {"amount": money([100])}},
    }
    return under(loaded(tree_of({}, {"field": project}, periods=1)), ["guyana-2016"])


def mine_of_zambia():
    project = {
        "owner": "company",
        "products": {"copper": {"quantity": money([1], unit="t"), "price": "8000 USD/t"}},
    }
    return under(loaded(tree_of({}, {"mine": project}, periods=1)), ["zambia-2023"])


def with_readings(count, base="10 %", other="20 %"):
    """Return a case with so many levies, each read in two ways."""
    rate = {"value": base, "readings": {"narrow": base, "wide": other}}
    clauses = {
        f"levy_{k}": {
            "type": "royalty",
            "rate": {**rate, "readings": dict(rate["readings"])},
            "base": "revenue",
        }
        for k in range(count)
    }
    return loaded(tree_of(clauses, {"mine": mine([100, 100])}, periods=2))


def test_guyana_is_worth_a_quarter_of_a_point_of_gross():
    found = ambiguity(field_of_guyana())
    assert [one.path for one in found.places] == ["clauses.recovery.first_charge_from"]
    treasury = found.spans["treasury"]
    assert treasury.undiscounted == pytest.approx((14.25, 14.5))
    assert found.base.undiscounted["treasury"] == pytest.approx(14.5)
    assert treasury.low_at == {"clauses.recovery.first_charge_from": "before-cost"}
    # what the treasury may lose the company may gain
    assert found.spans["company"].price == pytest.approx(treasury.price)
    assert found.weighted is None


def test_zambia_is_495_or_800_a_tonne():
    case = mine_of_zambia()
    found = ambiguity(case)
    assert (found.combinations, found.sampled) == (2, False)
    for name, royalty in (("incremental", 495), ("whole", 800)):
        draft = read_as(case, "zambia-2023", {"royalty.bands": name})
        assert evaluate(case, draft).lines["royalty"].by_period[0] == pytest.approx(royalty)
    # income tax falls by its share of the difference; its rate, not known, varies about 30 per cent
    low, high = found.spans["treasury"].undiscounted
    assert high - low == pytest.approx(0.7 * 305, rel=0.01)
    assert [list(one.readings.values()) for one in found.one_at_a_time] == [["whole"]]


def test_all_combinations_up_to_64_and_a_draw_of_more():
    few = ambiguity(with_readings(6))
    assert (few.combinations, few.evaluated, few.sampled) == (64, 64, False)
    treasury = few.spans["treasury"]
    assert treasury.undiscounted == pytest.approx((0.1 * 6 * 200, 0.2 * 6 * 200))
    assert treasury.low_at == {}
    assert len(treasury.high_at) == 6
    many = ambiguity(with_readings(7))
    assert many.combinations == 128
    assert many.sampled
    # as many different ones as are run where all are: the base and each reading alone may come on top
    assert 64 <= many.evaluated <= 64 + 8
    assert many.to_dict()["sampled"] is True
    again = ambiguity(with_readings(7))
    assert again.to_dict() == many.to_dict()
    # each reading alone is always there
    assert len(many.one_at_a_time) == 7
    json.dumps(many.to_dict())


def test_only_weights_that_are_given_count():
    case = with_readings(2)
    found = ambiguity(case, weights={"levy_0.rate": {"narrow": 0.25, "wide": 0.75}})
    alone = {tuple(one.readings): one.npv["treasury"] for one in found.one_at_a_time}
    wide = alone["clauses.levy_0.rate",]
    assert found.weighted["treasury"] == pytest.approx(0.25 * found.base.npv["treasury"] + 0.75 * wide)
    with pytest.raises(ConcessionError, match="E759"):
        ambiguity(case, weights={"levy_0.rate": {"wide": 0.75}})
    with pytest.raises(ConcessionError, match="E207"):
        ambiguity(case, weights={"levy_9.rate": {"wide": 1}})


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("clauses.royalty.table.how", "whole"),
        ("royalty.table.how", "whole"),
        ("royalty.how", "whole"),
        ("royalty.bands", "whole-value"),
        ("royalty.bands", "whole"),
        ("how", "whole-value"),
    ],
)
def test_short_names_of_readings(path, name):
    case = mine_of_zambia()
    draft = read_as(case, "zambia-2023", {path: name})
    assert evaluate(case, draft).lines["royalty"].by_period[0] == pytest.approx(800)
    assert len(alternatives(case, draft)) == len(alternatives(case)) - 1


@pytest.mark.parametrize(
    ("path", "name", "said"),
    [
        ("royalty.bands", "hole", "no reading 'hole'"),
        ("royalty.rate", "whole", "no clause or value with readings"),
        ("tax.bands", "whole", "no clause or value with readings"),
        ("clauses.royalty.rate", "whole", "E207|E610|E20"),
    ],
)
def test_names_of_nothing(path, name, said):
    with pytest.raises(ConcessionError, match=said):
        read_as(mine_of_zambia(), "zambia-2023", {path: name})


def test_a_short_name_of_several_is_refused():
    with pytest.raises(ConcessionError, match="may be any of"):
        read_as(with_readings(2), "base", {"rate": "wide"})


def test_the_baseline_is_left_as_it_is():
    case = mine_of_zambia()
    with pytest.raises(ConcessionError, match="baseline alone"):
        read_where(case, ["zambia-2023"], {"royalty.bands": "whole"})
    both = under(case, ["zambia-2022", "zambia-2023"])
    kept, read = read_where(both, ["zambia-2022", "zambia-2023"], {"royalty.bands": "whole"})
    assert kept is both.draft("zambia-2022")
    assert read is not both.draft("zambia-2023")


def test_words_of_one_meaning():
    found = ambiguity(loaded(tree_of({}, {"mine": mine([100])}, periods=1)))
    assert (found.places, found.combinations, found.one_at_a_time) == ((), 1, ())
