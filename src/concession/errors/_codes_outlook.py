"""Codes of the outlook (E9)."""

from concession.errors._problem import Code

OUTLOOK: dict[str, Code] = {}
