"""What the answers say, question by question, in sentences; drafts that say the same share one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from concession.analysis import Answers, DraftAnswers, Repaid
from concession.report._amounts import Scale, choose_scale, percent

__all__ = [
    "inflow_words",
    "kept_words",
    "kind_words",
    "not_valued_words",
    "reading_words",
    "repaid_words",
    "target_words",
]

#: The periods of a fund's inflow that are said in words, counted from the first.
_PICKED = (0, 1, 5, 10, 20)


def _together(drafts: Sequence[DraftAnswers], say: Callable[[DraftAnswers], list[str]]) -> list[str]:
    """Return what is said of each draft, once for all drafts of which it is the same."""
    found: dict[tuple[str, ...], list[str]] = {}
    for one in drafts:
        found.setdefault(tuple(say(one)), []).append(one.draft.id)
    return [f"{', '.join(names)}: {text}" for texts, names in found.items() for text in texts]


def inflow_words(result: Answers, scale: Scale) -> list[str]:
    """Return what flows into funds."""
    labels = result.case.timeline.labels
    picked = [k for k in range(len(labels)) if k in _PICKED or k == len(labels) - 1]

    def say(one: DraftAnswers) -> list[str]:
        if not one.inflow.any():
            return ["nothing flows into a fund."]
        years = ", ".join(f"{labels[k]} {scale.amount(one.inflow[k])}" for k in picked)
        total = scale.words(float(one.inflow.sum()))
        return [f"{years} ({scale.unit}); in all {total} up to {labels[-1]}, not discounted."]

    return _together(result.drafts, say)


def kind_words(result: Answers, shown: Sequence[str], scale: Scale) -> list[str]:
    """Return values with what is given in kind, beside those in cash; nothing where nothing is in kind."""

    def say(one: DraftAnswers) -> list[str]:
        parties = next(d for d in result.transfer.drafts if d.draft.id == one.draft.id).parties
        said = [
            f"{parties[name].name} {scale.amount(kind.mean)} with kind, "
            f"{scale.amount(parties[name].npv.mean)} in cash "
            f"({scale.difference(kind.mean - parties[name].npv.mean)})"
            for name in shown
            if (kind := parties[name].npv_with_kind) is not None
            and scale.amount(kind.mean - parties[name].npv.mean) != scale.amount(0)
        ]
        return [f"{'; '.join(said)} ({scale.unit}, NPV at own rates, means)."] if said else []

    return _together(result.drafts, say)


def target_words(result: Answers) -> list[str]:
    """Return whether the targets of contributions are reached, and what would fill them."""
    case = result.case
    first = case.timeline.labels[0]

    def say(one: DraftAnswers) -> list[str]:
        said = []
        for target in one.targets:
            money = choose_scale(case.head.currency, [target.cap])
            when = f"in half of them by {target.period}" if target.period else "not in half of them"
            text = (
                f"the target of {money.words(target.cap)} is reached by {case.timeline.labels[-1]} in "
                f"{percent(target.reached)} of the futures ({when}); on average "
                f"{money.words(target.filled)} are paid in by then."
            )
            if target.multiple is not None and target.revenue_needed is not None:
                small = choose_scale(case.head.currency, [target.revenue_needed], "billion")
                text += (
                    f" To fill it in 25 years, the receipts that are shared would have to be "
                    f"{small.words(target.revenue_needed)} in every year, {target.multiple:,.0f} times those "
                    f"of {first.year} in this case ({small.words(target.revenue_first)})."
                )
            said.append(f"{text} {target.note}".rstrip())
        return said

    return _together(result.drafts, say)


def repaid_words(result: Answers) -> list[str]:
    """Return when preferred amounts are returned, reading by reading, and what is left of them."""
    case = result.case
    last = case.timeline.labels[-1]

    def say(one: DraftAnswers) -> list[str]:
        return [_repaid(row, result, str(last)) for row in one.repaid]

    return _together(result.drafts, say)


def _repaid(row: Repaid, result: Answers, last: str) -> str:
    case = result.case
    how = " and ".join(f"{read.place} read as '{read.text}'" for read in row.read)
    read = f"with {how}{' (the base)' if row.base else ''}"
    if row.outstanding is None or row.opening is None or row.returned is None:
        return f"{read}: neither a date nor a balance follows, because no amount is stated."
    money = choose_scale(case.head.currency, [row.opening, row.outstanding.mean])
    when = f"in half of them by {row.period}" if row.period else "not in half of them"
    return (
        f"{read}: {money.words(row.opening)} for {case.parties[row.to].name} are returned with the "
        f"stated return by {last} in {percent(row.returned, 0)} of the futures ({when}); outstanding then "
        f"{money.words(row.outstanding.mean)} (mean; P10 {money.amount(row.outstanding.p10)}, P90 "
        f"{money.amount(row.outstanding.p90)}), a claim on the fund alone, in no value above."
    )


def kept_words(result: Answers) -> list[str]:
    """Return what states keep of each unit that resources bring them."""
    unit = "dollar" if result.case.head.currency == "USD" else "unit"

    def say(one: DraftAnswers) -> list[str]:
        said = []
        for kept in one.kept:
            if kept.share is not None:
                money = choose_scale(result.case.head.currency, [kept.received])
                left = kept.received - kept.contributed
                said.append(
                    f"{kept.name} keeps {percent(kept.share)} of each {unit} from "
                    f"{' or '.join(kept.licences)} licences ({money.amount(left)} of "
                    f"{money.words(kept.received)})."
                )
        return said

    return _together(result.drafts, say)


def reading_words(result: Answers, shown: Sequence[str], scale: Scale) -> list[str]:
    """Return what changes where a text is read in another of its ways; all others are listed as one."""
    said, same = [], []
    for one in result.drafts:
        base = next(d for d in result.transfer.drafts if d.draft.id == one.draft.id)
        for under in one.readings:
            moved = [
                f"{base.parties[name].name} {scale.amount(under.npv[name].mean)} instead of "
                f"{scale.amount(base.parties[name].npv.mean)}"
                for name in shown
                if scale.amount(under.npv[name].mean) != scale.amount(base.parties[name].npv.mean)
            ]
            if moved:
                words = f"{one.draft.id}, {under.place} read as '{under.text}'"
                said.append(f"{words}: {', '.join(moved)} ({scale.unit}).")
            else:
                same.append(f"{one.draft.id}, {under.place} read as '{under.text}'")
    if same:
        names = ", ".join(result.transfer.drafts[0].parties[name].name for name in shown)
        said.append(f"No change of the mean for {names}: {'; '.join(same)}.")
    return said


def not_valued_words(result: Answers) -> list[str]:
    """Return the terms of each draft that move no money, those of the baseline only once."""
    base = result.drafts[0]

    def say(one: DraftAnswers) -> list[str]:
        own = {
            name: word for name, word in one.not_valued.items() if one is base or name not in base.not_valued
        }
        kinds = list(dict.fromkeys(word.replace("_", " ") for word in own.values()))
        also = "" if one is base or not base.not_valued else f" (beside those of {base.draft.id})"
        return [f"{', '.join(kinds)}{also}."] if kinds else []

    return _together(result.drafts, say)
