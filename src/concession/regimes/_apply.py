"""Putting a case under regimes: each becomes a draft of the case, in the place of those that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from concession.deal import (
    Context,
    Draft,
    MapOf,
    Mapping,
    Scalar,
    Source,
    TimedOf,
    TimedValue,
    as_at,
    read_sources,
    resolve_drafts,
)
from concession.errors import ConcessionError, Problems
from concession.lines import Timeline
from concession.model import Case
from concession.regimes._regime import Regime, regime

__all__ = ["main_product", "under"]

#: The id of the clause by which a contract of stability freezes the law.
STABILISATION = "stabilisation"


def under(case: Case, names: Sequence[str]) -> Case:
    """Return the case with these regimes as its drafts, in this order.

    The case keeps its parties, projects and outlook; its own drafts are left out. A regime whose tables are
    in another currency brings an assumed rate of exchange, which gives way to the case's own.

    Parameters
    ----------
    case
        Any case with one treasury.
    names
        Names of regimes, as :func:`~concession.regimes.regime` takes them: with a date the law of that day
        for all periods, without one the law of each period.

    Raises
    ------
    ConcessionError
        E129 for an unknown regime; E608 where a regime reads what the case does not have, such as a price;
        E623 where the case has periods before the law that the file knows.

    Examples
    --------
    >>> from concession.model import load
    >>> under(load("copper-creek"), ["zambia-2023", "zambia"]).baseline
    'zambia-2023'
    """
    if not names:
        raise ConcessionError.of("E509", "no regime is named", "name at least one")
    problems = Problems()
    drafts: dict[str, Draft] = {}
    sources: dict[str, Source] = dict(case.sources)
    exchange: dict[str, TimedValue] = {}
    price = f"price.{main_product(case) or 'product'}"
    for name in names:
        one = regime(name)
        tree = one.tree(price)
        own = read_sources(tree.get("sources"), problems)
        sources.update(own)
        drafts.update(_draft(one, tree, case.timeline, problems))
        stated = tree.get("exchange")
        if stated is not None:
            # the path names the draws: one rate of exchange moves alike under every regime
            context = Context(problems=problems, path="conventions.exchange", sources=own)
            exchange.update(MapOf(TimedOf("any")).read(stated, context))
    problems.raise_if_any()
    conventions = case.head.conventions
    head = replace(
        case.head,
        conventions=replace(conventions, exchange={**exchange, **conventions.exchange}),
        published={},
    )
    put = replace(case, drafts=drafts, sources=sources, head=head, _cache={}, _read={})
    for draft in drafts.values():
        try:
            put.build(draft)
        except ConcessionError as error:
            problems.extend(error)
    problems.raise_if_any()
    return put


def _draft(one: Regime, tree: Mapping, timeline: Timeline, problems: Problems) -> dict[str, Draft]:
    document = tree.without(*one.draft_keys)
    clauses = document.get("clauses")
    gone: frozenset[str] = frozenset()
    change = one.change_at(one.at) if one.at is not None else one.history[-1] if one.history else None
    if isinstance(clauses, Mapping):
        if one.at is not None:
            clauses, gone = as_at(clauses, one.at)
        elif one.stabilised:
            clauses = clauses.having(**{STABILISATION: _contract(one, tree, timeline)})
        document = document.having(clauses=clauses)
    document = document.having(title=Scalar(text=one.title))
    if change is not None:
        document = document.having(dated=Scalar(text=str(change.since)))
    found = resolve_drafts(Mapping(entries={one.id: document}, place=tree.place), problems)
    return {name: replace(draft, gone=gone) for name, draft in found.items()}


def _contract(one: Regime, tree: Mapping, timeline: Timeline) -> Mapping:
    """Return the clause by which the contract of stability of a law freezes it."""
    terms = tree.get("stabilisation")
    if not isinstance(terms, Mapping):
        raise ConcessionError.of("E129", f"the file of '{one.family}' has no contract of stability")
    if one.signed is not None:
        begins, law = one.signed.day, one.signed.last
    else:
        start = timeline.labels[0]
        begins = law = date(start.year, (start.part - 1) * 12 // start.parts + 1, 1)
    stated = {"type": "stabilisation", "law_of": law.isoformat(), "from": begins.isoformat()}
    return terms.having(**{key: Scalar(text=text) for key, text in stated.items()})


def main_product(case: Case) -> str:
    """Return the product that the first project sells most of all, as it says itself; nothing of none."""
    project = case.projects[0].project if case.projects else None
    if project is None or not project.products:
        return ""
    return project.main_product or next(iter(project.products))
