"""Readings of a series: other amounts by period, another table, another input of the outlook.

Where a series stands beside ``readings`` it is the base; without one, the best-marked reading is::

    {file: table.csv, row: Ore, unit: Mt, readings: {later: {file: table.csv, row: Ore (revised), unit: Mt}}}
    {readings: {spot: copper_price, contract: 3.80 USD/lb}, source: study}
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import replace
from typing import TYPE_CHECKING

from concession.deal._by_period import is_series_form
from concession.deal._context import Context
from concession.deal._evidence import EVIDENCE_KEYS, lent_evidence, read_evidence
from concession.deal._node import Mapping, Node, Scalar
from concession.deal._shape import is_id
from concession.deal._sources import MARKS
from concession.deal._value import Value
from concession.deal._whole_readings import READINGS

if TYPE_CHECKING:
    from concession.deal._timed import TimedValue

__all__ = ["names_input", "read_series_readings", "reads_as_series"]


def names_input(node: Node) -> str:
    """Return the input of the outlook that a node names, plain or with evidence, or nothing.

    >>> from concession.deal import parse_tree
    >>> names_input(parse_tree("copper_price")), names_input(parse_tree("{value: copper_price}"))
    ('copper_price', 'copper_price')
    >>> names_input(parse_tree("4 %"))
    ''
    """
    if isinstance(node, Mapping) and set(node) <= {"value", *EVIDENCE_KEYS}:
        node = node.get("value") or node
    if not isinstance(node, Scalar) or node.quoted or not is_id(node.text) or node.text[0].isdigit():
        return ""
    return node.text


def reads_as_series(node: Node) -> bool:
    """Return whether a node has readings that are more than plain quantities."""
    stated = node.get(READINGS) if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or not isinstance(stated, Mapping):
        return False
    return is_series_form(node.without(READINGS)) or any(
        is_series_form(one) or names_input(one) for one in stated.entries.values()
    )


def read_series_readings(
    node: Mapping, context: Context, read: Callable[[Node, Context], TimedValue | None]
) -> TimedValue | None:
    """Return the base of a series with readings; each of them is read, so that none can be wrong unseen.

    Parameters
    ----------
    node
        A series, or nothing, beside ``readings``.
    context
        Where it stands.
    read
        How a series is read.
    """
    stated = node.get(READINGS)
    beside = node.without(READINGS)
    above = context.evidence
    if node.lent is not None:
        above = lent_evidence(node.lent, context.problems, sources=context.sources)
    evidence = read_evidence(
        node, context.problems, path=context.path, sources=context.sources, inherited=above
    )
    here = context.below(READINGS).under(evidence)
    found: dict[str, TimedValue] = {}
    for name, child in stated.entries.items() if isinstance(stated, Mapping) else ():
        at = here.below(name)
        if isinstance(child, Mapping) and READINGS in child:
            hint = "write each reading plain, or with its own source"
            context.problems.add("E412", "a reading has readings", hint, path=at.path, place=child.place)
            continue
        # what speaks for the whole is in the context: a node of a draft would go by its clause alone
        one = read(replace(child, lent=None), at)
        if one is not None:
            found[name] = one
    told = tuple(
        (name, Value(quantity=None, text=one.text, evidence=one.evidence, place=one.place, path=one.path))
        for name, one in found.items()
    )
    name = "" if any(key not in EVIDENCE_KEYS for key in beside) else _best(found, evidence.mark)
    base = found.get(name) if name else read(beside, context)
    if base is None:
        return None
    value = base.value
    if value is not None:  # its random numbers go by the name of the place, whatever is read there
        value = replace(value, path=context.path)
    held = replace(base.evidence, readings=told, base=name)
    return replace(base, path=context.path, value=value, evidence=held, place=node.place)


def _best(found: MappingType[str, TimedValue], mark: str) -> str:
    """Return the best-marked of several readings, among equals the first."""
    order = list(MARKS)

    def rank(name: str) -> int:
        marked = found[name].evidence.mark or mark
        return order.index(marked) if marked else len(order)

    return min(found, key=rank, default="")
