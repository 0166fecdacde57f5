"""What stands under every result: the conventions that it was made with, and what it rests on."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from concession.analysis import Comparison, Evaluation
from concession.deal import MARKS, Draft
from concession.measures import Summary
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
    "partial_note",
    "reading_note",
    "rough_note",
    "settled_note",
]

#: An error below this is the rounding of floating point, and its digits say nothing.
_ROUNDING = 1e-12
#: More names than these are counted instead.
_NAMED = 4


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


def settled_note(rough: Sequence[tuple[str, Summary]], of: int, futures: int, precision: float) -> str:
    """Return how rough P10 and P90 of some parties still are, and what would settle them; nothing for none.

    Parameters
    ----------
    rough
        Names of parties and groups with a value each whose P10 or P90 is not settled.
    of
        How many parties and groups there are.
    futures, precision
        Over how many futures the values were taken, and what counts as settled.

    >>> from concession.measures import summarize
    >>> settled_note([("Treasury", summarize(range(30)))], 4, 30, 0.02)[:75]
    'P10 and P90 are rough for Treasury: from 30 futures their error cannot be t'
    """
    if not rough:
        return ""
    names = list(dict.fromkeys(name for name, _ in rough))
    whose = _listed(names) if len(names) <= _NAMED else f"{len(names)} of {of} parties and groups"
    worst = max(
        (max(one.se_p10, one.se_p90) / (one.p90 - one.p10) if one.p90 > one.p10 else math.nan)
        for _, one in sorted(rough, key=lambda pair: math.isfinite(pair[1].se_p10 + pair[1].se_p90))
    )
    if not math.isfinite(worst):
        return (
            f"P10 and P90 are rough for {whose}: from {futures:,} futures their error cannot be told. "
            "Run more, or --futures auto."
        )
    enough = math.ceil(1.1 * futures * (worst / precision) ** 2 / 1000) * 1000
    return (
        f"P10 and P90 are rough for {whose}: from {futures:,} futures each is known to within "
        f"{100 * worst:.1f} % of the distance between them (a standard error; {100 * precision:g} % counts "
        f"as settled). Means are firmer. About {enough:,} futures would settle them: --futures {enough}, or "
        "--futures auto."
    )


def rough_note(result: Comparison | Evaluation, shown: Collection[str]) -> str:
    """Return :func:`settled_note` for a result and those of its parties and groups that are shown."""
    if isinstance(result, Comparison):
        left = [(draft.parties[name], name) for draft in result.drafts for name in draft.unsettled]
        rough = [(one.name, one.npv) for one, name in left if name in shown]
    else:
        rough = [
            (one.name, one.npv) for name in result.unsettled if (one := result.parties[name]).id in shown
        ]
    return settled_note(rough, len(shown), result.futures, result.precision)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def partial_note(result: Comparison | Evaluation) -> str:
    """Return that a result is of a run that was broken off, and how much of it there is; else nothing."""
    if result.complete:
        return ""
    said = []
    if result.futures < result.wanted:
        said.append(f"Partial: {result.futures:,} of {result.wanted:,} futures.")
    if isinstance(result, Comparison) and result.not_run:
        count = len(result.drafts)
        missing = ", ".join(one.id for one in result.not_run)
        said.append(
            f"Partial: {count} of {count + len(result.not_run)} drafts, each over {result.futures:,} "
            f"futures; not run: {missing}."
        )
    return " ".join(said)


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
