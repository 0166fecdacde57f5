"""How large a value would have to be: a term solved for, so that a party's mean value reaches another."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from concession.analysis._count import futures_of
from concession.analysis._how import How
from concession.analysis._run import run
from concession.deal import Draft, parse_quantity
from concession.engine import Array
from concession.errors import ConcessionError, nearest
from concession.model import Case

__all__ = ["RUNS", "HowLarge", "Tried", "how_large"]

#: Cells that the span is divided into before anything is narrowed, and how often a cell is halved.
_CELLS, _HALVINGS = 8, 16
#: How many runs that takes at the most.
RUNS = _CELLS + _HALVINGS + 3
#: A number as files write it, and what follows it.
_NUMBER = re.compile(
    r"\s*(?P<before>[A-Z]{3}\s+)?(?P<number>[-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?)(?P<after>.*)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A value that was tried, as text; the party's mean NPV under it; and by what that exceeds the aim."""

    text: str
    npv: float
    more: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HowLarge:
    """The value of a term at which a party's mean NPV reaches an aim.

    ``value`` is the term's text at the first place where the aim is met, or nothing with the status ``none``;
    ``status`` is unique, several (changes of sign on the grid) or none. ``low`` and ``high`` are the values
    one standard error of the paired mean to either side, where the curve tells them. ``tried`` is the curve,
    at evenly spaced values.
    """

    case: Case
    draft: Draft
    path: str
    party: str
    party_name: str
    aim: str
    aim_npv: float
    futures: int
    seed: int
    status: Literal["unique", "several", "none"]
    value: str
    low: str
    high: str
    se: float
    tried: tuple[Tried, ...]

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "case": self.case.id,
            "illustrative": self.case.head.illustrative,
            "draft": self.draft.id,
            "path": self.path,
            "party": self.party,
            "aim": self.aim,
            "aim_npv": self.aim_npv,
            "futures": self.futures,
            "seed": self.seed,
            "status": self.status,
            "value": self.value or None,
            "low": self.low or None,
            "high": self.high or None,
            "se": self.se,
            "tried": [{"value": one.text, "npv": one.npv, "more": one.more} for one in self.tried],
        }


def how_large(
    case: Case,
    draft: str | Draft,
    path: str,
    span: tuple[str, str],
    party: str,
    *,
    as_under: str | Draft | None = None,
    npv: str = "",
    futures: int | None = None,
    seed: int | None = None,
    how: How | None = None,
    progress: Callable[[int], None] | None = None,
) -> HowLarge:
    """Return how large a value of a draft would have to be for a party's mean NPV to reach an aim.

    Every value is run on the same futures, so that what is solved is the mean of paired differences.

    Parameters
    ----------
    case, draft, path
        The case, a draft of it, and the value in it, such as ``clauses.guard.factor``.
    span
        The ends between which it is sought, written as the file would: ``("0", "1")``, ``("0 %", "30 %")``.
    party
        A party or group.
    as_under, npv
        The aim: what the party gets under another draft, or an amount such as ``USD 20 million``; the case's
        first draft where neither is said.
    futures, seed, how
        As for ``evaluate``.
    progress
        Called with the number of futures done; :data:`RUNS` runs are the most.

    Raises
    ------
    ConcessionError
        E207 where the path leads nowhere, E210 for a party that is not there, E754 where the span is no span
        of numbers in one unit, E509 for an unknown draft; and whatever a draft with another value gets wrong.

    Examples
    --------
    >>> from concession.model import load
    >>> mine = load("buenavista")
    >>> found = how_large(mine, "duty-10", "clauses.mining_duty.rate", ("5 %", "12 %"), "mexico")
    >>> found.status, found.value
    ('unique', '7.5 %')
    """
    read = case.draft(draft)
    names = [*case.parties, *case.groups]
    if party not in names:
        raise ConcessionError.of("E210", f"there is no party or group '{party}'", nearest(party, names))
    low, high, write = _span(span)
    count, start = futures_of(case, futures), case.head.seed if seed is None else seed
    key = f"group:{party}" if party in case.groups else f"party:{party}"
    options: How = {} if how is None else how
    ran = 0

    def values(one: Draft) -> Array:
        done = run(
            case, case.build(one), futures=count, seed=start, rates_of_return=False,
            executor=options.get("executor", "auto"), workers=options.get("workers", 1),
            cluster=options.get("cluster", ""),
            progress=None if progress is None else lambda some: progress(ran + some),
        )  # fmt: skip
        nonlocal ran
        ran += done.futures
        return done.flows[key].own

    if npv:
        amount = parse_quantity(npv)
        aim, target = npv, np.full(1, float(amount.low))
    else:
        other = case.draft(as_under)
        aim, target = f"as under {other.id}", values(other)
    known: dict[str, Array] = {}

    def more(x: float) -> Array:
        text = write(x)
        if text not in known:
            known[text] = values(read.replace(path, text))
        return np.asarray(known[text] - target)

    places = [low + (high - low) * k / _CELLS for k in range(_CELLS + 1)]
    means = [float(more(x).mean()) for x in places]
    # a nought at a place counts once, where its cell begins
    crossings = [
        k
        for k in range(_CELLS)
        if means[k] == 0 or (means[k + 1] != 0 and (means[k] > 0) != (means[k + 1] > 0))
    ]
    crossings += [_CELLS] if means[-1] == 0 else []
    status: Literal["unique", "several", "none"] = "none"
    value = lower = upper = ""
    se = math.nan
    if crossings:
        status = "unique" if len(crossings) == 1 else "several"
        k = crossings[0]
        left, right = places[k], places[min(k + 1, _CELLS)]
        found = _narrowed(more, left, right, means[k])
        value = write(found)
        paired = more(found)
        se = float(paired.std(ddof=1) / math.sqrt(len(paired))) if len(paired) > 1 else 0.0
        slope = (means[min(k + 1, _CELLS)] - means[k]) / (right - left) if right > left else 0.0
        if se and slope:
            apart = abs(se / slope)
            # to the second figure of its error: what is beyond says nothing
            figures = 1 - math.floor(math.log10(apart))
            value = write(round(found, figures))
            ends = sorted(round(x, figures) for x in (found - apart, found + apart))
            lower, upper = (write(min(max(x, min(low, high)), max(low, high))) for x in ends)
    return HowLarge(
        case=case,
        draft=read,
        path=path,
        party=party,
        party_name=case.groups[party].name if party in case.groups else case.parties[party].name,
        aim=aim,
        aim_npv=float(target.mean()),
        futures=len(next(iter(known.values()))),
        seed=start,
        status=status,
        value=value,
        low=lower,
        high=upper,
        se=se,
        tried=tuple(
            Tried(text=write(x), npv=float(known[write(x)].mean()), more=mean)
            for x, mean in zip(places, means, strict=True)
        ),
    )


def _narrowed(more: Callable[[float], Array], left: float, right: float, at_left: float) -> float:
    """Return where the mean changes its sign, by halving."""
    if at_left == 0 or left == right:
        return left
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        mean = float(more(middle).mean())
        if mean == 0:
            return middle
        if math.copysign(1, mean) == math.copysign(1, at_left):
            left = middle
        else:
            right = middle
    return (left + right) / 2


def _span(span: tuple[str, str]) -> tuple[float, float, Callable[[float], str]]:
    """Return the two ends, and what writes a number between them as they are written."""
    found = [_NUMBER.match(text) for text in span]
    if not all(found):
        raise _no_span(span)
    first, second = (one for one in found if one is not None)
    around = [((one["before"] or "").strip(), one["after"].strip()) for one in (first, second)]
    low, high = (float(one["number"].replace(",", "")) for one in (first, second))
    if around[0] != around[1] or not low < high:
        raise _no_span(span)
    before, after = around[0]

    def write(x: float) -> str:
        number = np.format_float_positional(x, precision=6, fractional=False, trim="-")
        return " ".join(part for part in (before, number, after) if part)

    return low, high, write


def _no_span(span: tuple[str, str]) -> ConcessionError:
    return ConcessionError.of(
        "E754",
        f"'{span[0]}' to '{span[1]}' is no span of numbers in one unit",
        "write both ends as the file would, the lower one first: 0 % and 30 %",
    )
