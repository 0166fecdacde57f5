"""Results for people: pages of text and tables."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from concession.report._amounts import SCALES, Scale, choose_scale, percent
from concession.report._answers import answers_page
from concession.report._cases import cases_page
from concession.report._charts import ANSWER_CHARTS, CHARTS, chart, write_chart
from concession.report._charts_frame import Frame, frame_of
from concession.report._comparison import comparison_page
from concession.report._differences import differences_page
from concession.report._evaluation import evaluation_page
from concession.report._explanation import explanation_page, lines_page
from concession.report._inspection import inspection_page
from concession.report._layout import Column, Ink, Page, Table
from concession.report._lines import lines_named
from concession.report._page import check_report, report_html, write_report

if TYPE_CHECKING:
    from concession.report._calibration import calibration_chart, calibration_page
    from concession.report._charts_indicators import (
        INDICATOR_CHARTS,
        indicator_chart,
        write_indicator_chart,
    )
    from concession.report._indicators import indicators_page
    from concession.report._positions_chart import positions_chart, save_chart
    from concession.report._readings import readings_page
    from concession.report._regimes import regime_comparison_page, regimes_page
    from concession.report._sizes import sizes_page
    from concession.report._statements import inbox_page, positions_page, statements_page, verify_page
    from concession.report._terms import terms_page
    from concession.report._vectors import rejected_page, vectors_page

__all__ = [
    "ANSWER_CHARTS",
    "CHARTS",
    "INDICATOR_CHARTS",
    "SCALES",
    "Column",
    "Frame",
    "Ink",
    "Page",
    "Scale",
    "Table",
    "answers_page",
    "calibration_chart",
    "calibration_page",
    "cases_page",
    "chart",
    "check_report",
    "choose_scale",
    "comparison_page",
    "differences_page",
    "evaluation_page",
    "explanation_page",
    "frame_of",
    "inbox_page",
    "indicator_chart",
    "indicators_page",
    "inspection_page",
    "lines_named",
    "lines_page",
    "percent",
    "positions_chart",
    "positions_page",
    "readings_page",
    "regime_comparison_page",
    "regimes_page",
    "rejected_page",
    "report_html",
    "save_chart",
    "sizes_page",
    "statements_page",
    "terms_page",
    "vectors_page",
    "verify_page",
    "write_chart",
    "write_indicator_chart",
    "write_report",
]

#: What is loaded when it is first asked for: pages that few commands need.
_LATER: Final = {
    "INDICATOR_CHARTS": "_charts_indicators",
    "calibration_chart": "_calibration",
    "calibration_page": "_calibration",
    "inbox_page": "_statements",
    "indicator_chart": "_charts_indicators",
    "indicators_page": "_indicators",
    "positions_chart": "_positions_chart",
    "positions_page": "_statements",
    "readings_page": "_readings",
    "regime_comparison_page": "_regimes",
    "regimes_page": "_regimes",
    "rejected_page": "_vectors",
    "save_chart": "_positions_chart",
    "sizes_page": "_sizes",
    "statements_page": "_statements",
    "terms_page": "_terms",
    "vectors_page": "_vectors",
    "verify_page": "_statements",
    "write_indicator_chart": "_charts_indicators",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'concession.report' has no attribute {name!r}")
    value = getattr(import_module(f"concession.report.{_LATER[name]}"), name)
    globals()[name] = value
    return value
