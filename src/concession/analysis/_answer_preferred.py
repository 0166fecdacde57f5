"""Preferred amounts in the answers: under each reading, when they are returned and what is left of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from concession.analysis._alternatives import Alternative
from concession.analysis._answer_parts import half_by
from concession.analysis._places import place_words
from concession.analysis._results import summary_dict
from concession.analysis._run import Run
from concession.clauses import Preferred, Waterfall
from concession.deal import Draft
from concession.engine import Array
from concession.measures import Summary, summarize
from concession.model import Case

__all__ = ["Repaid", "TakenAs", "preferred", "preferred_lines", "repaid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAs:
    """One value read in one way: its path and the reading's name, and both in words."""

    path: str
    reading: str
    place: str
    text: str

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {"path": self.path, "reading": self.reading, "place": self.place, "text": self.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaid:
    """A preferred amount under one set of readings: when it is returned, what is left at the end.

    Where a reading states no amount or rate, nothing follows from it: ``opening``, ``returned`` and
    ``outstanding`` are None. ``by_period`` is the mean of what is outstanding at each period's end.
    """

    clause: str
    to: str
    read: tuple[TakenAs, ...]
    base: bool
    opening: float | None
    returned: float | None
    period: str | None
    outstanding: Summary | None
    by_period: Array | None = None

    @property
    def readings(self) -> dict[str, str]:
        """The names of the readings by path."""
        return {one.path: one.reading for one in self.read}

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "clause": self.clause,
            "to": self.to,
            "readings": self.readings,
            "read_as": [one.to_dict() for one in self.read],
            "base": self.base,
            "opening": self.opening,
            "returned_share_of_futures": self.returned,
            "returned_in_half_of_futures_by": self.period,
            "outstanding_at_horizon": summary_dict(self.outstanding) if self.outstanding else None,
            "outstanding_by_period": self.by_period.tolist() if self.by_period is not None else None,
        }


def preferred(case: Case, draft: Draft) -> dict[str, Waterfall]:
    """Return the waterfalls of a draft in which somebody is repaid first."""
    falls = {said.id: said.clause for said in case.clauses(draft) if isinstance(said.clause, Waterfall)}
    return {
        name: one for name, one in falls.items() if any(isinstance(step, Preferred) for step in one.steps)
    }


def preferred_lines(falls: Mapping[str, Waterfall]) -> list[str]:
    """Return the lines that :func:`repaid` reads."""
    steps = [step for name, clause in falls.items() for step, _ in _preferred_names(name, clause)]
    return [f"{step}.{word}" for step in steps for word in ("repaid", "amount.opening", "outstanding")]


def readings_read(
    falls: Mapping[str, Waterfall], here: Sequence[Alternative]
) -> tuple[list[Alternative], list[dict[str, str]]]:
    """Return what bears on preferred amounts, and the readings under which :func:`repaid` wants the draft."""
    if not falls:
        return [], []
    opening = {
        term.name.split(".")[0]
        for one in falls.values()
        for step in one.steps
        if isinstance(step, Preferred)
        for term in (*step.opened_by, *step.added)
    }
    near = [one for one in here if one.clause in falls or one.clause in opening]
    said = [[name for name in one.texts if name not in one.unstated] for one in near]
    grid = [{one.path: name for one, name in zip(near, names, strict=True)} for names in product(*said)]
    grid += [{one.path: name} for one in here if one not in near for name in one.others]
    return near, grid


def repaid(
    case: Case,
    draft: Draft,
    falls: Mapping[str, Waterfall],
    here: Sequence[Alternative],
    under: Callable[..., Run],
) -> tuple[Repaid, ...]:
    """Return each preferred amount of a draft under every reading that bears on it.

    Readings of the waterfall and of the clauses that open its claims are combined; those of other clauses
    that move money are taken one at a time from the base. ``under`` runs the draft under some readings.
    """
    near, grid = readings_read(falls, here)
    base = {one.path: one.base for one in here if one.base}
    found: list[Repaid] = []
    known = {one.path: one for one in here}

    def read(readings: Mapping[str, str]) -> tuple[TakenAs, ...]:
        return tuple(
            TakenAs(
                path=path, reading=name, place=place_words(case, draft, path), text=known[path].in_words(name)
            )
            for path, name in readings.items()
        )

    for readings in grid:
        found += _repaid_under(case, under(readings), falls, read(readings), base)
    for one in near:
        for name in sorted(one.unstated):
            found += [
                Repaid(
                    clause=fall,
                    to=to,
                    read=read({one.path: name}),
                    base=False,
                    opening=None,
                    returned=None,
                    period=None,
                    outstanding=None,
                )
                for fall, clause in falls.items()
                for _, to in _preferred_names(fall, clause)
            ]
    return tuple(found)


def _repaid_under(
    case: Case,
    done: Run,
    falls: Mapping[str, Waterfall],
    readings: tuple[TakenAs, ...],
    base: Mapping[str, str],
) -> Iterable[Repaid]:
    for name, clause in falls.items():
        for step, to in _preferred_names(name, clause):
            left = done.outstanding[f"{step}.amount"] + done.outstanding[f"{step}.return"]
            shares = done.means[f"{step}.repaid"]
            yield Repaid(
                clause=name,
                to=to,
                read=readings,
                base=all(base.get(one.path) == one.reading for one in readings),
                opening=float(done.means[f"{step}.amount.opening"][0]),
                returned=float(shares[-1]),
                period=half_by(case, shares),
                outstanding=summarize(left),
                by_period=done.means[f"{step}.outstanding"],
            )


def _preferred_names(name: str, clause: Waterfall) -> list[tuple[str, str]]:
    """Return the lines of a waterfall's preferred steps, numbered as the waterfall numbers them."""
    steps = [step for step in clause.steps if isinstance(step, Preferred)]
    return [
        (f"{name}.preferred" if number == 1 else f"{name}.preferred-{number}", step.to)
        for number, step in enumerate(steps, start=1)
    ]
