"""What a fit gives: estimates, what the residuals say, and how far to trust it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from concession.outlook._base import Array
from concession.outlook._checks import show
from concession.outlook._history import History
from concession.outlook._motion import Brownian, Reverting
from concession.outlook._special import chi2_tail

__all__ = [
    "Estimate",
    "Fit",
    "Residuals",
    "averaging_note",
    "bias_note",
    "residual_notes",
    "residuals",
    "unit_root_note",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A parameter, its standard error and its unit."""

    value: float
    se: float
    unit: str

    def describe(self) -> str:
        """Return value ± standard error, to the figures that the error leaves a meaning.

        >>> Estimate(value=0.206576, se=0.0069987, unit="per √year").describe()
        '0.2066 ± 0.007 per √year'
        """
        return f"{self.words} ± {show(self.se, 2)} {self.unit}"

    @property
    def words(self) -> str:
        """The value: to the second figure of its error, and to two of its own at least."""
        if not (0 < self.se < math.inf) or self.value == 0:
            return show(self.value, 4)
        apart = math.floor(math.log10(abs(self.value))) - math.floor(math.log10(self.se))
        return show(self.value, min(max(apart + 2, 2), 6))


@dataclass(frozen=True, slots=True, kw_only=True)
class Residuals:
    """What is left over by a fit, and tests of the assumption that it is independent and normal.

    ``ljung_box`` is the chance of such autocorrelation over ``lags`` lags (Ljung and Box 1978), and
    ``jarque_bera`` that of such skew and kurtosis (Jarque and Bera 1980), were the assumption true.
    """

    values: tuple[float, ...]
    autocorrelation: float
    skew: float
    excess_kurtosis: float
    lags: int
    ljung_box: float
    jarque_bera: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A process fitted to a history.

    ``parameters`` are those of the process; ``notes`` say in plain words how far they can be trusted.
    Behind a reverting process stands a regression of the logarithm on its value before: ``slope`` is
    its coefficient, ``unit_root_t`` the t-value of slope = 1 (Dickey and Fuller 1979).
    """

    process: Literal["gbm", "ou"]
    history: History
    parameters: dict[str, Estimate]
    residuals: Residuals
    notes: tuple[str, ...]
    slope: Estimate | None = None
    unit_root_t: float | None = None

    def to_process(self, start: float | None = None, first: float | None = None) -> Brownian | Reverting:
        """Return the process with these parameters, from a start value or the history's last one."""
        begin = self.history.values[-1] if start is None else start
        value = {name: estimate.value for name, estimate in self.parameters.items()}
        if self.process == "gbm":
            return Brownian(
                start=begin,
                volatility=value["volatility"],
                drift=value["drift"],
                drift_of="median",
                first=first,
            )
        return Reverting(
            start=begin,
            level=value["level"],
            half_life=value["half_life"],
            volatility=value["volatility"],
            first=first,
        )


def averaging_note(volatility: float) -> str:
    """Return what averaging within a step does to the volatility of a random walk (Working 1960)."""
    return (
        "values are averages over their step; were the price a random walk, changes of averages would"
        f" understate the volatility by a factor of √(2/3): {_percent(volatility * math.sqrt(1.5))} instead"
        f" of {_percent(volatility)} a year, and show an autocorrelation of 0.25"
    )


def _percent(share: float) -> str:
    return f"{show(100 * share, 3)} %"


def bias_note(b: float, n: int, years: float) -> str:
    """Return the small-sample bias: the estimated slope is too low by (1 + 3b) / n (Kendall 1954)."""
    corrected = b + (1 + 3 * b) / n
    if corrected >= 1:
        better = "corrected for it, the series no longer reverts"
    else:
        half_life = math.log(2) * years / -math.log(corrected)
        better = f"corrected for it, the half-life is {show(half_life, 2)} years"
    return (
        f"in {n} steps reversion looks faster than it is: the slope is too low by about"
        f" {show((1 + 3 * b) / n, 2)}; {better}"
    )


def unit_root_note(t: float, n: int) -> list[str]:
    """Return a note unless a random walk is rejected at 5 % (MacKinnon 2010, table 2, with a constant)."""
    critical = -2.86154 - 2.8903 / n - 4.234 / n**2
    if t < critical:
        return []
    needed = f"t = {t:.2f}, 5 % needs {critical:.2f}"
    return [f"a random walk cannot be rejected ({needed}): reversion is weak"]


def residuals(left: Array, fitted: int) -> Residuals:
    """Return the residuals with their tests; ``fitted`` is the number of fitted autoregressive terms."""
    n = len(left)
    centred = left - left.mean()
    variance = float((centred**2).mean())
    lags = max(1, min(12, n // 5))
    rho = [float((centred[k:] * centred[:-k]).sum()) / (n * variance) for k in range(1, lags + 1)]
    box = n * (n + 2) * sum(r * r / (n - k) for k, r in enumerate(rho, 1))
    skew = float((centred**3).mean()) / variance**1.5
    kurtosis = float((centred**4).mean()) / variance**2 - 3
    bera = n / 6 * (skew**2 + kurtosis**2 / 4)
    return Residuals(
        values=tuple(left.tolist()),
        autocorrelation=rho[0],
        skew=skew,
        excess_kurtosis=kurtosis,
        lags=lags,
        ljung_box=chi2_tail(box, max(1, lags - fitted)),
        jarque_bera=chi2_tail(bera, 2),
    )


def residual_notes(left: Residuals) -> list[str]:
    """Return notes where the residuals are not independent or not normal, at 5 %."""
    notes = []
    if left.ljung_box < 0.05:
        notes.append(
            f"residuals are not independent (first autocorrelation {left.autocorrelation:.2f}):"
            " standard errors are too small"
        )
    if left.jarque_bera < 0.05:
        notes.append(
            f"residuals are not normal (skew {left.skew:.2f}, excess kurtosis"
            f" {left.excess_kurtosis:.2f}): extremes are likelier than the process makes them"
        )
    return notes
