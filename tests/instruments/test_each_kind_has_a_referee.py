"""Each kind of clause that moves money has a plain version beside it, and the two meet on random cases."""

import re
from pathlib import Path

import pytest

from concession.clauses import KINDS, MoneyClause

TESTS = Path(__file__).parents[1]
ROYALTIES, DEDUCTIONS = "instruments/test_royalties_plain.py", "instruments/test_deductions_plain.py"
TAXES, CIRCLES = "instruments/test_taxes_plain.py", "instruments/test_circles_and_caps.py"
SHARING, TABLES = "instruments/test_rent_and_sharing.py", "instruments/test_rate_tables.py"
CONTRACTS, FUNDS = "clauses/test_clause_contracts.py", "fund/test_fund_clauses.py"
LAW = "clauses/test_clause_taxes.py"

#: Where the plain version of each kind stands: the file, and the test in which the two are compared.
REFEREES = {
    "aid": (FUNDS, "test_caps_and_matching_against_a_purse"),
    "bonus": (CONTRACTS, "test_bonuses"),
    "burden_cap": (CIRCLES, "test_a_cap_on_several_takes"),
    "carbon_tax": ("instruments/test_instruments_together.py", "test_a_carbon_tax_is_deductible_or_not"),
    "cash_flow_tax": (TAXES, "test_cash_flow_taxes"),
    "closure_fund": (SHARING, "test_closure_fund"),
    "cost_recovery": (SHARING, "test_ordered_pools"),
    "deductions_cap": (TAXES, "test_deductions_cap"),
    "depreciation": (DEDUCTIONS, "test_by_asset"),
    "dividends": (CONTRACTS, "test_dividends"),
    "domestic_obligation": (SHARING, "test_first_tranche_and_domestic_obligation"),
    "export_levy": ("instruments/test_instruments_together.py", "test_an_export_levy_is_creditable_or_not"),
    "first_tranche": (SHARING, "test_first_tranche_and_domestic_obligation"),
    "fund": (FUNDS, "test_a_fund_against_vintages"),
    "fund_capital": (FUNDS, "test_a_fund_against_vintages"),
    "fund_contribution": (FUNDS, "test_caps_and_matching_against_a_purse"),
    "income_tax": (LAW, "test_income_tax"),
    "interest_limit": (DEDUCTIONS, "test_interest_by_earnings"),
    "levy": (LAW, "test_levy"),
    "licence_fee": (CONTRACTS, "test_licence_fee"),
    "loan": (CONTRACTS, "test_loan"),
    "loss_refund": (TAXES, "test_losses_given_back"),
    "margin_tax": (ROYALTIES, "test_margin_slices_and_their_minimum"),
    "matching": (FUNDS, "test_caps_and_matching_against_a_purse"),
    "minimum_royalty": (ROYALTIES, "test_a_floor_pays_what_others_leave"),
    "minimum_tax": (TAXES, "test_minimum_taxes"),
    "mutual_taxes": (CIRCLES, "test_two_taxes_deducted_from_each_other"),
    "net_proceeds_tax": (ROYALTIES, "test_net_proceeds"),
    "participation": (SHARING, "test_participation"),
    "payroll_tax": (TAXES, "test_indirect_taxes"),
    "production_sharing": (CONTRACTS, "test_production_sharing"),
    "profit_ratio_royalty": (ROYALTIES, "test_profit_ratio"),
    "profit_split": (SHARING, "test_sharing_by_r_factor"),
    "r_factor": (SHARING, "test_sharing_by_r_factor"),
    "r_factor_royalty": (ROYALTIES, "test_royalty_by_r_factor"),
    "rate_table": (TABLES, "test_bands"),
    "rent_tax": (SHARING, "test_rent_tax_of_several_tiers"),
    "return_tiers": (SHARING, "test_sharing_by_rate_of_return"),
    "royalty": (LAW, "test_royalty"),
    "sliding_royalty": (TABLES, "test_bands"),
    "specific_royalty": (ROYALTIES, "test_an_amount_for_each_unit_indexed"),
    "tax_credit": (ROYALTIES, "test_credits_carried_forward"),
    "thin_capitalisation": (DEDUCTIONS, "test_thin_capitalisation"),
    "top_up_tax": (TAXES, "test_minimum_taxes"),
    "transfer_price": (TAXES, "test_prices_between_stages"),
    "two_part_royalty": (ROYALTIES, "test_two_parts"),
    "uplift": (DEDUCTIONS, "test_uplift"),
    "variable_income_tax": (TAXES, "test_variable_income_tax"),
    "vat": (TAXES, "test_indirect_taxes"),
    "waterfall": (FUNDS, "test_catch_up_against_a_plain_version"),
    "windfall_tax": (TAXES, "test_windfall"),
    "withholding_tax": (TAXES, "test_withholding"),
}
#: Kinds that compute nothing of their own: their lines are what the file says.
SAID = {"given", "formula"}


def test_none_is_without():
    money = {word for word, cls in KINDS.items() if issubclass(cls, MoneyClause)}
    assert money - set(REFEREES) - SAID == set()
    assert set(REFEREES) <= money


@pytest.mark.parametrize("word", sorted(REFEREES))
def test_it_is_there_and_random(word):
    file, name = REFEREES[word]
    text = (TESTS / file).read_text(encoding="utf-8")
    found = re.search(rf"\n@given\((?:(?!\n(?:def|class) ).)*\ndef {name}\(", text, re.DOTALL)
    assert found, f"{file} has no random test '{name}'"
    assert re.search(rf"[\"']{word}[\"']|type: {word}\b", text), f"{file} never writes a clause '{word}'"
