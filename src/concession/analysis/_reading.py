"""How a formula reads its leaves: which line or input, in which period or over which span of them."""

from __future__ import annotations

from dataclasses import dataclass

from concession.lines import Expr, Input, Line, Op, Selection

__all__ = ["Reading", "Span", "leaves"]


@dataclass(frozen=True, slots=True)
class Span:
    """The periods that a formula sums a leaf over; ``restart`` begins a sum anew."""

    op: Op
    length: int = 0
    restart: Line | Input | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a formula reads a leaf: in which period, or summed over which span up to (or from) it."""

    node: Line | Input
    at: int
    span: Span | None = None

    @property
    def key(self) -> tuple[int, int, Span | None]:
        """What tells this reading from others of the same tree."""
        return (id(self.node), self.at, self.span)


_SUMS = frozenset({Op.RUNNING, Op.MOVING, Op.TOTAL, Op.REMAINING})


def leaves(definition: Expr, at: int) -> tuple[list[Reading], tuple[str, ...]]:
    """Return the lines and inputs that a formula reads in one period, in the order of its text.

    With them the lines that its selectors matched.
    """
    found: dict[tuple[object, ...], Reading] = {}
    matched: list[str] = []
    done: set[tuple[int, int, Span | None]] = set()
    work: list[tuple[Expr, int, Span | None]] = [(definition, at, None)]
    while work:
        node, period, span = work.pop()
        # parts may be shared without end: each is looked at once
        if (id(node), period, span) in done:
            continue
        done.add((id(node), period, span))
        if isinstance(node, Line | Input):
            reading = Reading(node, period, span)
            found.setdefault(reading.key, reading)
        elif node.op is Op.PREV:
            back = int(str(node.data))
            # before the start only the start value is read; a span may read both
            if period < back or span is not None:
                work.append((node.args[1], period, None))
            if period >= back:
                work.append((node.args[0], period - back, span))
        elif node.op is Op.SINCE and span is None:
            x, restart = node.args
            work.append((restart, period, None))
            # the restarts of a longer formula are no line's values: then only this period is shown
            inner = Span(Op.SINCE, restart=restart) if isinstance(restart, Line | Input) else None
            work.append((x, period, inner))
        else:
            if isinstance(node, Selection):
                matched.extend(node.matched)
            if node.op in _SUMS and span is None:
                span = Span(node.op, int(str(node.data)) if node.op is Op.MOVING else 0)
            work.extend((arg, period, span) for arg in reversed(node.args))
    return list(found.values()), tuple(matched)
