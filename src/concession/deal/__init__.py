"""What the files of a case say: nodes with places, quantities, values with their evidence, drafts."""

from concession.deal._node import Mapping, Node, Plain, Scalar, Sequence, find, steps_of, walk
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
    "Mapping",
    "Node",
    "Plain",
    "Scalar",
    "Sequence",
    "as_choice",
    "as_flag",
    "as_list",
    "as_mapping",
    "as_text",
    "as_texts",
    "as_whole",
    "check_keys",
    "find",
    "is_id",
    "parse_tree",
    "read_tree",
    "steps_of",
    "walk",
]
