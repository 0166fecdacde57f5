"""Several drafts, or several runs of one, over the same futures at once: what they share is done once.

Drafts of a deal have their projects, prices and outlook in common, so that their programs are mostly the
same operations on the same draws. They are merged into one, run block by block, and taken apart again;
each number is the same to the bit as when every draft is run by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from concession.analysis._identities import check_block
from concession.analysis._job import Ask, Compiled, Job, Part, prepare
from concession.analysis._kept import IN_MEMORY
from concession.analysis._run import (
    FIRST_FUTURES,
    MOST_FUTURES,
    PRECISION,
    Collector,
    Run,
    flows_of,
    gather,
    run_of,
    unsettled,
)
from concession.engine import Array, Draw, ExecutorName, Inputs, Plan, Reduced, choose
from concession.lines import Merged, Share, merge_programs
from concession.model import Built, Case, Held, draws_of
from concession.outlook import Outlook

__all__ = ["Wish", "run_together"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One run among several.

    ``label`` tells it apart in messages; rates of return and fans are not asked for. With futures "auto",
    those that settle decide how many are run.
    """

    label: str
    built: Built
    compiled: Compiled
    ask: Ask
    settles: bool = True


def run_together(
    case: Case,
    wishes: Sequence[Wish],
    *,
    futures: int | Literal["auto"],
    executor: ExecutorName = "auto",
    workers: int = 0,
    precision: float = PRECISION,
    in_memory: int = IN_MEMORY,
    progress: Callable[[int], None] | None = None,
) -> tuple[Run, ...]:
    """Return the run of each wish, all over the same futures; where nothing varies there is one.

    The parameters are those of :func:`concession.analysis._run.run`. Broken off with Ctrl-C, all runs hold
    the futures that were done.

    Raises
    ------
    ConcessionError
        E702, E704 and E705, as for a single run.
    """
    held: Held = {}
    outlooks: dict[tuple[int, int], Outlook] = {}
    jobs = []
    for wish in wishes:
        key = (id(wish.built), wish.ask.seed)
        job = prepare(case, wish.built, wish.ask, wish.compiled, outlooks.get(key), held)
        outlooks[key] = job.outlook
        jobs.append(job)
    found: dict[int, Run] = {}
    for group in _alike(jobs):
        # what does not vary is run over one future
        most = futures if jobs[group[0]].moving else 1
        joint = _Joint(case, [wishes[at] for at in group], [jobs[at] for at in group], in_memory)
        runs = joint.run(most, executor, workers, precision, progress if jobs[group[0]].moving else None)
        found.update(zip(group, runs, strict=True))
    return tuple(found[at] for at in range(len(wishes)))


def _alike(jobs: Sequence[Job]) -> Iterator[list[int]]:
    """Yield the numbers of the jobs in which something varies, and of those in which nothing does."""
    for moving in (True, False):
        group = [at for at, job in enumerate(jobs) if bool(job.moving) is moving]
        if group:
            yield group


class _Joint:
    """Jobs merged into one; ``names`` says for each what its results are called there."""

    def __init__(self, case: Case, wishes: Sequence[Wish], jobs: Sequence[Job], in_memory: int) -> None:
        self.case = case
        self.wishes = wishes
        self.jobs = jobs
        self.merged = merge_programs(
            [
                Share(
                    label=wish.label,
                    program=job.program,
                    outputs=job.plan.outputs,
                    given={name: _given(job, name) for name in job.program.inputs},
                )
                for wish, job in zip(wishes, jobs, strict=True)
            ]
        )
        self.inputs = _inputs(self.merged, jobs)
        self.plan, self.names = _plan(self.merged, jobs)
        self.collected = Collector(self.plan, self.merged.program.periods, (), (), in_memory)

    def run(
        self,
        futures: int | Literal["auto"],
        executor: ExecutorName,
        workers: int,
        precision: float,
        progress: Callable[[int], None] | None,
    ) -> list[Run]:
        count = FIRST_FUTURES if futures == "auto" else futures
        most = MOST_FUTURES if futures == "auto" else futures
        machine = choose(
            self.merged.program, self.inputs, self.plan, futures=most, name=executor, workers=workers
        )
        waiting = {at for at, wish in enumerate(self.wishes) if wish.settles}

        def settled() -> bool:
            flows = {at: flows_of(self.jobs[at], self.collected, self.names[at]) for at in waiting}
            waiting.difference_update(at for at, found in flows.items() if not unsettled(found, precision))
            return not waiting

        wanted = gather(
            lambda some: (Part(block=block, rates={}) for block in machine.run(some)),
            self.collected,
            self._take,
            count=count,
            most=most,
            settled=settled,
            progress=progress,
        )
        return [
            run_of(wish.built, job, self.collected, names, wish.ask, wanted=wanted)
            for wish, job, names in zip(self.wishes, self.jobs, self.names, strict=True)
        ]

    def _take(self, part: Part) -> None:
        block = part.block
        for wish, job, names in zip(self.wishes, self.jobs, self.names, strict=True):
            own = Reduced(
                futures=block.futures,
                weighted={},
                sums={},
                lows={name: block.lows[names[f"low {name}"]] for name in job.plan.lows},
                last={},
                streams={},
            )
            check_block(self.case, wish.built, job.inputs, job.moving, own)
        self.collected.add(part)


def _given(job: Job, name: str) -> object:
    """Return what the numbers of an input depend on."""
    if name in job.moving:
        return ("drawn", job.outlook.identity(name))
    return ("known", job.inputs.known.get(name, job.program.inputs[name].default))


def _inputs(merged: Merged, jobs: Sequence[Job]) -> Inputs:
    """Return the numbers of the merged program; each input is drawn for the first job that reads it."""
    known: dict[str, Decimal | tuple[Decimal, ...]] = {}
    draws: dict[str, Draw] = {}
    for job, names in zip(jobs, merged.inputs, strict=True):
        fresh = {own: name for own, name in names.items() if name not in known and name not in draws}
        drawn = draws_of(job.outlook, (own for own in fresh if own in job.moving))
        draws.update({fresh[own]: draw for own, draw in drawn.items()})
        known.update({fresh[own]: number for own, number in job.inputs.known.items() if own in fresh})
    return Inputs(known=known, draws=draws)


def _plan(merged: Merged, jobs: Sequence[Job]) -> tuple[Plan, list[dict[str, str]]]:
    """Return what is kept of the merged program, each once, and what it is called for each job."""
    weighted: dict[str, tuple[str, Array]] = {}
    called: dict[tuple[str, bytes], str] = {}
    sums: dict[str, None] = {}
    lows: dict[str, None] = {}
    last: dict[str, None] = {}
    found: list[dict[str, str]] = []
    for job, outputs in zip(jobs, merged.outputs, strict=True):
        names: dict[str, str] = {}
        for name, (output, weights) in job.plan.weighted.items():
            there = outputs[output]
            key = (there, np.ascontiguousarray(weights).tobytes())
            if key not in called:
                called[key] = f"{len(called)} {there}"
                weighted[called[key]] = (there, weights)
            names[name] = called[key]
        for word, kept, there_too, prefix in (
            ("sum", job.plan.sums, sums, ""),
            ("low", job.plan.lows, lows, ""),
            ("last", job.plan.last, last, "last "),
        ):
            for name in kept:
                there_too[outputs[name]] = None
                names[f"{word} {name}"] = prefix + outputs[name]
        found.append(names)
    plan = Plan(weighted=weighted, sums=tuple(sums), lows=tuple(lows), last=tuple(last))
    return plan, found
