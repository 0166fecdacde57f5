"""Projects whose files state no costs: what of the take is theirs, so that the rest can be told apart."""

from __future__ import annotations

import numpy as np

from concession.analysis._run import Run
from concession.measures import aetr, government_take
from concession.model import Case

__all__ = ["take_apart"]


def take_apart(case: Case, done: Run) -> dict[str, object] | None:
    """Return the take without projects that state no costs; None where there are none, or nothing else.

    All that such a project sells counts as rent, so that its take says how much of its sales a state gets
    and nothing of how hard it is taxed. Where its take is assessed together with that of others, what is
    left without it cannot be told, and the shares are None.
    """
    projects = {name: one.project for name, one in done.built.projects.items()}
    bare = [name for name, one in projects.items() if not (one.costs or one.capital or one.closure)]
    bare = [name for name in bare if np.any(done.flows[f"pre-tax:{name}"].mean)]
    if not bare or len(bare) == len(projects):
        return None
    found: dict[str, object] = {
        "projects": bare,
        "titles": [projects[name].title or name for name in bare],
        "undiscounted": None,
        "discounted": None,
    }
    if any(f"post-tax:{name}" not in done.flows for name in bare):
        return found
    left = sum(
        flow.mean
        for name, flow in done.flows.items()
        if name.startswith("pre-tax:") and name.partition(":")[2] not in bare
    )
    theirs = sum(done.flows[f"pre-tax:{name}"].mean - done.flows[f"post-tax:{name}"].mean for name in bare)
    take = done.flows["take"].mean - theirs
    for word, value in (
        ("undiscounted", government_take(take, left).value),
        ("discounted", aetr(take, left, case.discounting()).value),
    ):
        number = float(np.asarray(value, dtype=np.float64))
        found[word] = None if np.isnan(number) else number
    return found
