"""One draft run over futures: what each party and project gets, future by future."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from concession.analysis._flows import FlowLine, flow_lines
from concession.analysis._identities import CHECKS, check_block, identity_lines
from concession.engine import Array, ExecutorName, Plan, Reduced, choose
from concession.lines import Expr, Program, compile_program
from concession.measures import IRR, irr
from concession.model import Built, Case, Vary, inputs_of, outlook_of, still_names, varying

__all__ = ["Flow", "Run", "run"]


@dataclass(kw_only=True)
class Flow:
    """One stream of amounts over futures: its values, and its mean by period.

    ``own``, ``common`` and ``undiscounted`` have the shape (futures,), ``mean`` (periods,); ``rate`` and
    ``status`` are those of :class:`concession.measures.IRR`, where a rate of return was asked for.
    """

    own: Array
    common: Array
    undiscounted: Array
    rate: Array | None = None
    status: np.ndarray[tuple[int, ...], np.dtype[np.int8]] | None = None
    mean: Array = field(default_factory=lambda: np.zeros(0))


@dataclass(kw_only=True)
class Run:
    """The results of one draft, future by future where they are kept.

    ``flows`` holds parties, groups and projects by the names of :func:`flow_lines`; ``means`` the mean by
    period of each line that was asked for; ``outstanding`` what claims are left at the horizon.
    """

    built: Built
    futures: int
    seed: int
    varied: frozenset[str]
    flows: dict[str, Flow]
    means: dict[str, Array]
    outstanding: dict[str, Array]
    conservation_error: float


def run(
    case: Case,
    built: Built,
    *,
    futures: int,
    seed: int,
    vary: Vary = "everything",
    lines: Sequence[str] = (),
    rates_of_return: bool = True,
    executor: ExecutorName = "auto",
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Run a built draft.

    Parameters
    ----------
    case, built
        The case, and the draft's lines.
    futures, seed
        How many futures, drawn under which seed; one where nothing varies.
    vary
        Which inputs vary.
    lines
        Lines whose mean by period is kept.
    rates_of_return
        Whether rates of return are found for projects and parties.
    executor, workers
        What runs the program, and how many blocks at once; neither changes a result.
    progress
        Called with the number of futures done.

    Raises
    ------
    ConcessionError
        E702 where a line is not a number, E704 where payments do not add up, E705 where an account falls
        below its floor.
    """
    wanted = {name: one for name, one in flow_lines(built).items() if one.kind != "check"}
    claims = [account for account in built.graph.accounts.values() if account.kind == "claim"]
    checks = identity_lines(built)
    extra: dict[str, Expr] = {name: one.expr for name, one in wanted.items()}
    closings = [account.closing.name for account in claims]
    program = compile_program(built.graph, [*lines, *closings], {**extra, **checks})
    outlook = outlook_of(case, built, seed)
    moving = varying(case, built, outlook, vary) & frozenset(program.inputs)
    program = program.fixing(still_names(program, moving))
    count = futures if moving else 1
    invested = tuple(name for name, one in wanted.items() if one.invests and rates_of_return)
    plan = Plan(
        weighted=_weights(case, wanted),
        sums=tuple(dict.fromkeys([*wanted, *lines])),
        lows=tuple(checks),
        last=tuple(closings),
        streams=invested,
    )
    inputs = inputs_of(program, built, outlook, moving)
    machine = choose(program, inputs, plan, futures=count, name=executor, workers=workers)
    collected = _Collector(program, plan, wanted, count, case.timeline.per_year)
    for block in machine.run(range(count)):
        check_block(case, built, inputs, moving, block)
        collected.add(block)
        if progress is not None:
            progress(block.futures.stop)
    return Run(
        built=built,
        futures=count,
        seed=seed,
        varied=moving,
        flows=collected.flows(),
        means={name: collected.sums[name] / count for name in lines},
        outstanding={account.name: collected.last[account.closing.name] for account in claims},
        conservation_error=-collected.lows[CHECKS],
    )


def _weights(case: Case, wanted: Mapping[str, FlowLine]) -> dict[str, tuple[str, Array]]:
    """Return the weights of each stream: at its party's rate, at the common rate, and none."""
    periods = case.timeline.periods
    common = case.discounting().factors(periods)
    weights: dict[str, tuple[str, Array]] = {}
    for name, one in wanted.items():
        weights[f"own {name}"] = (name, case.discounting(one.party).factors(periods))
        weights[f"common {name}"] = (name, common)
        weights[f"undiscounted {name}"] = (name, np.ones(periods))
    return weights


class _Collector:
    """Joins blocks, in their order."""

    def __init__(
        self,
        program: Program,
        plan: Plan,
        wanted: Mapping[str, FlowLine],
        futures: int,
        per_year: int,
    ) -> None:
        self.plan = plan
        self.wanted = wanted
        self.futures = futures
        self.per_year = per_year
        self.weighted = {name: np.empty(futures) for name in plan.weighted}
        self.sums = {name: np.zeros(program.periods) for name in plan.sums}
        self.lows = dict.fromkeys(plan.lows, np.inf)
        self.last = {name: np.empty(futures) for name in plan.last}
        self.returns: dict[str, list[IRR]] = {name: [] for name in plan.streams}

    def add(self, block: Reduced) -> None:
        place = slice(block.futures.start, block.futures.stop)
        for name, values in block.weighted.items():
            self.weighted[name][place] = values
        for name, values in block.sums.items():
            for one in values:  # block after block, whatever parts they came in
                self.sums[name] += one
        for name, low in block.lows.items():
            self.lows[name] = min(self.lows[name], low)
        for name, values in block.last.items():
            self.last[name][place] = values
        for name, stream in block.streams.items():
            self.returns[name].append(irr(stream, periods_per_year=self.per_year))

    def flows(self) -> dict[str, Flow]:
        found = {
            name: Flow(
                own=self.weighted[f"own {name}"],
                common=self.weighted[f"common {name}"],
                undiscounted=self.weighted[f"undiscounted {name}"],
                mean=self.sums[name] / self.futures,
            )
            for name in self.wanted
        }
        for name, parts in self.returns.items():
            found[name].rate = np.concatenate([one.rate for one in parts])
            found[name].status = np.concatenate([one.status for one in parts])
        return found
