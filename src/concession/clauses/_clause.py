"""What every clause has, and the register of the kinds that files may name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from concession.clauses._scope import Scope
from concession.clauses._terms import names_read
from concession.deal import (
    Choice,
    Dated,
    DateText,
    Flag,
    Id,
    ListOf,
    PeriodText,
    Struct,
    Text,
    Value,
    ValueOf,
    field_of,
)
from concession.ledger import Tier
from concession.lines import Unit

__all__ = ["KINDS", "Clause", "Force", "MoneyClause", "clause_kind"]

#: The kinds of clause by the word that files use.
KINDS: dict[str, type[Clause]] = {}

C = TypeVar("C", bound="type[Clause]")


def clause_kind(word: str) -> Callable[[C], C]:
    """Register a class as the clause that files call ``word``."""

    def register(cls: C) -> C:
        cls.word = word
        KINDS[word] = cls
        return cls

    return register


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One term of a draft."""

    word: ClassVar[str] = ""
    #: Formula and order of operations in words, for the reference pages.
    formula: ClassVar[str] = ""
    #: Where the formula comes from.
    reference: ClassVar[str] = ""

    title: str = field_of(Text(), "What the clause is called in tables and charts.", default="")
    text: str = field_of(Text(), "The term in words, where words say more than numbers.", default="")

    def reads(self) -> tuple[str, ...]:
        """Return the names of the lines that the clause reads, as far as its terms name any."""
        return names_read(self)

    def unit_said(self) -> Unit | None:
        """Return the unit of the line that bears the clause's name, where its terms state one."""
        return None

    def build(self, scope: Scope) -> None:
        """Add the clause's lines to the ledger; a clause without money adds none."""


@dataclass(frozen=True, kw_only=True)
class Force:
    """Since when a law is in force, and until when."""

    since: Dated | None = field_of(
        DateText(), "The first day; ever since where nothing is said.", default=None
    )
    until: Dated | None = field_of(
        DateText(), "The last day; without end where nothing is said.", default=None
    )


@dataclass(frozen=True, kw_only=True)
class MoneyClause(Clause):
    """A clause that makes payments, project by project unless its ring fence is wider."""

    #: The ring fence of the kind, where the file states none.
    fence: ClassVar[str] = "project"
    #: Where its payments stand unless they count as a cost.
    tier: ClassVar[Tier] = "fiscal"

    payer: str = field_of(
        Id("party"), "Who pays; the owner of the project where nothing is said.", default=""
    )
    payee: str = field_of(Id("party"), "Who receives; the treasury where there is just one.", default="")
    projects: tuple[str, ...] = field_of(
        ListOf(Id("project")), "The projects it applies to; all where nothing is said.", default=()
    )
    licences: tuple[str, ...] = field_of(
        ListOf(Choice(("existing", "dormant", "new"))),
        "It applies only to projects whose licence has one of these states.",
        default=(),
    )
    regions: tuple[str, ...] = field_of(
        ListOf(Id("region")), "It applies only to projects in these regions.", default=()
    )
    ring_fence: str = field_of(
        Choice(("project", "licence", "company", "deal")),
        "Whether it is assessed for each project, for all projects on one licence or of one company, or for "
        "the deal.",
        default="",
    )
    counts_as: str = field_of(
        Choice(("cost", "take")),
        "Whether its payments are a cost of the project, and so in `pre_tax_cash`, or a take of law and "
        "contract.",
        default="take",
    )
    starts: str = field_of(PeriodText(), "The first period in which it applies.", default="", key="from")
    ends: str = field_of(PeriodText(), "The last period in which it applies.", default="", key="until")
    law_in_force: Force | None = field_of(
        Struct(Force),
        "Since when the law that it states is in force, and until when: it applies in the periods whose "
        "middle lies between, whatever the case's first and last.",
        default=None,
        key="in_force",
    )
    currency: str = field_of(
        Text(),
        "The currency in which it is assessed, with its balances; the reporting currency where nothing is "
        "said.",
        default="",
    )
    in_kind: bool = field_of(
        Flag(),
        "Whether it is paid in kind: its amount is the value at which both sides book it.",
        default=False,
    )
    cost_to_giver: Value | None = field_of(
        ValueOf("share"), "What a payment in kind costs the giver, as a share of its amount.", default=None
    )
    worth_to_receiver: Value | None = field_of(
        ValueOf("share"),
        "What a payment in kind is worth to the receiver, as a share of its amount.",
        default=None,
    )
