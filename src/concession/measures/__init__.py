"""Definitions and solvers: what a stream of amounts is worth, and what may be said of it.

Amounts have the shape (periods,) or (periods, futures), in float64. What is undefined comes as NaN with a
status that says why, never as nought. Every measure has its definition in :data:`MEASURES`.
"""

from concession.measures._dated import xirr, xnpv
from concession.measures._definitions import MEASURES, Measure, measure
from concession.measures._discounting import Discounting, Timing, npv
from concession.measures._figure import Figure, Status
from concession.measures._irr import IRR, RateStatus, irr
from concession.measures._multiples import (
    multiple,
    net_multiple,
    profitability_index,
    profitability_index_of,
)
from concession.measures._payback import Origin, payback
from concession.measures._progressivity import Progressivity, Verdict, progressivity
from concession.measures._rates import irr_change, metr
from concession.measures._risk import (
    Chance,
    chance_below,
    coefficient_of_variation,
    expected_monetary_value,
    risk_share,
)
from concession.measures._solve import Solution, SolveStatus, solve
from concession.measures._summary import Summary, summarize
from concession.measures._take import (
    aetr,
    effective_royalty_rate,
    government_take,
    lowest_share_of_gross,
    saving_index,
    share_of_benefits,
)
from concession.measures._timing import duration, first_receipt, share_by

__all__ = [
    "IRR",
    "MEASURES",
    "Chance",
    "Discounting",
    "Figure",
    "Measure",
    "Origin",
    "Progressivity",
    "RateStatus",
    "Solution",
    "SolveStatus",
    "Status",
    "Summary",
    "Timing",
    "Verdict",
    "aetr",
    "chance_below",
    "coefficient_of_variation",
    "duration",
    "effective_royalty_rate",
    "expected_monetary_value",
    "first_receipt",
    "government_take",
    "irr",
    "irr_change",
    "lowest_share_of_gross",
    "measure",
    "metr",
    "multiple",
    "net_multiple",
    "npv",
    "payback",
    "profitability_index",
    "profitability_index_of",
    "progressivity",
    "risk_share",
    "saving_index",
    "share_by",
    "share_of_benefits",
    "solve",
    "summarize",
    "xirr",
    "xnpv",
]
