"""Terms that vectors leave to the law: taken from the library of regimes, where their sources stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concession.deal import EVIDENCE_KEYS, as_at
from concession.deal import Mapping as MappingNode
from concession.errors import ConcessionError
from concession.regimes import regime

__all__ = ["law"]

_VALUE = {"value", "range", "readings", *EVIDENCE_KEYS}


def law(name: str, clause: str, currency: str = "") -> Mapping[str, Any]:
    """Return the terms of a clause of a regime as plain data, without what is said of their evidence.

    Parameters
    ----------
    name
        The regime with a date, such as ``colombia@2002``.
    clause
        One of its clauses.
    currency
        The currency of its amounts; a vector's case is in dollars, which stand for it.

    Raises
    ------
    ConcessionError
        E207 where the law has no such clause on that day.

    Examples
    --------
    >>> law("queensland-coal@2008", "royalty", "AUD")["table"]["bands"][0]
    {'to': '100 USD/t', 'rate': '7 %'}
    """
    one = regime(name)
    clauses = one.tree().at("clauses")
    found = None
    if isinstance(clauses, MappingNode) and one.at is not None:
        found = as_at(clauses, one.at)[0].get(clause)
    if not isinstance(found, MappingNode):
        raise ConcessionError.of("E207", f"the law '{name}' has no clause '{clause}'", "name another date")
    terms: dict[str, Any] = _bare(found.plain(), currency)
    return terms


def _bare(data: Any, currency: str) -> Any:
    """Return plain data without evidence; how deep it goes is bounded where files are read."""
    if isinstance(data, list):
        return [_bare(one, currency) for one in data]
    if isinstance(data, str) and currency:
        return data.replace(currency, "USD")
    if not isinstance(data, dict):
        return data
    if "value" in data and set(data) <= _VALUE:
        return _bare(data["value"], currency)
    return {key: _bare(one, currency) for key, one in data.items() if key not in EVIDENCE_KEYS}
