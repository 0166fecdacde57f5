"""Identities that every run is checked against: payments conserve, accounts stay above their floor."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from concession.analysis._flows import BALANCE, MOVED, FlowLine, flow_lines
from concession.engine import Inputs, Reduced, ReferenceExecutor
from concession.errors import ConcessionError
from concession.lines import Account, Expr, add_up, compile_program, ratio, running
from concession.model import Built, Case, still_names

__all__ = ["CHECKS", "CONSERVATION", "check_block", "identity_lines"]

#: The name of the line that holds less than nothing where payments do not conserve.
CHECKS = "conservation"
#: What all payments add up to may be this share of their sizes; above it the run stops. Balances may be
#: this share of what stands on the account below their floor.
CONSERVATION = 1e-9


def identity_lines(built: Built, known: Mapping[str, FlowLine] | None = None) -> dict[str, Expr]:
    """Return lines that are never below nothing, by more than rounding, if the identities hold.

    ``known`` are the draft's :func:`flow_lines`, where they are at hand.
    """
    flows = known or flow_lines(built)
    lines = {CHECKS: -ratio(abs(flows[BALANCE].expr), flows[MOVED].expr)}
    for account in built.graph.accounts.values():
        if account.floor is not None:
            lines[_name(account)] = _headroom(account)
    return lines


def _name(account: Account) -> str:
    return f"headroom {account.name}"


def _headroom(account: Account) -> Expr:
    """Return how far the closing balance is above the floor, beside all that went through the account.

    What was paid in and out again leaves a balance of nothing but rounding, which may stay for good.
    """
    closing = account.closing if not account.floor else account.closing - account.floor
    passed = abs(account.opening) + abs(account.closing)
    if account.credits or account.accruals:
        passed = passed + running(add_up([abs(one) for one in (*account.credits, *account.accruals)]))
    return ratio(closing, passed)


def check_block(case: Case, built: Built, inputs: Inputs, moving: frozenset[str], block: Reduced) -> None:
    """Raise what a block breaks: E704 for conservation, E705 for an account, named with its place."""
    if block.lows[CHECKS] < -CONSERVATION:
        clauses = ", ".join(payment.name for payment in built.ledger.payments)
        error = -block.lows[CHECKS]
        raise ConcessionError.of("E704", f"payments do not add up to nothing (off by {error:.2g}): {clauses}")
    for account in built.graph.accounts.values():
        if account.floor is not None and block.lows[_name(account)] < -CONSERVATION:
            raise _below(case, built, account, inputs, moving, block)


def _below(
    case: Case, built: Built, account: Account, inputs: Inputs, moving: frozenset[str], block: Reduced
) -> ConcessionError:
    """Return the error for an account below its floor, once the reference has found where."""
    name = _name(account)
    program = compile_program(built.graph, [account.closing.name], {name: _headroom(account)})
    program = program.fixing(still_names(program, moving))
    values = ReferenceExecutor(program, inputs).collect(block.futures)
    period, future = (int(x) for x in np.argwhere(values[name] < -CONSERVATION)[0])
    closing = values[account.closing.name]
    amount = closing[period, future if closing.shape[1] > 1 else 0]
    return ConcessionError.of(
        "E705",
        f"'{account.name}' falls to {amount:.6g} in {case.timeline.labels[period]}, "
        f"future {block.futures.start + future}",
        "a clause takes more from it than it holds",
        path=account.name,
    )
