"""What the files of a case say: nodes with places, quantities, values with their evidence, drafts."""

from concession.deal._dates import Dated, Period, parse_date, parse_period, parse_span
from concession.deal._fit import as_date, as_quantity, check_quantity
from concession.deal._format import Display, display_of, format_quantity
from concession.deal._node import Mapping, Node, Plain, Scalar, Sequence, find, steps_of, walk
from concession.deal._quantity import Interval, Quantity, parse_quantity, parse_unit
from concession.deal._shape import (
    as_choice,
    as_flag,
    as_list,
    as_mapping,
    as_text,
    as_texts,
    as_whole,
    check_keys,
    is_id,
)
from concession.deal._tree import parse_tree, read_tree

__all__ = [
    "Dated",
    "Display",
    "Interval",
    "Mapping",
    "Node",
    "Period",
    "Plain",
    "Quantity",
    "Scalar",
    "Sequence",
    "as_choice",
    "as_date",
    "as_flag",
    "as_list",
    "as_mapping",
    "as_quantity",
    "as_text",
    "as_texts",
    "as_whole",
    "check_keys",
    "check_quantity",
    "display_of",
    "find",
    "format_quantity",
    "is_id",
    "parse_date",
    "parse_period",
    "parse_quantity",
    "parse_span",
    "parse_tree",
    "parse_unit",
    "read_tree",
    "steps_of",
    "walk",
]
