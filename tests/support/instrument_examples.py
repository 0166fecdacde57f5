"""An example of each instrument that runs: one small mine, and one clause or a few that belong together."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["EXAMPLES", "EXAMPLE_CASE"]

#: A case of one mine; the clauses of an example stand in the place of ``{clauses}``.
EXAMPLE_CASE = """\
concession: 1
title: An example
currency: USD
source: example
timeline: {start: 2025, periods: 8}
conventions: {valuation_date: 2025-01-01, discounting: end, common_rate: 10 %}
parties:
  company: {name: The company, kind: company}
  treasury: {name: The treasury, kind: treasury}
  state: {name: The state's company, kind: state-company}
  trust: {name: The closure trust, kind: fund}
sources:
  example: {title: Numbers made up for an example, grade: A, kind: model, mark: text}
projects:
  mine:
    owner: company
    products:
      copper: {quantity: {from: 2025, values: [0, 0, 40, 60, 60, 60, 50, 0], unit: kt}, price: 8000 USD/t}
    costs:
      mining: {rate: 3000 USD/t, of: production}
      transport: {rate: 4 %, of: revenue}
    capital:
      works: {amount: {from: 2025, values: [300, 400, 100, 0, 20, 0, 0, 0], unit: USD million}}
    closure:
      site: {amount: {from: 2025, values: [0, 0, 0, 0, 0, 0, 0, 60], unit: USD million}}
drafts:
  base:
    title: Base
    dated: 2025
    status: example
    source: example
    clauses:
{clauses}
"""

#: Clauses by kind, as the text of a draft; the clause of the kind is the last one.
EXAMPLES: Mapping[str, str] = {
    "rate_table": """\
rate:
  type: rate_table
  by: price.copper
  table:
    how: interpolated
    points: [{at: 3600 USD/t, rate: 2.5 %}, {at: 9200 USD/t, rate: 5 %}]
""",
    "sliding_royalty": """\
royalty:
  type: sliding_royalty
  base: revenue
  by: price.copper
  table:
    how: by-slice
    bands:
      - {to: 4000 USD/t, rate: 4 %}
      - {from: 4000 USD/t, to: 5000 USD/t, rate: 6.5 %}
      - {from: 5000 USD/t, to: 7000 USD/t, rate: 8.5 %}
      - {from: 7000 USD/t, rate: 10 %}
""",
    "profit_ratio_royalty": """\
profit: {type: formula, amount: revenue - operating_costs, pays: no}
royalty: {type: profit_ratio_royalty, profit: profit, floor: 0.5 %, divisor: 12.5, cap: 5 %}
""",
    "two_part_royalty": """\
profit: {type: formula, amount: revenue - operating_costs, pays: no}
royalty: {type: two_part_royalty, profit: profit, ad_valorem: 1.9 %, coefficient: 0.4, cap: 5.35 %}
""",
    "net_proceeds_tax": """\
net: {type: formula, amount: revenue - operating_costs, pays: no}
tax:
  type: net_proceeds_tax
  net: net
  table:
    how: whole-value
    bands: [{to: 10 %, rate: 2 %}, {from: 10 %, to: 50 %, rate: 3.5 %}, {from: 50 %, rate: 5 %}]
  threshold: USD 4 million
  flat_rate: 5 %
""",
    "margin_tax": """\
profit: {type: formula, amount: revenue - operating_costs, pays: no}
tax:
  type: margin_tax
  profit: profit
  table:
    how: by-slice
    bands: [{to: 35 %, rate: 16 %}, {from: 35 %, to: 50 %, rate: 22 %}, {from: 50 %, rate: 28 %}]
  minimum: {how: by-slice, bands: [{to: USD 80 million, rate: 1 %}, {from: USD 80 million, rate: 4 %}]}
""",
    "minimum_royalty": """\
tax:
  type: income_tax
  ring_fence: project
  rate: 20 %
  deduct: [operating_costs, capital]
  losses: {carry_forward: for-ever}
floor:
  type: minimum_royalty
  base: revenue
  by: price.copper
  table: {how: whole-value, includes: to, bands: [{to: 5000 USD/t, rate: 0 %}, {from: 5000 USD/t, rate: 4 %}]}
  credited: tax
""",
    "r_factor_royalty": """\
net: {type: formula, amount: revenue - operating_costs, pays: no}
factor: {type: r_factor, receipts: revenue}
royalty:
  type: r_factor_royalty
  by: factor
  net: net
  gross_rate: {how: whole-value, bands: [{to: "1.1", rate: 2 %}, {from: "1.1", rate: 5 %}]}
  net_rate: {how: whole-value, bands: [{to: "1.25", rate: 0 %}, {from: "1.25", rate: 20 %}]}
""",
    "specific_royalty": """\
royalty: {type: specific_royalty, amount: 120 USD/t, indexation: 2 %}
""",
    "export_levy": """\
levy: {type: export_levy, rate: 5 %, value: revenue, deduct: costs.transport}
""",
    "tax_credit": """\
tax: {type: income_tax, rate: 30 %}
levy: {type: export_levy, rate: 5 %}
credit: {type: tax_credit, credit: levy, against: tax, carry_years: 3}
""",
    "depreciation": """\
allowance: {type: depreciation, method: declining, life: 5, factor: 2}
""",
    "uplift": """\
uplift: {type: uplift, rate: 5.5 %, years: 4}
""",
    "interest_limit": """\
interest: {type: formula, amount: 8 % * running(capital), pays: no, ring_fence: company}
allowed:
  type: interest_limit
  interest: interest
  earnings: revenue
  less: operating_costs
  share: 30 %
  carry_years: 5
""",
    "thin_capitalisation": """\
debt: {type: formula, amount: 80 % * running(capital), pays: no, ring_fence: company}
equity: {type: formula, amount: 20 % * running(capital), pays: no, ring_fence: company}
interest: {type: formula, amount: 8 % * debt, pays: no, ring_fence: company}
allowed: {type: thin_capitalisation, interest: interest, debt: debt, equity: equity, ratio: 3}
""",
    "variable_income_tax": """\
tax:
  type: variable_income_tax
  a: 70 %
  b: 0.15
  minimum: 22 %
  deduct: [operating_costs, capital]
  losses: {carry_forward: for-ever}
""",
    "cash_flow_tax": """\
tax: {type: cash_flow_tax, rate: 40 %}
""",
    "loss_refund": """\
tax: {type: income_tax, rate: 30 %, ring_fence: project, deduct: [operating_costs, capital]}
loss: {type: formula, amount: "max(0, -tax.result)", pays: no}
refund: {type: loss_refund, rate: 30 %, losses: loss, when: each-period}
""",
    "rent_tax": """\
tax:
  type: rent_tax
  tiers:
    first: {threshold: 12 %, rate: 25 %}
    second: {threshold: 20 %, rate: 25 %}
""",
    "deductions_cap": """\
tax: {type: deductions_cap, rate: 40 %, least_share: 10 %, carry_rate: 5 %}
""",
    "transfer_price": """\
netback: {type: formula, amount: price.copper * 90 %, pays: no}
cost_plus: {type: formula, amount: "ratio(operating_costs, production) * 115 %", pays: no}
transfer: {type: transfer_price, method: average, netback: netback, cost_plus: cost_plus}
""",
    "windfall_tax": """\
study_price: {type: formula, amount: price.copper * 70 %, pays: no}
income: {type: formula, amount: revenue - operating_costs, pays: no}
study_income: {type: formula, amount: income * 60 %, pays: no}
tax:
  type: windfall_tax
  rate: 50 %
  margin: 25 %
  price: price.copper
  reference_price: study_price
  income: income
  reference_income: study_income
""",
    "mutual_taxes": """\
taxes:
  type: mutual_taxes
  taxes:
    duty: {rate: 16 %, deduct: [operating_costs, capital], losses: carried, instrument: duty}
    profits: {rate: 25 %, deduct: [operating_costs, capital], losses: carried}
""",
    "burden_cap": """\
royalty: {type: royalty, rate: 12 %, base: revenue, ring_fence: company}
tax: {type: income_tax, rate: 30 %, deduct: [operating_costs, capital]}
cap:
  type: burden_cap
  takes: [royalty, tax]
  less: operating_costs
  share: 40 %
  reduces: royalty
  without_profit: no-cap
""",
    "minimum_tax": """\
income_tax: {type: income_tax, rate: 5 %}
floor: {type: minimum_tax, share: 4 %}
""",
    "top_up_tax": """\
income_tax: {type: income_tax, rate: 9 %}
top_up: {type: top_up_tax, least_rate: 15 %, income: revenue, less: operating_costs}
""",
    "withholding_tax": """\
tax: {type: income_tax, rate: 30 %}
branch: {type: withholding_tax, rate: 10 %, base: revenue, deduct: [operating_costs, tax], on: branch-profit}
""",
    "cost_recovery": """\
royalty: {type: royalty, rate: 10 %, base: revenue}
recovery:
  type: cost_recovery
  first_charge: royalty
  limit: 60 %
  limit_base: after-first-charge
  pools:
    operating: {costs: operating_costs}
    capital: {costs: capital, uplift: 10 %}
""",
    "profit_split": """\
factor: {type: r_factor, receipts: revenue, less: split}
recovery:
  type: cost_recovery
  limit: 60 %
  limit_base: before-first-charge
  pools: {all: {costs: [operating_costs, capital]}}
split:
  type: profit_split
  of: recovery.profit
  by: factor
  table: {how: interpolated, points: [{at: "1", rate: 20 %}, {at: "3", rate: 70 %}]}
""",
    "r_factor": """\
factor: {type: r_factor, receipts: revenue}
""",
    "return_tiers": """\
tier: {type: return_tiers, hurdles: [10 %, 20 %], income: revenue}
""",
    "first_tranche": """\
ftp: {type: first_tranche, rate: 20 %, state_share: 60 %}
""",
    "domestic_obligation": """\
dmo:
  type: domestic_obligation
  share: 25 %
  entitlement: production
  market_price: price.copper
  domestic_share: 80 %
  holiday: 2
""",
    "participation": """\
state_share: {type: participation, kind: carried, share: 15 %, interest: 8 %, payee: state}
""",
    "vat": """\
vat: {type: vat, rate: 20 %, base: capital, refund_after: 2}
""",
    "payroll_tax": """\
payroll: {type: payroll_tax, rate: 22 %, wages: {costs.mining: 30 %}}
""",
    "carbon_tax": """\
carbon: {type: carbon_tax, price: 50 USD/t, activity: production, factor: 3, indexation: 2 %}
""",
    "closure_fund": """\
fund: {type: closure_fund, fund: trust, interest: 3 %}
""",
}
