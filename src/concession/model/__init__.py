"""A case as a whole: read, checked, and built draft by draft into lines and payments."""

from concession.model._build import Built, SaidClause, SaidProject
from concession.model._case import Case
from concession.model._draws import (
    DOUBTFUL,
    Held,
    Vary,
    dimensions_of,
    draws_of,
    inputs_of,
    outlook_of,
    sobol_dimensions,
    still_names,
    varying,
)
from concession.model._head import Conventions, Head, Published
from concession.model._load import library, library_folder, load, opened, read_case
from concession.model._outlook import ENTRY_KINDS, RULE_KINDS, SaidOutlook, Uncertain
from concession.model._reread import reread
from concession.model._schema import DOCUMENTS, schema_of_document
from concession.model._start import start_case
from concession.model._switches import Switch, switched

__all__ = [
    "DOCUMENTS",
    "DOUBTFUL",
    "ENTRY_KINDS",
    "RULE_KINDS",
    "Built",
    "Case",
    "Conventions",
    "Head",
    "Held",
    "Published",
    "SaidClause",
    "SaidOutlook",
    "SaidProject",
    "Switch",
    "Uncertain",
    "Vary",
    "dimensions_of",
    "draws_of",
    "inputs_of",
    "library",
    "library_folder",
    "load",
    "opened",
    "outlook_of",
    "read_case",
    "reread",
    "schema_of_document",
    "sobol_dimensions",
    "start_case",
    "still_names",
    "switched",
    "varying",
]
