"""Published results beside ours, with the tolerance that the case states."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from concession.analysis._run import Flow, Run
from concession.deal import Draft, Interval, Value, parse_period
from concession.errors import ConcessionError
from concession.measures import npv
from concession.model import Case, Published

__all__ = ["Checked", "check_published"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One published result: what is printed, what we find, how far apart they are."""

    id: str
    title: str
    measure: str
    period: str
    printed: float
    ours: float
    allowed: float
    unit: str
    sources: tuple[str, ...]
    note: str

    @property
    def difference(self) -> float:
        """Ours less the printed number."""
        return self.ours - self.printed

    @property
    def within(self) -> bool:
        """Whether the two agree within the tolerance."""
        return abs(self.difference) <= self.allowed

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "id": self.id,
            "title": self.title,
            "measure": self.measure,
            "period": self.period or None,
            "printed": self.printed,
            "ours": self.ours,
            "difference": self.difference,
            "tolerance": self.allowed,
            "within": self.within,
            "sources": list(self.sources),
            "note": self.note or None,
        }


def check_published(case: Case, draft: Draft, done: Run) -> tuple[Checked, ...]:
    """Return the published results of a draft beside ours, in the order of the case."""
    found: list[Checked] = []
    for name, said in case.head.published.items():
        if (said.draft or case.baseline) == draft.id:
            found += (
                _line(case, name, said, done) if said.measure == "line" else _single(case, name, said, done)
            )
    return tuple(found)


def _number(value: Value | None, path: str) -> float:
    if value is None or value.quantity is None or isinstance(value.quantity.value, Interval):
        raise ConcessionError.of("E315", "a published result needs one number", "add 'value:'", path=path)
    return float(value.quantity.value)


def _allowed(said: Published, printed: float, name: str) -> float:
    tolerance = _number(said.tolerance, f"published.{name}.tolerance")
    quantity = said.tolerance.quantity
    relative = quantity is not None and "%" in quantity.display.after
    return abs(printed) * tolerance if relative else tolerance


def _project(case: Case, said: Published, done: Run, name: str) -> str:
    if said.project:
        return said.project
    if len(done.built.projects) != 1:
        raise ConcessionError.of("E203", "'project' is missing", "say which", path=f"published.{name}")
    return next(iter(done.built.projects))


def _single(case: Case, name: str, said: Published, done: Run) -> list[Checked]:
    printed = _number(said.value, f"published.{name}")
    if said.measure == "share":
        ours = _share(case, said, done, name)
    elif said.measure == "total":
        ours = float(_mean(done, said.line)[list(_periods(case, said))].sum())
    else:
        kind = "post-tax" if said.measure.endswith("post_tax") else "pre-tax"
        project = _project(case, said, done, name)
        if f"{kind}:{project}" not in done.flows:
            raise ConcessionError.of(
                "E608",
                f"the project '{project}' has no {kind} result of its own",
                "its owner's taxes are assessed over several projects; compare the owner's lines instead",
                path=f"published.{name}",
            )
        flow = done.flows[f"{kind}:{project}"]
        if said.measure.startswith("npv"):
            ours = float(flow.own.mean()) if said.rate is None else _npv_at(case, said, flow)
        else:
            ours = float(np.median(flow.rate)) if flow.rate is not None else float("nan")
    return [_checked(name, said, printed, ours, "")]


def _npv_at(case: Case, said: Published, flow: Flow) -> float:
    """Return a project's value at the rate that the document states; the mean is linear in the flows."""
    rate = _number(said.rate, "published.rate")
    return float(npv(flow.mean[:, None], replace(case.discounting(), rate=rate)).mean())


def _periods(case: Case, said: Published) -> range:
    timeline = case.timeline
    first = timeline.inside(parse_period(said.since)).start if said.since else 0
    end = timeline.inside(parse_period(said.until)).stop if said.until else timeline.periods
    return range(max(first, 0), min(end, timeline.periods))


def _mean(done: Run, line: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    if line not in done.means:
        raise ConcessionError.of("E608", f"there is no line '{line}' to compare", path="published")
    return done.means[line]


def _share(case: Case, said: Published, done: Run, name: str) -> float:
    """Return the sum of a line over the periods stated, as a share of another's."""
    periods = list(_periods(case, said))
    over = float(_mean(done, said.over)[periods].sum())
    return float(_mean(done, said.line)[periods].sum()) / over if over else float("nan")


def _line(case: Case, name: str, said: Published, done: Run) -> list[Checked]:
    if said.values is None:
        raise ConcessionError.of("E203", "'values' is missing", "add the numbers", path=f"published.{name}")
    ours = _mean(done, said.line)
    compared = _periods(case, said)
    found = []
    for period, amount in said.values.dated.items():
        inside = case.timeline.inside(period)
        if inside.start in compared and inside[-1] in compared:
            sum_of = float(ours[inside.start : inside.stop].sum())
            found.append(_checked(name, said, float(amount), sum_of, str(period)))
    return found


def _checked(name: str, said: Published, printed: float, ours: float, period: str) -> Checked:
    value_unit = said.values.unit if said.values is not None else None
    quantity = said.value.quantity if said.value is not None else None
    unit = value_unit if value_unit is not None else (quantity.unit if quantity is not None else "")
    return Checked(
        id=name,
        title=said.title,
        measure=said.measure,
        period=period,
        printed=printed,
        ours=ours,
        allowed=_allowed(said, printed, name),
        unit=str(unit),
        sources=said.source,
        note=said.note,
    )
