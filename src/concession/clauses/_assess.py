"""Assessment over several periods, and losses that are carried forward."""

from __future__ import annotations

from dataclasses import dataclass

from concession.clauses._scope import Scope
from concession.lines import NONE, Account, Expr, Line, const, maximum, minimum, prev, running, since, where

__all__ = ["LossRelief", "assessed_by", "relieve_losses", "yearly"]


def yearly(scope: Scope, flow: Expr) -> Expr:
    """Return a flow assessed by calendar year: the year's sum in its last period, nothing before.

    On a yearly timeline that is the flow itself. A year that the case enters or leaves in the middle is
    assessed for its part.
    """
    timeline = scope.timeline
    if timeline.per_year == 1:
        return flow
    return where(timeline.year_end.equals(1), since(flow, timeline.year_start), 0)


def assessed_by(scope: Scope, word: str, flow: Expr) -> Expr:
    """Return a flow as it is assessed: each period, or by calendar year (``year``)."""
    return yearly(scope, flow) if word == "year" else flow


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRelief:
    """What carrying losses forward leaves: the losses used, and what is taxed after them."""

    used: Line
    taxable: Line


def relieve_losses(
    scope: Scope,
    result: Line,
    *,
    years: int | None,
    share: Expr | None = None,
    uplift: Expr | None = None,
    opening: Expr | None = None,
) -> LossRelief:
    """Carry losses forward against later profits, first in, first out.

    With A the losses added so far and C those used or lapsed so far, what is left of the losses that are
    older than the limit is A(at the end of the last year beyond the limit) − C(one period ago): it lapses.
    That is the same as keeping every year's loss apart and using the oldest first. Where losses grow by an
    uplift, A and C are counted in losses of the first year, which the growth of each restores.

    Parameters
    ----------
    scope
        The ring fence.
    result
        Profit (or loss, below zero) as assessed by :func:`yearly`.
    years
        How many years after its own a loss may be used; None for ever, 0 never.
    share
        The largest share of a profit that losses may cover; None for all of it.
    uplift
        Yearly rate by which unused losses grow at each assessment, after the year of the loss; None for
        none. A part of a year at either end of the case brings its part of the rate.
    opening
        Losses that stand open when the case begins, taken as those of the year before it; None for none.
    """
    profit = maximum(result, 0)
    if years == 0:
        used = scope.line("losses.used", profit * 0)
        return LossRelief(used=used, taxable=scope.line("taxable_income", profit))
    initial = const(0, scope.currency) if opening is None else opening
    account = scope.account("losses", scope.currency, initial=initial, note="losses carried forward")
    added = scope.line("losses.added", maximum(-result, 0))
    account.credit(added)
    available: Expr = account.opening
    growth: Expr | None = None
    if uplift is not None:
        rate = scope.line("losses.uplift_rate", uplift * scope.timeline.step * _periods_assessed(scope))
        available = available + account.accrue(scope.line("losses.uplift", account.opening * rate))
        if years is not None:
            index = scope.forward("losses.index", NONE)
            growth = index.define(prev(index, 1, 1) * (1 + rate))
    gone: Line | None = None
    if years is not None:
        gone = scope.forward("losses.gone", scope.currency)
        vintages = _Vintages(added=added, opening=opening, gone=gone, growth=growth)
        available = available - _lapsed(scope, account, vintages, years)
    limit = profit if share is None else profit * share
    used = scope.line("losses.used", minimum(available, limit))
    account.debit(used)
    if gone is not None:
        left = used + scope.ledger.graph[scope.name("losses.lapsed")]
        gone.define(running(left if growth is None else left / growth))
    return LossRelief(used=used, taxable=scope.line("taxable_income", profit - used))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vintages:
    """Losses by age: those added, those open at the start, those gone so far, and how one of them grows."""

    added: Line
    opening: Expr | None
    gone: Line
    growth: Expr | None


def _lapsed(scope: Scope, account: Account, vintages: _Vintages, years: int) -> Line:
    """Add the losses that lapse unused at each assessment, and take them off the account."""
    timeline = scope.timeline
    added, gone, growth = vintages.added, vintages.gone, vintages.growth
    sofar = running(added if growth is None else added / growth)
    old: Expr = prev(sofar, (years + 1) * timeline.per_year)
    part = timeline.labels[-1].part
    if part < timeline.per_year:
        # the last assessment comes early: its year has begun, and the one beyond the limit is over
        old = where(timeline.last_period.equals(1), prev(sofar, years * timeline.per_year + part), old)
    if vintages.opening is not None:
        begun = timeline.labels[0].part - 1
        old = old + where(timeline.number + begun >= years * timeline.per_year, vintages.opening, 0)
    lapsed = maximum(old - prev(gone), 0)
    if growth is not None:
        lapsed = lapsed * growth
    if timeline.per_year > 1:
        lapsed = where(timeline.year_end.equals(1), lapsed, 0)
    line = scope.line("losses.lapsed", lapsed)
    account.debit(line)
    return line


def _periods_assessed(scope: Scope) -> Expr:
    """Return how many periods each assessment covers; zero in periods without one."""
    timeline = scope.timeline
    if timeline.per_year == 1:
        return const(1)
    return where(timeline.year_end.equals(1), since(const(1), timeline.year_start), 0)
