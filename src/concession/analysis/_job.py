"""What is to be run for one draft: its program, what is kept of it, and how parts of it are finished."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from concession.analysis._flows import FlowLine, flow_lines
from concession.analysis._identities import identity_lines
from concession.engine import BLOCK, Array, ExecutorName, Inputs, Plan, Reduced, choose
from concession.lines import Account, Expr, Program, compile_program
from concession.measures import irr
from concession.model import Built, Case, Held, Vary, inputs_of, outlook_of, still_names, varying
from concession.outlook import Outlook

__all__ = ["Ask", "Compiled", "Job", "JobSize", "Keep", "Part", "compile_job", "prepare"]

#: What is kept of streams: all of them with their means by period; for parties and groups their values and
#: those with kind and at the horizon, by future; or nothing but what these get at their own rates.
Keep = Literal["all", "values", "own"]

_KEPT = {"values": ("party", "group", "with-kind", "horizon"), "own": ("party", "group")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked of a run, apart from how many futures: plain data, as it travels to workers."""

    seed: int
    vary: Vary = "everything"
    lines: tuple[str, ...] = ()
    rates_of_return: bool = True
    fans: tuple[str, ...] = ()
    keep: Keep = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some whole blocks of a run, finished: rates of return found, streams kept only for fans."""

    block: Reduced
    rates: Mapping[str, tuple[Array, npt.NDArray[np.int8]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSize:
    """How large a job is, before it is run.

    ``operations`` are those of one period and future that vary by future; ``kept`` is bytes of results
    for all futures, ``working`` bytes of one part that a worker holds.
    """

    futures: int
    periods: int
    operations: int
    inputs: int
    blocks: int
    kept: int
    working: int

    @property
    def numbers(self) -> int:
        """How many numbers are computed."""
        return self.operations * self.periods * self.futures

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {**asdict(self), "numbers": self.numbers}


@dataclass(frozen=True, kw_only=True)
class Job:
    """A draft ready to be run."""

    program: Program
    inputs: Inputs
    plan: Plan
    outlook: Outlook
    moving: frozenset[str]
    wanted: Mapping[str, FlowLine]
    claims: tuple[Account, ...]
    invested: tuple[str, ...]
    fans: tuple[str, ...]
    per_year: int

    def machine(
        self, *, futures: int, executor: ExecutorName = "auto", workers: int = 0
    ) -> Callable[[range], Iterator[Part]]:
        """Return what runs ranges of futures in this process; about so many are to come."""
        chosen = choose(self.program, self.inputs, self.plan, futures=futures, name=executor, workers=workers)
        return lambda some: (self.finish(block) for block in chosen.run(some))

    def finish(self, block: Reduced) -> Part:
        """Return a part with its rates of return."""
        rates = {}
        for name in self.invested:
            found = irr(block.streams[name], periods_per_year=self.per_year)
            rates[name] = (found.rate, found.status)
        left = Reduced(
            futures=block.futures,
            weighted=block.weighted,
            sums=block.sums,
            lows=block.lows,
            last=block.last,
            streams={name: block.streams[name] for name in self.fans},
        )
        return Part(block=left, rates=rates)

    def size(self, futures: int) -> JobSize:
        """Return how large the job is for so many futures; nothing is run."""
        count = futures if self.moving else 1
        rows = len(self.plan.weighted) + len(self.plan.last) + len(self.invested)
        paths = sum(self.program.inputs[name].shape == "series" for name in self.moving)
        streams = len(self.plan.streams) + paths
        return JobSize(
            futures=count,
            periods=self.program.periods,
            operations=sum(one.by_future for one in self.program.instructions),
            inputs=len(self.moving),
            blocks=-(-count // BLOCK),
            kept=count * (8 * rows + len(self.invested)),
            working=8 * min(count, BLOCK) * (streams * self.program.periods + rows),
        )


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A built draft's program with nothing held still: what its runs share, whatever varies in them.

    ``flows`` are all its :func:`flow_lines`, ``wanted`` those that are results.
    """

    program: Program
    flows: Mapping[str, FlowLine]
    wanted: Mapping[str, FlowLine]
    checks: tuple[str, ...]
    claims: tuple[Account, ...]
    lines: tuple[str, ...]


def compile_job(built: Built, lines: tuple[str, ...] = ()) -> Compiled:
    """Return the program of a built draft and of some lines, for several runs."""
    flows = flow_lines(built)
    wanted = {name: one for name, one in flows.items() if one.kind != "check"}
    claims = tuple(account for account in built.graph.accounts.values() if account.kind == "claim")
    checks = identity_lines(built, flows)
    extra: dict[str, Expr] = {name: one.expr for name, one in wanted.items()}
    closings = tuple(account.closing.name for account in claims)
    program = compile_program(built.graph, [*lines, *closings], {**extra, **checks})
    return Compiled(
        program=program, flows=flows, wanted=wanted, checks=tuple(checks), claims=claims, lines=lines
    )


def prepare(
    case: Case,
    built: Built,
    ask: Ask,
    compiled: Compiled | None = None,
    outlook: Outlook | None = None,
    held: Held | None = None,
) -> Job:
    """Return what is to be run for a built draft.

    What several runs may share is given: the program, the draft's outlook under the seed, and ``held`` as
    for :func:`inputs_of`.
    """
    shared = compile_job(built, ask.lines) if compiled is None else compiled
    claims, checks, program = shared.claims, shared.checks, shared.program
    wanted = {
        name: one
        for name, one in shared.wanted.items()
        if ask.keep == "all" or one.kind in _KEPT[ask.keep] or name in ask.fans
    }
    closings = tuple(account.closing.name for account in claims)
    outlook = outlook or outlook_of(case, built, ask.seed)
    moving = varying(case, built, outlook, ask.vary) & frozenset(program.inputs)
    program = program.fixing(still_names(program, moving))
    invested = tuple(name for name, one in wanted.items() if one.invests and ask.rates_of_return)
    means = wanted if ask.keep == "all" else ()
    plan = Plan(
        weighted=_weights(case, wanted, own_alone=ask.keep == "own"),
        sums=tuple(dict.fromkeys([*means, *ask.lines])),
        lows=checks,
        last=closings,
        streams=tuple(dict.fromkeys([*invested, *ask.fans])),
    )
    return Job(
        program=program,
        inputs=inputs_of(program, built, outlook, moving, held),
        plan=plan,
        outlook=outlook,
        moving=moving,
        wanted=wanted,
        claims=claims,
        invested=invested,
        fans=ask.fans,
        per_year=case.timeline.per_year,
    )


def _weights(case: Case, wanted: Mapping[str, FlowLine], *, own_alone: bool) -> dict[str, tuple[str, Array]]:
    """Return the weights of each stream: at its party's rate, at the common rate, and none."""
    periods = case.timeline.periods
    common = case.discounting().factors(periods)
    alone = np.ones(periods)
    weights: dict[str, tuple[str, Array]] = {}
    for name, one in wanted.items():
        weights[f"own {name}"] = (name, case.discounting(one.party).factors(periods))
        if not own_alone:
            weights[f"common {name}"] = (name, common)
            weights[f"undiscounted {name}"] = (name, alone)
    return weights
