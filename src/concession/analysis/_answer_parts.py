"""The parts of the answers: what flows into funds, targets, preferred amounts, what a state keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from concession.analysis._by_reading import Alternative, alternatives, read_as
from concession.analysis._evaluate import summary_dict
from concession.analysis._run import Run, run
from concession.clauses import Aid, Clause, FundContribution, MoneyClause, Preferred, Waterfall
from concession.deal import Draft
from concession.engine import Array
from concession.ledger import STATE_KINDS
from concession.measures import Summary, summarize
from concession.model import Case

__all__ = ["Kept", "Repaid", "Target", "fund_inflow", "kept", "repaid", "targets", "unvalued"]

#: The span of years over which the revenue that would fill a target is stated.
FILL_YEARS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A cap on contributions: whether it is reached, and what it would take.

    ``reached`` is the share of futures in which it is reached by the end, ``period`` the one by which it is
    in half of them. ``multiple`` says how many times the first period's contribution would have to be paid in
    each year for the cap to be filled in 25 years.
    """

    clause: str
    cap: float
    reached: float
    period: str | None
    filled: float
    multiple: float | None

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "clause": self.clause,
            "cap": self.cap,
            "reached_share_of_futures": self.reached,
            "reached_in_half_of_futures_by": self.period,
            "filled_at_horizon_mean": self.filled,
            "multiple_of_first_year_to_fill_in_25_years": self.multiple,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaid:
    """A preferred amount under one set of readings: when it is returned, what is left at the end."""

    clause: str
    to: str
    readings: Mapping[str, str]
    base: bool
    opening: float
    returned: float
    period: str | None
    outstanding: Summary

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "clause": self.clause,
            "to": self.to,
            "readings": dict(self.readings),
            "base": self.base,
            "opening": self.opening,
            "returned_share_of_futures": self.returned,
            "returned_in_half_of_futures_by": self.period,
            "outstanding_at_horizon": summary_dict(self.outstanding),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a state keeps of each unit that resources bring it, undiscounted, as a ratio of means.

    The denominator is what the state receives from projects with licences of this state by law and contract;
    the numerator is that less what contributions take of it. Distributions back to it are not counted, nor
    are payments that match aid, which belong to no licence.
    """

    state: str
    licences: tuple[str, ...]
    received: float
    contributed: float

    @property
    def share(self) -> float | None:
        """The share that it keeps; None where it receives nothing."""
        return (self.received - self.contributed) / self.received if self.received else None

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "state": self.state,
            "licences": list(self.licences),
            "numerator": self.received - self.contributed,
            "denominator": self.received,
            "share": self.share,
        }


def _half(case: Case, shares: Array) -> str | None:
    """Return the period by which something has happened in half of the futures."""
    over = np.flatnonzero(np.broadcast_to(shares, (case.timeline.periods,)) >= 0.5)
    return str(case.timeline.labels[int(over[0])]) if len(over) else None


def fund_inflow(case: Case, done: Run) -> Array:
    """Return the mean cash that parties pay into funds by period, apart from returns of investments."""
    ledger = done.built.ledger
    total = np.zeros(case.timeline.periods)
    for payment in ledger.payments:
        if ledger.party(payment.payee).kind == "fund" and payment.instrument in (
            "fund_contribution",
            "fund_capital",
        ):
            total = total + done.means[payment.name]
    return total


def inflow_lines(case: Case, draft: Draft) -> list[str]:
    """Return the names of all payments of a draft, which its parts of the answers read."""
    return [payment.name for payment in case.build(draft).ledger.payments]


def targets(case: Case, done: Run) -> tuple[Target, ...]:
    """Return every cap on contributions of a draft."""
    found = []
    for name, said in done.built.clauses.items():
        clause = said.clause
        if not isinstance(clause, FundContribution) or clause.cap is None or clause.cap.quantity is None:
            continue
        reached = done.means[f"{name}.reached"]
        first = float(done.means[name][0])
        cap = float(clause.cap.quantity.low)
        years = FILL_YEARS * case.timeline.per_year
        found.append(
            Target(
                clause=name,
                cap=cap,
                reached=float(reached[-1]),
                period=_half(case, reached),
                filled=float(done.means[f"{name}.filled.closing"][-1]),
                multiple=cap / years / first if first else None,
            )
        )
    return tuple(found)


def target_lines(case: Case, draft: Draft) -> list[str]:
    """Return the lines that :func:`targets` reads."""
    names = []
    for said in case.clauses(draft):
        if isinstance(said.clause, FundContribution) and said.clause.cap is not None:
            names += [f"{said.id}.reached", f"{said.id}.filled.closing", said.id]
    return names


# -- preferred amounts ---------------------------------------------------------------------------------------


def repaid(case: Case, draft: Draft, *, futures: int, seed: int) -> tuple[Repaid, ...]:
    """Return each preferred amount of a draft under every reading that bears on it.

    Readings of the waterfall and of the clauses that open its claims are combined; those of other clauses
    that move money are taken one at a time from the base.
    """
    falls = {said.id: said.clause for said in case.clauses(draft) if isinstance(said.clause, Waterfall)}
    falls = {
        name: one for name, one in falls.items() if any(isinstance(step, Preferred) for step in one.steps)
    }
    if not falls:
        return ()
    opening = {
        term.name.split(".")[0]
        for one in falls.values()
        for step in one.steps
        if isinstance(step, Preferred)
        for term in (*step.opened_by, *step.added)
    }
    here = [one for one in alternatives(case, draft) if one.money]
    near = [one for one in here if one.clause in falls or one.clause in opening]
    far = [one for one in here if one not in near]
    base = {one.path: one.base for one in here if one.base}
    grid = [
        {one.path: name for one, name in zip(near, names, strict=True)}
        for names in product(*(one.texts for one in near))
    ]
    grid += [{one.path: name} for one in far for name in one.others]
    found: list[Repaid] = []
    for readings in grid:
        read = read_as(case, draft, readings)
        found += _repaid_under(case, read, falls, readings, base, futures=futures, seed=seed)
    return tuple(found)


def _repaid_under(
    case: Case,
    draft: Draft,
    falls: Mapping[str, Waterfall],
    readings: Mapping[str, str],
    base: Mapping[str, str],
    *,
    futures: int,
    seed: int,
) -> Iterable[Repaid]:
    names = {name: _preferred_names(name, clause) for name, clause in falls.items()}
    lines = [f"{step}.repaid" for steps in names.values() for step, _ in steps]
    lines += [f"{step}.amount.opening" for steps in names.values() for step, _ in steps]
    built = case.build(draft)
    done = run(case, built, futures=futures, seed=seed, lines=lines, rates_of_return=False)
    for name, steps in names.items():
        for step, to in steps:
            left = done.outstanding[f"{step}.amount"] + done.outstanding[f"{step}.return"]
            shares = done.means[f"{step}.repaid"]
            yield Repaid(
                clause=name,
                to=to,
                readings=readings,
                base=all(base.get(path) == one for path, one in readings.items()),
                opening=float(done.means[f"{step}.amount.opening"][0]),
                returned=float(shares[-1]),
                period=_half(case, shares),
                outstanding=summarize(left),
            )


def _preferred_names(name: str, clause: Waterfall) -> list[tuple[str, str]]:
    """Return the lines of a waterfall's preferred steps, numbered as the waterfall numbers them."""
    steps = [step for step in clause.steps if isinstance(step, Preferred)]
    return [
        (f"{name}.preferred" if number == 1 else f"{name}.preferred-{number}", step.to)
        for number, step in enumerate(steps, start=1)
    ]


# -- what a state keeps --------------------------------------------------------------------------------------


def kept(done: Run) -> tuple[Kept, ...]:
    """Return what each state keeps, existing licences and others apart."""
    built = done.built
    ledger = built.ledger
    states = [name for name, party in ledger.parties.items() if party.kind in STATE_KINDS]
    found = []
    for state in states:
        for licences in (("existing",), ("dormant", "new")):
            received = sum(
                float(done.means[one.name].sum())
                for one in ledger.payments
                if one.tier == "fiscal" and one.payee == state and _licence(done, one.name) in licences
            )
            contributed = sum(
                _contributed(done, name, licences)
                for name, said in built.clauses.items()
                if isinstance(said.clause, FundContribution) and said.clause.payer == state
            )
            found.append(Kept(state=state, licences=licences, received=received, contributed=contributed))
    return tuple(found)


def _licence(done: Run, name: str) -> str:
    """Return the licence of the projects that a payment comes from; of several, the one they share."""
    line = done.built.graph[name]
    own = line.attributes.get("licence", "")
    if own:
        return own
    ids = (line.attributes.get("fence") or "").split("+")
    kinds = {
        done.built.projects[one].attributes.get("licence", "") for one in ids if one in done.built.projects
    }
    return kinds.pop() if len(kinds) == 1 else ""


def _contributed(done: Run, name: str, licences: tuple[str, ...]) -> float:
    """Return the part of a contribution that comes from receipts of some licences: in proportion to them."""
    clause = done.built.clauses[name].clause
    paid = float(done.means[name].sum())
    due, wanted = 0.0, 0.0
    if not isinstance(clause, FundContribution):
        return 0.0
    for terms in clause.receipts.values():
        for term in terms:
            share = float(term.share.quantity.low) if term.share and term.share.quantity else 1.0
            for payment in done.built.ledger.payments:
                attributes = done.built.graph[payment.name].attributes
                matched = term.selector is not None and term.selector.matches(attributes)
                if matched or (term.name and attributes.get("clause") == term.name):
                    amount = share * float(done.means[payment.name].sum())
                    due += amount
                    wanted += amount if _licence(done, payment.name) in licences else 0.0
    return paid * wanted / due if due else 0.0


# -- what is not valued --------------------------------------------------------------------------------------


def unvalued(case: Case, draft: Draft) -> dict[str, str]:
    """Return the terms of a draft that move no money, by clause, with the word of their kind."""
    return {said.id: type(said.clause).word for said in case.clauses(draft) if _still(said.clause)}


def _still(clause: Clause) -> bool:
    return not isinstance(clause, MoneyClause)


def only_under_the_deal(case: Case, draft: Draft) -> tuple[str, ...]:
    """Return the aid of a draft that would not be given without it."""
    return tuple(
        said.id
        for said in case.clauses(draft)
        if isinstance(said.clause, Aid) and said.clause.given == "only-under-the-deal"
    )


def money_alternatives(case: Case, draft: Draft) -> tuple[Alternative, ...]:
    """Return the readings that results can depend on."""
    return tuple(one for one in alternatives(case, draft) if one.money)
