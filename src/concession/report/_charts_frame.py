"""What charts and the page read of a result: drafts, parties with their values, and the years behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concession.analysis import Comparison, Evaluation
from concession.analysis._years import Years, years_of
from concession.deal import Draft
from concession.measures import Summary
from concession.model import Case
from concession.report._amounts import Scale, choose_scale

__all__ = ["Frame", "Named", "Values", "frame_of", "main_parties"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What one party gets under one draft; ``change`` is the difference to the baseline, if there is one."""

    npv: Summary
    change: Summary | None = None
    swing: float | None = None
    spread: float | None = None
    claims: Summary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A party or group by the name that charts show."""

    id: str
    name: str
    group: bool
    perimeter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One result made ready to be drawn.

    ``values`` is by draft and party; ``paths`` holds the years, over fewer futures where the result has many.
    """

    case: Case
    drafts: tuple[Draft, ...]
    futures: int
    seed: int
    parties: Mapping[str, Named]
    values: Mapping[str, Mapping[str, Values]]
    evidence: Mapping[str, Mapping[str, int]]
    conservation_error: float
    outstanding: bool
    scale: Scale
    paths: Years

    @property
    def random(self) -> bool:
        """Whether anything varies."""
        return self.futures > 1

    @property
    def compared(self) -> bool:
        """Whether there is a baseline to compare with."""
        return len(self.drafts) > 1


def frame_of(
    result: Comparison | Evaluation,
    *,
    units: str = "auto",
    parties: Sequence[str] = (),
    paths: Years | None = None,
) -> Frame:
    """Return a result made ready to be drawn.

    Parameters
    ----------
    result
        What ``compare`` or ``evaluate`` returned.
    units
        The scale of money: a word of :data:`concession.report.SCALES`, or ``auto``.
    parties
        Parties and groups to show; all where nothing is said.
    paths
        The years behind the result, where they are known already; else they are run.
    """
    case = result.case
    if isinstance(result, Comparison):
        drafts = tuple(one.draft for one in result.drafts)
        compared = len(drafts) > 1
        values = {
            one.draft.id: {
                name: Values(
                    npv=party.npv,
                    change=party.vs_baseline if compared and number else None,
                    swing=party.swing if result.futures > 1 else None,
                    spread=party.swing_everything if result.futures > 1 else None,
                    claims=party.horizon,
                )
                for name, party in one.parties.items()
            }
            for number, one in enumerate(result.drafts)
        }
        names = {name: party.name for one in result.drafts for name, party in one.parties.items()}
        evidence = {one.draft.id: one.evidence for one in result.drafts}
        worst = max(one.conservation_error for one in result.drafts)
        owed = any(one.outstanding for one in result.drafts)
    else:
        drafts = (result.draft,)
        values = {result.draft.id: {name: Values(npv=one.npv) for name, one in result.parties.items()}}
        names = {name: one.name for name, one in result.parties.items()}
        evidence = {result.draft.id: result.evidence}
        worst, owed = result.conservation_error, bool(result.outstanding)
    shown = {
        name: Named(
            id=name,
            name=text,
            group=name in case.groups,
            perimeter=case.groups[name].perimeter if name in case.groups else "",
        )
        for name, text in names.items()
        if not parties or name in parties
    }
    kept = {draft: {name: found[name] for name in shown if name in found} for draft, found in values.items()}
    amounts = [one.npv.mean for found in kept.values() for one in found.values()]
    return Frame(
        case=case,
        drafts=drafts,
        futures=result.futures,
        seed=result.seed,
        parties=shown,
        values=kept,
        evidence=evidence,
        conservation_error=worst,
        outstanding=owed,
        scale=choose_scale(case.head.currency, amounts, units),
        paths=paths or years_of(case, drafts, futures=result.futures, seed=result.seed),
    )


def main_parties(frame: Frame, most: int) -> tuple[Named, ...]:
    """Return the parties that a chart has room for: groups, then parties in no group, the largest first.

    A party whose value is nothing under every draft is left out; so is a member of a group that is
    shown, until there is room.
    """
    inside = {
        member for one in frame.parties.values() if one.group for member in frame.case.groups[one.id].members
    }

    def size(name: str) -> float:
        return max(
            (
                max(abs(x) for x in (one.npv.mean, one.npv.p10, one.npv.p90))
                for found in frame.values.values()
                if (one := found.get(name)) is not None
            ),
            default=0.0,
        )

    wanted = [one for one in frame.parties.values() if size(one.id) > 0 or one.group]
    wanted.sort(key=lambda one: (not one.group, one.id in inside, -size(one.id)))
    chosen = {one.id for one in wanted[:most]}
    if any(one.group for one in wanted):
        # groups come first on the page as well; among themselves in the order of the case
        return tuple(one for one in wanted if one.id in chosen)
    return tuple(one for one in frame.parties.values() if one.id in chosen)
