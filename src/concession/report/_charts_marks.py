"""What charts are made of: axes of years, colours, panels one below the other, points for a pointer."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

from concession.errors import ConcessionError
from concession.report._amounts import SCALES
from concession.report._charts_frame import Frame
from concession.report._charts_theme import DASHES, MUTED, SERIES

__all__ = ["NUMBER", "colour", "dash", "hover", "optional", "panels", "scaled", "tooltip", "year", "zero"]

#: A number on an axis: thousands apart, no more digits than it needs.
NUMBER = ",.3~f"


def optional(name: str) -> ModuleType:
    """Import a package that only charts need.

    Raises
    ------
    ConcessionError
        E708 where it is not installed.
    """
    try:
        return import_module(name)
    except ImportError:
        raise ConcessionError.of(
            "E708",
            f"charts need the package '{name.replace('_', '-')}', which is not installed",
            "install it with: pip install 'concession[charts]'",
        ) from None


def scaled(alt: ModuleType, frame: Frame, chart: Any, *names: str) -> Any:
    """Add columns with amounts in the unit of the axis."""
    divisor = SCALES[frame.scale.word]
    return chart.transform_calculate(**{f"{name}_": f"datum['{name}'] / {divisor:.0f}" for name in names})


def tooltip(alt: ModuleType, *shown: tuple[str, str, str]) -> list[Any]:
    """Return what a pointer shows: a field, its type and its title each."""
    return [
        alt.Tooltip(
            field=field, type=kind, title=title, **({"format": NUMBER} if kind == "quantitative" else {})
        )
        for field, kind, title in shown
    ]


def zero(alt: ModuleType, axis: str) -> Any:
    """Return a line at nothing."""
    mark = alt.Chart().mark_rule(color=MUTED, strokeWidth=1)
    return mark.encode(**{axis: getattr(alt, axis.upper())(datum=0)})


def colour(alt: ModuleType, field: str, names: tuple[str, ...], symbol: str = "stroke") -> Any:
    """Return a colour for each name, in their order."""
    palette = [SERIES[k % len(SERIES)] for k in range(len(names))]
    return alt.Color(
        field,
        type="nominal",
        scale=alt.Scale(domain=list(names), range=palette),
        sort=list(names),
        # a band is faint; the sign for it is not
        legend=alt.Legend(symbolType=symbol, symbolSize=220, symbolOpacity=1, symbolStrokeWidth=2),
    )


def dash(alt: ModuleType, field: str, names: tuple[str, ...]) -> Any:
    """Return a kind of line for each name, in their order."""
    dashes = [DASHES[k % len(DASHES)] for k in range(len(names))]
    return alt.StrokeDash(
        field, type="nominal", scale=alt.Scale(domain=list(names), range=dashes), sort=list(names)
    )


def panels(alt: ModuleType, chart: Any, data: Any, field: str, names: tuple[str, ...]) -> Any:
    """Return one panel below the other, each with its heading and axes of its own."""
    faceted = chart.facet(
        facet=alt.Facet(field, type="nominal", sort=list(names), title=None),
        columns=1,
        spacing=26,
        data=data,
    )
    return faceted.resolve_axis(x="independent")


def year(alt: ModuleType, frame: Frame, field: str = "year") -> Any:
    """Return an axis of the years of a result."""
    first, last = frame.paths.years[0], frame.paths.years[-1]
    return alt.X(
        field,
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=[first - 0.6, last + 0.6], nice=False, zero=False),
        axis=alt.Axis(format="d", tickMinStep=1, grid=False, tickCount=8),
    )


def hover(base: Any, **encoding: Any) -> Any:
    """Return points that nobody sees and every pointer finds."""
    encoding["detail"] = f"{encoding['detail']}:N"
    return base.mark_point(opacity=0, size=90, filled=True).encode(**encoding)
