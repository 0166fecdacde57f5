"""Where a value is nought: break-even prices of every future at once, and the marginal rate of tax there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from concession.analysis._indicator import Indicator, of_figure, of_futures, of_number, of_roots
from concession.analysis._scaled import Scaled, Streams
from concession.engine import Array
from concession.measures import Discounting, Solution, irr, metr, solve
from concession.model import Case

__all__ = ["BRACKET", "CELLS", "Roots", "break_even_indicators", "marginal_indicators", "roots_of"]

#: Between which multiples of the case's prices roots are looked for, and on how many cells of equal ratio.
BRACKET = (0.01, 10.0)
CELLS = 32
#: A post-tax rate this near to the hurdle just earns it.
_ROUNDING = 1e-6

Which = Literal["pre_tax", "post_tax"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roots:
    """The multiples of prices at which a value at the hurdle is nought.

    ``after`` and ``before`` the take, of shape (futures,); ``expected_after`` and ``expected_before`` where
    the mean over the futures is nought, which is another question where prices and costs vary.
    """

    after: Solution
    before: Solution
    expected_after: Solution
    expected_before: Solution


def roots_of(lines: Scaled, at: Discounting) -> Roots:
    """Return break-evens of all futures, each by its own bracket, and those of the means.

    One run of the program gives the values of all futures at once, each at its own multiple of prices.
    """

    def each(which: Which) -> Solution:
        def value(place: Array) -> Array:
            # the places of the grid are the same for all futures, and for both questions
            scale = float(np.exp(place.flat[0])) if _alike(place) else np.asarray(np.exp(place))
            return np.asarray(getattr(lines.worth(scale, at), which))

        return _exponent(solve(value, _LOGS, cells=CELLS))

    def expected(which: Which) -> Solution:
        def value(place: Array) -> float:
            return float(getattr(lines.worth(float(np.exp(place)), at), which).mean())

        return _exponent(solve(value, _LOGS, cells=CELLS))

    after, before = each("post_tax"), each("pre_tax")
    if lines.futures == 1:
        return Roots(after=after, before=before, expected_after=after, expected_before=before)
    return Roots(
        after=after,
        before=before,
        expected_after=expected("post_tax"),
        expected_before=expected("pre_tax"),
    )


_LOGS = (float(np.log(BRACKET[0])), float(np.log(BRACKET[1])))


def _alike(place: Array) -> bool:
    return bool((place == place.flat[0]).all())


def _exponent(found: Solution) -> Solution:
    """Return roots of the logarithm of a multiple as multiples."""
    return Solution(value=np.exp(found.value), status=found.status, count=found.count)


def break_even_indicators(lines: Scaled, roots: Roots, hurdle: float) -> list[Indicator]:
    """Return break-even prices with and without the take, and what the take adds to them."""
    how = (
        f"hurdle {hurdle:.4g}",
        f"all prices multiplied alike, from {BRACKET[0]:g} to {BRACKET[1]:g} times the case's, on "
        f"{CELLS} cells of equal ratio",
    )
    what = "The multiple of the case's prices at which the {} net present value at the hurdle is nought."
    rows = [
        of_roots(
            "break_even",
            "Break-even multiple of prices, after tax",
            roots.after,
            "multiplier",
            what.format("post-tax"),
            *how,
        ),
        of_roots(
            "break_even_no_tax",
            "Break-even multiple of prices, without tax",
            roots.before,
            "multiplier",
            what.format("pre-tax"),
            *how,
        ),
        of_futures(
            "tax_wedge",
            "Tax wedge",
            np.atleast_1d(roots.after.value - roots.before.value),
            "multiplier",
            "The break-even after tax less the one without: what taxes add to the price needed.",
            *how,
            why="undefined: a break-even is missing",
        ),
    ]
    if lines.futures > 1:
        rows += _expected(roots, what, how)
    return [*rows, *_prices(lines, roots, how)]


def _expected(roots: Roots, what: str, how: tuple[str, ...]) -> list[Indicator]:
    mean = "the net present value is the mean over the futures"
    return [
        of_roots(
            f"{key}_expected",
            f"Break-even multiple of the expected value, {title}",
            root,
            "multiplier",
            what.format(f"expected {said}"),
            *how,
            mean,
        )
        for key, title, said, root in (
            ("break_even", "after tax", "post-tax", roots.expected_after),
            ("break_even_no_tax", "without tax", "pre-tax", roots.expected_before),
        )
    ]


def _prices(lines: Scaled, roots: Roots, how: tuple[str, ...]) -> list[Indicator]:
    """Return break-evens as prices in the file's unit: the mean price of each future at its multiple."""
    now = lines.at()
    rows = []
    weighed = "the mean price of the future at that multiple, weighted by what is sold"
    for name, (unit, size) in lines.prices.items():
        average = _average(now, name)
        if not np.isfinite(average).any():
            continue
        for key, title, root in (
            ("break_even", "after tax", roots.after),
            ("break_even_no_tax", "without tax", roots.before),
        ):
            rows.append(
                of_roots(
                    f"{key}.{name}",
                    f"Break-even price of {name}, {title}",
                    root,
                    unit,
                    "The mean price at the break-even multiple: a path keeps its shape.",
                    weighed,
                    *how,
                    times=average / size,
                )
            )
    return rows


def _average(now: Streams, name: str) -> Array:
    """Return the mean price of a product in each future, weighted by what is sold; NaN where nothing is."""
    sold, price = now.produced[name], now.price[name]
    whole = sold.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(whole > 0.0, (sold * price).sum(axis=0) / whole, np.nan))


def marginal_indicators(case: Case, lines: Scaled, roots: Roots, at_hurdle: Discounting) -> list[Indicator]:
    """Return the marginal effective tax rate of each future's project where it just earns the hurdle."""
    hurdle = at_hurdle.rate
    how = (f"hurdle {hurdle:.4g}", "prices multiplied until the project just earns the hurdle after tax")
    places = np.atleast_1d(roots.after.value)
    found = np.isfinite(places)
    if not found.any():
        return [
            of_number(
                "metr",
                "Marginal effective tax rate",
                None,
                "share",
                "(pre-tax IRR - post-tax IRR) / pre-tax IRR, where post-tax IRR = hurdle.",
                *how,
                status="undefined: no multiple of prices in the bracket just earns the hurdle",
            )
        ]
    at = lines.at(np.where(found, places, 1.0))
    per_year = case.timeline.per_year
    before = irr(at.pre_tax[:, found], periods_per_year=per_year, hurdle=hurdle)
    after = irr(at.post_tax[:, found], periods_per_year=per_year, hurdle=hurdle)
    each = metr(before, after, hurdle=hurdle, tolerance=_ROUNDING)
    # where amounts come before they are spent, a rate of return is what a loan costs, not what is earned
    lent = _rises(at.post_tax[:, found], at_hurdle) | _rises(at.pre_tax[:, found], at_hurdle)
    values = np.full(places.size, np.nan)
    values[found] = np.where(lent, np.nan, each.value)
    if places.size == 1 and not lent.any():
        return [of_figure("metr", each, "share", *how)]
    return [
        of_futures(
            "metr",
            "Marginal effective tax rate",
            values,
            "share",
            "(pre-tax IRR - post-tax IRR) / pre-tax IRR, where post-tax IRR = hurdle.",
            *how,
            why="undefined: what comes in comes before what is spent, or there is no rate of return",
        )
    ]


def _rises(flows: Array, at: Discounting) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return for each future whether its net present value is higher at a slightly higher rate."""
    times = at.times(flows.shape[0])[:, np.newaxis]
    factors = at.factors(flows.shape[0])[:, np.newaxis]
    return np.asarray((flows * times * factors).sum(axis=0) < 0.0)
