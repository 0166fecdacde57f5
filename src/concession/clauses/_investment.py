"""What a fund invests in: a named project, or a pool with an assumed return, loss and exit."""

from __future__ import annotations

from dataclasses import dataclass

from concession.clauses._scope import Scope
from concession.deal import Id, Struct, Value, ValueOf, field_of
from concession.errors import ConcessionError, nearest
from concession.lines import Account, Expr, Line, Selector, add_up, maximum, minimum, prev, ratio, running

__all__ = ["Asset", "Investment", "Taxes"]


@dataclass(frozen=True, kw_only=True)
class Taxes:
    """Taxes that what was invested in pays: they are a receipt of the budget, the investment is not."""

    to: str = field_of(Id("party"), "Who receives them.")
    rate: Value = field_of(ValueOf("rate"), "The yearly amount, as a rate on what is invested.")


@dataclass(kw_only=True)
class Asset:
    """An investment while the fund is built."""

    name: str
    account: Account
    invested: Line
    proceeds: Expr


@dataclass(frozen=True, kw_only=True)
class Investment:
    """A project of the case, or a pool of assets that are not modelled one by one.

    A pool's assets pay an income, grow, lose, and are sold after a holding time. A project's are the
    share of its capital spending that the fund pays, for which it gets that share of the project's cash
    after the take; they are carried at cost, less what has come back.
    """

    share: Value = field_of(
        ValueOf("share"),
        "Of a pool: the share of cash to be invested. Of a project: the share of its capital spending.",
    )
    project: str = field_of(Id("project"), "The project; a pool where nothing is said.", default="")
    investee: str = field_of(
        Id("party"), "Who is paid, and pays back; the project's owner or the world outside.", default=""
    )
    income: Value | None = field_of(
        ValueOf("rate"), "A pool's yearly income in cash, on its value.", default=None
    )
    growth: Value | None = field_of(ValueOf("rate"), "A pool's yearly growth in value.", default=None)
    loss: Value | None = field_of(ValueOf("rate"), "The yearly share of a pool that is lost.", default=None)
    hold: Value | None = field_of(
        ValueOf("duration"), "How long a pool's assets are held; never sold where nothing is said.",
        default=None,
    )  # fmt: skip
    taxes: Taxes | None = field_of(Struct(Taxes), "Taxes that a pool's assets pay to a budget.", default=None)

    def open(self, scope: Scope, name: str, fund: str) -> Asset:
        """Open the asset's account and add what comes back from it, before what is put in is known."""
        if self.project:
            return self._open_project(scope, name, fund)
        investee = self.investee or "market"
        account = scope.account(f"{name}.value", scope.currency, kind="claim", holder=fund, debtor=investee)
        invested = scope.forward(f"{name}.invested", scope.currency)
        step = scope.timeline.step
        # rounding may leave a trace below nothing when everything is sold: it earns nothing
        held_before = maximum(account.opening, 0)
        back: list[Expr] = []
        if self.income is not None:
            amount = held_before * scope.value(self.income) * step
            back.append(
                scope.pay(
                    f"{name}.income", amount, payer=investee, payee=fund, instrument="investment_income"
                )
            )
        change = self._change(scope, name, account)
        if self.hold is not None:
            held = scope.values.periods(self.hold)
            if held < 1:
                raise ConcessionError.of("E632", f"'{name}' is sold before it is bought", "hold it longer")
            there: Expr = account.opening
            amount = prev(invested, held)
            if change is not None:
                amount, there = amount * (1 + change * step) ** held, there * (1 + change * step)
            # the last of the assets is what is left, to the cent: powers round otherwise than sums
            amount = minimum(amount, maximum(there, 0))
            sold = scope.pay(f"{name}.sold", amount, payer=investee, payee=fund, instrument="investment_exit")
            account.debit(sold)
            back.append(sold)
        if self.taxes is not None:
            taxed = held_before * scope.value(self.taxes.rate) * step
            scope.pay(
                f"{name}.taxes", taxed, payer=investee, payee=self.taxes.to, instrument="taxes_of_investees",
                tier="fiscal",
            )  # fmt: skip
        return Asset(name=name, account=account, invested=invested, proceeds=add_up(back, scope.currency))

    def invest(self, scope: Scope, asset: Asset, left: Expr, whole: Expr, fund: str) -> Expr:
        """Put money in: no more than is left."""
        if self.project:
            capital = _line(scope, self.project, "capital")
            wanted = maximum(capital, 0) * scope.value(self.share)
        else:
            wanted = whole * scope.value(self.share)
        asset.invested.define(minimum(wanted, maximum(left, 0)))
        paid = scope.pay(
            f"{asset.name}.paid",
            asset.invested,
            payer=fund,
            payee=self._investee(scope),
            instrument="investment",
        )
        asset.account.credit(paid)
        return paid

    def _investee(self, scope: Scope) -> str:
        if self.investee or not self.project:
            return self.investee or "market"
        return next(project.owner for project in scope.projects if project.id == self.project)

    def _change(self, scope: Scope, name: str, account: Account) -> Expr | None:
        step = scope.timeline.step
        change: Expr | None = None
        if self.growth is not None:
            change = scope.value(self.growth)
            account.accrue(scope.line(f"{name}.growth", account.opening * change * step))
        if self.loss is not None:
            loss = scope.value(self.loss)
            account.debit(scope.line(f"{name}.lost", account.opening * loss * step))
            change = -loss if change is None else change - loss
        return change

    # -- a project -------------------------------------------------------------------------------

    def _open_project(self, scope: Scope, name: str, fund: str) -> Asset:
        for key in ("income", "growth", "loss", "hold", "taxes"):
            if getattr(self, key) is not None:
                raise ConcessionError.of(
                    "E632", f"'{key}' of a project comes from the project itself", f"delete '{key}'"
                )
        account = scope.account(
            f"{name}.cost", scope.currency, kind="claim", holder=fund, debtor=self._investee_checked(scope)
        )
        invested = scope.forward(f"{name}.invested", scope.currency)
        stake = scope.line(
            f"{name}.stake",
            ratio(prev(running(invested)), prev(running(_line(scope, self.project, "capital")))),
            stock=True,
        )
        cash = scope.line(f"{name}.cash_after_take", self._after_take(scope))
        income = scope.pay(
            f"{name}.income",
            stake * maximum(cash, 0),
            payer=self._investee(scope),
            payee=fund,
            instrument="investment_income",
        )
        account.debit(scope.line(f"{name}.returned", minimum(income, account.opening)))
        return Asset(name=name, account=account, invested=invested, proceeds=income)

    def _investee_checked(self, scope: Scope) -> str:
        known = {project.id for project in scope.projects}
        if self.project not in known:
            raise ConcessionError.of(
                "E617", f"there is no project '{self.project}' here", nearest(self.project, known)
            )
        return self._investee(scope)

    def _after_take(self, scope: Scope) -> Expr:
        """Return the project's cash less what law and contract take of it."""
        owner = self._investee(scope)
        facts = {"project": (self.project,), "tier": ("fiscal",)}
        paid = scope.select(Selector(match={**facts, "payer": (owner,)}), allow_empty=True, basis="settles")
        got = scope.select(Selector(match={**facts, "payee": (owner,)}), allow_empty=True, basis="settles")
        return _line(scope, self.project, "pre_tax_cash") - paid + got


def _line(scope: Scope, project: str, term: str) -> Line:
    for one in scope.projects:
        line = one.line(term)
        if one.id == project and line is not None:
            return line
    raise ConcessionError.of("E608", f"the project '{project}' has no line '{term}'")
