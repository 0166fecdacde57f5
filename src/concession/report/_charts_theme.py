"""How charts look: colours that hold on light and dark paper and for colour-blind readers, sizes, fonts."""

from __future__ import annotations

from typing import Final

__all__ = ["CONFIG", "DASHES", "GRID", "INK", "MUTED", "PAPER", "SERIES", "THEMED", "WIDTH"]

#: The width in pixels of a panel, axes not counted. A page on a narrow screen puts its own in its place.
WIDTH: Final = 560

INK: Final = "#1f2328"
MUTED: Final = "#57606a"
GRID: Final = "#d8dee4"
PAPER: Final = "#fdfdfe"
#: One colour per series, each at least 3:1 on white; lines differ in their dashes as well.
SERIES: Final = (
    "#0b62a8",
    "#c8500a",
    "#0a7d5c",
    "#9b3c82",
    "#8a6a00",
    "#5b5f66",
    "#14808a",
    "#7d2e2e",
)
DASHES: Final = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 4], [1, 4], [6, 2, 1, 2, 1, 2])

#: What each colour of a chart becomes on dark paper, by its name in the page's style sheet.
THEMED: Final[dict[str, tuple[str, str]]] = {
    "ink": (INK, "#e6e8eb"),
    "muted": (MUTED, "#a9b1ba"),
    "grid": (GRID, "#3a4148"),
    "paper": (PAPER, "#15181c"),
    "series-1": (SERIES[0], "#6cb6f5"),
    "series-2": (SERIES[1], "#ff9a57"),
    "series-3": (SERIES[2], "#3fcf9f"),
    "series-4": (SERIES[3], "#e59bd0"),
    "series-5": (SERIES[4], "#e2c044"),
    "series-6": (SERIES[5], "#b4b9c0"),
    "series-7": (SERIES[6], "#63dbe3"),
    "series-8": (SERIES[7], "#e08a8a"),
}

#: All of one width, so that a picture made here has room for its words wherever it is shown.
_FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"

#: The configuration of every chart.
CONFIG: Final[dict[str, object]] = {
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": MUTED,
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "gridColor": GRID,
        "domainColor": GRID,
        "tickColor": GRID,
        "labelLimit": 170,
        "labelOverlap": "greedy",
        "labelSeparation": 8,
        "titlePadding": 6,
    },
    "header": {
        "labelColor": INK,
        "labelFontSize": 13,
        "labelFontWeight": "bold",
        "labelLimit": WIDTH,
        "labelPadding": 4,
        "labelAnchor": "start",
        "labelOrient": "top",
    },
    "legend": {
        "orient": "top",
        "direction": "vertical",
        "columns": 2,
        "labelColor": INK,
        "labelFontSize": 12,
        "labelLimit": 260,
        "title": None,
        "symbolSize": 110,
    },
    "title": {
        "anchor": "start",
        "color": INK,
        "subtitleColor": MUTED,
        "fontSize": 15,
        "subtitleFontSize": 12,
        "offset": 12,
    },
}
