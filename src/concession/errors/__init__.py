"""Problems, their places and their stable codes: see :mod:`concession.errors._problem`."""

from concession.errors._codes_algebra import ALGEBRA
from concession.errors._codes_files import FILES
from concession.errors._codes_fund import FUND
from concession.errors._codes_law import LAW
from concession.errors._codes_outlook import OUTLOOK
from concession.errors._codes_texts import TEXTS
from concession.errors._problem import Code, ConcessionError, Place, Problem, Problems, nearest

__all__ = ["CODES", "Code", "ConcessionError", "Place", "Problem", "Problems", "nearest"]

#: Every code that Concession can report, with what it means and how to mend it. E1 files and YAML,
#: E2 structure, E3 quantities and units, E4 evidence, E5 drafts, E6 the algebra, E7 runs and results,
#: E8 texts and statements, E9 the outlook.
CODES: dict[str, Code] = {**FILES, **ALGEBRA, **LAW, **FUND, **TEXTS, **OUTLOOK}
