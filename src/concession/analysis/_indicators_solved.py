"""Indicators that need the draft at other prices and costs: break-evens, marginal rates, progressivity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from concession.analysis._indicator import NOT_ASKED, Indicator, of_figure, of_number, of_solution
from concession.analysis._indicators_plain import mean
from concession.analysis._scaled import Scaled, Streams
from concession.engine import Array
from concession.measures import (
    Discounting,
    Solution,
    aetr,
    expected_monetary_value,
    irr,
    lowest_share_of_gross,
    metr,
    npv,
    progressivity,
    solve,
)
from concession.model import Case

__all__ = ["BRACKET", "Bid", "Curve", "bid_indicators", "curve_of", "solved_indicators"]

#: Between which multiples of the case's prices roots are looked for.
BRACKET = (0.01, 10.0)
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
    common, own = case.discounting(), case.discounting(case.projects[0].project.owner)
    per_year = case.timeline.per_year
    share, before, after, worth = [], [], [], []
    for scale in GRID:
        at = lines.at(scale)
        pre, post = mean(at.pre_tax), mean(at.post_tax)
        share.append(float(aetr(mean(at.receipts), pre, common).value))
        before.append(float(irr(pre, periods_per_year=per_year).rate))
        after.append(float(irr(post, periods_per_year=per_year).rate))
        worth.append(float(npv(post, own)))
    return Curve(
        prices=GRID,
        aetr=tuple(share),
        pre_tax_irr=tuple(before),
        post_tax_irr=tuple(after),
        npv_post_tax=tuple(worth),
    )


def solved_indicators(case: Case, lines: Scaled, hurdle: float, curve: Curve) -> list[Indicator]:
    """Return break-even prices and the wedge, the marginal rate, progressivity, the effective royalty."""
    said = case.discounting()
    at_hurdle = Discounting(
        rate=hurdle,
        timing=said.timing,
        period_years=said.period_years,
        offset_years=said.offset_years,
    )
    after = _root(lines, at_hurdle, lambda one: one.post_tax)
    before = _root(lines, at_hurdle, lambda one: one.pre_tax)
    return [
        *_break_even(lines, before, after, hurdle),
        _marginal(case, lines, after, hurdle),
        *_progressivity(curve),
        _effective_royalty(lines),
    ]


def _root(lines: Scaled, at: Discounting, which: Callable[[Streams], Array]) -> Solution:
    def value(scale: Array) -> float:
        return float(npv(mean(which(lines.at(float(scale)))), at))

    return solve(value, BRACKET)


def _break_even(lines: Scaled, before: Solution, after: Solution, hurdle: float) -> list[Indicator]:
    how = (
        f"hurdle {hurdle:.4g}",
        f"all prices multiplied alike, from {BRACKET[0]:g} to {BRACKET[1]:g} times the case's",
    )
    what = "The multiple of the case's prices at which the {} net present value at the hurdle is nought."
    found = [
        of_solution(
            "break_even",
            "Break-even multiple of prices, after tax",
            after,
            "multiplier",
            what.format("post-tax"),
            *how,
        ),
        of_solution(
            "break_even_no_tax",
            "Break-even multiple of prices, without tax",
            before,
            "multiplier",
            what.format("pre-tax"),
            *how,
        ),
    ]
    wedge = float(after.value) - float(before.value)
    found.append(
        of_number(
            "tax_wedge",
            "Tax wedge",
            wedge,
            "multiplier",
            "The break-even after tax less the one without: what taxes add to the price needed.",
            *how,
            status="defined" if np.isfinite(wedge) else "undefined: a break-even is missing",
        )
    )
    now = lines.at()
    for name, (unit, size) in lines.prices.items():
        average = _average(now, name)
        if average is None:
            continue
        weighed = "the mean of the case's prices, weighted by what is sold"
        for key, title, root in (("", "after tax", after), ("_no_tax", "without tax", before)):
            found.append(
                of_solution(
                    f"break_even{key}.{name}",
                    f"Break-even price of {name}, {title}",
                    root,
                    unit,
                    "The mean price at that multiple.",
                    weighed,
                    *how,
                    times=average / size,
                )
            )
    return found


def _average(now: Streams, name: str) -> float | None:
    """Return the mean price of a product, weighted by what is sold; None where nothing is."""
    sold, price = now.produced[name], now.price[name]
    whole = float(sold.sum())
    return float((sold * price).sum() / whole) if whole > 0 else None


def _marginal(case: Case, lines: Scaled, after: Solution, hurdle: float) -> Indicator:
    how = (f"hurdle {hurdle:.4g}", "prices multiplied until the project just earns the hurdle after tax")
    if str(after.names) not in ("unique", "several"):
        return of_number(
            "metr",
            "Marginal effective tax rate",
            None,
            "share",
            "(pre-tax IRR - post-tax IRR) / pre-tax IRR, where post-tax IRR = hurdle.",
            *how,
            status="undefined: no multiple of prices in the bracket just earns the hurdle",
        )
    at = lines.at(float(after.value))
    per_year = case.timeline.per_year
    before = irr(mean(at.pre_tax), periods_per_year=per_year, hurdle=hurdle)
    then = irr(mean(at.post_tax), periods_per_year=per_year, hurdle=hurdle)
    return of_figure("metr", metr(before, then, hurdle=hurdle, tolerance=_ROUNDING), "share", *how)


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
    now = lines.at()
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
    full = lines.at(costs=scale)
    found = lowest_share_of_gross(mean(full.receipts), mean(full.revenue))
    return of_number(
        "effective_royalty_rate",
        title,
        float(found.value),
        "share",
        what,
        f"costs multiplied to {_FULL_COSTS:g} times the revenue, so that they fill every cost limit",
    )


def bid_indicators(case: Case, lines: Scaled, hurdle: float, bid: Bid | None = None) -> list[Indicator]:
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
    said = case.discounting()
    at = Discounting(
        rate=hurdle, timing=said.timing, period_years=said.period_years, offset_years=said.offset_years
    )
    worth = float(npv(mean(lines.at().post_tax), at))
    odds, exploration, bonus = bid.chance, bid.exploration, bid.bonus

    def value(share: Array) -> Array:
        return expected_monetary_value(
            chance=odds, development=worth * (1.0 - share), exploration=exploration, bonus=bonus
        )

    how = (f"chance {odds:.4g}", f"exploration {exploration:g}", f"bonus {bonus:g}", f"rate {hurdle:.4g}")
    title, unit, what = titles["emv"]
    share = titles["bid_share"]
    return [
        of_number("emv", title, float(value(np.array(0.0))), unit, what, *how),
        of_solution("bid_share", share[0], solve(value, (0.0, 1.0)), share[1], share[2], *how),
    ]
