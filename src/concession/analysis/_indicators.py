"""The indicators of a draft that analysts of resource taxation compare: every one with its conventions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concession.analysis._count import futures_of
from concession.analysis._indicator import Indicator
from concession.analysis._indicators_life import life_indicators
from concession.analysis._indicators_plain import (
    aetr_by_rate,
    discounted,
    mean,
    plain_indicators,
    risk_indicators,
    timing_indicators,
)
from concession.analysis._indicators_solved import Bid, Curve, bid_indicators, curve_of, solved_indicators
from concession.analysis._scaled import scaled
from concession.analysis._tables import Exports, Row
from concession.deal import Draft
from concession.engine import Array
from concession.errors import ConcessionError, nearest
from concession.model import Case

__all__ = ["MOST_FUTURES", "Bid", "Indicators", "indicators"]

#: Where nothing is said, no more futures than these are run: solvers run the draft some hundred times.
USUAL_FUTURES = 256
#: More futures than these are never run for indicators.
MOST_FUTURES = 20_000


@dataclass(frozen=True, kw_only=True, repr=False)
class Indicators(Exports):
    """The indicators of one draft, by key.

    ``projects`` are those that are measured. ``curve`` is what stands behind the verdict on progressivity;
    ``aetr_by_rate`` the AETR at other discount rates, None where there is no rent; ``receipts`` is what
    states receive of the take by calendar year, the mean over the futures, not discounted.
    """

    case: Case
    draft: Draft
    futures: int
    seed: int
    hurdle: float
    projects: tuple[str, ...]
    found: Mapping[str, Indicator]
    curve: Curve
    aetr_by_rate: Mapping[float, float | None]
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
            "projects": list(self.projects),
            "conventions": self.case.conventions(),
            "indicators": {key: one.to_dict() for key, one in self.found.items()},
            "curve": self.curve.to_dict(),
            "aetr_by_rate": {f"{rate:g}": value for rate, value in self.aetr_by_rate.items()},
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
                "p10": one.spread.p10 if one.spread is not None else None,
                "p90": one.spread.p90 if one.spread is not None else None,
                "futures_defined": one.spread.defined if one.spread is not None else None,
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
    projects: Sequence[str] = (),
) -> Indicators:
    """Return the indicators of a draft: take, marginal rates, break-evens, life, timing, risk.

    The state's receipts are what treasuries, regions and state companies receive of the take and as
    shareholders; what is post-tax belongs to the projects' owners, before financing. Where something varies,
    shares and rates of return are those of mean flows, with what they are future by future beside them;
    break-evens, the marginal rate, paybacks and lives are found future by future, and the value is the mean
    of those that have one.

    Parameters
    ----------
    case, draft
        The case, and the draft or its id; the case's first where nothing is said.
    futures, seed
        As for :func:`evaluate`; 256 futures at most where nothing is said, 20,000 at most ever.
    hurdle
        The yearly return that an investor asks for, as a share; the rate of the first project's owner
        where nothing is said.
    bid
        Chance of discovery, exploration and bonus, for the value of a bid.
    projects
        The projects that are measured, whose prices and costs are moved; all together where none is named.

    Raises
    ------
    ConcessionError
        E711 where the case has no project, or some are chosen that are taxed together with others; E207 for a
        project that is not there; what the draft gets wrong, with places.

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
            "E711", "the case has no project, so there is nothing to tax", "add one under 'projects'"
        )
    known = [one.id for one in case.projects]
    for name in projects:
        if name not in known:
            raise ConcessionError.of("E207", f"there is no project '{name[:40]}'", nearest(name, known))
    count = min(futures_of(case, futures), USUAL_FUTURES if futures is None else MOST_FUTURES)
    start = case.head.seed if seed is None else seed
    lines = scaled(case, wanted, futures=count, seed=start, projects=projects or None)
    if not lines.projects:
        raise ConcessionError.of("E711", "the draft builds none of these projects", "choose others")
    owner = lines.built.projects[lines.projects[0]].owner
    ask = float(case.rate(owner)) if hurdle is None else hurdle
    at_hurdle = discounted(case, ask)
    curve = curve_of(case, lines)
    found = [
        *plain_indicators(case, lines, at_hurdle),
        *life_indicators(case, lines, at_hurdle),
        *solved_indicators(case, lines, at_hurdle, curve),
        *timing_indicators(case, lines),
        *risk_indicators(case, lines, ask),
        *bid_indicators(lines, at_hurdle, bid),
    ]
    return Indicators(
        case=case,
        draft=wanted,
        futures=lines.futures,
        seed=start,
        hurdle=ask,
        projects=lines.projects,
        found={one.key: one for one in found},
        curve=curve,
        aetr_by_rate=aetr_by_rate(case, lines),
        receipts=_by_year(case, mean(lines.at().receipts)),
    )


def _by_year(case: Case, amounts: Array) -> dict[int, float]:
    found: dict[int, float] = {}
    for label, amount in zip(case.timeline.labels, amounts, strict=True):
        found[label.year] = found.get(label.year, 0.0) + float(amount)
    return found
