"""Payments: lines with a payer and a payee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from concession.lines import Line

__all__ = ["Medium", "Payment", "Tier"]

#: How a payment is made. In kind, the line holds the one accounting value that both sides book.
Medium = Literal["cash", "kind", "set-off"]

#: Where a payment stands between the ground and the shareholder: what the project itself earns and
#: costs, what law and contract take from it, how it is financed and distributed.
Tier = Literal["project", "fiscal", "financing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One line that leaves the payer and reaches the payee.

    ``earned`` is the amount by the period in which it is earned, ``due`` by the period in which it
    falls due (the same line unless the clause grants time). A payment in kind may state beside its
    accounting value what it costs the giver and what it is worth to the receiver.
    """

    earned: Line
    due: Line
    payer: str
    payee: str
    instrument: str
    tier: Tier
    project: str = ""
    medium: Medium = "cash"
    cost_to_giver: Line | None = None
    worth_to_receiver: Line | None = None

    @property
    def name(self) -> str:
        """The name of the line as it is earned."""
        return self.earned.name
