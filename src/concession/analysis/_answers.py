"""The answers: what a case says in words, in three blocks that are never added up silently.

Transfer at fixed behaviour; what the case assumes that a deal adds; what is not valued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concession.analysis._answer_parts import (
    Kept,
    Repaid,
    Target,
    fund_inflow,
    inflow_lines,
    kept,
    money_alternatives,
    only_under_the_deal,
    repaid,
    target_lines,
    targets,
    unvalued,
)
from concession.analysis._by_reading import read_as
from concession.analysis._compare import Comparison, compare
from concession.analysis._evaluate import summary_dict
from concession.analysis._evidence import reached_inputs
from concession.analysis._flows import flow_lines
from concession.analysis._run import run
from concession.analysis._tables import Exports, Row
from concession.deal import Draft
from concession.engine import Array
from concession.measures import Summary, summarize
from concession.model import Case, switched

__all__ = ["Answers", "DraftAnswers", "UnderReading", "answers"]

#: The first line of the first block.
NO_VALUE_CREATED = (
    "At fixed behaviour no draft creates value: projects, prices and aid are the same in each, so that what "
    "one party gains others lose, the fund and the world outside the deal included."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderReading:
    """What groups (or parties, where there are none) get when one value is read in another way."""

    path: str
    reading: str
    text: str
    npv: Mapping[str, Summary]

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        npv = {name: summary_dict(one) for name, one in self.npv.items()}
        return {"path": self.path, "reading": self.reading, "text": self.text, "npv": npv}


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
    """All answers of a case; ``added`` holds the comparison with each switch on, if any was asked for."""

    case: Case
    transfer: Comparison
    added: Mapping[str, Comparison]
    drafts: tuple[DraftAnswers, ...]

    @property
    def first_line(self) -> str:
        """The first line of the first block."""
        return NO_VALUE_CREATED

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as ``--json`` prints it; the three blocks stand apart."""
        head = self.case.head
        return {
            "case": self.case.id,
            "illustrative": head.illustrative,
            "currency": head.currency,
            "periods": [str(label) for label in self.case.timeline.labels],
            "transfer_at_fixed_behaviour": {
                "says": NO_VALUE_CREATED,
                "comparison": self.transfer.to_dict(),
                "drafts": [one.to_dict() for one in self.drafts],
            },
            "assumed_to_be_added": {
                "switches": {
                    name: {"title": one.title, "note": one.note, "on": name in self.added}
                    for name, one in head.switches.items()
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
    futures: int | None = None,
    seed: int | None = None,
    switches: Sequence[str] = (),
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

    Raises
    ------
    ConcessionError
        E207 for an unknown switch, and what building the drafts finds wrong.
    """
    transfer = compare(case, drafts, futures=futures, seed=seed)
    base, *others = [one.draft for one in transfer.drafts]
    added = {
        name: compare(
            case,
            [base, *(switched(one, case.head.switches, [name]) for one in others)],
            futures=transfer.futures,
            seed=transfer.seed,
        )
        for name in switches
    }
    return Answers(
        case=case,
        transfer=transfer,
        added=added,
        drafts=tuple(_of_draft(case, one, transfer) for one in [base, *others]),
    )


def _of_draft(case: Case, draft: Draft, transfer: Comparison) -> DraftAnswers:
    futures, seed = transfer.futures, transfer.seed
    lines = list(dict.fromkeys([*inflow_lines(case, draft), *target_lines(case, draft)]))
    done = run(case, case.build(draft), futures=futures, seed=seed, lines=lines, rates_of_return=False)
    return DraftAnswers(
        draft=draft,
        inflow=fund_inflow(case, done),
        targets=targets(case, done),
        repaid=repaid(case, draft, futures=futures, seed=seed),
        kept=kept(done),
        readings=_under_readings(case, draft, futures=futures, seed=seed),
        only_under_the_deal=only_under_the_deal(case, draft),
        not_valued=unvalued(case, draft),
    )


def _under_readings(case: Case, draft: Draft, *, futures: int, seed: int) -> tuple[UnderReading, ...]:
    """Return results for each reading that can move money, one at a time from the base."""
    shown = list(case.groups) or list(case.parties)
    built = case.build(draft)
    reached = reached_inputs(flow.expr for flow in flow_lines(built).values())
    found = []
    for one in money_alternatives(case, draft):
        if one.path in built.values.used and one.path not in reached:
            continue  # no amount of this draft reads it
        for name in one.others:
            read = read_as(case, draft, {one.path: name})
            done = run(case, case.build(read), futures=futures, seed=seed, rates_of_return=False)
            npv = {
                party: summarize(
                    done.flows[f"group:{party}" if party in case.groups else f"party:{party}"].own
                )
                for party in shown
            }
            found.append(UnderReading(path=one.path, reading=name, text=one.texts[name], npv=npv))
    return tuple(found)
