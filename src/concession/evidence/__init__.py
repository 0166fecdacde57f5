"""Sources, statements read from texts, and positions over time.

Everything here is rule-based and deterministic; nothing is fetched, and no text is kept: a case holds
hashes, dates and the phrases it quotes.
"""

from concession.evidence._days import When
from concession.evidence._figures import FIGURE_KINDS, Figure, figures
from concession.evidence._kept import kept_statements, vocabulary_of
from concession.evidence._positions import CHANGE_KINDS, Change, Position, party_of, positions
from concession.evidence._proposals import Added, add_proposals, short_quote
from concession.evidence._quality import Label, Quality, fingerprint, measure, read_labels
from concession.evidence._quotes import TEXT_STATES, CaseCheck, GivenText, quotes_of, verify_case
from concession.evidence._reading import FORMS, read_bytes, read_text
from concession.evidence._records import KINDS, Speaker, Statement
from concession.evidence._spans import Block, Span
from concession.evidence._statements import statements
from concession.evidence._tables import check_rows, explain_rows, position_rows, printable, statement_rows
from concession.evidence._terms import STARTER_TERMS, Vocabulary
from concession.evidence._texts import Text, text_of
from concession.evidence._verify import STATUSES, Check, Quoted, verify

__all__ = [
    "CHANGE_KINDS",
    "FIGURE_KINDS",
    "FORMS",
    "KINDS",
    "STARTER_TERMS",
    "STATUSES",
    "TEXT_STATES",
    "Added",
    "Block",
    "CaseCheck",
    "Change",
    "Check",
    "Figure",
    "GivenText",
    "Label",
    "Position",
    "Quality",
    "Quoted",
    "Span",
    "Speaker",
    "Statement",
    "Text",
    "Vocabulary",
    "When",
    "add_proposals",
    "check_rows",
    "explain_rows",
    "figures",
    "fingerprint",
    "kept_statements",
    "measure",
    "party_of",
    "position_rows",
    "positions",
    "printable",
    "quotes_of",
    "read_bytes",
    "read_labels",
    "read_text",
    "short_quote",
    "statement_rows",
    "statements",
    "text_of",
    "verify",
    "verify_case",
    "vocabulary_of",
]
