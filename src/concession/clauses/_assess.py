"""Assessment over several periods, and losses that are carried forward."""

from __future__ import annotations

from dataclasses import dataclass

from concession.clauses._scope import Scope
from concession.lines import Expr, Line, maximum, minimum, prev, running, since, where

__all__ = ["LossRelief", "relieve_losses", "yearly"]


def yearly(scope: Scope, flow: Expr) -> Expr:
    """Return a flow assessed by calendar year: the year's sum in its last period, nothing before.

    On a yearly timeline that is the flow itself.
    """
    timeline = scope.timeline
    if timeline.per_year == 1:
        return flow
    return where(timeline.year_end.equals(1), since(flow, timeline.year_start), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRelief:
    """What carrying losses forward leaves: the losses used, and what is taxed after them."""

    used: Line
    taxable: Line


def relieve_losses(
    scope: Scope, result: Line, *, years: int | None, share: Expr | None = None, uplift: Expr | None = None
) -> LossRelief:
    """Carry losses forward against later profits, first in, first out.

    With A the losses added so far and C those used or lapsed so far, what is left of the losses that are
    older than the limit at the start of a period is A(limit + 1 years ago) − C(one period ago): it lapses.
    That is the same as keeping every year's loss apart and using the oldest first.

    Parameters
    ----------
    scope
        The ring fence.
    result
        Profit (or loss, below zero) as assessed; zero in periods without assessment.
    years
        How many years after its own a loss may be used; None for ever, 0 never.
    share
        The largest share of a profit that losses may cover; None for all of it.
    uplift
        Yearly rate by which unused losses grow; None for none.
    """
    timeline = scope.timeline
    account = scope.account("losses", scope.currency, note="losses carried forward")
    added = account.credit(scope.line("losses.added", maximum(-result, 0)))
    available: Expr = account.opening
    if uplift is not None:
        available = available + account.accrue(
            scope.line("losses.uplift", account.opening * uplift * timeline.step)
        )
    if years is not None:
        gone = scope.forward("losses.gone", scope.currency)
        old = prev(running(added), (years + 1) * timeline.per_year)
        lapsed = maximum(old - prev(gone), 0)
        if timeline.per_year > 1:
            lapsed = where(timeline.year_end.equals(1), lapsed, 0)
        lapsed = account.debit(scope.line("losses.lapsed", lapsed))
        available = available - lapsed
    profit = maximum(result, 0)
    limit = profit if share is None else profit * share
    used = scope.line("losses.used", minimum(available, limit) if years != 0 else limit * 0)
    account.debit(used)
    if years is not None:
        gone.define(running(used + lapsed))
    return LossRelief(used=used, taxable=scope.line("taxable_income", profit - used))
