"""What every kind of entry of the outlook has, and how its values become plain numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

from concession.deal import Interval, Value, unit_words
from concession.errors import ConcessionError
from concession.lines import Timeline, Unit
from concession.outlook import Input as Spec
from concession.outlook import Interval as IntervalSpec
from concession.outlook import Parameter, Point, Triangular

__all__ = [
    "ENTRY_KINDS",
    "Entry",
    "called",
    "entry_kind",
    "number",
    "optional",
    "parameter",
    "spec_of_value",
    "unit_of",
]

#: The kinds of entries by the word that files use.
ENTRY_KINDS: dict[str, type[Entry]] = {}

E = TypeVar("E", bound="type[Entry]")


def called(name: str) -> str:
    """Return what the outlook of a run calls an entry: its name keys its random numbers."""
    return f"outlook.{name}"


def number(value: Value) -> float:
    """Return a single number in base units."""
    quantity = value.quantity
    if quantity is None or isinstance(quantity.value, Interval):
        raise ConcessionError.of("E315", f"'{value.text}' must be one number here", path=value.path)
    return float(quantity.value)


def parameter(value: Value) -> Parameter:
    """Return a parameter of a path, an event or a chain: one number, or an interval that is itself drawn.

    A stated interval is its 5th to 95th percentile. A number with a range stays that number: the range
    says how sure it is, and is drawn where the file states the interval in its place.
    """
    quantity = value.quantity
    if quantity is not None and isinstance(quantity.value, Interval):
        return IntervalSpec(low=float(quantity.value.low), high=float(quantity.value.high))
    return number(value)


def spec_of_value(value: Value) -> Spec:
    """Return how an uncertain value varies.

    An interval stands for its 5th to 95th percentile. A number with a range varies between the ends of
    the range, most likely near the number itself (a triangle).
    """
    quantity, span = value.quantity, value.evidence.range
    if quantity is not None and isinstance(quantity.value, Interval):
        return IntervalSpec(low=float(quantity.value.low), high=float(quantity.value.high))
    if quantity is not None and span is not None and isinstance(span.value, Interval):
        low, high = float(span.value.low), float(span.value.high)
        return Triangular(low=low, mode=number(value), high=high)
    return Point(value=number(value))


def unit_of(*values: Value) -> Unit:
    """Return the unit that all values share; E309 where one is in another."""
    units = [value.quantity.unit for value in values if value.quantity is not None]
    for value, unit in zip(values, units, strict=False):
        if unit != units[0]:
            raise ConcessionError.of(
                "E309",
                f"'{value.text}' is in {unit_words(unit)}, others in {unit_words(units[0])}",
                "use one unit",
                path=value.path,
            )
    return units[0]


def optional(value: Value | None, default: float) -> float:
    """Return a single number, or the default where nothing is said."""
    return default if value is None else number(value)


def entry_kind(word: str) -> Callable[[E], E]:
    """Register a class as the entry that files call ``word``."""

    def register(cls: E) -> E:
        cls.word = word
        ENTRY_KINDS[word] = cls
        return cls

    return register


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the outlook."""

    word: ClassVar[str] = ""
    by_period: ClassVar[bool] = False
    #: Whether it is a time at which something happens, in years from the start of the case.
    event: ClassVar[bool] = False
    #: Whether it is states that others are read from, and no number itself.
    states: ClassVar[bool] = False

    def declare(self, timeline: Timeline, folder: Path | None) -> tuple[Unit, Spec]:
        """Return the unit and the specification."""
        raise NotImplementedError
