"""The parts of the answers: what flows into funds, targets, what a state keeps, what is not valued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from concession.analysis._alternatives import Alternative, alternatives
from concession.analysis._run import Run
from concession.clauses import (
    AddedProject,
    Aid,
    Clause,
    Deterrence,
    FundContribution,
    MoneyClause,
)
from concession.deal import Draft
from concession.engine import Array
from concession.ledger import STATE_KINDS
from concession.model import Case

__all__ = ["Kept", "Target", "fund_inflow", "half_by", "kept", "targets", "unvalued"]

#: The span of years over which the revenue that would fill a target is stated.
FILL_YEARS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A cap on contributions: whether it is reached, and what it would take.

    ``reached`` is the share of futures in which it is reached by the end, ``period`` the one by which it is
    in half of them. ``multiple`` says how many times the first year's contribution would have to be paid in
    each year for the cap to be filled in 25 years; as shares stay, the receipts that it is taken from
    would have to be as many times those of the first year, ``revenue_first``.
    """

    clause: str
    title: str
    cap: float
    reached: float
    period: str | None
    filled: float
    multiple: float | None
    revenue_first: float
    note: str = ""

    @property
    def revenue_needed(self) -> float | None:
        """The receipts of each year that would fill it in 25 years."""
        return self.multiple * self.revenue_first if self.multiple is not None else None

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "clause": self.clause,
            "title": self.title or None,
            "note": self.note or None,
            "revenue_of_first_year": self.revenue_first,
            "revenue_a_year_to_fill_in_25_years": self.revenue_needed,
            "cap": self.cap,
            "reached_share_of_futures": self.reached,
            "reached_in_half_of_futures_by": self.period,
            "filled_at_horizon_mean": self.filled,
            "multiple_of_first_year_to_fill_in_25_years": self.multiple,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a state keeps of each unit that resources bring it, undiscounted, as a ratio of means.

    The denominator is what the state receives from projects with licences of this state by law and contract;
    the numerator is that less what contributions take of it. Distributions back to it are not counted, nor
    are payments that match aid, which belong to no licence. ``paid_to`` says what contributions take, by whom
    they are paid to.
    """

    state: str
    name: str
    licences: tuple[str, ...]
    received: float
    paid_to: Mapping[str, float]

    @property
    def contributed(self) -> float:
        """What contributions take of what it receives."""
        return sum(self.paid_to.values())

    @property
    def share(self) -> float | None:
        """The share that it keeps; None where it receives nothing."""
        return (self.received - self.contributed) / self.received if self.received else None

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "state": self.state,
            "perimeter": f"{self.name} alone",
            "licences": list(self.licences),
            "numerator": self.received - self.contributed,
            "denominator": self.received,
            "contributed_to": dict(self.paid_to),
            "share": self.share,
        }


def half_by(case: Case, shares: Array) -> str | None:
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
        year = slice(0, case.timeline.per_year)
        first = float(done.means[name][year].sum())
        cap = float(clause.cap.quantity.low)
        found.append(
            Target(
                clause=name,
                title=clause.title,
                note=clause.cap.evidence.note,
                cap=cap,
                reached=float(reached[-1]),
                period=half_by(case, reached),
                filled=float(done.means[f"{name}.filled.closing"][-1]),
                multiple=cap / FILL_YEARS / first if first else None,
                revenue_first=sum(
                    float(done.means[one][year].sum())
                    for one in dict.fromkeys(one for one, _ in _shared(done, clause))
                ),
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
            paid_to: dict[str, float] = {}
            for name, said in built.clauses.items():
                if isinstance(said.clause, FundContribution) and said.clause.payer == state:
                    payee = said.clause.payee
                    paid_to[payee] = paid_to.get(payee, 0.0) + _contributed(done, name, licences)
            found.append(
                Kept(
                    state=state,
                    name=ledger.parties[state].name,
                    licences=licences,
                    received=received,
                    paid_to=paid_to,
                )
            )
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
    if not isinstance(clause, FundContribution):
        return 0.0
    parts = [
        (share * float(done.means[one].sum()), _licence(done, one)) for one, share in _shared(done, clause)
    ]
    due = sum(amount for amount, _ in parts)
    wanted = sum(amount for amount, licence in parts if licence in licences)
    return float(done.means[name].sum()) * wanted / due if due else 0.0


def _shared(done: Run, clause: FundContribution) -> Iterator[tuple[str, float]]:
    """Yield the payments that a contribution takes a share of, each with the share."""
    for terms in clause.receipts.values():
        for term in terms:
            share = float(term.share.quantity.low) if term.share and term.share.quantity else 1.0
            for payment in done.built.ledger.payments:
                attributes = done.built.graph[payment.name].attributes
                matched = term.selector is not None and term.selector.matches(attributes)
                if matched or (term.name and attributes.get("clause") == term.name):
                    yield payment.name, share


# -- what is not valued --------------------------------------------------------------------------------------


def unvalued(case: Case, draft: Draft) -> dict[str, str]:
    """Return the terms of a draft that move no money, by clause, with the word of their kind."""
    return {said.id: type(said.clause).word for said in case.clauses(draft) if _still(said.clause)}


def _still(clause: Clause) -> bool:
    return not isinstance(clause, MoneyClause | Deterrence | AddedProject)


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
