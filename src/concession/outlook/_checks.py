"""Checks of parameters, and numbers as the outlook prints them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Real

from concession.errors import Problems, nearest

__all__ = ["choice", "numbers", "ok", "show"]


def ok(
    found: Problems,
    what: str,
    value: object,
    *,
    at_least: float | None = None,
    above: float | None = None,
    at_most: float | None = None,
    below: float | None = None,
    hint: str = "",
) -> bool:
    """Note a problem, and return False, unless ``value`` is a finite number within the bounds."""
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        found.add("E901", f"{what} is {value!r}, which is not a finite number", hint)
        return False
    number = float(value)
    for broken, word, bound in (
        (at_least is not None and number < at_least, "at least", at_least),
        (above is not None and number <= above, "above", above),
        (at_most is not None and number > at_most, "at most", at_most),
        (below is not None and number >= below, "below", below),
    ):
        if broken and bound is not None:
            found.add("E902", f"{what} is {show(number)}, but must be {word} {show(bound)}", hint)
            return False
    return True


def numbers(found: Problems, what: str, values: Iterable[object], *, positive: bool = False) -> bool:
    """Note the first value that is not a finite number (or not positive), and return whether all are."""
    bound = 0.0 if positive else None
    return all(ok(found, f"{what} number {k}", value, above=bound) for k, value in enumerate(values, 1))


def choice(found: Problems, what: str, value: object, options: tuple[str, ...]) -> bool:
    """Note a problem, and return False, unless ``value`` is one of the options."""
    if value in options:
        return True
    found.add("E905", f"{what} is {value!r}; it can be {', '.join(options)}", nearest(str(value), options))
    return False


def show(number: float, figures: int = 6) -> str:
    """Return a number with up to so many figures and thousands marked.

    >>> show(1234567.8), show(0.30000000001), show(math.inf), show(75181.4, 3)
    ('1,234,570', '0.3', 'never', '75,200')
    """
    if math.isinf(number):
        return "never" if number > 0 else "-infinity"
    return f"{float(f'{number:.{figures}g}'):,.10g}"
