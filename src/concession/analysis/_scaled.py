"""A draft whose prices and costs can be multiplied: one program, run at all places a solver asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from concession.analysis._flows import flow_lines
from concession.deal import Draft, size_of_unit
from concession.engine import Array, Inputs, ReferenceExecutor
from concession.ledger import Payment
from concession.lines import Expr, Input, Line, add_up, compile_program
from concession.model import Built, Case, inputs_of, outlook_of, still_names, varying
from concession.projects import BuiltProject

__all__ = ["Scaled", "Streams", "scaled"]

PRICES, COSTS = "indicators.prices", "indicators.costs"

#: Costs of running a project, and those of closing it.
_RUNNING = ("operating_cost", "closure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """What a draft gives at one pair of multipliers; each of shape (periods, futures).

    ``pre_tax`` is what projects bring their owners before the take, ``post_tax`` after it, before
    financing; ``receipts`` is what states receive of the take; ``revenue`` is sales, ``running`` the costs
    of running and closing, ``sustaining`` and ``capital`` the replacement and the whole of investment.
    ``income_tax`` is what states receive as income tax.
    """

    pre_tax: Array
    post_tax: Array
    receipts: Array
    revenue: Array
    running: Array
    capital: Array
    sustaining: Array
    income_tax: Array
    produced: Mapping[str, Array]
    price: Mapping[str, Array]


class Scaled:
    """Runs a draft at multipliers of its prices and costs, always on the same futures.

    ``futures`` is how many there are, one where nothing varies. ``prices`` names the products whose price
    line is multiplied, with the unit that the file writes and its size; the revenue of ``unpriced`` is
    multiplied as a whole.
    """

    def __init__(
        self,
        program_runner: Callable[[float, float], Mapping[str, Array]],
        *,
        futures: int,
        prices: Mapping[str, tuple[str, float]],
        unpriced: Sequence[str],
        built: Built,
    ) -> None:
        self._run = program_runner
        self.futures = futures
        self.prices = prices
        self.unpriced = tuple(unpriced)
        self.built = built
        self._kept: dict[tuple[float, float], Streams] = {}

    def at(self, prices: float = 1.0, costs: float = 1.0) -> Streams:
        """Return the streams at a multiplier of prices and one of costs."""
        key = (float(prices), float(costs))
        if key not in self._kept:
            if len(self._kept) >= 64:  # a solver asks for each place once
                self._kept.clear()
            found = self._run(*key)
            self._kept[key] = Streams(
                **{name: found[name] for name in _NAMES},
                produced={name: found[f"produced {name}"] for name in self.prices},
                price={name: found[f"price {name}"] for name in self.prices},
            )
        return self._kept[key]


_NAMES = ("pre_tax", "post_tax", "receipts", "revenue", "running", "capital", "sustaining", "income_tax")


def scaled(case: Case, draft: Draft, *, futures: int, seed: int) -> Scaled:
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

    Raises
    ------
    ConcessionError
        What the draft gets wrong, with places.
    """
    # lines of its own: those that other results read are left as they are
    built = replace(case, _cache={}).build(draft)
    prices: dict[str, tuple[str, float]] = {}
    unpriced: list[str] = []
    price_scale = Input(PRICES, default=Decimal(1), random=True)
    cost_scale = Input(COSTS, default=Decimal(1), random=True)
    produced: dict[str, Expr] = {}
    price: dict[str, Expr] = {}
    for project in built.projects.values():
        for name in project.project.products:
            label = f"{name}{project.suffix}"
            line = project.line(f"price.{name}")
            if line is None:
                _multiply(project.line(f"revenue.{name}"), price_scale)
                unpriced.append(label)
                continue
            _multiply(line, price_scale)
            prices[label] = (line.unit.written, float(size_of_unit(line.unit)))
            price[f"price {label}"] = line
            # what is sold has a price: a line of production stands wherever a price does
            sold = f"sold.{name}" if f"sold.{name}" in project.lines else f"production.{name}"
            produced[f"produced {label}"] = project.lines[sold]
        for term in _costs(project):
            _multiply(project.line(term), cost_scale)
    outputs = {**_streams(built), **produced, **price}
    program = compile_program(built.graph, [], outputs)
    outlook = outlook_of(case, built, seed)
    moving = varying(case, built, outlook, "everything") & frozenset(program.inputs)
    still = still_names(program, moving | {PRICES, COSTS})
    program = program.fixing(still)
    given = inputs_of(program, built, outlook, moving)
    known = {name: value for name, value in given.known.items() if name not in (PRICES, COSTS)}
    count = futures if moving else 1
    held = {PRICES: 1.0, COSTS: 1.0}

    def drawn(name: str) -> Callable[[range], Array]:
        return lambda some: np.full(len(some), held[name])

    draws = {**given.draws, **{name: drawn(name) for name in (PRICES, COSTS) if name in program.inputs}}
    machine = ReferenceExecutor(program, Inputs(known=known, draws=draws))

    def run(at_prices: float, at_costs: float) -> Mapping[str, Array]:
        held[PRICES], held[COSTS] = at_prices, at_costs
        found = machine.collect(range(count))
        shape = (case.timeline.periods, count)
        return {name: np.broadcast_to(value, shape).copy() for name, value in found.items()}

    return Scaled(run, futures=count, prices=prices, unpriced=unpriced, built=built)


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


def _streams(built: Built) -> dict[str, Expr]:
    ledger = built.ledger
    flows = flow_lines(built)
    owners = {project.owner for project in built.projects.values()}

    def fiscal(one: Payment) -> bool:
        return one.tier == "fiscal"

    before = add_up([one.expr for name, one in flows.items() if name.startswith("pre-tax:")], ledger.currency)
    got = ledger.total(lambda one: fiscal(one) and one.payee in owners and one.payer not in owners)
    paid = ledger.total(lambda one: fiscal(one) and one.payer in owners and one.payee not in owners)

    def spent(*instruments: str, role: str = "") -> Expr:
        return ledger.total(
            lambda one: (
                one.tier == "project"
                and one.instrument in instruments
                and role in ("", one.earned.attributes.get("role"))
            )
        )

    return {
        "pre_tax": before,
        "post_tax": before + got - paid,
        "receipts": flows["take"].expr,
        "revenue": ledger.total(lambda one: one.tier == "project" and one.instrument == "revenue"),
        "running": spent(*_RUNNING),
        "capital": spent("capital"),
        "sustaining": spent("capital", role="sustaining"),
        "income_tax": ledger.total(lambda one: fiscal(one) and one.instrument == "income_tax"),
    }
