"""How much of a product is made: its content of the ores, what is recovered of it, and in which unit."""

from __future__ import annotations

from collections.abc import Callable

from concession.deal import TimedValue
from concession.ledger import Values
from concession.lines import Expr, Unit, add_up
from concession.projects._project import Product

__all__ = ["as_sold", "produced"]


def produced(
    product: Product, given: Expr | None, ore_of: Callable[[str], Expr], values: Values, age: Expr
) -> Expr | None:
    """Return what is produced by period, None where a product states neither a quantity nor an ore.

    Parameters
    ----------
    product
        What the file says of it.
    given
        Its quantity by period, where one is stated; a grade and a recovery are of that quantity then.
    ore_of
        What gives the line of an ore by name.
    values, age
        The values of the draft, and the age of the project in periods.
    """

    def times(amount: Expr, *shares: TimedValue | None) -> Expr:
        for share in shares:
            if share is not None:
                amount = amount * values.level(share, age)
        return amount

    if given is not None:
        amount = times(given, product.grade, product.recovery)
    elif product.ore:
        contents = [
            times(ore_of(use.ore), use.grade or product.grade, use.recovery or product.recovery)
            for use in product.ore
        ]
        amount = add_up(contents)
    else:
        return None
    if product.factor is not None:
        amount = amount * values.expr(product.factor)
    if product.product_grade is not None:
        amount = amount / values.level(product.product_grade, age)
    return amount


def as_sold(product: Product, unit: Unit, values: Values) -> Unit:
    """Return the unit of what is produced in the words of a quantity as given, else of its price."""
    if product.price is None:
        return unit
    named = values.outlook.get(product.price.reference)
    price = dict((product.price.unit if named is None else named.unit).words)
    given = product.quantity is not None and product.grade is None
    return unit.called({**price, **dict(unit.words)} if given else price)
