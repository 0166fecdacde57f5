"""What the files of a case say: nodes with places, quantities, values with their evidence, drafts."""

from concession.deal._by_period import SERIES_KEYS, Series, is_series_form, read_series
from concession.deal._changes import Change, diff, replace_at, shown
from concession.deal._dates import Dated, Period, parse_date, parse_period, parse_span
from concession.deal._drafts import DRAFT_KEYS, STATUSES, Draft, resolve_drafts
from concession.deal._evidence import EVIDENCE_KEYS, Evidence, check_evidence, read_evidence
from concession.deal._fit import as_date, as_quantity, check_quantity
from concession.deal._folder import Documents, inside, read_folder
from concession.deal._format import Display, display_of, format_quantity
from concession.deal._migrations import FORMAT
from concession.deal._node import Mapping, Node, Plain, Scalar, Sequence, find, node_of, steps_of, walk
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
from concession.deal._sources import GRADES, MARKS, SOURCE_KINDS, Source, default_mark, read_sources
from concession.deal._table import Table, Tables, read_cell, read_table
from concession.deal._tree import parse_tree, read_tree
from concession.deal._value import VALUE_KEYS, Value, Wanted, is_value_form, read_value

__all__ = [
    "DRAFT_KEYS",
    "EVIDENCE_KEYS",
    "FORMAT",
    "GRADES",
    "MARKS",
    "SERIES_KEYS",
    "SOURCE_KINDS",
    "STATUSES",
    "VALUE_KEYS",
    "Change",
    "Dated",
    "Display",
    "Documents",
    "Draft",
    "Evidence",
    "Interval",
    "Mapping",
    "Node",
    "Period",
    "Plain",
    "Quantity",
    "Scalar",
    "Sequence",
    "Series",
    "Source",
    "Table",
    "Tables",
    "Value",
    "Wanted",
    "as_choice",
    "as_date",
    "as_flag",
    "as_list",
    "as_mapping",
    "as_quantity",
    "as_text",
    "as_texts",
    "as_whole",
    "check_evidence",
    "check_keys",
    "check_quantity",
    "default_mark",
    "diff",
    "display_of",
    "find",
    "format_quantity",
    "inside",
    "is_id",
    "is_series_form",
    "is_value_form",
    "node_of",
    "parse_date",
    "parse_period",
    "parse_quantity",
    "parse_span",
    "parse_tree",
    "parse_unit",
    "read_cell",
    "read_evidence",
    "read_folder",
    "read_series",
    "read_sources",
    "read_table",
    "read_tree",
    "read_value",
    "replace_at",
    "resolve_drafts",
    "shown",
    "steps_of",
    "walk",
]
