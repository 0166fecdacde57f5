"""A case whose projects, outlook or head are read in one of the ways that their evidence allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from concession.deal import read_at
from concession.errors import ConcessionError
from concession.model._case import Case
from concession.model._load import case_of

__all__ = ["reread"]


def reread(case: Case, readings: Mapping[str, str]) -> Case:
    """Return the case with readings of its projects, its outlook or its head in the place of the base.

    Its drafts stay as they are: they are read with :func:`concession.deal.take_reading`.

    Parameters
    ----------
    case
        A loaded case.
    readings
        Names of readings by path, such as ``projects.mine.products.metal.price``.

    Raises
    ------
    ConcessionError
        E207 where a path has no such reading, and what the case gets wrong when it is read so.
    """
    if not readings:
        return case
    tree = case.documents.tree
    # what stands inside another reading is read before it
    for path in sorted(readings, key=lambda one: -one.count(".")):
        if path.startswith(("drafts.", "clauses.")):
            raise ConcessionError.of("E207", f"'{path}' stands in a draft, not in the case", path=path)
        tree = read_at(tree, path, readings[path])
    again = case_of(replace(case.documents, tree=tree))
    # what was put into the case after it was loaded, such as a regime's rates of exchange, stays
    conventions = again.head.conventions
    exchange = {**case.head.conventions.exchange, **conventions.exchange}
    head = replace(
        again.head, conventions=replace(conventions, exchange=exchange), published=case.head.published
    )
    return replace(again, head=head, drafts=case.drafts, sources=case.sources, read={**case.read, **readings})
