"""Who pays whom: parties, payments, and the ledger that projects and clauses write into."""

from concession.ledger._law import Hold, Law, middle_of
from concession.ledger._ledger import Ledger
from concession.ledger._party import OUTSIDE, PARTY_KINDS, STATE_KINDS, STATE_OWNED, Group, Party, PartyKind
from concession.ledger._payment import Medium, Payment, Tier
from concession.ledger._values import Values, origin_of

__all__ = [
    "OUTSIDE",
    "PARTY_KINDS",
    "STATE_KINDS",
    "STATE_OWNED",
    "Group",
    "Hold",
    "Law",
    "Ledger",
    "Medium",
    "Party",
    "PartyKind",
    "Payment",
    "Tier",
    "Values",
    "middle_of",
    "origin_of",
]
