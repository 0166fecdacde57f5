"""A draft whose prices and costs can be multiplied: one program, run at all places a solver asks for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from concession.analysis._scaled_streams import STREAMS, streams_of
from concession.deal import Draft, size_of_unit
from concession.engine import Array, Inputs, ReferenceExecutor
from concession.lines import Expr, Input, Line, compile_program
from concession.measures import Discounting, npv
from concession.model import Built, Case, inputs_of, outlook_of, still_names, varying
from concession.projects import BuiltProject

__all__ = ["Scaled", "Streams", "Worth", "scaled"]

PRICES, COSTS = "indicators.prices", "indicators.costs"
#: A multiplier for all futures, or one for each.
Scale = float | Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """What a draft gives at one pair of multipliers; each of shape (periods, futures).

    ``pre_tax`` is what projects bring their owners before the take, ``post_tax`` after it, before
    financing; ``receipts`` is what states receive of the take; ``revenue`` is sales, ``operating`` the costs
    of running and ``running`` those of running and closing, ``sustaining`` and ``capital`` the replacement
    and the whole of investment. ``income_tax`` is what states receive as income tax. By product, ``produced``
    is what is sold and ``price`` its price.
    """

    pre_tax: Array
    post_tax: Array
    receipts: Array
    revenue: Array
    operating: Array
    running: Array
    capital: Array
    sustaining: Array
    income_tax: Array
    produced: Mapping[str, Array]
    price: Mapping[str, Array]

    def mean(self) -> Streams:
        """Return the means over the futures, each of shape (periods, 1)."""

        def one(values: Array) -> Array:
            return np.asarray(values.mean(axis=1, keepdims=True))

        return Streams(
            **{name: one(getattr(self, name)) for name in STREAMS},
            produced={name: one(values) for name, values in self.produced.items()},
            price={name: one(values) for name, values in self.price.items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """Net present values before and after the take, each of shape (futures,)."""

    pre_tax: Array
    post_tax: Array


class Scaled:
    """Runs a draft at multipliers of its prices and costs, always on the same futures.

    ``futures`` is how many there are, one where nothing varies. ``prices`` names the products whose price
    line is multiplied, with the unit that the file writes and its size; the revenue of ``unpriced`` is
    multiplied as a whole. A multiplier is a number, or one number for each future.
    """

    def __init__(
        self,
        whole: Callable[[Scale, Scale], Mapping[str, Array]],
        lean: Callable[[Scale, Scale], Mapping[str, Array]],
        *,
        futures: int,
        prices: Mapping[str, tuple[str, float]],
        unpriced: Sequence[str],
        built: Built,
        projects: Sequence[str],
    ) -> None:
        self._whole = whole
        self._lean = lean
        self.futures = futures
        self.prices = prices
        self.unpriced = tuple(unpriced)
        self.built = built
        self.projects = tuple(projects)
        self._base: Streams | None = None
        self._means: dict[tuple[float, float], Streams] = {}
        self._worths: dict[tuple[object, Discounting], Worth] = {}

    def at(self, prices: Scale = 1.0, costs: Scale = 1.0) -> Streams:
        """Return the streams at a multiplier of prices and one of costs."""
        plain = isinstance(prices, float) and isinstance(costs, float) and (prices, costs) == (1.0, 1.0)
        if plain and self._base is not None:
            return self._base
        found = self._whole(prices, costs)
        streams = Streams(
            **{name: found[name] for name in STREAMS},
            produced={name: found[f"produced {name}"] for name in self.prices},
            price={name: found[f"price {name}"] for name in self.prices},
        )
        if plain:
            self._base = streams
        return streams

    def mean_at(self, prices: float = 1.0, costs: float = 1.0) -> Streams:
        """Return the means over the futures at multipliers that are the same for all; each is run once."""
        key = (prices, costs)
        if key not in self._means:
            self._means[key] = self.at(prices, costs).mean()
        return self._means[key]

    def worth(self, prices: Scale, at: Discounting) -> Worth:
        """Return net present values at a multiplier of prices, future by future."""
        one = float(prices) if np.ndim(prices) == 0 else None
        key = (one, at)
        if one is not None and key in self._worths:
            return self._worths[key]
        found = self._lean(prices if one is None else one, 1.0)
        worth = Worth(pre_tax=npv(found["pre_tax"], at), post_tax=npv(found["post_tax"], at))
        if one is not None:  # the places of a grid are asked for again; those on the way to a root are not
            self._worths[key] = worth
        return worth


def scaled(
    case: Case, draft: Draft, *, futures: int, seed: int, projects: Collection[str] | None = None
) -> Scaled:
    """Return a draft whose prices and costs can be multiplied.

    The prices of products are multiplied where they stand, so that everything that reads a price reads the
    multiplied one; a product of which only revenue is stated has its revenue multiplied. Costs are those
    of running and closing projects, and their capital.

    Parameters
    ----------
    case, draft
        The case and one of its drafts.
    futures, seed
        How many futures are run where something varies, drawn under which seed: the first of those that an
        evaluation under this seed sees.
    projects
        The projects that are measured and whose prices and costs are multiplied; all where nothing is said.

    Raises
    ------
    ConcessionError
        E711 for a project that is taxed together with others that are not chosen; what the draft gets wrong,
        with places.
    """
    # lines of its own: those that other results read are left as they are
    built = replace(case, _cache={}).build(draft)
    chosen = [name for name in built.projects if projects is None or name in projects]
    streams = streams_of(built, chosen)
    prices: dict[str, tuple[str, float]] = {}
    unpriced: list[str] = []
    price_scale = Input(PRICES, default=Decimal(1), random=True)
    cost_scale = Input(COSTS, default=Decimal(1), random=True)
    products: dict[str, Expr] = {}
    for project in (built.projects[name] for name in chosen):
        for name in project.project.products:
            label = f"{name}{project.suffix}"
            line = project.line(f"price.{name}")
            if line is None:
                _multiply(project.line(f"revenue.{name}"), price_scale)
                unpriced.append(label)
                continue
            _multiply(line, price_scale)
            prices[label] = (line.unit.written, float(size_of_unit(line.unit)))
            products[f"price {label}"] = line
            # what is sold has a price: a line of production stands wherever a price does
            sold = f"sold.{name}" if f"sold.{name}" in project.lines else f"production.{name}"
            products[f"produced {label}"] = project.lines[sold]
        for term in _costs(project):
            _multiply(project.line(term), cost_scale)
    whole = _Runner(case, built, {**streams, **products}, futures, seed)
    lean = _Runner(case, built, {name: streams[name] for name in ("pre_tax", "post_tax")}, futures, seed)
    return Scaled(
        whole.run,
        lean.run,
        futures=max(whole.futures, lean.futures),
        prices=prices,
        unpriced=unpriced,
        built=built,
        projects=chosen,
    )


class _Runner:
    """One program with the multipliers as inputs, drawn like any other: a number for each future."""

    def __init__(
        self, case: Case, built: Built, outputs: Mapping[str, Expr], futures: int, seed: int
    ) -> None:
        program = compile_program(built.graph, [], outputs)
        outlook = outlook_of(case, built, seed)
        moving = varying(case, built, outlook, "everything") & frozenset(program.inputs)
        program = program.fixing(still_names(program, moving | {PRICES, COSTS}))
        given = inputs_of(program, built, outlook, moving)
        known = {name: value for name, value in given.known.items() if name not in (PRICES, COSTS)}
        self.futures = futures if moving else 1
        self.periods = case.timeline.periods
        self._held: dict[str, Scale] = {PRICES: 1.0, COSTS: 1.0}
        draws = {name: self._drawn(name) for name in (PRICES, COSTS) if name in program.inputs}
        self._machine = ReferenceExecutor(program, Inputs(known=known, draws={**given.draws, **draws}))

    def _drawn(self, name: str) -> Callable[[range], Array]:
        def draw(some: range) -> Array:
            held = self._held[name]
            if isinstance(held, np.ndarray):
                return np.asarray(held[some.start : some.stop], dtype=np.float64)
            return np.full(len(some), held)

        return draw

    def run(self, prices: Scale, costs: Scale) -> Mapping[str, Array]:
        """Return the outputs at multipliers of prices and of costs, each of shape (periods, futures)."""
        self._held[PRICES], self._held[COSTS] = prices, costs
        found = self._machine.collect(range(self.futures))
        shape = (self.periods, self.futures)
        return {name: np.broadcast_to(value, shape).copy() for name, value in found.items()}


def _costs(project: BuiltProject) -> Iterator[str]:
    """Yield the terms of costs, but for those that are a share of other costs and move with them."""
    said = project.project
    for kind, found in (("costs", said.costs), ("capital", said.capital), ("closure", said.closure)):
        for name, one in found.items():
            base = one.of if one.rate is not None else ""
            if not base.startswith(("costs.", "capital", "closure", "operating_costs")):
                yield f"{kind}.{name}"


def _multiply(line: Line | None, scale: Expr) -> None:
    if line is not None and line.definition is not None:
        line.definition = line.definition * scale
