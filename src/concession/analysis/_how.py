"""How a result is run, which changes no number of it; and how large a job is, before it is run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from concession.analysis._count import futures_of
from concession.analysis._job import Ask, JobSize, prepare
from concession.analysis._run import MOST_FUTURES
from concession.deal import Draft
from concession.engine import ExecutorName
from concession.model import Case

__all__ = ["Count", "How", "job_sizes"]

#: How many futures: a number, or as many as settle the results; None for the case's own number.
Count = int | Literal["auto"] | None


class How(TypedDict, total=False):
    """How futures are run: see :func:`concession.analysis._run.run`.

    ``executor`` is auto, reference or fused; ``workers`` how many parts run at once, 0 for as many as
    there are cores, to 8; ``cluster`` the address of a Dask scheduler; ``precision`` what part of the
    distance from P10 to P90 their standard errors may be, to count as settled. Only the last changes
    anything: what is called settled, and with ``futures="auto"`` how many futures are run.
    """

    executor: ExecutorName
    workers: int
    cluster: str
    precision: float


def job_sizes(
    case: Case, drafts: Sequence[str | Draft] | None = None, *, futures: Count = None
) -> dict[str, JobSize]:
    """Return how large the job of each draft is, by its id; nothing is run.

    With ``futures="auto"`` it is the most that could be run.

    >>> from concession.model import load
    >>> job_sizes(load("buenavista"), ["base"], futures=5000)["base"].futures
    1
    """
    count = MOST_FUTURES if futures == "auto" else futures_of(case, futures)
    wanted = [case.draft(one) for one in drafts] if drafts else list(case.drafts.values())
    ask = Ask(seed=case.head.seed)
    return {one.id: prepare(case, case.build(one), ask).size(count) for one in wanted if one.evaluated}
