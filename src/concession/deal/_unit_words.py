"""The units that people write, each with its exact size in base units.

Base units are money of one currency, the tonne (``t``), the cubic metre (``m3``), the gigajoule
(``GJ``), the year (``yr``), the hectare (``ha``), the kilometre (``km``), and counted things (``item``,
``job``, ``person``, ``well``, ``licence``). Shares are plain numbers.

Sizes are definitions, not measurements: the pound and the foot by the international agreement of 1959,
the troy ounce as 480 grains, the barrel as 42 US gallons of 231 cubic inches, the Btu of the
International Table (1055.05585262 J). A gas volume is taken as stated: its temperature and pressure are
the case's business. A year has 365 days where days, weeks and hours are turned into years.

The letter ``M`` follows each trade's own habit, and only inside these words: million in ``Mt``, ``Mlb``,
``Moz``; thousand in ``Mcf``, with ``MMcf`` the million. ``Mbbl`` is thousand to some and million to
others, so it is refused: ``kbbl`` and ``MMbbl`` are clear.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from concession.lines import NONE, YEAR, Unit

__all__ = ["AMBIGUOUS", "SCALES", "SHORT_SCALES", "UNITS", "UnitWord"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWord:
    """A unit as written: the name to print, the size in base units, the base unit."""

    name: str
    size: Fraction
    unit: Unit


_LB = "0.45359237/1000"
_TROY = "0.0311034768/1000"
_FOOT3 = "0.028316846592"
_BARREL = "0.158987294928"
_MMBTU = "1.05505585262"

#: Base symbol -> lines of "name | size, as a product or quotient | other spellings".
_TABLE: Final[dict[str, str]] = {
    "": """
        %      | 1/100                 | percent,per cent,pct,percentage point,percentage points
        ‰      | 1/1000                | permille
        bps    | 1/10000               | bp,basis point,basis points
        ppm    | 1/1000000             |
        ppb    | 1/1000000000          |
    """,
    "t": f"""
        t      | 1                     | tonne,tonnes,Tonnes,metric ton,metric tons,dmt,wmt
        kg     | 1/1000                | kilogram,kilograms
        g      | 1/1000000             | gram,grams
        mg     | 1/1000000000          |
        kt     | 1000                  | ktonne,ktonnes
        Mt     | 1000000               | Mtonne,Mtonnes
        Gt     | 1000000000            |
        lb     | {_LB}                 | lbs
        klb    | 1000*{_LB}            | klbs
        Mlb    | 1000000*{_LB}         | Mlbs,mmlb,MMlb
        oz     | {_TROY}               | ozt,troy ounce,troy ounces
        koz    | 1000*{_TROY}          |
        Moz    | 1000000*{_TROY}       |
        ct     | 0.2/1000000           | carat,carats
        kct    | 0.2/1000              |
        Mct    | 0.2                   |
        dmtu   | 0.01                  | mtu
        short ton | 0.90718474         | short tons
        long ton  | 1.0160469088       | long tons
    """,
    "m3": f"""
        m3     | 1                     | cubic metre,cubic metres,cubic meter,cubic meters
        litre  | 0.001                 | litres,liter,liters
        Mm3    | 1000000               |
        bcm    | 1000000000            | Bcm
        cf     | {_FOOT3}              | scf
        Mcf    | 1000*{_FOOT3}         | Mscf
        MMcf   | 1000000*{_FOOT3}      | MMscf
        Bcf    | 1000000000*{_FOOT3}   |
        Tcf    | 1000000000000*{_FOOT3} |
        bbl    | {_BARREL}             | bbls,barrel,barrels
        kbbl   | 1000*{_BARREL}        |
        MMbbl  | 1000000*{_BARREL}     | mmbbl
    """,
    "GJ": f"""
        GJ     | 1                     |
        MJ     | 1/1000                |
        TJ     | 1000                  |
        PJ     | 1000000               |
        kWh    | 0.0036                |
        MWh    | 3.6                   |
        GWh    | 3600                  |
        TWh    | 3600000               |
        mmbtu  | {_MMBTU}              | MMBtu,mmBtu,MMBTU
        boe    | 5.8*{_MMBTU}          |
        kboe   | 5800*{_MMBTU}         |
        MMboe  | 5800000*{_MMBTU}      | mmboe
        toe    | 41.868                |
        Mtoe   | 41868000              |
        tce    | 29.3076               |
    """,
    "yr": """
        yr     | 1                     | year,years,yrs,y,annum
        quarter | 1/4                  | quarters,qtr
        month  | 1/12                  | months
        week   | 7/365                 | weeks
        day    | 1/365                 | days,d
        hour   | 1/8760                | hours,h
    """,
    "ha": """
        ha     | 1                     | hectare,hectares
        km2    | 100                   | sq km
        m2     | 1/10000               |
        acre   | 0.40468564224         | acres
    """,
    "km": """
        km     | 1                     | kilometre,kilometres,kilometer,kilometers
        metre  | 1/1000                | metres,meter,meters
    """,
    "item": "item | 1 | items,piece,pieces",
    "job": "job | 1 | jobs",
    "person": "person | 1 | persons,people",
    "well": "well | 1 | wells",
    "licence": "licence | 1 | licences,license,licenses",
}

#: Scales written as words of their own, after a number or before a unit.
SCALES: Final[dict[str, tuple[str, int]]] = {
    "thousand": ("thousand", 10**3),
    "million": ("million", 10**6),
    "mln": ("million", 10**6),
    "mn": ("million", 10**6),
    "billion": ("billion", 10**9),
    "bn": ("billion", 10**9),
    "bln": ("billion", 10**9),
    "trillion": ("trillion", 10**12),
}
#: Letters that scale money only: ``USD 150M``, ``US$ k``.
SHORT_SCALES: Final[dict[str, str]] = {"k": "thousand", "K": "thousand", "M": "million", "MM": "million"}

#: Words with more than one meaning, and what to write instead.
AMBIGUOUS: Final[dict[str, str]] = {
    "m": "write 'million', 'metre' or 'month'",
    "mm": "write 'million'",
    "b": "write 'billion' or 'bbl'",
    "B": "write 'billion' or 'bbl'",
    "T": "write 't' for tonnes or 'trillion'",
    "MT": "write 'Mt' for million tonnes or 't' for tonnes",
    "mt": "write 'Mt' for million tonnes or 't' for tonnes",
    "ton": "write 't' for metric tonnes, 'short ton' or 'long ton'",
    "tons": "write 't' for metric tonnes, 'short ton' or 'long ton'",
    "ounce": "write 'oz' for troy ounces",
    "ounces": "write 'oz' for troy ounces",
    "pound": "write 'lb' for mass or 'GBP' for money",
    "pounds": "write 'lb' for mass or 'GBP' for money",
    "Mbbl": "write 'kbbl' for thousand or 'MMbbl' for million barrels",
    "mbbl": "write 'kbbl' for thousand or 'MMbbl' for million barrels",
    "Mboe": "write 'kboe' for thousand or 'MMboe' for million",
    "mcf": "write 'Mcf' for thousand or 'MMcf' for million cubic feet",
    "mcm": "write '1000 m3' or 'Mm3'",
    "tcm": "write '1000 m3' or '1000 bcm'",
    "Mm": "write 'million'",
    "dollar": "write the currency's code, such as USD",
    "dollars": "write the currency's code, such as USD",
    "¥": "write 'JPY' or 'CNY'",
    "cents": "write a part of the currency, such as 'USD 0.45'",
    "G": "write 'billion'",
}


def _size(text: str) -> Fraction:
    size = Fraction(1)
    for product in text.split("*"):
        top, *bottom = product.split("/")
        size *= Fraction(top.strip())
        for part in bottom:
            size /= Fraction(part.strip())
    return size


def _units() -> dict[str, UnitWord]:
    words: dict[str, UnitWord] = {}
    for symbol, table in _TABLE.items():
        unit = NONE if not symbol else YEAR if symbol == "yr" else Unit.of(symbol)
        for line in table.strip().splitlines():
            name, size, others = (part.strip() for part in line.split("|"))
            word = UnitWord(name=name, size=_size(size), unit=unit)
            for spelling in (name, *filter(None, others.split(","))):
                words[spelling] = word
    return words


#: Every spelling of every unit but money.
UNITS: Final[dict[str, UnitWord]] = _units()
