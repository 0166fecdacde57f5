"""What an evaluation says of each party, project and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from concession.engine import Array
from concession.measures import Summary

__all__ = ["OUTSIDE_IDS", "Balance", "LineResult", "PartyResult", "ProjectResult", "Return", "summary_dict"]

#: Parties whose results are left out of tables: the world outside the deal.
OUTSIDE_IDS = frozenset({"market", "suppliers"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A rate of return: its median over the futures that have one, and what is known of it.

    ``status`` is that of most futures; ``shares`` says how many futures have which.
    """

    rate: float | None
    status: str
    shares: Mapping[str, float]

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        result: dict[str, object] = {"rate": self.rate, "status": self.status}
        return result if len(self.shares) == 1 else {**result, "shares": dict(self.shares)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyResult:
    """What a party or group gets: discounted at its own rate, at the common rate, and not at all.

    ``horizon`` is what its claims less its debts are worth at the end, discounted at its own rate, where the
    case counts them at book; it is part of no other number.
    """

    id: str
    name: str
    kind: str
    perimeter: str
    rate: float
    npv: Summary
    npv_common: Summary
    undiscounted: Summary
    with_kind: Summary | None
    horizon: Summary | None
    irr: Return | None
    by_period: Array
    evidence: Mapping[str, int]

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "name": self.name,
            "kind": self.kind,
            "perimeter": self.perimeter or None,
            "rate": self.rate,
            "npv": summary_dict(self.npv),
            "npv_common": summary_dict(self.npv_common),
            "undiscounted": summary_dict(self.undiscounted),
            "npv_with_kind": summary_dict(self.with_kind) if self.with_kind else None,
            "horizon": summary_dict(self.horizon) if self.horizon else None,
            "irr": self.irr.to_dict() if self.irr else None,
            "by_period": self.by_period.tolist(),
            "evidence": dict(self.evidence),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectResult:
    """A project before and after the take, to its owner; what is assessed elsewhere is None."""

    id: str
    title: str
    npv_pre_tax: Summary
    npv_post_tax: Summary | None
    irr_pre_tax: Return
    irr_post_tax: Return | None
    payback: float | None
    multiple: float | None

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``; values are means over futures."""
        return {
            "title": self.title,
            "npv_pre_tax": self.npv_pre_tax.mean,
            "npv_post_tax": self.npv_post_tax.mean if self.npv_post_tax else None,
            "irr_pre_tax": self.irr_pre_tax.to_dict(),
            "irr_post_tax": self.irr_post_tax.to_dict() if self.irr_post_tax else None,
            "payback_years": self.payback,
            "multiple": self.multiple,
            "summaries": {
                "npv_pre_tax": summary_dict(self.npv_pre_tax),
                "npv_post_tax": summary_dict(self.npv_post_tax) if self.npv_post_tax else None,
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LineResult:
    """A line's mean over futures by period: in base units, and ``shown`` in the words of its file.

    ``unit`` is in base units (``t``), ``written`` as the file has it (``koz``).
    """

    name: str
    unit: str
    written: str
    instrument: str
    payer: str
    payee: str
    by_period: Array
    shown: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What is left at the end on an account that is nobody's claim: losses not used, costs not recovered.

    It is not paid, and no value counts it. ``mean`` is the mean over futures in base units of ``unit``,
    ``shown`` the same in the unit ``written`` in the file; ``note`` says what the account holds.
    """

    name: str
    note: str
    unit: str
    written: str
    mean: float
    shown: float

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {"note": self.note or None, "unit": self.written, "mean": self.shown, "valued": False}


def summary_dict(summary: Summary) -> dict[str, float | None]:
    """Return mean and quantiles as plain data, with the standard errors where there are several futures."""
    keys = ["mean", "p10", "p50", "p90"]
    if summary.count > 1:
        keys += ["se_mean", "se_p10", "se_p90"]
    numbers = {key: float(getattr(summary, key)) for key in keys}
    return {key: None if np.isnan(number) else number for key, number in numbers.items()}
