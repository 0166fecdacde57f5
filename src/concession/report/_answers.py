"""The page of the answers: three blocks, each by itself, in words and tables."""

from __future__ import annotations

from collections.abc import Sequence

from concession.analysis import Answers, Comparison, PartyInDraft, Repaid
from concession.report._amounts import Scale, choose_scale, percent, rate
from concession.report._answer_words import (
    inflow_words,
    kept_words,
    kind_words,
    not_valued_words,
    reading_words,
    repaid_words,
    target_words,
)
from concession.report._conventions import add_conventions, add_illustrative, futures_note
from concession.report._layout import Column, Page, Table

__all__ = ["add_answers", "answers_page"]

_NOT_VALUED = (
    "What these terms are worth is not computed, and nothing above contains it. Guarantees, control, forum "
    "and precedent may outweigh every number here."
)


def answers_page(page: Page, result: Answers, *, units: str = "auto") -> None:
    """Add the answers.

    Parameters
    ----------
    page
        Where they are added.
    result
        What ``answers`` returned.
    units
        The scale of money: a word of :data:`concession.report.SCALES`, or ``auto``.
    """
    case, transfer = result.case, result.transfer
    shown = list(case.groups) or list(case.parties)
    values = [one.parties[name].npv.mean for one in transfer.drafts for name in shown]
    scale = choose_scale(case.head.currency, values, units)
    page.title(
        f"{case.title}: answers", futures_note(case, transfer.futures, transfer.seed).capitalize() + "."
    )
    add_illustrative(page, case)
    page.text("1. Transfer at fixed behaviour")
    page.text(result.first_line)
    common = rate(float(case.common_rate))
    page.table(
        _transfer(transfer, shown, scale),
        title=f"Against {transfer.baseline} ({scale.unit}); one rate: {common} for all",
    )
    add_questions(page, result, shown, scale)
    add_tables(page, result, scale)
    for one in result.drafts:
        if one.repaid:
            heading = f"{one.draft.id}: the preferred amount, by reading"
            page.table(_repaid(one.repaid, case.head.currency), title=heading)
    add_assumed(page, result, shown, scale)
    add_not_valued(page, result)
    if transfer.not_evaluated:
        names = ", ".join(one.id for one in transfer.not_evaluated)
        page.text(f"Terms unknown, not evaluated: {names}.")
    add_conventions(page, case, claims=True)


def add_answers(page: Page, result: Answers, scale: Scale, sentences: Sequence[str]) -> None:
    """Add the answers in words to the page of a comparison, whose own sentences open the first block."""
    shown = list(result.case.groups) or list(result.case.parties)
    page.text("1. Transfer at fixed behaviour")
    page.text(result.first_line)
    page.items(sentences)
    add_questions(page, result, shown, scale)
    add_assumed(page, result, shown, scale)
    add_not_valued(page, result)


def add_questions(page: Page, result: Answers, shown: Sequence[str], scale: Scale) -> None:
    """Add the questions that the drafts raise, each with its answers."""
    case = result.case
    kind = kind_words(result, shown, scale)
    if kind:
        page.text("With what is given in kind")
        page.text(
            "All amounts above are cash only. With kind, what is given counts at its worth to the receiver "
            "and its cost to the giver, as the case states them; what all drafts share changes nothing.",
            dim=True,
        )
        page.items(kind)
    if any(one.inflow.any() for one in result.drafts):
        page.text(f"What flows into the fund each {case.timeline.word} (means)")
        page.items(inflow_words(result, scale))
    if any(one.targets for one in result.drafts):
        page.text("When and whether targets are reached")
        page.items(target_words(result))
    if any(one.repaid for one in result.drafts):
        page.text("When and whether preferred amounts are returned")
        page.items(repaid_words(result))
    if any(kept.received for one in result.drafts for kept in one.kept):
        page.text("What a state keeps of its resource revenue")
        page.text(
            "All that resources bring by law and contract, taxes on profits included, is the denominator; "
            "that less what contributions take is the numerator. Both are means over the futures, not "
            "discounted, before what a fund pays back and before matching of aid.",
            dim=True,
        )
        page.items(kept_words(result))
    if any(one.readings for one in result.drafts):
        page.text("What other readings of the texts would change (NPV at own rates, one at a time)")
        page.items(reading_words(result, shown, scale))


def _transfer(transfer: Comparison, shown: Sequence[str], scale: Scale) -> Table:
    own = ["mean", "P10 of change", "change", "P90 of change"]
    titles = [*own, "P10 at one rate", "change at one rate", "P90 at one rate", "swing"]
    rows: list[tuple[str, ...] | str] = []
    for draft in transfer.drafts:
        rows.append(f"{draft.draft.id}: {draft.draft.title}")
        rows += [_row(draft.parties[name], scale) for name in shown]
    columns = (Column(title="Party", words=True), *(Column(title=title) for title in titles))
    return Table(columns=columns, rows=tuple(rows))


def _row(one: PartyInDraft, scale: Scale) -> tuple[str, ...]:
    change = one.vs_baseline
    return (
        f"  {one.name}",
        scale.amount(one.npv.mean),
        scale.difference(change.p10),
        scale.difference(change.mean),
        scale.difference(change.p90),
        scale.difference(one.vs_baseline_common.p10),
        scale.difference(one.vs_baseline_common.mean),
        scale.difference(one.vs_baseline_common.p90),
        scale.amount(one.swing),
    )


def _repaid(rows: tuple[Repaid, ...], currency: str) -> Table:
    billions = choose_scale(currency, [one.outstanding.mean for one in rows if one.outstanding] or [0.0])
    columns = (
        Column(title="Reading", words=True),
        Column(title=f"Opens ({billions.unit})"),
        Column(title="Returned in (of futures)"),
        Column(title="By"),
        Column(title="Outstanding at the end"),
        Column(title="P10"),
        Column(title="P90"),
    )
    return Table(
        columns=columns,
        rows=tuple(
            (
                "; ".join(f"{read.place} '{read.text}'" for read in one.read)
                + (" (base)" if one.base else ""),
                billions.amount(one.opening),
                percent(one.returned, 0),
                one.period or "-",
                *(
                    billions.amount(getattr(one.outstanding, word) if one.outstanding else None)
                    for word in ("mean", "p10", "p90")
                ),
            )
            for one in rows
        ),
    )


def add_tables(page: Page, result: Answers, scale: Scale) -> None:
    """Add the numbers of the questions as tables."""
    case = result.case
    paying = [one for one in result.drafts if one.inflow.any()]
    if paying:
        columns = [Column(title=case.timeline.word.capitalize(), words=True)]
        columns += [Column(title=one.draft.id) for one in paying]
        rows = tuple(
            (str(label), *(scale.amount(float(one.inflow[k])) for one in paying))
            for k, label in enumerate(case.timeline.labels)
        )
        page.table(Table(columns=tuple(columns), rows=rows), title=f"Into the fund (means, {scale.unit})")
    aims = [(one.draft.id, target) for one in result.drafts for target in one.targets]
    if aims:
        titles = (
            "target",
            "reached in",
            "by",
            "paid in by the end",
            "receipts a year to fill",
            "times the first",
        )
        page.table(
            Table(
                columns=(Column(title="Draft", words=True), *(Column(title=title) for title in titles)),
                rows=tuple(
                    (
                        name,
                        scale.amount(aim.cap),
                        percent(aim.reached, 0),
                        aim.period or "-",
                        scale.amount(aim.filled),
                        scale.amount(aim.revenue_needed),
                        f"{aim.multiple:,.0f}" if aim.multiple is not None else "-",
                    )
                    for name, aim in aims
                ),
            ),
            title=f"Targets of contributions, and what would fill them in 25 years ({scale.unit})",
        )
    held = [(one.draft.id, kept) for one in result.drafts for kept in one.kept if kept.share is not None]
    if held:
        parts = ("brought by law and contract", "left after contributions", "kept")
        page.table(
            Table(
                columns=(
                    Column(title="Draft", words=True),
                    Column(title="State, licences", words=True),
                    *(Column(title=title) for title in parts),
                ),
                rows=tuple(
                    (
                        name,
                        f"{kept.name}: {' or '.join(kept.licences)}",
                        scale.amount(kept.received),
                        scale.amount(kept.received - kept.contributed),
                        percent(kept.share),
                    )
                    for name, kept in held
                ),
            ),
            title=f"What a state keeps of its resource revenue (means, not discounted, {scale.unit})",
        )


def add_assumed(page: Page, result: Answers, shown: Sequence[str], scale: Scale) -> None:
    """Add the second block: switches that are off, and the comparison with each that is on."""
    page.text("2. What the case could assume that a deal adds")
    switches = result.case.head.switches
    off = [
        f"{name}: {one.title} (off). {one.note}".rstrip()
        for name, one in switches.items()
        if name not in result.added
    ]
    if off:
        page.text(
            "Assumptions, not forecasts: each is off unless asked for (concession answers CASE --switch "
            "NAME), is then the same for every draft but the baseline, and is in no number above.",
            dim=True,
        )
    page.items(off or ["Every switch is on below, each by itself."] if switches else ["The case has none."])
    for name in result.added:
        page.text(f"{name}: {switches[name].title}. {switches[name].note}".rstrip())
        page.table(
            _effects(result, name, scale), title=f"What {name} alone changes, draft by draft ({scale.unit})"
        )
        page.items(_unmoved(result, name, scale))


def _unmoved(result: Answers, name: str, scale: Scale) -> list[str]:
    """Return which drafts have no place for a switch, and which have one and are not moved by it."""
    found = result.effects[name][1:]
    without = [one.draft for one in found if not one.placed]
    nothing = scale.amount(0)
    still = [
        one.draft
        for one in found
        if one.placed
        and all(
            scale.amount(amount) == nothing
            for three in one.parties.values()
            for s in three
            if s is not None
            for amount in (s.p10, s.mean, s.p90)
        )
    ]
    said = []
    if without:
        said.append(f"{', '.join(without)}: no clause has a place for it, so it changes nothing there.")
    if still:
        said.append(f"{', '.join(still)}: it is there, and nobody gets more or less by it in all.")
    return said


def _effects(result: Answers, name: str, scale: Scale) -> Table:
    """Return what a switch alone changes: groups, and parties outside them that it moves."""
    case, effects = result.case, [one for one in result.effects[name][1:] if one.placed]
    inside = {one for group in case.groups.values() for one in group.members}
    shown = [
        party
        for party in (*case.parties, *case.groups)
        if party in case.groups
        or (
            party not in inside
            and any(s.p10 or s.mean or s.p90 for one in effects for s in one.parties[party][:2])
        )
    ]
    kind = any(one.parties[party][2] for one in effects for party in shown)
    titles = ["mean", "P10", "P90", "at one rate", *(["with kind"] if kind else [])]
    rows: list[tuple[str, ...] | str] = []
    for one in effects:
        rows.append(one.draft)
        for party in shown:
            own, common, given = one.parties[party]
            cells = [scale.difference(each) for each in (own.mean, own.p10, own.p90, common.mean)]
            cells += [scale.difference(given.mean) if given else "-"] if kind else []
            name_of = case.groups[party].name if party in case.groups else case.parties[party].name
            rows.append((f"  {name_of}", *cells))
    columns = (Column(title="Draft, party", words=True), *(Column(title=title) for title in titles))
    return Table(columns=columns, rows=tuple(rows))


def add_not_valued(page: Page, result: Answers) -> None:
    """Add the third block: terms that are compared and not valued."""
    page.text("3. Not valued")
    page.text(_NOT_VALUED)
    page.items(not_valued_words(result))
