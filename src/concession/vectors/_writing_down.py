"""Vectors of depreciation and uplift, each as a clause of a small case."""

from __future__ import annotations

from concession.vectors._case import compute
from concession.vectors._kinds import Results, calc
from concession.vectors._text import CaseText, number, share
from concession.vectors._vector import Vector

__all__: list[str] = []


def spending(vector: Vector, cost: float, periods: int) -> CaseText:
    """Return a case that spends a cost in its first year."""
    case = vector.case(periods=periods)
    case.capital("asset", [cost, *[0] * (periods - 1)])
    return case


def written_down(vector: Vector, method: str, **terms: object) -> Results:
    """Return the charges and book values of one asset over its life."""
    cost, life = vector.number("cost"), max(1, vector.whole("life", 1))
    case = spending(vector, cost, max(life, vector.whole("horizon", life)))
    salvage = vector.number("salvage", 0)
    case.clause(
        "charge",
        "depreciation",
        method=method,
        life=life,
        salvage=share(number(salvage / cost)) if salvage and cost else None,
        **terms,
    )
    lines = compute(case, ["charge", "charge.book.closing"])
    charge = lines.all("charge")
    return {"charge": charge, "book": lines.all("charge.book.closing"), "total": sum(charge)}


@calc("dep_straight_line")
def straight_line(vector: Vector) -> Results:
    """Compute straight-line depreciation."""
    return written_down(vector, "straight-line")


@calc("dep_declining")
def declining(vector: Vector) -> Results:
    """Compute depreciation at a multiple of the straight-line rate on a declining balance."""
    return written_down(vector, "declining", factor=number(vector.number("factor", 1)))


@calc("dep_rate_declining")
def rate_declining(vector: Vector) -> Results:
    """Compute depreciation at a rate on a declining balance, with or without a write-off at the end."""
    if vector.get("write_off_last", True):
        return written_down(vector, "declining", rate=share(vector.number("rate")))
    if vector.number("salvage", 0):
        return written_down(vector, "declining", rate=share(vector.number("rate")), write_off="none")
    return written_down(vector, "pool", rate=share(vector.number("rate")))


@calc("dep_immediate")
def immediate(vector: Vector) -> Results:
    """Compute the deduction of the whole cost at once."""
    return written_down(vector, "immediate")


@calc("dep_unit_of_production")
def by_units(vector: Vector) -> Results:
    """Compute depreciation in step with production, over the production of the whole life."""
    lists = [name for name, value in vector.inputs.items() if isinstance(value, list)]
    produced = vector.numbers(lists[0] if len(lists) == 1 else "production")
    reserves = vector.get("reserves")
    cost, salvage = vector.number("cost"), vector.number("salvage", 0)
    case = spending(vector, cost, len(produced))
    case.given("made", produced, "t")
    case.clause(
        "charge",
        "depreciation",
        method="unit-of-production",
        units="made",
        reserves=None if reserves is None else f"{number(vector.number('reserves'))} t",
        salvage=share(number(salvage / cost)) if salvage and cost else None,
    )
    lines = compute(case, ["charge", "charge.book.closing"])
    charge = lines.all("charge")
    return {"charge": charge, "book": lines.all("charge.book.closing"), "total": sum(charge)}


@calc("uplift_schedule")
def uplift_schedule(vector: Vector) -> Results:
    """Compute straight-line depreciation and uplift of one year's spending."""
    horizon = vector.whole("horizon")
    case = spending(vector, vector.number("capex"), horizon)
    case.clause("written", "depreciation", method="straight-line", life=vector.whole("dep_years"))
    case.clause("raised", "uplift", rate=share(vector.number("rate")), years=vector.whole("years"))
    lines = compute(case, ["written", "raised"])
    return {
        "depreciation": lines.all("written"),
        "uplift": lines.all("raised"),
        "total_uplift": lines.total("raised"),
        "total_depreciation": lines.total("written"),
    }
