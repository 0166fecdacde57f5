"""A library of real fiscal regimes as files, each put on any case as a draft of its own."""

from concession.regimes._apply import under
from concession.regimes._regime import Regime, in_force, regime, regimes

__all__ = ["Regime", "in_force", "regime", "regimes", "under"]
