"""Compare: several drafts on the same futures, paired future by future."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

from concession.analysis._count import futures_of
from concession.analysis._evaluate import unsettled_of
from concession.analysis._evidence import count_marks
from concession.analysis._flows import flow_lines
from concession.analysis._how import Count, How
from concession.analysis._job import compile_job
from concession.analysis._results import OUTSIDE_IDS, summary_dict
from concession.analysis._run import PRECISION, Run, run
from concession.analysis._tables import Exports, Row
from concession.deal import Draft, counted
from concession.measures import Summary, summarize
from concession.model import Case, Vary, opened

__all__ = ["Comparison", "DraftResult", "PartyInDraft", "compare", "compare_runs"]


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
    """Several drafts on the same futures; the first one is the baseline."""

    case: Case
    futures: int
    seed: int
    drafts: tuple[DraftResult, ...]
    #: Drafts that are known to exist, with terms too little known to be evaluated.
    not_evaluated: tuple[Draft, ...] = ()
    #: Drafts that were to be run, and were not before the run was broken off.
    not_run: tuple[Draft, ...] = ()
    precision: float = PRECISION

    @property
    def complete(self) -> bool:
        """Whether all drafts that were to be run have been."""
        return not self.not_run

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


def compare(
    case: Case | str | Path,
    drafts: Sequence[str | Draft] | None = None,
    *,
    futures: Count = None,
    seed: int | None = None,
    progress: Callable[[int], None] | None = None,
    **how: Unpack[How],
) -> Comparison:
    """Return what each draft gives to each party, and the difference to the baseline.

    Parameters
    ----------
    case
        A loaded case, or the name or folder of one.
    drafts
        The drafts; all of the case where nothing is said. The case's baseline comes first always. Those
        whose terms are unknown are listed, and not evaluated.
    futures, seed
        As for :func:`evaluate`; all drafts see the same futures. With "auto" they are as many as the
        draft needs that settles last.
    progress
        Called with the number of futures done, draft after draft.
    how
        As for :func:`evaluate`.

    Broken off with Ctrl-C, the drafts that are done are the answer, and the others are named in it.
    """
    case = opened(case)
    found, _ = compare_runs(case, drafts, futures=futures, seed=seed, progress=progress, part=True, **how)
    return found


def compare_runs(
    case: Case,
    drafts: Sequence[str | Draft] | None = None,
    *,
    futures: Count = None,
    seed: int | None = None,
    progress: Callable[[int], None] | None = None,
    lines: Callable[[Draft], Sequence[str]] | None = None,
    part: bool = False,
    **how: Unpack[How],
) -> tuple[Comparison, tuple[Run, ...]]:
    """Return a comparison with the run of each of its drafts, and in it the means of the lines asked for.

    Where it is broken off, the drafts that are done are the answer if ``part`` says so.
    """
    base = case.draft(None)
    wanted = [case.draft(one) for one in drafts] if drafts else list(case.drafts.values())
    unknown = tuple(one for one in wanted if not one.evaluated)
    wanted = [base, *(one for one in wanted if one is not base and one.evaluated)]
    start = case.head.seed if seed is None else seed
    count = _settling(case, wanted, start, how) if futures == "auto" else futures_of(case, futures)
    precision = how.get("precision", PRECISION)
    done_before, most = 0, 1
    results: list[DraftResult] = []
    runs: list[Run] = []
    baseline: Run | None = None
    for draft in wanted:
        built = case.build(draft)

        def report(part: int, before: int = done_before) -> None:
            if progress is not None:
                progress(before + part)

        compiled = compile_job(built, tuple(lines(draft)) if lines else ())
        varied: list[Vary] = ["everything", "doubtful"]
        try:
            full, doubtful = (
                _whole(
                    run(
                        case,
                        built,
                        futures=count,
                        seed=start,
                        vary=vary,
                        lines=compiled.lines,
                        rates_of_return=False,
                        compiled=compiled,
                        progress=report if vary == "everything" else None,
                        **how,
                    )
                )
                for vary in varied
            )
        except KeyboardInterrupt:
            if not (part and results):
                raise
            break
        runs.append(full)
        done_before += count
        baseline = baseline or full
        most = max(most, full.futures)
        results.append(_result(case, draft, full, doubtful, baseline, precision))
    found = Comparison(
        case=case,
        futures=max(count if baseline is None else baseline.futures, 1),
        seed=start,
        drafts=tuple(results),
        not_evaluated=unknown,
        not_run=tuple(wanted[len(results) :]),
        precision=precision,
    )
    return found, tuple(runs)


def _whole(done: Run) -> Run:
    """Return a run that has all its futures: drafts are compared on the same ones."""
    if not done.complete:
        raise KeyboardInterrupt
    return done


def _settling(case: Case, drafts: Sequence[Draft], seed: int, how: How) -> int:
    """Return how many futures settle every draft."""
    found = 1
    for draft in drafts:
        built = case.build(draft)
        done = run(case, built, futures="auto", seed=seed, rates_of_return=False, **how)
        found = max(found, _whole(done).futures)
    return found


def _result(
    case: Case, draft: Draft, full: Run, doubtful: Run, baseline: Run, precision: float
) -> DraftResult:
    ledger = full.built.ledger
    roots = flow_lines(full.built)
    booked = case.head.conventions.horizon_value == "book"
    parties: dict[str, PartyInDraft] = {}
    for name, one in roots.items():
        if one.kind not in ("party", "group") or (one.kind == "party" and one.id in OUTSIDE_IDS):
            continue
        flow, base, alone = full.flows[name], baseline.flows[name], doubtful.flows[name]
        kind = full.flows.get(f"with-kind:{one.id}")
        left = full.flows.get(f"horizon:{one.id}")
        npv, narrow = summarize(flow.own), summarize(alone.own)
        parties[one.id] = PartyInDraft(
            id=one.id,
            name=ledger.groups[one.id].name if one.kind == "group" else ledger.parties[one.id].name,
            npv=npv,
            npv_common=summarize(flow.common),
            undiscounted=summarize(flow.undiscounted),
            npv_with_kind=summarize(kind.own) if kind else None,
            horizon=summarize(left.own) if left and booked else None,
            vs_baseline=summarize(flow.own - base.own),
            vs_baseline_common=summarize(flow.common - base.common),
            swing=narrow.p90 - narrow.p10,
            swing_everything=npv.p90 - npv.p10,
        )
    return DraftResult(
        draft=draft,
        parties=parties,
        outstanding={name: summarize(left) for name, left in full.outstanding.items()},
        conservation_error=max(full.conservation_error, doubtful.conservation_error),
        evidence=count_marks(case, full.built, (one.expr for one in roots.values())),
        unsettled=unsettled_of(full, parties, precision),
    )
