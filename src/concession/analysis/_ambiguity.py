"""The price of the ambiguity: what each party gets under each reading that the words of a draft allow."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from concession.analysis._alternatives import Alternative, alternatives, case_alternatives
from concession.analysis._by_reading import taken
from concession.analysis._combinations import all_combinations, count_combinations, drawn_combinations
from concession.analysis._count import futures_of
from concession.analysis._reading_names import paths_near, reading_named
from concession.analysis._results import OUTSIDE_IDS
from concession.analysis._run import run
from concession.analysis._tables import Exports, Row
from concession.deal import Draft
from concession.errors import ConcessionError
from concession.model import Case, reread

__all__ = ["MOST_COMBINATIONS", "Ambiguity", "AmbiguitySpan", "ReadAs", "ambiguity"]

#: Up to so many combinations of readings are all evaluated; of more, so many are drawn.
MOST_COMBINATIONS = 64
#: Weights of the readings of one value may miss one by no more than this.
_WHOLE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """What each party gets with some of the words read in a stated way: means over the futures, by party.

    ``readings`` names, by path, the readings that differ from the base.
    """

    readings: Mapping[str, str]
    npv: Mapping[str, float]
    undiscounted: Mapping[str, float]

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "readings": dict(self.readings),
            "npv": dict(self.npv),
            "undiscounted": dict(self.undiscounted),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguitySpan:
    """The lowest and the highest NPV of a party over the combinations that were evaluated, and where."""

    party: str
    name: str
    base: float
    low: float
    high: float
    low_at: Mapping[str, str]
    high_at: Mapping[str, str]
    undiscounted: tuple[float, float]

    @property
    def price(self) -> float:
        """The price of the ambiguity to the party: the highest less the lowest."""
        return self.high - self.low

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "name": self.name,
            "base": self.base,
            "low": self.low,
            "high": self.high,
            "price_of_the_ambiguity": self.price,
            "low_at": dict(self.low_at),
            "high_at": dict(self.high_at),
            "undiscounted": {"low": self.undiscounted[0], "high": self.undiscounted[1]},
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class Ambiguity(Exports):
    """A draft under its readings: the base, each reading alone, and the span over combinations.

    ``places`` are the clauses and values with readings on which money depends, of the draft and of the case,
    ``wordless`` the others. Of
    ``combinations`` there are, ``evaluated`` were run; ``sampled`` says that they are a draw. ``weighted`` is
    the mean NPV by party under weights that the user gave, None where none were given.
    """

    case: Case
    draft: Draft
    futures: int
    seed: int
    places: tuple[Alternative, ...]
    wordless: tuple[Alternative, ...]
    base: ReadAs
    one_at_a_time: tuple[ReadAs, ...]
    combinations: int
    evaluated: int
    spans: Mapping[str, AmbiguitySpan]
    weights: Mapping[str, Mapping[str, float]]
    weighted: Mapping[str, float] | None

    @property
    def sampled(self) -> bool:
        """Whether the span is over a draw of the combinations, not over all of them."""
        return self.evaluated < self.combinations

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as ``--json`` prints it; money in units of the currency."""
        return {
            "case": self.case.id,
            "draft": self.draft.id,
            "illustrative": self.case.head.illustrative,
            "currency": self.case.head.currency,
            "seed": self.seed,
            "futures": self.futures,
            "conventions": self.case.conventions(),
            "values": [
                {
                    "path": one.path,
                    "clause": one.clause,
                    "base": one.base,
                    "readings": dict(one.texts),
                    "within": one.within or None,
                }
                for one in self.places
            ],
            "without_money": [one.path for one in self.wordless],
            "base": self.base.to_dict(),
            "one_at_a_time": [one.to_dict() for one in self.one_at_a_time],
            "combinations": self.combinations,
            "evaluated": self.evaluated,
            "sampled": self.sampled,
            "span": {name: one.to_dict() for name, one in self.spans.items()},
            "weights": {path: dict(one) for path, one in self.weights.items()} or None,
            "weighted": dict(self.weighted) if self.weighted is not None else None,
        }

    def _records(self) -> list[Row]:
        return [
            {
                "case": self.case.id,
                "draft": self.draft.id,
                "path": next(iter(one.readings), ""),
                "reading": next(iter(one.readings.values()), ""),
                "party": party,
                "npv_mean": value,
                "vs_base": value - self.base.npv[party],
                "undiscounted_mean": one.undiscounted[party],
            }
            for one in (self.base, *self.one_at_a_time)
            for party, value in one.npv.items()
        ]

    def _summary_rows(self) -> list[Row]:
        return [
            {"party": one.name, "base": one.base, "low": one.low, "high": one.high, "price": one.price}
            for one in self.spans.values()
        ]

    def _heading(self) -> str:
        return f"{self.case.title}: {self.draft.id} by reading ({self.case.head.currency})"


def ambiguity(
    case: Case,
    draft: str | Draft | None = None,
    *,
    futures: int | None = None,
    seed: int | None = None,
    weights: Mapping[str, Mapping[str, float]] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Ambiguity:
    """Return what a draft gives under each reading of its clauses and values, on the same futures.

    The readings of what the case says of projects, prices and rates count as well.

    Parameters
    ----------
    case, draft
        The case, and the draft or its id; the case's first where nothing is said.
    futures, seed
        As for :func:`evaluate`. The seed also draws the combinations, where there are more than
        :data:`MOST_COMBINATIONS`.
    weights
        By path, the weight of each reading; those of one value add up to one. Values without weights stay
        at the base. Nothing is weighted where nothing is said: readings are not chances.
    progress
        Called with the number of futures done.

    Raises
    ------
    ConcessionError
        E207 for paths and readings that the draft does not have, E759 for weights that are none.

    Examples
    --------
    >>> from concession.model import load
    >>> found = ambiguity(load("buenavista"))
    >>> found.combinations, found.sampled
    (1, False)
    """
    wanted = case.draft(draft)
    every = (*alternatives(case, wanted), *case_alternatives(case))
    places = tuple(one for one in every if one.money)
    runner = _Runner(case, wanted, places, futures, case.head.seed if seed is None else seed, progress)
    base = runner.at({})
    alone = tuple(runner.at({one.path: name}) for one in places for name in one.others)
    total = count_combinations(places)
    reached = [base, *alone]
    if total <= MOST_COMBINATIONS:
        reached += [runner.at(one) for one in all_combinations(places)]
    else:
        reached += [runner.at(one) for one in drawn_combinations(places, MOST_COMBINATIONS, runner.seed)]
    reached = list({_key(one.readings): one for one in reached}.values())
    stated = _weights(places, weights or {})
    return Ambiguity(
        case=case,
        draft=wanted,
        futures=runner.ran,
        seed=runner.seed,
        places=places,
        wordless=tuple(one for one in every if not one.money),
        base=base,
        one_at_a_time=alone,
        combinations=total,
        evaluated=len(reached),
        spans={name: _span(name, runner.names[name], base, reached) for name in base.npv},
        weights=stated,
        weighted=_weighted(runner, places, stated) if stated else None,
    )


class _Runner:
    """Runs the draft under combinations of readings, each once."""

    def __init__(
        self,
        case: Case,
        draft: Draft,
        places: Sequence[Alternative],
        futures: int | None,
        seed: int,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.case = case
        self.draft = draft
        self.places = {one.path: one for one in places}
        self._cases: dict[tuple[tuple[str, str], ...], Case] = {}
        self.count = futures_of(case, futures)
        self.seed = seed
        self.progress = progress
        self.ran = 1
        self.done = 0
        self.names: dict[str, str] = {}
        self._found: dict[tuple[tuple[str, str], ...], ReadAs] = {}

    def at(self, readings: Mapping[str, str]) -> ReadAs:
        key = _key(readings)
        if key not in self._found:
            self._found[key] = self._run(readings)
        return self._found[key]

    def _case(self, readings: Mapping[str, str]) -> Case:
        """Return the case under some readings; each is read once."""
        key = _key(readings)
        if key not in self._cases:
            self._cases[key] = reread(self.case, readings)
        return self._cases[key]

    def _run(self, readings: Mapping[str, str]) -> ReadAs:
        world = {
            self.places[path].place: name for path, name in readings.items() if not self.places[path].clause
        }
        own = {path: name for path, name in readings.items() if self.places[path].clause}
        case = self._case(world)
        built = case.build(taken(self.draft, self.places.values(), own))
        done = run(case, built, futures=self.count, seed=self.seed, rates_of_return=False)
        if not done.complete:  # broken off: readings are compared on the same futures
            raise KeyboardInterrupt
        self.ran = max(self.ran, done.futures)
        self.done += self.count
        if self.progress is not None:
            self.progress(self.done)
        ledger = built.ledger
        self.names = {one.id: one.name for one in ledger.parties.values() if one.id not in OUTSIDE_IDS}
        self.names |= {one.id: one.name for one in ledger.groups.values()}
        flows = {
            name: done.flows[f"{'group' if name in ledger.groups else 'party'}:{name}"] for name in self.names
        }
        return ReadAs(
            readings=dict(readings),
            npv={name: float(flow.own.mean()) for name, flow in flows.items()},
            undiscounted={name: float(flow.undiscounted.mean()) for name, flow in flows.items()},
        )


def _key(readings: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(readings.items()))


def _span(party: str, name: str, base: ReadAs, reached: Sequence[ReadAs]) -> AmbiguitySpan:
    low = min(reached, key=lambda one: one.npv[party])
    high = max(reached, key=lambda one: one.npv[party])
    sums = [one.undiscounted[party] for one in reached]
    return AmbiguitySpan(
        party=party,
        name=name,
        base=base.npv[party],
        low=low.npv[party],
        high=high.npv[party],
        low_at=low.readings,
        high_at=high.readings,
        undiscounted=(min(sums), max(sums)),
    )


def _weights(
    places: Sequence[Alternative], said: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """Return the weights by full path and name; those of each value add up to one."""
    found: dict[str, dict[str, float]] = {}
    for path, weights in said.items():
        for name, weight in weights.items():
            meant = reading_named(places, path, name)
            if meant is None:
                raise ConcessionError.of(
                    "E207", f"'{path}' names no clause or value with readings", paths_near(places, path)
                )
            found.setdefault(meant[0], {})[meant[1]] = float(weight)
    for path, weights in found.items():
        if (
            any(not 0 <= weight <= 1 for weight in weights.values())
            or abs(sum(weights.values()) - 1) > _WHOLE
        ):
            raise ConcessionError.of(
                "E759",
                f"the weights of the readings of '{path}' are {', '.join(map(str, weights.values()))}",
                "give each reading a share from 0 to 1; those of one value add up to one",
                path,
            )
    return found


def _weighted(
    runner: _Runner, places: Sequence[Alternative], weights: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """Return the mean NPV by party, the readings of different values weighted independently."""
    bases = {one.path: one.base for one in places}
    if math.prod(map(len, weights.values())) > MOST_COMBINATIONS:
        raise ConcessionError.of(
            "E759",
            f"the weighted readings make more than {MOST_COMBINATIONS} combinations",
            "give weights to fewer values",
        )
    totals: dict[str, float] = {}
    for chosen in itertools.product(*(one.items() for one in weights.values())):
        read = {path: name for path, (name, _) in zip(weights, chosen, strict=True) if name != bases[path]}
        share = math.prod(weight for _, weight in chosen)
        if not share:
            continue
        for party, value in runner.at(read).npv.items():
            totals[party] = totals.get(party, 0.0) + share * value
    return totals
