"""The graph of one deal: its named lines, its accounts, and the selections still to resolve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from concession.errors import ConcessionError, Problems, nearest
from concession.lines._expr import Expr, Number, lift, same_unit
from concession.lines._functions import add_up, prev
from concession.lines._ops import Op
from concession.lines._origin import Origin
from concession.lines._selector import Selection, Selector
from concession.lines._timeline import Timeline
from concession.lines._units import Unit

__all__ = ["Account", "Graph", "Line"]


class Line(Expr):
    """A named amount per period and future: a formula over other lines, with a unit and an origin.

    ``attributes`` are what selectors match. ``origin`` is the clause that it belongs to. ``stock``
    lines keep their last value over several periods where flows add.
    """

    __slots__ = ("attributes", "definition", "name", "note", "origin", "stock")

    def __init__(
        self,
        name: str,
        unit: Unit,
        *,
        attributes: Mapping[str, str] | None = None,
        origin: Origin | None = None,
        stock: bool = False,
        note: str = "",
    ) -> None:
        super().__init__(Op.LINE, (), unit, name)
        self.name = name
        self.attributes: Mapping[str, str] = dict(attributes or {})
        self.origin = origin
        self.stock = stock
        self.note = note
        self.definition: Expr | None = None

    def define(self, definition: Expr) -> Line:
        """Give the line its formula, once; the units must agree."""
        if self.definition is not None:
            raise ConcessionError.of("E607", f"the line '{self.name}' is defined twice")
        same_unit(f"mix the line '{self.name}' and its formula in", (self, definition), definition)
        self.definition = definition
        return self


@dataclass(kw_only=True, eq=False)
class Account:
    """A stock whose every movement is a line: closing = opening + credits + accruals − debits.

    ``kind`` is ``claim`` (one party, the ``holder``, on another, the ``debtor``) or ``memo``. Its lines
    may read :attr:`opening` before the movements are known. ``floor`` is the least
    that the closing balance may be; None leaves it free.
    """

    name: str
    closing: Line
    opening: Line
    kind: Literal["claim", "memo"] = "memo"
    holder: str = ""
    debtor: str = ""
    floor: int | None = 0
    note: str = ""
    credits: list[Expr] = field(default_factory=list)
    accruals: list[Expr] = field(default_factory=list)
    debits: list[Expr] = field(default_factory=list)

    def credit(self, amount: Expr) -> Expr:
        """Add to the account; return the amount."""
        return self._move(self.credits, amount)

    def accrue(self, amount: Expr) -> Expr:
        """Add what the balance itself earns or what indexation adds; return the amount."""
        return self._move(self.accruals, amount)

    def debit(self, amount: Expr) -> Expr:
        """Take from the account; return the amount."""
        return self._move(self.debits, amount)

    def _move(self, movements: list[Expr], amount: Expr) -> Expr:
        if self.closing.definition is not None:
            raise ConcessionError.of(
                "E607", f"the account '{self.name}' is closed: it takes no more movements"
            )
        movements.append(amount)
        return amount

    def close(self) -> None:
        """Define the closing balance from the movements so far."""
        if self.closing.definition is not None:
            return
        unit = self.closing.unit
        movements: Expr = self.opening
        for amounts in (self.credits, self.accruals):
            if amounts:
                movements = movements + add_up(amounts, unit)
        if self.debits:
            movements = movements - add_up(self.debits, unit)
        self.closing.define(movements)


class Graph:
    """All lines of one deal over one timeline.

    >>> graph = Graph(Timeline(year=2025, periods=3))
    >>> loan = graph.account("loan", Unit.of("USD"), initial=100)
    >>> paid = loan.debit(graph.line("repayment", loan.opening / 2))
    >>> graph.finish()
    >>> graph["loan.closing"].definition
    <loan.opening − repayment : USD>
    """

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.lines: dict[str, Line] = {}
        self.accounts: dict[str, Account] = {}
        self.selections: list[tuple[Selection, str]] = []

    def __getitem__(self, name: str) -> Line:
        try:
            return self.lines[name]
        except KeyError:
            raise ConcessionError.of(
                "E608", f"there is no line '{name}'", nearest(name, self.lines)
            ) from None

    def __contains__(self, name: str) -> bool:
        return name in self.lines

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines.values())

    def forward(
        self,
        name: str,
        unit: Unit,
        *,
        attributes: Mapping[str, str] | None = None,
        origin: Origin | None = None,
        stock: bool = False,
        note: str = "",
    ) -> Line:
        """Declare a line whose formula follows, so that others (and itself, earlier) may be read."""
        if name in self.lines:
            raise ConcessionError.of("E607", f"two lines are named '{name}'", "rename one of the clauses")
        line = Line(name, unit, attributes=attributes, origin=origin, stock=stock, note=note)
        self.lines[name] = line
        return line

    def line(
        self,
        name: str,
        definition: Expr,
        *,
        attributes: Mapping[str, str] | None = None,
        origin: Origin | None = None,
        stock: bool = False,
        note: str = "",
    ) -> Line:
        """Add a line with its formula."""
        return self.forward(
            name, definition.unit, attributes=attributes, origin=origin, stock=stock, note=note
        ).define(definition)

    def account(
        self,
        name: str,
        unit: Unit,
        *,
        initial: Expr | Number = 0,
        kind: Literal["claim", "memo"] = "memo",
        holder: str = "",
        debtor: str = "",
        floor: int | None = 0,
        origin: Origin | None = None,
        note: str = "",
    ) -> Account:
        """Open an account: its lines are ``NAME.opening`` and ``NAME.closing``."""
        closing = self.forward(f"{name}.closing", unit, origin=origin, stock=True, note=note)
        start = lift(initial, closing) if initial == 0 else lift(initial)
        if start.unit != unit and start.unit.dimensionless and start.op is Op.CONST:
            start = Expr(Op.CONST, (), unit, start.data)
        opening = self.line(f"{name}.opening", prev(closing, 1, start), origin=origin, stock=True)
        account = Account(
            name=name,
            closing=closing,
            opening=opening,
            kind=kind,
            holder=holder,
            debtor=debtor,
            floor=floor,
            note=note,
        )
        self.accounts[name] = account
        return account

    def select(self, selector: Selector, unit: Unit, *, reader: str, allow_empty: bool = False) -> Selection:
        """Return the sum of the lines that match, resolved by :meth:`finish`; ``reader`` asks for it."""
        selection = Selection(selector, unit, allow_empty=allow_empty)
        self.selections.append((selection, reader))
        return selection

    def finish(self) -> None:
        """Close the accounts, resolve the selections, and report every line left without a formula."""
        problems = Problems()
        for account in self.accounts.values():
            try:
                account.close()
            except ConcessionError as error:
                problems.extend(error, path=account.name)
        lines, bearing = [*self], self._by_attribute()
        for selection, reader in self.selections:
            self._resolve(selection, reader, lines, bearing, problems)
        for line in self:
            if line.definition is None:
                problems.add("E607", f"the line '{line.name}' never gets a formula")
        problems.raise_if_any()

    def _by_attribute(self) -> dict[tuple[str, str], list[int]]:
        """Return which lines, by their number, bear each attribute: a draft may have many selectors."""
        bearing: dict[tuple[str, str], list[int]] = {}
        for number, line in enumerate(self):
            for fact in line.attributes.items():
                bearing.setdefault(fact, []).append(number)
        return bearing

    def _resolve(
        self,
        selection: Selection,
        reader: str,
        lines: list[Line],
        bearing: Mapping[tuple[str, str], list[int]],
        problems: Problems,
    ) -> None:
        selector = selection.selector
        # look through the lines of the attribute that fewest bear, in the order in which they were made
        wanted = selector.match.items()
        held = [[bearing.get((key, word), []) for word in set(words)] for key, words in wanted]
        fewest = min(held, key=lambda lists: sum(map(len, lists)), default=[range(len(lines))])
        near = [lines[number] for number in sorted(number for numbers in fewest for number in numbers)]
        found = [line for line in near if line.attributes and selector.matches(line.attributes)]
        if not found and not selection.allow_empty:
            problems.add(
                "E609",
                f"no line matches '{selector}'",
                _why_none(selector, bearing) or "check the attributes, or say 'allow_empty: true'",
                path=reader,
            )
        for line in found:
            if line.unit != selection.unit:
                problems.add(
                    "E601",
                    f"'{selector}' matches '{line.name}' in {line.unit}, not {selection.unit}",
                    "convert it, or narrow the selector",
                    path=reader,
                )
        selection.args = tuple(found)
        selection.resolved = True
        selection.matched = tuple(line.name for line in found)


def _why_none(selector: Selector, bearing: Mapping[tuple[str, str], list[int]]) -> str:
    """Return which word of a selector no line bears at all, and which words there are."""
    for key, words in selector.match.items():
        if key in selector.unsaid:
            continue
        known = [word for attribute, word in bearing if attribute == key]
        lost = [word for word in words if word not in known]
        if not known:
            keys = {attribute for attribute, _ in bearing} - set(selector.unsaid)
            return f"no line has the attribute '{key}': {nearest(key, keys)}"
        if len(lost) == len(words):
            return f"{key}: {nearest(lost[0], known)}"
    return ""
