"""One published example: its inputs, what is expected of them, and how the two are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from concession.errors import ConcessionError, nearest
from concession.vectors._text import CaseText, number

__all__ = ["Tolerance", "Vector", "agrees", "differences"]

#: The most characters of a wrong input that a message shows.
MOST_SHOWN = 60
#: Inputs that sources of one kind of vector call by several names.
SPELLINGS = (
    ("royalty_rate", "royalty"),
    ("cost_limit", "cost_cap"),
    ("gov_profit_share", "gov_share", "state_share"),
    ("tax_rate", "tax", "corporate_rate", "cit"),
    ("branch", "withholding", "wht"),
    ("production", "bbl"),
    ("capex", "investment"),
    ("discount", "discount_rate"),
    ("ebit", "profit"),
    ("gross_sales", "net_sales", "sales", "gross", "revenue"),
)
#: What a name of a number in per cent ends in.
PER_CENT = "_pct"

#: The most periods of a case: what counts years or months may not be more.
MOST_PERIODS = 2400


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How far ours may be from what is expected: the larger of an amount and a share of it."""

    absolute: float = 1e-9
    relative: float = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """A published example.

    ``calc`` is its kind; ``printed`` names the expected values that stand in the source itself, the others
    follow from the rule that it prints; ``grade`` is A for an official text, B for another publication or
    its tests, C for a printed rule with numbers of our own.
    """

    name: str
    file: str
    calc: str
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]
    printed: tuple[str, ...] = ()
    tolerance: Tolerance = field(default_factory=Tolerance)
    grade: str = "C"
    sources: tuple[Mapping[str, Any], ...] = ()
    formula: str = ""
    notes: str = ""
    #: The inputs that were read so far, by the names that the file gives them.
    read: set[str] = field(default_factory=set, compare=False, repr=False)

    @property
    def unread(self) -> tuple[str, ...]:
        """The inputs that were stated and not read: a slip, or what this kind knows nothing of."""
        return tuple(name for name in self.inputs if name not in self.read)

    def get(self, name: str, otherwise: Any = None) -> Any:
        """Return an input that may be missing."""
        found = self._stated(name)
        return otherwise if found is None else found

    def number(self, name: str, otherwise: float | None = None) -> float:
        """Return an input that is a number; E762 where it is none, or missing without an ``otherwise``."""
        if otherwise is not None and self._stated(name) is None:
            return otherwise
        return self._number(name, self._wanted(name))

    def whole(self, name: str, otherwise: int | None = None) -> int:
        """Return an input that counts years or months, 0 to 2400; E762 where it is none."""
        if otherwise is not None and self._stated(name) is None:
            return otherwise
        value = self.number(name)
        if not 0 <= value <= MOST_PERIODS or value != int(value):
            raise ConcessionError.of(
                "E762",
                f"'{name}' is {_shown(value)}",
                f"write a whole number up to {MOST_PERIODS}",
                path=self.name,
            )
        return int(value)

    def numbers(self, name: str, times: int = 1) -> list[float]:
        """Return an input that is a list of numbers; one number is a list of ``times`` of it."""
        value = self._wanted(name)
        listed = value if isinstance(value, list) else [value] * times
        if not listed:
            raise ConcessionError.of("E762", f"'{name}' is not a list of numbers", path=self.name)
        return [self._number(name, one) for one in listed]

    def rows(self, name: str) -> list[list[Any]]:
        """Return an input that is a list of lists: bands, points, pools.

        A band may also be an object of `from`, `to` and `rate`, and pools one object by name.
        """
        value = self._wanted(name)
        if isinstance(value, dict):
            value = [[key, one] for key, one in value.items()]
        if isinstance(value, list):
            value = [
                [row.get("from"), row.get("to"), row["rate"]]
                if isinstance(row, dict) and "rate" in row
                else row
                for row in value
            ]
        if not isinstance(value, list) or not value or not all(isinstance(row, list) for row in value):
            raise ConcessionError.of("E762", f"'{name}' is not a list of lists", path=self.name)
        return value

    def _number(self, name: str, value: Any) -> float:
        """Return a number as the file writes it: a number, or a text such as '12.5 %'."""
        if isinstance(value, str):
            text = value.strip()
            share = text.endswith("%")
            try:
                exact = Decimal(number(text.removesuffix("%").strip()))
            except ConcessionError:
                raise ConcessionError.of(
                    "E762", f"'{name}' is {_shown(value)}, not a number", path=self.name
                ) from None
            return float(exact / 100 if share and not name.endswith(PER_CENT) else exact)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ConcessionError.of("E762", f"'{name}' is {_shown(value)}, not a number", path=self.name)
        return value

    def _stated(self, name: str) -> Any:
        """Return an input under its name, under another spelling, or from the same in per cent; else None."""
        others = [one for group in SPELLINGS if name in group for one in group]
        for one in dict.fromkeys([name, *others]):
            if self.inputs.get(one) is not None:
                self.read.add(one)
                return self.inputs[one]
            scaled = self._scaled(one)
            if scaled is not None:
                return scaled
        return None

    def _scaled(self, name: str) -> float | None:
        """Return a share that is stated in per cent, or the other way round."""
        if name.endswith(PER_CENT):
            plain, factor = name.removesuffix(PER_CENT), Decimal(100)
        else:
            plain, factor = name + PER_CENT, Decimal("0.01")
        value = self.inputs.get(plain)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        self.read.add(plain)
        return float(Decimal(number(value)) * factor)

    def _wanted(self, name: str) -> Any:
        found = self._stated(name)
        if found is None:
            raise ConcessionError.of(
                "E762", f"the input '{name}' is missing", nearest(name, self.inputs), path=self.name
            )
        return found

    def case(self, **given: Any) -> CaseText:
        """Return the text of a case under this vector's name and sources."""
        grade = self.grade if self.grade in ("A", "B", "C") else "C"
        return CaseText(title=self.name, sources=self.sources, grade=grade, **given)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def agrees(expected: Any, ours: Any, tolerance: Tolerance) -> bool:
    """Return whether two results agree: numbers within the tolerance, lists and mappings item by item.

    What only ours has, in a mapping or at the end of a list, must be nought: the empty slices above a price,
    a pool without a balance.

    >>> agrees([1, 2], [1.0, 2.0 + 1e-12], Tolerance())
    True
    >>> agrees(1.0, None, Tolerance())
    False
    """
    return not differences(expected, ours, tolerance)


def differences(expected: Any, ours: Any, tolerance: Tolerance, where: str = "") -> list[str]:
    """Return in words where two results differ; nothing where they agree."""
    if isinstance(expected, Mapping):
        if not isinstance(ours, Mapping):
            return [f"{where}: {ours!r} is not a mapping"]
        found = [
            text
            for key, value in expected.items()
            for text in differences(value, ours.get(key), tolerance, _below(where, key))
        ]
        more = {key: value for key, value in ours.items() if key not in expected}
        return found + [
            text
            for key, value in more.items()
            for text in differences(0, value, tolerance, _below(where, key))
        ]
    if isinstance(expected, list):
        if not isinstance(ours, list) or len(ours) < len(expected):
            return [f"{where}: {ours!r} is not a list of {len(expected)}"]
        wanted = [*expected, *[0] * (len(ours) - len(expected))]
        return [
            text
            for n, (one, other) in enumerate(zip(wanted, ours, strict=True))
            for text in differences(one, other, tolerance, f"{where}[{n}]")
        ]
    if expected is None or isinstance(expected, str) or isinstance(ours, str) or ours is None:
        return [] if expected == ours else [f"{where}: expected {expected!r}, ours {ours!r}"]
    if isinstance(expected, bool) or isinstance(ours, bool):
        return (
            []
            if bool(expected) is bool(ours) and expected in (0, 1)
            else [f"{where}: {expected!r}, {ours!r}"]
        )
    if not isinstance(expected, int | float) or not isinstance(ours, int | float):
        return [f"{where}: {expected!r} and {ours!r} cannot be compared"]
    allowed = max(tolerance.absolute, tolerance.relative * abs(expected))
    # written so that a number that is none does not pass
    return [] if abs(ours - expected) <= allowed else [f"{where}: expected {expected!r}, ours {ours!r}"]


def _below(where: str, key: object) -> str:
    return f"{where}.{key}" if where else str(key)
