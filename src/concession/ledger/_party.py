"""Parties and groups: who pays, who receives, and who is reported together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

__all__ = ["OUTSIDE", "PARTY_KINDS", "STATE_KINDS", "STATE_OWNED", "Group", "Party", "PartyKind"]

#: What a party is: one word of files.
PartyKind = Literal[
    "treasury",  # the general budget of a state
    "region",  # a region's or municipality's budget
    "state-company",  # a company that a state owns
    "agency",  # a public agency, domestic or foreign
    "company",  # holds licences, is the taxpayer, borrows, distributes
    "investor",  # owns shares in a company or a fund
    "lender",  # lends
    "fund",  # a joint fund
    "workers",  # employees who share in profit
    "community",  # people or bodies around a mine, holders of private royalties
    "provision",  # money set aside for a purpose, such as closure
    "market",  # buyers of what is produced
    "suppliers",  # sellers of goods, services, labour and capital goods
]

#: The kinds of parties, in the order in which they are listed.
PARTY_KINDS: tuple[str, ...] = get_args(PartyKind)

#: Kinds whose receipts count as government revenue.
STATE_KINDS = frozenset({"treasury", "region"})
#: Kinds that a state owns: what they pay is the state's, where a clause asks for ownership.
STATE_OWNED = STATE_KINDS | {"state-company", "agency"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party: its name, its kind, and the yearly rate at which it values money (a share)."""

    id: str
    name: str
    kind: PartyKind
    rate: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Parties reported together under a printed perimeter; payments inside it cancel."""

    id: str
    name: str
    members: tuple[str, ...]
    perimeter: str


#: Parties that every case has: the world outside the deal.
OUTSIDE: Mapping[str, Party] = {
    "market": Party(id="market", name="Market", kind="market"),
    "suppliers": Party(id="suppliers", name="Suppliers", kind="suppliers"),
}
