"""The head of a case: its periods, conventions, parties, groups and published results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concession.deal import (
    Choice,
    Currency,
    Dated,
    DateText,
    Flag,
    Id,
    ListOf,
    MapOf,
    PeriodText,
    SaidStatement,
    SaidTerm,
    SaidText,
    Struct,
    Text,
    TimedOf,
    TimedValue,
    Value,
    ValueOf,
    Whole,
    field_of,
)
from concession.ledger import PARTY_KINDS
from concession.model._switches import Switch

__all__ = ["Conventions", "Head", "Periods", "Published", "SaidGroup", "SaidParty"]


@dataclass(frozen=True, kw_only=True)
class Periods:
    """The periods of a case."""

    start: str = field_of(PeriodText(), "The first period.")
    periods: int = field_of(Whole(1, 2400), "How many periods there are.")
    per: str = field_of(Choice(("year", "quarter", "month")), "The length of a period.", default="year")
    year_one: str = field_of(
        PeriodText(),
        "The calendar year of year 1 in series and tables with project years (-2, -1, 1, 2).",
        default="",
    )


@dataclass(frozen=True, kw_only=True)
class Conventions:
    """Choices that change numbers, stated once for all drafts."""

    valuation_date: Dated = field_of(DateText(), "The date to which values are discounted.")
    information_date: Dated | None = field_of(
        DateText(), "The date up to which facts are known; later ones are forecasts.", default=None
    )
    discounting: str = field_of(
        Choice(("start", "middle", "end")), "At which moment of a period its cash counts for discounting."
    )
    money: str = field_of(
        Choice(("nominal", "real")),
        "Whether amounts are in money of their day or of one year.",
        default="nominal",
    )
    common_rate: Value = field_of(
        ValueOf("rate"), "The yearly rate at which every party is valued beside its own."
    )
    rate_basis: str = field_of(
        Text(), "What the rates are: before or after tax, and which risks they contain.", default=""
    )
    risks_in_rate: tuple[str, ...] = field_of(
        ListOf(Id("input")), "Inputs of the outlook whose risk the rates contain already.", default=()
    )
    exchange: Mapping[str, TimedValue] = field_of(
        MapOf(TimedOf("any")),
        "What one unit of another currency (or of real money) is worth in the reporting currency.",
        default={},
    )
    horizon_value: str = field_of(
        Choice(("nil", "book")),
        "What claims left at the end are worth, in a column of their own.",
        default="nil",
    )


@dataclass(frozen=True, kw_only=True)
class SaidParty:
    """A party as the file states it."""

    name: str = field_of(Text(), "Its name.")
    kind: str = field_of(Choice(PARTY_KINDS), "What it is.")
    rate: Value | None = field_of(
        ValueOf("rate"),
        "The yearly rate at which it values money; the common rate where nothing is said.",
        default=None,
    )
    note: str = field_of(Text(), "A remark.", default="")


@dataclass(frozen=True, kw_only=True)
class SaidGroup:
    """Parties reported together, as the file states them."""

    name: str = field_of(Text(), "Its name.")
    members: tuple[str, ...] = field_of(ListOf(Id("party")), "The parties in it.")
    perimeter: str = field_of(Text(), "What is inside and what is not, in words that are printed.")


@dataclass(frozen=True, kw_only=True)
class Published:
    """A result that a document prints, to stand beside ours."""

    title: str = field_of(Text(), "What it is, in words.")
    measure: str = field_of(
        Choice(("npv_pre_tax", "npv_post_tax", "irr_pre_tax", "irr_post_tax", "line", "total", "share")),
        "Which of our results it is to be compared with; `total` is the sum of a line over its periods.",
    )
    project: str = field_of(Id("project"), "The project; the only one where nothing is said.", default="")
    draft: str = field_of(
        Id("draft"), "The draft it belongs to; the first one where nothing is said.", default=""
    )
    value: Value | None = field_of(ValueOf("any"), "The number as printed.", default=None)
    rate: Value | None = field_of(
        ValueOf("rate"), "The yearly rate of an NPV; the project owner's where nothing is said.", default=None
    )
    line: str = field_of(Text(), "The line, where the result is printed period by period.", default="")
    over: str = field_of(Text(), "The line that a share is taken of.", default="")
    values: TimedValue | None = field_of(TimedOf("any"), "The numbers as printed, by period.", default=None)
    since: str = field_of(PeriodText(), "The first period compared.", default="", key="from")
    until: str = field_of(PeriodText(), "The last period compared.", default="")
    tolerance: Value = field_of(
        ValueOf("any"), "How far apart the two may be: a share of the printed number, or an amount."
    )
    source: tuple[str, ...] = field_of(ListOf(Id("source")), "Where it is printed.", default=())
    note: str = field_of(Text(), "Why it differs, where it does.", default="")


@dataclass(frozen=True, kw_only=True)
class Head:
    """What the main file of a case says, apart from projects, outlook, sources and drafts."""

    title: str = field_of(Text(), "The name of the case.")
    summary: str = field_of(Text(), "What it is, in a few sentences.", default="")
    illustrative: bool = field_of(
        Flag(), "Whether it rests on assumptions so far that every export must say so.", default=False
    )
    currency: str = field_of(Currency(), "The currency that results are reported in.")
    timeline: Periods = field_of(Struct(Periods), "The periods.")
    conventions: Conventions = field_of(Struct(Conventions), "Choices that change numbers.")
    parties: Mapping[str, SaidParty] = field_of(MapOf(Struct(SaidParty)), "Who takes part.")
    groups: Mapping[str, SaidGroup] = field_of(
        MapOf(Struct(SaidGroup)), "Who is reported together.", default={}
    )
    published: Mapping[str, Published] = field_of(
        MapOf(Struct(Published)), "Results that documents print.", default={}
    )
    texts: Mapping[str, SaidText] = field_of(
        MapOf(Struct(SaidText)),
        "Texts that statements were read from; or a file texts.yaml, or one each in texts/.",
        default={},
    )
    vocabulary: Mapping[str, SaidTerm] = field_of(
        MapOf(Struct(SaidTerm)), "The terms that statements bear on; or a file vocabulary.yaml.", default={}
    )
    principals: Mapping[str, tuple[str, ...]] = field_of(
        MapOf(ListOf(Text())),
        "Names and roles of those who speak for a party or group, by its id; or a file principals.yaml.",
        default={},
    )
    statements: Mapping[str, SaidStatement] = field_of(
        MapOf(Struct(SaidStatement)), "Who said what; or a file statements.yaml.", default={}
    )
    inbox: Mapping[str, Mapping[str, SaidStatement]] = field_of(
        MapOf(MapOf(Struct(SaidStatement))),
        "Statements that were read from texts, for a person to accept; or a file each in inbox/.",
        default={},
    )
    switches: Mapping[str, Switch] = field_of(
        MapOf(Struct(Switch)),
        "What the case could assume that a deal adds: off by default, the same for every draft.",
        default={},
    )
    futures: int = field_of(
        Whole(1, 10_000_000), "How many futures are run where nothing is said.", default=1000
    )
    seed: int = field_of(Whole(0, 2_000_000_000), "The seed of all draws where nothing is said.", default=1)

    def said(self) -> tuple[SaidStatement, ...]:
        """Return all statements of the case, those of the inbox after the others."""
        return (*self.statements.values(), *(one for held in self.inbox.values() for one in held.values()))
