"""The closed list of steps that a waterfall may take.

==================  ==========================================================================
return_of_capital   what a party put in, until it has it back
preferred           an amount and a yearly return on it, until both are paid
catch_up            profit to one party until it has its stated part of all profit so far
split               a stated total, divided by shares that add up to one
remainder           everything left, divided by shares that add up to one; always the last
==================  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from concession.clauses._parties_of import parts_of_one
from concession.clauses._said import WordOf
from concession.clauses._scope import Scope, Term
from concession.clauses._terms import TermList
from concession.deal import (
    Choice,
    Context,
    Id,
    MapOf,
    Node,
    Value,
    ValueOf,
    as_choice,
    as_list,
    as_mapping,
    field_of,
    read_fields,
    schema_of,
)
from concession.deal import Mapping as MappingNode
from concession.errors import ConcessionError
from concession.lines import Expr, Line, add_up, latch, maximum, minimum, prev, running

__all__ = [
    "STEPS",
    "CatchUp",
    "Flow",
    "Preferred",
    "Remainder",
    "ReturnOfCapital",
    "Split",
    "Step",
    "StepList",
]


@dataclass(kw_only=True)
class Flow:
    """What is left as the steps go, and what each party has had as profit."""

    scope: Scope
    left: Expr
    profit: dict[str, list[Expr]] = field(default_factory=dict)
    totals: dict[str, Line] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)

    def name(self, word: str) -> str:
        """Return a name for a step: its word, numbered from the second one on."""
        self.names[word] = self.names.get(word, 0) + 1
        return word if self.names[word] == 1 else f"{word}-{self.names[word]}"

    def pay(self, part: str, amount: Expr, party: str, *, profit: bool = True) -> Line:
        """Add a payment out of what is left."""
        paid = self.scope.pay(part, amount, payee=party, instrument="distribution")
        self.left = self.left - paid
        if profit:
            self.profit.setdefault(party, []).append(paid)
        return paid

    def profit_before(self, party: str) -> Expr:
        """Return a party's profit up to the steps before this one, earlier periods included."""
        scope = self.scope
        if party not in self.totals:
            self.totals[party] = scope.forward(f"profit.{party}", scope.currency)
        now = add_up(self.profit.get(party, []), scope.currency)
        return prev(running(self.totals[party])) + now

    def close(self) -> None:
        """Say what each party's profit of a period is, now that all steps are known."""
        for party, line in self.totals.items():
            line.define(add_up(self.profit.get(party, []), self.scope.currency))


STEPS: dict[str, type[Step]] = {}
S = TypeVar("S", bound="type[Step]")


def _step(word: str) -> Callable[[S], S]:
    def register(cls: S) -> S:
        cls.word = word
        STEPS[word] = cls
        return cls

    return register


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a waterfall."""

    word: ClassVar[str] = ""

    def take(self, flow: Flow) -> None:
        """Take the step's claim out of what is left."""
        raise NotImplementedError


@_step("return_of_capital")
@dataclass(frozen=True, kw_only=True)
class ReturnOfCapital(Step):
    """What a party put in, until it has it back."""

    to: str = field_of(Id("party"), "Who is paid.")
    capital: tuple[Term, ...] = field_of(TermList(), "The lines that it put in.")

    def take(self, flow: Flow) -> None:
        """Pay back capital, as far as what is left allows."""
        scope, name = flow.scope, flow.name(self.word)
        unreturned = scope.account(
            f"{name}.unreturned", scope.currency, kind="claim", holder=self.to, debtor=scope.payer
        )
        scope.ledger.limited.add(unreturned.name)
        added = unreturned.credit(scope.line(f"{name}.capital", scope.terms(self.capital)))
        paid = flow.pay(name, minimum(flow.left, unreturned.opening + added), self.to, profit=False)
        unreturned.debit(paid)


@_step("preferred")
@dataclass(frozen=True, kw_only=True)
class Preferred(Step):
    """An amount and a yearly return on it, until both are paid.

    Simple: the return is earned on the unpaid amount alone. Compound: on unpaid returns as well. The
    claim can be paid only out of what the waterfall has.
    """

    to: str = field_of(Id("party"), "Who is paid.")
    amount: Value | None = field_of(
        ValueOf("money"), "The amount at the start; none where nothing is said.", default=None
    )
    opened_by: tuple[Term, ...] = field_of(
        TermList(), "Stocks that the claim opens with, such as `past_aid.credited`.", default=()
    )
    added: tuple[Term, ...] = field_of(
        TermList(), "Lines that add to it as time goes, such as new aid that is credited.", default=()
    )
    rate: Value = field_of(ValueOf("rate"), "The yearly return.")
    method: Value = field_of(WordOf(("simple", "compound")), "Whether unpaid returns earn a return.")
    order: str = field_of(
        Choice(("return-first", "amount-first")),
        "Whether payments meet returns or the amount first.",
        default="return-first",
    )

    def take(self, flow: Flow) -> None:
        """Pay returns and the amount, as far as what is left allows."""
        scope, name = flow.scope, flow.name(self.word)
        initial: Expr = scope.terms(self.opened_by)
        if self.amount is not None:
            initial = initial + scope.value(self.amount) if self.opened_by else scope.value(self.amount)
        amount = scope.account(
            f"{name}.amount", scope.currency, initial=initial, kind="claim", holder=self.to,
            debtor=scope.payer,
        )  # fmt: skip
        returns = scope.account(
            f"{name}.return", scope.currency, kind="claim", holder=self.to, debtor=scope.payer
        )
        scope.ledger.limited.update((amount.name, returns.name))
        added = amount.credit(scope.line(f"{name}.added", scope.terms(self.added)))
        base = amount.opening + returns.opening if self.method.text == "compound" else amount.opening
        rate = scope.value(self.rate) * scope.timeline.step
        earned = returns.accrue(scope.line(f"{name}.earned", rate * base))
        owed_return = returns.opening + earned
        owed_amount = amount.opening + added
        owed = scope.line(f"{name}.owed", owed_return + owed_amount, stock=True)
        paid = flow.pay(name, minimum(flow.left, owed), self.to)
        first, last = (
            (owed_return, returns) if self.order == "return-first" else (owed_amount, amount),
            amount if self.order == "return-first" else returns,
        )
        to_first = scope.line(f"{name}.first", minimum(paid, first[0]))
        first[1].debit(to_first)
        last.debit(scope.line(f"{name}.second", paid - to_first))
        scope.line(f"{name}.outstanding", owed - paid, stock=True)
        scope.line(f"{name}.repaid", latch(paid >= owed))


@_step("catch_up")
@dataclass(frozen=True, kw_only=True)
class CatchUp(Step):
    """Profit to one party until it has its stated part of all profit so far.

    With L and G what the others and the party have had so far, and of each unit of the step c to the
    party and 1 − c to the others, (G + c z) ÷ (G + L + z) = t gives z = (t (G + L) − G) ÷ (c − t). What the
    others have had is profit once they have back what they put in: a `return_of_capital` pays that apart;
    where a `preferred` step pays it together with its return, `put_in` says what it was.
    """

    to: str = field_of(Id("party"), "Who catches up.")
    others: str = field_of(Id("party"), "Whose profit it catches up with.")
    target: Value = field_of(ValueOf("share", dated=False), "The part of all profit that it catches up to.")
    share: Value = field_of(
        ValueOf("share", dated=False), "Its part of what this step pays: 100 % is a full catch-up."
    )
    put_in: tuple[Term, ...] = field_of(
        TermList(),
        "Lines that the others put in, where steps before pay that back as part of what they pay: only what "
        "they have had beyond it is profit.",
        default=(),
    )

    def take(self, flow: Flow) -> None:
        """Pay until the target is reached."""
        scope, name = flow.scope, flow.name(self.word)
        target, share = self.target.quantity, self.share.quantity
        if target is None or share is None or target.high >= share.low:
            raise ConcessionError.of(
                "E632", "a catch-up must pay more than its target", "raise 'share' above 'target'"
            )
        mine, theirs = flow.profit_before(self.to), flow.profit_before(self.others)
        if self.put_in:
            put_in = scope.line(f"{name}.put_in", running(scope.terms(self.put_in)), stock=True)
            theirs = maximum(theirs - put_in, 0)
        goal, part = scope.value(self.target), scope.value(self.share)
        missing = maximum((goal * (mine + theirs) - mine) / (part - goal), 0)
        taken = scope.line(f"{name}.total", minimum(flow.left, missing))
        to_self = scope.line(f"{name}.own", taken * part)
        flow.pay(name, to_self, self.to)
        flow.pay(f"{name}.{self.others}", taken - to_self, self.others)


@_step("split")
@dataclass(frozen=True, kw_only=True)
class Split(Step):
    """A stated total, divided by shares that add up to one; what exceeds it goes on."""

    shares: Mapping[str, Value] = field_of(
        MapOf(ValueOf("share", dated=False)), "The parties and their shares, which add up to one."
    )
    up_to: Value | None = field_of(ValueOf("money"), "The total that the step pays over time.", default=None)
    part: Value | None = field_of(
        ValueOf("share"), "The part of what is left that the step divides.", default=None
    )

    def take(self, flow: Flow) -> None:
        """Divide the total, the part, or the less of both."""
        scope, name = flow.scope, flow.name(self.word)
        if self.up_to is None and self.part is None:
            raise ConcessionError.of(
                "E631",
                "a split without a limit leaves nothing for the steps after it",
                "add 'up_to: AMOUNT' or 'part: SHARE', or make it the remainder",
            )
        shares = parts_of_one(scope, self.shares, "the split")
        taken = flow.left if self.part is None else flow.left * scope.value(self.part)
        if self.up_to is not None:
            total = scope.forward(f"{name}.total", scope.currency)
            room = maximum(scope.value(self.up_to) - prev(running(total)), 0)
            taken = total.define(minimum(taken, room))
        else:
            taken = scope.line(f"{name}.total", taken)
        _divide(flow, name, taken, shares)


@_step("remainder")
@dataclass(frozen=True, kw_only=True)
class Remainder(Step):
    """Everything left, divided by shares that add up to one."""

    shares: Mapping[str, Value] = field_of(
        MapOf(ValueOf("share", dated=False)), "The parties and their shares, which add up to one."
    )

    def take(self, flow: Flow) -> None:
        """Divide what is left."""
        name = flow.name(self.word)
        shares = parts_of_one(flow.scope, self.shares, "the remainder")
        _divide(flow, name, flow.scope.line(f"{name}.total", flow.left), shares)


def _divide(flow: Flow, name: str, total: Line, shares: Mapping[str, Expr]) -> None:
    """Pay each party its share; the last one what the others leave, to the cent."""
    rest: Expr = total
    *first, last = shares
    for party in first:
        rest = rest - flow.pay(f"{name}.{party}", total * shares[party], party)
    flow.pay(f"{name}.{last}", rest, last)


@dataclass(frozen=True, slots=True)
class StepList:
    """The steps of a waterfall, each a mapping with ``step:`` and the terms of its kind."""

    def read(self, node: Node, context: Context) -> tuple[Step, ...]:
        """Return the steps; E203 where one does not say what it is."""
        steps = []
        for number, item in enumerate(as_list(node, context.problems, path=context.path)):
            here = context.below(str(number))
            mapping = as_mapping(item, context.problems, path=here.path)
            kind = mapping.get("step")
            if kind is None:
                words = ", ".join(STEPS)
                context.problems.add(
                    "E203", "'step' is missing", f"add 'step:' with one of {words}", here.path, item.place
                )
                continue
            word = as_choice(kind, tuple(STEPS), context.problems, path=f"{here.path}.step")
            if not word:
                continue
            found = read_fields(STEPS[word], _without_step(mapping), here)
            if found is not None:
                steps.append(found)
        return tuple(steps)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        kinds = [schema_of(cls, step=word) for word, cls in STEPS.items()]
        return {"type": "array", "items": {"anyOf": kinds}}

    def describe(self) -> str:
        """Return in a few words what may be written."""
        return f"list of steps: {', '.join(f'`{word}`' for word in STEPS)}"


def _without_step(mapping: MappingNode) -> MappingNode:
    return mapping.without("step")
