"""Codes of texts and statements (E8)."""

from concession.errors._problem import Code

TEXTS: dict[str, Code] = {}
