"""Codes of the algebra and its runs (E6 and E7)."""

from concession.errors._problem import Code

ALGEBRA: dict[str, Code] = {}
