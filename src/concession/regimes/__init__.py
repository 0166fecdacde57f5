"""A library of real fiscal regimes as files with their history, each put on any case as a draft."""

from concession.regimes._apply import main_product, under
from concession.regimes._fit import ALL, Applied, Fitting, applied, fitting, for_another_mineral
from concession.regimes._regime import Change, Regime, in_force, regime, regimes

__all__ = [
    "ALL",
    "Applied",
    "Change",
    "Fitting",
    "Regime",
    "applied",
    "fitting",
    "for_another_mineral",
    "in_force",
    "main_product",
    "regime",
    "regimes",
    "under",
]
