"""One draft run over futures: what each party and project gets, future by future."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from concession.analysis._cluster import Cluster
from concession.analysis._fans import Fan
from concession.analysis._identities import CHECKS, check_block
from concession.analysis._job import Ask, Compiled, Job, Keep, Part, prepare
from concession.analysis._kept import IN_MEMORY, Kept
from concession.engine import BLOCK, Array, ExecutorName, Plan
from concession.measures import summarize
from concession.model import Built, Case, Vary

__all__ = [
    "FIRST_FUTURES",
    "MOST_FUTURES",
    "PRECISION",
    "Collector",
    "Flow",
    "Run",
    "flows_of",
    "gather",
    "run",
    "run_of",
    "unsettled",
]

#: What part of the distance from P10 to P90 their standard errors may be, where nothing is said.
PRECISION = 0.02
#: Where ``futures="auto"`` begins, doubling until results are settled,
FIRST_FUTURES = 2 * BLOCK
#: and where it gives up.
MOST_FUTURES = 2**20
#: What part of the largest value differences of rounding can be.
_ROUNDING = 1e-11


@dataclass(kw_only=True)
class Flow:
    """One stream of amounts over futures: its values, and its mean by period.

    ``own``, ``common`` and ``undiscounted`` have the shape (futures,), ``mean`` (periods,); what was not
    asked for is empty. ``rate`` and ``status`` are those of :class:`concession.measures.IRR`, where a rate
    of return was asked for.
    """

    own: Array
    common: Array = field(default_factory=lambda: np.zeros(0))
    undiscounted: Array = field(default_factory=lambda: np.zeros(0))
    rate: Array | None = None
    status: np.ndarray[tuple[int, ...], np.dtype[np.int8]] | None = None
    mean: Array = field(default_factory=lambda: np.zeros(0))


@dataclass(kw_only=True)
class Run:
    """The results of one draft, future by future where they are kept.

    ``flows`` holds parties, groups and projects by the names of :func:`flow_lines`; ``means`` the mean by
    period of each line that was asked for; ``outstanding`` what claims are left at the horizon; ``fans``
    the yearly fans that were asked for. ``wanted`` is how many futures were to be run: where the run was
    broken off, ``futures`` are fewer, whole blocks from the first, and ``complete`` is False.
    """

    built: Built
    futures: int
    seed: int
    varied: frozenset[str]
    flows: dict[str, Flow]
    means: dict[str, Array]
    outstanding: dict[str, Array]
    conservation_error: float
    wanted: int = 0
    fans: dict[str, Fan] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether all futures that were to be run have been."""
        return self.futures >= self.wanted

    def unsettled(self, precision: float = PRECISION) -> tuple[str, ...]:
        """Return the parties and groups whose P10 or P90 would still move with more futures.

        Their standard errors, or one of them, are above this part of the distance from P10 to P90. A
        single future has no distribution, and nothing that could settle.
        """
        return unsettled(self.flows, precision)


def run(
    case: Case,
    built: Built,
    *,
    futures: int | Literal["auto"],
    seed: int,
    vary: Vary = "everything",
    lines: Sequence[str] = (),
    rates_of_return: bool = True,
    executor: ExecutorName = "auto",
    workers: int = 0,
    precision: float = PRECISION,
    fans: Sequence[str] = (),
    in_memory: int = IN_MEMORY,
    cluster: str = "",
    compiled: Compiled | None = None,
    keep: Keep = "all",
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Run a built draft.

    Parameters
    ----------
    case, built
        The case, and the draft's lines.
    futures, seed
        How many futures, drawn under which seed; one where nothing varies. With "auto" they are doubled
        until the standard errors of every party's P10 and P90 are within ``precision``, to 2²⁰ at most.
    vary
        Which inputs vary.
    lines
        Lines whose mean by period is kept.
    rates_of_return
        Whether rates of return are found for projects and parties.
    executor, workers
        What runs the program, and how many parts at once: as many as there are cores, to 8, where it is
        0. Neither changes a result.
    precision
        What part of the distance from P10 to P90 their standard errors may be, to count as settled.
    fans
        Names of flows whose distribution by period is wanted.
    in_memory
        Bytes of kept numbers (some for each future) above which they lie in a temporary file.
    cluster
        Address of a Dask scheduler whose workers run the futures; results are the same to the bit where
        versions and processors are. The case travels as its files.
    compiled
        The program of the same draft and ``lines``, where several runs share it.
    keep
        Which streams are kept, and what of them.
    progress
        Called with the number of futures done.

    Raises
    ------
    ConcessionError
        E702 where a line is not a number, E704 where payments do not add up, E705 where an account falls
        below its floor.
    """
    ask = Ask(
        seed=seed,
        vary=vary,
        lines=tuple(lines),
        rates_of_return=rates_of_return,
        fans=tuple(fans),
        keep=keep,
    )
    job = prepare(case, built, ask, compiled)
    collected = Collector(job.plan, job.program.periods, job.invested, job.fans, in_memory)
    count = 1 if not job.moving else FIRST_FUTURES if futures == "auto" else futures
    most = MOST_FUTURES if job.moving and futures == "auto" else count
    if cluster and job.moving:
        parts: Callable[[range], Iterator[Part]] = Cluster(cluster, case, built, ask).parts
    else:
        parts = job.machine(futures=most, executor=executor, workers=workers)
    names = _own_names(job)

    def take(part: Part) -> None:
        check_block(case, built, job.inputs, job.moving, part.block)
        collected.add(part)

    def settled() -> bool:
        return not unsettled(flows_of(job, collected, names), precision)

    wanted = gather(parts, collected, take, count=count, most=most, settled=settled, progress=progress)
    return run_of(built, job, collected, names, ask, wanted=wanted)


def _own_names(job: Job) -> dict[str, str]:
    """Return what the results of a job are called where it is run by itself."""
    plan = job.plan
    names = {name: name for name in plan.weighted}
    names |= {f"last {name}": f"last {name}" for name in plan.last}
    names |= {f"sum {name}": name for name in plan.sums}
    names |= {f"low {name}": name for name in plan.lows}
    for name in job.invested:
        names |= {f"{word} {name}": f"{word} {name}" for word in ("rate", "status")}
    return names


def run_of(
    built: Built, job: Job, collected: Collector, names: Mapping[str, str], ask: Ask, *, wanted: int
) -> Run:
    """Return the run of a job out of what was collected; ``names`` says what its results are called there."""
    done = collected.futures
    return Run(
        built=built,
        futures=done,
        seed=ask.seed,
        varied=job.moving,
        flows=flows_of(job, collected, names),
        means={name: collected.sums[names[f"sum {name}"]] / done for name in ask.lines},
        outstanding={
            account.name: collected.row(names[f"last {account.closing.name}"]) for account in job.claims
        },
        conservation_error=-collected.lows[names[f"low {CHECKS}"]],
        wanted=wanted,
        fans=collected.fans,
    )


def gather(
    parts: Callable[[range], Iterator[Part]],
    collected: Collector,
    take: Callable[[Part], None],
    *,
    count: int,
    most: int,
    settled: Callable[[], bool],
    progress: Callable[[int], None] | None,
) -> int:
    """Run futures up to a count, twice as many until results are settled, and return how many were wanted.

    Broken off with Ctrl-C, what is collected is the part that was done.
    """
    while True:
        collected.kept.grow(count)
        try:
            for part in parts(range(collected.futures, count)):
                take(part)
                if progress is not None:
                    progress(collected.futures)
        except KeyboardInterrupt:
            if not collected.futures:
                raise
            # what is done is an answer too, and says that it is a part
            collected.kept.grow(collected.futures)
        if collected.futures < count or count >= most or settled():
            return count
        count = min(2 * count, most)


def flows_of(job: Job, collected: Collector, names: Mapping[str, str]) -> dict[str, Flow]:
    """Return the streams of a job out of what was collected; ``names`` says what they are called there."""
    found: dict[str, Flow] = {}
    for name in job.wanted:
        found[name] = Flow(own=collected.row(names[f"own {name}"]))
        if f"common {name}" in names:
            found[name].common = collected.row(names[f"common {name}"])
            found[name].undiscounted = collected.row(names[f"undiscounted {name}"])
        if f"sum {name}" in names:
            found[name].mean = collected.sums[names[f"sum {name}"]] / collected.futures
        if f"rate {name}" in names:
            found[name].rate = collected.row(names[f"rate {name}"])
            found[name].status = cast(
                "np.ndarray[tuple[int, ...], np.dtype[np.int8]]", collected.row(names[f"status {name}"])
            )
    return found


def unsettled(flows: Mapping[str, Flow], precision: float) -> tuple[str, ...]:
    """Return the parties and groups whose P10 or P90 would still move with more futures.

    One that everything passes through keeps nothing but rounding, which is no distribution.
    """
    parties = {name: flow.own for name, flow in flows.items() if name.startswith(("party:", "group:"))}
    size = max((float(np.abs(own).max(initial=0.0)) for own in parties.values()), default=0.0)
    return tuple(
        name
        for name, own in parties.items()
        if len(own) > 1
        and float(np.ptp(own)) > _ROUNDING * size
        and not summarize(own, tolerance=precision).settled
    )


class Collector:
    """Joins parts, in their order.

    Rows of numbers by future go by the names of the plan: ``last`` and the line for values of the last
    period, ``rate`` and ``status`` and the stream for rates of return. Sums and lows go by their outputs.
    """

    def __init__(
        self, plan: Plan, periods: int, invested: Sequence[str], fans: Sequence[str], in_memory: int
    ) -> None:
        self.futures = 0
        kinds: dict[str, npt.DTypeLike] = dict.fromkeys(plan.weighted, np.float64)
        kinds |= {f"last {name}": np.float64 for name in plan.last}
        kinds |= {f"rate {name}": np.float64 for name in invested}
        kinds |= {f"status {name}": np.int8 for name in invested}
        self.kept = Kept(kinds, 0, in_memory=in_memory)
        self.sums = {name: np.zeros(periods) for name in plan.sums}
        self.lows = dict.fromkeys(plan.lows, np.inf)
        self.fans = {name: Fan() for name in fans}

    def add(self, part: Part) -> None:
        """Take in the next part."""
        block = part.block
        place = slice(block.futures.start, block.futures.stop)
        for name, values in block.weighted.items():
            self.kept[name][place] = values
        for name, values in block.last.items():
            self.kept[f"last {name}"][place] = values
        for name, values in block.sums.items():
            for one in values:  # block after block, whatever parts they came in
                self.sums[name] += one
        for name, low in block.lows.items():
            self.lows[name] = min(self.lows[name], low)
        for name, (rate, status) in part.rates.items():
            self.kept[f"rate {name}"][place] = rate
            self.kept[f"status {name}"][place] = status
        for name, fan in self.fans.items():
            fan.add(block.streams[name])
        self.futures = block.futures.stop

    def row(self, name: str) -> Array:
        """Return a row of numbers, shape (futures,)."""
        return cast(Array, self.kept[name])
