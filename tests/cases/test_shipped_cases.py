"""The shipped cases beside what their documents print; the printed numbers stand here, not in the case."""

from __future__ import annotations

import numpy as np
import pytest

from concession.analysis import compare, evaluate
from concession.analysis._run import run
from concession.model import load

TAX = [299, 283, 193, 153, 147, 244, 182, 197, 177, 191, 182, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0]


@pytest.fixture(scope="module")
def buenavista():
    return evaluate(load("buenavista"))


@pytest.fixture(scope="module")
def copper_creek():
    return evaluate(load("copper-creek"))


def millions(evaluation, name):
    return np.asarray(evaluation.lines[name].by_period) / 1e6


def test_buenavista_gives_back_the_printed_values(buenavista):
    mine = buenavista.projects["mine"]
    assert mine.npv_pre_tax.mean / 1e6 == pytest.approx(5826, rel=0.005)
    assert mine.npv_post_tax.mean / 1e6 == pytest.approx(3405, rel=0.005)


def test_buenavista_gives_back_the_printed_tax_of_21_years(buenavista):
    tax = millions(buenavista, "income_tax")
    assert np.abs(tax[:21] - TAX).max() <= 0.5
    five_years = tax[21:].reshape(4, 5).sum(axis=1)
    # printed 1, nothing, 48, 109: the second is off by as much as CASE.md says
    np.testing.assert_allclose(five_years, [0, 0, 57.6, 109.3], atol=0.05)


def test_losses_of_buenavista_lapse_after_ten_years(buenavista):
    assert millions(buenavista, "income_tax.losses.lapsed").sum() > 400
    case = load("buenavista")
    for_ever = case.draft().replace("clauses.income_tax.losses", {"carry_forward": "for-ever"})
    assert millions(evaluate(case, for_ever), "income_tax")[21:].sum() == 0


def test_the_closure_provision_of_buenavista_pays_back_what_it_takes(buenavista):
    assert buenavista.parties["provision"].by_period == pytest.approx(np.zeros(41))
    costs = millions(buenavista, "operating_costs")[0]
    assert costs == pytest.approx(585 + 509 + 698 + 62 + 34)


def test_buenavista_pre_tax_cash_as_printed(buenavista):
    printed = [1110, 1142, 691, 419, 567, 1023, 810, 752, 683, 730, 660, 159, -106, -99, -301, -247, 0, 50, 137,
               234, 226]  # fmt: skip
    assert np.abs(millions(buenavista, "pre_tax_cash")[:21] - printed).max() <= 2


def test_a_higher_duty_moves_value_from_company_and_workers_to_the_treasury():
    done = compare(load("buenavista"))
    found = done.to_dict()["drafts"]
    npv = {one["id"]: {name: party["npv"]["mean"] for name, party in one["parties"].items()} for one in found}
    base = npv["base"]
    assert set(npv) == {"base", "duty-8-5", "duty-10", "royalty-2-35"}
    for name in ("duty-8-5", "duty-10"):
        assert npv[name]["treasury"] > base["treasury"]
        assert npv[name]["company"] < base["company"]
        assert npv[name]["workers"] < base["workers"]
        # at one rate a change of terms moves value and makes none
        gained = sum(npv[name][party] - base[party] for party in ("company", "treasury", "workers"))
        assert abs(gained) < 1
    # 8.5 % is two fifths of the way from 7.5 % to 10 %
    moved = {name: npv[name]["treasury"] - base["treasury"] for name in ("duty-8-5", "duty-10")}
    assert moved["duty-8-5"] / moved["duty-10"] == pytest.approx(0.4, abs=0.01)


def test_copper_creek_gives_back_the_printed_values(copper_creek):
    mine = copper_creek.projects["mine"]
    assert mine.npv_pre_tax.mean / 1e6 == pytest.approx(846.5, rel=0.005)
    assert mine.npv_post_tax.mean / 1e6 == pytest.approx(713.0, rel=0.005)
    assert mine.irr_pre_tax.rate == pytest.approx(0.165, abs=0.0005)
    assert mine.irr_post_tax.rate == pytest.approx(0.156, abs=0.0005)
    # closure comes last, so that a second root lies far below zero; which one is given is a written rule
    assert mine.irr_pre_tax.status == mine.irr_post_tax.status == "several"


def test_copper_creek_first_years_by_hand(copper_creek):
    cash = millions(copper_creek, "pre_tax_cash")
    assert cash[:2] == pytest.approx([-184.7, -613.2])
    revenue = 89 * 3.8 + 0.204 * 20
    costs = 15.8 + 6.5 + 8.8 + 109.5 + 48.4 + 13.8 + 18.5
    assert cash[2] == pytest.approx(revenue - costs - 0.3)


def test_royalties_of_copper_creek():
    case = load("copper-creek")
    nsr = millions(evaluate(case, "royalty-2"), "state_royalty")
    assert nsr[2] == pytest.approx(0.02 * (89 * 3.8 + 0.204 * 20 - 15.8 - 6.5))
    pounds = millions(evaluate(case, "royalty-per-pound"), "state_royalty")
    assert pounds[2] == pytest.approx(0.075 * 89)


@pytest.fixture(scope="module")
def dobra():
    """The lines of the case with every assumption held at its middle, by draft."""
    case = load("dobra")
    found = {}
    for draft in case.drafts:
        built = case.build(draft)
        names = ("revenue", "state_total", "investor_result", "sharing", "sharing.recovered", "income_tax",
                 "sharing.stage")  # fmt: skip
        found[draft] = run(case, built, futures=1, seed=1, vary="nothing", lines=names).means
    return found


def share_of_year(lines, name, year):
    quarters = slice((year - 2026) * 4, (year - 2026) * 4 + 4)
    return lines[name][quarters].sum() / lines["revenue"][quarters].sum()


def test_dobra_shares_of_the_first_stage(dobra):
    for year in (2036, 2037, 2038, 2039):
        assert share_of_year(dobra["base"], "sharing.recovered", year) == pytest.approx(0.70)
        assert share_of_year(dobra["base"], "sharing", year) == pytest.approx(0.3 * 0.04)
        assert share_of_year(dobra["base"], "income_tax", year) == pytest.approx(0.288 * 0.18)
        # about 13 % for the state; the investor's 22 % was not used to find the payroll taxes
        assert share_of_year(dobra["base"], "state_total", year) == pytest.approx(0.13, abs=0.0005)
        assert share_of_year(dobra["base"], "investor_result", year) == pytest.approx(0.22, abs=0.0005)


def test_dobra_taxes_once_a_year_and_shares_each_quarter(dobra):
    tax = dobra["base"]["income_tax"]
    assert (tax.reshape(-1, 4)[:, :3] == 0).all()
    assert (dobra["base"]["sharing"][40:92] > 0).all()


def test_dobra_main_stage_begins_in_the_fifth_year_of_concentrate(dobra):
    stage = dobra["base"]["sharing.stage"]
    first = int(np.argmax(dobra["base"]["revenue"] > 0))
    assert 16 <= int(np.argmax(stage > 0)) - first < 20
    assert share_of_year(dobra["base"], "sharing.recovered", 2042) == pytest.approx(0.30)
    # where running costs come first, the first stage lasts longer
    assert np.argmax(dobra["costs-first"]["sharing.stage"] > 0) > np.argmax(stage > 0)


def test_dobra_says_that_it_rests_on_assumptions():
    found = evaluate(load("dobra"), futures=200)
    assert found.to_dict()["illustrative"] is True
    assert found.evidence["assumed"] >= 8
    assert found.evidence["unknown"] >= 2
    assert all(one.within for one in found.published)


@pytest.mark.parametrize("name", ["buenavista", "copper-creek", "dobra"])
def test_every_shipped_case_conserves_and_is_documented(name):
    case = load(name)
    for draft in case.drafts.values():
        done = evaluate(case, draft, futures=50)
        assert done.conservation_error <= 1e-9
        assert draft.title
    assert (case.documents.folder / "CASE.md").is_file()


@pytest.mark.parametrize("name", ["buenavista", "copper-creek"])
def test_printed_results_are_within_their_tolerance(name):
    done = evaluate(load(name))
    assert done.published
    assert [one.id for one in done.published if not one.within] == []
