"""What a deal is assumed to change in the outlook: a return to war made rarer, a peace made sooner."""

from __future__ import annotations

from dataclasses import dataclass

from concession.clauses._clause import Clause, clause_kind
from concession.deal import Id, Value, ValueOf, field_of

__all__ = ["Deterrence"]


@clause_kind("deterrence")
@dataclass(frozen=True, kw_only=True)
class Deterrence(Clause):
    """A factor on the rate at which something happens, which this draft is assumed to bring about.

    It moves no money. The same random numbers are used with and without it: two drafts differ only in
    the futures in which it matters.
    """

    formula = "rate of the outlook × factor, in all periods"

    input: str = field_of(Id("input"), "The chain or the event of the outlook.")
    before: str = field_of(Id("state"), "The state that is left, of a chain.", default="", key="from")
    after: str = field_of(Id("state"), "The state that is reached, of a chain.", default="", key="to")
    factor: Value = field_of(
        ValueOf("any"), "What the rate is multiplied by: below one it deters, above one it hastens."
    )
