"""Quantities and dates of nodes, checked against what a place wants."""

from __future__ import annotations

from decimal import Decimal

from concession.deal._dates import Dated, parse_date
from concession.deal._format import Display, format_quantity, unit_words
from concession.deal._node import Node, Scalar
from concession.deal._quantity import Interval, Quantity, parse_quantity
from concession.deal._shape import full
from concession.errors import ConcessionError, Problems
from concession.lines import NONE, Unit

__all__ = ["as_date", "as_quantity", "check_quantity"]


def as_quantity(
    node: Node | None,
    problems: Problems,
    *,
    path: str,
    unit: Unit | None = None,
    share: bool = False,
    interval: bool = True,
    least: Decimal | None = None,
    most: Decimal | None = None,
) -> Quantity | None:
    """Return the quantity of a scalar; None, with the problem noted, where it does not fit.

    Parameters
    ----------
    node
        Where the text stands; None gives None without a problem.
    problems, path
        Where to note problems, and under which path.
    unit
        The unit that is wanted; any where None.
    share
        Whether a share is wanted: a percentage, or a plain number from 0 to 1.
    interval
        Whether an interval will do.
    least, most
        Bounds in base units, both included.
    """
    if node is None or full(problems):
        return None
    if not isinstance(node, Scalar):
        problems.add("E301", "a quantity is wanted here, not a list or mapping", path=path, place=node.place)
        return None
    try:
        quantity = parse_quantity(node.text)
        check_quantity(quantity, unit=unit, share=share, interval=interval, least=least, most=most)
    except ConcessionError as error:
        problems.extend(error, node.place, path)
        return None
    return quantity


def check_quantity(
    quantity: Quantity,
    *,
    unit: Unit | None = None,
    share: bool = False,
    interval: bool = True,
    least: Decimal | None = None,
    most: Decimal | None = None,
) -> None:
    """Raise E307, E309, E315, E316 or E317 where a quantity is not what a place wants."""
    text, found = quantity.text, quantity.unit
    wanted = NONE if share and unit is None else unit
    if wanted is not None and found != wanted:
        if found == NONE and not quantity.display.after:
            like = f"write, for example, {_example(wanted)}"
            raise ConcessionError.of("E307", f"'{text}' lacks its unit, which is {wanted}", like)
        kind = "a share or plain number" if wanted == NONE else wanted.written
        message = f"'{text}' is in {unit_words(found)}; {kind} is wanted"
        raise ConcessionError.of("E309", message, f"write, for example, {_example(wanted)}")
    if not interval and isinstance(quantity.value, Interval):
        hint = "write one number; an interval goes under 'range'"
        raise ConcessionError.of("E315", f"'{text}' is an interval; one number is wanted", hint)
    if share and not quantity.display.after and quantity.high > 1:
        raise ConcessionError.of("E317", f"'{text}' is wanted as a share", f"write {text} % if that is meant")
    low = least is not None and quantity.low < least
    if low or (most is not None and quantity.high > most):
        bounds = " ".join(
            f"{word} {format_quantity(bound, found, quantity.display)}"
            for word, bound in (("at least", least), ("at most", most))
            if bound is not None
        )
        raise ConcessionError.of("E316", f"'{text}' is outside its bounds", f"write {bounds}")


def as_date(node: Node | None, problems: Problems, *, path: str) -> Dated | None:
    """Return the date of a scalar; None, and E312, where it is none."""
    if node is None:
        return None
    text = node.text if isinstance(node, Scalar) else "a list or mapping"
    try:
        return parse_date(text)
    except ConcessionError as error:
        problems.extend(error, node.place, path)
        return None


def _example(unit: Unit) -> str:
    if unit == NONE:
        return "4 %"
    return format_quantity(12, unit, None if unit.powers else Display())
