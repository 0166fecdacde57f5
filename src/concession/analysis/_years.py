"""The years behind a picture: what each party gets year by year and future by future, of a bounded size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from concession.analysis._count import futures_of
from concession.analysis._flows import FlowLine, flow_lines
from concession.analysis._results import OUTSIDE_IDS
from concession.clauses import Fund
from concession.deal import Draft
from concession.engine import Array, Plan, choose
from concession.ledger import Payment
from concession.lines import Expr, compile_program
from concession.model import Built, Case, inputs_of, outlook_of, still_names, varying

__all__ = ["MOST_FUTURES", "Band", "DraftYears", "FundYears", "Paid", "PartyYears", "Years", "years_of"]

#: No more futures than these are kept whole: a picture needs no more, and memory stays small.
MOST_FUTURES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Amounts by calendar year: mean and quantiles over the futures, each of shape (years,)."""

    mean: Array
    p10: Array
    p50: Array
    p90: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyYears:
    """One party or group: its cash by year, and its NPV in each future at its own and the common rate."""

    id: str
    name: str
    group: bool
    cash: Band
    own: Array
    common: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """The mean by year of what one party pays another under one instrument, in the reporting currency."""

    instrument: str
    payer: str
    payee: str
    medium: str
    by_year: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class FundYears:
    """One fund: what parties pay into it in a year, and what it holds at the end: cash and assets."""

    name: str
    paid_in: Band
    held: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftYears:
    """One draft: parties, payments, what is outstanding on claims at the end of each year, and funds."""

    draft: Draft
    parties: Mapping[str, PartyYears]
    payments: tuple[Paid, ...]
    claims: Mapping[str, Band]
    funds: Mapping[str, FundYears]


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """Several drafts in the same futures, the first of those that a comparison under this seed sees."""

    case: Case
    futures: int
    seed: int
    years: tuple[int, ...]
    drafts: tuple[DraftYears, ...]


def years_of(
    case: Case,
    drafts: Sequence[str | Draft] | None = None,
    *,
    futures: int | None = None,
    seed: int | None = None,
) -> Years:
    """Return the years of each draft over at most :data:`MOST_FUTURES` futures.

    Parameters
    ----------
    case
        A loaded case.
    drafts
        The drafts, in the order in which they are wanted; all of the case where nothing is said.
    futures, seed
        As for :func:`evaluate`; more than :data:`MOST_FUTURES` futures are not run.

    Raises
    ------
    ConcessionError
        What a draft gets wrong, with places.

    Examples
    --------
    >>> from concession.model import load
    >>> found = years_of(load("buenavista"), ["base"])
    >>> treasury = found.drafts[0].parties["treasury"]
    >>> found.futures, len(found.years), bool((treasury.cash.p10 == treasury.cash.mean).all())
    (1, 41, True)
    """
    wanted = [case.draft(one) for one in drafts] if drafts else list(case.drafts.values())
    count = min(futures_of(case, futures), MOST_FUTURES)
    start = case.head.seed if seed is None else seed
    labels = [label.year for label in case.timeline.labels]
    found, most = [], 1
    for draft in wanted:
        one, ran = _draft(case, draft, count, start)
        most = max(most, ran)
        found.append(one)
    return Years(case=case, futures=most, seed=start, years=tuple(dict.fromkeys(labels)), drafts=tuple(found))


def _draft(case: Case, draft: Draft, count: int, seed: int) -> tuple[DraftYears, int]:
    built = case.build(draft)
    ledger = built.ledger
    nets = {
        name: one
        for name, one in flow_lines(built).items()
        if one.kind == "group" or (one.kind == "party" and one.id not in OUTSIDE_IDS)
    }
    owed = {
        account.name: ledger.in_currency(account.closing)
        for account in built.graph.accounts.values()
        if account.kind == "claim"
    }
    paid = [ledger.in_currency(one.due) for one in ledger.payments]
    funds = {name: said.clause for name, said in built.clauses.items() if isinstance(said.clause, Fund)}
    held = {
        f"{name}.{word}": ledger.in_currency(built.graph[f"{name}.{word}"])
        for name in funds
        for word in ("received", "net_assets")
    }
    kept = _run(case, built, nets, paid, {**owed, **held}, count, seed)
    balances = {name: _band(kept.owed[name][_ends(case)]) for name in owed}
    found = DraftYears(
        draft=draft,
        parties={one.id: _party(built, name, one, kept, case) for name, one in nets.items()},
        payments=tuple(_paid(one, kept.paid[k], case) for k, one in enumerate(ledger.payments)),
        claims=balances,
        funds={
            name: FundYears(
                name=ledger.party(one.fund).name,
                paid_in=_band(_by_year(kept.owed[f"{name}.received"], case)),
                held=_band(kept.owed[f"{name}.net_assets"][_ends(case)]),
            )
            for name, one in funds.items()
        },
    )
    return found, kept.futures


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What a run kept: ``nets`` and ``owed`` by period and future, ``paid`` means by period."""

    futures: int
    nets: Mapping[str, Array]
    owed: Mapping[str, Array]
    paid: Sequence[Array]
    values: Mapping[str, Array]


def _run(
    case: Case,
    built: Built,
    nets: Mapping[str, FlowLine],
    paid: Sequence[Expr],
    owed: Mapping[str, Expr],
    count: int,
    seed: int,
) -> _Kept:
    streams: dict[str, Expr] = {name: one.expr for name, one in nets.items()}
    streams.update({f"owed {name}": expr for name, expr in owed.items()})
    sums = {f"paid {k}": expr for k, expr in enumerate(paid)}
    program = compile_program(built.graph, [], {**streams, **sums})
    outlook = outlook_of(case, built, seed)
    moving = varying(case, built, outlook, "everything") & frozenset(program.inputs)
    program = program.fixing(still_names(program, moving))
    ran = count if moving else 1
    periods = case.timeline.periods
    weights: dict[str, tuple[str, Array]] = {}
    for name, one in nets.items():
        weights[f"own {name}"] = (name, case.discounting(one.party).factors(periods))
        weights[f"common {name}"] = (name, case.discounting().factors(periods))
    plan = Plan(weighted=weights, sums=tuple(sums), streams=tuple(streams))
    machine = choose(program, inputs_of(program, built, outlook, moving), plan, futures=ran)
    blocks = list(machine.run(range(ran)))
    whole = {name: np.concatenate([one.streams[name] for one in blocks], axis=1) for name in streams}
    return _Kept(
        futures=ran,
        nets={name: whole[name] for name in nets},
        owed={name: whole[f"owed {name}"] for name in owed},
        # block after block: a part may hold the sums of one block or of several
        paid=[
            np.concatenate([np.atleast_2d(one.sums[name]) for one in blocks]).sum(axis=0) / ran
            for name in sums
        ],
        values={name: np.concatenate([one.weighted[name] for one in blocks]) for name in weights},
    )


def _party(built: Built, name: str, one: FlowLine, kept: _Kept, case: Case) -> PartyYears:
    ledger = built.ledger
    group = ledger.groups.get(one.id) if one.kind == "group" else None
    return PartyYears(
        id=one.id,
        name=group.name if group else ledger.parties[one.id].name,
        group=group is not None,
        cash=_band(_by_year(kept.nets[name], case)),
        own=kept.values[f"own {name}"],
        common=kept.values[f"common {name}"],
    )


def _paid(one: Payment, mean: Array, case: Case) -> Paid:
    return Paid(
        instrument=one.instrument,
        payer=one.payer,
        payee=one.payee,
        medium=one.medium,
        by_year=_by_year(mean, case),
    )


def _starts(case: Case) -> list[int]:
    """Return the first period of each calendar year."""
    years = [label.year for label in case.timeline.labels]
    return [k for k, year in enumerate(years) if k == 0 or year != years[k - 1]]


def _ends(case: Case) -> list[int]:
    """Return the last period of each calendar year."""
    return [*(k - 1 for k in _starts(case)[1:]), case.timeline.periods - 1]


def _by_year(amounts: Array, case: Case) -> Array:
    """Return sums over the periods of each calendar year; the first axis is periods."""
    return np.asarray(np.add.reduceat(amounts, _starts(case), axis=0))


def _band(amounts: Array) -> Band:
    """Return mean and quantiles of amounts by year and future."""
    p10, p50, p90 = np.quantile(amounts, (0.1, 0.5, 0.9), axis=1)
    return Band(mean=np.asarray(amounts.mean(axis=1)), p10=p10, p50=p50, p90=p90)
