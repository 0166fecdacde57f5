"""What terms mean: each kind of clause a small module that writes lines and payments."""

from concession.clauses._added_project import AddedProject
from concession.clauses._aid import Aid
from concession.clauses._allowances import CapitalAllowance, Uplift
from concession.clauses._bands import Band, Bands, Point, RateTable
from concession.clauses._builder import ClauseBuilder
from concession.clauses._burden_cap import BurdenCap
from concession.clauses._cash_flow_tax import CashFlowTax, LossRefund
from concession.clauses._clause import KINDS, Clause, Force, MoneyClause
from concession.clauses._closure_fund import ClosureFund
from concession.clauses._cost_recovery import CostPool, CostRecovery
from concession.clauses._credits import ExportLevy, TaxCredit
from concession.clauses._depreciation import Depreciation
from concession.clauses._deterrence import Deterrence
from concession.clauses._dividends import Dividends
from concession.clauses._fees import Bonus, LicenceFee
from concession.clauses._first_tranche import DomesticObligation, FirstTranche
from concession.clauses._free import Formula, Given
from concession.clauses._fund import Fee, Fund
from concession.clauses._fund_capital import FundCapital
from concession.clauses._fund_contribution import FundContribution, Matching
from concession.clauses._income_tax import IncomeTax, Losses
from concession.clauses._indirect_taxes import CarbonTax, PayrollTax, ValueAddedTax
from concession.clauses._interest_limits import InterestLimit, ThinCapitalisation
from concession.clauses._investment import Investment, Taxes
from concession.clauses._levy import Levy
from concession.clauses._loan import Loan
from concession.clauses._minimum_royalty import MinimumRoyalty, RFactorRoyalty, SpecificRoyalty
from concession.clauses._minimum_tax import MinimumTax, TopUpTax
from concession.clauses._mutual_taxes import LinkedTax, MutualTaxes
from concession.clauses._order import in_order
from concession.clauses._other_terms import (
    Accession,
    Board,
    BuyerVeto,
    Disclosure,
    GoverningLaw,
    Guarantee,
    Lien,
    Offtake,
    OtherTerm,
    ProjectPlan,
    Purpose,
    Reach,
    Refusal,
    TermAndExit,
)
from concession.clauses._participation import Participation
from concession.clauses._plan import Fence, Plan
from concession.clauses._production_sharing import ProductionSharing, Stage
from concession.clauses._profit_royalty import ProfitRatioRoyalty, TwoPartRoyalty
from concession.clauses._profit_rules import DeductionsCap, TransferPrice
from concession.clauses._profit_split import ProfitSplit, ReturnTiers, RFactor
from concession.clauses._ratio_taxes import MarginTax, NetProceedsTax
from concession.clauses._rent_tax import RentTax, RentTier
from concession.clauses._royalty import Royalty
from concession.clauses._said import WordOf
from concession.clauses._scope import CALENDAR, Scope, Term
from concession.clauses._sliding import RateLine, SlidingRoyalty
from concession.clauses._stabilisation import Stabilisation
from concession.clauses._steps import CatchUp, Preferred, Remainder, ReturnOfCapital, Split, Step
from concession.clauses._tax_holiday import Holiday, HolidayStep
from concession.clauses._terms import LineName, TermList
from concession.clauses._variable_income_tax import VariableIncomeTax
from concession.clauses._waterfall import Waterfall
from concession.clauses._windfall import WindfallTax
from concession.clauses._withholding import WithholdingTax

__all__ = [
    "CALENDAR",
    "KINDS",
    "Accession",
    "AddedProject",
    "Aid",
    "Band",
    "Bands",
    "Board",
    "Bonus",
    "BurdenCap",
    "BuyerVeto",
    "CapitalAllowance",
    "CarbonTax",
    "CashFlowTax",
    "CatchUp",
    "Clause",
    "ClauseBuilder",
    "ClosureFund",
    "CostPool",
    "CostRecovery",
    "DeductionsCap",
    "Depreciation",
    "Deterrence",
    "Disclosure",
    "Dividends",
    "DomesticObligation",
    "ExportLevy",
    "Fee",
    "Fence",
    "FirstTranche",
    "Force",
    "Formula",
    "Fund",
    "FundCapital",
    "FundContribution",
    "Given",
    "GoverningLaw",
    "Guarantee",
    "Holiday",
    "HolidayStep",
    "IncomeTax",
    "InterestLimit",
    "Investment",
    "Levy",
    "LicenceFee",
    "Lien",
    "LineName",
    "LinkedTax",
    "Loan",
    "LossRefund",
    "Losses",
    "MarginTax",
    "Matching",
    "MinimumRoyalty",
    "MinimumTax",
    "MoneyClause",
    "MutualTaxes",
    "NetProceedsTax",
    "Offtake",
    "OtherTerm",
    "Participation",
    "PayrollTax",
    "Plan",
    "Point",
    "Preferred",
    "ProductionSharing",
    "ProfitRatioRoyalty",
    "ProfitSplit",
    "ProjectPlan",
    "Purpose",
    "RFactor",
    "RFactorRoyalty",
    "RateLine",
    "RateTable",
    "Reach",
    "Refusal",
    "Remainder",
    "RentTax",
    "RentTier",
    "ReturnOfCapital",
    "ReturnTiers",
    "Royalty",
    "Scope",
    "SlidingRoyalty",
    "SpecificRoyalty",
    "Split",
    "Stabilisation",
    "Stage",
    "Step",
    "TaxCredit",
    "Taxes",
    "Term",
    "TermAndExit",
    "TermList",
    "ThinCapitalisation",
    "TopUpTax",
    "TransferPrice",
    "TwoPartRoyalty",
    "Uplift",
    "ValueAddedTax",
    "VariableIncomeTax",
    "Waterfall",
    "WindfallTax",
    "WithholdingTax",
    "WordOf",
    "in_order",
]
