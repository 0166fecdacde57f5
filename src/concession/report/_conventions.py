"""What stands under every result: the conventions that it was made with, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping

from concession.deal import MARKS, Draft
from concession.model import Case
from concession.report._amounts import rate
from concession.report._layout import Page

__all__ = [
    "CLAIMS_AT_THE_END",
    "add_conventions",
    "add_illustrative",
    "conservation_note",
    "draft_note",
    "evidence_words",
    "futures_note",
    "reading_note",
    "settled_note",
]

#: An error below this is the rounding of floating point, and its digits say nothing.
_ROUNDING = 1e-12


def draft_note(draft: Draft) -> str:
    """Return a draft in a line: its title, id, status, date and who proposed it."""
    facts = [f"draft {draft.id}"]
    if draft.status:
        facts.append(draft.status)
    if draft.dated:
        facts.append(f"dated {draft.dated}")
    if draft.proposer:
        facts.append(f"by {draft.proposer}")
    if draft.extends:
        facts.append(f"extends {draft.extends}")
    if draft.read:
        facts.append(f"read with {reading_note(draft.read)}")
    return f"{draft.title} ({', '.join(facts)})" if draft.title != draft.id else ", ".join(facts)


def reading_note(readings: Mapping[str, str]) -> str:
    """Return readings that were taken, in words.

    >>> reading_note({"clauses.royalty.table.how": "whole"})
    'royalty.table.how = whole'
    """
    return ", ".join(f"{path.removeprefix('clauses.')} = {name}" for path, name in readings.items())


#: What the column of claims at the end is.
CLAIMS_AT_THE_END = (
    "Claims at the end: what a party claims less what it owes in the last period, at book, discounted at its "
    "own rate. It is in no other column."
)


def futures_note(case: Case, futures: int, seed: int) -> str:
    """Return over how many futures a result was taken, and where it is one, whether there could be more.

    >>> from concession.model import load
    >>> futures_note(load("buenavista"), 1, 7), futures_note(load("dobra"), 1, 7)
    ('one future: nothing varies', 'one future of many, seed 7')
    """
    if futures > 1:
        return f"{futures:,} futures, seed {seed}"
    drawn = any(entry.spec.random for entry in case.outlook.values())
    if drawn or any(case.build(one).values.uncertain for one in case.drafts.values() if one.evaluated):
        return f"one future of many, seed {seed}"
    return "one future: nothing varies"


def settled_note(unsettled: int, of: int, precision: float) -> str:
    """Return a warning where P10 and P90 of some parties would still move with more futures; else nothing.

    >>> settled_note(2, 5, 0.02)[:50]
    'P10 and P90 are not settled for 2 of 5 parties and'
    """
    if not unsettled:
        return ""
    return (
        f"P10 and P90 are not settled for {unsettled} of {of} parties and groups: their standard errors are "
        f"above {100 * precision:g} % of the distance between them. Run more futures, or --futures auto."
    )


def conservation_note(error: float) -> str:
    """Return how exactly payments add up to nothing over all parties.

    >>> conservation_note(4e-17)
    'Payments add up over all parties, to rounding.'
    """
    if error < _ROUNDING:
        return "Payments add up over all parties, to rounding."
    return f"Payments add up over all parties but for {error:.1g} of them; a run stops above 1e-09."


def evidence_words(counts: Mapping[str, int]) -> str:
    """Return counts by mark in words, marks without values left out.

    >>> evidence_words({"text": 0, "official": 18, "weak": 2})
    '20 values: 18 official, 2 weak'
    """
    said = [f"{counts[mark]} {mark}" for mark in MARKS if counts.get(mark)]
    total = sum(counts.values())
    if not said:
        return "no value of the files"
    return f"{total} {'value' if total == 1 else 'values'}: {', '.join(said)}"


def add_illustrative(page: Page, case: Case) -> None:
    """Say that a case is illustrative, where it is."""
    if case.head.illustrative:
        page.text(
            "Illustrative: this case rests on assumptions; see the evidence below and the case's notes."
        )


def add_conventions(page: Page, case: Case, *, claims: bool) -> None:
    """Add the conventions of a case in a paragraph; ``claims`` where something may be owed at its end."""
    said = case.head.conventions
    labels = case.timeline.labels
    money = f"{said.money} money"
    end = {
        "nil": "counts as nothing in the values above",
        "book": "counts at its book value, in a column of its own",
    }[said.horizon_value]
    parts = [
        f"Conventions: valued at {said.valuation_date}"
        + (f", facts known to {said.information_date}" if said.information_date else ""),
        f"discounted from the {said.discounting} of each {case.timeline.word}",
        f"{labels[0]} to {labels[-1]}",
        money,
        f"common rate {rate(float(case.common_rate))}",
    ]
    text = "; ".join(parts) + "."
    if case.read:
        text += f" The case is read with {reading_note(case.read)}."
    if said.rate_basis:
        text += f" Rates: {said.rate_basis.rstrip('.')}."
    if claims:
        text += f" What is still owed at the end {end}."
    page.text(text, dim=True)
