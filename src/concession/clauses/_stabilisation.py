"""Stabilisation: which later changes of law do not touch the deal, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from concession.clauses._clause import Clause, clause_kind
from concession.clauses._plan import Fence
from concession.clauses._said import WordOf
from concession.deal import Choice, Dated, DateText, Id, ListOf, MapOf, Text, Value, ValueOf, Whole, field_of
from concession.errors import ConcessionError
from concession.ledger import Hold, middle_of
from concession.lines import Timeline

__all__ = ["ALL", "Stabilisation"]

#: What ``freezes`` says where every clause of the draft is frozen.
ALL = "all"


def _word(doc: str) -> Value | None:
    found: Value | None = field_of(WordOf(), doc, default=None)
    return found


@clause_kind("stabilisation")
@dataclass(frozen=True, kw_only=True)
class Stabilisation(Clause):
    """Which later changes of law do not touch the deal; with `freezes`, it changes what is paid.

    Each period whose middle lies in its term reads the law of one day: of terms that change at dates
    (`since`) what held then, of rates by period what they were then, and clauses that were not in force then
    (`in_force`) do not apply. Terms that change with a price or a profit go on doing so. Without `freezes` it
    moves no money, and its words are compared like those of other terms.
    """

    formula: ClassVar[str] = (
        "in each period of its term: frozen term = the term as the law of the day had it; "
        "rate = frozen rate + premium, or the rate that is stated instead"
    )
    reference: ClassVar[str] = (
        "stabilisation and legal stability agreements: Chile Decree Law 600 (a higher fixed rate), "
        "Peru General Mining Law (frozen rates and a premium)"
    )

    covers: Value | None = _word("What is protected, in words.")
    against: Value | None = _word("From which changes, in words.")
    tax: Value | None = _word("Which income or trade is free of tax or tariff.")
    freezes: tuple[str, ...] = field_of(
        ListOf(Id("clause")), "The clauses that it freezes, by id, or `all`.", default=()
    )
    law_of: Dated | None = field_of(DateText(), "The day whose law is read in its term.", default=None)
    begins: Dated | None = field_of(
        DateText(),
        "The first day of its term; that of the law where nothing is said.",
        default=None,
        key="from",
    )
    ends: Dated | None = field_of(
        DateText(), "The last day of its term; without end where nothing is said.", default=None, key="until"
    )
    years: int = field_of(Whole(1, 200), "The length of its term, instead of `until`.", default=0)
    premium: Mapping[str, Value] = field_of(
        MapOf(ValueOf("any", dated=False)),
        "What is added to the `rate` of frozen clauses, as the price of stability.",
        default={},
    )
    instead: Mapping[str, Value] = field_of(
        MapOf(ValueOf("any", dated=False)),
        "What stands in the place of the `rate` of frozen clauses.",
        default={},
    )
    later_law: str = field_of(
        Choice(("does-not-apply", "applies-if-less")),
        "Whether the law of a later period applies where it takes less: the lower of its `rate`, or of its "
        "table's, and the frozen one; a clause that is repealed goes.",
        default="does-not-apply",
    )
    projects: tuple[str, ...] = field_of(
        ListOf(Id("project")), "The projects that enjoy it; all where nothing is said.", default=()
    )
    parties: tuple[str, ...] = field_of(
        ListOf(Id("party")), "The payers that enjoy it; all where nothing is said.", default=()
    )
    granted_by: str = field_of(Text(), "Who grants it.", default="")

    def reads(self) -> tuple[str, ...]:
        """Return no lines: the clauses that it names are frozen, not read."""
        return ()

    @property
    def term(self) -> tuple[date, date]:
        """The first and last day of the term.

        Raises
        ------
        ConcessionError
            E612 where the day of the law is missing, or the end is said twice; E627 where it ends before it
            begins.
        """
        if self.law_of is None:
            raise ConcessionError.of(
                "E612", "it freezes clauses, but does not say at which day", "add 'law_of: DATE'"
            )
        if self.ends is not None and self.years:
            raise ConcessionError.of("E612", "it has both 'until' and 'years'", "leave one of them out")
        first = (self.begins or self.law_of).day
        last = date.max
        if self.ends is not None:
            last = self.ends.last
        elif self.years:
            last = _years_later(first, self.years) - timedelta(days=1)
        if last < first:
            raise ConcessionError.of("E627", f"it ends on {last}, before it begins", "correct one of them")
        return first, last

    def freezes_clause(self, name: str) -> bool:
        """Return whether it freezes a clause."""
        return ALL in self.freezes or name in self.freezes

    def hold_for(self, said_by: str, name: str, timeline: Timeline) -> Hold | None:
        """Return how it holds the law of a clause; None where its term has no period of the case.

        Parameters
        ----------
        said_by
            Its own id.
        name
            The clause that it freezes.
        timeline
            The periods of the case.
        """
        begins, ends = self.term
        inside = [k for k, period in enumerate(timeline.labels) if begins <= middle_of(period) <= ends]
        if not inside or self.law_of is None:
            return None
        return Hold(
            clause=said_by,
            day=self.law_of.day,
            first=inside[0],
            last=inside[-1],
            premium=self.premium.get(name),
            instead=self.instead.get(name),
            better=self.later_law == "applies-if-less",
        )

    def enjoyed(self, fence: Fence, payer: str) -> bool:
        """Return whether what is assessed in a ring fence is frozen.

        Raises
        ------
        ConcessionError
            E626 where that holds for some of its projects or owners only.
        """
        if not fence.projects:
            return not self.projects and (not self.parties or payer in self.parties)
        covered = {
            (not self.projects or one.id in self.projects)
            and (not self.parties or (payer or one.owner) in self.parties)
            for one in fence.projects
        }
        if len(covered) > 1:
            raise ConcessionError.of(
                "E626",
                f"a stabilisation covers a part of {fence} only",
                "give the clause a narrower 'ring_fence', or cover all of it",
            )
        return covered.pop()

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield each clause that it names, with the term that names it."""
        yield from ((name, "freezes") for name in self.freezes if name != ALL)
        yield from ((name, "premium") for name in self.premium)
        yield from ((name, "instead") for name in self.instead)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)
