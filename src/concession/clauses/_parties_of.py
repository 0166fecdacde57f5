"""Checks that clauses between two named parties share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from concession.clauses._scope import Scope
from concession.deal import Value
from concession.errors import ConcessionError
from concession.lines import Expr, const

__all__ = ["parts_of_one", "two_parties"]


def two_parties(scope: Scope, said_payee: str) -> None:
    """Refuse a clause that does not say who pays whom.

    Raises
    ------
    ConcessionError
        E612 where the payer or the payee is missing.
    """
    if not scope.payer:
        raise ConcessionError.of("E612", "the clause needs a 'payer'", "add 'payer: PARTY'")
    if not said_payee:
        raise ConcessionError.of("E612", "the clause needs a 'payee'", "add 'payee: PARTY'")


def parts_of_one(scope: Scope, shares: Mapping[str, Value], what: str) -> dict[str, Expr]:
    """Return each party's share; the last one gets the rest, so that nothing is lost where shares vary.

    Raises
    ------
    ConcessionError
        E613 where the shares as stated do not add up to one.
    """
    total = sum((one.quantity.low for one in shares.values() if one.quantity is not None), Decimal(0))
    if total != 1:
        raise ConcessionError.of(
            "E613", f"the shares of {what} add up to {total * 100:f} %", "make them add up to 100 %"
        )
    parts: dict[str, Expr] = {}
    rest: Expr = const(1)
    *first, last = shares
    for party in first:
        parts[party] = scope.value(shares[party])
        rest = rest - parts[party]
    parts[last] = rest
    return parts
