"""Indicators that need the draft at other prices and costs: break-evens, progressivity, bids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concession.analysis._break_even import break_even_indicators, marginal_indicators, roots_of
from concession.analysis._indicator import NOT_ASKED, Indicator, of_number, of_roots, over_futures
from concession.analysis._scaled import Scaled
from concession.engine import Array
from concession.measures import (
    Discounting,
    aetr,
    expected_monetary_value,
    irr,
    lowest_share_of_gross,
    npv,
    progressivity,
    solve,
)
from concession.model import Case

__all__ = ["Bid", "Curve", "bid_indicators", "curve_of", "solved_indicators"]

#: Multiples of the case's prices at which the state's share is read.
GRID = tuple(round(0.5 + 0.1 * step, 1) for step in range(26))
#: Costs of this many times the revenue fill every cost limit and leave no profit.
_FULL_COSTS = 100.0
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    """What is known before a discovery: its chance, and present values of exploration and of a bonus."""

    chance: float
    exploration: float
    bonus: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The state's share at multiples of the case's prices; NaN where it is undefined.

    ``pre_tax_irr`` and ``post_tax_irr`` are rates of return there, ``aetr`` the discounted take at the common
    rate, ``npv_post_tax`` what owners have then, at their own rate.
    """

    prices: tuple[float, ...]
    aetr: tuple[float, ...]
    pre_tax_irr: tuple[float, ...]
    post_tax_irr: tuple[float, ...]
    npv_post_tax: tuple[float, ...]

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "prices": list(self.prices),
            "aetr": list(self.aetr),
            "pre_tax_irr": list(self.pre_tax_irr),
            "post_tax_irr": list(self.post_tax_irr),
            "npv_post_tax": list(self.npv_post_tax),
        }


def curve_of(case: Case, lines: Scaled) -> Curve:
    """Return the state's share at each multiple of :data:`GRID`."""
    common, own = case.discounting(), case.discounting(_owner(lines))
    per_year = case.timeline.per_year
    share, before, after, worth = [], [], [], []
    for scale in GRID:
        at = lines.mean_at(scale)
        share.append(float(aetr(at.receipts, at.pre_tax, common).value[0]))
        before.append(float(irr(at.pre_tax, periods_per_year=per_year).rate[0]))
        after.append(float(irr(at.post_tax, periods_per_year=per_year).rate[0]))
        worth.append(float(npv(at.post_tax, own)[0]))
    return Curve(
        prices=GRID,
        aetr=tuple(share),
        pre_tax_irr=tuple(before),
        post_tax_irr=tuple(after),
        npv_post_tax=tuple(worth),
    )


def _owner(lines: Scaled) -> str:
    """Return the owner of the first project that is measured."""
    return lines.built.projects[lines.projects[0]].owner


def solved_indicators(case: Case, lines: Scaled, at_hurdle: Discounting, curve: Curve) -> list[Indicator]:
    """Return break-even prices and the wedge, the marginal rate, progressivity, the effective royalty."""
    roots = roots_of(lines, at_hurdle)
    return [
        *break_even_indicators(lines, roots, at_hurdle.rate),
        *marginal_indicators(case, lines, roots, at_hurdle),
        *_progressivity(curve),
        _effective_royalty(lines),
    ]


def _progressivity(curve: Curve) -> list[Indicator]:
    found = [_verdict("progressivity_price", "price", np.array(curve.prices), np.array(curve.aetr))]
    rate, share = np.array(curve.pre_tax_irr), np.array(curve.aetr)
    known = ~np.isnan(rate)
    rate, share = rate[known], share[known]
    # a rate that stands still as prices rise is no place of its own
    rising = np.concatenate([[True], np.diff(rate) > 0]) if rate.size else np.zeros(0, dtype=bool)
    if int(rising.sum()) < 2 or not np.all(np.diff(rate[rising]) > 0):
        return [
            *found,
            of_number(
                "progressivity_profitability",
                "Progressivity over profitability",
                None,
                "sign",
                "The sign of the slope of the AETR over the pre-tax rate of return.",
                status="undefined: the rate of return does not rise with the price",
            ),
        ]
    return [*found, _verdict("progressivity_profitability", "profitability", rate[rising], share[rising])]


def _verdict(key: str, over: str, grid: Array, share: Array) -> Indicator:
    found = progressivity(grid, share, tolerance=_ROUNDING)
    word = str(found.names)
    turn = float(np.asarray(found.turn))
    signs = {"progressive": 1.0, "regressive": -1.0, "neutral": 0.0}
    place = f"{turn:.3g} times the case's prices" if over == "price" else f"a pre-tax return of {turn:.1%}"
    known = grid[~np.isnan(share)]
    ends = f"{known[0]:.3g} to {known[-1]:.3g}" if known.size else "no place"
    status = {
        "mixed": f"mixed: the slope turns {int(np.asarray(found.turns))} time(s), first at {place}",
        "undefined": "undefined: the AETR has no value at two neighbouring points",
    }.get(word, word)
    return of_number(
        key,
        f"Progressivity over {over}",
        signs.get(word),
        "sign",
        f"The slope of the AETR over {'multiples of the price' if over == 'price' else 'pre-tax IRR'}: "
        "1 rises, 0 level, -1 falls.",
        f"defined from {ends}",
        "AETR at the common rate",
        status=status,
    )


def _effective_royalty(lines: Scaled) -> Indicator:
    now = lines.mean_at()
    spent = float((now.running + now.capital).sum())
    sold = float(now.revenue.sum())
    title = "Effective royalty rate"
    what = "The state's least share of gross revenue in any period, where costs leave no profit."
    if not (spent > 0 and sold > 0):
        return of_number(
            "effective_royalty_rate",
            title,
            None,
            "share",
            what,
            status="undefined: the case has no costs, or sells nothing",
        )
    scale = _FULL_COSTS * sold / spent
    full = lines.at(1.0, scale)
    means = full.mean()
    found = lowest_share_of_gross(means.receipts, means.revenue)
    if float(found.value[0]) < 0:
        status = "undefined: the state refunds, or shares losses, so that it has no least share"
        return of_number("effective_royalty_rate", title, None, "share", what, status=status)
    each = lowest_share_of_gross(full.receipts, full.revenue)
    return of_number(
        "effective_royalty_rate",
        title,
        float(found.value[0]),
        "share",
        what,
        f"costs multiplied to {_FULL_COSTS:g} times the revenue, so that they fill every cost limit",
        spread=over_futures(each.value, {"none": int(np.isnan(np.atleast_1d(each.value)).sum())}),
    )


def bid_indicators(lines: Scaled, at_hurdle: Discounting, bid: Bid | None = None) -> list[Indicator]:
    """Return what a bid is worth, and the state's share at which it is worth nothing."""
    titles = {
        "emv": ("Expected monetary value", "money", "-(bonus + exploration) + chance × post-tax NPV."),
        "bid_share": (
            "Break-even bid share",
            "share",
            "The further share of the post-tax value at which the bid is worth nothing.",
        ),
    }
    if bid is None:
        return [
            of_number(key, *(title, None, unit, what), status=f"{NOT_ASKED}: give the chance of discovery")
            for key, (title, unit, what) in titles.items()
        ]
    worth = float(lines.worth(1.0, at_hurdle).post_tax.mean())
    odds, exploration, bonus = bid.chance, bid.exploration, bid.bonus

    def value(share: Array) -> Array:
        return expected_monetary_value(
            chance=odds, development=worth * (1.0 - share), exploration=exploration, bonus=bonus
        )

    how = (
        f"chance {odds:.4g}",
        f"exploration {exploration:g}",
        f"bonus {bonus:g}",
        f"rate {at_hurdle.rate:.4g}",
    )
    title, unit, what = titles["emv"]
    share = titles["bid_share"]
    return [
        of_number("emv", title, float(value(np.array(0.0))), unit, what, *how),
        of_roots("bid_share", share[0], solve(value, (0.0, 1.0)), share[1], share[2], *how),
    ]
