"""The page of a comparison: draft by draft what each party gets, and the difference in the same futures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from concession.analysis import Answers, Comparison, DraftResult, PartyInDraft, assumed_effects
from concession.deal import counted
from concession.report._amounts import Scale, choose_scale, rate
from concession.report._answers import add_answers
from concession.report._conventions import (
    CLAIMS_AT_THE_END,
    add_conventions,
    add_illustrative,
    conservation_note,
    draft_note,
    evidence_words,
    futures_note,
    partial_note,
    rough_note,
)
from concession.report._layout import Column, Page, Table
from concession.report._standard_errors import ERRORS_CAPTION, errors_table

__all__ = ["comparison_page", "comparison_sentences"]


def comparison_page(
    page: Page,
    result: Comparison,
    *,
    units: str = "auto",
    parties: Sequence[str] = (),
    said: Answers | None = None,
) -> None:
    """Add a table of draft by party, and what it says in sentences.

    Parameters
    ----------
    page
        Where it is added.
    result
        What ``compare`` returned.
    units
        The scale of money: a word of :data:`concession.report.SCALES`, or ``auto``.
    parties
        Parties and groups to show; all where nothing is said.
    said
        The answers that rest on this comparison, where the case raises the questions. Groups then stand
        for their members, and who gets the same under every draft stands below the table.
    """
    case = result.case
    several = result.futures > 1
    idle = {} if parties else _idle(result)
    still = _unmoved(result) if said and not parties else {}
    inside = (
        {one for group in case.groups.values() for one in group.members} if said and not parties else set()
    )
    hidden = {*idle, *still, *inside}
    shown = {
        draft.draft.id: [
            one for one in draft.parties.values() if (one.id in parties if parties else one.id not in hidden)
        ]
        for draft in result.drafts
    }
    scale = choose_scale(
        case.head.currency, [one.npv.mean for found in shown.values() for one in found], units
    )
    if (
        said
        and scale.word != "units"
        and any(scale.amount(one.npv.mean).find(",") > 1 for found in shown.values() for one in found)
    ):
        scale = replace(scale, decimals=0)  # one table, not two
    _add_head(page, result)
    titles = ["NPV", *(["P10 (low)", "P90 (high)"] if several else []), f"Change to {result.baseline}"]
    titles += ["P10 of change", "P90 of change"] if several else []
    titles += ["Change at one rate"] if said else []
    titles += ["Swing", *([] if said else ["Spread"])] if several else []
    ending = any(
        one.horizon and scale.amount(one.horizon.mean) != scale.amount(0)
        for found in shown.values()
        for one in found
    )
    titles += ["Claims at the end"] if ending else []
    rows: list[tuple[str, ...] | str] = []
    for draft in result.drafts:
        marks = f"; {evidence_words(draft.evidence)}" if said else ""
        rows.append(
            draft_note(draft.draft) + marks + (" - the baseline" if draft is result.drafts[0] else "")
        )
        rows += [
            _row(
                one,
                scale,
                several=several,
                base=draft is result.drafts[0],
                group=one.id in case.groups,
                ending=ending,
                common=said is not None,
            )
            for one in shown[draft.draft.id]
        ]
    columns = (Column(title="Party", words=True), *(Column(title=title) for title in titles))
    page.table(
        Table(columns=columns, rows=tuple(rows)),
        title=f"NPV at each party's own rate ({scale.unit}{'; means' if several else ''})",
    )
    if idle:
        page.text(f"Left out, with nothing in any draft: {', '.join(idle.values())}.", dim=True)
    _words(page, result, shown, scale, still=still, said=said, grouped=bool(inside))
    if ending:
        page.text(CLAIMS_AT_THE_END, dim=True)
    if result.not_evaluated:
        page.text("Terms unknown, not evaluated:")
        page.items([draft_note(one) + (f": {one.note}" if one.note else "") for one in result.not_evaluated])
    if several:
        page.text(
            "Change: the difference to the baseline, future by future. Swing: how wide the value lies "
            "(P90 less P10) when only weak, assumed and unknown values vary."
            + ("" if said else " Spread: when everything does."),
            dim=True,
        )
        page.text(rough_note(result, {one.id for found in shown.values() for one in found}))
        _add_errors(page, result, shown, scale)
    if said is None:
        page.text(
            *(f"Evidence: {one.draft.id} rests on {evidence_words(one.evidence)}." for one in result.drafts)
        )
    else:
        page.text(
            "Evidence: beside each draft, how many of the values that its results read bear which mark; the "
            f"terms and their sources: concession terms {case.id}.",
            dim=True,
        )
    worst = max(one.conservation_error for one in result.drafts)
    page.text(conservation_note(worst))
    add_conventions(page, case, claims=any(one.outstanding for one in result.drafts))


def _add_errors(page: Page, result: Comparison, shown: dict[str, list[PartyInDraft]], scale: Scale) -> None:
    """Add how far each figure of the table may be from what more futures would give."""
    groups, base = result.case.groups, result.drafts[0]
    drafts = (
        (
            draft.draft.id,
            [
                (
                    one.name + (" (group)" if one.id in groups else ""),
                    one.npv,
                    None if draft is base else one.vs_baseline,
                )
                for one in shown[draft.draft.id]
            ],
        )
        for draft in result.drafts
    )
    table = errors_table(drafts, scale, compared=True)
    if table:
        page.table(table, title=f"{ERRORS_CAPTION} ({scale.unit})")


def _words(
    page: Page,
    result: Comparison,
    shown: dict[str, list[PartyInDraft]],
    scale: Scale,
    *,
    still: dict[str, PartyInDraft],
    said: Answers | None,
    grouped: bool,
) -> None:
    """Add who gets the same everywhere, who is counted in which group, and what the table says."""
    case = result.case
    if still:
        page.text(
            f"The same under every draft (NPV at own rate, mean, {scale.unit}): "
            + "; ".join(f"{one.name} {scale.amount(one.npv.mean)}" for one in still.values())
            + ".",
            dim=True,
        )
    for name in case.groups if grouped else ():
        group = case.groups[name]
        page.text(f"{group.name}: {group.perimeter}.", dim=True)
    sentences = comparison_sentences(result, shown, scale)
    if said and sentences:
        rates = ", ".join(
            f"{group.name} {rate(float(case.rate(name)))}" for name, group in case.groups.items()
        )
        sentences.insert(
            -1,
            "These amounts are discounted at each one's own rate"
            + (f" ({rates})" if rates else "")
            + ", so they do not add up over the parties; those at one rate do.",
        )
    if said is None:
        page.items(sentences)
    else:
        add_answers(page, said, scale, sentences)


def _add_head(page: Page, result: Comparison) -> None:
    """Add the title, and what is to be known before any number is read."""
    count = len(result.drafts)
    page.title(
        f"{result.case.title}: {counted(count, 'draft')}",
        futures_note(result.case, result.futures, result.seed).capitalize() + ".",
    )
    add_illustrative(page, result.case)
    page.text(partial_note(result))


def _idle(result: Comparison) -> dict[str, str]:
    """Return the names of parties that get and give nothing in any draft, by id."""
    found = {one.id: one.name for draft in result.drafts for one in draft.parties.values()}
    for draft in result.drafts:
        for one in draft.parties.values():
            summaries = [one.npv, one.undiscounted, one.npv_with_kind, one.horizon]
            if any(each and (each.p10 or each.mean or each.p90) for each in summaries):
                found.pop(one.id, None)
    return found


def _unmoved(result: Comparison) -> dict[str, PartyInDraft]:
    """Return the parties, groups apart, that get the same under every draft, by id."""
    groups = result.case.groups
    found = {name: one for name, one in result.drafts[0].parties.items() if name not in groups}
    for draft in result.drafts[1:]:
        for name, one in draft.parties.items():
            change = one.vs_baseline
            if change.p10 or change.mean or change.p90 or (one.horizon and one.horizon.mean):
                found.pop(name, None)
    return {name: one for name, one in found.items() if one.npv.mean or one.npv.p10 or one.npv.p90}


def _row(
    one: PartyInDraft,
    scale: Scale,
    *,
    several: bool,
    base: bool,
    group: bool,
    ending: bool,
    common: bool,
) -> tuple[str, ...]:
    cells = ["  " + one.name + (" (group)" if group else ""), scale.amount(one.npv.mean)]
    if several:
        cells += [scale.amount(one.npv.p10), scale.amount(one.npv.p90)]
    cells.append("" if base else scale.difference(one.vs_baseline.mean))
    if several:
        cells += (
            ["", ""]
            if base
            else [scale.difference(one.vs_baseline.p10), scale.difference(one.vs_baseline.p90)]
        )
    if common:
        cells.append("" if base else scale.difference(one.vs_baseline_common.mean))
    if several:
        cells += [scale.amount(one.swing), *([] if common else [scale.amount(one.swing_everything)])]
    if ending:
        cells.append(scale.amount(one.horizon.mean) if one.horizon else "")
    return tuple(cells)


def comparison_sentences(result: Comparison, shown: dict[str, list[PartyInDraft]], scale: Scale) -> list[str]:
    """Return what a comparison says, a sentence for each draft; ``shown`` are the parties by draft."""
    said = [_sentence(draft, shown[draft.draft.id], result, scale) for draft in result.drafts[1:]]
    common = rate(float(result.case.common_rate))
    effects = assumed_effects(result.case, [one.draft for one in result.drafts])
    if effects:
        named = "; ".join(f"{draft} ({', '.join(clauses)})" for draft, clauses in effects.items())
        said.append(
            f"By an assumption of the case what happens is not the same under {named}: differences to the "
            "baseline hold that as well as what moves from one party to another."
        )
    elif said:
        said.append(
            f"At one common rate ({common}) and the same behaviour, what one party gains others lose: "
            "no draft creates value here by itself."
        )
    return said


def _sentence(draft: DraftResult, parties: list[PartyInDraft], result: Comparison, scale: Scale) -> str:
    ids, groups = {one.id for one in parties}, result.case.groups
    moved = [
        one
        for one in parties
        if scale.difference(one.vs_baseline.mean)[:1] in "+-"
        # a group speaks for its members where they are not shown themselves
        and not (one.id in groups and ids.intersection(groups[one.id].members))
    ]
    name = draft.draft.id
    if not moved:
        shown = "nobody" if len(parties) == len(result.drafts[0].parties) else "nobody shown"
        return f"{name}: {shown} gets more or less than under {result.baseline}."
    said = []
    for one in sorted(moved, key=lambda one: -one.vs_baseline.mean):
        amount = abs(one.vs_baseline.mean)
        word = "more" if one.vs_baseline.mean > 0 else "less"
        text = f"{scale.words(amount)} {word} for {one.name}"
        low, high = one.vs_baseline.p10, one.vs_baseline.p90
        if result.futures > 1 and scale.amount(low) != scale.amount(high):
            text += f" (on average; P10 {scale.difference(low)}, P90 {scale.difference(high)})"
        said.append(text)
    return f"{name}, compared with {result.baseline}: {'; '.join(said).rstrip('.')}."
