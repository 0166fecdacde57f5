"""Sources, statements read from texts, and positions over time."""

from concession.evidence._days import When
from concession.evidence._figures import FIGURE_KINDS, Figure, figures
from concession.evidence._records import KINDS, Speaker, Statement
from concession.evidence._spans import Block, Span
from concession.evidence._statements import statements
from concession.evidence._terms import STARTER_TERMS, Vocabulary
from concession.evidence._texts import Text, text_of

__all__ = [
    "FIGURE_KINDS",
    "KINDS",
    "STARTER_TERMS",
    "Block",
    "Figure",
    "Span",
    "Speaker",
    "Statement",
    "Text",
    "Vocabulary",
    "When",
    "figures",
    "statements",
    "text_of",
]
