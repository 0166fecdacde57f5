"""Which streams of amounts results are made of: parties, groups, projects before and after the take."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from concession.ledger import Payment
from concession.lines import Account, Expr, add_up, const, where
from concession.model import Built

__all__ = ["BALANCE", "MOVED", "FlowLine", "flow_lines"]

#: The name of what all parties together receive less what they pay: nothing, if payments conserve.
BALANCE = "balance"
#: The name of the sum of the sizes of all payments, the scale of the conservation error.
MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLine:
    """One stream: its formula, whose it is, and whether a rate of return makes sense for it."""

    expr: Expr
    kind: Literal[
        "party", "group", "with-kind", "horizon", "pre-tax", "post-tax", "together", "take", "check"
    ]
    id: str
    party: str
    invests: bool = False


def flow_lines(built: Built) -> dict[str, FlowLine]:
    """Return the streams of a built draft by name.

    ``party:ID`` and ``group:ID`` are cash; ``with-kind:ID`` adds what is given and received in kind, at
    its cost to the giver and its worth to the receiver. ``pre-tax:ID`` and ``post-tax:ID`` are a project's
    cash to its owner before and after the take, ``together-before:ID`` and ``together-after:ID`` those of
    all projects of an owner, where the take is assessed for them together; ``take`` is what states receive
    of the take, and as shareholders. ``horizon:ID`` is what the claims of a party are worth less what it
    owes, at book, in the last period: it stands beside cash, never inside it. A claim that can be paid only
    out of a fund counts through the fund's worth.
    """
    ledger = built.ledger
    found: dict[str, FlowLine] = {}
    for name in ledger.parties:
        found[f"party:{name}"] = FlowLine(
            expr=ledger.net(name, _cash),
            kind="party",
            id=name,
            party=name,
            invests=ledger.parties[name].kind in ("company", "investor", "lender"),
        )
    for name in ledger.groups:
        found[f"group:{name}"] = FlowLine(expr=ledger.net(name, _cash), kind="group", id=name, party=name)
    if any(payment.medium != "cash" for payment in ledger.payments):
        for name in [*ledger.parties, *ledger.groups]:
            found[f"with-kind:{name}"] = FlowLine(
                expr=_with_kind(built, name), kind="with-kind", id=name, party=name
            )
    claims = [one for one in built.graph.accounts.values() if one.kind == "claim"]
    valued = [one for one in claims if one.name not in ledger.limited]
    if valued:
        for name in [*ledger.parties, *ledger.groups]:
            found[f"horizon:{name}"] = FlowLine(
                expr=_at_horizon(built, name, valued), kind="horizon", id=name, party=name
            )
    for name, project in built.projects.items():
        owner = project.owner
        found[f"pre-tax:{name}"] = FlowLine(
            expr=_to_owner(built, owner, (name,), ("project",)),
            kind="pre-tax",
            id=name,
            party=owner,
            invests=True,
        )
        if _assessed_alone(built, name):
            found[f"post-tax:{name}"] = FlowLine(
                expr=_to_owner(built, owner, (name,), ("project", "fiscal")),
                kind="post-tax",
                id=name,
                party=owner,
                invests=True,
            )
    found.update(_together(built))
    owners = {project.owner for project in built.projects.values()}
    take = ledger.receipts_of_states(owners, lambda _: True)
    found["take"] = FlowLine(expr=take, kind="take", id="", party="")
    sizes = [abs(ledger.in_currency(payment.due)) for payment in ledger.payments]
    found[MOVED] = FlowLine(expr=add_up(sizes, ledger.currency), kind="check", id="", party="")
    nets = [ledger.net(name) for name in ledger.parties]
    found[BALANCE] = FlowLine(expr=add_up(nets, ledger.currency), kind="check", id="", party="")
    return found


def _cash(payment: Payment) -> bool:
    return payment.medium == "cash"


def _with_kind(built: Built, name: str) -> Expr:
    """Return cash, plus what comes in kind at its worth, less what goes out in kind at its cost."""
    ledger = built.ledger
    members = ledger.groups[name].members if name in ledger.groups else (name,)
    result = ledger.net(name, _cash)
    for payment in ledger.payments:
        if payment.medium == "cash" or (payment.payer in members) == (payment.payee in members):
            continue
        worth, cost = payment.worth_to_receiver, payment.cost_to_giver
        if payment.payee in members:
            result = result + ledger.in_currency(payment.due if worth is None else worth)
        else:
            result = result - ledger.in_currency(payment.due if cost is None else cost)
    return result


def _at_horizon(built: Built, name: str, claims: Sequence[Account]) -> Expr:
    """Return what a party or group claims less what it owes in the last period, nothing before it."""
    ledger = built.ledger
    members = ledger.groups[name].members if name in ledger.groups else (name,)
    net = const(0, ledger.currency)
    for account in claims:
        held, owed = account.holder in members, account.debtor in members
        if held != owed:
            amount = ledger.in_currency(account.closing)
            net = net + amount if held else net - amount
    return where(ledger.timeline.last_period, net, 0)


def _to_owner(built: Built, owner: str, projects: Collection[str], tiers: tuple[str, ...]) -> Expr:
    """Return what projects bring their owner through the payments of some tiers, in cash or in kind.

    A payment that belongs to no single project counts where ``projects`` holds the empty name.
    """

    def counts(one: Payment) -> bool:
        return one.tier in tiers and one.project in projects

    received = built.ledger.total(lambda one: counts(one) and one.payee == owner)
    return received - built.ledger.total(lambda one: counts(one) and one.payer == owner)


def _together(built: Built) -> dict[str, FlowLine]:
    """Return the streams of all projects of an owner whose take is assessed for them together."""
    found: dict[str, FlowLine] = {}
    owners = {project.owner for name, project in built.projects.items() if not _assessed_alone(built, name)}
    for owner in sorted(owners):
        mine = {"", *(name for name, project in built.projects.items() if project.owner == owner)}
        for name, tiers in (("before", ("project",)), ("after", ("project", "fiscal"))):
            found[f"together-{name}:{owner}"] = FlowLine(
                expr=_to_owner(built, owner, mine, tiers),
                kind="together",
                id=owner,
                party=owner,
                invests=True,
            )
    return found


def _assessed_alone(built: Built, name: str) -> bool:
    """Whether everything that the project's owner pays as take belongs to one project."""
    owner = built.projects[name].owner
    return all(
        payment.project
        for payment in built.ledger.payments
        if payment.tier == "fiscal" and owner in (payment.payer, payment.payee)
    )
