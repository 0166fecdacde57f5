"""The answers in three blocks, never added up: transfer, what is assumed to be added, what is not valued."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Unpack

from concession.analysis._alternatives import Alternative
from concession.analysis._answer_parts import (
    Kept,
    Target,
    fund_inflow,
    inflow_lines,
    kept,
    money_alternatives,
    only_under_the_deal,
    target_lines,
    targets,
    unvalued,
)
from concession.analysis._answer_preferred import (
    Repaid,
    preferred,
    preferred_lines,
    readings_read,
    repaid,
)
from concession.analysis._assumed import no_value_created
from concession.analysis._by_reading import read_as
from concession.analysis._compare import Beside, compare_runs, compared_drafts
from concession.analysis._comparison import Comparison
from concession.analysis._evidence import reached_inputs
from concession.analysis._flows import flow_lines
from concession.analysis._how import Count, How
from concession.analysis._places import place_words
from concession.analysis._results import summary_dict
from concession.analysis._run import Run
from concession.analysis._tables import Exports, Row
from concession.clauses import Aid, FundCapital, FundContribution, Waterfall
from concession.deal import Draft
from concession.engine import Array
from concession.measures import Summary, summarize
from concession.model import Case, switched

__all__ = ["Answers", "DraftAnswers", "Effect", "UnderReading", "answers", "have_answers"]

#: Readings that are taken, by path and name.
Readings = frozenset[tuple[str, str]]

#: What stands over the second block.
ADDED = (
    "Assumptions, not forecasts: each is off unless asked for, is then the same for every draft but the "
    "baseline, and is in no number of the first block. Effects are of the switch alone; comparisons hold it "
    "and the transfer together."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderReading:
    """What groups (or parties, where there are none) get when one value is read in another way."""

    path: str
    reading: str
    place: str
    text: str
    npv: Mapping[str, Summary]

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        npv = {name: summary_dict(one) for name, one in self.npv.items()}
        said = {"path": self.path, "reading": self.reading, "place": self.place, "text": self.text}
        return {**said, "npv": npv}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one switch alone changes under one draft: with it less without it, future by future.

    For each party and group: at its own rate, at the common rate, and with kind at its own rate, where there
    is any. ``placed`` says whether the draft has a clause for the switch to change.
    """

    draft: str
    parties: Mapping[str, tuple[Summary, Summary, Summary | None]]
    placed: bool = True

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            name: {
                "npv": summary_dict(own),
                "npv_common": summary_dict(common),
                "npv_with_kind": summary_dict(kind) if kind else None,
            }
            for name, (own, common, kind) in self.parties.items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAnswers:
    """The answers for one draft."""

    draft: Draft
    inflow: Array
    targets: tuple[Target, ...]
    repaid: tuple[Repaid, ...]
    kept: tuple[Kept, ...]
    readings: tuple[UnderReading, ...]
    only_under_the_deal: tuple[str, ...]
    not_valued: Mapping[str, str]

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "id": self.draft.id,
            "fund_inflow_by_period": self.inflow.tolist(),
            "targets": [one.to_dict() for one in self.targets],
            "preferred": [one.to_dict() for one in self.repaid],
            "kept_of_resource_revenue": [one.to_dict() for one in self.kept],
            "readings": [one.to_dict() for one in self.readings],
            "only_under_the_deal": list(self.only_under_the_deal),
            "not_valued": dict(self.not_valued),
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class Answers(Exports):
    """All answers of a case.

    ``effects`` holds what each switch that was asked for changes by itself; ``added`` the comparison with
    it on, in which it and the transfer stand together.
    """

    case: Case
    transfer: Comparison
    added: Mapping[str, Comparison]
    effects: Mapping[str, tuple[Effect, ...]]
    drafts: tuple[DraftAnswers, ...]

    @property
    def first_line(self) -> str:
        """The first line of the first block."""
        return no_value_created(self.case, [one.draft for one in self.transfer.drafts])

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as ``--json`` prints it; the three blocks stand apart."""
        head = self.case.head
        blocks = self.blocks()
        moved = blocks["transfer_at_fixed_behaviour"]
        return {
            "case": self.case.id,
            "illustrative": head.illustrative,
            "currency": head.currency,
            "periods": [str(label) for label in self.case.timeline.labels],
            **blocks,
            "transfer_at_fixed_behaviour": {**moved, "comparison": self.transfer.to_dict()},
        }

    def compared(self) -> dict[str, object]:
        """Return the comparison as plain data with the answers in it, as ``compare --json`` prints them."""
        periods = [str(label) for label in self.case.timeline.labels]
        return {**self.transfer.to_dict(), "answers": {"periods": periods, **self.blocks()}}

    def blocks(self) -> dict[str, dict[str, object]]:
        """Return the three blocks without the comparison that the first one rests on."""
        head = self.case.head
        return {
            "transfer_at_fixed_behaviour": {
                "says": self.first_line,
                "drafts": [one.to_dict() for one in self.drafts],
            },
            "assumed_to_be_added": {
                "says": ADDED,
                "switches": {
                    name: {"title": one.title, "note": one.note, "on": name in self.added}
                    for name, one in head.switches.items()
                },
                "effects": {
                    name: {one.draft: one.to_dict() for one in found} for name, found in self.effects.items()
                },
                "without_a_place": {
                    name: [one.draft for one in found[1:] if not one.placed]
                    for name, found in self.effects.items()
                },
                "comparisons": {name: one.to_dict() for name, one in self.added.items()},
            },
            "not_valued": {one.draft.id: dict(one.not_valued) for one in self.drafts},
        }

    def _records(self) -> list[Row]:
        """Return one record for each draft and party: its values, and the change with each switch on."""
        records = self.transfer.to_records()
        added = {
            name: {(row["draft"], row["party"]): row for row in comparison.to_records()}
            for name, comparison in self.added.items()
        }
        for row in records:
            for name, rows in added.items():
                other = rows.get((row["draft"], row["party"]))
                row[f"npv_mean_with_{name}"] = other["npv_mean"] if other else None
        return records

    def _summary_rows(self) -> list[Row]:
        return self.transfer.to_records()

    def _heading(self) -> str:
        return f"{self.case.title}: answers ({self.case.head.currency})"


def answers(
    case: Case,
    drafts: Sequence[str | Draft] | None = None,
    *,
    futures: Count = None,
    seed: int | None = None,
    switches: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
    **how: Unpack[How],
) -> Answers:
    """Answer the questions that a deal with funds and aid raises, draft by draft.

    Parameters
    ----------
    case
        A loaded case.
    drafts
        The drafts; all that can be evaluated where nothing is said.
    futures, seed
        As for :func:`compare`.
    switches
        Switches of the case to turn on, each by itself, in every draft but the baseline.
    progress
        Called with the number of futures done, those of all drafts added up.
    how
        As for :func:`evaluate`.

    Raises
    ------
    ConcessionError
        E207 for an unknown switch, and what building the drafts finds wrong.
    """
    every = [(one, key) for one in compared_drafts(case, drafts)[0] for key in _readings_of(case, one)]
    found = compare_runs(
        case,
        drafts,
        futures=futures,
        seed=seed,
        progress=progress,
        lines=lambda draft: lines_of(case, draft),
        beside=[_beside(case, draft, key) for draft, key in every],
        part=not switches,
        **how,
    )
    transfer, runs = found.comparison, found.runs
    base, *others = [one.draft for one in transfer.drafts]
    added, effects = {}, {}
    for name in switches:
        on = [base, *(switched(one, case.head.switches, [name]) for one in others)]
        with_it = compare_runs(case, on, futures=transfer.futures, seed=transfer.seed)
        added[name] = with_it.comparison
        effects[name] = tuple(
            Effect(draft=draft.id, parties=_effect(case, one, other), placed=_placed(case, draft, name))
            for draft, one, other in zip(on, runs, with_it.runs, strict=True)
        )
    read = {(id(draft), key): run for (draft, key), run in zip(every, found.beside, strict=True)}
    return Answers(
        case=case,
        transfer=transfer,
        added=added,
        effects=effects,
        drafts=tuple(
            _of_draft(case, draft, done, {key: run for (of, key), run in read.items() if of == id(draft)})
            for draft, done in zip([base, *others], runs, strict=True)
        ),
    )


def _placed(case: Case, draft: Draft, name: str) -> bool:
    """Return whether a draft has a clause that a switch changes."""
    changed = {one.path.split(".")[1] for one in case.head.switches[name].changes if "." in one.path}
    return not changed.isdisjoint(draft.clauses.entries)


def _effect(case: Case, without: Run, on: Run) -> dict[str, tuple[Summary, Summary, Summary | None]]:
    """Return what a switch alone changes for each party and group, future by future."""
    found = {}
    for name in [*case.parties, *case.groups]:
        key = f"{'group' if name in case.groups else 'party'}:{name}"
        before, after = without.flows[key], on.flows[key]
        kinds = without.flows.get(f"with-kind:{name}"), on.flows.get(f"with-kind:{name}")
        kind = summarize(kinds[1].own - kinds[0].own) if kinds[0] and kinds[1] else None
        found[name] = (summarize(after.own - before.own), summarize(after.common - before.common), kind)
    return found


def have_answers(case: Case) -> bool:
    """Return whether a case raises the questions: whether a draft has a fund, or aid, or switches.

    >>> from concession.model import load
    >>> have_answers(load("buenavista"))
    False
    """
    asked = (Aid, FundCapital, FundContribution, Waterfall)
    return bool(case.head.switches) or any(
        isinstance(said.clause, asked)
        for draft in case.drafts.values()
        if draft.evaluated
        for said in case.clauses(draft)
    )


def lines_of(case: Case, draft: Draft) -> list[str]:
    """Return the lines that the answers for a draft read."""
    wanted = [
        *inflow_lines(case, draft),
        *target_lines(case, draft),
        *preferred_lines(preferred(case, draft)),
    ]
    return list(dict.fromkeys(wanted))


def _readings_of(case: Case, draft: Draft) -> list[Readings]:
    """Return the readings, apart from the base, under which the answers for a draft want it."""
    here = money_alternatives(case, draft)
    _, grid = readings_read(preferred(case, draft), here)
    alone = [{one.path: name} for one in _reached(case, draft, here) for name in one.others]
    keys = dict.fromkeys(_apart(here, one) for one in (*grid, *alone))
    return [key for key in keys if key]


def _apart(here: Sequence[Alternative], readings: Mapping[str, str]) -> Readings:
    """Return the readings that are not the base's: one that the base takes anyway changes nothing."""
    base = {one.path: one.base for one in here if one.base}
    return frozenset((path, name) for path, name in readings.items() if base.get(path) != name)


def _beside(case: Case, draft: Draft, readings: Readings) -> Beside:
    """Return a draft under some readings, to be run beside the others."""
    said = [f"{path} read as {name}" for path, name in sorted(readings)]
    return Beside(
        label=", ".join([draft.id, *said]),
        draft=read_as(case, draft, dict(readings)),
        lines=tuple(preferred_lines(preferred(case, draft))),
    )


def _reached(case: Case, draft: Draft, here: Sequence[Alternative]) -> list[Alternative]:
    """Return the values with readings that some amount of a draft reads, or that it takes as they are."""
    built = case.build(draft)
    reached = reached_inputs(flow.expr for flow in flow_lines(built).values()) if here else ()
    return [one for one in here if one.path not in built.values.used or one.path in reached]


def _of_draft(case: Case, draft: Draft, done: Run, read: Mapping[Readings, Run]) -> DraftAnswers:
    here = money_alternatives(case, draft)
    falls = preferred(case, draft)

    def under(readings: Mapping[str, str]) -> Run:
        key = _apart(here, readings)
        return read[key] if key else done

    return DraftAnswers(
        draft=draft,
        inflow=fund_inflow(case, done),
        targets=targets(case, done),
        repaid=repaid(case, draft, falls, here, under),
        kept=kept(done),
        readings=_under_readings(case, draft, here, under),
        only_under_the_deal=only_under_the_deal(case, draft),
        not_valued=unvalued(case, draft),
    )


def _under_readings(
    case: Case,
    draft: Draft,
    here: Sequence[Alternative],
    under: Callable[[Mapping[str, str]], Run],
) -> tuple[UnderReading, ...]:
    """Return results for each reading that can move money, one at a time from the base."""
    shown = list(case.groups) or list(case.parties)
    found = []
    for one in _reached(case, draft, here):
        for name in one.others:
            flows = under({one.path: name}).flows
            npv = {
                party: summarize(flows[f"group:{party}" if party in case.groups else f"party:{party}"].own)
                for party in shown
            }
            place = place_words(case, draft, one.path)
            text = one.in_words(name)
            found.append(UnderReading(path=one.path, reading=name, place=place, text=text, npv=npv))
    return tuple(found)
