"""What a comparison says: each draft party by party, and the differences to the baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concession.analysis._results import summary_dict
from concession.analysis._run import PRECISION
from concession.analysis._tables import Exports, Row
from concession.deal import Draft, counted
from concession.measures import Summary
from concession.model import Case

__all__ = ["Comparison", "DraftResult", "PartyInDraft"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyInDraft:
    """What a party gets under one draft, and the difference to the baseline in the same futures.

    ``horizon`` is what its claims less its debts are worth at the end by the case's convention, discounted at
    its own rate: a column of its own, in no other number. ``swing`` is the width from P10 to P90 of its
    value when only weak, assumed and unknown values vary; ``swing_everything`` when everything does.
    """

    id: str
    name: str
    npv: Summary
    npv_common: Summary
    undiscounted: Summary
    npv_with_kind: Summary | None
    horizon: Summary | None
    vs_baseline: Summary
    vs_baseline_common: Summary
    swing: float
    swing_everything: float

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "name": self.name,
            "npv": summary_dict(self.npv),
            "npv_common": summary_dict(self.npv_common),
            "undiscounted": summary_dict(self.undiscounted),
            "npv_with_kind": summary_dict(self.npv_with_kind) if self.npv_with_kind else None,
            "horizon": summary_dict(self.horizon) if self.horizon else None,
            "vs_baseline": summary_dict(self.vs_baseline),
            "vs_baseline_common": summary_dict(self.vs_baseline_common),
            "swing": self.swing,
            "swing_everything": self.swing_everything,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftResult:
    """One draft of a comparison."""

    draft: Draft
    parties: Mapping[str, PartyInDraft]
    outstanding: Mapping[str, Summary]
    conservation_error: float
    evidence: Mapping[str, int]
    #: Parties and groups whose P10 or P90 would still move with more futures.
    unsettled: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "id": self.draft.id,
            "title": self.draft.title,
            "dated": str(self.draft.dated) if self.draft.dated else None,
            "status": self.draft.status or None,
            "proposer": self.draft.proposer or None,
            "extends": self.draft.extends or None,
            "parties": {name: one.to_dict() for name, one in self.parties.items()},
            "outstanding": {name: summary_dict(one) for name, one in self.outstanding.items()},
            "conservation_error": self.conservation_error,
            "evidence": dict(self.evidence),
            "unsettled": list(self.unsettled),
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class Comparison(Exports):
    """Several drafts on the same futures; the first one is the baseline.

    ``wanted`` is how many futures were to be run; broken off with Ctrl-C, ``futures`` are fewer.
    """

    case: Case
    futures: int
    seed: int
    drafts: tuple[DraftResult, ...]
    #: Drafts that are known to exist, with terms too little known to be evaluated.
    not_evaluated: tuple[Draft, ...] = ()
    #: Drafts that were to be run, and were not before the run was broken off: on a cluster alone, where it
    #: is draft after draft.
    not_run: tuple[Draft, ...] = ()
    precision: float = PRECISION
    wanted: int = 0

    @property
    def complete(self) -> bool:
        """Whether all drafts and futures that were to be run have been."""
        return not self.not_run and self.futures >= self.wanted

    @property
    def baseline(self) -> str:
        """The draft that the others are compared with."""
        return self.drafts[0].draft.id

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as ``--json`` prints it; money in units of the currency, not in millions."""
        return {
            "case": self.case.id,
            "title": self.case.title,
            "illustrative": self.case.head.illustrative,
            "currency": self.case.head.currency,
            "seed": self.seed,
            "futures": self.futures,
            "futures_wanted": max(self.wanted, self.futures),
            "complete": self.complete,
            "not_run": [one.id for one in self.not_run],
            "precision": self.precision,
            "baseline": self.baseline,
            "conventions": self.case.conventions(),
            "drafts": [one.to_dict() for one in self.drafts],
            "not_evaluated": [
                {
                    "id": one.id,
                    "title": one.title,
                    "dated": str(one.dated) if one.dated else None,
                    "status": one.status,
                    "proposer": one.proposer or None,
                    "note": one.note or None,
                }
                for one in self.not_evaluated
            ],
        }

    def _records(self) -> list[Row]:
        """Return one record for each draft and party."""
        return [
            {
                "case": self.case.id,
                "draft": result.draft.id,
                "party": one.id,
                "npv_mean": one.npv.mean,
                "npv_p10": one.npv.p10,
                "npv_p50": one.npv.p50,
                "npv_p90": one.npv.p90,
                "npv_common_mean": one.npv_common.mean,
                "undiscounted_mean": one.undiscounted.mean,
                "vs_baseline_mean": one.vs_baseline.mean,
                "vs_baseline_p10": one.vs_baseline.p10,
                "vs_baseline_p90": one.vs_baseline.p90,
                "swing": one.swing,
            }
            for result in self.drafts
            for one in result.parties.values()
        ]

    def _summary_rows(self) -> list[Row]:
        return [
            {
                "draft": result.draft.id,
                "party": one.name,
                "NPV mean": one.npv.mean,
                "P10": one.npv.p10,
                "P90": one.npv.p90,
                "vs baseline": one.vs_baseline.mean,
            }
            for result in self.drafts
            for one in result.parties.values()
        ]

    def _heading(self) -> str:
        return f"{self.case.title}: {counted(len(self.drafts), 'draft')} ({self.case.head.currency})"
