"""Fitting a process to a history: parameters with standard errors."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np

from concession.errors import ConcessionError, Problems
from concession.outlook._base import Array
from concession.outlook._checks import choice, show
from concession.outlook._fit import (
    Estimate,
    Fit,
    averaging_note,
    bias_note,
    residual_notes,
    residuals,
    unit_root_note,
)
from concession.outlook._history import History

__all__ = ["calibrate"]

_LEAST_VALUES = 12


def calibrate(
    series: History,
    process: Literal["gbm", "ou"],
    from_: float | None = None,
    to: float | None = None,
    *,
    averages: bool = False,
) -> Fit:
    """Return a process fitted to a history from the year ``from_`` to the end of the year ``to``.

    ``gbm``: geometric Brownian motion; mean and standard deviation of the changes of the logarithm.
    ``ou``: reversion in logarithms; least squares of x' = a + b x + e, the exact discrete form, so that
    κ = -ln b / h, level = exp(a / (1 - b)), σ = s √(2κ / (1 - b²)); standard errors by the delta method.
    For the half-life that is crude: a range for it is better had as ln 2 over the range of the speed.
    ``averages`` says that each value is the average over its step (as in most published series), which
    makes changes too small and too similar to each other (Working 1960); a note then says by how much.

    Too short a span, values that are not positive, and a series that does not revert are errors (E952).

    >>> flat = History(name="x", start=2000, per_year=1, values=tuple([100.0, 120.0] * 10))
    >>> calibrate(flat, "gbm").parameters["volatility"].describe()
    '0.187 ± 0.031 per √year'
    """
    found = Problems()
    choice(found, "process", process, ("gbm", "ou"))
    found.raise_if_any()
    part = series.between(from_, to)
    if len(part.values) < _LEAST_VALUES:
        raise _unfit(f"{part.name} has {len(part.values)} values in the span; {_LEAST_VALUES} are needed")
    if min(part.values) <= 0:
        raise _unfit(f"{part.name} has values of zero or less, which have no logarithm")
    if min(part.values) == max(part.values):
        raise _unfit(f"{part.name} never changes in the span")
    logs = np.log(np.asarray(part.values, dtype=np.float64))
    years = 1.0 / part.per_year
    fit = (_brownian if process == "gbm" else _reverting)(part, logs, years, averages)
    if part.filled:
        note = f"{len(part.filled)} of {len(part.values)} values were missing and filled in"
        fit = replace(fit, notes=(note, *fit.notes))
    return fit


def _unfit(message: str, hint: str = "") -> ConcessionError:
    return ConcessionError.of("E952", message, hint)


def _brownian(part: History, logs: Array, years: float, averages: bool) -> Fit:
    changes = np.diff(logs)
    n = len(changes)
    mean = math.fsum(changes.tolist()) / n
    left = changes - mean
    s = math.sqrt(float((left**2).sum()) / (n - 1))
    if s <= 1e-12:
        raise _unfit(f"{part.name} grows at a constant rate: there is nothing random to fit")
    root = math.sqrt(years)
    volatility = Estimate(value=s / root, se=_sd_error(s, n - 1) / root, unit="per √year")
    drift = Estimate(value=mean / years, se=s / math.sqrt(n) / years, unit="per year, of the median")
    growth = volatility.value**2 / 2 + drift.value
    growth_se = math.hypot(drift.se, volatility.value * volatility.se)
    notes = []
    if abs(drift.value) < 2 * drift.se:
        notes.append(
            f"the drift of {show(100 * drift.value, 2)} % a year is not distinguishable from zero"
            f" (standard error {show(100 * drift.se, 2)} %); only a longer span helps, not more frequent data"
        )
    if averages:
        notes.append(averaging_note(volatility.value))
    left_over = residuals(left, fitted=0)
    return Fit(
        process="gbm",
        history=part,
        parameters={
            "drift": drift,
            "volatility": volatility,
            "mean_drift": Estimate(value=growth, se=growth_se, unit="per year, of the mean"),
        },
        residuals=left_over,
        notes=(*notes, *residual_notes(left_over)),
    )


def _reverting(part: History, logs: Array, years: float, averages: bool) -> Fit:
    before, after = logs[:-1], logs[1:]
    n = len(before)
    centre = float(before.mean())
    spread = float(((before - centre) ** 2).sum())
    if spread <= 1e-18:
        raise _unfit(f"{part.name} does not vary before its last value")
    b = float(((before - centre) * (after - after.mean())).sum()) / spread
    a = float(after.mean()) - b * centre
    left = after - a - b * before
    s2 = float((left**2).sum()) / (n - 2)
    if not 0 < b < 1:
        why = "does not revert to a level" if b >= 1 else "reverts within one step, too fast to measure"
        raise _unfit(f"{part.name} {why} (slope {show(b)})", "use gbm, or a longer span")
    if s2 <= 1e-24:
        raise _unfit(f"{part.name} follows a smooth curve: there is nothing random to fit")
    var_b = s2 / spread
    var_a = s2 / n + centre**2 * var_b
    cov = -centre * var_b
    se_b = math.sqrt(var_b)

    speed = -math.log(b) / years
    se_speed = se_b / (b * years)
    theta = a / (1 - b)
    by_a, by_b = 1 / (1 - b), a / (1 - b) ** 2
    se_theta = math.sqrt(max(by_a**2 * var_a + by_b**2 * var_b + 2 * by_a * by_b * cov, 0.0))
    s = math.sqrt(s2)
    ratio = math.sqrt(2 * speed / (1 - b * b))
    slope = 0.5 * (2 * b / (1 - b * b) - 1 / (b * years * speed))  # d ln(ratio) / db
    sigma = s * ratio
    se_sigma = math.hypot(_sd_error(s, n - 2) * ratio, sigma * slope * se_b)
    half_life = math.log(2) / speed
    unit_root = (b - 1) / se_b
    left_over = residuals(left, fitted=1)
    notes = [bias_note(b, n, years), *unit_root_note(unit_root, n)]
    if not min(part.values) <= math.exp(theta) <= max(part.values):
        notes.append(
            f"the fitted level of {show(math.exp(theta), 3)} lies outside everything observed"
            f" ({show(min(part.values), 4)} to {show(max(part.values), 4)}): do not use this fit"
        )
    if averages:
        notes.append(averaging_note(sigma))
    return Fit(
        process="ou",
        history=part,
        parameters={
            "level": Estimate(value=math.exp(theta), se=math.exp(theta) * se_theta, unit="long-run median"),
            "speed": Estimate(value=speed, se=se_speed, unit="per year"),
            "half_life": Estimate(value=half_life, se=half_life * se_speed / speed, unit="years"),
            "volatility": Estimate(value=sigma, se=se_sigma, unit="per √year"),
        },
        residuals=left_over,
        notes=(*notes, *residual_notes(left_over)),
        slope=Estimate(value=b, se=se_b, unit="per step"),
        unit_root_t=unit_root,
    )


def _sd_error(s: float, degrees: int) -> float:
    """Return the standard error of a standard deviation of normal numbers."""
    return s / math.sqrt(2 * degrees)
