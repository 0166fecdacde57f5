"""Amounts for people: one scale for a page, a unit stated once, signs that cannot be missed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["SCALES", "Scale", "choose_scale", "percent", "years"]

#: What an amount of money is divided by, by the word that is printed.
SCALES: dict[str, float] = {"units": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A currency with a word of scale, and how many digits after the dot.

    >>> scale = Scale(currency="USD", word="million")
    >>> scale.unit, scale.amount(3_402_802_507), scale.difference(76_462_389), scale.amount(-1e5)
    ('USD million', '3,402.8', '+76.5', '-0.1')
    """

    currency: str
    word: str = "million"
    decimals: int = 1

    @property
    def unit(self) -> str:
        """The unit in words."""
        return self.currency if self.word == "units" else f"{self.currency} {self.word}"

    def amount(self, value: float | None) -> str:
        """Return an amount; a dash where there is none."""
        if value is None or math.isnan(value):
            return "-"
        text = f"{value / SCALES[self.word]:,.{self.decimals}f}"
        return text if text.strip("-0.,") else text.lstrip("-")

    def difference(self, value: float | None) -> str:
        """Return a difference with its sign; nothing is 0 without one."""
        text = self.amount(value)
        return text if text[:1] == "-" or not text.strip("-0.,") else f"+{text}"

    def words(self, value: float) -> str:
        """Return an amount with its unit, for a sentence."""
        return f"{self.unit.split()[0]} {self.amount(value)}{self.unit[len(self.currency) :]}"


def choose_scale(currency: str, amounts: Iterable[float], word: str = "auto") -> Scale:
    """Return the scale in which the largest amount has few digits, or the one that is asked for.

    >>> choose_scale("USD", [3.4e9]).unit, choose_scale("USD", [2.5e11]).unit, choose_scale("USD", []).unit
    ('USD million', 'USD billion', 'USD')
    """
    largest = max((abs(x) for x in amounts if math.isfinite(x)), default=0.0)
    if word == "auto":
        word = "billion" if largest >= 1e11 else "million" if largest >= 1e6 else "units"
    shown = largest / SCALES[word]
    decimals = 0 if word == "units" and shown >= 1000 else 1 if shown >= 100 else 2 if shown >= 1 else 3
    return Scale(currency=currency, word=word, decimals=decimals)


def percent(value: float | None, decimals: int = 1) -> str:
    """Return a share as percent; a dash where there is none.

    >>> percent(0.165), percent(0.1, 0), percent(None)
    ('16.5 %', '10 %', '-')
    """
    if value is None or math.isnan(value):
        return "-"
    text = f"{value * 100:,.{decimals}f}"
    return f"{text if text.strip('-0.,') else text.lstrip('-')} %"


def rate(value: float) -> str:
    """Return a rate as percent, with as many digits as it has."""
    return f"{value * 100:.4g} %"


def years(value: float | None) -> str:
    """Return a time in years; a dash where there is none.

    >>> years(7.25), years(None)
    ('7.2 yr', '-')
    """
    return "-" if value is None or math.isnan(value) else f"{value:.1f} yr"
