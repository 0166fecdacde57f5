"""Vectors of royalties, each as clauses of a small case."""

from __future__ import annotations

from typing import Any

from concession.vectors._case import Lines, compute
from concession.vectors._kinds import Results, calc
from concession.vectors._laws import law
from concession.vectors._tables import bands, with_unknown
from concession.vectors._text import CaseText, number, share
from concession.vectors._vector import Vector

__all__: list[str] = []


def marked(rows: list[list[Any]]) -> list[list[Any]]:
    """Return bands whose rate is one where the source prints it, and nought where it does not."""
    return [[low, high, 0 if isinstance(rate, dict) else 1] for low, high, rate in rows]


def priced(
    vector: Vector, case: CaseText, table: dict[str, Any], slices: int = 0, more: tuple[str, ...] = ()
) -> Lines:
    """Sell one tonne at the vector's price under a sliding royalty, and return its lines."""
    case.product([1], "t", vector.number("price"), "USD/t")
    case.clause("royalty", "sliding_royalty", base="revenue", by="price.product", table=table)
    names = ["royalty", "royalty.rate", *(f"royalty.slice_{n + 1}" for n in range(slices))]
    return compute(case, [*names, *more])


@calc("royalty_marginal_slices")
def marginal_slices(vector: Vector) -> Results:
    """Compute a royalty by slices of the price."""
    rows = vector.rows("bands")
    lines = priced(vector, vector.case(), bands(rows, "by-slice", unit="USD/t"), len(rows))
    return {
        "slice_amounts": [lines.one(f"royalty.slice_{n + 1}") for n in range(len(rows))],
        "royalty_per_unit": lines.one("royalty"),
        "effective_rate": lines.one("royalty.rate"),
        "rate": lines.one("royalty.rate"),
    }


@calc("royalty_whole_value_band")
def whole_value(vector: Vector) -> Results:
    """Compute a royalty at the rate of one band on the whole price."""
    rows = with_unknown(vector.rows("bands"))
    includes = vector.get("includes", "from")
    case = vector.case()
    printed = bands(marked(rows), "whole-value", includes=includes, unit="USD/t")
    case.clause("printed", "rate_table", by="price.product", table=printed)
    table = bands(rows, "whole-value", includes=includes, unit="USD/t")
    lines = priced(vector, case, table, more=("printed",))
    if not lines.one("printed"):
        return {"rate": None, "royalty_per_unit": None}
    return {"rate": lines.one("royalty.rate"), "royalty_per_unit": lines.one("royalty")}


@calc("royalty_qld_2008")
def queensland_2008(vector: Vector) -> Results:
    """Compute the rate of 2008: 7 % + (P − 100) ÷ P × 3 %, which is 7 % of A$100 and 10 % of the rest.

    A vector that states bands of its own, as later laws have them, is read by those.
    """
    if vector.get("bands") is not None:
        table = bands(vector.rows("bands"), "by-slice", unit="USD/t")
    else:
        table = law("queensland-coal@2008", "royalty", "AUD")["table"]
    lines = priced(vector, vector.case(), table)
    return {"rate": lines.one("royalty.rate"), "royalty_per_unit": lines.one("royalty")}


@calc("royalty_linear_interp")
def interpolated(vector: Vector) -> Results:
    """Compute a rate that moves in straight lines between prices, which may rise from year to year."""
    pairs = sorted(zip(vector.numbers("x"), vector.numbers("y"), strict=True))
    points = [{"at": f"{number(at)} USD/t", "rate": share(rate)} for at, rate in pairs]
    table: dict[str, Any] = {"how": "interpolated", "points": points}
    case = vector.case()
    if vector.get("escalation") is not None:
        table["indexation"] = share(vector.number("escalation"))
        table["indexed_from"] = str(case.start)
        case.start += vector.whole("years", 0)
    lines = priced(vector, case, table)
    return {"rate": lines.one("royalty.rate"), "royalty_per_unit": lines.one("royalty")}


@calc("royalty_colombia_756")
def colombia(vector: Vector) -> Results:
    """Compute the rate of Ley 756 of 2002, article 16, which rises with daily production."""
    case = vector.case()
    # a year has 365 days where days are turned into years
    case.product([number(vector.number("kbpd"))], "kbbl", 1, "USD/bbl")
    case.given("daily", [vector.number("kbpd")], "kbbl/day")
    table = law("colombia@2002", "royalty")["table"]
    case.clause("royalty", "sliding_royalty", base="revenue", by="daily", table=table)
    rate = compute(case, ["royalty.rate"]).one("royalty.rate")
    return {"rate_pct": 100 * rate, "rate": rate}


def profit_ratio(vector: Vector, ebit: object, sales: object, names: list[str]) -> Lines:
    """Return the lines of a royalty by the ratio of profit to sales."""
    case = vector.case()
    case.sales([sales])
    case.given("profit", [ebit], "USD")
    case.clause(
        "royalty",
        "profit_ratio_royalty",
        profit="profit",
        floor=f"{number(vector.number('floor_pct', 0))} %",
        divisor=number(vector.number("divisor")),
        cap=f"{number(vector.number('cap_pct', 100))} %",
    )
    return compute(case, names)


@calc("royalty_sa_mprra")
def south_africa(vector: Vector) -> Results:
    """Compute a royalty by the ratio of profit to sales, with a floor and a cap."""
    lines = profit_ratio(
        vector, vector.number("ebit"), vector.number("gross_sales"), ["royalty", "royalty.rate"]
    )
    rate = lines.one("royalty.rate")
    return {"rate_pct": 100 * rate, "rate": rate, "royalty": lines.one("royalty")}


@calc("royalty_sa_cap_margin")
def south_africa_cap(vector: Vector) -> Results:
    """Compute the ratio of profit to sales from which the cap binds."""
    lines = profit_ratio(vector, 0, 1, ["royalty.margin_at_cap"])
    return {"ebit_margin_at_cap": lines.one("royalty.margin_at_cap")}


@calc("royalty_tasmania")
def tasmania(vector: Vector) -> Results:
    """Compute a royalty of two parts under a cap."""
    case = vector.case()
    case.sales([vector.number("net_sales")])
    case.given("profit", [vector.number("profit")], "USD")
    case.clause(
        "royalty",
        "two_part_royalty",
        profit="profit",
        ad_valorem=share(vector.number("ad_valorem")),
        coefficient=number(vector.number("profit_coef")),
        cap=None if vector.get("cap") is None else share(vector.number("cap")),
    )
    lines = compute(case, ["royalty", "royalty.uncapped"])
    return {"royalty": lines.one("royalty"), "uncapped": lines.one("royalty.uncapped")}


@calc("band_lookup")
def band_lookup(vector: Vector) -> Results:
    """Look up the rate of a band; bands that the source does not print are stated as unknown."""
    case = vector.case()
    case.given("x", [vector.number("x")])
    rows = with_unknown(vector.rows("bands"))
    known = marked(rows)
    stated = vector.get("includes")
    # where the source does not say whose an end is, it is the upper band's, if that band is printed
    for includes in (stated,) if stated else ("from", "to"):
        case.clause(
            f"rate_{includes}", "rate_table", by="x", table=bands(rows, "whole-value", includes=includes)
        )
        printed = bands(known, "whole-value", includes=includes)
        case.clause(f"printed_{includes}", "rate_table", by="x", table=printed)
    lines = compute(case, list(case.clauses))
    for includes in (stated,) if stated else ("from", "to"):
        if lines.one(f"printed_{includes}"):
            return {"rate": lines.one(f"rate_{includes}")}
    return {"rate": None}


@calc("nevada_net_proceeds")
def nevada(vector: Vector) -> Results:
    """Compute a tax on net proceeds by their ratio to gross proceeds; the bands are in per cent."""
    case = vector.case()
    case.sales([vector.number("gross_proceeds")])
    case.given("net", [vector.number("net_proceeds")], "USD")
    flat = vector.get("flat_threshold")
    case.clause(
        "tax",
        "net_proceeds_tax",
        net="net",
        table=bands(vector.rows("bands"), "whole-value", unit="%"),
        threshold=None if flat is None else f"{number(flat)} USD",
        flat_rate=None if flat is None else share(vector.number("flat_rate")),
    )
    lines = compute(case, ["tax", "tax.rate", "tax.ratio"])
    return {
        "ratio_pct": 100 * lines.one("tax.ratio"),
        "rate": lines.one("tax.rate"),
        "tax": lines.one("tax"),
    }


@calc("minimum_floor_alaska")
def alaska(vector: Vector) -> Results:
    """Compute a floor on gross value by the price: over a price, and not over the next."""
    case = vector.case()
    case.sales([vector.number("gross_value_per_bbl")])
    case.given("price", [vector.number("ans_price")], "USD/bbl")
    table = bands(vector.rows("bands"), "whole-value", includes="to", unit="USD/bbl")
    case.clause("floor", "minimum_royalty", base="revenue", by="price", table=table)
    lines = compute(case, ["floor.rate", "floor.floor"])
    return {"floor_rate": lines.one("floor.rate"), "floor_per_bbl": lines.one("floor.floor")}


def rows_or(vector: Vector, name: str, otherwise: list[list[Any]]) -> list[list[Any]]:
    """Return a table of a vector, or the one that the law states."""
    return otherwise if vector.get(name) is None else vector.rows(name)


@calc("quebec_mining")
def quebec(vector: Vector) -> Results:
    """Compute the larger of a minimum by slices of output value, and a tax by slices of the margin."""
    case = vector.case()
    case.sales([vector.number("gross_value")])
    case.given("profit", [vector.number("profit")], "USD")
    case.given("output", [vector.number("output_value", vector.number("gross_value"))], "USD")
    tax = law("quebec@2014", "mining_tax", "CAD")
    least, margin = rows_or(vector, "minimum_bands", []), rows_or(vector, "margin_bands", [])
    case.clause(
        "tax",
        "margin_tax",
        profit="profit",
        table=bands(margin, "by-slice", bound=share) if margin else tax["table"],
        minimum=bands(least, "by-slice", unit="USD") if least else tax["minimum"],
        minimum_base="output",
    )
    lines = compute(case, ["tax", "tax.rate", "tax.on_profit", "tax.minimum"])
    return {
        "minimum_tax": lines.one("tax.minimum"),
        "profit_tax": lines.one("tax.on_profit"),
        "payable": lines.one("tax"),
        "effective_profit_rate": lines.one("tax.rate"),
    }


@calc("nsr_royalty_linear")
def smelter_return(vector: Vector) -> Results:
    """Compute royalties on one smelter return at several rates, production held."""
    case = vector.case()
    case.given("at_base", [vector.number("base_royalty")], "USD")
    case.clause(
        "smelter_return",
        "formula",
        amount="at_base / base",
        with_={"base": f"{number(vector.number('base_rate'))} %"},
        pays="no",
    )
    rates = vector.numbers("rates")
    for n, rate in enumerate(rates):
        case.clause(f"royalty_{n}", "royalty", rate=f"{number(rate)} %", base="smelter_return")
    lines = compute(case, [f"royalty_{n}" for n in range(len(rates))])
    return {"royalty": [lines.one(f"royalty_{n}") for n in range(len(rates))]}
