"""Indicators that one run gives: shares, rates of return, payback, timing, risk."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from concession.analysis._indicator import NO_SPREAD, Indicator, of_figure, of_number
from concession.analysis._scaled import Scaled
from concession.engine import Array
from concession.measures import (
    Discounting,
    Figure,
    aetr,
    chance_below,
    coefficient_of_variation,
    duration,
    first_receipt,
    government_take,
    irr,
    irr_change,
    lowest_share_of_gross,
    payback,
    risk_share,
    saving_index,
    share_by,
    share_of_benefits,
)
from concession.model import Case

__all__ = ["mean", "plain_indicators", "risk_indicators", "timing_indicators"]

#: Operating costs are lowered by this share to see who keeps what is saved.
_SAVED = 0.01


def mean(values: Array) -> Array:
    """Return the mean over futures, of shape (periods,)."""
    return np.asarray(values.mean(axis=1))


def plain_indicators(case: Case, lines: Scaled) -> list[Indicator]:
    """Return the shares of the state, rates of return and payback."""
    now = lines.at()
    common = case.discounting()
    rate = f"common rate {common.rate:.4g}, {common.timing} of period"
    receipts, pre, post = mean(now.receipts), mean(now.pre_tax), mean(now.post_tax)
    benefits = (mean(now.revenue), mean(now.running), mean(now.sustaining))
    replaced = "replacement capital: cost of capital whose role is sustaining; closing counts as running"
    state = "receipts: what treasuries and regions receive of the take"
    gross = now.revenue.mean(axis=1)
    per_year = case.timeline.per_year
    before, after = irr(pre, periods_per_year=per_year), irr(post, periods_per_year=per_year)
    length = float(case.timeline.length)
    found = [
        of_figure("aetr", aetr(receipts, pre, common), "share", rate, state),
        of_figure("government_take", government_take(receipts, pre), "share", state),
        of_figure(
            "share_of_benefits",
            share_of_benefits(receipts, *benefits, discounting=common),
            "share",
            rate,
            replaced,
        ),
        of_figure(
            "share_of_benefits_undiscounted",
            share_of_benefits(receipts, *benefits),
            "share",
            replaced,
            title="Share of total benefits, undiscounted",
        ),
        of_number(
            "receipts_over_gross",
            "Receipts over gross revenue",
            float(receipts.sum() / gross.sum()) if gross.sum() > 0 else None,
            "share",
            "The state's receipts over gross revenue, undiscounted: some programs call it the effective tax "
            "rate, which it is not.",
        ),
        _rate("irr_pre_tax", "Pre-tax rate of return", before.rate, str(before.names)),
        _rate("irr_post_tax", "Post-tax rate of return", after.rate, str(after.names)),
        of_figure("irr_change", irr_change(before, after), "share per year"),
        of_figure(
            "lowest_share_of_gross", lowest_share_of_gross(receipts, gross), "share", "as the draft is run"
        ),
    ]
    moves = any(one.project.start is not None and one.project.start.event for one in case.projects)
    for key, title, flows in (
        ("payback_pre_tax", "before tax", pre),
        ("payback_post_tax", "after tax", post),
    ):
        back = payback(flows, origin="start_of_spend", period_years=length)
        row = of_figure(
            key, back, "years", "from the start of spending, undiscounted", title=f"Payback {title}"
        )
        # a mean over futures that begin in different years has no payback
        why = "undefined: a project begins in different years by future"
        found.append(replace(row, value=None, status=why) if moves and lines.futures > 1 else row)
    found += _savings(lines, common, rate)
    found += _life(case, lines)
    return found


def _rate(key: str, title: str, rate: Array, status: str) -> Indicator:
    words = {"unique": "defined", "several": "defined, one of several: nearest to 10 per cent"}
    return of_number(
        key,
        title,
        float(np.asarray(rate)),
        "share per year",
        "The rate per year at which the projects' net present value is nought.",
        "before financing",
        status=words.get(status, "undefined: there is no internal rate of return"),
    )


def _savings(lines: Scaled, common: Discounting, rate: str) -> list[Indicator]:
    now, saving = lines.at(), lines.at(costs=1.0 - _SAVED)
    saved = mean(now.running) + mean(now.capital) - mean(saving.running) - mean(saving.capital)
    before, after = mean(now.post_tax), mean(saving.post_tax)
    which = "one per cent of all costs saved: running, closing, capital"
    return [
        of_figure("saving_index", saving_index(before, after, saved), "share", which, "undiscounted"),
        of_figure(
            "saving_index_discounted",
            saving_index(before, after, saved, discounting=common),
            "share",
            which,
            rate,
            title="Saving index, discounted",
        ),
    ]


def _life(case: Case, lines: Scaled) -> list[Indicator]:
    """Return what would be lost if owners stopped when the take eats the margin of the last periods."""
    now = lines.at()
    sold = mean(now.revenue)
    margin = sold - mean(now.running)
    left = margin - mean(now.receipts)
    before, after = _last(margin, sold), _last(left, sold)
    note = (
        "the end of the life alone: what sells in the last periods at a loss is not sold; "
        "cut-off grades are not moved"
    )
    lost = float(sold[after:before].sum())
    return [
        of_number(
            "life_lost",
            "Mine life lost",
            (before - after) * float(case.timeline.length) if before else None,
            "years",
            "Years by which production ends earlier where owners stop once a period's margin after the take "
            "is below nought, against before the take.",
            note,
            status="defined" if before else "undefined: no period has a margin",
        ),
        of_number(
            "sales_lost",
            "Sales lost with it",
            lost / float(sold.sum()) if before and sold.sum() > 0 else None,
            "share",
            "Revenue of the periods lost over all revenue.",
            note,
            status="defined" if before else "undefined: no period has a margin",
        ),
    ]


def _last(margin: Array, sold: Array) -> int:
    """Return the number of periods until the last one with sales and a margin."""
    there = np.flatnonzero((margin >= 0) & (sold > 0))
    return int(there[-1]) + 1 if there.size else 0


def timing_indicators(case: Case, lines: Scaled) -> list[Indicator]:
    """Return when the state's receipts come."""
    now = lines.at()
    receipts = mean(now.receipts)
    per_year = case.timeline.per_year
    found = []
    for years in (5, 10, 20):
        periods = years * per_year
        if periods < len(receipts):
            found.append(
                of_figure(
                    f"share_by_{years}",
                    share_by(receipts, periods=periods),
                    "share",
                    f"the first {years} years of the case, undiscounted",
                    title=f"Share of receipts by year {years}",
                )
            )
    found.append(_year(case, "first_receipt", "First receipt of the state", first_receipt(receipts)))
    tax = first_receipt(mean(now.income_tax))
    found.append(_year(case, "first_income_tax", "First income tax", tax))
    common = case.discounting()
    found.append(
        of_figure(
            "duration",
            duration(receipts, common),
            "years",
            f"common rate {common.rate:.4g}, {common.timing} of period",
            f"from {case.head.conventions.valuation_date}",
        )
    )
    return found


def _year(case: Case, key: str, title: str, found: Figure) -> Indicator:
    period = float(np.asarray(found.value))
    label = None if np.isnan(period) else case.timeline.labels[int(period)]
    return of_number(
        key,
        title,
        None if label is None else float(label.year),
        "year",
        "The calendar year of the first period with a receipt.",
        status="undefined: it does not happen within the horizon" if label is None else "defined",
    )


def risk_indicators(case: Case, lines: Scaled, hurdle: float) -> list[Indicator]:
    """Return how risk is shared; undefined where nothing varies."""
    now = lines.at()
    factors = case.discounting().factors(case.timeline.periods)[:, None]
    whole, state, owner = ((one * factors).sum(axis=0) for one in (now.pre_tax, now.receipts, now.post_tax))
    basis = f"NPV at the common rate, {lines.futures} futures"
    titles = {
        "risk_share_state": "Share of risk of the state",
        "risk_share_owner": "Share of risk of the owners",
        "variation_state": "Coefficient of variation, state",
        "variation_owner": "Coefficient of variation, owners",
        "chance_below": "Chance of missing the hurdle",
    }
    if lines.futures < 2:
        why = "Needs an outlook in which something varies."
        return [of_number(key, title, None, "share", why, status=NO_SPREAD) for key, title in titles.items()]
    figures = {
        "risk_share_state": risk_share(state, whole),
        "risk_share_owner": risk_share(owner, whole),
        "variation_state": coefficient_of_variation(state),
        "variation_owner": coefficient_of_variation(owner),
    }
    found = [of_figure(key, one, "share", basis, title=titles[key]) for key, one in figures.items()]
    chance = chance_below(irr(now.post_tax, periods_per_year=case.timeline.per_year), hurdle)
    apart = f"; {chance.undefined:.0%} of futures have no rate" if chance.undefined else ""
    found.append(
        of_number(
            "chance_below",
            titles["chance_below"],
            chance.below,
            "share",
            "The share of futures whose post-tax rate of return is below the hurdle.",
            f"hurdle {hurdle:.4g}",
            f"{lines.futures} futures",
            status=f"defined{apart}",
        )
    )
    return found
