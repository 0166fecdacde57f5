"""The streams that indicators are made of: of all projects, or of some whose take is theirs alone."""

from __future__ import annotations

from collections.abc import Sequence

from concession.errors import ConcessionError
from concession.ledger import Payment
from concession.lines import Expr, add_up
from concession.model import Built

__all__ = ["STREAMS", "streams_of"]

#: The streams, by the names of :class:`Streams`.
STREAMS = (
    "pre_tax",
    "post_tax",
    "receipts",
    "revenue",
    "operating",
    "running",
    "capital",
    "sustaining",
    "income_tax",
)


def streams_of(built: Built, projects: Sequence[str]) -> dict[str, Expr]:
    """Return the streams of some projects of a draft, in the reporting currency.

    What their owners pay as take belongs to them where it is assessed project by project. What is assessed
    for an owner's projects together belongs to all of these, so that they can only be chosen together.

    Raises
    ------
    ConcessionError
        E711 where projects that are taxed together are not all chosen.
    """
    ledger = built.ledger
    owners = {built.projects[name].owner for name in projects}
    every = len(projects) == len(built.projects)
    if not every:
        _check_together(built, projects, owners)
    chosen = set(projects)

    def mine(one: Payment) -> bool:
        if every:
            return True
        return one.project in chosen or (not one.project and bool(owners & {one.payer, one.payee}))

    def fiscal(one: Payment) -> bool:
        return one.tier == "fiscal" and mine(one)

    def own(one: Payment) -> bool:
        return one.tier == "project" and one.project in chosen

    def spent(*instruments: str, role: str = "") -> Expr:
        return ledger.total(
            lambda one: (
                own(one) and one.instrument in instruments and role in ("", one.earned.attributes.get("role"))
            )
        )

    def earned(name: str) -> Expr:
        owner = built.projects[name].owner
        received = ledger.total(lambda one: own(one) and one.project == name and one.payee == owner)
        return received - ledger.total(lambda one: own(one) and one.project == name and one.payer == owner)

    before = add_up([earned(name) for name in projects], ledger.currency)
    got = ledger.total(lambda one: fiscal(one) and one.payee in owners and one.payer not in owners)
    paid = ledger.total(lambda one: fiscal(one) and one.payer in owners and one.payee not in owners)
    return {
        "pre_tax": before,
        "post_tax": before + got - paid,
        "receipts": ledger.receipts_of_states({one.owner for one in built.projects.values()}, mine),
        "revenue": spent("revenue"),
        "operating": spent("operating_cost"),
        "running": spent("operating_cost", "closure"),
        "capital": spent("capital"),
        "sustaining": spent("capital", role="sustaining"),
        "income_tax": ledger.total(lambda one: fiscal(one) and one.instrument == "income_tax"),
    }


def _check_together(built: Built, projects: Sequence[str], owners: set[str]) -> None:
    """Raise for an owner whose take is assessed for all of its projects, where not all are chosen."""
    for owner in sorted(owners):
        together = [name for name, project in built.projects.items() if project.owner == owner]
        left = [name for name in together if name not in projects]
        shared = [
            one.name
            for one in built.ledger.payments
            if one.tier == "fiscal" and not one.project and owner in (one.payer, one.payee)
        ]
        if left and shared:
            raise ConcessionError.of(
                "E711",
                f"{', '.join(shared[:3])}: assessed for all projects of '{owner}' together, not one by one",
                f"choose {', '.join(together)} together",
            )
