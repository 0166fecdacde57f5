"""Sets of words written as plain text, one line after the other."""

from __future__ import annotations

__all__ = ["word_set"]


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set.

    >>> sorted(word_set("on in at"))
    ['at', 'in', 'on']
    """
    return frozenset(text.split())
