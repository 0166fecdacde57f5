"""Shares of futures by state: in which state a chain is, and whether an event has happened, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from concession.deal import Draft
from concession.engine import Array
from concession.model import Case, outlook_of
from concession.outlook import Chain, Event

__all__ = ["HAPPENED", "NOT_YET", "StateShares", "state_shares"]

#: The states of an event.
NOT_YET, HAPPENED = "not yet", "has happened"
#: Futures that are drawn at a time.
_PART = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class StateShares:
    """A chain or an event under one or several drafts: what share of futures is in each state.

    ``shares`` has the shape (years, states), as of the last period of each calendar year. Drafts under
    which the shares are the same stand together.
    """

    input: str
    drafts: tuple[str, ...]
    states: tuple[str, ...]
    shares: Array


def state_shares(
    case: Case, drafts: Sequence[Draft], *, futures: int, seed: int
) -> tuple[tuple[int, ...], tuple[StateShares, ...]]:
    """Return the calendar years, and the shares of every chain and event of the outlook under the drafts.

    The futures are the first ones of a run under this seed.

    >>> from concession.model import load
    >>> case = load("dobra")
    >>> years, found = state_shares(case, [case.draft(None)], futures=100, seed=1)
    >>> years[:2], found
    ((2026, 2027), ())
    """
    labels = [label.year for label in case.timeline.labels]
    last = [k for k, year in enumerate(labels) if k + 1 == len(labels) or labels[k + 1] != year]
    found: list[StateShares] = []
    for draft in drafts:
        for name, (states, counts) in _counts(case, draft, futures, seed).items():
            shares = counts[last] / futures
            alike = next(
                (k for k, one in enumerate(found) if one.input == name and (one.shares == shares).all()), None
            )
            if alike is None:
                found.append(StateShares(input=name, drafts=(draft.id,), states=states, shares=shares))
            else:
                one = found[alike]
                found[alike] = StateShares(
                    input=name, drafts=(*one.drafts, draft.id), states=states, shares=shares
                )
    order = list(case.outlook)
    found.sort(key=lambda one: order.index(one.input))
    return tuple(dict.fromkeys(labels)), tuple(found)


def _counts(case: Case, draft: Draft, futures: int, seed: int) -> dict[str, tuple[tuple[str, ...], Array]]:
    """Return states and how many futures are in each, by period; in the order of the case."""
    outlook = outlook_of(case, case.build(draft), seed)
    wanted = {
        name: spec
        for name in case.outlook
        if isinstance(spec := outlook.input(f"outlook.{name}"), Chain | Event)
    }
    periods = case.timeline.periods
    ends = (np.arange(periods) + 1) * float(case.timeline.length)
    found: dict[str, tuple[tuple[str, ...], Array]] = {}
    for name, spec in wanted.items():
        states = spec.states if isinstance(spec, Chain) else (NOT_YET, HAPPENED)
        counts = np.zeros((periods, len(states)))
        for start in range(0, futures, _PART):
            drawn = outlook.draw(f"outlook.{name}", start, min(start + _PART, futures))
            if isinstance(spec, Event):
                drawn = (np.asarray(drawn, dtype=np.float64) <= ends[:, None]).astype(np.int8)
            for k in range(len(states)):
                counts[:, k] += (drawn == k).sum(axis=1)
        found[name] = (states, counts)
    return found
