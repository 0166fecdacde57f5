"""Schedules of writing down: which share of an asset is deducted in which year of its life."""

from __future__ import annotations

from collections.abc import Sequence

from concession.lines import Expr, add_up, const, maximum, minimum, prev

__all__ = ["by_schedule", "declining_shares", "straight_shares"]


def straight_shares(life: int, salvage: Expr | None) -> list[Expr]:
    """Return equal shares over ``life`` years of what is not left at the end: (1 − salvage) ÷ life."""
    written: Expr = const(1) if salvage is None else 1 - salvage
    return [written / life] * life


def declining_shares(life: int, rate: Expr, salvage: Expr | None, *, write_off: bool) -> list[Expr]:
    """Return the shares of a balance that declines at ``rate``, never below ``salvage``.

    With ``write_off`` the last year takes what is left down to the salvage value.
    """
    left: Expr = const(1)
    end: Expr = const(0) if salvage is None else salvage
    shares: list[Expr] = []
    for year in range(life):
        open_still = maximum(left - end, 0)
        last = write_off and year == life - 1
        share = open_still if last else minimum(left * rate, open_still)
        shares.append(share)
        left = left - share
    return shares


def by_schedule(entering: Expr, shares: Sequence[Expr], per_year: int) -> Expr:
    """Return the deduction: each year's share of what entered in that many years before.

    On a finer timeline the share of a year is spread evenly over its periods.
    """
    parts: list[Expr] = []
    for year, share in enumerate(shares):
        for part in range(per_year):
            age = year * per_year + part
            aged = prev(entering, age) if age else entering
            parts.append(aged * share / per_year if per_year > 1 else aged * share)
    return add_up(parts)
