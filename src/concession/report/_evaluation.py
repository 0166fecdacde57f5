"""The page of one draft: parties, projects, payments, published figures, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from concession.analysis import Evaluation, LineResult, PartyResult, Return
from concession.analysis._places import account_words
from concession.measures import npv
from concession.report._amounts import Scale, choose_scale, percent, rate, years
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
from concession.report._lines import add_lines
from concession.report._published import add_published
from concession.report._standard_errors import ERRORS_CAPTION, errors_table
from concession.report._yearly import add_yearly

__all__ = ["evaluation_page"]

#: Parties whose side of a payment is not shown by instrument: buyers and sellers outside the deal.
_OUTSIDE = ("market", "suppliers")


def evaluation_page(
    page: Page,
    result: Evaluation,
    *,
    units: str = "auto",
    parties: Sequence[str] = (),
    lines: Sequence[LineResult] = (),
) -> None:
    """Add everything that a person wants to know of one draft.

    Parameters
    ----------
    page
        Where it is added.
    result
        What ``evaluate`` returned.
    units
        The scale of money: a word of :data:`concession.report.SCALES`, or ``auto``.
    parties
        Parties and groups to show; all where nothing is said.
    lines
        Lines that are shown by period.
    """
    case = result.case
    shown = [one for one in result.parties.values() if not parties or one.id in parties]
    amounts = [x for one in shown for x in (one.npv.mean, one.undiscounted.mean)]
    amounts += [one.npv_pre_tax.mean for one in result.projects.values()]
    scale = choose_scale(case.head.currency, amounts, units)
    page.title(case.title, draft_note(result.draft))
    add_illustrative(page, case)
    page.text(partial_note(result))
    _add_parties(page, result, shown, scale)
    if result.projects:
        _add_projects(page, result, scale)
    _add_payments(page, result, scale, parties)
    if lines:
        add_lines(page, result, lines, scale)
    add_yearly(page, result, shown, scale)
    _add_outstanding(page, result, scale)
    _add_memo(page, result, scale)
    add_published(page, result.published, scale)
    page.text(f"Evidence: this rests on {evidence_words(result.evidence)}.")
    page.text(conservation_note(result.conservation_error))
    add_conventions(page, case, claims=bool(result.outstanding))


def _add_parties(page: Page, result: Evaluation, shown: Sequence[PartyResult], scale: Scale) -> None:
    several = result.futures > 1
    with_kind = any(one.with_kind for one in shown)
    common = rate(float(result.case.common_rate))
    titles = ["Own rate", "NPV at own rate"]
    titles += ["P10 (low)", "P90 (high)"] if several else []
    titles += ["NPV with kind"] if with_kind else []
    titles += [f"NPV at {common}", "Not discounted"]
    ending = any(one.horizon and scale.amount(one.horizon.mean) != scale.amount(0) for one in shown)
    titles += ["Claims at the end"] if ending else []
    rows: list[tuple[str, ...]] = []
    for one in shown:
        name = one.name + (" (group)" if one.kind == "group" else "")
        cells = [name, rate(one.rate), scale.amount(one.npv.mean)]
        cells += [scale.amount(one.npv.p10), scale.amount(one.npv.p90)] if several else []
        if with_kind:
            cells.append(scale.amount(one.with_kind.mean if one.with_kind else None))
        cells += [scale.amount(one.npv_common.mean), scale.amount(one.undiscounted.mean)]
        cells += [scale.amount(one.horizon.mean if one.horizon else None)] if ending else []
        rows.append(tuple(cells))
    columns = (Column(title="Party", words=True), *(Column(title=title) for title in titles))
    over = futures_note(result.case, result.futures, result.seed)
    mean = "; means" if several else ""
    page.table(
        Table(columns=columns, rows=tuple(rows)), title=f"What each party gets ({scale.unit}{mean}; {over})"
    )
    perimeters = [
        f"{one.name} (group): {one.perimeter}. Payments inside a group cancel."
        for one in shown
        if one.perimeter
    ]
    if perimeters:
        page.text(*perimeters, dim=True)
    if ending:
        page.text(CLAIMS_AT_THE_END, dim=True)
    if several:
        page.text(
            "P10 and P90: in a tenth of the futures the value is below P10, in a tenth above P90.", dim=True
        )
        page.text(rough_note(result, {one.id for one in shown}))
        found = [(one.name + (" (group)" if one.kind == "group" else ""), one.npv, None) for one in shown]
        errors = errors_table([("", found)], scale, compared=False)
        if errors:
            page.table(errors, title=f"{ERRORS_CAPTION} ({scale.unit})")


def _add_projects(page: Page, result: Evaluation, scale: Scale) -> None:
    columns = (
        Column(title="Project", words=True),
        *(
            Column(title=title)
            for title in (
                "NPV before tax",
                "NPV after tax",
                "IRR before tax",
                "IRR after tax",
                "Payback",
                "Multiple",
            )
        ),
    )
    rows = tuple(
        (
            one.title,
            scale.amount(one.npv_pre_tax.mean),
            scale.amount(one.npv_post_tax.mean) if one.npv_post_tax else "-",
            _return(one.irr_pre_tax),
            _return(one.irr_post_tax) if one.irr_post_tax else "-",
            years(one.payback),
            f"{one.multiple:.2f}" if one.multiple is not None else "-",
        )
        for one in (*result.projects.values(), *result.owners.values())
    )
    page.table(
        Table(columns=columns, rows=rows),
        title=f"Projects, to their owners ({scale.unit}; tax is all that law and contract take)",
    )
    notes = _return_notes(result)
    if any(one.npv_post_tax is None for one in result.projects.values()):
        notes.append(
            "-: a tax or charge is assessed for several projects together, so there is no value after tax by "
            "project; payback and multiple are before tax there. All of an owner's projects stand below them."
        )
    if notes:
        page.text(*notes, dim=True)
    take = result.take
    if isinstance(take["discounted"], float) or isinstance(take["undiscounted"], float):
        discounted = take["discounted"] if isinstance(take["discounted"], float) else None
        plain = take["undiscounted"] if isinstance(take["undiscounted"], float) else None
        page.text(
            f"Government take: {percent(discounted)} of the projects' pre-tax value at "
            f"{rate(float(result.case.common_rate))}, {percent(plain)} of their pre-tax cash not discounted."
            + _without(take.get("without_projects_that_state_no_costs"), result)
        )
    elif take["status"] != "no project":
        page.text(f"Government take is not defined: {str(take['status']).replace('_', ' ')}.")


def _without(found: Mapping[str, Any] | None, result: Evaluation) -> str:
    """Return what the take would be without projects whose files state no costs, if there are any."""
    if not found:
        return ""
    titles = ", ".join(found["titles"])
    text = f" {titles}: no costs are in the case, so all that it brings counts as rent here."
    if found["discounted"] is None and found["undiscounted"] is None:
        return text
    return (
        f"{text} Without it: {percent(found['discounted'])} at {rate(float(result.case.common_rate))}, "
        f"{percent(found['undiscounted'])} not discounted."
    )


#: What is said of a rate of return that is not one clear number: in the table, and below it.
_STATUS = {
    "none": ("none", "none: at no rate is the cash flow worth nothing; it may earn from its first period."),
    "several": (
        "†",
        "†: the cash flow is worth nothing at more than one rate, since it turns negative again (closure, "
        "say); shown is the rate nearest to 10 % that is not negative.",
    ),
    "all_zero": ("no cash", "no cash: every amount is nil."),
    "not_invested": ("no outlay", "no outlay: nothing is invested before the first income."),
}


def _return(found: Return) -> str:
    if found.rate is None:
        return _STATUS.get(found.status, (found.status, ""))[0]
    text = percent(found.rate) + ("" if _known(found) == 1 else " *")
    return text if found.status == "unique" else f"{text} †"


def _known(found: Return) -> float:
    """Return the share of futures that have a rate of return, or several."""
    return sum(found.shares.get(word, 0.0) for word in ("unique", "several"))


def _return_notes(result: Evaluation) -> list[str]:
    returns = [
        found for one in result.projects.values() for found in (one.irr_pre_tax, one.irr_post_tax) if found
    ]
    notes = [_STATUS[word][1] for word in _STATUS if any(found.status == word for found in returns)]
    partly = [share for found in returns if found.rate is not None and (share := _known(found)) < 1]
    if partly:
        notes.append(
            f"*: the median over the futures that have a rate of return, {percent(min(partly))} at least."
        )
    return notes


def _add_payments(page: Page, result: Evaluation, scale: Scale, parties: Sequence[str]) -> None:
    """Add what parties pay each other, by instrument; buyers and sellers outside the deal are left out."""
    groups = result.case.groups
    members = {member for name in parties for member in (groups[name].members if name in groups else (name,))}
    sums: dict[tuple[str, str, str, str], np.ndarray[tuple[int, ...], np.dtype[np.float64]]] = {}
    for line in result.lines.values():
        if not line.instrument or line.payer in _OUTSIDE or line.payee in _OUTSIDE:
            continue
        if members and not members & {line.payer, line.payee}:
            continue
        key = (line.instrument, line.payer, line.payee, line.unit)
        sums[key] = sums[key] + line.by_period if key in sums else line.by_period
    if not sums:
        return
    names = {name: party.name for name, party in result.case.parties.items()}
    discounting = result.case.discounting()
    money = result.case.head.currency
    rows = []
    for (instrument, payer, payee, unit), amounts in sums.items():
        word = instrument.replace("_", " ") + ("" if unit == money else f" ({unit})")
        value = float(np.asarray(npv(amounts[:, None], discounting)).ravel()[0])
        rows.append(
            (
                word,
                names.get(payer, payer),
                names.get(payee, payee),
                scale.amount(value),
                scale.amount(float(amounts.sum())),
            )
        )
    means = "; means" if result.futures > 1 else ""
    columns = (
        Column(title="Instrument", words=True),
        Column(title="From", words=True),
        Column(title="To", words=True),
        Column(title=f"NPV at {rate(float(result.case.common_rate))}"),
        Column(title="Not discounted"),
    )
    page.table(
        Table(columns=columns, rows=tuple(rows)),
        title=f"Payments between parties, as they are earned ({scale.unit}{means})",
    )


def _add_outstanding(page: Page, result: Evaluation, scale: Scale) -> None:
    left = {name: one for name, one in result.outstanding.items() if one.mean or one.p90}
    if not result.outstanding:
        return
    end = result.case.timeline.labels[-1]
    if not left:
        page.text(f"Nothing is left outstanding at the end of {end}.")
        return
    said = "; ".join(
        f"{account_words(result.case, result.draft, name)} {scale.amount(one.mean)}"
        + (f" ({scale.amount(one.p10)} to {scale.amount(one.p90)})" if result.futures > 1 else "")
        for name, one in left.items()
    )
    page.text(f"Left outstanding at the end of {end} ({scale.unit}): {said}.")


def _add_memo(page: Page, result: Evaluation, scale: Scale) -> None:
    """Add what is left on accounts that are nobody's claim, such as losses not used."""
    money = result.case.head.currency
    said = []
    for one in result.memo.values():
        if one.unit == money and scale.amount(one.mean) == scale.amount(0):
            continue
        amount = scale.words(one.mean) if one.unit == money else f"{one.shown:,.4g} {one.written}"
        words = account_words(result.case, result.draft, one.name)
        said.append(f"{words} {amount}" + (f" ({one.note})" if one.note else ""))
    if said:
        end = result.case.timeline.labels[-1]
        page.text(f"Left at the end of {end}, not paid, no value counted:")
        page.items(said)
