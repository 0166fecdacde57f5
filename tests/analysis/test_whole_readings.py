"""Readings of whole clauses, of projects, of the outlook and of series, taken one at a time and together."""

import json

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from small_cases import loaded, mine, money, problems_of, tree_of, write
from typer.testing import CliRunner

from concession.analysis import (
    alternatives,
    ambiguity,
    case_alternatives,
    compare,
    evaluate,
    read_as,
    read_case_where,
)
from concession.analysis._cluster import Parcel
from concession.analysis._job import Ask
from concession.cli import app
from concession.deal import diff
from concession.errors import ConcessionError
from concession.model import load, reread, schema_of_document
from concession.regimes import under

CLAUSES = {
    "royalty": {
        "type": "royalty",
        "rate": "10 %",
        "base": "revenue",
        "readings": {"costs": {"base": "operating_costs"}, "higher": {"rate": "15 %"}},
    },
    "levy": {
        "readings": {
            "gross": {"type": "royalty", "rate": "2 %", "base": "revenue", "mark": "weak"},
            "lump": {
                "type": "bonus",
                "amount": {"readings": {"one": "USD 1", "five": "USD 5"}},
                "date": "2025",
            },
        },
    },
}


def base_case(**more):
    return loaded(tree_of(CLAUSES, {"mine": mine([100, 100], [40, 40])}, periods=2, **more))


def treasury(case, draft=None):
    return evaluate(case, draft).parties["treasury"].undiscounted.mean


def test_a_clause_with_a_type_beside_its_readings_is_the_base():
    case = base_case()
    # 10 % of 200; the better-marked reading of the levy is the lump sum of 1
    assert treasury(case) == pytest.approx(20 + 1)
    for reading, royalty in (("costs", 8), ("higher", 30)):
        assert treasury(case, read_as(case, "base", {"royalty": reading})) == pytest.approx(royalty + 1)


def test_readings_that_are_whole_clauses():
    case = base_case()
    assert treasury(case, read_as(case, "base", {"levy": "gross"})) == pytest.approx(20 + 4)
    assert treasury(case, read_as(case, "base", {"levy": "lump"})) == pytest.approx(20 + 1)
    assert treasury(case, read_as(case, "base", {"levy.amount": "five"})) == pytest.approx(20 + 5)
    both = read_as(case, "base", {"levy": "lump", "levy.amount": "five"})
    assert treasury(case, both) == pytest.approx(20 + 5)
    found = {one.path: (one.base, one.others) for one in alternatives(case)}
    assert found == {
        "clauses.royalty": ("", ("costs", "higher")),
        "clauses.levy": ("lump", ("gross",)),
        "clauses.levy.amount": ("one", ("five",)),
    }


def test_the_span_over_clauses_and_what_stands_inside_them():
    found = ambiguity(base_case())
    # the amount can be read where the levy is a lump sum: (1 × 2 + 1) × 3
    assert (found.combinations, found.evaluated, found.sampled) == (9, 9, False)
    assert found.spans["treasury"].undiscounted == pytest.approx((8 + 1, 30 + 5))
    assert found.spans["treasury"].low_at == {"clauses.royalty": "costs"}
    assert found.spans["treasury"].high_at == {"clauses.royalty": "higher", "clauses.levy.amount": "five"}
    json.dumps(found.to_dict())


def test_evidence_of_a_reading_speaks_for_its_values():
    tree = tree_of(CLAUSES, {"mine": mine([100, 100])}, periods=2)
    tree["sources"]["letter"] = {"title": "A letter", "grade": "B", "kind": "letter"}
    tree["drafts"]["base"]["clauses"] = {
        "royalty": {
            "type": "royalty",
            "rate": "10 %",
            "base": "revenue",
            "readings": {"higher": {"rate": "15 %", "source": "letter"}},
        }
    }
    case = loaded(tree)
    (said,) = case.clauses(read_as(case, "base", {"royalty": "higher"}))
    assert said.evidence.sources == ("letter",)
    assert said.clause.rate.value.evidence.sources == ("letter",)
    (said,) = case.clauses("base")
    assert said.clause.rate.value.evidence.sources == ("s",)


def test_drafts_change_readings_and_take_them_out():
    drafts = {
        "base": {"title": "Base", "source": "s", "clauses": CLAUSES},
        "next": {
            "extends": "base",
            "source": "s",
            "change": {"royalty": {"readings": {"higher": {"rate": "20 %"}, "costs": None}}},
        },
    }
    case = loaded(tree_of({}, {"mine": mine([100, 100])}, periods=2, drafts=drafts))
    assert next(one.others for one in alternatives(case, "next")) == ("higher",)
    assert treasury(case, read_as(case, "next", {"royalty": "higher"})) == pytest.approx(40 + 1)
    assert treasury(case, read_as(case, "base", {"royalty": "higher"})) == pytest.approx(30 + 1)


OUTLOOK = {
    "spot": {
        "kind": "geometric-brownian",
        "start": "10 USD/t",
        "volatility": {"readings": {"calm": "1 %", "wild": "30 %"}},
        "readings": {
            "flat": {"kind": "path", "values": {"from": "2025", "values": ["7", "7"], "unit": "USD/t"}},
            "dear": {"start": "20 USD/t"},
        },
    },
    "strike": {"readings": {"low": "3 USD/t", "high": "4 USD/t"}},
}


def with_outlook():
    project = {
        "owner": "company",
        "products": {
            "metal": {
                "quantity": {
                    **money([10, 10], unit="t"),
                    "readings": {"late": money([0, 20], unit="t"), "none": "0 t/yr"},
                },
                "price": {"readings": {"market": "spot", "fixed": "5 USD/t"}},
            }
        },
        "costs": {"work": {"amount": {"readings": {"study": "USD 4/yr", "owner": "USD 6/yr"}}}},
    }
    clauses = {
        "royalty": {"type": "royalty", "rate": "10 %", "base": "revenue"},
        "kept": {"type": "formula", "amount": "2 t * outlook.strike", "payee": "treasury", "unit": "USD"},
    }
    del clauses["kept"]
    return loaded(tree_of(clauses, {"mine": project}, periods=2, outlook=OUTLOOK), build=True)


def test_values_series_and_inputs_of_a_case_have_readings():
    case = with_outlook()
    found = {one.path: (one.base, one.others) for one in case_alternatives(case)}
    assert found == {
        "projects.mine.products.metal.quantity": ("", ("late", "none")),
        "projects.mine.products.metal.price": ("market", ("fixed",)),
        "projects.mine.costs.work.amount": ("study", ("owner",)),
        "outlook.spot": ("", ("flat", "dear")),
        "outlook.spot.volatility": ("calm", ("wild",)),
        "outlook.strike": ("low", ("high",)),
    }
    (fixed,) = [read_case_where(case, ["base"], {"metal.price": "fixed"}, compared=False)]
    assert treasury(fixed[0], fixed[1][0]) == pytest.approx(0.1 * 5 * 20)
    late, (draft,) = read_case_where(
        case, ["base"], {"metal.price": "fixed", "metal.quantity": "late"}, compared=False
    )
    assert np.allclose(evaluate(late, draft).lines["royalty"].by_period, [0, 10])
    flat, (draft,) = read_case_where(case, ["base"], {"spot": "flat"}, compared=False)
    assert treasury(flat, draft) == pytest.approx(0.1 * 7 * 20)
    dear, (draft,) = read_case_where(case, ["base"], {"outlook.spot": "dear"}, compared=False)
    # the same random numbers at twice the start
    assert treasury(dear, draft) == pytest.approx(2 * treasury(case))
    costs, (draft,) = read_case_where(case, ["base"], {"costs.work.amount": "owner"}, compared=False)
    assert evaluate(costs, draft).parties["company"].undiscounted.mean == pytest.approx(
        evaluate(case).parties["company"].undiscounted.mean - 4
    )
    assert costs.read == {"projects.mine.costs.work.amount": "owner"}


def test_a_wilder_path_wanders_from_the_same_draws():
    case = with_outlook()
    wild = reread(case, {"outlook.spot.volatility": "wild"})
    calm_p = evaluate(case).parties["treasury"].npv
    wild_p = evaluate(wild).parties["treasury"].npv
    assert wild_p.p90 - wild_p.p10 > 10 * (calm_p.p90 - calm_p.p10)


def test_readings_of_the_case_hold_for_all_drafts_that_are_compared():
    drafts = {
        "law": {"title": "Law", "source": "s", "clauses": {"royalty": CLAUSES["royalty"]}},
        "deal": {
            "extends": "law",
            "source": "s",
            "change": {"royalty": {"rate": "20 %"}},
        },
    }
    project = mine([100, 100], [40, 40])
    project["products"]["metal"]["revenue"]["readings"] = {"half": money([50, 50])}
    case = loaded(tree_of({}, {"mine": project}, periods=2, drafts=drafts))
    read, wanted = read_case_where(case, ["law", "deal"], {"metal.revenue": "half", "royalty": "costs"})
    found = {one.draft.id: one for one in compare(read, wanted).drafts}
    # the baseline keeps its own reading of the clause, and the case's reading holds for both
    assert found["law"].parties["treasury"].undiscounted.mean == pytest.approx(10)
    assert found["deal"].parties["treasury"].undiscounted.mean == pytest.approx(0.2 * 80)


def test_a_reading_that_is_wrong_is_told_with_its_place():
    wrong = {
        "royalty": {
            "type": "royalty",
            "rate": "10 %",
            "base": "revenue",
            "readings": {"net": {"bose": "revenue"}},
        }
    }
    (code, said), *_ = problems_of(tree_of(wrong, {"mine": mine([1])}, periods=1))
    assert (code, "bose" in said) == ("E202", True)
    shapeless = {"levy": {"readings": {"none": {"rate": "2 %"}}, "type": "royalty", "rate": "1 %"}}
    assert problems_of(tree_of(shapeless, {"mine": mine([1])}, periods=1))
    nested = {"levy": {"type": "royalty", "readings": {"a": {"readings": {"b": {"rate": "1 %"}}}}}}
    assert "E412" in {code for code, _ in problems_of(tree_of(nested, {"mine": mine([1])}, periods=1))}
    series = mine([1])
    series["products"]["metal"]["revenue"]["readings"] = {"other": money([1], unit="t")}
    assert "E309" in {code for code, _ in problems_of(tree_of({}, {"mine": series}, periods=1))}
    outlook = {"price": {"kind": "uniform", "low": "1 USD/t", "high": "2 USD/t", "readings": {"a": "4 %"}}}
    assert "E412" in {
        code for code, _ in problems_of(tree_of({}, {"mine": mine([1])}, periods=1, outlook=outlook))
    }


def test_unknown_readings_name_what_is_near():
    case = with_outlook()
    with pytest.raises(ConcessionError, match=r"projects\.mine\.products\.metal\.price"):
        read_case_where(case, ["base"], {"metal.prize": "fixed"}, compared=False)
    with pytest.raises(ConcessionError, match="fixed"):
        read_case_where(case, ["base"], {"metal.price": "fixt"}, compared=False)
    with pytest.raises(ConcessionError, match="E207"):
        reread(case, {"clauses.royalty": "x"})


BANDS = {
    "royalty": {
        "type": "sliding_royalty",
        "base": "revenue",
        "by": "price.copper",
        "table": {
            "how": {"readings": {"incremental": "by-slice", "whole": "whole-value"}},
            "includes": "from",
            "bands": [
                {"to": "4000 USD/t", "rate": "4 %"},
                {"from": "4000 USD/t", "to": "5000 USD/t", "rate": "6.5 %"},
                {"from": "5000 USD/t", "to": "7000 USD/t", "rate": "8.5 %"},
                {"from": "7000 USD/t", "rate": "10 %"},
            ],
        },
    }
}


def test_editors_know_readings():
    def told(document, value):
        return [
            error.message for error in Draft202012Validator(schema_of_document(document)).iter_errors(value)
        ]

    assert told("outlook", OUTLOOK) == []
    assert told("draft", {"title": "Base", "clauses": {**CLAUSES, **BANDS}}) == []
    assert told("draft", {"extends": "base", "change": {"royalty": {"readings": {"net": None}}}}) == []
    series = {**money([1, 2]), "readings": {"late": money([0, 3]), "spot": "price"}}
    project = {"owner": "company", "products": {"metal": {"revenue": series}}}
    assert told("project", project) == []
    assert told("outlook", {"price": {"readings": {"a": {"kind": "norml"}}}})
    assert told("draft", {"title": "Base", "clauses": {"levy": {"readings": {"a": {"rate": "1 %"}}}}})


def test_zambia_from_the_command_line(tmp_path):
    project = {
        "owner": "company",
        "products": {"copper": {"quantity": money([1], unit="t"), "price": "8000 USD/t"}},
    }
    path = str(write(tree_of(BANDS, {"mine": project}, periods=1), tmp_path / "zambia"))
    load(path)
    runner = CliRunner()

    def royalty(*words):
        done = runner.invoke(app, ["evaluate", path, "--json", *words])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)["parties"]["treasury"]["undiscounted"]["mean"]

    assert royalty() == pytest.approx(495)
    assert royalty("--reading", "royalty.bands=whole-value") == pytest.approx(800)
    assert royalty("--reading", "royalty.bands=by-slice") == pytest.approx(495)
    page = runner.invoke(app, ["evaluate", path, "--reading", "royalty.bands=whole-value"])
    assert "read with royalty.table.how = whole" in " ".join(page.stdout.split())
    wrong = runner.invoke(app, ["evaluate", path, "--reading", "royalty.band=whole-value"])
    assert wrong.exit_code != 0
    spans = json.loads(runner.invoke(app, ["readings", path, "--json"]).stdout)["span"]["treasury"]
    assert spans["undiscounted"] == {"low": pytest.approx(495), "high": pytest.approx(800)}


def test_guyana_as_a_clause_with_two_readings():
    project = {
        "owner": "company",
        "products": {"oil": {"revenue": money([100])}},
        "costs": {"all": {"amount": money([100])}},
    }
    clauses = {
        "royalty": {"type": "royalty", "rate": "2 %", "base": "revenue"},
        "recovery": {
            "type": "cost_recovery",
            "limit": "75 %",
            "first_charge": "royalty",
            "first_charge_from": "contractor",
            "limit_base": "after-first-charge",
            "pools": {"all": {"costs": ["operating_costs"]}},
            "readings": {"before-cost": {"first_charge_from": "production"}},
        },
        "split": {"type": "profit_split", "of": "recovery.profit", "state_share": "50 %"},
    }
    found = ambiguity(loaded(tree_of(clauses, {"field": project}, periods=1)))
    treasury = found.spans["treasury"]
    # of gross: 2 + 12.5, or 2 + half of a quarter of 98
    assert (treasury.undiscounted, treasury.base) == (pytest.approx((14.25, 14.5)), pytest.approx(14.5 / 1.1))
    assert treasury.low_at == {"clauses.recovery": "before-cost"}
    assert found.weighted is None


def test_a_case_that_is_read_otherwise_is_not_sent_to_a_cluster():
    case = reread(with_outlook(), {"outlook.spot": "flat"})
    ask = Ask(seed=1, vary="everything", lines=(), rates_of_return=False, fans=())
    with pytest.raises(ConcessionError, match="E719"):
        Parcel(case, case.build("base"), ask)


def test_differences_look_into_clauses_with_readings():
    drafts = {
        "base": {"title": "Base", "source": "s", "clauses": CLAUSES},
        "next": {
            "extends": "base",
            "source": "s",
            "change": {"royalty": {"rate": "12 %", "readings": {"higher": {"rate": "20 %"}}}},
        },
    }
    case = loaded(tree_of({}, {"mine": mine([100, 100], [40, 40])}, periods=2, drafts=drafts))
    found = diff(case.draft("base").clauses, case.draft("next").clauses)
    assert [(one.clause, one.path, one.old, one.new) for one in found] == [
        ("royalty", "rate", "10 %", "12 %"),
        ("royalty", "readings.higher.rate", "15 %", "20 %"),
    ]


def test_rates_of_the_case_have_readings():
    tree = tree_of(
        {"royalty": {**CLAUSES["royalty"], "readings": {"higher": {"rate": "15 %"}}}}, {}, periods=2
    )
    tree["projects"] = {"mine": mine([100, 100], [40, 40])}
    tree["conventions"]["common_rate"] = {"readings": {"usual": "10 % per year", "low": "0 % per year"}}
    case = loaded(tree)
    assert [one.path for one in case_alternatives(case)] == ["conventions.common_rate"]
    low, (draft,) = read_case_where(case, ["base"], {"common_rate": "low"}, compared=False)
    assert evaluate(case).parties["treasury"].npv.mean == pytest.approx(10 / 1.1 + 10 / 1.21)
    assert evaluate(low, draft).parties["treasury"].npv.mean == pytest.approx(20)
    found = ambiguity(case, weights={"common_rate": {"usual": 0.5, "low": 0.5}})
    assert found.combinations == 4
    assert found.weighted["treasury"] == pytest.approx((20 + 10 / 1.1 + 10 / 1.21) / 2)


def test_a_law_of_the_library_is_not_sent_to_a_cluster():
    case = under(load("copper-creek"), ["zambia-2023"])
    ask = Ask(seed=1, vary="everything", lines=(), rates_of_return=False, fans=())
    with pytest.raises(ConcessionError, match="stands in no file"):
        Parcel(case, case.build("zambia-2023"), ask)


def test_a_shipped_case_under_a_law_and_a_reading(tmp_path):
    runner = CliRunner()
    words = ["evaluate", "copper-creek", "--regime", "zambia-2023", "--futures", "16", "--json"]

    def treasury_of(*more):
        done = runner.invoke(app, [*words, *more])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)["parties"]["treasury"]["undiscounted"]["mean"]

    assert treasury_of("--reading", "royalty.bands=whole-value") > treasury_of()
    assert treasury_of("--reading", "royalty.bands=by-slice") == pytest.approx(treasury_of())
    page = tmp_path / "page.html"
    told = ["--reading", "royalty.bands=whole-value", "--report", str(page)]
    assert runner.invoke(app, [*words, *told]).exit_code == 0
    again = "--regime zambia-2023 --reading royalty.bands=whole-value"
    assert again in page.read_text(encoding="utf-8")
