"""Selectors: how a clause reads lines it does not know by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from concession.lines._expr import Expr
from concession.lines._ops import Op
from concession.lines._units import Unit

__all__ = ["Selection", "Selector"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Which lines are meant: for each attribute, the values that match.

    A line matches if every attribute named in ``match`` has one of its values, and none named in
    ``exclude`` has.

    >>> wanted = Selector(match={"instrument": ("royalty",), "licence": ("new", "dormant")})
    >>> wanted.matches({"instrument": "royalty", "licence": "new"})
    True
    >>> wanted.matches({"instrument": "royalty", "licence": "existing"})
    False
    >>> print(wanted)
    instrument is royalty; licence is new or dormant
    """

    match: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Attributes that go without saying when the selector is put in words: the user never wrote them.
    unsaid: tuple[str, ...] = ()

    def matches(self, attributes: Mapping[str, str]) -> bool:
        """Whether a line with these attributes is meant."""
        return all(attributes.get(key) in values for key, values in self.match.items()) and not any(
            attributes.get(key) in values for key, values in self.exclude.items()
        )

    def __str__(self) -> str:
        said = {key: values for key, values in self.match.items() if key not in self.unsaid}
        wanted = [f"{key} is {' or '.join(values)}" for key, values in said.items()]
        unwanted = [f"{key} is not {' or '.join(values)}" for key, values in self.exclude.items()]
        return "; ".join([*wanted, *unwanted]) or "every line"


class Selection(Expr):
    """The sum of the lines that a selector matches, known once every clause has added its lines."""

    __slots__ = ("allow_empty", "matched", "resolved", "selector")

    def __init__(self, selector: Selector, unit: Unit, *, allow_empty: bool) -> None:
        super().__init__(Op.SUM, (), unit, selector)
        self.selector = selector
        self.allow_empty = allow_empty
        #: The names of the lines that matched, in the order in which they were made.
        self.matched: tuple[str, ...] = ()
        #: Whether the graph is finished, so that the sum is of what matched and not of nothing.
        self.resolved = False
