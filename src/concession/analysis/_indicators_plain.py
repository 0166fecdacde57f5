"""Indicators that one run gives: shares, rates of return, payback, timing, risk."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from concession.analysis._indicator import (
    NO_SPREAD,
    Indicator,
    of_figure,
    of_futures,
    of_number,
    over_futures,
)
from concession.analysis._scaled import Scaled, Streams
from concession.engine import Array
from concession.measures import (
    IRR,
    Discounting,
    Figure,
    RateStatus,
    Status,
    aetr,
    chance_below,
    coefficient_of_variation,
    duration,
    first_receipt,
    government_take,
    irr,
    irr_change,
    lowest_share_of_gross,
    measure,
    payback,
    risk_share,
    saving_index,
    share_by,
    share_of_benefits,
)
from concession.model import Case

__all__ = [
    "AETR_RATES",
    "aetr_by_rate",
    "discounted",
    "mean",
    "plain_indicators",
    "risk_indicators",
    "timing_indicators",
]

#: Yearly rates at which the AETR is told, beside the case's own common rate.
AETR_RATES = (0.0, 0.05, 0.08, 0.10, 0.12, 0.15, 0.20)

#: Operating costs are lowered by this share to see who keeps what is saved.
_SAVED = 0.01


def mean(values: Array) -> Array:
    """Return the mean over futures, of shape (periods,)."""
    return np.asarray(values.mean(axis=1))


def plain_indicators(case: Case, lines: Scaled, at_hurdle: Discounting) -> list[Indicator]:
    """Return the shares of the state, rates of return, payback and who keeps what is saved."""
    return [
        *_shares(case, lines),
        *_rates(case, lines),
        *_paybacks(case, lines, at_hurdle),
        *_savings(case, lines),
    ]


def discounted(case: Case, rate: float) -> Discounting:
    """Return how amounts of the case are discounted at a rate."""
    said = case.discounting()
    return Discounting(
        rate=rate, timing=said.timing, period_years=said.period_years, offset_years=said.offset_years
    )


def aetr_by_rate(case: Case, lines: Scaled) -> dict[float, float | None]:
    """Return the AETR of mean flows at each of :data:`AETR_RATES`, None where there is no rent."""
    now = lines.mean_at()
    found = {}
    for rate in AETR_RATES:
        value = float(aetr(now.receipts, now.pre_tax, discounted(case, rate)).value[0])
        found[rate] = None if np.isnan(value) else value
    return found


def _rate_words(case: Case) -> str:
    common = case.discounting()
    return f"common rate {common.rate:.4g}, {common.timing} of period"


def _shares(case: Case, lines: Scaled) -> list[Indicator]:
    now, means = lines.at(), lines.mean_at()
    common, rate = case.discounting(), _rate_words(case)
    replaced = "replacement capital: cost of capital whose role is sustaining; closing counts as running"
    state = "receipts: what treasuries, regions and state companies receive of the take and as shareholders"

    def both(
        key: str, measured: Callable[[Streams], Figure], *conventions: str, title: str = ""
    ) -> Indicator:
        return of_figure(key, measured(means), "share", *conventions, title=title, each=measured(now))

    gross = float(means.revenue.sum())
    return [
        both("aetr", lambda one: aetr(one.receipts, one.pre_tax, common), rate, state),
        both("government_take", lambda one: government_take(one.receipts, one.pre_tax), state),
        both(
            "share_of_benefits",
            lambda one: share_of_benefits(
                one.receipts, one.revenue, one.running, one.sustaining, discounting=common
            ),
            rate,
            replaced,
        ),
        both(
            "share_of_benefits_undiscounted",
            lambda one: share_of_benefits(one.receipts, one.revenue, one.running, one.sustaining),
            replaced,
            title="Share of total benefits, undiscounted",
        ),
        of_number(
            "receipts_over_gross",
            "Receipts over gross revenue",
            float(means.receipts.sum()) / gross if gross > 0 else None,
            "share",
            "The state's receipts over gross revenue, undiscounted: some programs call it the effective tax "
            "rate, which it is not.",
            status="defined" if gross > 0 else "undefined: nothing is sold",
        ),
        both(
            "lowest_share_of_gross",
            lambda one: lowest_share_of_gross(one.receipts, one.revenue),
            "as the draft is run",
        ),
    ]


def _rates(case: Case, lines: Scaled) -> list[Indicator]:
    now, means = lines.at(), lines.mean_at()
    per_year = case.timeline.per_year

    def found(flows: Array) -> IRR:
        return irr(flows, periods_per_year=per_year)

    before, after = found(means.pre_tax), found(means.post_tax)
    before_each, after_each = found(now.pre_tax), found(now.post_tax)
    return [
        _rate("irr_pre_tax", "Pre-tax rate of return", before, before_each),
        _rate("irr_post_tax", "Post-tax rate of return", after, after_each),
        of_figure(
            "irr_change",
            irr_change(before, after),
            "share per year",
            "before financing",
            each=irr_change(before_each, after_each),
        ),
    ]


def _rate(key: str, title: str, found: IRR, each: IRR) -> Indicator:
    words = {"unique": "defined", "several": "defined, one of several: nearest to 10 per cent"}
    told = np.atleast_1d(each.status)
    apart = {
        kind.name.lower(): int((told == kind).sum()) for kind in RateStatus if kind is not RateStatus.UNIQUE
    }
    return of_number(
        key,
        title,
        float(found.rate[0]),
        "share per year",
        "The rate per year at which the projects' net present value is nought.",
        "before financing",
        status=words.get(str(found.names[0]), "undefined: there is no internal rate of return"),
        spread=over_futures(each.rate, apart),
    )


def _paybacks(case: Case, lines: Scaled, at_hurdle: Discounting) -> list[Indicator]:
    """Return paybacks, future by future: a mean over futures that begin in different years has none."""
    now = lines.at()
    length = float(case.timeline.length)
    factors = at_hurdle.factors(case.timeline.periods)[:, np.newaxis]
    spent, sold = "from the start of spending", "from the start of production"
    plain, worth = "undiscounted", f"discounted at the hurdle {at_hurdle.rate:.4g}"
    part = "amounts come evenly through their period"
    rows = []
    for key, title, flows, origin, how in (
        ("payback_pre_tax", "before tax", now.pre_tax, spent, plain),
        ("payback_post_tax", "after tax", now.post_tax, spent, plain),
        ("payback_production", "after tax, from production", now.post_tax, sold, plain),
        ("payback_discounted_pre_tax", "before tax, discounted", now.pre_tax * factors, spent, worth),
        ("payback_discounted_post_tax", "after tax, discounted", now.post_tax * factors, spent, worth),
    ):
        back = payback(
            flows,
            origin="start_of_spend" if origin is spent else "first_production",
            producing=None if origin is spent else now.revenue,
            period_years=length,
        )
        said = measure("payback")
        rows.append(
            of_futures(
                key,
                f"Payback {title}",
                back.value,
                "years",
                f"{said.definition.rstrip('.')}: {said.formula}.",
                origin,
                how,
                part,
                why=Status(int(back.status[0])).meaning,
            )
        )
    return rows


def _savings(case: Case, lines: Scaled) -> list[Indicator]:
    now, saving = lines.at(), lines.at(1.0, 1.0 - _SAVED)
    common = case.discounting()
    which = "one per cent of all costs saved: running, closing, capital"

    def kept(one: Streams, other: Streams, by: Discounting | None) -> Figure:
        saved = one.running + one.capital - other.running - other.capital
        return saving_index(one.post_tax, other.post_tax, saved, discounting=by)

    means = (now.mean(), saving.mean())
    return [
        of_figure(
            "saving_index",
            kept(*means, None),
            "share",
            which,
            "undiscounted",
            each=kept(now, saving, None),
        ),
        of_figure(
            "saving_index_discounted",
            kept(*means, common),
            "share",
            which,
            _rate_words(case),
            title="Saving index, discounted",
            each=kept(now, saving, common),
        ),
    ]


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
                    each=share_by(now.receipts, periods=periods),
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
            each=duration(now.receipts, common),
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
        "The calendar year of the first period with a receipt, of the means over the futures.",
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
        "variation_irr": "Coefficient of variation, post-tax rate of return",
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
    rates = irr(now.post_tax, periods_per_year=case.timeline.per_year)
    known = rates.rate[np.isfinite(rates.rate)]
    many = f"{known.size} of {lines.futures} futures, which have a rate of return"
    key = "variation_irr"
    if known.size > 1:
        found.append(of_figure(key, coefficient_of_variation(known), "share", many, title=titles[key]))
    else:
        why = "undefined: too few futures have a rate of return"
        found.append(of_number(key, titles[key], None, "share", "Standard deviation / |mean|.", status=why))
    chance = chance_below(rates, hurdle)
    none = int(np.isnan(rates.rate).sum())
    apart = f"; {none:,} of {lines.futures:,} futures have no rate" if none else ""
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
