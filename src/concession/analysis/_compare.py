"""Compare: several drafts on the same futures, paired future by future."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Unpack

from concession.analysis._comparison import Comparison, DraftResult, PartyInDraft
from concession.analysis._count import futures_of
from concession.analysis._evaluate import unsettled_of
from concession.analysis._evidence import count_marks
from concession.analysis._how import Count, How
from concession.analysis._job import Ask, compile_job
from concession.analysis._joint import Wish, run_together
from concession.analysis._results import OUTSIDE_IDS
from concession.analysis._run import PRECISION, Run, run
from concession.deal import Draft
from concession.measures import summarize
from concession.model import Case, opened

__all__ = ["Beside", "Compared", "compare", "compare_runs", "compared_drafts"]


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
        Called with the number of futures done, those of all drafts added up.
    how
        As for :func:`evaluate`.

    Broken off with Ctrl-C, the futures that are done are the answer, the same ones for every draft; on a
    cluster, where it is draft after draft, the drafts that are done, and the others are named in it.
    """
    case = opened(case)
    found = compare_runs(case, drafts, futures=futures, seed=seed, progress=progress, part=True, **how)
    return found.comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A draft that is run beside a comparison's, over the same futures: its means of these lines."""

    label: str
    draft: Draft
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A comparison, with the run of each of its drafts, and of what was run beside them."""

    comparison: Comparison
    runs: tuple[Run, ...]
    beside: tuple[Run, ...]


def compared_drafts(
    case: Case, drafts: Sequence[str | Draft] | None
) -> tuple[list[Draft], tuple[Draft, ...]]:
    """Return the drafts of a comparison, the baseline first, and those that cannot be evaluated."""
    base = case.draft(None)
    wanted = [case.draft(one) for one in drafts] if drafts else list(case.drafts.values())
    unknown = tuple(one for one in wanted if not one.evaluated)
    return [base, *(one for one in wanted if one is not base and one.evaluated)], unknown


def compare_runs(
    case: Case,
    drafts: Sequence[str | Draft] | None = None,
    *,
    futures: Count = None,
    seed: int | None = None,
    progress: Callable[[int], None] | None = None,
    lines: Callable[[Draft], Sequence[str]] | None = None,
    beside: Sequence[Beside] = (),
    part: bool = False,
    **how: Unpack[How],
) -> Compared:
    """Return a comparison with the run of each of its drafts, and in it the means of the lines asked for.

    All drafts, with everything varying and with doubtful values alone, and what is to be run beside them,
    go over the same futures in one pass, in which what they share is done once. On a cluster it is draft
    after draft. Where it is broken off, what is done is the answer if ``part`` says so.
    """
    wanted, unknown = compared_drafts(case, drafts)
    start = case.head.seed if seed is None else seed
    pairs = [_wishes(case, one, start, tuple(lines(one)) if lines else ()) for one in wanted]
    others = [_wish_beside(case, one, start) for one in beside]
    count: int | Literal["auto"] = "auto" if futures == "auto" else futures_of(case, futures)
    precision = how.get("precision", PRECISION)

    def report(done: int) -> None:
        if progress is not None:
            progress(done * len(wanted))

    if how.get("cluster"):
        runs = _one_by_one(case, pairs, count, how, part=part, progress=progress)
        rest = run_together(case, others, futures=max(one.wanted for one in runs))
    else:
        every = run_together(
            case,
            [*(one for pair in pairs for one in pair), *others],
            futures=count,
            executor=how.get("executor", "auto"),
            workers=how.get("workers", 0),
            precision=precision,
            progress=report,
        )
        runs, rest = every[: 2 * len(pairs)], every[2 * len(pairs) :]
    most = max(one.futures for one in runs)
    if not part and not all(one.complete for one in (*runs, *rest)):
        raise KeyboardInterrupt
    full, doubtful = runs[::2], runs[1::2]
    return Compared(
        comparison=Comparison(
            case=case,
            futures=most,
            seed=start,
            drafts=tuple(
                _result(case, draft, pair[0], one, alone, full[0], precision)
                for draft, pair, one, alone in zip(wanted, pairs, full, doubtful, strict=False)
            ),
            not_evaluated=unknown,
            not_run=tuple(wanted[len(full) :]),
            precision=precision,
            wanted=max(one.wanted for one in runs),
        ),
        runs=tuple(full),
        beside=tuple(rest),
    )


def _wishes(case: Case, draft: Draft, seed: int, lines: tuple[str, ...]) -> tuple[Wish, Wish]:
    """Return the two runs of a draft: of everything that varies, and of doubtful values alone."""
    built = case.build(draft)
    compiled = compile_job(built, lines)
    everything = Ask(seed=seed, lines=lines, rates_of_return=False, keep="values")
    doubtful = Ask(seed=seed, vary="doubtful", rates_of_return=False, keep="own")
    return (
        Wish(label=draft.id, built=built, ask=everything, compiled=compiled),
        Wish(
            label=f"{draft.id}, doubtful values alone",
            built=built,
            ask=doubtful,
            compiled=compiled,
            settles=False,
        ),
    )


def _wish_beside(case: Case, one: Beside, seed: int) -> Wish:
    built = case.build(one.draft)
    return Wish(
        label=one.label,
        built=built,
        ask=Ask(seed=seed, lines=one.lines, rates_of_return=False, keep="own"),
        compiled=compile_job(built, one.lines),
        settles=False,
    )


def _one_by_one(
    case: Case,
    pairs: Sequence[tuple[Wish, Wish]],
    count: int | Literal["auto"],
    how: How,
    *,
    part: bool,
    progress: Callable[[int], None] | None,
) -> tuple[Run, ...]:
    """Return the runs on a cluster, two for each draft that is done when it is broken off."""
    most = max(_run(case, pair[0], "auto", how).futures for pair in pairs) if count == "auto" else count
    found: list[Run] = []
    for number, pair in enumerate(pairs):

        def report(done: int, before: int = number * most) -> None:
            if progress is not None:
                progress(before + done)

        try:
            both = [_run(case, pair[0], most, how, report), _run(case, pair[1], most, how)]
        except KeyboardInterrupt:
            if not (part and found):
                raise
            break
        found += both
    return tuple(found)


def _run(
    case: Case,
    wish: Wish,
    count: int | Literal["auto"],
    how: How,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Return a run that has all its futures: drafts are compared on the same ones."""
    ask = wish.ask
    done = run(
        case,
        wish.built,
        futures=count,
        seed=ask.seed,
        vary=ask.vary,
        lines=ask.lines,
        rates_of_return=False,
        compiled=wish.compiled,
        keep=ask.keep,
        progress=progress,
        **how,
    )
    if not done.complete:
        raise KeyboardInterrupt
    return done


def _result(
    case: Case, draft: Draft, wish: Wish, full: Run, doubtful: Run, baseline: Run, precision: float
) -> DraftResult:
    ledger = full.built.ledger
    roots = wish.compiled.flows
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
