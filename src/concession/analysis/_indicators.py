"""The indicators of a draft that analysts of resource taxation compare: every one with its conventions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concession.analysis._count import futures_of
from concession.analysis._indicator import Indicator
from concession.analysis._indicators_plain import mean, plain_indicators, risk_indicators, timing_indicators
from concession.analysis._indicators_solved import Bid, Curve, bid_indicators, curve_of, solved_indicators
from concession.analysis._scaled import scaled
from concession.analysis._tables import Exports, Row
from concession.deal import Draft
from concession.engine import Array
from concession.errors import ConcessionError
from concession.model import Case

__all__ = ["MOST_FUTURES", "Bid", "Indicators", "indicators"]

#: More futures than these are not run for indicators, whose solvers run the draft many times.
MOST_FUTURES = 256


@dataclass(frozen=True, kw_only=True, repr=False)
class Indicators(Exports):
    """The indicators of one draft, by key.

    ``curve`` is what stands behind the verdict on progressivity; ``receipts`` is what states receive of the
    take by calendar year, the mean over the futures, not discounted.
    """

    case: Case
    draft: Draft
    futures: int
    seed: int
    hurdle: float
    found: Mapping[str, Indicator]
    curve: Curve
    receipts: Mapping[int, float]

    def __getitem__(self, key: str) -> Indicator:
        """Return an indicator by its key."""
        return self.found[key]

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as ``--json`` prints it."""
        return {
            "case": self.case.id,
            "title": self.case.title,
            "draft": self.draft.id,
            "illustrative": self.case.head.illustrative,
            "currency": self.case.head.currency,
            "seed": self.seed,
            "futures": self.futures,
            "hurdle": self.hurdle,
            "conventions": self.case.conventions(),
            "indicators": {key: one.to_dict() for key, one in self.found.items()},
            "curve": self.curve.to_dict(),
            "receipts": {str(year): amount for year, amount in self.receipts.items()},
        }

    def _records(self) -> list[Row]:
        return [
            {
                "case": self.case.id,
                "draft": self.draft.id,
                "indicator": one.key,
                "value": one.value,
                "unit": one.unit,
                "status": one.status,
            }
            for one in self.found.values()
        ]

    def _summary_rows(self) -> list[Row]:
        return [
            {"indicator": one.title, "value": one.value, "unit": one.unit, "status": one.status}
            for one in self.found.values()
        ]

    def _heading(self) -> str:
        return f"{self.case.title}: indicators of {self.draft.title or self.draft.id}"


def indicators(
    case: Case,
    draft: str | Draft | None = None,
    *,
    futures: int | None = None,
    seed: int | None = None,
    hurdle: float | None = None,
    bid: Bid | None = None,
) -> Indicators:
    """Return the indicators of a draft: take, marginal rates, break-evens, timing, risk.

    All projects of the case count together. The state's receipts are what treasuries and regions receive
    of the take; what is post-tax belongs to the projects' owners, before financing. Where something
    varies, shares and rates of return are those of mean flows, and roots those of mean values.

    Parameters
    ----------
    case, draft
        The case, and the draft or its id; the case's first where nothing is said.
    futures, seed
        As for :func:`evaluate`, but no more than :data:`MOST_FUTURES` futures.
    hurdle
        The yearly return that an investor asks for, as a share; the rate of the first project's owner
        where nothing is said.
    bid
        Chance of discovery, exploration and bonus, for the value of a bid.

    Raises
    ------
    ConcessionError
        E707 where the case has no project, and what the draft gets wrong, with places.

    Examples
    --------
    >>> from concession.model import load
    >>> found = indicators(load("buenavista"), "base")
    >>> round(found["government_take"].value, 4), found["risk_share_state"].status
    (0.3767, 'nothing varies')
    """
    wanted = case.draft(draft)
    if not case.projects:
        raise ConcessionError.of(
            "E707", "the case has no project, so there is nothing to tax", "add one under 'projects'"
        )
    count = min(futures_of(case, futures), MOST_FUTURES)
    start = case.head.seed if seed is None else seed
    ask = float(case.rate(case.projects[0].project.owner)) if hurdle is None else hurdle
    lines = scaled(case, wanted, futures=count, seed=start)
    curve = curve_of(case, lines)
    found = [
        *plain_indicators(case, lines),
        *solved_indicators(case, lines, ask, curve),
        *timing_indicators(case, lines),
        *risk_indicators(case, lines, ask),
        *bid_indicators(case, lines, ask, bid),
    ]
    return Indicators(
        case=case,
        draft=wanted,
        futures=lines.futures,
        seed=start,
        hurdle=ask,
        found={one.key: one for one in found},
        curve=curve,
        receipts=_by_year(case, mean(lines.at().receipts)),
    )


def _by_year(case: Case, amounts: Array) -> dict[int, float]:
    found: dict[int, float] = {}
    for label, amount in zip(case.timeline.labels, amounts, strict=True):
        found[label.year] = found.get(label.year, 0.0) + float(amount)
    return found
