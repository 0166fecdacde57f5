"""Codes of files, structure, quantities, evidence and drafts (E1 to E5)."""

from concession.errors._problem import Code

FILES: dict[str, Code] = {}
