"""Evaluate: what one draft gives to each party and project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Unpack

import numpy as np

from concession.analysis._costless import take_apart
from concession.analysis._count import futures_of
from concession.analysis._evidence import count_marks
from concession.analysis._fans import Fan
from concession.analysis._flows import flow_lines
from concession.analysis._how import Count, How
from concession.analysis._published import Checked, check_published
from concession.analysis._results import (
    OUTSIDE_IDS,
    Balance,
    LineResult,
    PartyResult,
    ProjectResult,
    Return,
    summary_dict,
)
from concession.analysis._run import PRECISION, Flow, Run, run
from concession.analysis._tables import Exports, Row
from concession.deal import Draft, in_words, size_of_unit
from concession.engine import Array
from concession.lines import Account, Unit
from concession.measures import RateStatus, Summary, aetr, government_take, payback, summarize
from concession.model import Case, opened

__all__ = ["Evaluation", "evaluate"]


@dataclass(frozen=True, kw_only=True, repr=False)
class Evaluation(Exports):
    """The results of one draft, with the conventions that they were made with.

    ``wanted`` is how many futures were to be run; broken off with Ctrl-C, ``futures`` are fewer.
    ``unsettled`` are the parties and groups whose P10 or P90 would still move with more futures.
    ``yearly`` has how the cash of each party and group is distributed by period, where it was asked for.
    """

    case: Case
    draft: Draft
    futures: int
    seed: int
    varied: tuple[str, ...]
    parties: Mapping[str, PartyResult]
    projects: Mapping[str, ProjectResult]
    owners: Mapping[str, ProjectResult]
    lines: Mapping[str, LineResult]
    outstanding: Mapping[str, Summary]
    memo: Mapping[str, Balance]
    take: Mapping[str, Any]
    published: tuple[Checked, ...]
    conservation_error: float
    evidence: Mapping[str, int]
    wanted: int = 0
    unsettled: tuple[str, ...] = ()
    precision: float = PRECISION
    yearly: Mapping[str, Fan] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether all futures that were to be run have been."""
        return self.futures >= self.wanted

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as ``--json`` prints it; money in units of the currency, not in millions.

        Lines are in the units that the files use, which stand beside them.
        """
        return {
            "case": self.case.id,
            "title": self.case.title,
            "draft": self.draft.id,
            "illustrative": self.case.head.illustrative,
            "currency": self.case.head.currency,
            "seed": self.seed,
            "futures": self.futures,
            "futures_wanted": max(self.wanted, self.futures),
            "complete": self.complete,
            "precision": self.precision,
            "unsettled": list(self.unsettled),
            "varied": list(self.varied),
            "conventions": self.case.conventions(),
            "periods": [str(label) for label in self.case.timeline.labels],
            "projects": {name: one.to_dict() for name, one in self.projects.items()},
            "owners": {name: one.to_dict() for name, one in self.owners.items()},
            "parties": {name: one.to_dict() for name, one in self.parties.items()},
            "government_take": dict(self.take),
            "outstanding": {name: summary_dict(one) for name, one in self.outstanding.items()},
            "memo": {name: one.to_dict() for name, one in self.memo.items()},
            "lines": {
                name: {"unit": one.written, "by_period": one.shown.tolist()}
                for name, one in self.lines.items()
            },
            "published": [one.to_dict() for one in self.published],
            "conservation_error": self.conservation_error,
            "evidence": dict(self.evidence),
            **({"yearly": {name: one.to_dict() for name, one in self.yearly.items()}} if self.yearly else {}),
        }

    def _records(self) -> list[Row]:
        """Return one record for each line and period, with its unit and parties."""
        return [
            {
                "case": self.case.id,
                "draft": self.draft.id,
                "line": one.name,
                "instrument": one.instrument,
                "payer": one.payer,
                "payee": one.payee,
                "period": str(label),
                "unit": one.written,
                "mean": float(value),
            }
            for one in self.lines.values()
            for label, value in zip(self.case.timeline.labels, one.shown, strict=True)
        ]

    def _summary_rows(self) -> list[Row]:
        """Return one row for each party, for notebooks."""
        return [
            {
                "party": one.name,
                "rate": one.rate,
                "NPV mean": one.npv.mean,
                "P10": one.npv.p10,
                "P90": one.npv.p90,
                "undiscounted": one.undiscounted.mean,
            }
            for one in self.parties.values()
        ]

    def _heading(self) -> str:
        return f"{self.case.title} — {self.draft.title or self.draft.id} ({self.case.head.currency})"


def evaluate(
    case: Case | str | Path,
    draft: str | Draft | None = None,
    *,
    futures: Count = None,
    seed: int | None = None,
    yearly: bool = False,
    progress: Callable[[int], None] | None = None,
    **how: Unpack[How],
) -> Evaluation:
    """Return what a draft gives to each party and project.

    Parameters
    ----------
    case
        A loaded case, or the name or folder of one.
    draft
        Id of a draft, or one changed with ``replace``; the case's first where nothing is said.
    futures, seed
        How many futures and under which seed; the case's own where nothing is said. Where nothing
        varies there is one future. With "auto" they are doubled until P10 and P90 are settled.
    yearly
        Whether the distribution of each party's cash by period is wanted as well: counts on a fixed grid,
        whatever the number of futures, with the most that a quantile of them may be off.
    progress
        Called with the number of futures done.
    how
        ``executor``, ``workers``, ``cluster`` and ``precision``, as for ``How``; no number depends on the
        first three.

    Raises
    ------
    ConcessionError
        What the draft gets wrong, with places; E702 to E705 where a run breaks an identity.
    """
    case = opened(case)
    wanted = case.draft(draft)
    built = case.build(wanted)
    names = [line.name for line in built.graph if line.attributes.get("term") or line.name in built.clauses]
    # what only ever grows counts something, such as how far a cap is filled, and leaves nothing behind
    accounts = built.graph.accounts.values()
    memo = [one for one in accounts if one.kind == "memo" and (one.debits or one.accruals)]
    done = run(
        case,
        built,
        futures="auto" if futures == "auto" else futures_of(case, futures),
        seed=case.head.seed if seed is None else seed,
        lines=list(dict.fromkeys([*names, *(one.closing.name for one in memo)])),
        fans=_streams(case) if yearly else (),
        progress=progress,
        **how,
    )
    roots = flow_lines(built)
    precision = how.get("precision", PRECISION)
    parties = _parties(case, done)
    return Evaluation(
        case=case,
        draft=wanted,
        futures=done.futures,
        seed=done.seed,
        varied=tuple(sorted(done.varied)),
        parties=parties,
        projects=_projects(case, done),
        owners=_owners(case, done),
        lines=_lines(done, names),
        outstanding={name: summarize(left) for name, left in done.outstanding.items()},
        memo={one.name: found for one in memo if (found := _balance(done, one))},
        take=_take(case, done),
        published=check_published(case, wanted, done),
        conservation_error=done.conservation_error,
        evidence=count_marks(case, built, (one.expr for one in roots.values())),
        wanted=done.wanted,
        unsettled=unsettled_of(done, parties, precision),
        precision=precision,
        yearly={name.partition(":")[2]: fan for name, fan in done.fans.items()},
    )


def _streams(case: Case) -> tuple[str, ...]:
    """Return the names of the cash of parties inside the deal, and of groups."""
    inside = (f"party:{name}" for name in case.parties if name not in OUTSIDE_IDS)
    return (*inside, *(f"group:{name}" for name in case.groups))


def unsettled_of(done: Run, shown: Iterable[str], precision: float) -> tuple[str, ...]:
    """Return the ids of those of these parties and groups whose P10 or P90 are not settled."""
    left = {name.partition(":")[2] for name in done.unsettled(precision)}
    return tuple(name for name in shown if name in left)


def _parties(case: Case, done: Run) -> dict[str, PartyResult]:
    ledger = done.built.ledger
    booked = case.head.conventions.horizon_value == "book"
    found: dict[str, PartyResult] = {}
    for name, one in flow_lines(done.built).items():
        if one.kind not in ("party", "group") or (one.id in OUTSIDE_IDS and one.kind == "party"):
            continue
        flow = done.flows[name]
        kind = done.flows.get(f"with-kind:{one.id}")
        left = done.flows.get(f"horizon:{one.id}")
        group = ledger.groups.get(one.id)
        found[one.id] = PartyResult(
            id=one.id,
            name=group.name if group else ledger.parties[one.id].name,
            kind="group" if group else ledger.parties[one.id].kind,
            perimeter=group.perimeter if group else "",
            rate=float(case.rate(one.id)),
            npv=summarize(flow.own),
            npv_common=summarize(flow.common),
            undiscounted=summarize(flow.undiscounted),
            with_kind=summarize(kind.own) if kind else None,
            horizon=summarize(left.own) if left and booked else None,
            irr=_return(flow),
            by_period=flow.mean,
            evidence=count_marks(case, done.built, [one.expr]),
        )
    return found


def _projects(case: Case, done: Run) -> dict[str, ProjectResult]:
    found: dict[str, ProjectResult] = {}
    for name, project in done.built.projects.items():
        begins = project.project.start
        found[name] = _project(
            case,
            name,
            project.project.title or name,
            done.flows[f"pre-tax:{name}"],
            done.flows.get(f"post-tax:{name}"),
            told=begins is None or not begins.event,
        )
    return found


def _owners(case: Case, done: Run) -> dict[str, ProjectResult]:
    """Return what all projects of an owner bring together, where their take is assessed together."""
    found: dict[str, ProjectResult] = {}
    for name, flow in done.flows.items():
        if name.startswith("together-before:"):
            owner = name.partition(":")[2]
            starts = [one.project.start for one in done.built.projects.values() if one.owner == owner]
            found[owner] = _project(
                case,
                owner,
                f"all of {done.built.ledger.parties[owner].name}",
                flow,
                done.flows[f"together-after:{owner}"],
                told=all(start is None or not start.event for start in starts),
            )
    return found


def _project(
    case: Case, name: str, title: str, before: Flow, after: Flow | None, *, told: bool
) -> ProjectResult:
    """Return the result of a project, or of several together.

    ``told`` says whether a payback makes sense: a mean over futures that begin in different years pays
    back in none of them.
    """
    last = after or before
    back = payback(last.mean, origin="start_of_spend", period_years=float(case.timeline.length))
    spent = -last.mean[last.mean < 0].sum()
    return ProjectResult(
        id=name,
        title=title,
        npv_pre_tax=summarize(before.own),
        npv_post_tax=summarize(after.own) if after else None,
        irr_pre_tax=_return(before) or Return(rate=None, status="none", shares={}),
        irr_post_tax=_return(after) if after else None,
        payback=_number(back.value) if told else None,
        multiple=float(last.mean[last.mean > 0].sum() / spent) if spent > 0 and told else None,
    )


def _number(value: object) -> float | None:
    number = float(np.asarray(value, dtype=np.float64))
    return None if np.isnan(number) else number


def _return(flow: Flow) -> Return | None:
    if flow.rate is None or flow.status is None:
        return None
    words = {status.value: status.name.lower() for status in RateStatus}
    kinds, counts = np.unique(flow.status, return_counts=True)
    shares = {
        words[int(kind)]: float(count / len(flow.status)) for kind, count in zip(kinds, counts, strict=True)
    }
    known = flow.rate[~np.isnan(flow.rate)]
    return Return(
        rate=float(np.median(known)) if len(known) else None,
        status=max(shares, key=lambda word: shares[word]),
        shares=shares,
    )


def _take(case: Case, done: Run) -> dict[str, Any]:
    """Return the share of states in the projects' pre-tax cash, not discounted and at the common rate."""
    take = done.flows["take"]
    before = [flow.mean for name, flow in done.flows.items() if name.startswith("pre-tax:")]
    if not before:
        return {"undiscounted": None, "discounted": None, "status": "no project"}
    rent = np.sum(before, axis=0)
    discounted = aetr(take.mean, rent, case.discounting())
    apart = take_apart(case, done)
    return {
        "undiscounted": _number(government_take(take.mean, rent).value),
        "discounted": _number(discounted.value),
        "status": str(discounted.names),
        **({"without_projects_that_state_no_costs": apart} if apart else {}),
    }


def _lines(done: Run, names: list[str]) -> dict[str, LineResult]:
    payments = {payment.name: payment for payment in done.built.ledger.payments}
    found = {}
    for name in names:
        payment = payments.get(name)
        line = done.built.graph[name]
        found[name] = LineResult(
            name=name,
            unit=str(line.unit),
            written=line.unit.written,
            instrument=payment.instrument if payment else "",
            payer=payment.payer if payment else "",
            payee=payment.payee if payment else "",
            by_period=done.means[name],
            shown=_shown(done.means[name], line.unit),
        )
    return found


def _balance(done: Run, account: Account) -> Balance | None:
    """Return what is left at the end on an account; None for nothing, or what rounding leaves."""
    closing, unit = done.means[account.closing.name], account.closing.unit
    left = float(closing[-1])
    if abs(left) <= 1e-9 * float(np.abs(closing).max()):
        return None
    return Balance(
        name=account.name,
        note=account.note,
        unit=str(unit),
        written=unit.written,
        mean=left,
        shown=in_words(left, unit),
    )


def _shown(amounts: Array, unit: Unit) -> Array:
    """Return amounts in the words of their unit."""
    if size_of_unit(unit) == 1:
        return amounts
    return np.array([in_words(float(one), unit) for one in amounts])
