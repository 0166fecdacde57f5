"""What terms mean: each kind of clause a small module that writes lines and payments."""

from concession.clauses._clause import KINDS, Clause, MoneyClause
from concession.clauses._depreciation import Depreciation
from concession.clauses._fees import Bonus, LicenceFee
from concession.clauses._finance import Dividends, Loan
from concession.clauses._free import Formula, Given
from concession.clauses._income_tax import IncomeTax, Losses
from concession.clauses._levy import Levy
from concession.clauses._production_sharing import ProductionSharing, Stage
from concession.clauses._royalty import Royalty
from concession.clauses._scope import CALENDAR, Scope, Term
from concession.clauses._terms import TermList

__all__ = [
    "CALENDAR",
    "KINDS",
    "Bonus",
    "Clause",
    "Depreciation",
    "Dividends",
    "Formula",
    "Given",
    "IncomeTax",
    "Levy",
    "LicenceFee",
    "Loan",
    "Losses",
    "MoneyClause",
    "ProductionSharing",
    "Royalty",
    "Scope",
    "Stage",
    "Term",
    "TermList",
]
