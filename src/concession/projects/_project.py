"""What a file says of a project: the ground, the plant, the sales and the costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concession.deal import (
    Choice,
    Id,
    MapOf,
    PeriodText,
    Struct,
    Text,
    TimedOf,
    TimedValue,
    Value,
    ValueOf,
    field_of,
)
from concession.projects._ores import FromOres, OreUse

__all__ = [
    "COST_ROLES",
    "Capital",
    "Closure",
    "Cost",
    "Licence",
    "Ore",
    "Place",
    "Product",
    "Project",
    "Start",
    "WorkingCapital",
]

#: What a cost is called in tables; all of them are operating costs.
COST_ROLES = (
    "mining",
    "processing",
    "transport",
    "treatment",
    "selling",
    "administration",
    "royalty",
    "other",
)


@dataclass(frozen=True, kw_only=True)
class Licence:
    """The right to mine."""

    status: str = field_of(
        Choice(("existing", "dormant", "new")),
        "Whether the licence is in use, lies dormant, or is still to be granted.",
    )
    name: str = field_of(
        Id("licence"),
        "Its name, where several projects stand on one licence; the project's own otherwise.",
        default="",
    )
    granted: str = field_of(PeriodText(), "When it was or will be granted.", default="")
    expires: str = field_of(
        PeriodText(),
        "The last period in which it is held; until production is over where nothing is said.",
        default="",
    )


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the project lies."""

    region: str = field_of(Id("region"), "The region, by the name that selectors use.", default="")
    status: str = field_of(
        Choice(("accessible", "occupied")),
        "Whether the state controls the place at the information date.",
        default="accessible",
    )


@dataclass(frozen=True, kw_only=True)
class Start:
    """When the project begins to spend: a date, an event (the later of both), and a delay after it."""

    date: str = field_of(PeriodText(), "The first period of spending.", default="")
    event: str = field_of(Id("event"), "The event of the outlook that must happen first.", default="")
    delay: TimedValue | None = field_of(
        TimedOf("duration"),
        "The time after the date or event: known, an interval that is drawn, or a delay of the outlook.",
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class Ore:
    """Material that is dug: reserves and a capacity, or a given schedule."""

    reserves: Value | None = field_of(
        ValueOf("any"), "What is in the ground; production runs until it is gone.", default=None
    )
    capacity: Value | None = field_of(ValueOf("any"), "What is dug in a year at full rate.", default=None)
    ramp_up: TimedValue | None = field_of(
        TimedOf("share"), "Shares of capacity by year of production; full rate after them.", default=None
    )
    available: TimedValue | None = field_of(
        TimedOf("share"),
        "The share of capacity, or of the schedule, that can be used: less while there is war, nothing while "
        "the place is lost. Of reserves, what is not dug stays in the ground.",
        default=None,
    )
    begins: Value | None = field_of(
        ValueOf("duration"), "The time from the start of spending to the first ore.", default=None
    )
    mined: TimedValue | None = field_of(TimedOf("any"), "The schedule, where one is given.", default=None)


@dataclass(frozen=True, kw_only=True)
class Product:
    """Something that is sold: a quantity at a price, or revenue as given."""

    ore: tuple[OreUse, ...] = field_of(
        FromOres(),
        "The ore that it is made from, or several: their contents are added up. Each may have a grade and a "
        "recovery of its own: `ore: {sulphide: {grade: 0.6 %}, oxide: {grade: 0.3 %, recovery: 70 %}}`.",
        default=(),
    )
    grade: TimedValue | None = field_of(
        TimedOf("share"), "The content of the ore, or of the quantity given.", default=None
    )
    recovery: TimedValue | None = field_of(
        TimedOf("share"), "The share of the content that is recovered.", default=None
    )
    payable: TimedValue | None = field_of(
        TimedOf("share"),
        "The share of what is produced that buyers pay for: `sold.NAME` beside `production.NAME`.",
        default=None,
    )
    factor: Value | None = field_of(
        ValueOf("any"),
        "A number that multiplies, such as 2.473 from lithium oxide to lithium carbonate.",
        default=None,
    )
    product_grade: TimedValue | None = field_of(
        TimedOf("share"),
        "The content of what is sold, where that is a concentrate: the quantity is divided by it.",
        default=None,
    )
    quantity: TimedValue | None = field_of(
        TimedOf("any"),
        "The quantity, where it is given and not made from ore; grade, recovery and payable share apply.",
        default=None,
    )
    price: TimedValue | None = field_of(
        TimedOf("price"),
        "The price: a quantity, a schedule, or the name of a price in the outlook.",
        default=None,
    )
    revenue: TimedValue | None = field_of(TimedOf("money"), "The revenue, where it is given.", default=None)
    owner: str = field_of(
        Choice(("private", "state")), "Whose the product is, for selectors.", default="private"
    )


@dataclass(frozen=True, kw_only=True)
class Cost:
    """A running cost: given, fixed by the year, for each unit of something, or a share of something."""

    amount: TimedValue | None = field_of(
        TimedOf("money"), "The cost as given, or a yearly amount while the project produces.", default=None
    )
    rate: TimedValue | None = field_of(
        TimedOf("share or price"), "The cost for each unit of `of`, or the share of it.", default=None
    )
    of: str = field_of(
        Text(),
        "The line that the rate applies to: `ore`, `production`, `revenue`, or one product's.",
        default="",
    )
    role: str = field_of(Choice(COST_ROLES), "What kind of cost it is.", default="other")
    payee: str = field_of(Id("party"), "Who is paid.", default="suppliers")
    escalation: Value | None = field_of(
        ValueOf("rate"), "The yearly rate by which it rises from the first year of the case.", default=None
    )


@dataclass(frozen=True, kw_only=True)
class Closure(Cost):
    """What closing costs: by period, or one amount when production is over."""

    amount: TimedValue | None = field_of(
        TimedOf("money"),
        "The cost by period; or one amount, which falls due in the period after the last production, or in "
        "the last period of the case if production lasts that long.",
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class Capital:
    """Spending on assets: given, or for each unit of something."""

    amount: TimedValue | None = field_of(
        TimedOf("money"),
        "The spending by period, or by year from the start; an amount per year arises while the project "
        "produces if it sustains, else from the start on.",
        default=None,
    )
    rate: TimedValue | None = field_of(
        TimedOf("share or price"), "The spending for each unit of `of`, or the share of it.", default=None
    )
    of: str = field_of(
        Text(),
        "The line that the rate applies to: `ore`, `production`, `revenue`, or one product's.",
        default="",
    )
    overrun: TimedValue | None = field_of(
        TimedOf("share"),
        "What the spending is multiplied by: an `overrun` of the outlook, or 90 % to 160 %.",
        default=None,
    )
    role: str = field_of(
        Choice(("initial", "expansion", "sustaining", "exploration")),
        "What kind of spending it is.",
        default="initial",
    )
    payee: str = field_of(Id("party"), "Who is paid.", default="suppliers")


@dataclass(frozen=True, kw_only=True)
class WorkingCapital:
    """Money tied up in stocks and receivables: its changes as given, or a share of a line."""

    change: TimedValue | None = field_of(
        TimedOf("money"), "The additions by period, releases below zero, where they are given.", default=None
    )
    share: Value | None = field_of(
        ValueOf("share"),
        "The share of a year's `of` that is tied up; it comes back as production ends, or as the case does.",
        default=None,
    )
    of: str = field_of(Text(), "The line that the share applies to.", default="revenue")


@dataclass(frozen=True, kw_only=True)
class Project:
    """A mine or field, or a stream of revenue that is not modelled mine by mine."""

    title: str = field_of(Text(), "The project's name.", default="")
    owner: str = field_of(Id("party"), "The company that holds the licence, sells and pays.")
    licence: Licence | None = field_of(Struct(Licence), "The right to mine.", default=None)
    place: Place | None = field_of(Struct(Place), "Where it lies.", default=None)
    start: Start | None = field_of(
        Struct(Start),
        "When spending begins; the first period of the case where nothing is said.",
        default=None,
    )
    ore: Mapping[str, Ore] = field_of(MapOf(Struct(Ore)), "The materials that are dug, by name.", default={})
    products: Mapping[str, Product] = field_of(MapOf(Struct(Product)), "What is sold, by name.")
    costs: Mapping[str, Cost] = field_of(MapOf(Struct(Cost)), "Running costs, by name.", default={})
    capital: Mapping[str, Capital] = field_of(
        MapOf(Struct(Capital)), "Spending on assets, by name.", default={}
    )
    closure: Mapping[str, Closure] = field_of(
        MapOf(Struct(Closure)), "What closing and restoring the place costs, by name.", default={}
    )
    working_capital: WorkingCapital | None = field_of(
        Struct(WorkingCapital), "Money tied up in stocks and receivables.", default=None
    )
    main_product: str = field_of(
        Id("product"), "The product that `production` means; the first one where nothing is said.", default=""
    )
