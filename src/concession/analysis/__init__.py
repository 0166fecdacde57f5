"""Questions asked of a deal: what each party gets, why, and what changed."""

from concession.analysis._ambiguity import Ambiguity, AmbiguitySpan, ReadAs, ambiguity
from concession.analysis._answer_parts import Kept, Target
from concession.analysis._answer_preferred import Repaid
from concession.analysis._answers import Answers, DraftAnswers, Effect, UnderReading, answers, have_answers
from concession.analysis._assumed import assumed_effects
from concession.analysis._by_reading import (
    Alternative,
    alternatives,
    case_alternatives,
    read_as,
    read_case_where,
    read_where,
)
from concession.analysis._calibrate import Calibration, Picture, calibrate_file
from concession.analysis._compare import compare
from concession.analysis._comparison import Comparison, DraftResult, PartyInDraft
from concession.analysis._differences import ClauseChange, Differences, TermChange, diff
from concession.analysis._evaluate import Evaluation, evaluate
from concession.analysis._explain import Explanation, Spread
from concession.analysis._how import Count, How, job_sizes
from concession.analysis._indicator import Indicator, OverFutures
from concession.analysis._indicators import Indicators, indicators
from concession.analysis._indicators_solved import Bid, Curve
from concession.analysis._inspect import Inspection, Varies, Warned, inspect_case
from concession.analysis._job import JobSize
from concession.analysis._published import Checked
from concession.analysis._reasons import LineAtHand, Reasons, explain, lines_at_hand
from concession.analysis._results import LineResult, PartyResult, ProjectResult, Return
from concession.analysis._side_by_side import ClauseTerms, SideBySide, StatedTerm, TermRow, side_by_side
from concession.analysis._tables import Exports, Row
from concession.analysis._trace import Trace
from concession.analysis._without import with_and_without

__all__ = [
    "Alternative",
    "Ambiguity",
    "AmbiguitySpan",
    "Answers",
    "Bid",
    "Calibration",
    "Checked",
    "ClauseChange",
    "ClauseTerms",
    "Comparison",
    "Count",
    "Curve",
    "Differences",
    "DraftAnswers",
    "DraftResult",
    "Effect",
    "Evaluation",
    "Explanation",
    "Exports",
    "How",
    "Indicator",
    "Indicators",
    "Inspection",
    "JobSize",
    "Kept",
    "LineAtHand",
    "LineResult",
    "OverFutures",
    "PartyInDraft",
    "PartyResult",
    "Picture",
    "ProjectResult",
    "ReadAs",
    "Reasons",
    "Repaid",
    "Return",
    "Row",
    "SideBySide",
    "Spread",
    "StatedTerm",
    "Target",
    "TermChange",
    "TermRow",
    "Trace",
    "UnderReading",
    "Varies",
    "Warned",
    "alternatives",
    "ambiguity",
    "answers",
    "assumed_effects",
    "calibrate_file",
    "case_alternatives",
    "compare",
    "diff",
    "evaluate",
    "explain",
    "have_answers",
    "indicators",
    "inspect_case",
    "job_sizes",
    "lines_at_hand",
    "read_as",
    "read_case_where",
    "read_where",
    "side_by_side",
    "with_and_without",
]
