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
from concession.analysis._job import Ask, Compiled, Job, Part, prepare
from concession.analysis._kept import IN_MEMORY, Kept
from concession.engine import BLOCK, Array, ExecutorName
from concession.measures import summarize
from concession.model import Built, Case, Vary

__all__ = ["MOST_FUTURES", "PRECISION", "Flow", "Run", "run"]

#: What part of the distance from P10 to P90 their standard errors may be, where nothing is said.
PRECISION = 0.02
#: Where ``futures="auto"`` begins, doubling until results are settled, and where it gives up.
FIRST_FUTURES, MOST_FUTURES = 2 * BLOCK, 2**20


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
        return _unsettled(self.flows, precision)


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
    workers: int = 1,
    precision: float = PRECISION,
    fans: Sequence[str] = (),
    in_memory: int = IN_MEMORY,
    cluster: str = "",
    compiled: Compiled | None = None,
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
        What runs the program, and how many parts at once; neither changes a result.
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
    progress
        Called with the number of futures done.

    Raises
    ------
    ConcessionError
        E702 where a line is not a number, E704 where payments do not add up, E705 where an account falls
        below its floor.
    """
    ask = Ask(seed=seed, vary=vary, lines=tuple(lines), rates_of_return=rates_of_return, fans=tuple(fans))
    job = prepare(case, built, ask, compiled)
    collected = _Collector(job, in_memory)
    count = 1 if not job.moving else FIRST_FUTURES if futures == "auto" else futures
    most = MOST_FUTURES if job.moving and futures == "auto" else count
    if cluster and job.moving:
        parts: Callable[[range], Iterator[Part]] = Cluster(cluster, case, built, ask).parts
    else:
        parts = job.machine(futures=most, executor=executor, workers=workers)
    while True:
        collected.kept.grow(count)
        try:
            for part in parts(range(collected.futures, count)):
                check_block(case, built, job.inputs, job.moving, part.block)
                collected.add(part)
                if progress is not None:
                    progress(collected.futures)
        except KeyboardInterrupt:
            if not collected.futures:
                raise
            # what is done is an answer too, and says that it is a part
            collected.kept.grow(collected.futures)
        enough = collected.futures < count or count >= most
        if enough or not _unsettled(collected.flows(), precision):
            break
        count = min(2 * count, most)
    done = collected.futures
    return Run(
        built=built,
        futures=done,
        seed=seed,
        varied=job.moving,
        flows=collected.flows(),
        means={name: collected.sums[name] / done for name in lines},
        outstanding={account.name: collected.row(f"last {account.closing.name}") for account in job.claims},
        conservation_error=-collected.lows[CHECKS],
        wanted=count,
        fans=collected.fans,
    )


def _unsettled(flows: Mapping[str, Flow], precision: float) -> tuple[str, ...]:
    return tuple(
        name
        for name, flow in flows.items()
        if name.startswith(("party:", "group:"))
        and len(flow.own) > 1
        and not summarize(flow.own, tolerance=precision).settled
    )


class _Collector:
    """Joins parts, in their order."""

    def __init__(self, job: Job, in_memory: int) -> None:
        plan = job.plan
        self.job = job
        self.futures = 0
        kinds: dict[str, npt.DTypeLike] = dict.fromkeys(plan.weighted, np.float64)
        kinds |= {f"last {name}": np.float64 for name in plan.last}
        kinds |= {f"rate {name}": np.float64 for name in job.invested}
        kinds |= {f"status {name}": np.int8 for name in job.invested}
        self.kept = Kept(kinds, 0, in_memory=in_memory)
        self.sums = {name: np.zeros(job.program.periods) for name in plan.sums}
        self.lows = dict.fromkeys(plan.lows, np.inf)
        self.fans = {name: Fan() for name in job.fans}

    def add(self, part: Part) -> None:
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
        return cast(Array, self.kept[name])

    def flows(self) -> dict[str, Flow]:
        found = {
            name: Flow(
                own=self.row(f"own {name}"),
                common=self.row(f"common {name}"),
                undiscounted=self.row(f"undiscounted {name}"),
                mean=self.sums[name] / self.futures,
            )
            for name in self.job.wanted
        }
        for name in self.job.invested:
            found[name].rate = self.row(f"rate {name}")
            found[name].status = cast(
                "np.ndarray[tuple[int, ...], np.dtype[np.int8]]", self.kept[f"status {name}"]
            )
        return found
