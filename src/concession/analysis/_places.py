"""What paths and names of accounts mean, in words: titles of clauses, terms, names of parties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from concession.clauses import Fund
from concession.deal import Draft
from concession.model import Case

__all__ = ["account_words", "place_words", "term_words"]


def term_words(path: str) -> str:
    """Return the path of a term as words: the clause left out, and steps of a list counted from one.

    >>> term_words("clauses.waterfall.steps.0.method"), term_words("clauses.share.receipts.all_ores.0.share")
    ('step 1, method', 'receipts, all ores, share')
    """
    steps = path.removeprefix("clauses.").split(".")[1:] or [path]
    return ", ".join(_counted(steps))


def _counted(steps: Sequence[str]) -> Iterator[str]:
    *_, second = "", *steps[1:2]
    if second.isdigit():
        yield f"{steps[0].removesuffix('s')} {int(second) + 1}".replace("_", " ")
    for step in steps[2:] if second.isdigit() else steps:
        # the only one of its list needs no number
        if not step.isdigit():
            yield step.replace("_", " ")
        elif int(step):
            yield str(int(step) + 1)


def place_words(case: Case, draft: str | Draft, path: str) -> str:
    """Return the place of a value in words: the title of its clause or project, then the term.

    >>> from concession.model import load
    >>> place_words(load("dobra"), "base", "clauses.sharing.stages.0.cost_limit")
    'Production sharing (stage 1, cost limit)'
    """
    section, name, *rest = *path.split("."), ""
    if section == "projects":
        titles = {one.id: one.project.title for one in case.projects}
        terms = [step.replace("_", " ") for step in rest if step not in ("", "products")]
        return f"{titles.get(name) or name.replace('_', ' ')} ({', '.join(terms)})"
    if section == "outlook":
        terms = [step.replace("_", " ") for step in rest if step]
        return f"{name.replace('_', ' ')} of the outlook" + (f" ({', '.join(terms)})" if terms else "")
    if section != "clauses":
        return path.replace("_", " ")
    title = next((said.clause.title for said in case.clauses(draft) if said.id == name), "")
    whole = title or name.replace("_", " ")
    return f"{whole} ({term_words(path)})" if any(rest) else whole


def account_words(case: Case, draft: str | Draft, name: str) -> str:
    """Return an account in words: whose claim it is, or its clause's title and what it holds."""
    whole, _, fence = name.partition("[")
    clause, *parts = whole.split(".")
    said = next((one.clause for one in case.clauses(draft) if one.id == clause), None)
    where = f" ({fence.removesuffix(']')})" if fence else ""
    named = {one: case.parties[one].name for one in case.parties}
    named |= {one: case.groups[one].name for one in case.groups}
    if len(parts) == 2 and parts[0] == "claim" and parts[1] in named:
        fund = named.get(getattr(said, "fund", ""), "")
        return f"Claim of {named[parts[1]]}" + (f" on {fund}" if fund else "") + where
    title = said.title if said is not None and said.title else clause.replace("_", " ").replace("-", " ")
    if isinstance(said, Fund) and parts[-1:] == ["value"]:
        parts = ["invested in", *parts[:-1]]
    rest = " ".join(named.get(part, part.replace("_", " ").replace("-", " ")) for part in parts)
    return (f"{title}: {rest}" if rest else title) + where
