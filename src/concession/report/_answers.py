"""The page of the answers: three blocks, each by itself, in words and tables."""

from __future__ import annotations

from collections.abc import Mapping

from concession.analysis import Answers, Comparison, DraftAnswers, PartyInDraft, Repaid
from concession.measures import Summary
from concession.report._amounts import Scale, choose_scale, percent
from concession.report._conventions import add_conventions, add_illustrative, futures_note
from concession.report._layout import Column, Page, Table

__all__ = ["answers_page"]

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
    page.title(f"{case.title}: answers", futures_note(transfer.futures, transfer.seed).capitalize() + ".")
    add_illustrative(page, case)
    page.text("1. Transfer at fixed behaviour")
    page.text(result.first_line)
    page.table(_transfer(transfer, shown, scale), title=f"Against {transfer.baseline} ({scale.unit})")
    for one in result.drafts:
        said = [
            *_inflow(one, result, scale),
            *_targets(one),
            *_kept(one),
            *_readings(one, shown, result, scale),
        ]
        if said or one.repaid:
            page.text(f"{one.draft.id}: {one.draft.title}")
            page.items(said)
        if one.repaid:
            page.table(_repaid(one.repaid, case.head.currency), title="The preferred amount, by reading")
    _added(page, result, shown, scale)
    page.text("3. Not valued")
    page.text(_NOT_VALUED)
    page.labelled(
        {one.draft.id: ", ".join(_kinds(one.not_valued)) for one in result.drafts if one.not_valued}
    )
    if transfer.not_evaluated:
        names = ", ".join(one.id for one in transfer.not_evaluated)
        page.text(f"Terms unknown, not evaluated: {names}.")
    add_conventions(page, case, claims=True)


def _transfer(transfer: Comparison, shown: list[str], scale: Scale) -> Table:
    titles = ("mean", "P10 of change", "change", "P90 of change", "change at one rate", "swing")
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
        scale.difference(one.vs_baseline_common.mean),
        scale.amount(one.swing),
    )


def _inflow(one: DraftAnswers, result: Answers, scale: Scale) -> list[str]:
    if not one.inflow.any():
        return []
    labels = result.case.timeline.labels
    picked = [k for k in range(len(labels)) if k in (0, 1, 5, 10, 20) or k == len(labels) - 1]
    years = ", ".join(f"{labels[k]} {scale.amount(one.inflow[k])}" for k in picked)
    total = scale.words(float(one.inflow.sum()))
    return [f"Into the fund, by period (mean, {scale.unit}): {years}; in all {total}."]


def _targets(one: DraftAnswers) -> list[str]:
    said = []
    for target in one.targets:
        cap = choose_scale("", [target.cap]).amount(target.cap)
        word = choose_scale("", [target.cap]).word
        when = f"in half of the futures by {target.period}" if target.period else "not in half of the futures"
        text = f"{target.clause}: the target of {cap} {word} is reached in {percent(target.reached)} "
        text += f"of the futures ({when})"
        if target.multiple is not None:
            text += (
                f"; to fill it in 25 years, {target.multiple:,.0f} times the first year's contribution a year"
            )
        said.append(f"{text}.")
    return said


def _kept(one: DraftAnswers) -> list[str]:
    said = []
    for kept in one.kept:
        if kept.share is not None:
            licences = " or ".join(kept.licences)
            said.append(
                f"Of each unit that projects with {licences} licences pay {kept.state} by law and "
                f"contract, it keeps {percent(kept.share)} (not discounted; less contributions, before what "
                "a fund pays back and before matching of aid)."
            )
    return said


def _readings(one: DraftAnswers, shown: list[str], result: Answers, scale: Scale) -> list[str]:
    base = next(d for d in result.transfer.drafts if d.draft.id == one.draft.id)
    said = []
    for under in one.readings:
        parts = ", ".join(
            f"{base.parties[name].name} {scale.amount(_mean(under.npv, name))} instead of "
            f"{scale.amount(base.parties[name].npv.mean)}"
            for name in shown
        )
        said.append(f"Read as '{under.text}' ({under.path}): {parts}.")
    return said


def _mean(npv: Mapping[str, Summary], name: str) -> float:
    return npv[name].mean


def _repaid(rows: tuple[Repaid, ...], currency: str) -> Table:
    billions = choose_scale(currency, [one.outstanding.mean for one in rows] or [0.0])
    columns = (
        Column(title="Reading", words=True),
        Column(title=f"Opens ({billions.unit})"),
        Column(title="Returned in"),
        Column(title="By"),
        Column(title="Outstanding at the end"),
        Column(title="P10"),
        Column(title="P90"),
    )
    return Table(
        columns=columns,
        rows=tuple(
            (
                ", ".join(one.readings.values()) + (" (base)" if one.base else ""),
                billions.amount(one.opening),
                percent(one.returned, 0),
                one.period or "-",
                billions.amount(one.outstanding.mean),
                billions.amount(one.outstanding.p10),
                billions.amount(one.outstanding.p90),
            )
            for one in rows
        ),
    )


def _added(page: Page, result: Answers, shown: list[str], scale: Scale) -> None:
    page.text("2. What the case could assume that a deal adds")
    switches = result.case.head.switches
    off = [f"{name}: {one.title} (off)" for name, one in switches.items() if name not in result.added]
    page.items(off or ["Every switch is on below, each by itself."] if switches else ["The case has none."])
    for name, comparison in result.added.items():
        page.text(f"{name}: {switches[name].title}. {switches[name].note}")
        page.table(_transfer(comparison, shown, scale), title=f"With {name} ({scale.unit})")


def _kinds(terms: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(word.replace("_", " ") for word in terms.values()))
