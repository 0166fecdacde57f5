"""The parts of a page in words and tables: answers, drafts, values, evidence, sources, conventions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concession.analysis import Comparison, Evaluation
from concession.deal import GRADES, MARKS, Draft, counted
from concession.report._amounts import rate
from concession.report._charts_frame import Frame, Named, Values
from concession.report._charts_picture import Grid
from concession.report._comparison import comparison_sentences
from concession.report._conventions import conservation_note, evidence_words, futures_note

__all__ = [
    "SourceEntry",
    "answers",
    "conventions",
    "drafts_grid",
    "evidence_grid",
    "facts",
    "marks_words",
    "not_evaluated",
    "source_entries",
    "swing_grid",
    "values_grid",
    "values_notes",
]


#: With more parties than these, a table of values shows those for whom something changes.
_MANY = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """One source as a page lists it; ``url`` is empty unless it leads to the web."""

    id: str
    title: str
    facts: str
    url: str
    note: str


def answers(result: Comparison | Evaluation, frame: Frame) -> list[str]:
    """Return the result in sentences: each draft beside the baseline, or what each party gets."""
    scale = frame.scale
    if isinstance(result, Comparison) and frame.compared:
        shown = {
            one.draft.id: [party for party in one.parties.values() if party.id in frame.parties]
            for one in result.drafts
        }
        return comparison_sentences(result, shown, scale)
    draft = frame.drafts[0]
    said = []
    for party in frame.parties.values():
        one = frame.values[draft.id][party.id].npv
        text = f"{party.name} gets {scale.words(one.mean)} under {draft.id}"
        if frame.random:
            text += f" on average (P10 {scale.amount(one.p10)}, P90 {scale.amount(one.p90)})"
        said.append(f"{text}.")
    return said


def facts(frame: Frame) -> str:
    """Return in a line what the page is of."""
    count = len(frame.drafts)
    said = frame.case.head.conventions
    known = f", facts known to {said.information_date}" if said.information_date else ""
    futures = futures_note(frame.case, frame.futures, frame.seed)
    return (
        f"{counted(count, 'draft')}; {futures}; valued at "
        f"{said.valuation_date}{known}; amounts in {frame.scale.unit} unless they say otherwise."
    )


def marks_words(frame: Frame) -> str:
    """Return on how many values of which marks each draft rests; drafts with the same share a part."""
    found: dict[str, list[str]] = {}
    for draft in frame.drafts:
        found.setdefault(evidence_words(frame.evidence[draft.id]), []).append(draft.id)
    return "; ".join(f"{', '.join(names)}: {words}" for words, names in found.items()) + "."


def drafts_grid(frame: Frame) -> Grid:
    """Return the drafts: what each is called, who proposed it and when, what it extends."""
    titles = ("Draft", "Title", "Status", "Dated", "Proposed by", "Extends")
    rows = [
        (
            draft.id,
            draft.title,
            draft.status.replace("-", " "),
            str(draft.dated) if draft.dated else "",
            draft.proposer,
            draft.extends,
        )
        for draft in frame.drafts
    ]
    told = [k for k in range(len(titles)) if any(row[k] for row in rows)]
    return Grid(
        columns=tuple(titles[k] for k in told),
        groups=(("", tuple(tuple(row[k] or "-" for k in told) for row in rows)),),
    )


def values_grid(frame: Frame, *, every: bool = False) -> Grid | None:
    """Return the table of values: parties under each draft, and the difference to the baseline.

    Groups come first. Unless ``every`` party is wanted, those that get nothing under every draft are left
    out; where there are many, so are those for whom nothing changes. None where all would say no more.
    """
    many = frame.compared and len(frame.parties) > _MANY
    moving = {
        party.id
        for party in frame.parties.values()
        if party.group
        or any(_moves(frame, found.get(party.id), changes=many) for found in frame.values.values())
    }
    if every and len(moving) == len(frame.parties):
        return None
    shown = [one for one in frame.parties.values() if every or one.id in moving]
    shown.sort(key=lambda one: not one.group)
    titles = ["Mean", "P10 (low)", "P90 (high)"] if frame.random else ["NPV"]
    if frame.compared:
        titles += (
            ["Change, mean", "Change, P10", "Change, P90"]
            if frame.random
            else [f"Change to {frame.drafts[0].id}"]
        )
    claims = _claims(frame)
    titles += ["Claims at the end"] if claims else []
    groups = tuple(
        (
            _draft_facts(frame, draft),
            tuple(
                _value_row(frame, _listed(party), one, claims=claims)
                for party in shown
                if (one := frame.values[draft.id].get(party.id)) is not None
            ),
        )
        for draft in frame.drafts
    )
    return Grid(columns=("Party", *titles), groups=groups)


def draft_heading(frame: Frame, draft: Draft) -> str:
    """Return a draft's id and title, and whether it is the baseline."""
    title = f": {draft.title}" if draft.title and draft.title != draft.id else ""
    return f"{draft.id}{title}" + (" (the baseline)" if frame.compared and draft is frame.drafts[0] else "")


def _draft_facts(frame: Frame, draft: Draft) -> str:
    """Return a draft's heading with its status, who proposed it, and the marks that its numbers rest on."""
    facts = [draft.status.replace("-", " "), f"by {draft.proposer}" if draft.proposer else ""]
    facts.append(evidence_words(frame.evidence[draft.id]))
    return f"{draft_heading(frame, draft)}; {'; '.join(one for one in facts if one)}"


def swing_grid(frame: Frame) -> Grid | None:
    """Return how wide each party's value lies when only what is not known well varies, and when all does."""
    if not (frame.random and frame.compared):
        return None
    scale = frame.scale
    shown = [one for one in frame.parties.values() if one.group] or list(frame.parties.values())[:6]
    rows = tuple(
        (
            draft.id,
            *(
                text
                for party in shown
                for one in [frame.values[draft.id].get(party.id)]
                for text in (
                    scale.amount(one.swing if one else None),
                    scale.amount(one.spread if one else None),
                )
            ),
        )
        for draft in frame.drafts
    )
    titles = (f"{one.name}, {word}, {scale.unit}" for one in shown for word in ("swing", "spread"))
    return Grid(columns=("Draft", *titles), groups=(("", rows),))


def _listed(party: Named) -> str:
    return party.name + (" (group)" if party.group else "")


def _moves(frame: Frame, one: Values | None, *, changes: bool) -> bool:
    """Whether a party gets anything that shows; with ``changes``, more or less than in the baseline."""
    if one is None:
        return False
    found = one.change if changes else one.npv
    amounts = [found.mean, found.p10, found.p90] if found else []
    amounts += [one.claims.mean] if one.claims else []
    nothing = frame.scale.amount(0)
    return any(frame.scale.amount(amount) != nothing for amount in amounts)


def _value_row(frame: Frame, name: str, one: Values, *, claims: bool) -> tuple[str, ...]:
    scale = frame.scale
    cells = [name, scale.amount(one.npv.mean)]
    if frame.random:
        cells += [scale.amount(one.npv.p10), scale.amount(one.npv.p90)]
    if frame.compared:
        change = one.change
        keys = ("mean", "p10", "p90") if frame.random else ("mean",)
        cells += [scale.difference(getattr(change, key)) if change else "" for key in keys]
    if claims:
        cells.append(scale.amount(one.claims.mean) if one.claims else "")
    return tuple(cells)


def _claims(frame: Frame) -> bool:
    """Whether a claim at the end shows in the table."""
    nothing = frame.scale.amount(0)
    return any(
        one.claims is not None and frame.scale.amount(one.claims.mean) != nothing
        for found in frame.values.values()
        for one in found.values()
    )


def values_notes(frame: Frame) -> list[str]:
    """Return what stands below the table of values."""
    notes = []
    if frame.random:
        notes.append("P10 and P90: in a tenth of the futures the value is below P10, in a tenth above P90.")
        if frame.compared:
            notes.append("Change: the difference to the baseline, future by future.")
    if _claims(frame):
        notes.append(
            "Claims at the end: what a party claims less what it owes in the last period, at "
            "book, discounted at its own rate. It is in no other column."
        )
    notes += [
        f"{one.name} (group): {one.perimeter.rstrip('.')}. Payments inside a group cancel."
        for one in frame.parties.values()
        if one.group and one.perimeter
    ]
    return notes


def evidence_grid(frame: Frame) -> Grid:
    """Return how many values bear each mark, by draft."""
    used = [mark for mark in MARKS if any(counts.get(mark) for counts in frame.evidence.values())]
    rows = tuple(
        (
            draft.id,
            *(str(frame.evidence[draft.id].get(mark, 0)) for mark in used),
            str(sum(frame.evidence[draft.id].values())),
        )
        for draft in frame.drafts
    )
    return Grid(columns=("Draft", *used, "all"), groups=(("", rows),))


def source_entries(frame: Frame) -> list[SourceEntry]:
    """Return the sources of the case; an address that does not lead to the web is left out."""
    entries = []
    for one in frame.case.sources.values():
        said = [text for text in (one.publisher.rstrip("."), str(one.date) if one.date else "") if text]
        said.append(f"{one.kind}, grade {one.grade} ({GRADES.get(one.grade, 'not graded')})")
        url = one.url if one.url.startswith(("https://", "http://")) else ""
        entries.append(
            SourceEntry(
                id=one.id, title=one.title.rstrip("."), facts=f"{'; '.join(said)}.", url=url, note=one.note
            )
        )
    return entries


def conventions(frame: Frame) -> list[tuple[str, str]]:
    """Return the conventions of the case, each with its word."""
    case = frame.case
    said = case.head.conventions
    labels = case.timeline.labels
    end = {
        "nil": "counts as nothing in the values",
        "book": "counts at its book value, in a column of its own",
    }[said.horizon_value]
    own = "; ".join(f"{party.name} {rate(float(case.rate(party.id)))}" for party in frame.parties.values())
    found = [
        ("Valued at", str(said.valuation_date)),
        ("Facts known to", str(said.information_date) if said.information_date else "the valuation date"),
        ("Periods", f"{labels[0]} to {labels[-1]}, one {case.timeline.word} each"),
        ("Discounted", f"from the {said.discounting} of each {case.timeline.word}"),
        ("Money", f"{said.money}, {case.head.currency}"),
        ("Common rate", f"{rate(float(case.common_rate))} a year"),
        ("Own rates", f"{own}; a year"),
    ]
    if said.rate_basis:
        found.append(("What the rates contain", said.rate_basis.rstrip(".")))
    found.append(("What is owed at the end", end))
    found.append(("Futures", futures_note(frame.case, frame.futures, frame.seed)))
    if frame.futures > frame.paths.futures:
        found.append(
            (
                "Charts of years and distributions",
                f"made from the first {frame.paths.futures:,} of these futures; tables of values from all",
            )
        )
    found.append(("Conservation", conservation_note(frame.conservation_error)))
    return found


def not_evaluated(frame: Frame, result: Comparison | Evaluation) -> Sequence[str]:
    """Return in a sentence each draft that is in the case but cannot be evaluated."""
    if not isinstance(result, Comparison):
        return ()
    return [
        f"Terms unknown, not evaluated: {one.id}{f', {one.title}' if one.title else ''}."
        + (f" {one.note}" if one.note else "")
        for one in result.not_evaluated
    ]
