"""Concession: what each draft of a natural-resource deal is worth, to whom, and how sure that is."""

__version__ = "0.1.0"
