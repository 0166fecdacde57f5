"""Putting a case under regimes: each becomes a draft of the case, beside those that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from concession.deal import (
    Context,
    Draft,
    MapOf,
    Mapping,
    Source,
    TimedOf,
    TimedValue,
    read_sources,
    resolve_drafts,
)
from concession.errors import ConcessionError, Problems
from concession.model import Case
from concession.regimes._regime import Regime, regime

__all__ = ["under"]


def under(case: Case, names: Sequence[str]) -> Case:
    """Return the case with these regimes as its drafts, in this order.

    The case keeps its parties, projects and outlook; its own drafts are left out. A regime whose tables are
    in another currency brings an assumed rate of exchange, which gives way to the case's own.

    Parameters
    ----------
    case
        Any case with one treasury.
    names
        Ids of regimes.

    Raises
    ------
    ConcessionError
        E129 for an unknown regime; E608 where a regime reads what the case does not have, such as a price.

    Examples
    --------
    >>> from concession.model import load
    >>> under(load("copper-creek"), ["zambia-2023"]).baseline
    'zambia-2023'
    """
    if not names:
        raise ConcessionError.of("E509", "no regime is named", "name at least one")
    problems = Problems()
    drafts: dict[str, Draft] = {}
    sources: dict[str, Source] = dict(case.sources)
    exchange: dict[str, TimedValue] = {}
    price = f"price.{_main_product(case)}"
    for name in names:
        one = regime(name)
        tree = one.tree(price)
        own = read_sources(tree.get("sources"), problems)
        sources.update(own)
        drafts.update(_draft(one, tree, problems))
        stated = tree.get("exchange")
        if stated is not None:
            context = Context(problems=problems, path=f"regimes.{name}.exchange", sources=own)
            exchange.update(MapOf(TimedOf("any")).read(stated, context))
    problems.raise_if_any()
    conventions = case.head.conventions
    head = replace(
        case.head,
        conventions=replace(conventions, exchange={**exchange, **conventions.exchange}),
        published={},
    )
    put = replace(case, drafts=drafts, sources=sources, head=head, _cache={})
    for draft in drafts.values():
        try:
            put.build(draft)
        except ConcessionError as error:
            problems.extend(error)
    problems.raise_if_any()
    return put


def _draft(one: Regime, tree: Mapping, problems: Problems) -> dict[str, Draft]:
    document = tree.without(*one.draft_keys)
    return dict(resolve_drafts(Mapping(entries={one.id: document}, place=tree.place), problems))


def _main_product(case: Case) -> str:
    """Return the product that the first project sells most of all, as it says itself."""
    project = case.projects[0].project if case.projects else None
    if project is None or not project.products:
        return "product"
    return project.main_product or next(iter(project.products))
